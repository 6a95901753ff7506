"""What holds for all tests."""

import signal

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# How long one example takes says nothing on a busy machine.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")

# Their tests ask the system for a free port and open it a moment later.
_OPEN_PORTS = ("tests/timers/", "tests/obs/")

# What takes longest comes first: begun last, it would leave the other process with nothing to do. The others
# are short enough to come in any order.
_FIRST = (
    *_OPEN_PORTS,
    "tests/tools/test_soak.py",
    "tests/training/test_training.py",
    "tests/cli/test_many.py",
    "tests/cli/test_many_processes.py",
    "tests/obs_studio/test_whole_run.py",
    "tests/obs_studio/test_splitting.py",
    "tests/obs_studio/test_faults.py",
    "tests/obs_studio/test_python_lock.py",
)


def pytest_configure() -> None:
    # A shell has its background jobs ignore Ctrl-C, and what they start would ignore it, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ranks = [*enumerate(_FIRST), (len(_FIRST), "")]
    items.sort(key=lambda item: next(rank for rank, start in ranks if item.nodeid.startswith(start)))


class _WholeFiles(LoadScopeScheduling):
    """Where processes share the tests, each takes whole files, for their fixtures.

    Those that open ports stay in one process: another could take the port meanwhile.
    (Not by `xdist_group`: pytest-xdist 3.8 ignores it with pytest 9.2, without a word.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return "ports" if nodeid.startswith(_OPEN_PORTS) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _WholeFiles:
    return _WholeFiles(config, log)

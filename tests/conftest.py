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


def pytest_configure() -> None:
    # A shell has its background jobs ignore Ctrl-C, and what they start would ignore it, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


class _WholeFiles(LoadScopeScheduling):
    """Where processes share the tests, each takes whole files, for their fixtures.

    Those that open ports stay in one process: another could take the port meanwhile.
    (Not by `xdist_group`: pytest-xdist 3.8 ignores it with pytest 9.2, without a word.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return "ports" if nodeid.startswith(_OPEN_PORTS) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _WholeFiles:
    return _WholeFiles(config, log)

"""What holds for all tests."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

# How long one example takes says nothing on a busy machine.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")

# Their tests ask the system for a free port and open it a moment later.
_OPEN_PORTS = [Path(__file__).parent / room for room in ("timers", "obs")]


def pytest_configure() -> None:
    # A shell has its background jobs ignore Ctrl-C, and what they start would ignore it, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where two processes share the tests, each takes whole files, for their fixtures.

    Those that open ports stay in one process: another could take the port meanwhile.
    """
    for item in items:
        opens_ports = any(room in item.path.parents for room in _OPEN_PORTS)
        item.add_marker(pytest.mark.xdist_group("ports" if opens_ports else str(item.path)))

"""What holds for all tests."""

import signal


def pytest_configure() -> None:
    # A shell has its background jobs ignore Ctrl-C, and what they start would ignore it, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)

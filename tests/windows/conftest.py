"""A Windows Python under Wine for the tests: they run on Linux, and each calls programs of Windows."""

import subprocess

import pytest

from tools.windows import wine


@pytest.fixture(scope="session", autouse=True)
def windows():
    """Wine with the Windows Python, as `make test-windows` sets it up; all of it ends with the tests."""
    if not wine.PYTHON.is_file():
        pytest.skip("there is no Windows Python: run “make test-windows”")
    wine.begin()
    yield wine
    wine.end()


@pytest.fixture
def start(windows):
    """Starts Windows Pythons that talk by lines, and end with the test."""
    started = []

    def begin(*arguments):
        process = subprocess.Popen(
            windows.command(windows.PYTHON, *arguments),
            env=windows.environment(), encoding="utf-8",
            # Not this one's stderr: that may be a file, which Wine gives a Python as none.
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()

"""What the tests of the command read, and how."""

import pytest

from star_counter.cli.main import main
from tools.simulation.video import render


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The first half of the demo run and its truth."""
    video = tmp_path_factory.mktemp("demo") / "run.mp4"
    return video, render(video, seconds=24)


@pytest.fixture
def read(capsys):
    """Runs `star-counter read` in this process: its exit status, its lines and what it says on stderr."""

    def read(*arguments):
        status = main(["read", *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out.splitlines(), err

    return read

"""What the tests of the command read, and how."""

import argparse
import shutil

import pytest

from star_counter.cli import report as cli_report
from star_counter.cli.main import main
from star_counter.cli.many import workers
from tests.cli.videos import SIZE, cut
from tools.simulation.video import render


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The first half of the demo run and its truth."""
    video = tmp_path_factory.mktemp("demo") / "run.mp4"
    return video, render(video, seconds=24)


@pytest.fixture(scope="session")
def video(tmp_path_factory):
    """The same, small, with a key frame every second."""
    video = tmp_path_factory.mktemp("small") / "run.mp4"
    render(video, seconds=24, size=SIZE, key_frames=1)
    return video


@pytest.fixture(scope="session")
def videos(video, tmp_path_factory):
    """A folder with three videos, whose names are in another order as texts, and other files."""
    folder = tmp_path_factory.mktemp("many") / "videos"
    folder.mkdir()
    for name, frames in (("run 10.mp4", 340), ("run 9.mkv", 500), ("a.mp4", 340)):
        cut(video, folder / name, frames)
    (folder / "notes.txt").write_text("not a video")
    return folder


@pytest.fixture
def folder(videos, tmp_path):
    """That folder, to be read and changed."""
    return shutil.copytree(videos, tmp_path / "videos")


@pytest.fixture
def run(capsys):
    """Runs the command in this process: its exit status, what it prints, and what it tells."""

    def run(*arguments):
        return main([*map(str, arguments)]), *capsys.readouterr()

    return run


@pytest.fixture
def reads(monkeypatch):
    """The files that were read, and not taken from what is kept."""
    taken, take = [], workers._Worker.take
    monkeypatch.setattr(
        workers._Worker,
        "take",
        lambda self, number, path: (taken.append(path.name), take(self, number, path)),
    )
    return taken


@pytest.fixture
def read(capsys):
    """Runs `star-counter read` in this process: its exit status, its lines and what it says on stderr."""

    def read(*arguments):
        status = main(["read", *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out.splitlines(), err

    return read


@pytest.fixture
def report(capsys):
    """Runs `star-counter report`: what it prints, and the problems that it returns."""
    parser = argparse.ArgumentParser(prog="star-counter")
    cli_report.add_command(parser.add_subparsers(required=True))

    def report(*arguments):
        options = parser.parse_args(["report", *map(str, arguments)])
        problems = options.run(options)
        return capsys.readouterr().out, problems

    return report

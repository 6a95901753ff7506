"""What the tests of the command read, and how."""

import argparse

import pytest

from star_counter.cli import report as cli_report
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

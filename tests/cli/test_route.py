"""The command `star-counter route`."""

import argparse
import json

import pytest

from star_counter.cli import route as cli_route
from star_counter.cli.main import main
from star_counter.problem import Problem
from star_counter.splitting.formats import lss
from star_counter.splitting.formats.route_files import FORMS, load, shipped
from star_counter.splitting.formats.toml import EXAMPLE


@pytest.fixture
def parser():
    parser = argparse.ArgumentParser(prog="star-counter")
    cli_route.add_command(parser.add_subparsers(required=True))
    return parser


@pytest.fixture
def route(parser, capsys):
    """Runs the command: its lines, and what it says on stderr."""

    def route(*arguments):
        options = parser.parse_args(["route", *map(str, arguments)])
        assert options.run(options) == []
        out, err = capsys.readouterr()
        return out, err

    return route


@pytest.fixture
def example(tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


def test_a_route_is_printed_as_a_table(route, example):
    out, err = route(example)
    assert out.splitlines() == [
        "16 stars, from 0",
        "   split             stars  when                       delay",
        "1  Whomp's Fortress      4  then the 1st black screen  0.5 s",
        "2  Grand star               the grand star",
    ]
    assert err == ""


def test_what_could_go_wrong_stands_below_the_table(route, tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(EXAMPLE.replace("stars = 4", "stars = 17"), encoding="utf-8")
    out, _ = route(path)
    assert out.splitlines()[-2:] == [
        "What could go wrong:",
        "1  Whomp's Fortress: a run of 16 stars never has 17",
    ]
    data = json.loads(route(path, "--json")[0])
    assert data["splits"][0]["risks"] == ["a run of 16 stars never has 17"]


def test_a_route_is_printed_as_json(route, example):
    out, _ = route(example, "--json")
    data = json.loads(out)
    assert (data["title"], data["start"], data["notes"]) == ("16 stars", 0, [])
    assert data["splits"][0] == {
        "name": "Whomp's Fortress",
        "stars": 4,
        "after": "black 1",
        "delay": 0.5,
        "text": "4 stars, then the 1st black screen, 0.5 s later",
        "risks": [],
    }
    assert data["splits"][1]["stars"] is None


@pytest.mark.parametrize("form", FORMS)
def test_a_route_is_converted(route, tmp_path, form):
    printed, _ = route("70", "--to", form)
    path = tmp_path / f"my.{form}"
    assert route("70", "--to", form, "--out", path)[0] == ""
    assert path.read_text(encoding="utf-8") == printed
    counts = [10, 17, 19] if form == "route" else [10, 13, 17]  # which has no keys
    assert [split.stars for split in load(path).splits if split.stars][:3] == counts


LSS = """\
<Run><GameName>Star Road</GameName><CategoryName>16 Star</CategoryName><Offset>00:00:01.3600000</Offset>
<Segments><Segment><Name>-WF (8)</Name></Segment>
<Segment><Name>{Castle} Lobby</Name></Segment></Segments></Run>
"""


def test_splits_of_livesplit_keep_their_offset_game_and_sections(route, tmp_path):
    path = tmp_path / "my.lss"
    path.write_text(LSS, encoding="utf-8")
    out, err = route(path, "--to", "lss")
    file = lss.parse(out.encode(), "my.lss")
    assert (file.names, file.game, file.category) == (("-WF (8)", "{Castle} Lobby"), "Star Road", "16 Star")
    assert file.offset == 1.36
    assert "The times, the attempts and their number" in err
    for form in ("toml", "route", "as64"):
        assert "The timer's offset, the game's name and the sections" in route(path, "--to", form)[1]


def test_names_alone_are_no_route_for_the_star_classifier(route, tmp_path):
    path = tmp_path / "my.lss"
    path.write_text(LSS.replace(" (8)", ""), encoding="utf-8")
    with pytest.raises(Problem, match="has no splits at star counts and screens"):
        route(path, "--to", "route")


def test_what_is_lost_is_said(route, example):
    _, err = route(example, "--to", "lss")
    assert err == "Note: The delay of “Whomp's Fortress” is lost: only our own files have delays.\n"


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_shipped_routes_have_short_names(route, path):
    assert route(path.stem) == route(path)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.toml"], "There is no route none.toml"),
        (["16", "--to", "lss", "--json"], "--to and --json"),
        (["16", "--out", "my.toml"], "--out needs --to"),
        (["16", "--to", "toml", "--out", "no/such/folder.toml"], "cannot be written"),
    ],
)
def test_what_goes_wrong_is_told(route, arguments, told):
    with pytest.raises(Problem, match=told):
        route(*arguments)


def test_help_teaches_the_format(parser, capsys):
    with pytest.raises(SystemExit):
        parser.parse_args(["route", "--help"])
    out = capsys.readouterr().out
    for line in EXAMPLE.splitlines():
        assert line in out
    assert "0, 1, 16, 31, 70, 120" in " ".join(out.split())


def test_a_file_that_is_read_is_not_overwritten(tmp_path, capsys):
    route = tmp_path / "my.toml"
    assert main(["route", "16", "--to", "toml", "--out", str(route)]) == 0
    before = route.read_bytes()
    assert main(["route", str(route), "--to", "lss", "--out", str(route)]) == 1
    assert "would be overwritten" in capsys.readouterr().err
    assert route.read_bytes() == before


def test_the_shipped_routes_are_named_where_there_is_no_such_route(capsys):
    assert main(["route", "17"]) == 1
    assert "one of 0, 1, 16, 31, 70, 120" in capsys.readouterr().err


def test_without_a_command_the_help_is_shown(capsys):
    assert main([]) == 2
    assert "locate" in capsys.readouterr().err

"""The README and the docs: links lead somewhere, on GitHub too, and what they tell one to type is there."""

import itertools
import re
import shlex
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from star_counter.cli.main import main
from star_counter.obs.text_template import FIELDS
from tools.release.archive import ROOT
from tools.release.page import anchor

PAGES = [
    "README.md",
    "SECURITY.md",
    "models/README.md",
    "models/REPORT.md",
    *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))),
]
DEVELOPMENT = "docs/development.md"


def blocks(page):
    return MarkdownIt("js-default").parse((ROOT / page).read_text(encoding="utf-8"))


def inline(page):
    return [token for block in blocks(page) for token in block.children or ()]


def anchors(page):
    tokens = blocks(page)
    headings = [text for mark, text in itertools.pairwise(tokens) if mark.type == "heading_open"]
    return {anchor("".join(part.content for part in heading.children)) for heading in headings}


def spans(page):
    """What stands in the text as code."""
    return [token.content for token in inline(page) if token.type == "code_inline"]


def lines(page):
    """What one is told to type, without what it does."""
    typed = [
        line
        for token in blocks(page)
        if token.type in ("code_block", "fence")
        for line in token.content.split("\n")
    ]
    return [re.split(r"\s+#", line)[0] for line in [*typed, *spans(page)]]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_something_in_the_repository(page):
    links = [token.attrs.get("href") or token.attrs.get("src") for token in inline(page) if token.attrs]
    for link in links:
        if link.startswith("https://"):
            continue
        file, _, heading = link.partition("#")
        target = (ROOT / page).parent / file if file else ROOT / page
        assert target.is_file(), f"{page} links to {link}"
        if heading:
            assert heading in anchors(target.resolve().relative_to(ROOT)), f"{page} links to {link}"


@pytest.mark.parametrize("page", PAGES)
def test_the_command_has_what_the_examples_use(page, capsys):
    for line in lines(page):
        if not line.startswith("star-counter "):
            continue
        _, command, *arguments = shlex.split(line)
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0, line
        known = re.findall(r"--[a-z-]+", capsys.readouterr().out)
        assert {argument for argument in arguments if argument.startswith("--")} <= {*known}, line


@pytest.mark.parametrize("page", PAGES)
def test_what_is_made_can_be_made(page):
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for line in lines(page):
        for made in re.findall(r"\bmake ([a-z]+)", line):
            assert made in targets, line


@pytest.mark.parametrize("page", PAGES)
def test_programs_are_there(page):
    for line in lines(page):
        for module in re.findall(r"python -m ((?:tools|training|export)[\w.]*)", line):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), line


def test_the_example_of_a_route_is_one(tmp_path, capsys):
    (example,) = [token.content for token in blocks("docs/routes.md") if token.type == "fence"]
    route = tmp_path / "my.toml"
    route.write_text(example, encoding="utf-8")
    assert main(["route", str(route)]) == 0
    assert "Whomp's Fortress" in capsys.readouterr().out


def test_all_fields_of_texts_are_told():
    assert {span[1:-1] for span in spans("docs/setup.md") if re.fullmatch(r"\{\w+\}", span)} == set(FIELDS)


def test_the_paths_for_developers_exist():
    homes = [ROOT, ROOT / "obs_plugin" / "star_counter"]
    paths = [Path(span) for span in spans(DEVELOPMENT) if re.fullmatch(r"\w+/[\w./]*", span)]
    assert paths
    for path in paths:
        named = [home / path for home in homes] + [home / f"{path}.py" for home in homes]
        assert any(place.exists() for place in named), path


def test_every_promise_of_security_has_a_test_that_exists():
    folder, paths = "", []
    for span in spans("SECURITY.md"):
        if re.fullmatch(r"(tests/)?[\w/]+(\.py)?", span) and ("tests/" in span or span.startswith("test_")):
            folder = str(Path(span).parent) if "/" in span else folder
            paths.append(ROOT / (span if "/" in span else f"{folder}/{span}"))
    assert len(paths) > 10
    assert [path for path in paths if not path.exists()] == []


def test_the_rooms_hold_what_the_table_tells():
    tokens = blocks(DEVELOPMENT)
    cells = [cell for mark, cell in itertools.pairwise(tokens) if mark.type == "td_open"]
    names = [[token.content for token in cell.children if token.type == "code_inline"] for cell in cells]
    told = 0
    for room, inside in itertools.pairwise(names):  # two cells in a row: the room, and what is in it
        home = ROOT / "obs_plugin" / "star_counter" / (room[0] if len(room) == 1 else "none")
        if not home.is_dir():
            continue
        modules = {path.stem for path in home.rglob("*.py")}
        assert {name for name in inside if name.isidentifier()} <= modules, room
        told += len(inside)
    assert told

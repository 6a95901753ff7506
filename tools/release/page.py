"""The Markdown files as HTML pages, for players who unpack the zip and read without a network."""

from __future__ import annotations

import base64
import itertools
import posixpath
import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from star_counter.problem import Problem

_STYLE = Path(__file__).with_suffix(".css")


def page(root: Path, name: str, places: Mapping[str, str]) -> str:
    """The page of a Markdown file, in one piece: its pictures are in it.

    ``root`` is the repository, and ``name`` the file's name in it. ``places`` tells where each file of the
    repository that is in the zip lies there, this one too; links lead to these, or into the web.

    Raises `Problem` where the file, or a picture that it shows, cannot be read.
    """
    markdown = MarkdownIt("js-default")
    tokens = markdown.parse(_read(root / name, name).decode("utf-8"))
    inline = [token for block in tokens for token in block.children or ()]
    _embed_pictures(inline, root, name)
    _lead_links(inline, name, places)
    _mark_headings(tokens)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(_title(tokens))}</title>
<style>
{_STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<main>
{markdown.renderer.render(tokens, markdown.options, {})}</main>
</body>
</html>
"""


def anchor(heading: str) -> str:
    """What a link to a heading ends in, as GitHub has it: “What it costs” is at #what-it-costs."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _embed_pictures(tokens: Iterable[Token], root: Path, name: str) -> None:
    for token in tokens:
        if token.type == "image":
            picture = _read(root / posixpath.dirname(name) / str(token.attrs["src"]), name)
            token.attrs["src"] = f"data:image/png;base64,{base64.b64encode(picture).decode('ascii')}"


def _lead_links(tokens: Iterable[Token], name: str, places: Mapping[str, str]) -> None:
    """Has links to files lead to where these lie in the zip; leaves only the text of links to others."""
    is_hidden = False  # links hold no other links: the next end is this one's
    for token in tokens:
        if token.type == "link_open":
            target = _target(str(token.attrs["href"]), name, places)
            is_hidden = target is None
            if target is not None:
                token.attrs["href"] = target
        if token.type in ("link_open", "link_close"):
            token.hidden = is_hidden


def _target(link: str, name: str, places: Mapping[str, str]) -> str | None:
    """Where a link of a file leads from its page; None where that is not in the zip."""
    file, mark, heading = link.partition("#")
    if "://" in link or not file:
        return link
    place = places.get(posixpath.normpath(posixpath.join(posixpath.dirname(name), file)))
    return place and posixpath.relpath(place, posixpath.dirname(places[name]) or ".") + mark + heading


def _mark_headings(tokens: list[Token]) -> None:
    for mark, text in itertools.pairwise(tokens):
        if mark.type == "heading_open":
            mark.attrs["id"] = anchor(_plain(text))


def _title(tokens: list[Token]) -> str:
    """The text of the first heading."""
    return next(_plain(text) for mark, text in itertools.pairwise(tokens) if mark.type == "heading_open")


def _plain(text: Token) -> str:
    """A text without its markup."""
    return "".join(part.content for part in text.children or ())


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(
            f"The page of {name} needs {path}, which cannot be read ({error.strerror}): mend its name there, "
            "or take the picture with “make pictures”."
        ) from error

"""The README as one HTML page, for players who unpack the zip and double-click it."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterable
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from star_counter.problem import Problem

_STYLE = Path(__file__).with_suffix(".css")


def page(readme: Path) -> str:
    """The page, in one piece: its pictures are in it, and all its links lead into the web.

    Raises `Problem` where the README, or a picture that it shows, cannot be read.
    """
    markdown = MarkdownIt("js-default")
    tokens = markdown.parse(_read(readme).decode("utf-8"))
    inline = [token for block in tokens for token in block.children or ()]
    _embed_pictures(inline, readme.parent)
    _hide_links_to_files(inline)
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


def _embed_pictures(tokens: Iterable[Token], folder: Path) -> None:
    for token in tokens:
        if token.type == "image":
            picture = base64.b64encode(_read(folder / token.attrs["src"])).decode("ascii")
            token.attrs["src"] = f"data:image/png;base64,{picture}"


def _hide_links_to_files(tokens: Iterable[Token]) -> None:
    """Leaves only the text of links to the repository's files: most are not in the zip."""
    is_hidden = False  # links hold no other links: the next end is this one's
    for token in tokens:
        if token.type == "link_open":
            is_hidden = "://" not in token.attrs["href"]
        if token.type in ("link_open", "link_close"):
            token.hidden = is_hidden


def _title(tokens: list[Token]) -> str:
    """The text of the first heading."""
    return next(text.content for mark, text in itertools.pairwise(tokens) if mark.type == "heading_open")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(
            f"The README's page needs {path}, which cannot be read ({error.strerror}): mend its name in the "
            "README, or take the picture with “make pictures”."
        ) from error

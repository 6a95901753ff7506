"""What OBS's window shows as HTML: loads without OBS."""

from __future__ import annotations

from html import escape
from typing import NewType

from ...words import visible

#: HTML of our own making. A text is made one by `as_html` and in no other way.
Html = NewType("Html", str)

#: What is shown of a text: the letters of a line, and the lines. The longest run has some 130 splits.
LONGEST_LINE, MOST_LINES = 500, 300

# Qt decides by the text as a whole whether it is HTML, so such a text always is: it begins with a tag.
_BEFORE, _AFTER = '<span style="white-space: pre-wrap">', "</span>"


def note(text: str) -> str:
    """What Qt shows as the very text, whatever it holds, and no longer than is read.

    Without a “<” and a “&” that is the text itself: HTML takes more room.
    """
    shown = _cut(text)
    return as_html(text) if "<" in shown or "&" in shown else shown


def as_html(text: str) -> Html:
    """A text as HTML, with its lines and spaces, and no longer than is read."""
    shown = escape(_cut(text)).replace("\n", "<br>")
    return Html(f"{_BEFORE}{shown}{_AFTER}" if shown else "")


def below(*parts: Html) -> Html:
    """One below the other; what is empty is left out."""
    return Html("<br>".join(filter(None, parts)))


def _cut(text: str) -> str:
    lines = text.split("\n")
    if (left_out := len(lines) - MOST_LINES) > 0:
        lines[MOST_LINES:] = [f"… and {left_out} more lines"]
    return "\n".join(map(_cut_line, lines))


def _cut_line(line: str) -> str:
    line = visible(line[: LONGEST_LINE + 1])
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"

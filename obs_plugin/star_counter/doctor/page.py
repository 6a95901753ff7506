"""The page that tells what is there: made of what was found, wherever that was, and of nothing else.

It goes into bug reports, so what is private is taken out of it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .. import __version__
from ..words import visible

_WELL, _NOT_WELL = "ok", "NOT WELL"
_ADDRESS = "(an address)"
# Somebody's home on any system, also another one's than that of whom asks.
_HOMES = re.compile(
    r"""(?:[A-Za-z]:)?[\\/](?:home|Users)[\\/](?:[^\\/\n:;“”"']+(?=[\\/])|[^\\/\s:;,.“”"']+)"""
)
_SERVER = re.compile(r"\\\\(?![?.]\\)[^\\\s]+")
_CREDENTIALS = re.compile(r"(?<=://)[^/\s@]+@")
_IP_4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)")
_IP_6 = re.compile(r"(?<![\w:])[0-9A-Fa-f]*(?::[0-9A-Fa-f.]*){2,}(?![\w:])")


class Line(NamedTuple):
    """One thing that was looked at, and what was found; where that is not well, a sentence that says what to
    do."""

    what: str
    found: str
    is_well: bool = True


class Private(NamedTuple):
    """What is not told: the path of the home folder, and words with what is told in place of each."""

    home: str = ""
    words: Mapping[str, str] = {}


def page(lines: Iterable[Line], private: Private) -> str:
    """The page, ready to be copied: a line for each thing, and how many of them are not well."""
    told = list(lines)
    wrong = sum(not line.is_well for line in told)
    verdict = (
        f"{wrong} of {len(told)} lines {'is' if wrong == 1 else 'are'} not well" if wrong else "all is well"
    )
    width = len(_NOT_WELL)
    rows = [
        f"{_WELL if line.is_well else _NOT_WELL:<{width}}  {line.what}: "
        + shortened(line.found, private).replace("\n", "\n" + " " * (width + 4))
        for line in told
    ]
    return visible("\n".join([f"Star counter {__version__}: {verdict}.", *rows]))


def shortened(text: str, private: Private) -> str:
    """A text without what is private: home folders, given words, addresses and passwords in addresses.

    What stays are addresses of this computer to itself, such as 127.0.0.1.
    """
    if folders := [part for part in re.split(r"[\\/]+", private.home) if part]:
        home = r"[\\/]+".join(["", *folders] if private.home[0] in "/\\" else folders)
        text = _folders_by(home, text)
    text = _HOMES.sub("~", text)
    text = _SERVER.sub(r"\\\\…", text)
    text = _CREDENTIALS.sub("…@", text)
    for word, shown in sorted(private.words.items(), key=lambda pair: -len(pair[0])):
        if word:  # “_” and the like end a word
            text = re.sub(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", shown, text, flags=re.IGNORECASE)
    return _IP_6.sub(_address, _IP_4.sub(_address, text))


def _folders_by(pattern: str, text: str) -> str:
    return re.sub(rf"{pattern}(?![\w.-])", "~", text, flags=re.IGNORECASE)


def _address(found: re.Match) -> str:
    try:
        address = ipaddress.ip_address(found[0])
    except ValueError:
        return found[0]
    return found[0] if address.is_loopback else _ADDRESS

"""Texts that several parts of the star counter say."""

from __future__ import annotations


def stars_text(count: int) -> str:
    """A star count in words: “1 star”, “12 stars”."""
    return f"{count} star{'' if count == 1 else 's'}"


def ordinal(number: int) -> str:
    """A number as a place in an order: “1st”, “12th”."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"

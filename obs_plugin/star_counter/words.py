"""Texts that several parts of the star counter say."""

from __future__ import annotations


def stars_text(count: int) -> str:
    """A star count in words: “1 star”, “12 stars”."""
    return f"{count} star{'' if count == 1 else 's'}"


def ordinal(number: int) -> str:
    """A number as a place in an order: “1st”, “12th”."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def clock_text(seconds: float, digits: int = 2) -> str:
    """Seconds as “1:02:03.45” or “2:03.45”; without digits rounded down: a chapter must not begin late."""
    unit = 10**digits
    units = round(abs(seconds) * unit) if digits else int(abs(seconds) + 1e-6)
    whole, fraction = divmod(units, unit)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
    return ("-" if seconds < 0 and units else "") + text + (f".{fraction:0{digits}}" if digits else "")

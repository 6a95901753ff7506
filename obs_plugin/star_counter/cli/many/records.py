"""Events as what is kept of a file: exactly as they were, and what comes from a file checked."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from ...journal.parsing import EVENTS
from ...tracking.event import Event
from ...words import plain

# What is beyond is no frame, no count and no time.
_LARGEST = 1e12
_FIELDS = {field.name: field.type for field in fields(Event)}


def record_of(event: Event) -> dict[str, Any]:
    """The event for JSON: what it has not is left out."""
    return {name: value for name, value in asdict(event).items() if value is not None}


def event_of(record: Any) -> Event:
    """The event of a record; raises `ValueError` where it is none."""
    if not isinstance(record, dict) or not {"kind", "frame", "time"} <= record.keys() <= _FIELDS.keys():
        raise ValueError("no event")
    if record["kind"] not in EVENTS:
        raise ValueError("no event: its kind")
    for name, value in record.items():
        if not _is_one(value, str(_FIELDS[name])):
            raise ValueError(f"no event: its {name}")
    reasons = record.get("rests_on")
    return Event(**{**record, "rests_on": None if reasons is None else tuple(map(plain, reasons))})


def _is_one(value: Any, type_: str) -> bool:
    if "tuple" in type_:
        return isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value)
    if "str" in type_:
        return isinstance(value, str)
    if "float" in type_:
        return type(value) in (int, float) and abs(value) <= _LARGEST
    return type(value) is int and abs(value) <= _LARGEST

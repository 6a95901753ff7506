"""What a text source shows: a template with fields such as ``{stars}``."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: The fields that a template may have, and what each stands for.
FIELDS = {
    "stars": "the star count",
    "left": "stars left to the goal",
    "goal": "the goal",
    "player": "the player's name",
    "screen": "“black”, “white” or nothing",
    "blacks": "black screens so far",
    "whites": "white screens so far",
    "confidence": "how sure the star count is, in percent",
    "fps": "readings a second",
    "lives": "the lives; nothing where they are not known",
    "coins": "the coins; nothing where none are shown",
    "deaths": "deaths so far",
    "place": "“course”, “castle”, “arena” or nothing",
    "camera": "“lakitu”, “mario”, “cross” or nothing",
    "attempt": "which run it is since the script was started; one that was on by then is the first",
}

_FIELD = re.compile(r"\{(\w*)\}")


def unknown_fields(template: str) -> list[str]:
    """The fields of a template that do not exist, as they stand there."""
    return [field[0] for field in _FIELD.finditer(template) if field[1] not in FIELDS]


def fill(template: str, values: Mapping[str, object]) -> str:
    """The template with its fields filled in; unknown fields stay as they are.

    The text is empty as long as one of its fields has the value None: nothing is shown before it is known.
    """
    used = {field for field in _FIELD.findall(template) if field in values}
    if any(values[field] is None for field in used):
        return ""
    return _FIELD.sub(lambda field: str(values.get(field[1], field[0])), template)

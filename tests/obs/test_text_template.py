"""Templates of the text sources."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.obs.text_template import FIELDS, fill, unknown_fields

VALUES = {
    "stars": 12, "left": 108, "goal": 120, "player": "Ann", "screen": "", "blacks": 1, "whites": 0,
    "confidence": 99, "fps": 30, "lives": 4, "coins": "", "deaths": 0, "place": "castle", "camera": "lakitu",
    "attempt": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{stars}", "12"),
        ("{stars}/120", "12/120"),
        ("{left} of {goal}", "108 of 120"),
        ("{player}: {stars}", "Ann: 12"),
        ("{screen}", ""),
        ("no field", "no field"),
        ("{stars", "{stars"),
        ("{}", "{}"),
        ("{unknown} {stars}", "{unknown} 12"),
        ("{stars.__class__}", "{stars.__class__}"),
    ],
)
def test_fill(template, text):
    assert fill(template, VALUES) == text


def test_nothing_is_shown_before_it_is_known():
    assert fill("{stars}/120", VALUES | {"stars": None}) == ""
    assert fill("{blacks}", VALUES | {"stars": None}) == "1"


def test_every_field_has_a_value():
    assert set(FIELDS) == set(VALUES)


def test_unknown_fields():
    assert unknown_fields("{stars} {star} {left} {}") == ["{star}", "{}"]


@given(st.text())
def test_any_template_is_filled_without_an_error(template):
    assert isinstance(fill(template, VALUES), str)

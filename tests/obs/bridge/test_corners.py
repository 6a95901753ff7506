"""In which corner of a scene a text covers least."""

import pytest

from star_counter.hud import Rect
from star_counter.obs.bridge.corners import Corner, freest

CANVAS, TEXT = (1000, 600), (120, 60)
WHOLE = Rect(0, 0, 1000, 600)
LOWER_LEFT, UPPER_LEFT, LOWER_RIGHT, UPPER_RIGHT = Corner


@pytest.mark.parametrize(
    ("corner", "place"),
    [
        (LOWER_LEFT, Rect(18, 522, 120, 60)),
        (UPPER_LEFT, Rect(18, 18, 120, 60)),
        (LOWER_RIGHT, Rect(862, 522, 120, 60)),
        (UPPER_RIGHT, Rect(862, 18, 120, 60)),
    ],
)
def test_a_text_keeps_off_the_edges(corner, place):
    assert corner.place(CANVAS, TEXT) == place


@pytest.mark.parametrize(
    ("others", "corner"),
    [
        ([], LOWER_LEFT),
        ([WHOLE], LOWER_LEFT),  # where the game that fills it shows nothing
        ([Rect(0, 300, 640, 300)], UPPER_LEFT),
        ([Rect(0, 0, 640, 600)], LOWER_RIGHT),
        ([Rect(0, 0, 640, 600), Rect(900, 500, 100, 100)], UPPER_RIGHT),
        ([WHOLE, Rect(0, 0, 640, 600)], LOWER_RIGHT),
        ([Rect(0, 0, 1000, 90), Rect(0, 550, 1000, 50)], LOWER_LEFT),  # all are covered, these two by less
        ([Rect(0, 0, 1000, 30), Rect(0, 540, 1000, 60)], UPPER_LEFT),
        ([Rect(0, 582, 1000, 18), Rect(138, 0, 862, 600)], LOWER_LEFT),  # they only touch it
        ([Rect(-500, -500, 100, 100), Rect(1100, 0, 50, 50)], LOWER_LEFT),
    ],
)
def test_the_freest_corner(others, corner):
    assert freest(CANVAS, TEXT, others) is corner

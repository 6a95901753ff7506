"""What is where in a picture of OBS's Scripts window."""

import pytest
from PIL import Image, ImageDraw

from tools.obs_studio.scripts_window import seen_in

BACK, BUTTON, LIGHTER = (30, 31, 38), (60, 64, 75), (90, 96, 110)
LEFTS = [20, 80, 140]


def window(path, framed=None, buttons=3):
    """A picture as OBS draws the window; one button may have a frame round it."""
    picture = Image.new("RGB", (960, 590), BACK)
    draw = ImageDraw.Draw(picture)
    for index, left in enumerate(LEFTS[:buttons]):
        draw.rectangle((left, 494, left + 53, 525), BUTTON)
        if index == framed:
            draw.rectangle((left - 2, 492, left + 55, 527), LIGHTER)
        draw.line((left + 20, 510, left + 34, 510), "white", 2)
    draw.rectangle((240, 494, 320, 525), BUTTON)
    draw.rectangle((652, 193, 786, 224), BUTTON)
    draw.rectangle((652, 300, 786, 331), BUTTON)
    picture.save(path)
    return path


@pytest.mark.parametrize("framed", [None, 0, 1, 2])
def test_the_buttons_are_seen_whichever_is_pointed_at(tmp_path, framed):
    seen = seen_in(window(tmp_path / "window.png", framed))
    assert seen.buttons.keys() == {"add", "remove", "reload"}
    for place, left in zip(seen.buttons.values(), LEFTS, strict=True):
        assert abs(place[0] - left - 27) <= 3
        assert abs(place[1] - 510) <= 3
    assert [y for _, y in seen.fields] == [209, 316]


def test_a_window_that_is_not_drawn_yet_has_none(tmp_path):
    assert seen_in(window(tmp_path / "window.png", buttons=2)) is None

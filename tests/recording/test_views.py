"""What is cut out of several pictures together has the pixels that FFmpeg gives each of them alone."""

from fractions import Fraction

import av
import numpy as np
import pytest

from star_counter.hud import Rect
from star_counter.recording import views
from star_counter.recording.views import Cutter, View

# FFmpeg's numbers: colours and ranges that a file may tell.
UNTAGGED, BT709, BT601, LIMITED, FULL = 2, 1, 5, 1, 2


def noise(seed, width, height, form="yuv420p", colours=(UNTAGGED, 0)):
    """A picture of random samples."""
    picture, rng = av.VideoFrame(width, height, form), np.random.default_rng(seed)
    for plane in picture.planes:
        plane.update(rng.integers(0, 256, plane.buffer_size, np.uint8).tobytes())
    picture.colorspace, picture.color_range = colours
    picture.time_base = Fraction(1, 60)
    return picture


def cut(pictures, part, size=None):
    view = View(pictures[0], part, size)
    for picture in pictures:
        view.take(picture)
    return view.taken()


@pytest.mark.parametrize("colours", [(UNTAGGED, 0), (BT709, LIMITED), (BT601, FULL)])
@pytest.mark.parametrize("form", ["yuv420p", "yuvj420p"])
@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (99, 80), (101, 77)])
def test_parts_are_those_of_each_picture_alone(monkeypatch, size, form, colours):
    width, height = size
    pictures = [noise(seed, width, height, form, colours) for seed in range(3)]
    places = [
        (Rect(0, 0, width, height), None),
        (Rect(21, 19, 37, 24), None),
        (Rect(-4, 3, 30, 20), None),
        (Rect(width - 40, height - 30, 45, 34), None),
        (Rect(0, 0, width, height), (32, 24)),
        (Rect(3, 5, width - 9, height - 6), (32, 24)),
        (Rect(3, 5, width - 9, height - 6), (160, 120)),
    ]
    together = [cut(pictures, *place) for place in places]
    monkeypatch.setattr(views, "can_stack", lambda *_: False)
    for place, parts in zip(places, together, strict=True):
        alone = cut(pictures, *place)
        assert [part.tolist() for part in parts] == [part.tolist() for part in alone]


def test_many_are_cut_in_their_order():
    pictures = [noise(seed, 64, 48) for seed in range(37)]
    part = Rect(8, 8, 16, 12)
    parts = cut(pictures, part)
    assert [one.tolist() for one in parts] == [cut([picture], part)[0].tolist() for picture in pictures]


def test_equal_parts_in_a_row_are_one_array():
    one, other = noise(0, 64, 48), noise(1, 64, 48)
    first, second, third, fourth = cut([one, one, other, one], Rect(8, 8, 16, 12))
    assert first is second
    assert not np.array_equal(second, third)
    assert np.array_equal(first, fourth)


def test_pictures_of_several_forms_are_cut_in_their_order():
    pictures = [noise(0, 64, 48), noise(1, 64, 48), noise(2, 128, 96), noise(3, 64, 48, "yuv444p")]
    cutter = Cutter(lambda picture, _: {"all": View(picture, Rect(0, 0, picture.width, picture.height))})
    for picture in pictures:
        cutter.take(picture, 0.0)
    shown = [parts["all"] for parts in cutter.taken()]
    assert [part.shape for part in shown] == [(48, 64, 3), (48, 64, 3), (96, 128, 3), (48, 64, 3)]
    assert shown[1].tolist() == cut([pictures[1]], Rect(0, 0, 64, 48))[0].tolist()
    assert cutter.taken() == []

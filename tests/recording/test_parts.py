"""What is cut out of recordings and pictures beside the counter, and crops that stick out of them."""

import numpy as np
import pytest
from PIL import Image

from star_counter.hud import HudGrid, Rect
from star_counter.recording.files import Recording, picture
from tests.recording.videos import noise, write

PLACES = HudGrid(4, 6, 1, 1).places()


def assert_parts(frame, pixels, names):
    for name in ("lives", "coins", "camera"):
        if name in names:
            place = getattr(PLACES, name).pixels()
            np.testing.assert_array_equal(getattr(frame, name), place.cut(pixels))
        else:
            assert getattr(frame, name) is None


def test_the_parts_of_a_recording(tmp_path):
    pictures = noise(340, 250, 5)
    recording = Recording(write(tmp_path / "v.mkv", pictures), grid=HudGrid(4, 6, 1, 1), places=PLACES)
    for frame, pixels in zip(recording, pictures, strict=True):
        assert_parts(frame, pixels, ("lives", "coins", "camera"))


def test_the_parts_of_a_picture(tmp_path):
    pixels = noise(340, 250, 1)[0]
    Image.fromarray(pixels).save(tmp_path / "p.png")
    assert_parts(
        picture(tmp_path / "p.png", None, HudGrid(4, 6, 1, 1), PLACES), pixels, ("lives", "coins", "camera")
    )


def test_parts_outside_the_picture_are_not_looked_at(tmp_path):
    pixels = noise(340, 200, 1)[0]
    Image.fromarray(pixels).save(tmp_path / "p.png")
    video = write(tmp_path / "v.mkv", [pixels])
    for frame in (
        picture(tmp_path / "p.png", None, HudGrid(4, 6, 1, 1), PLACES),
        next(iter(Recording(video, grid=HudGrid(4, 6, 1, 1), places=PLACES))),
    ):
        assert_parts(frame, pixels, ("lives", "coins"))


@pytest.mark.parametrize("crop", [(-3, -2, 20, 12), (50, 38, 17, 12), (-2, 40, 20, 10)])
def test_a_crop_that_sticks_out_by_little_is_black_there(tmp_path, crop):
    pixels = noise(64, 48, 1)[0]
    Image.fromarray(pixels).save(tmp_path / "p.png")
    (frame,) = Recording(write(tmp_path / "v.mkv", [pixels]), Rect(*crop))
    expected = Rect(*crop).cut(pixels)
    assert expected.shape == (crop[3], crop[2], 3)
    np.testing.assert_array_equal(frame.crop, expected)
    np.testing.assert_array_equal(picture(tmp_path / "p.png", Rect(*crop)).crop, expected)

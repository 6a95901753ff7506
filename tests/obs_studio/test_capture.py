"""The capture inside OBS: every pixel of the crop as the source has it."""

import json

import av
import numpy as np
import pytest
from PIL import Image

from star_counter.hud import Rect
from tools.obs_studio import scenes, star_counter_script, studio

pytestmark = pytest.mark.obs

WIDTH, HEIGHT = 101, 75
CROPS = {
    "whole": Rect(0, 0, WIDTH, HEIGHT),
    "left top pixel": Rect(0, 0, 1, 1),
    "right top pixel": Rect(WIDTH - 1, 0, 1, 1),
    "left bottom pixel": Rect(0, HEIGHT - 1, 1, 1),
    "right bottom pixel": Rect(WIDTH - 1, HEIGHT - 1, 1, 1),
    "odd size at an odd place": Rect(13, 7, 33, 21),
    "one row": Rect(0, 40, WIDTH, 1),
    "one column": Rect(50, 0, 1, HEIGHT),
}

RENDER = """
import numpy
from star_counter.obs.bridge.capture import Camera, Tile
from star_counter.hud import Rect
from star_counter.obs.bridge.libobs import Libobs

def render(name, crops):
    global camera
    source = obs.obs_get_source_by_name(name)
    tiles = [Tile(int(source), Rect(*crop), crop[2], crop[3]) for crop in crops]
    camera = Camera(Libobs(), tuple((tile.width, tile.height) for tile in tiles))
    assert camera.tick(tiles, "tag") is None
    obs.obs_source_release(source)

def take():
    global picture
    picture = camera.tick([], None)
    assert picture.tag == "tag"
    assert camera.tick([], None) is None
    camera.close()

def save(path):
    numpy.savez(path, *picture.tiles())
"""

AS_ON_PYTHON_3_10 = """
import importlib, operator
from star_counter.obs.bridge import capture, libobs
call = operator.call
del operator.call
try:
    importlib.reload(libobs)
    importlib.reload(capture)
finally:
    operator.call = call
"""


def noise(seed=1):
    return np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)


def lossless_video(path):
    """Ten seconds of one still picture of noise, without any loss."""
    pixels = noise(2)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=10)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "bgr0"
        for _ in range(100):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return pixels


@pytest.fixture(scope="module")
def capturing(tmp_path_factory):
    """OBS with an image and a lossless video, and what both show."""
    folder = tmp_path_factory.mktemp("capture")
    originals = {"image": noise(), "video": lossless_video(folder / "noise.mkv")}
    Image.fromarray(originals["image"]).save(folder / "noise.png")
    sources = [scenes.image("image", folder / "noise.png"), scenes.media("video", folder / "noise.mkv")]
    with studio.Studio(
        folder / "obs", scenes.collection("capture", sources, [star_counter_script.script()]), probe_tick=True
    ) as obs:
        obs.wait_for(lambda: obs.screenshot("video").size == (WIDTH, HEIGHT), "the video")
        obs.run_inside(RENDER)
        yield obs, originals, folder


def captured(obs, folder, source, crops):
    obs.run_inside(f"render({source!r}, {json.dumps(crops)})", thread="tick")
    obs.run_inside("take()", thread="tick")
    path = folder / "captured.npz"
    obs.run_inside(f"save({str(path)!r})")
    with np.load(path) as tiles:
        return [tiles[name][..., :3] for name in tiles.files]


def part(picture, crop):
    return picture[crop.y : crop.y + crop.height, crop.x : crop.x + crop.width]


@pytest.mark.parametrize("source", ["image", "video"])
@pytest.mark.parametrize("crop", CROPS.values(), ids=CROPS.keys())
def test_a_crop_equals_the_original(capturing, source, crop):
    obs, originals, folder = capturing
    (tile,) = captured(obs, folder, source, [crop])
    np.testing.assert_array_equal(tile, part(originals[source], crop))


def test_several_tiles_at_once_equal_the_original(capturing):
    obs, originals, folder = capturing
    tiles = captured(obs, folder, "image", list(CROPS.values()))
    for tile, crop in zip(tiles, CROPS.values(), strict=True):
        np.testing.assert_array_equal(tile, part(originals["image"], crop))


def test_outside_of_the_source_is_black(capturing):
    obs, originals, folder = capturing
    (tile,) = captured(obs, folder, "image", [Rect(-10, -5, 30, 20)])
    assert not tile[:5].any() and not tile[:, :10].any()
    np.testing.assert_array_equal(tile[5:, 10:], part(originals["image"], Rect(0, 0, 20, 15)))


def test_the_way_of_python_3_10_is_exact_too(capturing):
    """`operator.call` came with 3.11; OBS's Python here has it, so it is taken away."""
    obs, originals, folder = capturing
    crop = CROPS["odd size at an odd place"]
    obs.run_inside(AS_ON_PYTHON_3_10)
    try:
        obs.run_inside(RENDER)
        (tile,) = captured(obs, folder, "image", [crop])
        assert "partial" in obs.run_inside("type(libobs.step(len, [])[0]).__name__")
    finally:
        obs.run_inside("[importlib.reload(module) for module in (libobs, capture)]")
        obs.run_inside(RENDER)
    np.testing.assert_array_equal(tile, part(originals["image"], crop))

"""The capture in a Windows Python, by OBS's own obs.dll, in its own graphics thread.

    python real_libobs.py FOLDER RENDERER PICTURE RESULT

FOLDER holds OBS's bin, data and obs-plugins, RENDERER is one of its libraries. A picture source shows
PICTURE; its tiles, as `TILES` names them, go into RESULT (.npz). What libobs calls kinds is printed.
"""

import ctypes
import json
import os
import sys
import threading
from pathlib import Path

import numpy as np

folder, renderer, picture, result = sys.argv[1:]
os.environ["PATH"] = str(Path(folder, "bin")) + os.pathsep + os.environ["PATH"]
obs = ctypes.CDLL(str(Path(folder, "bin", "obs.dll")), winmode=0)

from star_counter.hud import Rect  # noqa: E402
from star_counter.obs.bridge.capture import Camera, Tile  # noqa: E402
from star_counter.obs.bridge.libobs import Libobs  # noqa: E402
from tests.windows.tiles import TILES  # noqa: E402

for name in ("obs_data_create", "obs_source_create", "obs_source_get_weak_source"):
    getattr(obs, name).restype = ctypes.c_void_p
for name in ("obs_source_get_id", "obs_source_get_unversioned_id", "obs_get_version_string"):
    getattr(obs, name).restype = ctypes.c_char_p
obs.obs_startup.restype = obs.obs_init_module.restype = ctypes.c_bool
_TICK = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_float)


class Video(ctypes.Structure):
    """`obs_video_info`."""

    _fields_ = (
        ("graphics_module", ctypes.c_char_p),
        *((name, ctypes.c_uint32) for name in ("fps", "per", "width", "height", "out_width", "out_height")),
        ("format", ctypes.c_int), ("adapter", ctypes.c_uint32), ("by_shaders", ctypes.c_bool),
        *((name, ctypes.c_int) for name in ("space", "range", "scale")),
    )  # fmt: skip


def begin():
    assert obs.obs_startup(b"en-US", None, None)
    obs.obs_add_data_path(str(Path(folder, "data", "effects")).encode() + b"/")
    nv12, rec_709, partial, bilinear = 2, 2, 1, 2
    video = Video(renderer.encode(), 30, 1, 640, 480, 640, 480, nv12, 0, True, rec_709, partial, bilinear)
    status = obs.obs_reset_video(ctypes.byref(video))
    assert status == 0, f"there is no video ({status})"
    module = ctypes.c_void_p()
    plugin = Path(folder, "obs-plugins", "image-source.dll")
    status = obs.obs_open_module(
        ctypes.byref(module), str(plugin).encode(), str(Path(folder, "data")).encode()
    )
    assert status == 0, f"the picture's plugin does not load ({status})"
    assert obs.obs_init_module(module)


def source(kind, name, **texts):
    settings = ctypes.c_void_p(obs.obs_data_create())
    for key, text in texts.items():
        obs.obs_data_set_string(settings, key.encode(), text.encode())
    return obs.obs_source_create(kind.encode(), name.encode(), settings, None)


def read(shown):
    """The tiles, one tick after they were asked for: as the script does it, in the graphics thread."""
    state, done = {}, threading.Event()

    def tick(_data, _seconds):
        try:
            if "camera" not in state:
                tiles = [Tile(shown, Rect(*tile), tile[2], tile[3]) for tile in TILES.values()]
                state["camera"] = Camera(Libobs(), tuple((tile.width, tile.height) for tile in tiles))
                assert state["camera"].tick(tiles, "tag") is None
            elif "picture" not in state:
                state["picture"] = state["camera"].tick([], None)
                assert state["camera"].tick([], None) is None
                state["camera"].close()
                done.set()
        except BaseException as error:
            state["picture"] = error
            done.set()

    called = _TICK(tick)
    obs.obs_add_tick_callback(called, None)
    assert done.wait(60), "no tick came"
    obs.obs_remove_tick_callback(called, None)
    if isinstance(state["picture"], BaseException):
        raise state["picture"]
    assert state["picture"].tag == "tag"
    return state["picture"].tiles()


begin()
shown = source("image_source", "Bild", file=picture)
assert obs.obs_source_get_width(ctypes.c_void_p(shown)) > 1, "the picture is not shown"
np.savez(result, *read(shown))
kinds = {}
for kind in ("image_source", "color_source_v3"):
    made = ctypes.c_void_p(source(kind, kind))
    kinds[obs.obs_source_get_id(made).decode()] = obs.obs_source_get_unversioned_id(made).decode()
print(json.dumps({"version": obs.obs_get_version_string().decode(), "kinds": kinds}), flush=True)
os._exit(0)  # libobs's own end is not what is tried

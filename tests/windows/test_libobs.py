"""What we call of libobs is there in the obs.dll of Windows, as we call it; and a source is read by it."""

import json
import re
import sys
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from PIL import Image

from star_counter.obs.bridge import libobs
from tests.windows.tiles import HEIGHT, TILES, WIDTH
from tools.obs_studio.programs import Programs
from tools.windows import wine
from tools.windows.setup import OBS

PROGRAM = Path(__file__).parent / "programs" / "real_libobs.py"
DIST = OBS / "package" / "dist"

# What the types of libobs's headers are in `ctypes`, but for pointers and enumerations.
TYPES = {
    "void": None, "bool": "c_bool", "int": "c_int", "float": "c_float", "uint32_t": "c_uint",
    "uint8_t": "c_ubyte", "obs_hotkey_registerer_t": "c_int", "obs_hotkey_enum_func": "pointer",
}  # fmt: skip


def declared(text):
    """What a header calls a type, or an argument with its type, as one of ours."""
    if "*" in text:
        return "pointer"
    if "enum " in text:
        return "c_int"
    words = [word for word in text.split() if word in TYPES]
    return TYPES[words[0]]


def used(kind):
    """What a type of ours is: all pointers are alike."""
    if kind is None:
        return None
    name = kind.__name__
    return (
        "pointer" if name.startswith(("LP_", "CFunctionType")) or name in ("c_void_p", "c_char_p") else name
    )


@pytest.fixture(scope="module")
def signatures():
    """All that we bind of libobs."""
    constants = mock.MagicMock(name="obspython")  # the module looks constants up as it is loaded
    with mock.patch.dict(sys.modules, {"obspython": constants}):
        from star_counter.obs.bridge import hotkey_timer
    return libobs._SIGNATURES | hotkey_timer._SIGNATURES


def test_the_headers_declare_each_function_as_it_is_called(windows, signatures):
    headers = "\n".join(
        path.read_text(errors="replace") for path in (OBS / "package" / "include").rglob("*.h")
    )
    for name, (result, *arguments) in signatures.items():
        found = re.search(rf"EXPORT ([\w\s*]+?[\s*]){name}\(([^)]*)\);", headers)
        assert found, name
        wanted = [] if found[2] == "void" else [declared(argument) for argument in found[2].split(",")]
        assert (declared(found[1]), wanted) == (used(result), [used(argument) for argument in arguments]), (
            name
        )


def test_the_library_exports_each_function(windows, signatures):
    code = (
        "import ctypes, json, os, sys; os.environ['PATH'] = sys.argv[1] + ';' + os.environ['PATH']; "
        "obs = ctypes.CDLL(sys.argv[1] + '/obs.dll', winmode=0); "
        "from star_counter.obs.bridge.libobs import Libobs; Libobs(); "
        "print([name for name in sys.argv[2:] if not hasattr(obs, name)])"
    )
    done = wine.run(wine.PYTHON, "-c", code, wine.windows_path(DIST / "bin"), *signatures)
    assert done.stdout.strip() == b"[]", done.stderr.decode()


@pytest.fixture
def display(tmp_path):
    programs = Programs(None)
    programs.open_display(tmp_path, (800, 600))
    yield programs.display
    programs.kill()


@pytest.mark.parametrize("renderer", ["libobs-opengl.dll", "libobs-d3d11.dll"])
def test_a_picture_source_is_read_pixel_for_pixel(windows, tmp_path, display, renderer):
    pixels = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    picture, result = tmp_path / "Bild ü.png", tmp_path / "tiles.npz"
    Image.fromarray(pixels).save(picture)
    arguments = [
        renderer if path is None else wine.windows_path(path) for path in (DIST, None, picture, result)
    ]
    done = wine.run(wine.PYTHON, wine.windows_path(PROGRAM), *arguments, variables={"DISPLAY": display})
    lacking = re.search(rb"wine: Call from \S+ to (unimplemented function \S+)", done.stdout + done.stderr)
    if lacking:
        pytest.skip(f"Wine lacks what this renderer needs: {lacking[1].decode().rstrip(',')}")
    assert done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace")
    told = json.loads(done.stdout.splitlines()[-1])
    # As Windows's texts are: text_gdiplus_v3 is a version of text_gdiplus.
    assert told["kinds"] == {"image_source": "image_source", "color_source_v3": "color_source"}
    with np.load(result) as tiles:
        for (x, y, width, height), tile in zip(TILES.values(), tiles.values(), strict=True):
            assert (tile[..., :3] == pixels[y : y + height, x : x + width]).all()
            assert (tile[..., 3] == 255).all()

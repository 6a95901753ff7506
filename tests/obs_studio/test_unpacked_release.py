"""A release in the real OBS: the zip, unpacked anywhere, runs without the repository."""

import io
import zipfile
from pathlib import Path

import pytest

from tests import pictures
from tests.obs_studio.running import MODULE
from tools.obs_studio import scenes, star_counter_script
from tools.release.archive import NAME, build

pytestmark = pytest.mark.obs

#: The files of the script, of all loaded modules of the package, and of what they find.
LOADED = """
import sys
from star_counter.reading import reader
from star_counter.splitting.formats import route_files
modules = [module for name, module in sys.modules.items() if name.partition(".")[0] == "star_counter"]
found = [reader.BUNDLED_MODEL, *route_files.shipped()]
[script.__file__, *(module.__file__ for module in modules), *map(str, found)]
"""


@pytest.fixture
def unpacked(tmp_path):
    """The folder of a release that was unpacked where a player may have it."""
    folder = tmp_path / "Größe 64 Übung"
    zipfile.ZipFile(io.BytesIO(build())).extractall(folder)
    return folder / NAME


def test_the_script_loads_from_where_it_was_unpacked(start, unpacked, tmp_path):
    picture = scenes.image("game", pictures.save(tmp_path / "game.png", pictures.game(12)))
    player = star_counter_script.player(1, "game", pictures.crop(), stars="stars")
    script = start([picture], player, path=unpacked / star_counter_script.SCRIPT.name, route="16")
    script.wait_for_text("stars", "12")
    script.wait_for_status("16 stars: split")

    loaded = [Path(file) for file in script.obs.run_inside(MODULE + LOADED)]
    assert all(file.is_relative_to(unpacked) for file in loaded)
    inside = {file.relative_to(unpacked).as_posix() for file in loaded}
    assert inside >= {
        "mario64_star_counter.py",
        "models/star_counter.onnx",
        "star_counter/obs/live.py",
        "star_counter/splitting/routes/16.toml",
    }

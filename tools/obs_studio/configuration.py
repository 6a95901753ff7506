"""What OBS Studio needs to be started by a program: Debian's packages, and a configuration of its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from star_counter.problem import Problem

#: Debian's packages for each command that is called here.
PACKAGES = {
    "obs": ["obs-studio", "obs-plugins", "libgl1-mesa-dri", "fonts-dejavu-core"],
    "Xvfb": ["xvfb"],
    "openbox": ["openbox"],
    "xdotool": ["xdotool"],
    "wmctrl": ["wmctrl"],
    "import": ["imagemagick"],
}

# The first-run questions count as answered by the version that asked them last: 29.0.2, as OBS stores it.
GLOBAL_INI = """[General]
FirstRun=true
LastVersion=486539266
Pre19Defaults=false
Pre21Defaults=false
Pre23Defaults=false
Pre24.1Defaults=false
ConfirmOnExit=false
EnableAutoUpdates=false

[Basic]
Profile=studio
ProfileDir=studio
SceneCollection={collection}
SceneCollectionFile={collection}
ConfigOnNewProfile=false

[OBSWebSocket]
FirstLoad=false
ServerEnabled=true
ServerPort={port}
AlertsEnabled=false
AuthRequired=true
ServerPassword={password}
"""

PROFILE_INI = """[General]
Name=studio

[Video]
BaseCX={width}
BaseCY={height}
OutputCX={width}
OutputCY={height}
FPSType=1
FPSInt={fps}

[Output]
Mode=Simple
"""


def missing_packages() -> list[str]:
    """Debian's packages that must be installed before OBS can be started here."""
    return [
        package for command, packages in PACKAGES.items() if not shutil.which(command) for package in packages
    ]


def missing() -> str | None:
    """What must be installed before OBS can be started here, as one sentence; None where nothing is."""
    if not (packages := missing_packages()):
        return None
    return (
        "OBS Studio cannot be started here: install what is missing with "
        f"“sudo apt-get install --no-install-recommends {' '.join(packages)}”."
    )


def python_version() -> str:
    """The Python that this OBS links, such as "3.11"; Problem where it links none."""
    for module in Path("/usr/lib").glob("**/obs-scripting/_obspython.so"):
        linked = subprocess.run(["ldd", module], capture_output=True, text=True).stdout
        if found := re.search(r"libpython(3\.\d+)", linked):
            return found[1]
    raise Problem(
        "This OBS Studio has no Python scripting: install the package obs-plugins of your distribution."
    )


def write(
    home: Path,
    collections: Mapping[str, dict[str, Any]],
    *,
    shown: str,
    size: tuple[int, int],
    fps: int,
    port: int,
    password: str,
) -> None:
    """Writes OBS's configuration into its folder ``home``.

    Of the scene collections, by name, the one called ``shown`` is; ``size`` is the canvas in pixels; port and
    password are those of obs-websocket.
    """
    profile, scenes = home / "basic/profiles/studio", home / "basic/scenes"
    profile.mkdir(parents=True)
    scenes.mkdir(parents=True)
    (home / "global.ini").write_text(GLOBAL_INI.format(collection=shown, port=port, password=password))
    (profile / "basic.ini").write_text(PROFILE_INI.format(width=size[0], height=size[1], fps=fps))
    for name, one in collections.items():
        (scenes / f"{name}.json").write_text(json.dumps(one, indent=1))


if __name__ == "__main__":  # for tools/apt-install
    print(*missing_packages())

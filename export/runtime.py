"""The plugin's reader under the oldest and the newest packages that pyproject.toml allows it.

uv puts them in environments of their own and keeps what it downloads: the next export needs no network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import tomllib  # type: ignore[import-not-found]  # of Python 3.11, which an export needs anyway

from star_counter.problem import Problem
from star_counter.reading.model_form import COUNTER_FORM, ModelForm

from . import read_pictures

#: What uv calls the choice of the oldest and of the newest versions.
OLDEST, NEWEST = "lowest-direct", "highest"

_ROOT = Path(__file__).resolve().parents[1]
_PRINT_VERSION = "import onnxruntime; print(onnxruntime.__version__)"


class Runtime:
    """The plugin's packages in the versions that ``resolution`` chooses, for the Python that runs this.

    ``version`` is onnxruntime's.
    """

    def __init__(self, resolution: str):
        """Installs the packages where uv does not have them; raises `Problem` where they cannot be had."""
        self._command = [
            *(_uv(), "run", "--quiet", "--no-project", "--isolated"),
            *("--python", sys.executable, "--resolution", resolution),
            *(f"--with={requirement}" for requirement in _requirements()),
        ]
        self.version = self._install()

    def read(self, model: bytes, images: np.ndarray, form: ModelForm = COUNTER_FORM) -> np.ndarray:
        """The probabilities, float32 (pictures, classes), of ``images``, uint8 (pictures, height, width, 3).

        Raises `Problem` where the plugin does not take the ONNX ``model``.
        """
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder, name) for name in ("model.onnx", "images.npy", "probabilities.npy")]
            model_file, images_file, probabilities_file = files
            model_file.write_bytes(model)
            np.save(images_file, images)
            result = self._run("--offline", "python", read_pictures.__file__, form.name, *map(str, files))
            if result.returncode != 0:
                raise Problem(
                    f"Not exported: the plugin's reader fails under onnxruntime {self.version}; look at what "
                    f"the export changed. {result.stderr.strip()}"
                )
            return np.load(probabilities_file)

    def _install(self) -> str:
        """Installs the packages and returns onnxruntime's version; without a network, what uv has of them."""
        online = self._run("python", "-c", _PRINT_VERSION)
        result = online if online.returncode == 0 else self._run("--offline", "python", "-c", _PRINT_VERSION)
        if result.returncode != 0:
            raise Problem(
                f"Not exported: {', '.join(_requirements())} cannot be had to check the model with; look at "
                f"the network, then at the versions in pyproject.toml. {online.stderr.strip()}"
            )
        return result.stdout.strip()

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._command, *arguments],
            env=os.environ | {"PYTHONPATH": str(_ROOT / "obs_plugin")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )


def _uv() -> str:
    """The project's own uv, or the one on the path."""
    own = [str(_ROOT / ".uv" / "bin"), str(_ROOT / ".uv" / "Scripts")]
    uv = shutil.which("uv", path=os.pathsep.join([*own, os.environ.get("PATH", os.defpath)]))
    if uv is None:
        raise Problem("Not exported: there is no uv to check the model with; run `tools/install-uv` first.")
    return uv


def _requirements() -> list[str]:
    """What the plugin needs, as pyproject.toml declares it."""
    return tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]

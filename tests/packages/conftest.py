"""pip with packages of the test's own, or with an index that goes wrong; and a folder of the test's own."""

import hashlib
import os
import shutil
import socket
import zipfile
from pathlib import Path

import psutil
import pytest

from star_counter.packages import needed
from star_counter.packages.wheels import here

ROOT = Path(__file__).parents[2]

# What pip calls a package, and the module that is in it.
PACKAGES = {"numpy": "numpy", "onnxruntime": "onnxruntime", "pillow": "PIL", "tomli": "tomli"}


@pytest.fixture
def no_packages(tmp_path, monkeypatch):
    """pip, which asks an index where it gets nothing; the test says how."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_RETRIES", "1")
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch.setenv


@pytest.fixture
def programs():
    """Gives all processes that this one has started since, and theirs: other tests may have left some."""
    before = psutil.Process().children(recursive=True)
    return lambda: [one for one in psutil.Process().children(recursive=True) if one not in before]


@pytest.fixture
def silent_index(no_packages):
    """An index that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        no_packages("PIP_INDEX_URL", f"http://127.0.0.1:{server.getsockname()[1]}/simple")
        yield server


@pytest.fixture
def wheels(no_packages, monkeypatch, tmp_path):
    """Makes small packages for pip to install instead of the real ones, and a star counter that wants them.

    They are empty, or hold the code that is given. What is returned is the folder of their files.
    """
    folder, plugin = tmp_path / "wheels", tmp_path / "plugin" / "star_counter"
    folder.mkdir()
    shutil.copytree(ROOT / "obs_plugin" / "star_counter", plugin)
    monkeypatch.setattr(needed, "_SCRIPT", plugin / "packages" / "install.py")
    no_packages("PIP_NO_INDEX", "1")
    no_packages("PIP_FIND_LINKS", str(folder))

    def make(place=None, content=b"", **codes):
        wanted = [f"[{' '.join(place or here())}]\n"]
        for name, module in PACKAGES.items():
            path = folder / f"{name}-99-py3-none-any.whl"
            write_wheel(path, name, module, codes.get(name, ""), content)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            wanted.append(f"1234567 {digest} {path.name}\n")
        (plugin / "packages" / "wheels.txt").write_text("".join(wanted))
        return folder

    return make


def write_wheel(path, name, module, code, content=b""):
    info = f"{name}-99.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{module}/__init__.py", code)
        wheel.writestr(f"{module}/Image.py", "")
        wheel.writestr(f"{module}/content", content)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 99\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")

"""What is particular on macOS, checked as data: nothing runs there in these tests.

The wheels are those that the star counter installs there, by their names; the folders are as python.org's
installer and OBS.app have them.
"""

import ctypes
import re
import sys
from pathlib import Path

import pytest
from packaging.utils import parse_wheel_filename

from star_counter.doctor.obs_studio import Studio
from star_counter.obs.bridge import libobs
from star_counter.packages import host, needed, wheels
from star_counter.packages.wheels import Place

ROOT = Path(__file__).parents[2] / "obs_plugin"
# The systems that OBS 28 to 32 run on: https://github.com/obsproject/obs-studio/releases. onnxruntime has
# none for macOS older than 13, and none for processors by Intel with Python 3.14.
OLDEST = {"3.10": (13, 0), "3.11": (13, 0), "3.12": (13, 0), "3.13": (13, 0), "3.14": (14, 0)}
PLACES = [(python, machine) for python in OLDEST for machine in ("arm64", "x86_64")][:-1]


@pytest.fixture
def mac(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")


@pytest.fixture
def framework(tmp_path):
    """python.org's framework with three Pythons, and a newer one that OBS refuses."""
    versions = tmp_path / "Library" / "Frameworks" / "Python.framework" / "Versions"
    for version in ("3.9", "3.10", "3.12", "3.13"):
        (versions / version / "bin").mkdir(parents=True)
        (versions / version / "bin" / f"python{version}").touch()
        (versions / version / "Python").touch()  # the library, which has no ending
    (versions / "Current").symlink_to("3.13")
    return versions


@pytest.mark.parametrize(("python", "machine"), PLACES)
def test_wheels_are_for_the_processor_and_no_newer_system_than_needed(python, machine):
    packages = wheels.wanted(Place(python, "darwin", machine))
    assert {package.name for package in packages} >= {"numpy", "onnxruntime", "pillow", "protobuf"}
    for package in packages:
        oldest = []
        for wheel in package.wheels:
            for tag in parse_wheel_filename(wheel.file)[3]:
                assert tag.interpreter in ("py2", "py3", f"cp{python.replace('.', '')}") or tag.abi == "abi3"
                found = re.fullmatch(r"any|macosx_(\d+)_(\d+)_(\w+)", tag.platform)
                assert found, wheel.file
                assert found[0] == "any" or found[3] in (machine, "universal2")
                oldest.append((0, 0) if found[0] == "any" else (int(found[1]), int(found[2])))
        assert min(oldest) <= OLDEST[python], f"{package} needs macOS {min(oldest)}"


def test_there_are_none_for_intel_with_python_3_14():
    assert wheels.wanted(Place("3.14", "darwin", "x86_64")) == []


def test_packages_are_kept_by_processor(mac, monkeypatch):
    """One file holds Python for both there, and the names of its modules do not tell which one runs."""
    monkeypatch.setattr(
        host.importlib.machinery, "EXTENSION_SUFFIXES", [".cpython-312-darwin.so", ".abi3.so", ".so"]
    )
    assert re.fullmatch(r"cpython-312-darwin-\w+", host.abi())


def test_the_interpreter_is_that_of_the_framework(mac, framework, monkeypatch):
    """In OBS, `sys.executable` is OBS.app/Contents/MacOS/OBS."""
    monkeypatch.setattr(host, "VERSION", "3.12")
    monkeypatch.setattr(sys, "base_exec_prefix", str(framework / "3.12"))
    assert host.interpreter() == framework / "3.12" / "bin" / "python3.12"


@pytest.mark.parametrize("chosen", ["Frameworks", "Frameworks/Python.framework"])
def test_obs_takes_the_newest_python_of_the_framework_that_it_knows(mac, framework, tmp_path, chosen):
    (tmp_path / "global.ini").write_text(f"[Python]\nPath64bit={tmp_path}/Library/{chosen}\n")
    assert Studio(tmp_path).python() == framework / "3.12" / "bin" / "python3.12"


def test_a_virtual_environment_has_unixs_layout(mac, tmp_path, monkeypatch):
    monkeypatch.setattr(host, "VERSION", "3.12")
    packages = tmp_path / "lib" / "python3.12" / "site-packages"
    (packages / "onnxruntime").mkdir(parents=True)
    assert needed._packages_in(tmp_path) == packages


def test_the_data_and_settings_lie_in_the_users_library(mac, monkeypatch):
    monkeypatch.setenv("HOME", "/Users/ann")
    library = Path("/Users/ann/Library/Application Support")
    assert host.data_folder() == library
    assert Studio().folder == library / "obs-studio"


def test_libobs_is_taken_from_the_process_whatever_its_file_is_called(mac, monkeypatch):
    """It was libobs.0.dylib, and is Frameworks/libobs.framework/Versions/A/libobs."""
    opened = []
    monkeypatch.setattr(ctypes, "PyDLL", lambda name: opened.append(name) or ctypes.CDLL(None))
    libobs.bind({}, "")
    assert opened == [None]


def test_no_code_names_a_library_by_another_systems_ending():
    for path in ROOT.rglob("*.py"):
        named = re.findall(r"""["'][\w./-]+\.(?:so|dylib)(?:\.\d+)*["']""", path.read_text(encoding="utf-8"))
        assert set(named) <= {'"obs-scripting/_obspython.so"'}, path  # of Linux, which is looked into


def test_what_macos_says_is_explained():
    told = "dlopen(x.so, 0x0002): tried: 'x.so' (mach-o file, but is an incompatible architecture)"
    assert needed.cause(ImportError(told))[0] == "it is made for another processor"

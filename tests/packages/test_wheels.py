"""The wheels that the installation takes: what uv.lock says, for each Python and system that players have."""

import re
import shutil
from importlib.metadata import version
from pathlib import Path

import pytest
import tomllib
from packaging.markers import Marker
from packaging.utils import parse_wheel_filename
from packaging.version import Version

from star_counter.packages import wheels
from star_counter.packages.installation import Installation
from star_counter.packages.wheels import Place
from star_counter.problem import Problem
from tests.packages.conftest import write_wheel
from tests.packages.installing import left, outcome
from tools.release.wheels import made

ROOT = Path(__file__).parents[2]
TEXT = wheels.FILE.read_text(encoding="ascii")

# The systems of the README, and how the names of files for them end; macOS: see test_macos.py.
SYSTEMS = {
    ("win32", "AMD64"): r"win_amd64",
    ("darwin", "arm64"): r"macosx_\d+_\d+_(arm64|universal2)",
    ("darwin", "x86_64"): r"macosx_\d+_\d+_(x86_64|universal2)",
    ("linux", "x86_64"): r"manylinux\w*_x86_64",
    ("linux", "aarch64"): r"manylinux\w*_aarch64",
}
# OBS 28 to 32 on Windows and macOS, and distributions of Linux; onnxruntime has nothing for macOS on Intel
# with 3.14.
PLACES = [
    Place(python, *system)
    for python in ("3.10", "3.11", "3.12", "3.13", "3.14")
    for system in SYSTEMS
    if (python, *system) != ("3.14", "darwin", "x86_64")
]


def fits(file, place):
    """Whether a file is for a Python on a system, by its name."""
    name = f"cp3{place.python.split('.')[1]}"
    return any(
        (tag.interpreter in ("py3", name) or tag.abi == "abi3")
        and not tag.abi.endswith("t")
        and re.fullmatch(f"any|{SYSTEMS[place[1:]]}", tag.platform)
        for tag in parse_wheel_filename(file)[3]
    )


@pytest.fixture(scope="module")
def lock():
    return tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))


def test_is_what_the_lock_says():
    assert made() == TEXT, "run: .venv/bin/python -m tools.release.wheels"


def test_a_lock_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(Problem, match=r"uv cannot export its lock \(.*\): run “uv lock”"):
        made(tmp_path)


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_all_that_a_package_needs_is_there_for_each_python_and_system(lock, place):
    """Nothing is left to be resolved: pip is told to install these files, and nothing that they need."""
    here = {
        "python_version": place.python,
        "python_full_version": f"{place.python}.9",
        "sys_platform": place.system,
        "platform_machine": place.machine,
    }
    wanted = {package.name: package for package in wheels.wanted(place)}
    assert {"numpy", "onnxruntime", "pillow"} <= set(wanted)
    assert ("tomli" in wanted) == (place.python == "3.10")
    assert len(wanted) == len(wheels.wanted(place)), "one version of each"
    entries = {(entry["name"], entry["version"]): entry for entry in lock["package"] if "version" in entry}
    for package in wanted.values():
        entry = entries[package.name, package.version]
        needs = [
            need
            for need in entry.get("dependencies", [])
            if Marker(need.get("marker", "python_version > '3'")).evaluate(here)
        ]
        assert {need["name"] for need in needs} <= set(wanted)
        locked = {wheel["url"].rpartition("/")[2]: wheel for wheel in entry["wheels"]}
        for wheel in package.wheels:
            assert fits(wheel.file, place)
            assert locked[wheel.file]["hash"] == f"sha256:{wheel.digest}"
            assert locked[wheel.file]["size"] == wheel.size


@pytest.mark.parametrize("place", [place for place in PLACES if place.system == "win32"], ids=" ".join)
def test_windows_has_one_file_of_each_package(place):
    assert [len(package.wheels) for package in wheels.wanted(place)] == [1] * len(wheels.wanted(place))


@pytest.mark.parametrize("python", ["3.10", "3.11", "3.12", "3.13"])
def test_windows_needs_no_new_runtime(python):
    """onnxruntime 1.21 and newer wants a newer Visual C++ runtime than many have."""
    wanted = {package.name: package for package in wheels.wanted(Place(python, "win32", "AMD64"))}
    assert Version(wanted["onnxruntime"].version) < Version("1.21")


def test_the_installed_versions_are_those_that_are_tested_here():
    here = {package.name: package.version for package in wheels.wanted()}
    assert {name: version(name) for name in here} == here


@pytest.mark.parametrize(
    "values", [("3.9", "linux", "x86_64"), ("3.15", "win32", "AMD64"), ("3.11", "freebsd14", "amd64")]
)
def test_there_is_nothing_for_others(values):
    assert wheels.wanted(Place(*values)) == []


def test_a_python_without_packages_is_told(wheels):
    wheels(place=("2.7", "win32", "x86"))
    told = outcome(Installation())
    assert told.startswith("The star counter has no packages for Python 3.")
    assert "choose packages of your own" in told
    assert left() == []


def test_what_is_fetched_is_said_before(wheels):
    wheels()
    installation = Installation()
    assert outcome(installation) == ""
    total, names, where, *fetching = installation.lines[1:]
    assert total == "To fetch, 5 MB at most:"
    assert names == "numpy 99 (1 MB), onnxruntime 99 (1 MB), pillow 99 (1 MB), tomli 99 (1 MB)"
    assert "https://pypi.org, or from where its settings say" in where
    assert any("numpy" in line for line in fetching)


def test_a_file_that_is_not_the_one_we_know_is_not_installed(wheels, tmp_path):
    ran = tmp_path / "ran"
    write_wheel(
        wheels() / "onnxruntime-99-py3-none-any.whl", "onnxruntime", "onnxruntime", f"open({str(ran)!r}, 'w')"
    )
    told = outcome(Installation())
    assert told.startswith(
        "What pip was given as onnxruntime==99 is not what this star counter was made with"
    )
    assert left() == []
    assert not ran.exists()


def test_sizes_are_read_easily():
    assert [wheels.size_text(size) for size in (26_661, 999_999, 1_500_001, 27_780_211)] == [
        "27 KB",
        "1000 KB",
        "2 MB",
        "28 MB",
    ]


def test_a_release_that_brings_them_along_needs_no_network(wheels, no_packages, monkeypatch, tmp_path):
    beside = tmp_path / "plugin" / "wheels"
    wheels().rename(beside)
    for name in ("PIP_FIND_LINKS", "PIP_NO_INDEX"):
        monkeypatch.delenv(name)
    no_packages("PIP_INDEX_URL", "https://127.0.0.1:9/simple")  # nobody answers there
    installation = Installation()
    assert outcome(installation) == ""
    total, names, where = installation.lines[1:4]
    assert total == f"To install from the folder {beside}, 5 MB:"
    assert names.startswith("numpy 99 (1 MB), ")
    assert where == "pip fetches nothing, and checks each file's hash."
    assert left() == ["1"]


def test_where_one_of_them_is_missing_all_are_fetched(wheels, tmp_path):
    beside = tmp_path / "plugin" / "wheels"
    shutil.copytree(wheels(), beside)
    next(beside.glob("numpy*")).unlink()
    installation = Installation()
    assert outcome(installation) == ""
    assert installation.lines[1] == "To fetch, 5 MB at most:"


def test_one_that_was_damaged_is_not_installed(wheels, monkeypatch, tmp_path):
    beside = tmp_path / "plugin" / "wheels"
    wheels().rename(beside)
    write_wheel(beside / "numpy-99-py3-none-any.whl", "numpy", "numpy", "", b"damaged")
    assert "where that does not help, unpack the star counter anew" in outcome(Installation())
    assert left() == []

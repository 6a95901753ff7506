"""What the installation fetches: what uv.lock says, for every Python and system that players have."""

import itertools
import re
from importlib.metadata import version
from pathlib import Path

import pytest
import tomllib
from packaging.markers import Marker
from packaging.utils import parse_wheel_filename
from packaging.version import Version

from star_counter.packages import locked
from star_counter.packages.installation import Installation
from star_counter.problem import Problem
from tests.packages.conftest import write_wheel
from tests.packages.installing import left, outcome
from tools.release.locked import made

ROOT = Path(__file__).parents[2]
TEXT = locked.FILE.read_text(encoding="ascii")
CONDITIONS = sorted(
    set(re.findall(r" ; (.*) \\$", TEXT, re.M)) | set(re.findall(r"^# Only where (.*)", TEXT, re.M))
)

PYTHONS = ("3.10.11", "3.11.2", "3.12.10", "3.13.5")
# The systems of the README, and how the names of files for them end: macOS 13 or older.
SYSTEMS = {
    ("win32", "AMD64"): r"win_amd64",
    ("darwin", "arm64"): r"macosx_1[0-3]_\d+_(arm64|universal2)",
    ("darwin", "x86_64"): r"macosx_1[0-3]_\d+_(x86_64|universal2)",
    ("linux", "x86_64"): r"manylinux\w*_x86_64",
    ("linux", "aarch64"): r"manylinux\w*_aarch64",
}


def environment(python, system, machine):
    return {"python_full_version": python, "sys_platform": system, "platform_machine": machine}


def fits(url, python, files):
    """Whether the file at an address is for a Python, and for a system by the end of the file's name."""
    name = f"cp3{python.split('.')[1]}"
    return any(
        (tag.interpreter in ("py3", name) or tag.abi == "abi3") and re.fullmatch(f"any|{files}", tag.platform)
        for tag in parse_wheel_filename(url.rpartition("/")[2])[3]
    )


@pytest.fixture(scope="module")
def lock():
    return tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))


def test_is_what_the_lock_says():
    assert made() == TEXT, "run: .venv/bin/python -m tools.release.locked"


def test_a_lock_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(Problem, match="uv cannot export its lock"):
        made(tmp_path)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions_are_read_as_pip_reads_them(condition):
    machines = ("AMD64", "ARM64", "arm64", "x86_64", "aarch64")
    pythons = ("3.9.18", *PYTHONS, "3.10.0", "3.14.2")
    for values in itertools.product(pythons, ("win32", "darwin", "linux", "freebsd14"), machines):
        here = environment(*values)
        assert locked.applies(condition, here) == Marker(condition).evaluate(here), here


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(("system", "files"), SYSTEMS.items(), ids=str)
def test_all_that_is_needed_is_there_with_a_file_and_its_hash(lock, python, system, files):
    here = environment(python, *system)
    wanted = {package.name: package for package in locked.wanted(here)}
    assert {"numpy", "onnxruntime", "pillow"} <= set(wanted)
    assert ("tomli" in wanted) == (Version(python) < Version("3.11"))
    assert len(wanted) == len(locked.wanted(here)), "one version of each"
    entries = {(entry["name"], entry["version"]): entry for entry in lock["package"] if "version" in entry}
    for package in wanted.values():
        entry = entries[package.name, package.version]
        needs = [
            need
            for need in entry.get("dependencies", [])
            if Marker(need.get("marker", "python_version > '3'")).evaluate(here)
        ]
        assert {need["name"] for need in needs} <= set(wanted)
        fitting = [wheel for wheel in entry["wheels"] if fits(wheel["url"], python, files)]
        assert fitting, package
        assert all(wheel["hash"] in TEXT and wheel["size"] <= package.size for wheel in fitting)


@pytest.mark.parametrize("python", PYTHONS)
def test_windows_needs_no_new_runtime(python):
    """onnxruntime 1.21 and newer wants a newer Visual C++ runtime than many have."""
    wanted = {package.name: package for package in locked.wanted(environment(python, "win32", "AMD64"))}
    assert Version(wanted["onnxruntime"].version) < Version("1.21")


def test_the_installed_versions_are_those_that_are_tested_here():
    here = {package.name: package.version for package in locked.wanted()}
    assert {name: version(name) for name in here} == here


@pytest.mark.parametrize(
    "values", [("3.9.18", "linux", "x86_64"), ("3.15.0", "win32", "AMD64"), ("3.11.2", "freebsd14", "amd64")]
)
def test_there_is_nothing_for_others(values):
    assert locked.wanted(environment(*values)) == []


def test_a_python_without_packages_is_told(wheels):
    wheels(pythons="python_full_version < '3.0'")
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
    assert [locked.size_text(size) for size in (26_661, 999_999, 1_500_001, 27_780_211)] == [
        "27 KB",
        "1000 KB",
        "2 MB",
        "28 MB",
    ]

"""Which packages there are, against what is needed, with real Pythons."""

import json
import subprocess
import sys
from pathlib import Path

import tomllib
from packaging.requirements import Requirement

from star_counter.doctor import packages
from star_counter.packages import host

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# As the project asks for them in this Python: the first test holds that.
NUMPY, PILLOW = packages.OF_SCRIPT["numpy"], packages.OF_SCRIPT["pillow"]


def oldest(requirements):
    found = {}
    for requirement in map(Requirement, requirements):
        if requirement.marker and not requirement.marker.evaluate():
            continue
        found[requirement.name] = next(one.version for one in requirement.specifier if one.operator == ">=")
    return found


def test_the_oldest_versions_are_those_of_the_project():
    told = packages.OF_SCRIPT | packages.OF_COMMAND
    assert told == oldest(PROJECT["dependencies"])
    assert oldest(PROJECT["optional-dependencies"]["recording"]) == packages.OF_VIDEOS


def test_this_python_has_them_all():
    lines = packages.of_command()
    assert all(line.is_well for line in lines)
    assert {"numpy", "onnxruntime", "pillow", "jinja2", "tqdm", "av"} <= {line.what for line in lines}


def with_packages(tmp_path, code, **versions):
    """What is told where there are packages of these versions, and no others, as JSON of lines."""
    for name, version in versions.items():
        info = tmp_path / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    start = f"import json, sys\nsys.path[:0] = [{str(ROOT / 'obs_plugin')!r}, {str(tmp_path)!r}]\n"
    start += "from star_counter.doctor import packages\n"
    run = [host.interpreter(), "-I", "-S", "-c", f"{start}print(json.dumps({code}))"]
    return json.loads(subprocess.run(run, capture_output=True, check=True, text=True).stdout)


def test_versions_are_compared_as_numbers(tmp_path):
    code = "packages.of_script('press it')[:3]"
    assert with_packages(tmp_path, code, numpy="1.9.5", onnxruntime="1.20.0") == [
        ["numpy", f"1.9.5, and {NUMPY} or newer is needed: press it.", False],
        ["onnxruntime", "1.20.0 (1.20 or newer is needed)", True],
        ["pillow", f"none, and {PILLOW} or newer is needed: press it.", False],
    ]


def test_pyav_is_needed_for_videos_alone(tmp_path):
    lines = {what: (found, well) for what, found, well in with_packages(tmp_path, "packages.of_command()")}
    assert lines["av"] == ('none, which only videos need: python -m pip install "av>=14"', True)
    told = f'none, and {NUMPY} or newer is needed: run  python -m pip install "numpy>={NUMPY}".'
    assert lines["numpy"] == (told, False)


def test_one_that_does_not_load_is_told(tmp_path):
    (tmp_path / "onnxruntime").mkdir()
    (tmp_path / "onnxruntime" / "__init__.py").write_text(
        "raise ImportError('libfoo.so.1: cannot open shared object')"
    )
    lines = with_packages(tmp_path, "packages.of_command()", onnxruntime="1.30")
    assert lines[-1] == [
        "onnxruntime",
        "onnxruntime cannot be loaded: the system lacks libfoo.so.1: install that with the system's own "
        "package manager.",
        False,
    ]


def test_another_python_is_asked():
    lines = packages.of_other(Path(sys.executable), "", "")
    assert [line.what for line in lines][:4] == [
        "OBS's Python",
        "OBS's numpy",
        "OBS's onnxruntime",
        "OBS's pillow",
    ]
    assert all(line.is_well for line in lines)


def test_a_folder_that_the_player_chose_is_looked_into(tmp_path):
    (line,) = [
        line
        for line in packages.of_other(Path(sys.executable), "", str(tmp_path / "none"))
        if not line.is_well
    ]
    assert line.what == "OBS's packages"
    assert line.found.startswith("There is no folder ")


def test_one_that_cannot_be_asked(tmp_path):
    (line,) = packages.of_other(tmp_path / "none", "", "")
    assert (line.what, line.is_well) == ("OBS's packages", False)
    assert line.found.endswith("install that Python anew.")


def test_one_that_obs_is_too_old_for():
    line = packages.of_other(Path(sys.executable), "3.10", "")[0]
    assert (line.what, line.is_well) == ("OBS's Python", sys.version_info < (3, 11))
    assert line.is_well or line.found.endswith(", and this OBS loads 3.10 at most: choose such a one.")

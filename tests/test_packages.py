"""Where the plugin finds its Python packages, and what it says where it does not."""

import sys

import pytest

from star_counter import packages
from star_counter.problem import Problem

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(autouse=True)
def own_path(monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))


def folder_with_packages(path):
    (path / "onnxruntime").mkdir(parents=True)
    return path


@pytest.mark.parametrize("layout", [f"lib/python{VERSION}/site-packages", "Lib/site-packages", "."])
def test_packages_of_a_virtual_environment_come_behind_the_scripts_folder(tmp_path, layout):
    wanted = folder_with_packages(tmp_path / layout)
    script_folder, *others = sys.path
    packages.prepare(tmp_path)
    assert [sys.path[0], sys.path[1]] == [script_folder, str(wanted)]
    assert sys.path[2:] == others
    packages.prepare(tmp_path)
    assert sys.path.count(str(wanted)) == 1


def test_a_missing_folder(tmp_path):
    with pytest.raises(Problem, match="There is no folder"):
        packages.prepare(tmp_path / "none")


def test_an_empty_folder(tmp_path):
    with pytest.raises(Problem, match="holds no onnxruntime"):
        packages.prepare(tmp_path)


def test_packages_for_another_python(tmp_path):
    folder_with_packages(tmp_path / "lib" / "python3.9" / "site-packages")
    with pytest.raises(Problem, match=f"are for python3.9, but OBS runs Python {VERSION}"):
        packages.prepare(tmp_path)


@pytest.mark.parametrize(
    ("platform", "command"),
    [
        ("win32", f"py -{VERSION} -m pip install"),
        ("darwin", f"python{VERSION} -m pip install"),
        ("linux", f"python{VERSION} -m venv"),
    ],
)
def test_a_missing_package_is_named_with_the_command_that_mends_it(monkeypatch, platform, command):
    monkeypatch.setattr(packages, "NEEDED", ("numpy", "no_such_package_of_ours"))
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(Problem) as raised:
        packages.prepare(None)
    assert "no_such_package_of_ours (missing)" in str(raised.value)
    assert "numpy (" not in str(raised.value)
    assert command in str(raised.value)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("OSError('DLL initialization routine failed')", "DLL initialization routine failed"),
        ("ImportError('\\n\\nIMPORTANT: read this\\n')", "IMPORTANT: read this"),
        ("ImportError()", "ImportError"),
    ],
)
def test_a_package_that_is_broken_tells_its_own_error(monkeypatch, tmp_path, error, told):
    (tmp_path / "broken_package_of_ours.py").write_text(f"raise {error}")
    monkeypatch.setattr(packages, "NEEDED", ("broken_package_of_ours",))
    sys.path.insert(0, str(tmp_path))
    with pytest.raises(Problem, match=f"broken_package_of_ours .does not load, .*: {told}"):
        packages.prepare(None)

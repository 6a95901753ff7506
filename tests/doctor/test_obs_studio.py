"""OBS as it is found from outside: by the settings that several of its versions have written."""

import json
import sys

import pytest

from star_counter.doctor.obs_studio import Collection, Studio
from tests import posix
from tools.obs_studio import configuration, scenes, star_counter_script

# 29.0.2 and 31.1.1, as OBS writes them: https://github.com/obsproject/obs-studio, libobs/obs-config.h
OLD, NEW = 486539266, 520159233


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8-sig")  # OBS begins its files so
    return folder


def test_one_that_was_never_started(tmp_path):
    studio = Studio(tmp_path / "none")
    assert (studio.version, studio.collection()) == (None, None)


@pytest.mark.skipif(posix.IS_WINDOWS, reason="the tests have an OBS of Linux")
def test_what_our_own_obs_is_given(tmp_path):
    game = scenes.collection("demo", [scenes.text("stars")], [star_counter_script.script(packages="")])
    configuration.write(
        tmp_path, {"demo": game}, shown="demo", size=(640, 480), fps=30, port=1, password="secret"
    )
    studio = Studio(tmp_path)
    assert studio.version == "29.0.2"
    found = studio.collection()
    assert found.name == "demo"
    assert "stars" in found.sources
    assert found.script["players"] == 1


def test_the_users_own_settings_come_before_those_of_an_older_obs(tmp_path):
    write(tmp_path, "global.ini", f"[General]\nLastVersion={OLD}\n[Basic]\nSceneCollectionFile=old\n")
    assert Studio(tmp_path).version == "29.0.2"
    write(tmp_path, "user.ini", f"[General]\nLastVersion={NEW}\n[Basic]\nSceneCollectionFile=new.json\n")
    write(tmp_path, "basic/scenes/new.json", json.dumps({"sources": [{"name": "game"}]}))
    assert Studio(tmp_path).version == "31.1.1"
    assert Studio(tmp_path).collection() == Collection("new", frozenset({"game"}), None)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"sources": 3, "modules": []}', '{"modules": {"scripts-tool": [7, {"path": 7}]}}'],
)
def test_a_collection_may_hold_anything(tmp_path, text):
    write(tmp_path, "global.ini", "[Basic]\nSceneCollectionFile=x\n")
    (tmp_path / "basic" / "scenes").mkdir(parents=True)
    (tmp_path / "basic" / "scenes" / "x.json").write_text(text)
    assert Studio(tmp_path).collection() in (None, Collection("x", frozenset(), None))


@pytest.mark.parametrize("text", ["LastVersion=3", "[General\n", "[General]\nLastVersion=x\n", "\0\x1b"])
def test_settings_may_hold_anything(tmp_path, text):
    assert Studio(write(tmp_path, "global.ini", text)).version is None


def test_the_script_is_known_by_its_name_in_any_folder(tmp_path):
    write(tmp_path, "global.ini", "[Basic]\nSceneCollectionFile=x\n")
    scripts = [
        {"path": "C:/other.py", "settings": {"a": 1}},
        {"path": "C:\\Users\\Ann\\mario64_star_counter.py", "settings": {"timer": "livesplit"}},
    ]
    write(tmp_path, "basic/scenes/x.json", "")
    (tmp_path / "basic/scenes/x.json").write_text(json.dumps({"modules": {"scripts-tool": scripts}}))
    assert Studio(tmp_path).collection().script == {"timer": "livesplit"}


def test_windows_python_is_the_chosen_one(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    chosen = tmp_path / "Python 312"
    write(tmp_path, "global.ini", f"[Python]\nPath64bit={chosen}\n")
    assert Studio(tmp_path).python() is None
    write(chosen, "python.exe", "")
    assert Studio(tmp_path).python() == chosen / "python.exe"


@pytest.mark.skipif(sys.platform != "linux", reason="distributions of Linux link OBS to their Python")
def test_the_python_of_this_obs_is_the_one_that_it_links(tmp_path):
    if configuration.missing_packages():
        pytest.skip("OBS Studio is not installed here")
    version = configuration.python_version()
    assert Studio(tmp_path).python().name == f"python{version}"


@pytest.mark.parametrize(
    ("version", "newest"),
    [
        ("28.1.2", "3.10"),
        ("29.0.2", "3.10"),
        ("29.1.0", "3.11"),
        ("30.0.2", "3.11"),
        ("30.1.0", "3.12"),
        ("32.2.0", "3.12"),
    ],
)
def test_the_newest_python_that_it_loads_is_that_of_the_readme(tmp_path, monkeypatch, version, newest):
    monkeypatch.setattr(sys, "platform", "win32")
    major, minor, patch = map(int, version.split("."))
    write(tmp_path, "global.ini", f"[General]\nLastVersion={major << 24 | minor << 16 | patch}\n")
    assert (Studio(tmp_path).version, Studio(tmp_path).newest_python) == (version, newest)

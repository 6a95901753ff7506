"""The harness itself: what the other tests in OBS rest on, and that their checks can fail."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from star_counter.problem import Problem
from tools.obs_studio.configuration import missing, python_version
from tools.obs_studio.desktop import PATIENCE
from tools.obs_studio.scenes import collection, colour, image, item, scene, script, text
from tools.obs_studio.studio import ADD_DIALOG, MAIN_WINDOW, Studio

pytestmark = pytest.mark.obs

TICKING = """
ticks = 0

def script_load(settings):
    print("loaded")

def script_tick(seconds):
    global ticks
    ticks += 1
    if ticks == 10:
        print("ten ticks")

def script_unload():
    print("unloaded")
"""

RAISING = """
def script_tick(seconds):
    raise ValueError("on purpose")
"""

SLOWLY_UNLOADED = """
import time

is_first = "is_first" not in globals()  # it is run again in the same namespace

def script_load(settings):
    print("loaded")

def script_unload():
    time.sleep(4 if is_first else 0)
"""

HANGING = """
import threading, time

def script_load(settings):
    threading.Thread(target=time.sleep, args=(60,)).start()
"""


def write(path: Path, code: str) -> Path:
    path.write_text(code)
    return path


def noise(path: Path) -> np.ndarray:
    """Writes a picture of noise, and returns its pixels."""
    pixels = np.random.default_rng(1).integers(0, 256, (75, 101, 3), np.uint8)
    Image.fromarray(pixels).save(path)
    return pixels


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running()


def test_shows_an_image_exactly(start_studio, tmp_path):
    pixels = noise(tmp_path / "noise.png")
    studio = start_studio(collection("test", [image("picture", tmp_path / "noise.png")]))
    shown = studio.screenshot("picture").convert("RGB")
    np.testing.assert_array_equal(np.asarray(shown), pixels)


def test_places_sources_in_a_scene(start_studio):
    blue = colour("blue", (10, 20, 200), (40, 30))
    studio = start_studio(collection("test", [blue, scene("Main", [item("blue", (100, 50))])]))
    picture = studio.screenshot("Main").convert("RGB")
    assert picture.size == (640, 480)
    assert picture.getpixel((100, 50)) == picture.getpixel((139, 79)) == (10, 20, 200)
    assert picture.getpixel((99, 50)) == picture.getpixel((140, 79)) == (0, 0, 0)


def test_reads_a_text_source(start_studio):
    studio = start_studio(collection("test", [text("stars")]))
    assert studio.text("stars") == ""
    studio.requests.set_input_settings("stars", {"text": "120"}, True)
    assert studio.text("stars") == "120"


def test_runs_a_script_and_ends(start_studio, tmp_path):
    ticking = write(tmp_path / "ticking_script.py", TICKING)
    studio = start_studio(collection("test", [text("stars")], [script(ticking)]))
    studio.wait_for_log("ten ticks")
    studio.quit()
    assert studio.messages("ticking_script.py") == ["loaded", "ten ticks", "unloaded"]
    assert not studio.running
    assert studio.exit_code == 0


def test_reloads_the_script_it_is_told_to(start_studio, tmp_path):
    paths = [write(tmp_path / f"{name}_script.py", TICKING) for name in ("first", "second", "third")]
    studio = start_studio(collection("test", [text("stars")], [script(path) for path in paths]))
    for _ in range(10):
        studio.reload_script("second_script.py")
    studio.reload_script("third_script.py")
    loads = [studio.messages(path.name).count("loaded") for path in paths]
    assert loads == [1, 11, 2]


def test_presses_reload_again_where_a_click_is_lost(start_studio, tmp_path, monkeypatch):
    ticking = write(tmp_path / "ticking_script.py", TICKING)
    studio = start_studio(collection("test", [text("stars")], [script(ticking)]))
    studio.select_script("ticking_script.py")
    click, clicks = studio.click, []

    def click_in_vain_at_first(title, x, y):
        clicks.append((x, y))
        if len(clicks) > 2:  # the first one selects the script
            click(title, x, y)

    monkeypatch.setattr(studio, "click", click_in_vain_at_first)
    studio.reload_script("ticking_script.py")
    assert len(clicks) == 3
    assert studio.messages("ticking_script.py").count("loaded") == 2


def test_presses_reload_once_where_it_takes_long(start_studio, tmp_path):
    slow = write(tmp_path / "slow_script.py", SLOWLY_UNLOADED)
    studio = start_studio(collection("test", [text("stars")], [script(slow)]), probe=True)
    studio.reload_script("slow_script.py")
    studio.run_inside("'after all that was clicked'")
    assert studio.messages("slow_script.py").count("loaded") == 2


def test_ends_while_a_dialog_is_open(start_studio):
    studio = start_studio(collection("test", [text("stars")]))
    studio.open_scripts_window()
    studio.press("add")
    studio.wait_for(lambda: ADD_DIALOG in studio.windows(), "the dialog for a script's file")
    studio.quit()


def test_sees_the_scripts_window_though_a_menu_lies_over_it(start_studio):
    studio = start_studio(collection("test", [text("stars")]))
    studio.open_scripts_window()
    studio.activate(MAIN_WINDOW)
    studio.keys("alt+t")
    assert studio.scripts_window().buttons.keys() == {"add", "remove", "reload"}


def test_chooses_a_script_in_another_dialog_where_one_takes_no_keys(start_studio, tmp_path, monkeypatch):
    monkeypatch.setattr("tools.obs_studio.studio.PATIENCE", 50.0)
    ticking = write(tmp_path / "ticking_script.py", TICKING)
    studio = start_studio(collection("test", [text("stars")]))
    studio.open_scripts_window()
    keys, dialogs = studio.keys, []

    def open_dialog():
        dialogs.append(studio.press("add"))

    def press_in_vain_at_first(*names):
        if len(dialogs) > 1:
            keys(*names)

    monkeypatch.setattr(studio, "keys", press_in_vain_at_first)
    studio.choose_script(ticking, open_dialog)
    studio.wait_for_log("ten ticks")
    assert len(dialogs) > 1


def test_sees_the_script_log_pop_up(start_studio, tmp_path):
    raising = write(tmp_path / "raising_script.py", RAISING)
    studio = start_studio(collection("test", [text("stars")], [script(raising)]))
    studio.wait_for(studio.script_log_is_open, "the Script Log")
    assert any("on purpose" in complaint for complaint in studio.complaints())
    assert any("on purpose" in message for message in studio.messages("raising_script.py"))


def test_the_script_log_stays_closed_when_no_script_fails(start_studio, tmp_path):
    ticking = write(tmp_path / "ticking_script.py", TICKING)
    studio = start_studio(collection("test", [text("stars")], [script(ticking)]))
    studio.wait_for_log("ten ticks")
    assert not studio.script_log_is_open()
    assert not studio.complaints()


def test_waits_for_a_picture_of_what_has_no_size_yet(start_studio, tmp_path):
    late = tmp_path / "late.png"
    studio = start_studio(collection("test", [image("picture", late)]))
    assert studio._drawn("picture") is None
    Image.new("RGB", (12, 34)).save(late)
    studio.requests.set_input_settings("picture", {"file": str(late)}, True)
    assert studio.screenshot("picture").size == (12, 34)


def test_switches_the_scene_collection(start_studio, tmp_path):
    ticking = write(tmp_path / "ticking_script.py", TICKING)
    first = collection("first", [text("stars")], [script(ticking)])
    second = collection("second", [colour("red", (255, 0, 0), (640, 480))])
    studio = start_studio(first, second)
    studio.requests.set_current_scene_collection("second")
    assert studio.messages("ticking_script.py")[-1] == "unloaded"
    assert studio.screenshot("Main").convert("RGB").getpixel((0, 0)) == (255, 0, 0)
    studio.requests.set_current_scene_collection("first")
    studio.wait_for(lambda: studio.messages("ticking_script.py").count("loaded") == 2, "the script again")


def test_runs_code_inside(start_studio, tmp_path):
    ticking = write(tmp_path / "ticking_script.py", TICKING)
    studio = start_studio(collection("test", [text("stars")], [script(ticking)]), probe_tick=True)
    thread = "import threading\nthreading.get_native_id()"
    assert studio.run_inside(thread, "ui") == studio.process.pid
    assert studio.run_inside(thread, "tick") != studio.process.pid
    studio.run_inside("import sys\nticking = sys.modules['ticking_script']")
    assert studio.run_inside("ticking.ticks") > 0
    assert studio.run_inside("ticking.ticks", "tick") > 0
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        studio.run_inside("1 / 0")
    assert not studio.complaints()


def test_runs_the_python_of_the_project(start_studio):
    studio = start_studio(collection("test", [text("stars")]), probe=True)
    version = studio.run_inside("import sys\n'%d.%d' % sys.version_info[:2]")
    assert version == python_version() == f"{sys.version_info.major}.{sys.version_info.minor}"


def test_a_hang_at_the_end_is_a_problem_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.obs_studio.studio.QUIT_TIMEOUT", 5.0)
    hanging = write(tmp_path / "hanging_script.py", HANGING)
    others = psutil.Process().children(recursive=True)  # of Python itself, say
    with (
        pytest.raises(Problem, match="hung"),
        Studio(tmp_path / "obs", collection("test", [text("stars")], [script(hanging)])) as studio,
    ):
        programs = [one for one in psutil.Process().children(recursive=True) if one not in others]
    assert studio.exit_code == -signal.SIGKILL
    assert programs
    assert all(map(is_gone, programs))


def test_a_crash_is_seen(tmp_path):
    with Studio(tmp_path / "obs", collection("test", [text("stars")]), probe=True) as studio:
        with pytest.raises(Problem, match="OBS Studio ended"):
            studio.run_inside("import os\nos.abort()")
        assert studio.exit_code == -signal.SIGABRT
        assert "Fatal Python error: Aborted" in studio.log()


def test_nothing_outlives_the_program_that_started_it(tmp_path):
    code = f"""
from pathlib import Path
from tools.obs_studio.scenes import collection, text
from tools.obs_studio.studio import Studio
with Studio(Path({str(tmp_path / "obs")!r}), collection("test", [text("stars")])):
    print("started", flush=True)
    time.sleep(60)
"""
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout.readline() == "started\n"
        programs = psutil.Process(owner.pid).children(recursive=True)
        assert {program.name() for program in programs} >= {"obs", "Xvfb", "openbox"}
        owner.kill()
    psutil.wait_procs(programs, timeout=PATIENCE)
    assert all(map(is_gone, programs))


def test_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt-get install" in missing()
    assert "obs-studio" in missing()
    with pytest.raises(Problem, match="apt-get install"), Studio(tmp_path / "obs", collection("test", [])):
        pass


def test_each_has_a_port_of_its_own(start_studio):
    studios = [start_studio(collection("test", [text("stars")])) for _ in range(2)]
    for number, studio in enumerate(studios):
        studio.requests.set_input_settings("stars", {"text": str(number)}, True)
    assert [studio.text("stars") for studio in studios] == ["0", "1"]

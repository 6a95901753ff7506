"""Our tick never gives up Python's lock, and so other scripts can be loaded beside it.

OBS holds a mutex during all scripts' ticks. Where one of them gives up Python's lock, a script that is loaded
then gets it, and waits for the mutex: for ever, as the tick waits for the lock.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from star_counter.hud import Rect
from star_counter.problem import Problem
from star_counter.timers import TIMERS
from tests import pictures
from tests.obs_studio.running import MODULE, Plugin
from tools.obs_studio import scenes, star_counter_script, studio
from tools.obs_studio.desktop import PATIENCE
from tools.obs_studio.logged_events import Truth
from tools.ports import free_port
from tools.simulation.video import render
from tools.timer.counterpart import Counterpart

pytestmark = pytest.mark.obs

HERE = Path(__file__).parent
#: 10,000 take five minutes and more.
TICKS = int(os.environ.get("STAR_COUNTER_TICKS", "1500"))
LOADS = 100
#: After how many seconds a script that is loaded keeps OBS for ever; where it must hang, fewer tell as much.
HANG, SURE_HANG = PATIENCE, 8

SLEEPS = """
def tick(_seconds):
    time.sleep(0.0001)
"""
#: A thread that never gives up the lock by itself.
RESTLESS = """
is_over = False

def spin():
    while not is_over:
        pass

def script_load(_settings):
    threading.Thread(target=spin).start()

def script_unload():
    global is_over
    is_over = True
"""
IS_INTERRUPTED = f"""
{RESTLESS}

def tick(_seconds):
    end = time.monotonic() + 0.02
    while time.monotonic() < end:
        pass
"""
WATCHED = f"import sys, threading, time\nsys.path.append({str(HERE)!r})\nfrom watched import watched\n"

#: The same in a tick of ours, for code that is run inside OBS.
IN_TICK = """
gil = sys.modules["star_counter.obs.bridge.gil"]
with gil.undisturbed():
    longest = sys.getswitchinterval()
longest
"""

#: A script as others have it.
HARMLESS = """
ticks = 0

def script_tick(seconds):
    global ticks
    ticks += 1

def script_unload():
    print("ticked" if ticks else "unloaded before its first tick")
"""
#: One whose tick gives up the lock, from when it is told to.
SLEEPY = """
import time

is_sleepy = False

def script_tick(seconds):
    if is_sleepy:
        time.sleep(0.001)
"""

#: OBS's own functions, called as its Scripts window calls them: on its thread, and without Python's lock.
#: The library has another name in each OBS, and is loaded already.
LOADING = """
import ctypes
from pathlib import Path
mapped = Path("/proc/self/maps").read_text().split()
scripting = ctypes.CDLL(next(file for file in mapped if "/libobs-scripting.so" in file))
scripting.obs_script_create.argtypes = ctypes.c_char_p, ctypes.c_void_p
scripting.obs_script_create.restype = ctypes.c_void_p
scripting.obs_script_reload.argtypes = scripting.obs_script_destroy.argtypes = (ctypes.c_void_p,)
scripting.obs_script_reload.restype = ctypes.c_bool
"""

#: A source with the hotkeys of LiveSplit One.
TIMER_SOURCE = """
import ctypes
libobs = ctypes.PyDLL(None)
Pressed = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_bool)
libobs.obs_hotkey_register_source.argtypes = (
    ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, Pressed, ctypes.c_void_p
)
libobs.obs_hotkey_register_source.restype = ctypes.c_size_t
pressed = Pressed(lambda *_: None)
source = obs.obs_get_source_by_name("timer")
for name in (b"split", b"undo", b"skip", b"reset", b"pause"):
    libobs.obs_hotkey_register_source(int(source), b"hotkey_" + name, name, pressed, None)
obs.obs_source_release(source)
"""
ROUTE = 'title = "demo"\n' + "".join(
    f'[[split]]\nname = "{stars}"\nstars = {stars}\n' for stars in (1, 2, 10, 99)
)


@pytest.fixture(scope="module")
def watching(tmp_path_factory) -> dict[str, str]:
    """The environment in which OBS counts how often Python's lock is given up."""
    library = tmp_path_factory.mktemp("watch") / "lock_watch.so"
    command = ["gcc", "-Wall", "-Werror", "-O2", "-shared", "-fPIC", "-o", library, HERE / "lock_watch.c"]
    subprocess.run(command, check=True)
    return {"LD_PRELOAD": str(library)}


@pytest.fixture
def three_busy_processes() -> Iterator[None]:
    command = ["setpriv", "--pdeathsig", "SIGKILL", sys.executable, "-c", "while True: pass"]
    busy = [subprocess.Popen(command) for _ in range(3)]
    yield
    for process in busy:
        process.kill()
        process.wait()


def counts(obs: studio.Studio) -> list[int]:
    """For each tick that was watched, how often it gave up Python's lock."""
    return obs.run_inside("import watched\nlist(watched.counts)")


def given_up(obs: studio.Studio) -> str:
    """Where Python was when a tick first gave up its lock: OBS's log from there on."""
    return obs.log().partition("Python's lock is given up here")[2][:5000]


@pytest.mark.parametrize("code", [SLEEPS, IS_INTERRUPTED], ids=["it sleeps", "another thread asks for it"])
def test_a_tick_that_gives_up_the_lock_is_counted(start_studio, watching, tmp_path, code):
    script = tmp_path / "giving_up.py"
    script.write_text(f"{WATCHED}{code}\nscript_tick = watched(tick)\n")
    collection = scenes.collection("test", [scenes.text("stars")], [scenes.script(script)])
    obs = start_studio(collection, probe=True, environment=watching)
    obs.wait_for(lambda: len(counts(obs)) >= 30, "30 ticks")
    assert sum(map(bool, counts(obs))) >= 20
    assert "in tick" in given_up(obs)


@pytest.fixture(scope="module")
def video(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "run.mp4"
    render(path, seconds=15)
    return path


@pytest.fixture
def ports() -> Iterator[dict[str, int]]:
    """The ports of real timers, by the kinds of timers."""
    ports = {kind: free_port() for kind in ("livesplit", "livesplit_websocket", "livesplit_one")}
    with (
        Counterpart("server.mjs", ports["livesplit"], websocketPort=ports["livesplit_websocket"]) as timer,
        Counterpart("livesplit_one.mjs", ports["livesplit_one"]),
    ):
        timer.player("start")
        yield ports


@pytest.fixture
def everything(start_studio, watching, video, tmp_path) -> Plugin:
    """The star counter with all that it can do, its ticks watched."""
    (tmp_path / "demo.toml").write_text(ROUTE)
    texts = [f"stars {number}" for number in range(1, 5)]
    players = [
        star_counter_script.player(number, "game", Truth.of(video).crop, stars=text, screen="screens")
        for number, text in enumerate(texts, 1)
    ]
    script = star_counter_script.script(
        *players,
        path=HERE / "watched_star_counter.py",
        route="file",
        route_file=str(tmp_path / "demo.toml"),
        journal=str(tmp_path / "journal"),
        collects=True,
        collected=str(tmp_path / "collected"),
    )
    sources = [scenes.media("game", video), *map(scenes.text, [*texts, "screens"])]
    sources.append(scenes.colour("timer", (0, 0, 0), (10, 10)))
    collection = scenes.collection("test", sources, [script])
    obs = start_studio(collection, probe=True, fps=60, environment=watching)
    obs.run_inside(TIMER_SOURCE)
    return Plugin(obs)


def test_our_tick_never_gives_up_the_lock(everything, ports, tmp_path):
    script, obs, kinds, number = everything, everything.obs, list(TIMERS), 0
    while (ticks := len(counts(obs))) < TICKS:
        kind = kinds[ticks * len(kinds) // TICKS]
        script.change({"timer": kind, "timer_port": ports.get(kind, 1), "timer_source": "timer"})
        change(script, number)
        number += 1
        time.sleep(0.3)
    assert sum(counts(obs)) == 0, given_up(obs)

    # All of it was at work.
    (journal, *_) = sorted((tmp_path / "journal").rglob("journal.jsonl"))
    assert '"type": "action"' in journal.read_text()
    assert list((tmp_path / "collected").rglob("*.png"))
    for told in ("LiveSplit: connected", "LiveSplit One: connected", "“timer”: ", "named pipe"):
        assert told in obs.log()


def change(script: Plugin, number: int) -> None:
    """What a player may do while the game runs, each time something else."""
    player = number % 4 + 1
    button = ("undo", "skip", "reset", "pause")[number // 3 % 4]
    pressed = (
        f"_plugin.live.press({button!r})",
        f"_plugin.live.find({player})",
        "_window.refresh()",
        f"_plugin.live.find_game({player}, [['timer', 'screens'], ['game']])",
        f"_window.show_count({player})",
    )
    script.obs.run_inside(MODULE + f"script.{pressed[number % 5]}")
    script.change({
        f"goal_{player}": 100 + number % 20,
        f"name_{player}": f"Player {number}",
        f"keeps_found_{player}": bool(number % 2),
        "readings_a_second": number % 3 * 20,
    })  # fmt: skip


def test_python_is_left_as_it_was(start_studio):
    texts = [scenes.text("stars")]
    begun = scenes.collection(
        "with", texts, [star_counter_script.script(star_counter_script.player(1, "", Rect(0, 0, 1, 1)))]
    )
    obs = start_studio(begun, scenes.collection("without", texts), probe=True)
    obs.wait_for(lambda: interval(obs) == pytest.approx(0.1), "a tick")
    assert interval(obs, IN_TICK) == 60
    obs.requests.set_current_scene_collection("without")
    obs.wait_for(lambda: interval(obs) == 0.005, "Python's own interval")


def test_a_thread_that_never_rests_does_not_hold_up_all_frames(start_studio, tmp_path):
    (tmp_path / "restless.py").write_text(f"import threading, time\n{RESTLESS}")
    scripts = [
        star_counter_script.script(star_counter_script.player(1, "", Rect(0, 0, 1, 1))),
        scenes.script(tmp_path / "restless.py"),
    ]
    obs = start_studio(scenes.collection("test", [scenes.text("stars")], scripts), probe=True)
    obs.wait_for(lambda: interval(obs) == 0.005, "Python's own interval")
    assert interval(obs, IN_TICK) == 0.5  # so long OBS waits at most, also as it ends


def interval(obs: studio.Studio, code: str = "sys.getswitchinterval()") -> float:
    """After how many seconds a Python thread asks another for the lock."""
    return obs.run_inside(f"import sys\n{code}")


def load_and_unload(obs: studio.Studio, folder: Path, hang: float = HANG) -> None:
    """Loads, reloads and unloads a harmless script a hundred times; `Problem` where OBS hangs."""
    path = folder / "harmless.py"
    path.write_text(HARMLESS)
    obs.run_inside(LOADING)
    for _ in range(LOADS):
        obs.run_inside(f"loaded = scripting.obs_script_create({os.fsencode(path)!r}, None)", timeout=hang)
        obs.run_inside("scripting.obs_script_reload(loaded)", timeout=hang)
        obs.run_inside("scripting.obs_script_destroy(loaded)", timeout=hang)


def test_a_hundred_loads_beside_ours(start_studio, three_busy_processes, tmp_path):
    picture = scenes.image("game", pictures.save(tmp_path / "game.png", pictures.game(12)))
    ours = star_counter_script.script(star_counter_script.player(1, "game", pictures.crop(), stars="stars"))
    collection = scenes.collection("test", [picture, scenes.text("stars")], [ours])
    obs = start_studio(collection, probe=True, come_first=False)
    script = Plugin(obs)
    script.wait_for_text("stars", "12")
    load_and_unload(obs, tmp_path)
    script.wait_for_status("12 stars")
    assert len(obs.messages("harmless.py")) == 2 * LOADS
    assert "ticked" in obs.messages("harmless.py")


def test_loads_beside_a_tick_that_sleeps_hang(three_busy_processes, tmp_path, monkeypatch):
    monkeypatch.setattr(studio, "QUIT_TIMEOUT", SURE_HANG)
    (tmp_path / "sleepy.py").write_text(SLEEPY)
    sleepy = scenes.script(tmp_path / "sleepy.py")
    collection = scenes.collection("test", [scenes.text("stars")], [sleepy])
    hanging = studio.Studio(tmp_path / "obs", collection, probe=True, come_first=False)
    with pytest.raises(Problem, match="hung"), hanging as obs:
        obs.run_inside("import sleepy\nsleepy.is_sleepy = True")
        with pytest.raises(Problem, match="in vain"):
            load_and_unload(obs, tmp_path, SURE_HANG)
        assert obs.running

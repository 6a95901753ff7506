"""Whatever happens around it: OBS goes on, the count is right then, no line of the journal is lost."""

import contextlib
import json
import os
import random
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from star_counter.cli.main import main
from tests import pictures
from tests.memory import megabytes_held
from tests.obs_studio.running import MODULE, Plugin
from tools.obs_studio import logged_events, scenes, star_counter_script, studio
from tools.obs_studio.logged_events import Truth
from tools.ports import free_port
from tools.simulation.video import render
from tools.timer.counterpart import Counterpart

pytestmark = pytest.mark.obs

HERE = Path(__file__).parent
#: How often OBS is killed, and the script reloaded in a search: `make faults` has 20 and 100.
KILLS = int(os.environ.get("STAR_COUNTER_KILLS", "3"))
RELOADS = int(os.environ.get("STAR_COUNTER_RELOADS", "10"))
#: The part of OBS's frames that may come late, and the fewest that come in a second.
MOST_LATE, FEWEST = 0.02, 3
WATCHED = FROZEN = 2.0  # seconds
#: Where a video is after an action. In older OBS one that was stopped ends a moment later.
PAUSED, STOPPED = ("PAUSED",), ("STOPPED", "ENDED")

ROUTE = 'title = "faults"\n' + "".join(
    f'[[split]]\nname = "Split {stars}"\nstars = {stars}\n' for stars in range(13, 40)
)


class Playing:
    """The script in OBS while it reads a picture of the game, whose count can be changed."""

    def __init__(self, script: Plugin, folder: Path):
        self.script, self.obs, self.requests = script, script.obs, script.obs.requests
        self.folder = folder
        self.count = 12

    def picture(self, count: int, size: tuple[int, int] = pictures.SIZE) -> str:
        """A picture of the game with that count, as a file."""
        return str(pictures.save(self.folder / f"{count}-{size[0]}.png", pictures.game(count, size)))

    def goes_on(self, source: str = "game") -> None:
        """One more star, and all that comes of it: the text, and a whole journal that ends with it."""
        self.count += 1
        self.show(self.picture(self.count), source)
        self.script.wait_for_text("stars", str(self.count))
        self.obs.wait_for(lambda: self.count in counts(self.folder), f"{self.count} stars in the journal")

    def show(self, file: str, source: str = "game") -> None:
        self.requests.set_input_settings(source, {"file": file}, True)

    def media(self, action: str) -> None:
        """Has a video be paused, stopped or begun again."""
        self.requests.trigger_media_input_action("game", f"OBS_WEBSOCKET_MEDIA_INPUT_ACTION_{action}")

    def media_is(self, states: tuple[str, ...]) -> bool:
        """Whether a video is in one of these states."""
        state = self.requests.get_media_input_status("game").media_state
        return state.removeprefix("OBS_MEDIA_STATE_") in states

    def rests(self) -> None:
        """Waits until a second's frames have come without a line in the journal."""

        def is_still() -> bool:
            before, begun = lines(self.folder), self.frames()[0]
            self.obs.wait_for(lambda: self.frames()[0] > begun + self.obs.fps, "a second's frames")
            return lines(self.folder) == before

        self.obs.wait_for(is_still, "a journal that grows no more")

    def frames(self) -> tuple[int, int]:
        """OBS's frames up to now, and how many of them came late."""
        stats = self.requests.get_stats()
        return stats.render_total_frames, stats.render_skipped_frames

    def late(self) -> float:
        """The part of the next two seconds' frames that is late."""
        frames, late = self.frames()
        time.sleep(WATCHED)
        more, later = self.frames()
        return (later - late) / max(1, more - frames)

    @contextlib.contextmanager
    def flowing(self) -> Iterator[None]:
        """Frames come meanwhile, and afterwards as before: on a busy machine some are late anyway."""
        before = self.late()
        frames, late = self.frames()
        begun = time.monotonic()
        yield
        seconds = time.monotonic() - begun
        more, later = self.frames()
        assert more - frames > seconds * FEWEST, "OBS's frames stood still"
        print(f"{later - late} of {more - frames} frames came late in {seconds:.0f} s")
        self.obs.wait_for(lambda: self.late() <= max(MOST_LATE, before), "frames that come in time again")


def lines(folder: Path) -> list[dict]:
    """All lines of the journals in a folder, oldest first; each of them must be whole."""
    journals = sorted(folder.glob("journal/*/journal.jsonl"))
    return [json.loads(line) for journal in journals for line in journal.read_text().splitlines()]


def counts(folder: Path) -> list[int]:
    """The counts in the journals of a folder."""
    return [line["to"] for line in lines(folder) if line["type"] == "event" and "to" in line]


@pytest.fixture
def playing(start, tmp_path) -> Callable[..., Playing]:
    def begin(**settings) -> Playing:
        (tmp_path / "faults.toml").write_text(ROUTE)
        game = scenes.image("game", pictures.save(tmp_path / "game.png", pictures.game(12)))
        settings = {
            "route": "file",
            "route_file": str(tmp_path / "faults.toml"),
            "journal": str(tmp_path / "journal"),
        } | settings
        script = start([game], player(), **settings)
        script.wait_for_text("stars", "12")
        return Playing(script, tmp_path)

    return begin


def player() -> dict:
    return star_counter_script.player(1, "game", pictures.crop(), stars="stars")


def test_the_source_comes_and_goes(playing):
    play = playing()
    play.goes_on()
    with play.flowing():
        for _ in range(3):
            play.requests.remove_input("game")
            play.script.wait_for_status("There is no source “game”")
            file = {"file": play.picture(play.count)}
            play.requests.create_input("Main", "game", "image_source", file, True)
            play.goes_on()
        play.requests.set_input_name("game", "console")
        with play.flowing():  # it is followed
            play.goes_on(source="console")
        play.requests.set_input_name("console", "game")
        play.goes_on()
    assert counts(play.folder)[-1] == play.count


def test_the_source_has_any_size(playing):
    play = playing()
    play.goes_on()
    with play.flowing():
        for size in ((0, 0), (4096, 4096), (1, 1), (320, 240)):
            file = play.picture(7, size) if all(size) else ""
            play.show(file)
            play.script.wait_for_status(waiting_for(file))
            play.goes_on()


def waiting_for(file: str) -> str:
    """What the status says of a picture in which there is no counter where the crop is."""
    if not file:
        return "has no picture yet"
    return "is 4096×4096 pixels now" if "4096" in file else "The crop reaches outside of “game”"


def test_the_source_freezes(start, tmp_path):
    video = tmp_path / "run.mp4"
    render(video, seconds=8)
    truth = Truth.of(video)
    one = star_counter_script.player(1, "game", truth.crop, stars="stars")
    media = scenes.media("game", None, looping=True)
    play = Playing(start([media], one, journal=str(tmp_path / "journal")), tmp_path)
    star_counter_script.play(play.obs, video)
    play.obs.wait_for(lambda: play.obs.text("stars"), "a count")
    with play.flowing():
        play.media("PAUSE")
        play.obs.wait_for(lambda: play.media_is(PAUSED), "a paused video")
        play.rests()
        before, known = lines(tmp_path), counts(tmp_path)
        time.sleep(FROZEN)
        assert counts(tmp_path) == known
        play.media("STOP")
        play.obs.wait_for(lambda: play.media_is(STOPPED), "a stopped video")
        seen = len(counts(tmp_path))

        def begins_anew():
            if play.media_is(STOPPED):
                play.media("RESTART")
            return 0 in counts(tmp_path)[seen:]

        play.obs.wait_for(begins_anew, "a run", pause=0.5)
    assert lines(tmp_path)[: len(before)] == before


def test_the_text_source_goes(playing):
    play = playing()
    with play.flowing():
        play.requests.remove_input("stars")
        play.script.wait_for_status("There is no text source “stars”")
        play.requests.create_input("Main", "stars", "text_ft2_source_v2", {"text": ""}, True)
        play.goes_on()


def test_the_scene_collection_is_switched_in_a_run(start_studio, tmp_path):
    (tmp_path / "faults.toml").write_text(ROUTE)
    game = scenes.image("game", pictures.save(tmp_path / "game.png", pictures.game(12)))
    settings = {"route": "file", "route_file": str(tmp_path / "faults.toml")}
    ours = star_counter_script.script(player(), journal=str(tmp_path / "journal"), **settings)
    first = scenes.collection("first", [game, scenes.text("stars")], [ours])
    obs = start_studio(first, scenes.collection("second", [scenes.text("stars")]), probe=True)
    play = Playing(Plugin(obs), tmp_path)
    play.script.wait_for_text("stars", "12")
    with play.flowing():
        for _ in range(3):
            play.goes_on()
            obs.requests.set_current_scene_collection("second")
            obs.requests.set_current_scene_collection("first")
            play.show(play.picture(play.count))
            play.script.wait_for_text("stars", str(play.count))
    assert not obs.complaints()


def flood(port: int, is_over: threading.Event) -> None:
    """Takes every connection, and says the same without an end."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        listener.settimeout(0.1)
        while not is_over.is_set():
            with contextlib.suppress(OSError):
                connected, _ = listener.accept()
                with connected:
                    connected.settimeout(0.1)
                    while not is_over.is_set():
                        with contextlib.suppress(TimeoutError):
                            connected.sendall(b"0\r\n" * 20_000)


def test_the_timer_does_what_it_wants(playing):
    port = free_port()
    play = playing(timer="livesplit", timer_port=port)
    memory = megabytes_held(play.obs.process)
    with play.flowing():
        for _ in range(2):
            with Counterpart("server.mjs", port, websocketPort=free_port()) as timer:
                play.script.wait_for_status("LiveSplit: connected")
                play.goes_on()
                timer.hang()
                play.script.wait_for_status("LiveSplit is silent")
                play.goes_on()
                timer.go_on()
                play.script.wait_for_status("LiveSplit: connected")
                play.goes_on()
            play.script.wait_for_status("LiveSplit does not answer")
        is_over = threading.Event()
        flooding = threading.Thread(target=flood, args=(port, is_over))
        flooding.start()
        try:
            play.script.wait_for_status("It does not talk like LiveSplit")
            play.goes_on()
        finally:
            is_over.set()
            flooding.join()
    assert megabytes_held(play.obs.process) - memory < 200


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    folder = tmp_path / "journal"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", folder], check=False)
    if mounted.returncode:
        pytest.skip("only root may make a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_the_disk_is_full(playing, small_disk):
    filler = small_disk / "filler"
    play = playing()
    play.goes_on()
    with play.flowing():
        written = lines(play.folder)
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1024))
        for _ in range(20):  # until the last block of the journal is full
            play.count += 1
            play.show(play.picture(play.count))
            play.script.wait_for_text("stars", str(play.count))
            if "make room on that disk" in play.script.status():
                break
        play.script.wait_for_status("make room on that disk")
        filler.unlink()
        play.goes_on()
    # The entry on which the disk was full is missing; what was before and after is there, and no half line.
    assert "cannot be written" not in play.script.status()
    assert lines(play.folder)[: len(written)] == written
    assert counts(play.folder)[-1] == play.count


@pytest.fixture(scope="module")
def clock(tmp_path_factory) -> dict[str, str]:
    """The environment in which a file sets OBS's clock back."""
    folder = tmp_path_factory.mktemp("clock")
    library = folder / "clock.so"
    command = ["gcc", "-Wall", "-Werror", "-O2", "-shared", "-fPIC", "-o", library, HERE / "clock.c"]
    subprocess.run(command, check=True)
    return {"LD_PRELOAD": str(library), "CLOCK_SET_BACK": str(folder / "set back")}


def test_the_clock_is_set_back(start_studio, clock, tmp_path):
    (tmp_path / "faults.toml").write_text(ROUTE)
    game = scenes.image("game", pictures.save(tmp_path / "game.png", pictures.game(12)))
    settings = {"route": "file", "route_file": str(tmp_path / "faults.toml")}
    ours = star_counter_script.script(player(), journal=str(tmp_path / "journal"), **settings)
    collection = scenes.collection("test", [game, scenes.text("stars")], [ours])
    obs = start_studio(collection, probe=True, environment=clock)
    play = Playing(Plugin(obs), tmp_path)
    play.script.wait_for_text("stars", "12")
    play.goes_on()
    with play.flowing():
        Path(clock["CLOCK_SET_BACK"]).touch()
        for _ in range(3):
            play.goes_on()
    at = [line["at"] for line in lines(tmp_path)]
    assert at != sorted(at)  # it was set back
    assert counts(tmp_path) == [12, 13, 14, 15, 16]
    splits = [line["split"] for line in lines(tmp_path) if line["type"] == "action"]
    assert splits == [0, 1, 2, 3]


def test_reloaded_again_and_again_in_a_search(playing):
    play = playing()
    play.show(play.picture(7, (1920, 1080)))
    for number in range(RELOADS):
        play.script.search_game() if number % 2 else play.script.search()
        play.obs.reload_script(star_counter_script.SCRIPT.name)
    assert play.script.times_logged("Unloaded python script: mario64_star_counter.py") >= RELOADS
    play.show(play.picture(play.count))
    play.script.wait_for_text("stars", str(play.count))
    play.goes_on()


@pytest.mark.parametrize("doing", ["search", "search_game", "install"])
def test_obs_ends_in_the_middle_of_it(playing, doing):
    play = playing()
    if doing != "install":
        play.show(play.picture(7, (1920, 1080)))
        getattr(play.script, doing)()
    else:
        play.obs.run_inside(MODULE + "script._plugin.install()", thread="ui")
        play.obs.wait_for(play.obs.process.children, "the installer")
    programs = play.obs.process.children(recursive=True)
    play.obs.quit()  # raises where OBS hangs
    _, alive = psutil.wait_procs(programs, timeout=60)
    assert not alive
    assert play.obs.exit_code == 0


def test_a_killed_obs_loses_nothing(start_studio, tmp_path):
    """Killed at random moments of a run: whole lines, a page of them, and the next run is written."""
    video = tmp_path / "run.mp4"
    render(video, seconds=12)
    (tmp_path / "faults.toml").write_text('title = "kills"\n[[split]]\nname = "One"\nstars = 1\n')
    settings = {"route": "file", "route_file": str(tmp_path / "faults.toml")}
    one = star_counter_script.player(1, "game", Truth.of(video).crop, stars="stars")
    ours = star_counter_script.script(one, journal=str(tmp_path / "journal"), **settings)
    collection = scenes.collection("test", [scenes.media("game", video), scenes.text("stars")], [ours])
    moments = random.Random(14)
    earlier: dict[Path, bytes] = {}
    for number in range(1, KILLS + 1):
        with studio.Studio(tmp_path / f"obs{number}", collection) as obs:
            journal = obs.wait_for(lambda wanted=number: newest(tmp_path, wanted), f"journal {number}")
            time.sleep(moments.uniform(0, 4))
            obs.process.kill()
            obs.process.wait()
        assert {path: path.read_bytes() for path in earlier} == earlier
        earlier[journal] = journal.read_bytes()
        told = [json.loads(line) for line in earlier[journal].splitlines()]
        assert told[0]["type"] == "run"
        # What OBS has shown was written before.
        logged = [event.what for event in logged_events.logged(obs.log())]
        written = [line for line in told if line["type"] == "event"]
        assert len(written) >= len(logged)
        assert main(["report", str(journal.parent)]) == 0
        assert (journal.parent / "journal.html").is_file()


def newest(folder: Path, number: int) -> Path | None:
    """The newest journal, once there are that many, and it tells of an event."""
    journals = sorted(folder.glob("journal/*/journal.jsonl"))
    if len(journals) < number or b'"event"' not in journals[-1].read_bytes():
        return None
    return journals[-1]

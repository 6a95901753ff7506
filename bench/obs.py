"""What the star counter costs in the real OBS Studio, on software GL."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from demo import plugin, studio
from demo.events import Truth
from star_counter.hud import Rect

from .table import Row

TIMED = Path(__file__).with_name("timed_star_counter.py")
_CROP = Rect(390, 0, 250, 150)  # as large as in a 1080p capture
MODULE = "import timed_star_counter as timed, mario64_star_counter as script\n"
_OFF = MODULE + "script._plugin.stop()"
_ON = MODULE + "script.script_update(script._plugin.data)"
# Has the counter searched for, and tells how many seconds that took where it has come to an end.
_SEARCH = f"""{MODULE}import time
begun = time.monotonic()
search = script._plugin.live.find(1)
search and search.wait(5)
[time.monotonic() - begun] if search else []"""
_MB = 1e6
_PAUSE = 5.0  # seconds between two looks at the memory


def rows(video: Path, minutes: float) -> Iterator[Row]:
    """All figures of the script in OBS, reading the demo run (640x480); memory is watched for ``minutes``."""
    yield from _ticks(video)
    yield from _frame_time(video)
    yield from _delay(video)
    yield from _searching(video)
    yield from _memory(video, minutes)


def _ticks(video: Path) -> Iterator[Row]:
    """The tick for one player and for four, in one OBS, in turn."""
    one, four = [], []
    with _obs(video, [_player(number) for number in range(1, 5)]) as obs:
        for _ in range(5):
            one += _tick_times(obs, 1)
            readings_of_one = _readings(obs)
            four += _tick_times(obs, 4)
            readings_of_four = _readings(obs)
    yield Row(
        "script_tick, 250×150 crop + small picture: median", 1e3 * statistics.median(one), "ms", "≤ 0.9"
    )
    yield Row("script_tick, the same: 99th percentile", 1e3 * float(np.percentile(one, 99)), "ms", "≤ 1.5")
    yield Row(
        "script_tick, four players / one: median",
        statistics.median(four) / statistics.median(one),
        "×",
        "≤ 3",
    )
    yield Row("readings a second, four players / one", readings_of_four / readings_of_one, "×", "1")


def _tick_times(obs: studio.Studio, players: int, seconds: float = 8) -> list[float]:
    obs.run_inside(
        f"{MODULE}obs.obs_data_set_int(script._plugin.data, 'players', {players})\n{_ON}", thread="ui"
    )
    time.sleep(1.5)
    obs.run_inside("timed.ticks.clear()")
    time.sleep(seconds)
    return obs.run_inside("timed.ticks")


def _readings(obs: studio.Studio) -> float:
    return obs.run_inside("len(next(iter(script._plugin.live._pipeline._followers.values())).times)")


def _frame_time(video: Path) -> Iterator[Row]:
    """OBS's average frame time with the script on and off, in turn in one OBS."""
    times: dict[str, list[float]] = {_ON: [], _OFF: []}
    skipped = dict.fromkeys(times, 0)
    with _obs(video, [_player(1)]) as obs:
        for _ in range(6):
            for state in (_ON, _OFF):
                obs.run_inside(state, thread="ui")
                time.sleep(1)
                before = obs.requests.get_stats().render_skipped_frames
                samples = []
                for _ in range(16):
                    time.sleep(0.5)
                    samples.append(obs.requests.get_stats().average_frame_render_time)
                times[state].append(statistics.mean(samples))
                skipped[state] += obs.requests.get_stats().render_skipped_frames - before
    on, off = statistics.median(times[_ON]), statistics.median(times[_OFF])
    yield Row("OBS's average frame time, script off", off, "ms")
    yield Row("OBS's average frame time, script on against off", 100 * (on / off - 1), "%", "≤ 5")
    yield Row("skipped frames, script on less off", skipped[_ON] - skipped[_OFF], "frames", "0")


def _delay(video: Path) -> Iterator[Row]:
    with _obs(video, [_player(1, Truth.of(video).crop)]) as obs:
        obs.wait_for(lambda: len(obs.run_inside("timed.delays")) >= 8, 120, "eight stars")
        delays = obs.run_inside("timed.delays")
    yield Row("frame rendered → text set: median", statistics.median(delays), "frames", "≤ 2")


def _searching(video: Path) -> Iterator[Row]:
    """What searches for the counter, one after the other, do to the frames: in turn with none, in one OBS."""
    times: dict[bool, list[float]] = {True: [], False: []}
    skipped = {True: 0, False: 0}
    searches: list[float] = []
    with _obs(video, [_player(1)]) as obs:
        for _ in range(6):
            for is_searching in (True, False):
                before = obs.requests.get_stats().render_skipped_frames
                end = time.monotonic() + 5
                while time.monotonic() < end:
                    if is_searching:
                        searches += obs.run_inside(_SEARCH, thread="ui")
                    time.sleep(0.25)
                    times[is_searching].append(obs.requests.get_stats().average_frame_render_time)
                skipped[is_searching] += obs.requests.get_stats().render_skipped_frames - before
    yield Row("“Find the counter”, 640×480: median", statistics.median(searches), "s")
    on, off = (statistics.median(times[state]) for state in (True, False))
    yield Row("OBS's average frame time, searching against not", 100 * (on / off - 1), "%")
    yield Row("skipped frames, searching less not", skipped[True] - skipped[False], "frames", "0")


def _memory(video: Path, minutes: float) -> Iterator[Row]:
    """The memory of OBS with the script over an OBS alone beside it, and how both grow."""
    with _obs(video, [], probe=False) as alone, _obs(video, [_player(1)], probe=False) as reading:
        time.sleep(10)
        samples = []
        for _ in range(int(minutes * 60 / _PAUSE)):
            time.sleep(_PAUSE)
            samples.append([one.process.memory_full_info().uss / _MB for one in (reading, alone)])
    used = np.array(samples)
    over = used[:, 0] - used[:, 1]
    yield Row("memory over OBS alone", float(np.median(over)), "MB", "≤ 90")
    thirds = [np.median(third, axis=0) for third in np.array_split(used, 3)]
    growth = thirds[-1] - thirds[1]
    yield Row(f"memory, last third of {minutes:g} min less the middle third", growth[0], "MB", "flat")
    yield Row("the same of OBS alone", growth[1], "MB")


def _player(number: int, crop: Rect = _CROP) -> dict:
    return plugin.player(number, "game", crop, stars="stars" if number == 1 else "")


def _obs(video: Path, players: list[dict], probe: bool = True) -> studio.Studio:
    sources = [studio.media("game", video, looping=True), studio.text("stars")]
    scripts = [plugin.script(*players, path=TIMED)] if players else []
    folder = Path(tempfile.mkdtemp(prefix="star-counter-bench-"))
    return studio.Studio(folder, studio.collection("bench", sources, scripts), probe=probe)

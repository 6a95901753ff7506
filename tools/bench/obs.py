"""What the star counter costs in the real OBS Studio, on software GL."""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from star_counter.hud import PARTS, Rect
from tools.obs_studio import scenes, star_counter_script, studio
from tools.obs_studio.logged_events import Truth

from .table import Row

TIMED = Path(__file__).with_name("timed_star_counter.py")
_CROP = Rect(390, 0, 250, 150)  # as large as in a 1080p capture
_OFF = "script._plugin.stop()"
_ON = "script.script_update(script._plugin.data)"
# Has the counter searched for, and tells how many seconds that took where it has come to an end.
_SEARCH = """import time
begun = time.monotonic()
search = script._plugin.live.find(1)
search and search.wait(5)
[time.monotonic() - begun] if search else []"""
_SETTLED = 0.2  # after a change it settles for a share of the time for which it is measured then
_MB = 1e6
_LOOKS = 120  # at the memory


def rows(
    video: Path, minutes: float, *, rounds: int = 6, seconds: float = 8.0, stars: int = 8
) -> Iterator[Row]:
    """All figures of the script in OBS, reading the demo run (640x480).

    States take turns in one OBS, each for so many ``seconds`` in each round; ``stars`` are waited for, and
    the memory is watched for ``minutes``.
    """
    truth = Truth.of(video)
    assert truth, f"there is no truth beside {video}"
    with _obs(video, [_player(number) for number in range(1, 5)]) as obs:
        _wait_for_reading(obs)
        yield from _ticks(obs, rounds, seconds)
        yield from _frame_time(obs, rounds, seconds)
        yield from _searching(obs, rounds, seconds)
        yield from _delay(obs, truth.crop, stars)
    yield from _memory(video, minutes)


def inside(obs: studio.Studio, code: str) -> Any:
    """Runs code inside OBS that knows the script, as ``script``, and what it was timed by, as ``timed``."""
    return obs.run_inside(f"import timed_star_counter as timed, mario64_star_counter as script\n{code}")


def _ticks(obs: studio.Studio, rounds: int, seconds: float) -> Iterator[Row]:
    """The tick for one player and for four, and for one with the whole HUD."""
    stars, whole, race = ((1, False), (1, True), (4, False))
    times: dict[tuple[int, bool], list[float]] = {stars: [], whole: [], race: []}
    readings = dict.fromkeys(times, 0)
    for _ in range(rounds):
        for state in times:
            _look_at(obs, *state)
            time.sleep(seconds * _SETTLED)
            inside(obs, "timed.ticks.clear()")
            time.sleep(seconds)
            times[state] += inside(obs, "timed.ticks")
            readings[state] = _readings(obs)
    one, all_of_it, four = (1e3 * np.array(times[state]) for state in (stars, whole, race))
    yield Row("script_tick, 250×150 crop + small picture: median", np.median(one), "ms", "≤ 0.9")
    yield Row("script_tick, the same: 99th percentile", np.percentile(one, 99), "ms", "≤ 1.5")
    yield Row(
        "script_tick, whole HUD / stars alone: median", np.median(all_of_it) / np.median(one), "×", "≤ 1.25"
    )
    yield Row("script_tick, whole HUD: 99th percentile", np.percentile(all_of_it, 99), "ms", "≤ 1.5")
    yield Row("script_tick, four players / one: median", np.median(four) / np.median(one), "×", "≤ 3")
    yield Row("readings a second, four players / one", readings[race] / readings[stars], "×", "1")


def _look_at(obs: studio.Studio, players: int, whole: bool) -> None:
    """Has so many players read, each with the whole HUD or the stars alone."""
    parts = {f"reads_{part}_{number}": whole for number in range(1, players + 1) for part in PARTS}
    star_counter_script.change(obs, {"players": players, **parts})


def _wait_for_reading(obs: studio.Studio) -> None:
    obs.wait_for(lambda: _readings(obs), "a reading", pause=0.1)


def _readings(obs: studio.Studio) -> int:
    """The first player's readings a second, as the status tells them; 0 before the first one."""
    told = re.search(r"(\d+) readings/s", inside(obs, "script._plugin.status()[0]"))
    return int(told[1]) if told else 0


def _frame_time(obs: studio.Studio, rounds: int, seconds: float) -> Iterator[Row]:
    """OBS's average frame time with the script on and off."""
    times: dict[str, list[float]] = {_ON: [], _OFF: []}
    skipped = dict.fromkeys(times, 0)
    _look_at(obs, 1, True)
    for _ in range(rounds):
        for state in times:
            inside(obs, state)
            time.sleep(seconds * _SETTLED)
            average, skips = _frames(obs, seconds)
            times[state].append(average)
            skipped[state] += skips
    on, off = statistics.median(times[_ON]), statistics.median(times[_OFF])
    yield Row("OBS's average frame time, script off", off, "ms")
    yield Row("OBS's average frame time, script on against off", 100 * (on / off - 1), "%", "≤ 5")
    yield Row("skipped frames, script on less off", skipped[_ON] - skipped[_OFF], "frames", "0")


def _searching(obs: studio.Studio, rounds: int, seconds: float) -> Iterator[Row]:
    """What searches for the counter, one after the other, do to the frames."""
    times: dict[bool, list[float]] = {True: [], False: []}
    skipped = dict.fromkeys(times, 0)
    searches: list[float] = []

    def search() -> None:
        searches.extend(inside(obs, _SEARCH))

    inside(obs, _ON)
    _wait_for_reading(obs)
    for _ in range(rounds):
        for is_searching in times:
            average, skips = _frames(obs, seconds, search if is_searching else None)
            times[is_searching].append(average)
            skipped[is_searching] += skips
    yield Row("“Find the counter”, 640×480: median", statistics.median(searches), "s")
    on, off = (statistics.median(times[state]) for state in (True, False))
    yield Row("OBS's average frame time, searching against not", 100 * (on / off - 1), "%")
    yield Row("skipped frames, searching less not", skipped[True] - skipped[False], "frames", "0")


def _frames(obs: studio.Studio, seconds: float, again: Callable[[], None] | None = None) -> tuple[float, int]:
    """OBS's average frame time in so many seconds (ms), and how many frames it skipped.

    What is to be done ``again`` and again meanwhile is done once at least.
    """
    before = obs.requests.get_stats().render_skipped_frames
    averages: list[float] = []
    end = time.monotonic() + seconds
    while not averages or time.monotonic() < end:
        if again:
            again()
        time.sleep(0.25)
        averages.append(obs.requests.get_stats().average_frame_render_time)
    return statistics.mean(averages), obs.requests.get_stats().render_skipped_frames - before


def _delay(obs: studio.Studio, crop: Rect, stars: int) -> Iterator[Row]:
    star_counter_script.change(obs, star_counter_script.player(1, "game", crop, stars="stars"))
    inside(obs, "timed.delays.clear()")
    obs.wait_for(lambda: len(inside(obs, "timed.delays")) >= stars, f"{stars} stars", pause=0.5)
    delays = inside(obs, "timed.delays")
    yield Row("frame rendered → text set: median", statistics.median(delays), "frames", "≤ 2")


def _memory(video: Path, minutes: float) -> Iterator[Row]:
    """The memory of OBS with the script over an OBS alone beside it, and how both grow."""
    with _obs(video, [], probe=False) as alone, _obs(video, [_player(1)], probe=False) as reading:
        time.sleep(minutes)  # of 60: until all is loaded
        samples = []
        for _ in range(_LOOKS):
            time.sleep(60 * minutes / _LOOKS)
            samples.append([one.process.memory_full_info().uss / _MB for one in (reading, alone)])
    used = np.array(samples)
    over = used[:, 0] - used[:, 1]
    yield Row("memory over OBS alone", float(np.median(over)), "MB", "≤ 90")
    thirds = [np.median(third, axis=0) for third in np.array_split(used, 3)]
    growth = thirds[-1] - thirds[1]
    yield Row(f"memory, last third of {minutes:g} min less the middle third", growth[0], "MB", "flat")
    yield Row("the same of OBS alone", growth[1], "MB")


def _player(number: int) -> dict:
    return star_counter_script.player(number, "game", _CROP, stars="stars" if number == 1 else "")


def _obs(video: Path, players: list[dict], probe: bool = True) -> studio.Studio:
    sources = [scenes.media("game", video, looping=True), scenes.text("stars")]
    scripts = [star_counter_script.script(*players, path=TIMED)] if players else []
    folder = Path(tempfile.mkdtemp(prefix="star-counter-bench-"))
    return studio.Studio(folder, scenes.collection("bench", sources, scripts), probe=probe)

"""How long it takes in OBS from a star on the screen to a real timer, and what the timer's hanging costs."""

from __future__ import annotations

import contextlib
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from star_counter.splitting.formats.toml import to_toml
from star_counter.splitting.route import BY_HAND, Route, Split
from tools.obs_studio import scenes, star_counter_script, studio
from tools.obs_studio.logged_events import Truth
from tools.timer.counterpart import Counterpart

from ..ports import free_port
from .obs import TIMED, inside
from .table import Row

_TARGETS = {30: "≤ 70", 60: "≤ 40"}
_STATUS = "script._plugin.status()[0]"


def rows(videos: Mapping[int, Path], hang: float = 60.0) -> Iterator[Row]:
    """The demo run with a split at each star, told to livesplit-core behind LiveSplit's protocol.

    ``videos``: the run at so many frames a second, in an OBS of the same rate. In the last one the timer
    hangs for ``hang`` seconds then.
    """
    for fps, video in videos.items():
        truth = Truth.of(video)
        assert truth, f"there is no truth beside {video}"
        with contextlib.ExitStack() as stack:
            timer, obs, shown = _played(stack, truth, video, fps)
            yield from _delays(fps, shown, timer)
            if video == list(videos.values())[-1]:
                yield from _hang(obs, timer, hang)


def _played(
    stack: contextlib.ExitStack, truth: Truth, video: Path, fps: int
) -> tuple[Counterpart, studio.Studio, list[float]]:
    """The timer and OBS, once the run was played, and when its stars were on the screen."""
    stars = sorted({int(event.what.split()[-1]) for event in truth.events if _is_star(event.what)})
    route = Route(
        "stars", (*(Split(f"{count} stars", count) for count in stars), Split("End", None, BY_HAND))
    )
    names = tuple(split.name for split in route.splits)
    port = free_port()
    timer = stack.enter_context(Counterpart("server.mjs", port, websocketPort=free_port(), names=names))
    obs = stack.enter_context(_obs(truth, route, port, fps))
    obs.wait_for(lambda: "connected" in inside(obs, _STATUS), "the timer")
    timer.player("start")
    star_counter_script.play(obs, video)
    obs.wait_for(lambda: timer.place[1] == len(stars), "the splits")
    return timer, obs, obs.wait_for(lambda: _shown(obs, len(stars)), "the stars in the log")


def _is_star(what: str) -> bool:
    return what.startswith("star ")


def _shown(obs: studio.Studio, stars: int) -> list[float]:
    """When the stars were on the screen, once that is known of so many."""
    shown = inside(obs, "timed.shown")
    return shown if len(shown) >= stars else []


def _delays(fps: int, shown: list[float], timer: Counterpart) -> Iterator[Row]:
    told = [at for name, at in timer.do("received") if name == "split"]
    delays = [1e3 * (at - star) for at, star in zip(told, shown, strict=False)]
    title = f"star on the screen → command at the timer, {fps} frames a second"
    yield Row(f"{title}: median", statistics.median(delays), "ms", _TARGETS[fps])
    yield Row("the same: longest", max(delays), "ms")


def _hang(obs: studio.Studio, timer: Counterpart, seconds: float) -> Iterator[Row]:
    """The ticks while the timer hangs, beside those just before."""
    before = _longest(obs, seconds / 4)
    timer.hang()
    during = _longest(obs, seconds)
    timer.go_on()
    yield Row("script_tick, 99.9th percentile while the timer answers", before, "ms")
    yield Row(f"script_tick, the same while it hangs for {seconds:g} s", during, "ms")


def _longest(obs: studio.Studio, seconds: float) -> float:
    inside(obs, "timed.ticks.clear()")
    time.sleep(seconds)
    ticks = sorted(inside(obs, "timed.ticks"))
    return 1e3 * ticks[int(0.999 * len(ticks))]


def _obs(truth: Truth, route: Route, port: int, fps: int) -> studio.Studio:
    folder = Path(tempfile.mkdtemp(prefix="star-counter-bench-"))
    (folder / "stars.toml").write_text(to_toml(route))
    settings = {
        "route": "file",
        "route_file": str(folder / "stars.toml"),
        "timer": "livesplit",
        "timer_port": port,
    }
    player = star_counter_script.player(1, "game", truth.crop, stars="stars")
    sources = [scenes.media("game", None, looping=True), scenes.text("stars")]
    script = star_counter_script.script(player, path=TIMED, **settings)
    return studio.Studio(folder, scenes.collection("bench", sources, [script]), probe=True, fps=fps)

"""How long it takes in OBS from a star on the screen to a real timer, and what the timer's hanging costs."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from demo import plugin, studio
from demo.events import Truth
from star_counter.route import BY_HAND, Route, Split
from star_counter.route_toml import to_toml
from tests.timers.counterpart import Counterpart

from .obs import MODULE, TIMED
from .table import Row

_HANG = 60.0  # seconds
_STATUS = MODULE + "script._plugin.status()[0]"


def rows(video: Path) -> Iterator[Row]:
    """The demo run with a split at each star, told to livesplit-core behind LiveSplit's protocol."""
    stars = sorted({int(event.what.split()[-1]) for event in Truth.of(video).events if _is_star(event.what)})
    route = Route(
        "stars", (*(Split(f"{count} stars", count) for count in stars), Split("End", None, BY_HAND))
    )
    names = tuple(split.name for split in route.splits)
    port = studio.free_port()
    served = Counterpart("server.mjs", port, websocketPort=studio.free_port(), names=names)
    with served as timer, _obs(video, route, port) as obs:
        obs.wait_for(lambda: "connected" in obs.run_inside(_STATUS, thread="ui"), 10, "the timer")
        timer.player("start")
        plugin.play(obs, video)
        obs.wait_for(lambda: timer.place[1] == len(stars), 90, "the splits")
        yield from _delays(obs, timer)
        yield from _hang(obs, timer)


def _is_star(what: str) -> bool:
    return what.startswith("star ")


def _delays(obs: studio.Studio, timer: Counterpart) -> Iterator[Row]:
    shown = obs.run_inside(MODULE + "timed.shown")
    told = [at for name, at in timer.do("received") if name == "split"]
    delays = [1e3 * (at - star) for at, star in zip(told, shown, strict=False)]
    yield Row("star on the screen → command at the timer: median", statistics.median(delays), "ms", "≤ 100")
    yield Row("the same: longest", max(delays), "ms")


def _hang(obs: studio.Studio, timer: Counterpart) -> Iterator[Row]:
    """The ticks while the timer hangs, beside those just before."""
    before = _longest(obs, _HANG / 4)
    timer.hang()
    during = _longest(obs, _HANG)
    timer.go_on()
    yield Row("script_tick, 99.9th percentile while the timer answers", before, "ms")
    yield Row(f"script_tick, the same while it hangs for {_HANG:g} s", during, "ms")


def _longest(obs: studio.Studio, seconds: float) -> float:
    obs.run_inside(MODULE + "timed.ticks.clear()")
    time.sleep(seconds)
    ticks = sorted(obs.run_inside(MODULE + "timed.ticks"))
    return 1e3 * ticks[int(0.999 * len(ticks))]


def _obs(video: Path, route: Route, port: int) -> studio.Studio:
    folder = Path(tempfile.mkdtemp(prefix="star-counter-bench-"))
    (folder / "stars.toml").write_text(to_toml(route))
    settings = {
        "route": "file",
        "route_file": str(folder / "stars.toml"),
        "timer": "livesplit",
        "timer_port": port,
    }
    player = plugin.player(1, "game", Truth.of(video).crop, stars="stars")
    sources = [studio.media("game", None, looping=True), studio.text("stars")]
    script = plugin.script(player, path=TIMED, **settings)
    return studio.Studio(folder, studio.collection("bench", sources, [script]), probe=True)

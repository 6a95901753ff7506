"""The star counter's script, its ticks timed: an OBS script that the benchmark loads in its place."""

import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "obs_plugin"))

import mario64_star_counter as counted
from mario64_star_counter import (  # noqa: F401
    script_defaults,
    script_load,
    script_properties,
    script_save,
    script_unload,
    script_update,
)

#: How long each tick took, in seconds.
ticks: list[float] = []
#: How many frames passed from the frame that made sure of a star to the tick that set the text.
delays: list[int] = []
#: The players whose stars are noted.
timed: list[object] = []
#: When each star was first rendered, in seconds since 1970.
shown: list[float] = []


def script_tick(seconds):
    with counted.undisturbed():  # as all that runs in a tick: OBS can hang otherwise
        _time_stars()
        started = time.perf_counter()
        counted.script_tick(seconds)
        ticks.append(time.perf_counter() - started)


def _time_stars():
    """Has the first player's stars noted as they are logged."""
    live = counted._plugin.live
    player = live.players.get(1) if live else None
    if not live or not player or player in timed:
        return
    timed.append(player)
    log = player.log

    def log_and_note(event):
        if getattr(event, "kind", None) == "star":
            delays.append(live._frame + 1 - event.decided)  # this tick has not been counted yet
            begun = live._start / 1e9  # of the clock that OBS and time.monotonic() share on Linux
            shown.append(begun + event.time + time.time() - time.monotonic())
        log(event)

    player.log = log_and_note  # type: ignore[method-assign]  # what is logged is what is to be timed

"""The star counter's script, its ticks timed: an OBS script that the benchmark loads in its place."""

import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "obs_plugin"))

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
#: How many frames passed from the frame in which a star showed to the tick that set the text.
delays: list[int] = []


def script_tick(seconds):
    started = time.perf_counter()
    counted.script_tick(seconds)
    ticks.append(time.perf_counter() - started)


def time_stars():
    """From now on, notes the delay of each star."""
    live = counted._script.live
    player = live._players[1]
    log = player.log

    def log_and_note(event):
        if getattr(event, "kind", None) == "star":
            delays.append(live._frame + 1 - event.frame)  # this tick has not been counted yet
        log(event)

    player.log = log_and_note

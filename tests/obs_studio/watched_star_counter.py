"""The star counter's script, its ticks watched: an OBS script that a test loads in its place."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "obs_plugin"))

from watched import watched

import mario64_star_counter as star_counter
from mario64_star_counter import (  # noqa: F401
    script_defaults,
    script_load,
    script_properties,
    script_save,
    script_unload,
    script_update,
)

script_tick = watched(star_counter.script_tick)

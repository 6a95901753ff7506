"""OBS's log of scripts, which the player can open."""

from __future__ import annotations

import obspython as obs

from ...words import visible


def log(text: object) -> None:
    """Writes a text into the log. Must be called from one of OBS's own callbacks.

    OBS takes no NUL and no half of a character, which texts that are not ours may have.
    """
    obs.script_log(obs.LOG_INFO, visible(str(text)))

"""The command ``star-counter doctor``: what is there, and what to do about what is not well.

It loads without the packages, which may be what is missing.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any

from ..doctor import here, packages
from ..doctor.obs_studio import Collection, Studio
from ..doctor.page import Line, page
from ..obs import saved_values
from ..problem import Problem
from ..timers import TIMERS, open_timer
from ..words import file_text, plain

if TYPE_CHECKING:
    from pathlib import Path

    from ..obs.settings import PlayerSettings, Settings, SplitSettings

_LONGEST_CALL = 3.0  # seconds that a timer may take to answer
_POLL = 0.05
_DESCRIPTION = (
    "Looks at all that the star counter needs: this Python and its packages, the model, OBS Studio with its "
    "Python, and what the script in it has: its sources, its timer. Each line that is not well says what to "
    "do. The page can be copied into a bug report: home folders, names of users and computers, and addresses "
    "are left out."
)
_NOT_HERE = "not found here, and needed for the live count alone."


def add_command(commands: Any) -> None:
    """Adds the command to argparse's subparsers; its ``run`` takes the options and returns the problems."""
    parser = commands.add_parser(
        "doctor", help="tell what is there, and what to do about what is not well", description=_DESCRIPTION
    )
    parser.set_defaults(run=run)


def run(_options: argparse.Namespace) -> list[Problem]:
    """Prints the page; returns a problem where a line is not well."""
    studio = Studio()
    collection = studio.collection()
    script = collection.script if collection else None
    settings = saved_values.settings(script) if script is not None else None
    lines = [*here.lines(), *packages.of_command(), _model(None), *_obs(studio, settings)]
    if collection:
        lines += _script(collection, settings)
    print(page(lines, here.private(settings.split.host if settings else "")))
    if all(line.is_well for line in lines):
        return []
    return [Problem("Not all is well: do what is said in the lines that say so.")]


def _model(path: Path | None) -> Line:
    """A model, tried on known pictures; None: the bundled one."""
    try:
        from ..reading.classifier import BUNDLED_MODEL  # here, because they need the packages
        from .model import load

        model = path or BUNDLED_MODEL
        load(model)
    except ImportError:
        return Line("Model", "it cannot be tried before the packages are there.", False)
    except Problem as problem:
        return Line("Model", str(problem), False)
    return Line("Model", f"{file_text(model)} reads known pictures right")


def _obs(studio: Studio, settings: Settings | None) -> list[Line]:
    """OBS, its Python and, where the script is in it, the packages there."""
    python = studio.python()
    if not studio.version and not python:
        return [Line("OBS Studio", _NOT_HERE)]
    version = Line("OBS Studio", studio.version or "never started by you")
    if not python:
        choose = "choose one under Tools → Scripts → Python Settings, of those that the README names"
        return [version, Line("OBS's Python", f"none is found: {choose}.", False)]
    if not settings:
        return [version, Line("OBS's Python", file_text(python))]
    return [version, *packages.of_other(python, studio.newest_python, str(settings.packages or ""))]


def _script(collection: Collection, settings: Settings | None) -> list[Line]:
    """What the script has in a scene collection."""
    where = f"the scene collection “{plain(collection.name)}”"
    if not settings:
        return [Line("Script", f"not in {where}; it is added under Tools → Scripts.")]
    lines = [Line("Script", f"in {where}")]
    if settings.model:
        lines.append(_model(settings.model))
    lines += [_source(player, collection) for player in settings.players]
    return [*lines, _timer(settings.split)]


def _source(player: PlayerSettings, collection: Collection) -> Line:
    what, shown = f"Source of player {player.number}", plain(player.source)
    if problem := player.problem:
        return Line(what, problem, False)
    if player.source not in collection.sources:
        return Line(what, f"there is no source “{shown}”: choose another, or add it again.", False)
    return Line(what, f"“{shown}” is there")


def _timer(split: SplitSettings) -> Line:
    """Whether the timer answers, within some seconds."""
    if split.timer == "none" or split.timer not in TIMERS:
        return Line("Timer", "none is chosen")
    if split.timer in ("hotkeys", "livesplit_one"):
        return Line(
            "Timer",
            f"{TIMERS[split.timer]}, which comes to OBS: the script's window tells whether it is there",
        )
    try:
        timer = open_timer(split.timer, split.host, split.port, allow_remote=split.allow_remote)
    except Problem as problem:
        return Line("Timer", str(problem), False)
    assert timer, "one is chosen"
    end = time.monotonic() + _LONGEST_CALL
    while not timer.is_well and time.monotonic() < end:
        time.sleep(_POLL)
    line = Line("Timer", timer.status(), timer.is_well)
    timer.close()
    return line

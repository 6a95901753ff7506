"""What there is in the script's window, and which part of it is shown.

Every function here must be called from one of OBS's own callbacks, on the UI thread.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Protocol

import obspython as obs

from ... import LEAST_CONFIDENCE, MOST_STARS
from ...packages import needed
from ...timers import PAGE_SETTING
from ...words import PART_NAMES
from ..settings import (
    BUTTONS,
    CONFIDENCES,
    MOST_GAMES,
    MOST_PLAYERS,
    MOST_READINGS,
    PORTS,
    ROUTE_FILE,
    SIDES,
    TOPICS,
    place_label,
)
from ..text_template import FIELDS
from .properties import Form, show, write_note

#: What is on buttons that stand in several places, or change.
FIND_GAME, FIND_COUNTER, STOP_LOOKING = "Find the game", "Find the counter", "Stop looking"
SHOW_COUNT = "Show the count"
_CROP_HELP = (
    "The star counter in pixels of the source: from the middle of the “×” to where a third digit would end, "
    "with a margin of a third of a digit above and below. A + or - typed behind the number is a step."
)
_REMOTE_WARNING = (
    "Anyone in the network of this address can connect as the timer, without a password: use this only in a "
    "network of your own."
)
# The other parts of the HUD, and what is read of them.
_PARTS = (
    ("lives", "Tells deaths and extra lives."),
    ("coins", "Tells where courses begin and end, and 100 coins."),
    ("camera", "Tells cutscenes and, together with the coins, the keys of Bowser and the end of the run."),
)
_PLACE_HELP = (
    "Left, top, width and height in pixels of the source, as in “85, 19, 97, 54”. Empty: where the crop of "
    "the stars has it. “Find the counter” fills it in."
)
_TEMPLATE_HELP = "Fields: " + ", ".join(f"{{{name}}} {meaning}" for name, meaning in FIELDS.items()) + "."


class Callbacks(Protocol):
    """What the window does: `window.Window`."""

    # These are each a `Changed`.
    def changed(self, shown: Any, one: Any, data: Any, /) -> bool: ...

    def players_changed(self, shown: Any, one: Any, data: Any, /) -> bool: ...

    def splitting_changed(self, shown: Any, one: Any, data: Any, /) -> bool: ...

    def crop_changed(self, number: int, shown: Any, side: Any, data: Any) -> bool: ...

    def pressed(self, do: Callable[[], None]) -> Callable[[Any, Any], bool]: ...

    def install(self) -> None: ...

    def refresh(self) -> None: ...

    def find(self, number: int) -> None: ...

    def find_missing(self) -> None: ...

    def choose_game(self, index: int) -> None: ...

    def show_count(self, number: int) -> None: ...

    def show_missing_count(self) -> None: ...

    def split_by_names(self) -> None: ...

    def use_livesplit(self) -> None: ...

    def press(self, button: str) -> None: ...

    def report(self) -> None: ...


def build(window: Callbacks) -> Any:
    """All of it, as properties of OBS that call the window."""
    properties = obs.obs_properties_create()
    form = Form(properties, window.changed)
    _add_list(form, window)
    _add_status(form, window)
    for number in range(1, MOST_PLAYERS + 1):
        _add_player(form.group_of(f"player_{number}", f"Player {number}"), number, window)
    _add_splitting(form.group_of("splits", "Splits of player 1"), window)
    _add_common(form, window)
    return properties


def show_players(shown: Any, data: Any) -> None:
    """Shows as many players as there are."""
    # Right after "Reload Scripts" OBS calls this with empty settings, in which there are 0 players.
    players = max(1, obs.obs_data_get_int(data, "players"))
    for number in range(1, MOST_PLAYERS + 1):
        show(shown, f"player_{number}", number <= players)


def show_splitting(shown: Any, data: Any) -> None:
    """Shows what the chosen route and timer need."""
    route, timer = (obs.obs_data_get_string(data, key) for key in ("route", "timer"))
    is_server = timer == "livesplit_one"
    is_networked = timer.startswith("livesplit") and timer != "livesplit_pipe"
    has_timer = timer not in ("", "none")
    visible = {
        "route_file": route == ROUTE_FILE,
        "understood": bool(route),
        "timer_host": is_networked,
        "timer_port": is_networked,
        "allow_remote": is_networked,
        "remote_warning": is_server and obs.obs_data_get_bool(data, "allow_remote"),
        "timer_origin": is_server,
        "timer_source": timer == "hotkeys",
        "catch_up": has_timer,
        "start_at": has_timer,
        "logo_reset": has_timer,
        **{f"press_{button}": bool(route) for button in BUTTONS},
    }
    for key, is_visible in visible.items():
        show(shown, key, is_visible)
    write_note(shown, "remote_warning", _REMOTE_WARNING, is_warning=True)


def _add_list(form: Form, window: Callbacks) -> None:
    """What is there and what is missing, each with the button that helps."""
    form.note("all_well")
    _add_line(form, "packages")
    form.text("install_command", "Command")
    form.button("install", needed.BUTTON, window.pressed(window.install))
    form.note("installing")
    _add_line(form, "game")
    form.button("find_game", FIND_GAME, window.pressed(window.find_missing))
    for index in range(MOST_GAMES):
        form.button(f"game_{index}", "", window.pressed(functools.partial(window.choose_game, index)))
    _add_line(form, "counter")
    form.button("find_counter", FIND_COUNTER, window.pressed(window.find_missing))
    _add_line(form, "text")
    form.button("show_count", SHOW_COUNT, window.pressed(window.show_missing_count))
    _add_line(form, "route")
    form.button("split_by_names", "Split by the timer's names", window.pressed(window.split_by_names))
    _add_line(form, "timer")
    form.button("use_livesplit", "Use LiveSplit", window.pressed(window.use_livesplit))


def _add_line(form: Form, topic: str) -> None:
    form.line(f"has_{topic}", TOPICS[topic])


def _add_status(form: Form, window: Callbacks) -> None:
    form.note("told")
    form.note("status")
    form.button("refresh", "Refresh", window.pressed(window.refresh))
    form.number_choice(
        "players",
        "Players",
        range(1, MOST_PLAYERS + 1),
        "A race shows several games at once: each player has a crop.",
        window.players_changed,
    )


def _add_player(form: Form, number: int, window: Callbacks) -> None:
    form.choice(
        f"source_{number}", "Video source", "The source or scene that shows the game; it may be hidden."
    )
    form.button(f"find_{number}", FIND_COUNTER, window.pressed(functools.partial(window.find, number)))
    form.note(f"preview_{number}")
    form.tick_box(
        f"keeps_found_{number}",
        "Find it again by itself",
        "Where the counter is not seen for long, as a window was moved, it is looked for, and read there.",
    )
    crop_changed = functools.partial(window.crop_changed, number)
    for side in SIDES:
        form.text(f"{side}_{number}", f"Crop {side}", _CROP_HELP, crop_changed)
    for part, use in _PARTS:
        form.tick_box(f"reads_{part}_{number}", f"Read {PART_NAMES[part]}", use)
        form.text(f"{part}_{number}", place_label(part), _PLACE_HELP)
    form.text(f"name_{number}", "Name", "Shown in the status, in the log, and as {player}.")
    form.choice(f"stars_source_{number}", "Text source", "The text source that shows the star count.")
    form.button(
        f"show_count_{number}", SHOW_COUNT, window.pressed(functools.partial(window.show_count, number))
    )
    form.text(f"stars_template_{number}", "Template", _TEMPLATE_HELP)
    form.number(f"goal_{number}", "Goal", 0, MOST_STARS, "The stars of the category, for {goal} and {left}.")
    form.choice(
        f"screen_source_{number}", "Second text", "A second text source, for black and white screens."
    )
    form.text(f"screen_template_{number}", "Template", _TEMPLATE_HELP)


def _add_splitting(form: Form, window: Callbacks) -> None:
    form.choice("route", "Route", "When to split.", window.splitting_changed)
    form.choice("timer", "Timer", changed=window.splitting_changed)
    for button, text in BUTTONS.items():
        form.button(f"press_{button}", text, window.pressed(functools.partial(window.press, button)))
    form.file("route_file", "Route file", "Routes (*.toml *.route *.as64 *.lss)")
    form.note("understood")
    form.text("timer_host", "Timer's host")
    form.number("timer_port", "Timer's port", *PORTS)
    form.choice("timer_source", "Timer's source")
    form.tick_box(
        "catch_up",
        "Catch up",
        "What the timer could not be told while it did not answer is told when it is back, late.",
    )
    form.choice(
        "start_at",
        "Start the timer",
        "What is seen starts it so long after power-on: set in the timer that its time begins there.",
    )
    form.choice("logo_reset", "Reset by the logo", "Whether the start-up logo resets a timer that runs.")
    form.tick_box("allow_remote", "Timer on another computer", changed=window.splitting_changed)
    form.note("remote_warning")
    form.text(
        "timer_origin",
        PAGE_SETTING,
        "LiveSplit One's own page and program may connect. Another page is named here by how its address "
        "begins, as in http://localhost:8080.",
    )
    form.folder(
        "journal",
        "Journal's folder",
        "Where it is written down, with pictures, what happened and why it was split. Empty: nowhere.",
    )


def _add_common(form: Form, window: Callbacks) -> None:
    form.slider(
        "readings_a_second",
        "Readings/s",
        0,
        MOST_READINGS,
        "Readings a second; 0 is every frame. Fewer spare the processor, and miss short black screens.",
    )
    form.share(
        "least_confidence",
        "Least confidence",
        *CONFIDENCES,
        f"How probable a count must be, after all pictures, to be believed; {LEAST_CONFIDENCE} is good.",
    )
    form.tick_box(
        "collects",
        "Collect pictures",
        "Keeps pictures of the counter that it was unsure of, and a few others, to train on: see "
        "docs/training.",
    )
    form.folder("collected", "Collected pictures")
    form.file("model", "Model file", "Models (*.onnx)", "Empty: the model that comes with the script.")
    form.folder(
        "packages",
        "Python packages",
        "Only for those who keep numpy, onnxruntime and Pillow in a virtual environment: its folder. It must "
        "be made with the Python version that OBS uses.",
    )
    form.button("make_report", "Make a report to copy", window.pressed(window.report))
    form.long_text("report", "Report")

"""OBS's properties of the script's window: adding them with their help, and writing into those shown.

Every function here must be called from one of OBS's own callbacks, on the UI thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import obspython as obs

from ..settings import NOT_KEPT
from .markup import Html, note

#: Called with the properties shown, the one that was changed and the settings; whether to draw all anew.
Changed = Callable[[Any, Any, Any], bool]


class Form:
    """Adds properties to a group; each calls ``changed``, or one of its own, when the player changes it.

    Where the script's window is built this must be done first of all, and without a wait: OBS crashes when a
    callback is added after another script's tick has come between. OBS takes plain functions only.
    """

    def __init__(self, group: Any, changed: Changed):
        self.group = group
        self._changed = changed

    def text(self, key: str, label: str, help_text: str = "", changed: Changed | None = None) -> None:
        """A line of text."""
        self._added(
            obs.obs_properties_add_text(self.group, key, label, obs.OBS_TEXT_DEFAULT), help_text, changed
        )

    def long_text(self, key: str, label: str) -> None:
        """A text of several lines, which can be copied."""
        assert key in NOT_KEPT, "it is ours"
        self._added(obs.obs_properties_add_text(self.group, key, label, obs.OBS_TEXT_MULTILINE), "")

    def note(self, key: str) -> None:
        """A text that is shown: see `write_note` and `write_html`."""
        assert key in NOT_KEPT, "what is kept under it would be shown, too"
        obs.obs_properties_add_text(self.group, key, "", obs.OBS_TEXT_INFO)

    def line(self, key: str, label: str) -> None:
        """A text that is shown beside a label: see `write_line`."""
        assert key in NOT_KEPT, "what is kept under it would be shown instead"
        added = obs.obs_properties_add_text(self.group, key, label, obs.OBS_TEXT_INFO)
        obs.obs_property_set_long_description(added, "")

    def tick_box(self, key: str, label: str, help_text: str = "", changed: Changed | None = None) -> None:
        """Yes or no."""
        self._added(obs.obs_properties_add_bool(self.group, key, label), help_text, changed)

    def number(self, key: str, label: str, least: int, most: int, help_text: str = "") -> None:
        """A whole number."""
        self._added(obs.obs_properties_add_int(self.group, key, label, least, most, 1), help_text)

    def slider(self, key: str, label: str, least: int, most: int, help_text: str = "") -> None:
        """A whole number on a slider."""
        self._added(obs.obs_properties_add_int_slider(self.group, key, label, least, most, 1), help_text)

    def share(self, key: str, label: str, least: float, most: float, help_text: str = "") -> None:
        """A part of one on a slider, in hundredths."""
        added = obs.obs_properties_add_float_slider(self.group, key, label, least, most, 0.01)
        self._added(added, help_text)

    def choice(self, key: str, label: str, help_text: str = "", changed: Changed | None = None) -> Any:
        """A list of texts to choose from: see `offer`."""
        added = obs.obs_properties_add_list(
            self.group, key, label, obs.OBS_COMBO_TYPE_LIST, obs.OBS_COMBO_FORMAT_STRING
        )
        return self._added(added, help_text, changed)

    def number_choice(self, key: str, label: str, numbers: Iterable[int], help_text: str, changed: Changed):
        """A list of whole numbers to choose from."""
        added = obs.obs_properties_add_list(
            self.group, key, label, obs.OBS_COMBO_TYPE_LIST, obs.OBS_COMBO_FORMAT_INT
        )
        for number in numbers:
            obs.obs_property_list_add_int(added, str(number), number)
        self._added(added, help_text, changed)

    def file(self, key: str, label: str, kinds: str, help_text: str = "") -> None:
        """A file; ``kinds`` such as "Models (*.onnx)"."""
        added = obs.obs_properties_add_path(self.group, key, label, obs.OBS_PATH_FILE, kinds, None)
        self._added(added, help_text)

    def folder(self, key: str, label: str, help_text: str = "") -> None:
        """A folder."""
        added = obs.obs_properties_add_path(self.group, key, label, obs.OBS_PATH_DIRECTORY, None, None)
        self._added(added, help_text)

    def button(self, key: str, label: str, pressed: Callable[[Any, Any], bool]) -> None:
        """A button; ``pressed`` is called as `Changed` is, without the settings."""
        obs.obs_properties_add_button(self.group, key, label, lambda shown, one: pressed(shown, one))

    def group_of(self, key: str, label: str) -> Form:
        """A group in a frame, to be added to."""
        group = obs.obs_properties_create()
        obs.obs_properties_add_group(self.group, key, label, obs.OBS_GROUP_NORMAL, group)
        return Form(group, self._changed)

    def _added(self, added: Any, help_text: str, changed: Changed | None = None) -> Any:
        call = changed or self._changed
        obs.obs_property_set_modified_callback(added, lambda shown, one, data: call(shown, one, data))
        if help_text:
            obs.obs_property_set_long_description(added, help_text)
        return added


def write_note(shown: Any, key: str, text: str, is_warning: bool = False) -> None:
    """Writes a text that is shown, as a text: whatever is in it."""
    _write(shown, key, note(text), is_warning)


def write_line(shown: Any, key: str, text: str) -> None:
    """Writes a text beside its label, as a text: whatever is in it."""
    # OBS shows a long description beside the description where nothing is kept under the key.
    obs.obs_property_set_long_description(obs.obs_properties_get(shown, key), note(text))


def write_html(shown: Any, key: str, html: Html, is_warning: bool = False) -> None:
    """Writes what is shown as HTML."""
    _write(shown, key, html, is_warning)


def _write(shown: Any, key: str, description: str, is_warning: bool) -> None:
    info = obs.obs_properties_get(shown, key)
    obs.obs_property_set_description(info, description)
    kind = obs.OBS_TEXT_INFO_WARNING if is_warning else obs.OBS_TEXT_INFO_NORMAL
    obs.obs_property_text_set_info_type(info, kind)


def label(shown: Any, key: str, text: str) -> None:
    """Writes what is on a button."""
    obs.obs_property_set_description(obs.obs_properties_get(shown, key), text)


def show(shown: Any, key: str, is_visible: bool) -> None:
    """Shows a property, or hides it."""
    obs.obs_property_set_visible(obs.obs_properties_get(shown, key), is_visible)


def offer(shown: Any, key: str, choices: Iterable[tuple[str, str]]) -> None:
    """Fills a list to choose from with (what is shown, what is kept)."""
    choice = obs.obs_properties_get(shown, key)
    obs.obs_property_list_clear(choice)
    for text, value in choices:
        obs.obs_property_list_add_string(choice, text, value)


def name(one: Any) -> str:
    """The key under which a property was added."""
    return obs.obs_property_name(one)

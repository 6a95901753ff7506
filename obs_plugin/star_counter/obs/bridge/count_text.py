"""The text source that shows a player's count: made in the current scene, and found again.

Nothing else in the scene is touched. Must be called on the UI thread, from one of OBS's own callbacks.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import obspython as obs

from ...problem import Problem
from ...words import plain
from . import scenes, sources

# Under this key a source keeps for which player it was made, beside its settings: whatever it is called.
_MADE_FOR = "mario64_star_counter"
# The text's height, and the least width that is kept free for it, as shares of the canvas's height; and the
# outline's width, as a share of the text's height.
_HEIGHT, _WIDTH, _OUTLINE = 0.11, 0.2, 0.06
_WHITE, _BLACK = 0xFFFFFFFF, 0xFF000000  # ABGR
_BOLD = 1  # OBS_FONT_BOLD
# Of the kinds of text sources, the newest first. To ask OBS for the newest of a kind that it has not ends it.
_VERSIONS = ("_v3", "_v2", "")
# As wide as counts become.
_WIDEST = "120"


class CountText(NamedTuple):
    """The text source of a count: its name, and what was done, in a sentence."""

    name: str
    told: str


def show(number: int, chosen: str) -> CountText:
    """Shows a player's count in the current scene.

    By the text source that is ``chosen``, or else by one that was made for the player before, or else by a
    new one; where the scene has it already it stays as it is. Raises `Problem` where there is no scene, or
    OBS has no texts.
    """
    with scenes.current() as scene:
        if not scene:
            raise Problem("There is no scene: add one in OBS, then press “Show the count” again.")
        source = sources.text_source(chosen) or _made_before(number)
        is_new = source is None
        if source is None:
            source = _made(number, obs.obs_source_get_height(scene))
        try:
            return CountText(obs.obs_source_get_name(source), _shown(scene, source, is_new))
        finally:
            obs.obs_source_release(source)


def _shown(scene: Any, source: Any, is_new: bool) -> str:
    """Adds the source to the scene where that has it not; says where it is."""
    where = f"“{_name(source)}” is in the scene “{_name(scene)}”"
    if not is_new and scenes.has(scene, source):
        return f"{where} already."
    canvas_height = obs.obs_source_get_height(scene)
    width = max(obs.obs_source_get_width(source), round(_WIDTH * canvas_height))
    height = max(obs.obs_source_get_height(source), round(_HEIGHT * canvas_height))
    corner = scenes.freest_corner(scene, (width, height))
    if is_new:
        sources.show_text(source, "")  # its place is known now: nothing is to be seen elsewhere
    scenes.add(scene, source, corner)
    return f"{where}, {corner.words}: drag it to where you want it."


def _name(source: Any) -> str:
    return plain(obs.obs_source_get_name(source))


def _made_before(number: int) -> Any:
    """The source that was made for a player, to be released; None where there is none any more."""
    for name in sources.text_source_names():
        source = sources.text_source(name)
        if not source:  # it was just deleted
            continue
        kept = obs.obs_source_get_private_settings(source)
        is_it = obs.obs_data_get_int(kept, _MADE_FOR) == number
        obs.obs_data_release(kept)
        if is_it:
            return source
        obs.obs_source_release(source)
    return None


def _made(number: int, canvas_height: int) -> Any:
    """A new text source, to be released."""
    kinds = [f"{kind}{version}" for kind in sources.TEXT_KINDS for version in _VERSIONS]
    kind = next(filter(obs.obs_source_get_display_name, kinds), None)
    if kind is None:
        raise Problem("This OBS has no text sources: install its plugin for texts, then restart OBS.")
    settings = _settings(kind, round(_HEIGHT * canvas_height))
    source = obs.obs_source_create(kind, _free_name(number), settings, None)
    obs.obs_data_release(settings)
    if not source:
        raise Problem("OBS could not make a text source: add one yourself, and choose it as “Text source”.")
    kept = obs.obs_source_get_private_settings(source)
    obs.obs_data_set_int(kept, _MADE_FOR, number)
    obs.obs_data_release(kept)
    return source


def _free_name(number: int) -> str:
    wanted = "Star count" if number == 1 else f"Star count {number}"
    name, count = wanted, 1
    while sources.is_there(name):
        count += 1
        name = f"{wanted} ({count})"
    return name


def _settings(kind: str, height: int) -> Any:
    """White and bold, with a black outline and shadow, by the names of each kind of text; to be released."""
    usual = obs.obs_get_source_defaults(kind)
    usual_font = obs.obs_data_get_obj(usual, "font")
    font = obs.obs_data_create()
    obs.obs_data_set_string(font, "face", obs.obs_data_get_string(usual_font, "face"))
    obs.obs_data_set_string(font, "style", "Bold")
    obs.obs_data_set_int(font, "flags", _BOLD)
    obs.obs_data_set_int(font, "size", height)
    settings = obs.obs_data_create()
    obs.obs_data_set_string(settings, "text", _WIDEST)
    obs.obs_data_set_obj(settings, "font", font)
    for key in ("color", "color1", "color2"):
        obs.obs_data_set_int(settings, key, _WHITE)
    for key in ("outline", "drop_shadow"):
        obs.obs_data_set_bool(settings, key, True)
    obs.obs_data_set_int(settings, "outline_size", max(2, round(_OUTLINE * height)))
    obs.obs_data_set_int(settings, "outline_color", _BLACK)
    for data in (usual, usual_font, font):
        obs.obs_data_release(data)
    return settings

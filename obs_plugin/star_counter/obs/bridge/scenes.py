"""The scene that the player works on: what it shows, and a source added to it where it covers least.

Every function here must be called on the UI thread, from one of OBS's own callbacks.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import obspython as obs

from ...hud import Rect
from . import sources
from .corners import Corner, freest

# libobs/obs.h, OBS_ALIGN_…: Python is not given them.
_LEFT, _RIGHT, _TOP, _BOTTOM = 1, 2, 4, 8


@contextlib.contextmanager
def current() -> Iterator[Any]:
    """The scene's source, or None where there is none: in Studio Mode that of the preview."""
    if obs.obs_frontend_preview_program_mode_active():
        scene = obs.obs_frontend_get_current_preview_scene()
    else:
        scene = obs.obs_frontend_get_current_scene()
    try:
        yield scene
    finally:
        obs.obs_source_release(scene)


def shown_in(scene: Any) -> list[str]:
    """The names of the sources that a scene shows, the uppermost first; of scenes and groups in it, those
    that they show."""
    return list(dict.fromkeys(_shown(obs.obs_scene_from_source(scene)))) if scene else []


def _shown(scene: Any) -> list[str]:
    names: list[str] = []
    with _items(scene) as items:
        for item in reversed(items):
            if obs.obs_sceneitem_visible(item):
                names += _shown_by(obs.obs_sceneitem_get_source(item))
    return names


def _shown_by(source: Any) -> list[str]:
    inside = obs.obs_scene_from_source(source) or obs.obs_group_from_source(source)
    return _shown(inside) if inside else [obs.obs_source_get_name(source)]


@contextlib.contextmanager
def _items(scene: Any) -> Iterator[list]:
    """The items of a scene, the lowest first."""
    items = obs.obs_scene_enum_items(scene) or []
    try:
        yield items
    finally:
        obs.sceneitem_list_release(items)


def where_games_may_be() -> list[list[str]]:
    """The names of all sources to look for a game in, in groups that come in turn.

    What the current scene shows; the other sources; and last the scene as a whole, as a source itself is read
    better than a scene that shows it.
    """
    names = sources.picture_names()
    with current() as scene:
        shown = [name for name in shown_in(scene) if name in names]
        whole = [obs.obs_source_get_name(scene)] if scene and names else []
    return [shown, [name for name in names if name not in shown], whole]


def has(scene: Any, source: Any) -> bool:
    """Whether a source has a place in a scene already."""
    name = obs.obs_source_get_name(source)
    return bool(obs.obs_scene_find_source_recursive(obs.obs_scene_from_source(scene), name))


def freest_corner(scene: Any, size: tuple[int, int]) -> Corner:
    """The corner of a scene where something of that size (width, height) covers least."""
    with _items(obs.obs_scene_from_source(scene)) as items:
        others = [_box(item) for item in items if obs.obs_sceneitem_visible(item)]
    return freest(_size(scene), size, others)


def add(scene: Any, source: Any, corner: Corner) -> None:
    """Adds a source to a scene, on top, in a corner: it grows away from that."""
    item = obs.obs_scene_add(obs.obs_scene_from_source(scene), source)
    sides = (_RIGHT if corner.is_right else _LEFT) | (_BOTTOM if corner.is_lower else _TOP)
    point = obs.vec2()
    point.x, point.y = corner.point(_size(scene))
    obs.obs_sceneitem_set_alignment(item, sides)
    obs.obs_sceneitem_set_pos(item, point)


def _box(item: Any) -> Rect:
    """What an item takes of the canvas, whichever way it is turned; about a point where it is still empty."""
    turned = obs.matrix4()
    obs.obs_sceneitem_get_box_transform(item, turned)  # of a square of one pixel
    origin, right, down = turned.t, turned.x, turned.y
    xs = [origin.x + i * right.x + j * down.x for i in (0, 1) for j in (0, 1)]
    ys = [origin.y + i * right.y + j * down.y for i in (0, 1) for j in (0, 1)]
    return Rect(min(xs) - 1, min(ys) - 1, max(xs) - min(xs) + 2, max(ys) - min(ys) + 2)


def _size(scene: Any) -> tuple[int, int]:
    return obs.obs_source_get_width(scene), obs.obs_source_get_height(scene)

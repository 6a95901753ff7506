"""Scene collections as OBS Studio keeps them: sources, scenes and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

#: The script that runs code inside OBS, and the one that has it run in ticks.
PROBE, PROBE_TICK = Path(__file__).with_name("probe.py"), Path(__file__).with_name("probe_tick.py")


def source(name: str, kind: str, settings: dict[str, Any], base_kind: str | None = None) -> dict[str, Any]:
    """A source as a scene collection holds it; ``base_kind`` is the kind without its version."""
    return {"name": name, "id": base_kind or kind, "versioned_id": kind, "settings": settings}


def media(
    name: str, path: Path | None, looping: bool = True, restart_on_activate: bool = False
) -> dict[str, Any]:
    """A video. It plays from the start of OBS on, hidden or not, unless ``restart_on_activate``."""
    settings = {
        "local_file": str(path or ""),
        "looping": looping,
        "restart_on_activate": restart_on_activate,
        "hw_decode": False,
    }
    return source(name, "ffmpeg_source", settings)


def image(name: str, path: Path) -> dict[str, Any]:
    """A picture."""
    return source(name, "image_source", {"file": str(path)})


def text(name: str, size: int = 48, shown: str = "") -> dict[str, Any]:
    """A text, ``size`` points high."""
    font = {"face": "DejaVu Sans", "size": size, "style": "Book", "flags": 0}
    return source(name, "text_ft2_source_v2", {"text": shown, "font": font}, "text_ft2_source")


def colour(name: str, rgb: tuple[int, int, int], size: tuple[int, int]) -> dict[str, Any]:
    """A rectangle of one colour."""
    red, green, blue = rgb
    settings = {"color": 0xFF << 24 | blue << 16 | green << 8 | red, "width": size[0], "height": size[1]}
    return source(name, "color_source_v3", settings, "color_source")


def item(name: str, position: tuple[float, float] = (0, 0), visible: bool = True) -> dict[str, Any]:
    """A source's place in a scene: its left top corner."""
    return {
        "name": name,
        "visible": visible,
        "pos": {"x": position[0], "y": position[1]},
        "scale": {"x": 1.0, "y": 1.0},
        "align": 5,
    }


def scene(name: str, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A scene; the last item lies on top."""
    numbered = [{**entry, "id": number} for number, entry in enumerate(items, 1)]
    return source(name, "scene", {"id_counter": len(items), "items": numbered})


def scene_names(scene_collection: dict[str, Any]) -> list[str]:
    """The names of a collection's scenes."""
    return [entry["name"] for entry in scene_collection["sources"] if entry["id"] == "scene"]


def script(path: Path, **settings: Any) -> dict[str, Any]:
    """A script with its settings."""
    return {"path": str(path), "settings": settings}


def collection(
    name: str, sources: Sequence[dict[str, Any]], scripts: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """A scene collection. Its first scene is shown; without a scene, one called "Main" shows every source."""
    sources = list(sources)
    if not any(entry["id"] == "scene" for entry in sources):
        sources.append(scene("Main", [item(entry["name"]) for entry in sources]))
    scenes = scene_names({"sources": sources})
    return {
        "name": name,
        "current_scene": scenes[0],
        "current_program_scene": scenes[0],
        "scene_order": [{"name": title} for title in scenes],
        "sources": sources,
        "modules": {"scripts-tool": list(scripts)},
    }


def with_probe(scene_collection: dict[str, Any], folder: Path, has_tick: bool) -> dict[str, Any]:
    """The scene collection with the probe, which exchanges files in ``folder``.

    It is loaded first: it registers a callback as it is loaded, and OBS crashes where another script's tick
    comes between. Its tick is loaded last: no script is loaded beside it.
    """
    scripts = [script(PROBE, folder=str(folder)), *scene_collection["modules"]["scripts-tool"]]
    if has_tick:
        scripts.append(script(PROBE_TICK))
    return {**scene_collection, "modules": {"scripts-tool": scripts}}

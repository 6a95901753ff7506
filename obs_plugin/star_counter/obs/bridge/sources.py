"""OBS sources by their names: which there are, following one, writing a text.

Every function here must be called from one of OBS's own callbacks.
"""

from __future__ import annotations

from typing import Any

import obspython as obs

from ...problem import Problem
from ...words import plain

#: The kinds of text source, without their version: Windows, and everywhere.
TEXT_KINDS = ("text_gdiplus", "text_ft2_source")


def video_source_names() -> list[str]:
    """The names of all scenes and all sources that have a picture, hidden ones too."""
    sources = obs.obs_enum_sources() or []
    names = [obs.obs_source_get_name(source) for source in sources if _has_video(source)]
    obs.source_list_release(sources)
    names = sorted(names, key=str.casefold) + list(obs.obs_frontend_get_scene_names() or [])
    return list(filter(_can_be_asked_for, names))


def text_source_names() -> list[str]:
    """The names of all text sources."""
    sources = obs.obs_enum_sources() or []
    names = [obs.obs_source_get_name(source) for source in sources if _is_text(source)]
    obs.source_list_release(sources)
    return sorted(filter(_can_be_asked_for, names), key=str.casefold)


def picture_names() -> list[str]:
    """The names of all sources that may show a game: they have a picture of their own, which is no text."""
    sources = obs.obs_enum_sources() or []
    names = [obs.obs_source_get_name(source) for source in sources if _has_own_picture(source)]
    obs.source_list_release(sources)
    return sorted(filter(_can_be_asked_for, names), key=str.casefold)


def is_there(name: str) -> bool:
    """Whether there is a source or scene of that name."""
    source = _alive(obs.obs_get_source_by_name(name)) if name else None
    obs.obs_source_release(source)
    return source is not None


def text_source(name: str) -> Any:
    """The text source of that name, to be released by the caller; None where there is none."""
    source = _alive(obs.obs_get_source_by_name(name)) if name else None
    if source and not _is_text(source):
        obs.obs_source_release(source)
        return None
    return source


def _can_be_asked_for(name: str) -> bool:
    """Whether OBS takes the name that it told: not where it is no UTF-8, as another program may write it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _has_video(source: Any) -> bool:
    return bool(obs.obs_source_get_output_flags(source) & obs.OBS_SOURCE_VIDEO)


def _has_own_picture(source: Any) -> bool:
    return _has_video(source) and not _is_text(source) and not obs.obs_source_is_group(source)


def _is_text(source: Any) -> bool:
    return obs.obs_source_get_unversioned_id(source) in TEXT_KINDS


class WatchedSource:
    """A source chosen by name: it is found as soon as it exists, followed when it is renamed, and found
    again when it was deleted and recreated.

    ``name`` is the very name that OBS knows it by, ``shown`` what players are told.
    """

    def __init__(self, name: str, keep_active: bool = False):
        """With ``keep_active`` the source plays on while it is hidden (a hidden source has no picture)."""
        self._chosen = self.name = name
        self._keep_active = keep_active
        self._weak: Any = None

    @property
    def shown(self) -> str:
        return plain(self.name)

    def is_named(self, name: str) -> bool:
        """Whether the source was chosen under that name, or has it now."""
        return name in (self._chosen, self.name)

    def get(self) -> Any:
        """The source, to be released by the caller (`obs_source_release`), or None while there is none."""
        if self._weak:
            source = _alive(obs.obs_weak_source_get_source(self._weak))
            if source:
                return source
            self._forget()
        source = _alive(obs.obs_get_source_by_name(self.name)) if self.name else None
        if source:
            self._weak = obs.obs_source_get_weak_source(source)
            if self._keep_active:
                obs.obs_source_inc_active(source)
        return source

    def update_name(self) -> str | None:
        """Takes the source's new name where it was renamed, and returns the one it was chosen by."""
        source = self._weak and obs.obs_weak_source_get_source(self._weak)
        if not source:
            return None
        name = obs.obs_source_get_name(source)
        obs.obs_source_release(source)
        if name == self._chosen or not _can_be_asked_for(name):
            return None
        self.name = name
        chosen, self._chosen = self._chosen, self.name
        return chosen

    def close(self) -> None:
        """Lets the source go."""
        if not self._weak:
            return
        source = obs.obs_weak_source_get_source(self._weak)
        if source:
            if self._keep_active:
                obs.obs_source_dec_active(source)
            obs.obs_source_release(source)
        self._forget()

    def _forget(self) -> None:
        obs.obs_weak_source_release(self._weak)
        self._weak = None


def _alive(source: Any) -> Any:
    """The source unless it was removed: a deleted source is found for as long as something holds it."""
    if source and obs.obs_source_removed(source):
        obs.obs_source_release(source)
        return None
    return source


class TextTarget:
    """A text source that is written only when it shows another text."""

    def __init__(self, name: str):
        self.source = WatchedSource(name)

    def write(self, text: str) -> None:
        """Shows the text; raises `Problem` where the source is gone or is none for text."""
        source = self.source.get()
        if not source:
            raise Problem(f"There is no text source “{self.source.shown}”: choose another, or “none”.")
        try:
            if not _is_text(source):
                raise Problem(f"“{self.source.shown}” is not a text source: choose one, or “none”.")
            if text != _shown_text(source):
                show_text(source, text)
        finally:
            obs.obs_source_release(source)


def _shown_text(source: Any) -> str:
    settings = obs.obs_source_get_settings(source)
    text = obs.obs_data_get_string(settings, "text")
    obs.obs_data_release(settings)
    return text


def show_text(source: Any, text: str) -> None:
    """Has a text source show a text."""
    settings = obs.obs_data_create()
    obs.obs_data_set_string(settings, "text", text)
    obs.obs_source_update(source, settings)
    obs.obs_data_release(settings)

"""What is there and what is missing until the count is on the scene and the timer is told: without OBS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ... import MOST_STARS
from ...timers import TIMERS
from ...words import file_text, plain, stars_text
from ..settings import BY_NAMES, NO_ROUTE, PlayerSettings, SplitSettings


class Item(NamedTuple):
    """A line of the list: what is so, in words, and whether it is well."""

    text: str
    is_well: bool


class Packages(NamedTuple):
    """Whether the packages work, and whether they are being installed."""

    are_there: bool
    are_coming: bool


@dataclass(frozen=True)
class PlayerState:
    """What there is for a player: the count, None where none is read; whether the sources chosen exist."""

    settings: PlayerSettings
    stars: int | None
    has_source: bool
    has_text: bool


@dataclass(frozen=True)
class SplitState:
    """What there is for splitting, and what is wrong with it, in sentences."""

    settings: SplitSettings
    route_problem: str = ""
    timer_problem: str = ""

    @property
    def is_wanted(self) -> bool:
        """Whether anything of it was chosen."""
        return self.settings.route != NO_ROUTE or self.settings.timer != "none"


def items(packages: Packages, players: Sequence[PlayerState], split: SplitState) -> dict[str, Item]:
    """The lines of the list, by `settings.TOPICS`.

    Without a route and a timer nothing is to be split, and that is well, too.
    """
    return {
        "packages": _packages(packages),
        "game": _of_all(players, [_game(player) for player in players]),
        "counter": _of_all(players, [_counter(player) for player in players]),
        "text": _of_all(players, [_text(player) for player in players]),
        "route": _route(split),
        "timer": _timer(split),
    }


def _packages(packages: Packages) -> Item:
    if packages.are_coming:
        return Item("are being installed", False)
    return Item("all there", True) if packages.are_there else Item("not all there", False)


def _game(player: PlayerState) -> Item:
    return _chosen(player.settings.source, player.has_source)


def _counter(player: PlayerState) -> Item:
    return Item("not read yet", False) if player.stars is None else Item(stars_text(player.stars), True)


def _text(player: PlayerState) -> Item:
    return _chosen(player.settings.stars_source, player.has_text)


def _chosen(name: str, is_there: bool) -> Item:
    """A source that is to be chosen."""
    if not name:
        return Item("none chosen yet", False)
    return Item(f"“{plain(name)}”" if is_there else f"“{plain(name)}” is not there", is_there)


def _route(split: SplitState) -> Item:
    route = split.settings.route
    if route == NO_ROUTE:
        return Item("none chosen: nothing is split", not split.is_wanted)
    if split.route_problem:
        return Item("cannot be used: see below", False)
    if route == BY_NAMES:
        return Item("by the names of the timer's splits", True)
    is_shipped = route.isdecimal() and len(route) <= len(str(MOST_STARS))
    return Item(stars_text(int(route)) if is_shipped else file_text(Path(route).name), True)


def _timer(split: SplitState) -> Item:
    timer = split.settings.timer
    if timer == "none":
        return Item("none chosen", not split.is_wanted or split.settings.journal is not None)
    name = TIMERS.get(timer, plain(timer))
    return Item(f"{name}: see below" if split.timer_problem else name, not split.timer_problem)


def _of_all(players: Sequence[PlayerState], of_each: Sequence[Item]) -> Item:
    """One line for all players."""
    if len(players) == 1:
        return of_each[0]
    texts = [f"{player.settings.name}: {item.text}" for player, item in zip(players, of_each, strict=True)]
    return Item("\n".join(texts), all(item.is_well for item in of_each))

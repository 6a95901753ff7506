"""Route files: loads our own, and those of other programs; writes them for these."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ... import ROOT
from ...problem import Problem
from ...words import plain, stars_text, why_not_opened
from ..route import AT_ONCE, BY_HAND, MOST_SCREENS, AutoSplit64File, Route, Split, TimerFile
from . import autosplit64, lss, star_classifier, toml
from .errors import Errors, parse_json
from .limits import LARGEST_LSS, LARGEST_TEXT, LONGEST_PATH
from .segment_names import from_names, names_of_splits

#: The forms that `convert` writes.
FORMS = ("toml", "lss", "route", "as64")
# AutoSplit64's types of splits for what is no screen.
_AS64_TYPES = {"key": "Bowser", "entry": "Mips", "camera": "X-Cam", "grand star": "Final"}
#: The routes that come with the star counter.
SHIPPED = ROOT / "splitting" / "routes"
# What its files say where nothing else is known, and what tells no more than that.
_AS64_VERSIONS, _AS64_TIMING = ("US", "JP"), "RTA"
_AS64_USUAL = ("", "US", "AUTO", _AS64_TIMING)
_NO_SCREENS = {"black": 0, "white": 0}


def load(path: Path | str) -> Route:
    """Reads a route: our TOML, a .route or .as64 file, or LiveSplit's .lss.

    Raises `Problem` where the file cannot be read, with every error and its line.
    """
    path = Path(path)
    shown = plain(str(path), LONGEST_PATH)
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe or a device may never end
            raise Problem(f"{shown} is no file: choose a route file.")
        with path.open("rb") as file:
            data = file.read(LARGEST_LSS + 1)
    except FileNotFoundError as error:
        names = ", ".join(shipped_path.stem for shipped_path in shipped())
        raise Problem(f"There is no route {shown}: give a route file, or one of {names}.") from error
    except (OSError, ValueError) as error:
        raise Problem(f"{shown} cannot be opened ({why_not_opened(error)}): check its name.") from error
    return parse(data, path.name)


def parse(data: bytes, name: str) -> Route:
    """Reads a route from a file's bytes; ``name`` is the file's. Raises `Problem` with every error."""
    file, name = name.lower(), plain(name)
    if file.endswith(".lss") or data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return _from_lss(data, name)
    text = _text(data, name)
    if file.endswith(".route") or text.lstrip().startswith("{"):
        return _from_json(text, name)
    if file.endswith(".as64") or autosplit64.is_toml(text):
        return autosplit64.from_toml(text, name)
    return toml.parse(text, name)


def shipped() -> list[Path]:
    """The route files that come with the star counter, from the shortest run to the longest."""
    return sorted(SHIPPED.glob("*.toml"), key=lambda path: (len(path.stem), path.stem))


def find(name: str) -> Route:
    """Loads a route by the name of its file, or of one that comes with the star counter: "16"."""
    by_name = {path.stem: path for path in shipped()}
    return load(by_name[name] if name in by_name and not Path(name).exists() else Path(name))


def convert(route: Route, form: str) -> tuple[str, list[str]]:
    """The route as the text of a file in ``form``, one of `FORMS`, and what is lost in it, in sentences.

    `parse` reads the text back as this route, but for what is lost. Raises `Problem` where nothing is left.
    """
    return {"toml": _to_toml, "lss": _to_lss, "route": _to_star_classifier, "as64": _to_as64}[form](route)


def _text(data: bytes, name: str) -> str:
    if len(data) > LARGEST_TEXT:
        raise Problem(f"{name} is too large for a route: choose another file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Problem(
            f"{name} has 1 error:\n  line {line}: the text is not UTF-8: save the file as UTF-8."
        ) from error


def _from_lss(data: bytes, name: str) -> Route:
    if len(data) > LARGEST_LSS:
        raise Problem(f"{name} is too large for a route: choose another file.")
    file = lss.parse(data, name)
    route = from_names(file.names, file.category or file.game)
    return replace(route, timer_file=TimerFile(file.names, file.game, file.offset))


def _from_json(text: str, name: str) -> Route:
    data, lines = parse_json(text, name)
    for program in (autosplit64, star_classifier):
        if program.is_json(data):
            return program.from_json(data, lines, name)
    errors = Errors(name)
    errors.add(
        1, "", "this is no route: a .route file has “Splits” and “Fadeout counts”, or “fadeout_splits”"
    )
    raise errors.problem()


def _to_toml(route: Route) -> tuple[str, list[str]]:
    return toml.to_toml(route), [*_lost_timer_file(route), *_lost_as64_file(route)]


def _to_lss(route: Route) -> tuple[str, list[str]]:
    """Splits for LiveSplit: those from its own file keep what it says of them, but for their history."""
    lost = [*_lost_start(route), *_lost_deaths(route), *_lost_delays(route), *_lost_as64_file(route)]
    file = route.timer_file
    if not file:
        return lss.to_xml(lss.SplitsFile(tuple(names_of_splits(route)), category=route.title)), lost
    lost.append(
        "The times, the attempts and their number, comparisons, icons, platform, region, variables and the "
        "auto splitter's settings are left out: keep the file from LiveSplit for these."
    )
    return lss.to_xml(lss.SplitsFile(file.names, file.game, route.title, file.offset)), lost


def _to_star_classifier(route: Route) -> tuple[str, list[str]]:
    """The newer shape of .route files; it has no splits by hand, and starts each count of fades anew."""
    counts: list[int | None] = [0]  # the first one starts the timer
    fades = [0]
    lost = [*_lost_start(route), *_lost_deaths(route), *_lost_delays(route), *_lost_timer_file(route)]
    lost += _lost_as64_file(route)
    names = []
    for split, screens in _since_last_split(route):
        if split.condition == BY_HAND:
            lost.append(f"“{split.name}” is left out: a .route file has no splits by hand.")
            continue
        if split.condition.happening or split.condition.since_key:
            lost.append(f"“{split.name}” is left out: a .route file knows no “{split.condition}”.")
            continue
        names.append(split.name)
        counts.append(split.stars)
        fades.append({"black": screens, "white": -screens}.get(split.condition.kind, 0))
    if len(counts) == 1:
        raise Problem(
            f"“{route.title}” has no splits at star counts and screens, and a .route file no others: give "
            "another form."
        )
    data = {
        "Game name": lss.GAME,
        "Route name": route.title,
        "Splits": ",".join(map(str, counts)),
        "Fadeout counts": ",".join(map(str, fades)),
    }
    text = json.dumps(data, indent=4, ensure_ascii=False) + "\n"
    if names != [split.name for split in _from_json(text, "my.route").splits]:
        lost.append("The names of the splits are lost: a .route file has none.")
    return text, lost


def _to_as64(route: Route) -> tuple[str, list[str]]:
    splits, stars = [], route.start_count
    for split, blacks, whites in _as64_fades(route):
        stars = stars if split.stars is None else split.stars
        kind = _AS64_TYPES.get(split.condition.kind, "Normal")
        # AutoSplit64 has as many splits as LiveSplit: where it knows no such one, one that never comes.
        counts = (-1, -1) if kind != "Normal" else (blacks, whites) if blacks or whites else (MOST_SCREENS, 0)
        table = _as64_table(split.name, stars, counts, kind)
        if split.stars is None and counts != (MOST_SCREENS, 0):
            table["star_count"] = -1
        if split.condition.kind == "camera":
            table["xcam"] = split.condition.number
        splits.append(table)
    file = route.as64_file or AutoSplit64File(route.title)
    is_known = file.version in _AS64_VERSIONS
    data = {
        "__route__": True,
        "title": route.title,
        "category": file.category,
        "initial_star": route.start_count,
        "version": file.version if is_known else _AS64_VERSIONS[0],
        "timing": file.timing or _AS64_TIMING,
        "splits": splits,
    }
    text = json.dumps(data, indent=4, ensure_ascii=False) + "\n"
    lost = [*_lost_deaths(route), *_lost_delays(route), *_lost_timer_file(route)]
    lost += _lost_of_as64([*(["version"] if not is_known and file.version else []), *file.unread])
    return text, [*lost, *_lost_screens(route, _from_json(text, "route.as64"))]


def _as64_table(title: str, stars: int, counts: tuple[int, int], kind: str) -> dict[str, Any]:
    return {
        "title": title,
        "star_count": stars,
        "fade_out": counts[0],
        "fade_in": counts[1],
        "xcam": -1,
        "split_type": kind,
        "icon_path": "",
    }


def _since_last_split(route: Route) -> Iterator[tuple[Split, int]]:
    """Each split, with how many screens of its colour there are since the last such split of its count."""
    stars, seen = None, dict(_NO_SCREENS)
    for split in route.splits:
        if split.stars is not None and split.stars != stars:
            stars, seen = split.stars, dict(_NO_SCREENS)
        kind, number = split.condition.kind, split.condition.number
        yield split, number - seen.get(kind, 0)
        if kind in seen and not split.condition.since_key:
            seen[kind] = number


def _as64_fades(route: Route) -> Iterator[tuple[Split, int, int]]:
    """Each split, with the screens since the one before, or since its star or key where that was later: black
    and white ones; none where AutoSplit64 counts them from another moment."""
    stars, base, seen = None, "", dict(_NO_SCREENS)
    for split in route.splits:
        kind, number = split.condition.kind, split.condition.number
        if split.stars is not None and split.stars != stars:
            stars, base, seen = split.stars, "star", dict(_NO_SCREENS)
        screens = _NO_SCREENS
        if kind in seen and base == ("key" if split.condition.since_key else "star"):
            screens = {colour: number - seen[colour] if colour == kind else 0 for colour in seen}
            seen[kind] = number
        elif kind in _AS64_TYPES:
            base, seen = "key" if kind == "key" else "", dict(_NO_SCREENS)
        yield split, screens["black"], screens["white"]


def _lost_start(route: Route) -> Iterator[str]:
    if route.start_count:
        yield f"The start with {stars_text(route.start_count)} is lost: files of this form have none."


def _lost_screens(route: Route, written: Route) -> Iterator[str]:
    """What AutoSplit64 makes of a route, where it is not the same."""
    for split, again in zip(route.splits, written.splits, strict=True):
        if split.condition == AT_ONCE:
            yield f"“{split.name}” is left to you: AutoSplit64 cannot split at once."
        elif split.condition.kind == "entry":
            yield f"“{split.name}” is at the entry of Dire, Dire Docks: AutoSplit64 knows no other."
        elif split.condition.kind in ("exit", "door", "pipe", "death", "logo", "coins 100"):
            yield f"“{split.name}” is left to you: AutoSplit64 knows no “{split.condition}”."
        elif split.condition != again.condition and again.condition != BY_HAND:
            yield f"“{split.name}” is the grand star where this is read again: the last split is called so."
        elif split.condition != again.condition:
            yield f"“{split.name}” is left to you: AutoSplit64 counts screens since a split that it sees."


def _lost_timer_file(route: Route) -> Iterator[str]:
    file = route.timer_file
    if file and (file.offset or file.game not in ("", lss.GAME) or any(map(_has_section, file.names))):
        yield (
            "The timer's offset, the game's name and the sections of subsplits are lost: only LiveSplit's "
            "files have them."
        )


def _lost_as64_file(route: Route) -> Iterator[str]:
    """What another form loses of a file of AutoSplit64."""
    if file := route.as64_file:
        said = {"category": file.category, "version": file.version, "timing": file.timing}
        kept = (*_AS64_USUAL, route.title)
        yield from _lost_of_as64([*(key for key, text in said.items() if text not in kept), *file.unread])


def _lost_of_as64(parts: list[str]) -> Iterator[str]:
    if parts:
        yield f"Lost of AutoSplit64's file: {', '.join(parts)}."


def _has_section(name: str) -> bool:
    return name.startswith(("-", "{"))


def _lost_deaths(route: Route) -> Iterator[str]:
    if route.counts_deaths:
        yield "That deaths are counted is lost: only our own files say so."


def _lost_delays(route: Route) -> Iterator[str]:
    for split in route.splits:
        if split.delay:
            yield f"The delay of “{split.name}” is lost: only our own files have delays."

"""Routes for tests: any that our own format can hold, and what every route owes."""

import re

import pytest
from hypothesis import strategies as st

from star_counter.problem import Problem
from star_counter.splitting.formats.lss import GAME
from star_counter.splitting.formats.route_files import FORMS, convert, parse
from star_counter.splitting.route import AT_ONCE, BY_HAND, Condition, Route, Split
from star_counter.splitting.route import HAPPENINGS as ROUTE_HAPPENINGS
from star_counter.words import is_plain

texts = st.text(min_size=1, max_size=12).filter(is_plain)
delays = st.floats(0, 60, allow_nan=False).map(abs)
HAPPENINGS = [*(Condition(kind) for kind in ROUTE_HAPPENINGS if kind != "camera"), Condition("camera", 2)]
SINCE_KEY = Condition("black", 3, since_key=True)


@st.composite
def splits_of_count(draw, stars):
    """The splits of one star count: at once, black and white screens in their order, and the rest."""
    splits = [Split(draw(texts), stars, AT_ONCE, draw(delays))] if draw(st.booleans()) else []
    for colour in draw(st.permutations(["black", "white"])):
        for number in sorted(draw(st.sets(st.integers(1, 99), max_size=3))):
            splits.append(Split(draw(texts), stars, Condition(colour, number), draw(delays)))
    for condition in draw(st.lists(st.sampled_from([BY_HAND, SINCE_KEY, *HAPPENINGS]), max_size=3)):
        delay = 0.0 if condition == BY_HAND else draw(delays)
        place = draw(st.integers(bool(splits) and splits[0].condition == AT_ONCE, len(splits)))
        count = None if condition.since_key else draw(st.sampled_from([None, stars]))
        splits.insert(place, Split(draw(texts), count, condition, delay))
    return splits


@st.composite
def routes(draw):
    """Any route without a fault."""
    start = draw(st.integers(0, 120))
    counts = sorted(draw(st.sets(st.integers(start, 120), max_size=4)))
    splits = [split for stars in counts for split in draw(splits_of_count(stars))]
    splits = splits or [Split(draw(texts), None, BY_HAND)]
    return Route(draw(texts), tuple(splits), start, counts_deaths=draw(st.booleans()))


def check_written(route):
    """Fails where a form of a file does not read back as the route, but for what it says is lost."""
    for form in FORMS:
        if form == "route" and not any(_is_counted(split) for split in route.splits):
            with pytest.raises(Problem, match="no splits at star counts and screens"):
                convert(route, form)
            continue
        text, lost = convert(route, form)
        again = parse(text.encode(), f"my.{form}")
        # XML has no way to write two letters that are none.
        assert again.title == (
            re.sub("[\ufffe\uffff]", "\ufffd", route.title) if form == "lss" else route.title
        )
        left = {"toml": _all, "lss": _by_names, "route": _counted, "as64": _seen}[form](route, again)
        told = 0 if form == "toml" else sum(split.delay > 0 for split in route.splits)
        told += form in ("lss", "route") and route.start_count > 0
        told += form != "toml" and route.counts_deaths
        told += _loses_timer_file(route, form)
        told += form == "route" and _loses_names(route, again)
        assert len(lost) == told + left, lost


def _loses_names(route, again):
    """Whether the splits that are left have names of their own, which a .route file has no place for."""
    return [split.name for split in route.splits if _is_counted(split)] != [one.name for one in again.splits]


def _loses_timer_file(route, form):
    """Whether a form tells that something of LiveSplit's own file is lost: its times in any case."""
    file = route.timer_file
    if not file or form == "lss":
        return bool(file)
    has_sections = any(name.startswith(("-", "{")) for name in file.names)
    return bool(file.offset or file.game not in ("", GAME) or has_sections)


def _all(route, again):
    assert again == route
    return 0


def _by_names(route, again):
    stars = [None if split.condition == BY_HAND else split.stars for split in route.splits]
    assert [split.stars for split in again.splits] == stars
    assert [split.condition for split in again.splits] == [split.condition for split in route.splits]
    return 0


def _counted(route, again):
    kept = [(split.stars, split.condition) for split in route.splits if _is_counted(split)]
    assert [(split.stars, split.condition) for split in again.splits] == kept
    return len(route.splits) - len(kept)


def _is_counted(split):
    return split.condition != BY_HAND and not (split.condition.happening or split.condition.since_key)


def _seen(route, again):
    assert again.start_count == route.start_count
    assert [split.name for split in again.splits] == [split.name for split in route.splits]
    left = 0
    for split, before in zip(again.splits, route.splits, strict=True):
        # A last split that is called the end is one.
        is_end = split is again.splits[-1] and split.condition == Condition("grand star")
        assert is_end or split.condition in (before.condition, BY_HAND)
        assert split.stars == before.stars or before.stars is None
        # The entry of a course is written as that of the one that the program knows.
        left += split.condition != before.condition or before.condition.kind == "entry"
    return left

"""What truly happens in whole runs, around the stars."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import pytest

from tools.simulation.camera import Camera
from tools.simulation.moment import Moment
from tools.simulation.play import Play
from tools.simulation.truth import Truth

FPS = 10
OF_THE_RUN = {
    "logo", "started", "entered", "left", "died", "extra_life", "game_over", "coins", "cutscene",
    "cutscene_end", "key", "grand_star",
}  # fmt: skip


def told(*moments: tuple[Moment, int], hidden: tuple[str, ...] = ()) -> list[dict]:
    """The events of moments that last so many frames, without screens and those of the counter."""
    truth = Truth(hidden)
    shown = itertools.chain.from_iterable([moment] * frames for moment, frames in moments)
    for number, moment in enumerate(shown):
        truth.show(number, number / FPS, moment)
    return [event for event in truth.events if event["event"] in OF_THE_RUN]


def kinds(events: list[dict]) -> list[tuple[str, int]]:
    return [(event["event"], event["frame"]) for event in events]


def hud(lives: int | None = 4, coins: int | None = None, count: int | None = 3, **more) -> Moment:
    return Moment(count, None, False, lives, coins, has_coins=coins is not None, **more)


def fade(**more) -> Moment:
    return Moment(None, None, False, is_fading=True, **more)


LOGO = Moment(None, None, False, letters=0.5)
NOTHING = Moment(None, None, False)


def test_a_run_starts_with_the_first_counter_after_the_logo():
    assert kinds(told((NOTHING, 5), (LOGO, 9), (NOTHING, 50), (hud(), 5))) == [("logo", 5), ("started", 64)]


def test_a_run_starts_without_a_logo_only_at_0_in_the_castle_after_10_seconds():
    assert kinds(told((NOTHING, 100), (hud(count=0), 1))) == [("started", 100)]
    assert told((NOTHING, 99), (hud(count=0), 1)) == []
    assert told((NOTHING, 200), (hud(count=1), 1)) == []
    assert told((NOTHING, 200), (hud(count=0, coins=0), 1)) == []
    assert told((NOTHING, 200), (hud(count=0), 1), hidden=("coins",)) == []  # it might be a demo


def test_a_demo_tells_nothing_nor_does_its_logo():
    demo, logo = hud(coins=5, is_demo=True), replace(LOGO, is_demo=True)
    events = told((LOGO, 2), (NOTHING, 10), (demo, 50), (NOTHING, 2), (logo, 5), (NOTHING, 9), (hud(), 3))
    assert kinds(events) == [("logo", 0), ("started", 78)]


def test_a_course_is_entered_and_left_where_coins_come_and_go():
    events = told((hud(), 5), (NOTHING, 5), (hud(coins=0), 5), (NOTHING, 5), (hud(), 5))
    assert kinds(events) == [("entered", 10), ("left", 20)]
    # Coins that are covered are not gone; and from course to course nothing is told.
    covered = Moment(3, None, False, 4, None, has_coins=True)
    assert kinds(told((hud(coins=1), 5), (covered, 5), (hud(coins=0), 5))) == []


def test_nobody_knows_where_a_run_was_before_a_reset():
    assert kinds(told((hud(coins=9), 5), (LOGO, 5), (NOTHING, 5), (hud(), 5))) == [
        ("logo", 5),
        ("started", 15),
    ]


def test_a_death_is_dated_to_the_first_frame_of_its_fade():
    events = told((hud(4), 5), (fade(), 4), (hud(4), 6), (hud(3), 2))
    assert events == [{"event": "died", "frame": 5, "time": 0.5, "lives": 3, "known": 15}]
    assert told((hud(4), 5), (fade(), 4), (hud(4), 6)) == []


def test_lives_that_nobody_saw_for_10_seconds_may_be_another_files():
    assert told((hud(5), 5), (NOTHING, 100), (hud(4), 5)) == []
    assert kinds(told((hud(5), 5), (NOTHING, 98), (hud(4), 5))) == [("died", 0)]


def test_more_lives_and_none():
    events = told((hud(4), 2), (hud(6), 2))
    assert [(event["frame"], event["lives"]) for event in events] == [(2, 5), (2, 6)]
    over = Moment(None, None, False, is_over=True)
    events = told((hud(0), 5), (fade(), 4), (fade(is_over=True), 3), (over, 20), (NOTHING, 9), (hud(4), 5))
    assert events == [{"event": "game_over", "frame": 5, "time": 0.5, "lives": 0, "known": 9}]


def test_100_coins_are_told_once():
    coins = [(hud(coins=number), 2) for number in (98, 99, 100, 101)]
    assert kinds(told(*coins)) == [("coins", 4)]


def test_a_cutscene_is_as_long_as_its_cross():
    cross = hud(camera="cross")
    assert kinds(told((hud(camera="lakitu"), 3), (cross, 4), (fade(), 2), (cross, 1))) == [
        ("cutscene", 3), ("cutscene_end", 7), ("cutscene", 9),
    ]  # fmt: skip
    assert kinds(told((cross, 4), (hud(camera="mario"), 2))) == [("cutscene_end", 4)]


def test_while_a_fade_covers_some_of_a_part_any_frame_is_right():
    coins = Moment(None, None, False, has_coins=True, half_seen=frozenset({"coins"}))
    (entered,) = told((hud(), 5), (NOTHING, 4), (coins, 3), (hud(coins=0), 5))
    assert (entered["earliest"], entered["frame"]) == (9, 12)
    stars = Moment(None, None, False, half_seen=frozenset({"stars"}))
    left = told((hud(coins=0), 5), (NOTHING, 4), (stars, 2), (hud(), 5))[-1]
    assert (left["event"], left["earliest"], left["frame"]) == ("left", 9, 11)
    cross, some = hud(camera="cross"), hud(half_seen=frozenset({"camera"}))
    shown, gone = told((hud(camera="lakitu"), 3), (NOTHING, 2), (some, 2), (cross, 4), (some, 2), (fade(), 9))
    assert (shown["earliest"], shown["frame"]) == (5, 7)
    assert (gone["frame"], gone["latest"]) == (11, 13)


ENTRY, KEY, GRAND = (hud(coins=1, camera="cross", scene=scene) for scene in ("entry", "key", "grand star"))
FIGHT = hud(coins=1, camera="lakitu")


def test_a_key_is_dated_to_its_dance_and_told_in_the_castle():
    fight = [(FIGHT, 2), (ENTRY, 4), (FIGHT, 4), (KEY, 8), (fade(), 3)]
    assert ("key", 10) not in kinds(told(*fight, (FIGHT, 2)))
    assert ("key", 10) in kinds(told(*fight, (hud(), 2)))
    assert ("key", 6) not in kinds(told(*fight[2:], (hud(), 2)))  # its entry was not seen


def test_the_grand_star_is_dated_to_its_cross():
    fight = [(FIGHT, 2), (ENTRY, 4), (FIGHT, 4), (GRAND, 8)]
    assert ("grand_star", 10) in kinds(told(*fight))
    assert "grand_star" not in dict(kinds(told(*fight[2:])))


@pytest.mark.parametrize(
    ("part", "unseen"),
    [
        ("lives", {"died", "extra_life", "game_over"}),
        ("coins", {"entered", "left", "coins", "key", "grand_star"}),
        ("camera", {"cutscene", "cutscene_end", "key", "grand_star"}),
    ],
)
def test_what_rests_on_a_hidden_part_is_not_told(part, unseen):
    for how in ("covered", "missing"):
        play = Play("whole", Camera(**{how: (part,)}))
        for _ in play.readings():
            pass
        assert set(play.unseen) == unseen
        assert not unseen & {event["event"] for event in play.events}
        assert all(
            ("where" in event) == (part != "coins") for event in play.events if event["event"] == "star"
        )


# Whole runs


@pytest.fixture(scope="module")
def whole() -> Play:
    play = Play("whole")
    for _ in play.readings():
        pass
    return play


def test_everything_happens_in_the_short_whole_run(whole):
    number = Counter(event["event"] for event in whole.events)
    assert sum(1 for _ in whole.ticks()) <= 3 * 60 * 30
    once = ("started", "game_over", "coins", "key", "grand_star")
    assert {kind: number[kind] for kind in once} == dict.fromkeys(once, 1)
    assert number["logo"] == 1  # a reset, and none at the end of a demo
    assert min(number[kind] for kind in ("entered", "left", "died", "extra_life", "cutscene", "star")) >= 1
    assert {event["where"] for event in whole.events if event["event"] == "star"} == {"course", "castle"}


def test_the_last_arena_has_its_crosses_in_order(whole):
    frames = [event["frame"] for event in whole.events if event["event"] == "cutscene"]
    (grand,) = (event["frame"] for event in whole.events if event["event"] == "grand_star")
    ticks = list(whole.ticks())
    entered = max(frame for frame in range(grand) if ticks[frame].place != "arena")
    assert [frame for frame in frames if frame > entered].index(grand) == 2  # entry, it appears, and this
    after = ticks[grand:]
    assert next(tick.cover.colour for tick in after if tick.cover) == "black"
    assert not any(tick.hud for tick in after[400:])


@pytest.mark.parametrize("name", ["0", "1", "16", "31"])
@pytest.mark.parametrize("seed", range(3))
def test_each_run_ends_with_its_stars_keys_and_the_grand_star(name, seed):
    play = Play(name, Camera(fps=30), seed)
    for _ in play.readings():
        pass
    last = max(event["frame"] for event in play.events if event["event"] == "started")
    events = [event for event in play.events if event["frame"] > last]
    assert [event["event"] for event in events].count("key") == 2
    assert [event["event"] for event in events].count("grand_star") == 1
    stars = [event["to"] for event in events if event["event"] == "star"]
    assert sorted(set(stars)) == list(range(1, int(name) + 1))


def test_a_quick_run_has_a_reset_and_two_deaths():
    for name in ("0", "16", "70"):
        play = Play(f"{name}-quick", seed=1)
        for _ in play.readings():
            pass
        number = Counter(event["event"] for event in play.events)
        assert (number["logo"], number["started"], number["died"], number["grand_star"]) == (2, 2, 2, 1)

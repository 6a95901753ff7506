"""When nothing is to be decided, so that frames may be passed over, one decision at a time."""

from dataclasses import replace

import pytest

from tests.tracking.film import Film, classes, icon
from tests.tracking.readings import NOTHING
from tests.tracking.seen import RARE, Seen, arena, begun, castle, course, shown, unseen, up_to_a_second

BLACKENED = Film().covered(1).readings[0]


@pytest.mark.parametrize("place", [castle, course, arena])
def test_the_same_picture_is_settled(place):
    assert place().is_settled


@pytest.mark.parametrize(
    "odd",
    [
        {"probabilities": classes(1)},
        {"probabilities": classes(1, 0.4)},
        {"probabilities": NOTHING},
        {"lives": classes(3)},
        {"coins": classes(9)},
        {"camera": icon("cross")},
    ],
)
def test_a_frame_with_something_else_is_not_settled(odd):
    assert castle().see(shown()).is_settled
    assert not castle().see(shown(**odd)).is_settled


def test_lives_that_were_never_read_are_settled():
    assert Seen(begun(unseen=("lives",)).play(30)).is_settled


def test_a_count_is_settled_once_it_is_hardly_any_other():
    seen, star = castle(), shown(probabilities=classes(1, 0.8))
    while seen.tracker.stars == 0:
        seen.see(star)
    assert seen.tracker.sure < 0.99
    while not seen.is_settled:
        seen.see(star)
    assert seen.tracker.sure >= 0.99


def test_a_scene_is_settled_after_its_coins_were_looked_at_again():
    film = begun().enter().play(60).screen(20, coins=0)
    seen = Seen(film)
    assert seen.settles(replace(film.play().readings[-1], lives=None)) in (12, 13)  # 0.4 s


def test_a_scene_that_may_begin_a_run_is_settled_two_seconds_later():
    five = shown(probabilities=classes(5))
    seen = up_to_a_second(Seen(Film().play(60).hidden(330)))
    assert seen.settles(five) == 61


def test_a_screen_is_not_settled_however_long():
    assert not Seen(begun().play(30).covered(600)).is_settled
    assert not unseen(180).see(BLACKENED).is_settled


def test_an_absence_is_settled_after_a_second_and_after_an_arena_after_five():
    nothing = Film().hidden(1).readings[0]
    assert up_to_a_second(castle()).settles(nothing) == 31
    assert up_to_a_second(arena()).settles(nothing) == 151
    seen = unseen(180)
    assert not seen.see(shown()).is_settled
    assert Seen(Film().hidden(RARE)).is_settled  # and where no counter was ever seen


@pytest.mark.parametrize(("frames", "settles"), [(60, 23), (140, 143)])
def test_an_absence_after_a_cross_is_settled_later_where_it_may_have_been_an_arenas_entry(frames, settles):
    """The screen came with its end; at 4.5 s it is long enough."""
    film = begun().screen(20, coins=0).play(100, coins=7).screen(20, camera="cross").play(frames)
    assert up_to_a_second(Seen(film)).see(BLACKENED, 8).settles(Film().hidden(1).readings[0]) == settles


def test_a_demo_is_not_settled():
    film = Film().logo().hidden(200).covered(20).play(300, coins=0, stars=0)
    assert not Seen(film).is_settled


def test_while_a_game_may_be_over_nothing_is_settled():
    film = begun().play(30, lives=0).enter().play(100).close(48).covered(10)
    assert not Seen(film.hidden(300, dark=0.6)).is_settled
    film = begun().enter().play(100).close(48).covered(10)
    assert Seen(film.hidden(300, dark=0.6)).is_settled


def test_a_scene_in_which_a_run_began_is_settled_as_soon_as_any():
    seen = Seen(Film().play(60).hidden(330).play(4))
    assert seen.tracker.attempt == 2
    assert seen.settles(shown()) < 30

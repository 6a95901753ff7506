"""A scene: whether it shows the run, its place, and whether it is an arena; and the first frame of a fade."""

import math

import pytest

from star_counter.tracking.event import Event, Moment
from star_counter.tracking.scene import Fade, Scene

FRAME = 1 / 30
COINS, NO_COINS = (1.0, 1.0), (0.0, 1.0)


def moment(seconds):
    return Moment(round(seconds * 30), seconds)


def probability(odds):
    return pytest.approx(1 / (1 + math.exp(-odds)))


def real_scene(colour="black"):
    """A scene that is opened, of the run for certain."""
    scene = Scene(colour, moment(0.0))
    scene.opened = moment(1.0)
    for _ in range(10):
        scene.count(FRAME, 1.0, 1.0, has_camera=True)
    return scene


def looks(scene, *readings, seconds=FRAME):
    """In which of these looks, coins and stars, the place is known anew."""
    return [number for number, (coins, stars) in enumerate(readings, 1) if scene.look(seconds, coins, stars)]


@pytest.mark.parametrize(
    ("frames", "odds"),
    [
        ([], -4.0),
        ([(1.0, 1.0, True)], -1.5),
        ([(1.0, 1.0, True)] * 2 + [(1.0, 0.0, True)], -1.0),
        ([(1.0, 1.0, True)] * 2 + [(0.0, 1.0, True)], 0.75),
        ([(1.0, 1.0, True)] * 2 + [(1.0, 1.0, False)], 2.7),
        ([(1.0, 1.0, True)] * 2 + [(0.5, 0.5, True)], 3.5),
        ([(1.0, 1.0, True)] * 2 + [(0.5, 0.49, True)], -1.0),
        ([(1.0, 1.0, True)] * 2 + [(0.49, 0.5, True)], 0.75),
        ([(1.0, 1.0, True)] * 10, 8.0),
        ([(1.0, 1.0, True)] * 10 + [(1.0, 0.0, True)], 6.0),
        ([(1.0, 0.0, True)] * 10 + [(1.0, 1.0, True)], -1.5),
    ],
)
def test_a_scene_is_the_runs_by_the_counts_that_it_shows(frames, odds):
    scene = Scene(None)
    for seen, right, has_camera in frames:
        scene.count(FRAME, seen, right, has_camera=has_camera)
    assert scene.sure_real == probability(odds)
    assert scene.is_real == (odds >= 2.2)


def test_frames_count_by_their_length_up_to_one_of_the_game():
    scene = Scene(None)
    scene.count(FRAME / 2, 1.0, 1.0, has_camera=True)
    assert scene.sure_real == probability(-2.75)
    scene.count(1.0, 1.0, 1.0, has_camera=True)
    assert scene.sure_real == probability(-0.25)
    scene.count(FRAME / 2, 0.0, 0.0, has_camera=False)
    assert scene.sure_real == probability(-0.25 - 0.525)


def test_it_is_kept_that_a_scene_was_the_runs():
    scene = Scene(None)
    assert not scene.was_real
    for right in (1.0, 1.0, 1.0, 0.0):
        scene.count(FRAME, 1.0, right, has_camera=True)
    assert (scene.is_real, scene.was_real) == (False, True)


def test_a_place_is_known_by_its_coins():
    scene = real_scene()
    assert looks(scene, COINS) == []
    assert scene.sure == probability(2.5)
    assert looks(scene, COINS) == [1]
    assert (scene.place, scene.sure) == ("course", probability(5.0))
    assert looks(scene, *[COINS] * 9) == []
    assert scene.sure == probability(12.0)
    castle = real_scene()
    assert looks(castle, *[NO_COINS] * 9) == [4]
    assert (castle.place, castle.sure) == ("castle", probability(9 * 1.2))
    looks(castle, *[NO_COINS] * 2)
    assert castle.odds == -12.0


def test_looks_at_coins_may_be_rare():
    castle = real_scene()
    looks(castle, NO_COINS, seconds=2 * FRAME)
    assert castle.sure == probability(2.4)
    looks(castle, NO_COINS, seconds=1.0)
    assert castle.sure == probability(6.0)
    course = real_scene()
    looks(course, COINS, seconds=1.0)
    looks(course, COINS, seconds=FRAME / 2)
    assert course.sure == probability(3.75)


def test_a_frame_says_nothing_of_the_place_where_nothing_is_seen():
    scene = real_scene()
    assert looks(scene, *[(0.49, 0.49)] * 99) == []
    assert scene.odds == 0.0
    looks(scene, (0.5, 0.5))
    assert scene.odds == 2.5
    looks(scene, (0.49, 0.5))
    assert scene.odds == pytest.approx(1.3)


def test_no_place_is_known_before_the_scene_is_the_runs_and_open():
    assert looks(Scene(None), *[COINS] * 9) == []
    scene = real_scene()
    scene.opened = None
    assert looks(scene, *[COINS] * 9) == []
    assert scene.place == ""


def test_another_place_without_a_screen_is_believed_late():
    scene = real_scene()
    looks(scene, *[COINS] * 9)
    looks(scene, NO_COINS)
    assert scene.odds == pytest.approx(12 - 0.035)
    assert looks(scene, *[NO_COINS] * 599) == [474]
    assert (scene.place, scene.odds) == ("castle", -12.0)
    looks(scene, COINS)
    assert scene.odds == -11.5
    assert looks(scene, *[COINS] * 99) == [33]


def test_a_scene_may_go_on_as_another_one():
    scene = real_scene()
    looks(scene, *[COINS] * 9)
    after = scene.moved()
    assert (after.colour, after.place, after.odds, after.sure_real) == (None, "course", 12.0, scene.sure_real)


def arena(*crosses, kept=None, follows=True, coins=COINS):
    """A scene that may be an arena, a minute after it was opened; crosses from when to when, in seconds."""
    scene = real_scene()
    looks(scene, *[coins] * 9)
    scene.follows_course, scene.kept_coins = follows, kept
    for first, last in crosses:
        scene.crosses.take(Event("cutscene", *moment(1.0 + first), sure=0.9))
        if last:
            scene.crosses.take(Event("cutscene_end", *moment(1.0 + last)))
    return scene


NOW = moment(61.0)


@pytest.mark.parametrize(
    ("scene", "odds"),
    [
        (arena(), -1.5),
        (arena(kept=True), 0.5),
        (arena(kept=False), -5.5),
        (arena((0.5, 5.0)), 3.5),
        (arena((0.5, 4.9)), -5.5),
        (arena((0.5, None)), 3.5),
        (arena((1.0, 5.5), kept=True), 5.5),
        (arena((1.1, 5.6)), -1.5),
        (arena((0.5, 2.0), (3.0, 9.0)), -5.5),
    ],
)
def test_an_arena_is_known_by_its_entry_and_the_coins(scene, odds):
    assert scene.arena(NOW) == probability(odds)
    assert scene.is_arena(NOW) == (odds >= 2.0)


def test_a_cross_that_is_still_short_says_nothing_yet():
    scene = arena((0.5, None))
    assert scene.arena(moment(5.9)) == probability(-1.5)
    assert scene.arena(moment(6.1)) == probability(3.5)


def test_other_scenes_are_no_arena():
    assert arena((0.5, 5.5), follows=False).arena(NOW) == 0.0
    assert arena((0.5, 5.5), coins=NO_COINS).arena(NOW) == 0.0
    scene = arena((0.5, 5.5))
    scene.opened = None
    assert scene.arena(NOW) == 0.0


@pytest.mark.parametrize(
    ("crosses", "is_it"),
    [
        ([], False),
        ([(2.0, 4.4)], False),
        ([(2.0, 4.6)], True),
        ([(2.0, None)], True),
        ([(2, 3), (4, 5)], True),
    ],
)
def test_a_cross_until_the_end_of_the_scene(crosses, is_it):
    scene = arena(*crosses)
    assert not scene.ended_with_cross
    scene.ended = moment(6.0)
    assert scene.ended_with_cross == is_it


ENTRY, LAST = (0.5, 6.0), (50.0, None)


@pytest.mark.parametrize("appears", [4.2, 5.0, 6.5])
def test_the_third_cross_of_an_arena_is_the_grand_stars(appears):
    scene = arena(ENTRY, (40.0, 40.0 + appears), LAST)
    scene.crosses.all[1].first, scene.crosses.all[1].last = Moment(0, 0.0), Moment(0, appears)
    assert scene.grand_star(NOW) is scene.crosses.all[2]


@pytest.mark.parametrize(
    "crosses",
    [
        [ENTRY, (40.0, 45.0)],
        [ENTRY, (30.0, 35.0), (40.0, 45.0), LAST],
        [ENTRY, (40.0, 44.1), LAST],
        [ENTRY, (40.0, 46.6), LAST],
        [(0.5, 3.0), (40.0, 45.0), LAST],
    ],
)
def test_other_crosses_are_not(crosses):
    assert arena(*crosses).grand_star(NOW) is None


# The first frame of a fade to black.

FPS = 120


def faded(seconds, usual=0.05, before=(), longest=1.0):
    """A fade after three seconds, so long from the first dark to all of it, and the frame that covers the
    counter; ``before`` is shown first."""
    fade, black = Fade(), None
    darks = [*before, *[usual] * (3 * FPS - len(before))]
    darks += [usual + (1 - usual) * min(1.0, frame / FPS / seconds) for frame in range(FPS + 30)]
    for frame, dark in enumerate(darks):
        fade.update(Moment(frame, frame / FPS), min(dark, longest))
        if black is None and dark >= 0.5:
            black = Moment(frame, frame / FPS)
    return fade, black


@pytest.mark.parametrize(
    ("took", "share"), [(0.2, 0.59), (8.8 / 30, 0.59), (14.4 / 30, 0.645), (20 / 30, 0.7), (0.8, 0.7)]
)
@pytest.mark.parametrize("usual", [0.0, 0.05, 0.3])
def test_a_fade_began_before_it_is_seen_by_the_time_that_it_took(took, share, usual):
    """From 15 to 95 parts of 100, which is 8 tenths of all."""
    seconds = took / 0.8
    fade, black = faded(seconds, usual)
    first = fade.first(black)
    assert first.time == pytest.approx(3 + 0.15 * seconds - share * took, abs=0.6 / FPS)
    assert first.frame == round(first.time * FPS)


def test_the_least_dark_of_the_last_two_seconds_is_the_usual():
    fade, black = faded(0.3, 0.3)
    assert faded(0.3, 0.3, before=[1.0] * 60 + [0.0] * 60)[0].first(black) == fade.first(black)
    assert faded(0.3, 0.3, before=[0.0] * 200)[0].first(black).time < fade.first(black).time - 0.5


def test_a_fade_that_is_not_remembered_is_the_screen():
    fade = Fade()
    for frame in range(700):
        fade.update(Moment(frame, frame / FPS), 0.5)
    for black in (Moment(20, 20 / FPS), Moment(900, 900 / FPS)):
        assert fade.first(black) == black
    assert Fade().first(Moment(20, 1.0)) == Moment(20, 1.0)


def test_a_fade_that_never_gets_dark_took_no_longer_than_to_the_screen():
    fade, black = faded(0.3, longest=0.9)
    took = black.time - 3 - 0.15 * 0.3
    assert fade.first(black).time == pytest.approx(3 + 0.15 * 0.3 - 0.59 * took, abs=0.6 / FPS)


def test_a_screen_without_a_fade_began_with_itself():
    fade = Fade()
    for frame in range(99):
        fade.update(Moment(frame, frame / FPS), 0.05)
    assert fade.first(Moment(50, 50 / FPS)) == Moment(50, 50 / FPS)

"""A scene: whether it shows the run, its place, and whether it is an arena; and the first frame of a fade."""

import math

import pytest

from star_counter.tracking.event import Event, Moment
from star_counter.tracking.parts.dimming import Dimming
from star_counter.tracking.parts.scene import Fade, Scene

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


def test_nothing_is_known_of_a_new_scene():
    scene = Scene("white", moment(2.0))
    assert (scene.colour, scene.began, scene.ended, scene.opened) == ("white", moment(2.0), None, None)
    assert (scene.place, scene.odds, scene.crosses.all, scene.was_real) == ("", 0.0, [], False)
    assert (scene.has_star, scene.is_start, scene.is_demo) == (False, False, False)
    assert (scene.follows_course, scene.coins_before, scene.kept_coins) == (False, None, None)


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
    assert looks(castle, *[NO_COINS] * 7) == [3]
    assert (castle.place, castle.sure) == ("castle", probability(7 * 1.6))
    looks(castle, *[NO_COINS] * 2)
    assert castle.odds == -12.0


def test_looks_at_coins_may_be_rare():
    castle = real_scene()
    looks(castle, NO_COINS, seconds=2 * FRAME)
    assert castle.sure == probability(3.2)
    looks(castle, NO_COINS, seconds=1.0)
    assert castle.sure == probability(8.0)
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
    looks(scene, (0.1, 1.0), (0.0, 0.49))
    assert scene.odds == 2.5
    looks(scene, (0.09, 0.5))
    assert scene.odds == pytest.approx(0.9)


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


@pytest.mark.parametrize(
    ("is_demo", "ended", "logo", "is_its"),
    [(True, 5.0, 6.0, True), (True, 5.0, 6.1, False), (True, None, 6.0, False), (False, 5.0, 5.5, False)],
)
def test_a_demo_that_fades_leads_to_a_logo_that_comes_soon(is_demo, ended, logo, is_its):
    scene, fade, cut = Scene("black"), Dimming(), Dimming()
    for frame in range(151):
        fade.update(moment(frame / 30), min(100.0, 5.0 * (150 - frame)))
        cut.update(moment(frame / 30), 100.0)
    scene.is_demo, scene.ended = is_demo, moment(ended) if ended else None
    assert scene.led_to_logo(Event("logo", *moment(logo)), fade) == is_its
    assert not scene.led_to_logo(Event("logo", *moment(logo)), cut)


ENTRY, LAST = (0.5, 6.0), (50.0, None)


@pytest.mark.parametrize("appears", [4.2, 5.0, 6.5])
def test_the_cross_after_the_stars_appearance_is_the_grand_stars(appears):
    scene = arena(ENTRY, (40.0, 40.0 + appears), LAST)
    scene.crosses.all[1].first, scene.crosses.all[1].last = Moment(0, 0.0), Moment(0, appears)
    assert scene.grand_star(NOW) is scene.crosses.all[2]


@pytest.mark.parametrize(
    "crosses",
    [
        [ENTRY, (30.0, 31.0), (40.0, 45.0), LAST],
        [ENTRY, (40.0, 45.0), (47.0, 48.0), LAST],
        [ENTRY, (20.0, 25.0), (30.0, 31.0), (40.0, 45.0), LAST],
    ],
)
def test_a_camera_that_is_held_still_shows_the_cross_too(crosses):
    scene = arena(*crosses)
    assert scene.grand_star(NOW) is scene.crosses.all[-1]


@pytest.mark.parametrize(
    "crosses",
    [
        [ENTRY, (40.0, 45.0)],
        [ENTRY, (40.0, 44.1), LAST],
        [ENTRY, (40.0, 46.6), LAST],
        [(0.5, 3.0), (40.0, 45.0), LAST],
        [(0.5, 5.5), (30.0, 31.0), LAST],
        [ENTRY, (30.0, 31.0), (40.0, 45.0)],
    ],
)
def test_other_crosses_are_not(crosses):
    assert arena(*crosses).grand_star(NOW) is None


# The first frame of a fade to black: 20 frames of the game for a circle, 48 for a head; black 2 before that.


def faded(closing, fps=30, usual=0.05, most=1.0, before=(), after=(), covers_at=0.7):
    """A fade from frame 300 on, all black after so many frames, and the frame that covers the counter."""
    fade, black = Fade(), None
    darks = [*before, *[usual] * (300 - len(before))]
    darks += [usual + (most - usual) * step / closing for step in range(closing + 1)]
    for frame, dark in enumerate([*darks, *[most] * 10, *after]):
        fade.update(Moment(frame, frame / fps), dark)
        if black is None and dark >= covers_at:
            black = Moment(frame, frame / fps)
    return fade, black


@pytest.mark.parametrize(("closing", "takes"), [(1, 20), (12, 20), (36, 20), (44, 48), (80, 48)])
@pytest.mark.parametrize(("fps", "tick"), [(30, 1), (60, 2), (25, 1), (50, 2)])
def test_a_fade_takes_as_long_as_its_shape_does(closing, takes, fps, tick):
    """By how long it took from a quarter of the picture on: 10 frames of the game are a head's."""
    fade, black = faded(closing * tick, fps)
    full = 300 + closing * tick
    first = fade.first(black)
    assert first.frame == full - (takes - 2) * tick
    assert first.time == pytest.approx(first.frame / fps)


@pytest.mark.parametrize(
    "left_out", [{318}, {317, 318, 319}, {316, 317, 318}, {318, 319, 320}, set(range(60, 330, 2))]
)
def test_a_fade_may_begin_with_a_frame_that_was_left_out(left_out):
    """Of a recording's frames some are not read."""
    whole, black = faded(36, fps=30)
    fade = Fade()
    for moment, dark in whole._dark:
        if moment.frame not in left_out:
            fade.update(moment, dark)
    first = fade.first(black)
    assert first.frame == whole.first(black).frame == 318
    assert first.time == pytest.approx(318 / 30)


@pytest.mark.parametrize(("usual", "most"), [(0.0, 1.0), (0.3, 1.0), (0.05, 0.9)])
def test_a_fade_is_told_whatever_else_is_dark(usual, most):
    fade, black = faded(36, usual=usual, most=most)
    assert fade.first(black).frame == 336 - 18
    fade, black = faded(44, usual=usual, most=most)
    assert fade.first(black).frame == 344 - 46


def test_a_fade_begins_no_later_than_the_screen():
    fade, black = faded(36, usual=0.3, covers_at=0.5)
    assert fade.first(black) == black
    assert black.frame < 336 - 18


def test_a_frame_of_the_game_is_as_long_as_most_frames_are():
    fade, at, black, full = Fade(), 0.0, None, None
    for frame in range(350):
        dark = min(1.0, 0.05 + max(0, frame - 300) * 0.95 / 12)
        fade.update(Moment(frame, at), dark)
        if black is None and dark >= 0.7:
            black = Moment(frame, at)
        full = at if frame == 312 else full
        at += (1 / 30, 1 / 30, 1 / 25, 1 / 25, 1 / 25)[frame % 5]
    assert fade.first(black).time == pytest.approx(full - 18 / 25, abs=1 / 50)


def test_what_hardly_changes_is_black():
    darks = [0.998, 0.999, 1.0]
    fade, black = faded(12, most=0.998, after=darks)
    assert fade.first(black).frame == 312 - 18


def test_a_fade_is_of_two_seconds_and_a_half():
    """What was lighter, or is darker, so long before or after tells nothing."""
    fade, black = faded(36, usual=0.3)
    first = fade.first(black)
    assert faded(36, usual=0.3, before=[0.0] * 225)[0].first(black) == first
    assert faded(36, usual=0.3, most=0.9, after=[0.9] * 60 + [1.0])[0].first(black) == first
    assert faded(36, usual=0.3, most=0.9, after=[0.9] * 20 + [1.0])[0].first(black) != first


@pytest.mark.parametrize(
    ("lighter", "darker", "first"),
    [(None, None, 92), (15, None, 92), (16, None, 62), (None, 177, 92), (None, 176, 96)],
)
def test_what_is_just_two_seconds_and_a_half_away_counts(lighter, darker, first):
    """From frame 96 on, of 32 a second."""
    fade = Fade()
    for frame in range(200):
        dark = 0.3 + 0.69 * min(max(0, frame - 75) / 36, 1.0)
        fade.update(Moment(frame, frame / 32), 0.0 if frame == lighter else 1.0 if frame == darker else dark)
    assert fade.first(Moment(96, 3.0)).frame == first


def test_a_fade_that_is_not_remembered_is_the_screen():
    fade = Fade()
    for frame in range(800):
        fade.update(Moment(frame, frame / 30), 0.5)
    for black in (Moment(20, 20 / 30), Moment(180, 6.0), Moment(830, 830 / 30), Moment(1000, 1000 / 30)):
        assert fade.first(black) == black
    assert Fade().first(Moment(20, 1.0)) == Moment(20, 1.0)
    fade = Fade()
    for frame in range(9):
        fade.update(Moment(frame, frame / 30), 1.0)
    assert fade.first(Moment(0, 0.0)) == Moment(0, 0.0)


def test_a_look_at_coins_that_are_half_seen_is_no_longer_than_a_frame():
    half, more = real_scene(), real_scene()
    looks(half, (0.5, 0.9), seconds=2 * FRAME)
    looks(more, (0.75, 0.9), seconds=2 * FRAME)
    assert half.sure == more.sure

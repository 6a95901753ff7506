"""The whole run: what is told of scenes made up here, frame by frame."""

from dataclasses import replace

import numpy as np
import pytest

from star_counter.reading.frame import CAMERAS, Reading
from star_counter.reading.model_form import BLACK
from star_counter.tracking.tracker import Tracker
from tests.tracking.film import SCREENS, Film, begun, classes, grand, icon, kinds, last, told
from tests.tracking.readings import NOTHING, count, events, nothing


def test_the_logo_is_dated_to_its_first_letters_and_known_four_frames_later():
    logo = last(Film().play(90).logo(), "logo")
    assert (logo.frame, logo.decided - logo.frame) == (130, 4)


def test_the_logo_is_dated_to_its_first_letters_where_the_point_is_not_seen():
    film = Film().play(90).logo()
    point = film.readings[130]
    film.readings[130] = Reading(point.probabilities, dark=1.0, level=0.0)
    assert last(film, "logo").frame == 131


@pytest.mark.parametrize(
    "widths",
    [
        (0, 0.13, 0.41, 0.69, 0.84, 0.91, 0.84, 0.72, 0.75),  # in widescreen: cut off at the left
        (0, 0.12, 0.38, 0.69, 0, 0, 0, 0.75, 0),  # the widest are not made out
        (0, 0, 0.38, 0.69, 0.97, 1, 0.97, 0.75, 0),  # nor are small ones, but they lighten the black
    ],
)
def test_the_logo_where_its_letters_are_seen_in_part(widths):
    film = Film().play(90).covered(40)
    darks = {0: 1.0, 1: 0.99}  # a point that nothing shows, and small letters
    for frame, width in enumerate((*widths, *[0.75] * 40)):
        film.add(dark=darks.get(frame, 0.7), letters=width)
    assert last(film, "logo").frame == 131


@pytest.mark.parametrize("widths", [[0.78] * 60, [0.3, 0.9] * 30, [0.05 * i for i in range(20)]])
def test_other_letters_on_black_are_no_logo(widths):
    film = Film().play(90).covered(40)
    for width in widths:
        film.add(dark=0.8, letters=width)
    assert kinds(film) == []


def test_a_run_begins_with_the_first_counter_after_the_logo():
    film = Film().logo()
    first = film.now + 18 + 400
    film.start()
    assert kinds(film) == ["logo", "started"]
    started = last(film, "started")
    assert started.frame == first
    assert started.decided - started.frame <= 4
    assert last(film, "cutscene").frame == first  # Lakitu's


def test_a_run_begins_without_a_logo_after_a_long_absence():
    assert kinds(Film().hidden(330).play(60)) == ["started"]
    assert kinds(Film().play(60).hidden(270).play(60)) == []
    assert kinds(Film(stars=5).hidden(330).play(60)) == []


def test_a_course_is_entered_and_a_star_ends_it():
    film = begun().enter()
    entered = film.now - 1
    film.play(100).play(50, coins=13)
    star = film.now
    film.take_star()
    found = told(film)
    assert [event.kind for event in found] == ["logo", "started", "entered", "star", "left"]
    assert (found[2].frame, found[3].frame) == (entered, star)
    assert (found[3].where, found[3].coins) == ("course", 13)
    left = found[4]
    assert left.frame == star + 2 + 80 + 32 + 8
    assert left.decided - left.frame <= 5


def test_a_star_of_the_castle():
    film = begun().enter().play(60).exit().play(60).play(80, stars=1)
    star = last(film, "star")
    assert (star.where, star.coins) == ("castle", None)


@pytest.mark.parametrize("fps", [25, 30])
@pytest.mark.parametrize("ticks", [20, 48])  # out of the course, and in it
def test_a_death_is_dated_to_the_fades_first_frames(ticks, fps):
    film = begun().enter().play(100)
    fade = film.now
    film.screen(ticks, coins=None, camera="cross").play(40).play(79, lives=3)
    left, died = told(film, fps=fps)[-2:]
    assert (left.kind, died.kind, died.lives) == ("left", "died", 3)
    assert -1 <= died.frame - fade <= 2
    assert died.decided - left.frame <= 60


@pytest.mark.parametrize("how", ["exit", "die"])
def test_a_course_is_left_at_once_whether_or_not_mario_died(how):
    film = begun().enter().play(100)
    left = next(event for event in told(getattr(film, how)()) if event.kind == "left")
    assert left.decided - left.frame < 4


def test_without_lives_no_death_is_told():
    film = begun(unseen=("lives",)).enter().play(900).die()
    assert kinds(film)[-1] == "left"
    assert "died" not in kinds(film)


def test_a_life_that_is_lost_without_a_fade_is_no_death():
    film = begun().play(300).play(300, lives=3)
    assert kinds(film) == ["logo", "started"]


def test_lives_that_are_misread_for_a_moment_are_no_event():
    film = begun().play(300).play(3, lives=5).play(300, lives=4).play(9, lives=14).play(300, lives=4)
    film.screen().play(100).play(3, lives=3).play(100, lives=4)
    assert kinds(film) == ["logo", "started"]


def test_more_lives():
    film = begun().play(300)
    first = film.now
    film.play(100, lives=5)
    found = last(film, "extra_life")
    assert found.lives == 5
    assert 0 <= found.frame - first < 3
    film.screen().play(100, lives=7)
    assert [event.lives for event in told(film) if event.kind == "extra_life"] == [5, 6, 7]


def test_the_game_is_over_where_a_death_with_no_life_left_leads_to_a_picture_without_the_hud():
    film = begun().play(30, lives=0).enter().play(100).close(48).covered(10)
    assert kinds(film)[-1] == "entered"
    film.hidden(60)
    over = told(film)[-1]
    assert (over.kind, over.lives) == ("game_over", 0)


def test_a_reset_with_no_life_left_is_no_game_over():
    film = begun().play(30, lives=0).enter().play(100).logo()
    assert kinds(film)[-1] == "logo"


def test_a_hundred_coins_are_told_once_until_the_next_course():
    film = begun().enter()
    for coins in range(90, 104):
        film.play(4, coins=coins)
    film.play(60)
    found = [event for event in told(film) if event.kind == "coins"]
    assert [event.frame for event in found] == [film.now - 60 - 16]
    film.exit().enter().play(60, coins=99).play(60, coins=100)
    assert kinds(film).count("coins") == 2


def test_a_hundred_coins_are_told_where_the_crop_cuts_the_last_digit_off():
    film = begun().enter()
    for coins in (97, 98, 99):
        film.play(4, coins=coins)
    first = film.now
    film.play(60, coins=10)
    assert last(film, "coins").frame == first
    assert "coins" not in kinds(begun().enter().play(60, coins=9).play(60, coins=10))


def test_a_hundred_coins_are_told_where_it_is_not_sure_how_many_more_there_are():
    film = begun().enter().play(4, coins=98).play(4, coins=99)
    first = film.now
    film.play(30, coins=101)
    unsure = np.full_like(NOTHING, 1e-4)
    unsure[[100, 101, 104]] = 0.35, 0.35, 0.28
    film.readings[first:] = [replace(reading, coins=unsure) for reading in film.readings[first:]]
    assert last(film, "coins").frame == first


def test_a_cross_comes_and_goes():
    film = begun().play(60)
    first = film.now
    film.play(50, camera="cross").play(60, camera="lakitu")
    found = [event for event in told(film, leave_out=()) if event.kind.startswith("cutscene")][2:]
    assert [(event.kind, event.frame - first) for event in found] == [("cutscene", 0), ("cutscene_end", 50)]
    assert all(event.decided - event.frame <= 4 for event in found)


def test_a_cross_that_a_fade_covers_after_two_frames_is_seen():
    film = begun().play(60)
    first = film.now
    film.play(2, camera="cross").covered(6).play(60, camera="lakitu")
    assert last(film, "cutscene").frame == first
    assert last(film, "cutscene_end").frame == first + 2


@pytest.mark.parametrize("frames", [1, 2])
def test_a_cross_that_is_misread_is_no_event(frames):
    film = begun().play(60).play(frames, camera="cross").play(60, camera="mario")
    assert last(film, "cutscene").frame < film.now - 120


def test_a_cross_without_a_run_is_no_event():
    assert kinds(Film().hidden(60), leave_out=()) == []
    film = Film().hidden(60)
    for _ in range(90):
        film.add(camera="cross")
    assert kinds(film, leave_out=()) == []


def test_a_key_is_dated_to_its_dance_and_told_in_the_castle():
    film = begun().screen(20, coins=0).play(100, coins=7).arena()
    dance = film.now
    film.play(90, camera="cross").screen(32, coins=None).play(170).play(60, camera="lakitu")
    key, left = told(film)[-2:]
    assert (key.kind, key.frame, left.kind) == ("key", dance, "left")
    assert key.decided == left.decided <= left.frame + 5
    assert set(key.rests_on) == {"camera", "fade", "coins"}


def test_a_star_that_was_taken_before_is_no_key():
    film = begun().enter().play(100, coins=7).play(90, camera="cross").screen(32, coins=None)
    film.play(170).play(60, camera="lakitu")
    assert kinds(film)[-1] == "left"
    assert "key" not in kinds(film)


def test_a_death_in_the_arena_leads_to_the_stage():
    film = begun().screen(20, coins=0).play(100, coins=7).arena()
    film.play(30, camera="cross").die(to_coins=0)
    assert kinds(film)[-2:] == ["entered", "died"]


def test_a_part_that_is_never_seen_is_told():
    for part in ("lives", "camera"):
        tracker = Tracker()
        told(begun(unseen=(part,)).play(1200), tracker)
        assert tracker.unseen == (part,)
    tracker = Tracker()
    told(begun().play(1200), tracker)
    assert tracker.unseen == ()


def test_coins_are_unseen_when_stars_are_taken_without_any():
    film = begun(unseen=("coins",))
    for _ in range(6):
        film.enter().play(60).take_star()
    tracker = Tracker()
    found = told(film, tracker)
    assert tracker.unseen == ("coins",)
    assert {event.kind for event in found} == {"logo", "started", "star"}
    assert all(event.where is None for event in found[3:])


def test_what_is_not_looked_at_is_not_claimed_missing():
    tracker = Tracker()
    events(count(3, 3000), tracker)
    assert tracker.unseen == ()
    assert (tracker.lives, tracker.coins, tracker.camera, tracker.place) == (None, None, None, "")


def test_what_is_shown_now():
    tracker = Tracker()
    film = begun().enter().play(60, coins=5)
    told(film, tracker)
    assert (tracker.lives, tracker.coins, tracker.camera, tracker.place) == (4, 5, "lakitu", "course")
    assert (tracker.deaths, tracker.attempt) == (0, 1)
    tracker = Tracker()
    told(film.die(), tracker)
    assert (tracker.lives, tracker.coins, tracker.place, tracker.deaths) == (3, None, "castle", 1)
    tracker = Tracker()
    told(begun().screen(20, coins=0).play(100, coins=7).arena(), tracker)
    assert tracker.place == "arena"


def test_the_stars_alone_give_no_event_of_the_run():
    readings = count(7, 60) + nothing(600) + count(0, 60) + nothing(30) + count(0, 300)
    assert {event.kind for event in events(readings)} == {"count", "vanished", "appeared", "reset"}


def test_an_unsure_icon_is_no_cross():
    film = begun().play(60)
    for _ in range(90):
        film.add(stars=0, lives=4, camera="none")
        film.readings[-1] = replace(film.readings[-1], camera=icon("cross", 0.4))
    assert last(film, "cutscene").frame < film.now - 200  # Lakitu's


@pytest.mark.parametrize("seed", [1, 2])
def test_twenty_minutes_of_other_pictures_give_no_event(seed):
    """Now and then one of them looks surely like some number, icon or screen, for some frames."""
    rng, shown, left = np.random.default_rng(seed), {}, dict.fromkeys(("stars", "lives", "coins", "icon"), 0)
    tracker, found = Tracker(), []
    for frame in range(20 * 60 * 30):
        for part in left:
            if left[part] == 0:
                left[part] = int(rng.geometric(1 / 3))
                is_misread = rng.random() < 0.01
                shown[part] = int(rng.integers(121)) if is_misread else None
            left[part] -= 1
        dark = float(rng.random() < 0.01)
        camera = icon("none" if shown["icon"] is None else CAMERAS[shown["icon"] % 4])
        reading = Reading(
            classes(BLACK if dark else shown["stars"]),
            dark=dark,
            level=128 * (1 - dark),
            lives=classes(shown["lives"]),
            coins=classes(shown["coins"]),
            camera=camera,
            letters=float(rng.random()) if rng.random() < 0.01 else 0.0,
        )
        found += tracker.update(frame, frame / 30, reading)
    # After minutes without a counter any count is believed soon, one more than the last one too.
    assert {event.kind for event in found} <= SCREENS | {"star"}


def test_the_same_frames_give_the_same_events_and_each_says_what_it_rests_on():
    film = begun().enter().play(100).die().screen(20, coins=0).play(100, coins=7)
    film = grand(film)
    found = told(film, leave_out=())
    assert found == told(film, leave_out=())
    assert all(event.frame <= event.decided and 0.5 <= event.sure <= 1 for event in found)
    assert all(event.rests_on for event in found)

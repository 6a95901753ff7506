"""The whole run: what is told where little speaks for it, or for another thing."""

from dataclasses import replace

import pytest

from star_counter.tracking.tracker import Tracker
from tests.tracking.film import Film, begun, classes, icon, kinds, last, told


def test_coins_that_were_seen_are_not_missing_in_the_castle():
    film = begun().enter().play(60).exit()
    for stars in range(1, 8):
        film.play(60, stars=stars)
    tracker = Tracker()
    assert kinds(film, tracker=tracker).count("star") == 7
    assert tracker.unseen == ()


def test_an_arena_that_is_left_by_a_star_gives_no_key():
    film = begun().screen(20, coins=0).play(100, coins=7).arena()
    film.play(2, stars=1).play(90, camera="cross").screen(32, coins=None).play(170).play(60, camera="lakitu")
    assert kinds(film)[-2:] == ["star", "left"]


def test_an_arena_that_is_left_by_the_pause_menu_gives_no_key():
    film = begun().screen(20, coins=0).play(100, coins=7).arena()
    film.play(90, camera="cross").play(60, camera="lakitu").exit()
    assert kinds(film)[-1] == "left"
    assert "key" not in kinds(film)


@pytest.mark.parametrize("paler", [0, 1, 2])
def test_a_key_is_as_sure_as_the_last_cross(paler):
    """That of the dance, and not those of the entry or the fight."""
    film = begun().screen(20, coins=0).play(100, coins=7).screen(20, camera="cross")
    crosses = [film.now]
    film.play(150).play(60, camera="lakitu")
    for _ in range(2):
        crosses.append(film.now)
        film.play(60, camera="cross").play(60 if len(crosses) < 3 else 0, camera="lakitu")
    film.screen(32, coins=None).play(60)
    for frame in range(crosses[paler], crosses[paler] + 60):
        film.readings[frame] = replace(film.readings[frame], camera=icon("cross", 0.7))
    cross, key = last(film, "cutscene"), last(film, "key")
    assert cross.frame == key.frame
    # It is an arena by its entry, and the stage's coins in it: at odds of 245 to 1.
    assert key.sure == pytest.approx(cross.sure * 245 / 246, rel=1e-4)


@pytest.mark.parametrize("sooner", [0, 2])
def test_a_course_is_entered_with_the_first_part_that_the_fade_uncovers(sooner):
    film = begun().play(45, camera="cross").close(30, "white").covered(12, "white")
    first = film.now
    film.play(sooner, camera="lakitu").play(60, coins=0)
    assert last(film, "entered").frame == first


def test_a_level_after_a_level_is_neither_entered_nor_left():
    film = begun().enter().play(60)
    for colour in ("black", "white", "black"):
        film.screen(20, colour, coins=0).play(60)
    assert kinds(film) == ["logo", "started", "entered"]


def test_a_state_that_is_loaded_leads_elsewhere_and_is_no_part_of_a_run():
    film, places = begun().enter().play(120), []
    for coins, frames in ((None, 700), (5, 120)):
        tracker = Tracker()
        assert kinds(film.play(frames, coins=coins), tracker=tracker) == ["logo", "started", "entered"]
        places.append(tracker.place)
    assert places == ["castle", "course"]
    assert kinds(film.exit())[-2:] == ["entered", "left"]


def test_more_coins_than_can_be_read_are_still_a_course():
    film = begun().enter()
    for coins in range(0, 121, 3):
        film.play(4, coins=coins)
    film.play(60, coins=120).play(900, coins=None)
    assert kinds(film)[-1] == "coins"
    tracker = Tracker()
    told(film.screen(20, "white", coins=None).play(300), tracker)
    assert tracker.place == "course"


def test_lives_that_fall_long_after_a_screen_are_no_death():
    film = begun().enter().play(60).screen(20, coins=None).play(60)
    assert "died" in kinds(Film(**{}).logo().start().enter().play(60).die())
    film.play(160).play(300, lives=3)
    assert "died" not in kinds(film)


def test_lives_that_fall_after_a_white_screen_are_no_death():
    film = begun().enter().play(60).screen(20, "white").play(40).play(300, lives=3)
    assert "died" not in kinds(film)


def test_a_death_that_is_sure_after_the_next_screen_belongs_to_the_first():
    film = begun().enter().play(60)
    fade = film.now
    film.screen(48).play(12).play(60, lives=3)
    for index in range(film.now - 60, film.now):  # the model is not sure
        if film.readings[index].lives is not None:
            film.readings[index] = replace(film.readings[index], lives=classes(3, 0.85))
    assert "died" not in kinds(film)
    found = told(film.screen(20).play(60))
    assert [event.kind for event in found].count("died") == 1
    assert abs(found[-1].frame - fade) <= 2


def test_a_second_life_that_is_lost_after_one_screen_is_no_death():
    film = begun().enter().play(60).screen(48, coins=None).play(30).play(40, lives=3).play(200, lives=2)
    assert kinds(film).count("died") == 1


@pytest.mark.parametrize(
    ("first", "second", "is_death"),
    [("black", "black", True), ("white", "black", True), ("black", "white", False)],
)
def test_of_two_screens_without_a_counter_between_the_second_led_to_the_scene(first, second, is_death):
    film = begun().enter().play(60).covered(8, first).hidden(4).covered(8, second)
    film.play(40, coins=None).play(79, lives=3)
    assert ("died" in kinds(film)) == is_death


def test_a_cross_that_went_just_before_the_screen_is_one_of_the_scene_before():
    """It is told after the screen."""
    film = begun().enter().play(60).play(30, camera="cross")
    went = film.now
    tracker = Tracker()
    events = told(film.play(1, camera="lakitu").covered(8), tracker, leave_out=())
    assert (events[-1].kind, events[-1].frame, events[-1].decided > went + 1) == ("cutscene_end", went, True)
    assert tracker._run._before.crosses.all[-1].last.frame == went


def test_a_cross_that_goes_with_the_screen_is_shown_until_the_scenes_end():
    tracker = Tracker()
    film = begun().enter().play(60).play(30, camera="cross").covered(8)
    assert told(film, tracker, leave_out=())[-1].kind == "cutscene_end"
    assert tracker._run._before.crosses.all[-1].last is None


def test_a_dance_that_something_hides_without_a_screen_is_one_too():
    film = begun().screen(20, coins=0).play(100, coins=7).arena().play(90, camera="cross").hidden(30)
    assert kinds(film.play(60, camera="lakitu", coins=None))[-2:] == ["key", "left"]


@pytest.mark.parametrize(("counter", "crosses"), [(0.5, 0), (0.49, 1)])
def test_a_cross_of_two_frames_is_one_where_a_fade_hides_the_counter_too(counter, crosses):
    film = begun().play(60).play(2, camera="cross").play(1, camera="none")
    film.readings[-1] = replace(film.readings[-1], probabilities=classes(0, counter))
    film.play(60, camera="lakitu")
    found = [event for event in told(film, leave_out=()) if event.kind == "cutscene"]
    assert len(found) == 1 + crosses  # Lakitu's at the beginning


def test_lives_that_fall_after_what_hid_the_counter_without_a_screen_are_no_death():
    film = begun().enter().play(60).screen(48, coins=None).play(30).hidden(30).play(10).play(200, lives=3)
    assert "died" not in kinds(film)


def test_two_lives_less_are_no_death():
    film = begun().enter().play(60).screen(48, coins=None, camera="cross").play(40).play(300, lives=2)
    assert "died" not in kinds(film)


def test_four_lives_more_are_told_as_none():
    film = begun().play(300).play(100, lives=8)
    assert "extra_life" not in kinds(film)


def test_the_deaths_are_those_of_the_attempt():
    film = begun().enter().play(100).die()
    tracker = Tracker()
    assert (tracker.deaths, tracker.attempt) == (0, 0)
    told(film, tracker)
    assert (tracker.deaths, tracker.attempt) == (1, 1)
    tracker = Tracker()
    told(film.logo().start(), tracker)
    assert (tracker.deaths, tracker.attempt) == (0, 2)


def test_a_run_that_was_on_already_is_an_attempt():
    film, tracker = Film(stars=12).play(60), Tracker()
    told(film, tracker)
    assert tracker.attempt == 1
    tracker = Tracker()
    told(film.logo().start(), tracker)
    assert tracker.attempt == 2


def test_deaths_end_with_the_attempt_where_the_counter_alone_tells_it():
    """Nobody looks at the coins, and the console is not reset: no start of a run is told."""
    film = begun().enter().play(100).die().hidden(400).play(200, stars=1).hidden(400).play(200, stars=0)
    tracker = Tracker()
    for frame, reading in enumerate(film.readings):
        if reading is not None:
            tracker.update(frame, frame / 30, replace(reading, coins=None))
        if frame == film.now - 700:
            assert (tracker.deaths, tracker.attempt) == (1, 1)
    assert (tracker.deaths, tracker.attempt) == (0, 2)


def test_a_demo_is_undecided_before_it_is_known():
    tracker, undecided = Tracker(), []
    film = Film().logo().hidden(200).covered(20).play(300, coins=0, stars=0)
    for frame, reading in enumerate(film.readings):
        if reading is not None:
            tracker.update(frame, frame / 30, reading)
        undecided.append(tracker._run.is_undecided)
    assert undecided[film.now - 300 - 1]
    assert not undecided[-1]


def test_a_counter_right_after_a_white_screen_is_a_runs():
    assert kinds(Film().logo().covered(18, "white").play(60)) == ["logo", "started"]


def test_a_counter_right_after_a_black_screen_is_a_runs_where_coins_would_be_seen():
    """Demos show coins: where something may lie over them, it says little that there are none."""
    assert kinds(Film().logo().covered(20).play(60)) == ["logo"]
    assert kinds(Film().logo().covered(20).hidden(75).play(60)) == ["logo", "started"]
    assert kinds(Film(coins=3).play(60).logo().play(0, coins=None).covered(20).play(60)) == [
        "logo",
        "started",
    ]


@pytest.mark.parametrize(("frames", "is_over"), [(40, False), (90, True)])
def test_a_black_screen_of_the_castle_with_no_life_left_is_rarely_a_game_over(frames, is_over):
    film = begun().play(60, lives=0).close(48).covered(10).hidden(frames)
    assert ("game_over" in kinds(film)) == is_over


def test_a_white_screen_of_a_course_without_coins_after_it_led_to_the_castle():
    film = begun().enter().play(60, coins=5).screen(20, "white", coins=None).play(60)
    tracker = Tracker()
    assert kinds(film, tracker=tracker)[-1] == "left"
    assert tracker.place == "castle"


def test_many_coins_of_the_course_before_say_nothing_of_the_next_one():
    film = begun().enter()
    for coins in range(0, 121, 6):
        film.play(8, coins=coins)
    assert kinds(film.exit().enter().play(30))[-2:] == ["left", "entered"]


def test_a_screen_of_two_frames_ends_a_scene():
    film = begun().enter().play(60).covered(2)
    assert kinds(film.play(60, coins=None))[-1] == "left"


def test_a_course_after_a_long_absence_is_no_arena():
    film = begun().enter().play(60).hidden(20).unwatched(330).play(200, camera="cross", coins=7)
    tracker = Tracker()
    told(film, tracker)
    assert tracker.place == "course"


def test_the_first_frame_says_nothing_for_it_has_not_lasted():
    tracker = Tracker()
    tracker.update(0, 5.0, Film(coins=5).play(1).readings[0])
    assert tracker._run._scene.sure_real == pytest.approx(0.018, abs=1e-3)  # as before any frame
    assert tracker._run.coins._shown.probability == 0.0


def test_a_demo_with_no_life_left_is_no_game_over():
    film = Film(lives=0).logo().covered(20).play(90, coins=0).close(48).covered(10).hidden(90)
    assert kinds(film) == ["logo"]


def sure_real(film):
    """How sure it is that the last frames of a film show the run."""
    told(film, tracker := Tracker())
    return tracker._run._scene.sure_real


def test_a_scene_is_of_the_run_by_its_count_or_one_star_more():
    assert sure_real(Film().play(2)) < 0.02  # the count is not known yet
    assert sure_real(begun().play(60).play(2, stars=1)) > 0.999
    assert sure_real(begun().play(60).play(2, stars=2)) < 0.99


def test_a_scene_without_the_cameras_icon_is_less_sure_where_there_is_one():
    sure = sure_real(begun().screen(20).play(2))
    film = begun().screen(20).play(2, camera="none")
    assert sure_real(film) < sure - 0.1
    film.readings[-2:] = [replace(one, camera=icon("none", 0.5)) for one in film.readings[-2:]]
    assert sure_real(film) < sure - 0.1
    film = begun(unseen=("camera",))
    for _ in range(8):
        film.unwatched(149).play(1)
    assert sure_real(film.screen(20).play(2)) == pytest.approx(sure)


def place_after(film):
    told(film, tracker := Tracker())
    return tracker.place


def test_a_level_that_begins_without_the_coins_from_before_is_no_arena():
    """Whatever is collected in it later."""
    film = begun().screen(20, coins=0).play(100, coins=7).close(20).covered(8)
    first = film.now
    film.play(160, camera="cross", coins=0)
    for frame in range(first, first + 9):  # the fade makes them pale
        film.readings[frame] = replace(film.readings[frame], coins=classes(0, 0.6))
    assert place_after(film) == "course"
    assert place_after(film.play(60, coins=7)) == "course"


def test_coins_that_are_looked_at_rarely_say_as_much():
    film = begun().enter().play(60).screen(20, coins=None)
    first = film.now
    film.play(4)
    for frame in range(first, film.now):
        if (frame - first) % 3:
            film.readings[frame] = replace(film.readings[frame], coins=None)
    assert place_after(film) == "castle"


def test_three_lives_that_come_at_once_are_told_one_by_one():
    found = told(begun().play(300).play(100, lives=7))
    assert [event.lives for event in found if event.kind == "extra_life"] == [5, 6, 7]


def test_a_start_is_as_sure_as_its_odds():
    """Where coins were never seen: 245 to 1."""
    started = last(Film().logo().covered(20).hidden(75).play(60), "started")
    assert started.sure == pytest.approx(245 / 246, abs=1e-4)


def test_where_it_stays_undecided_the_odds_decide_and_be_they_small():
    """Two frames without coins after a black screen, and then some that cannot be made out: 1.2 to 1."""
    film = Film(coins=3).play(60).logo().play(0, coins=None).covered(20)
    first = film.now
    film.play(60)
    for frame in range(first + 3, film.now):
        film.readings[frame] = replace(film.readings[frame], coins=classes(9, 0.3))
    started = last(film, "started")
    assert (started.frame, started.decided) == (first, first + 30)
    assert started.sure == pytest.approx(0.55, abs=1e-3)


def test_a_scene_that_began_no_run_begins_none_later():
    """A state that is loaded leads from a course to the castle."""
    film = Film().play(60).hidden(330).play(60, coins=5)
    assert kinds(film) == []
    assert kinds(film.play(300, coins=None)) == []
    assert kinds(Film().play(60).hidden(330).play(300, coins=None)) == ["started"]


@pytest.mark.parametrize(
    ("counter", "dark", "is_over"), [(0.49, 0.49, True), (0.5, 0.49, False), (0.49, 0.5, False)]
)
def test_a_game_is_over_by_pictures_that_show_no_counter_and_are_not_dark(counter, dark, is_over):
    film = begun().play(30, lives=0).enter().play(100).close(48).covered(10)
    first = film.now
    film.hidden(90, dark=dark)
    for frame in range(first, film.now):
        film.readings[frame] = replace(film.readings[frame], probabilities=classes(3, counter))
    assert ("game_over" in kinds(film)) == is_over


def test_the_game_over_is_a_death_more():
    film = begun().enter().play(60).die().play(60, lives=0).enter().play(100).close(48).covered(10).hidden(90)
    tracker = Tracker()
    assert kinds(film, tracker=tracker)[-1] == "game_over"
    assert tracker.deaths == 2

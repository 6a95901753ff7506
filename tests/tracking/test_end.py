"""The end of a run, and what is none."""

import math

import pytest

from tests.tracking.film import begun, grand, kinds, last, told


def test_the_third_cross_of_the_last_arena_is_the_end():
    film = grand(begun().screen(20, coins=0).play(100, coins=7))
    end = told(film)[-1]
    assert (end.kind, end.frame) == ("grand_star", film.third)
    assert end.decided - end.frame <= 4
    film.close(30).covered(20).hidden(600)
    assert kinds(film)[-1] == "grand_star"


def test_a_death_begins_the_arena_anew():
    film = begun().screen(20, coins=0).play(100, coins=7).arena()
    film.play(40, camera="cross").die(to_coins=0)
    assert kinds(grand(film))[-2:] == ["died", "grand_star"]


def test_crosses_of_another_length_are_no_end():
    film = grand(begun().screen(20, coins=0).play(100, coins=7), appears=60)
    assert "grand_star" not in kinds(film)


def test_crosses_of_a_course_are_no_end():
    film = begun().enter().play(60, camera="cross").play(60, camera="lakitu")
    film.play(145, camera="cross").play(80, camera="lakitu").play(300, camera="cross")
    assert "grand_star" not in kinds(film)


def test_an_end_after_which_the_hud_is_back_was_none():
    film = grand(begun().screen(20, coins=0).play(100, coins=7)).screen(48, coins=0).play(60)
    end, none = told(film)[-2:]
    assert (end.kind, none.kind, none.rests_on) == ("grand_star", "no_grand_star", ("stars",))
    assert none.sure == pytest.approx(1 / (1 + math.exp(-3.5)))  # by three frames of the run's count


def appeared(held=0):
    """The last arena, until the big star has appeared; the camera was held still so often in the fight."""
    film = begun().screen(20, coins=0).play(100, coins=7).arena()
    for _ in range(held):
        film.play(30, camera="cross").play(100, camera="lakitu")
    return film.play(145, camera="cross").play(30, camera="lakitu")


def ends(film, **options):
    return [(event.kind, event.frame) for event in told(film, **options) if "grand_star" in event.kind]


@pytest.mark.parametrize("fps", [30, 25])
def test_a_camera_that_is_held_still_in_the_fight_is_no_end(fps):
    film = begun().screen(20, coins=0).play(100, coins=7).arena()
    film.play(30, camera="cross").play(100, camera="lakitu")
    film.play(145, camera="cross").play(80, camera="lakitu")
    end = film.now
    film.play(500, camera="cross").close(30).covered(20).hidden(600)
    assert ends(film, fps=fps) == [("grand_star", end)]


@pytest.mark.parametrize("in_fight", [0, 1])
def test_an_end_whose_cross_is_followed_by_another_one_was_none(in_fight):
    """The player held the camera still after the star had appeared, or in the fight, too."""
    film = appeared(held=in_fight)
    held = film.now
    film.play(15, camera="cross").play(30, camera="lakitu")
    film.play(500, camera="cross").close(30).covered(20).hidden(600)
    assert ends(film) == [("grand_star", held), ("no_grand_star", held + 15), ("grand_star", held + 45)]
    none = last(film, "no_grand_star")
    assert (none.decided - held - 45 <= 4, none.rests_on) == (True, ("camera",))
    assert 0.9 < none.sure <= 1


def test_an_end_whose_cross_goes_while_the_counter_stays_was_none():
    film = appeared()
    held = film.now
    film.play(15, camera="cross").play(300, camera="lakitu")
    assert ends(film) == [("grand_star", held), ("no_grand_star", held + 15)]
    none = last(film, "no_grand_star")
    assert (none.decided, none.rests_on) == (held + 15 + 45, ("camera", "stars"))
    assert 0.9 < none.sure <= 1
    film.play(500, camera="cross").close(30).covered(20).hidden(600)
    assert ends(film)[2:] == [("grand_star", held + 315)]


@pytest.mark.parametrize("gone_for", [12, 30, 44])
def test_a_fade_that_covers_the_cross_before_the_counter_takes_no_end_back(gone_for):
    film = grand(begun().screen(20, coins=0).play(100, coins=7))
    film.play(gone_for, camera="none").covered(20).hidden(600)
    assert ends(film) == [("grand_star", film.third)]


def test_a_cross_that_is_misread_for_a_moment_is_one_end():
    film = grand(begun().screen(20, coins=0).play(100, coins=7))
    film.play(8, camera="mario").play(300, camera="cross").close(30).covered(20).hidden(600)
    assert ends(film) == [("grand_star", film.third)]

"""The demos of the title, and the logo that one of them ends with."""

import pytest

from tests.tracking.film import Film, begun, kinds, last
from tests.tracking.readings import events


def test_a_demo_of_the_title_is_no_run():
    film = Film().logo().hidden(700).covered(20)
    film.play(300, coins=0, stars=0).play(300, stars=1).close(20).covered(30).hidden(100)
    assert kinds(film) == ["logo"]
    film.start()
    assert kinds(film) == ["logo", "started"]
    film.logo()
    assert kinds(film) == ["logo", "started", "logo"]


def fade_to_logo(film, fading, black):
    """The picture takes so many frames to get black; after so much black comes a logo."""
    for frame in range(1, fading):  # a plain fade: the HUD is read almost until it is over
        hud = {"lives": 4, "stars": 0, "camera": "lakitu", "coins": 0} if frame < 0.7 * fading else {}
        film.add(**hud, dark=min(1.0, 0.14 / (1 - frame / fading)), level=128 * (1 - frame / fading))
    film.covered(black)
    film.first = film.now
    for width in (0.012, 0.12, 0.37, 0.68, 0.96, 1.0, 0.96, 0.71, 0.78, *[0.78] * 56):
        film.add(dark=0.8, letters=width)
    return film.covered(18).hidden(75)


def demo():
    return Film().logo().hidden(700).covered(20).play(300, coins=0, stars=0)


@pytest.mark.parametrize("fps", [30, 25])
@pytest.mark.parametrize("black", [6, 9, 14])
def test_the_logo_that_a_demo_fades_to_begins_nothing(black, fps):
    film = fade_to_logo(demo(), 20, black)
    assert kinds(film, fps=fps) == ["logo"]
    assert kinds(film.start(), fps=fps) == ["logo", "started"]


@pytest.mark.parametrize(
    ("fading", "black"),
    [
        (1, 39),  # the picture is black at once
        (15, 39),  # something closes over it
        (1, 9),  # it stood still for a while
        (3, 9),  # compression mixes two pictures
        (20, 32),  # the demo's fade was just over
    ],
)
def test_a_reset_in_a_demo_shows_the_logo_too(fading, black):
    film = fade_to_logo(demo(), fading, black)
    logo = last(film, "logo")
    assert (kinds(film), logo.frame) == (["logo", "logo"], film.first)


def test_a_fade_of_a_run_leads_to_no_demos_logo():
    assert kinds(fade_to_logo(begun(), 20, 9))[2:] == ["logo"]


def test_the_count_of_a_demo_is_not_that_of_the_run():
    film = Film(stars=7).play(100).logo().hidden(700).covered(20)
    film.play(300, coins=0, stars=1).close(20).covered(30).hidden(100).start()
    counts = [event for event in events(film.readings) if event.to_count is not None]
    assert [(event.kind, event.from_count, event.to_count) for event in counts] == [
        ("count", None, 7),
        ("reset", 7, 0),
    ]


def test_what_shows_the_hud_for_long_after_a_logo_is_played_after_all():
    film = Film().logo().hidden(700).covered(20).play(2400, coins=0, stars=0).play(60, stars=1)
    assert kinds(film) == ["logo", "star"]

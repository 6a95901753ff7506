"""Films of the last seconds."""

import io

import numpy as np
import pytest
from PIL import Image

from star_counter.journal.film import MOST_PICTURES, SPANS, Filming
from star_counter.reading.frame import FILM_SIZE, Frame
from star_counter.tracking.event import Event

CROP = np.zeros((4, 4, 3), np.uint8)


def frame(number, fps, colour=None):
    width, height = FILM_SIZE
    game = np.full((height, width, 4), number % 256 if colour is None else colour, np.uint8)
    return Frame(number, number / fps, CROP, game)


def films(events, fps=30, frames=300):
    """What comes of frames; ``events`` by the frame on which they were decided."""
    filming = Filming()
    return [
        (number, film)
        for number in range(frames)
        for film in filming.update(frame(number, fps), events.get(number, ()))
    ]


def test_the_last_seconds_before_the_cross_are_kept():
    cross = Event("grand_star", 200, 200 / 30, decided=203)
    ((decided, film),) = films({203: [cross]})
    assert film.event == cross
    assert [moment.frame for moment in film.moments] == list(range(140, 205))
    assert [moment.time for moment in film.moments] == [number / 30 for number in range(140, 205)]
    assert [picture[0, 0, 0] for picture in film.pictures] == [n % 256 for n in range(140, 205)]
    assert decided == 205


def test_what_was_around_the_logo_is_kept():
    ((_, film),) = films({106: [Event("logo", 100, 100 / 30)]})
    assert [film.moments[0].frame, film.moments[-1].frame] == [85, 110]


def test_other_events_have_no_film():
    assert (
        films({100: [Event("star", 98, 98 / 30, 3, 4), Event("key", 90, 3.0), Event("black", 99, 3.3)]}) == []
    )


def test_a_film_that_is_decided_late_has_what_is_held():
    ((_, film),) = films({230: [Event("grand_star", 200, 200 / 30)]})
    assert [film.moments[0].frame, film.moments[-1].frame] == [155, 204]


def test_an_event_that_is_decided_too_late_has_no_film():
    assert films({290: [Event("grand_star", 200, 200 / 30)]}) == []


@pytest.mark.parametrize(("fps", "kept"), [(25, 25), (30, 30), (60, 60), (120, 60), (240, 60)])
def test_each_picture_of_the_game_is_kept_twice_at_most(fps, kept):
    cross = Event("grand_star", 4 * fps, 4.0)
    ((_, film),) = films({4 * fps: [cross]}, fps, 5 * fps)
    assert len(film.pictures) == pytest.approx(kept * sum(SPANS["grand_star"]), abs=2)
    assert len(film.pictures) <= MOST_PICTURES


def test_pictures_are_copies():
    filming, one = Filming(), frame(0, 30, 200)
    filming.update(one, [Event("logo", 0, 0.0)])
    one.game[:] = 3
    (film,) = filming.update(frame(20, 30), [])
    assert film.pictures[0][0, 0, 0] == 200


def test_jpegs_are_what_was_seen():
    filming = Filming()
    (film,) = filming.update(frame(0, 30, 77), [Event("logo", 0, -1.0 + 0.65)])
    (jpeg,) = film.jpegs()
    with Image.open(io.BytesIO(jpeg)) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", FILM_SIZE, "RGB")
        assert np.abs(np.asarray(image).astype(int) - 77).max() <= 2

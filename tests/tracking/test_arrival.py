"""What a black screen was: how probable it is that it was no death, and that the game is over."""

import pytest

from star_counter.tracking.arrival import Arrival, GameOver
from star_counter.tracking.event import Event, Moment

FRAME = 1 / 30
LEFT = Event("left", 300, 10.0)


def after(seconds):
    return Moment(300 + round(seconds * 30), 10.0 + seconds)


def alive(now, read=None, sees_lives=True, looks=()):
    arrival = Arrival(LEFT, sees_lives)
    for look in looks:
        arrival.look(*look)
    return arrival.alive(after(now), None if read is None else after(read))


def no_death(*factors):
    """Of three deaths in ten: what makes each less probable."""
    odds = 3 / 7
    for factor in factors:
        odds *= factor
    return pytest.approx(1 / (1 + odds))


E = 2.718281828459045


@pytest.mark.parametrize("read", [None, 0.0, 0.4, -20.0])
def test_before_lives_can_have_fallen_three_in_ten_are_deaths(read):
    assert alive(1.0, read) == no_death()


@pytest.mark.parametrize(("read", "share"), [(0.69, 0.9), (1.45, 0.5), (2.21, 0.1), (2.4, 0.01), (4.0, 0.01)])
def test_the_longer_the_lives_do_not_fall_the_less_probable_is_a_death(read, share):
    assert alive(4.5, read) == no_death(share)


def test_another_icon_than_the_cross_speaks_against_a_death():
    assert alive(1.0, looks=[(FRAME, True)]) == no_death(E**-1.5)
    assert alive(1.0, looks=[(FRAME, True), (FRAME / 2, True), (FRAME, False)]) == no_death(E**-2.25)
    assert alive(1.0, looks=[(1.0, True)]) == no_death(E**-1.5)
    assert alive(2.0, 1.45, looks=[(FRAME, True)]) == no_death(E**-1.5, 0.5)


def test_after_five_seconds_and_where_lives_are_not_seen_nothing_more_is_waited_for():
    assert alive(5.0, 1.45) == no_death(0.5)
    assert alive(5.1, 1.45) == 1.0
    assert alive(0.1, sees_lives=False) == 1.0


@pytest.mark.parametrize(("was_castle", "odds"), [(False, 0.0), (True, -6.0)])
def test_a_picture_without_the_hud_makes_a_game_over_surer(was_castle, odds):
    over = GameOver(was_castle=was_castle)
    assert over.sure == pytest.approx(1 / (1 + E**-odds))
    for look in ((FRAME, True), (FRAME / 2, True), (2.0, True), (FRAME, False)):
        over.look(*look)
    assert over.sure == pytest.approx(1 / (1 + E ** -(odds + 0.12 * 2.5)))

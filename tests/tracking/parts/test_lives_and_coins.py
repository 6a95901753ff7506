"""Lives and coins: how each changes, and that there are 100 coins."""

import numpy as np
import pytest

from star_counter.tracking.event import Moment
from star_counter.tracking.parts.coins import Coins
from star_counter.tracking.parts.lives import Lives
from star_counter.tracking.parts.numbers import Numbers, Steps
from tests.tracking.film import classes

FRAME = 1 / 30
UP = (1 / 60, 1 / 600, 1 / 1200)


def counts(number, confidence=0.999):
    return classes(number, confidence)[:121]


UNREAD = counts(0, 0.1)


def moment(frame):
    return Moment(frame, frame * FRAME)


def test_lives_hardly_change_but_by_a_death():
    """As numbers with these steps, looked at in every third frame; a time that goes back is no time."""
    usual, after_black = Steps(UP, 1 / 600, 1 / 2000), Steps(UP, 1 / 4, 1 / 2000)
    lives, numbers, told, last = Lives(0.95), Numbers(1 / 120, 0.95), [], None
    shown = [4] * 9 + [None] * 50 + [3] * 9 + [5] * 9 + [4] * 9 + [60] * 99
    for look, number in enumerate(shown):
        now, reading = moment(3 * look - 6 * (look == 8)), counts(number) if number else UNREAD
        may_fall = look < 70
        change = lives.update(now, reading, may_fall)
        seconds = max(0.0, now.time - last.time) if last else 0.0
        last = now
        assert change == numbers.update(now, seconds, reading, after_black if may_fall else usual)
        assert (lives.number, lives.read) == (numbers.number, numbers.read)
        told += [(change.before, change.now)] if change else []
    assert told == [(None, 4), (4, 3), (3, 5), (5, 4), (4, 60)]
    lives.forget()
    assert (lives.number, lives.read) == (None, None)


def test_lives_stay_the_same_in_what_is_passed_over():
    """They are read in its last frame, and the next one is a frame later."""
    every, passed = Lives(), Lives()
    for lives in (every, passed):
        for frame in range(9):
            lives.update(moment(frame), counts(4), False)
    for frame in range(9, 300):
        every.update(moment(frame), counts(4), False)
    passed.pass_over(moment(299), 290 * FRAME, is_read=True)
    assert passed.read == every.read == moment(299)
    for lives in (every, passed):
        lives.update(moment(300), counts(5, 0.6), False)
    assert passed._numbers.probabilities == pytest.approx(every._numbers.probabilities, abs=1e-6)


def test_lives_that_were_not_seen_in_what_is_passed_over_were_not_read():
    every, passed = Lives(), Lives()
    for lives in (every, passed):
        for frame in range(9):
            lives.update(moment(frame), counts(4), False)
    for frame in range(9, 300):
        every.update(moment(frame), UNREAD, False)
    passed.pass_over(moment(299), 291 * FRAME, is_read=False)
    assert passed.read == every.read == moment(8)
    for lives in (every, passed):
        lives.update(moment(300), counts(5, 0.6), False)
    assert passed._numbers.probabilities == pytest.approx(every._numbers.probabilities, abs=1e-6)


def test_coins_that_are_read_in_what_is_passed_over_are_known_after_it():
    coins = Coins()
    for frame in range(9):
        coins.update(moment(frame), FRAME, counts(7), True)
    for frame in (12, 16):
        coins.pass_over(moment(frame), 4 * FRAME, counts(9))
    assert coins.number == 9
    coins.pass_over(moment(20), 4 * FRAME, counts(60))
    assert coins.number == 9


def test_coins_may_be_any_after_they_were_passed_over():
    coins, numbers = Coins(), Numbers(0.2)
    for frame in range(9):
        coins.update(moment(frame), FRAME, counts(7), True)
        numbers.update(moment(frame), FRAME, counts(7), Steps((3.0, 1.0, 0.5, 0.2), 0.0, 0.005))
    assert coins.are_shown
    coins.pass_over(moment(129), 4.0, None)
    numbers.pass_over(4.0)
    coins.update(moment(130), FRAME, counts(60), True)
    numbers.update(moment(130), FRAME, counts(60), Steps((3.0, 1.0, 0.5, 0.2), 0.0, 0.005))
    assert coins._numbers.probabilities == pytest.approx(numbers.probabilities, abs=1e-6)
    assert coins._numbers.probabilities[60] > 0.5


def shown(coins, *readings, begin=0, is_real=True):
    """The events of 100 coins in these readings, a frame each: the frame of each, and that which told it."""
    events = []
    for frame, reading in enumerate(readings, begin):
        event = coins.update(moment(frame), FRAME, reading, is_real)
        events += [(event.kind, event.frame, event.decided, event.coins, event.rests_on)] if event else []
    return events


def test_coins_are_shown_since_their_first_frame():
    coins = Coins()
    assert (coins.number, coins.were_seen) == (None, False)
    shown(coins, *[UNREAD] * 10)
    assert not coins.were_seen
    shown(coins, *[counts(5)] * 2, begin=10)
    assert coins.first == moment(10)
    shown(coins, *[counts(5)] * 10, begin=12)
    assert (coins.first, coins.number, coins.were_seen) == (moment(10), 5, True)
    shown(coins, *[UNREAD] * 200, counts(5), counts(6), begin=22)
    assert (coins.first, coins.were_seen) == (moment(222), True)


def test_a_hundred_coins_are_told_after_two_readings():
    coins = Coins()
    assert shown(coins, *[counts(99)] * 20, counts(100)) == []
    assert shown(coins, *[counts(100)] * 20, begin=21) == [("coins", 20, 21, 100, ("coins",))]


def test_more_than_a_hundred_are_a_hundred_too():
    coins = Coins()
    shown(coins, *[counts(98)] * 20)
    assert shown(coins, *[counts(101)] * 20, begin=20) == [("coins", 20, 21, 100, ("coins",))]


@pytest.mark.parametrize(
    ("before", "read", "number"),
    [(99, 10, 100), (109, 11, 110), (119, 12, 120), (99, 13, 99), (95, 10, 100), (94, 10, 94)],
)
def test_of_a_hundred_coins_the_last_digit_may_be_cut_off(before, read, number):
    coins, reading = Coins(), counts(read)
    shown(coins, *[counts(before)] * 20, *[reading] * 20)
    assert coins.number == number
    assert np.array_equal(reading, counts(read))


@pytest.mark.parametrize(("before", "likeliest"), [(99, 100), (103, 104), (119, 120)])
def test_which_number_of_more_than_a_hundred_coins_it_is_matters_not(before, likeliest):
    """The last of them is read as 12, with its last digit cut off."""
    reading = (counts(100) + counts(104) + counts(12)) / 3
    reading[12 if likeliest == 120 else likeliest] += 0.001
    whole, coins = reading.copy(), Coins()
    shown(coins, *[counts(before)] * 20, is_real=False)
    first, decided = (20, 21) if before == 99 else (0, 20)
    assert shown(coins, *[reading] * 20, begin=20) == [("coins", first, decided, 100, ("coins",))]
    assert coins.number == likeliest
    assert np.array_equal(reading, whole)


def test_coins_that_are_misread_are_no_hundred():
    coins = Coins()
    assert shown(coins, *[counts(20)] * 20, *[counts(104)] * 2, *[counts(20)] * 20) == []
    assert shown(coins, *[counts(99)] * 20, counts(100), *[counts(99)] * 20) == []


def test_a_hundred_coins_are_told_where_the_run_is_shown_alone():
    coins = Coins()
    assert shown(coins, *[counts(99)] * 20, *[counts(100)] * 20, is_real=False) == []
    assert shown(coins, counts(100), begin=40) == [("coins", 20, 40, 100, ("coins",))]


def test_a_hundred_coins_are_told_once_a_course():
    coins = Coins()
    assert len(shown(coins, *[counts(99)] * 20, *[counts(100)] * 20, *[counts(101)] * 20)) == 1
    coins.enter()
    coins.load()
    assert shown(coins, *[UNREAD] * 20, *[counts(0)] * 20, begin=60) == []
    assert shown(coins, *[counts(99)] * 20, *[counts(100)] * 20, begin=100)[0][1:3] == (120, 121)


def test_a_hundred_coins_are_dated_to_the_first_that_are_rather_them():
    unsure = 0.7 * counts(99) + 0.3 * counts(100)
    assert shown(Coins(), *[counts(99)] * 20, unsure, *[counts(100)] * 9)[0][1] == 21


def test_of_a_hundred_coins_no_more_than_ninety_readings_are_remembered():
    coins = Coins()
    shown(coins, *[counts(99)] * 20, *[counts(100)] * 180, is_real=False)
    assert shown(coins, counts(100, 0.5), begin=200)[0][1:3] == (111, 200)


def test_a_hundred_coins_are_as_sure_as_the_numbers():
    """After coins that were not read for a while, and after a level that was loaded."""
    coins, numbers = Coins(0.5), Numbers(0.2, 0.5)
    steps, events = Steps((3.0, 1.0, 0.5, 0.2), 0.0, 0.005), []
    for frame, reading in enumerate([counts(40)] * 20 + [UNREAD] * 60 + [counts(104, 0.95)] * 4):
        if frame == 80:
            coins.load(), numbers.expect(0, 0.5)
        event = coins.update(moment(frame), FRAME, reading, True)
        numbers.update(moment(frame), FRAME, reading, steps)
        assert coins.number == numbers.number
        if event:
            events.append(event)
            assert event.sure == pytest.approx(float(numbers.probabilities[100:].sum()), abs=1e-7)
            assert event.sure < 0.9999
    assert len(events) == 1


def test_how_sure_coins_must_be_may_be_said():
    for least_sure, number in ((0.99, 40), (0.999, None)):
        coins = Coins(least_sure)
        shown(coins, *[counts(40)] * 9)
        assert coins.number == number
    readings = [*[counts(99)] * 20, *[counts(100)] * 20]
    assert shown(Coins(0.99), *readings)[0][2] == 21
    assert shown(Coins(0.9999), *readings)[0][2] == 22


def test_a_level_that_is_loaded_has_no_coins_yet():
    loaded, other = Coins(), Coins()
    for coins in (loaded, other):
        shown(coins, *[counts(40)] * 20)
    loaded.load()
    for coins in (loaded, other):
        shown(coins, *[counts(0)] * 2, begin=20)
    assert (loaded.number, other.number) == (0, 40)


def test_coins_that_are_seen_in_what_is_passed_over_are_shown_the_more_surely():
    coins = Coins()
    shown(coins, *[counts(3, 0.9)] * 6)
    before = coins._shown.probability
    coins.pass_over(moment(50), 1.5, counts(3, 0.8))
    assert coins._shown.probability > before
    shown(coins, *[UNREAD] * 60, begin=60)
    assert not coins.are_shown


def test_coins_that_are_half_seen_in_what_is_passed_over_are_seen():
    known = []
    for confidence in (0.5, 0.5001):
        coins = Coins()
        shown(coins, *[counts(3, 0.9)] * 6)
        coins.pass_over(moment(50), 1.5, counts(3, confidence))
        known.append((coins._shown.probability, len(coins._heard)))
    assert known[0] == pytest.approx(known[1], abs=1e-3)


def test_a_hundred_coins_may_be_dated_to_what_was_passed_over():
    coins = Coins()
    shown(coins, *[counts(99)] * 9)
    coins.pass_over(moment(50), 41 * FRAME, counts(100))
    assert [event[:2] for event in shown(coins, *[counts(100)] * 3, begin=51)] == [("coins", 50)]

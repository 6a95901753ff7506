"""The tracker: events from readings made up here, frame by frame."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.reading.frame import Reading
from star_counter.reading.model_form import BLACK, CLASSES
from star_counter.tracking.tracker import RESET_ABSENCE, Tracker
from tests.tracking.film import Film, classes, kinds, told
from tests.tracking.readings import FPS, black, count, events, happened, nothing, reading, white


def test_the_first_count_is_dated_to_its_first_frame():
    assert happened(nothing(3) + count(7, 20)) == [("count 7", 3)]


@pytest.mark.parametrize("fps", [25, 30, 50, 60])
@pytest.mark.parametrize("before", [0, 9, 48, 99, 119])
def test_a_star_is_believed_within_four_frames_of_the_game(fps, before):
    game_frame = fps // 25 if fps in (25, 50) else fps // 30
    found = events(count(before, 300) + count(before + 1, 60), fps=fps)
    assert [(event.text, event.frame) for event in found[1:]] == [(f"star {before} → {before + 1}", 300)]
    assert found[1].decided - found[1].frame < 4 * game_frame


def test_an_event_says_how_sure_it_is_and_why():
    star = events(count(7, 90) + count(8, 30))[1].as_dict()
    assert star["sure"] >= 0.9
    assert star["readings"] == star["decided"] - star["frame"] + 1 >= 2


def test_a_blinking_counter_is_one_star():
    blinks = (count(8, 8) + nothing(8)) * 5
    assert happened(count(7, 60) + blinks) == [("count 7", 0), ("star 7 → 8", 60)]


def test_a_star_whose_first_frame_is_unsure_is_dated_to_it():
    assert happened(count(7, 60) + count(8, 1, 0.6) + count(8, 20))[1:] == [("star 7 → 8", 60)]


def test_a_misreading_within_a_star_moves_nothing():
    readings = count(7, 60) + count(8, 2) + count(3) + count(8, 20)
    assert happened(readings)[1:] == [("star 7 → 8", 60)]


def test_a_misread_count_is_no_event():
    """Even in several frames: what is behind the digits stays for a while."""
    misread = count(7, 60) + count(1, 5) + count(7, 60) + count(70, 8) + count(7, 60)
    assert happened(misread) == [("count 7", 0)]


def test_an_unsure_video_needs_more_for_a_star():
    """Where 41 looked a little like 40 all the time, it takes longer to be sure that it is no misreading."""

    def frames_until_sure(likeness):
        alike = reading(40, 1 - likeness).probabilities.copy()
        alike[41] = likeness
        found = events([Reading(alike)] * 600 + count(41, 120))
        return found[1].decided - found[1].frame

    assert frames_until_sure(0) < 4 < frames_until_sure(0.05) < 90


def test_a_jump_is_believed_when_it_lasts():
    assert happened(count(7, 60) + count(70, 5)) == [("count 7", 0)]
    assert happened(count(7, 60) + count(70, 90)) == [("count 7", 0), ("count 70", 60)]


def test_a_loaded_file_is_believed_soon_after_the_counter_is_back():
    found = events(count(7, 60) + nothing(90) + count(9, 40))
    assert [(event.text, event.frame) for event in found[1:]] == [
        ("counter gone", 60),
        ("counter back", 150),
        ("count 9", 150),
    ]
    assert found[-1].decided < 190


def test_a_count_that_stays_through_a_long_absence_is_no_event():
    found = happened(count(7, 60) + nothing(FPS * 180) + count(7, 60))
    assert found[1:] == [("counter gone", 60), ("counter back", 60 + FPS * 180)]


@pytest.mark.parametrize(("absence", "kind"), [(RESET_ABSENCE + 1, "reset"), (RESET_ABSENCE - 1, "count")])
def test_back_at_the_start_after_a_long_absence_is_a_reset(absence, kind):
    frames = round(absence * FPS)
    found = events(count(12, 60) + nothing(frames) + count(0, 60))
    assert (found[-1].kind, found[-1].frame, found[-1].to_count) == (kind, 60 + frames, 0)


def test_a_run_may_start_with_stars():
    tracker = Tracker(start_count=5)
    found = events(count(12, 60) + nothing(600) + count(5, 60), tracker)
    assert found[-1].kind == "reset"


def test_another_start_count_holds_at_once_while_no_run_is_on():
    tracker = Tracker()
    events(count(0, 30), tracker)
    tracker.start_with(5)
    assert [event.kind for event in run_again(tracker, 7)] == ["vanished", "appeared", "count"]
    assert [event.kind for event in run_again(tracker, 0)] == ["vanished", "appeared", "count"]
    assert [event.kind for event in run_again(tracker, 5)] == ["vanished", "appeared", "reset"]


def test_a_run_that_is_on_may_begin_anew_with_either_start_count_once():
    tracker = Tracker()
    events(count(7, 30), tracker)
    tracker.start_with(5)
    assert [event.kind for event in run_again(tracker, 0)] == ["vanished", "appeared", "reset"]
    assert [event.kind for event in run_again(tracker, 7)] == ["vanished", "appeared", "count"]
    assert [event.kind for event in run_again(tracker, 0)] == ["vanished", "appeared", "count"]
    assert [event.kind for event in run_again(tracker, 5)] == ["vanished", "appeared", "reset"]


def run_again(tracker, stars):
    """What happens where that count is shown after a long absence of the counter."""
    begin = tracker._last_frame.frame + 1
    readings = nothing(int((RESET_ABSENCE + 1) * FPS)) + count(stars, 60)
    return [
        event
        for frame, one in enumerate(readings, begin)
        for event in tracker.update(frame, frame / FPS, one)
    ]


def test_the_counter_is_gone_and_back():
    found = happened(count(7, 60) + nothing(30) + count(7, 10))
    assert found == [("count 7", 0), ("counter gone", 60), ("counter back", 90)]


def test_a_single_frame_with_a_counter_is_no_return():
    readings = count(7, 60) + nothing(30) + count(7) + nothing(30)
    assert happened(readings) == [("count 7", 0), ("counter gone", 60)]


def test_a_screen_begins_is_full_and_ends():
    readings = count(7, 60) + black(5, dark=0.6) + black(4) + nothing(2)
    assert happened(readings)[1:] == [
        ("black screen", 60),
        ("black screen full", 65),
        ("black screen over, it was on frames 60 to 68", 69),
    ]


def test_a_screen_that_hides_the_counter_is_told_alone():
    found = happened(count(7, 60) + nothing(3) + black(60) + nothing(60) + count(7, 10))
    assert [text for text, _ in found if text.startswith("counter")] == ["counter back"]


def test_a_white_screen_may_follow_a_black_one_at_once():
    kinds = [event.kind for event in events(nothing(9) + black(2) + white(2) + nothing(2))]
    assert kinds == ["black", "black_full", "black_end", "white", "white_full", "white_end"]


def test_a_single_broken_frame_is_no_screen():
    readings = count(7, 60) + white(1) + count(7, 10) + black(1) + count(7, 10)
    assert happened(readings) == [("count 7", 0)]


def test_a_single_broken_frame_does_not_end_a_screen():
    found = happened(nothing(9) + black(3) + nothing(1) + black(3) + nothing(2))
    assert found[-1] == ("black screen over, it was on frames 9 to 15", 16)


def test_a_recording_may_begin_in_a_screen():
    begins = [reading(bright=1.0, level=244.0)]  # the first frame is not yet white enough
    assert happened(begins + white(12) + count(3, 60))[:2] == [("white screen", 1), ("white screen full", 1)]


def test_a_black_corner_alone_is_no_screen():
    assert happened(nothing(9) + black(30, dark=0.2)) == []


def test_a_blink_in_a_dark_cave_is_no_screen():
    cave = [reading(7, dark=0.9)] * 60
    assert happened(cave + black(8, dark=0.92, level=14) + cave) == [("count 7", 0)]


def test_a_fade_in_a_dark_cave_is_a_screen():
    cave = [reading(7, dark=0.9)] * 60
    found = happened(cave + black(8) + cave)
    assert found[1:] == [
        ("black screen", 60),
        ("black screen full", 60),
        ("black screen over, it was on frames 60 to 67", 68),
    ]


def test_a_fade_that_opens_on_a_dark_scene_ends():
    found = happened(count(7, 60) + black(8) + black(60, dark=0.9, level=20))
    assert found[-1] == ("black screen over, it was on frames 60 to 67", 68)


def test_a_screen_goes_on_while_the_model_wavers():
    """Black is grey where the capture keeps the limited range, and noise is added."""
    unsure = [reading(BLACK, confidence=0.3, dark=1.0, level=19)] * 3
    found = happened(count(7, 60) + black(8, level=19) + unsure + black(8, level=18) + count(7, 9))
    assert [text for text, _ in found[1:4]] == [
        "black screen",
        "black screen full",
        "black screen over, it was on frames 60 to 78",
    ]


def test_screens_are_counted():
    tracker = Tracker()
    events(nothing(9) + black(2) + nothing(2) + white(2) + nothing(2) + black(2), tracker)
    assert (tracker.blacks, tracker.whites, tracker.screen) == (2, 1, "black")


def test_a_reading_without_a_likely_count_says_nothing():
    assert happened(count(7, 60) + count(8, 60, confidence=0.45)) == [("count 7", 0), ("counter gone", 60)]


@pytest.mark.parametrize(("least_sure", "latest"), [(0.5, 1), (0.9999, 60)])
def test_how_sure_it_must_be_is_the_players(least_sure, latest):
    found = events(count(7, 60) + count(8, 60), Tracker(least_sure=least_sure))
    assert found[1].sure >= least_sure
    assert 60 + latest / 4 <= found[1].decided <= 60 + latest


def test_hours_of_noise_yield_no_star():
    rng = np.random.default_rng(0)
    tracker = Tracker()
    found = events(count(7, 60), tracker)
    for hundred in range(3 * 36 * 10):  # ten frames a second: three hours
        sharpness = rng.choice([0.05, 1, 20], (100, 1))
        drawn = rng.standard_gamma(sharpness, (100, len(CLASSES)))  # of each row, a Dirichlet distribution
        probabilities = (drawn / drawn.sum(axis=1, keepdims=True)).astype(np.float32)
        for frame, row in enumerate(probabilities, 60 + 100 * hundred):
            found += tracker.update(frame, frame / 10, Reading(row))
    assert [event.text for event in found if event.kind not in ("vanished", "appeared")] == ["count 7"]


readings = st.lists(
    st.one_of(
        st.builds(reading, st.integers(0, 122), st.floats(0.02, 1)),
        st.just(reading()),
        st.sampled_from([*black(), *white(), *black(dark=0.6)]),
        st.integers(0, 3).flatmap(lambda stars: st.just(count(stars, 20))),
    ),
    max_size=60,
).map(lambda parts: list(itertools.chain(*(part if isinstance(part, list) else [part] for part in parts))))


@given(readings)
def test_any_readings_give_ordered_and_consistent_events(sequence):
    tracker = Tracker()
    stars, last = None, {True: 0, False: 0}
    for frame, one in enumerate(sequence):
        for event in tracker.update(frame, frame / FPS, one):
            is_count = event.to_count is not None  # which may be told after a screen that came later
            assert last[is_count] <= event.frame <= frame
            last[is_count] = event.frame
            if is_count:
                assert event.from_count == stars
                assert (event.kind == "star") == (stars is not None and event.to_count == stars + 1)
                stars = event.to_count
    assert tracker.stars == stars


@given(readings, st.integers(0, 200))
def test_the_same_readings_give_the_same_events_after_a_pause(sequence, cut):
    """In one piece or in two: nothing but the readings counts."""
    tracker = Tracker()
    parts = [list(enumerate(sequence))[:cut], list(enumerate(sequence))[cut:]]
    found = [
        event for part in parts for frame, one in part for event in tracker.update(frame, frame / FPS, one)
    ]
    assert found == events(sequence)


def test_a_frame_with_another_count_awaits_the_next_one():
    tracker, deciding = Tracker(), []
    for frame, one in enumerate([*count(4, 5), *count(5, 3), *nothing(1)]):
        tracker.update(frame, frame / FPS, one)
        deciding.append(tracker.is_deciding)
    assert deciding == [True, True, False, False, False, True, False, False, False]


def test_another_count_awaits_the_next_frame_where_it_is_seen():
    tracker = Tracker()
    assert not tracker.is_deciding
    events(count(4, 60), tracker)
    for confidence, is_deciding in ((0.49, False), (0.5, True)):
        tracker.update(60, 60 / FPS, reading(5, confidence))
        assert tracker.is_deciding == is_deciding


@pytest.mark.parametrize(
    ("starts_with", "shows", "begun"), [(0, 0, ["started"]), (5, 5, ["started"]), (0, 5, [])]
)
def test_after_a_long_absence_a_run_begins_with_its_start_count(starts_with, shows, begun):
    film = Film(stars=shows).hidden(330).play(20)
    assert kinds(film, tracker=Tracker(start_count=starts_with)) == begun


def after_a_logo(film):
    """A game of five stars, in whose course coins were seen, and the logo."""
    return Film(stars=5, coins=3).play(60).logo().play(0, coins=None).covered(film)


def counts(film):
    """When which count became known."""
    return [(event.frame, event.to_count) for event in events(film.readings) if event.to_count is not None]


def test_a_count_after_the_logo_is_told_once_it_is_no_demos():
    """All that the counter showed until then is told with it: after a black screen it takes a second."""
    film = after_a_logo(20)
    first = film.now
    film.play(60, stars=0)
    assert counts(film) == [(0, 5), (first, 0)]
    assert next(one for one in told(film) if one.kind == "started").decided - first >= 25


def test_an_unsure_first_frame_after_the_logo_is_the_counts():
    film = after_a_logo(20).hidden(75)
    first = film.now
    film.play(60, stars=0)
    film.readings[first] = replace(film.readings[first], probabilities=classes(0, 0.5))
    assert counts(film) == [(0, 5), (first, 0)]


def test_what_is_no_demo_since_it_lasts_too_long_has_its_count_from_then_on():
    film = after_a_logo(20)
    first = film.now
    film.play(60, stars=1, coins=0).unwatched(2180).play(60)
    (_, five), (frame, one) = counts(film)
    assert (five, one) == (5, 1)
    assert frame - first >= 2240


def test_the_count_of_a_demo_is_not_told_after_it_either():
    film = after_a_logo(20).play(90, stars=1, coins=0).close(20).covered(18, "white").hidden(75)
    first = film.now
    film.play(60, stars=0, coins=None)
    assert counts(film) == [(0, 5), (first, 0)]


@pytest.mark.parametrize("share", [0.05, 0.2])
def test_twenty_minutes_of_sure_misreadings_tell_nothing_of_a_run(share):
    """Single frames that look like any counter, lives, coins and icons, where there is no game."""
    rng, tracker = np.random.default_rng(1), Tracker()
    game = Reading(
        reading(7).probabilities, lives=reading(4).probabilities, camera=np.eye(4, dtype=np.float32)[1]
    )
    found = [event for frame in range(60) for event in tracker.update(frame, frame / FPS, game)]

    def misread():
        return reading(int(rng.integers(121)) if rng.random() < share else None).probabilities

    for frame in range(60, 60 + 20 * 60 * FPS):
        icons = np.eye(4, dtype=np.float32)[int(rng.integers(4)) if rng.random() < share else 0]
        one = Reading(misread(), lives=misread(), coins=misread(), camera=icons, dark=rng.random() ** 3)
        found += tracker.update(frame, frame / FPS, one)
    assert [event.text for event in found if event.kind not in ("vanished", "appeared")] == ["count 7"]
    found = [event for frame in range(40_000, 40_060) for event in tracker.update(frame, frame / FPS, game)]
    assert {event.kind for event in found} <= {"appeared"}
    assert tracker.stars == 7


def alone(stars, frames, lives=None, icon=0):
    """A count, with lives and an icon of the camera that are looked at, and not seen by default."""
    part = reading(stars).probabilities, reading(lives).probabilities, np.eye(4, dtype=np.float32)[icon]
    return [Reading(part[0], lives=part[1], camera=part[2])] * frames


@pytest.mark.parametrize("company", [{"lives": 4}, {"icon": 1}, {"icon": 3}])
def test_a_count_is_believed_beside_lives_or_an_icon(company):
    game = alone(7, 60, **company)
    told = [text for text, _ in happened(game + nothing(600) + alone(70, 300) + game) if "cut" not in text]
    assert told == ["count 7", "counter gone", "counter back"]
    assert ("count 70", 660) in happened(game + nothing(600) + alone(70, 60, **company))


def test_where_neither_was_ever_seen_a_count_stays_for_some_seconds():
    assert happened(alone(7, round(2.9 * FPS))) == []
    assert happened(alone(7, 4 * FPS)) == [("count 7", 0)]


def test_where_something_lies_over_both_stars_are_believed():
    game = alone(7, 60, lives=4)
    assert happened(game + alone(7, 5 * FPS) + alone(8, 60))[-1] == ("star 7 → 8", 210)
    assert happened(game + alone(7, 60 * FPS) + alone(8, 60))[-1] == ("star 7 → 8", 60 + 60 * FPS)


def test_what_is_missing_from_a_recording_is_no_absence():
    tracker = Tracker()
    before = events(count(7, 60) + nothing(3), tracker)
    tracker.skip()
    after = [tracker.update(frame, 5 + frame / FPS, one) for frame, one in enumerate(count(7, 60), 63)]
    assert [event.kind for event in [*before, *itertools.chain(*after)]] == ["count"]

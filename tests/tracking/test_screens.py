"""Black and white screens: whole events, from frames of which all is told."""

import numpy as np
import pytest

from star_counter.reading.frame import Reading
from star_counter.reading.model_form import BLACK, CLASSES, WHITE
from star_counter.tracking.event import Event, Moment
from star_counter.tracking.screens import Screens

FPS = 30
CORNERS = {"black": BLACK, "white": WHITE, None: 7}
SHARES = {"black": "dark", "white": "bright"}


def seen(corner=None, sure=0.999, **picture):
    """A frame with a black or white corner, or with a counter in it."""
    probabilities = np.full(len(CLASSES), (1 - sure) / (len(CLASSES) - 1), np.float32)
    probabilities[CORNERS[corner]] = sure
    return Reading(probabilities, **picture)


SCENE = seen(dark=0.1, bright=0.1)


def screen(colour, share=1.0, level=None, sure=0.999):
    if level is None:
        level = 16.0 if colour == "black" else 235.0
    return seen(colour, sure, level=level, **{SHARES[colour]: share})


def wavering(colour, share=1.0, level=16.0):
    """A frame of whose corner the model cannot say what it is."""
    return Reading(
        np.full(len(CLASSES), 1 / len(CLASSES), np.float32), level=level, **{SHARES[colour]: share}
    )


def moment(frame):
    return Moment(frame, frame / FPS)


def told(frames, screens=None, first=0):
    """On which frame what was told."""
    screens = screens or Screens()
    return [
        (number, event)
        for number, one in enumerate(frames, first)
        for event in screens.update(moment(number), one)
    ]


def begun(colour, frame):
    return Event(colour, *moment(frame))


def full(colour, frame):
    return Event(f"{colour}_full", *moment(frame))


def ended(colour, frame, first, last):
    return Event(f"{colour}_end", *moment(frame), first=first, last=last)


@pytest.mark.parametrize(("colour", "half"), [("black", 0.6), ("white", 0.95)])
def test_a_fade_is_told_from_its_second_frame_on(colour, half):
    frames = [SCENE] * 5 + [screen(colour, half)] * 3 + [screen(colour)] * 4 + [SCENE] * 3
    assert told(frames, first=100) == [
        (106, begun(colour, 105)),
        (108, full(colour, 108)),
        (113, ended(colour, 112, first=105, last=111)),
    ]


@pytest.mark.parametrize("colour", ["black", "white"])
def test_a_cut_to_a_screen_is_told_at_once_with_its_fullness(colour):
    frames = [SCENE, screen(colour), screen(colour), screen(colour), SCENE, SCENE]
    assert told(frames) == [
        (2, begun(colour, 1)),
        (2, full(colour, 1)),
        (5, ended(colour, 4, first=1, last=3)),
    ]


def test_a_white_screen_may_follow_a_black_one():
    frames = [SCENE] + [screen("black")] * 3 + [screen("white")] * 2 + [screen("black")] * 2
    assert told(frames) == [
        (2, begun("black", 1)),
        (2, full("black", 1)),
        (5, ended("black", 4, first=1, last=3)),
        (5, begun("white", 4)),
        (5, full("white", 4)),
        (7, ended("white", 6, first=4, last=5)),
        (7, begun("black", 6)),
        (7, full("black", 6)),
    ]


def test_what_is_shown_is_what_was_told():
    screens = Screens()
    told([SCENE, screen("white")], screens)
    assert screens.shown is None
    told([screen("white")], screens, first=2)
    assert screens.shown == "white"
    told([SCENE], screens, first=3)
    assert screens.shown == "white"
    told([SCENE], screens, first=4)
    assert screens.shown is None


def test_broken_frames_are_no_screen_however_many():
    assert told([SCENE, screen("black"), SCENE, screen("white"), screen("black")] * 5) == []


def test_broken_frames_do_not_end_a_screen():
    frames = [SCENE] + [screen("black"), screen("black"), SCENE] * 3 + [screen("black"), SCENE, SCENE]
    assert told(frames)[2:] == [(12, ended("black", 11, first=1, last=10))]


@pytest.mark.parametrize(("share", "is_full"), [(0.98, True), (0.979, False)])
def test_a_screen_is_full_when_nearly_all_of_the_picture_is_covered(share, is_full):
    found = told([SCENE] + [screen("white", share)] * 5)
    assert found == [(2, begun("white", 1))] + [(2, full("white", 1))] * is_full


@pytest.mark.parametrize(
    ("colour", "level", "is_screen"),
    [("black", 28.0, True), ("black", 28.1, False), ("white", 222.0, True), ("white", 221.9, False)],
)
def test_a_grey_corner_is_no_screen(colour, level, is_screen):
    assert bool(told([SCENE] + [screen(colour, level=level)] * 5)) == is_screen


@pytest.mark.parametrize(
    ("colour", "usual", "most"), [("black", 0.5, 0.69), ("black", 0.9, 0.93), ("white", 0.9, 0.93)]
)
def test_what_was_dark_already_is_no_screen(colour, usual, most):
    """Of the rest of the picture, 40 % have to be covered."""
    cave = [seen(**{SHARES[colour]: usual})] * 5
    assert told(cave + [screen(colour, most)] * 5) == []
    assert told(cave + [screen(colour, most + 0.02)] * 5)[0] == (6, begun(colour, 5))


def test_just_enough_of_what_was_not_dark_is_a_screen():
    cave = [seen(dark=0.375)] * 5
    assert told(cave + [screen("black", 0.625)] * 5) == [(6, begun("black", 5))]


@pytest.mark.parametrize(
    ("seconds", "is_screen"),
    [
        (0.2, True),  # 16 % were dark on average: of the rest, 40.5 % are covered now
        (0.25, False),  # 20 %: 37.5 %
        (5.0, False),  # no more than all of the average is new
        (-0.2, True),  # a clock that was set back says nothing
    ],
)
def test_what_was_dark_is_an_average_over_a_second(seconds, is_screen):
    screens = Screens()
    screens.update(Moment(0, 10.0), seen(dark=0.0))
    screens.update(Moment(1, 10.0 + seconds), seen(dark=0.8))
    found = [event for n in (2, 3) for event in screens.update(Moment(n, 20.0 + n), screen("black", 0.5))]
    assert bool(found) == is_screen


def test_the_first_frame_is_all_that_is_known_of_before():
    cave = seen(dark=0.5)
    assert told([cave, screen("black", 0.65), screen("black", 0.65)]) == []
    assert told([cave, screen("black", 0.75), screen("black", 0.75)]) == [(2, begun("black", 1))]


@pytest.mark.parametrize("before", [[], [SCENE]])
def test_a_counter_that_blinks_in_a_cave_behind_a_screen_is_no_screen(before):
    """What was dark before the screen, or that nothing was there, says nothing of the cave."""
    end = len(before) + 30
    frames = [*before, *[screen("black")] * 30, *[seen(dark=0.92)] * 2, *[screen("black", 0.94)] * 8]
    assert told(frames)[2:] == [(end + 1, ended("black", end, first=len(before), last=end - 1))]


@pytest.mark.parametrize(("share", "is_screen"), [(0.52, False), (0.53, True)])
def test_behind_a_screen_the_average_begins_with_the_second_frame(share, is_screen):
    """With the one that ends it: 20.3 % were dark on average, and of the rest, 40 % are 31.9 %."""
    behind = [seen(dark=0.9), seen(dark=0.2), seen(dark=0.3)]
    found = told([SCENE] + [screen("black")] * 3 + behind + [screen("black", share)] * 2)
    assert found[2:] == [(5, ended("black", 4, first=1, last=3))] + [(8, begun("black", 7))] * is_screen


def test_a_broken_frame_within_a_screen_changes_little_of_what_was_dark_before():
    frames = [SCENE] + [screen("black")] * 30 + [seen(dark=0.9)] + [screen("black", 0.6)] * 4
    assert told(frames)[2:] == []


def test_a_cave_that_is_seen_for_one_frame_ends_the_screen_that_a_recording_begins_in():
    """Nothing but the cave is known then: what follows is no black screen."""
    cave = seen(dark=0.94)
    frames = [screen("black")] * 3 + [cave] + [screen("black", 0.95)] * 8 + [cave] * 3
    assert told(frames)[2:] == [(4, ended("black", 3, first=0, last=2))]


@pytest.mark.parametrize(("share", "goes_on"), [(0.75, True), (0.749, False)])
def test_a_white_screen_goes_on_while_stars_are_selected(share, goes_on):
    """With six stars 88 % of it are white, which begins no white screen."""
    found = told([SCENE] + [screen("white")] * 3 + [screen("white", share)] * 9)
    assert found[2:] == ([] if goes_on else [(5, ended("white", 4, first=1, last=3))])
    assert told([SCENE] + [screen("white", 0.89)] * 9) == []


def test_a_white_screen_is_over_with_the_white_corner_and_at_a_black_one():
    begins = [SCENE] + [screen("white")] * 3
    end = (5, ended("white", 4, first=1, last=3))
    assert told(begins + [seen(bright=0.89)] * 2)[2:] == [end]
    assert told(begins + [screen("white", 0.89, level=222.0)] * 2)[2:] == [end]
    assert told(begins + [screen("black", 0.9)] * 2)[2:] == [end, (5, begun("black", 4))]
    assert told([SCENE] + [screen("black")] * 3 + [screen("white", 0.89)] * 2)[2:] == [
        (5, ended("black", 4, first=1, last=3))
    ]


def test_time_that_was_passed_over_counts_for_the_frame_before_it():
    """A frame after ten seconds that were like the last one has a frame's weight."""
    screens = Screens()
    told([SCENE] * 2, screens)
    assert screens.is_settled
    screens.pass_over(moment(300), SCENE)
    told([seen(dark=0.6)], screens, first=301)
    assert told([screen("black", 0.52)] * 2, screens, first=302) == [(303, begun("black", 302))]


def test_a_frame_behind_what_was_passed_over_has_the_weight_of_the_time_between():
    screens = Screens()
    told([SCENE] * 2, screens)
    screens.pass_over(moment(300), SCENE)
    told([seen(dark=0.6)], screens, first=330)
    assert told([screen("black", 0.52)] * 2, screens, first=331) == []


def test_a_scene_that_was_passed_over_is_what_was_dark_before():
    """A nearly black cave, in which the counter blinks."""
    screens = Screens()
    told([SCENE] * 2, screens)
    cave = seen(dark=0.85)
    screens.pass_over(moment(300), cave)
    assert told([cave, *[screen("black", 0.86)] * 8, cave, cave], screens, first=301) == []


def test_a_frame_with_a_screen_is_not_settled_before_its_second():
    screens, settled = Screens(), []
    for number, one in enumerate([SCENE, *[screen("black")] * 2, SCENE, SCENE]):
        screens.update(moment(number), one)
        settled.append(screens.is_settled)
    assert settled == [True, False, True, False, True]


def test_a_recording_may_begin_in_a_screen():
    nearly = seen(dark=0.98, level=40.0)  # not black enough, and no scene either
    assert told([nearly, screen("black"), screen("black")]) == [(2, begun("black", 1)), (2, full("black", 1))]
    assert told([nearly, screen("black", 0.985), screen("black", 0.985)])[0] == (2, begun("black", 1))
    scene = seen(dark=0.97, level=40.0)  # what was not dark before: 3 %
    assert told([scene, screen("black", 0.98), screen("black", 0.98)]) == []


@pytest.mark.parametrize("colour", ["black", "white"])
def test_a_recording_may_begin_with_a_screen(colour):
    assert told([screen(colour)] * 3) == [(1, begun(colour, 0)), (1, full(colour, 0))]


@pytest.mark.parametrize(
    ("colour", "levels", "last"),
    [
        ("black", (20.0, 10.0, 16.0), 22.0),
        ("white", (240.0, 250.0, 245.0), 238.0),
    ],
)
def test_a_full_screen_ends_where_its_corner_is_no_more_what_it_was_at_its_purest(colour, levels, last):
    """A dark scene without a counter opens on a brighter corner, a bright one on a darker."""
    further = 0.1 if colour == "black" else -0.1
    begins = [SCENE] + [screen(colour, level=level) for level in levels]
    assert told(begins + [screen(colour, 0.95, last)] * 4)[2:] == []
    assert told(begins + [screen(colour, 0.95, last + further)] * 4)[2:] == [
        (5, ended(colour, 4, first=1, last=3))
    ]


def test_only_frames_that_are_all_black_say_how_black_a_screen_is():
    begins = [SCENE, screen("black", 0.9, 0.0), screen("black", 0.9, 0.0), screen("black", 0.98, 15.0)]
    assert told(begins + [screen("black", 0.9, 27.0)] * 3)[2:] == []
    assert told(begins + [screen("black", 0.9, 27.1)] * 3)[2:] == [(5, ended("black", 4, first=1, last=3))]


def test_how_black_a_screen_was_is_forgotten_with_it():
    screens = Screens()
    told([SCENE] + [screen("black", level=0.0)] * 3 + [SCENE] * 2, screens)
    again = [screen("black", 0.9, 28.0)] * 2
    assert told(again, screens, first=6) == [(7, begun("black", 6))]


def test_how_black_a_screen_was_says_nothing_of_a_white_one():
    frames = [SCENE] + [screen("black", level=0.0)] * 3 + [screen("white", 0.95, 222.0)] * 2
    assert told(frames)[2:] == [(5, ended("black", 4, first=1, last=3)), (5, begun("white", 4))]
    grey = [screen("black", 0.95, 40.0)] * 3
    assert told([SCENE] + [screen("white")] * 3 + grey)[2:] == [(5, ended("white", 4, first=1, last=3))]


@pytest.mark.parametrize(
    ("wavers", "goes_on"),
    [
        (wavering("black", level=19.0), True),
        (wavering("black", level=13.0), True),
        (wavering("black", level=19.1), False),
        (wavering("black", level=12.9), False),
        (wavering("black", share=0.49), False),
        (seen(sure=0.5, dark=1.0, level=16.0), False),  # half sure of a count is sure of a counter
        (seen(sure=0.49, dark=1.0, level=16.0), True),
    ],
)
def test_a_screen_goes_on_while_the_model_wavers(wavers, goes_on):
    """As long as it looks as it did when it covered all of the picture, and no counter is seen."""
    found = told([SCENE] + [screen("black")] * 3 + [wavers] * 4)[2:]
    assert found == ([] if goes_on else [(5, ended("black", 4, first=1, last=3))])


def test_a_model_that_wavers_begins_no_screen():
    assert told([SCENE] + [wavering("black")] * 5) == []
    assert told([SCENE] + [screen("black", 0.9)] * 2 + [wavering("black")] * 2)[1:] == [
        (4, ended("black", 3, first=1, last=2))
    ]

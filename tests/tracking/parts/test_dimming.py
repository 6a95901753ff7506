"""A plain fade of 20 frames of the game, or a cut."""

import pytest

from star_counter.tracking.event import Moment
from star_counter.tracking.parts.dimming import Dimming


def dimmed(*levels, fps=30, usual=100.0, after=30):
    """What is told of these brightnesses after two seconds of play, and before black."""
    dimming, shown = Dimming(), [*[usual] * 2 * fps, *levels, *[0.0] * after]
    for frame, level in enumerate(shown):
        dimming.update(Moment(frame, frame / fps), level)
    frame = 2 * fps + len(levels)
    return dimming.led_to(Moment(frame, frame / fps))


def plain(ticks, each=1, usual=100.0):
    return [usual * (1 - tick / ticks) for tick in range(ticks) for _ in range(each)]


@pytest.mark.parametrize(("fps", "each"), [(25, 1), (30, 1), (50, 2), (60, 2)])
@pytest.mark.parametrize("usual", [30.0, 100.0])
def test_a_plain_fade(fps, each, usual):
    assert dimmed(*plain(20, each, usual), fps=fps, usual=usual, after=fps)


@pytest.mark.parametrize("levels", [[], [50.0], [60.0, 30.0], [50.0, 40.0, 30.0], plain(8)])
def test_a_cut_and_what_compression_makes_of_it(levels):
    assert not dimmed(*levels)


@pytest.mark.parametrize("level", [20.0, 60.0, 80.0])
def test_brightness_that_is_no_fades_midst(level):
    assert not dimmed(*[level] * 20)


def test_how_long_the_midst_is():
    assert not dimmed(*[40.0] * 4)
    assert dimmed(*[40.0] * 5)


def test_what_was_dim_long_before_is_no_fade():
    assert not dimmed(*[40.0] * 10, *[100.0] * 24)
    assert dimmed(*[40.0] * 10, *[100.0] * 18)


def test_a_fade_is_known_two_seconds_later_still():
    assert dimmed(*plain(20), after=60)
    assert not dimmed(*plain(20), after=90)


def test_nothing_is_known_of_what_was_not_seen():
    assert not Dimming().led_to(Moment(3, 0.1))
    assert not dimmed(*[0.0] * 30, usual=0.0)

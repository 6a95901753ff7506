"""Parts of the HUD that go, come and change around frames that are passed over."""

import pytest

from tests.tracking.film import Film, classes, icon
from tests.tracking.readings import NOTHING
from tests.tracking.test_passed_over import FPS, RARE, Seen, begun, castle, shown, told_after


def test_a_camera_that_goes_is_not_expected_until_it_is_known_to_be_hidden():
    """How long it is gone is counted frame by frame."""
    gone = {"camera": icon("none"), "lives": classes(4)}
    seen = castle()
    assert not any(seen.expects(seconds, **gone) for seconds in (0.1, 2.0))
    seen.see(shown(**gone))
    assert [seen.expects(seconds, **gone) for seconds in (0.1, 2.0)] == [True, False]
    seen.see(shown(**gone), 24 * FPS)
    assert seen.tracker.unseen == ("camera",)
    assert seen.expects(2.0, **gone)


def test_a_count_that_is_alone_from_now_on_is_not_expected():
    """A star is believed for ten seconds more, and another count no longer."""
    alone = {"camera": icon("none"), "lives": NOTHING}
    seen = Seen(begun(unseen=("lives",)).play(30))
    assert not any(seen.expects(seconds, **alone) for seconds in (0.1, 2.0))
    company = seen.tracker._company
    assert not company.expects(shown(**alone), is_soon=True)
    seen.see(shown(**alone))
    assert company.expects(shown(**alone), is_soon=True)
    assert not company.expects(shown(**alone), is_soon=False)
    seen.see(shown(**alone), 10 * FPS)
    assert company.expects(shown(**alone), is_soon=False)


def test_a_count_that_is_alone_is_expected_for_a_moment_more():
    alone = {"camera": icon("none"), "lives": None}
    seen = castle().see(shown(**alone))
    assert [seen.expects(seconds, **alone) for seconds in (0.1, 2.0)] == [True, False]


def test_a_count_that_was_seen_until_it_changed_is_no_reset():
    """Nor is it where it was seen in passed frames alone."""
    seen = Seen(begun(stars=5).play(30))
    for _ in range(3):
        seen.passes(8.0)
    assert told_after(seen, *[shown()] * 120)[0][:2] == ("count", 0)


def test_coins_that_are_seen_for_long_where_there_were_none_are_a_courses():
    """A state was loaded; in passed frames, too."""
    every, passed = castle().see(shown(coins=classes(3)), 12), castle().see(shown(coins=classes(3)), 12)
    assert passed.is_settled
    assert passed.passes(2.0).tracker._run.place == every.see(every.reading, 2 * FPS).tracker._run.place
    assert passed.tracker._run._scene.place == "course"


@pytest.mark.parametrize(("frames", "begins"), [(50, True), (70, False)])
def test_a_count_that_is_another_one_for_two_seconds_is_no_runs_first(frames, begins):
    """So what was passed over since then matters not."""
    seen = Seen(Film(stars=5).hidden(RARE).play(frames))
    assert ("started" in [one[0] for one in told_after(seen, *[shown()] * 60)]) == begins

"""The camera's icon, and crosses that come and go."""

import pytest

from star_counter.reading.frame import CAMERAS
from star_counter.tracking.event import Event, Moment
from star_counter.tracking.parts.camera import RATES, Camera, Crosses
from star_counter.tracking.parts.flag import Flag
from tests.tracking.film import icon

FRAME = 1 / 30
LAKITU, MARIO, CROSS, NONE = (icon(name) for name in ("lakitu", "mario", "cross", "none"))


def moment(frame):
    return Moment(frame, frame * FRAME)


def shown(icons, camera=None, begin=0, is_covered=False, is_real=True):
    """A camera after these icons, and what it told: kinds, the frames of each, and those that told them."""
    camera, told = camera or Camera(), []
    for frame, one in enumerate(icons, begin):
        for event in camera.update(moment(frame), FRAME, one, is_covered, is_real):
            told.append((event.kind, event.frame, event.decided))
            assert event.time == event.frame * FRAME
            assert event.rests_on == ("camera",)
    return camera, told


def test_the_icon_is_the_one_that_was_read_last():
    camera, _ = shown([])
    assert camera.icon is None
    assert shown([LAKITU])[0].icon == "lakitu"
    assert shown([LAKITU, icon("mario", 0.45)])[0].icon == "lakitu"
    assert shown([LAKITU, icon("mario", 0.5)])[0].icon == "mario"
    assert shown([LAKITU, NONE])[0].icon == "none"
    assert shown([LAKITU, CROSS])[0].icon == "lakitu"  # it may be misread
    assert shown([LAKITU] + [CROSS] * 9)[0].icon == "cross"


def test_a_cross_comes_and_goes():
    camera, told = shown([LAKITU] * 20 + [CROSS] * 50 + [MARIO] * 20)
    assert told == [("cutscene", 20, 22), ("cutscene_end", 70, 72)]
    assert (camera.is_cross, camera.icon) == (False, "mario")
    assert shown([LAKITU] * 20 + [CROSS] * 50)[0].is_cross
    twice = shown(([LAKITU] * 20 + [CROSS] * 20) * 2)[1]
    assert [one[:2] for one in twice] == [("cutscene", 20), ("cutscene_end", 40), ("cutscene", 60)]


def test_a_cross_is_as_sure_as_its_flag():
    """While it is shown, against each of the three other icons: where none is any likelier, as each."""
    camera, flag = Camera(), Flag(RATES)
    readings = [0.01] * 9 + [0.6, 0.9, 0.95, 0.99] + [0.9, 0.6, 0.4] * 3 + [0.25] * 9 + [0.05, 0.01] * 5
    for frame, cross in enumerate(readings):
        against_each = cross / (cross + (1 - cross) / (len(CAMERAS) - 1))
        seen = against_each if camera.is_cross else cross
        events = camera.update(moment(frame), FRAME, icon("cross", cross), False, True)
        flag.update(moment(frame), FRAME, seen)
        assert camera.cross == pytest.approx(flag.probability, abs=1e-6)
        for event in events:
            assert event.sure == pytest.approx(max(camera.cross, 1 - camera.cross))


def test_a_cross_is_told_once_the_run_is_shown_for_certain():
    camera, told = shown([LAKITU] * 20 + [CROSS] * 20, is_real=False)
    assert (told, camera.is_cross) == ([], True)
    assert shown([CROSS], camera, 40)[1] == [("cutscene", 20, 40)]
    assert shown([CROSS] * 9, camera, 41)[1] == []
    assert shown([LAKITU] * 9, camera, 50, is_real=False)[1] == [("cutscene_end", 50, 52)]


def test_the_end_of_a_cross_that_was_not_told_is_not_told():
    camera, _ = shown([LAKITU] * 20 + [CROSS] * 20, is_real=False)
    assert shown([LAKITU] * 20, camera, 40)[1] == []
    assert shown([CROSS] * 9, camera, 60)[1] == [("cutscene", 60, 62)]


def test_a_cross_that_a_fade_covers_is_believed_at_once():
    camera, told = shown([LAKITU] * 20 + [CROSS] * 2)
    assert (told, camera.cross > 0.7) == ([], True)
    sure = camera.cross
    events = camera.update(moment(22), FRAME, NONE, True, True)
    found = [(event.kind, event.frame, event.decided, event.sure) for event in events]
    assert found == [("cutscene", 20, 22, sure), ("cutscene_end", 22, 22, sure)]
    assert (camera.is_cross, camera.cross) == (False, 0.0)


@pytest.mark.parametrize(
    ("icons", "is_covered", "is_real"),
    [
        ([LAKITU] * 20 + [CROSS] * 2, False, True),
        ([LAKITU] * 20 + [CROSS] * 2, True, False),
        ([LAKITU] * 20 + [CROSS], True, True),
        ([LAKITU] * 20 + [CROSS] * 9, True, True),  # it goes on, as far as is known
    ],
)
def test_other_crosses_are_not(icons, is_covered, is_real):
    camera, _ = shown(icons)
    assert shown([NONE], camera, len(icons), is_covered=is_covered, is_real=is_real)[1] == []


@pytest.mark.parametrize(("uncovered", "kinds"), [(1, ["cutscene", "cutscene_end"]), (0, [])])
def test_a_cross_that_came_with_the_counter_covered_already_is_half_another_icon(uncovered, kinds):
    camera, _ = shown([LAKITU] * 20 + [CROSS] * uncovered)
    told = shown([CROSS] * (2 - uncovered) + [NONE], camera, 20 + uncovered, is_covered=True)[1]
    assert [one[0] for one in told] == kinds


def crosses_of(*events):
    crosses = Crosses()
    for kind, frame in events:
        crosses.take(Event(kind, frame, frame * FRAME, sure=0.97))
    return [(one.first, one.last, one.sure) for one in crosses.all]


@pytest.mark.parametrize(("icons", "went"), [(LAKITU, True), (icon("cross", 0.49), True), (CROSS, False)])
def test_a_cross_that_is_gone_in_a_much_later_frame_went_meanwhile(icons, went):
    camera, _ = shown([LAKITU] * 20 + [CROSS] * 50)
    assert camera.pass_over(moment(299), icons) == went
    assert camera.is_cross == (not went)
    again = shown([CROSS] * 20 + [MARIO] * 9, camera, begin=300)[1]
    assert [one[:2] for one in again] == [("cutscene", 300)] * went + [("cutscene_end", 320)]


def test_an_icon_that_is_half_a_cross_is_one_still_and_none_that_was_not_there():
    camera, _ = shown([LAKITU] * 20 + [CROSS] * 50)
    assert not camera.pass_over(moment(70), icon("cross", 0.5))
    camera, _ = shown([LAKITU] * 20)
    assert not camera.pass_over(moment(20), MARIO)
    assert not camera.pass_over(moment(21), CROSS)
    assert not camera.is_cross


def test_crosses_are_kept_from_when_to_when():
    begun = [("cutscene", 30), ("cutscene_end", 90), ("cutscene", 120)]
    assert crosses_of(*begun) == [(moment(30), moment(90), 0.97), (moment(120), None, 0.97)]
    assert crosses_of(("cutscene_end", 30)) == []


@pytest.mark.parametrize(("pause", "crosses"), [(8, 1), (10, 2)])
def test_a_cross_that_is_back_soon_is_the_same_one(pause, crosses):
    begun = [("cutscene", 30), ("cutscene_end", 90), ("cutscene", 90 + pause)]
    assert len(crosses_of(*begun)) == crosses
    assert crosses_of(*begun)[-1][1] is None


def test_a_cross_that_is_back_just_in_time_is_the_same_one():
    crosses = Crosses()
    for event in (Event("cutscene", 0, -1.0), Event("cutscene_end", 30, 0.0), Event("cutscene", 39, 0.3)):
        crosses.take(event)
    assert len(crosses.all) == 1


def test_how_long_a_cross_is_shown():
    crosses = Crosses()
    crosses.take(Event("cutscene", 30, 1.0))
    (cross,) = crosses.all
    assert (cross.seconds(moment(60)), cross.sure) == (1.0, 0.0)
    crosses.take(Event("cutscene_end", 45, 1.5))
    assert cross.seconds(moment(60)) == 0.5


def test_a_cross_that_was_passed_over_ends_later():
    camera, _ = shown([icon("cross", 0.8)] * 6)
    assert not camera.pass_over(moment(50), icon("cross", 0.8))
    assert shown([icon("lakitu")] * 12, camera, begin=60)[1][0][:2] == ("cutscene_end", 60)

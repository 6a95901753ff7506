"""What the timer is told, whole: what, which split, for which event, when, and why."""

import pytest

from star_counter.splitting.route import AT_ONCE, BY_HAND, Condition, Route, Split
from star_counter.splitting.splitter import Action, Splitter
from star_counter.tracking.event import Event
from tests.splitting.runs import ROUTE, Run, black, told


def counted(time, before, count, kind="count"):
    return Event(kind, round(time * 30), time, before, count, 1.0, round(time * 30) + 2, 3)


def screen(time, kind="black"):
    return Event(kind, round(time * 30), time)


def test_a_whole_run_is_told_with_its_reasons():
    begin, star = counted(2.0, None, 0), counted(60.0, 0, 1, "star")
    fades = [screen(70.0), screen(80.0), screen(90.0)]
    three, moat = counted(200.0, 1, 3), screen(230.0, "white")
    splitter = Splitter(ROUTE, start_at="counter")
    splitter.unseen = frozenset({"coins"})
    assert splitter.update([begin, star, *fades, three, moat]) == [
        Action("start", None, begin, 2.0, "the counter shows 0 stars"),
        Action("split", 0, begin, 2.0, "Start: 0 stars, at once"),
        Action("split", 1, fades[0], 70.0, "One: 1 star, then the 1st black screen"),
        Action("split", 2, fades[2], 90.5, "Two: 1 star, then the 3rd black screen"),
        Action("split", 4, three, 200.0, "Three: 3 stars, at once"),
        Action("split", 5, moat, 230.0, "Mips: 3 stars, then the 1st white screen"),
    ]


def test_a_misread_count_gives_back_all_that_it_cost():
    """Three stars for a moment: two splits of one star and the player's own were skipped, and come back."""
    begin, star = counted(2.0, None, 0), counted(60.0, 0, 1, "star")
    three, one = counted(70.0, 1, 3), counted(75.0, 3, 1)
    splitter = Splitter(ROUTE)
    splitter.sync(0)
    splitter.update([begin, star])
    assert splitter.update([three]) == [
        Action("skip", 1, three, 70.0, "One: it did not come: “black 1” after 1 star"),
        Action("skip", 2, three, 70.0, "Two: it did not come: “black 3” after 1 star"),
        Action("skip", 3, three, 70.0, "Door: not split by hand"),
        Action("split", 4, three, 70.0, "Three: 3 stars, at once"),
    ]
    assert splitter.update([one]) == [
        Action("undo", 4, one, 75.0, "Three: the counter shows 1 star again"),
        Action("undo", 3, one, 75.0, "Door: the counter shows 1 star again"),
        Action("undo", 2, one, 75.0, "Two: the counter shows 1 star again"),
        Action("undo", 1, one, 75.0, "One: the counter shows 1 star again"),
    ]
    assert told(splitter.update([screen(80.0)])) == [("split", 1)]


def test_a_new_run_is_told_with_its_reasons():
    first, anew = counted(2.0, None, 1), counted(100.0, 1, 0, "reset")
    splitter = Splitter(ROUTE, start_at="counter")
    splitter.unseen = frozenset({"coins"})
    splitter.update([first])
    assert splitter.update([anew]) == [
        Action("reset", None, anew, 100.0, "back at 0 stars"),
        Action("start", None, anew, 100.0, "the counter shows 0 stars"),
        Action("split", 0, anew, 100.0, "Start: 0 stars, at once"),
    ]


def test_a_button_is_no_events_doing():
    splitter = Splitter(ROUTE)
    why = "the player's button"
    assert splitter.skip(7.5) == [Action("skip", 0, None, 7.5, why)]
    assert splitter.undo(8.5) == [Action("undo", 0, None, 8.5, f"Start: {why}")]
    assert splitter.reset(9.5) == [Action("reset", None, None, 9.5, why)]


def test_what_the_player_skipped_is_not_taken_back_when_the_count_falls():
    run = Run()
    run.to(0), run.to(2)
    run.splitter.skip(0.0)
    assert run.to(1) == []


def test_an_action_is_written_to_json():
    star = screen(123.4567)
    assert Action("split", 2, star, 123.4567, "why").as_dict() == {
        "action": "split",
        "split": 2,
        "time": 123.457,
        "reason": "why",
        "event": {"event": "black", "frame": 3704, "time": 123.457},
    }
    button = Action("reset", None, None, 9.0, "why").as_dict()
    assert button == {"action": "reset", "split": None, "time": 9.0, "reason": "why", "event": None}


def test_an_action_in_the_log():
    assert (
        str(Action("split", 2, None, 9.126, "Two: 1 star, at once")) == "split: Two: 1 star, at once (9.13 s)"
    )


def follow(run, *steps):
    """Plays on with a timer that answers everything; what it is told."""
    found = []
    for step in steps:
        found += step()
        run.splitter.sync(run.splitter.index)
    return found


def test_a_timer_that_answers_changes_nothing_of_what_is_ours():
    """Also after the player split once by hand: a misread star is still taken back, and no more than that."""
    run = Run()
    run.splitter.sync(-1)
    assert run.splitter.index == 0
    follow(run, lambda: run.to(0), lambda: run.to(1))
    run.splitter.sync(3)
    assert follow(run, lambda: run.to(2)) == []
    run.splitter.sync(4)
    assert follow(run, lambda: run.to(3), lambda: run.to(2)) == [("split", 4), ("undo", 4)]
    assert follow(run, lambda: run.to(1), lambda: run.to(0)) == []
    assert run.splitter.index == 4


def test_a_timer_beyond_the_route_has_done_all_of_it():
    run = Run()
    run.splitter.sync(99)
    assert run.splitter.index == 7
    assert run.to(3) == run.screen("white") == []
    assert run.splitter.skip(0.0) == []


def test_a_timer_that_is_seen_late_knows_what_is_ours():
    """Unseen until Three, the door is taken for split by hand; from then on the timer answers."""
    run = Run()
    run.to(0), run.to(1), run.screen(), run.screen(), run.screen(), run.to(2), run.to(3)
    run.splitter.sync(5)
    assert run.to(2) == [("undo", 4)]


def test_a_run_joined_in_the_middle_was_the_players_until_then():
    run = Run()
    assert run.to(3) == [("split", 4)]
    assert run.to(0) == [("undo", 4)]


@pytest.mark.parametrize(
    ("count", "index"),
    [(0, 0), (1, 0), (2, 1), (3, 2), (4, 4), (5, 4), (6, 5)],
)
def test_another_route_goes_on_behind_what_the_count_has_split(count, index):
    """A split by hand is behind when a later one is, or a higher count."""
    splits = (
        Split("A", 1, black(1)),
        Split("B", 2, black(1)),
        Split("C", None, BY_HAND),
        Split("D", 3, black(1)),
        Split("E", 5, BY_HAND),
    )
    splitter = Splitter(Route("before", (Split("X", 9),)))
    splitter.update([counted(1.0, None, count)])
    splitter.change_route(Route("after", splits))
    assert splitter.index == index


def test_a_split_by_hand_with_a_count_holds_nothing_up():
    splits = (Split("Door", 1, BY_HAND), Split("Fade", 1, black(1)), Split("Two", 2, AT_ONCE))
    run = Run(Route("test", splits))
    run.to(0)
    assert run.to(1) == []
    assert run.screen() == [("split", 1)]
    later = Run(Route("test", (Split("Door", 2, BY_HAND), Split("Fade", 1, black(1)))))
    later.to(0), later.to(1)
    assert later.screen() == [("split", 1)]


def test_a_screen_that_went_by_is_not_waited_for():
    """The black screen came while the splitter was paused: with the white one after it, it is skipped."""
    run = Run(Route("test", (Split("A", 1, black(1)), Split("B", 1, Condition("white", 1)))))
    run.splitter.sync(0)
    run.to(1)
    run.splitter.is_paused = True
    run.screen()
    run.splitter.is_paused = False
    assert run.screen("white") == [("skip", 0), ("split", 1)]


def test_before_any_count_no_split_is_due():
    run = Run(Route("test", (Split("A", 1, black(1)),)))
    assert run.screen() == []
    assert run.splitter.index == 0

"""The splitter: what becomes of events and a route."""

from hypothesis import given
from hypothesis import strategies as st

from star_counter.splitting.route import BY_HAND, Condition, Route, Split
from star_counter.splitting.splitter import RESETS, Splitter
from star_counter.tracking.event import Event
from tests.routes import routes
from tests.splitting.runs import Run, black, told


def test_a_run_by_its_route():
    run = Run()
    assert run.to(0) == [("split", 0)]
    assert run.screen() == []
    assert run.to(1) == []
    assert run.screen() == [("split", 1)]
    assert run.screen() == []
    assert run.screen() == [("split", 2)]
    assert run.to(2) == []
    run.splitter.sync(4)  # the player has split at the door
    assert run.to(3) == [("split", 4)]
    assert run.screen() == []
    assert run.screen("white") == [("split", 5)]
    assert run.screen("white") == run.screen() == []


def test_screens_count_from_the_star():
    run = Run()
    run.to(0)
    for _ in range(5):
        assert run.screen() == []
    run.to(1)
    assert run.screen() == [("split", 1)]


def test_a_timer_that_is_not_seen_has_been_split_by_hand():
    run = Run()
    for step in (run.to, 0), (run.to, 1):
        step[0](step[1])
    run.screen(), run.screen(), run.screen(), run.to(2)
    assert run.to(3) == [("split", 4)]


def test_a_split_that_the_player_forgot_is_skipped_where_it_is_seen():
    run = Run()
    run.splitter.sync(0)
    run.to(0), run.to(1), run.screen(), run.screen(), run.screen(), run.to(2)
    assert run.to(3) == [("skip", 3), ("split", 4)]


def test_what_can_no_longer_come_is_skipped_with_the_next_split():
    run = Run()
    run.splitter.sync(0)
    run.to(0), run.to(1)
    assert run.to(2) == []
    assert run.to(3) == [("skip", 1), ("skip", 2), ("skip", 3), ("split", 4)]


def test_a_lost_star_keeps_the_splits_in_step():
    run = Run()
    run.splitter.sync(0)
    run.to(0)
    assert run.to(3) == [("skip", 1), ("skip", 2), ("skip", 3), ("split", 4)]


def test_a_count_that_is_misread_for_a_while_costs_no_split():
    run = Run()
    run.to(0), run.to(1)
    assert run.to(70) == run.to(1) == []
    assert run.screen() == [("split", 1)]
    assert run.screen() == run.to(70) == run.to(1) == []
    assert run.screen() == [("split", 2)]


def test_a_split_that_may_still_come_is_waited_for():
    """The first black screen is missing when the first white one comes."""
    run = Run(Route("test", (Split("A", 1, black(1)), Split("B", 1, Condition("white", 1)))))
    run.to(1)
    assert run.screen("white") == []
    assert run.screen("black") == [("split", 0)]


def test_a_misread_star_is_taken_back():
    run = Run()
    run.splitter.sync(0)
    run.to(0), run.to(1), run.screen(), run.screen(), run.screen(), run.to(2), run.splitter.sync(4)
    assert run.to(3) == [("split", 4)]
    assert run.to(2) == [("undo", 4)]
    assert run.to(3) == [("split", 4)]


def test_what_the_player_split_is_not_taken_back():
    run = Run()
    run.to(0), run.to(1), run.screen()
    run.splitter.sync(3)
    assert run.to(0) == []


def test_a_manual_split_is_not_followed_by_another():
    run = Run()
    run.to(0), run.to(1)
    run.splitter.sync(2)
    assert run.screen() == []


def test_a_manual_undo_is_followed():
    run = Run()
    run.to(0), run.to(1), run.screen()
    run.splitter.sync(1)
    assert run.splitter.index == 1
    assert run.screen() == []  # the second black screen is not the first
    assert run.screen() == [("skip", 1), ("split", 2)]


def test_a_reset_begins_anew():
    run = Run()
    run.to(0), run.to(1), run.screen()
    assert run.to(0, "reset") == [("reset", None), ("split", 0)]
    run.to(1)
    assert run.screen() == [("split", 1)]


def test_the_timer_is_started_where_that_is_wanted():
    run = Run(start_at="counter")
    run.splitter.unseen = frozenset({"coins"})
    assert run.to(0) == [("start", None), ("split", 0)]
    assert Run(start_at="counter").to(1) == []


def test_a_run_under_way_is_joined():
    run = Run()
    assert run.to(1) == []
    assert run.splitter.index == 1
    assert run.screen() == [("split", 1)]


def test_what_was_skipped_before_the_first_count_stays_skipped():
    run = Run()
    assert run.splitter.skip(0.0)
    assert run.splitter.skip(0.0)
    run.to(1)
    assert run.splitter.index == 2
    assert run.splitter.undo(0.0)
    assert run.splitter.index == 1


def test_a_run_that_has_all_its_counts_behind_is_joined_at_its_end():
    """Also where the last splits are the player's."""
    run = Run()
    run.to(4)
    assert run.splitter.index == 7
    assert run.screen() == run.to(5) == []


def test_what_the_player_skips_is_in_a_run():
    """So the logo after it resets the timer."""
    run = Run(logo_reset="always")
    logo = Event("logo", 300, 10.0)
    assert told(run.splitter.update([logo])) == []
    run.splitter.skip(11.0)
    assert told(run.splitter.update([logo])) == [("reset", None)]


def test_what_did_not_come_before_the_end_is_skipped_with_it():
    run = Run(
        Route("t", (Split("In", None, Condition("entry")), Split("End", None, Condition("grand star"))))
    )
    run.splitter.sync(0)
    skip, split = run.splitter.update([Event("grand_star", 300, 10.0)])
    assert (skip.kind, skip.reason) == ("skip", "In: it did not come: “entry”")
    assert (split.kind, split.index) == ("split", 1)


def test_another_route_is_joined_with_the_count_the_screens_and_the_pause():
    run = Run()
    run.to(0), run.to(1), run.screen()
    run.splitter.is_paused = True
    other = Route("other", (Split("A", 1, black(1)), Split("B", 1, black(2)), Split("C", 2)))
    run.splitter.change_route(other)
    assert run.splitter.index == 1
    assert run.splitter.is_paused
    run.splitter.is_paused = False
    assert run.screen() == [("split", 1)]
    assert run.to(2) == [("split", 2)]


def test_another_route_before_the_first_count_begins_at_its_first_split():
    run = Run()
    run.splitter.change_route(Route("other", (Split("A", 3), Split("B", 5))))
    assert run.splitter.index == 0
    assert run.to(3) == [("split", 0)]


def test_a_paused_splitter_says_nothing_and_keeps_count():
    run = Run()
    run.to(0)
    run.splitter.is_paused = True
    assert run.to(1) == run.screen() == []
    assert run.splitter.index == 1
    run.splitter.is_paused = False
    run.splitter.sync(2)
    run.screen()
    assert run.screen() == [("split", 2)]


def test_the_buttons():
    run = Run()
    run.to(0)
    splitter = run.splitter
    assert told(splitter.skip(9.0)) == [("skip", 1)]
    assert told(splitter.undo(9.0)) == [("undo", 1)]
    assert told(splitter.reset(9.0)) == [("reset", None)]
    assert splitter.undo(9.0) == []


SCREENS = ["black", "white", "black_full", "black_end", "white_end", "vanished", "appeared"]
COURSES = ["logo", "started", "entered", "left", "died", "game_over", "coins"]
CROSSES = ["cutscene", "cutscene_end", "key", "grand_star"]
kinds = st.sampled_from([*SCREENS, *COURSES, *CROSSES])
steps = st.lists(
    st.one_of(
        st.integers(0, 120).map(lambda count: ("to", count)),
        st.integers(1, 2).map(lambda more: ("more", more)),
        kinds.map(lambda kind: ("screen", kind)),
        st.just(("reset", 0)),
        st.integers(0, 20).map(lambda index: ("sync", index)),
        st.sampled_from([("skip", 0), ("undo", 0)]),
    ),
    max_size=40,
)


def play(route, sequence, logo_reset="off"):
    """All actions of a random sequence, and the splitter."""
    run, actions, count = Splitter(route, start_at="logo", logo_reset=logo_reset), [], None
    for number, (what, value) in enumerate(sequence):
        if run.seen.count is None:
            actions.append(("joins", None))
        if what == "sync":
            run.sync(value)
            actions.append(("sync", min(max(value, 0), len(route.splits))))
        elif what in ("skip", "undo"):
            actions += told(getattr(run, what)(number / 30))
        elif what == "screen":
            actions += told(run.update([Event(value, number, number / 30)]))
        else:
            new = value if what in ("to", "reset") else min(120, (count or 0) + value)
            kind = (
                "reset" if what == "reset" else "star" if count is not None and new == count + 1 else "count"
            )
            actions += told(run.update([Event(kind, number, number / 30, count, new, 1.0, number, 3)]))
            count = new
    return actions, run


@given(routes(), steps, st.sampled_from(RESETS))
def test_no_events_split_twice_for_one_entry(route, sequence, logo_reset):
    """A split moves the index on by one, an undo takes it back: as a timer would.

    Passed without a word are splits by hand, and what is behind where a run under way is joined.
    """
    actions, _ = play(route, sequence, logo_reset)
    index, joins = 0, True
    for kind, of in actions:
        if kind == "joins":
            joins = True
            continue
        passed = route.splits[index:of] if kind in ("split", "skip") else ()
        assert joins or all(split.condition == BY_HAND for split in passed)
        joins = kind == "reset"
        if kind in ("split", "skip"):
            assert of >= index
            index = of + 1
        elif kind == "undo":
            index = of
        elif kind in ("reset", "sync"):
            index = of or 0
        assert 0 <= index <= len(route.splits)


@given(routes(), steps, st.sampled_from(RESETS))
def test_an_undo_after_a_split_restores_the_state(route, sequence, logo_reset):
    _, run = play(route, sequence, logo_reset)
    before = vars(run) | {"_ours": list(run._ours), "is_on": True}
    if not run.skip(0.0):
        return
    run.undo(0.0)
    assert vars(run) | {"_ours": list(run._ours)} == before

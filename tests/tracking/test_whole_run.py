"""One run with everything in it: all that is told, when it was, when and how surely it is known."""

from star_counter.tracking.tracker import Tracker
from tests.tracking.film import Film, told

#: Kind, first frame, frames until it is known, how sure in percent, and what else is told of it.
RUN = [
    ("logo", 40, 4, 100, ("logo",)),
    ("started", 616, 2, 100, ("stars", "coins")),
    ("entered", 887, 2, 100, ("coins",)),
    ("star", 988, 1, 99, None),
    ("left", 1110, 3, 99, ("coins",)),
    ("entered", 1501, 2, 100, ("coins",)),
    ("left", 1658, 3, 99, ("coins",)),
    ("died", 1601, 103, 100, ("lives", "fade")),
    ("entered", 1989, 2, 100, ("coins",)),
    ("left", 2114, 3, 99, ("coins",)),
    ("extra_life", 2175, 6, 91, ("lives",)),
    ("extra_life", 2175, 6, 91, ("lives",)),
    ("entered", 2233, 2, 99, ("coins",)),
    ("died", 2942, 103, 100, ("lives", "fade")),
    ("key", 3758, 133, 90, ("camera", "fade", "coins")),
    ("left", 3888, 3, 99, ("coins",)),
    ("entered", 4147, 2, 99, ("coins",)),
    ("grand_star", 5052, 2, 92, ("camera", "coins")),
    ("logo", 5942, 4, 100, ("logo",)),
    ("started", 6518, 2, 100, ("stars", "coins")),
    ("entered", 6819, 2, 100, ("coins",)),
    ("game_over", 6919, 84, 95, ("lives", "fade")),
]


#: From which frame on the run is where, with how many lives and coins, deaths and attempts.
SHOWN = [
    (0, "", None, None, 0, 0),
    (618, "castle", None, None, 0, 1),
    (627, "castle", 4, None, 0, 1),
    (807, "", 4, None, 0, 1),
    (891, "course", 4, 3, 0, 1),
    (1086, "", 4, None, 0, 1),
    (1113, "castle", 4, None, 0, 1),
    (1421, "", 4, None, 0, 1),
    (1503, "course", 4, 0, 0, 1),
    (1626, "", 4, None, 0, 1),
    (1661, "castle", 4, None, 0, 1),
    (1704, "castle", 3, None, 1, 1),
    (1909, "", 3, None, 1, 1),
    (1991, "course", 3, 0, 1, 1),
    (2098, "", 3, None, 1, 1),
    (2117, "castle", 3, None, 1, 1),
    (2181, "castle", 5, None, 1, 1),
    (2215, "", 5, None, 1, 1),
    (2235, "course", 5, 0, 1, 1),
    (2266, "course", 5, 7, 1, 1),
    (2344, "", 5, None, 1, 1),
    (2364, "course", 5, 7, 1, 1),
    (2497, "arena", 5, 7, 1, 1),
    (2967, "", 5, None, 1, 1),
    (3001, "course", 5, 0, 1, 1),
    (3045, "course", 4, 0, 2, 1),
    (3189, "", 4, None, 2, 1),
    (3209, "course", 4, 0, 2, 1),
    (3342, "arena", 4, 0, 2, 1),
    (3864, "", 4, None, 2, 1),
    (3891, "castle", 4, None, 2, 1),
    (4129, "", 4, None, 2, 1),
    (4149, "course", 4, 0, 2, 1),
    (4173, "course", 4, 7, 2, 1),
    (4258, "", 4, None, 2, 1),
    (4278, "course", 4, 7, 2, 1),
    (4411, "arena", 4, 7, 2, 1),
    (5567, "", 4, None, 2, 1),
    (5946, "", None, None, 2, 1),
    (6520, "castle", None, None, 0, 2),
    (6531, "castle", 4, None, 0, 2),
    (6684, "castle", 0, None, 0, 2),
    (6739, "", 0, None, 0, 2),
    (6821, "course", 0, 0, 0, 2),
    (6944, "", 0, None, 0, 2),
    (7003, "", None, None, 1, 2),
]


def whole_run():
    film = Film().logo().start().enter().play(100, coins=3).take_star()
    film.enter().play(100).die().enter().play(100).exit().play(30, lives=5)
    # The stage, a death in its arena, and its key.
    film.screen(20, coins=0).play(100, coins=7).arena().play(30, camera="cross").die(to_coins=0)
    film.arena().play(90, camera="cross").screen(32, coins=None).play(170).play(60, camera="lakitu")
    # The last arena.
    film.screen(20, coins=0).play(100, coins=7).arena().play(145, camera="cross").play(80, camera="lakitu")
    film.play(500, camera="cross").close(30).covered(20).hidden(300)
    # Another run, with a game over.
    return film.logo().start().play(30, lives=0).enter().play(100).close(48).covered(10).hidden(60)


def test_all_that_is_told_of_a_run():
    found = [
        (one.kind, one.frame, one.decided - one.frame, round(100 * one.sure), one.rests_on)
        for one in told(whole_run())
    ]
    assert found == RUN


def test_all_that_is_shown_of_a_run():
    tracker, found, before = Tracker(), [], None
    for frame, reading in enumerate(whole_run().readings):
        if reading is None:
            continue
        tracker.update(frame, frame / 30, reading)
        shown = tracker.place, tracker.lives, tracker.coins, tracker.deaths, tracker.attempt
        if shown != before:
            found.append((frame, *shown))
            before = shown
    assert found == SHOWN

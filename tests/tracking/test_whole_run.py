"""One run with everything in it: all that is told, when it was, when and how surely it is known."""

from tests.tracking.film import Film, told

#: Kind, first frame, frames until it is known, how sure in percent, and what else is told of it.
RUN = [
    ("logo", 40, 4, 100, ("logo",)),
    ("started", 616, 2, 100, ("stars", "coins")),
    ("entered", 887, 2, 99, ("coins",)),
    ("star", 988, 1, 99, ("stars", "coins"), "course", 3),
    ("left", 1110, 4, 99, ("coins",)),
]


def test_a_run_with_everything_in_it():
    film = Film().logo().start().enter().play(100, coins=3).take_star()
    film.enter().play(100).die().enter().play(100).exit().play(30, lives=5)
    # The stage, a death in its arena, and its key.
    film.screen(20, coins=0).play(100, coins=7).arena().play(30, camera="cross").die(to_coins=0)
    film.arena().play(90, camera="cross").screen(32, coins=None).play(170).play(60, camera="lakitu")
    # The last arena.
    film.screen(20, coins=0).play(100, coins=7).arena().play(145, camera="cross").play(80, camera="lakitu")
    film.play(500, camera="cross").close(30).covered(20).hidden(300)
    # Another run, with a game over.
    film.logo().start().play(30, lives=0).enter().play(100).close(48).covered(10).hidden(60)
    found = [
        (one.kind, one.frame, one.decided - one.frame, round(100 * one.sure), one.rests_on)
        for one in told(film)
    ]
    assert found == RUN

"""Whole runs by the names of the timer's splits, as players write them: each is split without a press."""

import pytest

from star_counter.splitting.formats.segment_names import from_names
from tests.splitting.game import Game
from tests.splitting.test_whole_runs import begin, dark_world, fire_sea, last_fight, play_70, to, to_the_sky


def play_16(game):
    game.door(), game.enter("black"), game.star(), dark_world(game), game.door()
    to(game, 15, {3, 9}), game.door(), to(game, 16), fire_sea(game)
    to_the_sky(game), last_fight(game)


def play_stages(game):
    """Without a death: a stage, its fight, and back into it to leave it for the lobby."""
    game.door(), to(game, 2), game.enter("black"), game.star(), game.pipe(), game.take_key()
    game.door(), to(game, 4), game.star("castle"), game.door(), to(game, 6)
    game.enter("black"), game.pipe(), game.take_key()
    game.enter("black"), game.leave(), game.door(), to(game, 8)
    game.star("castle"), game.door(), game.wait(5), game.enter("black"), game.pipe(), game.win()


@pytest.mark.parametrize(
    ("names", "play", "kinds"),
    [
        (
            "LBLJ; DW (1); WF (4); SSL (7); LLL (11); HMC (15); Mips Clip; DDD (16); Fire Sea; Upstairs; "
            "BLJs; Sky",
            play_16,
            "entered key black black black black entered black key black entered grand_star",
        ),
        (
            "WF 4; SSL 7; LLL 11; HMC 15; DDD 16; Bowser 2; Stairs; Bowser 3",
            play_16,
            "black black black black black key entered grand_star",
        ),
        (
            "WF (9); Key 1 (13); HMC + Toad (15); LLL (24); BitFS (34); RR (60); TTC (69); Upstairs (70); "
            "BitS",
            play_70,
            "black key entered black key black black black grand_star",
        ),
        (
            "BoB (2); DW; Key 1 (3); Basement; MIPS [5]; DDD (6); FS; Key 2; Upstairs; TTM (8); Toad (9); "
            "Upstairs (9); Sky (9); Bowser 3",
            play_stages,
            "black black key black entered black black key black black star black black grand_star",
        ),
    ],
)
def test_a_run_is_split_by_its_names(names, play, kinds):
    game = Game(from_names(names.split("; ")))
    begin(game)
    game.sent.clear()
    play(game), game.wait(10)
    assert [(action.kind, action.index) for action in game.sent] == [
        ("split", index) for index in range(names.count(";") + 1)
    ]
    assert [action.event.kind for action in game.sent] == kinds.split()

"""The game over, after a black screen with no life left."""

import math

import pytest

from star_counter.tracking.parts.game_over import GameOver

FRAME = 1 / 30


@pytest.mark.parametrize(("was_castle", "odds"), [(False, 0.0), (True, -6.0)])
def test_a_picture_without_the_hud_makes_a_game_over_surer(was_castle, odds):
    over = GameOver(was_castle=was_castle)
    assert over.sure == pytest.approx(1 / (1 + math.exp(-odds)))
    for look in ((FRAME, True), (FRAME / 2, True), (2.0, True), (FRAME, False)):
        over.look(*look)
    assert over.sure == pytest.approx(1 / (1 + math.exp(-(odds + 0.12 * 2.5))))

"""The game among several sources: real searches, on stills that are taken in place of OBS's ticks."""

import threading
from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from star_counter.hud import Rect
from star_counter.obs import saved_values
from star_counter.obs.bridge.capture import Picture, places
from star_counter.obs.finding import game_search
from star_counter.obs.finding.game_search import GameSearch
from star_counter.obs.finding.search import STILLS
from star_counter.problem import Problem
from star_counter.reading.reader import Reader
from tests import pictures

RACE = np.concatenate([pictures.game(43), pictures.game(71)], axis=1)


@pytest.fixture(scope="module")
def reader():
    return Reader()


@pytest.fixture(autouse=True)
def short_wait(monkeypatch):
    monkeypatch.setattr(game_search, "_LONGEST_WAIT", 0.2)


def taken(picture: np.ndarray) -> Picture:
    height, width = picture.shape[:2]
    rgba = np.dstack([picture, np.full((height, width), 255, np.uint8)])
    return Picture((width, height), rgba.tobytes(), width * 4, places([(width, height)]))


class Ticks:
    """Takes what is shown of each source; nothing of those that have no picture, or run out of them."""

    def __init__(self, search: GameSearch, shown: Mapping[str, np.ndarray | Iterator[np.ndarray]]):
        self.search, self.shown = search, shown
        #: The sources of which stills were wanted, and how many.
        self.looks: list[tuple[str, int]] = []

    def run(self) -> None:
        thread = threading.Thread(target=self.search.run)
        thread.start()
        while thread.is_alive():
            thread.join(0.01)
            while self.search.looks:
                self._take(*self.search.looks.popleft())

    def _take(self, source, shooting):
        self.looks.append((source, shooting.wanted))
        shown = self.shown.get(source, ())
        stills = [shown] * shooting.wanted if isinstance(shown, np.ndarray) else shown
        for _, still in zip(range(shooting.wanted), stills, strict=False):
            shooting._taken.put(taken(still))


def run(groups, reader, shown, others=None):
    ticks = Ticks(GameSearch(groups, reader, others or {}), shown)
    ticks.run()
    return ticks.search, ticks.looks


def labels(search):
    return [game.label for game in search.found]


def test_the_source_with_the_counter_is_found(reader):
    shown = {"webcam": pictures.game(None), "capture": pictures.game(12)}
    search, looks = run([["webcam", "dead", "capture"], ["replay"]], reader, shown)
    assert search.is_over and search.has_found
    assert labels(search) == ["capture: 12 stars"]
    assert search.outcome.startswith("The game was found in “capture”, with 12 stars (")
    assert looks == [("webcam", 1), ("dead", 1), ("capture", 1), ("capture", STILLS - 1)]
    crop = search.found[0].sighting.crop
    assert max(abs(a - b) for a, b in zip(crop, pictures.crop(), strict=True)) <= 3


def test_other_sources_are_looked_at_where_those_shown_have_none(reader):
    shown = {"webcam": pictures.game(None), "capture": pictures.game(12), "scene": pictures.game(12)}
    search, _ = run([["webcam"], ["capture"], ["scene"]], reader, shown)
    assert labels(search) == ["capture: 12 stars"]
    assert (search.total, search.done) == (3, 2)


def test_several_are_listed(reader):
    shown = {"Capture card": pictures.game(12), "Replay": pictures.game(1)}
    search, _ = run([["Capture card", "Replay"]], reader, shown)
    assert labels(search) == ["Capture card: 12 stars", "Replay: 1 star"]
    assert not search.has_found
    assert "press the one" in search.outcome


def test_a_counter_that_goes_while_it_is_looked_at_is_taken_all_the_same(reader):
    stills = iter([pictures.game(12), *[pictures.game(None)] * 3])
    search, _ = run([["capture"]], reader, {"capture": stills})
    assert labels(search) == ["capture: 12 stars"]


def test_where_there_is_none_it_is_told_what_to_do(reader):
    search, _ = run([["webcam"], ["dead"]], reader, {"webcam": pictures.game(None)})
    assert search.outcome.startswith("No source shows a star counter: press “Find the game” while")
    search, looks = run([[], [], []], reader, {})
    assert search.outcome.startswith("There is no source with a picture: add one")
    assert looks == []


def test_counters_of_others_are_left_to_them(reader):
    left, right = pictures.crop(), pictures.crop(left=640)
    search, _ = run([["race"]], reader, {"race": RACE}, {"race": [left]})
    assert labels(search) == ["race: 71 stars"]
    search, _ = run([["race"]], reader, {"race": RACE}, {"race": [left, right]})
    assert labels(search) == []


def test_it_can_be_stopped_before_and_while_it_runs(reader):
    search = GameSearch([["capture"]], reader, {})
    search.stop()
    search.run()
    assert (search.outcome, search.found) == ("Looking for the game was stopped.", [])

    shown = {"one": pictures.game(5), "two": pictures.game(6)}
    search = GameSearch([["one", "two"]], reader, {})

    class Stopping(Ticks):
        def _take(self, source, shooting):
            if source == "two":
                search.stop()
            super()._take(source, shooting)

    Stopping(search, shown).run()
    assert (search.outcome, search.found) == ("Looking for the game was stopped.", [])


class Failing(Reader):
    def __init__(self, error):
        super().__init__()
        self.error = error

    def probabilities(self, crops):
        raise self.error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Problem("The model is gone."), "The model is gone."),
        (ValueError("x"), "Looking for the counter failed (ValueError('x'))"),
    ],
)
def test_what_fails_is_told(error, told):
    search, _ = run([["capture"]], Failing(error), {"capture": pictures.game(12)})
    assert search.outcome.startswith(told)
    assert not search.has_found


def test_the_game_is_chosen_in_the_settings(reader):
    search, _ = run([["capture"]], reader, {"capture": pictures.game(12)})
    (game,) = search.found
    before = saved_values.settings({"left_1": "x", "lives_1": "y"}).players[0]
    after = game.chosen_in(before)
    assert before.problem and before.place_problem
    assert after.source == "capture" and after.crop == game.sighting.crop
    assert not after.problem and not after.place_problem
    assert isinstance(after.places.lives, Rect)

"""When a counter is looked for unasked, and what comes of a search: on a tick's clock, with real searches."""

import numpy as np
import pytest

from star_counter.hud import Rect
from star_counter.obs.bridge.capture import Picture, places
from star_counter.obs.finding.finder import MOVED, Finder
from star_counter.obs.finding.search import STILLS, has_moved
from star_counter.reading.reader import Reader
from tests import pictures

SIZE = (640, 480)
CROP = pictures.crop()
ELSEWHERE = Rect(100, 300, 97, 54)


@pytest.fixture(scope="module")
def reader():
    return Reader()


def due(finder, times, keeps_found=False):
    """At which of the times it is time to look."""
    return [time for time in times if finder.is_due(time, keeps_found)]


def run(finder, reader, picture, taken=(), is_asked=False):
    """Has a search run on stills that all show the picture."""
    search = finder.begin_search(reader, taken, is_asked)
    shooting = finder._shootings[-1]
    height, width = picture.shape[:2]
    rgba = np.dstack([picture, np.full((height, width), 255, np.uint8)])
    for _ in range(STILLS):
        shooting._taken.put(Picture((width, height), rgba.tobytes(), width * 4, places([(width, height)])))
    search.run()
    return search


def test_a_counter_that_is_lost_is_looked_for_once():
    finder = Finder()
    finder.counter_seen(100.0)
    assert due(finder, range(100, 1000)) == [115]


def test_nothing_is_looked_for_before_a_counter_was_seen():
    assert due(Finder(), range(1000)) == []


def test_a_counter_to_be_kept_found_is_looked_for_ever_more_rarely(reader):
    finder = Finder()
    times = []
    for now in range(1200):
        if finder.is_due(now, True):
            times.append(now)
            run(finder, reader, pictures.game(None))
            assert finder.found(CROP, True) is None
    assert times == [15, 30, 60, 120, 240, 480, 720, 960]


def test_a_source_of_another_size_is_searched_soon():
    finder = Finder()
    finder.counter_seen(100.0)
    finder.resized(101.0)
    assert due(finder, range(101, 200)) == [103]


def test_a_counter_that_is_still_read_after_resizing_may_be_hidden_as_long_as_ever():
    finder = Finder()
    finder.resized(100.0)
    finder.counter_seen(101.0)
    finder.counter_seen(110.0)
    assert due(finder, range(110, 200)) == [125]


def test_a_counter_that_moved_is_told_and_no_longer_when_it_is_seen(reader):
    finder = Finder()
    finder.counter_seen(100.0)
    assert finder.is_due(115.0, False)
    run(finder, reader, pictures.game(5))
    assert finder.found(ELSEWHERE, False) is None
    assert finder.notice == MOVED
    finder.counter_seen(120.0)
    assert finder.notice == ""


class Troubled(Reader):
    """A reader in which numpy has something to warn of."""

    def probabilities(self, crops):
        assert np.isnan(np.zeros(1) / np.zeros(1))
        return super().probabilities(crops)


def test_what_numpy_warns_of_ends_no_search():
    search = run(Finder(), Troubled(), pictures.game(5), is_asked=True)
    assert "with 5 stars" in search.outcome


def test_a_counter_that_is_to_be_kept_found_is_followed(reader):
    finder = Finder()
    finder.counter_seen(100.0)
    assert finder.is_due(115.0, True)
    run(finder, reader, pictures.game(5))
    assert not has_moved(finder.found(ELSEWHERE, True).crop, CROP)


def test_a_search_changes_nothing_where_the_counter_is_back(reader):
    finder = Finder()
    finder.counter_seen(100.0)
    assert finder.is_due(115.0, True)
    run(finder, reader, pictures.game(5))
    finder.counter_seen(115.5)
    assert not finder.is_due(116.0, True)
    assert finder.found(ELSEWHERE, True) is None


def test_a_search_leaves_out_the_counters_of_others(reader):
    race = np.concatenate([pictures.game(43), pictures.game(71)], axis=1)
    finder = Finder()
    for taken in (pictures.crop(), pictures.crop(left=SIZE[0])):
        run(finder, reader, race, [taken], is_asked=True)
        assert has_moved(taken, finder.found(taken, False).crop)
    run(finder, reader, race, [pictures.crop(), pictures.crop(left=SIZE[0])], is_asked=True)
    assert finder.found(CROP, False) is None
    assert "No star counter was found" in finder.outcome


def test_what_was_asked_for_is_told():
    finder = Finder()
    search = finder.begin_search(None, (), is_asked=True)
    assert finder.progress == 0
    finder.stop()
    search.run()
    assert finder.found(CROP, False) is None
    assert "stopped" in finder.outcome
    assert finder.progress is None

"""Events as they are written and told."""

import pytest

from star_counter.tracking.event import Event


def test_an_event_is_written_with_what_its_kind_has():
    assert Event("black", 304, 10.12345).as_dict() == {"event": "black", "frame": 304, "time": 10.123}
    end = Event("black_end", 310, 10.3333, first=304, last=309)
    assert end.as_dict() == {"event": "black_end", "frame": 310, "time": 10.333, "first": 304, "last": 309}
    star = Event("star", 62, 2.0667, 7, 8, sure=0.987654, decided=64, readings=3)
    assert star.as_dict() == {
        "event": "star",
        "frame": 62,
        "time": 2.067,
        "from": 7,
        "to": 8,
        "sure": 0.9877,
        "decided": 64,
        "readings": 3,
    }
    set_by_hand = Event("count", 0, 0.0, None, 7).as_dict()
    died = Event("died", 900, 30.0, sure=0.99999, decided=980, lives=3, rests_on=("lives", "fade"))
    assert died.as_dict() == {
        "event": "died",
        "frame": 900,
        "time": 30.0,
        "sure": 1.0,
        "decided": 980,
        "lives": 3,
        "rests_on": ["lives", "fade"],
    }
    castle = Event("star", 62, 2.0, 7, 8, coins=0, where="castle").as_dict()
    assert (castle["coins"], castle["where"], castle["sure"]) == (0, "castle", None)
    assert (set_by_hand["from"], set_by_hand["to"], set_by_hand["sure"]) == (None, 7, None)


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Event("star", 62, 2.0667, 7, 8), "star 7 → 8"),
        (Event("star", 62, 2.0667, 7, 8, where="castle"), "star 7 → 8 in the castle"),
        (Event("star", 62, 2.0667, 7, 8, coins=1, where="course"), "star 7 → 8 in a course with 1 coin"),
        (Event("star", 62, 2.0667, 7, 8, coins=57), "star 7 → 8 with 57 coins"),
        (Event("count", 62, 2.0667, 7, 70), "count 70"),
        (Event("reset", 62, 2.0667, 7, 0), "reset 0"),
        (Event("vanished", 62, 2.0667), "counter gone"),
        (Event("appeared", 62, 2.0667), "counter back"),
        (Event("logo", 62, 2.0667), "start-up logo"),
        (Event("started", 62, 2.0667), "run started"),
        (Event("entered", 62, 2.0667), "course entered"),
        (Event("left", 62, 2.0667), "course left"),
        (Event("died", 62, 2.0667), "died"),
        (Event("died", 62, 2.0667, lives=3), "died, 3 lives left"),
        (Event("died", 62, 2.0667, lives=1), "died, 1 life left"),
        (Event("extra_life", 62, 2.0667, lives=5), "extra life, 5 lives now"),
        (Event("game_over", 62, 2.0667, lives=0), "game over"),
        (Event("coins", 62, 2.0667, coins=100), "100 coins"),
        (Event("cutscene", 62, 2.0667), "cutscene"),
        (Event("cutscene_end", 62, 2.0667), "cutscene over"),
        (Event("key", 62, 2.0667), "key"),
        (Event("grand_star", 62, 2.0667), "grand star"),
        (Event("no_grand_star", 62, 2.0667), "no grand star after all"),
        (Event("black", 62, 2.0667), "black screen"),
        (Event("white_full", 62, 2.0667), "white screen full"),
        (
            Event("white_end", 62, 2.0667, first=50, last=61),
            "white screen over, it was on frames 50 to 61",
        ),
    ],
)
def test_an_event_in_words(event, text):
    assert event.text == text
    assert str(event) == f"{text} (frame 62, 2.07 s)"


def test_the_menus_after_a_game_over_last_until_the_counter_is_seen():
    black, over = Event("black", 1, 0.1), Event("game_over", 1, 0.1)
    for was_in_menu in (False, True):
        assert over.is_in_menu(was_in_menu) is True
        assert black.is_in_menu(was_in_menu) is was_in_menu
        for seen in (Event("count", 1, 0.1, None, 0), Event("started", 1, 0.1), Event("appeared", 1, 0.1)):
            assert seen.is_in_menu(was_in_menu) is False

"""The page of a whole run's journal: its time, its films, deaths and places, and the splits of it."""

import json
import re
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta, timezone
from html import unescape

import numpy as np
import pytest

from star_counter.journal import parsing
from star_counter.journal.files import JOURNAL
from star_counter.journal.film import Film
from star_counter.journal.page import page
from star_counter.journal.retimed import attempt
from star_counter.journal.summary import stays
from star_counter.journal.writer import Journal
from star_counter.problem import Problem
from star_counter.splitting.route import AT_ONCE, Route, Split
from star_counter.splitting.splitter import Action
from star_counter.tracking.event import Event, Moment
from tests.cli.real_browser import CHROMIUM, Page

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=timezone.utc)
NAMES = ("One", "Key", "Grand Star")
START = 20.0  # seconds of the journal's time at the logo: the run's 0:01.33


def event(kind, time, **fields):
    """An event so many seconds after the logo's first frame."""
    frame = round((START + time) * 60)
    return Event(kind, frame, round(frame / 60, 3), decided=frame + 3, sure=0.999, **fields)


LOGO = event("logo", 0)
STAR = event("star", 100, from_count=0, to_count=1, readings=2, where="course", coins=12)
KEY = event("key", 200, rests_on=("camera", "coins"))
GRAND_STAR = event("grand_star", 300, rests_on=("camera",))
EVENTS = (
    LOGO,
    event("started", 48),
    event("count", 48, to_count=0, readings=2),
    event("entered", 60),
    event("died", 80, lives=3, rests_on=("lives", "fade")),
    event("left", 82),
    event("entered", 90),
    event("coins", 95, coins=100),
    STAR,
    event("left", 105),
    event("cutscene", 106),
    event("cutscene_end", 108.5),
    event("entered", 150),
    KEY,
    event("extra_life", 210, lives=4),
    GRAND_STAR,
    event("black_full", 325),
)
SPLITS = {STAR: 0, KEY: 1, GRAND_STAR: 2}


def film(of, before, after):
    frames = range(of.frame - round(before * 60), of.frame + round(after * 60) + 1)
    pictures = tuple(np.full((120, 160, 4), frame % 256, np.uint8) for frame in frames)
    return Film(of, tuple(Moment(frame, frame / 60) for frame in frames), pictures)


def write(folder, events=EVENTS, films=True):
    """The journal of a whole run: its folder."""
    at = [NOON]
    journal = Journal(folder, "Ann", now=lambda: at[0])
    journal.follow(Route("whole", tuple(Split(name, 0, AT_ONCE) for name in NAMES)))
    for one in events:
        at[0] = NOON + timedelta(seconds=one.time)
        journal.event(one, None, 0.9)
        if one in SPLITS:
            name = NAMES[SPLITS[one]]
            journal.action(Action("split", SPLITS[one], one, one.time, f"{name}: {one.text}"), None)
        if films and one in (LOGO, GRAND_STAR):
            journal.film(film(one, 0.5, 0.3) if one is LOGO else film(one, 2, 0.1))
    journal.close()
    (run,) = folder.iterdir()
    return run


@pytest.fixture
def run(tmp_path):
    return write(tmp_path / "journal")


def shown(folder):
    seen = parsing.read(folder)
    return page(seen, attempt(seen))


def rows(text):
    """Of each row its kind, its time, and its texts."""
    found = re.findall(r'<li id="r\d+" class="(\w+)">\n<time[^>]*>([^<]*)</time>(.*?)</li>', text, re.DOTALL)
    return [
        (kind, time, " ".join(unescape(re.sub("<[^>]*>", " ", rest)).split())) for kind, time, rest in found
    ]


def test_times_count_from_the_logo(run):
    text = shown(run)
    assert '<p class="time" id="time">5:01.33</p>' in text
    assert "to the camera's cross, up to 1.5 s after the star burst" in unescape(text)
    found = rows(text)
    logo = "first on frame 1200 · decided on frame 1203, 0.05 s later · 99.90 % sure"
    assert found[0] == ("change", "0:01.33", f"Start-up logo {logo}")
    assert ("split", "1:41.33") in [row[:2] for row in found]


def test_every_event_of_a_run_is_on_the_timeline(run):
    found = [(kind, time, text.partition(" first on frame")[0]) for kind, time, text in rows(shown(run))]
    for row in (
        ("change", "0:49.33", "Run started"),
        ("place", "1:01.33", "Course entered"),
        ("death", "1:21.33", "Died, 3 lives left"),
        ("place", "1:23.33", "Course left"),
        ("prize", "1:36.33", "100 coins"),
        ("star", "1:41.33", "Star 0 → 1 in a course with 12 coins"),
        ("prize", "3:21.33", "Key"),
        ("prize", "3:31.33", "Extra life, 4 lives now"),
    ):
        assert row in found
    died = next(text for kind, _, text in rows(shown(run)) if kind == "death")
    assert died.endswith("by lives, fade")
    cutscene = next(text for _, _, text in rows(shown(run)) if text.startswith("Cutscene"))
    assert cutscene.startswith("Cutscene 2.50 s · first on frame 7560")


def test_what_was_decided_late_stands_where_it_was(tmp_path):
    left, died = event("left", 82), event("died", 80, lives=3)
    events = (LOGO, event("entered", 60), left, died, GRAND_STAR, KEY)
    found = rows(shown(write(tmp_path / "journal", events)))
    kinds = ("place", "death", "prize")
    titles = [text.partition(" first on")[0] for kind, _, text in found if kind in kinds]
    assert titles[:4] == ["Course entered", "Died, 3 lives left", "Course left", "Key"]
    # A key before it is no sign that the game went on.
    assert any("not confirmed" in text for _, _, text in found)


def test_the_head_tells_what_the_run_came_to(run):
    facts = dict(re.findall("<dt>([^<]*)</dt><dd>([^<]*)</dd>", shown(run)))
    assert (facts["Deaths"], facts["100 coins"], facts["Splits"], facts["Stars"]) == ("1", "1×", "3", "0 → 1")
    assert (facts["In courses"], facts["In the castle"]) == ("3:07", "1:05")


def test_where_mario_was_is_on_the_line(run):
    seen = parsing.read(run)
    places = [(stay.place, round(stay.begin), round(stay.end)) for stay in stays(seen, START)]
    assert places == [
        ("castle", 48, 60),
        ("course", 60, 82),
        ("castle", 82, 90),
        ("course", 90, 105),
        ("castle", 105, 150),
        ("course", 150, 300),
    ]
    assert shown(run).count('<span class="course" style') == 3


OVER = (
    event("count", 48, to_count=0, readings=2),
    event("entered", 60),
    event("game_over", 80, lives=0),
    event("black", 81),
    event("appeared", 130),
    event("entered", 150),
    event("died", 170, lives=3),
    event("left", 172),
)


def test_a_game_over_is_a_death_and_after_it_mario_is_nowhere_until_the_counter_is_back(tmp_path):
    folder = write(tmp_path / "journal", OVER)
    places = [(stay.place, round(stay.begin), round(stay.end)) for stay in stays(parsing.read(folder), START)]
    assert places == [("castle", 48, 60), ("course", 60, 80), ("castle", 130, 150), ("course", 150, 172)]
    facts = dict(re.findall("<dt>([^<]*)</dt><dd>([^<]*)</dd>", shown(folder)))
    assert (facts["Deaths"], facts["In courses"], facts["In the castle"]) == ("2", "0:42", "0:32")


def test_where_mario_was_before_a_game_over_that_comes_first_is_not_known(tmp_path):
    alone = write(tmp_path / "alone", (OVER[0], *OVER[2:5]))
    assert stays(parsing.read(alone), START) == []
    first = write(tmp_path / "first", (OVER[0], *OVER[2:]))
    places = [(stay.place, round(stay.begin)) for stay in stays(parsing.read(first), START)]
    assert places == [("castle", 130), ("course", 150)]


def test_without_places_there_is_no_band(tmp_path):
    run = write(tmp_path / "journal", (LOGO, STAR))
    assert stays(parsing.read(run), 0.0) == []
    assert "<span" not in shown(run)


@pytest.mark.parametrize(
    ("after", "note"),
    [
        ((event("black_full", 325),), "confirmed: black screen full on frame 20700"),
        ((), "not confirmed: the journal ends before the picture is black"),
        (
            (event("black", 310), event("died", 311, lives=2)),
            "not the end after all: the game went on (died, 2 lives left on frame 19860), so a recording "
            "tells another end",
        ),
        (
            (event("black", 310), event("game_over", 311, lives=0)),
            "not the end after all: the game went on (game over on frame 19860), so a recording tells "
            "another end",
        ),
        (
            (event("black_full", 325), event("no_grand_star", 330)),
            "not the end after all: the game went on (no grand star after all on frame 21000)",
        ),
    ],
)
def test_what_came_after_the_grand_star_is_told(tmp_path, after, note):
    run = write(tmp_path / "journal", (LOGO, GRAND_STAR, *after))
    (text,) = [text for kind, _, text in rows(shown(run)) if kind == "prize"]
    assert note in text
    assert "the camera's cross: up to 1.5 s after the star burst, where time ends by the rules" in text


def test_the_run_s_time_is_that_of_the_grand_star_that_was_one(tmp_path):
    second = event("grand_star", 400, rests_on=("camera",))
    none = write(tmp_path / "none", (LOGO, GRAND_STAR, event("no_grand_star", 330)))
    assert 'id="time"' not in shown(none)
    after = write(tmp_path / "after", (LOGO, GRAND_STAR, event("no_grand_star", 330), second))
    assert '<p class="time" id="time">6:41.33</p>' in shown(after)


def test_films_are_on_the_page_and_only_their_own_script_may_run(run):
    text = shown(run)
    assert text.count("<script>") == 1
    assert text.count("data:image/jpeg") == 49 + 127
    assert "script-src 'sha256-" in text
    without = write(run.parent.parent / "other", films=False)
    assert "<script>" not in shown(without) and "script-src" not in shown(without)


def test_a_damaged_film_is_left_out(run):
    (run / "0001_logo.mjpeg").write_bytes(b"no film")
    assert shown(run).count("data:image/jpeg") == 127
    (run / "0002_grand_star.mjpeg").unlink()
    assert "data:image/jpeg" not in shown(run)


def test_the_frames_that_are_told_count(run, report):
    report(run, "--logo", 1202, "--end", GRAND_STAR.frame - 48)
    text = (run / "journal.html").read_text()
    assert '<p class="time" id="time">5:00.50</p>' in text  # 0.033 and 0.8 s less
    assert f"to the star's burst on frame {GRAND_STAR.frame - 48}" in unescape(text)
    out, _ = report(run, "--logo", 1202, "--end", GRAND_STAR.frame - 48, "--to", "lss")
    file = ElementTree.fromstring(out)
    assert [segment.findtext("Name") for segment in file.find("Segments")] == list(NAMES)
    attempts = file.find("AttemptHistory")
    assert [one.findtext("RealTime")[:11] for one in attempts] == ["00:05:00.49"]
    assert attempts[0].get("started") == "07/01/2026 12:00:20"
    assert report(run, "--to", "chapters")[0] == "0:00 One\n1:41 Key\n3:21 Grand Star\n"


def test_without_a_logo_time_counts_by_the_first_counter(run, report, tmp_path):
    out, _ = report(run, "--counter-at", 46.54, "--to", "lss")
    assert "<RealTime>00:04:58.5400000</RealTime>" in out
    report(run, "--counter-at", 46.54, "--out", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text()
    assert 'data-counter-at=" --counter-at 46.54"' in text
    assert "from the first counter, at which the timer shows 46.54 s" in text


def test_the_last_logo_before_the_counter_is_the_start(tmp_path):
    run = write(tmp_path / "journal", (event("logo", -10), *EVENTS), films=False)
    assert '<p class="time" id="time">5:01.33</p>' in shown(run)


def test_an_old_journal_has_the_names_of_what_was_split(run, report):
    lines = [json.loads(line) for line in (run / JOURNAL).read_text().splitlines()]
    del lines[0]["splits"]
    lines = [line for line in lines if line.get("split") != 1]
    (run / JOURNAL).write_text("\n".join(map(json.dumps, lines)))
    file = ElementTree.fromstring(report(run, "--to", "lss")[0])
    assert [segment.findtext("Name") for segment in file.find("Segments")] == ["One", "Split 2", "Grand Star"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--end", "5"], "--end 5: the film of the grand star has frames 19080 to 19206: give one of them."),
        (["--logo", "1300"], "--logo 1300: the film of the logo has frames 1170 to 1218: give one of them."),
        (["--to", "lss", "--open"], "--to and --open exclude each other: give one of them."),
    ],
)
def test_what_is_wrong_is_told(run, report, arguments, told):
    with pytest.raises(Problem) as problem:
        report(run, *arguments)
    assert str(problem.value) == told


def test_an_end_before_another_split_is_told(tmp_path, report):
    """The film is of a cross that was none; the key came after it."""
    events = (LOGO, event("count", 48, to_count=0, readings=2), STAR, GRAND_STAR, event("no_grand_star", 330))
    late = event("key", 400, rests_on=("camera", "coins"))
    run = write(tmp_path / "journal", (*events, late))
    lines = [json.loads(line) for line in (run / JOURNAL).read_text().splitlines()]
    key = {"type": "action", "action": "split", "split": 1, "time": late.time, "reason": "Key: the key"}
    (run / JOURNAL).write_text("\n".join(map(json.dumps, [*lines, key])))
    told = f"--end: on frame {GRAND_STAR.frame} the run had not come to “Key” yet"
    with pytest.raises(Problem, match=told):
        report(run, "--end", GRAND_STAR.frame)


def test_a_run_without_a_film_or_splits_says_so(tmp_path, report):
    run = write(tmp_path / "journal", (LOGO,), films=False)
    with pytest.raises(Problem, match="this run's journal has no film of the grand star: leave --end out"):
        report(run, "--end", 5)
    lines = [json.loads(line) for line in (run / JOURNAL).read_text().splitlines()]
    del lines[0]["splits"]
    (run / JOURNAL).write_text("\n".join(map(json.dumps, lines)))
    with pytest.raises(Problem, match="This run has no splits"):
        report(run, "--to", "lss")


@pytest.fixture
def browser(run, report, tmp_path):
    """Opens the page, as made with some options, in a real browser."""
    opened = []

    def browser(*options):
        report(run, *options)
        opened.append(Page(run / "journal.html", tmp_path / f"profile {len(opened)}"))
        return opened[-1]

    yield browser
    for one in opened:
        one.close()


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium")
def test_a_marked_frame_tells_the_time_and_the_command(run, browser, report):
    shown = browser()
    command = f"star-counter report {run.name}"
    assert shown.text("#command") == f"{command} --to lss --out run.lss"
    burst = GRAND_STAR.frame - 48
    shown.click(f"[data-frame='{burst}']")
    shown.click("[data-kind=logo] [data-step='1']")
    shown.click("[data-kind=logo] [data-step='1']")
    assert (shown.text("#time"), shown.text("#told")) == ("5:00.50", f"to the star's burst on frame {burst}")
    assert shown.text("#command") == f"{command} --logo 1202 --end {burst} --to lss --out run.lss"
    assert shown.text("[data-kind=grand_star] .frame") == f"frame {burst}"
    shown.click(f"[data-frame='{GRAND_STAR.frame}']")
    assert shown.text("#told") == "to the camera's cross, up to 1.5 s after the star burst"


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium")
def test_what_was_told_is_still_marked(run, browser):
    burst = GRAND_STAR.frame - 48
    shown = browser("--logo", 1202, "--end", burst)
    assert (shown.text("#time"), shown.text("#told")) == ("5:00.50", f"to the star's burst on frame {burst}")
    command = f"star-counter report {run.name} --logo 1202 --end {burst} --to lss --out run.lss"
    assert shown.text("#command") == command
    shown.click("[data-kind=logo] [data-step='-1']")
    assert shown.text("#time") == "5:00.51"  # 1201 is 20.017 s


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium")
def test_the_first_counter_stays_what_time_counts_from(run, browser):
    shown = browser("--counter-at", 46.54)
    shown.click(f"[data-frame='{GRAND_STAR.frame - 60}']")
    assert shown.text("#time") == "4:57.54"
    assert f" --counter-at 46.54 --end {GRAND_STAR.frame - 60} " in shown.text("#command")

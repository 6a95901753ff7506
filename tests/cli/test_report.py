"""The command `star-counter report`, and the page that it makes."""

import base64
import json
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from html import unescape
from html.parser import HTMLParser

import numpy as np
import pytest

from star_counter.journal import files as journal_files
from star_counter.journal import page as journal_page
from star_counter.journal import parsing
from star_counter.journal.files import JOURNAL, PAGE
from star_counter.journal.retimed import attempt
from star_counter.journal.writer import Journal
from star_counter.problem import Problem
from star_counter.splitting.route import AT_ONCE, Condition, Route, Split
from star_counter.splitting.splitter import Splitter
from star_counter.timers.protocol import Command, Outcome, Report
from star_counter.tracking.event import Event
from tests import posix

ROUTE = Route(
    "4 & more",
    (
        Split("Start", 0, AT_ONCE),
        Split("Castle: Lobby <1>", 1, Condition("black", 1), delay=0.5),
        Split("Skipped", 2, Condition("white", 9)),
        Split("End", 3, AT_ONCE),
    ),
)
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))


def count(kind, frame, before, after):
    return Event(kind, frame, frame / 30, before, after, 0.98765, frame + 3, 2)


EVENTS = (
    count("reset", 300, 5, 0),
    count("star", 900, 0, 1),
    Event("black", 1200, 40.0),
    Event("black_full", 1206, 40.2),
    Event("black_end", 1230, 41.0, first=1200, last=1229),
    Event("appeared", 1236, 41.2),
    count("star", 1800, 1, 2),
    count("count", 2100, 2, 1),
    count("count", 2400, 1, 3),
)


@pytest.fixture
def folder(tmp_path):
    """The journal of a short run, written as the worker does it: the folder of all runs."""
    at = [NOON]
    journal = Journal(tmp_path / "journal", "Ann <b>", now=lambda: at[0])
    journal.follow(ROUTE)
    splitter = Splitter(ROUTE)
    splitter.update([count("count", 30, None, 5)])  # of the run before
    for event in EVENTS:
        at[0] = NOON + timedelta(seconds=event.time)
        crop = np.random.default_rng(event.frame).integers(0, 256, (40, 67, 3), np.uint8)
        journal.event(event, crop, 0.4321)
        for action in splitter.update([event]):
            journal.action(action, crop)
            reason = action.reason
            text = f"LiveSplit: {action.kind} ({reason}): carried out."
            journal.report(Report(text, Command(action.kind), reason, Outcome.CARRIED_OUT, 0.01))
    journal.report(Report("LiveSplit is gone: <start it>."))
    journal.close()
    return tmp_path / "journal"


@pytest.fixture
def run_folder(folder):
    (run,) = folder.iterdir()
    return run


def page(run):
    seen = parsing.read(run)
    return journal_page.page(seen, attempt(seen))


def lines(run):
    return [json.loads(line) for line in (run / JOURNAL).read_text().splitlines()]


class Rows(HTMLParser):
    """The rows of a page as (class, text), and every tag and attribute."""

    def __init__(self, page):
        super().__init__()
        self.rows, self.tags, self.attributes = [], set(), set()
        self.is_in_row = False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.add(tag)
        self.attributes |= set(attributes)
        if tag == "li" and "id" in attributes:
            self.rows.append([attributes["class"], ""])
            self.is_in_row = True

    def handle_endtag(self, tag):
        self.is_in_row = self.is_in_row and tag != "li"

    def handle_data(self, data):
        if self.is_in_row:
            self.rows[-1][1] += f"{data} "


def rows(run):
    return [(kind, " ".join(text.split())) for kind, text in Rows(page(run)).rows]


def test_the_page_is_written_into_the_run(report, folder, run_folder):
    for given_ in (folder, run_folder):
        out, problems = report(given_)
        assert (out, problems) == (f"{run_folder / PAGE}\n", [])
        assert (run_folder / PAGE).read_text(encoding="utf-8") == page(run_folder)


def test_the_page_is_written_elsewhere(report, folder, run_folder, tmp_path):
    out, _ = report(folder, "--out", tmp_path / "ann.html")
    assert out == f"{tmp_path / 'ann.html'}\n"
    assert (tmp_path / "ann.html").read_text(encoding="utf-8") == page(run_folder)
    assert not (run_folder / PAGE).exists()


@pytest.mark.parametrize("name", ["a link", "a link to nothing", "a file", "a page of others"])
def test_what_is_no_page_of_ours_is_not_overwritten(report, folder, run_folder, tmp_path, name):
    page_, victim = run_folder / PAGE, tmp_path / "victim"
    if "link" in name:
        posix.link(page_, victim)
    if name == "a link":
        victim.write_text(f"{journal_files.FIRST_LINE}\nmine")
    elif "link" not in name:
        page_.write_text("" if name == "a file" else "<!DOCTYPE html>\n<p>mine")
    before = page_.is_symlink(), victim.exists() and victim.read_text(), page_.exists() and page_.read_text()
    told = f"{page_} is there and no page of the star counter: give --out the name of another."
    with pytest.raises(Problem, match=f"^{re.escape(told)}$"):
        report(folder)
    assert before == (
        page_.is_symlink(),
        victim.exists() and victim.read_text(),
        page_.exists() and page_.read_text(),
    )
    report(folder, "--out", tmp_path / "other.html")


def test_the_newest_run_is_taken(report, folder, run_folder):
    newer = folder / "2026-07-02_080000_Bob"
    newer.mkdir()
    (newer / JOURNAL).write_bytes((run_folder / JOURNAL).read_bytes())
    assert report(folder)[0] == f"{newer / PAGE}\n"


def test_the_page_is_shown(report, folder, run_folder, monkeypatch):
    shown = []
    monkeypatch.setattr("webbrowser.open", lambda url: bool(shown.append(url)))
    _, problems = report(folder, "--open")
    assert shown == [(run_folder / PAGE).as_uri()]
    assert str(problems[0]) == f"There is no browser that can be started: open {run_folder / PAGE} yourself."


def test_the_page_needs_nothing_else(run_folder):
    text = page(run_folder)
    parsed = Rows(text)
    assert not parsed.tags & {"script", "link", "iframe", "object", "base"}
    assert not {name for name in parsed.attributes if name.startswith("on")}
    assert "http:" not in text and "https:" not in text and "url(" not in text
    assert set(re.findall(r'src="(\w+:[^,]*),', text)) == {"data:image/png;base64"}


def test_the_header_tells_the_run(run_folder):
    header = page(run_folder).partition("<header>")[2].partition("</header>")[0]
    assert "<h1>Ann &lt;b&gt;</h1>" in header
    for fact in ("2026-07-01, 12:00", "4 &amp; more", "1:10", "0 → 3", "3 (1 skipped)"):
        assert f"<dd>{fact}</dd>" in header
    assert "told" not in header


def test_every_reason_and_every_picture_is_on_the_page(run_folder):
    text = unescape(page(run_folder))
    for line in lines(run_folder):
        if line["type"] == "action":
            assert all(part in text for part in line["reason"].rpartition(": "))
        if line["type"] == "timer" and "reason" not in line:
            assert line["text"] in text
    pictures = sorted(run_folder.glob("*.png"))
    assert len(pictures) == 6
    for picture in pictures:
        assert base64.b64encode(picture.read_bytes()).decode() in text


def test_a_split_says_why(run_folder):
    _, split, *_ = (text for kind, text in rows(run_folder) if kind == "split")
    assert split == (
        "0:30.50 1 star frame 903 black screen frame 1200 Split 2: Castle: Lobby <1> "
        "1 star, then the 1st black screen "
        "because of: black screen (frame 1200), first shown at 0:30.00 · 43.21 % sure of the count · "
        "due 0.5 s later, as the route says"
    )


def test_a_split_says_why_where_more_happened_on_its_frame(tmp_path):
    journal = Journal(tmp_path, "Ann", now=lambda: NOON)
    splitter = Splitter(ROUTE)
    events = [count("star", 900, 0, 1), Event("black", 903, 30.1), Event("black_full", 903, 30.1)]
    for event in events:
        journal.event(event, None, 0.4321)
    (action,) = splitter.update([count("count", 0, None, 0), *events])[1:]
    journal.action(action, np.zeros((40, 67, 3), np.uint8))
    journal.close()
    (run,) = tmp_path.iterdir()
    assert "43.21 % sure of the count" in dict(rows(run))["split"]


def test_a_star_says_how_sure_it_was_and_when(run_folder):
    star, *_ = (text for kind, text in rows(run_folder) if kind == "star")
    assert star == (
        "0:20.00 1 star frame 903 Star 0 → 1 first on frame 900 · decided on frame 903, 0.10 s later · "
        "2 sure pictures by then · 98.77 % sure"
    )


def test_a_screen_is_one_row_until_its_end(run_folder):
    screens = [text for kind, text in rows(run_folder) if kind == "screen"]
    assert screens == [
        "0:30.00 black screen 1.00 s · frames 1200 to 1229 · all of the picture from frame 1206",
        "0:31.20 counter back frame 1236",
    ]


def test_other_rows_tell_what_happened(run_folder):
    found = rows(run_folder)
    others = [text for kind, text in found if kind in ("count", "change", "timer")]
    for row in (
        "0:00.00 0 stars frame 303 A new run: the counter is back at 0 first on frame 300 · decided on frame "
        "303, 0.10 s later · 2 sure pictures by then · 98.77 % sure",
        "0:00.00 Reset back at 0 stars because of: reset 0 (frame 300)",
        "0:30.00 LiveSplit: split: carried out. after 0.010 s",
        "1:10.00 LiveSplit is gone: <start it>.",
    ):
        assert row in others
    assert any(text.startswith("1:00.00 1 star frame 2103 Count 2 → 1 ") for text in others)


def test_without_jinja2_it_is_told_what_to_install(report, folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(Problem, match=r"needs one more package: run {2}python -m pip install jinja2"):
        report(folder)


def test_nothing_else_loads_jinja2():
    code = "import sys; from star_counter.cli import command; print('jinja2' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], encoding="utf-8") == "False\n"


def test_what_the_timer_did_not_do_is_marked(run_folder):
    with (run_folder / JOURNAL).open("a") as file:
        file.write(json.dumps({"type": "timer", "text": "LiveSplit: late", "outcome": "missed"}))
    assert '<i class="failed"></i>LiveSplit: late' in page(run_folder)
    assert '<i class="done"></i>LiveSplit: split: carried out.' in page(run_folder)


@pytest.mark.parametrize(
    "evil",
    [
        "\"'><script>alert(1)</script>&amp;",
        "<img src=x onerror=alert(1)>",
        "<b>Ann</b>",
        "{{ run }}{% raw %}",
    ],
)
def test_names_with_markup_are_text(tmp_path, evil):
    event = count("star", 30, 1, 2).as_dict()
    items = (
        {"type": "run", "player": evil, "route": evil, "at": evil},
        {"type": "event", "at": NOON.isoformat()} | event | {"picture": evil},
        {
            "type": "action",
            "action": "split",
            "split": 1,
            "time": 1,
            "reason": f"{evil}: {evil}",
            "event": event,
        },
        {"type": "timer", "text": evil, "command": evil, "outcome": evil, "reason": evil},
        {"type": "end", "text": evil},
    )
    (tmp_path / JOURNAL).write_text("\n".join(map(json.dumps, items)))
    text = page(tmp_path)
    parsed = Rows(text)
    assert not parsed.tags & {"script", "img", "b"}
    assert sum(evil in row for _, row in parsed.rows) == 3
    for element in ("title", "h1", "dd"):
        shown = re.findall(f"<{element}>([^<]*)</{element}>", text)
        assert evil in unescape(" ".join(shown))


def test_what_is_not_seen_in_a_name_is_written_out(tmp_path):
    evil, shown = "A\u202en\x1b[1m\0n\ud800", "A\\u202en\\x1b[1m\\x00n\\ud800"
    items = (
        {"type": "run", "player": evil, "route": evil},
        {"type": "action", "action": "split", "split": 1, "time": 1, "reason": f"{evil}: {evil}"},
        {"type": "timer", "text": evil},
    )
    (tmp_path / JOURNAL).write_text("\n".join(map(json.dumps, items)))
    text = page(tmp_path)
    assert text.count(shown) == 6
    text.encode()
    assert not set(text) & set("\u202e\x1b\0\ud800")


def test_lines_that_cannot_be_read_are_counted(run_folder):
    before = rows(run_folder)
    whole = (run_folder / JOURNAL).read_bytes()
    others = (
        b"\xff\xfe",
        b"{}",
        b"[]",
        b"12",
        b"null",
        b'{"type": "event"}',
        b'{"type": "action", "action": "split"}',
        b'{"type": "event", "event": "star", "frame": 1, "time": 1, "to": 4}',
        b'{"type": "event", "event": "black", "frame": NaN, "time": 1e999}',
        b'{"type": "timer", "text": 3}',
        b'{"type": "event", "event": "st',
    )
    damaged = b"\n".join(others[:5]) + b"\n\n" + whole + b"\n".join(others[5:])
    (run_folder / JOURNAL).write_bytes(damaged)
    assert rows(run_folder) == before
    assert f"{len(others)} lines of the journal could not be read" in page(run_folder)


@pytest.mark.parametrize(
    "name",
    ["../secret.png", "/etc/hostname", "0001_star.png/../0001_star.png", "secret.png", "0009_star.png"],
)
def test_a_page_shows_no_other_files(run_folder, name):
    secret = b"\x89PNG\r\n\x1a\nsecret"
    (run_folder.parent / "secret.png").write_bytes(secret)
    (run_folder / "secret.png").write_bytes(secret)
    (run_folder / "0009_star.png").write_bytes(b"no picture")
    event = {"type": "event", "picture": name} | count("star", 30, 1, 2).as_dict()
    (run_folder / JOURNAL).write_text(json.dumps(event))
    assert "<img" not in page(run_folder)


def test_a_missing_picture_is_left_out(run_folder):
    count_ = page(run_folder).count("<img")
    for picture in run_folder.glob("*_star.png"):
        picture.unlink()
    assert 0 < page(run_folder).count("<img") < count_


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none"], r"none cannot be opened \(.*\): give the folder of the journal\."),
        (["empty"], "There is no run in .*empty: switch the journal on"),
        (["journal", "--out", "journal/journal.jsonl"], r"journal.jsonl should end in \.html"),
        (["journal", "--out", "no/such/page.html"], "cannot be written"),
        (["damaged"], "There is nothing in .* that can be read"),
        (["a\0b"], "cannot be opened"),
    ],
)
def test_what_goes_wrong_is_told(report, folder, tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    for name in ("empty", "damaged"):
        (tmp_path / name).mkdir()
    (tmp_path / "damaged" / JOURNAL).write_bytes(b"\0\0\n\xff")
    with pytest.raises(Problem, match=told):
        report(*arguments)

"""The command `star-counter sort`: a real server, asked as a browser asks it."""

import http.client
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from html.parser import HTMLParser

import pytest
from PIL import Image

from star_counter.cli.main import main
from star_counter.dataset.sort_server import SortServer
from star_counter.dataset.sorting import NO_COUNTER, Sorting
from star_counter.problem import Problem
from tests import posix

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
COMMAND = [sys.executable, "-m", "star_counter.cli", "sort"]
JSON = {"Content-Type": "application/json"}


def put(folder, name, player="Ann", place="unsorted", colour=0):
    path = folder / place / player / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (97, 54), (colour, 0, 0)).save(path)
    return path


@pytest.fixture
def data(tmp_path):
    """Five pictures: two of 7, one of 12, one of a black screen, one of somebody else."""
    put(tmp_path, "run_000100_12_055.png", colour=1)
    put(tmp_path, "run_000200_7_040.png", colour=2)
    put(tmp_path, "run_000300_7_080.png", "Bob", colour=3)
    put(tmp_path, "run_000400_black_050.png", colour=4)
    put(tmp_path, "mine.png", colour=5)
    return tmp_path


def files(data):
    return sorted(path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file())


class Browser:
    """Asks a server that runs on a thread."""

    def __init__(self, data, label=None):
        self.server = SortServer(Sorting(data, label))
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.01])
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=10)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, data, answer.headers

    def get(self, name):
        return self.ask("GET", f"/{self.server.word}/{name}")

    def post(self, name, **asked):
        status, data, _ = self.ask("POST", f"/{self.server.word}/{name}", json.dumps(asked), JSON)
        assert status == 200
        return json.loads(data)

    def state(self):
        return json.loads(self.get("state")[1])


@pytest.fixture
def browser(data):
    with Browser(data) as browser:
        yield browser


def test_pictures_come_by_their_guesses_and_go_where_they_are_said_to(browser, data):
    state = browser.state()
    assert (state["total"], state["decided"]) == (5, 0)
    seen = []
    for verdict in ("7", "65", "12", "121", NO_COUNTER):
        seen.append((state["guess"], state["percent"], state["player"]))
        state = browser.post("decide", number=state["number"], verdict=verdict)
    assert seen == [
        ("7", 40, "Ann"), ("7", 80, "Bob"), ("12", 55, "Ann"), ("black", 50, "Ann"), (None, None, "Ann"),
    ]  # fmt: skip
    assert files(data) == [
        "12/Ann/run_000100_12_055.png",
        "121/Ann/run_000400_black_050.png",
        "65/Bob/run_000300_7_080.png",
        "7/Ann/run_000200_7_040.png",
        "no_counter/Ann/mine.png",
    ]
    assert state["number"] is None
    assert "4 sorted, 1 without a counter, 0 left" in state["summary"]
    assert f"make train DATA={data}" in state["summary"]


def test_undo_takes_back_one_after_another(browser, data):
    before = files(data)
    for number, verdict in enumerate(("7", NO_COUNTER, "skip", "122")):
        browser.post("decide", number=number, verdict=verdict)
    assert files(data) != before
    assert [browser.post("undo")["number"] for _ in range(5)] == [3, 2, 1, 0, 0]
    assert files(data) == before


def test_the_page_knows_how_many_stars_there_are(browser):
    assert browser.state()["most"] == 120
    assert b"120" not in browser.get("page.js")[1]


MARKUP = ("<b>Ann", "<img src=x onerror=document.title='run'>")


def test_the_page_puts_nothing_in_but_text(browser):
    script = browser.get("page.js")[1].decode()
    assert "textContent" in script
    assert not re.search(r"inner|outerHTML|insertAdjacent|document\.write|DOMParser|eval|Function\(", script)


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium")
@pytest.mark.parametrize("name", MARKUP)
def test_a_name_with_markup_is_text_in_a_real_browser(tmp_path, name):
    put(tmp_path / name, "run_000100_12_055.png", player=name)
    with Browser(tmp_path / name) as browser:
        asked = Shown(browser)
        assert asked.texts["from"] == name
        browser.post("decide", number=0, verdict="12")
        over = Shown(browser)
    assert f"0 left in {tmp_path / name}" in over.texts["summary"]
    for shown in (asked, over):
        assert "b" not in shown.tags and shown.sources <= {"", "picture/0"}
        assert "Sort pictures" in shown.texts["title"]


def test_what_is_not_seen_in_a_name_is_written_out_and_the_picture_goes_to_its_player(tmp_path):
    posix.own_words()
    name = "A\u202en\x1bn\udcff"  # the last is a byte that is no UTF-8
    put(tmp_path, "run_000100_12_055.png", player=name)
    with Browser(tmp_path) as browser:
        assert browser.state()["player"] == "A\\u202en\\x1bn\\udcff"
        browser.post("decide", number=0, verdict="12")
    assert (tmp_path / "12" / name / "run_000100_12_055.png").is_file()


class Shown(HTMLParser):
    """What Chromium makes of the page: its tags, what its pictures are, and the texts of titles and ids."""

    def __init__(self, browser):
        super().__init__()
        self.tags, self.sources, self.texts, self._inside = set(), set(), {}, ""
        command = [CHROMIUM, "--headless", "--no-sandbox", "--virtual-time-budget=5000", "--dump-dom"]
        command.append(browser.server.address)
        quiet = subprocess.DEVNULL
        self.feed(subprocess.check_output(command, stderr=quiet, encoding="utf-8", timeout=60))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.add(tag)
        if tag == "img":
            self.sources.add(attributes.get("src", ""))
        self._inside = tag if tag == "title" else attributes.get("id", "")

    def handle_data(self, data):
        if self._inside:
            self.texts[self._inside] = self.texts.get(self._inside, "") + data

    def handle_endtag(self, tag):
        self._inside = ""


def test_a_key_pressed_twice_decides_once(browser, data):
    browser.post("decide", number=0, verdict="7")
    state = browser.post("decide", number=0, verdict="8")
    assert (state["number"], state["decided"]) == (1, 1)
    assert not (data / "8").exists()


def test_what_is_skipped_stays(browser, data):
    before = files(data)
    for number in range(5):
        state = browser.post("decide", number=number, verdict="skip")
    assert files(data) == before
    assert "0 sorted, 0 without a counter, 5 left" in state["summary"]


def test_nothing_is_overwritten(browser, data):
    there = put(data, "run_000200_7_040.png", place="7", colour=99)
    browser.post("decide", number=0, verdict="7")
    assert Image.open(there).getpixel((0, 0)) == (99, 0, 0)
    assert Image.open(there.with_name("run_000200_7_040-2.png")).getpixel((0, 0)) == (2, 0, 0)


def test_a_picture_that_is_gone_is_told_and_passed_over(browser, data):
    (data / "unsorted" / "Ann" / "run_000200_7_040.png").unlink()
    state = browser.post("decide", number=0, verdict="7")
    assert "cannot be moved" in state["note"]
    assert state["number"] == 1
    assert files(data / "7") == []


def test_the_page_and_its_pictures_are_served_without_anything_from_outside(browser, data):
    status, page, headers = browser.get("")
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    named = re.findall(rb'(?:src|href)="([^"]+)"', page)
    assert named == [b"data:,", b"page.css", b"page.js"]
    for name in ("page.css", "page.js"):
        status, text, _ = browser.get(name)
        assert status == 200
        assert b"//" not in text.replace(b"// ", b"")  # no address of another computer
    status, picture, headers = browser.get("picture/0")
    assert (status, headers["Content-Type"]) == (200, "image/png")
    assert picture == (data / "unsorted" / "Ann" / "run_000200_7_040.png").read_bytes()


@pytest.mark.parametrize(
    "path",
    ["/", "/state", "/wrong/state", "/wrong/picture/0", "//state", "/%2e%2e/state", "/é/state"],
)
def test_who_does_not_know_the_address_gets_nothing(browser, path):
    with socket.create_connection(("127.0.0.1", browser.server.server_port), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {browser.server.host}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.0 403 ")


@pytest.mark.parametrize("host", ["evil.example", "localhost:80", "127.0.0.1", ""])
def test_another_hosts_name_gets_nothing(browser, host):
    word = browser.server.word
    assert browser.ask("GET", f"/{word}/state", headers={"Host": host})[0] == 403
    body = json.dumps({"number": 0, "verdict": "7"})
    assert browser.ask("POST", f"/{word}/decide", body, JSON | {"Host": host})[0] == 403
    assert browser.state()["decided"] == 0


@pytest.mark.parametrize(
    "name",
    [
        "picture/5",
        "picture/-1",
        "picture/../../x",
        "picture/mine.png",
        "../unsorted/Ann/mine.png",
        "picture/",
        "x",
    ],
)
def test_there_is_no_way_to_other_files(browser, name):
    assert browser.get(name)[0] == 404


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("decide", '{"number": 0, "verdict": "../x"}', 400),
        ("decide", '{"number": 0, "verdict": 7}', 400),
        ("decide", '{"number": 0, "verdict": "123"}', 400),
        ("decide", '{"number": 0, "verdict": ["7"]}', 400),
        ("decide", '{"number": -1, "verdict": "7"}', 400),
        ("decide", '{"number": true, "verdict": "7"}', 400),
        ("decide", '{"number": 5, "verdict": "7"}', 400),
        ("decide", "{", 400),
        ("decide", "[]", 400),
        ("decide", " " * 2000, 400),
        ("delete", "{}", 400),
    ],
)
def test_nonsense_is_refused(browser, data, name, body, status):
    before = files(data)
    assert browser.ask("POST", f"/{browser.server.word}/{name}", body, JSON)[0] == status
    assert files(data) == before


def test_a_form_of_another_page_is_refused(browser, data):
    form = {"Content-Type": "text/plain"}
    body = '{"number": 0, "verdict": "7"}'
    assert browser.ask("POST", f"/{browser.server.word}/decide", body, form)[0] == 403


def test_a_silent_connection_keeps_nobody_waiting(browser):
    silent = http.client.HTTPConnection("127.0.0.1", browser.server.server_port)
    silent.connect()
    assert browser.state()["number"] == 0
    silent.close()


def test_sorted_pictures_can_be_looked_at_again(data):
    put(data, "a.png", place="65")
    put(data, "run_000001_12_055.png", place="65")
    with Browser(data, 65) as browser:
        assert browser.state()["guess"] == "65"
        browser.post("decide", number=0, verdict="65")
        browser.post("decide", number=1, verdict="66")
        assert files(data / "65") == ["Ann/a.png"]
        assert files(data / "66") == ["Ann/run_000001_12_055.png"]
        browser.post("undo")
        assert files(data / "65") == ["Ann/a.png", "Ann/run_000001_12_055.png"]


def test_nothing_to_sort_is_one_sentence(tmp_path, capsys):
    with pytest.raises(Problem, match="There is no folder"):
        Sorting(tmp_path / "missing")
    assert main(["sort", str(tmp_path)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("There is nothing to sort in")


def start(data):
    process = subprocess.Popen(
        [*COMMAND, str(data), "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    port, word = re.search(r"http://127\.0\.0\.1:(\d+)/([\w-]{20,})/", process.stdout.readline()).groups()
    return process, int(port), word


def ended(process):
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    return out


def test_done_ends_the_command(data):
    process, port, word = start(data)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", f"/{word}/done", "{}", JSON)
    assert connection.getresponse().status == 200
    assert "0 sorted, 0 without a counter, 5 left" in ended(process)


def test_so_does_ctrl_c(data):
    posix.signals()
    process, _, _ = start(data)
    process.send_signal(signal.SIGINT)
    assert "5 left" in ended(process)

"""The splits files that we write, opened by a real timer: livesplit-core on Node.js."""

import json
import os
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from star_counter.splitting.formats import lss
from star_counter.splitting.formats.route_files import convert, load, shipped

MODULES = Path(__file__).parents[3] / "build" / "node" / "node_modules"

# Opens the file of its argument and prints what the timer knows of it.
OPEN = """
const core = require("livesplit-core");
const data = new Int8Array(require("fs").readFileSync(process.argv[1]));
const result = core.Run.parseArray(data, "", false);
if (!result.parsedSuccessfully()) process.exit(1);
const kind = result.timerKind();
const run = result.unwrap();
const seconds = (time) => time && time.realTime() && time.realTime().totalSeconds();
const segments = [];
for (let index = 0; index < run.len(); index++) {
    const segment = run.segment(index), history = [], times = segment.segmentHistory().iter();
    for (let time = times.next(); time; time = times.next())
        history.push([time.index(), seconds(time.time())]);
    segments.push({
        name: segment.name(),
        best: seconds(segment.personalBestSplitTime()),
        segment: seconds(segment.bestSegmentTime()),
        history,
    });
}
const attempts = [];
for (let index = 0; index < run.attemptHistoryLen(); index++) {
    const attempt = run.attemptHistoryIndex(index);
    const started = attempt.started() !== null;
    attempts.push({ index: attempt.index(), time: seconds(attempt.time()), started });
}
console.log(JSON.stringify({
    kind, game: run.gameName(), category: run.categoryName(), offset: run.offset().totalSeconds(),
    count: run.attemptCount(), attempts, segments,
}));
"""


@pytest.fixture
def opened(tmp_path):
    """What the timer knows of a file with that text."""

    def opened(text):
        path = tmp_path / "splits.lss"
        path.write_text(text, encoding="utf-8")
        assert (MODULES / "livesplit-core").is_dir(), "livesplit-core is not installed: run `make test`."
        command = ["node", "-e", OPEN, str(path)]
        environment = os.environ | {"NODE_PATH": str(MODULES)}
        result = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=60)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    return opened


def test_a_finished_run_is_the_best(opened):
    times = (62.345, 100.0, 3723.5)
    file = lss.SplitsFile(
        ("WF (8) <&>", "Größe", "Sky"),
        category="16 Star",
        offset=1.36,
        attempts=(lss.Attempt(times, datetime(2024, 5, 6, 7, 8, 9), datetime(2024, 5, 6, 8, 10, 12)),),
    )
    run = opened(lss.to_xml(file))
    assert (run["kind"], run["game"], run["category"]) == ("LiveSplit", "Super Mario 64", "16 Star")
    assert run["offset"] == pytest.approx(1.36)
    assert (run["count"], run["attempts"]) == (1, [{"index": 1, "time": 3723.5, "started": True}])
    assert [segment["name"] for segment in run["segments"]] == list(file.names)
    assert [segment["best"] for segment in run["segments"]] == pytest.approx(list(times))
    assert [segment["segment"] for segment in run["segments"]] == pytest.approx([62.345, 37.655, 3623.5])
    histories = [segment["history"] for segment in run["segments"]]
    assert [history[0][0] for history in histories] == [1, 1, 1]
    assert [history[0][1] for history in histories] == pytest.approx([62.345, 37.655, 3623.5])


def test_a_run_that_was_given_up_is_no_best(opened):
    run = opened(
        lss.to_xml(lss.SplitsFile(("a", "b", "c", "d"), attempts=(lss.Attempt((10.0, None, 35.5)),)))
    )
    assert (run["count"], run["attempts"]) == (1, [{"index": 1, "time": None, "started": False}])
    assert [segment["best"] for segment in run["segments"]] == [None] * 4
    assert [segment["segment"] for segment in run["segments"]] == [10.0, None, None, None]
    assert [segment["history"] for segment in run["segments"]] == [[[1, 10.0]], [[1, None]], [[1, 25.5]], []]


def test_several_attempts_are_all_in_the_history(opened):
    attempts = ((10.0, None, 40.0), (), (9.0, 25.0), (12.0, 20.0, 38.0))
    file = lss.SplitsFile(("a", "b", "c"), attempts=tuple(map(lss.Attempt, attempts)))
    run = opened(lss.to_xml(file))
    assert run["count"] == 4
    assert [(attempt["index"], attempt["time"]) for attempt in run["attempts"]] == [
        (1, 40.0),
        (2, None),
        (3, None),
        (4, 38.0),
    ]
    assert [segment["best"] for segment in run["segments"]] == [12.0, 20.0, 38.0]
    assert [segment["segment"] for segment in run["segments"]] == [9.0, 8.0, 18.0]
    assert [segment["history"] for segment in run["segments"]] == [
        [[1, 10.0], [3, 9.0], [4, 12.0]],
        [[1, None], [3, 16.0], [4, 8.0]],
        [[1, 30.0], [4, 18.0]],
    ]


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_the_shipped_routes_open_as_splits(opened, path):
    route = load(path)
    run = opened(convert(route, "lss")[0])
    assert (run["category"], run["count"], run["attempts"]) == (route.title, 0, [])
    assert len(run["segments"]) == len(route.splits)

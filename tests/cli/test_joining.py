"""The parts of one stream as one run: `--join`."""

import json
import os

import av
import pytest

from star_counter.cli.main import main
from star_counter.cli.videos.joining import in_order
from tests.cli.videos import CROP

NAMES = ("2026-01-02 20-00-00.mp4", "2026-01-02 20-30-00.mp4", "2026-01-02 21-00-00.mp4")


@pytest.fixture(scope="module")
def parts(video, tmp_path_factory):
    """A recording in three parts, cut as OBS does it: at key frames, nothing lost and nothing twice."""
    folder = tmp_path_factory.mktemp("parts")
    copies = [av.open(str(folder / name), "w") for name in NAMES]
    with av.open(str(video)) as source:
        (stream,) = source.streams.video
        targets = [copy.add_stream_from_template(stream) for copy in copies]
        number, first = -1, 0
        for packet in source.demux(stream):
            if packet.dts is None:
                continue
            if (
                packet.is_keyframe
                and number + 1 < len(copies)
                and packet.pts * stream.time_base >= 7 * (number + 1)
            ):
                number, first = number + 1, packet.dts
            packet.dts, packet.pts, packet.stream = packet.dts - first, packet.pts - first, targets[number]
            copies[number].mux(packet)
    for copy in copies:
        copy.close()
    return folder


def run(capsys, *arguments):
    return main([*map(str, arguments)]), *capsys.readouterr()


def test_the_parts_of_a_stream_are_one_run(capsys, parts, video):
    whole = run(capsys, "read", video, "--crop", CROP, "--json")[1]
    status, joined, err = run(capsys, "read", "--join", parts, "--crop", CROP, "--json")
    assert (status, joined) == (0, whole)
    assert err == f"Joined in the order of their names: {', '.join(NAMES)}.\n"
    assert json.loads(joined.splitlines()[-1])["time"] > 20


def test_its_splits_are_those_of_the_whole(capsys, parts, video, tmp_path):
    (tmp_path / "r.toml").write_text('title = "d"\n[[split]]\nname = "Ten"\nstars = 10\n')
    options = ("--route", tmp_path / "r.toml", "--crop", CROP, "--end", "700", "--json")
    whole = run(capsys, "splits", video, *options)[1]
    status, out, err = run(capsys, "splits", "--join", *sorted(parts.iterdir(), reverse=True), *options)
    assert (status, out) == (0, whole)
    told = f"Every frame of {' + '.join(NAMES)} is read, as they are joined: this takes longer.\n"
    assert err.endswith(told)


def test_a_part_that_is_cut_short_is_told_and_the_rest_is_read(capsys, parts, tmp_path):
    first, second, third = (parts / name for name in NAMES)
    short = tmp_path / second.name
    # Its index at its beginning: what is left of it can be opened.
    with (
        av.open(str(second)) as source,
        av.open(str(short), "w", options={"movflags": "faststart"}) as copy,
    ):
        target = copy.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = target
                copy.mux(packet)
    short.write_bytes(short.read_bytes()[: short.stat().st_size // 2])
    status, out, err = run(capsys, "read", "--join", first, short, third, "--crop", CROP, "--json")
    assert status == 1
    assert str(short) in err.splitlines()[-1]
    assert any(item["event"] == "star" and item["to"] == 11 for item in map(json.loads, out.splitlines()))


def test_a_part_that_cannot_be_opened_is_told_at_once(capsys, parts, tmp_path):
    (tmp_path / NAMES[2]).write_bytes(b"no video" * 100)
    status, out, err = run(capsys, "read", "--join", parts / NAMES[0], tmp_path / NAMES[2], "--crop", CROP)
    assert (status, out) == (1, "")
    assert NAMES[2] in err.splitlines()[-1]


@pytest.mark.parametrize(
    "names",
    [
        ("run.mkv", "run (2).mkv", "run (10).mkv"),
        ("123-1.mp4", "123-2.mp4", "123-11.mp4"),
        ("2026-01-02_20-00-00.mp4", "2026-01-02_20-30-00.mp4"),
    ],
)
def test_names_that_differ_in_numbers_tell_the_order(tmp_path, capsys, names):
    parts = written(tmp_path, reversed(names))  # the last one is the oldest
    assert [part.name for part in in_order(parts)] == list(names)
    assert capsys.readouterr().err == f"Joined in the order of their names: {', '.join(names)}.\n"


def test_other_names_leave_it_to_the_dates(tmp_path, capsys):
    parts = written(tmp_path, ("start.mkv", "and on.mkv", "end.mkv"))
    assert in_order(sorted(parts)) == parts
    assert "in the order of their dates: start.mkv, and on.mkv, end.mkv." in capsys.readouterr().err


def written(folder, names):
    paths = [folder / name for name in names]
    for number, path in enumerate(paths):
        path.touch()
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
    return paths


def test_one_part_is_no_stream(capsys, video):
    status, out, err = run(capsys, "read", "--join", video)
    assert (status, out) == (1, "")
    assert err == "--join needs the parts of a stream: give two videos or more, or their folder.\n"

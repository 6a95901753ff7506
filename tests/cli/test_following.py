"""`--follow`: a recording is read while it is written."""

import json
import os
import signal
import threading

import av
import pytest

from star_counter.cli.main import main
from star_counter.cli.videos import following
from tests import pictures, posix
from tests.recording.test_growing import grow
from tools.simulation.video import render

CROP = ",".join(map(str, pictures.crop()))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """The bytes of a recording, as a program writes it to a file."""
    folder = tmp_path_factory.mktemp("recorded")
    render(folder / "run.mp4", seconds=10)
    with (
        av.open(str(folder / "run.mp4")) as source,
        av.open(str(folder / "live.mkv"), "w", options={"live": "1", "cluster_time_limit": "500"}) as copy,
    ):
        stream = copy.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                copy.mux(packet)
    return (folder / "live.mkv").read_bytes()


def events(lines):
    return [json.loads(line) for line in lines]


def test_it_reads_what_is_written_meanwhile(read, tmp_path, recorded, monkeypatch):
    monkeypatch.setattr(following, "PATIENCE", 1.0)
    (tmp_path / "whole.mkv").write_bytes(recorded)
    _, expected, _ = read(tmp_path / "whole.mkv", "--crop", CROP, "--json")
    thread = grow(tmp_path / "run.mkv", recorded, 4, 0.3)
    status, lines, err = read(tmp_path / "run.mkv", "--crop", CROP, "--json", "--follow")
    thread.join()
    assert (status, events(lines)) == (0, events(expected))
    assert err == f"{tmp_path / 'run.mkv'} has not grown for 1 s: it was read to 0:10.00.\n"


def test_the_stars_of_what_is_written_are_those_of_the_whole(read, tmp_path, recorded, monkeypatch):
    monkeypatch.setattr(following, "PATIENCE", 0.5)
    (tmp_path / "run.mkv").write_bytes(recorded)
    _, every, _ = read(tmp_path / "run.mkv", "--crop", CROP, "--json")
    status, lines, err = read(tmp_path / "run.mkv", "--crop", CROP, "--json", "--stars", "--follow")
    assert status == 0
    assert events(lines) == [event for event in events(every) if "to" in event]
    assert err.splitlines() == [f"{tmp_path / 'run.mkv'} has not grown for 0.5 s: it was read to 0:10.00."]


def test_it_looks_for_the_counter_until_it_comes(read, tmp_path, recorded, monkeypatch):
    monkeypatch.setattr(following, "PATIENCE", 1.5)
    monkeypatch.setattr(following, "_LOOK", 0.1)
    thread = grow(tmp_path / "run.mkv", recorded, 3, 0.5)  # its first third shows none
    status, lines, err = read(tmp_path / "run.mkv", "--json", "--follow")
    thread.join()
    assert status == 0
    assert [event["to"] for event in events(lines) if event["event"] == "count"] == [0]
    assert "run.mkv: the counter is at --crop " in err


def test_ctrl_c_ends_the_file_and_what_is_there_is_told(tmp_path, recorded, capsys):
    (tmp_path / "run.mkv").write_bytes(recorded)
    posix.signals()
    before = signal.getsignal(signal.SIGINT)
    timer = threading.Timer(2.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    status = main(["splits", str(tmp_path / "run.mkv"), "--route", "16", "--crop", CROP, "--follow"])
    timer.join()
    out, err = capsys.readouterr()
    assert status == 0
    assert out.startswith("16 stars, run 1 ")
    assert err == f"{tmp_path / 'run.mkv'} is followed no longer: it was read to 0:10.00.\n"
    assert signal.getsignal(signal.SIGINT) == before


def test_it_follows_one_file(read, tmp_path):
    assert read("a.mkv", "b.mkv", "--follow") == (
        1,
        [],
        "--follow reads one recording to its end: give one file.\n",
    )


def test_what_cannot_be_followed_is_told_at_once(read, tmp_path, recorded):
    (tmp_path / "run.mp4").write_bytes(b"\0\0\0\x08ftyp\0\0\0\0mdat" + bytes(99))
    status, _, err = read(tmp_path / "run.mp4", "--crop", CROP, "--follow")
    assert (status, "run.mp4 was not finished, or not copied whole" in err) == (1, True)

"""One recording that several processes read: what is told is what one alone tells."""

import multiprocessing
import os
import signal
import subprocess
from concurrent.futures import wait

import av
import pytest

from star_counter.cli.videos import ahead
from star_counter.cli.windows import is_wine
from star_counter.recording.index import Unsought
from star_counter.recording.sought import Sought
from tests import posix
from tests.cli.videos import COMMAND, CROP, wait_for_the_end_of

pytestmark = pytest.mark.skipif(is_wine(), reason="Python's pools of processes hang in Wine")


@pytest.fixture
def short_parts(monkeypatch):
    """Recordings have parts of a second."""
    monkeypatch.setattr(ahead, "SHORTEST_PART", 1.0)
    monkeypatch.setattr(ahead, "LONGEST_PART", 1.0)


@pytest.fixture
def parts(monkeypatch, short_parts):
    """Recordings have parts of a second, and the others are as fast as can be."""
    monkeypatch.setattr(ahead._Other, "has_room", property(lambda other: not wait(other._given).not_done))


@pytest.fixture
def read_here(monkeypatch):
    """The frames that this process reads."""
    numbers, read = [], Sought.read
    monkeypatch.setattr(Sought, "read", lambda self, some: numbers.extend(some) or read(self, some))
    return numbers


@pytest.fixture(scope="module")
def long_video(video, tmp_path_factory):
    """The same video five times, one after the other: two minutes, twelve parts."""
    path = tmp_path_factory.mktemp("long") / "run.mp4"
    with av.open(str(path), "w") as target:
        stream = None
        for time in range(5):
            with av.open(str(video)) as source:
                shown = source.streams.video[0]
                stream = stream or target.add_stream_from_template(shown)
                for packet in source.demux(shown):
                    if packet.dts is not None:
                        packet.dts += time * shown.duration
                        packet.pts += time * shown.duration
                        packet.stream = stream
                        target.mux(packet)
    return path


WAYS = {
    "events": ("read",),
    "readings": ("read", "--readings"),
    "stars": ("read", "--stars"),
    "splits": ("splits", "--route", "16"),
    "all splits": ("splits", "--route", "16", "--thorough"),
    "told frames": ("splits", "--route", "0", "--logo", "10", "--end", "0:20"),
}


@pytest.mark.parametrize("way", WAYS)
def test_several_processes_tell_what_one_does(parts, run, video, way, read_here):
    command = (*WAYS[way], video, "--crop", CROP, "--json")
    alone = run(*command, "--jobs", "1")
    read_alone, read_here[:] = len(read_here) or 24 * 30, []
    assert run(*command, "--jobs", "3") == alone
    assert alone[0] == 0
    assert len(read_here) < 0.5 * read_alone


def test_each_of_the_processes_reads_parts(parts, run, video, monkeypatch):
    asked, read = [], ahead._Other.read

    def ask(self, work, stamps, keys):
        asked.append((self, stamps.first, stamps.end))
        return read(self, work, stamps, keys)

    monkeypatch.setattr(ahead._Other, "read", ask)
    run("read", video, "--crop", CROP, "--jobs", "3")
    assert len({other for other, *_ in asked}) == 2
    begins = [begin for _, begin, _ in asked]
    assert begins == sorted(set(begins))
    assert begins[0] >= 30  # the first part it reads itself
    assert {end - begin for _, begin, end in asked} <= {31, 30}


@pytest.mark.parametrize(("jobs", "length"), [("1", 1.0), ("4", 3.1)])
def test_a_short_recording_is_read_by_one_process(run, video, monkeypatch, jobs, length):
    monkeypatch.setattr(ahead, "SHORTEST_PART", length)
    monkeypatch.setattr(ahead, "_Other", None)
    assert run("read", video, "--crop", CROP, "--jobs", jobs, "--stars")[0] == 0


def test_a_file_may_say_that_it_is_a_million_times_as_long(run, video, monkeypatch):
    command = ("splits", "--route", "0", video, "--crop", CROP, "--json", "--jobs", "2")
    true, length = run(*command), Sought.duration.fget
    monkeypatch.setattr(Sought, "duration", property(lambda self: 1e6 * length(self)))
    sought, seek = [], Sought._seek
    monkeypatch.setattr(Sought, "_seek", lambda self, stamp: sought.append(stamp) or seek(self, stamp))
    assert run(*command) == true
    assert len(sought) < 2000


@pytest.mark.parametrize("way", ["readings", "splits"])
def test_what_a_process_does_not_read_this_one_does(parts, run, video, way, monkeypatch):
    command = (*WAYS[way], video, "--crop", CROP, "--json")
    alone = run(*command, "--jobs", "1")
    ask, killed = ahead._Other.read, []

    def die(self, work, stamps, keys):
        if not killed:
            killed.extend(multiprocessing.active_children())
            for child in killed:
                child.kill()
                child.join()
        return ask(self, work, stamps, keys)

    monkeypatch.setattr(ahead._Other, "read", die)
    assert run(*command, "--jobs", "2") == alone
    assert len(killed) == 1


@pytest.mark.parametrize("way", ["readings", "all splits"])
def test_where_a_process_takes_long_this_one_reads_other_parts_ahead(
    short_parts, run, video, way, monkeypatch
):
    posix.signals()
    command = (*WAYS[way], video, "--crop", CROP, "--json")
    alone = run(*command, "--jobs", "1")
    ask, read_ahead, stopped, parts = ahead._Other.read, ahead.Shared._read_here, [], []

    def stop(self, work, stamps, keys):
        if not stopped:
            wait(self._given)
            stopped.extend(multiprocessing.active_children())
            os.kill(stopped[0].pid, signal.SIGSTOP)
        return ask(self, work, stamps, keys)

    def go_on(self, part):
        parts.append(part)
        os.kill(stopped[0].pid, signal.SIGCONT)
        return read_ahead(self, part)

    monkeypatch.setattr(ahead._Other, "read", stop)
    monkeypatch.setattr(ahead.Shared, "_read_here", go_on)
    assert run(*command, "--jobs", "2") == alone
    assert parts == sorted(set(parts))
    assert parts[0] > 2  # the other one has those before


@pytest.mark.parametrize("way", ["readings", "splits", "all splits"])
def test_a_recording_that_proves_to_be_none_for_parts_is_read_whole(parts, run, video, way, monkeypatch):
    command = (*WAYS[way], video, "--crop", CROP, "--json")
    alone, read = run(*command, "--jobs", "1"), Sought.read

    def read_some(self, numbers):
        if any(number > 400 for number in numbers):
            raise Unsought("not all of it can be read")
        return read(self, numbers)

    monkeypatch.setattr(Sought, "read", read_some)
    status, out, err = run(*command, "--jobs", "2")
    assert (status, out) == alone[:2]
    assert err in ("", f"Every frame of {video} is read, as not all of it can be read: this takes longer.\n")


def test_processes_end_with_the_command(long_video):
    """By Ctrl-C, and killed."""
    posix.signals()
    command = [*COMMAND, "read", "--readings", long_video, "--crop", CROP, "--jobs", "3"]
    for number in (signal.SIGINT, signal.SIGKILL):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
        ) as process:
            for _ in range(50):
                process.stdout.readline()
            if number == signal.SIGKILL:
                process.kill()
            else:
                os.killpg(process.pid, number)  # as a terminal does
                out, err = process.communicate(timeout=30)
                assert (process.returncode, err) == (130, "Stopped.\n")
                assert len(out.splitlines()) < 3000
        wait_for_the_end_of(process.pid)

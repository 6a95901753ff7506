"""Recordings by their key frames: what is told is what every frame would tell."""

import av
import pytest

from star_counter.hud import HudGrid, Rect
from star_counter.problem import Problem
from star_counter.reading.reader import Reader
from star_counter.recording.files import Recording, readings
from star_counter.recording.index import Unsought
from star_counter.recording.quick import Read
from star_counter.splitting.formats.route_files import find
from tests.recording import test_times
from tests.recording.test_times import even
from tests.recording.videos import blots, write
from tests.tracking.film import Film
from tools.bench.quick import Simulated, compare, quickly, thoroughly
from tools.simulation.camera import Camera
from tools.simulation.play import Play
from tools.simulation.video import render

# A key frame every ten frames, that can be read alone.
KEYS = {"g": "10", "keyint_min": "10", "sc_threshold": "0", "bf": "2"}


@pytest.mark.parametrize(
    ("run", "fps", "key_frames"), [("0-quick", 30, 2.0), ("1-quick", 25, 4.2), ("16-quick", 30, 8.3)]
)
def test_a_run_is_split_as_by_every_frame(run, fps, key_frames):
    outcome = compare(Play(run, Camera(fps=fps), seed=3), key_frames, find(run.removesuffix("-quick")))
    assert outcome.quick == outcome.thorough
    assert len(outcome.thorough.actions) >= 8
    assert outcome.decoded < 0.95
    assert outcome.read < 0.7
    assert outcome.read < outcome.decoded


def test_a_count_that_was_misread_for_long_is_right_again_where_it_first_is():
    """A white screen is told before that, as by every frame: it dates nothing else."""
    film = Film(stars=59).hidden(400).play(120).play(300, stars=55).play(19, stars=59)
    back = film.now - 19
    frames = film.covered(2, "white").play(120).readings
    frames = [Read(number, number / 30, reading) for number, reading in enumerate(frames)]
    source = Simulated(frames, 60, 30)
    whole = thoroughly(frames, find("70"))
    assert whole.events == [("count", 400, 59), ("count", 520, 55), ("count", back, 59)]
    assert quickly(source, find("70")) == whole
    assert source.decoded < 0.95 * len(frames)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo run with a key frame every second, and its truth."""
    video = tmp_path_factory.mktemp("demo") / "run.mp4"
    return video, render(video, size=(320, 240), key_frames=1)


def converted(video, path, codec, options, form="yuv420p", flags=None):
    """The same pictures in another container, and another codec where one is given."""
    with av.open(str(video)) as source, av.open(str(path), "w", options=flags or {}) as target:
        shown = source.streams.video[0]
        if codec is None:
            stream = target.add_stream_from_template(shown)
            for packet in source.demux(shown):
                if packet.dts is not None:
                    packet.stream = stream
                    target.mux(packet)
            return path
        stream = target.add_stream(codec, rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = shown.width, shown.height, form
        stream.gop_size = 30
        for frame in source.decode(shown):
            target.mux(stream.encode(frame.reformat(format=form)))
        target.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    ("name", "codec", "options", "form"),
    [
        ("run.mp4", None, {}, "yuv420p"),
        ("run.mkv", None, {}, "yuv420p"),
        ("run.flv", None, {}, "yuv420p"),
        ("run.avi", "mpeg4", {"b": "2M"}, "yuv420p"),
        ("run.mkv", "mpeg2video", {"b": "4M", "bf": "2"}, "yuv420p"),
        (
            "run.mp4",
            "libx265",
            {"x265-params": "log-level=none", "preset": "ultrafast"},
            "yuv420p",
        ),
        ("run.mp4", "libx264", {"preset": "ultrafast"}, "yuv420p10le"),
        ("run.webm", "libvpx-vp9", {"b": "2M", "deadline": "realtime", "cpu-used": "8"}, "yuv420p"),
        ("run.mkv", "libsvtav1", {"preset": "12", "svtav1-params": "lp=1"}, "yuv420p"),
        ("run.mov", "prores_ks", {"profile": "0"}, "yuv422p10le"),
        ("run.avi", "mjpeg", {"q": "3"}, "yuvj420p"),
    ],
)
def test_every_container_and_codec_gives_the_stars_of_all_frames(
    tmp_path, demo, name, codec, options, form, opened
):
    video, truth = demo
    path = converted(video, tmp_path / name, codec, options, form)
    place = Rect(*truth["crop"]), HudGrid(*truth["hud"])
    reader = Reader()
    whole = thoroughly(
        (
            Read(frame.number, frame.time, reading)
            for frame, reading in readings(Recording(path, *place), reader)
        ),
        find("0"),
    )
    sought = opened(path, *place)
    sought.index(reader)
    assert quickly(sought, find("0")) == whole
    assert len(whole.events) >= 5


@pytest.mark.parametrize("name", ["run.mp4", "run.mkv"])
def test_frames_after_a_key_frame_are_those_of_the_whole(tmp_path, demo, name, opened):
    path = converted(demo[0], tmp_path / name, None, {})
    whole = [(frame.number, frame.time, frame.crop.tobytes()) for frame in Recording(path)]
    sought = opened(path)
    sought.index(Reader())
    assert [(key.number, key.time) for key in sought.keys] == [frame[:2] for frame in whole[::30]]
    for key in (-1, *(key.number for key in sought.keys[::9])):
        frames = cut_from(sought, key + 1)
        assert frames == whole[key + 1 :]


def cut_from(sought, first):
    """The frames from that one on: their numbers, their times and what is cut out of them."""
    frames = (sought._frame(sought._picture(number), number) for number in range(first, sought.frames))
    return [(frame.number, frame.time, frame.crop.tobytes()) for frame in frames]


def interlaced(path):
    options = KEYS | {"x264-params": "tff=1"}
    return write(path, blots(96, 64, 40), "libx264", "yuv420p", options=options)


def in_wide_colours(path):
    options = KEYS | {"x264-params": "transfer=arib-std-b67:colorprim=bt2020"}
    return write(path, blots(96, 64, 40), "libx264", "yuv420p", options=options)


def with_sound_first(path):
    return test_times.write(path, even(60, start=1.5), sound=3.5, options=KEYS)


def with_a_changing_rate(path):
    return test_times.write(path, [*even(30), *(1 + number / 20 for number in range(40))], options=KEYS)


@pytest.mark.parametrize("made", [interlaced, in_wide_colours, with_sound_first, with_a_changing_rate])
@pytest.mark.parametrize("name", ["run.mkv", "run.mp4"])
def test_the_frames_of_every_kind_of_video_are_those_of_the_whole(tmp_path, made, name, opened):
    path = made(tmp_path / name)
    whole = [(frame.number, frame.time, frame.crop.tobytes()) for frame in Recording(path)]
    recording = Recording(path)
    list(recording)
    sought = opened(path)
    sought.index(Reader())
    assert all(key.number % 10 == 0 and whole[key.number][1] == key.time for key in sought.keys)
    first_of_each_second = {int(time): number for number, time, _ in reversed(whole[::10])}
    assert [key.number for key in sought.keys] == sorted(first_of_each_second.values())
    assert [sought.time_of(number) for number in range(sought.frames)] == [time for _, time, _ in whole]
    for key in (-1, *(key.number for key in sought.keys)):
        assert cut_from(sought, key + 1) == whole[key + 1 :]
        sought.finish()
        assert sought.read_to == recording.read_to


def joined(first, path):
    """The same video twice, one after the other: the times begin again."""
    path.write_bytes(2 * first.read_bytes())
    return path


def test_a_video_that_cannot_be_read_in_parts_says_why(tmp_path, demo, opened):
    stream = converted(demo[0], tmp_path / "run.ts", None, {})
    late = test_times.write(tmp_path / "late.mkv", [*even(60), *even(60, start=4)], options=KEYS)
    (still,) = blots(64, 48, 1)
    rare = write(tmp_path / "rare.mkv", [still] * 320, "libx264", "yuv420p", options={"g": "600"})
    options = {"x264-params": "open-gop=1:bframes=3", "preset": "veryfast"}
    open_gop = converted(demo[0], tmp_path / "open.mkv", "libx264", options)
    odd = write(tmp_path / "odd.mkv", blots(64, 48, 3), times=[0, 40, 15_000])
    for video, reason in [
        (stream, "it cannot be sought in"),
        # Which of both is found first depends on how far the decoder's threads are.
        (joined(stream, tmp_path / "joined.ts"), "not all of it can be read|its times jump"),
        (joined(late, tmp_path / "joined.mkv"), "its times jump"),
        (open_gop, "its key frames cannot be read alone"),
        (rare, "its key frames lie more than 10 s apart"),
        (odd, "its frames have odd times"),
        (late, "its frames have odd times"),
    ]:
        with pytest.raises(Unsought, match=reason):
            opened(video).index(Reader())


def test_the_end_of_a_file_that_was_cut_off_is_told_as_by_every_frame(tmp_path, demo, opened):
    flags = {"movflags": "faststart"}
    whole = converted(demo[0], tmp_path / "run.mp4", None, {}, flags=flags)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(Problem) as told:
        list(Recording(cut))
    sought = opened(cut)
    try:
        sought.index(Reader())
        sought.finish()
    except Unsought as why:  # then every frame is read
        assert str(why) == "not all of it can be read"
    except Problem as told_by_keys:
        assert str(told_by_keys) == str(told.value)

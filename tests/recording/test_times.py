"""The times of frames: those of a player, to the frame, in files of every kind, whole and hurt."""

import os
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from star_counter.problem import Problem
from star_counter.reading.frame import FrameAfterGap
from star_counter.recording.files import Recording
from star_counter.recording.opening import is_picture

SOUND_RATE, SOUND = 48000, 1024
BITS = 33  # of a transport stream's stamps
TICKS = 90_000  # of them a second


def write(path, times, sound=0.0, options=None, noise=0, **copied):
    """A video of greys at these times in seconds, each brighter than the last, and seconds of sound."""
    random = np.random.default_rng(0)
    with av.open(str(path), "w", options=copied) as container:
        video = container.add_stream("libx264", rate=30, options={"crf": "10", **(options or {})})
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        video.codec_context.time_base = Fraction(1, TICKS)
        sounds = iter(())
        if sound:
            audio = container.add_stream("aac", rate=SOUND_RATE, layout="mono")
            sounds = map(silence, range(round(sound * SOUND_RATE / SOUND)))
        for number, time in enumerate(times):
            for one in sounds:
                container.mux(audio.encode(one))
                if one.time > time:
                    break
            pixels = grey(number) + random.integers(0, noise + 1, (48, 64, 3), np.uint8)
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = round(time * TICKS), Fraction(1, TICKS)
            container.mux(video.encode(frame))
        for one in sounds:
            container.mux(audio.encode(one))
        for stream in container.streams:
            container.mux(stream.encode())
    return path


def grey(number):
    return np.full((48, 64, 3), 4 * (number % 60), np.uint8)


def silence(number):
    frame = av.AudioFrame.from_ndarray(np.zeros((1, SOUND), np.float32), format="fltp", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, number * SOUND, Fraction(1, SOUND_RATE)
    return frame


def even(count, start=0.0):
    return [start + number / 30 for number in range(count)]


def read(path):
    """The frames of a video, and what is told of it."""
    frames = []
    try:
        for frame in Recording(path):
            frames.append(frame)
    except Problem as problem:
        return frames, str(problem).replace(f"{path.parent}{os.sep}", "")
    return frames, ""


def assert_numbered(frames):
    """Whether each frame has the number of its grey."""
    seen = [float(frame.crop.mean()) / 4 for frame in frames]
    assert seen == pytest.approx([frame.number % 60 for frame in frames], abs=1)


@pytest.mark.parametrize("name", ["v.mkv", "v.mp4", "v.mov", "v.flv", "v.ts"])
@pytest.mark.parametrize("late", [0.0, 0.5])
def test_a_video_that_begins_after_its_sound_has_a_players_times(tmp_path, name, late):
    frames, told = read(write(tmp_path / name, even(20, late), sound=1.2))
    assert told == ""
    # In .flv and .ts sound begins with what its encoder needs to start, which is less than a frame.
    within = 0.022 if name in ("v.flv", "v.ts") else 0.001
    assert [frame.time for frame in frames] == pytest.approx(even(20, late), abs=within)
    assert_numbered(frames)


def test_an_mkv_and_an_mp4_of_one_run_have_the_same_times(tmp_path):
    times = [0.4, 0.45, 0.5, 1.0, 1.1, 1.9]
    mkv, mp4 = (read(write(tmp_path / name, times, sound=2.0))[0] for name in ("v.mkv", "v.mp4"))
    assert [frame.time for frame in mkv] == pytest.approx([frame.time for frame in mp4], abs=0.001)
    assert [frame.time for frame in mp4] == pytest.approx(times, abs=1e-4)


def test_a_file_whose_stamps_begin_late_begins_at_zero(tmp_path):
    for name in ("v.mkv", "v.ts", "v.flv"):
        frames, told = read(write(tmp_path / name, even(6, 3600.0)))
        assert told == ""
        assert [frame.time for frame in frames] == pytest.approx(even(6), abs=0.0015)


@pytest.mark.parametrize("name", ["v.mkv", "v.mp4", "v.ts"])
def test_a_rate_that_changes_is_followed(tmp_path, name):
    times = [*even(40), 4.0, 4.1, 4.11, 5.0, 8.0, *even(10, 9.0)]
    options = {"bf": "0"} if name == "v.ts" else {}
    frames, told = read(write(tmp_path / name, times, options=options))
    assert [frame.time for frame in frames] == pytest.approx(times, abs=0.001)
    assert_numbered(frames)
    # A steady .mkv and .ts that pauses may have lost something; an .mp4 says how long its frames are shown.
    assert ("missing or damaged from 0:01.33 to 0:04.00" in told) == (name != "v.mp4")


@pytest.mark.parametrize("starts", [(0, 0), (0, 500), (500, 0), (5000, 1), (0, 20)])
def test_joined_transport_streams_count_on(tmp_path, starts):
    joined = tmp_path / "v.ts"
    parts = [write(tmp_path / f"{n}.ts", even(45, start)).read_bytes() for n, start in enumerate(starts)]
    joined.write_bytes(b"".join(parts))
    frames, told = read(joined)
    assert told.startswith("The times of v.ts jump at 0:01.50, as where recordings were joined: ")
    assert [frame.time for frame in frames] == pytest.approx(even(90), abs=0.001)
    assert [frame.number for frame in frames] == list(range(90))


def test_segments_of_one_stream_are_one_video(tmp_path):
    """As a stream's site cuts them: each begins with a key frame, and their stamps go on."""
    parts = [write(tmp_path / f"{n}.ts", even(60, 100 + 2 * n), sound=0) for n in range(3)]
    (tmp_path / "v.ts").write_bytes(b"".join(part.read_bytes() for part in parts))
    frames, told = read(tmp_path / "v.ts")
    assert told == ""
    assert [frame.time for frame in frames] == pytest.approx(even(180), abs=0.001)


@pytest.mark.parametrize("before", [0.5, 100.0])
def test_stamps_that_pass_their_bits_go_on(tmp_path, before):
    first = 2**BITS / TICKS - before
    times = [first + step * before / 10 for step in range(20)]
    video = write(tmp_path / "v.ts", times, options={"bf": "0"})
    frames, _ = read(video)
    assert [frame.time for frame in frames] == pytest.approx([time - first for time in times], abs=0.001)


@pytest.mark.parametrize("kind", ["gif", "png"])
def test_animated_pictures_have_their_delays(tmp_path, kind):
    delays = [100, 250, 40, 2000, 3000]
    first, *others = (Image.fromarray(grey(5 * number)) for number in range(5))
    video = tmp_path / f"v.{kind}"
    first.save(video, save_all=True, append_images=others, duration=delays)
    assert not is_picture(video)
    frames, told = read(video)
    assert told == ""  # the last one lasts 3 s: that is no end too soon
    assert [frame.time for frame in frames] == pytest.approx([0, 0.1, 0.35, 0.39, 2.39], abs=1e-4)
    assert [round(frame.crop.mean() / 20) for frame in frames] == [0, 1, 2, 3, 4]


KEYED = {"x264-params": "keyint=10:scenecut=0"}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("v.mkv", {}),
        ("v.mkv", {"live": "1"}),  # one that was never finished: it tells no length
        ("v.mp4", {"movflags": "faststart"}),
        ("v.mp4", {"movflags": "frag_keyframe+empty_moov"}),
        ("v.flv", {}),
        ("v.avi", {}),
    ],
)
@pytest.mark.parametrize("sound", [0.0, 4.0])
def test_a_file_that_was_cut_is_read_as_far_as_it_goes(tmp_path, name, options, sound):
    whole = write(tmp_path / f"whole{name[1:]}", even(120), sound, KEYED, noise=8, **options)
    assert read(whole)[1] == ""
    data = whole.read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) * 2 // 3])
    frames, told = read(tmp_path / name)
    assert told.startswith((f"{name} ends at 0:0", f"{name} breaks off at 0:0"))
    assert 0 < len(frames) < 120
    assert_numbered(frames[:-1])  # the last one may be half a picture


def hole(data, start, end):
    """The bytes with zeros between two shares of them."""
    first, last = round(len(data) * start), round(len(data) * end)
    return data[:first] + bytes(last - first) + data[last:]


@pytest.mark.parametrize("name", ["v.mkv", "v.mp4", "v.ts", "v.flv"])
def test_a_hole_is_told_with_its_times_and_reading_goes_on(tmp_path, name):
    whole = write(tmp_path / f"whole{name[1:]}", even(150), 0, KEYED, noise=8)
    (tmp_path / name).write_bytes(hole(whole.read_bytes(), 0.4, 0.6))
    frames, told = read(tmp_path / name)
    assert told.startswith(f"Frames of {name} are missing or damaged from 0:0")
    first, last = (
        float(part.split(":")[1]) for part in told.split(" from ")[1].split(": what")[0].split(" to ")
    )
    assert 1.9 < first < 2.3
    assert 2.9 < last < 3.5
    assert 4.9 < frames[-1].time < 5.0
    (after,) = (frame for frame in frames if isinstance(frame, FrameAfterGap))
    assert after.time == pytest.approx(last, abs=0.006)
    if name == "v.mp4":  # whose index knows what is missing
        assert [frame.time for frame in frames] == pytest.approx([f.number / 30 for f in frames], abs=1e-3)


def test_a_video_without_an_index_is_sought_in(tmp_path):
    video = write(tmp_path / "v.mkv", even(60), options=KEYED, live="1")
    assert Recording(video).crop_at(1.5).mean() == pytest.approx(4 * 45, abs=3)

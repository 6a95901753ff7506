"""Recordings and pictures as frames: every pixel where it belongs, in the right colour, at the right time."""

import itertools

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from star_counter.hud import COUNTER, GAME, HudGrid, Rect
from star_counter.problem import Problem
from star_counter.reading.frame import GAME_SIZE
from star_counter.reading.reader import Reader
from star_counter.recording.files import Recording, picture, readings
from star_counter.recording.opening import is_picture
from tests.recording.videos import blots, cut, noise, write

GRID = HudGrid(0, 0, 2, 2)
BT709, UNTAGGED, BT601, BT2020 = 1, 2, 5, 9
LIMITED, FULL = 1, 2


@pytest.mark.parametrize(
    "crop",
    [(521, 19, 97, 54), (0, 0, 641, 481), (3, 5, 1, 1), (640, 480, 1, 1), (639, 1, 2, 479), (1, 477, 639, 3)],
)
@pytest.mark.parametrize(
    ("codec", "form", "name"),
    [
        ("ffv1", "bgr0", "v.mkv"),
        ("ffv1", "gbrp10le", "v.mkv"),
        ("libx264rgb", "rgb24", "v.mkv"),
        ("png", "rgb24", "v.mov"),
    ],
)
def test_a_lossless_crop_has_the_very_pixels(tmp_path, codec, form, name, crop):
    pictures = noise(641, 481)
    options = {"qp": "0"} if codec == "libx264rgb" else {}
    frames = list(Recording(write(tmp_path / name, pictures, codec, form, options=options), Rect(*crop)))
    assert [frame.number for frame in frames] == [0, 1, 2]
    for frame, pixels in zip(frames, pictures, strict=True):
        assert frame.crop.dtype == np.uint8
        np.testing.assert_array_equal(frame.crop, cut(pixels, crop))


@pytest.mark.parametrize("form", ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv444p10le"])
@pytest.mark.parametrize("span", [None, LIMITED, FULL])
@pytest.mark.parametrize("matrix", [None, BT709, BT601, BT2020])
def test_colours_follow_the_matrix_and_the_range_of_the_file(tmp_path, form, span, matrix):
    pictures = list(blots(641, 481))
    crop = (523, 21, 95, 53)
    video = write(tmp_path / "v.mkv", pictures, form=form, matrix=matrix, span=span)
    for frame, pixels in zip(Recording(video, Rect(*crop)), pictures, strict=True):
        difference = np.abs(frame.crop.astype(int) - cut(pixels, crop))
        assert difference.mean() < 2.5
        assert difference.max() < 20


@pytest.mark.parametrize(("size", "matrix"), [((640, 480), BT601), ((1280, 720), BT709)])
def test_the_matrix_of_an_untagged_video_goes_by_its_size(tmp_path, size, matrix):
    (pixels,) = blots(*size, frames=1)
    rgb = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    untagged = rgb.reformat(format="yuv444p", dst_colorspace=matrix)
    untagged.colorspace = UNTAGGED
    with av.open(str(tmp_path / "v.mkv"), "w") as container:
        stream = container.add_stream("ffv1", rate=30)
        (stream.width, stream.height), stream.pix_fmt = size, "yuv444p"
        container.mux(stream.encode(untagged))
        container.mux(stream.encode())
    (frame,) = Recording(tmp_path / "v.mkv")
    assert np.abs(frame.crop.astype(int) - pixels).mean() < 1.5


@pytest.mark.parametrize("crop", [(521, 19, 97, 54), (0, 0, 13, 9), (627, 471, 13, 9)])
@pytest.mark.parametrize("form", ["yuv420p", "yuv422p"])
def test_a_crop_has_the_colours_of_the_whole_picture(tmp_path, form, crop):
    video = write(tmp_path / "v.mkv", noise(640, 480), form=form)
    with av.open(str(video)) as container:
        wholes = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    for frame, whole in zip(Recording(video, Rect(*crop)), wholes, strict=True):
        np.testing.assert_array_equal(frame.crop, cut(whole, crop))


@pytest.mark.parametrize(
    ("codec", "form", "name"), [("ffv1", "gray", "v.mkv"), ("rawvideo", "monob", "v.nut")]
)
def test_a_video_without_colours_is_read(tmp_path, codec, form, name):
    greys = [np.repeat(np.repeat(np.eye(48, 64, dtype=np.uint8) * 255, 3).reshape(48, 64, 3), 1, 0)]
    (frame,) = Recording(write(tmp_path / name, greys, codec, form), Rect(5, 7, 31, 21))
    np.testing.assert_array_equal(frame.crop, cut(greys[0], (5, 7, 31, 21)))


def test_an_animated_gif_is_a_video(tmp_path):
    pictures = [np.full((48, 64, 3), colour, np.uint8) for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    images = [Image.fromarray(pixels) for pixels in pictures]
    images[0].save(tmp_path / "v.gif", save_all=True, append_images=images[1:], duration=100)
    with (tmp_path / "v.gif").open("ab") as file:
        file.write(bytes(100))  # as some programs pad it
    assert not is_picture(tmp_path / "v.gif")
    frames = list(Recording(tmp_path / "v.gif", Rect(3, 3, 9, 9)))
    assert [frame.crop[0, 0].tolist() for frame in frames] == [[255, 0, 0], [0, 255, 0], [0, 0, 255]]
    assert [frame.time for frame in frames] == pytest.approx([0, 0.1, 0.2])


def test_pictures_that_move_may_have_exif_with_them(tmp_path):
    """PyAV raises ValueError over what it does not know that comes with a picture."""
    exif, images = Image.Exif(), [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    exif[0x010E] = "a run"
    images[0].save(tmp_path / "v.png", save_all=True, append_images=images[1:], duration=100, exif=exif)
    assert not is_picture(tmp_path / "v.png")
    frames = list(Recording(tmp_path / "v.png", Rect(3, 3, 9, 9)))
    assert [frame.crop[0, 0].tolist() for frame in frames] == [[255, 0, 0], [0, 0, 255]]


def test_the_small_picture_samples_the_game(tmp_path):
    samples = noise(*GAME_SIZE, frames=1)[0]
    game = [int(value) for value in GRID.place(GAME)]
    pixels = np.zeros((480, 640, 3), np.uint8)
    cut(pixels, game)[:] = cv2.resize(samples, tuple(game[2:]), interpolation=cv2.INTER_NEAREST)
    (frame,) = Recording(write(tmp_path / "v.mkv", [pixels]), grid=GRID)
    np.testing.assert_array_equal(frame.game, samples)


def test_a_crop_and_its_grid_say_the_same(tmp_path):
    video = write(tmp_path / "v.mkv", noise(640, 480, 2))
    by_crop = list(Recording(video, GRID.place(COUNTER)))
    by_grid = list(Recording(video, grid=GRID))
    for one, other in zip(by_crop, by_grid, strict=True):
        np.testing.assert_array_equal(one.crop, other.crop)
        np.testing.assert_array_equal(one.game, other.game)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "CMYK"])
def test_a_picture_is_read_in_any_mode(tmp_path, mode):
    image = Image.fromarray(noise(64, 48, 1)[0]).convert(mode)
    name = tmp_path / ("p.tif" if mode == "CMYK" else "p.png")
    image.save(name)
    assert is_picture(name)
    np.testing.assert_array_equal(
        picture(name, Rect(3, 5, 31, 7)).crop, cut(np.asarray(image.convert("RGB")), (3, 5, 31, 7))
    )


def test_a_picture_and_a_video_of_it_are_the_same_frame(tmp_path):
    (pixels,) = blots(640, 480, frames=1)
    Image.fromarray(pixels).save(tmp_path / "p.png")
    (from_video,) = Recording(write(tmp_path / "v.mkv", [pixels]), grid=GRID)
    from_picture = picture(tmp_path / "p.png", grid=GRID)
    np.testing.assert_array_equal(from_picture.crop, from_video.crop)
    # The two take a point between two pixels from one or the other.
    np.testing.assert_allclose(from_picture.game, from_video.game, atol=10)


def test_times_are_those_of_the_file(tmp_path):
    times = [0, 33, 50, 400, 401, 2000]
    recording = Recording(write(tmp_path / "v.mkv", noise(64, 48, 6), times=times))
    assert [frame.time for frame in recording] == pytest.approx([time / 1000 for time in times])


def test_times_begin_with_the_video(tmp_path):
    video = write(tmp_path / "v.ts", noise(64, 48, 6), "libx264", "yuv420p")
    with av.open(str(video)) as container:
        assert container.streams.video[0].start_time > 0
    assert [frame.time for frame in Recording(video)] == pytest.approx([n / 30 for n in range(6)], abs=1e-4)


def test_a_stream_without_times_goes_by_its_rate(tmp_path):
    video = write(tmp_path / "v.h264", noise(64, 48, 6), "libx264", "yuv420p")
    recording = Recording(video)
    steps = np.diff([frame.time for frame in recording])
    assert steps == pytest.approx([1 / recording.fps] * 5)


def keyed(path):
    """A video of twelve even greys, 0 to 220, with a key frame at every fifth."""
    greys = [np.full((48, 64, 3), 20 * number, np.uint8) for number in range(12)]
    return write(path, greys, "libx264", "yuv420p", options={"x264-params": "keyint=5:scenecut=0", "qp": "0"})


@pytest.mark.parametrize("name", ["v.mp4", "v.mkv", "v.flv", "v.ts"])
def test_frames_are_sought_in_any_order(tmp_path, name):
    recording = Recording(keyed(tmp_path / name), Rect(3, 5, 9, 7))
    for number in (8, 3, 11, 1):
        crop = recording.crop_at((number - 0.3) / 30)
        assert crop.shape == (7, 9, 3)
        assert crop.mean() == pytest.approx(20 * number, abs=2)
    assert recording.crop_at(1.0) is None
    assert recording.duration == pytest.approx(0.4, abs=0.04)


def test_a_stream_that_cannot_be_sought_in_is_decoded_from_its_start(tmp_path):
    video = keyed(tmp_path / "v.h264")
    assert Recording(video).crop_at(0.1) is None
    assert Recording(video).duration == 0
    recording = Recording(video)
    crops = list(recording.crops_from_start(number / recording.fps for number in (0, 4, 9, 20)))
    assert [crop.mean() for crop in crops] == pytest.approx([0, 80, 180], abs=2)


def test_a_recording_tells_its_size_rate_and_length(tmp_path):
    recording = Recording(write(tmp_path / "v.mp4", noise(64, 48, 6), "libx264", "yuv420p"))
    assert (recording.width, recording.height, recording.fps, recording.length) == (64, 48, 30, 6)


def test_a_size_that_changes_is_followed(tmp_path):
    parts = [(64, 48), (96, 80)]
    video = tmp_path / "v.h264"
    video.write_bytes(
        b"".join(
            write(tmp_path / "part.h264", blots(*size), "libx264", "yuv420p").read_bytes() for size in parts
        )
    )
    assert [frame.crop.shape for frame in Recording(video)] == [(48, 64, 3)] * 3 + [(80, 96, 3)] * 3


def test_another_shape_of_the_picture_ends_the_reading(tmp_path):
    parts = [(96, 80), (64, 48)]
    video = tmp_path / "v.h264"
    video.write_bytes(
        b"".join(
            write(tmp_path / "part.h264", blots(*size), "libx264", "yuv420p").read_bytes() for size in parts
        )
    )
    frames = iter(Recording(video, Rect(60, 40, 30, 30)))
    assert len(list(itertools.islice(frames, 3))) == 3
    with pytest.raises(Problem, match=r"changes its shape at 0:00\.10, from 96x80 to 64x48"):
        next(frames)


@pytest.mark.parametrize("crop", [(600, 10, 97, 54), (-3, 0, 9, 9), (0, 475, 9, 11)])
def test_a_crop_outside_names_both_sizes(tmp_path, crop):
    expected = f"{crop[2]}x{crop[3]} at {crop[0]},{crop[1]}, the picture 640x480"
    with pytest.raises(Problem, match=expected):
        Recording(write(tmp_path / "v.mkv", noise(640, 480, 1)), Rect(*crop))
    Image.new("RGB", (640, 480)).save(tmp_path / "p.png")
    with pytest.raises(Problem, match=expected):
        picture(tmp_path / "p.png", Rect(*crop))


def truncated(video, share):
    data = video.read_bytes()
    video.write_bytes(data[: int(len(data) * share)])
    return video


def test_a_truncated_video_is_read_to_where_it_ends(tmp_path):
    whole = write(
        tmp_path / "v.mp4", noise(64, 48, 120), "libx264", "yuv420p", options={"x264-params": "keyint=10"}
    )
    moved = tmp_path / "moved.mp4"
    with av.open(str(whole)) as source, av.open(str(moved), "w", options={"movflags": "faststart"}) as copy:
        stream = copy.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                copy.mux(packet)
    frames = []
    with pytest.raises(Problem, match=r"moved.mp4 ends at 0:0[12]\.\d\d and should last until 0:04\.00: "):
        for frame in Recording(truncated(moved, 0.5)):
            frames.append(frame)
    assert 40 <= len(frames) <= 70
    assert [frame.number for frame in frames] == list(range(len(frames)))


def test_a_damaged_middle_is_passed_over(tmp_path):
    video = write(
        tmp_path / "v.mp4", noise(64, 48, 120), "libx264", "yuv420p", options={"x264-params": "keyint=10"}
    )
    data = bytearray(video.read_bytes())
    data[len(data) // 3 : len(data) // 2] = bytes(len(data) // 2 - len(data) // 3)
    video.write_bytes(data)
    times = []
    with pytest.raises(Problem, match=r"v.mp4 are missing or damaged from 0:01.\d\d to 0:02.\d\d: "):
        for frame in Recording(video):
            times.append(frame.time)
    assert times == sorted(times)
    assert times[-1] > 3.9  # the end is whole


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"hello " * 999, "is a text file"),
        (bytes(range(256)) * 99, "cannot be read"),
    ],
)
def test_what_is_no_video_is_named(tmp_path, content, message):
    (tmp_path / "v.txt").write_bytes(content)
    assert not is_picture(tmp_path / "v.txt")
    with pytest.raises(Problem, match=message):
        Recording(tmp_path / "v.txt")


@pytest.mark.parametrize("name", ["v.mp4", "v.mov"])
def test_a_video_cut_before_its_index_is_named(tmp_path, name):
    video = truncated(write(tmp_path / name, noise(64, 48, 30), "libx264", "yuv420p"), 0.5)
    with pytest.raises(Problem) as told:
        Recording(video)
    assert f"{name} was not finished, or not copied whole: its index, without which it " in str(told.value)


@pytest.mark.parametrize("share", [0.55, 0.85])
def test_a_gif_that_breaks_off_is_told(tmp_path, share):
    images = [Image.fromarray(pixels) for pixels in noise(64, 48, 10)]
    images[0].save(tmp_path / "v.gif", save_all=True, append_images=images[1:], duration=100)
    numbers = []
    with pytest.raises(Problem, match=r"v\.gif breaks off at 0:0[01]\.\d\d: what is there was read"):
        numbers += (frame.number for frame in Recording(truncated(tmp_path / "v.gif", share)))
    assert numbers == list(range(len(numbers))) and 5 <= len(numbers) <= 9


def test_sound_alone_is_no_video(tmp_path):
    with av.open(str(tmp_path / "a.wav"), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        sound.sample_rate = 8000
        container.mux(stream.encode(sound))
    with pytest.raises(Problem, match="holds no video"):
        Recording(tmp_path / "a.wav")


def test_what_cannot_be_opened_is_named(tmp_path):
    with pytest.raises(Problem, match=r"none\.png cannot be opened \("):
        is_picture(tmp_path / "none.png")
    with pytest.raises(Problem, match="is a folder"):
        is_picture(tmp_path)


def test_a_truncated_picture_is_named(tmp_path):
    Image.fromarray(noise(64, 48, 1)[0]).save(tmp_path / "p.png")
    with pytest.raises(Problem, match="damaged"):
        picture(truncated(tmp_path / "p.png", 0.5))


def test_a_colon_in_the_name_is_no_address(tmp_path, monkeypatch):
    write(tmp_path / "run:1.mkv", noise(64, 48, 2))
    monkeypatch.chdir(tmp_path)
    assert len(list(Recording("run:1.mkv"))) == 2


def test_readings_come_one_a_frame_and_in_order(tmp_path):
    video = write(tmp_path / "v.mkv", blots(640, 480, frames=40))
    reader = Reader()
    seen = list(readings(Recording(video, grid=GRID), reader))
    assert [frame.number for frame, _ in seen] == list(range(40))
    for frame, reading in seen:
        (alone,) = reader.read([frame])
        np.testing.assert_allclose(reading.probabilities, alone.probabilities, atol=1e-5)
        assert reading.screen == alone.screen


def test_a_problem_comes_after_the_readings_before_it(tmp_path):
    def failing():
        yield from itertools.islice(Recording(write(tmp_path / "v.mkv", blots(64, 48, frames=25))), 21)
        raise Problem("the end")

    seen = []
    with pytest.raises(Problem, match="the end"):
        for frame, _ in readings(failing(), Reader()):
            seen.append(frame.number)
    assert seen == list(range(21))

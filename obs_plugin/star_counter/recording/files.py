"""The frames of a video file, and of a picture, as the reader takes them. Needs PyAV for videos."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import numpy as np
from PIL import Image

from ..hud import COUNTER, HudGrid, HudPlaces, Rect
from ..problem import Problem
from ..reading.frame import GAME_SIZE, Frame, Reading
from ..reading.reader import Reader
from ..words import file_text
from .opening import LIBRARY_ERRORS, check_size, open_picture, open_video, video_stream
from .views import View, form_of

# Decoding one batch while the last one is read keeps two cores busy; larger ones only fall out of the cache.
_BATCH = 16
# A video that ends this many seconds before its file says so has lost its end.
_LOST_END = 1.0
# A time that lies so many seconds before the last one is where another recording was joined; less is damage.
_JOINED = 1.0
# What is taken for the rate of a video that does not tell it, or one that cannot be.
_USUAL_RATE, _HIGHEST_RATE = 30.0, 1000.0
# Key frames, from which a video can be decoded, are mostly no more seconds apart: encoders' default is 250
# frames.
_KEY_FRAMES_APART = 10.0


class Recording:
    """The frames of a video file.

    ``width`` and ``height`` are in pixels, ``fps`` is the average rate, and ``length`` the number of frames,
    roughly and for a progress bar only: None where the file does not tell.
    """

    def __init__(
        self,
        path: Path,
        crop: Rect | None = None,
        grid: HudGrid | None = None,
        places: HudPlaces | None = None,
    ):
        """Opens the video at ``path``; ``crop`` is the counter crop in its pixels, ``grid`` its HUD grid.

        With neither, the whole picture is the counter crop. ``places``: those of the HUD's other parts, which
        are cut out, too, but for those outside the picture. Raises `Problem` where the file cannot be opened,
        holds no video, or is smaller than the crop asks for.
        """
        self.path = path
        self._crop, self._grid, self._others = crop, grid, places or HudPlaces()
        self._container = open_video(path)
        self._stream = stream = video_stream(path, self._container)
        # Frame threading decodes several frames at once; the default splits single frames, which few allow.
        stream.thread_type = "AUTO"
        assert stream.time_base is not None, "every stream of a file has one"
        self._time_base = stream.time_base
        self._damaged = self._jumps = 0
        self._form: tuple | None = None  # of the pictures that the views are for
        self.width, self.height = stream.width, stream.height
        rate = float(stream.guessed_rate or 0)
        self.fps = rate if 0 < rate <= _HIGHEST_RATE else _USUAL_RATE
        self.length = max(0, stream.frames or round(self.duration * self.fps)) or None
        if self.width:  # else the size is known from the first frame on
            _places(path, (self.width, self.height), crop, grid, self._others)

    def __iter__(self) -> Iterator[Frame]:
        """Decodes the video, once: frames are numbered as decoded, timed in seconds from the video's start.

        Times never fall: where other recordings were joined to the first, theirs count on from its end.
        Frames that are damaged are left out. When all that can be read has been, a `Problem` says so.
        """
        later, frame = 0.0, None
        for number, picture in enumerate(self._decode()):
            parts = self._cut(picture)
            if parts is None:
                continue
            time = self._time(picture, number) + later
            if frame and time < frame.time - _JOINED:
                self._jumps += 1
                later += frame.time + 1 / self.fps - time
                time = frame.time + 1 / self.fps
            frame = Frame(number, max(time, frame.time) if frame else time, **parts)
            yield frame
        self._check_end(frame)

    @property
    def duration(self) -> float:
        """The length of the video in seconds, as the file tells it; 0 where it does not."""
        if self._stream.duration:
            return max(0.0, float(self._stream.duration * self._time_base))
        return max(0.0, (self._container.duration or 0) / av.time_base)

    def crop_at(self, second: float) -> np.ndarray | None:
        """The counter crop of the first frame from that second on, without decoding all before it.

        None where there is none, and in files that cannot be sought in.
        """
        pictures = self._sought(second)
        first = next(pictures, None)
        if first is None or self._time(first, 0) > second:  # the key frame after it: there is no index
            pictures = self._sought(max(0.0, second - _KEY_FRAMES_APART))
        else:
            pictures = itertools.chain([first], pictures)
        following = (picture for picture in pictures if self._time(picture, 0) >= second)
        return next(self._crops(following), None)

    def crops_from_start(self, seconds: Iterable[float]) -> Iterator[np.ndarray]:
        """The counter crops of the first frames from these ascending seconds on; decodes all before them."""
        pictures = enumerate(self._decode())
        for second in seconds:
            following = (picture for number, picture in pictures if self._time(picture, number) >= second)
            yield from itertools.islice(self._crops(following), 1)

    def _sought(self, second: float) -> Iterator[av.VideoFrame]:
        """The frames from the key frame before that second on, or after it in a stream without an index."""
        moment = (self._stream.start_time or 0) + round(second / self._time_base)
        try:
            self._container.seek(moment, stream=self._stream)
        except LIBRARY_ERRORS:
            return
        yield from self._decode()

    def _crops(self, pictures: Iterable[av.VideoFrame]) -> Iterator[np.ndarray]:
        return (parts["crop"] for picture in pictures if (parts := self._cut(picture)))

    def _decode(self) -> Iterator[av.VideoFrame]:
        try:
            for packet in self._container.demux(self._stream):
                yield from self._decode_packet(packet)
        except LIBRARY_ERRORS:
            self._damaged += 1

    def _decode_packet(self, packet: av.Packet) -> list[av.VideoFrame]:
        try:
            return packet.decode()
        except LIBRARY_ERRORS:
            self._damaged += 1
            return []

    def _cut(self, picture: av.VideoFrame) -> dict[str, np.ndarray] | None:
        """What a `Frame` takes of a picture, by its names; None where that is damaged.

        Raises `Problem` where it is too small for the crop, or too large.
        """
        try:
            form = form_of(picture)
            if self._form != form:
                self._form, self._views = None, self._views_of(picture)
                self._form = form
            return {name: view.of(picture) for name, view in self._views.items()}
        except Problem:
            raise
        except LIBRARY_ERRORS:
            self._form = None
            self._damaged += 1
            return None

    def _views_of(self, picture: av.VideoFrame) -> dict[str, View]:
        check_size(self.path, picture.width, picture.height)
        size = picture.width, picture.height
        counter, game = _places(self.path, size, self._crop, self._grid, self._others)
        others = _inside(self._others, size)
        return {
            "crop": View(picture, counter),
            "game": View(picture, game, GAME_SIZE),
            **{name: View(picture, place) for name, place in others.items()},
        }

    def _time(self, picture: av.VideoFrame, number: int) -> float:
        if picture.pts is None or picture.time_base is None:
            return number / self.fps
        return float((picture.pts - (self._stream.start_time or 0)) * picture.time_base)

    def _check_end(self, last: Frame | None) -> None:
        if last is None:
            raise unreadable(self.path)
        if self._damaged:
            raise Problem(
                f"{file_text(self.path)} is damaged in {_places_text(self._damaged)}: what could be read was "
                "read; stars and black screens may be missing there."
            )
        if self._jumps:
            raise Problem(
                f"The times of {file_text(self.path)} jump back in {_places_text(self._jumps)}, as where "
                "recordings were joined: all of it was read, and the times count on there; check them."
            )
        if self._stream.duration and last.time + _LOST_END < self.duration:
            raise Problem(
                f"{file_text(self.path)} ends at {last.time:.1f} s and should last {self.duration:.1f} s: "
                "what is there was read; copy the file again if it should be whole."
            )


def unreadable(path: Path) -> Problem:
    """What is wrong with a video of which nothing can be decoded."""
    return Problem(f"Not one frame of {file_text(path)} can be read: it is damaged or not finished.")


def picture(
    path: Path,
    crop: Rect | None = None,
    grid: HudGrid | None = None,
    places: HudPlaces | None = None,
) -> Frame:
    """The one frame of a picture; what it is given and what is raised are as for `Recording`."""
    image = open_picture(path)
    places = places or HudPlaces()
    counter, game = _places(path, image.size, crop, grid, places)
    small = image.resize(GAME_SIZE, Image.Resampling.NEAREST, game.corners)
    pixels = np.asarray(image)
    others = _inside(places, image.size)
    cut = {name: place.cut(pixels) for name, place in others.items()}
    return Frame(0, 0.0, counter.cut(pixels), np.asarray(small), **cut)


def readings(frames: Iterable[Frame], reader: Reader) -> Iterator[tuple[Frame, Reading]]:
    """Reads all frames in batches; the next batch is decoded meanwhile, in a thread of its own."""
    batches = _batches(frames)
    with ThreadPoolExecutor(max_workers=1) as pool:
        upcoming = pool.submit(next, batches, None)
        while batch := upcoming.result():
            upcoming = pool.submit(next, batches, None)
            yield from zip(batch, reader.read(batch), strict=True)


def _batches(frames: Iterable[Frame]) -> Iterator[list[Frame]]:
    """The frames in lists; a `Problem` among them comes after the frames before it."""
    batch, problem = [], None
    try:
        for frame in frames:
            batch.append(frame)
            if len(batch) == _BATCH:
                yield batch
                batch = []
    except Problem as found:
        problem = found
    if batch:
        yield batch
    if problem:
        raise problem


def _places(
    path: Path, size: tuple[int, int], crop: Rect | None, grid: HudGrid | None, others: HudPlaces
) -> tuple[Rect, Rect]:
    """Where the counter crop and the visible game lie on a picture of that size, in whole pixels."""
    if crop is None:
        crop = grid.place(COUNTER) if grid else Rect(0, 0, *size)
    if grid is None:
        grid = HudGrid.from_counter(crop)
    crop = crop.pixels()
    if not crop.fits(*size):
        raise Problem(
            f"The counter crop does not fit in {file_text(path)}: the crop is {crop.width}x{crop.height} at "
            f"{crop.x},{crop.y}, the picture {size[0]}x{size[1]}. Give a crop inside the picture."
        )
    return crop, grid.visible_game(*size, grid.wider(others)).pixels()


def _inside(places: HudPlaces, size: tuple[int, int]) -> dict[str, Rect]:
    """Those of the places that a picture of that size shows, by their names, in whole pixels."""
    named = {name: place.pixels() for name, place in places._asdict().items() if place is not None}
    return {name: place for name, place in named.items() if place.fits(*size)}


def _places_text(count: int) -> str:
    return f"{count} place{'' if count == 1 else 's'}"

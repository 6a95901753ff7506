"""The frames of a video file, and of a picture, as the reader takes them. Needs PyAV for videos."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

from ..hud import COUNTER, HudGrid, HudPlaces, Rect
from ..problem import Problem
from ..reading.frame import GAME_SIZE, Frame, FrameAfterGap, Reading
from ..reading.reader import Reader
from ..words import clock_text, file_text
from .black import Colours, true_colours
from .clock import Clock, Numbers
from .damage import Damage, break_text, damage_text, early_text, joins_text, unreadable
from .growing import Growing
from .library import av
from .opening import LIBRARY_ERRORS, check_size, open_picture, open_video, video_stream
from .shown import Shown
from .unfinished import breaks_off, stated_end
from .views import View, form_of

Item = TypeVar("Item")

# Decoding one batch while the last one is read keeps two cores busy; larger ones only fall out of the cache.
_BATCH = 16
# A video that ends this many seconds before its file says so has lost its end.
_LOST_END = 1.0
# What is taken for the rate of a video that does not tell it, or one that cannot be.
_USUAL_RATE, _HIGHEST_RATE = 30.0, 1000.0
#: Key frames, from which a video can be decoded, are mostly no more seconds apart: encoders' default is 250
#: frames.
KEY_FRAMES_APART = 10.0
# So often in a row a file's packets may be unreadable before it is given up.
_MOST_FAILURES = 20
# A picture has the shape of another one where its sides are scaled so much alike: sizes are rounded.
_SAME_SHAPE = 0.02


class Recording:
    """The frames of a video file.

    ``width`` and ``height`` are those of its first picture, upright, in pixels, ``fps`` is the average rate,
    and ``length`` the number of frames, roughly and for a progress bar only: None where the file does not
    tell.

    It keeps its file and its decoder, which take memory, until it is closed.
    """

    def __init__(
        self,
        path: Path,
        crop: Rect | None = None,
        grid: HudGrid | None = None,
        places: HudPlaces | None = None,
        growing: Growing | None = None,
    ):
        """Opens the video at ``path``; ``crop`` is the counter crop in its pixels, ``grid`` its HUD grid.

        With neither, the whole picture is the counter crop. ``places``: those of the HUD's other parts, which
        are cut out, too, but for those outside the picture. ``growing`` reads a file that is being written.
        Raises `Problem` where the file cannot be opened, holds no video, or is smaller than the crop asks
        for.
        """
        self.path = Path(path)
        self._crop, self._grid, self._others = crop, grid, places or HudPlaces()
        self._growing = growing
        # Held while the file is read, on whatever thread: it must not be closed then.
        self._at_work, self._is_closed = threading.Lock(), False
        self._container = open_video(path, growing)
        try:
            self._begin()
        except Exception:  # else it stays open with the error: no other may delete it on Windows
            self._container.close()
            raise

    def _begin(self) -> None:
        self._stream = stream = video_stream(self.path, self._container)
        # Frame threading decodes several frames at once; the default splits single frames, which few allow.
        stream.thread_type = "AUTO"
        rate = float(stream.guessed_rate or 0)
        self.fps = rate if 0 < rate <= _HIGHEST_RATE else _USUAL_RATE
        self._clock, self._numbers = Clock(self._container, stream, self.fps), Numbers()
        self.length = max(0, stream.frames or round(self.duration * self.fps)) or None
        self._damage = Damage(1 / self.fps)
        self._last_packet: av.Packet | None = None
        #: The time to which it was read.
        self.read_to = 0.0
        self._form: tuple | None = None  # of the pictures that the views are for
        self._early = self._first_pictures()
        first = self._early[0] if self._early else None
        # What follows is known once a picture is decoded.
        self._shown = Shown(stream.codec_context.field_order, first)
        self._true: Colours | None = None
        self.width, self.height = self._size_of(first) if first else (stream.width, stream.height)
        if self.width:
            _, game = _places(self.path, (self.width, self.height), self._crop, self._grid, self._others)
            length = 0.0 if self._growing else self.duration  # of what grows nobody knows how it goes on
            self._true = true_colours(stream.codec_context, self.path, game, length)

    def close(self) -> None:
        """Closes the file: no more of it is read."""
        with self._at_work:
            self._is_closed = True
            self._early.clear()
            self._container.close()

    def __iter__(self) -> Iterator[Frame]:
        """Decodes the video, once: frames are numbered as in the file, and timed as `Clock` does.

        Times never fall. Frames that cannot be decoded are left out, and counted. When all that can be read
        has been, a `Problem` tells what is missing.
        """
        last, length = None, 0.0
        for picture in self._pictures():
            if picture.is_corrupt:
                self._damage.hurt()
            number = self._numbers.number(picture, is_damaged=self._damage.is_lossy)
            time = self._time(picture, number)
            parts = self._cut(picture, time)
            if parts is None:
                continue
            time = max(time, last.time) if last else time
            is_after_gap = self._damage.update(last.time if last else None, time, length)
            last = (FrameAfterGap if is_after_gap else Frame)(number, time, **parts)
            length = self._length(picture)
            self.read_to = time + length
            yield last
        if not self._is_closed:
            self._check_end(last)

    @property
    def duration(self) -> float:
        """The length of the video in seconds, as the file tells it; 0 where it does not."""
        if self._stream.duration and self._stream.time_base:
            return max(0.0, float(self._stream.duration * self._stream.time_base))
        return max(0.0, (self._container.duration or 0) / av.time_base)

    def crop_at(self, second: float) -> np.ndarray | None:
        """The counter crop of the first frame from that second on, without decoding all before it.

        None where there is none, and in files that cannot be sought in.
        """
        pictures = self._sought(second)
        first = next(pictures, None)
        if first is None or self._time(first, 0) > second:  # the key frame after it: there is no index
            pictures = self._sought(max(0.0, second - KEY_FRAMES_APART))
        else:
            pictures = itertools.chain([first], pictures)
        following = (picture for picture in pictures if self._time(picture, 0) >= second)
        return next(self._crops(following), None)

    def crops_from_start(self, seconds: Iterable[float]) -> Iterator[np.ndarray]:
        """The counter crops of the first frames from these ascending seconds on; decodes all before them."""
        pictures = enumerate(self._pictures())
        for second in seconds:
            following = (picture for number, picture in pictures if self._time(picture, number) >= second)
            yield from itertools.islice(self._crops(following), 1)

    def _sought(self, second: float) -> Iterator[av.VideoFrame]:
        """The frames from the key frame before that second on, or after it in a stream without an index."""
        try:
            self._container.seek(self._clock.stamp(second), stream=self._stream)
        except LIBRARY_ERRORS:
            return
        yield from self._decode()

    def _crops(self, pictures: Iterable[av.VideoFrame]) -> Iterator[np.ndarray]:
        return (
            parts["crop"] for picture in pictures if (parts := self._cut(picture, self._time(picture, 0)))
        )

    def _pictures(self) -> Iterator[av.VideoFrame]:
        """All pictures, from the first on; once."""
        early, self._early = self._early, []
        yield from early
        yield from self._decode(self._take)

    def _decode(self, take: Callable[[av.Packet], None] | None = None) -> Iterator[av.VideoFrame]:
        """The pictures from where the file is at; ``take`` gets each packet before it is decoded."""
        for packet in self._packets():
            if take:
                take(packet)
            yield from self._decode_packet(packet)

    def _take(self, packet: av.Packet) -> None:
        self._clock.take(packet)
        self._numbers.take(packet)

    def _packets(self) -> Iterator[av.Packet]:
        """The packets from where the file is at, and an empty one that has the decoder end."""
        failures = 0
        while failures < _MOST_FAILURES and not self._is_closed:
            try:
                packets = self._container.demux()
                while (packet := self._next(packets)) is not None:
                    failures = 0
                    if packet.size:
                        self._last_packet = packet
                    if packet.stream_index == self._stream.index:
                        yield packet
                return
            except LIBRARY_ERRORS:
                failures += 1
                self._damage.hurt()
        yield self._end()

    def _end(self) -> av.Packet:
        """An empty packet, after which the decoder gives what it still has."""
        end = av.Packet()
        end.stream, end.time_base = self._stream, self._clock.unit
        return end

    def _next(self, packets: Iterator[av.Packet]) -> av.Packet | None:
        with self._at_work:
            return None if self._is_closed else next(packets, None)

    def _decode_packet(self, packet: av.Packet) -> list[av.VideoFrame]:
        try:
            with self._at_work:
                return [] if self._is_closed else packet.decode()
        except av.EOFError:  # there was an end before: all pictures came with that
            return []
        except LIBRARY_ERRORS:
            self._damage.lose()
            return []

    def _cut(self, picture: av.VideoFrame, time: float) -> dict[str, np.ndarray] | None:
        """What a `Frame` takes of a picture at that time, by its names; None where that is damaged.

        Raises `Problem` where it is too small for the crop, or too large.
        """
        try:
            check_size(self.path, picture.width, picture.height)
            shown = self._shown.of(picture)
            form = form_of(shown)
            if self._form != form:
                self._form, self._views = None, self._views_of(shown, time)
                self._form = form
            parts = {name: view.of(shown) for name, view in self._views.items()}
            return parts if self._true is None else {name: self._true(part) for name, part in parts.items()}
        except Problem:
            raise
        except LIBRARY_ERRORS:
            self._form = None
            self._damage.hurt()
            return None

    def _views_of(self, picture: av.VideoFrame, time: float) -> dict[str, View]:
        size = picture.width, picture.height
        crop, grid, others = self._scaled(size, time)
        counter, game = _places(self.path, size, crop, grid, others)
        return {
            "crop": View(picture, counter),
            "game": View(picture, game, GAME_SIZE),
            **{name: View(picture, place) for name, place in _inside(others, size).items()},
        }

    def _scaled(self, size: tuple[int, int], time: float) -> tuple[Rect | None, HudGrid | None, HudPlaces]:
        """The places on pictures of that size, which comes at that time: as on the first one's.

        Raises `Problem` where they have another shape, so that nobody knows where the game is.
        """
        crop, grid, others = self._crop, self._grid, self._others
        if size == (self.width, self.height) or not self.width or (crop is None and grid is None):
            return crop, grid, others
        kx, ky = size[0] / self.width, size[1] / self.height
        if abs(kx / ky - 1) > _SAME_SHAPE:
            raise Problem(
                f"The picture of {file_text(self.path)} changes its shape at {clock_text(time)}, from "
                f"{self.width}x{self.height} to {size[0]}x{size[1]}: it is read until there; cut the file "
                "there to read the rest."
            )
        return (
            crop and crop.scaled(kx, ky),
            grid and HudGrid(grid.ox * kx, grid.oy * ky, grid.sx * kx, grid.sy * ky),
            HudPlaces(*(place and place.scaled(kx, ky) for place in others)),
        )

    def _first_pictures(self) -> list[av.VideoFrame]:
        """The first picture, and those that come with it; none where there is none."""
        for packet in self._packets():
            self._take(packet)
            if pictures := self._decode_packet(packet):
                return pictures
        return []

    def _size_of(self, picture: av.VideoFrame) -> tuple[int, int]:
        """The width and height of a picture as it is shown."""
        check_size(self.path, picture.width, picture.height)
        try:
            shown = self._shown.of(picture)
        except LIBRARY_ERRORS:
            return picture.width, picture.height
        return shown.width, shown.height

    def _time(self, picture: av.VideoFrame, number: int) -> float:
        return number / self.fps if picture.pts is None else self._clock.time(picture.pts)

    def _length(self, picture: av.VideoFrame) -> float:
        """How long a picture is shown, in seconds, by the file."""
        return self._clock.seconds(picture.duration) if picture.duration else 1 / self.fps

    def _check_end(self, last: Frame | None) -> None:
        if last is None:
            raise unreadable(self.path)
        cut = None if self._growing else self._cut_off(self.read_to)
        # What is wrong at the end is told of the end alone.
        places = [place for place in self._damage.places if not (cut and place[1] >= last.time)]
        told = [
            cut,
            damage_text(self.path, places) if places else None,
            joins_text(self.path, self._clock.joins) if self._clock.joins else None,
        ]
        if any(told):
            raise Problem(" ".join(text for text in told if text))

    def _cut_off(self, end: float) -> str | None:
        """What is told of a file whose end is missing; None of one that is whole."""
        stated = stated_end(self._container, self._stream, self._clock)
        if stated and not self._clock.joins and end + _LOST_END < stated:
            return early_text(self.path, end, stated)
        if self._damage.is_open or breaks_off(self.path, self._container, self._last_packet):
            return break_text(self.path, end)
        return None


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
    batches = in_batches(frames, _BATCH)
    with ThreadPoolExecutor(max_workers=1) as pool:
        upcoming = pool.submit(next, batches, None)
        while batch := upcoming.result():
            upcoming = pool.submit(next, batches, None)
            yield from zip(batch, reader.read(batch), strict=True)


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of so many; a `Problem` among them comes after the items before it."""
    part, problem = [], None
    try:
        for item in items:
            part.append(item)
            if len(part) == size:
                yield part
                part = []
    except Problem as found:
        problem = found
    if part:
        yield part
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

"""Plays a recording once, by a route: by its key frames, or frame by frame."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from ...problem import Problem
from ...reading.frame import Frame, FrameAfterGap, Reading
from ...reading.reader import Reader
from ...recording.files import Recording, readings
from ...recording.index import Unsought
from ...recording.joined import Joined
from ...recording.opening import is_picture
from ...recording.quick import Read, all_frames, by_keys
from ...recording.sought import Sought
from ...splitting.route import Route
from ...splitting.waiting import waits_for_all
from ...tracking.event import Event, Moment
from ...tracking.tracker import Tracker
from ...words import file_text
from ..many.progress import frames_bar
from ..output import tell, tell_slow
from ..videos.ahead import ByKeys, Shared, Work, every_frame, indexed
from ..videos.following import opened
from ..videos.joining import joined, joined_text
from ..videos.placing import whole_place_in
from .runs import Runs
from .told import Told


def play(
    parts: Sequence[Path], route: Route, options: argparse.Namespace, reader: Reader
) -> tuple[Runs, Problem | None]:
    """All runs in the video, or in the parts of one stream, at least one; and what is wrong with it.

    Which splits have no time, as what they rest on is not seen, is told on stderr.
    """
    for part in parts:
        if not options.follow and is_picture(part):
            raise Problem(f"{file_text(part)} is a picture: give a recording of the run.")
    runs, problem = _play(parts, route, options, reader)
    for sentence in runs.without_time():
        tell(f"{joined_text(parts) if options.join else file_text(parts[0])}: {sentence}")
    return runs, problem


def _play(
    parts: Sequence[Path], route: Route, options: argparse.Namespace, reader: Reader
) -> tuple[Runs, Problem | None]:
    if options.join:
        if not options.thorough:
            tell_slow(joined_text(parts), "they are joined")
        return _Played(route, options).thoroughly(joined(parts, options, reader), reader)
    (video,) = parts
    if options.follow:
        with opened(video, options, reader) as recording:
            return _Played(route, options).thoroughly(recording, reader)
    place, played = whole_place_in(video, options, reader), _Played(route, options)
    try:
        with indexed(video, place, reader, options.model, options.jobs, played.work) as source:
            return played.in_parts(source)
    except Unsought as why:
        if not options.thorough:
            tell_slow(file_text(video), str(why))
    with closing(Recording(video, *place)) as recording:
        return _Played(route, options).thoroughly(recording, reader)


class _Played:
    """A video that is played once."""

    def __init__(self, route: Route, options: argparse.Namespace):
        self._tracker = Tracker(options.confidence, route.start_count)
        self._runs = Runs(route, options)
        self._logo, self._end = Told("--logo", options.logo), Told("--end", options.end)
        self._start = Told("--start", options.start)
        self._until = 0.0  # the time of the last frame
        self._left_out: frozenset[str] = frozenset()  # the parts that are not in the picture
        #: What is read of the video.
        self.work: Work = (
            every_frame if options.thorough else ByKeys(self._tracker, self._is_waiting, self._take)
        )

    def in_parts(self, source: Sought | Shared) -> tuple[Runs, Problem | None]:
        """Reads what must be, or every frame; raises `Unsought` where the video is none for that."""
        if isinstance(self.work, ByKeys):
            self._left_out = source.keys[0].reading.left_out
            problem = self._play(by_keys(source, self._tracker, self._is_waiting), source.frames)
            is_any_told = any(told.is_told for told in self._all_told)
            for number in range(0 if is_any_told else source.frames - 1, source.frames):
                self._pass(number, source.time_of(number))
        else:
            frames = ((frame, frame.reading) for frame in all_frames(source))
            problem = self._play(self._steps(frames), source.frames)
        return self._finished(), problem

    def thoroughly(self, recording: Recording | Joined, reader: Reader) -> tuple[Runs, Problem | None]:
        """Reads every frame."""
        problem = self._play(self._steps(readings(recording, reader)), recording.length)
        return self._finished(), problem

    def _steps(self, frames: Iterable[tuple[Frame | Read, Reading]]) -> Iterator[tuple[int, list[Event]]]:
        """The numbers of all frames, and what the tracker says then."""
        for frame, reading in frames:
            self._pass(frame.number, frame.time)
            self._left_out = reading.left_out
            if isinstance(frame, FrameAfterGap):
                self._tracker.skip()
            yield frame.number, self._tracker.update(frame.number, frame.time, reading)

    def _pass(self, number: int, time: float) -> None:
        """Takes the number and the time of the next frame, for what the options tell."""
        self._until = time
        for told in self._all_told:
            told.update(Moment(number, time))

    def _play(self, steps: Iterator[tuple[int, list[Event]]], length: int | None) -> Problem | None:
        """Takes what happened, frame by frame; returns what is wrong with the video."""
        try:
            with frames_bar(length) as progress:
                for number, events in steps:
                    self._take(events)
                    progress.update(number + 1 - progress.n)
        except Problem as told:
            if not self._runs.is_begun:
                raise
            return told
        return None

    def _take(self, events: Sequence[Event]) -> None:
        self._runs.miss(self._left_out.union(self._tracker.unseen))
        for event in events:
            self._runs.update(event)

    def _finished(self) -> Runs:
        """All runs, once the video is over."""
        self._runs.saw_coins = self._tracker.saw_coins
        self._start.moment()  # it may lie behind the video
        self._runs.mark(self._logo.moment(), self._end.moment())
        for one in self._runs.runs:
            one.until = self._until
        return self._runs

    @property
    def _all_told(self) -> tuple[Told, ...]:
        return self._start, self._logo, self._end

    def _is_waiting(self) -> bool:
        return waits_for_all(self._runs.splitter, self._tracker.stars)

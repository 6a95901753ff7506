"""One page of all videos in a folder: what `read` reads of them, with pictures of the counts."""

from __future__ import annotations

import argparse
import base64
import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from ...journal.parsing import COUNTS, is_small_png
from ...journal.videos import Video, page, rows_of
from ...problem import Problem
from ...reading.model_form import model_input
from ...reading.reader import Reader
from ...recording.files import Recording
from ...tracking.event import Event
from ...words import file_text
from ..read import batch
from ..videos.placing import place_in
from .reading import Batch, show_result, way
from .records import event_of
from .summary import Tally

#: The page's name in the folder.
PAGE = "star-counter.html"

#: A video's events, and what is told to be wrong with it; "" where nothing is.
Seen = tuple[list[Event], str]


def page_of(files: Sequence[Path], options: argparse.Namespace) -> tuple[str, list[Problem]]:
    """The page of the videos, and what is wrong with some of them. Raises `Problem` where it has no rows."""
    seen, problems = _events(files, options)
    pictures, others = _pictures(files, seen, options)
    told_already = {str(problem) for problem in problems}
    problems += [problem for problem in others if str(problem) not in told_already]
    videos = []
    for path in files:
        events, told = seen[path]
        tally = Tally(path)
        for event in events:
            tally.update(event)
        name = file_text(path.name)
        rows = rows_of(name, events, pictures.get(path, {}))
        videos.append(Video(name, tally.runs, tally.stars, tally.deaths, tally.end, told, rows))
    return page(file_text(options.folder.resolve().name), videos), problems


def _events(files: Sequence[Path], options: argparse.Namespace) -> tuple[dict[Path, Seen], list[Problem]]:
    """Each video's events, and what is wrong with it."""
    seen: dict[Path, Seen] = {}
    problems = []
    with contextlib.closing(batch(files, options).results(options.jobs)) as results:
        for result in results:
            events: list[Event] = []
            wrong = show_result(result, partial(_collect, events))
            seen[result.path] = events, " ".join(map(str, wrong))
            problems += wrong
    return seen, problems


def _collect(events: list[Event], record: dict) -> None:
    if "event" in record:
        events.append(event_of(record["event"]))


def _pictures(
    files: Sequence[Path], seen: Mapping[Path, Seen], options: argparse.Namespace
) -> tuple[dict[Path, dict[int, bytes]], list[Problem]]:
    """Each video's pictures of the counter, by the numbers of their events; and what is wrong with some."""
    what = way("pictures", options.model, crop=options.crop, hud=options.hud, confidence=options.confidence)
    shown = [path for path in files if any(event.kind in COUNTS for event in seen[path][0])]
    work = partial(_picture_records, seen=dict(seen), options=options)
    pictures: dict[Path, dict[int, bytes]] = {}
    problems = []
    with contextlib.closing(Batch(shown, work, options.model, what).results(options.jobs)) as results:
        for result in results:
            found = pictures.setdefault(result.path, {})
            result.told = ""  # where the counter was found is told already
            problems += show_result(result, partial(_decode, found))
    return pictures, problems


def _decode(found: dict[int, bytes], record: dict) -> None:
    png = base64.b64decode(record["png"], validate=True)
    if not is_small_png(png):
        raise ValueError("no picture of a counter")
    found[int(record["number"])] = png


def _picture_records(
    path: Path, reader: Reader, seen: Mapping[Path, Seen], options: argparse.Namespace
) -> Iterator[dict]:
    events, told = seen[path]
    # Where the times of a file jump, they are known only by going through it; that was told, as is all that
    # is wrong with a file.
    pictures = _read_through if told else _sought
    with contextlib.closing(Recording(path, *place_in(path, options, reader))) as recording:
        counts = {n: event for n, event in enumerate(events) if event.kind in COUNTS}
        seconds = {n: _decided(event, recording.fps) for n, event in counts.items()}
        for number, crop in pictures(recording, seconds):
            png = io.BytesIO()
            Image.fromarray(model_input(crop)).save(png, "PNG")
            yield {"number": number, "png": base64.b64encode(png.getvalue()).decode("ascii")}


def _decided(event: Event, fps: float) -> float:
    """When a count was believed, in seconds: then it is seen well."""
    late = 0 if event.decided is None else event.decided - event.frame
    return event.time + late / fps


def _sought(recording: Recording, seconds: Mapping[int, float]) -> Iterator[tuple[int, np.ndarray]]:
    for number, second in seconds.items():
        crop = recording.crop_at(second)
        if crop is not None:
            yield number, crop


def _read_through(recording: Recording, seconds: Mapping[int, float]) -> Iterator[tuple[int, np.ndarray]]:
    numbers = sorted(seconds, key=lambda number: seconds[number])
    crops = recording.crops_from_start(seconds[number] for number in numbers)
    return zip(numbers, crops, strict=False)  # the file may end before

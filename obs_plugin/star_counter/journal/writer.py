"""The journal: what happened in a run, when and why, with the pictures that show it, on disk.

Each run has a folder (`files`) with a file of lines. Every line is a JSON object with "at", the time
of day in ISO 8601, and "type":

    "run"      the first line: "player", and the "route" and the names of its "splits" where there is one
    "event"    what `Event.as_dict` tells, and how "sure" the tracker was of the count
    "action"   what `Action.as_dict` tells
    "timer"    a `Report` on the timer: its "text"; of a command also "command", "reason", "outcome", "delay"
    "film"     the pictures around an event (`film`): the "event" as above, the "film", a file of JPEG
               pictures one after another, and of each its "frames", number and time, and its "bytes"
    "end"      the last line of a journal that is full

and "picture", the name of its picture, where there is one.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from ..reading.model_form import model_input
from ..splitting.route import Route
from ..splitting.splitter import Action
from ..timers.protocol import Report
from ..tracking.attempts import Attempts
from ..tracking.event import Event
from ..words import file_text
from .files import JOURNAL, film_name, make_room, new_run, picture_name, remove
from .film import Film

#: How much is kept of all runs of all players together.
MOST_BYTES = 50_000_000
MOST_RUNS = 50
#: How much one run may have: three times what a run of 120 stars has.
MOST_PICTURES = 1_000
MOST_LINES = 10_000

# Of four players in a race, each run may take a quarter of the room.
_SHARE = 4
# After each picture of a film, in seconds: a tick of OBS's that waits for Python's lock gets it then.
_REST = 0.001
# The room is looked after whenever so much of it was written, as this looks at each file of each run.
_STEPS = 50

#: The events whose picture is kept: those that change the count.
_PICTURED = ("count", "star", "reset")
_FULL = (errno.ENOSPC, errno.EDQUOT)

# The runs that are being written, of all players: none of them may be removed to make room for another.
_current: set[Path] = set()
# The runs that were begun since OBS was started, in that order: after a clock that was set back, the times in
# their names would have them go first.
_begun: deque[Path] = deque(maxlen=MOST_RUNS)


def _local_now() -> datetime:
    return datetime.now().astimezone()


def _at_once(function: Callable[..., object], *arguments: Any) -> None:
    function(*arguments)


class _Entry(NamedTuple):
    """What is to be written: its time, its line, of which kind its picture is, and the picture as PNG, or a
    film.

    ``head`` is the first line of the run that it may begin.
    """

    at: datetime
    head: dict[str, Any]
    line: dict[str, Any]
    kind: str
    png: bytes | None
    film: Film | None = None


@dataclass
class _Run:
    """The run that is being written."""

    folder: Path
    lines: int = 0
    pictures: int = 0
    size: int = 0  # bytes
    checked_at: int = 0  # the size when the room was looked after
    is_full: bool = False
    _is_torn: bool = False  # the last line may have been written in part, and could not be taken back
    _last: tuple[bytes, str] = (b"", "")  # the last picture, and its name

    def begin(self, line: dict[str, Any]) -> None:
        """Writes the journal with its first line; raises `OSError`, and then leaves nothing behind."""
        try:
            with (self.folder / JOURNAL).open("xb", buffering=0) as file:
                self.size += _write_all(file, _encoded(line))
        except OSError:
            remove(self.folder)
            raise

    def write(self, line: dict[str, Any], kind: str, png: bytes | None) -> None:
        """Writes an entry and its picture; raises `OSError`."""
        named = {}
        try:
            if png and self.pictures < MOST_PICTURES:
                named = {"picture": self._keep(png, kind)}
        finally:
            self._append(line | named)  # a line is worth more than its picture

    def write_film(self, line: dict[str, Any], film: Film) -> None:
        """Writes a film and its line; raises `OSError`."""
        if self.pictures >= MOST_PICTURES:
            return
        name, lengths = film_name(self.pictures + 1, film.event.kind), []
        self.pictures += 1
        with (self.folder / name).open("wb") as file:
            for jpeg in film.jpegs():
                lengths.append(file.write(jpeg))
                time.sleep(_REST)
        self.size += sum(lengths)
        self._append(line | {"film": name, "bytes": lengths})

    def end(self, line: dict[str, Any]) -> None:
        """Writes the last line; raises `OSError`."""
        self._append(line)
        self.is_full = True

    def _keep(self, png: bytes, kind: str) -> str:
        """Writes a picture and returns its name; a star and the split that it caused share one."""
        if png != self._last[0]:
            name = picture_name(self.pictures + 1, kind)
            self.size += (self.folder / name).write_bytes(png)
            self.pictures += 1
            self._last = png, name
        return self._last[1]

    def _append(self, line: dict[str, Any]) -> None:
        was_torn = self._is_torn
        data = b"\n" * was_torn + _encoded(line)
        # Opened anew for each line, so that a crash loses nothing, and a folder that is gone is missed: a
        # file that is kept open would take the lines with it. This mode does not make the file.
        with (self.folder / JOURNAL).open("r+b", buffering=0) as file:
            end = file.seek(0, io.SEEK_END)
            self._is_torn = True
            try:
                self.size += _write_all(file, data)
            except OSError:  # a full disk takes a part
                file.truncate(end)
                self._is_torn = was_torn
                raise
        self._is_torn = False
        self.lines += 1


class Journal:
    """Writes one player's journal. All of it is told on the worker's thread.

    A run begins with the first entry, with every event that begins another attempt (`Attempts`), and with the
    next entry after `close`. The disk never stops the run: ``problem`` tells in one sentence what keeps
    the last entry from being written, or is None. ``folder`` holds the runs of all players; ``name``, the
    player's, and what is known of the route (`follow`) are written into the next run's journal.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        *,
        later: Callable[..., object] = _at_once,
        most_bytes: int = MOST_BYTES,
        most_runs: int = MOST_RUNS,
        now: Callable[[], datetime] = _local_now,
    ):
        """The oldest runs go when there are more than ``most_runs``, or more than ``most_bytes`` in them.

        ``later`` is handed functions with their arguments, and calls them in that order where it may wait for
        the disk: at once, unless another is given.
        """
        self.problem: str | None = None
        self.folder, self.name = folder, name
        self._later = later
        self._most_bytes, self._most_runs = most_bytes, most_runs
        self._now = now
        self._run: _Run | None = None
        self._route: dict[str, Any] = {}
        self._attempts = Attempts()

    def follow(self, route: Route | None) -> None:
        """Takes the route that is split by from now on; None: by none."""
        names = [split.name for split in route.splits] if route else []
        self._route = {"route": route.title, "splits": names} if route else {}

    def event(self, event: Event, crop: np.ndarray | None, sure: float) -> None:
        """Writes an event.

        ``crop`` is the counter crop, of any size, of the frame on which it was decided; ``sure`` how sure the
        tracker is of the count (for events that do not tell it themselves).
        """
        if self._attempts.begins(event):
            self._later(self._end)
        told = {"sure": round(float(sure), 4)} | event.as_dict()
        self._write("event", told, event.kind, crop if event.kind in _PICTURED else None)

    def action(self, action: Action, crop: np.ndarray | None) -> None:
        """Writes what the timer is to be told; ``crop`` as for `event`."""
        self._write("action", action.as_dict(), action.kind, crop if action.kind == "split" else None)

    def report(self, report: Report) -> None:
        """Writes what happened between the script and the timer."""
        told: dict[str, Any] = {"text": report.text}
        if report.command:
            told |= {"command": report.command.value, "reason": report.reason}
            told |= {"outcome": report.outcome and report.outcome.value, "delay": round(report.delay, 3)}
        self._write("timer", told)

    def film(self, film: Film) -> None:
        """Writes a film."""
        frames = [[moment.frame, round(moment.time, 3)] for moment in film.moments]
        self._write("film", {"event": film.event.as_dict(), "frames": frames}, film=film)

    def close(self) -> None:
        """Ends the run."""
        self._attempts = Attempts()
        self._later(self._end)

    def cannot(self, reason: object, advice: str = "choose another folder for it") -> str:
        """That the journal cannot be written, and what to do."""
        return f"The journal in {file_text(self.folder)} cannot be written ({reason}): {advice}."

    def _write(
        self,
        type_: str,
        told: dict[str, Any],
        kind: str = "",
        crop: np.ndarray | None = None,
        film: Film | None = None,
    ) -> None:
        at = self._now()
        head = _line(at, "run", {"player": self.name} | self._route)
        png = None if crop is None else _png(crop)
        self._later(self._keep, _Entry(at, head, _line(at, type_, told), kind, png, film))

    # What waits for the disk.

    def _end(self) -> None:
        if self._run:
            _current.discard(self._run.folder)
            self._run = None

    def _keep(self, entry: _Entry) -> None:
        """Writes an entry; keeps what is in the way of that."""
        try:
            try:
                self._enter(entry)
            except (FileNotFoundError, NotADirectoryError):  # the folder has been removed meanwhile
                self._end()
                self._enter(entry)
        except (OSError, ValueError) as error:  # ValueError: the system cannot have a file of that name
            self.problem = self._told(error)
        else:
            self.problem = None

    def _enter(self, entry: _Entry) -> None:
        """Writes an entry into the run at hand, or into a new one; raises `OSError`."""
        run = self._run or self._begin(entry)
        if run.is_full:
            return
        if entry.film:
            run.write_film(entry.line, entry.film)
        else:
            run.write(entry.line, entry.kind, entry.png)
        if run.size - run.checked_at >= self._most_bytes // _STEPS:
            run.checked_at = run.size
            self._make_room(self._most_runs)
        if run.lines >= MOST_LINES or run.size >= self._most_bytes // _SHARE:
            full = {"text": "This run's journal is full: what came after is not in it."}
            run.end(_line(entry.at, "end", full))

    def _begin(self, entry: _Entry) -> _Run:
        if (
            not self.folder.is_absolute()
        ):  # as one of another computer: it would be made where OBS happens to be
            raise OSError(errno.ENOTSUP, "there is no such place on this computer")
        self._make_room(self._most_runs - 1)
        run = _Run(new_run(self.folder, entry.at, entry.head["player"]))
        run.begin(entry.head)
        _current.add(run.folder)
        _begun.append(run.folder)
        self._run = run
        return run

    def _make_room(self, most_runs: int) -> None:
        """Removes the oldest runs, so that there is room for the next step."""
        most_bytes = self._most_bytes - self._most_bytes // _STEPS
        with contextlib.suppress(OSError):  # it cannot be listed, or is not there yet: writing will tell
            make_room(self.folder, most_bytes, most_runs, _current, list(_begun))

    def _told(self, error: OSError | ValueError) -> str:
        number = getattr(error, "errno", None)
        reason = getattr(error, "strerror", None) or "there can be no such name"
        return self.cannot(reason, "make room on that disk") if number in _FULL else self.cannot(reason)


def _line(at: datetime, type_: str, told: dict[str, Any]) -> dict[str, Any]:
    return {"at": at.isoformat(timespec="milliseconds"), "type": type_} | told


def _write_all(file: io.FileIO, data: bytes) -> int:
    written = 0
    while written < len(data):
        written += file.write(data[written:])
    return written


def _encoded(line: dict[str, Any]) -> bytes:
    return json.dumps(line).encode() + b"\n"


def _png(crop: np.ndarray) -> bytes:
    """The crop as the model sees it, 67×40, as a PNG file."""
    file = io.BytesIO()
    Image.fromarray(model_input(crop)).save(file, "PNG")
    return file.getvalue()

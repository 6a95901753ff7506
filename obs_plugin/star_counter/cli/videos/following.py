"""Reads a recording while it is being written: the option ``--follow``."""

from __future__ import annotations

import argparse
import contextlib
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ...hud import HudGrid, HudPlaces, Rect
from ...problem import Problem
from ...reading.reader import Reader
from ...recording.files import Recording
from ...recording.growing import Growing
from ...recording.opening import open_video
from ...words import clock_text, file_text
from ..output import tell
from .placing import NoCounter, whole_place_in

#: A recording that has not grown for so many seconds is finished: programs write every few seconds.
PATIENCE = 30.0
# How often is looked for a counter, or for whether the file grows, in seconds.
_LOOK = 1.0


def add_follow(parser: argparse.ArgumentParser) -> None:
    """Adds the option."""
    parser.add_argument(
        "--follow",
        action="store_true",
        help=f"go on as the file grows: until it has not for {PATIENCE:g} s, or Ctrl-C",
    )


def check_follow(options: argparse.Namespace, given: Sequence[Path]) -> None:
    """Raises `Problem` where not one file alone, of those that were given, would be followed."""
    if options.follow and (options.join or options.files != given[:1]):
        raise Problem("--follow reads one recording to its end: give one file.")


@contextlib.contextmanager
def opened(path: Path, options: argparse.Namespace, reader: Reader) -> Iterator[Recording]:
    """The recording, with its counter found; with ``--follow`` it goes on as its file grows.

    Then Ctrl-C ends the file: what was read by then is read to its end. Raises `Problem` as `Recording` does.
    """
    if not options.follow:
        with contextlib.closing(Recording(path, *whole_place_in(path, options, reader))) as recording:
            yield recording
        return
    open_video(path).close()  # what cannot be read is told before it is waited for
    place = _awaited(path, options, reader)
    growing = Growing(path, PATIENCE)
    with (
        _ended_by_ctrl_c(growing),
        contextlib.closing(Recording(path, *place, growing=growing)) as recording,
    ):
        try:
            yield recording
        finally:
            if growing.is_over:
                tell(_end_text(path, growing, recording))


def _end_text(path: Path, growing: Growing, recording: Recording) -> str:
    why = "is followed no longer" if growing.was_ended else f"has not grown for {PATIENCE:g} s"
    return f"{file_text(path)} {why}: it was read to {clock_text(recording.read_to)}."


def _awaited(
    path: Path, options: argparse.Namespace, reader: Reader
) -> tuple[Rect | None, HudGrid | None, HudPlaces]:
    """Where the counter is, once it is seen; raises `Problem` where the file ends before."""
    while True:
        size = path.stat().st_size
        try:
            return whole_place_in(path, options, reader)
        except NoCounter:
            since = time.monotonic()
            while path.stat().st_size <= size:
                if time.monotonic() - since >= PATIENCE:
                    raise
                time.sleep(_LOOK)


@contextlib.contextmanager
def _ended_by_ctrl_c(growing: Growing) -> Iterator[None]:
    """Has the first Ctrl-C end the file; the second one is as ever, and where it is ignored it stays so."""
    before = signal.getsignal(signal.SIGINT)
    if before == signal.SIG_IGN or threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: Any) -> None:
        signal.signal(signal.SIGINT, before)
        growing.end()

    signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

"""Sorts a dataset's pictures by hand: which one is next, where each goes, and back again."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from ..problem import Problem
from ..words import file_text, plain
from .files import LABELS, NO_COUNTER, SUFFIXES, UNSORTED, guess_of, move, pictures

#: What a person can say of a picture: its label, that it shows no counter, or nothing yet.
SKIP = "skip"
VERDICTS = (*LABELS, NO_COUNTER, SKIP)


@dataclass
class Picture:
    """A picture to look at: its file, and what it seems to show (a class, 0 to 122), how surely (percent).

    ``verdict`` is what was said of it, one of `VERDICTS`.
    """

    path: Path
    guess: int | None
    percent: int | None
    verdict: str | None = None

    @property
    def player(self) -> str:
        """Whose it is, as it is shown: the name of its folder."""
        return plain(self.path.parent.name)


class Sorting:
    """The pictures of one folder of a dataset, in the order of their guesses, and what was said of each.

    A picture is known by its place in ``pictures``. It is moved when something is said of it, and nothing is
    ever overwritten or deleted. Several threads may call this.
    """

    def __init__(self, dataset: Path, label: int | None = None):
        """Takes the unsorted pictures of the dataset, or those of a label to look at them again.

        Raises `Problem` where there is none.
        """
        self._dataset = dataset
        self._decided: list[tuple[int, Path]] = []  # the pictures, as they were decided, and where each lay
        self._lock = threading.Lock()
        folder = dataset / (UNSORTED if label is None else str(label))
        try:
            if not dataset.is_dir():
                raise Problem(f"There is no folder {file_text(dataset)}: give the one with the pictures.")
            found = [
                _picture(path, label)
                for player in (sorted(folder.iterdir()) if folder.is_dir() else ())
                for path in pictures(player)
            ]
        except OSError as error:
            raise Problem(
                f"{file_text(folder)} cannot be read ({error.strerror or error}): look at its rights."
            ) from error
        if not found:
            raise Problem(
                f"There is nothing to sort in {file_text(folder)}: no {', '.join(SUFFIXES)} in a player's "
                "folder."
            )
        last = len(LABELS)  # those without a guess
        self.pictures = sorted(found, key=lambda picture: last if picture.guess is None else picture.guess)

    @property
    def next(self) -> int | None:
        """The first picture of which nothing was said; None where there is no more."""
        waiting = (number for number, picture in enumerate(self.pictures) if picture.verdict is None)
        return next(waiting, None)

    def decide(self, number: int, verdict: str) -> None:
        """Takes what is said of a picture and moves it there.

        What was decided already stays: a key that is pressed twice does nothing. Raises `Problem` where the
        picture cannot be moved; nothing more is asked of it then.
        """
        with self._lock:
            picture = self.pictures[number]
            if picture.verdict is not None:
                return
            picture.verdict = verdict
            self._decided.append((number, picture.path))
            if verdict == SKIP:
                return
            try:
                self._move(picture, self._dataset / verdict / picture.path.parent.name)
            except Problem:
                picture.verdict = SKIP
                raise

    def undo(self) -> None:
        """Takes back what was said last and moves the picture back; raises `Problem` where it cannot."""
        with self._lock:
            if not self._decided:
                return
            number, path = self._decided.pop()
            picture = self.pictures[number]
            picture.verdict = None
            self._move(picture, path.parent)

    def summary(self) -> str:
        """What became of the pictures, in a few lines, and what to do next."""
        verdicts = [picture.verdict for picture in self.pictures]
        sorted_, hidden = sum(verdict in LABELS for verdict in verdicts), verdicts.count(NO_COUNTER)
        left = len(verdicts) - sorted_ - hidden
        lines = [f"{sorted_} sorted, {hidden} without a counter, {left} left in {file_text(self._dataset)}"]
        if hidden:
            lines.append(
                f"Those without a counter lie in {file_text(self._dataset / NO_COUNTER)}: remove them if you "
                "like."
            )
        if sorted_:
            lines.append(f"Train on them:  make train DATA={file_text(self._dataset)}")
        return "\n".join(lines)

    def _move(self, picture: Picture, folder: Path) -> None:
        if picture.path.parent == folder:
            return  # its label was right
        try:
            picture.path = move(picture.path, folder)
        except OSError as error:
            raise Problem(
                f"{file_text(picture.path)} cannot be moved to {file_text(folder)} "
                f"({error.strerror or error}): it was left there."
            ) from error


def _picture(path: Path, label: int | None) -> Picture:
    guess, percent = guess_of(path.name) or (None, None)
    return Picture(path, guess, percent) if label is None else Picture(path, label, None)

"""What is where in a picture of OBS's Scripts window, by how it looks: each OBS has it elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

# How much a button differs from the window's background at least, and from other buttons at most, of 255.
_FAINT, _ALIKE = 12, 4
# How wide and high a button with nothing but an icon is, and how high any button or field, in pixels.
_SMALL, _HEIGHT = range(20, 60), range(22, 46)
_NARROWEST = 40  # the field of a form
# So much larger is a button that is pointed at, or that the keys go to: it has a frame.
_FRAMED = 6
_BUTTONS = ("add", "remove", "reload")

Place = tuple[int, int]
Box = tuple[int, ...]


class ScriptsWindow(NamedTuple):
    """Where to click, in pixels of the window.

    ``buttons`` are those below the list: "add", "remove", "reload". ``fields`` are buttons and fields of the
    chosen script that are in view, from the top down: of each a place at its left, but for check boxes.
    """

    buttons: dict[str, Place]
    fields: list[Place]


def seen_in(picture: Path) -> ScriptsWindow | None:
    """What a picture of the window shows; None where it has no buttons (yet)."""
    pixels = np.asarray(Image.open(picture).convert("RGB")).astype(int)
    # The background is in the lower left corner. The leftmost row of three of about one size is theirs.
    boxes = sorted(_boxes(np.abs(pixels - pixels[-3, 2]).max(axis=2) > _FAINT))
    small = [box for box in boxes if box[2] in _SMALL and box[3] in _HEIGHT]
    rows = ([other for other in small if _are_in_a_row(box, other)] for box in small)
    row = next((row for row in rows if len(row) == len(_BUTTONS)), None)
    if row is None:
        return None
    _, y, width, height = row[0]
    # One of them may be lighter, as it is pointed at.
    colour = np.median([pixels[y + 4, left + width // 2] for left, *_ in row], axis=0)
    # The list ends where the last of the buttons below it does: what lies above them is the form.
    fields = [
        (left + _NARROWEST // 2, top + high // 2)
        for left, top, wide, high in _boxes(np.abs(pixels - colour).max(axis=2) <= _ALIKE)
        if left > row[-1][0] + width and top + high < y and wide > _NARROWEST and high in _HEIGHT
    ]
    places = [(left + width // 2, y + height // 2) for left, *_ in row]
    return ScriptsWindow(dict(zip(_BUTTONS, places, strict=True)), sorted(fields, key=lambda place: place[1]))


def _are_in_a_row(box: Box, other: Box) -> bool:
    return all(abs(one - another) <= _FRAMED for one, another in zip(box[1:], other[1:], strict=True))


def _boxes(mask: np.ndarray) -> list[Box]:
    """The boxes (x, y, width, height) around what hangs together; letters in it make no holes."""
    whole = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(whole)
    return [tuple(box[:4]) for box in found.tolist()[1:]]

"""Where in a scene a text covers least: loads without OBS."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from ...hud import Rect

#: The share of the canvas's height that a text keeps from its edges.
MARGIN = 0.03


class Corner(Enum):
    """A corner of the canvas: what it is called, and whether it is at the right and at the bottom.

    Of those that are as free, the first one is taken: the game shows nothing at its lower left.
    """

    LOWER_LEFT = "at the lower left", False, True
    UPPER_LEFT = "at the upper left", False, False
    LOWER_RIGHT = "at the lower right", True, True
    UPPER_RIGHT = "at the upper right", True, False

    @property
    def words(self) -> str:
        return self.value[0]

    @property
    def is_right(self) -> bool:
        return self.value[1]

    @property
    def is_lower(self) -> bool:
        return self.value[2]

    def point(self, canvas: tuple[int, int]) -> tuple[float, float]:
        """The text's own corner, when it lies there, in pixels of a canvas (width, height)."""
        width, height = canvas
        margin = MARGIN * height
        return (width - margin if self.is_right else margin), (height - margin if self.is_lower else margin)

    def place(self, canvas: tuple[int, int], size: tuple[int, int]) -> Rect:
        """Where a text of that size (width, height) lies there."""
        x, y = self.point(canvas)
        return Rect(x - size[0] * self.is_right, y - size[1] * self.is_lower, *size)


def freest(canvas: tuple[int, int], size: tuple[int, int], others: Sequence[Rect]) -> Corner:
    """The corner of a canvas where a text of that size covers least of what else is there."""

    def covered(corner: Corner) -> float:
        place = corner.place(canvas, size)
        return sum(_common(place, other) for other in others)

    return min(Corner, key=covered)


def _common(one: Rect, other: Rect) -> float:
    """The area in which two rectangles lie on each other."""
    (left, top, right, bottom), (left_2, top_2, right_2, bottom_2) = one.corners, other.corners
    width, height = min(right, right_2) - max(left, left_2), min(bottom, bottom_2) - max(top, top_2)
    return max(0.0, width) * max(0.0, height)

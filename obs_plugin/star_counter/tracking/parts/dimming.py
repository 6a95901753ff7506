"""A plain fade to black, in which the picture dims little by little."""

from __future__ import annotations

from collections import deque

from ..event import Moment

# The fade of 20 frames of the game, of which 25 are a second in PAL, and so much longer it may be asked for.
_FADE, _REMEMBERED = 0.8, 3.0  # seconds
# Of its brightness before, the picture has so much in the midst of a fade, and for so long at least. Where it
# is cut off, video compression may mix two pictures.
_DIMMED, _LEAST = (0.2, 0.6), 0.12  # seconds


class Dimming:
    """Tells a plain fade from a picture that is cut off, by how bright the counter's corner is."""

    def __init__(self) -> None:
        self._levels: deque[tuple[float, float]] = deque()  # times in seconds, brightness

    def update(self, now: Moment, level: float) -> None:
        """Takes how bright the corner is in the next frame, 0-255."""
        self._levels.append((now.time, level))
        while now.time - self._levels[0][0] > _REMEMBERED:
            self._levels.popleft()

    def led_to(self, black: Moment) -> bool:
        """Whether the picture dimmed little by little until it was black."""
        before = [(time, level) for time, level in self._levels if 0 < black.time - time <= _FADE]
        usual = max((level for _, level in before), default=0.0)
        dimmed = [time for time, level in before if _DIMMED[0] * usual < level < _DIMMED[1] * usual]
        return bool(dimmed) and dimmed[-1] - dimmed[0] >= _LEAST

"""Which parts of the HUD are looked at, but never seen: something lies over them."""

from __future__ import annotations

import math

from ... import LEAST_CONFIDENCE
from ...reading.frame import CAMERAS, Reading
from ..belief import SEEN

#: So sure it must be that a part is hidden.
LEAST_SURE = 0.999

# While the stars' counter is seen, lives and camera are drawn too: each second without them speaks for
# something over them, as a logarithm of odds. At first they are taken to be seen.
_A_SECOND, _FIRST = 0.5, -4.6
# Of the stars so many are taken where coins were shown just before, or some time.
_A_STAR = math.log(10.0)
_LEAST = math.log(LEAST_SURE / (1 - LEAST_SURE))
_NONE = CAMERAS.index("none")


class Parts:
    """Follows which parts are seen."""

    def __init__(self) -> None:
        self._odds = {"lives": _FIRST, "coins": _FIRST, "camera": _FIRST}
        self._looked = {"lives": 0.0, "camera": 0.0}  # seconds since

    @property
    def unseen(self) -> tuple[str, ...]:
        """The parts that are looked at and not seen."""
        return tuple(part for part, odds in self._odds.items() if odds >= _LEAST)

    def expects(self, reading: Reading, *, is_soon: bool) -> bool:
        """Whether all frames up to that one may be taken for the same; ``is_soon``: they are few.

        How long the camera's icon is not seen is counted, until it is long enough.
        """
        if reading.camera is None or reading.camera[_NONE] < SEEN or "camera" in self.unseen:
            return True
        return is_soon and self._odds["camera"] > _FIRST

    def count(self, saw_coins: bool) -> None:
        """Takes a star, and whether coins were ever seen."""
        if not saw_coins:
            self._odds["coins"] += _A_STAR

    def update(self, seconds: float, reading: Reading) -> None:
        """Takes the next frame."""
        if reading.coins is not None and reading.coins.max() >= LEAST_CONFIDENCE:
            self._odds["coins"] = _FIRST
        if reading.seen < LEAST_CONFIDENCE:
            return
        if reading.lives is not None:
            self._look("lives", seconds, bool(reading.lives.max() >= LEAST_CONFIDENCE))
        else:
            self._looked["lives"] += seconds
        if reading.camera is not None:
            self._look("camera", seconds, bool(reading.camera[_NONE] < SEEN))
        else:
            self._looked["camera"] += seconds

    def _look(self, part: str, seconds: float, is_seen: bool) -> None:
        seconds += self._looked[part]
        self._looked[part] = 0.0
        self._odds[part] = _FIRST if is_seen else self._odds[part] + seconds * _A_SECOND

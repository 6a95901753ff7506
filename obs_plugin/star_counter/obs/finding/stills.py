"""Pictures of a whole source, taken when they are asked for: to look for the counter in, and to show."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from typing import NamedTuple

import numpy as np

from ...hud import Rect
from ...locate.locator import LARGEST_HEIGHT
from ..bridge.capture import Camera, Picture, Tile
from ..bridge.libobs import Libobs

# Wider sources, and higher ones than are searched, are taken at half their size: the counter is large in
# them, and a 4K picture takes 33 MB.
_LARGEST_WIDTH = 2560


class Still(NamedTuple):
    """A whole source at one moment.

    ``pixels``: uint8 RGB (height, width, 3). ``size``: the source's own (width, height), in pixels.
    """

    pixels: np.ndarray
    size: tuple[int, int]

    def on_source(self, part: Rect) -> Rect:
        """Where a part of this picture lies on the source."""
        return part.scaled(self.size[0] / self.pixels.shape[1], self.size[1] / self.pixels.shape[0])

    def on_still(self, part: Rect) -> Rect:
        """Where a part of the source lies on this picture."""
        return part.scaled(self.pixels.shape[1] / self.size[0], self.pixels.shape[0] / self.size[1])


class StillSource(NamedTuple):
    """A source in a tick: the address of an `obs_source_t` that lives until the tick ends, and its size."""

    address: int
    size: tuple[int, int]

    def whole(self) -> Tile:
        """All of it."""
        width, height = self.size
        while height > LARGEST_HEIGHT or width > _LARGEST_WIDTH:
            width, height = max(1, width // 2), max(1, height // 2)
        return Tile(self.address, Rect(0, 0, *self.size), width, height)


class Shooting:
    """Takes ``wanted`` stills of a source, ``every`` so many seconds: in ticks, for another thread.

    Neither side waits for a lock that the other may hold.
    """

    def __init__(self, wanted: int, every: float = 0.0):
        self.wanted = wanted
        self.every = every
        self._taken: SimpleQueue[Picture | None] = SimpleQueue()
        self._left = wanted
        self._next = 0.0
        self._camera: Camera | None = None
        self._is_cancelled = False

    @property
    def is_over(self) -> bool:
        """Whether a tick has nothing more to do for it."""
        return self._camera is None and (self._is_cancelled or not self._left)

    def wait(self, timeout: float) -> Still | None:
        """The next still; None where none came within ``timeout`` seconds, or none comes any more."""
        try:
            picture = self._taken.get(timeout=timeout)
        except Empty:
            return None
        if picture is None:
            return None
        return Still(np.ascontiguousarray(picture.tiles()[0][..., :3]), picture.tag)

    def cancel(self) -> None:
        """Has no more stills taken; whoever waits for one waits no longer."""
        self._is_cancelled = True
        self._taken.put(None)

    def tick(self, libobs: Libobs, now: float, source: StillSource, may_take: bool) -> bool:
        """Takes a still where one is due and may be taken, and hands over the last tick's.

        Returns whether it took one, which takes a while where the source is large.
        """
        is_due = self._left > 0 and not self._is_cancelled and now >= self._next and 0 not in source.size
        tiles = [source.whole()] if is_due and may_take else []
        try:
            self._tick(libobs, tiles, source.size)
        except RuntimeError:  # too large for the graphics card, or it has no memory left
            self.cancel()
            self.close()
        if tiles:
            self._next = now + self.every
            self._left -= 1
        elif self._is_cancelled or not self._left:
            self.close()
        return bool(tiles)

    def _tick(self, libobs: Libobs, tiles: list[Tile], size: tuple[int, int]) -> None:
        for tile in tiles:
            self._aim(libobs, (tile.width, tile.height))
        picture = self._camera.tick(tiles, size) if self._camera else None
        if picture:
            self._taken.put(picture)

    def _aim(self, libobs: Libobs, size: tuple[int, int]) -> None:
        if self._camera and self._camera.sizes != (size,):
            self.close()
        if self._camera is None:
            self._camera = Camera(libobs, (size,))

    def close(self) -> None:
        """Frees the GPU objects: in a tick, or while none runs."""
        camera, self._camera = self._camera, None
        if camera:
            camera.close()

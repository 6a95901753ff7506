"""Pictures of a whole source, taken when they are asked for: to look for the counter in, and to show."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

import numpy as np

from .capture import Camera, Libobs, Picture, Tile
from .hud import Rect

# Larger sources are taken at half their size: the counter is large in them, and a 4K picture takes 33 MB.
_LARGEST_HEIGHT = 1200


class Still(NamedTuple):
    """A whole source at one moment.

    ``pixels``: uint8 RGB (height, width, 3). ``size``: the source's own (width, height), in pixels.
    """

    pixels: np.ndarray
    size: tuple[int, int]

    def on_source(self, part: Rect) -> Rect:
        """Where a part of this picture lies on the source."""
        return _scaled(part, self.size[0] / self.pixels.shape[1], self.size[1] / self.pixels.shape[0])

    def on_still(self, part: Rect) -> Rect:
        """Where a part of the source lies on this picture."""
        return _scaled(part, self.pixels.shape[1] / self.size[0], self.pixels.shape[0] / self.size[1])


def _scaled(part: Rect, kx: float, ky: float) -> Rect:
    return Rect(part.x * kx, part.y * ky, part.width * kx, part.height * ky)


class Shooting:
    """Takes ``wanted`` stills of a source, ``every`` so many seconds: in ticks, for another thread.

    Neither side waits for a lock that the other may hold.
    """

    def __init__(self, wanted: int, every: float = 0.0):
        self.wanted = wanted
        self.every = every
        self._taken: SimpleQueue[tuple[Picture, tuple[int, int]]] = SimpleQueue()
        self._left = wanted
        self._next = 0.0
        self._camera: Camera | None = None
        self._is_cancelled = False

    @property
    def is_over(self) -> bool:
        """Whether a tick has nothing more to do for it."""
        return self._camera is None and (self._is_cancelled or not self._left)

    def wait(self, timeout: float) -> Still | None:
        """The next still; None where none came within ``timeout`` seconds."""
        try:
            picture, size = self._taken.get(timeout=timeout)
        except Empty:
            return None
        return Still(np.ascontiguousarray(picture.tiles()[0][..., :3]), size)

    def cancel(self) -> None:
        """Has no more stills taken."""
        self._is_cancelled = True

    def tick(self, libobs: Libobs, now: float, source: Any, size: tuple[int, int]) -> None:
        """Takes a still of the source, of that size, where one is due; hands over the last tick's."""
        tiles = []
        if self._left and not self._is_cancelled and now >= self._next and 0 not in size:
            self._next = now + self.every
            self._left -= 1
            tiles = [_whole(int(source), size)]
            self._aim(libobs, (tiles[0].width, tiles[0].height))
        if self._camera is None:
            return
        picture = self._camera.tick(tiles, size)
        if picture:
            self._taken.put((picture, picture.tag))
        if not tiles and (self._is_cancelled or not self._left):
            self.close()

    def _aim(self, libobs: Libobs, size: tuple[int, int]) -> None:
        if self._camera and self._camera.sizes != (size,):
            self.close()
        if self._camera is None:
            self._camera = Camera(libobs, (size,))

    def close(self) -> None:
        """Frees the GPU objects. No tick may be running."""
        camera, self._camera = self._camera, None
        if camera:
            camera.close()


def _whole(source: int, size: tuple[int, int]) -> Tile:
    width, height = size
    while height > _LARGEST_HEIGHT:
        width, height = max(1, width // 2), height // 2
    return Tile(source, Rect(0, 0, *size), width, height)

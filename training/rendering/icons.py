"""The icons of the HUD beside the star: own drawings by eye, on the same grid of 16x16 HUD units.

The coin and Mario's head of the counters; the camera at the lower right, and beside it its mode: Lakitu's
head, Mario's head (the same as the lives'), or a cross; the small arrows above and below the camera.
"""

from __future__ import annotations

import numpy as np

from .surface import Surface, ease

COIN, HEAD = "coin", "head"
CAMERA, LAKITU, CROSS, UP, DOWN = "camera", "lakitu", "cross", "up", "down"

_Points = list[tuple[float, float]]

# The outer outline of each icon. The arrows fill only the upper left quarter, as in the game.
OUTLINES: dict[str, list[_Points]] = {
    COIN: [
        [(6, 0), (10, 0), (12, 1), (13.5, 3), (15, 6), (15, 11), (13.6, 13), (12, 15), (10, 16), (6, 16),
         (4, 15), (2.4, 13), (1, 10.4), (1, 6), (2.4, 3), (4, 1)],
    ],
    HEAD: [
        [(6, 0), (8, 0), (10, 1), (12, 3), (13, 5), (14, 6.5), (15, 8), (15, 11), (13.5, 12.5), (13, 15),
         (10, 15), (10, 16), (5, 16), (5, 15), (4, 14), (3.4, 13), (2, 12.8), (1, 11.6), (1, 9.3), (2.6, 9),
         (4, 7), (2, 7), (2, 5.2), (3.3, 3.4), (4, 2.2)],
    ],
    CAMERA: [
        [(5, 1), (8, 1), (8.4, 2), (8.6, 1), (12, 1), (13, 2), (14, 3), (14, 5.4), (13, 6.6), (12.6, 8),
         (13.4, 9), (14, 7.8), (15, 7.6), (15, 12), (14, 12), (13, 11), (13, 15), (4, 15), (4, 12.6),
         (3, 12.4), (2, 14), (2, 15), (1, 15), (1, 7), (2, 7.6), (3, 9), (4.4, 8.8), (5, 7.4), (4, 6), (3, 5),
         (3, 3), (4, 2)],
    ],
    LAKITU: [
        [(8, 0.4), (10.4, 0.4), (10.8, 1.4), (12, 1.2), (12.4, 0.3), (14, 0.3), (13.4, 1.6), (13, 3),
         (14, 4.4), (14, 6), (15, 6.4), (15, 11), (14, 13), (12, 15), (10, 16), (5, 16), (4, 15), (2, 13),
         (1, 12), (1, 10), (2, 9), (2, 8), (2, 5), (3, 4), (4, 3), (6, 3), (7, 2), (8, 2)],
    ],
    CROSS: [
        [(3, 1), (5, 1), (6, 3), (7, 5), (8, 5.6), (9, 4.4), (10, 3), (10.8, 1), (13, 1), (14, 2), (15, 3),
         (15, 4.6), (13, 5.4), (12, 7), (11, 8), (11.2, 9.4), (13, 11), (15, 11.6), (15, 13), (14, 14),
         (13, 15), (10, 15), (9, 13), (8, 11), (7.4, 11), (6.4, 13), (5.4, 15), (3, 15), (2, 13.8), (1, 12.6),
         (1, 11), (3, 10.6), (4, 9.4), (5, 8), (4.6, 7), (3, 5.4), (1, 4), (1, 3), (2, 2)],
    ],
    UP: [[(3, 0), (5, 0), (6, 1.6), (8, 4), (8, 6), (0, 6), (0, 4), (2, 1.6)]],
    DOWN: [[(0, 0), (8, 0), (8, 2), (6.6, 4), (5, 6), (3, 6), (1.6, 4), (0, 2)]],
}  # fmt: skip

_ORANGE = (
    (3, 8, 10.5, 12, 14, 16),
    ((250, 150, 30), (245, 165, 30), (245, 150, 20), (220, 120, 10), (150, 85, 5), (110, 55, 0)),
)
_CAP = ((0, 3, 5, 7), ((250, 20, 15), (240, 20, 15), (190, 0, 0), (130, 0, 0)))
_COIN_RIM = ((2, 8, 14), ((250, 170, 10), (220, 140, 5), (110, 50, 0)))

_COIN_STAR = [
    (8.4, 3.4), (9.8, 6), (13, 6.4), (11.4, 9), (12, 13), (9, 11), (5.6, 13), (6.6, 9.6), (4.8, 6.4), (7.6, 6)
]  # fmt: skip


def shade(icon: str, surface: Surface) -> None:
    """Colours an icon's surface."""
    _SHADES[icon](surface)


def _shade_coin(s: Surface) -> None:
    """An orange rim, dark at the lower left, around a dull disc with a star and glints on it."""
    x, y = s.x, s.y
    s.fill(_COIN_RIM, y - (x - 8) * 0.3)
    s.paint(ease(2.2 - 2 * np.hypot((x - 9) / 4.6, (y - 8) / 6.2)), (195, 165, 70))
    s.paint(s.inside(_COIN_STAR), (200, 140, 48))
    for left, top in ((5.4, 3), (12, 7.6), (7, 12)):
        s.paint(np.exp(-(np.hypot(x - left, y - top) ** 2) / 1.6), (255, 235, 90))
    s.paint(s.top * (x < 9) * 0.6, (240, 170, 20))
    s.paint(np.maximum(s.right, s.bottom) * 0.7, (140, 75, 0))


def _shade_head(s: Surface) -> None:
    """Mario from the side, looking left: a red cap above a face with nose, eye and moustache."""
    x, y = s.x, s.y
    s.paint(np.ones_like(x), (225, 160, 100))
    s.paint(ease((y - 10) / 6) * 0.8, (160, 95, 55))
    s.paint(np.exp(-(np.hypot(x - 2.6, y - 10.4) ** 2) / 3), (255, 205, 140))
    s.paint(s.inside([(10, 8), (12, 8), (12, 12), (11, 13), (9.6, 13)]), (110, 65, 25))
    s.paint(s.inside([(10.4, 13.4), (13, 13), (13, 15), (10, 15)]), (45, 20, 10))
    s.paint(s.inside([(5, 7), (7, 7), (7, 10.4), (5.4, 10.4)]), (230, 225, 215))
    s.paint(s.inside([(6, 7.6), (7, 7.6), (7, 10), (6, 10)]), (50, 110, 150))
    s.paint(s.inside([(6, 10), (8, 9.8), (7.6, 11.4), (5.8, 13), (4, 12.6), (4.2, 11.4)]), (25, 18, 10))
    cap = [(6, 0), (8, 0), (12.4, 3), (15, 7.6), (15, 8.2), (12, 7.4), (9, 6.6), (2, 7), (2, 5), (4, 2)]
    covered = s.inside(cap)
    face = s.colour
    s.fill(_CAP, y - (x - 8) * 0.1)
    s.paint(np.exp(-(np.hypot(x - 5.6, y - 3) ** 2) / 3.5) * 0.9, (255, 150, 145))
    s.paint(np.maximum(s.right, (y > 5) * s.left) * 0.6, (140, 0, 0))
    s.colour = face + (s.colour - face) * covered[..., None]


def _shade_camera(s: Surface) -> None:
    """A film camera from its side: two black reels with bright hubs on a grey body, the lens at the left."""
    x, y = s.x, s.y
    s.paint(s.inside([(4, 1), (8, 1), (8, 2.2), (5, 2.2), (3.8, 4)]), (95, 95, 95))
    s.paint(s.inside([(9, 1), (13, 1), (14, 3), (14, 4), (12, 2.2), (9, 2.2)]), (80, 80, 80))
    for hub in (6.9, 10.9):
        s.paint(ease(1.9 - np.hypot(x - hub, y - 4.6)), (110, 110, 110))
        s.paint(ease(1.5 - np.hypot(x - hub, y - 4.6) * 1.3) * 0.8, (200, 200, 200))
    s.paint(s.inside([(5, 8), (12.6, 8), (12.6, 10), (5, 10)]), (115, 115, 115))
    s.paint(s.inside([(5, 10), (12.6, 10), (12.6, 11), (5, 11)]), (195, 195, 195))
    s.paint(s.inside([(5, 10), (6.2, 10), (6.2, 11), (5, 11)]), (255, 255, 255))
    s.paint(s.inside([(5, 13), (11, 13), (11, 14), (5, 14)]), (75, 75, 75))
    s.paint(s.inside([(1, 7), (2, 8), (4, 9), (4, 12), (1, 12.4)]), (105, 105, 105))
    s.paint(np.exp(-(np.hypot(x - 1.5, y - 9.4) ** 2) / 0.8), (195, 195, 195))
    s.paint(s.inside([(14, 7.6), (15, 7.6), (15, 12), (14, 12)]) * 0.8, (115, 115, 115))


def _shade_lakitu(s: Surface) -> None:
    """An orange head with white goggles on a dark strap, a red mouth at the lower left, and dark hairs."""
    x, y = s.x, s.y
    s.fill(_ORANGE, y + np.maximum(0, x - 9) * 0.45)
    s.paint(np.exp(-(np.hypot((x - 6.6) / 1.8, y - 10.6) ** 2)), (255, 200, 50))
    s.paint(np.exp(-(np.hypot(x - 10.6, y - 3.4) ** 2) / 2), (255, 175, 45))
    s.paint(s.inside([(3, 11.4), (5, 11), (6.2, 12), (5.4, 13.4), (3.4, 12.8)]) * 0.9, (180, 25, 0))
    s.paint(s.inside([(8, 0), (10.2, 0), (9.6, 1.4), (7.6, 3), (6, 3), (7, 1.8)]), (45, 25, 5))
    s.paint(s.inside([(11.8, 0), (14, 0), (14, 1.2), (11.6, 1.4)]), (45, 25, 5))
    strap = [(9, 5), (11, 6), (15, 6.2), (15, 7.6), (12, 7.4), (11, 9), (6, 9.4), (8, 8)]
    s.paint(s.inside(strap), (40, 30, 25))
    s.paint(s.inside([(2, 5), (4, 3), (9, 3), (10, 4.4), (10, 7.4), (8, 9), (4, 9), (2, 8)]), (70, 65, 70))
    s.paint(s.inside([(2, 5), (4, 4), (6, 4), (6, 8), (4.4, 9), (2, 8)]), (165, 172, 190))
    s.paint(s.inside([(6, 3.6), (9, 3.6), (10, 5), (9.4, 7.6), (7.4, 8.6), (5, 7.6)]), (250, 250, 252))


def _shade_cross(s: Surface) -> None:
    """Dull red, lit at the upper left, dark along the lower right rims, with a golden middle."""
    x, y = s.x, s.y
    s.paint(np.ones_like(x), (185, 45, 40))
    s.paint(s.top * 0.4, (215, 70, 60))
    s.paint(np.exp(-(np.hypot(x - 3, y - 3) ** 2) / 2.5), (250, 95, 85))
    s.paint(np.maximum(s.right, s.bottom) * 0.7, (110, 25, 25))
    s.paint(np.exp(-(np.hypot(x - 9, y - 9.4) ** 2) / 2.5) * 0.7, (95, 50, 15))
    s.paint(np.exp(-(np.hypot(x - 7.9, y - 7.6) ** 2) / 2.6), (240, 180, 60))


def _shade_arrow(s: Surface) -> None:
    """Yellow with an orange rim."""
    s.paint(np.ones_like(s.x), (250, 245, 0))
    s.paint(np.maximum(s.left, s.top), (225, 140, 0))
    s.paint(np.maximum(s.right, s.bottom), (200, 100, 0))
    s.paint((abs(s.x - 4) < 1.6) * (abs(s.y - 2.6) < 0.5) * 0.7, (225, 180, 0))


_SHADES = {
    COIN: _shade_coin,
    HEAD: _shade_head,
    CAMERA: _shade_camera,
    LAKITU: _shade_lakitu,
    CROSS: _shade_cross,
    UP: _shade_arrow,
    DOWN: _shade_arrow,
}

"""PyAV, which reads videos; pictures are read without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..problem import Problem

if TYPE_CHECKING:
    import av
else:
    try:
        import av
    except ModuleNotFoundError:
        av = None

__all__ = ["av", "check_library"]


def check_library() -> None:
    """Raises `Problem` where PyAV is not installed."""
    if av is None:
        raise Problem(
            'Videos need the package "av", which pictures do without: add it as you installed the star '
            'counter, by "pip install av", "pipx inject star-counter av" or "uv tool install --with av …".'
        )

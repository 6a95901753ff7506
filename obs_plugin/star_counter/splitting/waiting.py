"""Whether a route waits for what only every frame of a recording tells."""

from __future__ import annotations

from .splitter import Splitter

# A key, a death and the grand star change what is seen for long, and so do 100 coins and the logo. Screens
# and crosses are counted, and all of them are over soon; exits and entries go by screens.
_SEEN_FOR_LONG = ("at once", "by hand", "key", "grand star", "death", "logo", "coins 100")


def waits_for_all(splitter: Splitter, stars: int | None) -> bool:
    """Whether a split that may come next waits for what shows briefly; ``stars``: how many there are."""
    for split in splitter.route.splits[splitter.index :]:
        if split.stars is not None and stars is not None and split.stars > stars:
            return False
        is_near = split.stars is None or split.stars == stars
        if is_near and split.condition.kind not in _SEEN_FOR_LONG:
            return True
    return False

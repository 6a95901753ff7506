"""Whether a route waits for what only every frame of a recording tells."""

from __future__ import annotations

from .splitter import Splitter

# A key, a death and the grand star change what is seen for long, and so do 100 coins and the logo. Screens
# and crosses are counted, and all of them are over soon; exits, entries, doors and pipes go by screens.
_SEEN_FOR_LONG = ("at once", "by hand", "key", "grand star", "death", "logo", "coins 100")


def waits_for_all(splitter: Splitter, stars: int | None) -> bool:
    """Whether a split that may come next waits for what shows briefly; ``stars``: how many there are.

    The pipe is the first screen in a course, which may have been entered with a star less; and the way back
    to where a key was taken is told from an entry by the screens between.
    """
    upcoming = splitter.route.splits[splitter.index :]
    if splitter.seen.has_key and any(split.condition.kind == "entry" for split in upcoming):
        return True
    for split in upcoming:
        kind, ahead = split.condition.kind, 0
        if split.stars is not None:
            ahead = -1 if stars is None else split.stars - stars
        if ahead > 1:
            return False
        is_near = ahead == 0 or (ahead == 1 and kind == "pipe")
        if is_near and kind not in _SEEN_FOR_LONG:
            return True
    return False

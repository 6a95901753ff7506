"""A model's runs while they are at hand, and how one ends that would never do so by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import onnxruntime

Answer = TypeVar("Answer")


class Ended(Exception):
    """A run was ended before it had an answer."""


class Closed(Exception):
    """Nothing is to be read any more, on whatever thread."""


class _Run:
    """A run: of which model, and since when it was seen (seconds)."""

    def __init__(self, model: str):
        self.model = model
        self.options = onnxruntime.RunOptions()
        self.seen: float | None = None


class Runs:
    """The runs at hand of any models, on any threads.

    It holds no clock: who watches the runs tells it the time. All but `run` returns at once.
    """

    def __init__(self):
        self._at_hand: list[_Run] = []
        self._is_closed = False

    def run(self, model: str, function: Callable[[onnxruntime.RunOptions], Answer]) -> Answer:
        """What ``function`` returns, which runs the model of that name with the options that it is given.

        Raises what that raises; `Ended` or `Closed` where it was ended.
        """
        run = _Run(model)
        self._at_hand.append(run)
        try:
            if not self._is_closed:
                return function(run.options)
        except Exception:  # onnxruntime says no otherwise that a run was ended
            if not run.options.terminate:
                raise
        finally:
            self._at_hand.remove(run)
        raise Closed if self._is_closed else Ended

    def end_late(self, now: float, longest: float) -> list[str]:
        """Ends the runs that have lasted ``longest`` seconds since they were seen first.

        Returns the models of those that last twice as long and so cannot be ended: a run ends between two
        operations of its model, and they are in the middle of a long one.
        """
        stuck = []
        for run in list(self._at_hand):  # other threads begin and end theirs
            if run.seen is None:
                run.seen = now
            elif now - run.seen >= longest:
                run.options.terminate = True
                if now - run.seen >= 2 * longest:
                    stuck.append(run.model)
        return stuck

    def close(self) -> None:
        """Ends all runs; none begins any more."""
        self._is_closed = True
        for run in list(self._at_hand):
            run.options.terminate = True

"""LiveSplit One as a source in OBS (the plugin obs-livesplit-one), told by its hotkeys.

Everything but `send`, `state`, `status` and `reports` must be called from one of OBS's own callbacks. A
hotkey is looked up and triggered within a tick, while no other Python thread runs: OBS holds a mutex then.
"""

from __future__ import annotations

import ctypes
import time
from collections import deque
from types import SimpleNamespace
from typing import Any

import obspython as obs

from ...problem import Problem
from ...timers.connection import LATE, POLL
from ...timers.protocol import Command, Outcome, Phase, Report, TimerState, why_ignored
from .libobs import bind
from .sources import WatchedSource

#: The name of each command's hotkey. The first one also starts, and the last one also resumes.
_HOTKEYS = {
    Command.START: "hotkey_split",
    Command.SPLIT: "hotkey_split",
    Command.UNDO: "hotkey_undo",
    Command.SKIP: "hotkey_skip",
    Command.RESET: "hotkey_reset",
    Command.PAUSE: "hotkey_pause",
    Command.RESUME: "hotkey_pause",
}
#: Where a hotkey does something else in other phases: the phase that the command is meant for.
_MEANT_FOR = {
    Command.START: Phase.NOT_RUNNING,
    Command.SPLIT: Phase.RUNNING,
    Command.PAUSE: Phase.RUNNING,
    Command.RESUME: Phase.PAUSED,
}
#: The plugin shows its phase as the state of a medium.
_PHASES = {
    obs.OBS_MEDIA_STATE_STOPPED: Phase.NOT_RUNNING,
    obs.OBS_MEDIA_STATE_PLAYING: Phase.RUNNING,
    obs.OBS_MEDIA_STATE_PAUSED: Phase.PAUSED,
    obs.OBS_MEDIA_STATE_ENDED: Phase.ENDED,
}

_EnumFunction = ctypes.PYFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)

_SIGNATURES = {
    "obs_enum_hotkeys": (None, _EnumFunction, ctypes.c_void_p),
    "obs_hotkey_get_name": (ctypes.c_char_p, ctypes.c_void_p),
    "obs_hotkey_get_registerer_type": (ctypes.c_int, ctypes.c_void_p),
    "obs_hotkey_get_registerer": (ctypes.c_void_p, ctypes.c_void_p),
    "obs_weak_source_references_source": (ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p),
}
_CANNOT_LIST = "This OBS cannot list hotkeys: choose another way to the timer."


class _Libobs(SimpleNamespace):
    """The functions of libobs that obspython cannot call, as attributes: they take or give C pointers."""

    def __init__(self):
        super().__init__(**bind(_SIGNATURES, _CANNOT_LIST))

    def hotkey(self, source: int, name: str) -> int | None:
        """The number of a source's hotkey, or None where it has none of that name."""
        found: list[int] = []

        def check(_data: int, number: int, key: int) -> bool:
            if self.obs_hotkey_get_registerer_type(key) != obs.OBS_HOTKEY_REGISTERER_SOURCE:
                return True
            if self.obs_hotkey_get_name(key) != wanted:
                return True
            if self.obs_weak_source_references_source(self.obs_hotkey_get_registerer(key), source):
                found.append(number)
            return not found

        wanted = name.encode()
        self.obs_enum_hotkeys(_EnumFunction(check), None)
        return found[0] if found else None


class HotkeyTimer:
    """The timer in a source of OBS. It tells its phase, but not its split.

    Commands are carried out in the next tick. They are kept while the source is gone; when it is back, they
    are carried out late with ``catch_up``, and reported as missed without.
    """

    def __init__(self, source_name: str, catch_up: bool = True):
        self.source = WatchedSource(source_name, keep_active=True)  # a hidden one takes no commands
        self._catch_up = catch_up
        self._libobs = _Libobs()
        self._waiting: deque[tuple[Command, str, float]] = deque()
        self._reports: deque[Report] = deque()
        self._state: TimerState | None = None
        self._problem: str | None = f"“{self.source.shown}”: looking for it."
        self._next_poll = 0.0

    @property
    def is_well(self) -> bool:
        """Whether the timer is there."""
        return self._problem is None

    def send(self, command: Command, reason: str = "") -> None:
        """Has the timer told in the next tick."""
        self._waiting.append((command, reason, time.monotonic()))

    def state(self) -> TimerState | None:
        """What the timer did a moment ago, or None where that is not known."""
        return self._state

    def status(self) -> str:
        """What is to be known of the timer, as one sentence."""
        if self._problem:
            return self._problem
        return f"“{self.source.shown}”: {self._state or 'it does not tell what it does'}."

    def reports(self) -> list[Report]:
        """What happened since the last call, oldest first."""
        reports = []
        while self._reports:
            reports.append(self._reports.popleft())
        return reports

    def tick(self) -> None:
        """Carries out the commands that wait. Must be called from a tick, undisturbed by other threads."""
        now = time.monotonic()
        if not self._waiting and now < self._next_poll:
            return
        self._next_poll = now + POLL
        source = self.source.get()
        try:
            self._read_state(source)
            while self._waiting:
                self._carry_out(source, *self._waiting[0])
                self._waiting.popleft()
                self._read_state(source)
        except Problem as problem:
            self._tell(str(problem))
            self._state = None
        finally:
            if source:
                obs.obs_source_release(source)

    def close(self) -> None:
        """Lets the source go."""
        self.source.close()

    def _read_state(self, source: Any) -> None:
        """Takes the phase from the source; raises `Problem` where there is none."""
        name = self.source.shown
        if not source:
            raise Problem(f"There is no source “{name}”: choose the one of LiveSplit One, or add it again.")
        if self._libobs.hotkey(int(source), _HOTKEYS[Command.SPLIT]) is None:
            raise Problem(f"“{name}” is no LiveSplit One: choose the source of the plugin obs-livesplit-one.")
        phase = _PHASES.get(obs.obs_source_media_get_state(source))
        index = -1 if phase is Phase.NOT_RUNNING else None
        self._state = TimerState(phase, index) if phase else None
        self._tell(None)

    def _carry_out(self, source: Any, command: Command, reason: str, since: float) -> None:
        delay = time.monotonic() - since
        is_late = delay > LATE
        outcome, note = Outcome.CARRIED_OUT, f"{delay:.1f} s late" if is_late else ""
        if is_late and not self._catch_up:
            outcome, note = Outcome.MISSED, "the source was gone"
        elif self._state and _MEANT_FOR.get(command, self._state.phase) is not self._state.phase:
            outcome, note = Outcome.IGNORED, why_ignored(self._state, command)
        else:
            number = self._libobs.hotkey(int(source), _HOTKEYS[command])
            if number is None:
                outcome, note = Outcome.IGNORED, "it has no such hotkey"
            else:
                obs.obs_hotkey_trigger_routed_callback(number, True)
                obs.obs_hotkey_trigger_routed_callback(number, False)
        sentence = f"“{self.source.shown}”: {command.value}" + (f" ({reason})" if reason else "")
        text = f"{sentence}: {outcome.value}" + (f", {note}." if note else ".")
        self._reports.append(Report(text, command, reason, outcome, delay))

    def _tell(self, problem: str | None) -> None:
        """Keeps a problem for the status; reports it once, and once that it is over."""
        if problem != self._problem:
            self._problem = problem
            self._reports.append(Report(self.status()))

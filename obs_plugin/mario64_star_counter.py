"""The star counter for Super Mario 64, as OBS Studio loads it under Tools → Scripts.

This file only wires OBS's callbacks to the package beside it. OBS runs it again, in the same namespace, on
"Reload Scripts".
"""

import contextlib
import sys
import traceback
from pathlib import Path

import obspython as obs

# The package beside this file comes before any other of its name: OBS only appends the folder.
_folder = str(Path(__file__).resolve().parent)
sys.path[:] = [_folder, *(path for path in sys.path if path != _folder)]

# Drop the package, so that "Reload Scripts" picks up changed code of all of it. numpy and onnxruntime stay:
# they cannot be loaded twice.
for _name in [name for name in sys.modules if name.partition(".")[0] == "star_counter"]:
    del sys.modules[_name]

from star_counter import packages, settings  # noqa: E402
from star_counter.problem import Problem  # noqa: E402

_DESCRIPTION = (
    "Reads the star count of <b>Super Mario 64</b> from the game's picture and shows it in a text source."
)


_LONGER_THAN_A_TICK = 60.0  # seconds
_HOTKEY = "mario64_star_counter."


class _Script:
    """What lives from `script_load` to `script_unload`."""

    live = None
    data = None
    model = None
    reader = None
    problem: str | None = None

    def __init__(self):
        self.hotkeys = {}  # number by name


_script = _Script()


def script_description():
    return _DESCRIPTION


def script_defaults(data):
    settings.defaults(data)


def script_properties():
    with _undisturbed():
        return settings.window(_script.data, _keep_renamed, _status, _understood, _press)


def script_load(data):
    _script.data = data


def script_update(data):
    """Starts reading, or takes changed settings; what hinders it is told once."""
    try:
        _start_or_change(settings.read(data))
    except Problem as problem:
        _stop()
        _tell(str(problem))
    except Exception as error:
        _stop()
        _tell_own(error)


def script_tick(_seconds):
    with _undisturbed():
        try:
            if _script.data and not _script.hotkeys:
                _register_hotkeys(_script.data)
            if _script.live and not _script.problem:
                _script.live.tick()
        except Exception as error:  # an error in each tick would flood the log, and OBS goes on without us
            _tell_own(error)


def script_save(data):
    _keep_renamed()
    for name, hotkey in _script.hotkeys.items():
        keys = obs.obs_hotkey_save(hotkey)
        obs.obs_data_set_array(data, name, keys)
        obs.obs_data_array_release(keys)


def script_unload():
    _stop()
    _script.data = _script.problem = None
    _script.hotkeys = {}


@contextlib.contextmanager
def _undisturbed():
    """Keeps other Python threads from running meanwhile.

    OBS holds a mutex during ticks, and hangs when the window's thread, which takes that mutex to unload a
    script, gets Python's lock in the middle of one. And it keeps the running script in one global that every
    script's tick clears, and crashes when a window's callback is added after such a tick.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_LONGER_THAN_A_TICK)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


def _start_or_change(wanted):
    packages.prepare(wanted.packages)
    # Here, because these need the packages.
    from star_counter.live import Live
    from star_counter.reader import BUNDLED_MODEL, Reader

    if _script.problem:
        _stop()
    model = wanted.model or BUNDLED_MODEL
    if model != _script.model:
        _script.reader, _script.model = Reader(model), model
    if _script.live:
        _script.live.change(wanted, _script.reader)
    else:
        _script.live = Live(wanted, _script.reader)
    _script.problem = None


def _stop():
    live, _script.live = _script.live, None
    _script.model = _script.reader = None
    if live:
        live.close()


def _tell(problem):
    """Keeps a problem for the status; logs it once."""
    if problem != _script.problem:
        obs.script_log(obs.LOG_INFO, problem)
    _script.problem = problem


def _tell_own(error):
    """Tells an error that is our own fault, and where it happened."""
    obs.script_log(obs.LOG_INFO, "".join(traceback.format_exception(error)))
    _tell(f"The star counter stopped because of an error in itself ({error!r}): reload it, and report this.")


def _status():
    if _script.problem or not _script.live:
        return _script.problem or "Not started: reload the script.", True
    return _script.live.status()


def _understood():
    return _script.live.understood() if _script.live else ""


def _press(button):
    if _script.live:
        _script.live.press(button)


def _register_hotkeys(data):
    """Registers the buttons as hotkeys, from the first tick.

    OBS keeps the running script in a global that every script's tick clears: while a script loads, which
    takes many ticks of the others, it may be empty, and OBS crashes. As a tick begins it is the right one.
    """
    for button, label in settings.BUTTONS.items():
        name = f"{_HOTKEY}{button}"
        hotkey = obs.obs_hotkey_register_frontend(name, f"Star counter: {label}", _on_hotkey(button))
        keys = obs.obs_data_get_array(data, name)
        obs.obs_hotkey_load(hotkey, keys)
        obs.obs_data_array_release(keys)
        _script.hotkeys[name] = hotkey


def _on_hotkey(button):
    def pressed(is_down):
        if is_down:
            _press(button)

    return pressed


def _keep_renamed():
    """Writes the new names of renamed sources into the settings."""
    for old, new in _script.live.follow_names() if _script.live else ():
        settings.rename_source(_script.data, old, new)

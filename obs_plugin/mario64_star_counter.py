"""The star counter for Super Mario 64, as OBS Studio loads it under Tools → Scripts.

This file only wires OBS's callbacks to the package beside it. OBS runs it again, in the same namespace, on
"Reload Scripts".
"""

import sys
from pathlib import Path

import obspython as obs

# The package beside this file comes before any other of its name: OBS only appends the folder.
_folder = str(Path(__file__).resolve().parent)
sys.path[:] = [_folder, *(path for path in sys.path if path != _folder)]

# Drop the package, so that "Reload Scripts" picks up changed code of all of it. numpy and onnxruntime stay:
# they cannot be loaded twice.
for _name in [name for name in sys.modules if name.partition(".")[0] == "star_counter"]:
    del sys.modules[_name]

from star_counter.obs import saved_settings  # noqa: E402
from star_counter.obs.bridge import gil  # noqa: E402
from star_counter.obs.bridge.gil import undisturbed  # noqa: E402
from star_counter.obs.plugin import Plugin  # noqa: E402
from star_counter.obs.settings import BUTTONS  # noqa: E402
from star_counter.obs.window.window import Window  # noqa: E402

_DESCRIPTION = (
    "Reads the star count of <b>Super Mario 64</b> from the game's picture and shows it in a text source."
)

_HOTKEY = "mario64_star_counter."

_plugin = Plugin()
_window = Window(_plugin)
_hotkeys: dict[str, int] = {}  # OBS's numbers, by name


def script_description():
    return _DESCRIPTION


def script_defaults(data):
    saved_settings.defaults(data)


def script_properties():
    return _window.build()


def script_load(data):
    gil.begin()
    _plugin.data = data


def script_update(data):
    _plugin.start(data)


def script_tick(_seconds):
    with undisturbed():
        gil.watch_ticks()
        try:
            if _plugin.data and not _hotkeys:
                _register_hotkeys(_plugin.data)
            _plugin.tick()
        except Exception as error:  # an error in each tick would flood the log, and OBS goes on without us
            _plugin.tell_own(error)


def script_save(data):
    _plugin.save_what_was_found()
    for name, hotkey in _hotkeys.items():
        keys = obs.obs_hotkey_save(hotkey)
        obs.obs_data_set_array(data, name, keys)
        obs.obs_data_array_release(keys)


def script_unload():
    _plugin.close()
    _hotkeys.clear()
    gil.end()


def _register_hotkeys(data):
    """Registers the buttons as hotkeys, from the first tick.

    OBS keeps the running script in a global that every script's tick clears: while a script loads, which
    takes many ticks of the others, it may be empty, and OBS crashes. As a tick begins it is the right one.
    """
    for button, label in BUTTONS.items():
        name = f"{_HOTKEY}{button}"
        hotkey = obs.obs_hotkey_register_frontend(name, f"Star counter: {label}", _on_hotkey(button))
        keys = obs.obs_data_get_array(data, name)
        obs.obs_hotkey_load(hotkey, keys)
        obs.obs_data_array_release(keys)
        _hotkeys[name] = hotkey


def _on_hotkey(button):
    def pressed(is_down):
        if is_down and _plugin.live:
            _plugin.live.press(button)

    return pressed

"""A real OBS Studio on a configuration of its own, driven over obs-websocket and by keyboard.

    with Studio(folder, collection("demo", [image("picture", path), text("stars")])) as studio:
        studio.screenshot("picture").save("picture.png")

It leaves the user's own OBS configuration alone, and runs on a display of its own (Xvfb) unless a real
one is asked for. Linux only.
"""

from __future__ import annotations

import base64
import contextlib
import io
import itertools
import json
import re
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil
from obsws_python.error import OBSSDKRequestError
from PIL import Image

from star_counter.problem import Problem

from ..ports import free_port
from . import configuration
from .desktop import PATIENCE, TRIES, Desktop
from .programs import Programs
from .requests import Requests
from .scenes import scene_names, with_probe
from .scripts_window import ScriptsWindow, seen_in

#: OBS says this when everything is loaded and obs-websocket listens.
READY = r"Server started successfully on port"

# What obs-websocket answers where a picture cannot be drawn: a video has no size before it plays.
_NOT_DRAWN = 702

#: For how many seconds OBS's end is waited for, after which it is killed.
QUIT_TIMEOUT = 60.0

#: After how many seconds it is asked again for the answer of a piece of code, by the thread that runs it.
_KNOCKS = {"ui": 0.5, "tick": 0.02}

MAIN_WINDOW = "^OBS .* Profile: studio"
SCRIPTS_WINDOW = "^Scripts$"
ADD_DIALOG = "Add Scripts"
# Where Scripts may be in the menu Tools, counted from its end, the likeliest first; and where it was found.
_ENTRIES = (2, 1, 3, 4, 5, 6)
_found_entries: list[int] = []

# Those that are no dialogs.
_WINDOWS = f"{MAIN_WINDOW}|{SCRIPTS_WINDOW}|^Script Log$"


class Studio(Desktop):
    """OBS Studio, running between ``with`` and its end.

    ``folder`` takes the configuration and the log; the first of ``collections`` is shown. ``size`` is the
    canvas in pixels, ``fps`` its frames a second, ``screen`` the size of the display it starts. With
    ``display``, such as ":0", OBS opens its window there and no display is started. ``probe`` loads the
    script that ``run_inside`` needs, and ``probe_tick`` the one that it needs for ticks. ``environment`` is
    OBS's, beside what it has anyway. With ``come_first`` it has the processors before other programs, where
    the system lets it.
    """

    requests: Requests

    def __init__(
        self,
        folder: Path,
        *collections: dict[str, Any],
        size: tuple[int, int] = (640, 480),
        fps: int = 30,
        screen: tuple[int, int] = (1280, 800),
        display: str | None = None,
        probe: bool = False,
        probe_tick: bool = False,
        environment: Mapping[str, str] = {},
        come_first: bool = True,
    ):
        super().__init__(folder, Programs(display, come_first))
        self.fps = fps
        self._screen = screen
        self._port, self._password = free_port(), secrets.token_hex(16)
        self._inside = folder / "inside"
        self._numbers = itertools.count(1)
        self._durations = itertools.cycle(range(100, 1000))  # of transitions, in ms
        self._extra_environment = environment
        if probe or probe_tick:
            self._inside.mkdir(parents=True)
            collections = tuple(with_probe(one, self._inside, probe_tick) for one in collections)
        self._collections = {one["name"]: one for one in collections}
        configuration.write(
            folder / "obs-studio",
            self._collections,
            shown=collections[0]["name"],
            size=size,
            fps=fps,
            port=self._port,
            password=self._password,
        )

    def __enter__(self) -> Studio:
        if problem := configuration.missing():
            raise Problem(problem)
        try:
            is_virtual = self._programs.display is None
            if is_virtual:
                self._programs.open_display(self.folder, self._screen)
            self._start_obs(is_virtual)
        except BaseException:
            self._programs.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self.running:
                self.quit()
        finally:
            self._programs.kill()
            with contextlib.suppress(Exception):  # it is of no use any more, whatever state it is in
                self.requests.disconnect()

    def quit(self) -> float:
        """Closes OBS's window, and returns how many seconds OBS took to end; Problem where it hangs.

        Not by SIGINT: OBS 29 closes its window inside the signal handler, which crashes or hangs OBS where
        the signal comes while it paints.
        """
        self.wait_for(self._has_no_dialog, "the end of a dialog, which keeps OBS from ending", pause=0.5)
        if any(len(scene_names(one)) > 1 for one in self._collections.values()):
            self._keep_one_scene()
        self.requests.disconnect()  # obs-websocket waits for its clients to go
        started = time.monotonic()
        self._programs.run("wmctrl", "-i", "-c", self._main_window)
        if not self._ends_within(QUIT_TIMEOUT):
            self.process.kill()
            raise Problem(f"OBS Studio hung at its end, and was killed: see {self.log_file}.")
        return time.monotonic() - started

    def _keep_one_scene(self) -> None:
        """OBS 32 crashes at its end where there are several scenes, now and then, with scripts or without."""
        if int(self.requests.get_version().obs_version.partition(".")[0]) < 32:
            return
        listed = self.requests.get_scene_list()
        for scene in listed.scenes:
            if scene["sceneName"] != listed.current_program_scene_name:
                self.requests.remove_scene(scene["sceneName"])

    @property
    def exit_code(self) -> int | None:
        """0 where OBS ended in good health, else a signal's number below 0; None while it runs."""
        return self.process.poll()

    # What it says.

    def log(self) -> str:
        """Everything logged so far."""
        return self.log_file.read_text(errors="replace")

    def messages(self, script_name: str) -> list[str]:
        """What the script with that file name has printed, line by line."""
        return re.findall(rf"^\w+: \[Python: {re.escape(script_name)}\] (.*)$", self.log(), re.MULTILINE)

    def complaints(self) -> list[str]:
        """What has opened the Script Log: a script's errors, and whatever it wrote to stderr."""
        line = r"^(?:warning|error): (\[(?:Python: |Lua: |Unknown Script).*)$"
        return re.findall(line, self.log(), re.MULTILINE)

    def wait_for_log(self, pattern: str, timeout: float = PATIENCE, since: int = 0) -> re.Match[str]:
        """Waits until the log, from its character ``since`` on, has the regular expression ``pattern``."""
        return self.wait_for(
            lambda: re.search(pattern, self.log()[since:]), f"the log line “{pattern}”", timeout
        )

    # What it shows.

    def text(self, name: str) -> str:
        """What a text source shows."""
        return self.requests.send("GetInputSettings", {"inputName": name}, raw=True)["inputSettings"]["text"]

    def screenshot(self, name: str) -> Image.Image:
        """A picture of a source or scene, at its own size; waits until it has one."""
        reply = self.wait_for(lambda: self._drawn(name), f"a picture of {name}", pause=0.2)
        return Image.open(io.BytesIO(base64.b64decode(reply["imageData"].partition(",")[2])))

    def _drawn(self, name: str) -> dict[str, Any] | None:
        try:
            return self.requests.send(
                "GetSourceScreenshot", {"sourceName": name, "imageFormat": "png"}, raw=True
            )
        except OBSSDKRequestError as error:
            if error.code != _NOT_DRAWN:
                raise
            return None

    def script_log_is_open(self) -> bool:
        """Whether the Script Log popped up, which it does when a script fails."""
        return "Script Log" in self.windows()

    def _dialogs(self) -> list[str]:
        """The numbers of OBS's windows but for those that may stay open."""
        listed = self._programs.run("wmctrl", "-l", "-p", check=False).splitlines()
        return [
            window
            for window, _, pid, _, *title in (line.split(maxsplit=4) for line in listed)
            if int(pid) == self.process.pid and not re.search(_WINDOWS, "".join(title))
        ]

    def _has_no_dialog(self) -> bool:
        """Whether OBS shows nothing but the windows that may stay open; closes what else it shows."""
        dialogs = self._dialogs()
        for window in dialogs:
            self._programs.run("wmctrl", "-i", "-c", window, check=False)
        return not dialogs

    def open_scripts_window(self) -> None:
        """Opens Tools → Scripts, or brings it to the front."""
        # Which entry of the menu it is differs from OBS to OBS: it is known by what opens. On a busy machine
        # the menu may open when its keys are over, and nothing does.
        tries = [entry for _ in range(TRIES) for entry in (*_found_entries, *_ENTRIES)]
        while tries and "Scripts" not in self.windows():
            self._open_tool(tries.pop(0))
        self.activate(SCRIPTS_WINDOW)

    def _open_tool(self, entry: int) -> None:
        """Opens an entry of the menu Tools, counted from its end; what opens is closed if it is another."""
        self.activate(MAIN_WINDOW)
        self.keys("Escape", "alt+t", *["Up"] * entry, "Return")
        with contextlib.suppress(Problem):
            self.wait_for(lambda: "Scripts" in self.windows() or self._dialogs(), "a window", timeout=3)
        if "Scripts" in self.windows():
            _found_entries[:] = [entry]
        else:
            self.wait_for(self._has_no_dialog, "the end of a dialog that is another tool's", pause=0.5)

    def press(self, button: str) -> None:
        """Presses “add”, “remove” or “reload” below the list in the Scripts window."""
        self.click(SCRIPTS_WINDOW, *self.scripts_window().buttons[button])

    def scripts_window(self) -> ScriptsWindow:
        """Where things are in the Scripts window as it looks now; waits until it is drawn."""
        picture = self.folder / "scripts.png"
        may_be_covered = itertools.cycle([*[False] * TRIES, True])

        def look() -> ScriptsWindow | None:
            if next(may_be_covered):  # by the menu Tools, which late keys opened once more
                self.activate(MAIN_WINDOW)
                self.keys("Escape")
                self.activate(SCRIPTS_WINDOW)
            # Though it has the keyboard, another window may lie over it; or the tooltip of a button under
            # the mouse.
            self._on_window(SCRIPTS_WINDOW, "windowraise", "mousemove", "--window", "%1", "3", "3")
            self.window_picture(picture, SCRIPTS_WINDOW)
            return seen_in(picture)

        return self.wait_for(look, "the buttons in the Scripts window", pause=0.2)

    def select_script(self, name: str) -> None:
        """Selects the script with that file name in the Scripts window, which shows its properties."""
        self.open_scripts_window()
        self.click(SCRIPTS_WINDOW, 100, 80)
        self.keys("Home", *["Down"] * self._scripts().index(name))

    def choose_script(self, path: Path, open_dialog: Callable[[], object]) -> None:
        """Chooses a script's file in the dialog that ``open_dialog`` opens, which may be `open_add_dialog`.

        Waits for the dialog's end. One that takes no keys is closed, and opened anew.
        """
        for _ in range(TRIES):
            open_dialog()
            with contextlib.suppress(Problem):
                self._type_script(path)
                return
            self.wait_for(self._has_no_dialog, "the end of a dialog that takes no keys", pause=0.5)
        raise Problem(f"{TRIES} dialogs for a script's file took no keys: see {self.log_file}.")

    def open_add_dialog(self) -> None:
        """Opens the dialog for a script's file by “+” in the Scripts window."""

        def is_open() -> bool:
            self.press("add")  # on a busy machine a click may get lost
            with contextlib.suppress(Problem):
                self.wait_for(lambda: ADD_DIALOG in self.windows(), "a dialog", PATIENCE / TRIES)
            return ADD_DIALOG in self.windows()

        self.wait_for(is_open, "the dialog for a script's file")

    def _type_script(self, path: Path) -> None:
        is_typed_now = itertools.cycle([True, *[False] * (TRIES - 1)])

        def is_taken() -> bool:
            # On a busy machine keys may come before the dialog takes them, and the list of proposed names
            # takes the first Return.
            if self._activated(f"^{ADD_DIALOG}$"):
                if next(is_typed_now):
                    self.keys("alt+n", "ctrl+a")
                    self.type(str(path))
                self.keys("Return")
            return ADD_DIALOG not in self.windows()

        self.wait_for(is_taken, "the end of the dialog for a script's file", PATIENCE / TRIES, pause=1)

    def reload_script(self, name: str) -> None:
        """Presses Reload Scripts for the script with that file name, and waits until it is loaded."""
        self.select_script(name)
        logged = len(self.log())
        # By mouse: how many times Tab leads to it depends on what the list has done with the keys so far.
        for _ in range(TRIES):  # on a busy machine a click may get lost while the window is drawn anew
            self.press("reload")
            self._wait_for_ui()
            with contextlib.suppress(Problem):
                self.wait_for_log(rf"(Unl|L)oaded python script: {re.escape(name)}", 0.5, since=logged)
                break
        self.wait_for_log(rf"Loaded python script: {re.escape(name)}", since=logged)

    # Its inside.

    def run_inside(self, code: str, thread: str = "ui", timeout: float = PATIENCE) -> Any:
        """Runs Python inside OBS, in the script ``probe.py``, and returns the value of its last line.

        ``thread`` is "ui" (the main thread) or "tick" (the graphics thread). What one piece of code defines,
        the next one sees; ``obs`` is obspython, and other scripts are found in ``sys.modules`` by file name.
        What is not JSON comes back as its ``repr``, an exception as a RuntimeError with the traceback.
        """
        number = next(self._numbers)
        request, answer = self._inside / f"{number}.{thread}.py", self._inside / f"{number}.json"
        request.with_suffix(".part").write_text(code)
        request.with_suffix(".part").rename(request)

        every, knocked_at = _KNOCKS[thread], 0.0

        def is_answered() -> bool:
            nonlocal knocked_at
            if not answer.exists() and time.monotonic() - knocked_at >= every:
                self._knock()
                knocked_at = time.monotonic()
            return answer.exists()

        self.wait_for(is_answered, f"code that runs on OBS's {thread} thread", timeout)
        result = json.loads(answer.read_text())
        if "error" in result:
            raise RuntimeError(result["error"])
        return result["value"]

    def _knock(self) -> int:
        """Causes the event in which the probe takes requests and writes answers; returns its new value."""
        duration = next(self._durations)
        try:
            self.requests.set_current_scene_transition_duration(duration)
        except Exception:
            if not self._ends_within(1):
                raise
        return duration

    def _wait_for_ui(self) -> None:
        """Waits until OBS's main thread has dealt with what it was given up to now."""
        for _ in range(2):  # what comes from the mouse and what comes from here may overtake each other
            self._wait_for_duration(self._knock())

    def _wait_for_duration(self, duration: int) -> None:
        self.wait_for(
            lambda: self.requests.get_current_scene_transition().transition_duration == duration,
            "OBS's main thread",
        )

    def _ends_within(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except psutil.TimeoutExpired:
            return False
        return True

    # How it is started.

    def _scripts(self) -> list[str]:
        """The file names of the scripts, in the order of the Scripts window."""
        current = self.requests.get_scene_collection_list().current_scene_collection_name
        return sorted(Path(one["path"]).name for one in self._collections[current]["modules"]["scripts-tool"])

    def _start_obs(self, is_virtual: bool) -> None:
        runtime = self.folder / "runtime"
        runtime.mkdir(mode=0o700)
        environment = {
            "XDG_CONFIG_HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_RUNTIME_DIR": str(runtime),
            "QT_QPA_PLATFORM": "xcb",
            "LC_ALL": "C.UTF-8",
            "PYTHONFAULTHANDLER": "1",  # where it crashes, its log says what Python's threads did
        }
        if is_virtual:
            environment["LIBGL_ALWAYS_SOFTWARE"] = "1"
        command = ["obs", "--multi", "--disable-updater", "--disable-missing-files-check", "--verbose"]
        with self.log_file.open("w") as log:
            environment |= self._extra_environment
            self.process = self._programs.start(*command, environment=environment, stdout=log, stderr=log)
        self.wait_for_log(READY)
        find = ["xdotool", *self._search(MAIN_WINDOW)]
        self._main_window = self.wait_for(
            lambda: self._programs.run(*find, check=False).strip(), "OBS's window"
        )
        self.requests = Requests(host="localhost", port=self._port, password=self._password, timeout=PATIENCE)

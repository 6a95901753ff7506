"""Nothing is sent home: what the command and the script do of themselves opens no connection."""

import subprocess
import sys

from tests import pictures

# Each socket is told of, those of Python's own modules for the network, too. To ask for this machine's own
# name, as Python's `platform` does on Windows, opens none.
WATCHED = """
import sys
opened = []
is_one = lambda event: event.startswith("socket.") and event != "socket.gethostname"
sys.addaudithook(lambda event, _: is_one(event) and opened.append(event))
"""
COMMAND = """
from star_counter.cli.main import main
status = main(sys.argv[1:])
sys.exit(f"{status} {opened}" if status or opened else 0)
"""
SCRIPT = """
import importlib, pkgutil
import star_counter
for module in pkgutil.walk_packages(star_counter.__path__, "star_counter."):
    if not module.name.endswith("__main__"):
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as missing:
            assert missing.name == "obspython", missing
sys.exit(str(opened) if opened else 0)
"""
# What onnxruntime tells its makers, where its build for a system does.
TELEMETRY = """
import onnxruntime
told = []
switch_off, session = onnxruntime.disable_telemetry_events, onnxruntime.InferenceSession
onnxruntime.disable_telemetry_events = lambda: told.append("off") or switch_off()
onnxruntime.InferenceSession = lambda *args, **kwargs: told.append("session") or session(*args, **kwargs)
from star_counter.reading.reader import Reader
Reader()
sys.exit(0 if told == ["off", "session", "session"] else str(told))
"""


def run(code, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", WATCHED + code, *map(str, arguments)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_connection_would_be_noticed():
    run("import socket; socket.create_server(('127.0.0.1', 0)).close(); sys.exit(0 if opened else 1)")


def test_the_command_opens_no_connection(tmp_path):
    file = pictures.save(tmp_path / "12.png", pictures.game(12))
    assert "count 12" in run(COMMAND, "read", file, "--crop", ",".join(map(str, pictures.crop())))


def test_no_module_opens_a_connection_as_it_is_loaded():
    run(SCRIPT)


def test_onnxruntime_sends_nothing_home():
    run(TELEMETRY)

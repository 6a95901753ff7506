"""The installation of the packages, with the real pip: one over the network, the others without."""

import io
import json
import re
import signal
import socket
import subprocess
import sys
import time
import tracemalloc
import venv
from pathlib import Path

import psutil
import pytest

from star_counter.packages import host, install, needed, output
from star_counter.packages.installation import Installation
from star_counter.problem import Problem
from tests import pictures
from tests.packages.installing import left, outcome, wait_for

ROOT = Path(__file__).parents[2]

# What OBS does: it finds that packages are missing, installs them, and reads on in the same process.
OBS = """
import json, sys, time
from pathlib import Path

folder, interpreter, picture, *crop = sys.argv[1:]
sys.path.insert(0, folder)
sys.executable = ""
from star_counter.packages import host, needed
from star_counter.packages.installation import Installation

host.interpreter = lambda: Path(interpreter)
try:
    needed.prepare(None)
except needed.Missing as missing:
    first = str(missing)
installation = Installation()
while installation.is_running:
    time.sleep(0.01)
needed.prepare(None)

import numpy
from PIL import Image
from star_counter.reading.frame import Frame, GAME_SIZE
from star_counter.reading.reader import Reader

with Image.open(picture) as image:
    left, top, width, height = map(int, crop)
    counter = numpy.asarray(image.crop((left, top, left + width, top + height)))
    game = numpy.asarray(image.resize(GAME_SIZE))
reading = Reader().read([Frame(0, 0.0, counter, game)])[0]
found = [first, installation.outcome, installation.lines, reading.count(), numpy.__file__]
print(json.dumps(found))
"""


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A Python with nothing, not even pip; what the plugin keeps goes to a folder of the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)
    return tmp_path / "bare" / "bin" / "python"


def test_a_python_without_pip_gets_the_packages_and_reads_in_the_same_process(bare, tmp_path):
    """Needs the network, for about 60 MB."""
    picture = pictures.save(tmp_path / "game.png", pictures.game(57))
    crop = [str(value) for value in pictures.crop()]
    code = ["-I", "-S", "-c", OBS, str(ROOT / "obs_plugin"), str(bare), str(picture), *crop]
    done = subprocess.run([host.interpreter(), *code], check=True, capture_output=True, text=True)
    missing, told, lines, count, numpy = json.loads(done.stdout)
    assert "lacks numpy, onnxruntime, Pillow" in missing
    assert told == ""
    assert any("has no pip" in line for line in lines)
    assert lines[-1] == "The packages are installed: reload the script."
    assert count == 57
    assert Path(numpy).is_relative_to(needed.home() / "1")
    assert left() == ["1"]
    assert not (needed.home() / "1" / "temporary").exists()

    again = subprocess.run([bare, *needed.arguments()[1:]], check=True, capture_output=True, text=True)
    assert "Fetching" not in again.stdout
    assert left() == ["1"]


def test_no_network(no_packages):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    no_packages("PIP_INDEX_URL", f"https://127.0.0.1:{port}/simple")
    assert "check the network" in outcome(Installation())
    assert left() == []


def test_no_package_for_this_python(no_packages):
    no_packages("PIP_NO_INDEX", "1")
    told = outcome(Installation())
    assert re.match(rf"pip finds no [\w.-]+ [\d.]+ for Python {host.VERSION} .*, (64|32)-bit, on \w+", told)
    assert told.endswith("choose packages of your own as “Python packages”.")
    assert left() == []


def test_a_folder_that_cannot_be_written(no_packages, tmp_path):
    (tmp_path / "data").write_text("")
    assert "could not be written" in outcome(Installation())


def test_packages_that_do_not_load_do_not_count(wheels):
    wheels(numpy="raise ImportError('libfoo.so.1: cannot open shared object file')")
    told = outcome(Installation())
    assert told.startswith("numpy does not load: the system lacks libfoo.so.1: install that")
    assert left() == []


def test_an_installation_that_stopped_loading_is_followed_and_one_that_loads_is_not(wheels):
    """The old one stays: another OBS may have it loaded."""
    wheels()
    (needed.home() / "7").mkdir(parents=True)  # cut off, by an older release
    for _ in range(2):
        assert outcome(Installation()) == ""
        assert left() == ["1"]
    (needed.home() / "1" / "numpy" / "__init__.py").write_text("raise ImportError")
    assert outcome(Installation()) == ""
    assert left() == ["1", "2"]
    assert needed.newest(needed.home()).name == "2"


def test_settings_of_pip_that_exclude_a_folder(wheels, monkeypatch, tmp_path):
    wheels()
    settings = tmp_path / "pip.conf"
    settings.write_text("[global]\nrequire-virtualenv = true\n[install]\nuser = true\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    assert outcome(Installation()) == ""


def test_another_python_installs_nothing(no_packages, monkeypatch):
    arguments = needed.arguments()
    arguments[-1] += "x"
    monkeypatch.setattr(needed, "arguments", lambda: arguments)
    assert outcome(Installation()).endswith("x: take that Python.")
    assert not needed.home().parent.exists()


def test_a_python_that_is_no_program(no_packages, monkeypatch, tmp_path):
    monkeypatch.setattr(host, "interpreter", lambda: tmp_path)
    assert f"cannot be run ([Errno 13] Permission denied: '{tmp_path}'): install" in outcome(Installation())


def test_lines_are_plain():
    printed = "\x1b[31;1mERROR:\x1b[0m \x1b]0;title\x07 <b>\0 \u202e\ud800 \n\n  two  words\n" + "[" * 5000
    first, second, third, *long = output.lines(io.StringIO(printed))
    assert first == "ERROR: \\x1b]0;title\\x07 <b>\\x00 \\u202e\\ud800"
    assert (second, third) == ("", "two words")
    assert "".join(long) == "[" * 5000
    assert max(map(len, long)) <= 2000


def test_what_it_prints_fills_no_memory(monkeypatch):
    """Of 3 MB without a line's end, and of 20,000 lines, the last ones are kept."""
    code = (
        "import sys; write = sys.stdout.buffer.write; write(b'[' * 3_000_000); write(b'line\\n' * 20_000); "
        "write(b'\\x1b[2K 50 %\\r100 %\\r\\n\\xff\\x00\\n'); sys.exit(1)"
    )
    monkeypatch.setattr(needed, "arguments", lambda: [sys.executable, "-c", code])
    tracemalloc.start()
    try:
        installation = Installation()
        assert outcome(installation) == "\ufffd\\x00"
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert installation.lines[-4:] == ("line", "50 %", "100 %", "\ufffd\\x00")
    assert len(installation.lines) <= 200
    assert most < 1e6  # bytes


def test_while_it_takes_long_it_says_how_far_it_is(wheels, silent_index, monkeypatch, tmp_path):
    wheels()
    for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name)
    progress = tmp_path / "plugin" / "star_counter" / "progress.py"
    progress.write_text(progress.read_text().replace("_EVERY = 30.0", "_EVERY = 0.2"))
    installation = Installation()
    with silent_index.accept()[0]:
        wait_for(lambda: installation.lines[-1].startswith("Installing: "))
        assert re.fullmatch(
            r"Installing: [01] of 4 packages begun \((0|25)%\), after 0:\d\d\.", installation.lines[-1]
        )
        installation.stop()
        assert "was stopped" in outcome(installation)


def test_a_stopped_installation_leaves_nothing(silent_index, programs):
    installation = Installation()
    with silent_index.accept()[0]:
        processes = programs()
        assert len(processes) == 2  # ours, and pip
        began = time.perf_counter()
        installation.stop()
        assert time.perf_counter() - began < 0.5  # seconds: it does not wait
        assert outcome(installation).startswith("The installation was stopped: press “Install the packages”")
        assert time.perf_counter() - began < 10
    assert not any(process.is_running() for process in processes)
    assert left() == []


def test_closing_waits_a_second_at_most(silent_index, programs, monkeypatch):
    deaf = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(needed, "arguments", lambda: deaf)
    installation = Installation()
    began = time.perf_counter()
    installation.close()
    assert 0.9 < time.perf_counter() - began < 10
    assert installation.is_running
    programs()[0].kill()
    assert "ended from outside" in outcome(installation)


def test_an_installation_ends_where_obs_is_killed(silent_index):
    code = (
        f"import sys, time; sys.path.insert(0, {str(ROOT / 'obs_plugin')!r}); "
        "from star_counter.packages.installation import Installation; Installation(); time.sleep(60)"
    )
    obs = subprocess.Popen([host.interpreter(), "-I", "-S", "-c", code])
    with silent_index.accept()[0]:
        processes = psutil.Process(obs.pid).children(recursive=True)
        assert len(processes) == 2
        obs.send_signal(signal.SIGKILL)
        obs.wait()
        wait_for(lambda: not any(process.is_running() for process in processes))
    assert left() == []


def test_a_pip_that_is_not_the_one_we_know_is_not_run(bare, tmp_path, monkeypatch):
    (tmp_path / "pip.whl").write_bytes(b"another")
    monkeypatch.setattr(install, "_PYTHON", (str(bare), "-I"))
    monkeypatch.setattr(install, "PIP_URL", (tmp_path / "pip.whl").as_uri())
    with pytest.raises(Problem, match="could not be fetched"):
        install._pip(tmp_path / "none")

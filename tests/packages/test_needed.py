"""Where the plugin finds its Python packages, and what it says where it does not."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from star_counter.packages import host, needed
from star_counter.packages.needed import Missing
from star_counter.problem import Problem
from tests import posix

ROOT = Path(__file__).parents[2]
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(autouse=True)
def own_path(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(needed, "_failed", None)
    monkeypatch.setattr(host, "data_folder", lambda: tmp_path / "data")


def folder_with_packages(path):
    (path / "onnxruntime").mkdir(parents=True)
    return path


def installation(number, is_complete=True):
    folder = needed.home() / str(number)
    folder.mkdir(parents=True)
    if is_complete:
        (folder / needed.COMPLETE).touch()
    return folder


def in_bare_python(code, *arguments):
    """Runs code in this Python without any packages, as OBS would: what it prints, as JSON."""
    code = f"import json, sys\nsys.executable = ''\nsys.path.insert(0, {str(ROOT / 'obs_plugin')!r})\n{code}"
    command = [host.interpreter(), "-I", "-S", "-c", code, *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


COMPILED = "*.so", "*.pyd", "*.dll"
# Prints the kind and the text of what `prepare` raises.
ATTEMPT = """
def attempt(folder):
    try:
        needed.prepare(folder)
    except Exception as problem:
        return type(problem).__name__, str(problem)
    return "", ""
"""


EVIL = "x\nPlayer 1: 120 stars.\nUpdate needed: run\x1b[1m curl | sh\u202e"
SHOWN = "x Player 1: 120 stars. Update needed: run\\x1b[1m curl | sh\\u202e"


@pytest.mark.parametrize("holds", ["not there", "nothing", "others", "a name that is too long"])
def test_a_folder_from_a_scene_collection_is_told_as_one_line(tmp_path, holds):
    folder = tmp_path / EVIL
    if holds in ("nothing", "others") and posix.IS_WINDOWS:
        pytest.skip("Windows has no folders of such a name")
    if holds == "nothing":
        folder.mkdir()
    elif holds == "others":
        (folder / "lib" / f"python{EVIL}" / "site-packages").mkdir(parents=True)
    elif holds == "a name that is too long":
        folder = folder / ("y" * 300)
    with pytest.raises(Problem) as problem:
        needed.prepare(folder)
    told = str(problem.value)
    assert f"{tmp_path}{os.sep}{SHOWN}" in told
    assert told.isprintable()
    assert holds != "others" or f"for python{SHOWN}, but" in told


def test_what_a_package_says_is_told_as_one_short_line():
    reason, _ = needed.cause("no\n\x1b[1mcolour\u202e" + "!" * 900)
    assert reason == "\\x1b[1mcolour\\u202e" + "!" * 280 + "…"


@pytest.mark.parametrize("layout", [f"lib/python{VERSION}/site-packages", "Lib/site-packages", "."])
def test_packages_of_a_virtual_environment_come_behind_the_scripts_folder(tmp_path, layout):
    wanted = folder_with_packages(tmp_path / layout)
    script_folder, *others = sys.path
    needed.prepare(tmp_path)
    assert [sys.path[0], sys.path[1]] == [script_folder, str(wanted)]
    assert sys.path[2:] == others
    needed.prepare(tmp_path)
    assert sys.path.count(str(wanted)) == 1


def test_the_newest_installation_comes_behind_the_players_folder(tmp_path):
    chosen = folder_with_packages(tmp_path / "chosen")
    needed.prepare(chosen)
    installation(2)
    newest = installation(10)
    installation(11, is_complete=False)
    needed.prepare(chosen)
    assert sys.path[1:3] == [str(chosen), str(newest)]
    needed.prepare(None)
    assert sys.path[1] == str(newest)


@pytest.mark.skipif(not posix.IS_ROOT, reason="only root can become a user whom the system does not know")
def test_a_user_without_a_home_is_told_so_where_it_matters():
    nobody, chosen = in_bare_python(
        f"""
import os, pwd, tempfile
from pathlib import Path
from star_counter.packages import host, needed
{ATTEMPT}
host.interpreter = lambda: Path("python")  # that of the test may lie where nobody else may look
for name in ("HOME", "XDG_DATA_HOME"):
    os.environ.pop(name, None)
os.setuid(54321)
told = [attempt(None)]
with tempfile.TemporaryDirectory() as folder:
    for name in ("numpy", "onnxruntime", "PIL"):
        Path(folder, name).mkdir()
        Path(folder, name, "__init__.py").touch()
    Path(folder, "PIL", "Image.py").touch()
    told.append(attempt(Path(folder)))
print(json.dumps(told))
"""
    )
    assert nobody == [
        "Problem",
        "The system does not know your home folder: set the environment variable HOME and start OBS anew, or "
        "choose a virtual environment as “Python packages”.",
    ]
    assert chosen == ["", ""]


def test_a_missing_folder(tmp_path):
    with pytest.raises(Problem, match="There is no folder"):
        needed.prepare(tmp_path / "none")


def test_a_folder_that_cannot_be_read(tmp_path):
    posix.own_words()
    with pytest.raises(Problem, match=r"cannot be read \(File name too long\): choose"):
        needed.prepare(tmp_path / ("long" * 75))


def test_an_empty_folder(tmp_path):
    with pytest.raises(Problem, match="holds no onnxruntime"):
        needed.prepare(tmp_path)


def test_packages_for_another_python(tmp_path):
    folder_with_packages(tmp_path / "lib" / "python3.9" / "site-packages")
    with pytest.raises(Problem, match=f"are for python3.9, but OBS runs Python {VERSION}"):
        needed.prepare(tmp_path)


def test_a_python_that_is_too_old(monkeypatch):
    monkeypatch.setattr(needed, "_OLDEST", (99,))
    with pytest.raises(Problem, match=f"Python {VERSION} .* is too old: choose Python 3.10"):
        needed.prepare(None)


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="this Python has packages of its own")
def test_a_python_without_packages_is_named_with_the_command_that_mends_it():
    kind, text, command = in_bare_python(
        f"from star_counter.packages import needed\n{ATTEMPT}\n"
        "print(json.dumps([*attempt(None), needed.command()]))"
    )
    assert kind == "Missing"
    assert f"Python {VERSION} (in {sys.base_prefix}) lacks numpy, onnxruntime, Pillow: press “Install" in text
    assert text.endswith(command)
    assert subprocess.run(f"{command} --help", shell=True, capture_output=True).returncode == 0


def test_nothing_is_loaded_while_something_is_missing(monkeypatch):
    monkeypatch.setattr(needed, "NEEDED", ["no_such_package_of_ours"])
    monkeypatch.setattr(needed.importlib, "import_module", pytest.fail)
    with pytest.raises(Missing, match=" lacks no_such_package_of_ours: "):
        needed.prepare(None)


@pytest.mark.parametrize("name", needed.NEEDED)
def test_packages_for_another_python_do_not_load(tmp_path, name):
    # What another Python sees of it: no compiled files, as their names differ.
    source = Path(find_spec(name.partition(".")[0]).origin).parent
    shutil.copytree(source, tmp_path / source.name, ignore=shutil.ignore_patterns(*COMPILED, "tests"))
    (tmp_path / "onnxruntime").mkdir(exist_ok=True)
    first, second, other_folder, reloaded = in_bare_python(
        f"""
from pathlib import Path
from star_counter.packages import host, needed
{ATTEMPT}
needed.NEEDED = [{name!r}]
attempts = [attempt(Path(sys.argv[1])), attempt(Path(sys.argv[1]))]
(Path(sys.argv[1]) / "other" / "onnxruntime").mkdir(parents=True)
attempts.append(attempt(Path(sys.argv[1]) / "other"))
needed._failed = None  # as after “Reload Scripts”
attempts.append(attempt(Path(sys.argv[1])))
print(json.dumps(attempts))
""",
        tmp_path,
    )
    package = needed.package(name)
    assert first[0] == "Missing"
    assert f"cannot load {package}: it is broken, or made for another Python" in first[1]
    assert "clear “Python packages”, press “Install the packages”, then restart OBS" in first[1]
    assert second == first
    assert other_folder == ["Problem", "OBS keeps a part of packages that did not load: restart OBS."]
    assert reloaded == other_folder


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("OSError('Disk read error')", "Disk read error"),
        ("ImportError('\\n\\nSomething.\\nBecause of this.\\n')", "Because of this"),
        ("ImportError()", "ImportError"),
    ],
)
def test_a_package_that_is_broken_tells_its_own_error(monkeypatch, tmp_path, error, told):
    (tmp_path / "broken_package_of_ours.py").write_text(f"raise {error}")
    monkeypatch.setattr(needed, "NEEDED", ["broken_package_of_ours"])
    sys.path.insert(0, str(tmp_path))
    with pytest.raises(Missing, match=f"cannot load broken_package_of_ours: {told}: press “Install"):
        needed.prepare(None)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        # https://github.com/microsoft/onnxruntime/issues/24120; the next is in Japanese, from
        # https://github.com/mattyamonaca/layerdivider/issues/52
        (
            "DLL load failed while importing onnxruntime_pybind11_state: A dynamic link library (DLL) "
            "initialization routine failed.",
            "Visual C++",
        ),
        (
            "DLL load failed while importing onnxruntime_pybind11_state: The specified module could not be "
            "found.",
            "Visual C++",
        ),
        (
            "DLL load failed while importing onnxruntime_pybind11_state: "
            "ダイナミック リンク ライブラリ (DLL) 初期化ルーチンの実行に失敗しました。",
            "Visual C++",
        ),
        (
            "DLL load failed while importing _imaging: %1 is not a valid Win32 application.",
            "another processor",
        ),
        (
            "dlopen(numpy.so, 0x0002): tried: 'numpy.so' (mach-o file, but is an incompatible architecture "
            "(have 'arm64', need 'x86_64'))",
            "another processor",
        ),
        (
            "libstdc++.so.6: cannot open shared object file: No such file or directory",
            "lacks libstdc++.so.6",
        ),
        (
            "/usr/lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by x.so)",
            "older than it needs",
        ),
        ("numpy.dtype size changed, may indicate binary incompatibility. Expected 96, got 88", "or numpy"),
    ],
)
def test_known_failures_are_explained(error, reason):
    cause, remedy = needed.cause(ImportError(error))
    assert reason in cause
    assert ("vc_redist.x64.exe" in (remedy or "")) == ("Visual C++" in reason)


DLL = (
    "DLL load failed while importing onnxruntime_pybind11_state: A dynamic link library (DLL) initialization "
    "routine failed."
)


@pytest.mark.parametrize("failing", ["1.23.2", "1.20.1"])
@pytest.mark.parametrize("is_chosen", [True, False])
def test_an_older_onnxruntime_is_offered_where_windows_is_too_old_for_a_newer_one(
    tmp_path, failing, is_chosen
):
    """By the import of one that fails as it does there, in Python's own packages or in a chosen folder."""
    for name in ("numpy", "onnxruntime", "PIL"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / "onnxruntime" / "__init__.py").write_text(f"raise ImportError({DLL!r})")
    info = tmp_path / f"onnxruntime-{failing}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: onnxruntime\nVersion: {failing}\n")
    kind, told = in_bare_python(
        f"""
from pathlib import Path
from star_counter.packages import host, needed, wheels
{ATTEMPT}
host.data_folder = lambda: Path(sys.argv[1]) / "none"
wheels.here = lambda: wheels.Place("3.12", "win32", "AMD64")
chosen = {is_chosen}
sys.path += [] if chosen else [sys.argv[1]]
print(json.dumps(attempt(Path(sys.argv[1]) if chosen else None)))
""",
        tmp_path,
    )
    start, end = told.split(" cannot load onnxruntime: ")
    too_old = "Windows's own “Microsoft Visual C++ Redistributable” is too old or missing: "
    install = f"install the newest from {host.VC_RUNTIME}"
    pressed = "press “Install the packages”, which takes onnxruntime 1.20.1 that does without"
    cleared = "clear “Python packages”, " if is_chosen else ""
    assert start.startswith("OBS's Python ")
    if failing == "1.20.1":
        assert (kind, end) == ("Problem", f"{too_old}{install}, then restart OBS.")
    else:
        assert (kind, end) == ("Missing", f"{too_old}{install}, or {cleared}{pressed}, then restart OBS.")


def test_the_command_offers_it_too(tmp_path):
    (tmp_path / "onnxruntime").mkdir()
    (tmp_path / "onnxruntime" / "__init__.py").write_text(f"raise ImportError({DLL!r})")
    installed = tmp_path / "onnxruntime-1.23.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Name: onnxruntime\nVersion: 1.23.0\n")
    code = f"""
import sys
sys.path[:0] = [{str(ROOT / "obs_plugin")!r}, {str(tmp_path)!r}]
from importlib import metadata
from star_counter.packages import wheels
wheels.here = lambda: wheels.Place("3.12", "win32", "AMD64")
from star_counter.cli.main import main
sys.argv[1:] = ["read", "a.png"]
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "onnxruntime cannot be loaded: Windows's own “Microsoft Visual C++ Redistributable” is too old or "
        f"missing: install the newest from {host.VC_RUNTIME}, or run  python -m pip install "
        "onnxruntime==1.20.1\n"
    )


def test_the_interpreter_is_the_python_that_runs_this():
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'obs_plugin')!r}); "
    code += "from star_counter.packages import host"
    command = [host.interpreter(), "-I", "-c", f"{code}; print(host.abi(), sys.version)"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert told.strip() == f"{host.abi()} {sys.version}"


@pytest.mark.parametrize(
    ("platform", "program"), [("win32", "python.exe"), ("darwin", f"bin/python{VERSION}")]
)
def test_the_interpreter_lies_in_pythons_folder(monkeypatch, tmp_path, platform, program):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "base_exec_prefix", str(tmp_path))
    with pytest.raises(Problem, match=re.escape(str(tmp_path / program))):
        host.interpreter()
    (tmp_path / program).parent.mkdir(exist_ok=True)
    (tmp_path / program).touch()
    assert host.interpreter() == tmp_path / program


@pytest.mark.skipif(posix.IS_WINDOWS, reason="Windows does not name its processor as macOS does")
def test_macos_packages_are_for_one_processor(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert host.abi().endswith(f"-{os.uname().machine}")


def test_a_command_is_quoted_for_its_system(monkeypatch):
    arguments = ["C:\\Program Files\\Python312\\python.exe", "-I", "C:\\Users\\Jörg\\star_counter\\x.py"]
    monkeypatch.setattr(sys, "platform", "win32")
    assert host.to_type(arguments) == f'"{arguments[0]}" -I {arguments[2]}'
    monkeypatch.setattr(sys, "platform", "linux")
    assert host.to_type(["/opt/my python", "it's"]) == """'/opt/my python' 'it'"'"'s'"""

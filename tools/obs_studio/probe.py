"""An OBS script that runs pieces of Python inside OBS: the other end of ``Studio.run_inside``.

A request is a file ``<number>.<thread>.py`` in the folder of the script's settings, and its answer a file
``<number>.json`` beside it. The thread is "ui" (OBS's main thread, where properties and buttons run) or
"tick" (the graphics thread, in the tick of ``probe_tick.py``). All pieces share one namespace, in which
``obs`` is obspython.

This script has no tick, and all files are read and written on the UI thread: whoever reads a file gives up
Python's lock meanwhile, and OBS hangs where a script is loaded while a tick gives it up.
"""

import ast
import json
import sys
import traceback
from collections import deque
from pathlib import Path
from types import CodeType
from typing import NamedTuple

import obspython as obs

# After how many seconds Python has a thread give way to another: as good as never, and as it is set up.
NEVER, USUAL = 60.0, 0.005


class Piece(NamedTuple):
    """Code: the request's number, what is done first, and the last line where it is an expression."""

    number: int
    first: CodeType
    last: CodeType | None


#: Where the requests are; known when OBS loads the script.
folder = Path()
namespace = {"obs": obs}
#: Pieces for the tick.
due: deque[Piece] = deque()
#: Numbers of requests, each with the last line's value or what went wrong.
done: deque[tuple[int, object]] = deque()


def script_load(settings):
    global folder
    folder = Path(obs.obs_data_get_string(settings, "folder"))
    obs.obs_frontend_add_event_callback(on_frontend_event)


def on_frontend_event(event):
    # The one event that a websocket request causes at will, on the UI thread, and that changes nothing else.
    if event == obs.OBS_FRONTEND_EVENT_TRANSITION_DURATION_CHANGED:
        take_requests()
        write_answers()


def take_requests():
    for request in folder.glob("*.*.py"):
        number, thread, _ = request.name.split(".")
        code = request.read_text()
        request.unlink()
        try:
            piece = compiled(int(number), code)
        except SyntaxError as error:
            done.append((int(number), error))
        else:
            due.append(piece) if thread == "tick" else run(piece)


def compiled(number, code):
    body = ast.parse(code).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    first = compile(ast.Module(body, []), "<inside OBS>", "exec")
    return Piece(number, first, last and compile(ast.Expression(last.value), "<inside OBS>", "eval"))


def run_due():
    """Runs in a tick: gives up Python's lock where a piece of code does, and nowhere else."""
    if not due:
        return
    sys.setswitchinterval(NEVER)
    while due:
        run(due.popleft())
    sys.setswitchinterval(USUAL)


def run(piece):
    try:
        exec(piece.first, namespace)
        done.append((piece.number, piece.last and eval(piece.last, namespace)))
    except BaseException as error:
        done.append((piece.number, error))


def write_answers():
    while done:
        number, value = done.popleft()
        answer = folder / f"{number}.json"
        unfinished = answer.with_suffix(".part")
        unfinished.write_text(json.dumps(told(value), default=repr))
        unfinished.rename(answer)


def told(value):
    if isinstance(value, BaseException):
        return {"error": "".join(traceback.format_exception(value))}
    return {"value": value}

"""An OBS script that runs pieces of Python inside OBS: the other end of ``Studio.run_inside``.

A request is a file ``<number>.<thread>.py`` in the folder of the script's settings, and its answer a file
``<number>.json`` beside it. The thread is "tick" (the graphics thread, in ``script_tick``) or "ui" (OBS's
main thread, where properties and buttons run). All pieces share one namespace, in which ``obs`` is obspython.
"""

import ast
import json
import traceback
from pathlib import Path

import obspython as obs

# Looking into a folder on each tick would cost the scripts beside this one.
TICKS_BETWEEN_LOOKS = 5

folder = None
ticks = 0
namespace = {"obs": obs}


def script_load(settings):
    global folder
    folder = Path(obs.obs_data_get_string(settings, "folder"))
    obs.obs_frontend_add_event_callback(on_frontend_event)


def script_tick(_seconds):
    global ticks
    ticks += 1
    if folder and ticks % TICKS_BETWEEN_LOOKS == 0:
        answer_requests("tick")


def on_frontend_event(event):
    # The one event that a websocket request causes at will, on the UI thread, and that changes nothing else.
    if event == obs.OBS_FRONTEND_EVENT_TRANSITION_DURATION_CHANGED:
        answer_requests("ui")


def answer_requests(thread):
    for request in folder.glob(f"*.{thread}.py"):
        code = request.read_text()
        request.unlink()
        answer = request.with_name(request.name.split(".")[0] + ".json")
        unfinished = answer.with_suffix(".part")
        unfinished.write_text(json.dumps(run(code), default=repr))
        unfinished.rename(answer)


def run(code):
    """The value of the last line where it is an expression, or the traceback of what went wrong."""
    try:
        body = ast.parse(code).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), "<inside OBS>", "exec"), namespace)
        if last is None:
            return {"value": None}
        return {"value": eval(compile(ast.Expression(last.value), "<inside OBS>", "eval"), namespace)}
    except BaseException:
        return {"error": traceback.format_exc()}

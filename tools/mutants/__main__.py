"""Changes the pure code, one thing at a time, and tells which changes no test notices: ``make mutants``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import tomllib  # type: ignore[import-not-found]  # of Python 3.11

from star_counter.problem import Problem

from .trial import Mutant, Outcome, run

_ROOT = Path(__file__).resolve().parents[2]
# A file for each room: what is mutated, by which tests it should be noticed (a few seconds together, as each
# mutant has to pass them), and which mutants no test can notice, as they do the same.
_ROOMS = Path(__file__).with_name("rooms")
#: Of a room's mutants, its tests notice at least this share.
LEAST_NOTICED = 0.95


def main(arguments: list[str] | None = None) -> int:
    rooms = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(_ROOMS.glob("*.toml"))}
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"{', '.join(rooms)} (default: all)")
    names = parser.parse_args(arguments).rooms or list(rooms)
    if unknown := [name for name in names if name not in rooms]:
        parser.error(f"there is no room {unknown[0]}: the rooms are {', '.join(rooms)}")
    is_good = True
    for name in names:
        try:
            outcome = run(rooms[name], _ROOT, "obs_plugin/star_counter", _ROOT / "build" / "mutants" / name)
        except Problem as problem:
            print(problem, file=sys.stderr)
            return 1
        is_good &= tell(name, outcome, rooms[name].get("equal", []))
    return 0 if is_good else 1


def tell(name: str, outcome: Outcome, equal: list[dict[str, str]]) -> bool:
    """Prints what became of a room; whether enough was noticed, and all else is named ``equal``."""
    why = {Mutant(one["function"], one["before"], one["after"]): one["because"] for one in equal}
    found, noticed = outcome.survivors, outcome.mutants - len(outcome.survivors)
    for one in found:
        _show(f"equal in effect: {why[one]}" if one in why else "NOT NOTICED", one)
    for one in why:
        if one not in found:
            _show(f"is no survivor any more: take it out of rooms/{name}.toml", one)
    known = sum(one in why for one in found)
    print(
        f"{name}: {outcome.mutants} mutants, {noticed} noticed ({noticed / outcome.mutants:.1%}, "
        f"{outcome.endless} by tests without end), "
        f"{known} equal in effect, {len(found) - known} not noticed; never changed: {outcome.kept}\n"
    )
    return noticed / outcome.mutants >= LEAST_NOTICED and known == len(found)


def _show(what: str, mutant: Mutant) -> None:
    print(f"  {mutant.function}: {what}")
    for sign, lines in (("-", mutant.before), ("+", mutant.after)):
        print(*(f"    {sign} {line}" for line in lines.splitlines()), sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())

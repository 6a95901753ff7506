"""What came of tests, as a table: pytest's reports in JUnit's form, by the folders of the tests."""

from __future__ import annotations

import collections
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_STATES = ("passed", "failed", "skipped")
_DEPTH = 2  # of the folders: tests/cli


def table(reports: Mapping[str, Path]) -> Iterator[str]:
    """The lines of a table of all reports, each under its title, and why tests were skipped."""
    counts: dict[tuple[str, str], collections.Counter[str]] = {}
    reasons = collections.Counter[str]()
    for title, report in reports.items():
        for folder, state, reason in _cases(report):
            counts.setdefault((title, folder), collections.Counter())[state] += 1
            if state == "skipped":
                reasons[reason] += 1
    yield _row("", "", _STATES)
    for (title, folder), states in counts.items():
        yield _row(title, folder, [states[state] for state in _STATES])
    total = sum(counts.values(), collections.Counter())
    yield _row("together", "", [total[state] for state in _STATES])
    if reasons:
        yield from ("", "Skipped:")
        yield from (f"{number:>6}  {reason}" for reason, number in reasons.most_common())


def _row(title: str, folder: str, values: Iterable[object]) -> str:
    return f"{title:<30}  {folder:<20}" + "".join(f"{value:>9}" for value in values)


def _cases(report: Path) -> Iterator[tuple[str, str, str]]:
    """Each test's folder, its outcome, and why it was skipped."""
    for case in ElementTree.parse(report).iter("testcase"):
        folder = "/".join(case.get("classname", "").split(".")[:_DEPTH])
        skipped = case.find("skipped")
        if skipped is not None:
            # Hypothesis adds the example, in lines of its own.
            yield folder, "skipped", skipped.get("message", "").partition("\n")[0]
        elif case.find("failure") is not None or case.find("error") is not None:
            yield folder, "failed", ""
        else:
            yield folder, "passed", ""

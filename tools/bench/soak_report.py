"""The figures of a soak, and its mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

from star_counter.reading.model_form import model_input
from star_counter.tracking.event import RUN
from tools.simulation.camera import QUALITIES
from training.evaluation.contact_sheets import COLUMNS, Labelled, write

from .soak_outcome import Outcome
from .table import Row

# Pictures are shown of so many mistakes in so many parts, and of so many frames of the game around each.
_SHOWN_PARTS, _SHOWN_MISTAKES = 6, 4
# Dated so many frames off at most is nearly right: fades have no sharp ends.
_NEAR = 2
_AROUND = range(-3, COLUMNS - 3)


def rows(outcomes: list[Outcome]) -> Iterator[Row]:
    """The table, a block for each quality."""
    for quality in QUALITIES:
        of_quality = [outcome for outcome in outcomes if outcome.job.camera.quality == quality]
        if of_quality:
            yield from _rows_of(quality, of_quality)
    microseconds = 1e6 * _sum(outcome.tracker_seconds for outcome in outcomes)
    frames = _sum(outcome.frames for outcome in outcomes)
    yield Row("the tracker's own cost a frame", microseconds / frames, "µs", "50 at most")


def _rows_of(quality: str, outcomes: list[Outcome]) -> Iterator[Row]:
    is_harsh = quality == "harsh"
    stars = _sum(outcome.true_stars for outcome in outcomes)
    delays = sorted(delay for outcome in outcomes for delay in outcome.delays)

    def wrong(kind: str) -> tuple[int, int]:
        missed = sum(len(outcome.missed[kind]) for outcome in outcomes)
        return missed, sum(len(outcome.invented[kind]) for outcome in outcomes)

    yield Row(f"{quality}: played", _sum(outcome.job.seconds for outcome in outcomes) / 3600, "h")
    yield Row(f"{quality}: true stars", stars, "")
    target = "1 at most, of 10 h, with those invented" if is_harsh else "0"
    yield Row(f"{quality}: stars missed", wrong("stars")[0], "", target)
    yield Row(f"{quality}: stars invented", wrong("stars")[1], "", target)
    if delays:
        exact = _sum(outcome.exact_stars for outcome in outcomes)
        yield Row(
            f"{quality}: stars dated to their first frame", 100 * exact / len(delays), "%", "99.9 at least"
        )
        yield Row(f"{quality}: sure of a star after, median", median(delays), "game frames")
        target = "" if is_harsh else "4 at most"
        yield Row(f"{quality}: … 99 of 100 stars", delays[int(0.99 * len(delays))], "game frames", target)
        yield Row(f"{quality}: … the latest", delays[-1], "game frames", target)
    yield Row(f"{quality}: true jumps and resets", _sum(outcome.true_changes for outcome in outcomes), "")
    yield Row(f"{quality}: jumps and resets missed", wrong("changes")[0], "")
    yield Row(f"{quality}: jumps and resets invented", wrong("changes")[1], "")
    yield Row(f"{quality}: true splits", _sum(outcome.true_splits for outcome in outcomes), "")
    yield Row(f"{quality}: splits missed", wrong("splits")[0], "", "" if is_harsh else "0")
    yield Row(f"{quality}: splits invented", wrong("splits")[1], "", "" if is_harsh else "0")
    yield Row(f"{quality}: true black and white screens", _sum(o.true_screens for o in outcomes), "")
    yield Row(f"{quality}: screens missed", wrong("screens")[0], "", "0")
    yield Row(f"{quality}: screens invented", wrong("screens")[1], "", "0")
    wrong_of_run = _sum(sum(wrong(kind)) for kind in RUN)
    target = "1 an hour at most" if is_harsh else "0"
    yield Row(f"{quality}: events of the run missed or invented", wrong_of_run, "", target)
    errors = [error for outcome in outcomes for of in outcome.of_run.values() for error in of.errors]
    if errors:
        exact = 100 * errors.count(0) / len(errors)
        yield Row(f"{quality}: … dated to their first frame", exact, "%", "99 at least")


def of_the_run(outcomes: list[Outcome]) -> Iterator[str]:
    """A line for each quality and each kind of the run's events.

    How many there are, missed and invented; how many of a hundred were dated to their frame and to two frames
    of it, and by how many the worst was not; how many frames of the game after the one that tells it they
    were decided: the median, and the latest.
    """
    dates = f"{'to the frame':>14}{'± 2':>10}{'farthest':>10}"
    yield f"{'':<22}{'true':>6}{'missed':>8}{'invented':>10}{dates}{'sure after':>12}{'latest':>8}"
    for quality in QUALITIES:
        of_quality = [outcome for outcome in outcomes if outcome.job.camera.quality == quality]
        for kind in RUN if of_quality else ():
            yield _line(quality, kind, of_quality)


def _line(quality: str, kind: str, outcomes: list[Outcome]) -> str:
    found = [outcome.of_run[kind] for outcome in outcomes]
    errors = [error for of_kind in found for error in of_kind.errors]
    waits = [wait for of_kind in found for wait in of_kind.waits]
    missed, invented = (
        sum(len(one[kind]) for one in ones)
        for ones in ([o.missed for o in outcomes], [o.invented for o in outcomes])
    )
    exact = f"{100 * errors.count(0) / len(errors):.1f} %" if errors else ""
    near = f"{100 * sum(abs(error) <= _NEAR for error in errors) / len(errors):.1f} %" if errors else ""
    farthest = f"{max(errors, key=abs):+}" if errors else ""
    typical, latest = (f"{median(waits):g}", f"{max(waits):g}") if waits else ("", "")
    numbers = f"{sum(of_kind.true for of_kind in found):>6}{missed:>8}{invented:>10}"
    return f"{quality + ': ' + kind:<22}{numbers}{exact:>14}{near:>10}{farthest:>10}{typical:>12}{latest:>8}"


def _sum(values: Iterable[float]) -> float:
    return sum(values)


def write_report(out: Path, outcomes: list[Outcome]) -> list[Path]:
    """Writes all mistakes as text, and pictures of the worst, into the folder ``out``."""
    lines = [f"{o.job}: {mistake.what} (frame {mistake.frame})" for o in outcomes for mistake in o.mistakes]
    out.mkdir(parents=True, exist_ok=True)
    path = out / "mistakes.txt"
    path.write_text("".join(f"{line}\n" for line in lines) or "None.\n")
    worst = sorted((o for o in outcomes if o.mistakes), key=lambda outcome: -len(outcome.mistakes))
    pictures = [one for outcome in worst[:_SHOWN_PARTS] for one in _pictures(outcome)]
    return [path, *(write(out, {"mistakes": pictures}) if pictures else [])]


def _pictures(outcome: Outcome) -> Iterator[Labelled]:
    """The counter crops around the first mistakes of an outcome: plays it once more, up to them."""
    mistakes = outcome.mistakes[:_SHOWN_MISTAKES]
    step = outcome.job.camera.fps // outcome.job.camera.tick_rate
    captions = {
        mistake.frame + step * offset: mistake.what if offset == _AROUND[0] else f"frame {offset:+}"
        for mistake in mistakes
        for offset in _AROUND
    }
    for frame in outcome.job.play().frames():
        if frame.number in captions:
            yield model_input(frame.crop), captions[frame.number]
        if frame.number >= max(captions):
            return

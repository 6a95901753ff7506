"""Readings made up frame by frame, and what a tracker makes of them."""

import numpy as np

from star_counter.reading.frame import Reading
from star_counter.reading.model_form import BLACK, CLASSES, WHITE
from star_counter.tracking.tracker import Tracker

NOTHING = np.full(len(CLASSES), 1 / len(CLASSES), np.float32)
FPS = 30


def reading(best=None, confidence=0.999, **picture):
    probabilities = NOTHING.copy()
    if best is not None:
        probabilities[:] = (1 - confidence) / (len(CLASSES) - 1)
        probabilities[best] = confidence
    return Reading(probabilities, **picture)


def count(stars, frames=1, confidence=0.999):
    return [reading(stars, confidence)] * frames


def nothing(frames=1):
    return [reading()] * frames


def black(frames=1, dark=1.0, level=0.0):
    return [reading(BLACK, dark=dark, level=level)] * frames


def white(frames=1):
    return [reading(WHITE, bright=1.0, level=255.0)] * frames


def events(readings, tracker=None, fps=FPS):
    tracker = tracker or Tracker()
    watched = ((frame, one) for frame, one in enumerate(readings) if one is not None)
    return [event for frame, one in watched for event in tracker.update(frame, frame / fps, one)]


def happened(readings, **options):
    """What happened on which frame, in short."""
    return [(event.text, event.frame) for event in events(readings, **options)]

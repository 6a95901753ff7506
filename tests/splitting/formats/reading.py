"""Reads route files, and what they were read as."""

import json

import pytest

from star_counter.problem import Problem
from star_counter.splitting.formats.route_files import parse
from star_counter.splitting.route import Condition


def conditions(route):
    """The star count of each split, and its screen: "black 1"."""
    return [(split.stars, str(split.condition)) for split in route.splits]


def read(data, name):
    text = data if isinstance(data, str) else json.dumps(data, indent=2)
    return parse(text.encode(), name)


def errors(data, name):
    with pytest.raises(Problem) as problem:
        read(data, name)
    return [line.strip() for line in str(problem.value).splitlines()[1:]]


def fades(route):
    """What the splits with a star count are, as numbers: 0 is at once, a negative one is white."""
    signs = {"at once": 0, "black": 1, "white": -1}
    return [
        (split.stars, signs[split.condition.kind] * split.condition.number)
        for split in route.splits
        if split.condition.kind in signs
    ]


def keys(route):
    """The star counts of the splits at keys."""
    return [split.stars for split in route.splits if split.condition == Condition("key")]


def pairs(counts, numbers):
    return list(zip(map(int, counts.split(",")), map(int, numbers.split(",")), strict=True))

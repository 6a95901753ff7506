"""Folders of pictures with anything in them: pictures to sort and to train on, or one sentence."""

import io
import os
import tempfile
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from tqdm import tqdm

from star_counter.dataset.files import NO_COUNTER, UNSORTED
from star_counter.dataset.sorting import Sorting
from star_counter.problem import Problem
from tests import posix
from tests.fuzz.outcomes import check_plain, fuzzed, outcome
from training.data import dataset

tqdm.monitor_interval = 0  # its thread stays for good


def saved(size, kind):
    file = io.BytesIO()
    Image.new("RGB", size, (70, 120, 200)).save(file, kind)
    return file.getvalue()


NAMES = st.one_of(
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.binary(min_size=1, max_size=40).map(lambda name: posix.name_of(name.translate(None, b"/\0"))),
    st.sampled_from(["Ann", "1 - Copy", "<b>", "\u202e", "-x", "a\nb"]),
).filter(lambda name: name not in ("", ".", "..") and len(os.fsencode(name)) <= 200)
FOLDERS = st.sampled_from(["0", "7", "122", "123", "-1", "07", UNSORTED, NO_COUNTER]) | NAMES
PICTURES = st.sampled_from(["run_000071_71_085.png", "x_1_999_1.png", "a.jpg", "b.JPEG", "c.txt"]) | NAMES
CONTENTS = st.sampled_from(
    [
        saved((67, 40), "PNG"),
        saved((640, 480), "JPEG"),
        saved((1, 900), "PNG"),
        b"",
        saved((67, 40), "PNG")[:60],
    ]
) | st.binary(max_size=40)


def fill(folder, files):
    for label, player, name, content in files:
        path = folder / label / player / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError:  # a file lies where a folder should be, or the reverse
            continue


@fuzzed
@given(st.lists(st.tuples(FOLDERS, NAMES, PICTURES, CONTENTS), max_size=5))
@example([("7", "a\nb", "\u202e.png", saved((67, 40), "PNG")), ("x\x1b[31m", "Ann", "a.png", b"")])
@example([(UNSORTED, "\udcff", "run_000071_71_085.png", saved((67, 40), "PNG"))])
def test_any_folders_are_pictures_or_a_problem(files):
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), files)
        size = sum(len(content) for *_, content in files)
        sorting = outcome(lambda: Sorting(Path(folder)), size)
        if not isinstance(sorting, Problem):
            check_plain(sorting.summary())
        loaded = outcome(lambda: dataset.load(Path(folder)), size)
        if not isinstance(loaded, Problem):
            check_plain(loaded.summary())

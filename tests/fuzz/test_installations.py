"""The installations' folder with anything in it: what is not the installer's own stays, and never counts."""

import os
import re
import tempfile
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from star_counter.packages import folders, needed
from tests import posix
from tests.fuzz.outcomes import fuzzed

# How a name may look that is nearly one of ours, or is one.
NAMES = st.one_of(
    st.sampled_from(
        ["1 - Copy", "1 (2)", "complete", "lock", "new-", "NEW-01234567", "2.", "\uff11", "²", "1\n"]
    ),
    st.from_regex(r"(new-[0-9a-f]{6,9}|0?[0-9]{1,3}|[0-9]{200,250})( - Copy)?", fullmatch=True),
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.binary(min_size=1, max_size=60).map(lambda name: posix.name_of(name.translate(None, b"/\0"))),
).filter(lambda name: name not in ("", ".", "..") and len(os.fsencode(name)) <= 250)
KINDS = st.sampled_from(["whole", "unfinished", "file", "link", "link to a whole one"])


def make(path, kind, outside):
    if kind == "file":
        path.write_text("mine")
    elif kind.startswith("link"):
        posix.link(path, outside / kind)
    else:
        fill(path, kind == "whole")


def fill(folder, is_whole):
    (folder / "numpy").mkdir(parents=True)
    (folder / "numpy" / "__init__.py").write_text("mine")
    if is_whole:
        (folder / needed.COMPLETE).touch()


def all_in(folder):
    return {path: path.is_symlink() or path.is_dir() or path.read_text() for path in folder.rglob("*")}


@fuzzed
@given(st.dictionaries(NAMES, KINDS, max_size=6))
@example({"1 - Copy": "whole"})
@example({"1": "link to a whole one", "new-01234567": "link", "2": "unfinished"})
@example({"9" * 250: "whole"})
def test_only_what_was_begun_and_not_published_is_taken_away(names):
    with tempfile.TemporaryDirectory() as temporary:
        home, outside = Path(temporary, "home"), Path(temporary, "outside")
        home.mkdir()
        fill(outside / "link", False)
        fill(outside / "link to a whole one", True)
        for name, kind in names.items():
            make(home / name, kind, outside)
        before = all_in(Path(temporary))
        newest = needed.newest(home)
        assert newest is None or (is_ours(newest.name) and (newest / needed.COMPLETE).is_file())

        folders.clear(home)
        gone = before.keys() - all_in(Path(temporary)).keys()
        unfinished = {home / name for name, kind in names.items() if kind == "unfinished" and is_ours(name)}
        assert {path for path in gone if path.parent == home} == unfinished
        assert all(path.relative_to(home).parts[0] in names for path in gone)
        assert needed.newest(home) == newest

        numbers = [int(path.name) for path in home.iterdir() if re.fullmatch("[1-9][0-9]*", path.name)]
        new = folders.begin(home)
        folders.publish(new)
        assert needed.newest(home) == home / str(max(numbers, default=0) + 1)
        assert not new.exists()
        after = all_in(Path(temporary))
        assert all(after[path] == kept for path, kept in before.items() if path not in gone)


def is_ours(name):
    return bool(re.fullmatch("[1-9][0-9]*|new-[0-9a-f]{8}", name))

"""A player's pictures are collected beside the reading, and what hinders that is told."""

import threading
from pathlib import Path

import numpy as np
import pytest

from star_counter.dataset import files
from star_counter.obs import disk
from star_counter.obs.collecting import Collecting
from star_counter.reading.frame import GAME_SIZE, Frame, Reading
from star_counter.reading.model_form import BLACK, CLASSES
from star_counter.tracking.tracker import Tracker
from tests import posix
from tests.fuzz.outcomes import check_plain
from tests.timers.conftest import wait_for as wait_for_seconds

GAME = np.zeros((GAME_SIZE[1], GAME_SIZE[0], 3), np.uint8)


def wait_for(condition):
    return wait_for_seconds(condition, 60)


class Play:
    """Shows a player's black screens, one a frame."""

    def __init__(self, folder):
        self.collecting, self.tracker, self.number = Collecting(folder, "Ann"), Tracker(), 0
        probabilities = np.zeros(len(CLASSES), np.float32)
        probabilities[BLACK] = 1.0
        self.reading = Reading(probabilities, dark=1.0, level=0.0)

    def __call__(self):
        crop = np.zeros((54, 97, 3), np.uint8)
        frame = Frame(self.number, self.number / 30, crop, GAME)
        self.tracker.update(frame.number, frame.time, self.reading)
        self.collecting.update(frame, self.reading, self.tracker)
        crop[:] = 255  # OBS's memory is used again
        self.number += 1
        return self.collecting.status


@pytest.fixture
def play():
    """Makes them, and ends them in the end."""
    made = []

    def play(folder):
        made.append(Play(folder))
        return made[-1]

    yield play
    for one in made:
        one.collecting.close()
    disk.wait_for_all()


def test_pictures_are_saved_as_they_were_seen(play, tmp_path):
    one = play(tmp_path / "pictures")
    wait_for(lambda: one() == "Pictures collected: 1.")
    (path,) = (tmp_path / "pictures").rglob("*.png")
    assert files.Image.open(path).getextrema() == ((0, 0), (0, 0), (0, 0))


NOT_HERE = "there is no such place on this computer"


@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        ("~nobody-of-that-name/x", NOT_HERE),
        ("C:\\Users\\Ann\\pictures", NOT_HERE),
        ("{here}/file", "Not a directory"),
        ("{here}/file/below", "Not a directory"),
        ("{here}/" + "x" * 300, "File name too long"),
        ("/proc/nowhere", "No such file or directory"),
        ("{here}/\0", "there can be no such name"),
        ("{here}/\ud800\u202e", "there can be no such name"),
    ],
    ids=["nobody's", "Windows's", "a file", "below a file", "long", "no right", "NUL", "half"],
)
def test_a_folder_of_no_use_is_one_sentence(play, tmp_path, folder, reason):
    posix.own_words()
    (tmp_path / "file").touch()
    one = play(Path(folder.replace("{here}", str(tmp_path))))
    sentence = wait_for(lambda: "cannot" in (told := one()) and told)
    check_plain(sentence)
    assert sentence.startswith("Pictures cannot be collected in ")
    assert sentence.endswith(f" ({reason}): choose another folder for them.")


def test_a_disk_that_does_not_answer_holds_nobody_up_and_is_told(play, tmp_path, monkeypatch):
    answers, write = threading.Event(), files._write
    monkeypatch.setattr(files, "_write", lambda *what: answers.wait() and write(*what))
    one = play(tmp_path)
    wait_for(lambda: "(its disk does not answer): choose another folder for them." in one())
    answers.set()
    wait_for(lambda: one() == "Pictures collected: 1.")

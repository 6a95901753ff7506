"""Real pictures that players collected: ``DATASET/<label>/<player>/<picture>``.

A label is a number, 0 to 122 (`model_form.CLASSES`). A picture, PNG or JPEG, shows the whole game, with or
without black borders, or the counter crop alone. Pictures that wait to be sorted, and those without a counter
(`star_counter.dataset.files`), lie beside the labels and are not looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from star_counter.dataset.files import LABELS, NO_COUNTER, SUFFIXES, UNSORTED, is_crop_size
from star_counter.hud import BLACK_ROWS, COUNTER, HUD_HEIGHT, HUD_WIDTH, HudGrid
from star_counter.problem import Problem
from star_counter.progress import over
from star_counter.reading.model_form import CLASSES, model_input
from star_counter.recording.opening import open_picture
from star_counter.words import file_text, plain

LAYOUT = "DATASET/<label>/<player>/<picture>, label 0 to 122, picture PNG or JPEG"

# A picture of the game is 4:3, 10:7 without the console's black rows, or 16:9 with borders at its sides.
_GAME_ASPECTS = (1.2, 1.6)
# Borders are this dark after compression, in their brightest channel.
_DARK = 24
# A picture of 4:3 shows the black rows of NTSC, or the others stretched: half the rows taken off, the counter
# lies inside the crop either way.
_WITHOUT_BLACK_ROWS_ASPECT = 1.38
_NAMED = 5


@dataclass(frozen=True)
class Dataset:
    """Pictures as the network reads them: uint8 (n, 40, 67, 3), their labels, uint8 (n,), and players, (n,).

    ``left_out`` lists the files and folders that are not among them, by the reason.
    """

    images: np.ndarray
    labels: np.ndarray
    players: np.ndarray
    left_out: dict[str, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, chosen: np.ndarray) -> Dataset:
        """The pictures at the indices, or where a mask says so."""
        return Dataset(self.images[chosen], self.labels[chosen], self.players[chosen])

    def split(self, share: float, seed: int) -> tuple[Dataset, Dataset]:
        """Training and validation: at least one player, and ``share`` of all, are kept for the validation.

        Raises `Problem` where there is one player only: pictures of one player are too much alike.
        """
        players = np.unique(self.players)
        if len(players) < 2:
            raise Problem(
                f"The dataset has pictures of one player only ({plain(players[0])}): add another player's, "
                f"who is then kept for validation. Expected is {LAYOUT}."
            )
        kept = np.random.default_rng(seed).permutation(players)[: max(1, round(share * len(players)))]
        is_kept = np.isin(self.players, kept)
        return self.part(~is_kept), self.part(is_kept)

    def balanced(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Indices of ``count`` pictures: each label as often as the others, and in it each player."""
        pairs, pair_of, sizes = np.unique(
            np.stack([self.labels.astype(str), self.players]), axis=1, return_inverse=True, return_counts=True
        )
        _, label_of, players = np.unique(pairs[0], return_inverse=True, return_counts=True)
        weights = 1 / (len(players) * players[label_of] * sizes)
        return rng.choice(len(self), count, p=weights[pair_of.ravel()])

    def summary(self) -> str:
        """What there is, which labels are missing, and what was left out, a line each."""
        present = set(self.labels.tolist())
        lines = [f"{len(self)} pictures of {len(present)} labels by {len(np.unique(self.players))} players."]
        missing = [name for label, name in enumerate(CLASSES) if label not in present]
        if missing:
            lines.append(f"{len(missing)} labels have no pictures: {', '.join(missing)}")
        for reason, names in self.left_out.items():
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            lines.append(f"{len(names)} left out, {reason}: {_named(names)}{more}")
        return "\n".join(lines)


def load(folder: Path) -> Dataset:
    """All pictures of a dataset; raises `Problem` where there is none."""
    if not folder.is_dir():
        raise Problem(f"There is no dataset folder {file_text(folder)}. Expected is {LAYOUT}.")
    noted: dict[str, list[str]] = defaultdict(list)
    files = _files(folder, noted)
    with ThreadPoolExecutor() as pool:
        read = list(over(pool.map(_read, files), "Reading", len(files), "pictures"))
    images, labels, players = [], [], []
    for path, result in zip(files, read, strict=True):
        if isinstance(result, str):
            noted[result].append(str(path.relative_to(folder)))
            continue
        images.append(result)
        labels.append(LABELS[path.parts[-3]])
        players.append(path.parts[-2])
    left_out = {reason: sorted(names) for reason, names in noted.items()}
    if not images:
        found = "; ".join(f"{reason}: {_named(names)}" for reason, names in left_out.items())
        sort = (
            f" Sort what waits with 'star-counter sort {file_text(folder)}'."
            if (folder / UNSORTED).is_dir()
            else ""
        )
        found = f" ({found})" if found else ""
        raise Problem(f"The dataset {file_text(folder)} has no pictures{found}. Expected is {LAYOUT}.{sort}")
    return Dataset(np.stack(images), np.array(labels, np.uint8), np.array(players), left_out)


def _files(folder: Path, left_out: dict[str, list[str]]) -> list[Path]:
    """The files that lie where pictures should; notes what lies elsewhere."""
    files = []
    for label in _visible(folder):
        if label.name in (UNSORTED, NO_COUNTER):
            continue
        if not (label.is_dir() and label.name in LABELS):
            left_out["no folder of a label 0 to 122"].append(label.name)
            continue
        for player in _visible(label):
            if not player.is_dir():
                left_out["not in a player's folder"].append(f"{label.name}/{player.name}")
                continue
            for path in _visible(player):
                if path.suffix.lower() in SUFFIXES:
                    files.append(path)
                else:
                    left_out["no PNG or JPEG"].append(f"{label.name}/{player.name}/{path.name}")
    return files


def _named(names: list[str]) -> str:
    return ", ".join(map(file_text, names[:_NAMED]))


def _visible(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _read(path: Path) -> np.ndarray | str:
    """The picture as the network reads it, or why it cannot be used."""
    try:
        picture = np.asarray(open_picture(path))
    except Problem:
        return "unreadable"
    crop = counter_crop(picture)
    return "neither the game nor the counter crop by its size" if crop is None else model_input(crop)


def counter_crop(picture: np.ndarray) -> np.ndarray | None:
    """The counter crop of a picture of the whole game or of the crop, uint8 RGB; None where it is neither."""
    height, width = picture.shape[:2]
    if is_crop_size(width, height):
        return picture
    game = _without_borders(picture)
    height, width = game.shape[:2]
    aspect = width / height
    if not _GAME_ASPECTS[0] <= aspect <= _GAME_ASPECTS[1]:
        return None
    hidden_rows = BLACK_ROWS if aspect > _WITHOUT_BLACK_ROWS_ASPECT else BLACK_ROWS / 2
    rows = height / (HUD_HEIGHT - 2 * hidden_rows)
    grid = HudGrid(0, -hidden_rows * rows, width / HUD_WIDTH, rows)
    return game[grid.place(COUNTER).pixels().slices]


def _without_borders(picture: np.ndarray) -> np.ndarray:
    """The picture without the dark rows and columns around it; a picture all dark as it is."""
    is_bright = picture.max(axis=2) > _DARK
    rows, columns = np.flatnonzero(is_bright.any(axis=1)), np.flatnonzero(is_bright.any(axis=0))
    if not len(rows):
        return picture
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]

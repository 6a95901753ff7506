"""Rendered pictures on disk: drawn in worker processes, kept until the code that draws them changes."""

from __future__ import annotations

import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from star_counter import hud
from star_counter.reading import model_form

from ..rendering import backgrounds, counter, damage, glyphs, samples

CACHE = Path(__file__).resolve().parents[2] / "build" / "training"
SHARD_SIZE = 8192

# A shard depends on these and on nothing else.
_DRAWN_BY = (glyphs, counter, backgrounds, damage, samples, hud, model_form)


@dataclass(frozen=True)
class Shards:
    """Pictures, uint8, in memory-mapped files of (shard size, 40, 67, 3) each, and all labels, uint8 (n,)."""

    images: list[np.ndarray]
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, indices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The pictures and labels with these indices, in their order."""
        width, height = model_form.INPUT_SIZE
        images = np.empty((len(indices), height, width, 3), np.uint8)
        shard_of, row = np.divmod(indices, len(self.images[0]))
        for shard in np.unique(shard_of):
            here = shard_of == shard
            images[here] = self.images[shard][row[here]]
        return images, self.labels[indices]


def rendered(
    count: int, seed: int, workers: int, *, cache: Path = CACHE, shard_size: int = SHARD_SIZE
) -> Shards:
    """``count`` pictures (rounded up to whole shards) of a seed, drawn now where the cache lacks them.

    Each shard has a random generator of its own: the number of workers changes nothing.
    """
    folder = cache / f"{_fingerprint()}_{shard_size}" / f"seed_{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    numbers = range(-(-count // shard_size))
    missing = [number for number in numbers if not _labels_path(folder, number).exists()]
    if missing:
        _draw_all(folder, seed, missing, shard_size, workers)
    images = [np.load(_images_path(folder, number), mmap_mode="r") for number in numbers]
    labels = [np.load(_labels_path(folder, number)) for number in numbers]
    return Shards(images, np.concatenate([np.empty(0, np.uint8), *labels]))


def _draw_all(folder: Path, seed: int, numbers: list[int], shard_size: int, workers: int) -> None:
    spawn = multiprocessing.get_context("spawn")  # a fork would copy TensorFlow's threads half
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        jobs = [pool.submit(_draw_shard, folder, seed, number, shard_size) for number in numbers]
        for job in tqdm(as_completed(jobs), "Rendering", len(jobs), unit="shard", disable=None):
            job.result()


def _draw_shard(folder: Path, seed: int, number: int, size: int) -> None:
    cv2.setNumThreads(1)
    images, labels = samples.Renderer((seed, number)).batch(size)
    _save(_images_path(folder, number), images)
    _save(_labels_path(folder, number), labels)  # last: a shard with labels is complete


def _save(path: Path, array: np.ndarray) -> None:
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.save(file, array)
    unfinished.rename(path)


def _images_path(folder: Path, number: int) -> Path:
    return folder / f"{number:04}_images.npy"


def _labels_path(folder: Path, number: int) -> Path:
    return folder / f"{number:04}_labels.npy"


def _fingerprint() -> str:
    """Changes with any line of the code that draws."""
    digest = hashlib.sha256()
    for path in drawn_by():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def drawn_by() -> list[Path]:
    """The files with the code that draws."""
    return [Path(module.__file__) for module in _DRAWN_BY if module.__file__]

"""Rendered pictures on disk: drawn in worker processes, kept until the code that draws them changes."""

from __future__ import annotations

import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from star_counter.progress import over

from ..task import COUNTER, TASKS, Task

CACHE = Path(__file__).resolve().parents[2] / "build" / "training"
SHARD_SIZE = 8192


@dataclass(frozen=True)
class Shards:
    """Pictures and labels, uint8: memory-mapped files of (shard size, height, width, 3) each, and (n,)."""

    images: list[np.ndarray]
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, indices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The pictures and labels with these indices, in their order."""
        images = np.empty((len(indices), *self.images[0].shape[1:]), np.uint8)
        shard_of, row = np.divmod(indices, len(self.images[0]))
        for shard in np.unique(shard_of):
            here = shard_of == shard
            images[here] = self.images[shard][row[here]]
        return images, self.labels[indices]


def rendered(
    count: int,
    seed: int,
    workers: int,
    *,
    task: Task = COUNTER,
    cache: Path = CACHE,
    shard_size: int = SHARD_SIZE,
) -> Shards:
    """``count`` pictures of a task, rounded up to whole shards, of a seed: drawn where the cache lacks them.

    Each shard has a random generator of its own: the number of workers changes nothing.
    """
    folder = cache / f"{_fingerprint(task)}_{shard_size}" / f"seed_{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    numbers = range(-(-count // shard_size))
    missing = [number for number in numbers if not _labels_path(folder, number).exists()]
    if missing:
        _draw_all(folder, task, seed, missing, shard_size, workers)
    images = [np.load(_images_path(folder, number), mmap_mode="r") for number in numbers]
    labels = [np.load(_labels_path(folder, number)) for number in numbers]
    return Shards(images, np.concatenate([np.empty(0, np.uint8), *labels]))


def _draw_all(folder: Path, task: Task, seed: int, numbers: list[int], shard_size: int, workers: int) -> None:
    spawn = multiprocessing.get_context("spawn")  # a fork would copy TensorFlow's threads half
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        jobs = [
            pool.submit(_draw_shard, folder, task.form.name, seed, number, shard_size) for number in numbers
        ]
        for job in over(as_completed(jobs), "Rendering", len(jobs), "shards"):
            job.result()


def _draw_shard(folder: Path, name: str, seed: int, number: int, size: int) -> None:
    cv2.setNumThreads(1)
    images, labels = TASKS[name].renderer((seed, number)).batch(size)
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


def _fingerprint(task: Task) -> str:
    """Changes with any line of the code that draws."""
    digest = hashlib.sha256()
    for path in task.drawn_by():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]

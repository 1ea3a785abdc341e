"""What the author of a learner writes, and what the library gives to it."""
from __future__ import annotations

import math
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Protocol

from .dataset import Dataset, Rows, Schema, Task

# More is of no use to those who wait.
PROGRESS_EVERY_SECONDS = 1.0


class TrainingCancelled(Exception):
    """Nobody waits for the model any more. Let it pass through."""


class TrainingContext:
    """The seed of a training, and its line to those who wait for it."""

    def __init__(self, seed: int, seconds: float, report: Callable[[int, int, float], None]):
        self.seed = seed
        self._report = report
        self._end = time.monotonic() + seconds
        self._reported = -math.inf
        self._cancelled = threading.Event()
        self._reason = ""

    def progress(self, done: int, total: int, loss: float = math.nan) -> None:
        """Call it often: between batches, trees or epochs. It is where a cancelled training ends."""
        self.check()
        now = time.monotonic()
        if now - self._reported >= PROGRESS_EVERY_SECONDS:
            self._reported = now
            # A server ends the stream of a worker that is out of these bounds.
            total = max(0, total)
            self._report(min(max(0, done), total), total, loss)

    def check(self) -> None:
        if time.monotonic() > self._end:
            self.cancel("the time limit has passed")
        if self._cancelled.is_set():
            raise TrainingCancelled(self._reason)

    def cancel(self, reason: str) -> None:
        self._reason = reason
        self._cancelled.set()


class Scorer(Protocol):
    """A loaded model. It may be asked by several threads at once."""

    def predict(self, rows: Rows) -> Sequence[float]:
        ...


class Learner(ABC):
    """A family of models. Recipes name it: worker:NAME/180d/level."""

    name: str
    tasks: tuple[Task, ...] = (Task.REGRESSION, Task.BINARY_CLASSIFICATION)

    @abstractmethod
    def train(self, dataset: Dataset, context: TrainingContext) -> bytes:
        """The model as bytes. The same dataset and seed should give the same ones."""

    @abstractmethod
    def load(self, content: bytes, schema: Schema) -> Scorer:
        """The model of bytes that train returned, here or in another worker that has the same key."""

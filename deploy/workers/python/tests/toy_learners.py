"""Learners that do what a test needs, and no arithmetic to speak of."""
from __future__ import annotations

import struct
import threading

from retrain_worker import Dataset, Learner, Rows, Schema, Task, TrainingContext


class MeanScorer:
    def __init__(self, mean: float):
        self._mean = mean

    def predict(self, rows: Rows) -> list[float]:
        return [self._mean + float(row[0]) for row in rows.features]


class Mean(Learner):
    """Its model is the mean of the targets, its score that and the row's first feature; it keeps what it was given."""

    name = "mean"

    def __init__(self, padding: int = 0):
        self.seen: Dataset | None = None
        self._padding = bytes(padding)

    def train(self, dataset: Dataset, context: TrainingContext) -> bytes:
        self.seen = dataset
        context.progress(1, 1, 0.25)
        return struct.pack("<d", float(dataset.targets.mean())) + self._padding

    def load(self, content: bytes, schema: Schema) -> MeanScorer:
        return MeanScorer(struct.unpack_from("<d", content)[0])


class Endless(Mean):
    """Trains until it is cancelled."""

    name = "endless"
    tasks = (Task.REGRESSION,)

    def __init__(self):
        super().__init__()
        self.started, self.ended = threading.Event(), threading.Event()

    def train(self, dataset: Dataset, context: TrainingContext) -> bytes:
        self.started.set()
        try:
            while True:
                context.progress(0, 0)
        finally:
            self.ended.set()


class Broken(Mean):
    """Fails at everything."""

    name = "broken"

    def train(self, dataset: Dataset, context: TrainingContext) -> bytes:
        raise ArithmeticError("no solution")

    def load(self, content: bytes, schema: Schema) -> object:
        return object()


# For a worker that is started as a command.
LEARNERS = [Mean()]

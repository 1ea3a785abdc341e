"""What a learner is given: a schema, and rows as NumPy arrays."""
from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from .stubs import models


class Task(enum.Enum):
    """What is predicted. Classification: targets are 0 or 1, and a score is the probability of 1."""

    REGRESSION = models.PREDICTION_TASK_REGRESSION
    BINARY_CLASSIFICATION = models.PREDICTION_TASK_BINARY_CLASSIFICATION


@dataclass(frozen=True)
class Feature:
    """A column. A categorical one holds places in its categories, from 0; NaN is missing in either kind."""

    name: str
    is_categorical: bool = False
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schema:
    """The columns in their order, what is predicted, and the name of the target's last known value, if there is one."""

    features: tuple[Feature, ...]
    task: Task
    last_value: str = ""

    @classmethod
    def of(cls, message: models.Schema) -> Schema:
        features = (Feature(feature.name, feature.kind == models.FEATURE_KIND_CATEGORICAL, tuple(feature.categories))
                    for feature in message.features)
        return cls(tuple(features), Task(message.task), message.last_value)


@dataclass(frozen=True)
class Rows:
    """Rows to score: milliseconds since 1970 (int64), and a matrix of float32 with a column for each feature."""

    times: np.ndarray
    features: np.ndarray

    @classmethod
    def of(cls, message: object, width: int) -> Rows:
        times = np.array(message.at_unix_ms, np.int64)
        values = np.array(message.features, np.float32)
        if len(values) != len(times) * width:
            raise ValueError(f"features: {len(values)} values for {len(times)} rows of {width} features")
        return cls(times, values.reshape(len(times), width))


@dataclass(frozen=True)
class Dataset:
    """Rows to learn from, oldest first. Without weights all rows count alike."""

    schema: Schema
    times: np.ndarray
    features: np.ndarray
    targets: np.ndarray
    weights: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.targets)


class DatasetBuilder:
    """Collects the chunks of an order in arrays of their final size, so that a row is held only once."""

    def __init__(self, schema: Schema, rows: int):
        if rows < 1:
            raise ValueError(f"rows: {rows} in the order; at least 1")
        self._schema, self._filled = schema, 0
        self._times = np.empty(rows, np.int64)
        self._features = np.empty((rows, len(schema.features)), np.float32)
        self._targets = np.empty(rows, np.float64)
        self._weights: np.ndarray | None = None

    def add(self, chunk: object) -> None:
        rows = Rows.of(chunk, len(self._schema.features))
        start, end = self._filled, self._filled + len(rows.times)
        if end > len(self._times):
            raise ValueError(f"rows: at least {end} came of the {len(self._times)} of the order")
        if len(chunk.targets) != end - start:
            raise ValueError(f"targets: {len(chunk.targets)} for {end - start} rows")
        if start == 0 and chunk.weights:
            self._weights = np.empty(len(self._times), np.float64)
        if len(chunk.weights) != (0 if self._weights is None else end - start):
            raise ValueError(f"weights: {len(chunk.weights)} for {end - start} rows; one for each row, or none at all")
        self._times[start:end], self._features[start:end] = rows.times, rows.features
        self._targets[start:end] = chunk.targets
        if self._weights is not None:
            self._weights[start:end] = chunk.weights
        self._filled = end

    def finish(self) -> Dataset:
        if self._filled != len(self._times):
            raise ValueError(f"rows: {self._filled} came of the {len(self._times)} of the order")
        return Dataset(self._schema, self._times, self._features, self._targets, self._weights)

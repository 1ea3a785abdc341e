from __future__ import annotations

import importlib.util
import unittest
from functools import cache

import numpy as np

from retrain_worker import Dataset, Feature, Rows, Schema, Task, TrainingCancelled, TrainingContext
from retrain_worker.arrays import pack, unpack
from worker import learners_of

LAGS = (24, 3, 2, 1)
NAMES = {"torch": ("lstm",), "sklearn": ("boosting",)}


@cache
def hours(count: int = 3000) -> tuple[np.ndarray, np.ndarray]:
    """A daily wave that depends on the weather's kind, with momentum: the lags, the wave's kind and the hour."""
    noise = np.random.default_rng(5)
    hour = np.arange(count) % 24
    kind = noise.integers(0, 3, count // 24 + 1)[np.arange(count) // 24]
    series = np.zeros(count)
    for at in range(1, count):
        wave = 20 * (1 + kind[at]) * np.maximum(0, np.sin(2 * np.pi * (hour[at] - 6) / 24))
        series[at] = 0.4 * series[at - 1] + wave + noise.normal(0, 2)
    lags = [np.roll(series, lag) for lag in LAGS]
    features = np.column_stack([*lags, hour, kind])[24:].astype(np.float32)
    features[::50, 0] = np.nan
    return features, series[24:]


def schema_of(task: Task) -> Schema:
    numeric = [Feature(f"rides {lag} h ago") for lag in LAGS] + [Feature("hour")]
    return Schema((*numeric, Feature("weather", True, ("dry", "wet", "snow"))), task, "rides 1 h ago")


def dataset(task: Task = Task.REGRESSION, rows: int = 2000, weights: np.ndarray | None = None) -> Dataset:
    features, series = hours()
    targets = series if task is Task.REGRESSION else (series > 20).astype(float)
    return Dataset(schema_of(task), np.arange(rows), features[:rows], targets[:rows], weights)


def context(seed: int = 7) -> TrainingContext:
    return TrainingContext(seed, 600, lambda done, total, loss: None)


def later(rows: int = 2000) -> tuple[Rows, np.ndarray]:
    features, series = hours()
    return Rows(np.arange(len(series) - rows), features[rows:]), series[rows:]


class LearnersTest(unittest.TestCase):
    def setUp(self):
        missing = [name for name in NAMES if importlib.util.find_spec(name) is None]
        if missing:
            self.skipTest(f"cannot import {missing}")
        self.learners = [learner for names in NAMES.values() for name in names for learner in learners_of(name)]

    def each(self):
        for learner in self.learners:
            with self.subTest(learner.name):
                yield learner

    def test_a_regression_beats_ridge_and_a_loaded_model_scores_one_row_as_many(self):
        from sklearn.linear_model import Ridge

        data, (rows, targets) = dataset(), later()
        known = np.isfinite(data.features).all(1)
        ridge = Ridge().fit(data.features[known], data.targets[known])
        error_of_ridge = np.sqrt(np.mean((ridge.predict(np.nan_to_num(rows.features)) - targets) ** 2))
        for learner in self.each():
            scorer = learner.load(learner.train(data, context()), data.schema)
            scores = np.array(scorer.predict(rows))
            self.assertLess(np.sqrt(np.mean((scores - targets) ** 2)), 0.8 * error_of_ridge)
            single = [scorer.predict(Rows(rows.times[i:i + 1], rows.features[i:i + 1]))[0] for i in range(3)]
            np.testing.assert_allclose(single, scores[:3], rtol=1e-5)

    def test_a_classification_gives_probabilities_that_tell_the_classes_apart(self):
        data, (rows, targets) = dataset(Task.BINARY_CLASSIFICATION), later()
        for learner in self.each():
            scores = np.array(learner.load(learner.train(data, context()), data.schema).predict(rows))
            self.assertTrue(((0 <= scores) & (scores <= 1)).all())
            self.assertGreater(np.mean((scores > 0.5) == (targets > 20)), 0.9)

    def test_the_same_rows_and_seed_give_the_same_bytes_and_another_seed_does_not(self):
        for learner in self.each():
            model = learner.train(dataset(rows=500), context())
            self.assertEqual(model, learner.train(dataset(rows=500), context()))
            self.assertNotEqual(model, learner.train(dataset(rows=500), context(seed=8)))

    def test_weights_count(self):
        weights = np.where(hours()[1][:500] > 20, 1000.0, 1.0)
        rows = later()[0]
        for learner in self.each():
            plain, weighted = (np.mean(learner.load(
                learner.train(data, context()), data.schema).predict(rows)) for data in (
                    dataset(Task.BINARY_CLASSIFICATION, 500), dataset(Task.BINARY_CLASSIFICATION, 500, weights)))
            self.assertGreater(weighted, plain)

    def test_one_row_one_class_and_columns_without_a_value_are_learned_from(self):
        empty = np.full((40, 6), np.nan, np.float32)
        for learner in self.each():
            for task, count in ((Task.REGRESSION, 1), (Task.REGRESSION, 40), (Task.BINARY_CLASSIFICATION, 40)):
                data = Dataset(schema_of(task), np.arange(count), empty[:count], np.ones(count))
                scorer = learner.load(learner.train(data, context()), data.schema)
                self.assertTrue(np.isfinite(scorer.predict(Rows(np.arange(2), empty[:2]))).all())

    def test_a_cancelled_training_ends_before_its_model_is_done(self):
        for learner in self.each():
            cancelled = context()
            cancelled._report = lambda done, total, loss, of=cancelled: of.cancel("superseded")
            with self.assertRaises(TrainingCancelled):
                learner.train(dataset(), cancelled)


class LagsTest(unittest.TestCase):
    def test_lags_are_found_by_the_names_that_sources_give_them(self):
        if importlib.util.find_spec("torch") is None:
            self.skipTest("cannot import torch")
        [lstm] = learners_of("lstm")
        lags_of = lstm.train.__func__.__globals__["lags_of"]
        names = ["rentals last known", "rentals 1 h ago", "rentals 24 h ago", "rentals mean of 24 h",
                 "temperature_lag_1", "temperature_lag_24", "hour", "wind 3 h ago"]
        schema = Schema(tuple(Feature(name) for name in names), Task.REGRESSION, "rentals last known")
        self.assertEqual(([24, 1, 0], [[2, 5], [1, 4], [0, -1]]), lags_of(schema))


class ArraysTest(unittest.TestCase):
    def test_arrays_come_back_and_bytes_that_are_cut_off_do_not(self):
        arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.float32([7])}
        packed = pack({"k": 1}, arrays)
        description, read = unpack(packed)
        self.assertEqual({"k": 1}, description)
        np.testing.assert_array_equal(arrays["a"], read["a"])
        for damaged in (packed[:-4], packed + b"1234", b"", b"{}"):
            with self.assertRaises((ValueError, KeyError)):
                unpack(damaged)

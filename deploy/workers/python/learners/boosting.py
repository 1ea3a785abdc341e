"""Gradient boosting and a random forest of scikit-learn."""
from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.ensemble import (HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier,
                              RandomForestRegressor)

from retrain_worker import Dataset, Learner, Rows, Schema, Scorer, Task, TrainingContext

ITERATIONS, STEP, PATIENCE = 400, 20, 2
TREES, TREE_STEP, LEAF_ROWS, LEAVES_MAX = 100, 10, 5, 2048
# The latest rows tell when to stop: the next rows will be like them.
VALIDATION_SHARE = 0.1
# scikit-learn's forests take no NaN; no feature has such a value, so a split can set it apart.
MISSING = np.float32(-1e30)


class SklearnScorer(Scorer):
    def __init__(self, model: BaseEstimator, task: Task, missing: np.float32 | None = None):
        self._model, self._task, self._missing = model, task, missing

    def predict(self, rows: Rows) -> list[float]:
        features = rows.features if self._missing is None else np.nan_to_num(rows.features, nan=self._missing)
        if self._task is Task.REGRESSION:
            return self._model.predict(features).tolist()
        # A single class was seen: the model is sure of it.
        if len(self._model.classes_) == 1:
            return [float(self._model.classes_[0])] * len(features)
        return self._model.predict_proba(features)[:, 1].tolist()

class SklearnLearner(Learner):
    """Grows a model in steps, because scikit-learn looks up from its work only in between."""

    missing: np.float32 | None = None

    def load(self, content: bytes, schema: Schema) -> SklearnScorer:
        # Runs what the bytes say: the library has checked that a worker with the same key has written them.
        return SklearnScorer(pickle.loads(content), schema.task, self.missing)

    @staticmethod
    def grow(model: BaseEstimator, count: str, until: int, rows: Dataset, context: TrainingContext) -> None:
        model.set_params(**{count: until})
        context.check()
        model.fit(rows.features, rows.targets, sample_weight=rows.weights)


class Boosting(SklearnLearner):
    name = "boosting"

    def train(self, dataset: Dataset, context: TrainingContext) -> bytes:
        iterations = self._iterations(dataset, context)
        model = self._model(dataset, context)
        for until in range(STEP, iterations + 1, STEP):
            self.grow(model, "max_iter", until, dataset, context)
            context.progress(until, iterations)
        return pickle.dumps(model)

    @staticmethod
    def _model(dataset: Dataset, context: TrainingContext) -> BaseEstimator:
        kind = (HistGradientBoostingRegressor if dataset.schema.task is Task.REGRESSION
                else HistGradientBoostingClassifier)
        return kind(
            learning_rate=0.06, max_leaf_nodes=31, min_samples_leaf=20, l2_regularization=1.0, early_stopping=False,
            categorical_features=[feature.is_categorical for feature in dataset.schema.features], warm_start=True,
            random_state=context.seed % 2**32)

    def _iterations(self, dataset: Dataset, context: TrainingContext) -> int:
        """How many are best for the latest rows, when they are learned from the rows before."""
        earlier, later = split(dataset)
        if not len(later) or len(np.unique(earlier.targets)) < 2:
            return STEP
        model = self._model(dataset, context)
        best, least = STEP, np.inf
        for until in range(STEP, ITERATIONS + 1, STEP):
            self.grow(model, "max_iter", until, earlier, context)
            loss = loss_of(SklearnScorer(model, dataset.schema.task).predict(later), later)
            if loss < least:
                best, least = until, loss
            elif until >= best + PATIENCE * STEP:
                break
            context.progress(until, 2 * ITERATIONS, loss)
        return best


class Forest(SklearnLearner):
    name = "forest"
    missing = MISSING

    def train(self, dataset: Dataset, context: TrainingContext) -> bytes:
        kind = RandomForestRegressor if dataset.schema.task is Task.REGRESSION else RandomForestClassifier
        model = kind(
            min_samples_leaf=LEAF_ROWS, max_leaf_nodes=LEAVES_MAX, max_features=1 / 3, warm_start=True, n_jobs=1,
            random_state=context.seed % 2**32)
        filled = replace(dataset, features=np.nan_to_num(dataset.features, nan=self.missing))
        for until in range(TREE_STEP, TREES + 1, TREE_STEP):
            self.grow(model, "n_estimators", until, filled, context)
            context.progress(until, TREES)
        return pickle.dumps(model)


def split(dataset: Dataset) -> tuple[Dataset, Dataset]:
    """Views of the earlier and of the latest rows."""
    at = int(len(dataset) * (1 - VALIDATION_SHARE))

    def part(rows: slice) -> Dataset:
        weights = None if dataset.weights is None else dataset.weights[rows]
        return Dataset(dataset.schema, dataset.times[rows], dataset.features[rows], dataset.targets[rows], weights)

    return part(slice(at)), part(slice(at, None))


def loss_of(scores: list[float], rows: Dataset) -> float:
    """Mean squared error or log loss."""
    given = np.asarray(scores)
    if rows.schema.task is Task.REGRESSION:
        losses = (given - rows.targets) ** 2
    else:
        losses = -np.log(np.clip(np.where(rows.targets > 0.5, given, 1 - given), 1e-12, 1))
    return float(np.average(losses, weights=rows.weights))


LEARNERS = [Boosting(), Forest()]

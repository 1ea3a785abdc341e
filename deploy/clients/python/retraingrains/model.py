"""One model, with data frames in and out."""
from __future__ import annotations

import hashlib
import time as clock
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd

from .client import RetrainClient, new_id, timestamp
from .errors import RetrainError
from .frames import batched, check_columns, entities_of, features_of, outcomes_of, schema_of, texts_of, times_of
from .v1 import models_pb2, observations_pb2, predictions_pb2, schema_pb2

__all__ = ["RetrainModel", "schema_of"]

EXPLAINED_ROWS_MAX = 100
ID, PREDICTION, LABEL, OUTCOME, KNOWN_AT = "prediction_id", "prediction", "label", "outcome", "known_at"
ENTITY, AT = "entity", "at"
POLL_SECONDS = 0.5
# What a server refuses by itself: conflicts and unknown predictions are often sent again on purpose.
NOT_STORED = ("refused", "no_room", "too_many_rows")


class RetrainModel:
    """A model of a server, to be used like an estimator of scikit-learn.

    Takes a client, or the address of a server (None: RETRAIN_URL), for which it opens a client and closes it at the end
    of a `with` or by `close`. Columns are matched by name to the model's features: one that is missing or unknown is
    refused. NaN, None and NA are missing values. Categories are compared as texts. Times without a zone are in UTC.

    Each call that predicts logs predictions of its own; predict_frame says their ids."""

    def __init__(self, client: RetrainClient | str | None, model_id: str):
        self._owned = not isinstance(client, RetrainClient)
        self.client = RetrainClient(client) if self._owned else client
        self.model_id = model_id
        self._schema: schema_pb2.Schema | None = None

    def __enter__(self) -> RetrainModel:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"RetrainModel({self.client.url!r}, {self.model_id!r})"

    def close(self) -> None:
        """Closes the client if this model has opened it."""
        if self._owned:
            self.client.close()

    @property
    def schema(self) -> schema_pb2.Schema:
        """The model's schema, asked for once: where it has grown since, make a new RetrainModel."""
        if self._schema is None:
            self._schema = self.client.describe(self.model_id).schema
        return self._schema

    @property
    def feature_names_in_(self) -> np.ndarray:
        """The columns that a frame must have."""
        return np.array([one.name for one in self.schema.features if not one.from_model and not one.retired],
                        dtype=object)

    @property
    def classes_(self) -> np.ndarray:
        """The classes of a classifier, in the order of predict_proba's columns."""
        if self.schema.task == schema_pb2.PREDICTION_TASK_REGRESSION:
            raise AttributeError(f"model {self.model_id!r} answers with numbers and has no classes")
        return np.array(list(self.schema.classes) or [0, 1])

    def wait_for_champion(self, timeout: float = 300) -> models_pb2.Model:
        """Waits until a version serves, and describes the model then."""
        end = clock.monotonic() + timeout
        while not (found := self.client.describe(self.model_id)).HasField("champion"):
            if clock.monotonic() >= end:
                raise TimeoutError(f"model {self.model_id!r} has no champion after {timeout:g} s. Its last decision: "
                                   f"{found.last_decision or 'none, ask for a check'}")
            clock.sleep(POLL_SECONDS)
        return found

    def predict(self, frame: pd.DataFrame, *, time: str | None = None, entity: str | None = None) -> np.ndarray:
        """Predicts each row: a number, or of a classifier the most probable class.

        `time` names a column or level of the index with the moments of the predictions; without it they are made now.
        `entity` names a column or level of the index that says what each row is about, so that its outcome can come
        by entity and time."""
        answers = [answer for answer, _ in self._ask(frame, time, entity)]
        if self.schema.task == schema_pb2.PREDICTION_TASK_REGRESSION:
            return np.array([answer.value for answer in answers], dtype=float)
        return self._most_probable(answers)

    def predict_proba(self, frame: pd.DataFrame, *, time: str | None = None,
                      entity: str | None = None) -> np.ndarray:
        """Predicts the probability of each class: a row for each row, a column for each of classes_."""
        classes = self.classes_
        answers = [answer for answer, _ in self._ask(frame, time, entity)]
        if self.schema.classes:
            found = [list(answer.probabilities) for answer in answers]
        else:
            found = [[1 - answer.value, answer.value] for answer in answers]
        return np.array(found, dtype=float).reshape(len(answers), len(classes))

    def predict_frame(self, frame: pd.DataFrame, *, time: str | None = None, entity: str | None = None,
                      ids: str | None = None) -> pd.DataFrame:
        """Predicts each row, and keeps what an outcome needs later: a frame with the index of this one.

        Columns: prediction_id; prediction, a number, the probability of class 1, or the index of a class; label, a
        classifier's most probable class; version; fallback. `ids` names a column of ids to use in place of new ones."""
        answers = self._ask(frame, time, entity, ids)
        predictions = [answer for answer, _ in answers]
        regression = self.schema.task == schema_pb2.PREDICTION_TASK_REGRESSION
        return pd.DataFrame({
            ID: np.array([one.prediction_id for one in predictions], dtype=object),
            PREDICTION: np.array([one.value for one in predictions], dtype=float),
            LABEL: [None] * len(predictions) if regression else self._most_probable(predictions),
            "version": np.array([version for _, version in answers], dtype=object),
            "fallback": np.array([one.fallback for one in predictions], dtype=bool),
        }, index=frame.index)

    def explain(self, frame: pd.DataFrame, *, totals: bool = False) -> pd.DataFrame:
        """Says what each feature adds to each prediction: a column for each feature of the schema.

        With `totals` there are also bias, score and prediction: the bias and all attributions are the score."""
        check_columns(frame, self.schema, ())
        rows = (predictions_pb2.ExplanationRow(features=features) for features in features_of(frame, self.schema))
        found = []
        for begin, batch in batched(rows, EXPLAINED_ROWS_MAX):
            with _rows_from(begin):
                found += self.client.explain(self.model_id, ([*row.features] for row in batch)).explanations
        names = [feature.name for feature in self.schema.features]
        explained = pd.DataFrame(
            [[part.value for part in one.attributions] for one in found], frame.index, names, dtype=float)
        if totals:
            sums = pd.DataFrame([[one.bias, one.score, one.prediction] for one in found], frame.index,
                                ["bias", "score", "prediction"], dtype=float)
            explained = pd.concat([explained, sums], axis=1)
        return explained

    def record_outcomes(self, outcomes: pd.DataFrame | pd.Series) -> pd.Series:
        """Records what came true. A series has outcomes under the predictions' ids; a frame has a column or an index
        prediction_id, a column outcome (or label, with names of classes), and optionally known_at. Other columns, such
        as those of predict_frame, are left alone. In place of prediction_id a frame may have columns entity and at: an
        outcome goes to all predictions of its entity about that time, and waits for them where there is none yet.

        Gives each row's status: stored, duplicate, unknown_prediction, waiting, late, too_many_rows where an outcome is
        about more than 10,000 predictions of its entity and goes to none, conflict where another value was stored
        before and is kept, or refused where the row breaks a rule: a missing outcome (NaN, None, NaT) is no value, and
        is refused by itself. A warning tells how many and why; attrs["reasons"] of the answer has all reasons."""
        frame = outcomes.rename(OUTCOME).to_frame() if isinstance(outcomes, pd.Series) else outcomes
        by_time = ID not in frame.columns and frame.index.name != ID and {ENTITY, AT} <= set(frame.columns)
        if by_time:
            ids = frame.index
        elif isinstance(outcomes, pd.Series) or (ID not in frame.columns and frame.index.name == ID):
            ids = frame.index
        elif ID in frame.columns:
            ids = frame[ID]
        else:
            raise ValueError(f"missing column: {ID!r}; predict_frame gives it, as a column or as an index of that name")
        what = OUTCOME if OUTCOME in frame.columns else LABEL
        if what not in frame.columns:
            raise ValueError(f"missing column: {OUTCOME!r}, what came true (or {LABEL!r}, the name of a class)")
        if what == LABEL and PREDICTION in frame.columns:
            raise ValueError(f"{LABEL!r} beside {PREDICTION!r} is what the model said; put what came true into a "
                             f"column {OUTCOME!r}")
        found = outcomes_of(frame[what], self.schema, what)
        known = times_of(frame, KNOWN_AT, KNOWN_AT, gaps=True) if KNOWN_AT in frame.columns else [None] * len(frame)
        if by_time:
            names = ({"entity": entity, "at": at}
                     for entity, at in zip(texts_of(frame[ENTITY], frame.index, ENTITY), times_of(frame, AT, AT)))
        else:
            names = ({"prediction_id": name} for name in texts_of(ids, frame.index, ID))
        rows = [observations_pb2.Outcome(known_at=at, **name, **outcome)
                for name, at, outcome in zip(names, known, found)]
        if by_time:
            return self._send(self.client.record_outcomes, rows, frame.index)
        return self._send(self.client.record_outcomes, rows, pd.Index(ids, name=ID))

    def import_history(self, frame: pd.DataFrame, *, target: str | None = None, time: str | None = None,
                       known_at: str | None = None, ids: str | None = None) -> pd.Series:
        """Stores rows from history: features and outcome. The model learns its first version from them at a check.

        `target` names the column of outcomes, by default the schema's target; `time` the column or index of the rows'
        times, by default the index; `known_at` the column of the times when outcomes became known, by default
        the rows' own times.
        Without a column of `ids` a row's id follows from its time and features, so that an import that is repeated
        stores nothing twice. Gives each row's status, as record_outcomes does: a row whose outcome or time is missing
        is refused by itself."""
        target = self.schema.target if target is None else target
        check_columns(frame, self.schema, (target, time, known_at, ids))
        if target not in frame.columns:
            raise ValueError(f"missing column: {target!r}, the outcomes; name another one with target=")
        times = times_of(frame, time, gaps=True)
        known = times_of(frame, known_at, KNOWN_AT, gaps=True) if known_at else [None] * len(frame)
        names = texts_of(frame[ids], frame.index, ids) if ids else [None] * len(frame)
        outcomes = outcomes_of(frame[target], self.schema, target)
        rows, seen = [], Counter()
        for features, at, known_time, name, outcome in zip(
                features_of(frame, self.schema), times, known, names, outcomes):
            row = observations_pb2.HistoryRow(features=features)
            if at is not None:
                row.at.CopyFrom(at)
            if name is None:
                name = "history-" + hashlib.sha256(row.SerializeToString(deterministic=True)).hexdigest()[:40]
                # Rows that are alike are different rows of one frame.
                seen[name] += 1
                name += f"-{seen[name]}" if seen[name] > 1 else ""
            row.prediction_id = name
            if known_time is not None:
                row.known_at.CopyFrom(known_time)
            if "value" in outcome:
                row.outcome = outcome["value"]
            row.outcome_label = outcome.get("label", "")
            rows.append(row)
        return self._send(self.client.import_history, rows, frame.index)

    def _ask(self, frame: pd.DataFrame, time: str | None, entity: str | None,
             ids: str | None = None) -> list[tuple[predictions_pb2.Prediction, str]]:
        check_columns(frame, self.schema, (time, entity, ids))
        if ids is not None and ids not in frame.columns:
            raise ValueError(f"ids is {ids!r}; it must be the name of a column")
        names = [new_id() for _ in range(len(frame))] if ids is None else texts_of(frame[ids], frame.index, ids)
        times = [timestamp()] * len(frame) if time is None else times_of(frame, time)
        entities = [""] * len(frame) if entity is None else entities_of(frame, entity)
        rows = (predictions_pb2.PredictionRow(prediction_id=name, at=at, entity=whose, features=features)
                for name, at, whose, features in zip(names, times, entities, features_of(frame, self.schema)))
        answers = []
        for begin, batch in batched(rows):
            with _rows_from(begin):
                response = self.client.predict_batch(self.model_id, batch)
            answers += [(one, response.version) for one in response.predictions]
        return answers

    def _most_probable(self, answers: Iterable[predictions_pb2.Prediction]) -> np.ndarray:
        if self.schema.classes:
            return np.array([answer.label for answer in answers], dtype=object)
        return np.array([int(answer.value >= 0.5) for answer in answers], dtype=int)

    def _send(self, send: object, rows: Iterable, index: pd.Index) -> pd.Series:
        names = {number: name.removeprefix("RECORD_STATUS_").lower()
                 for name, number in observations_pb2.RecordStatus.items()}
        statuses, reasons = [], []
        for begin, batch in batched(rows):
            with _rows_from(begin):
                recorded = send(self.model_id, batch)
            statuses += [names[status] for status in recorded.statuses]
            reasons += [(begin + reason.row, names[reason.status], reason.field, reason.value, reason.rule)
                        for reason in recorded.reasons]
        told = pd.Series(statuses, index=index, name="status", dtype=object)
        # As plain values: frames in attrs cannot be compared.
        told.attrs["reasons"] = [dict(zip(("row", "status", "field", "value", "rule"), reason)) for reason in reasons]
        _warn_of(statuses, told.attrs["reasons"], index)
        return told


def _warn_of(statuses: list[str], reasons: list[dict[str, object]], index: pd.Index) -> None:
    """Tells whoever looks at no status that some rows are not stored, and why the first of them is not."""
    refused = sum(status in NOT_STORED for status in statuses)
    if refused:
        first = next(reason for reason in reasons if reason["status"] in NOT_STORED)
        warnings.warn(f"{refused} of {len(statuses)} rows are refused; the first, {index[first['row']]!r}: "
                      f"{first['field']} '{first['value']}' {first['rule']}", stacklevel=4)


@contextmanager
def _rows_from(begin: int) -> Iterator[None]:
    """Says which batch of a frame was refused: the server counts from its first row."""
    try:
        yield
    except RetrainError as error:
        if begin == 0:
            raise
        message = f"in the batch that begins with row {begin} of the frame, counted from 0: {error.message}"
        raise RetrainError(error.code, message, error.violations) from error

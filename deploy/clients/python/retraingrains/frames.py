"""Between data frames and the protocol's rows."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd
from google.protobuf.struct_pb2 import NULL_VALUE, Value
from google.protobuf.timestamp_pb2 import Timestamp
from pandas.api import types

from .v1 import schema_pb2

# What the server takes at once: rows, and less than its 10 MiB of a request.
BATCH_ROWS_MAX = 10_000
BATCH_BYTES_MAX = 8 << 20
CATEGORIES_MAX = 10_000
NAMED_ROWS_MAX = 5
MISSING = Value(null_value=NULL_VALUE)


class Message(Protocol):
    """A row in the protocol's form."""

    def ByteSize(self) -> int: ...


Row = TypeVar("Row", bound=Message)


def batched(rows: Iterable[Row], rows_max: int = BATCH_ROWS_MAX) -> Iterator[tuple[int, list[Row]]]:
    """Rows in batches that the server takes, each with the number of its first row."""
    begin, batch, size = 0, [], 0
    for row in rows:
        # Its length and its field's number come before each row.
        row_bytes = row.ByteSize() + 8
        if batch and (len(batch) == rows_max or size + row_bytes > BATCH_BYTES_MAX):
            yield begin, batch
            begin, batch, size = begin + len(batch), [], 0
        batch.append(row)
        size += row_bytes
    if batch:
        yield begin, batch


def check_columns(frame: pd.DataFrame, schema: schema_pb2.Schema, others: Iterable[str | None]) -> None:
    """Refuses a frame whose columns are not the schema's features, and at most some others."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"the rows are a {type(frame).__name__}; they must be a pandas.DataFrame, whose columns are "
                        "matched to the model's features by name")
    fed = {feature.name: feature.from_model for feature in schema.features if feature.from_model}
    wanted = [feature.name for feature in schema.features if not feature.from_model and not feature.retired]
    retired = (feature.name for feature in schema.features if feature.retired)
    known = {*wanted, *retired, *(name for name in others if name is not None)}
    problems = []
    if missing := [name for name in wanted if name not in frame.columns]:
        problems.append(f"missing columns: {_names(missing)}; a column that is there may have missing values")
    if unknown := [name for name in frame.columns if name not in known and name not in fed]:
        problems.append(f"unknown columns: {_names(unknown)}; the model's features are {_names(wanted)}")
    if filled := [name for name in frame.columns if name in fed]:
        problems.append(f"columns to leave out, since other models fill them in: {_names(filled)}")
    if twice := list(frame.columns[frame.columns.duplicated()].unique()):
        problems.append(f"columns that are there more than once: {_names(twice)}")
    if problems:
        raise ValueError("\n".join(problems))


def features_of(frame: pd.DataFrame, schema: schema_pb2.Schema) -> Iterator[Sequence[Value]]:
    """The features of each row in the schema's order; the columns have been checked."""
    columns, problems = [], []
    for feature in schema.features:
        try:
            columns.append(_column(frame, feature))
        except (TypeError, ValueError) as error:
            problems.append(f"column {feature.name!r} must have numbers: {error}")
    if problems:
        raise ValueError("\n".join(problems))
    return zip(*columns)


def _column(frame: pd.DataFrame, feature: schema_pb2.Feature) -> list[Value]:
    if feature.from_model or (feature.retired and feature.name not in frame.columns):
        return [MISSING] * len(frame)
    column = frame[feature.name]
    if feature.kind == schema_pb2.FEATURE_KIND_CATEGORICAL:
        return [Value(string_value=_text(found)) if there else MISSING
                for found, there in zip(column.astype(object), column.notna())]
    return [MISSING if number != number else Value(number_value=number) for number in numbers_of(column).tolist()]


def numbers_of(column: pd.Series) -> np.ndarray:
    """A column as numbers; NaN where a value is missing."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if types.is_object_dtype(column.dtype) or types.is_string_dtype(column.dtype):
        column = pd.to_numeric(column.astype(object).where(column.notna(), np.nan))
    if not (types.is_numeric_dtype(column.dtype) or types.is_bool_dtype(column.dtype)) or types.is_complex_dtype(
            column.dtype):
        raise TypeError(f"it has {column.dtype}")
    return column.to_numpy(dtype="float64", na_value=np.nan)


def _text(found: Any) -> str:
    # A column of whole numbers becomes one of floats as soon as one is missing; 3 and 3.0 are one category.
    if isinstance(found, (float, np.floating)) and float(found).is_integer():
        return str(int(found))
    return str(found)


def times_of(frame: pd.DataFrame, time: str | None, what: str = "time", *,
             gaps: bool = False) -> list[Timestamp | None]:
    """The moments in a column, in a level of the index of that name, or for None in the index.

    With `gaps` a missing one is None, for the server to judge by itself; without it is refused here."""
    if time is None:
        times = frame.index
    elif time in frame.columns:
        times = frame[time]
    elif time in frame.index.names:
        times = frame.index.get_level_values(time)
    else:
        raise ValueError(f"{what} is {time!r}; it must be the name of a column or of the index")
    if types.is_numeric_dtype(times.dtype):
        where = "the index" if time is None else repr(time)
        raise ValueError(f"{where} has numbers; it must have times, as pandas.to_datetime makes them. Name the column "
                         f"of times with {what}=")
    times = pd.DatetimeIndex(pd.to_datetime(times, utc=True))
    absent = times.isna()
    if not gaps:
        refuse(absent, frame.index, f"{what} is missing")
    nanoseconds = times.tz_localize(None).to_numpy().astype("datetime64[ns]").astype("int64").tolist()
    return [None if gap else Timestamp(seconds=at // 1_000_000_000, nanos=at % 1_000_000_000)
            for at, gap in zip(nanoseconds, absent)]


def refuse(broken: np.ndarray | pd.Series, labels: pd.Index, rule: str) -> None:
    """Refuses rows that break a rule, and names them."""
    rows = [repr(label) for label in labels[np.asarray(broken, dtype=bool)].tolist()]
    if rows:
        more = f" and {len(rows) - NAMED_ROWS_MAX} more" if len(rows) > NAMED_ROWS_MAX else ""
        raise ValueError(f"{rule} in {len(rows)} of {len(labels)} rows: {', '.join(rows[:NAMED_ROWS_MAX])}{more}")


def texts_of(column: pd.Series | pd.Index, labels: pd.Index, what: str) -> list[str]:
    """Ids and labels: texts of which none is missing."""
    refuse(column.isna(), labels, f"{what} is missing")
    return [_text(found) for found in column]


def entities_of(frame: pd.DataFrame, entity: str) -> list[str]:
    """The entities in a column, which may be a feature too, or in a level of the index of that name."""
    if entity in frame.columns:
        return texts_of(frame[entity], frame.index, entity)
    if entity in frame.index.names:
        return texts_of(frame.index.get_level_values(entity), frame.index, entity)
    raise ValueError(f"entity is {entity!r}; it must be the name of a column or of the index")


def outcomes_of(column: pd.Series, schema: schema_pb2.Schema, what: str) -> list[dict[str, Any]]:
    """Outcomes as fields of a row: numbers, or of several classes their names. A missing one has neither, and the
    server refuses its row: it is never sent as a number."""
    if schema.classes and not (types.is_numeric_dtype(column.dtype) or types.is_bool_dtype(column.dtype)):
        return [{"label": _text(found)} if there else {} for found, there in zip(column, column.notna())]
    try:
        return [{} if number != number else {"value": number} for number in numbers_of(column).tolist()]
    except (TypeError, ValueError) as error:
        raise ValueError(f"{what} must have numbers: {error}") from None


def schema_of(frame: pd.DataFrame, target: str, *, task: str = "regression", last_value: str = "",
              leave_out: Iterable[str] = ()) -> schema_pb2.Schema:
    """Makes a schema from rows of history: each column but the target and those to leave out is a feature.

    Columns of numbers are numeric, others categorical with the categories they have. The task is "regression",
    "binary_classification" or "multiclass_classification"; `last_value` names the feature that holds the target's last
    known value."""
    tasks = {name.removeprefix("PREDICTION_TASK_").lower(): number
             for name, number in schema_pb2.PredictionTask.items()}
    if task not in tasks:
        raise ValueError(f"task is {task!r}; it must be one of {', '.join(tasks)}")
    if absent := [name for name in [target, *leave_out] if name not in frame.columns]:
        raise ValueError(f"missing columns: {_names(absent)}")
    schema = schema_pb2.Schema(target=target, task=tasks[task], last_value=last_value)
    if task == "multiclass_classification":
        schema.classes.extend(_categories(frame[target]))
    for name in frame.columns.drop([target, *leave_out]):
        column = frame[name]
        if types.is_numeric_dtype(column.dtype):
            schema.features.add(name=name)
            continue
        categories = _categories(column)
        if types.is_datetime64_any_dtype(column.dtype) or len(categories) > CATEGORIES_MAX:
            raise ValueError(f"column {name!r} has {column.dtype} with {len(categories)} different values; a feature "
                             f"must have numbers or at most {CATEGORIES_MAX} categories. Leave it out, convert it, or "
                             "keep its most frequent values and make the others missing")
        schema.features.add(name=name, kind=schema_pb2.FEATURE_KIND_CATEGORICAL, categories=categories)
    return schema


def _categories(column: pd.Series) -> list[str]:
    return sorted({_text(found) for found in column.dropna()})


def _names(names: Iterable[Any]) -> str:
    return ", ".join(repr(name) for name in names)

"""Data frames as rows of the protocol."""
from __future__ import annotations

import decimal
import unittest

import numpy as np
import pandas as pd

from live_server import street
from retraingrains.frames import BATCH_BYTES_MAX, batched, check_columns, features_of, outcomes_of, schema_of, times_of
from retraingrains.v1 import schema_pb2
from retraingrains.v1.predictions_pb2 import PredictionRow

NUMERIC, CATEGORICAL = schema_pb2.FEATURE_KIND_NUMERIC, schema_pb2.FEATURE_KIND_CATEGORICAL


def schema(**kinds: int) -> schema_pb2.Schema:
    return schema_pb2.Schema(features=[{"name": name, "kind": kind} for name, kind in kinds.items()], target="y")


def plain(frame: pd.DataFrame, kind: int = NUMERIC) -> list:
    """The values of a frame's only column; None is missing."""
    found = features_of(frame, schema(**{frame.columns[0]: kind}))
    return [getattr(one, one.WhichOneof("kind")) if one.WhichOneof("kind") != "null_value" else None
            for one, in found]


class FeatureTest(unittest.TestCase):
    def test_numbers_of_every_kind_and_everything_that_is_missing(self):
        for column, told in (
                ([1, 2], [1, 2]), ([1.5, np.nan], [1.5, None]), ([True, False], [1, 0]),
                (pd.array([1, None], "Int64"), [1, None]), (pd.array([1.5, None], "Float64"), [1.5, None]),
                (pd.array([True, None], "boolean"), [1, None]), ([1, None, pd.NA, np.nan], [1, None, None, None]),
                ([decimal.Decimal("1.5"), None], [1.5, None]), (pd.Categorical([2, 1]), [2, 1]),
                (np.array([1.5], "float32"), [1.5]), ([True, None], [1, None]), ([None, None], [None, None])):
            self.assertEqual(told, plain(pd.DataFrame({"x": column})))

    def test_categories_are_texts(self):
        for column, told in (
                (["a", None, pd.NA], ["a", None, None]), (pd.Categorical(["b", None]), ["b", None]),
                ([1, 2], ["1", "2"]), ([1.0, np.nan], ["1", None]), ([1.5], ["1.5"]),
                (pd.array(["a", None], "string"), ["a", None]), (pd.array([3, None], "Int64"), ["3", None])):
            self.assertEqual(told, plain(pd.DataFrame({"x": column}), CATEGORICAL))

    def test_what_is_no_number_is_refused_by_its_columns_name(self):
        for column in (["one"], pd.to_datetime(["2026-01-01"]), [[1]], [1j]):
            with self.assertRaisesRegex(ValueError, "column 'x' must have numbers"):
                plain(pd.DataFrame({"x": column}))

    def test_missing_and_unknown_and_doubled_columns_are_named_all_at_once(self):
        frame = pd.DataFrame([[1, 2, 3, 4]], columns=["x", "z", "w", "w"])
        with self.assertRaises(ValueError) as refused:
            check_columns(frame, schema(x=NUMERIC, y=NUMERIC), ("z",))
        self.assertEqual(
            "missing columns: 'y'; a column that is there may have missing values\n"
            "unknown columns: 'w', 'w'; the model's features are 'x', 'y'\n"
            "columns that are there more than once: 'w'", str(refused.exception))
        with self.assertRaisesRegex(TypeError, "must be a pandas.DataFrame"):
            check_columns([[1]], schema(x=NUMERIC), ())

    def test_what_another_model_fills_in_is_left_out(self):
        fed = schema(x=NUMERIC)
        fed.features.add(name="lap", from_model="laps")
        frame = pd.DataFrame({"x": [1]})
        check_columns(frame, fed, ())
        kinds = [one.WhichOneof("kind") for one in next(features_of(frame, fed))]
        self.assertEqual(["number_value", "null_value"], kinds)
        with self.assertRaisesRegex(ValueError, "columns to leave out.*'lap'"):
            check_columns(frame.assign(lap=1), fed, ())


class TimeTest(unittest.TestCase):
    def test_times_come_from_a_column_an_index_or_a_level_with_and_without_a_zone(self):
        naive = pd.to_datetime(["2026-01-01 12:00"])
        frame = pd.DataFrame({"at": naive.tz_localize("Europe/Berlin"), "text": ["2026-01-01 12:00"]},
                             index=naive.rename("moment"))
        noon = pd.Timestamp("2026-01-01 12:00", tz="UTC").value // 10**9
        self.assertEqual([noon - 3600, noon, noon, noon],
                         [times_of(frame, name)[0].seconds for name in ("at", "text", "moment", None)])
        fine = pd.DataFrame(index=pd.to_datetime(["1969-12-31 23:59:59.123456789"]))
        self.assertEqual((-1, 123456789), (times_of(fine, None)[0].seconds, times_of(fine, None)[0].nanos))

    def test_what_is_no_time_is_refused(self):
        frame = pd.DataFrame({"gap": [None, pd.Timestamp(0)]}, index=[1, 2])
        for name, told in ((None, "the index has numbers"), ("nothing", "must be the name of a column"),
                           ("gap", "time is missing in 1 of 2 rows: 1")):
            with self.assertRaisesRegex(ValueError, told):
                times_of(frame, name)


class OutcomeTest(unittest.TestCase):
    def test_missing_outcomes_have_no_value_of_any_kind(self):
        several = schema_pb2.Schema(classes=["a", "b", "c"])
        for missing in (None, pd.NA, pd.NaT, float("nan")):
            self.assertEqual([{}, {"value": 1.0}],
                             outcomes_of(pd.Series([missing, 1.0], dtype=object), schema(), "outcome"))
            self.assertEqual([{}, {"label": "b"}],
                             outcomes_of(pd.Series([missing, "b"], dtype=object), several, "outcome"))

    def test_times_may_have_gaps_where_each_row_is_judged_by_itself(self):
        frame = pd.DataFrame({"gap": [None, pd.Timestamp(0)]})
        self.assertEqual([None, 0], [at and at.seconds for at in times_of(frame, "gap", gaps=True)])

    def test_names_are_for_several_classes_only(self):
        several = schema_pb2.Schema(classes=["a", "b", "c"])
        self.assertEqual([{"label": "b"}], outcomes_of(pd.Series(["b"]), several, "outcome"))
        self.assertEqual([{"value": 2.0}], outcomes_of(pd.Series([2]), several, "outcome"))
        self.assertEqual([{"value": 1.0}], outcomes_of(pd.Series([True]), schema(), "outcome"))
        with self.assertRaisesRegex(ValueError, "outcome must have numbers"):
            outcomes_of(pd.Series(["b"]), schema(), "outcome")


class BatchTest(unittest.TestCase):
    def test_batches_end_at_a_number_of_rows_and_of_bytes(self):
        self.assertEqual([(0, 3), (3, 3), (6, 1)],
                         [(begin, len(rows)) for begin, rows in batched([PredictionRow()] * 7, 3)])
        wide = PredictionRow(prediction_id="x" * 200, features=[{"number_value": 1}] * 1_000)
        batches = list(batched([wide] * 2_000))
        self.assertEqual(2_000, sum(len(rows) for _, rows in batches))
        self.assertTrue(all(sum(row.ByteSize() for row in rows) <= BATCH_BYTES_MAX for _, rows in batches))
        self.assertEqual([], list(batched([])))


class SchemaTest(unittest.TestCase):
    def test_a_schema_follows_from_history(self):
        made = schema_of(street(50).reset_index(), "no2", last_value="cars", leave_out=["time"])
        weather = ("weather", CATEGORICAL, ["dry", "rain", "snow"])
        self.assertEqual([("wind", NUMERIC, []), ("cars", NUMERIC, []), weather],
                         [(one.name, one.kind, list(one.categories)) for one in made.features])
        self.assertEqual(("no2", "cars", schema_pb2.PREDICTION_TASK_REGRESSION),
                         (made.target, made.last_value, made.task))

    def test_thousands_of_categories_are_taken_and_more_are_refused_with_what_to_do(self):
        def of(count: int) -> pd.DataFrame:
            return pd.DataFrame({"shop": [f"s{place}" for place in range(count)], "y": 1.0})

        self.assertEqual(10_000, len(schema_of(of(10_000), "y").features[0].categories))
        with self.assertRaisesRegex(ValueError, "column 'shop' has .* with 10001 different values; .* at most 10000 "
                                                "categories. .* keep its most frequent values"):
            schema_of(of(10_001), "y")

    def test_what_cannot_be_a_schema_is_refused(self):
        frame = street(300).reset_index()
        for change, told in (({"task": "ranking"}, "must be one of regression, "),
                             ({"target": "x"}, "missing columns: 'x'"),
                             ({}, "column 'time' has datetime64.*Leave it out")):
            with self.assertRaisesRegex(ValueError, told):
                schema_of(frame, **{"target": "no2", **change})


if __name__ == "__main__":
    unittest.main()

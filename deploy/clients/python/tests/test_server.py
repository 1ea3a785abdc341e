"""The client against a real server, which RETRAIN_TEST_SERVER names."""
from __future__ import annotations

import base64
import csv
import datetime
import io
import itertools
import pathlib
import tempfile
import threading
import time
import unittest

import numpy as np
import pandas as pd
from google.protobuf import json_format

from live_server import SERVER, TRAINING_SECONDS, LiveServer, street
from retraingrains import RetrainClient, RetrainError, RetrainModel, schema_of
from retraingrains.client import prediction_row
from retraingrains.v1 import models_pb2, schema_pb2


def setUpModule() -> None:
    global server, client, history
    if not SERVER:
        raise unittest.SkipTest("RETRAIN_TEST_SERVER does not name a RetrainGrains.Server.dll")
    server = LiveServer()
    unittest.addModuleCleanup(server.stop)
    server.start()
    client = RetrainClient(server.url)
    unittest.addModuleCleanup(client.close)
    history = street()
    frames = {"street": history, "high": high(history), "level": level(history)}
    for name, frame in frames.items():
        task = {"street": "regression", "high": "binary_classification", "level": "multiclass_classification"}[name]
        client.register(name, "street", schema_of(frame, "no2", task=task), seed=1)
        model = RetrainModel(client, name)
        assert set(model.import_history(frame)) == {"stored"}
        assert client.check(name).retrain, "a model without a champion asks for its first run"
    for name in frames:
        RetrainModel(client, name).wait_for_champion(TRAINING_SECONDS)


def high(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(no2=frame["no2"] > frame["no2"].median())


def level(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(no2=pd.qcut(frame["no2"], 3, labels=["low", "middle", "high"]))


def latest(count: int) -> pd.DataFrame:
    return history.drop(columns="no2").tail(count)


class ModelTest(unittest.TestCase):
    def setUp(self):
        self.model = RetrainModel(client, "street")

    def test_a_first_run_follows_from_imported_history(self):
        described = client.describe("street")
        self.assertEqual(len(history), described.outcomes)
        self.assertTrue(described.champion.version)
        self.assertEqual(["wind", "cars", "weather"], list(self.model.feature_names_in_))

    def test_an_import_that_is_repeated_stores_nothing_twice(self):
        statuses = self.model.import_history(history.tail(50))
        self.assertEqual({"duplicate"}, set(statuses))
        self.assertTrue(statuses.index.equals(history.index[-50:]))

    def test_predictions_are_numbers_in_the_order_of_the_rows_whatever_the_order_of_the_columns(self):
        rows = latest(200)
        told = self.model.predict(rows[["weather", "cars", "wind"]])
        self.assertEqual((200,), told.shape)
        actual = history["no2"].tail(200).to_numpy()
        self.assertLess(np.mean(np.abs(told - actual)), np.mean(np.abs(actual - actual.mean())))

    def test_outcomes_come_by_entity_and_time_where_rows_say_what_they_are_about(self):
        rows = latest(3).assign(station=["north", "south", "north"])
        self.assertEqual((3,), self.model.predict(rows, entity="station", time="time").shape)
        told = self.model.predict_frame(rows.set_index("station", append=True), entity="station", time="time")
        self.assertEqual(3, len(told))
        # As they were: the model learns from them before the next test asks it.
        first, second, third = history["no2"].tail(3)
        known = pd.DataFrame({"entity": rows["station"], "at": rows.index, "outcome": [first, second, third]})
        self.assertEqual(["stored"] * 3, list(self.model.record_outcomes(known)))
        repeated = self.model.record_outcomes(told.assign(outcome=[first, second, third + 1]))
        self.assertEqual(["duplicate", "duplicate", "conflict"], list(repeated))
        with self.assertRaisesRegex(ValueError, "entity is 'nobody'"):
            self.model.predict(latest(1), entity="nobody")
        with self.assertRaisesRegex(ValueError, "station is missing in 1 of 3 rows"):
            self.model.predict(rows.assign(station=["north", None, "south"]), entity="station")

    def test_a_frame_of_predictions_keeps_the_index_and_takes_outcomes(self):
        rows = latest(40)
        told = self.model.predict_frame(rows)
        self.assertTrue(told.index.equals(rows.index))
        self.assertEqual(["prediction_id", "prediction", "label", "version", "fallback"], list(told.columns))
        self.assertEqual({client.describe("street").champion.version}, set(told["version"]))
        self.assertFalse(told["fallback"].any())
        statuses = self.model.record_outcomes(told.assign(outcome=history["no2"].tail(40)))
        self.assertEqual({"stored"}, set(statuses))
        again = pd.Series(history["no2"].tail(40).to_numpy(), index=told["prediction_id"])
        self.assertEqual({"duplicate"}, set(self.model.record_outcomes(again)))
        other = (again + 1).rename("outcome").to_frame()
        other.index.name = "prediction_id"
        self.assertEqual({"conflict"}, set(self.model.record_outcomes(other)))
        self.assertEqual(["unknown_prediction"], list(self.model.record_outcomes(pd.Series({"nobody": 1.0}))))

    def test_outcomes_that_became_known_at_different_times_may_be_partly_without_one(self):
        told = self.model.predict_frame(latest(3), time="time").assign(outcome=5.0)
        told["known_at"] = pd.to_datetime([pd.Timestamp.now("UTC"), None, pd.Timestamp.now("UTC")], utc=True)
        self.assertEqual(["stored"] * 3, list(self.model.record_outcomes(told)))

    def test_a_missing_outcome_is_refused_by_itself_and_its_truth_is_stored_when_it_comes(self):
        told = self.model.predict_frame(latest(4)).assign(outcome=[1.0, np.nan, 3.0, np.inf])
        with self.assertWarnsRegex(UserWarning, f"2 of 4 .*{told['prediction_id'].iloc[1]}.*value"):
            status = self.model.record_outcomes(told)
        self.assertEqual(["stored", "refused", "stored", "refused"], list(status))
        self.assertEqual([1, 3], [reason["row"] for reason in status.attrs["reasons"]])
        late = self.model.record_outcomes(told.assign(outcome=[1.0, 2.0, 3.0, 4.0]))
        self.assertEqual(["duplicate", "stored", "duplicate", "stored"], list(late))

    def test_the_same_question_under_the_same_id_has_the_same_answer_and_another_is_refused(self):
        rows = latest(2).assign(name=["same-1", "same-2"]).reset_index()
        first = self.model.predict_frame(rows, time="time", ids="name")
        pd.testing.assert_frame_equal(first, self.model.predict_frame(rows, time="time", ids="name"))
        with self.assertRaises(RetrainError) as refused:
            self.model.predict_frame(rows.assign(cars=1), time="time", ids="name")
        self.assertEqual("ALREADY_EXISTS", refused.exception.code)

    def test_more_rows_than_a_request_may_have_are_predicted_in_batches(self):
        rows = pd.concat([latest(600)] * 20, ignore_index=True)
        told = self.model.predict_frame(rows)
        self.assertEqual(12_000, told["prediction_id"].nunique())
        np.testing.assert_allclose(told["prediction"][:600], told["prediction"][-600:])
        broken = rows.assign(cars=np.where(rows.index == 11_000, np.inf, rows["cars"]))
        with self.assertRaisesRegex(RetrainError, r"(?s)begins with row 10000 .*rows\[1000\]"):
            self.model.predict(broken)

    def test_no_rows_have_no_predictions(self):
        self.assertEqual((0,), self.model.predict(latest(0)).shape)
        self.assertEqual((0, 5), self.model.predict_frame(latest(0)).shape)
        self.assertEqual((0, 3), self.model.explain(latest(0)).shape)

    def test_attributions_and_the_bias_are_the_score(self):
        rows = latest(150)
        told = self.model.explain(rows, totals=True)
        self.assertTrue(told.index.equals(rows.index))
        self.assertEqual(["wind", "cars", "weather", "bias", "score", "prediction"], list(told.columns))
        np.testing.assert_allclose(told[["wind", "cars", "weather", "bias"]].sum(axis=1), told["score"], rtol=1e-6)
        self.assertEqual(["wind", "cars", "weather"], list(self.model.explain(rows.head(1)).columns))

    def test_a_binary_classifier_answers_with_classes_and_probabilities(self):
        model = RetrainModel(client, "high")
        rows = latest(100)
        chances = model.predict_proba(rows)
        self.assertEqual((100, 2), chances.shape)
        np.testing.assert_allclose(chances.sum(axis=1), 1)
        np.testing.assert_array_equal(model.classes_[chances.argmax(axis=1)], model.predict(rows))
        self.assertGreater((model.predict(rows) == high(history)["no2"].tail(100)).mean(), 0.6)
        told = model.predict_frame(rows).assign(outcome=high(history)["no2"].tail(100))
        self.assertEqual({"stored"}, set(model.record_outcomes(told)))

    def test_a_classifier_of_several_classes_answers_with_names_and_takes_them(self):
        model = RetrainModel(client, "level")
        rows = latest(100)
        chances = model.predict_proba(rows)
        self.assertEqual(["high", "low", "middle"], list(model.classes_))
        np.testing.assert_allclose(chances.sum(axis=1), 1)
        np.testing.assert_array_equal(model.classes_[chances.argmax(axis=1)], model.predict(rows))
        told = model.predict_frame(rows)
        with self.assertRaisesRegex(ValueError, "'label' beside 'prediction' is what the model said"):
            model.record_outcomes(told)
        wrong = told.head(1)[["prediction_id"]].assign(label="purple")
        with self.assertWarnsRegex(UserWarning, "1 of 1 rows are refused"):
            recorded = model.record_outcomes(wrong)
        self.assertEqual(["refused"], list(recorded))
        self.assertEqual("label", recorded.attrs["reasons"][0]["field"])
        told["outcome"] = level(history)["no2"].tail(100)
        self.assertEqual({"stored"}, set(model.record_outcomes(told)))

    def test_an_address_in_place_of_a_client_is_enough(self):
        with RetrainModel(server.url, "street") as model:
            self.assertEqual((1,), model.predict(latest(1)).shape)


class ClientTest(unittest.TestCase):
    def test_all_models_are_listed(self):
        self.assertLessEqual({"high", "level", "street"}, {model.model_id for model in client.models()})

    def test_a_command_that_is_repeated_is_carried_out_once(self):
        schema = {"features": [{"name": "x"}], "target": "y"}
        first = client.register("once", "any", schema, request_id="r")
        self.assertEqual(first.revision, client.register("once", "any", schema, request_id="r").revision)
        with self.assertRaises(RetrainError) as refused:
            client.register("once", "any", schema)
        self.assertEqual("ALREADY_EXISTS", refused.exception.code)

    def test_a_refusal_says_which_fields_broke_which_rules(self):
        with self.assertRaises(RetrainError) as refused:
            client.register("not good", "", schema_pb2.Schema())
        self.assertEqual("INVALID_ARGUMENT", refused.exception.code)
        fields = dict(refused.exception.violations)
        self.assertIn("model_id", fields)
        self.assertIn("must be 1 to 200", fields["model_id"])
        self.assertIn("model_id", str(refused.exception))
        with self.assertRaises(RetrainError) as unknown:
            client.describe("nobody")
        self.assertEqual("NOT_FOUND", unknown.exception.code)

    def test_policies_are_read_changed_and_replaced(self):
        client.register("ruled", "any", {"features": [{"name": "x"}], "target": "y"},
                        policy={"triggers": {"maximumAge": "3d"}})
        first = client.get_policy("ruled")
        self.assertEqual("3d", first["triggers"]["maximumAge"])
        revision = client.describe("ruled").revision
        changed = client.patch_policy("ruled", {"triggers": {"maximumAge": "5d"}}, expected_revision=revision)
        self.assertGreater(changed.revision, revision)
        self.assertEqual("5d", client.get_policy("ruled")["triggers"]["maximumAge"])
        with self.assertRaises(RetrainError) as late:
            client.patch_policy("ruled", {"triggers": {"maximumAge": "6d"}}, expected_revision=revision)
        self.assertEqual("ABORTED", late.exception.code)
        client.set_policy("ruled", first)
        self.assertEqual(first, client.get_policy("ruled"))
        with self.assertRaises(RetrainError) as refused:
            client.patch_policy("ruled", {"triggers": {"nothing": 1}})
        self.assertIn("nothing", str(refused.exception))
        self.assertIn("properties", client.policy_schema())

    def test_a_schema_grows_while_rows_go_on_coming_as_they_did(self):
        schema = {"features": [{"name": "x"}, {"name": "road", "kind": "FEATURE_KIND_CATEGORICAL",
                                               "categories": ["dry"]}, {"name": "old"}], "target": "y"}
        first = client.register("grown", "any", json_format.ParseDict(schema, schema_pb2.Schema()))
        changed = client.change_schema(
            "grown", add=[schema_pb2.Feature(name="rain")], rename={"x": "speed"}, retire=["old"],
            add_categories={"road": ["wet"]}, reason="a new sensor", expected_revision=first.revision, request_id="r")
        repeated = client.change_schema(
            "grown", add=[schema_pb2.Feature(name="rain")], rename={"x": "speed"}, retire=["old"],
            add_categories={"road": ["wet"]}, reason="a new sensor", expected_revision=first.revision, request_id="r")
        self.assertEqual(["speed", "road", "old", "rain"], [one.name for one in changed.schema.features])
        self.assertEqual((True, ["dry", "wet"]),
                         (changed.schema.features[2].retired, list(changed.schema.features[1].categories)))
        self.assertEqual(changed.revision, repeated.revision)
        grown = RetrainModel(client, "grown")
        self.assertEqual(["speed", "road", "rain"], list(grown.feature_names_in_))
        self.assertEqual(["stored"], list(grown.import_history(pd.DataFrame(
            {"speed": [1.0], "road": ["wet"], "rain": [2.0], "y": [3.0]}, index=history.index[-1:]))))
        with self.assertRaises(RetrainError) as refused:
            client.change_schema("grown", retire=["nothing"])
        self.assertEqual("INVALID_ARGUMENT", refused.exception.code)
        self.assertIn("nothing", str(refused.exception))

    def test_a_check_says_what_it_saw_and_a_dry_one_leaves_no_trace(self):
        before = client.describe("street").revision
        report = client.check("street", dry_run=True)
        self.assertTrue(report.explanation)
        self.assertEqual(before, client.describe("street").revision)

    def test_the_ledger_is_read_whole_and_from_a_line_on(self):
        entries = list(client.history("street"))
        self.assertEqual(sorted(entry.sequence for entry in entries), [entry.sequence for entry in entries])
        rest = list(client.history("street", from_sequence=entries[2].sequence))
        self.assertEqual(entries[2].sequence, rest[0].sequence)

    def test_many_pages_are_read_one_after_another(self):
        client.register("long", "any", {"features": [{"name": "x"}], "target": "y"})
        for days in range(1, 8):
            client.patch_policy("long", {"triggers": {"maximumAge": f"{days}d"}})
        from retraingrains import client as module
        whole = [entry.sequence for entry in client.history("long")]
        size, module.PAGE_SIZE = module.PAGE_SIZE, 3
        self.addCleanup(setattr, module, "PAGE_SIZE", size)
        self.assertEqual(whole, [entry.sequence for entry in client.history("long")])
        self.assertEqual(sorted(model.model_id for model in client.models()),
                         [model.model_id for model in client.models()])

    def test_watching_tells_old_and_new_entries_and_ends_when_asked(self):
        client.register("watched", "any", {"features": [{"name": "x"}], "target": "y"})
        known = list(client.history("watched"))
        heard = client.watch("watched")
        self.assertEqual(known, list(itertools.islice(heard, len(known))))
        client.patch_policy("watched", {"triggers": {"maximumAge": "2d"}})
        self.assertGreater(next(heard).sequence, known[-1].sequence)
        heard.close()
        began = time.monotonic()
        self.assertEqual(known, list(client.watch("watched", seconds=1))[:len(known)])
        self.assertLess(time.monotonic() - began, 10)

    def test_triggers_promotions_rollbacks_and_imports_that_cannot_be_are_refused(self):
        client.register("empty", "any", {"features": [{"name": "x"}], "target": "y"})
        self.assertFalse(client.trigger("empty", reason="test", force=True).started)
        self.assertFalse(client.trigger("empty", reason="test", dry_run=True).started)
        for call in (lambda: client.promote("empty", "leafwise/all/level", reason="test"),
                     lambda: client.rollback("empty", reason="test"),
                     lambda: client.import_model("empty", b"no model", format="xgboost", reason="test")):
            with self.assertRaises(RetrainError) as refused:
                call()
            self.assertIn(refused.exception.code, ("INVALID_ARGUMENT", "FAILED_PRECONDITION", "NOT_FOUND"))
        with self.assertRaisesRegex(ValueError, "format is 'pickle'; it must be one of auto, xgboost, lightgbm, onnx"):
            client.import_model("empty", b"", format="pickle")

    def test_a_candidate_is_kept_out_until_it_is_restored(self):
        name = next(one.name for one in client.describe("high").candidates if one.trained_at.seconds)
        kept = {one.name: one for one in client.retire_candidate("high", name, reason="it overfits").candidates}[name]
        self.assertEqual(("it overfits", False, 0), (kept.retired.reason, kept.retired.until_trained, kept.weight))
        restored = {one.name: one for one in client.retire_candidate("high", name, restore=True).candidates}[name]
        self.assertFalse(restored.HasField("retired"))
        with self.assertRaisesRegex(RetrainError, "candidate: 'nothing' is none of"):
            client.retire_candidate("high", "nothing")

    def test_a_model_from_elsewhere_is_held_to_what_it_predicted_there(self):
        client.register("foreign", "any", {"features": [{"name": "x"}], "target": "y"})
        split = ("tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=0\n"
                 "objective=regression\nfeature_names=x\nfeature_infos=[0:1]\n\nTree=0\nnum_leaves=2\nnum_cat=0\n"
                 "split_feature=0\nthreshold=0.5\ndecision_type=10\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n"
                 "\nend of trees\n").encode()
        with self.assertRaisesRegex(RetrainError, r"checks\[1\].expected: '3' is not what the model predicts"):
            client.import_model("foreign", split, checks=[([0.2], 1), ({"x": 0.7}, 3)])
        report = client.import_model("foreign", split, checks=[([0.2], 1), ({"x": 0.7}, [2.0])]).import_report
        self.assertEqual(("lightgbm", 1, 1, 2), (report.format, report.trees_in_file, report.trees_serving,
                                                 report.rows_checked))

    def test_a_model_in_onnx_serves_and_tells_what_it_has_no_answer_to(self):
        # The sum of a row, which has none where a value is missing.
        total = base64.b64decode(
            "CAgSB2J5LWhhbmQ6YAocCgRyb3dzCgRheGVzEgNzdW0iCVJlZHVjZVN1bRIBZyoUCAEQB0IEYXhlc0oIAQAAAAAAAABaEgoEcm93cxIKCggI"
            "ARIECgAKAGITCgNzdW0SDAoKCAESBgoACgIIAUIECgAQDw==")
        client.register("sum", "any", {"features": [{"name": "a"}, {"name": "b"}], "target": "y"})
        model = client.import_model("sum", total, format="onnx", checks=[([1, 2], 3)])
        report = model.import_report
        self.assertEqual(("onnx", "onnx", "by-hand", ["sum: float [N, 1], read as the number"], 1),
                         (model.champion.imported_from, report.format, report.producer, list(report.outputs),
                          report.rows_checked))
        self.assertIn("a row with a missing value gets no prediction: the model has no answer to it", report.notes)
        RetrainModel(client, "sum").wait_for_champion(TRAINING_SECONDS)
        self.assertEqual(5.5, client.predict("sum", [1.5, 4]).prediction.value)
        with self.assertRaisesRegex(RetrainError, "gets no prediction: version 1.0.0 has no answer to such a row"):
            client.predict("sum", [1.5, None])

    def test_a_champion_is_exported_and_predicts_the_same_where_its_file_is_read(self):
        exported = client.export_model("street", format="onnx")
        self.assertIn(b"TreeEnsembleRegressor", exported.content)
        self.assertEqual(["wind", "cars", "weather"], [feature.name for feature in exported.report.features])
        self.assertEqual(len(exported.content), exported.report.bytes)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "street.onnx")
            self.assertEqual(exported.content, client.export_model("street", path).content)
            self.assertEqual(exported.content, path.read_bytes())
        with self.assertRaisesRegex(ValueError, "format is None; it must be one of xgboost, onnx"):
            client.export_model("street")
        with self.assertRaisesRegex(RetrainError, "version: '9.9.9' must be empty or one of 1.0.0"):
            client.export_model("street", format="onnx", version="9.9.9")

    def test_runs_and_checks_are_listed_described_counted_and_followed(self):
        run = next(client.runs(model_id="street", state="finished"))
        self.assertEqual(("street/run-1", True), (run.run_id, run.promoted))
        self.assertEqual(run.run_id, list(client.watch_run(run.run_id))[-1].run_id)
        whole = client.run(run.run_id)
        self.assertEqual("recorded", whole.steps[-1].name)
        self.assertGreater(min(one.rows for one in whole.challengers), 0)
        check = client.check_details("street", whole.check_id)
        self.assertEqual((run.run_id, "first"), (check.run_id, check.triggers[0].kind))
        self.assertIn(check.check_id, [one.check_id for one in client.checks("street", decision="retrain")])
        counted = client.run_statistics(model_id="street")
        self.assertEqual(counted.finished, len(list(client.runs(model_id="street", state="finished"))))
        self.assertEqual([], list(client.runs(start=datetime.datetime(2100, 1, 1, tzinfo=datetime.timezone.utc))))
        with self.assertRaisesRegex(RetrainError, "is not in flight: no run is"):
            client.cancel_run("street/run-1", reason="too late")
        with self.assertRaisesRegex(ValueError, "state is 'done'; it must be one of running, finished"):
            next(client.runs(state="done"))

    def test_rows_are_exported_with_what_was_predicted_and_what_came_true(self):
        exported = client.export_rows("street", format="csv")
        rows = list(csv.DictReader(io.StringIO(exported.content.decode())))
        self.assertEqual(exported.report.rows, len(rows))
        self.assertEqual(list(exported.report.columns), list(rows[0]))
        self.assertLessEqual({"id", "at", "wind", "cars", "weather", "prediction", "version", "outcome"}, set(rows[0]))
        self.assertEqual(exported.report.with_outcome, sum(row["outcome"] != "" for row in rows))
        with self.assertRaisesRegex(RetrainError, "version: 'newest' must be empty or a version"):
            client.export_rows("street", format="csv", version="newest")

    def test_tokens_are_made_listed_used_and_revoked(self):
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
        made = client.create_token("looker", "viewer", model_prefixes=["street"], expires_at=until)
        self.assertRegex(made.secret, "^rgt_[A-Za-z0-9_-]{43}$")
        self.assertEqual(["street"], list(made.token.model_prefixes))
        with RetrainClient(server.url, made.secret) as looker:
            self.assertEqual("street", looker.describe("street").model_id)
            with self.assertRaises(RetrainError) as refused:
                looker.trigger("street")
            self.assertEqual("PERMISSION_DENIED", refused.exception.code)
            with self.assertRaises(RetrainError) as refused:
                client.create_token("looker", "admin")
            self.assertEqual("ALREADY_EXISTS", refused.exception.code)
            self.assertTrue(client.revoke_token("looker").HasField("revoked_at"))
            with self.assertRaises(RetrainError) as refused:
                looker.describe("street")
            self.assertEqual("UNAUTHENTICATED", refused.exception.code)
        revoked = {token.name: token.HasField("revoked_at") for token in client.tokens()}
        self.assertEqual({"looker": True, "admin": False}, revoked)
        with self.assertRaisesRegex(ValueError, "must be one of viewer, predictor, operator, admin"):
            client.create_token("boss", "boss")

    def test_the_server_tests_itself(self):
        report = client.self_test()
        self.assertTrue(report.passed, report)
        self.assertEqual("erase", report.steps[-1].name)
        with self.assertRaises(RetrainError) as refused:
            client.self_test(seconds=1)
        self.assertEqual("INVALID_ARGUMENT", refused.exception.code)

    def test_all_models_are_asked_what_they_would_do(self):
        checks = {answer.model_id: answer.check for answer in client.check_all(dry_run=True)}
        self.assertEqual({model.model_id for model in client.models()}, set(checks))
        triggers = list(client.trigger_all(dry_run=True, force=True, emergency=True, model_prefix="street"))
        self.assertEqual(["street"], [answer.model_id for answer in triggers])
        self.assertGreater(len(triggers[0].trigger.recipes), 1)
        with self.assertRaisesRegex(RetrainError, "model_prefix"):
            list(client.check_all(dry_run=True, model_prefix="x" * 201))

    def test_the_fleet_tells_its_promise(self):
        self.assertEqual(0.05, client.fleet().false_discovery_rate)

    def test_a_row_is_predicted_by_order_or_by_name(self):
        at = datetime.datetime.now(datetime.timezone.utc)
        ordered = client.predict("street", [3.0, 120, None], at=at)
        named = client.predict("street", {"wind": 3.0, "cars": 120}, at=at)
        self.assertEqual(ordered.prediction.value, named.prediction.value)

    def test_batches_of_a_stream_are_answered_in_order(self):
        batches = [[prediction_row([wind, 100, "dry"]) for wind in range(size)] for size in range(1, 13)]
        for ahead in (1, 4):
            told = list(client.predict_stream("street", batches, ahead=ahead))
            self.assertEqual([[row.prediction_id for row in batch] for batch in batches],
                             [[one.prediction_id for one in answer.predictions] for answer in told])
        bad = client.predict_stream("street", [batches[0], [prediction_row([1.0])]])
        self.assertEqual(1, len(next(bad).predictions))
        with self.assertRaises(RetrainError) as refused:
            next(bad)
        self.assertEqual("INVALID_ARGUMENT", refused.exception.code)


class RestartTest(unittest.TestCase):
    def test_calls_and_watches_live_through_a_restart_of_the_server(self):
        client.register("restarted", "any", {"features": [{"name": "x"}], "target": "y"})
        known = list(client.history("restarted"))
        heard = client.watch("restarted")
        self.assertEqual(known, list(itertools.islice(heard, len(known))))
        new: list[models_pb2.LedgerEntry] = []
        listener = threading.Thread(target=lambda: new.append(next(heard)), daemon=True)
        listener.start()
        server.end()
        restart = threading.Thread(target=server.start)
        restart.start()
        try:
            client.patch_policy("restarted", {"triggers": {"maximumAge": "2d"}})
            listener.join(30)
        finally:
            restart.join()
        self.assertEqual([known[-1].sequence + 1], [entry.sequence for entry in new])


if __name__ == "__main__":
    unittest.main()

from __future__ import annotations

import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from google.protobuf.duration_pb2 import Duration

from conversation import SEAL, ConversationTest
from fake_server import PATIENCE_SECONDS, SCHEMA, TERMS
from retrain_worker.stubs import messages
from retrain_worker.terms import Terms
from retrain_worker.training import TrainingDesk
from toy_learners import Mean


class TrainingTest(ConversationTest):
    def setUp(self):
        super().setUp()
        self.line = self.server.training()
        self.offer = self.line.greet()

    def test_the_offer_names_the_worker_its_learners_and_its_slots(self):
        self.assertEqual(("tester", 1), (self.offer.worker, self.offer.slots))
        self.assertEqual([("mean", [0, 1]), ("endless", [0]), ("broken", [0, 1])],
                         [(learner.name, list(learner.tasks)) for learner in self.offer.learners])

    def test_rows_that_came_in_chunks_are_one_dataset_and_the_model_goes_back_sealed(self):
        self.line.order(1, rows=3)
        self.line.send_rows(1, [1.0, 2.0], last=False, features=[1, 0, float("nan"), 1], weights=[1, 2])
        self.line.send_rows(1, [6.0], at_unix_ms=[9], features=[3, float("nan")], weights=[3])
        progress = self.line.hear("progress")
        self.assertEqual((1, 1, 1, 0.25), (progress.task_id, progress.done, progress.total, progress.loss))
        model = SEAL.open("mean", self.line.hear_model())
        self.assertEqual(3.0, self.mean.load(model, self.mean.seen.schema).predict(
            type("Rows", (), {"features": np.zeros((1, 2))}))[0])
        seen = self.mean.seen
        self.assertEqual(np.float32, seen.features.dtype)
        np.testing.assert_array_equal(np.array([[1, 0], [np.nan, 1], [3, np.nan]], np.float32), seen.features)
        self.assertEqual(([0, 1, 9], [1, 2, 3]), (seen.times.tolist(), seen.weights.tolist()))
        self.assertEqual(("x", "y"), seen.schema.features[1].categories)

    def test_a_large_model_goes_in_chunks_within_the_bound(self):
        self.mean._padding = bytes(range(256)) * 16
        self.line.order(1, rows=1)
        self.line.send_rows(1, [1.0])
        self.line.hear("progress")
        self.assertEqual(self.mean._padding, SEAL.open("mean", self.line.hear_model())[8:])

    def test_a_model_over_the_bound_is_a_failure_that_says_so(self):
        self.mean._padding = bytes(100_000)
        self.line.order(1, rows=1)
        self.line.send_rows(1, [1.0])
        self.line.hear("progress")
        self.assertIn("at most 100000", self.line.hear("failed").reason)

    def test_the_reason_of_a_failure_goes_to_the_server_and_the_worker_lives_on(self):
        self.line.order(1, rows=1, learner="broken")
        self.line.send_rows(1, [1.0])
        failed = self.line.hear("failed")
        self.assertEqual((1, "ArithmeticError: no solution"), (failed.task_id, failed.reason))
        self.line.order(2, rows=1)
        self.line.send_rows(2, [4.0])
        self.assertEqual(2, self.line.hear("progress").task_id)

    def test_a_cancelled_training_ends_and_nothing_more_is_said_of_it(self):
        self.line.order(1, rows=1, learner="endless")
        self.line.send_rows(1, [1.0])
        self.assertEqual(1, self.line.hear("progress").task_id)
        self.line.say(cancelled={"task_id": 1, "reason": "superseded"})
        self.assertTrue(self.endless.ended.wait(PATIENCE_SECONDS))
        self.line.order(2, rows=1)
        self.line.send_rows(2, [4.0])
        self.assertEqual(2, self.hear_beyond_progress_of(1).task_id)

    def test_a_training_beyond_its_time_limit_ends_by_itself(self):
        self.line.order(1, rows=1, learner="endless", seconds=1)
        self.line.send_rows(1, [1.0])
        self.assertIn("time limit", self.hear_beyond_progress_of(1).reason)

    def hear_beyond_progress_of(self, task_id):
        while True:
            kind, report = self.line._reports.get(timeout=PATIENCE_SECONDS)
            if kind != "progress" or report.task_id != task_id:
                return report

    def test_heartbeats_come_while_a_training_runs(self):
        self.line.order(1, rows=1, learner="endless")
        self.line.send_rows(1, [1.0])
        self.assertTrue(self.endless.started.wait(PATIENCE_SECONDS))
        for _ in range(3):
            self.line.hear_heartbeat()
        self.assertFalse(self.endless.ended.is_set())

    def test_orders_that_break_a_rule_are_refused_by_name(self):
        self.line.order(1, rows=1, learner="unknown")
        self.assertIn("learner: 'unknown'", self.line.hear("failed").reason)
        self.line.order(2, rows=0)
        self.assertIn("rows: 0", self.line.hear("failed").reason)
        for task_id, changes in enumerate((
                {"features": [1.0]}, {"targets": [1.0, 2.0]}, {"weights": [1.0, 1.0]}), start=3):
            self.line.order(task_id, rows=1)
            self.line.send_rows(task_id, changes.pop("targets", [1.0]), **{"at_unix_ms": [0], "features": [1, 1],
                                                                          **changes})
            self.assertEqual(task_id, self.line.hear("failed").task_id)

    def test_too_few_and_too_many_rows_are_failures(self):
        self.line.order(1, rows=2)
        self.line.send_rows(1, [1.0])
        self.assertIn("1 came of the 2", self.line.hear("failed").reason)
        self.line.order(2, rows=1)
        self.line.send_rows(2, [1.0, 2.0], last=False)
        self.assertIn("at least 2 came of the 1", self.line.hear("failed").reason)

    def test_an_order_beyond_the_slots_is_refused(self):
        self.line.order(1, rows=1, learner="endless")
        self.line.order(2, rows=1)
        self.assertIn("slots: all 1", self.line.hear("failed").reason)


class DeskTest(unittest.TestCase):
    """What happens between two lines of a conversation."""

    def setUp(self):
        self.reports = []
        self.pool = ThreadPoolExecutor(1)
        self.addCleanup(self.pool.shutdown)
        self.desk = TrainingDesk(
            Terms.of(messages.Terms(**TERMS)), self.take, {"mean": Mean()}, SEAL, 1, self.pool)
        self.on_last = lambda: None

    def take(self, report: messages.TrainingReport) -> None:
        self.reports.append(report.WhichOneof("report"))
        if report.model.last:
            self.on_last()

    def order(self, task_id: int) -> None:
        self.desk.receive(messages.TrainingTask(order=messages.TrainingOrder(
            task_id=task_id, learner="mean", schema=SCHEMA, rows=1, time_limit=Duration(seconds=60))))

    def send_row(self, task_id: int) -> None:
        self.desk.receive(messages.TrainingTask(rows=messages.RowChunk(
            task_id=task_id, at_unix_ms=[0], features=[1, 1], targets=[1], last=True)))

    def test_a_slot_is_free_for_the_order_that_comes_while_the_last_chunk_is_being_sent(self):
        self.on_last = lambda: self.order(2)
        self.order(1)
        self.send_row(1)
        self.pool.shutdown()
        self.assertEqual(["progress", "model"], self.reports)

    def test_a_training_that_is_cancelled_while_it_waits_for_a_thread_holds_no_rows(self):
        free = threading.Event()
        self.pool.submit(free.wait)
        self.order(1)
        self.send_row(1)
        training = self.desk._trainings[1]
        self.assertEqual(1, len(training.dataset))
        self.desk.receive(messages.TrainingTask(cancelled=messages.TrainingCancelled(task_id=1)))
        self.assertIsNone(training.dataset)
        free.set()
        self.pool.shutdown()
        self.assertEqual([], self.reports)

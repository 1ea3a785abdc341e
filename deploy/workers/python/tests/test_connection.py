from __future__ import annotations

import unittest

from conversation import SEAL, ConversationTest
from fake_server import PATIENCE_SECONDS, FakeServer
from retrain_worker import Worker
from retrain_worker.connection import Pause
from toy_learners import Mean


class ConnectionTest(ConversationTest):
    def test_a_worker_returns_to_a_server_that_was_restarted(self):
        self.server.training().greet()
        self.server.stop()
        again = FakeServer(self.server.port)
        self.addCleanup(again.stop)
        self.assertEqual("tester", again.training().greet().worker)
        self.assertEqual("tester", again.scoring().greet().worker)

    def test_a_training_ends_with_its_stream_and_the_next_stream_starts_anew(self):
        line = self.server.training()
        line.greet()
        line.order(1, rows=1, learner="endless")
        line.send_rows(1, [1.0])
        self.assertTrue(self.endless.started.wait(PATIENCE_SECONDS))
        line.hang_up()
        self.assertTrue(self.endless.ended.wait(PATIENCE_SECONDS))
        line = self.server.training()
        line.greet()
        line.order(1, rows=1)
        line.send_rows(1, [1.0])
        line.hear("progress")
        line.hear_model()

    def test_a_stopping_worker_tells_what_it_leaves_and_ends_its_streams(self):
        training, scoring = self.server.training(), self.server.scoring()
        training.greet()
        scoring.greet()
        training.order(1, rows=1, learner="endless")
        training.send_rows(1, [1.0])
        training.hear("progress")
        self.worker.stop()
        self.assertEqual("the worker is stopping", training.hear("failed").reason)
        training.hear("end")
        scoring.hear("end")
        self.assertTrue(self.endless.ended.wait(PATIENCE_SECONDS))

    def test_a_worker_offers_itself_to_every_server(self):
        other = FakeServer()
        self.addCleanup(other.stop)
        worker = Worker("both", [self.server.address, other.address], [Mean()], SEAL)
        worker.start()
        self.addCleanup(worker.stop)
        names = {self.server.training().greet().worker for _ in range(2)}
        self.assertEqual({"tester", "both"}, names)
        self.assertEqual("both", other.training().greet().worker)
        self.assertEqual("both", other.scoring().greet().worker)


class PauseTest(unittest.TestCase):
    def test_pauses_grow_to_a_bound_and_start_anew_after_a_stream_that_held(self):
        pause = Pause(first=1.0, longest=8.0)
        for longest in (1, 2, 4, 8, 8):
            self.assertTrue(longest / 2 <= pause.after(lasted=0.1) <= longest)
        self.assertLessEqual(pause.after(lasted=60), 1)

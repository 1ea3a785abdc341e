from __future__ import annotations

import socket
import unittest
from unittest import mock

from conversation import SEAL, ConversationTest
from fake_server import PATIENCE_SECONDS, FakeServer
from retrain_worker import Worker
from retrain_worker.addresses import look_up
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


class AddressesTest(unittest.TestCase):
    def setUp(self):
        self.found = {"10.0.0.2", "10.0.0.1", "fd00::1"}
        patched = mock.patch("socket.getaddrinfo", self.getaddrinfo)
        patched.start()
        self.addCleanup(patched.stop)

    def getaddrinfo(self, host: str, port: str, type: int):  # As it is called.
        if not self.found:
            raise socket.gaierror(socket.EAI_NONAME, f"{host} is unknown")
        return [(socket.AF_INET, type, 6, "", (address, int(port))) for address in self.found]

    def test_a_name_stands_for_every_address_that_it_has(self):
        self.assertEqual(["localhost:5081"], look_up("localhost:5081"))
        self.assertEqual(["10.0.0.1:5081", "10.0.0.2:5081", "[fd00::1]:5081"], look_up("dns:silos:5081"))
        self.found.clear()
        self.assertIsNone(look_up("dns:silos:5081"))

    def test_a_server_that_appears_under_a_name_is_connected_and_one_that_is_gone_is_not_called_again(self):
        one = FakeServer(host="127.0.0.1")
        two = FakeServer(host="127.0.0.2", port=one.port)
        self.addCleanup(one.stop)
        self.addCleanup(two.stop)
        self.found = {"127.0.0.1"}
        with mock.patch("retrain_worker.worker.LOOK_UP_EVERY_SECONDS", 0.02):
            worker = Worker("tester", [f"dns:pool:{one.port}"], [Mean()], SEAL, pause=lambda: Pause(0.02))
            worker.start()
            self.addCleanup(worker.stop)
            line = one.training()
            line.greet()
            self.found = {"127.0.0.2"}
            two.training().greet()
            left = worker._lines[one.address, "Train"]
            line.hang_up()
            left._thread.join(PATIENCE_SECONDS)
            self.assertFalse(left.is_alive)
            self.found = {"127.0.0.1", "127.0.0.2"}
            one.training().greet()


class PauseTest(unittest.TestCase):
    def test_pauses_grow_to_a_bound_and_start_anew_after_a_stream_that_held(self):
        pause = Pause(first=1.0, longest=8.0)
        for longest in (1, 2, 4, 8, 8):
            self.assertTrue(longest / 2 <= pause.after(lasted=0.1) <= longest)
        self.assertLessEqual(pause.after(lasted=60), 1)

"""A worker of toy learners and a fake server, for each test anew."""
from __future__ import annotations

import logging
import unittest

from retrain_worker import Seal, Worker
from retrain_worker.connection import Pause
from toy_learners import Broken, Endless, Mean
from fake_server import FakeServer

# A test's failures are its own; what the worker logs of broken learners is not one.
logging.disable(logging.CRITICAL)

SEAL = Seal(bytes(range(32)))


class ConversationTest(unittest.TestCase):
    slots = 1

    def setUp(self):
        self.server = FakeServer()
        self.addCleanup(self.server.stop)
        self.mean, self.endless = Mean(), Endless()
        self.worker = Worker("tester", [self.server.address], [self.mean, self.endless, Broken()], SEAL, self.slots,
                             pause=lambda: Pause(0.02))
        self.worker.start()
        self.addCleanup(self.worker.stop)

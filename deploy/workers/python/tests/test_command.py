from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from fake_server import PATIENCE_SECONDS, FakeServer
from retrain_worker import read_key

FOLDER = Path(__file__).resolve().parents[1]


class CommandTest(unittest.TestCase):
    def setUp(self):
        self.server = FakeServer()
        self.addCleanup(self.server.stop)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def start(self, *arguments: str) -> subprocess.Popen:
        command = [sys.executable, FOLDER / "worker.py", "--server", self.server.address, "--name", "pool-1",
                   "--key-file", self.folder / "state/key", *arguments]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def test_a_learner_is_a_file_of_ones_own_and_SIGTERM_ends_the_worker_cleanly(self):
        process = self.start("--learner", str(FOLDER / "tests/toy_learners.py"), "--slots", "3")
        training, scoring = self.server.training(), self.server.scoring()
        offer = training.greet()
        scoring.greet()
        self.assertEqual(("pool-1", 3, ["mean"]), (offer.worker, offer.slots, [of.name for of in offer.learners]))
        training.order(1, rows=1)
        training.send_rows(1, [4.0])
        training.hear("progress")
        scoring.send_model("a", training.hear_model())
        scoring.hear("loaded")
        scoring.ask(1, "a")
        self.assertEqual([4.5], list(scoring.hear("scores").values))
        process.send_signal(signal.SIGTERM)
        training.hear("end")
        scoring.hear("end")
        self.assertEqual(0, process.wait(PATIENCE_SECONDS))

    def test_a_learner_that_is_not_there_ends_the_start(self):
        process = self.start("--learner", "nobody")
        self.assertEqual(1, process.wait(PATIENCE_SECONDS))
        self.assertIn("--learner nobody: there is no", process.stderr.read())

    def test_a_key_that_is_none_ends_the_start(self):
        (self.folder / "state").mkdir()
        for written in ("secret", "00ff"):
            (self.folder / "state/key").write_text(written)
            process = self.start("--learner", str(FOLDER / "tests/toy_learners.py"))
            self.assertEqual(1, process.wait(PATIENCE_SECONDS))
            self.assertIn("must be at least 64 hexadecimal digits", process.stderr.read())

    def test_a_key_is_made_once_and_only_its_owner_may_read_it(self):
        path = self.folder / "pool/key"
        key = read_key(path)
        self.assertEqual((32, key), (len(key), read_key(path)))
        self.assertEqual(0o600, path.stat().st_mode & 0o777)
        self.assertEqual([path], list(path.parent.iterdir()))

from __future__ import annotations

import struct

from conversation import SEAL, ConversationTest


def model(mean: float, learner: str = "mean", padding: int = 0) -> bytes:
    return SEAL.close(learner, struct.pack("<d", mean) + bytes(padding))


class ScoringTest(ConversationTest):
    def setUp(self):
        super().setUp()
        self.line = self.server.scoring()
        self.line.greet()

    def load(self, artifact_id: str, content: bytes) -> None:
        self.line.send_model(artifact_id, content)
        self.assertEqual(artifact_id, self.line.hear("loaded").artifact_id)

    def test_rows_are_scored_by_the_model_that_they_name(self):
        self.load("a", model(1.0, padding=5000))
        self.load("b", model(2.0))
        self.line.ask(1, "a", rows=2)
        self.line.ask(2, "b")
        self.assertEqual({1: [1.5, 1.5], 2: [2.5]},
                         {scores.request_id: list(scores.values) for scores in (
                             self.line.hear("scores"), self.line.hear("scores"))})

    def test_a_model_that_was_tampered_with_is_not_loaded(self):
        damaged = bytearray(model(1.0))
        damaged[-1] ^= 1
        for content in (bytes(damaged), model(1.0)[:20], model(1.0, learner="endless")):
            self.line.send_model("a", content)
            self.assertIn("sealed with a key", self.line.hear("load_failed").reason)
        self.load("a", model(1.0))

    def test_a_learner_that_was_not_offered_loads_nothing(self):
        self.line.send_model("a", model(1.0, learner="unknown"), learner="unknown")
        self.assertIn("learner: 'unknown'", self.line.hear("load_failed").reason)

    def test_a_model_over_the_bound_is_not_collected(self):
        self.line.send_model("a", model(1.0, padding=100_000))
        self.assertIn("more than the 100000 bytes", self.line.hear("load_failed").reason)

    def test_a_released_model_is_forgotten_and_may_come_again(self):
        self.load("a", model(1.0))
        self.line.say(released={"artifact_id": "a"})
        self.line.ask(1, "a")
        self.assertIn("artifact_id: 'a' is not loaded", self.line.hear("failed").reason)
        self.load("a", model(3.0))
        self.line.ask(2, "a")
        self.assertEqual([3.5], list(self.line.hear("scores").values))

    def test_beyond_the_bound_the_model_used_longest_ago_is_forgotten(self):
        for artifact_id, mean in (("a", 1.0), ("b", 2.0)):
            self.load(artifact_id, model(mean))
        self.line.ask(1, "a")
        self.line.hear("scores")
        self.load("c", model(3.0))
        self.line.ask(2, "b")
        self.assertEqual(2, self.line.hear("failed").request_id)
        for request_id, artifact_id in ((3, "a"), (4, "c")):
            self.line.ask(request_id, artifact_id)
            self.assertEqual(request_id, self.line.hear("scores").request_id)

    def test_a_scorer_that_fails_tells_why_and_the_worker_lives_on(self):
        self.line.send_model("a", model(1.0, learner="broken"), learner="broken")
        self.line.hear("loaded")
        self.line.ask(1, "a")
        self.assertIn("AttributeError", self.line.hear("failed").reason)
        self.line.hear_heartbeat()

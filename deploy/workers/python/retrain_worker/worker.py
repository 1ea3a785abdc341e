"""All streams of one worker."""
from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from .connection import Line, Pause
from .learner import Learner
from .scoring import ScoringDesk
from .seal import Seal
from .stubs import messages
from .training import TrainingDesk


class Worker:
    """Offers its learners to one or more server processes until it is stopped."""

    def __init__(self, name: str, servers: Sequence[str], learners: Sequence[Learner], seal: Seal, slots: int = 1,
                 first_pause: float | None = None):
        for learner in learners:
            if not re.fullmatch("[a-z0-9-]{1,40}", learner.name):
                raise ValueError(f"learner: '{learner.name}'; 1 to 40 of a-z, 0-9 and '-'")
        by_name = {learner.name: learner for learner in learners}
        if len(by_name) != len(learners):
            raise ValueError(f"learners: a name is there twice: {[learner.name for learner in learners]}")
        offer = messages.Offer(worker=name, slots=slots, learners=[
            messages.WorkerLearner(name=learner.name, tasks=[task.value for task in learner.tasks])
            for learner in learners])
        # Over all servers: each may send as many as there are slots, and what finds no thread waits here.
        self._pool = ThreadPoolExecutor(slots, "training")

        def open_training(terms, send):
            return TrainingDesk(terms, send, by_name, seal, slots, self._pool)

        def open_scoring(terms, send):
            return ScoringDesk(terms, send, by_name, seal)

        def pause() -> Pause:
            return Pause() if first_pause is None else Pause(first_pause)

        self._lines = [line for server in servers for line in (
            Line(server, "Train", messages.TrainingReport, offer, open_training, pause()),
            Line(server, "Score", messages.ScoringReport, offer, open_scoring, pause()))]

    def start(self) -> None:
        for line in self._lines:
            line.start()

    def stop(self) -> None:
        """Cancels what is being trained and says so to the servers."""
        for line in self._lines:
            line.finish()
        for line in self._lines:
            line.join()
        self._pool.shutdown(wait=False, cancel_futures=True)

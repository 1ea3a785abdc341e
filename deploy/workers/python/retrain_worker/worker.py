"""All streams of one worker."""
from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from .addresses import look_up
from .connection import Line, Pause
from .learner import Learner
from .scoring import ScoringDesk
from .seal import Seal
from .stubs import messages
from .training import TrainingDesk

LOOK_UP_EVERY_SECONDS = 15.0


class Worker:
    """Offers its learners to one or more server processes until it is stopped."""

    def __init__(self, name: str, servers: Sequence[str], learners: Sequence[Learner], seal: Seal, slots: int = 1,
                 pause: Callable[[], Pause] = Pause):
        for learner in learners:
            if not re.fullmatch("[a-z0-9-]{1,40}", learner.name):
                raise ValueError(f"learner: '{learner.name}'; 1 to 40 of a-z, 0-9 and '-'")
        self._learners = {learner.name: learner for learner in learners}
        if len(self._learners) != len(learners):
            raise ValueError(f"learners: a name is there twice: {[learner.name for learner in learners]}")
        self._servers, self._seal, self._slots, self._pause = servers, seal, slots, pause
        self._offer = messages.Offer(worker=name, slots=slots, learners=[
            messages.WorkerLearner(name=learner.name, tasks=[task.value for task in learner.tasks])
            for learner in learners])
        # Over all servers: each may send as many as there are slots, and what finds no thread waits here.
        self._pool = ThreadPoolExecutor(slots, "training")
        self._addresses: dict[str, list[str]] = {}
        self._lines: dict[tuple[str, str], Line] = {}
        self._stopping = threading.Event()
        self._follower = threading.Thread(target=self._follow, name="addresses", daemon=True)

    def start(self) -> None:
        self._follower.start()

    def stop(self) -> None:
        """Cancels what is being trained and says so to the servers."""
        self._stopping.set()
        self._follower.join()
        for line in self._lines.values():
            line.finish()
        for line in self._lines.values():
            line.join()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _follow(self) -> None:
        """Servers come and go under a name; whom a name no longer tells is left when it ends its stream."""
        while True:
            for server in self._servers:
                if (found := look_up(server)) is not None:
                    self._addresses[server] = found
            for address in {address for found in self._addresses.values() for address in found}:
                self._connect(address)
            if self._stopping.wait(LOOK_UP_EVERY_SECONDS):
                return

    def _connect(self, address: str) -> None:
        for method, report, desk in (("Train", messages.TrainingReport, self._training_desk),
                                     ("Score", messages.ScoringReport, self._scoring_desk)):
            line = self._lines.get((address, method))
            if line is None or not line.is_alive:
                line = Line(address, method, report(offer=self._offer), desk, self._pause(), self._is_there)
                self._lines[address, method] = line
                line.start()

    def _is_there(self, address: str) -> bool:
        return any(address in found for found in list(self._addresses.values()))

    def _training_desk(self, terms, send) -> TrainingDesk:
        return TrainingDesk(terms, send, self._learners, self._seal, self._slots, self._pool)

    def _scoring_desk(self, terms, send) -> ScoringDesk:
        return ScoringDesk(terms, send, self._learners, self._seal)

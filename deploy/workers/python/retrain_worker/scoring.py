"""One Score stream: models and rows in, scores out."""
from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from .dataset import Rows, Schema
from .learner import Learner, Scorer
from .outbox import StreamEnded
from .seal import Seal
from .stubs import messages
from .terms import Terms, reason_of

log = logging.getLogger(__name__)


class Held:
    """A model: first its chunks are collected, then it is loaded."""

    def __init__(self, learner: str, schema: Schema):
        self.learner, self.schema = learner, schema
        self.content = bytearray()
        self.scorer: Scorer | None = None


class ScoringDesk:
    """The models that one stream holds. Called by the stream's thread; answers from its own."""

    def __init__(self, terms: Terms, send: Callable[[object], None], learners: Mapping[str, Learner], seal: Seal):
        self._terms, self._send, self._learners, self._seal = terms, send, learners, seal
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._lock = threading.Lock()
        self._waiting = 0
        # No prediction waits for a model to load, nor behind the many rows of a validation.
        self._loads = ThreadPoolExecutor(1, "load")
        self._scores = ThreadPoolExecutor(2, "score")

    def receive(self, task: messages.ScoringTask) -> None:
        kind = task.WhichOneof("task")
        if kind == "artifact":
            self._collect(task.artifact)
        elif kind == "rows":
            self._enqueue(task.rows)
        elif kind == "released":
            self._drop(task.released.artifact_id)

    def abandon(self, reason: str) -> None:
        """The worker ends; what came is still answered."""
        self._scores.shutdown()

    def end(self) -> None:
        """The stream is gone: a new one gets its models anew."""
        with self._lock:
            self._held.clear()
        self._loads.shutdown(wait=False, cancel_futures=True)
        self._scores.shutdown(wait=False, cancel_futures=True)

    def _collect(self, chunk: messages.ArtifactChunk) -> None:
        with self._lock:
            held = self._held.get(chunk.artifact_id)
            if held is None and chunk.learner:
                held = self._held[chunk.artifact_id] = Held(chunk.learner, Schema.of(chunk.schema))
                # The server releases in time; this only bounds what one that does not can make a worker hold.
                while len(self._held) > self._terms.artifacts_max:
                    self._held.popitem(last=False)
        if held is None or held.scorer is not None:
            return
        held.content += chunk.content
        if len(held.content) > self._terms.artifact_bytes_max:
            self._refuse(chunk.artifact_id, f"more than the {self._terms.artifact_bytes_max} bytes of the terms")
        elif chunk.last:
            self._loads.submit(self._load, chunk.artifact_id, held)

    def _load(self, artifact_id: str, held: Held) -> None:
        try:
            learner = self._learners.get(held.learner)
            if learner is None:
                raise ValueError(f"learner: '{held.learner}' was not offered")
            scorer = learner.load(self._seal.open(held.learner, bytes(held.content)), held.schema)
        except Exception as error:  # Whatever a learner throws, the worker lives on.
            log.exception("model %.12s: not loaded", artifact_id)
            self._refuse(artifact_id, reason_of(error))
            return
        with self._lock:
            held.scorer, held.content = scorer, bytearray()
            if self._held.get(artifact_id) is not held:
                # Released in the meantime.
                return
        log.info("model %.12s: loaded", artifact_id)
        self._report(messages.ScoringReport(loaded=messages.ArtifactLoaded(artifact_id=artifact_id)))

    def _enqueue(self, request: messages.Rows) -> None:
        with self._lock:
            held = self._held.get(request.artifact_id)
            is_loaded = held is not None and held.scorer is not None
            is_full = self._waiting >= self._terms.requests_max
            if is_loaded and not is_full:
                self._held.move_to_end(request.artifact_id)
                self._waiting += 1
        if not is_loaded:
            self._fail(request.request_id, f"artifact_id: '{request.artifact_id[:64]}' is not loaded")
        elif is_full:
            self._fail(request.request_id, f"requests: {self._terms.requests_max} wait already")
        else:
            try:
                self._scores.submit(self._score, request, held)
            except RuntimeError:
                self._fail(request.request_id, "the worker is stopping")

    def _score(self, request: messages.Rows, held: Held) -> None:
        try:
            rows = Rows.of(request, len(held.schema.features))
            values = [float(value) for value in held.scorer.predict(rows)]
            if len(values) != len(rows.times):
                raise ValueError(f"the learner gave {len(values)} scores for {len(rows.times)} rows")
            self._report(messages.ScoringReport(
                scores=messages.Scores(request_id=request.request_id, values=values)))
        except Exception as error:  # Whatever a learner throws, the worker lives on.
            log.exception("request %d: failed", request.request_id)
            self._fail(request.request_id, reason_of(error))
        finally:
            with self._lock:
                self._waiting -= 1

    def _refuse(self, artifact_id: str, reason: str) -> None:
        self._drop(artifact_id)
        self._report(messages.ScoringReport(
            load_failed=messages.LoadFailed(artifact_id=artifact_id, reason=reason)))

    def _fail(self, request_id: int, reason: str) -> None:
        self._report(messages.ScoringReport(failed=messages.ScoringFailed(request_id=request_id, reason=reason)))

    def _drop(self, artifact_id: str) -> None:
        with self._lock:
            self._held.pop(artifact_id, None)

    def _report(self, report: messages.ScoringReport) -> None:
        try:
            self._send(report)
        except StreamEnded:
            pass

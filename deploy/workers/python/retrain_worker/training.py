"""One Train stream: orders and rows in, models out."""
from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor

from .dataset import Dataset, DatasetBuilder, Schema
from .learner import Learner, TrainingCancelled, TrainingContext
from .outbox import StreamEnded
from .seal import Seal
from .stubs import messages
from .terms import Terms, reason_of

log = logging.getLogger(__name__)


class Training:
    """An order: first its rows are collected, then it runs on a thread of the pool."""

    def __init__(self, order: messages.TrainingOrder, learner: Learner, context: TrainingContext):
        self.learner, self.context = learner, context
        self.builder: DatasetBuilder | None = DatasetBuilder(Schema.of(order.schema), order.rows)
        self.dataset: Dataset | None = None

    def complete(self) -> None:
        self.dataset, self.builder = self.builder.finish(), None

    def take(self) -> Dataset:
        """The rows, which nobody else holds from now on."""
        dataset, self.dataset = self.dataset, None
        self.context.check()
        return dataset

    def cancel(self, reason: str) -> None:
        """It may wait for a thread still, but not with its rows."""
        self.context.cancel(reason)
        self.builder = self.dataset = None


class TrainingDesk:
    """What is going on over one stream. Called by the stream's thread; answers from the pool's threads."""

    def __init__(self, terms: Terms, send: Callable[[object], None], learners: Mapping[str, Learner], seal: Seal,
                 slots: int, pool: Executor):
        self._terms, self._send, self._learners, self._seal = terms, send, learners, seal
        self._slots, self._pool = slots, pool
        self._trainings: dict[int, Training] = {}
        self._lock = threading.Lock()

    def receive(self, task: messages.TrainingTask) -> None:
        kind = task.WhichOneof("task")
        if kind == "order":
            self._guard(task.order.task_id, self._accept, task.order)
        elif kind == "rows":
            self._guard(task.rows.task_id, self._collect, task.rows)
        elif kind == "cancelled" and (training := self._forget(task.cancelled.task_id)) is not None:
            training.cancel(task.cancelled.reason)

    def abandon(self, reason: str) -> None:
        """The worker ends: who waits is told."""
        for task_id in list(self._trainings):
            self._fail(task_id, reason)

    def end(self) -> None:
        """The stream is gone, and with it who waited."""
        with self._lock:
            trainings = list(self._trainings.values())
            self._trainings.clear()
        for training in trainings:
            training.cancel("the stream has ended")

    def _guard(self, task_id: int, act: Callable[[object], None], message: object) -> None:
        try:
            act(message)
        except (ValueError, MemoryError) as error:
            self._fail(task_id, reason_of(error))

    def _accept(self, order: messages.TrainingOrder) -> None:
        learner = self._learners.get(order.learner)
        if learner is None:
            raise ValueError(f"learner: '{order.learner}' was not offered")
        if len(self._trainings) >= self._slots:
            raise ValueError(f"slots: all {self._slots} are taken")

        def report(done: int, total: int, loss: float) -> None:
            self._report(messages.TrainingReport(progress=messages.TrainingProgress(
                task_id=order.task_id, done=done, total=total, loss=loss)))

        context = TrainingContext(order.seed, order.time_limit.ToTimedelta().total_seconds(), report)
        training = Training(order, learner, context)
        with self._lock:
            self._trainings[order.task_id] = training
        log.info("task %d: %s, %d rows", order.task_id, order.learner, order.rows)

    def _collect(self, chunk: messages.RowChunk) -> None:
        training = self._trainings.get(chunk.task_id)
        if training is None:
            # Rows that were on their way when the task was refused or cancelled.
            return
        training.builder.add(chunk)
        if chunk.last:
            training.complete()
            self._pool.submit(self._run, chunk.task_id, training)

    def _run(self, task_id: int, training: Training) -> None:
        try:
            content = training.learner.train(training.take(), training.context)
            sealed = self._seal.close(training.learner.name, content)
            if len(sealed) > self._terms.artifact_bytes_max:
                raise ValueError(f"the model has {len(sealed)} bytes; at most {self._terms.artifact_bytes_max}")
            for chunk in self._chunks(task_id, sealed):
                training.context.check()
                if chunk.model.last:
                    # Before the server may send the next order.
                    self._forget(task_id)
                self._send(chunk)
            log.info("task %d: trained, %d bytes", task_id, len(sealed))
        except StreamEnded:
            self._forget(task_id)
        except TrainingCancelled as cancelled:
            log.info("task %d: cancelled: %s", task_id, cancelled)
            if task_id in self._trainings:
                self._fail(task_id, reason_of(cancelled))
        except Exception as error:  # Whatever a learner throws, the worker lives on.
            log.exception("task %d: failed", task_id)
            self._fail(task_id, reason_of(error))

    def _chunks(self, task_id: int, content: bytes) -> Iterator[messages.TrainingReport]:
        size = self._terms.chunk_bytes_max
        for start in range(0, len(content), size):
            chunk = messages.ModelChunk(
                task_id=task_id, content=content[start:start + size], last=start + size >= len(content))
            yield messages.TrainingReport(model=chunk)

    def _fail(self, task_id: int, reason: str) -> None:
        if (training := self._forget(task_id)) is not None:
            training.cancel(reason)
        self._report(messages.TrainingReport(failed=messages.TrainingFailed(task_id=task_id, reason=reason)))

    def _report(self, report: messages.TrainingReport) -> None:
        try:
            self._send(report)
        except StreamEnded:
            pass

    def _forget(self, task_id: int) -> Training | None:
        with self._lock:
            return self._trainings.pop(task_id, None)

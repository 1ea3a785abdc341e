"""What a stream has still to send: a few reports, and a heartbeat when there is none."""
from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

# Chunks of a model wait for the network here, and their sender with them.
CAPACITY = 8


class StreamEnded(Exception):
    """The stream that the report was for is gone, and so is who waited for it."""


class Outbox:
    """gRPC's request iterator. Many threads put, gRPC's own takes."""

    def __init__(self, heartbeat: Callable[[], object]):
        self._heartbeat = heartbeat
        self._every: float | None = None
        self._reports: deque[object] = deque()
        self._changed = threading.Condition()
        self._finished = False

    def put(self, report: object) -> None:
        """Waits while the outbox is full."""
        with self._changed:
            self._changed.wait_for(lambda: self._finished or len(self._reports) < CAPACITY)
            if self._finished:
                raise StreamEnded
            self._reports.append(report)
            self._changed.notify_all()

    def beat_every(self, seconds: float) -> None:
        with self._changed:
            self._every = seconds
            self._changed.notify_all()

    def finish(self) -> None:
        """Takes no more; what is there still goes out, and then the worker's side of the stream ends."""
        with self._changed:
            self._finished = True
            self._changed.notify_all()

    def discard(self) -> None:
        with self._changed:
            self._reports.clear()
            self.finish()

    def __iter__(self) -> Outbox:
        return self

    def __next__(self) -> object:
        with self._changed:
            # Until the terms are there nothing tells how often to beat.
            while not self._reports and not self._finished:
                if not self._changed.wait(self._every) and self._every is not None:
                    return self._heartbeat()
            if not self._reports:
                raise StopIteration
            self._changed.notify_all()
            return self._reports.popleft()

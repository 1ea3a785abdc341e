"""A stream to a server that is opened again and again for as long as the worker lives."""
from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from typing import Protocol

import grpc

from .channels import open_channel, token
from .outbox import Outbox
from .stubs import services
from .terms import Terms

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
# For the terms after an offer, and for the server's goodbye.
ANSWER_SECONDS = 20.0
GOODBYE_SECONDS = 5.0


class Desk(Protocol):
    """What is done with the tasks of one stream."""

    def receive(self, task: object) -> None: ...

    def abandon(self, reason: str) -> None: ...

    def end(self) -> None: ...


class Pause:
    """Exponential, so that a server that is down is left alone; random, so that workers do not return all at once."""

    def __init__(self, first: float = FIRST_PAUSE_SECONDS, longest: float = LONGEST_PAUSE_SECONDS):
        self._first, self._longest, self._next = first, longest, first

    def after(self, lasted: float) -> float:
        """The pause after a stream that lasted so long; one that outlived its pause was well."""
        if lasted > self._next:
            self._next = self._first
        pause, self._next = self._next, min(2 * self._next, self._longest)
        return pause * random.uniform(0.5, 1.0)


class Line:
    """One of the two streams to one server, on a thread of its own."""

    def __init__(self, address: str, method: str, offer: object,
                 open_desk: Callable[[Terms, Callable[[object], None]], Desk], pause: Pause,
                 is_there: Callable[[str], bool]):
        self._address, self._method, self._offer = address, method, offer
        self._open_desk, self._pause, self._is_there = open_desk, pause, is_there
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._desk: Desk | None = None
        self._outbox: Outbox | None = None
        self._call: grpc.Call | None = None
        self._thread = threading.Thread(target=self._run, name=f"{method} {address}", daemon=True)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        """Tells the server that this worker goes."""
        with self._lock:
            self._stopping.set()
            desk, outbox = self._desk, self._outbox
        if desk is not None:
            desk.abandon("the worker is stopping")
        if outbox is not None:
            outbox.finish()

    def join(self) -> None:
        """Waits until the server has ended the stream as well, but not for ever."""
        self._thread.join(GOODBYE_SECONDS)
        with self._lock:
            call = self._call
        if call is not None:
            call.cancel()
            self._thread.join(GOODBYE_SECONDS)

    def _run(self) -> None:
        while not self._stopping.is_set() and self._is_there(self._address):
            began = time.monotonic()
            try:
                self._converse()
                ending = "the server has ended it"
            except grpc.RpcError as error:
                ending = f"{error.code().name}: {error.details()}"
            except Exception as error:  # A worker without a line would be of no use.
                log.exception("%s of %s failed", self._method, self._address)
                ending = str(error)
            if not self._stopping.is_set():
                pause = self._pause.after(time.monotonic() - began)
                log.warning("%s of %s ended, again in %.1f s: %s", self._method, self._address, pause, ending)
                self._stopping.wait(pause)

    def _converse(self) -> None:
        report_type = type(self._offer)
        outbox = Outbox(lambda: report_type(heartbeat={}))
        outbox.put(self._offer)
        desk = None
        with open_channel(self._address) as channel:
            call = getattr(services.WorkersStub(channel), self._method)(outbox, metadata=token())
            impatience = threading.Timer(ANSWER_SECONDS, call.cancel)
            impatience.daemon = True
            impatience.start()
            try:
                with self._lock:
                    if self._stopping.is_set():
                        return
                    self._outbox, self._call = outbox, call
                for task in call:
                    if desk is None:
                        impatience.cancel()
                        terms = Terms.of(task.terms)
                        desk = self._open_desk(terms, outbox.put)
                        # Half of it, so that one late beat loses nothing.
                        outbox.beat_every(terms.heartbeat_every / 2)
                        with self._lock:
                            self._desk = desk
                        log.info("%s of %s is open", self._method, self._address)
                    else:
                        desk.receive(task)
            finally:
                impatience.cancel()
                outbox.discard()
                with self._lock:
                    self._outbox = self._call = self._desk = None
                if desk is not None:
                    desk.end()

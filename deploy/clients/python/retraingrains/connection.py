"""The way to a server: its address, the token, and calls that are repeated while it cannot answer."""
from __future__ import annotations

import os
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar
from urllib.parse import urlsplit

import grpc

from .errors import RetrainError

Request, Response, Taken = TypeVar("Request"), TypeVar("Response"), TypeVar("Taken")

DEFAULT_URL = "http://localhost:5081"
# Of 10,000 predictions with 50 probabilities each, and room.
RESPONSE_BYTES_MAX = 64 << 20
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, REOPEN_SECONDS = 0.1, 5.0, 0.5
OPTIONS = (
    ("grpc.max_receive_message_length", RESPONSE_BYTES_MAX),
    ("grpc.max_send_message_length", -1),
    # A server that restarts is found again soon.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    # A stream on which nothing comes learns by pings alone that its server is gone.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
)


class Patience:
    """How long a call is repeated: pauses that double, until a deadline."""

    def __init__(self, seconds: float):
        self._seconds = seconds
        self.renew()

    @property
    def left(self) -> float:
        return max(self._end - time.monotonic(), 0.001)

    def renew(self) -> None:
        """Begins anew, after something went well."""
        self._end = time.monotonic() + self._seconds
        self._pause = FIRST_PAUSE_SECONDS

    def rest(self, error: grpc.RpcError) -> None:
        """Waits before the next try, or raises what the call failed with when no try is left."""
        pause = self._pause * random.uniform(0.5, 1.0)
        if not _passes(error) or time.monotonic() + pause >= self._end:
            raise RetrainError.of(error) from error
        time.sleep(pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)


def _passes(error: grpc.RpcError) -> bool:
    if error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED:
        # A message that is too large stays so.
        details = (error.details() or "").lower()
        return not ("message" in details and ("larger" in details or "exceeds" in details))
    return error.code() == grpc.StatusCode.UNAVAILABLE


class Connection:
    """One channel to one server."""

    def __init__(self, url: str | None, token: str | None, timeout: float, ca: str | os.PathLike | None):
        self.url = url or os.environ.get("RETRAIN_URL") or DEFAULT_URL
        if not timeout > 0:
            raise ValueError(f"timeout is {timeout}; it must be more than 0 seconds")
        self.timeout = timeout
        token = (token or os.environ.get("RETRAIN_TOKEN") or "").strip()
        if not (token.isascii() and token.isprintable()):
            raise ValueError("the token must consist of printable ASCII characters; see RETRAIN_TOKEN")
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()
        self.channel = _open(self.url, ca)

    def close(self) -> None:
        self.channel.close()

    def call_once(self, method: Callable[..., Response], request: Request) -> Response:
        """Calls a method that must not be repeated without knowing."""
        try:
            return method(request, timeout=self.timeout, metadata=self._metadata)
        except grpc.RpcError as error:
            raise RetrainError.of(error) from error

    def stream(self, method: Callable[..., Iterator[Response]], request: Request) -> Iterator[Response]:
        """Reads the answers to a long request as they come; where the stream is lost, it is not begun again."""
        call = method(request, metadata=self._metadata)
        try:
            yield from call
        except grpc.RpcError as error:
            raise RetrainError.of(error) from error
        finally:
            call.cancel()

    def call(self, method: Callable[..., Response], request: Request, seconds: float | None = None) -> Response:
        """Calls a method, again with the very same request while the server is away or has too much to do."""
        patience = Patience(seconds or self.timeout)
        while True:
            try:
                return method(request, timeout=patience.left, metadata=self._metadata)
            except grpc.RpcError as error:
                patience.rest(error)

    def read(self, method: Callable[..., Iterator[Response]], request: Request,
             take: Callable[[Iterator[Response]], Taken]) -> Taken:
        """Reads a stream to its end by `take`, from its beginning again where it breaks soon. A long one has no
        deadline: that its server is gone is learned by pings."""
        patience = Patience(self.timeout)
        while True:
            call = method(request, metadata=self._metadata)
            try:
                return take(call)
            except grpc.RpcError as error:
                patience.rest(error)
            finally:
                call.cancel()

    def follow(self, method: Callable[..., Iterator[Response]], request: Callable[[], Request],
               seconds: float | None) -> Iterator[Response]:
        """Reads a stream that has no end, and opens it again where it broke: `request` says from where on."""
        end = None if seconds is None else time.monotonic() + seconds
        patience = Patience(self.timeout)
        while True:
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                return
            opened = time.monotonic()
            call = method(request(), timeout=left, metadata=self._metadata)
            try:
                for response in call:
                    patience.renew()
                    yield response
                # A server that stops may end its streams as if all were said.
                time.sleep(REOPEN_SECONDS)
            except grpc.RpcError as error:
                if end is not None and (
                        error.code() == grpc.StatusCode.DEADLINE_EXCEEDED or time.monotonic() >= end):
                    return
                # It may have been well for hours in which nothing happened.
                if time.monotonic() - opened >= self.timeout:
                    patience.renew()
                patience.rest(error)
            finally:
                call.cancel()

    def converse(self, method: Callable[..., Iterator[Response]], requests: Iterable[Request],
                 ahead: int, timeout: float | None) -> Iterator[Response]:
        """Sends requests on one stream and yields their answers in order; at most `ahead` wait for theirs.

        Where the stream breaks, what has no answer yet is sent again on another, the very same."""
        source, unanswered = iter(requests), deque()
        patience = Patience(timeout or self.timeout)
        more, broken = True, False
        while more or unanswered:
            line = _Line(method, self._metadata, unanswered)
            try:
                while True:
                    while more and len(unanswered) < ahead:
                        try:
                            request = next(source)
                        except StopIteration:
                            more = False
                            break
                        unanswered.append(request)
                        line.send(request)
                    # Only after a break time goes on: neither the source nor the caller is waited for.
                    if not broken:
                        patience.renew()
                    if not unanswered:
                        line.finish(patience.left)
                        return
                    response = line.receive(patience.left)
                    broken = False
                    unanswered.popleft()
                    yield response
            except grpc.RpcError as error:
                broken = True
                patience.rest(error)
            finally:
                line.end()


class _Line:
    """One stream of questions and answers."""

    def __init__(self, method: Callable[..., Iterator], metadata: tuple, first: Iterable):
        self._outbox: SimpleQueue = SimpleQueue()
        for request in first:
            self._outbox.put(request)
        self._call = method(iter(self._outbox.get, None), metadata=metadata)

    def send(self, request: object) -> None:
        self._outbox.put(request)

    def receive(self, seconds: float) -> object:
        """Waits for the next answer; the whole stream has no deadline of its own."""
        late = threading.Event()
        impatience = threading.Timer(seconds, lambda: (late.set(), self._call.cancel()))
        impatience.daemon = True
        impatience.start()
        try:
            return next(self._call)
        except StopIteration:
            raise RetrainError("INTERNAL", "the server ended the stream before it had answered all batches") from None
        except grpc.RpcError as error:
            if late.is_set():
                raise RetrainError("DEADLINE_EXCEEDED", f"no answer to a batch within {seconds:.3g} s") from error
            raise
        finally:
            impatience.cancel()

    def finish(self, seconds: float) -> None:
        """Tells the server that no question follows, and lets it end the stream; all has been answered."""
        self._outbox.put(None)
        try:
            self.receive(seconds)
        except (RetrainError, grpc.RpcError):
            pass

    def end(self) -> None:
        self._outbox.put(None)
        self._call.cancel()


def _open(url: str, ca: str | os.PathLike | None) -> grpc.Channel:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"the address {url!r} is none: {error}") from None
    if (parts.scheme not in ("http", "https") or not parts.hostname or port is None or parts.path.strip("/")
            or parts.query or parts.fragment or "@" in parts.netloc):
        raise ValueError(f"the address is {url!r}; it must be http://HOST:PORT or https://HOST:PORT, where PORT is "
                         "that of gRPC (--grpc-port, 5081 by default)")
    target = f"[{parts.hostname}]:{port}" if ":" in parts.hostname else f"{parts.hostname}:{port}"
    if parts.scheme == "http":
        if ca is not None:
            raise ValueError(f"ca is given, but {url} is not encrypted; begin the address with https://")
        return grpc.insecure_channel(target, OPTIONS)
    roots = None if ca is None else Path(ca).read_bytes()
    return grpc.secure_channel(target, grpc.ssl_channel_credentials(roots), OPTIONS)

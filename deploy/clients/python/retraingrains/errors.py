"""What a refused or failed call raises."""
from __future__ import annotations

from collections.abc import Iterator

import grpc

DETAILS_KEY = "grpc-status-details-bin"
# Numbers of fields: Status.details, Any.type_url, Any.value, BadRequest.field_violations, FieldViolation's two.
DETAILS, TYPE_URL, VALUE, VIOLATIONS, FIELD, DESCRIPTION = 3, 1, 2, 1, 1, 2


class RetrainError(Exception):
    """A call that the server refused, or that could not be carried out.

    `code` is gRPC's name of the status, such as "INVALID_ARGUMENT"; `violations` has a pair (field, description) for
    each rule that the request broke."""

    def __init__(self, code: str, message: str, violations: list[tuple[str, str]] | None = None):
        super().__init__(code, message, violations or [])
        self.code, self.message, self.violations = code, message, violations or []

    def __str__(self) -> str:
        # The server's own text names the fields already.
        told = [f"{field} {description}" for field, description in self.violations if field not in self.message]
        return "\n  ".join([f"{self.code}: {self.message}", *told])

    @classmethod
    def of(cls, error: grpc.RpcError) -> RetrainError:
        """Reads a failed call."""
        trailers = dict(error.trailing_metadata() or ())
        return cls(error.code().name, error.details() or "", violations_in(trailers.get(DETAILS_KEY, b"")))


def violations_in(details: bytes) -> list[tuple[str, str]]:
    """Reads google.rpc.BadRequest out of a google.rpc.Status; empty where there is none.

    By hand, since their Python messages are another package's, and a second definition of them would be refused where
    both are loaded."""
    try:
        return list(_violations(details))
    except (IndexError, ValueError):
        return []


def _violations(details: bytes) -> Iterator[tuple[str, str]]:
    for detail in _values(details, DETAILS):
        if not b"".join(_values(detail, TYPE_URL)).endswith(b"/google.rpc.BadRequest"):
            continue
        for violation in _values(b"".join(_values(detail, VALUE)), VIOLATIONS):
            yield tuple(b"".join(_values(violation, number)).decode() for number in (FIELD, DESCRIPTION))


def _values(message: bytes, wanted: int) -> Iterator[bytes]:
    """The values of one field of a serialized message: texts, bytes and messages only."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == 0:
            _, at = _varint(message, at)
            continue
        if kind == 2:
            length, at = _varint(message, at)
        else:
            length = {1: 8, 5: 4}.get(kind)
            if length is None:
                raise ValueError(f"no such type on the wire: {kind}")
        if at + length > len(message):
            raise ValueError("the message is cut off")
        if kind == 2 and key >> 3 == wanted:
            yield message[at:at + length]
        at += length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    number, shift = 0, 0
    while True:
        byte = message[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at

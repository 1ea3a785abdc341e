"""The server's answer to an offer."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Terms:
    """Bounds of one stream; seconds and bytes."""

    heartbeat_every: float
    chunk_bytes_max: int
    artifact_bytes_max: int
    artifacts_max: int
    requests_max: int

    @classmethod
    def of(cls, message: object) -> Terms:
        return cls(message.heartbeat_every.ToTimedelta().total_seconds(), message.chunk_bytes_max,
                   message.artifact_bytes_max, message.artifacts_max, message.requests_max)


def reason_of(error: BaseException) -> str:
    """An error for the ledger: never empty, never longer than the protocol allows."""
    return f"{type(error).__name__}: {error}"[:2000]

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
    """An error for the ledger: never empty, and text that protobuf takes, whatever is in it."""
    text = f"{type(error).__name__}: {error}".encode("utf-8", "replace").decode("utf-8")
    # 2,000 are allowed, counted in UTF-16, where a character may take two.
    return text[:1000]

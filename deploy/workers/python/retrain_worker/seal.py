"""A keyed digest before each model, so that a worker loads only what a worker of its pool has trained."""
from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

KEY_BYTES = 32
DIGEST_BYTES = 32


class Seal:
    # Models are kept in the server's database, and scikit-learn has no form for them but pickle, which runs what it is
    # told to run. Whoever can write into that database must not run code here, so nothing is read that the key does
    # not vouch for. The learner's name is part of it: bytes of one learner are not read by another.
    def __init__(self, key: bytes):
        if len(key) < KEY_BYTES:
            raise ValueError(f"key: {len(key)} bytes; at least {KEY_BYTES}")
        self._key = key

    def close(self, learner: str, content: bytes) -> bytes:
        return self._digest(learner, content) + content

    def open(self, learner: str, sealed: bytes) -> bytes:
        digest, content = sealed[:DIGEST_BYTES], sealed[DIGEST_BYTES:]
        if not hmac.compare_digest(digest, self._digest(learner, content)):
            raise ValueError("the model is damaged, of another learner, or sealed with a key that this worker lacks")
        return content

    def _digest(self, learner: str, content: bytes) -> bytes:
        digest = hmac.new(self._key, learner.encode() + b"\0", hashlib.sha256)
        digest.update(content)
        return digest.digest()


def read_key(path: Path) -> bytes:
    """The pool's key; a new one where the file is missing. Workers that serve each other's models share the file."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # A link appears whole or not at all, and not over the key of a worker that was faster.
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
            opened.write(secrets.token_bytes(KEY_BYTES).hex() + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return bytes.fromhex(path.read_text("ascii"))

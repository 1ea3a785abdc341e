"""Arrays as plain bytes: nothing in them is ever run, and reading them takes no more memory than they do."""
from __future__ import annotations

import json

import numpy as np


def pack(description: dict, arrays: dict[str, np.ndarray]) -> bytes:
    """A line of JSON, then the arrays one after another as float32, little-endian."""
    head = {"description": description, "shapes": {name: list(array.shape) for name, array in arrays.items()}}
    bodies = (np.ascontiguousarray(array, "<f4").tobytes() for array in arrays.values())
    return b"".join([json.dumps(head).encode(), b"\n", *bodies])


def unpack(content: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    line, found, body = content.partition(b"\n")
    if not found:
        raise ValueError("the arrays have no description")
    head = json.loads(line)
    arrays, offset = {}, 0
    for name, shape in head["shapes"].items():
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(body, "<f4", count, offset).reshape(shape)
        offset += 4 * count
    if offset != len(body):
        raise ValueError(f"the arrays have {len(body)} bytes; their description says {offset}")
    return head["description"], arrays

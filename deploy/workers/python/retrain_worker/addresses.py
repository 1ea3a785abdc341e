"""Which server processes a --server stands for."""
from __future__ import annotations

import logging
import socket

log = logging.getLogger(__name__)

PREFIX = "dns:"
# A process takes two threads here; a fleet of more has its own worker for each part.
ADDRESSES_MAX = 64


def look_up(server: str) -> list[str] | None:
    """HOST:PORT itself, or for dns:NAME:PORT every address that the name has now; None when that cannot be told."""
    if not server.startswith(PREFIX):
        return [server]
    host, _, port = server.removeprefix(PREFIX).rpartition(":")
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        log.warning("%s cannot be looked up: %s", server, error)
        return None
    if len(found) > ADDRESSES_MAX:
        log.warning("%s has %d addresses; %d of them are used", server, len(found), ADDRESSES_MAX)
    return [f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
            for address in sorted(found)[:ADDRESSES_MAX]]

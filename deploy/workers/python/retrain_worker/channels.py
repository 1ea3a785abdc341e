"""Channels to servers: with TLS where an authority is named, and with the token that the server knows the worker by."""
from __future__ import annotations

import os
from pathlib import Path

import grpc

OPTIONS = (
    # A pause is chosen by the line, not by a channel that others use as well.
    ("grpc.use_local_subchannel_pool", 1),
    # A server says nothing while there is nothing to do, so only pings tell that its machine is gone.
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.max_pings_without_data", 0),
)


def open_channel(address: str) -> grpc.Channel:
    """TLS by RETRAIN_CA, a file of authorities; RETRAIN_CERTIFICATE and RETRAIN_KEY are what the worker shows, and
    RETRAIN_TLS_NAME is the name in the servers' certificates where that is not in their address."""
    authorities = os.environ.get("RETRAIN_CA", "")
    if not authorities:
        return grpc.insecure_channel(address, OPTIONS)
    files = [os.environ.get(name) for name in ("RETRAIN_KEY", "RETRAIN_CERTIFICATE")]
    if (files[0] is None) != (files[1] is None):
        raise ValueError("RETRAIN_KEY and RETRAIN_CERTIFICATE belong together: give both, or none")
    credentials = grpc.ssl_channel_credentials(
        Path(authorities).read_bytes(), *(Path(file).read_bytes() if file else None for file in files))
    name = os.environ.get("RETRAIN_TLS_NAME", "")
    named = (("grpc.ssl_target_name_override", name),) if name else ()
    return grpc.secure_channel(address, credentials, OPTIONS + named)


def token() -> tuple[tuple[str, str], ...]:
    """The token that the server knows this worker by, which must have the role operator; none where it needs none."""
    secret = os.environ.get("RETRAIN_TOKEN", "").strip()
    return (("authorization", f"Bearer {secret}"),) if secret else ()

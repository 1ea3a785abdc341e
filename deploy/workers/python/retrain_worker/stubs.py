"""The protocol's Python messages, compiled at every start (0.1 s), so that no generated file is kept anywhere."""
from __future__ import annotations

import importlib
import os
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import grpc_tools
from grpc_tools import protoc

# In the repository, and in the image, where the folders are laid out alike.
PROTO = Path(os.environ.get("RETRAIN_WORKER_PROTO") or Path(__file__).resolve().parents[4] / "proto")
NAMES = ("access", "schema", "workers")


def _load() -> tuple[ModuleType, ModuleType, ModuleType]:
    with tempfile.TemporaryDirectory() as folder:
        files = [f"retraingrains/v1/{name}.proto" for name in NAMES]
        well_known = Path(grpc_tools.__file__).parent / "_proto"
        options = [f"-I{PROTO}", f"-I{well_known}", f"--python_out={folder}", f"--grpc_python_out={folder}"]
        if protoc.main(["protoc", *options, *files]) != 0:
            raise ImportError(f"the protocol in {PROTO} cannot be compiled; RETRAIN_WORKER_PROTO names another folder")
        sys.path.insert(0, folder)
        try:
            importlib.invalidate_caches()
            return tuple(importlib.import_module(f"retraingrains.v1.{name}")
                         for name in ("schema_pb2", "workers_pb2", "workers_pb2_grpc"))
        finally:
            sys.path.remove(folder)


models, messages, services = _load()

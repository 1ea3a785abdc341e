#!/usr/bin/python3
"""Trains and scores models for RetrainGrains.

    worker.py --server localhost:5081 [--server other:5081] [--learner lstm --learner boosting] [--slots 1]

A learner is a file of the folder learners/, or the path of a file of yours that ends with .py. Needs Debian's
python3-grpcio, python3-grpc-tools and python3-numpy, and what its learners need.
"""
from __future__ import annotations

import argparse
import importlib.util
import logging
import os
import re
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from retrain_worker import Learner, Seal, Worker, read_key

LEARNERS = Path(__file__).resolve().parent / "learners"
STATE = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state")

log = logging.getLogger("worker")


def learners_of(name: str) -> list[Learner]:
    """What the file lists as LEARNERS."""
    path = Path(name) if name.endswith(".py") else LEARNERS / f"{name}.py"
    if not path.is_file():
        raise SystemExit(f"--learner {name}: there is no {path}")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return list(module.LEARNERS)


def seal_of(options: argparse.Namespace) -> Seal:
    written = os.environ.get("RETRAIN_WORKER_KEY")
    try:
        return Seal(bytes.fromhex(written) if written else read_key(options.key_file))
    except ValueError as error:
        place = "RETRAIN_WORKER_KEY" if written else f"--key-file {options.key_file}"
        raise SystemExit(f"{place}: must be at least 64 hexadecimal digits: {error}") from error


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Trains and scores models for RetrainGrains.")
    parser.add_argument("--server", action="append", required=True, metavar="HOST:PORT",
                        help="gRPC; may be repeated; dns:NAME:PORT is every address that the name has")
    parser.add_argument("--learner", action="append", metavar="NAME", help="may be repeated; default: lstm, boosting")
    parser.add_argument("--slots", type=int, default=1, choices=range(1, 65), metavar="1..64",
                        help="trainings at once; default: 1")
    parser.add_argument("--name", default=socket.gethostname(), help="for the server's log; default: the host's name")
    parser.add_argument("--key-file", type=Path, default=STATE / "retrain-worker/key",
                        help="seals models; made when missing; RETRAIN_WORKER_KEY goes before it")
    return parser.parse_args(arguments)


def wait_for_signals(*numbers: int) -> Callable[[], object]:
    """Call the answer to wait. A pipe, because a signal that comes just before a lock is waited for wakes nobody."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    for number in numbers:
        signal.signal(number, lambda *_: None)
    return lambda: os.read(reading, 1)


def main(arguments: list[str]) -> None:
    options = parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    name = re.sub(r"[^ -~]", "?", options.name)[:100] or "worker"
    learners = [learner for chosen in options.learner or ["lstm", "boosting"] for learner in learners_of(chosen)]
    worker = Worker(name, options.server, learners, seal_of(options), options.slots)
    wait = wait_for_signals(signal.SIGTERM, signal.SIGINT)
    worker.start()
    log.info("%s offers %s", name, ", ".join(learner.name for learner in learners))
    wait()
    worker.stop()
    log.info("stopped")
    logging.shutdown()
    # A training that does not look up would hold an ordinary exit.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])

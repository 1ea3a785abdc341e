"""A real server on free loopback ports, and the history of a street that models learn from."""
from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import grpc
import numpy as np
import pandas as pd

PACKAGE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PACKAGE))

# The path of RetrainGrains.Server.dll.
SERVER = os.environ.get("RETRAIN_TEST_SERVER", "")
START_SECONDS, STOP_SECONDS, TRAINING_SECONDS = 60, 60, 180
HOURS = 600


def free_ports(count: int) -> list[int]:
    """Ports that are free now; held together until all are chosen, so that none is given twice.

    They lie below those that the system gives to clients: one that tries to reach a server which is away would
    sooner or later be given the server's own port, and keep it."""
    held: list[socket.socket] = []
    while len(held) < count:
        try:
            held.append(socket.create_server(("127.0.0.1", random.randint(20_000, 32_000))))
        except OSError:
            continue
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class LiveServer:
    """A process of the server with a database of its own."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="retraingrains-client-")
        self.http_port, self.grpc_port = free_ports(2)
        self.url = f"http://127.0.0.1:{self.grpc_port}"
        self._log = Path(self._folder.name, "log")
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        command = ["dotnet", SERVER, "--database", str(Path(self._folder.name, "fleet.db")),
                   "--http-port", str(self.http_port), "--grpc-port", str(self.grpc_port), "--shutdown-seconds", "5"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self._folder.name, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        with grpc.insecure_channel(f"127.0.0.1:{self.grpc_port}") as channel:
            try:
                grpc.channel_ready_future(channel).result(START_SECONDS)
            except grpc.FutureTimeoutError:
                told = self._log.read_text()[-4000:]
                self.stop()
                raise AssertionError(f"the server did not start within {START_SECONDS} s:\n{told}") from None
        # What the first start laid there: the clients of the tests, and their children, find it as people's do.
        os.environ["RETRAIN_TOKEN"] = Path(self._folder.name, "admin.token").read_text().strip()

    def end(self) -> None:
        """Ends the process; the database stays."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def stop(self) -> None:
        self.end()
        self._folder.cleanup()


def street(hours: int = HOURS, seed: int = 1) -> pd.DataFrame:
    """Hourly rows up to an hour ago: pollution by wind, traffic and weather, of which some are missing."""
    chance = np.random.default_rng(seed)
    last = pd.Timestamp(time.time(), unit="s", tz="UTC").floor("h") - pd.Timedelta(hours=1)
    index = pd.date_range(end=last, periods=hours, freq="h", name="time")
    frame = pd.DataFrame({
        "wind": chance.gamma(2.0, 2.0, hours),
        "cars": chance.poisson(100 + 80 * np.sin(index.hour.to_numpy() * np.pi / 12) ** 2),
        "weather": chance.choice(["dry", "rain", "snow"], hours, p=[0.6, 0.3, 0.1]),
    }, index=index)
    wet = (frame["weather"] != "dry").to_numpy() * 6
    frame["no2"] = 10 + 0.2 * frame["cars"] - 2 * frame["wind"] - wet + chance.normal(0, 1, hours)
    frame.loc[chance.random(hours) < 0.03, "wind"] = np.nan
    frame.loc[chance.random(hours) < 0.03, "weather"] = None
    return frame

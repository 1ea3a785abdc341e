"""Asks the command line and a real server."""

import contextlib
import csv
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

START_SECONDS = 120
COMMAND_SECONDS = 300


class Answers:
    """What the command line and a server of its own answer; the server is started when it is first asked."""

    def __init__(self, cli: Path, server: Path, inputs: Path, folder: Path) -> None:
        self.cli, self.server, self.inputs, self.folder = cli, server, inputs, folder
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> "Answers":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(30)

    def run(self, *arguments: object) -> tuple[int, str]:
        done = subprocess.run(
            ["dotnet", str(self.cli), *map(str, arguments)], cwd=self.inputs / "replay", stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=COMMAND_SECONDS, check=False)
        return done.returncode, done.stdout

    def replay(self, *arguments: object) -> tuple[int, str, dict[str, Any]]:
        """Replays; returns the exit code, the text and the report."""
        path = self.folder / "report.json"
        path.unlink(missing_ok=True)
        code, text = self.run("replay", *arguments, "--explain", "--quiet", "--json", path)
        return code, text, json.loads(path.read_text()) if path.exists() else {}

    def write(self, name: str, content: Any) -> Path:
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def table(self, name: str, columns: list[str], rows: list[list[Any]]) -> Path:
        path = self.folder / name
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([columns, *rows])
        return path

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        """Calls REST; a refusal is an answer, too."""
        self._start()
        request = urllib.request.Request(
            f"{self.url}{path}", None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.loads(response.read() or b"{}")
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode()
            with contextlib.suppress(ValueError):
                return error.code, json.loads(text)
            return error.code, {"message": text}

    def _start(self) -> None:
        if self.process:
            return
        rest, grpc = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{rest}"
        log = (self.folder / "server.log").open("wb")
        self.process = subprocess.Popen(
            ["dotnet", str(self.server), "--anonymous", "--http-port", str(rest), "--grpc-port", str(grpc),
             "--database", str(self.folder / "fleet.db")],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                with urllib.request.urlopen(f"{self.url}/health", timeout=2):
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.2)
        raise RuntimeError((self.folder / "server.log").read_text()[-2_000:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

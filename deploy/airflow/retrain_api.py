"""Calls of RetrainGrains over REST, with nothing but the standard library."""
from __future__ import annotations

import json
import os
import ssl
import time
import urllib.error
import urllib.request
from typing import Any, Callable
from urllib.parse import quote, urlencode

DEFAULT_URL = "http://localhost:5080"
CALL_SECONDS = 60
# As long as a server takes to be replaced; repeated calls are safe, for commands bear a request id.
PATIENCE_SECONDS, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 120, 0.5, 10
PASSING = {429, 502, 503, 504}
# A run that ended longer ago than this is not one that a task still waits for.
RUN_DAYS = 7
ENDED = {"finished", "failed", "cancelled"}


class RetrainApiError(Exception):
    """A call that was refused, or could not be carried out: `status` is that of HTTP, 0 where no server answered."""

    def __init__(self, status: int, message: str):
        super().__init__(f"{status}: {message}" if status else message)
        self.status = status


class RetrainApi:
    """A server by its address; the token is that of the header Authorization."""

    def __init__(self, url: str | None = None, token: str | None = None, *, ca: str | None = None,
                 patience: float = PATIENCE_SECONDS, sleep: Callable[[float], None] = time.sleep):
        self._url = (url or os.environ.get("RETRAIN_URL") or DEFAULT_URL).rstrip("/")
        self._token = token or os.environ.get("RETRAIN_TOKEN") or ""
        self._context = ssl.create_default_context(cafile=ca) if self._url.startswith("https://") else None
        self._patience, self._sleep = patience, sleep

    def check(self, model_id: str, *, dry_run: bool = False, request_id: str = "") -> dict[str, Any]:
        """Lets a model look at drift, performance and triggers now, and decide."""
        return self.post(f"/v1/models/{quote(model_id, safe='')}:check", {"dryRun": dry_run, "requestId": request_id})

    def trigger(self, model_id: str, *, reason: str = "", force: bool = False, emergency: bool = False,
                request_id: str = "") -> dict[str, Any]:
        """Asks for a retraining."""
        return self.post(f"/v1/models/{quote(model_id, safe='')}:trigger", {
            "reason": reason, "force": force, "emergency": emergency, "requestId": request_id})

    def describe(self, model_id: str) -> dict[str, Any]:
        """Describes a model whole."""
        return self.get(f"/v1/models/{quote(model_id, safe='')}")

    def run(self, model_id: str, run_id: str) -> dict[str, Any] | None:
        """Finds a run of the last days; None where there is none of that id."""
        found = self.get("/api/v1/automated-retraining/history", days=RUN_DAYS, model_name=model_id)
        return next((run for run in found["runs"] if run["run_id"] == run_id), None)

    def wait(self, model_id: str, run_id: str, *, every: float, timeout: float) -> dict[str, Any]:
        """Waits until a run has ended, and gives it."""
        end = time.monotonic() + timeout
        while True:
            run = self.run(model_id, run_id)
            if run is None:
                raise RetrainApiError(404, f"{model_id} has no run {run_id} of the last {RUN_DAYS} days")
            if run["status"] in ENDED:
                return run
            if time.monotonic() + every > end:
                raise RetrainApiError(0, f"{run_id} has not ended within {timeout:g} s; it goes on")
            self._sleep(every)

    def self_test(self, seconds: int = 120) -> dict[str, Any]:
        """Lets the server take a scratch model through its whole life."""
        return self.post("/v1/self-test", {"timeout": f"{seconds}s"}, seconds=seconds + 40)

    def get(self, path: str, **query: object) -> dict[str, Any]:
        return self._call("GET", path + (f"?{urlencode(query)}" if query else ""), None, CALL_SECONDS)

    def post(self, path: str, body: dict[str, Any], *, seconds: float = CALL_SECONDS) -> dict[str, Any]:
        return self._call("POST", path, json.dumps(body).encode(), seconds)

    def _call(self, method: str, path: str, body: bytes | None, seconds: float) -> dict[str, Any]:
        """Calls, and again while the server is away or has too much to do."""
        end, pause = time.monotonic() + self._patience, FIRST_PAUSE_SECONDS
        while True:
            try:
                return self._try(method, path, body, seconds)
            except RetrainApiError as error:
                if error.status and error.status not in PASSING or time.monotonic() + pause >= end:
                    raise
            self._sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _try(self, method: str, path: str, body: bytes | None, seconds: float) -> dict[str, Any]:
        request = urllib.request.Request(self._url + path, body, method=method)
        request.add_header("Content-Type", "application/json")
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with urllib.request.urlopen(request, timeout=seconds, context=self._context) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise RetrainApiError(error.code, _detail(error)) from None
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            reason = getattr(error, "reason", error)
            raise RetrainApiError(0, f"{self._url} does not answer: {reason}") from None


def _detail(error: urllib.error.HTTPError) -> str:
    """The sentence of a problem document; of anything else the status in words."""
    try:
        return json.load(error)["detail"]
    except (ValueError, KeyError, TypeError):
        return str(error.reason)

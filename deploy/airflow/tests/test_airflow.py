"""The DAG under a stub of Airflow, and the operators' calls against a live server."""
from __future__ import annotations

import datetime
import importlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import types
import unittest
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from unittest import mock

import airflow_stub

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))
from retrain_api import RetrainApi, RetrainApiError  # noqa: E402

# The path of RetrainGrains.Server.dll.
SERVER = os.environ.get("RETRAIN_TEST_SERVER", "")
START_SECONDS, STOP_SECONDS, HOURS = 60, 60, 120
POLICY = {"challengers": {"recipes": ["ridge/all/level"], "combination": "single"}}


def loaded(release: int = 3, name: str = "retrain_operators") -> types.ModuleType:
    airflow_stub.install(release)
    return importlib.import_module(name)


def context(run_id: str = "scheduled__2026-12-02") -> dict:
    return {"run_id": run_id, "task_instance": types.SimpleNamespace(dag_id="retrain_models", task_id="retrain")}


class DagTest(unittest.TestCase):
    def test_the_dag_has_a_task_for_each_model_behind_the_self_test(self):
        for release in (2, 3):
            with self.subTest(release), mock.patch.dict(os.environ, {"RETRAIN_MODELS": "bikes, street/no2"}):
                dag = loaded(release, "retrain_dag").dag
                self.assertEqual({"self_test", "retrain_bikes", "retrain_street-no2"}, set(dag.tasks))
                self.assertEqual(["self_test"], dag.tasks["retrain_street-no2"].upstream)
                self.assertEqual("street/no2", dag.tasks["retrain_street-no2"].model_id)
                self.assertFalse(dag.settings["catchup"])

    def test_a_request_has_one_id_for_all_tries_and_never_one_that_is_too_long(self):
        operators = loaded()
        self.assertEqual(operators.request_id(context()), operators.request_id(context()))
        self.assertNotEqual(operators.request_id(context()), operators.request_id(context("manual__1")))
        self.assertLessEqual(len(operators.request_id(context("r" * 300))), 200)

    def test_a_connection_names_the_server_its_token_and_its_authorities(self):
        operators = loaded()
        found = types.SimpleNamespace(
            host="models.example", schema="http", port=5080, password="rgt_x", extra_dejson={})
        airflow_stub.BaseHook.connections = {"here": found}
        api = operators.RetrainCheckOperator(task_id="check", model_id="m", conn_id="here").api()
        self.assertEqual(("http://models.example:5080", "rgt_x"), (api._url, api._token))


class RepetitionTest(unittest.TestCase):
    """Calls to a server that is away at first."""

    def setUp(self):
        self.statuses, self.asked = [], []
        test = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                test.asked.append((self.path, json.loads(body), self.headers["Authorization"]))
                status = test.statuses.pop(0) if test.statuses else 200
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps({"started": True, "detail": "not so"}).encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.pauses = []
        self.api = RetrainApi(
            f"http://127.0.0.1:{self.server.server_port}", "rgt_test", sleep=self.pauses.append)

    def test_a_call_is_repeated_with_the_same_request_while_the_server_is_away(self):
        self.statuses = [503, 429, 502]
        self.assertTrue(self.api.trigger("street/no2", request_id="r")["started"])
        self.assertEqual(4, len(self.asked))
        self.assertEqual(1, len({str(call) for call in self.asked}))
        path, body, authorization = self.asked[0]
        self.assertEqual(("/v1/models/street%2Fno2:trigger", "r", "Bearer rgt_test"),
                         (path, body["requestId"], authorization))
        self.assertEqual([0.5, 1, 2], self.pauses)

    def test_a_refusal_is_told_in_the_servers_words_and_not_repeated(self):
        self.statuses = [400]
        with self.assertRaisesRegex(RetrainApiError, "400: not so"):
            self.api.trigger("m")
        self.assertEqual(1, len(self.asked))

    def test_a_server_that_never_answers_is_told_by_its_address(self):
        with socket.create_server(("127.0.0.1", 0)) as held:
            port = held.getsockname()[1]
        api = RetrainApi(f"http://127.0.0.1:{port}", patience=0)
        with self.assertRaisesRegex(RetrainApiError, f"http://127.0.0.1:{port} does not answer"):
            api.describe("m")


@unittest.skipUnless(SERVER, "RETRAIN_TEST_SERVER does not name a RetrainGrains.Server.dll")
class LiveTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="retraingrains-airflow-")
        cls.addClassCleanup(cls.folder.cleanup)
        http, grpc = cls.ports()
        log = Path(cls.folder.name, "log").open("wb")
        cls.addClassCleanup(log.close)
        cls.process = subprocess.Popen(
            ["dotnet", SERVER, "--database", str(Path(cls.folder.name, "fleet.db")), "--http-port", str(http),
             "--grpc-port", str(grpc), "--shutdown-seconds", "5"],
            cwd=cls.folder.name, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        cls.addClassCleanup(cls.end)
        url = f"http://127.0.0.1:{http}"
        cls.await_ready(url)
        token = Path(cls.folder.name, "admin.token").read_text().strip()
        cls.api = RetrainApi(url, token)
        airflow_stub.BaseHook.connections = {"retrain_default": types.SimpleNamespace(
            host=url, schema=None, port=None, password=token, extra_dejson={})}
        cls.register("bikes", HOURS)
        cls.register("empty", 0)

    @staticmethod
    def ports() -> list[int]:
        # Below those that the system gives to clients.
        held = []
        while len(held) < 2:
            try:
                held.append(socket.create_server(("127.0.0.1", random.randint(20_000, 32_000))))
            except OSError:
                continue
        ports = [one.getsockname()[1] for one in held]
        for one in held:
            one.close()
        return ports

    @classmethod
    def await_ready(cls, url: str) -> None:
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"{url}/health", timeout=5):
                    return
            except OSError:
                if time.monotonic() > end or cls.process.poll() is not None:
                    raise AssertionError(Path(cls.folder.name, "log").read_text()[-4000:]) from None
                time.sleep(0.2)

    @classmethod
    def end(cls) -> None:
        cls.process.send_signal(signal.SIGTERM)
        try:
            cls.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            cls.process.kill()
            cls.process.wait()

    @classmethod
    def register(cls, model_id: str, hours: int) -> None:
        cls.api.post("/v1/models", {
            "modelId": model_id, "modelType": "bikes", "policy": POLICY,
            "schema": {"target": "count", "features": [{"name": "temp"}]}})
        now = datetime.datetime.now(datetime.timezone.utc).replace(minute=0, second=0, microsecond=0)
        rows = [{"predictionId": f"h{i}", "at": (now - datetime.timedelta(hours=hours - i)).isoformat(),
                 "features": {"temp": i % 11}, "outcome": 5 + 2 * (i % 11)} for i in range(hours)]
        if rows:
            cls.api.post(f"/v1/models/{model_id}:importHistory", {"rows": rows})

    def operator(self, name: str, **settings: object):
        return getattr(loaded(), name)(task_id="retrain", conn_id="retrain_default", **settings)

    def test_a_retraining_is_waited_for_and_a_task_that_is_repeated_starts_no_second_one(self):
        operator = self.operator("RetrainOperator", model_id="bikes", force=True, poke_seconds=0.1)
        first = operator.execute(context())
        again = operator.execute(context())
        self.assertEqual((True, "finished"), (first["promoted"], first["status"]))
        self.assertEqual(first["run_id"], again["run_id"])
        self.assertEqual("1.0.0", self.api.describe("bikes")["champion"]["version"])

    def test_a_model_that_has_a_reason_to_wait_skips_its_task_or_fails_it(self):
        with self.assertRaisesRegex(airflow_stub.AirflowSkipException, "empty is not retrained: "):
            self.operator("RetrainOperator", model_id="empty").execute(context("skipped"))
        with self.assertRaises(airflow_stub.AirflowException) as failed:
            self.operator("RetrainOperator", model_id="empty", fail_when_held_back=True).execute(context("failed"))
        self.assertNotIsInstance(failed.exception, airflow_stub.AirflowSkipException)

    def test_a_check_gives_the_models_own_decision(self):
        decision = self.operator("RetrainCheckOperator", model_id="empty", dry_run=True).execute(context())
        self.assertFalse(decision["retrain"])

    def test_the_self_test_passes(self):
        self.operator("RetrainSelfTestOperator").execute(context())

    def test_a_model_that_is_not_there_is_told(self):
        with self.assertRaisesRegex(RetrainApiError, "404"):
            self.operator("RetrainOperator", model_id="nobody").execute(context())


if __name__ == "__main__":
    unittest.main()

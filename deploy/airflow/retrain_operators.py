"""Operators of Airflow 2 and 3 that need no provider: they call RetrainGrains over REST."""
from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

try:
    from airflow.sdk import BaseHook, BaseOperator
except ImportError:  # Airflow 2
    from airflow.hooks.base import BaseHook
    from airflow.models.baseoperator import BaseOperator
from airflow.exceptions import AirflowException, AirflowSkipException

from retrain_api import RetrainApi

REQUEST_ID_LENGTH_MAX = 200


class RetrainBaseOperator(BaseOperator):
    """What all of them share: the server.

    `conn_id` names a connection of type HTTP whose host is the server's REST address (https://models.example:5080) and
    whose password is a token for operators; its extra may name authorities: {"ca": "/path/to/ca.pem"}. Without it
    RETRAIN_URL and RETRAIN_TOKEN of the worker are used."""

    ui_color = "#d5e8d4"

    def __init__(self, *, conn_id: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.conn_id = conn_id

    def api(self) -> RetrainApi:
        if self.conn_id is None:
            return RetrainApi()
        found = BaseHook.get_connection(self.conn_id)
        url = found.host if "://" in found.host else f"{found.schema or 'http'}://{found.host}"
        if found.port:
            url = f"{url}:{found.port}"
        return RetrainApi(url, found.password, ca=found.extra_dejson.get("ca"))


class RetrainOperator(RetrainBaseOperator):
    """Asks a model for a retraining, and waits until it has ended.

    Where the model has a reason to wait (a cooldown, old data), the task is skipped and the reason logged, or fails
    with `fail_when_held_back`. A task that Airflow repeats asks for the same retraining again, under the same request
    id, and so starts no second one. It gives the run to XCom: run_id, status, promoted and others."""

    template_fields: Sequence[str] = ("model_id", "reason")

    def __init__(self, *, model_id: str, reason: str = "asked for by Airflow", force: bool = False,
                 emergency: bool = False, wait: bool = True, poke_seconds: float = 15, wait_seconds: float = 3600,
                 fail_when_held_back: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.model_id, self.reason, self.force, self.emergency = model_id, reason, force, emergency
        self.wait, self.poke_seconds, self.wait_seconds = wait, poke_seconds, wait_seconds
        self.fail_when_held_back = fail_when_held_back

    def execute(self, context: Any) -> dict[str, Any]:
        api = self.api()
        asked = api.trigger(self.model_id, reason=self.reason, force=self.force, emergency=self.emergency,
                            request_id=request_id(context))
        if not asked["started"]:
            held_back = f"{self.model_id} is not retrained: {'; '.join(asked['heldBack']) or 'nothing to learn from'}"
            raise AirflowException(held_back) if self.fail_when_held_back else AirflowSkipException(held_back)
        self.log.info("%s is started: %s", asked["runId"], "; ".join(asked["reasons"]))
        if not self.wait:
            return {"run_id": asked["runId"]}
        run = api.wait(self.model_id, asked["runId"], every=self.poke_seconds, timeout=self.wait_seconds)
        if run["status"] != "finished":
            raise AirflowException(f"{run['run_id']} has {run['status']}: see retrain history {self.model_id}")
        self.log.info("%s has ended and %s", run["run_id"], "promoted a version" if run["promoted"] else
                      "promoted nothing: no challenger was good enough")
        return run


class RetrainCheckOperator(RetrainBaseOperator):
    """Lets a model look at drift, performance and triggers now, and decide by itself; gives its decision to XCom."""

    template_fields: Sequence[str] = ("model_id",)

    def __init__(self, *, model_id: str, dry_run: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.model_id, self.dry_run = model_id, dry_run

    def execute(self, context: Any) -> dict[str, Any]:
        check = self.api().check(self.model_id, dry_run=self.dry_run, request_id=request_id(context))
        for line in check["explanation"]:
            self.log.info("%s", line)
        return {name: check[name] for name in ("retrain", "reasons", "heldBack")}


class RetrainSelfTestOperator(RetrainBaseOperator):
    """Lets the server take a scratch model through its whole life; fails where a step fails."""

    def __init__(self, *, seconds: int = 120, **kwargs: Any):
        super().__init__(**kwargs)
        self.seconds = seconds

    def execute(self, context: Any) -> None:
        report = self.api().self_test(self.seconds)
        for step in report["steps"]:
            self.log.info("%s %s in %.2f s: %s", step["name"], step["status"], step["seconds"], step["detail"])
        if not report["passed"]:
            failed = next(step for step in report["steps"] if step["status"] == "FAILED")
            raise AirflowException(f"the self-test failed at {failed['name']}: {failed['detail']}")


def request_id(context: Any) -> str:
    """Makes the id of a command: the same for every try of one task in one run of its DAG."""
    task = context["task_instance"]
    text = f"airflow/{task.dag_id}/{task.task_id}/{getattr(task, 'map_index', -1)}/{context['run_id']}"
    return text if len(text) <= REQUEST_ID_LENGTH_MAX else f"airflow/{hashlib.sha256(text.encode()).hexdigest()}"

"""As much of Airflow's names as the files here use: of the release 3, or of 2 without airflow.sdk."""
from __future__ import annotations

import logging
import sys
import types
from typing import Any


class AirflowException(Exception):
    pass


class AirflowSkipException(AirflowException):
    pass


class Dag:
    """Collects the tasks that are made inside of it."""

    current: Dag | None = None

    def __init__(self, **settings: Any):
        self.settings, self.tasks = settings, {}

    def __enter__(self) -> Dag:
        Dag.current = self
        return self

    def __exit__(self, *_: object) -> None:
        Dag.current = None


class BaseOperator:
    def __init__(self, *, task_id: str, **kwargs: Any):
        if kwargs:
            raise TypeError(f"an operator takes no {', '.join(kwargs)}")
        self.task_id, self.upstream = task_id, []
        self.log = logging.getLogger(task_id)
        if Dag.current is not None:
            Dag.current.tasks[task_id] = self

    def __rshift__(self, other: BaseOperator) -> BaseOperator:
        other.upstream.append(self.task_id)
        return other


class BaseHook:
    connections: dict[str, Any] = {}

    @classmethod
    def get_connection(cls, conn_id: str) -> Any:
        return cls.connections[conn_id]


def install(release: int) -> None:
    """Puts the names where a release has them, and forgets what was imported with another."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("airflow", "retrain_operators", "retrain_dag")]:
        del sys.modules[name]
    names = {"airflow.exceptions": {"AirflowException": AirflowException, "AirflowSkipException": AirflowSkipException}}
    if release >= 3:
        names["airflow.sdk"] = {"DAG": Dag, "BaseHook": BaseHook, "BaseOperator": BaseOperator}
        names["airflow"] = {}
    else:
        names["airflow"] = {"DAG": Dag}
        names["airflow.hooks"] = names["airflow.models"] = {}
        names["airflow.hooks.base"] = {"BaseHook": BaseHook}
        names["airflow.models.baseoperator"] = {"BaseOperator": BaseOperator}
    for name, found in names.items():
        module = sys.modules[name] = types.ModuleType(name)
        module.__path__ = []
        module.__dict__.update(found)

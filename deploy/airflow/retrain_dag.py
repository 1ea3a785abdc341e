"""Retrains models every night, when the day's outcomes are known, after the server has tested itself.

RETRAIN_MODELS names them, separated by commas: bikes,street/no2. The connection retrain_default names the server."""
from __future__ import annotations

import os
import re
from datetime import datetime, timedelta, timezone

try:
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow import DAG

from retrain_operators import RetrainOperator, RetrainSelfTestOperator

MODELS = [model.strip() for model in os.environ.get("RETRAIN_MODELS", "").split(",") if model.strip()]

with DAG(
    dag_id="retrain_models",
    description="Retrains models under their own gates: what is not better does not serve.",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    # A night that was missed is not made up for: the next one learns from its outcomes too.
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
    tags=["retraingrains"],
) as dag:
    self_test = RetrainSelfTestOperator(task_id="self_test", conn_id="retrain_default")
    for model_id in MODELS:
        # Letters, digits, dashes, dots and underscores are all that a task's id may have.
        self_test >> RetrainOperator(
            task_id="retrain_" + re.sub(r"[^A-Za-z0-9_.-]", "-", model_id),
            model_id=model_id,
            reason="nightly, {{ ds }}",
            conn_id="retrain_default",
        )

"""The cases of a real server, over REST."""

from datetime import datetime, timedelta, timezone

from answers import Answers

SCHEMA = {"target": "y", "features": [{"name": "x"}]}


def f1(answers: Answers) -> tuple[bool, str]:
    model, now = "cases/f1", datetime.now(timezone.utc)
    _register(answers, model)
    for row in range(4):
        answers.call("POST", f"/v1/models/{model}:importHistory", {"rows": [_history(f"h{row}", now, 50)]})
    rows = [{"predictionId": f"p{row}", "value": None if row % 2 else 50} for row in range(4)]
    _, answer = answers.call("POST", f"/v1/models/{model}:recordOutcomes", {"outcomes": rows})
    _, described = answers.call("GET", f"/v1/models/{model}")
    text = str(answer)
    told = "value" in text and "CONFLICT" not in text
    return told and int(described.get("outcomes", 0)) <= 4, text


def f8(answers: Answers) -> tuple[bool, str]:
    model, later = "cases/f8", datetime(2099, 1, 1, tzinfo=timezone.utc)
    _register(answers, model)
    _, answer = answers.call("POST", f"/v1/models/{model}:importHistory", {"rows": [_history("h", later, 1)]})
    _, described = answers.call("GET", f"/v1/models/{model}")
    newest = described.get("newestOutcome") or ""
    return not newest.startswith("2099") and "must be" in str(answer), f"newest outcome {newest or 'none'}"


def rollback(answers: Answers) -> tuple[bool, str]:
    model = "cases/small"
    _register(answers, model)
    _, answer = answers.call("POST", f"/v1/models/{model}:rollback", {"version": "1.0.0"})
    text = str(answer.get("message", answer))
    return "'1.0.0' 1.0.0" not in text, text


def _register(answers: Answers, model: str) -> None:
    status, answer = answers.call(
        "POST", "/v1/models", {"modelId": model, "modelType": "case", "schema": SCHEMA})
    if status >= 300 and status != 409:
        raise RuntimeError(str(answer))


def _history(row: str, at: datetime, value: float) -> dict[str, object]:
    time = (at - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"predictionId": row, "at": time, "features": {"x": 1}, "outcome": value}


SERVED = {
    "F1": ("refused with its own status and reason, never stored as 0", f1),
    "F8": ("refused with a bound that is told", f8),
    "small": ("no «'1.0.0' 1.0.0 is not kept»", rollback),
}

"""The cases of a real server, over REST."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from answers import Answers

SCHEMA = {"target": "y", "features": [{"name": "x"}]}
POLICY = {"challengers": {"recipes": ["mean/all/level"], "correctionRows": 0}}
REFERENCE_ROWS, WEEK_ROWS = 28 * 24, 7 * 24
TRAINING_SECONDS = 120
CATEGORIES = [f"c{place:02}" for place in range(20)]


def f1(answers: Answers) -> tuple[bool, str]:
    model, outcomes = "cases/f1", 200
    _train(answers, model, SCHEMA, lambda row: {"x": row % 7}, 50, {"challengers": {"recipes": ["mean/all/level"]}})
    for row in range(outcomes):
        _done(answers.call("POST", f"/v1/models/{model}:predict", {"predictionId": f"p{row}", "features": {"x": 1}}))
    # Every second has null, or no value at all.
    first = [{"predictionId": f"p{row}"} | ({"value": 50} if row % 2 == 0 else {"value": None} if row % 4 == 1 else {})
             for row in range(outcomes)]
    told = _done(answers.call("POST", f"/v1/models/{model}:recordOutcomes", {"outcomes": first}))
    truth = [{"predictionId": f"p{row}", "value": 50} for row in range(1, outcomes, 2)]
    later = _done(answers.call("POST", f"/v1/models/{model}:recordOutcomes", {"outcomes": truth}))
    refused = {reason["row"]: reason["field"] for reason in told["reasons"]}
    statuses = _statuses(told), _statuses(later)
    # The check takes in what has come, and a correction by the latest errors would follow what was taken for 0.
    _done(answers.call("POST", f"/v1/models/{model}:check", {}))
    predicted = _done(answers.call("POST", f"/v1/models/{model}:predict", {"features": {"x": 1}}))
    value = predicted["prediction"]["value"]
    known = int(_done(answers.call("GET", f"/v1/models/{model}"))["outcomes"])
    right = (statuses == ({"STORED": outcomes // 2, "REFUSED": outcomes // 2}, {"STORED": outcomes // 2})
             and refused == {row: "value" for row in range(1, outcomes, 2)}
             and known == REFERENCE_ROWS + outcomes and abs(value - 50) < 0.01)
    return right, f"{statuses[0]}, later {statuses[1]}; predicts {value:g}"


def f2(answers: Answers) -> tuple[bool, str]:
    schema = {"target": "y", "features": [{"name": "c", "kind": "CATEGORICAL", "categories": CATEGORIES}]}
    return _drifts(
        answers, "cases/f2", schema, lambda row: {"c": CATEGORIES[row % 20]},
        lambda row: {"c": CATEGORIES[min(row % 20, 9)]}, ["c"])


def f4(answers: Answers) -> tuple[bool, str]:
    schema = {"target": "y", "features": [
        {"name": "x"}, {"name": "c", "kind": "CATEGORICAL", "categories": CATEGORIES[:5]}, {"name": "z"}]}
    return _drifts(
        answers, "cases/f4", schema, lambda row: {"x": row % 7, "c": CATEGORIES[row % 5], "z": row % 3},
        lambda row: {"x": None, "c": "nowhere", "z": row % 3}, ["c", "x"])


def f7(answers: Answers) -> tuple[bool, str]:
    model = "cases/f7"
    _train(answers, model, SCHEMA, lambda row: {"x": row % 7}, 50)
    # Right after the first run: no window has moved on, and the cooldown lasts.
    asked = _done(answers.call(
        "POST", f"/v1/models/{model}:trigger", {"emergency": True, "force": True, "reason": "corrected history"}))
    return bool(asked.get("started")), f"started: {asked.get('started')} {'; '.join(asked.get('heldBack', []))}"


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


def _drifts(
    answers: Answers, model: str, schema: Any, usual: Callable[[int], Any], moved: Callable[[int], Any],
    features: list[str]
) -> tuple[bool, str]:
    """Whether a default policy finds that these features have moved in the last week, and no others."""
    # Ten an hour: of rows that follow each other a check takes 24 for one that is independent.
    _train(answers, model, schema, usual, 50, an_hour=10)
    _import(answers, model, WEEK_ROWS, timedelta(hours=1), moved, 50, "moved", an_hour=10)
    checked = _done(answers.call("POST", f"/v1/models/{model}:check", {}))
    found = sorted({(one["feature"], one["statistic"]) for one in checked["report"]["drift"]})
    return sorted({feature for feature, _ in found}) == features, ", ".join(" by ".join(one) for one in found) or "none"


def _train(
    answers: Answers, model: str, schema: Any, features: Callable[[int], Any], outcome: float, policy: Any = POLICY,
    an_hour: int = 1
) -> None:
    """Four weeks of rows that end a week ago, and a first version that has learned from them."""
    _done(answers.call("POST", "/v1/models", {
        "modelId": model, "modelType": "case", "schema": schema, "policy": policy}))
    _import(answers, model, REFERENCE_ROWS, timedelta(days=7, hours=1), features, outcome, "usual", an_hour)
    _done(answers.call("POST", f"/v1/models/{model}:trigger", {"force": True, "reason": "a case"}))
    end = time.monotonic() + TRAINING_SECONDS
    while time.monotonic() < end:
        if "champion" in _done(answers.call("GET", f"/v1/models/{model}")):
            return
        time.sleep(0.5)
    raise RuntimeError(f"{model} has no version after {TRAINING_SECONDS} s")


def _import(
    answers: Answers, model: str, hours: int, ago: timedelta, features: Callable[[int], Any], outcome: float,
    name: str, an_hour: int = 1
) -> None:
    begin, rows = datetime.now(timezone.utc) - ago - timedelta(hours=hours), hours * an_hour
    told = _done(answers.call("POST", f"/v1/models/{model}:importHistory", {"rows": [
        {"predictionId": f"{name}{row}", "at": f"{begin + timedelta(hours=row / an_hour):%Y-%m-%dT%H:%M:%SZ}",
         "features": features(row), "outcome": outcome} for row in range(rows)]}))
    if _statuses(told) != {"STORED": rows}:
        raise RuntimeError(str(told)[:500])


def _statuses(answer: dict[str, Any]) -> dict[str, int]:
    return dict(Counter(status.removeprefix("RECORD_STATUS_") for status in answer["statuses"]))


def _done(answer: tuple[int, dict[str, Any]]) -> dict[str, Any]:
    status, body = answer
    if status >= 300:
        raise RuntimeError(str(body)[:500])
    return body


def _register(answers: Answers, model: str) -> None:
    status, answer = answers.call(
        "POST", "/v1/models", {"modelId": model, "modelType": "case", "schema": SCHEMA})
    if status >= 300 and status != 409:
        raise RuntimeError(str(answer))


def _history(row: str, at: datetime, value: float) -> dict[str, object]:
    time = (at - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"predictionId": row, "at": time, "features": {"x": 1}, "outcome": value}


SERVED = {
    "F1": ("refused by itself with its reason; the truth is stored", f1),
    "F2": ("alarm: categories that matter have bins of their own", f2),
    "F4": ("missing and unlisted shares are tested by default", f4),
    "F7": ("an emergency trains right after a run", f7),
    "F8": ("refused with a bound that is told", f8),
    "small": ("no «'1.0.0' 1.0.0 is not kept»", rollback),
}

"""The cases of models that were trained elsewhere: imported over REST, with rows and what they predicted there."""

import base64
import json
from typing import Any

from answers import Answers


def f6(answers: Answers) -> tuple[bool, str]:
    expected = json.loads((answers.inputs / "m07_expected.json").read_text())
    checks = [{"features": row[:2], "expected": [row[2]]} for row in expected]
    status, answer = _import(answers, "f6", "m07_cats.json", _schema(["south", "west", "east", "north"]), checks)
    lacking, refusal = _import(answers, "f6/lacking", "m07_cats.json", _schema(["south", "north"]))
    report = answer.get("importReport", {})
    told = "'east', 'west'" in str(refusal)
    return status == 200 and report.get("rowsChecked") == len(checks) and lacking == 400 and told, (
        f"{report.get('rowsChecked')} rows alike; without two of the names: {lacking}")


def f10(answers: Answers) -> tuple[bool, str]:
    expected = json.loads((answers.inputs / "m03_expected.json").read_text())
    best = [{"features": row[0], "expected": [row[1]]} for row in expected]
    every = [{"features": row[0], "expected": [row[2]]} for row in expected]
    names = json.loads((answers.inputs / "m03_early.json").read_text())["learner"].get("feature_names")
    names = names or [f"f{place}" for place in range(len(expected[0][0]))]
    schema = {"target": "y", "features": [{"name": name} for name in names]}
    refused, _ = _import(answers, "f10/all", "m03_early.json", schema, every)
    status, answer = _import(answers, "f10", "m03_early.json", schema, best)
    report = answer.get("importReport", {})
    return status == 200 and refused == 400 and report.get("treesServing") == 4, (
        f"{report.get('treesServing')} of {report.get('treesInFile')} trees; held to all trees' answers: {refused}")


def f11(answers: Answers) -> tuple[bool, str]:
    learner = json.loads((answers.inputs / "m04b_multi_vector.json").read_text())["learner"]
    count = int(learner["learner_model_param"]["num_feature"])
    names = learner.get("feature_names") or [f"f{place}" for place in range(count)]
    schema = {"target": "y", "task": "MULTICLASS_CLASSIFICATION", "classes": ["a", "b", "c"],
              "features": [{"name": name} for name in names]}
    status, answer = _import(answers, "f11", "m04b_multi_vector.json", schema)
    scores = answer.get("importReport", {}).get("baseScores")
    return status == 200 and scores == [0.12, 0.34, 0.54], f"base scores {scores}, {answer.get('message', 'imported')}"


def _schema(regions: list[str]) -> dict[str, Any]:
    return {"target": "y", "features": [
        {"name": "region", "kind": "categorical", "categories": regions}, {"name": "load"}]}


def _import(
    answers: Answers, name: str, file: str, schema: dict[str, Any], checks: list[dict[str, Any]] | None = None
) -> tuple[int, dict[str, Any]]:
    model = f"cases/{name}"
    status, answer = answers.call(
        "POST", "/v1/models", {"modelId": model, "modelType": "case", "schema": schema})
    if status >= 300:
        raise RuntimeError(str(answer))
    content = base64.b64encode((answers.inputs / file).read_bytes()).decode()
    return answers.call("POST", f"/v1/models/{model}:import", {"content": content, "checks": checks or []})


IMPORTED = {
    "F6": ("mapped by the names in the file; lacking ones refused", f6),
    "F10": ("the best iterations, and the answer says how many", f10),
    "F11": ("imported, one base score for each class", f11),
}

"""The cases of `retrain replay`."""

import math
import random
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from answers import Answers

RIDGE = {"challengers": {"recipes": ["ridge", "leafwise"]}}


def f9(answers: Answers) -> tuple[bool, str]:
    _, text, _ = answers.replay("daily.csv", "--source", "xy60.json", "--preset", "lightgbm")
    runs = re.findall(r"^daily: (\d{4}-\d\d-\d\d)T(\d\d:\d\d)Z retraining: the cron schedule is due", text, re.M)
    days, hours = {day for day, _ in runs}, {hour for _, hour in runs}
    span = (datetime.fromisoformat(max(days)) - datetime.fromisoformat(min(days))).days + 1 if days else 0
    right = hours == {"02:00"} and len(days) == len(runs) == span and span > 30
    return right, f"{len(runs)} runs by cron in {span} days, at {', '.join(sorted(hours)) or 'no hour'}"


def f13(answers: Answers) -> tuple[bool, str]:
    code, text, report = answers.replay("negative.csv", "--source", "xy.json", "--policy", "log.json")
    failures = report["models"][0]["failures"]
    told = " failed ridge/all/log: A target form of Log" in text
    return code == 5 and told and len(failures) == 1, f"exit {code}; {failures[0]['count']} × {failures[0]['reason']}"


def f15(answers: Answers) -> tuple[bool, str]:
    code, text, report = answers.replay("const.csv", "--source", "xy.json", "--policy", "mape.json")
    model = report["models"][0]
    told = "R² has no value, all outcomes are equal: no verdict" in text
    return code == 0 and told and model["rejections"] == 0 and "NaN" not in text, (
        f"{model['promotions']} promoted, {model['rejections']} rejected; " + ("no verdict, and why" if told else ""))


def f14(answers: Answers) -> tuple[bool, str]:
    _, text, report = answers.replay("rare_start.csv", "--source", "bin.json")
    first = re.search(r"^rare_start: (\S+) promoted 1\.0\.0: (.*)$", text, re.M)
    trees = re.search(r"^rare_start: (\S+) promoted (?!1\.0\.0)\S+: .*leafwise", text, re.M)
    served = "rows without prediction" not in text
    told = "needs both classes" in text
    right = served and told and first is not None and "mean" in first[2] and trees is not None
    return right, f"{first and first[2]} from {first and first[1]}, trees from {trees and trees[1]}"


def f19(answers: Answers) -> tuple[bool, str]:
    def of(year: int) -> tuple[int, Any]:
        rows = _rows(answers, "then.csv", datetime(year, 1, 1), 960)
        _, _, report = answers.replay(rows, "--source", _source(answers), "--policy", answers.write("p.json", RIDGE))
        return report["models"][0]["runs"], report["models"][0]["error"]

    then, now = of(1930), of(2014)
    rows = _rows(answers, "old.csv", datetime(5, 1, 1), 960)
    code, text = answers.run("replay", rows, "--source", _source(answers))
    return then == now and code == 2 and "no other can be held" in text, f"{then} as {now}; year 5: exit {code}"


def f20(answers: Answers) -> tuple[bool, str]:
    rows = _rows(answers, "daily-rows.csv", datetime(2022, 1, 1), 500, timedelta(days=1))
    code, text, report = answers.replay(rows, "--source", _source(answers, "1d", "100d"))
    failures = [kind for kind in report["models"][0]["failures"] if "/30d/" in kind["recipe"]]
    lines = [line for line in text.splitlines() if "Z failed leafwise/30d/level:" in line]
    answer = f"{failures[0]['count']} × {failures[0]['recipe']}: {failures[0]['reason']}" if failures else "not told"
    return code == 0 and bool(failures) and len(lines) == 1, answer


def f21(answers: Answers) -> tuple[bool, str]:
    late = _rows(answers, "late.csv", datetime(2026, 1, 1), 960)
    early = _rows(answers, "early.csv", datetime(2025, 1, 1), 1_440)
    options = ["--source", _source(answers), "--policy", answers.write("p.json", RIDGE)]
    alone = answers.replay(late, *options)[2]["models"][0]
    together = [model for model in answers.replay(early, late, *options)[2]["models"] if model["model"] == "late"][0]
    same = alone["ledgerSha256"] == together["ledgerSha256"] and alone["error"] == together["error"]
    return same, f"{alone['runs']} runs alone, {together['runs']} in company; {'one' if same else 'another'} ledger"


def f22(answers: Answers) -> tuple[bool, str]:
    # A window of a day never has the rows that trees need.
    policy = answers.write("p.json", {"challengers": {"recipes": ["leafwise/1d/level", "ridge", "mean"]}})
    rows = _rows(answers, "regret.csv", datetime(2026, 1, 1), 1_800)
    _, text, report = answers.replay(rows, "--source", _source(answers), "--policy", policy)
    regret = report["models"][0]["regret"]
    ok = "leafwise" not in regret["best"] and regret["loss"] == "squared error" and "lost in squared error" in text
    return ok, f"{regret['best']}, in {regret['loss']}"


def f24(answers: Answers) -> tuple[bool, str]:
    draw = random.Random(7)
    rows = _rows(answers, "noise.csv", datetime(2024, 1, 1), 3_000, value=lambda _: draw.gauss(0, 1))
    _, _, report = answers.replay(rows, "--source", _source(answers, warm_up="60d"), "--compare", "mean")
    model = report["models"][0]
    ratio = model["error"] / model["fixedPolicies"][0]["error"]
    return ratio < 1.01, f"{ratio:.4f} of the constant's error"


def f33(answers: Answers) -> tuple[bool, str]:
    # Eighty rows of one time, every two weeks.
    start, draw = datetime(2024, 1, 1), random.Random(3)
    rows = answers.table("burst.csv", ["time", "key", "x", "y"], [
        [f"{start + lot * timedelta(days=14):%Y-%m-%d %H:%M:%S}", key, key % 9, round(key % 9 + draw.gauss(0, 1), 3)]
        for lot in range(40) for key in range(80)])
    _, _, report = answers.replay(rows, "--source", _source(answers, "14d", "140d", key=["key"]))
    regret = report["models"][0]["regret"]
    return "bound" not in regret and regret["boundReason"].startswith("no bound: "), regret["boundReason"]


def _rows(
    answers: Answers, name: str, start: datetime, count: int, step: timedelta = timedelta(hours=1), value: Any = None
) -> Path:
    def usual(row: int) -> float:
        return math.sin(row / 12) * 5 + row % 7

    return answers.table(name, ["time", "x", "y"], [
        [f"{start + row * step:%Y-%m-%d %H:%M:%S}".rjust(19, "0"), row % 24, round((value or usual)(row), 4)]
        for row in range(count)])


def _source(
    answers: Answers, step: str = "1h", warm_up: str = "10d", key: list[str] | None = None
) -> Path:
    return answers.write("source.json", {
        "time": {"column": "time", "formats": ["yyyy-MM-dd HH:mm:ss"]}, "step": step, "target": {"column": "y"},
        "key": key or [], "outcomeDelay": "1h" if key else step, "warmUp": warm_up,
        "features": [{"name": "x", "column": "x"}]})


REPLAYS = {
    "F9": ("at 02:00 each day", f9),
    "F13": ("the failure in --explain and --json, an exit code of its own", f13),
    "F14": ("a constant serves until there are two classes, and says so", f14),
    "F15": ("an undefined metric gives no verdict, and says why", f15),
    "F19": ("trains as on any date; times that cannot be held are refused", f19),
    "F20": ("counted and told, with its reason, once a kind", f20),
    "F21": ("a stream's result does not depend on its company", f21),
    "F22": ("only what could have served is compared; unit of the loss", f22),
    "F24": ("a constant competes by default", f24),
    "F33": ("a bound that does not hold there is not shown as one", f33),
}

"""The cases of the files that `retrain replay` reads."""

from datetime import datetime, timedelta
from typing import Any

from answers import Answers


def f17(answers: Answers) -> tuple[bool, str]:
    policy = ["--policy", "cron_fresh0.json"]
    named = '"column": "time", "timeZone": "Europe/Berlin",'
    zone = (answers.inputs / "replay/dst.json").read_text().replace('"column": "time",', named, 1)
    _, _, report = answers.replay("local_autumn.csv", "--source", answers.write("berlin.json", zone), *policy)
    read = report["models"][0]["input"]
    code, _ = answers.run("replay", "epoch.csv", "--source", "t_epoch.json")
    iso, _ = answers.run("replay", "iso.csv", "--source", "t_iso.json")
    answer = f"{read['duplicates']} dropped, {read['gaps']} gaps, {read['repeatedHours']} in the repeated hour; "
    return read["duplicates"] == 0 and read["gaps"] == 0 and code == 0 and iso == 0, (
        answer + f"epochs: exit {code}; ISO 8601: exit {iso}")


def f26(answers: Answers) -> tuple[bool, str]:
    start = datetime(2024, 1, 1)
    every_ten = answers.table("ten.csv", ["time", "x", "y"], [
        [f"{start + row * timedelta(minutes=10):%Y-%m-%d %H:%M}", row % 9, "NA" if row % 50 == 0 else row % 7]
        for row in range(6 * 24 * 40)])
    source: dict[str, Any] = {
        "time": {"column": "time"}, "target": {"column": "y"}, "horizon": "1h", "warmUp": "10d",
        "features": [{"name": "last", "last": True}]}
    hourly = {**source, "aggregate": {"step": "1h", "columns": {"y": "sum"}}}
    _, _, report = answers.replay(every_ten, "--source", answers.write("hourly.json", hourly), *_POLICY)
    rows = report["models"][0]["predictionRows"]
    # Served from the row on that ends ten days after the first one: it asks for the hour after its own.
    sums = [sum(row % 7 for row in range(6 * hour, 6 * hour + 6) if row % 50) for hour in range(242, 250)]
    found = [row["outcome"] for row in rows[1:9]] if len(rows) > 9 else []
    predicted = all(isinstance(row["prediction"], float) for row in rows[:9])

    coarse = {**source, "step": "1h"}
    step, text = answers.run("replay", every_ten, "--source", answers.write("coarse.json", coarse))
    step_told = step == 2 and "aggregate" in text
    late, text = answers.run(
        "replay", every_ten, "--source", answers.write("hourly.json", hourly), "--from", "2030-01-01")
    late_told = late == 2 and "the file has" in text and "shorten" not in text

    days = [day for day in (start + timedelta(days=number) for number in range(400)) if day.weekday() < 5]
    traded = answers.table("traded.csv", ["day", "sky", "close"], [
        [f"{day:%Y-%m-%d}", ["clear", "rain", "snow"][number % 3], number % 11] for number, day in enumerate(days)])
    lines = traded.read_text().splitlines()
    lines[50] = lines[50].rsplit(",", 1)[0]  # A short line, as published files have them.
    traded.write_text("\n".join(lines) + "\n")
    by_rows = {
        "time": {"column": "day"}, "step": "1d", "target": {"column": "close"}, "horizonRows": 1, "warmUp": "100d",
        "features": [
            {"name": "before", "lag": {"column": "close", "rows": 1}},
            {"name": "sky before", "lag": {"column": "sky", "rows": 1}, "kind": "categorical"}]}
    code, _, report = answers.replay(traded, "--source", answers.write("rows.json", by_rows), *_POLICY)
    read = report["models"][0]["input"] if code == 0 else {}
    lags = code == 0 and not any("no value" in note for note in read["notes"]) and read["filledLines"] == 1
    ok = found == sums and predicted and step_told and late_told and lags
    return ok, (f"sums {'right' if found == sums else 'wrong'}; lags of rows and texts: exit {code}; step: exit {step}; "
                f"--from: exit {late}")


_POLICY = ["--policy", "cron_fresh0.json"]

FILES = {
    "F17": ("time zones by name; epochs and ISO 8601 without being told", f17),
    "F26": ("coarser rows, lags by rows and of texts; what helps is told", f26),
}

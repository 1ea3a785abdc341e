"""The cases of the files that `retrain replay` reads."""

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


FILES = {
    "F17": ("time zones by name; epochs and ISO 8601 without being told", f17),
}

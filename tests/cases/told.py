"""The cases of `retrain drift`."""

import random

from answers import Answers


def f3(answers: Answers) -> tuple[bool, str]:
    return _drift(answers, "../d21_ref.csv", "../d21_cur.csv", codes=[1])


def f5(answers: Answers) -> tuple[bool, str]:
    missing = _drift(answers, "../d01_ref.csv", "../d02_cur.csv", codes=[1, 2])
    gone = _drift(answers, "../d21_ref.csv", "../d24_cur.csv", codes=[1, 2])
    return missing[0] and gone[0], f"{missing[1]}; {gone[1]}"


def f18(answers: Answers) -> tuple[bool, str]:
    pairs, alarms = 40, 0
    for seed in range(pairs):
        draw = random.Random(seed)
        paths = [answers.table(name, list("abcdef"), [
            [draw.gauss(0, 1), draw.lognormvariate(0, 1), draw.expovariate(1), draw.random(), draw.randrange(5),
             "uvwxyz"[draw.randrange(6)]] for _ in range(rows)]) for name, rows in [("a.csv", 2_000), ("b.csv", 100)]]
        alarms += answers.run("drift", *paths, "--profile", "guarded")[0] == 1
    # At 1 %, four or more alarms in forty pairs have a chance of one in a thousand.
    return alarms <= 3, f"{alarms} alarms in {pairs} pairs"


def _drift(answers: Answers, reference: str, current: str, codes: list[int]) -> tuple[bool, str]:
    code, _ = answers.run("drift", reference, current)
    return code in codes, f"exit {code}"


TOLD = {
    "F3": ("DRIFT, exit 1", f3),
    "F5": ("drift, or exit 2 «cannot be compared»: never 0", f5),
    "F18": ("the guarded profile as a whole alarms falsely at 1 %", f18),
}

#!/usr/bin/python3
"""Shows that the same rows and seed give the same bytes, of every learner that promises it: with one thread, two and
four on as many processors, with two threads on one, again, and rebuilt from a ledger.

    tests/learning/bit_identity.py [DATA_FOLDER]      (default: ../shared/data)

Prints Markdown. Exit code 1 when anything differs.
"""
import json, os, sqlite3, subprocess, sys, tempfile

import numpy as np

from xgboost_peer import ROOT, bike, build, elec2, ours, write

DATA = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else os.path.join(ROOT, "..", "shared", "data")
TREES = ["leafwise", "depthwise", "forest", "extra-trees", "lightgbm", "fastforest", "xgboost"]
# Without last-value, which the schema of a matrix file does not name: a unit test holds it.
OTHERS = ["perceptron", "stacked", "seasonal", "mean"]
LEARNERS = {
    "bike rentals, with lags": TREES + ["ridge", "elastic-net"] + OTHERS,
    "Elec2, price up or down": TREES + ["logistic"] + OTHERS,
}
# Threads and processors of each process; the last one repeats the first.
RUNS = [(2, 2), (1, 1), (2, 1), (4, 4), (2, 2)]
# Replays to rebuild from: the default policy over all rows, and learners that are not ours, for a quarter after the warm-up.
REPLAYS = {
    "the default policy": ([], None),
    "lightgbm, fastforest and stacked": (["--to", "2012-04-08"], {
        "challengers": {"recipes": ["lightgbm/all/level", "lightgbm/60d/change", "fastforest/60d/level", "stacked/all/level"]}}),
}
RETRAIN = ["dotnet", os.path.join(ROOT, "src/RetrainGrains.Cli/bin/Release/net10.0/retrain.dll")]


def trained(folder):
    """Every learner in processes of their own."""
    same = True
    print("| rows | learner | artifact | 1, 2 and 4 threads | again |\n|---|---|---|---|---|")
    for (name, learners), (features, target, classes) in zip(
            LEARNERS.items(), (bike(f"{DATA}/bike/hour.csv", True), elec2(f"{DATA}/elec2/electricity.csv"))):
        matrix = os.path.join(folder, "matrix")
        write(matrix, features.astype(np.float32), target, len(target), classes)
        for learner in learners:
            first, *others, again = (ours(matrix, "", learner, threads, processors=processors)["id"]
                                     for threads, processors in RUNS)
            equal = all(other == first for other in others)
            same &= equal and again == first
            print(f"| {name} | {learner} | {first[:16]} | {'same' if equal else 'DIFFERENT'} | "
                  f"{'same' if again == first else 'DIFFERENT'} |", flush=True)
    return same


def rebuilt(folder, name, options, policy):
    """The bike stream through the grains; then every champion that its ledger names is trained again."""
    database = os.path.join(folder, f"{len(name)}.db")
    if policy:
        path = os.path.join(folder, "policy.json")
        with open(path, "w") as file:
            json.dump(policy, file)
        options = options + ["--policy", path]
    subprocess.run(RETRAIN + ["replay", os.path.join(DATA, "bike/hour.csv"), "--source",
                              os.path.join(ROOT, "deploy/sources/bike-with-lags.json"), "--database", database, "--seed", "1",
                              "--quiet"] + options, check=True, stdout=subprocess.DEVNULL)
    with sqlite3.connect(database) as connection:
        promoted = connection.execute(
            "SELECT model_id, body FROM ledger WHERE kind = 'promoted' ORDER BY sequence").fetchall()
    identical = 0
    for model, body in promoted:
        version = json.loads(body)["version"]["number"]
        ended = subprocess.run(
            RETRAIN + ["rebuild", version, "--database", database, "--model", model, "--quiet"], capture_output=True, text=True)
        identical += ended.returncode == 0
        if ended.returncode:
            print(f"{model} {version}: {ended.stdout}{ended.stderr}")
    print(f"\nRebuilt from the ledger of a replay (bike with lags, seed 1, {name}): {identical} of {len(promoted)} champions, "
          "with all their members, bit for bit.", flush=True)
    return identical == len(promoted) > 0


def main():
    build()
    subprocess.run(["dotnet", "build", "-c", "Release", "--nologo", "-v", "quiet",
                    os.path.join(ROOT, "src/RetrainGrains.Cli")], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        same = [trained(folder)] + [rebuilt(folder, name, *replay) for name, replay in REPLAYS.items()]
        sys.exit(0 if all(same) else 1)


main()

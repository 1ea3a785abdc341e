#!/usr/bin/python3
"""Shows that the same rows and seed give the same bytes: with one thread and two, again, and rebuilt from a ledger.

    tests/learning/bit_identity.py [DATA_FOLDER]      (default: ../shared/data)

Prints Markdown. Exit code 1 when anything differs.
"""
import json, os, sqlite3, subprocess, sys, tempfile

import numpy as np

from xgboost_peer import ROOT, bike, build, elec2, ours, write

DATA = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else os.path.join(ROOT, "..", "shared", "data")
LEARNERS = {
    "bike rentals, with lags": ["leafwise", "depthwise", "forest", "extra-trees", "ridge", "elastic-net", "perceptron"],
    "Elec2, price up or down": ["leafwise", "depthwise", "forest", "extra-trees", "logistic", "perceptron"],
}
RETRAIN = ["dotnet", os.path.join(ROOT, "src/RetrainGrains.Cli/bin/Release/net10.0/retrain.dll")]


def trained(folder):
    """Every learner in processes of their own: 1 thread, 2 threads, 2 threads again."""
    same = True
    print("| rows | learner | artifact | 1 and 2 threads | again |\n|---|---|---|---|---|")
    for (name, learners), (features, target, classes) in zip(
            LEARNERS.items(), (bike(f"{DATA}/bike/hour.csv", True), elec2(f"{DATA}/elec2/electricity.csv"))):
        matrix = os.path.join(folder, "matrix")
        write(matrix, features.astype(np.float32), target, len(target), classes)
        for learner in learners:
            one, two, again = (ours(matrix, "", learner, threads)["id"] for threads in (1, 2, 2))
            same &= one == two == again
            print(f"| {name} | {learner} | {two[:16]} | {'same' if one == two else 'DIFFERENT'} | "
                  f"{'same' if two == again else 'DIFFERENT'} |", flush=True)
    return same


def rebuilt(folder):
    """A year of the bike stream through the grains; then every champion that its ledger names is trained again."""
    subprocess.run(["dotnet", "build", "-c", "Release", "--nologo", "-v", "quiet",
                    os.path.join(ROOT, "src/RetrainGrains.Cli")], check=True, stdout=subprocess.DEVNULL)
    database = os.path.join(folder, "fleet.db")
    subprocess.run(RETRAIN + ["replay", os.path.join(DATA, "bike/hour.csv"), "--source",
                              os.path.join(ROOT, "deploy/sources/bike-with-lags.json"), "--database", database, "--seed", "1",
                              "--quiet"], check=True, stdout=subprocess.DEVNULL)
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
    print(f"\nRebuilt from the ledger of a replay (bike with lags, seed 1): {identical} of {len(promoted)} champions, with all "
          "their members, bit for bit.")
    return identical == len(promoted) > 0


def main():
    build()
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(0 if trained(folder) & rebuilt(folder) else 1)


main()

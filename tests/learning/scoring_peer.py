#!/usr/bin/python3
"""Holds scoring beside XGBoost's own predict: the same models, trained by XGBoost and imported, on the same rows.

    tests/learning/scoring_peer.py [ROWS COLUMNS]...    (default: 100000 rows of 20 and of 100)

Both sides run in turns, a round after the other; each is given its least time. Prints Markdown. Needs python3-xgboost.
"""
import os, platform, subprocess, sys, tempfile, time

import numpy as np

from xgboost_peer import BENCH, build, machine, synthetic, write

TREES, LEAVES, ROUNDS, SINGLE_ROWS = 500, 63, 15, 5000
SHAPES = {
    "depth-wise, depth 6": {"max_depth": 6},
    f"leaf-wise, {LEAVES} leaves": {"max_depth": 0, "max_leaves": LEAVES, "grow_policy": "lossguide"},
}


def trained(features, target, shape):
    import xgboost
    parameters = {"tree_method": "hist", "eta": 0.1, "nthread": 2, **SHAPES[shape]}
    return xgboost.train(parameters, xgboost.DMatrix(features, target), TREES)


class Ours:
    def __init__(self, matrix, model):
        self.process = subprocess.Popen(BENCH + ["score", matrix, model], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def timed(action):
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def compare(features, target, shape, folder):
    """Seconds of each way to score, the least of all rounds, and how far the predictions are apart."""
    import xgboost
    booster = trained(features, target, shape)
    model, matrix, found = (os.path.join(folder, name) for name in ("model.json", "matrix", "predictions"))
    booster.save_model(model)
    write(matrix, features, target, len(target), False)
    ours = Ours(matrix, model)
    seconds = {way: [] for way in ("ours", "ours alone", "matrix", "in place", "one row")}
    for _ in range(ROUNDS):
        seconds["ours"].append(ours.ask("batch", 2, found))
        # A new matrix each round, made before the clock starts: XGBoost remembers what it predicted for an earlier one.
        prepared = xgboost.DMatrix(features, nthread=2)
        took, predictions = timed(lambda: booster.predict(prepared))
        seconds["matrix"].append(took)
        seconds["in place"].append(timed(lambda: booster.inplace_predict(features))[0])
        seconds["ours alone"].append(ours.ask("batch", 1, found))
        seconds["one row"].append(ours.ask("single", SINGLE_ROWS))
    ours.close()
    apart = np.max(np.abs(np.fromfile(found, "<f8") - predictions))
    return {way: min(all) for way, all in seconds.items()}, apart


def main():
    import xgboost
    build()
    given = [int(value) for value in sys.argv[1:]]
    sizes = list(zip(given[::2], given[1::2])) or [(100_000, 20), (100_000, 100)]
    print(machine())
    print(f"XGBoost {xgboost.__version__}, models of {TREES} trees; seconds for all rows, two threads each; in turns, the least of "
          f"{ROUNDS} rounds.\n")
    print("| trees | rows × columns | predict | inplace_predict | RetrainGrains | ratio to the better | one thread | one row, µs "
          "| apart |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    worst, slowest = 0, 0
    for rows, columns in sizes:
        features, target = synthetic(rows, columns)
        for shape in SHAPES:
            with tempfile.TemporaryDirectory() as folder:
                least, apart = compare(features, target, shape, folder)
            ratio = least["ours"] / min(least["matrix"], least["in place"])
            worst, slowest = max(worst, ratio), max(slowest, least["one row"])
            print(f"| {shape} | {rows:,} × {columns} | {least['matrix']:.3f} | {least['in place']:.3f} | {least['ours']:.3f} "
                  f"| {ratio:.2f} | {least['ours alone']:.3f} | {least['one row'] * 1e6:.2f} | {apart:.1e} |", flush=True)
    sys.exit(0 if worst < 1 and slowest < 10e-6 else 1)


if __name__ == "__main__":
    main()

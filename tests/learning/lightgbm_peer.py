#!/usr/bin/python3
"""Holds the leaf-wise tree learner beside LightGBM, driven by its C functions: same rows, leaves, trees and rate.

    tests/learning/lightgbm_peer.py accuracy [DATA_FOLDER]     (default: ../shared/data)
    tests/learning/lightgbm_peer.py speed [ROWS COLUMNS]...    (default: 100000 x 20, 100000 x 100, 1000000 x 20)

Prints Markdown. The library comes with the benchmarks' build, from the package LightGBM.
"""
import ctypes, gc, json, os, statistics, subprocess, sys, tempfile, time

import numpy as np

from xgboost_peer import BENCH, ROOT, TREES, build, error, machine, ours, synthetic, tasks, write

BUILT = os.path.dirname(BENCH[1])
RATE = 0.1
LEAVES = 64
RUNS = 5
# Ratios of time are promised; those of memory are only told.
SLOWEST = 1

# Rows a leaf has at least, and its L2 penalty: as LightGBM has them by default, and as XGBoost has.
OWN = {"min_data_in_leaf": 20, "lambda_l2": 0}
FINE = {"min_data_in_leaf": 1, "lambda_l2": 1}

# What could be changed of our defaults (31 leaves of at least 20 rows, an L2 penalty of 1, bins of at least 8 rows).
DEFAULTS = {"NumberOfLeaves": 31, "MinimumExampleCountPerLeaf": 20, "L2Regularization": 1, "MinimumExampleCountPerBin": 8}
CHANGES = {
    "1 row a leaf": {"MinimumExampleCountPerLeaf": 1},
    "10 rows a leaf": {"MinimumExampleCountPerLeaf": 10},
    "40 rows a leaf": {"MinimumExampleCountPerLeaf": 40},
    "L2 of 0": {"L2Regularization": 0},
    "bins of 3 rows (LightGBM's)": {"MinimumExampleCountPerBin": 3},
    "bins of 1 row": {"MinimumExampleCountPerBin": 1},
    "63 leaves": {"NumberOfLeaves": 63},
}


class LightGbm:
    """A booster in native memory."""

    library = None

    def __init__(self, features, target, classes, settings, threads=2):
        if LightGbm.library is None:
            LightGbm.library = ctypes.CDLL(os.path.join(BUILT, "runtimes/linux-x64/native/lib_lightgbm.so"))
            LightGbm.library.LGBM_GetLastError.restype = ctypes.c_char_p
        objective = {0: "regression", 1: "binary"}.get(int(classes), f"multiclass num_class={classes}")
        self.classes = int(classes)
        self.settings = " ".join([f"objective={objective} num_threads={threads} verbosity=-1"]
                                 + [f"{name}={value}" for name, value in settings.items()]).encode()
        self.rows, self.booster = ctypes.c_void_p(), ctypes.c_void_p()
        self._call("DatasetCreateFromMat", *self._matrix(features), self.settings, None, ctypes.byref(self.rows))
        self._call("DatasetSetField", self.rows, b"label", target.ctypes.data_as(ctypes.c_void_p), len(target), 0)
        self._call("BoosterCreate", self.rows, self.settings, ctypes.byref(self.booster))

    def train(self, trees=TREES):
        finished = ctypes.c_int()
        for _ in range(trees):
            self._call("BoosterUpdateOneIter", self.booster, ctypes.byref(finished))
        return self

    def predict(self, features):
        """Numbers or probabilities; of several classes a column for each."""
        answers = np.empty(len(features) * max(1, self.classes))
        count = ctypes.c_int64()
        self._call("BoosterPredictForMat", self.booster, *self._matrix(features), 0, 0, -1, self.settings,
                   ctypes.byref(count), answers.ctypes.data_as(ctypes.c_void_p))
        assert count.value == len(answers)
        return answers.reshape(len(features), -1) if self.classes > 1 else answers

    def free(self):
        self._call("BoosterFree", self.booster)
        self._call("DatasetFree", self.rows)

    # Pointer, 32-bit floats, rows, columns, row by row.
    @staticmethod
    def _matrix(features):
        return features.ctypes.data_as(ctypes.c_void_p), 0, features.shape[0], features.shape[1], 1

    @staticmethod
    def _call(name, *arguments):
        if getattr(LightGbm.library, "LGBM_" + name)(*arguments) != 0:
            raise RuntimeError(f"{name}: {LightGbm.library.LGBM_GetLastError().decode()}")


def version():
    """The package that the benchmarks were built with."""
    with open(os.path.join(BUILT, "RetrainGrains.Benchmarks.deps.json")) as file:
        return next(name.split("/")[1] for name in json.load(file)["libraries"] if name.startswith("LightGBM/"))


def parameters(leaves, **others):
    return {"num_leaves": leaves, "learning_rate": RATE, **others}


class Task:
    """One task: the first 70 % of its rows are learned from, the rest are predicted by both sides."""

    def __init__(self, folder, features, target, classes):
        known = ~np.isnan(target)
        self.features, self.target = np.ascontiguousarray(features[known], np.float32), target[known].astype(np.float32)
        self.classes, self.training = classes, int(0.7 * len(self.target))
        self.matrix, self.predictions = os.path.join(folder, "matrix"), os.path.join(folder, "predictions")
        write(self.matrix, self.features, self.target, self.training, classes)

    def theirs(self, settings):
        booster = LightGbm(self.features[:self.training], self.target[:self.training], self.classes, settings, threads=1).train()
        later = self.target[self.training:]
        answers = booster.predict(self.features[self.training:])
        booster.free()
        return error(answers[np.arange(len(later)), later.astype(int)] if self.classes > 1 else answers, later, self.classes)

    def mine(self, settings):
        ours(self.matrix, self.predictions, "leafwise", 1, settings)
        return error(np.fromfile(self.predictions, "<f8"), self.target[self.training:], self.classes)


def told(name, found):
    print(f"- {name}: median {statistics.median(found):.4f}, from {min(found):.4f} to {max(found):.4f}")


def leaves(found):
    """Whether the size of leaves explains the differences."""
    print(f"\n## Equal and other leaves\n\n{LEAVES} leaves, {TREES} trees, rate {RATE}; else as each side has it by "
          "default. Root mean squared error; log loss for Elec2, levels and wind directions. «20» is LightGBM's own leaf, of at least "
          "20 rows without a penalty; «1» is XGBoost's, of one row with an L2 penalty of 1.\n")
    print("| task | rows | LightGBM 20 | leafwise 20 | ratio | LightGBM 1 | leafwise 1 | ratio | leafwise 1 : LightGBM 20 |\n"
          "|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    ratios = {"both «20»": [], "both «1»": [], "leafwise «1» beside LightGBM «20»": [], "LightGBM «1» beside its own «20»": []}
    for name, task in found():
        theirs = [task.theirs(parameters(LEAVES, **leaf)) for leaf in (OWN, FINE)]
        mine = [task.mine({"MinimumExampleCountPerLeaf": leaf["min_data_in_leaf"], "L2Regularization": leaf["lambda_l2"]})
                for leaf in (OWN, FINE)]
        row = mine[0] / theirs[0], mine[1] / theirs[1], mine[1] / theirs[0], theirs[1] / theirs[0]
        for kept, ratio in zip(ratios.values(), row):
            kept.append(ratio)
        print(f"| {name} | {len(task.target):,} | {theirs[0]:.4f} | {mine[0]:.4f} | {row[0]:.4f} | {theirs[1]:.4f} | {mine[1]:.4f} "
              f"| {row[1]:.4f} | {row[2]:.4f} |", flush=True)
    print()
    for name, kept in ratios.items():
        told(name, kept)


def defaults(found):
    """Both sides as they come, and what changing one of our defaults would do."""
    print(f"\n## Both as they come, and our defaults changed one by one\n\n31 leaves, {TREES} trees, rate {RATE} on both sides. The "
          "last columns are our error with one default changed, over our error without.\n")
    print("| task | LightGBM | leafwise | ratio | " + " | ".join(CHANGES) + " |\n|---|" + "---:|" * (3 + len(CHANGES)))
    ratios, changed = [], {name: [] for name in CHANGES}
    for name, task in found():
        theirs, mine = task.theirs(parameters(31)), task.mine(DEFAULTS)
        ratios.append(mine / theirs)
        for change, kept in changed.items():
            kept.append(task.mine({**DEFAULTS, **CHANGES[change]}) / mine)
        print(f"| {name} | {theirs:.4f} | {mine:.4f} | {ratios[-1]:.4f} | "
              + " | ".join(f"{kept[-1]:.4f}" for kept in changed.values()) + " |", flush=True)
    print()
    told("our defaults beside LightGBM's", ratios)
    for change, kept in changed.items():
        told(f"{change}, beside our defaults (better on {sum(one < 1 for one in kept)} of {len(kept)})", kept)


def accuracy(data):
    print(f"LightGBM {version()}; the first 70 % of the rows are learned from, the rest are predicted.")

    def found():
        for name, (features, target, classes) in tasks(data):
            with tempfile.TemporaryDirectory() as folder:
                yield name, Task(folder, features, target, classes)

    leaves(found)
    defaults(found)
    return 0


def memory(field):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(field))


def train(matrix):
    """Their side of a timed run, in a process of its own."""
    with open(matrix, "rb") as file:
        rows, columns, _, classes = np.fromfile(file, "<i4", 4)
        features = np.fromfile(file, "<f4", rows * columns).reshape(rows, columns)
        target = np.fromfile(file, "<f4", rows)
    settings = parameters(LEAVES, **OWN)
    # Loaded and its threads started before it is timed, as ours is compiled.
    LightGbm(features[:5000], target[:5000], classes, settings).train(2).free()
    gc.collect()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    before = memory("VmRSS")
    started = time.perf_counter()
    LightGbm(features, target, classes, settings).train()
    print(json.dumps({"seconds": time.perf_counter() - started, "rss_before": before, "peak": memory("VmHWM")}))


def theirs(matrix):
    out = subprocess.run([sys.executable, os.path.abspath(__file__), "train", matrix], check=True, capture_output=True)
    return json.loads(out.stdout)


def speed(sizes):
    print(f"LightGBM {version()} and `leafwise`, two threads each, {TREES} trees of {LEAVES} leaves of at least 20 rows, regression, in "
          f"turns; medians of {RUNS}. Time from rows in memory to the model. Memory: the peak above what the rows in memory had "
          "taken.\n")
    print("| rows × columns | LightGBM s | RetrainGrains s | time ratio | LightGBM MiB | RetrainGrains MiB | memory ratio |\n"
          "|---|---:|---:|---:|---:|---:|---:|")
    worst = 0
    leaf = {"MinimumExampleCountPerLeaf": OWN["min_data_in_leaf"], "L2Regularization": OWN["lambda_l2"]}
    for rows, columns in sizes:
        features, target = synthetic(rows, columns)
        with tempfile.TemporaryDirectory() as folder:
            matrix = os.path.join(folder, "matrix")
            write(matrix, features, target, rows, False)
            del features, target
            runs = [(theirs(matrix), ours(matrix, "", "leafwise", 2, leaf)) for _ in range(RUNS)]
        peer, mine = (statistics.median(run[side]["seconds"] for run in runs) for side in (0, 1))
        taken = [statistics.median(run[side]["peak"] - run[side]["rss_before"] for run in runs) for side in (0, 1)]
        worst = max(worst, mine / peer)
        print(f"| {rows:,} × {columns} | {peer:.2f} | {mine:.2f} | {mine / peer:.2f} | {taken[0]:.0f} | {taken[1]:.0f} "
              f"| {taken[1] / taken[0]:.2f} |", flush=True)
    print(f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f} (two threads of ours are 2.0).")
    return 0 if worst <= SLOWEST else 1


def main():
    if sys.argv[1] == "train":
        return train(sys.argv[2])
    build()
    print(machine())
    if sys.argv[1] == "accuracy":
        sys.exit(accuracy(os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else os.path.join(ROOT, "..", "shared", "data"))))
    given = [int(value) for value in sys.argv[2:]]
    sys.exit(speed(list(zip(given[::2], given[1::2])) or [(100_000, 20), (100_000, 100), (1_000_000, 20)]))


if __name__ == "__main__":
    main()

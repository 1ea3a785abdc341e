#!/usr/bin/python3
"""Holds the tree learner beside XGBoost (hist): same rows, depth, trees and rate.

    tests/learning/xgboost_peer.py accuracy [DATA_FOLDER]     (default: ../shared/data)
    tests/learning/xgboost_peer.py speed [ROWS COLUMNS]...    (default: 100000 and 1000000 rows of 20 and 100)

Prints Markdown. Needs python3-xgboost.
"""
import csv, datetime, json, math, os, platform, statistics, subprocess, sys, tempfile

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BENCH = ["dotnet", os.path.join(ROOT, "tests/RetrainGrains.Benchmarks/bin/Release/net10.0/RetrainGrains.Benchmarks.dll")]
PARAMETERS = {"max_depth": 6, "eta": 0.1, "lambda": 1, "min_child_weight": 1, "tree_method": "hist", "max_bin": 256}
TREES = 100


def number(text):
    try:
        return float(text)
    except ValueError:
        return math.nan


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def shifted(values, hours):
    return np.concatenate([np.full(hours, np.nan), values[:-hours]])


def beijing(path, change):
    rows = read(path)
    names = ["month", "hour", "PM2.5", "PM10", "SO2", "NO2", "CO", "O3", "TEMP", "PRES", "DEWP", "RAIN", "WSPM"]
    columns = [np.array([number(row[name]) for row in rows]) for name in names]
    now = columns[2]
    columns += [shifted(now, 1), shifted(now, 2), shifted(now, 23)]
    target = np.append(now[1:], np.nan)
    return np.column_stack(columns), target - now if change else target, False


def levels(path):
    """PM2.5 in an hour: up to 35, 75, 150 and above."""
    features, target, _ = beijing(path, False)
    return features, np.where(np.isnan(target), np.nan, np.digitize(target, [35, 75, 150], right=True)), 4


def wind(path):
    """The wind's direction in an hour, one of sixteen."""
    rows = read(path)
    features, _, _ = beijing(path, False)
    names = sorted({row["wd"] for row in rows if row["wd"] != "NA"})
    now = np.array([names.index(row["wd"]) if row["wd"] in names else np.nan for row in rows])
    return np.column_stack([features, now, shifted(now, 1)]), np.append(now[1:], np.nan), len(names)


def bike(path, lags):
    rows = read(path)
    names = ["season", "mnth", "hr", "holiday", "weekday", "workingday", "weathersit", "temp", "hum", "windspeed"]
    columns = [np.array([number(row[name]) for row in rows]) for name in names]
    count = np.array([number(row["cnt"]) for row in rows])
    return np.column_stack(columns + [shifted(count, lag) for lag in ((1, 2, 24, 168) if lags else ())]), count, False


def elec2(path):
    rows = read(path)
    names = ["day", "period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"]
    return (np.column_stack([np.array([number(row[name]) for row in rows]) for name in names]),
            np.array([1.0 if row["class"] == "UP" else 0.0 for row in rows]), True)


def crypto(path):
    """The size of the next hour's return: its sign is noise."""
    rows = read(path)
    close, volume = (np.array([number(row[name]) for row in rows]) for name in ("Close", "Volume"))
    size = np.abs(np.diff(np.log(close), prepend=np.nan)) * 100
    hour = np.arange(len(rows)) % 24
    columns = [hour, np.log1p(volume), size] + [shifted(size, lag) for lag in (1, 2, 3, 6, 12, 23, 167)]
    return np.column_stack(columns), np.append(size[1:], np.nan), False


def formula1(folder):
    races = {row["raceId"]: row for row in read(os.path.join(folder, "races.csv"))}
    qualifying = {(row["raceId"], row["driverId"]): number(row["position"])
                  for row in read(os.path.join(folder, "qualifying.csv"))}
    results = [row for row in read(os.path.join(folder, "results.csv")) if row["raceId"] in races]
    results.sort(key=lambda row: (races[row["raceId"]]["date"], int(row["resultId"])))
    last, team, features, target = {}, {}, [], []
    for row in results:
        race, driver, constructor = races[row["raceId"]], row["driverId"], row["constructorId"]
        features.append([number(race["year"]), number(race["round"]), number(race["circuitId"]), number(row["grid"]),
                         qualifying.get((row["raceId"], driver), math.nan),
                         last.get(driver, math.nan), team.get(constructor, math.nan)])
        target.append(number(row["positionOrder"]))
        last[driver] = 0.7 * last.get(driver, target[-1]) + 0.3 * target[-1]
        team[constructor] = 0.8 * team.get(constructor, target[-1]) + 0.2 * target[-1]
    return np.array(features), np.array(target), False


def tasks(data):
    for station in ("Aotizhongxin", "Dongsi", "Gucheng", "Wanliu"):
        yield f"Beijing {station}, PM2.5 in an hour", beijing(f"{data}/beijing/{station}.csv", False)
    yield "Beijing Aotizhongxin, change of PM2.5", beijing(f"{data}/beijing/Aotizhongxin.csv", True)
    for station in ("Aotizhongxin", "Dongsi", "Gucheng", "Wanliu"):
        yield f"Beijing {station}, level of PM2.5 in an hour", levels(f"{data}/beijing/{station}.csv")
    yield "Beijing Aotizhongxin, wind direction in an hour", wind(f"{data}/beijing/Aotizhongxin.csv")
    yield "bike rentals, with lags", bike(f"{data}/bike/hour.csv", True)
    yield "bike rentals, without lags", bike(f"{data}/bike/hour.csv", False)
    yield "Elec2, price up or down", elec2(f"{data}/elec2/electricity.csv")
    yield "BTC, size of the next return", crypto(f"{data}/crypto/BTCUSDT-1h.csv")
    yield "ETH, size of the next return", crypto(f"{data}/crypto/ETHUSDT-1h.csv")
    yield "Formula 1, finishing position", formula1(f"{data}/f1")


def write(path, features, target, training, classes):
    with open(path, "wb") as file:
        np.array([len(target), features.shape[1], training, int(classes)], "<i4").tofile(file)
        features.astype("<f4").tofile(file)
        target.astype("<f4").tofile(file)


def ours(matrix, predictions, learner, threads=2, settings={}, processors=None):
    command = BENCH + ["train", matrix, predictions, learner, str(threads)]
    command += [f"{name}={value}" for name, value in settings.items()]
    environment = {**os.environ, "DOTNET_PROCESSOR_COUNT": str(processors)} if processors else None
    out = subprocess.run(command, check=True, capture_output=True, env=environment)
    return json.loads(out.stdout)


def error(prediction, target, classes):
    if classes > 1:
        return float(-np.mean(np.log(np.clip(prediction, 1e-6, 1))))
    if not classes:
        return float(np.sqrt(np.mean((prediction - target) ** 2)))
    sure = np.clip(prediction, 1e-6, 1 - 1e-6)
    return float(-np.mean(np.where(target > 0, np.log(sure), np.log(1 - sure))))


def accuracy(data):
    import xgboost
    print(f"XGBoost {xgboost.__version__}, {TREES} trees, {PARAMETERS}; bins as each side has them by default; the first 70 % of the "
          "rows are learned from, the rest are predicted. Root mean squared error; log loss for Elec2, levels and wind directions.\n")
    print("| task | rows | XGBoost | depthwise | ratio | leafwise | ratio |\n|---|---:|---:|---:|---:|---:|---:|")
    ratios = {"depthwise": [], "leafwise": []}
    for name, (features, target, classes) in tasks(data):
        known = ~np.isnan(target)
        features, target = features[known].astype(np.float32), target[known].astype(np.float32)
        training = int(0.7 * len(target))
        objective = {0: "reg:squarederror", 1: "binary:logistic"}.get(int(classes), "multi:softprob")
        settings = ({"num_class": classes} if classes > 1 else {"base_score": float(target[:training].mean())})
        booster = xgboost.train({**PARAMETERS, **settings, "objective": objective, "nthread": 2},
                                xgboost.DMatrix(features[:training], target[:training]), TREES)
        answers = booster.predict(xgboost.DMatrix(features[training:]))
        if classes > 1: answers = answers[np.arange(len(answers)), target[training:].astype(int)]
        peer = error(answers, target[training:], classes)
        cells = [name, f"{len(target):,}", f"{peer:.4f}"]
        with tempfile.TemporaryDirectory() as folder:
            matrix, predictions = os.path.join(folder, "matrix"), os.path.join(folder, "predictions")
            write(matrix, features, target, training, classes)
            for learner, found in ratios.items():
                ours(matrix, predictions, learner)
                mine = error(np.fromfile(predictions, "<f8"), target[training:], classes)
                found.append(mine / peer)
                cells += [f"{mine:.4f}", f"{mine / peer:.4f}"]
        print("| " + " | ".join(cells) + " |", flush=True)
    for learner, found in ratios.items():
        print(f"\n{learner}: median ratio {statistics.median(found):.4f}, worst {max(found):.4f} "
              f"(promised: at most 1.01 on any, 1 in the median).")
    return 0 if max(ratios["depthwise"]) <= 1.01 and statistics.median(ratios["depthwise"]) <= 1 else 1


PEER = """
import gc, json, sys, time, numpy as np, xgboost
with open(sys.argv[1], "rb") as file:
    rows, columns, training, classes = np.fromfile(file, "<i4", 4)
    features = np.fromfile(file, "<f4", rows * columns).reshape(rows, columns)
    target = np.fromfile(file, "<f4", rows)
parameters = {**json.loads(sys.argv[2]), "objective": "binary:logistic" if classes else "reg:squarederror", "nthread": 2}
xgboost.train(parameters, xgboost.DMatrix(features[:5000], target[:5000]), 2)
def memory(field):
    return [int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith(field)][0]
gc.collect()
open("/proc/self/clear_refs", "w").write("5")
before = memory("VmRSS")
started = time.perf_counter()
xgboost.train(parameters, xgboost.DMatrix(features, target, nthread=2), int(sys.argv[3]))
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "rss_before": before,
                  "peak": memory("VmHWM")}))
"""


def peer(matrix):
    out = subprocess.run([sys.executable, "-c", PEER, matrix, json.dumps(PARAMETERS), str(TREES)],
                         check=True, capture_output=True)
    return json.loads(out.stdout)


def synthetic(rows, columns):
    generator = np.random.default_rng(1)
    features = generator.random((rows, columns), dtype=np.float32)
    target = (np.sin(6 * features[:, 0]) + 2 * features[:, 1] * features[:, 2] + features[:, 3:8].sum(axis=1)
              + generator.normal(0, 0.3, rows)).astype(np.float32)
    return features, target


def speed(sizes):
    import xgboost
    print(f"XGBoost {xgboost.__version__} `hist` and `depthwise`, two threads each, {TREES} trees of depth 6, in turns; medians of "
          "three. Time from rows in memory to the model. Memory: the peak above what the rows in memory had taken.\n")
    print("| rows × columns | XGBoost s | RetrainGrains s | time ratio | XGBoost MiB | RetrainGrains MiB | memory ratio |\n"
          "|---|---:|---:|---:|---:|---:|---:|")
    worst = 0
    for rows, columns in sizes:
        features, target = synthetic(rows, columns)
        with tempfile.TemporaryDirectory() as folder:
            matrix = os.path.join(folder, "matrix")
            write(matrix, features, target, rows, False)
            del features, target
            runs = [(peer(matrix), ours(matrix, "", "depthwise")) for _ in range(3)]
        theirs, mine = (statistics.median(run[side]["seconds"] for run in runs) for side in (0, 1))
        memory = [statistics.median(run[side]["peak"] - run[side]["rss_before"] for run in runs) for side in (0, 1)]
        worst = max(worst, mine / theirs)
        print(f"| {rows:,} × {columns} | {theirs:.2f} | {mine:.2f} | {mine / theirs:.2f} | {memory[0]:.0f} | {memory[1]:.0f} "
              f"| {memory[1] / memory[0]:.2f} |", flush=True)
    return 0 if worst <= 1.3 else 1


def build():
    subprocess.run(["dotnet", "build", "-c", "Release", "--nologo", "-v", "quiet",
                    os.path.join(ROOT, "tests/RetrainGrains.Benchmarks")], check=True, stdout=subprocess.DEVNULL)


def machine():
    return (f"Machine: {os.cpu_count()} cores, {platform.system()}, {datetime.date.today()}; load {os.getloadavg()[0]:.1f} at the "
            "start.\n")


def main():
    build()
    print(machine())
    if sys.argv[1] == "accuracy":
        sys.exit(accuracy(os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else os.path.join(ROOT, "..", "shared", "data"))))
    given = [int(value) for value in sys.argv[2:]]
    sizes = list(zip(given[::2], given[1::2])) or [(100_000, 20), (100_000, 100), (1_000_000, 20), (1_000_000, 100)]
    sys.exit(speed(sizes))


if __name__ == "__main__":
    main()

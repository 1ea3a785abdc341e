#!/usr/bin/python3
"""What a search costs: 12 streams, three families each, every three hours, on the latest rows.

    tests/learning/search_budget.py [DATA_FOLDER]     (default: ../shared/data)

The four Beijing stations with three targets each stand for twelve stations. One processor core. Prints Markdown.
"""
import datetime, json, os, statistics, subprocess, sys, tempfile

import numpy as np
import xgboost_peer as peer

FAMILIES, TRIALS, CADENCE = ("leafwise", "depthwise", "forest"), 20, 3 * 3600


def streams(data):
    for station in ("Aotizhongxin", "Dongsi", "Gucheng", "Wanliu"):
        features, target, _ = peer.beijing(f"{data}/beijing/{station}.csv", False)
        for hours in (1, 6, 12):
            later = np.concatenate([target[hours - 1:], np.full(hours - 1, np.nan)])
            known = ~np.isnan(later)
            yield f"{station} +{hours} h", features[known].astype(np.float32), later[known].astype(np.float32)


def main():
    data = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else os.path.join(peer.ROOT, "..", "shared", "data")
    peer.build()
    print(f"Machine: {os.cpu_count()} cores, {datetime.date.today()}, load {os.getloadavg()[0]:.1f} at the start. {TRIALS} sets a "
          "search, three rolling origins, then one fit with the set found.\n")
    print("| rows learned from | searches | seconds in all | share of three hours on one core | fits a search | error against the "
          "parameters in use, median | better on |\n|---|---:|---:|---:|---:|---:|---:|")
    for days in (30, 180):
        runs = []
        for _, features, target in streams(data):
            first = len(target) - 30 * 24 - days * 24
            with tempfile.TemporaryDirectory() as folder:
                matrix = os.path.join(folder, "matrix")
                peer.write(matrix, features[first:], target[first:], days * 24, False)
                for family in FAMILIES:
                    out = subprocess.run(peer.BENCH + ["search", matrix, family, str(TRIALS)], check=True, capture_output=True)
                    runs.append(json.loads(out.stdout))
        seconds, ratios = sum(run["seconds"] for run in runs), [run["found"] / run["before"] for run in runs]
        print(f"| {days} days ({days * 24:,}) | {len(runs)} | {seconds:.0f} | {100 * seconds / CADENCE:.1f} % | "
              f"{statistics.mean(run['fits'] for run in runs):.0f} | {statistics.median(ratios):.4f} | "
              f"{sum(ratio < 1 for ratio in ratios)} of {len(ratios)} |", flush=True)


if __name__ == "__main__":
    main()

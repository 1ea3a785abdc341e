#!/usr/bin/env python3
"""What the default policy loses beside the best of its recipes in hindsight, on the recorded streams.

    tests/learning/regret.py [DATA_FOLDER]      (default: ../shared/data)

Prints Markdown. Exit code 1 when a stream is above its bound.
"""
import json, os, subprocess, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else os.path.join(ROOT, "..", "shared", "data")
STATIONS = ["Aotizhongxin", "Dongsi", "Gucheng", "Wanliu"]
STREAMS = [
    ("beijing", [f"beijing/{station}.csv" for station in STATIONS]),
    ("bike-with-lags", ["bike/hour.csv"]),
    ("bike-without-lags", ["bike/hour.csv"]),
    ("elec2", ["elec2/electricity.csv"]),
    ("crypto", ["crypto/" + name for name in sorted(os.listdir(os.path.join(DATA, "crypto"))) if name.endswith(".csv")]),
]


def replay(source, files):
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run(
            ["dotnet", os.path.join(ROOT, "src/RetrainGrains.Cli/bin/Release/net10.0/retrain.dll"), "replay"]
            + [os.path.join(DATA, file) for file in files]
            + ["--source", os.path.join(ROOT, f"deploy/sources/{source}.json"), "--seed", "1", "--quiet",
               "--json", out.name],
            check=True, stdout=subprocess.DEVNULL)
        return json.load(open(out.name))["models"]


def main():
    subprocess.run(["dotnet", "build", "-c", "Release", "--nologo", "-v", "quiet",
                    os.path.join(ROOT, "src/RetrainGrains.Cli")], check=True, stdout=subprocess.DEVNULL)
    print("| stream | best recipe in hindsight | served / best, all rows | at worst over 56 days | bound |")
    print("|---|---|---:|---:|---:|")
    kept = True
    for source, files in STREAMS:
        for model in replay(source, files):
            regret = model["regret"]
            bound = regret.get("bound")
            kept &= bound is None or max(regret["total"], regret["worst"]) <= bound
            print(f"| {source} {model['model']} | {regret['best']} | {regret['total']:.3f} | "
                  f"{regret['worst']:.3f} ({regret['worstAt'][:10]}) | {f'{bound:.2f}' if bound else '–'} |", flush=True)
    return 0 if kept else 1


sys.exit(main())

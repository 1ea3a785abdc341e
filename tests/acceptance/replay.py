#!/usr/bin/env python3
"""Replays the recorded data sets beside the repository and holds the default policy to its promises.

    tests/acceptance/replay.py [DATA_FOLDER]      (default: ../shared/data)

Prints Markdown. Exit code 1 when a promise is broken.
"""
import json, os, platform, resource, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else os.path.join(ROOT, "..", "shared", "data")
RETRAIN = ["dotnet", os.path.join(ROOT, "src/RetrainGrains.Cli/bin/Release/net10.0/retrain.dll"), "replay"]
LEVEL = "never,weekly/all,weekly/180d,weekly/30d,monthly/all,every-3h/30d"
CHANGE = ",never/change,weekly/all/change,weekly/180d/change,monthly/all/change,last-value"
STATIONS = ["Aotizhongxin", "Dongsi", "Gucheng", "Wanliu"]
STREAMS = [
    ("beijing", [f"beijing/{station}.csv" for station in STATIONS], LEVEL + CHANGE),
    ("bike-with-lags", ["bike/hour.csv"], LEVEL + CHANGE),
    ("bike-without-lags", ["bike/hour.csv"], LEVEL),
    ("elec2", ["elec2/electricity.csv"], LEVEL + ",last-value"),
]
broken = []


def promise(kept, text):
    if not kept:
        broken.append(text)
    return "yes" if kept else "NO"


def replay(source, files, *options):
    """One replay: its JSON, wall seconds, and processor seconds that were not training."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(
            RETRAIN + [os.path.join(DATA, file) for file in files]
            + ["--source", os.path.join(ROOT, f"deploy/sources/{source}.json"), "--seed", "1", "--quiet", "--json", out.name,
               *options],
            check=True, stdout=subprocess.DEVNULL)
        wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        report = json.load(open(out.name))
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return report, wall, used - report["overall"]["trainingSeconds"]


def weeks(model):
    return sum(month["scored"] > 0 for month in model["fixedPolicies"][0]["months"]) * 365.25 / 12 / 7


def main():
    subprocess.run(["dotnet", "build", "-c", "Release", "--nologo", "-v", "quiet", os.path.join(ROOT, "src/RetrainGrains.Cli")],
                   check=True, stdout=subprocess.DEVNULL)
    print(f"Machine: {os.cpu_count()} cores, {platform.system()}, .NET "
          + subprocess.run(["dotnet", "--version"], capture_output=True, text=True).stdout.strip() + "\n")
    print("| replay alone | wall s | training s | everything else, processor s | ledger twice the same |\n|---|---|---|---|---|")
    for source, files, _ in STREAMS:
        first, wall, other = replay(source, files)
        again, _, _ = replay(source, files)
        same = first["overall"]["ledgerSha256"] == again["overall"]["ledgerSha256"]
        print(f"| {source} | {wall:.1f} | {first['overall']['trainingSeconds']:.1f} | {other:.1f} | "
              f"{promise(same, f'{source}: the same seed gave another ledger')} |", flush=True)
        promise(wall < 300 and other < 45, f"{source}: {wall:.0f} s, {other:.0f} s of it no training")
    print("\n| stream | error | best fixed policy | its error | ratio | worst month | retrainings a week |\n|---|---|---|---|---|---|---|")
    relative, ours = {}, {}
    for source, files, compare in STREAMS:
        report, _, _ = replay(source, files, "--compare", compare)
        for model in report["models"]:
            name = source if len(files) == 1 else f"{source} {model['model']}"
            rate = (model["runs"] - 1) / weeks(model)
            ours[name] = model["relativeError"]
            for policy in model["fixedPolicies"]:
                relative.setdefault(policy["policy"], {})[name] = policy["relativeError"]
            print(f"| {name} | {model['error']:.4g} | {model['bestFixedPolicy']} | {model['bestFixedError']:.4g} | "
                  f"{model['relativeError']:.4f} | {model['worstMonth']['ratio']:.3f} | {rate:.2f} |", flush=True)
            promise(model["relativeError"] <= 1.01, f"{name}: {model['relativeError']:.4f} of the best fixed policy")
            promise(model["worstMonth"]["ratio"] <= 1.2, f"{name}: a month at {model['worstMonth']['ratio']:.2f}")
            promise(rate <= 1, f"{name}: {rate:.2f} retrainings a week")
    print("\n| policy | mean of relative errors | default on the same streams |\n|---|---|---|")
    for policy, errors in relative.items():
        theirs, mine = (sum(values) / len(errors) for values in (errors.values(), [ours[name] for name in errors]))
        print(f"| {policy} ({len(errors)} streams) | {theirs:.4f} | {mine:.4f} |")
        promise(mine < theirs, f"{policy} is better in the mean: {theirs:.4f} against {mine:.4f}")
    print("\n" + ("All promises are kept." if not broken else "Broken: " + "; ".join(broken)))
    return 1 if broken else 0


sys.exit(main())

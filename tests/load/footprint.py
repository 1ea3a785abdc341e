#!/usr/bin/python3
"""Start-up time and memory of an idle server, and of one with many registered models.

    tests/load/footprint.py [--server PATH.dll] [--peer PATH.dll] [--models 20000] [--rounds 5] [--rest 10]

Prints Markdown. With --peer a second server is measured in turns. Needs Debian's python3-grpcio and python3-grpc-tools.
"""
import argparse, os, shutil, statistics, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor
from typing import Callable
import subjects
from subjects import Server, say

MODELS, ROUNDS, REST_SECONDS, CALLS_AT_ONCE = 20_000, 5, 10, 16
# Checked so seldom that no model wakes by itself while memory is read.
POLICY = '{ "schedule": { "checkEvery": "30d" } }'
Figures = dict[str, list[float]]


def names(models: int) -> list[str]:
    return [f"plant/{number:05}" for number in range(models)]


def for_each(models: list[str], act: Callable[[str], object]) -> float:
    """Calls a second, several at a time; the first that fails ends it."""
    began = time.monotonic()
    with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
        for _ in pool.map(act, models):
            pass
    return len(models) / (time.monotonic() - began)


def note(figures: Figures, name: str, value: float) -> None:
    figures.setdefault(name, []).append(value)


def idle(server: Server, figures: Figures, rest: float) -> None:
    """A start on a new file, and what is resident a while after."""
    note(figures, "start-up without models, s", server.start_ready())
    time.sleep(rest)
    note(figures, f"resident {rest:g} s after it, MiB", server.memory())
    server.end()


def fill(server: Server, figures: Figures, models: list[str]) -> None:
    from plant import Client
    server.start_ready()
    client = Client(server.address)
    note(figures, f"registered a second, {CALLS_AT_ONCE} calls at a time", for_each(
        models, lambda model: client.register(model, POLICY)))
    note(figures, "resident when all are registered, MiB", server.memory())
    client.close()
    server.end()


def filled(server: Server, figures: Figures, models: list[str], rest: float) -> None:
    """A start with all models, what is resident when nobody has asked, and when each was described once."""
    from plant import Client
    note(figures, f"start-up with {len(models):,} models, s", server.start_ready())
    time.sleep(rest)
    note(figures, f"resident {rest:g} s after it, no model asked, MiB", server.memory())
    client = Client(server.address)
    note(figures, f"described a second, {CALLS_AT_ONCE} calls at a time", for_each(models, client.describe))
    note(figures, "resident when each was described once, MiB", server.memory())
    client.close()
    server.end()


def report(found: dict[str, Figures]) -> None:
    print("| | " + " | ".join(found) + " |\n|---" + "|---:" * len(found) + "|")
    for name in next(iter(found.values())):
        print(f"| {name} | " + " | ".join(cell(figures[name]) for figures in found.values()) + " |")


def cell(numbers: list[float]) -> str:
    """The median, with least and most where there are several."""
    middle = statistics.median(numbers)
    form = ".2f" if middle < 20 else ",.0f"
    extremes = f" ({min(numbers):{form}}–{max(numbers):{form}})" if len(numbers) > 1 else ""
    return f"{middle:{form}}{extremes}"


def measure(
        assemblies: dict[str, str], folder: str, models: int = MODELS, rounds: int = ROUNDS,
        rest: float = REST_SECONDS) -> None:
    """All figures of all servers, in turns."""
    from plant import FEATURES
    found: dict[str, Figures] = {name: {} for name in assemblies}
    registered, started = names(models), []

    def server(name: str, file: str) -> Server:
        started.append(Server(f"{name}-{file}", assemblies[name], folder))
        return started[-1]
    try:
        for number in range(rounds):
            for name, figures in found.items():
                idle(server(name, f"idle-{number}"), figures, rest)
        full = {name: server(name, "full") for name in found}
        for name, one in full.items():
            fill(one, found[name], registered)
            say(f"{name}: {models} models are registered")
        for number in range(rounds):
            for name, one in full.items():
                filled(one, found[name], registered, rest)
        print(f"On all cores, SQLite, in turns: medians of {rounds} starts (least–most). Ready is when "
              "`/health/ready` answers; calls come from one client in Python. Models have "
              f"{len(FEATURES)} features, the default policy with a check every 30 days, and no observations.\n")
        report(found)
    finally:
        for one in started:
            one.kill()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", help="the assembly to measure; default: the build of this tree")
    parser.add_argument("--peer", help="another server's assembly, measured in turns")
    parser.add_argument("--models", type=int, default=MODELS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--rest", type=float, default=REST_SECONDS, help="seconds from ready until memory is read")
    options = parser.parse_args()
    subjects.begin()
    machine, folder, result = subjects.machine(), tempfile.mkdtemp(prefix="footprint-"), 1
    try:
        assemblies = subjects.assemblies(options.server, options.peer)
        subjects.stubs()
        print(f"{machine}. {subjects.commits(assemblies)}.\n", flush=True)
        measure(assemblies, folder, options.models, options.rounds, options.rest)
        result = 0
        return result
    finally:
        if result == 0:
            shutil.rmtree(folder)
        else:
            say(f"the logs are in {folder}")


if __name__ == "__main__":
    sys.exit(main())

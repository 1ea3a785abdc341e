#!/usr/bin/python3
"""Waits for predictions over gRPC at half of what the server can answer: quiet, while versions swap, during trainings.

    tests/load/latency.py [--server PATH.dll] [--rounds 5] [--seconds 10]

The server has one core, h2load the other. A swap is a promotion by hand, every 100 ms, of one recipe's version and of
another's in turns; a training is that of another model, which is registered, gets its history and learns on the same
core, one after the other. An echo on the same core is asked as often: what it takes is the machine's and the generator's
own. Prints Markdown. Exit code 1 when an answer was wrong or a prediction was not stored. Needs what load.py needs.
"""
import argparse, itertools, os, shutil, statistics, sys, tempfile, threading, time
import subjects
from generator import Generator
from load import GENERATOR_CORE, MODEL, SERVER_CORE, Target, check_stored, teach
from subjects import Echo, Server, say

SWAP_SECONDS, CALL_SECONDS = 0.1, 60


class Beside:
    """Work that goes on beside the load until the block ends, and how often it was done."""

    def __init__(self, work=None):
        self.work, self.done, self.stop, self.fault = work, 0, threading.Event(), None
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        try:
            while self.work is not None and not self.stop.is_set():
                self.work()
                self.done += 1
        except BaseException as fault:
            self.fault = fault

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        if self.fault is not None:
            raise SystemExit(f"the work beside the load failed: {self.fault}")


def swapping(client):
    from retraingrains.v1 import models_pb2 as m
    names = [one.name for one in client.describe(MODEL).candidates if one.HasField("dataset")][:2]
    if len(names) < 2:
        raise SystemExit("the model has no two candidates to swap")
    turn = 0

    def swap() -> None:
        nonlocal turn
        began, turn = time.monotonic(), turn + 1
        client.models.Promote(m.PromoteRequest(
            model_id=MODEL, candidate=names[turn % 2], reason="measured"), timeout=CALL_SECONDS)
        time.sleep(max(0.0, SWAP_SECONDS - (time.monotonic() - began)))
    return swap


def training(client):
    numbers = itertools.count(1)
    return lambda: client.teach(f"beside/{next(numbers)}", time.time())


def measure(options: argparse.Namespace, target: Target, echo: Target) -> None:
    half = statistics.median(run.rate for run in target.runs) / 2
    print(f"It answers {2 * half:,.0f} predictions a second at full speed (median of {len(target.runs)}); asked "
          f"{half:,.0f} a second:\n")
    print("| | p50, ms | p99 | p99.9 | longest | done beside it |\n|---|---:|---:|---:|---:|---:|")
    cases = {
        "the echo": (echo, None), "quiet": (target, None),
        "a swap every 100 ms": (target, swapping(target.client)), "trainings": (target, training(target.client)),
    }
    for name, (asked, work) in cases.items():
        runs, done = [], 0
        for _ in range(options.rounds):
            with Beside(work) as beside:
                runs.append(asked.drive(int(half * options.seconds), half, swaps=work is not None))
            done += beside.done
        waits = [statistics.median(getattr(run, share) for run in runs) for share in ("p50", "p99", "p999", "longest")]
        print(f"| {name} | " + " | ".join(f"{wait:.2f}" for wait in waits) + f" | {done or ''} |", flush=True)
        say(name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", help="the assembly to measure; default: the build of this tree")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10, help="of each run")
    parser.add_argument("--warm-up", type=float, default=60, help="seconds of load before the first round")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--streams", type=int, default=32, help="calls at a time on each connection")
    options = parser.parse_args()
    subjects.begin("h2load", "taskset")
    machine, folder, result = subjects.machine(), tempfile.mkdtemp(prefix="latency-"), 1
    assemblies = subjects.assemblies(options.server, None)
    subjects.stubs()
    from plant import frame, question
    os.sched_setaffinity(0, {GENERATOR_CORE})
    generator = Generator(folder, frame(question(MODEL)), GENERATOR_CORE, options.connections, options.streams)
    server, echo = Server("server", assemblies["server"], folder, SERVER_CORE), Echo(
        subjects.build(subjects.ECHO_PROJECT), folder, SERVER_CORE)
    try:
        server.start_ready()
        echo.start()
        target, beside = Target(server, generator), Target(echo, generator)
        print("# Waits for predictions\n\nPrinted by `tests/load/latency.py`.\n")
        print(f"{machine}. {subjects.commits(assemblies)}. One model: {teach([target], time.time())}. The server on "
              f"core {SERVER_CORE}, h2load on core {GENERATOR_CORE}: {options.connections} connections of "
              f"{options.streams} streams; medians of {options.rounds} runs of {options.seconds:g} s.\n", flush=True)
        for asked in (target, beside):
            asked.meet()
        beside.warm_up(options.warm_up / 4)
        target.warm_up(options.warm_up)
        for _ in range(3):
            target.runs.append(target.drive(int(target.rate * options.seconds / 2)))
            target.rate = target.runs[-1].rate
        measure(options, target, beside)
        target.client.close()
        print("\n" + check_stored(target))
        faults = target.faults + beside.faults
        print("\n" + ("Every answer was OK and complete." if not faults else "WRONG: " + "; ".join(faults)))
        result = 1 if faults else 0
        return result
    finally:
        for subject in (server, echo):
            subject.kill()
        if result == 0:
            shutil.rmtree(folder)
        else:
            say(f"the logs are in {folder}")


if __name__ == "__main__":
    sys.exit(main())

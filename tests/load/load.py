#!/usr/bin/python3
"""Predictions a second over gRPC beside a plain Grpc.AspNetCore echo of the same messages, in alternating runs.

    tests/load/load.py [--server PATH.dll] [--peer PATH.dll] [--footprint] [--rounds 7] [--seconds 8]

Measures the build of this tree, or another server, and with --peer a second one in the same rounds. All share one core,
where those that are not asked rest; h2load has the other. Prints Markdown, with --footprint also what footprint.py
measures. Exit code 1 when an answer was wrong or a prediction was not stored. Needs Debian's nghttp2-client,
python3-grpcio and python3-grpc-tools.
"""
import argparse, os, shutil, statistics, sys, tempfile, time
import subjects
from generator import Generator, Run
from subjects import Echo, Server, Subject, say

SERVER_CORE, GENERATOR_CORE = 0, 1
MODEL = "plant/1"
WARM_UP_STEP, WARM_UP_FIRST = 1.0, 1000


class Target:
    """A subject under load: what it should answer, and what it did in each round."""

    def __init__(self, subject: Subject, generator: Generator):
        from plant import Client
        self.subject, self.generator, self.client = subject, generator, Client(subject.address)
        self.name, self.runs, self.paced, self.cpu, self.made = subject.name, [], [], [], []
        self.asked, self.faults, self.answer_bytes, self.rate = 0, [], 0, 0.0

    def meet(self) -> None:
        """Asks once as a client would: an answer that is OK, and its size."""
        from plant import frame, question
        self.answer_bytes = len(frame(self.client.ask(question(MODEL))))
        self.asked += 1

    def drive(self, count: int, rate: float | None = None, swaps: bool = False) -> Run:
        run = self.generator.ask(self.subject.address, count, rate)
        self.asked += count
        # A call that failed has status 200 as well, but no message; one that was not logged has a shorter one. Versions
        # that come meanwhile have longer names.
        short = run.answer_bytes < count * self.answer_bytes
        if run.succeeded != count or short or (run.answer_bytes != count * self.answer_bytes and not swaps):
            self.faults.append(f"{self.name}: {run.succeeded} of {count} answered, {run.answer_bytes} bytes in place "
                               f"of {count * self.answer_bytes}")
        return run

    def warm_up(self, seconds: float) -> None:
        end, self.rate = time.monotonic() + seconds, WARM_UP_FIRST
        while time.monotonic() < end:
            self.rate = self.drive(max(100, int(self.rate * WARM_UP_STEP))).rate

    def measure(self, seconds: float, rate: float) -> None:
        """As fast as it can, then at a rate that all can keep."""
        allocated, count = self.subject.allocated(), int(self.rate * seconds)
        before = self.subject.cpu_seconds()
        self.runs.append(self.drive(count))
        self.cpu.append((self.subject.cpu_seconds() - before) / count)
        self.made.append((self.subject.allocated() - allocated) / count)
        self.rate = self.runs[-1].rate
        self.paced.append(self.drive(int(rate * seconds / 2), rate))


def teach(targets: list[Target], now: float) -> str:
    """Gives each server the same history; says what serves then."""
    told = [target.client.teach(MODEL, now) for target in targets]
    members = told[0].champion.members
    artifacts = [{member.artifact_id for member in model.champion.members} for model in told]
    same = "" if len(told) < 2 else (
        ", the same in both servers" if artifacts[0] == artifacts[1] else "; the peer's are others")
    return (f"a blend of {len(members)} recipes by the default policy, {len(artifacts[0])} artifacts{same}")


def check_stored(target: Target) -> str:
    """Ends the server and compares what it has stored with what it was asked."""
    target.subject.end()
    stored = target.subject.predictions_stored()
    if stored != target.asked:
        target.faults.append(f"{target.name}: {stored} predictions stored, {target.asked} asked")
    return f"{target.name}: {stored:,} predictions stored of {target.asked:,} asked."


def spread(numbers: list[float], form: str) -> str:
    return (f"{statistics.median(numbers):{form}} | {min(numbers):{form}} | {max(numbers):{form}}")


def ratios(target: Target, other: Target) -> list[float]:
    return [run.rate / beside.rate for run, beside in zip(target.runs, other.runs)]


def report_rounds(targets: list[Target], pairs: list[tuple[Target, Target]]) -> None:
    print("| round | " + " | ".join(target.name for target in targets) + " | "
          + " | ".join(f"{one.name} / {other.name}" for one, other in pairs) + " |")
    print("|---" + "|---:" * (len(targets) + len(pairs)) + "|")
    found = [ratios(*pair) for pair in pairs]
    for number in range(len(targets[0].runs)):
        print(f"| {number + 1} | " + " | ".join(f"{target.runs[number].rate:,.0f}" for target in targets) + " | "
              + " | ".join(f"{ratio[number]:.3f}" for ratio in found) + " |")


def report(targets: list[Target], pairs: list[tuple[Target, Target]]) -> None:
    report_rounds(targets, pairs)
    print("\n| | median | least | most |\n|---|---:|---:|---:|")
    for target in targets:
        print(f"| {target.name}, predictions/s | {spread([run.rate for run in target.runs], ',.0f')} |")
    for pair in pairs:
        print(f"| {pair[0].name} / {pair[1].name} | {spread(ratios(*pair), '.3f')} |")
    for target in targets:
        print(f"| {target.name}, µs of processor time a prediction | {spread([s * 1e6 for s in target.cpu], '.1f')} |")
    for target in targets:
        print(f"| {target.name}, bytes of objects a prediction | {spread(target.made, ',.0f')} |")
    print("\n| ms, medians of the rounds | p50 at full speed | p99 | p50 at the common rate | p99 | MiB resident "
          "at the end |\n|---|---:|---:|---:|---:|---:|")
    for target in targets:
        waits = [statistics.median(getattr(run, share) for run in runs)
                 for runs in (target.runs, target.paced) for share in ("p50", "p99")]
        print(f"| {target.name} | " + " | ".join(f"{wait:.2f}" for wait in waits)
              + f" | {target.subject.memory():.0f} |")


def preface(options: argparse.Namespace, targets: list[Target], serves: str) -> str:
    from plant import DAYS, FEATURES, frame, question
    busiest = max(run.busy for target in targets for run in target.runs)
    answers = ", ".join(f"{target.answer_bytes} ({target.name})" for target in targets)
    return (
        f"One model of {len(FEATURES)} numeric features that has learned from {DAYS} days of hourly history: {serves}. "
        f"Questions have {len(frame(question(MODEL)))} bytes, answers {answers}. Each process on core {SERVER_CORE}, "
        f"h2load on core {GENERATOR_CORE} (busy for at most {100 * busiest:.0f} % of it): {options.connections} "
        f"connections of {options.streams} streams, {options.seconds:g} s a run at full speed, then half as long at "
        f"{options.rate:g}/s, all in turns.\n")


def rounds(options: argparse.Namespace, targets: list[Target]) -> None:
    for target in targets:
        target.meet()
        target.warm_up(options.warm_up)
        say(f"{target.name} is warm, {target.rate:,.0f} predictions/s")
    for number in range(options.rounds):
        # Each goes first as often as last.
        for target in targets[::-1] if number % 2 else targets:
            target.measure(options.seconds, options.rate)
        say(f"round {number + 1}: " + ", ".join(f"{target.name} {target.rate:,.0f}" for target in targets))
    for target in targets:
        target.meet()


def measure(options: argparse.Namespace, assemblies: dict[str, str], folder: str) -> int:
    """All rounds of all targets; the number of faults."""
    from plant import frame, question
    generator = Generator(folder, frame(question(MODEL)), GENERATOR_CORE, options.connections, options.streams)
    servers = [Server(name, assembly, folder, SERVER_CORE) for name, assembly in assemblies.items()]
    echo = Echo(subjects.build(subjects.ECHO_PROJECT), folder, SERVER_CORE)
    try:
        for server in servers:
            server.start_ready()
        echo.start()
        targets = [Target(subject, generator) for subject in [*servers, echo]]
        served, beside = targets[:-1], targets[-1]
        serves = teach(served, time.time())
        rounds(options, targets)
        print(preface(options, targets, serves))
        report(targets, [(target, beside) for target in served] + ([tuple(served)] if len(served) > 1 else []))
        for target in targets:
            target.client.close()
        print("\n" + "\n\n".join(check_stored(target) for target in served))
        faults = [fault for target in targets for fault in target.faults]
        print("\n" + ("Every answer was OK and complete." if not faults else "WRONG: " + "; ".join(faults)))
        return len(faults)
    finally:
        for subject in [*servers, echo]:
            subject.kill()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", help="the assembly to measure; default: the build of this tree")
    parser.add_argument("--peer", help="another server's assembly, measured in the same rounds")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=8, help="of each run at full speed")
    parser.add_argument("--warm-up", type=float, default=10, help="seconds of load before the first round")
    parser.add_argument("--rate", type=float, default=1000, help="predictions a second when not at full speed")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--streams", type=int, default=32, help="calls at a time on each connection")
    parser.add_argument("--footprint", action="store_true", help="then start-up times and memory")
    options = parser.parse_args()
    subjects.begin("h2load", "taskset")
    machine, folder, result = subjects.machine(), tempfile.mkdtemp(prefix="load-"), 1
    try:
        assemblies = subjects.assemblies(options.server, options.peer)
        subjects.stubs()
        print("# Predictions over gRPC\n\nPrinted by `tests/load/load.py"
              f"{' --peer …' if options.peer else ''}{' --footprint' if options.footprint else ''}`.\n")
        print(f"{machine}. {subjects.commits(assemblies)}.\n\n## Predictions a second\n", flush=True)
        result = 1 if measure(options, assemblies, folder) else 0
        if options.footprint:
            import footprint
            print("\n## Start-up and memory\n", flush=True)
            footprint.measure(assemblies, folder)
        return result
    finally:
        if result == 0:
            shutil.rmtree(folder)
        else:
            say(f"the logs are in {folder}")


if __name__ == "__main__":
    sys.exit(main())

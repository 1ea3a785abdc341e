#!/usr/bin/python3
"""Kills, pauses and restarts the parts of a cluster under load, and holds it to its promises.

    tests/cluster/cluster.py [--models 1000] [--silos 3] [--seconds 90] [--build FOLDER]

Needs PostgreSQL and Debian's python3-grpcio and python3-grpc-tools. Prints Markdown. Exit code 1 when a promise is
broken; the logs of all processes are kept then.
"""
import argparse, collections, os, platform, shutil, signal, subprocess, sys, tempfile, threading, time
from concurrent.futures import ThreadPoolExecutor
import processes
from processes import ROOT, Database, Server, say

RECOVERY_SECONDS, RESTART_AFTER, PAUSE_SECONDS, AWAY_SECONDS, SETTLING_SECONDS = 5, 5, 20, 10, 300
FIRST_VERSIONS_SECONDS = 900
CONTROL = ("describe", "trigger", "promote", "set-policy", "rollback")
Phase = collections.namedtuple("Phase", "name began ended recoveries")


class Trial:
    """One cluster under load, and what is done to it, phase by phase."""

    def __init__(self, options, build_folder, folder):
        from load import Traffic
        self.options, self.build_folder, self.folder = options, build_folder, folder
        self.silos, self.gateway, self.phases, self.losses = [], None, [], []
        self.notes, self.ended = [], []
        self.database = Database(folder)
        ports = processes.free_ports(4 * options.silos + 2)
        for number in range(options.silos):
            http, grpc_port, silo, client = ports[4 * number:4 * number + 4]
            self.silos.append(self.server(
                f"silo-{number + 1}", http, "--role", "silo", "--grpc-port", grpc_port, "--silo-port", silo,
                "--client-port", client, "--training-slots", 1))
        http, grpc_port = ports[-2:]
        self.gateway = self.server("gateway", http, "--role", "gateway", "--grpc-port", grpc_port)
        self.traffic = Traffic(
            f"127.0.0.1:{grpc_port}", options.data, options.models, options.rate, options.control_rate,
            options.client_retries)

    def server(self, name, http, *settings):
        return Server(name, self.build_folder, self.folder, self.database.connection, http, *settings)

    def prepare(self):
        self.database.open()
        for server in [*self.silos, self.gateway]:
            server.start()
        for server in [*self.silos, self.gateway]:
            server.wait_ready()
        say(f"{len(self.silos)} silos and a gateway are ready")
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(self.traffic.set_up, self.traffic.fleet))
        say(f"{len(self.traffic.fleet)} models are registered")
        end = time.monotonic() + FIRST_VERSIONS_SECONDS
        while (trained := self.database.number("SELECT count(*) FROM serving")) < len(self.traffic.fleet):
            if time.monotonic() > end:
                raise SystemExit(f"only {trained} of {len(self.traffic.fleet)} models were trained")
            time.sleep(2)
        # A gateway learns of new versions within a second.
        time.sleep(3)
        say("every model has its first version")
        self.traffic.start()

    def phase(self, name, act):
        say(name)
        began = time.time()
        recoveries = act() or []
        self.phases.append(Phase(name, began, time.time(), recoveries))
        for server in [self.gateway, *self.silos]:
            if not server.runs:
                self.ended.append(f"{server.name} in {name}, exit code {server.wait()}")
                server.start()
                server.wait_ready()

    def quiet(self):
        time.sleep(self.options.seconds / 3)

    def lose(self, silo, number):
        """Sends a signal that takes a silo away, and measures until a sample of models answers again."""
        began = time.time()
        self.losses.append((began, began + RECOVERY_SECONDS))
        silo.send(number)
        seconds = self.traffic.probe(began)
        say(f"  {silo.name}: " + ("models did not come back" if seconds is None else f"recovered in {seconds:.1f} s"))
        return seconds

    def kill_each(self):
        recoveries = []
        for silo in self.silos:
            end = time.time() + self.options.seconds / len(self.silos)
            recoveries.append(self.lose(silo, signal.SIGKILL))
            silo.wait()
            time.sleep(max(0, self.losses[-1][0] + RESTART_AFTER - time.time()))
            silo.start()
            silo.wait_ready()
            time.sleep(max(0, end - time.time()))
        return recoveries

    def pause_one(self):
        silo = self.silos[0]
        waking = threading.Timer(PAUSE_SECONDS, silo.send, [signal.SIGCONT])
        waking.start()
        recovery = self.lose(silo, signal.SIGSTOP)
        waking.join()
        self.notes.append("Models of the paused silo answered " + (
            "never." if recovery is None else f"elsewhere after {recovery:.1f} s."))
        code = silo.wait(30)
        self.notes.append(
            f"A silo that was paused for {PAUSE_SECONDS} s "
            + ("went on, and is a member." if code is None else f"ended by itself (exit code {code}) when it woke up."))
        if code is not None:
            silo.start()
            silo.wait_ready()
        time.sleep(5)

    def restart_each(self):
        codes = []
        for silo in self.silos:
            codes.append(silo.stop())
            silo.start()
            silo.wait_ready()
            time.sleep(5)
        self.notes.append(f"Exit codes of the silos that were asked to stop: {', '.join(map(str, codes))}.")

    def database_hangs(self):
        self.without_database(
            lambda: self.database.freeze(signal.SIGSTOP), lambda: self.database.freeze(signal.SIGCONT))

    def database_crashes(self):
        self.without_database(lambda: self.database.stop(signal.SIGQUIT), self.database.start)

    def without_database(self, take, give_back):
        began = time.time()
        take()
        time.sleep(AWAY_SECONDS)
        give_back()
        self.database.wait_ready()
        self.losses.append((began, time.time() + RECOVERY_SECONDS))
        time.sleep(self.options.seconds / 3)

    def settle(self):
        """Until nothing is under way any more; the accounts are taken when all servers have stopped."""
        from load import HISTORY_ROWS
        say("settling")
        self.traffic.stop()
        began = time.monotonic()
        while time.monotonic() < began + SETTLING_SECONDS:
            stored = self.database.number("SELECT count(*) FROM observations WHERE outcome IS NOT NULL")
            absorbed = self.traffic.absorbed()
            runs = self.database.number("SELECT count(*) FROM runs WHERE status < 2")
            effects = self.database.number("SELECT count(*) FROM outbox")
            if (runs, effects, sum(absorbed.values())) == (0, 0, stored):
                break
            time.sleep(2)
        self.notes.append(f"Settled within {time.monotonic() - began:.0f} s after the load.")
        say(self.notes[-1] + f" {runs} runs, {effects} effects, {stored - sum(absorbed.values())} outcomes are left.")
        for server in [self.gateway, *self.silos]:
            server.send(signal.SIGTERM)
        codes = [server.stop() for server in [self.gateway, *self.silos]]
        self.notes.append(f"Exit codes at the end: {', '.join(map(str, codes))}.")
        return absorbed

    def run(self):
        self.prepare()
        self.phase("quiet", self.quiet)
        self.phase("kill -9 of each silo", self.kill_each)
        self.phase(f"a silo paused for {PAUSE_SECONDS} s", self.pause_one)
        self.phase("rolling restart", self.restart_each)
        if self.options.database_away:
            self.phase(f"database hangs for {AWAY_SECONDS} s", self.database_hangs)
            self.phase(f"database crashes, away for {AWAY_SECONDS} s", self.database_crashes)
        return self.settle()

    def end(self):
        for server in [self.gateway, *self.silos]:
            if server is not None:
                server.send(signal.SIGCONT)
                server.kill()
        self.database.freeze(signal.SIGCONT)
        self.database.stop()


def quantile(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0


def phase_row(trial, phase):
    samples = [sample for sample in trial.traffic.samples if phase.began <= sample.began < phase.ended]
    predictions = [sample for sample in samples if sample.kind == "predict"]
    control = [sample for sample in samples if sample.kind in CONTROL]
    latencies = sorted(sample.seconds for sample in predictions)
    recoveries = ", ".join("never" if one is None else f"{one:.1f}" for one in phase.recoveries)
    return (f"| {phase.name} | {phase.ended - phase.began:.0f} | {len(predictions)} | {failures(predictions)} | "
            + " | ".join(f"{quantile(latencies, share):.0f}" for share in (0.5, 0.99, 1)) + f" | {len(control)} | "
            + f"{failures(control)} | {max((sample.seconds for sample in control), default=0):.1f} | {recoveries} |")


def failed(sample):
    from load import REFUSALS
    return sample.code.name != "OK" and sample.code not in REFUSALS


def failures(samples):
    codes = collections.Counter(sample.code.name for sample in samples if failed(sample))
    return f"{sum(codes.values())}" + (f" ({', '.join(f'{n} {c.lower()}' for c, n in codes.items())})" if codes else "")


def promises(trial, lines):
    """What the phases have shown, before what the accounts have."""
    samples = trial.traffic.samples
    predictions = [sample for sample in samples if sample.kind == "predict"]
    control = [sample for sample in samples if sample.kind in CONTROL]
    # Calls that meet a loss or begin in the first seconds after it, or while the database is away, may fail.
    late = [s for s in control
            if not any(s.began < ended and s.began + s.seconds >= began for began, ended in trial.losses)]
    for sample in late:
        if failed(sample):
            since = sample.began - max((ended for _, ended in trial.losses if ended <= sample.began), default=0)
            say(f"{sample.kind} failed with {sample.code.name} {RECOVERY_SECONDS + since:.1f} s after a loss, "
                f"within {sample.seconds:.1f} s")
    recoveries = [one for phase in trial.phases for one in phase.recoveries]
    rolling = next(phase for phase in trial.phases if phase.name == "rolling restart")
    rolled = [s for s in late if rolling.began <= s.began < rolling.ended]
    return [
        ("no process ends unasked, but one that was taken for dead", f"{len(trial.silos) + 1} processes", trial.ended),
        ("no prediction fails", f"{len(predictions)} calls", [s for s in predictions if failed(s)]),
        (f"models of a killed silo answer within {RECOVERY_SECONDS} s", f"{len(recoveries)} kills",
         [one for one in recoveries if one is None or one > RECOVERY_SECONDS]),
        (f"no control call fails but within {RECOVERY_SECONDS} s after a loss", f"{len(late)} calls",
         [s for s in late if failed(s)]),
        ("no control call fails in a rolling restart", f"{len(rolled)} calls", [s for s in rolled if failed(s)]),
        *lines,
    ]


def report(trial, lines):
    broken = []
    print(f"Machine: {os.cpu_count()} cores, {platform.system()}, .NET "
          + subprocess.run(["dotnet", "--version"], capture_output=True, text=True).stdout.strip()
          + f"; {len(trial.silos)} silos, a gateway and PostgreSQL on it; {len(trial.traffic.fleet)} models, "
          + f"{trial.options.rate:g} predictions and {trial.options.control_rate:g} control calls a second\n")
    print("| phase | s | prediction calls | failed | p50 ms | p99 ms | max ms | control calls | failed | longest s | "
          "recovery s |\n" + "|---" * 11 + "|")
    for phase in trial.phases:
        print(phase_row(trial, phase))
    print("\n" + "\n".join(trial.notes) + "\n\n| promise | counted | kept |\n|---|---|---|")
    for text, counted, faults in promises(trial, lines):
        print(f"| {text} | {counted} | " + (f"NO: {len(faults)} |" if faults else "yes |"))
        if faults:
            broken.append(text)
    print("\n" + ("All promises are kept." if not broken else "Broken: " + "; ".join(broken) + "."))
    if trial.options.times_told:
        broken = [text for text in broken if f"within {RECOVERY_SECONDS} s" not in text]
    return 1 if broken else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=int, default=1000)
    parser.add_argument("--silos", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=90, help="load while silos are killed; a third of it quiet")
    parser.add_argument("--rate", type=float, default=200, help="predictions a second")
    parser.add_argument("--control-rate", type=float, default=8, help="control calls a second")
    parser.add_argument("--build", help="use the server that is built in this folder")
    parser.add_argument("--data", default=os.path.join(ROOT, "..", "shared", "data"))
    parser.add_argument("--client-retries", action="store_true", help="repeat failed control calls")
    parser.add_argument("--times-told", action="store_true",
                        help="tell promises of seconds, for machines that others use too; all others still decide")
    parser.add_argument("--database-away", action=argparse.BooleanOptionalAction, default=True,
                        help="take the database away as well")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="cluster-")
    os.chmod(folder, 0o755)
    trial, result = None, 1
    try:
        build_folder = os.path.abspath(options.build) if options.build else os.path.join(folder, "build")
        if not options.build:
            processes.build(build_folder)
        os.makedirs(os.path.join(folder, "stubs"))
        processes.stubs()
        trial = Trial(options, build_folder, folder)
        absorbed = trial.run()
        from accounts import Accounts
        result = report(trial, Accounts(trial.database, trial.traffic).judge(absorbed))
        return result
    finally:
        if trial is not None:
            trial.end()
        if result == 0:
            shutil.rmtree(folder)
        else:
            say(f"the logs are in {folder}")


if __name__ == "__main__":
    sys.exit(main())

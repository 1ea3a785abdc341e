#!/usr/bin/python3
"""Rows a second on one core: predictions over a stream, and outcomes that are acknowledged after their commit.

    tests/load/rows.py [--server PATH.dll] [--rounds 5] [--rows 200000] [--batch 1000]

The server has one core; this client, which prepares all messages before it looks at the clock, the other. Once on
SQLite and once on PostgreSQL, whose processes share the client's core. Prints Markdown. Exit code 1 when a row was
answered otherwise than expected, or is not in the log at the end. Needs what load.py needs, and PostgreSQL.
"""
import argparse, os, shutil, statistics, sys, tempfile, time
import subjects
from processes import Database
from subjects import Server, say

SERVER_CORE, CLIENT_CORE = 0, 1
MODEL = "plant/1"
CALLS_AHEAD = 4


class Rows:
    """One server under load of rows."""

    def __init__(self, server: Server, batch: int):
        from plant import Client
        self.server, self.batch, self.client, self.sent = server, batch, Client(server.address), 0
        self.rates: dict[str, list[float]] = {"predictions": [], "outcomes": []}
        self.cpu: dict[str, list[float]] = {"predictions": [], "outcomes": []}

    def round(self, count: int) -> None:
        from retraingrains.v1 import observations_pb2 as o
        ids = self.predict(count)
        requests = [o.RecordOutcomesRequest(model_id=MODEL, outcomes=[
            o.Outcome(prediction_id=name, value=1.5) for name in ids[at:at + self.batch]]).SerializeToString()
            for at in range(0, count, self.batch)]
        self.timed("outcomes", count, lambda: self.record(requests))
        self.sent += count

    def timed(self, what: str, count: int, work) -> None:
        cpu, began = self.server.cpu_seconds(), time.monotonic()
        work()
        self.rates[what].append(count / (time.monotonic() - began))
        self.cpu[what].append((self.server.cpu_seconds() - cpu) / count * 1e6)

    def predict(self, count: int) -> list[str]:
        """Asks over one stream; the ids of the answers."""
        from plant import question
        from retraingrains.v1 import predictions_pb2 as p
        request = p.PredictBatchRequest(model_id=MODEL, rows=[question(MODEL).row] * self.batch).SerializeToString()
        call = self.client.channel.stream_stream(
            "/retraingrains.v1.Predictions/PredictStream", request_serializer=None, response_deserializer=None)
        answers = []
        self.timed("predictions", count, lambda: answers.extend(call(iter([request] * (count // self.batch)))))
        read = [p.PredictBatchResponse.FromString(answer) for answer in answers]
        if not all(answer.logged for answer in read):
            raise SystemExit("predictions were answered that are not logged")
        return [row.prediction_id for answer in read for row in answer.predictions]

    def record(self, requests: list[bytes]) -> None:
        from retraingrains.v1 import observations_pb2 as o
        call = self.client.channel.unary_unary(
            "/retraingrains.v1.Observations/RecordOutcomes", request_serializer=None, response_deserializer=None)
        waiting, stored = [], 0
        for request in requests:
            waiting.append(call.future(request))
            if len(waiting) == CALLS_AHEAD:
                stored += o.RecordResponse.FromString(waiting.pop(0).result()).stored
        stored += sum(o.RecordResponse.FromString(one.result()).stored for one in waiting)
        if stored != len(requests) * self.batch:
            raise SystemExit(f"{stored} outcomes stored of {len(requests) * self.batch}")


def measure(server: Server, options: argparse.Namespace, stored) -> None:
    """All rounds of one server, and its line of the table."""
    try:
        server.start_ready()
        rows = Rows(server, options.batch)
        rows.client.teach(MODEL, time.time())
        for _ in range(2):
            rows.round(options.rows)
        for rates in (rows.rates, rows.cpu):
            for found in rates.values():
                found.clear()
        for number in range(options.rounds):
            rows.round(options.rows)
            say(f"{server.name}, round {number + 1}: " + ", ".join(
                f"{what} {rates[-1]:,.0f}/s, {rows.cpu[what][-1]:.1f} µs" for what, rates in rows.rates.items()))
        rows.client.close()
        server.end()
        found, expected = stored(), (rows.sent, rows.sent)
        if found != expected:
            raise SystemExit(f"{server.name}: {found} predictions and outcomes are stored, {expected} were answered")
        for what, rates in rows.rates.items():
            print(f"| {server.name} | {what} | {statistics.median(rates):,.0f} | {min(rates):,.0f} | {max(rates):,.0f} "
                  f"| {statistics.median(rows.cpu[what]):.1f} |", flush=True)
    finally:
        server.kill()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", help="the assembly to measure; default: the build of this tree")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=200_000, help="a multiple of --batch")
    parser.add_argument("--batch", type=int, default=1_000)
    options = parser.parse_args()
    subjects.begin("taskset")
    machine, folder = subjects.machine(), tempfile.mkdtemp(prefix="rows-")
    assemblies = subjects.assemblies(options.server, None)
    subjects.stubs()
    # The database's processes too.
    os.sched_setaffinity(0, {CLIENT_CORE})
    os.chmod(folder, 0o755)
    database = Database(folder)
    print("# Rows a second\n\nPrinted by `tests/load/rows.py`.\n")
    print(f"{machine}. {subjects.commits(assemblies)}. Messages of {options.batch:,} rows, {options.rows:,} rows a round: "
          f"predictions over one stream, outcomes in calls of which {CALLS_AHEAD} are under way; the model learns from "
          f"the outcomes meanwhile, on the same core. The server on core {SERVER_CORE}, the client and PostgreSQL on core "
          f"{CLIENT_CORE}; medians of {options.rounds} rounds.\n")
    print("| database | rows | a second | least | most | µs of the server's processor time a row |\n"
          "|---|---|---:|---:|---:|---:|", flush=True)
    try:
        file = Server("SQLite", assemblies["server"], folder, SERVER_CORE)
        measure(file, options, lambda: counts(file.count))
        database.open()
        shared = Server("PostgreSQL", assemblies["server"], folder, SERVER_CORE)
        shared.environment = {**shared.environment, "ConnectionStrings__RetrainGrains": database.connection}
        measure(shared, options, lambda: counts(database.number))
        print("\nEvery row was answered after its commit, and is in the log.")
        return 0
    finally:
        database.stop()
        shutil.rmtree(folder)


def counts(number) -> tuple[int, int]:
    """The predictions and the outcomes in the log, history apart."""
    return (number("SELECT count(*) FROM observations WHERE version <> ''"),
            number("SELECT count(*) FROM observations WHERE version <> '' AND outcome IS NOT NULL"))


if __name__ == "__main__":
    sys.exit(main())

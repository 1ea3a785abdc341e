#!/usr/bin/python3
"""Rows a second on one core: predictions over a stream, and outcomes that are acknowledged after their commit.

    tests/load/rows.py [--server PATH.dll] [--rounds 5] [--rows 200000] [--batch 1000]

The server has one core; this client, which prepares all messages before it looks at the clock, the other. Once on
SQLite and once on PostgreSQL, whose processes share the client's core. Prints Markdown. Exit code 1 when a row was
answered otherwise than expected, or is not in the log at the end. Needs what load.py needs, and PostgreSQL.
"""
import argparse, os, shutil, statistics, sys, tempfile, time
import grpc
import subjects
from subjects import Server, say

SERVER_CORE, CLIENT_CORE = 0, 1
MODEL = "plant/1"
CALLS_AHEAD = 4


class Rows:
    """One server under load of rows."""

    def __init__(self, server: Server, batch: int):
        from plant import Client
        self.server, self.batch, self.client = server, batch, Client(server.address)
        self.rates, self.cpu, self.sent = {"predictions": [], "outcomes": []}, {"predictions": [], "outcomes": []}, 0

    def round(self, count: int) -> None:
        from retraingrains.v1 import observations_pb2 as o
        names = [f"row-{self.sent + i}" for i in range(count)]
        self.timed("predictions", count, lambda: self.predict(names, own=False))
        ids = self.answered
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

    def predict(self, names: list[str], own: bool) -> None:
        from plant import question
        from retraingrains.v1 import predictions_pb2 as p
        row = question(MODEL).row
        request = p.PredictBatchRequest(model_id=MODEL, rows=[row] * self.batch).SerializeToString()
        call = self.client.channel.stream_stream(
            "/retraingrains.v1.Predictions/PredictStream", request_serializer=None, response_deserializer=None)
        answers = list(call(iter([request] * (len(names) // self.batch))))
        self.raw = answers
        self.answered = []
        for answer in answers:
            self.answered += [row.prediction_id for row in p.PredictBatchResponse.FromString(answer).predictions]

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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", help="the assembly to measure; default: the build of this tree")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--batch", type=int, default=1_000)
    options = parser.parse_args()
    subjects.begin("taskset")
    os.sched_setaffinity(0, {CLIENT_CORE})
    folder = tempfile.mkdtemp(prefix="rows-")
    assemblies = subjects.assemblies(options.server, None)
    subjects.stubs()
    server = Server("server", assemblies["server"], folder, SERVER_CORE)
    try:
        server.start_ready()
        rows = Rows(server, options.batch)
        rows.client.teach(MODEL, time.time())
        rows.round(options.rows // 4)
        for number in range(options.rounds):
            rows.round(options.rows)
            say(f"round {number + 1}: " + ", ".join(
                f"{what} {rates[-1]:,.0f}/s, {rows.cpu[what][-1]:.1f} µs" for what, rates in rows.rates.items()))
        return 0
    finally:
        server.kill()
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())

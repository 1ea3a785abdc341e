#!/usr/bin/python3
"""Repairs of facts on a large model while predictions run: time, memory, and the line of the ledger.

    tests/load/repairs.py [--server PATH.dll] [--rows 1000000] [--corrected 10000] [--withdrawn 100000]

Gives a model that serves so many rows of history over 30 days, then corrects outcomes, withdraws a span of time and erases
an entity, while one client predicts without a pause. Prints Markdown: for each repair the seconds until its rows are
changed and until what was learned is computed again, the server's largest memory, and the predictions meanwhile with the
slowest of them. Exit code 1 when a prediction failed or a repair left rows out. Needs Debian's python3-grpcio and
python3-grpc-tools.
"""
import argparse, json, shutil, sys, tempfile, threading, time
import subjects
from subjects import Server, say

MODEL, BATCH, DAYS, ENTITIES = "plant/1", 10_000, 30, 1_000
LOOK_SECONDS, REPAIR_SECONDS, HISTORY_SECONDS = 0.1, 3_600, 600


class Asking(threading.Thread):
    """Predicts without a pause, and keeps how long each answer took and what failed."""

    def __init__(self, client):
        super().__init__(daemon=True)
        self.client, self.ended = client, threading.Event()
        self.took, self.failures = [], []

    def run(self) -> None:
        from plant import question
        request = question(MODEL)
        while not self.ended.is_set():
            began = time.monotonic()
            try:
                self.client.ask(request)
            except Exception as error:  # Whatever it is, a caller would have had no answer.
                self.failures.append(str(error))
            self.took.append(time.monotonic() - began)

    def since(self, mark: int) -> tuple[int, float]:
        taken = sorted(self.took[mark:])
        return len(taken), taken[-1] if taken else 0.0

    def stop(self) -> None:
        self.ended.set()
        self.join()


class Watching(threading.Thread):
    """Keeps the largest memory that a process had."""

    def __init__(self, server: Server):
        super().__init__(daemon=True)
        self.server, self.most = server, 0.0

    def run(self) -> None:
        try:
            while self.server.runs:
                self.most = max(self.most, self.server.memory())
                time.sleep(LOOK_SECONDS)
        except (OSError, StopIteration):
            pass  # It has ended.


def fill(client, rows: int, now: int) -> tuple[int, int]:
    """Imports history, evenly over the days before now; the time of the first row and the step to the next, in
    milliseconds."""
    from plant import stream, values
    from google.protobuf.timestamp_pb2 import Timestamp
    from retraingrains.v1 import observations_pb2 as o
    step = DAYS * 86_400_000 // rows
    found, first = stream(seed=2), now * 1_000 - DAYS * 86_400_000 - 3_600_000
    for begin in range(0, rows, BATCH):
        batch = []
        for number in range(begin, min(begin + BATCH, rows)):
            features, outcome = next(found)
            at = first + number * step
            batch.append(o.HistoryRow(
                prediction_id=f"row {number}", at=Timestamp(seconds=at // 1_000, nanos=at % 1_000 * 1_000_000),
                known_at=Timestamp(seconds=at // 1_000 + 1), features=values(features), outcome=outcome,
                entity=f"customer {number % ENTITIES}"))
        client.observations.ImportHistory(
            o.ImportHistoryRequest(model_id=MODEL, rows=batch), timeout=HISTORY_SECONDS)
    return first, step


def settle(client, outcomes: int) -> None:
    """Waits until the model has taken in all of its outcomes."""
    end = time.monotonic() + HISTORY_SECONDS
    while client.describe(MODEL).outcomes < outcomes:
        if time.monotonic() > end:
            raise SystemExit(f"the model has not taken in {outcomes} outcomes after {HISTORY_SECONDS} s")
        time.sleep(1)


def follow(repairs, begin) -> tuple[object, float, float]:
    """Carries out a repair; what it did, and the seconds until its rows were changed and until all was done."""
    from retraingrains.v1 import repairs_pb2 as r
    began, changed = time.monotonic(), None
    repair = begin()
    while repair.stage != r.REPAIR_STAGE_DONE:
        if changed is None and repair.stage != r.REPAIR_STAGE_CHANGING:
            changed = time.monotonic() - began
        if time.monotonic() > began + REPAIR_SECONDS:
            raise SystemExit(f"a repair was not done after {REPAIR_SECONDS} s")
        time.sleep(LOOK_SECONDS)
        repair = repairs.GetRepair(r.GetRepairRequest(model_id=MODEL, request_id=repair.request_id), timeout=60)
    done = time.monotonic() - began
    return repair, changed or done, done


def measure(server: Server, rows: int, corrected: int, withdrawn: int) -> bool:
    from google.protobuf.timestamp_pb2 import Timestamp
    from plant import Client
    from retraingrains.v1 import models_pb2 as m, observations_pb2 as o, repairs_pb2 as r, repairs_pb2_grpc
    client = Client(server.address)
    repairs = repairs_pb2_grpc.RepairsStub(client.channel)
    now = int(time.time())
    taught = client.teach(MODEL, now).outcomes
    say(f"{rows} rows of history")
    first, step = fill(client, rows, now)
    settle(client, taught + rows)
    watching, asking = Watching(server), Asking(client)
    watching.start()
    asking.start()
    middle = first + rows // 2 * step

    def moment(milliseconds: int) -> Timestamp:
        return Timestamp(seconds=milliseconds // 1_000, nanos=milliseconds % 1_000 * 1_000_000)

    def correct():
        return repairs.CorrectOutcomes(r.CorrectOutcomesRequest(
            model_id=MODEL, reason="the meter was read wrongly", outcomes=[
                o.Outcome(prediction_id=f"row {number}", value=1_000) for number in range(corrected)]), timeout=300)

    def withdraw():
        request = r.WithdrawObservationsRequest(model_id=MODEL, reason="the sensor was stuck")
        getattr(request, "from").CopyFrom(moment(middle))
        request.to.CopyFrom(moment(middle + withdrawn * step))
        return repairs.WithdrawObservations(request, timeout=300)

    def erase():
        return repairs.EraseEntity(r.EraseEntityRequest(
            model_id=MODEL, entity="customer 1", reason="request 41"), timeout=300)

    print("| repair | rows | rows changed after | all done after | largest memory | predictions | slowest |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    sound = True
    for name, begin, least in (("correction", correct, corrected), ("withdrawal", withdraw, withdrawn),
                               ("erasure", erase, 1)):
        watching.most, mark = 0.0, len(asking.took)
        say(name)
        repair, changed, done = follow(repairs, begin)
        count, slowest = asking.since(mark)
        sound &= repair.rows >= least
        print(f"| {name} | {repair.rows:,} | {changed:.2f} s | {done:.1f} s | {watching.most:.0f} MiB | {count:,} "
              f"| {slowest * 1_000:.0f} ms |")
    asking.stop()
    print(f"\n{len(asking.took):,} predictions, {len(asking.failures)} failed\n")
    for line in client.models.History(m.HistoryRequest(model_id=MODEL, page_size=1_000), timeout=60).entries:
        if line.kind == "facts-repaired":
            print(f"```json\n{json.dumps(json.loads(line.body_json), indent=2)}\n```")
    client.close()
    for failure in asking.failures[:5]:
        print(failure, file=sys.stderr)
    return sound and not asking.failures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", help="the assembly of a server; this tree's without it")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--corrected", type=int, default=10_000)
    parser.add_argument("--withdrawn", type=int, default=100_000)
    options = parser.parse_args()
    subjects.begin("dotnet")
    assembly = options.server or subjects.build(subjects.SERVER_PROJECT)
    folder = tempfile.mkdtemp(prefix="repairs-")
    try:
        subjects.stubs()
        server = Server("server", assembly, folder)
        print("# Repairs of facts beside predictions\n\nPrinted by `tests/load/repairs.py`.\n")
        print(f"{subjects.machine()}; {subjects.commit_of(assembly)}; {options.rows:,} rows of history\n")
        try:
            server.start_ready()
            return 0 if measure(server, options.rows, options.corrected, options.withdrawn) else 1
        finally:
            server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

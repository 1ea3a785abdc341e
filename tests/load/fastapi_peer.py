#!/usr/bin/python3
"""Predictions a second of one XGBoost model on one core: this server beside FastAPI with uvicorn, in alternating runs.

    tests/load/fastapi_peer.py [--server PATH.dll] [--rounds 5] [--seconds 6] [--trees 300]

The server answers over gRPC, and once more over REST; it logs every prediction, FastAPI logs none. Prints Markdown. Exit
code 1 when an answer was wrong or a prediction was not stored. Needs what load.py needs, and Debian's python3-fastapi,
python3-uvicorn and python3-xgboost.
"""
import argparse, json, os, shutil, statistics, sys, tempfile, time, urllib.request
import subjects
from generator import Generator, Run
from load import GENERATOR_CORE, SERVER_CORE, spread
from processes import free_ports
from subjects import Server, Subject, say

MODEL, FEATURES, ROWS, CALL_SECONDS = "peer", 10, 5_000, 60
HERE = os.path.dirname(os.path.abspath(__file__))


class FastApi(Subject):
    """uvicorn with one worker, as it is started by hand, but without its log of accesses."""

    def __init__(self, folder: str, model: str):
        [port] = free_ports(1)
        super().__init__("fastapi", "", folder, SERVER_CORE)
        self.command = ["taskset", "-c", str(SERVER_CORE), "/usr/bin/python3", "-m", "uvicorn", "fastapi_app:app",
                        "--app-dir", HERE, "--port", str(port), "--no-access-log", "--log-level", "warning"]
        self.environment = {**subjects.environment(), "MODEL_FILE": model}
        self.address = f"127.0.0.1:{port}"

    def start_ready(self) -> None:
        self.start()
        end = time.monotonic() + subjects.READY_SECONDS
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"http://{self.address}/ready", timeout=2)
                return
            except OSError:
                if not self.runs:
                    self.fail("ended")
                time.sleep(0.1)
        self.fail("was not ready")


class Way:
    """One way to ask, with the runs of it."""

    def __init__(self, name: str, subject: Subject, address: str, generator: Generator):
        self.name, self.subject, self.address, self.generator = name, subject, address, generator
        self.runs, self.cpu, self.asked, self.rate = [], [], 0, 500.0

    def drive(self, seconds: float) -> None:
        count, before = max(100, int(self.rate * seconds)), self.subject.cpu_seconds()
        run = self.generator.ask(self.address, count)
        self.asked += count
        if run.succeeded != count:
            raise SystemExit(f"{self.name}: {run.succeeded} of {count} answered")
        self.rate = run.rate
        self.runs.append(run)
        self.cpu.append((self.subject.cpu_seconds() - before) / count)


def train(folder: str, trees: int) -> tuple[str, list[float], float]:
    """A model's file, a row, and what XGBoost predicts for it."""
    import numpy, xgboost
    chance = numpy.random.default_rng(1)
    rows = chance.normal(size=(ROWS, FEATURES)).astype(numpy.float32)
    target = 2 * rows[:, 0] + rows[:, 1] * rows[:, 2] + chance.normal(size=ROWS)
    names = [f"f{number}" for number in range(FEATURES)]
    booster = xgboost.train({"max_depth": 6, "eta": 0.1, "nthread": 1},
                            xgboost.DMatrix(rows, target, feature_names=names), trees)
    path = os.path.join(folder, "model.json")
    booster.save_model(path)
    expected = float(booster.inplace_predict(rows[:1])[0])
    return path, [float(value) for value in rows[0]], expected


def serve(address: str, path: str, row: list[float], expected: float) -> None:
    """Brings the model to the server, and sees that it answers as XGBoost does."""
    from plant import Client, values
    from retraingrains.v1 import models_pb2 as m, predictions_pb2 as p, schema_pb2 as s
    client = Client(address)
    schema = s.Schema(features=[s.Feature(name=f"f{number}") for number in range(FEATURES)], target="y")
    client.models.Register(m.RegisterRequest(model_id=MODEL, model_type="regression", schema=schema, seed=1),
                           timeout=CALL_SECONDS)
    with open(path, "rb") as file:
        client.models.Import(m.ImportRequest(model_id=MODEL, content=file.read(), reason="measured"),
                             timeout=CALL_SECONDS)
    end = time.monotonic() + CALL_SECONDS
    while not client.describe(MODEL).champion.version:
        if time.monotonic() > end:
            raise SystemExit("the imported model does not serve")
        time.sleep(0.2)
    time.sleep(2)
    found = client.ask(p.PredictRequest(model_id=MODEL, row=p.PredictionRow(features=values(row)))).prediction.value
    if abs(found - expected) > 1e-4 * max(1, abs(expected)):
        raise SystemExit(f"the server predicts {found}, XGBoost {expected}")
    client.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", help="the assembly to measure; default: the build of this tree")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--trees", type=int, default=300)
    options = parser.parse_args()
    subjects.begin("h2load", "taskset")
    machine, folder = subjects.machine(), tempfile.mkdtemp(prefix="fastapi-")
    assemblies = subjects.assemblies(options.server, None)
    subjects.stubs()
    from plant import frame, values
    from retraingrains.v1 import predictions_pb2 as p
    path, row, expected = train(folder, options.trees)
    server, peer = Server("server", assemblies["server"], folder, SERVER_CORE), FastApi(folder, path)
    try:
        server.start_ready()
        peer.start_ready()
        serve(server.address, path, row, expected)
        json_header = ["--h1", "-H", "content-type: application/json"]
        question = p.PredictRequest(model_id=MODEL, row=p.PredictionRow(features=values(row)))
        def folder_of(name):
            os.makedirs(os.path.join(folder, name))
            return os.path.join(folder, name)
        ways = [
            Way("gRPC", server, server.address, Generator(folder_of("grpc"), frame(question), GENERATOR_CORE, 8, 32)),
            Way("REST", server, server.health.split("/")[2], Generator(
                folder_of("rest"), json.dumps({"features": row}).encode(), GENERATOR_CORE, 32, 1,
                f"v1/models/{MODEL}:predict", json_header)),
            Way("FastAPI", peer, peer.address, Generator(
                folder_of("fastapi"), json.dumps({"features": row}).encode(), GENERATOR_CORE, 32, 1, "predict",
                json_header)),
        ]
        for way in ways:
            for _ in range(3):
                way.drive(options.seconds)
            way.runs.clear()
            way.cpu.clear()
        for number in range(options.rounds):
            for way in ways[::-1] if number % 2 else ways:
                way.drive(options.seconds)
            say(f"round {number + 1}: " + ", ".join(f"{way.name} {way.rate:,.0f}" for way in ways))
        print("# Beside FastAPI\n\nPrinted by `tests/load/fastapi_peer.py`.\n")
        print(f"{machine}. {subjects.commits(assemblies)}. One XGBoost model of {options.trees} trees, depth 6, "
              f"{FEATURES} features; servers on core {SERVER_CORE}, h2load on core {GENERATOR_CORE}; {options.rounds} "
              f"rounds of {options.seconds:g} s in turns.\n")
        print("| | median | least | most |\n|---|---:|---:|---:|")
        for way in ways:
            print(f"| {way.name}, predictions/s | {spread([run.rate for run in way.runs], ',.0f')} |")
        for way in ways[:2]:
            found = [run.rate / beside.rate for run, beside in zip(way.runs, ways[2].runs)]
            print(f"| {way.name} / FastAPI | {spread(found, '.1f')} |")
        for way in ways:
            print(f"| {way.name}, µs of processor time a prediction | {spread([s * 1e6 for s in way.cpu], '.1f')} |")
        server.end()
        stored, asked = server.predictions_stored(), ways[0].asked + ways[1].asked + 1
        print(f"\nThe server stored {stored:,} predictions of {asked:,} asked.")
        return 0 if stored == asked else 1
    finally:
        for subject in (server, peer):
            subject.kill()
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())

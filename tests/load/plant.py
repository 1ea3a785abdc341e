"""A model of typical size, and the calls by which a server learns and answers it."""
import itertools, math, random, struct, time
import grpc
from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp
from retraingrains.v1 import models_pb2 as m, models_pb2_grpc, observations_pb2 as o, observations_pb2_grpc
from retraingrains.v1 import predictions_pb2 as p, predictions_pb2_grpc, schema_pb2 as s

SENSORS, LAST, DAYS = [f"sensor {number}" for number in range(1, 10)], "last value", 60
FEATURES = [*SENSORS, LAST]
CALL_SECONDS, TRAINING_SECONDS = 60, 300


def stream(seed: int = 1):
    """Row after row: the features' values and the outcome, which follows some of them, the hour and the one before."""
    chance, last = random.Random(seed), 0.0
    for hour in itertools.count():
        sensors = [chance.gauss(0, 1) for _ in SENSORS]
        outcome = (2 * sensors[0] + sensors[1] * sensors[2] + math.sin(hour * math.pi / 12) + last / 2
                   + chance.gauss(0, 0.5))
        yield [*sensors, last], outcome
        last = outcome


def values(numbers: list[float]) -> list[Value]:
    return [Value(number_value=number) for number in numbers]


def question(model: str) -> p.PredictRequest:
    """The hour after the history. Without an id and a time, so that each time it is asked it is another question."""
    features, _ = next(itertools.islice(stream(), DAYS * 24, None))
    return p.PredictRequest(model_id=model, row=p.PredictionRow(features=values(features)))


def frame(message) -> bytes:
    """A message as gRPC puts it into the body of a request."""
    body = message.SerializeToString()
    return struct.pack(">BI", 0, len(body)) + body


class Client:
    """Speaks gRPC to one server, or to the echo."""

    def __init__(self, address: str):
        self.channel = grpc.insecure_channel(address)
        self.models = models_pb2_grpc.ModelsStub(self.channel)
        self.observations = observations_pb2_grpc.ObservationsStub(self.channel)
        self.predictions = predictions_pb2_grpc.PredictionsStub(self.channel)

    def register(self, model: str, policy: str = "{}") -> None:
        schema = s.Schema(features=[s.Feature(name=name) for name in FEATURES], target="yield", last_value=LAST)
        self.models.Register(m.RegisterRequest(
            model_id=model, model_type="regression", schema=schema, policy=json_format.Parse(policy, Struct()), seed=1,
            request_id="register"), timeout=CALL_SECONDS)

    def describe(self, model: str) -> m.Model:
        return self.models.Describe(m.DescribeRequest(model_id=model), timeout=CALL_SECONDS)

    def teach(self, model: str, now: float) -> m.Model:
        """Registers it, gives it hourly history up to half an hour ago, and waits for its first champion."""
        self.register(model)
        hours = DAYS * 24
        first = int(now) - 1800 - (hours - 1) * 3600
        self.observations.ImportHistory(o.ImportHistoryRequest(model_id=model, rows=[
            o.HistoryRow(
                prediction_id=f"h{hour}", at=Timestamp(seconds=first + hour * 3600),
                known_at=Timestamp(seconds=first + hour * 3600 + 1800), features=values(features), outcome=outcome)
            for hour, (features, outcome) in zip(range(hours), stream())]), timeout=CALL_SECONDS)
        self.models.Check(m.CheckRequest(model_id=model), timeout=CALL_SECONDS)
        end = time.monotonic() + TRAINING_SECONDS
        while not (told := self.describe(model)).champion.version or told.run_in_flight:
            if time.monotonic() > end:
                raise SystemExit(f"{model} has no champion after {TRAINING_SECONDS} s: {told.last_decision}")
            time.sleep(0.2)
        return told

    def ask(self, request: p.PredictRequest) -> p.PredictResponse:
        """One answer, whose status grpcio has seen; waits for a server that still starts."""
        return self.predictions.Predict(request, timeout=CALL_SECONDS, wait_for_ready=True)

    def close(self) -> None:
        self.channel.close()

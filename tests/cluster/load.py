"""Replayed traffic of a fleet, and a record of every answer that was given."""
import collections, csv, itertools, os, threading, time
import grpc
from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp

HISTORY_ROWS = 300
DEADLINE_SECONDS = 15
FEATURES = ["hr", "workingday", "weathersit", "temp", "hum", "windspeed"]
LAST = "last count"
# Cheap, and free to train at any time by hand; by themselves the models look at their outcomes, and train once.
POLICY = """{
  "schedule": { "checkEvery": "2m", "jitter": 1 },
  "triggers": { "minimumNewOutcomes": 1000000 },
  "challengers": {
    "recipes": ["leafwise/30d", "last-value"], "freshShare": 0, "activeWeight": 0, "reweighEvery": "5m",
    "trees": { "numberOfTrees": 5, "numberOfLeaves": 6, "minimumExampleCountPerLeaf": 10 }
  }
}"""
# What the server means by a plain «no»: nothing was done, and it says why.
REFUSALS = (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.FAILED_PRECONDITION)
KINDS = ["describe", "trigger", "describe", "promote", "set-policy", "describe", "rollback"]
CANDIDATES = ["leafwise/30d/level", "last-value/all/level", "auto"]

Sample = collections.namedtuple("Sample", "kind began seconds code")
Command = collections.namedtuple("Command", "kind model request answer code")


def timestamp(seconds):
    milliseconds = int(seconds * 1000)
    return Timestamp(seconds=milliseconds // 1000, nanos=milliseconds % 1000 * 1_000_000)


class Model:
    """One model of the fleet: its place in the data, and what it was asked and told."""

    def __init__(self, number, rows):
        self.id, self.rows, self.at, self.visits = f"bike/{number:04}", rows, number * 17 % len(rows), 0
        self.asked, self.predicted, self.outcomes, self.waiting = set(), {}, {}, []

    def next_row(self):
        self.at += 1
        row, before = self.rows[self.at % len(self.rows)], self.rows[(self.at - 1) % len(self.rows)]
        return [*(float(row[name]) for name in FEATURES), float(before["cnt"])], float(row["cnt"])


class Traffic:
    def __init__(self, address, data, models, rate, control_rate, client_retries):
        from retraingrains.v1 import models_pb2, models_pb2_grpc, observations_pb2, observations_pb2_grpc
        from retraingrains.v1 import policies_pb2, policies_pb2_grpc, predictions_pb2, predictions_pb2_grpc, schema_pb2
        self.m, self.o, self.p, self.s = models_pb2, observations_pb2, predictions_pb2, schema_pb2
        self.policies = policies_pb2
        self.channel = grpc.insecure_channel(address)
        self.models_api = models_pb2_grpc.ModelsStub(self.channel)
        self.policies_api = policies_pb2_grpc.PoliciesStub(self.channel)
        self.observations_api = observations_pb2_grpc.ObservationsStub(self.channel)
        self.predictions_api = predictions_pb2_grpc.PredictionsStub(self.channel)
        with open(os.path.join(data, "bike/hour.csv"), newline="") as file:
            rows = list(csv.DictReader(file))
        self.fleet = [Model(number, rows) for number in range(models)]
        self.rate, self.control_rate, self.client_retries = rate, control_rate, client_retries
        self.samples, self.commands, self.wrong = [], [], []
        self.turn, self.stopping, self.threads = itertools.count(), threading.Event(), []

    def call(self, kind, method, request, deadline=DEADLINE_SECONDS):
        """One call, timed and recorded; the answer is None when it failed."""
        began = time.time()
        started = time.monotonic()
        try:
            answer, code = method(request, timeout=deadline), grpc.StatusCode.OK
        except grpc.RpcError as error:
            answer, code = None, error.code()
        self.samples.append(Sample(kind, began, time.monotonic() - started, code))
        return answer, code

    def values(self, numbers):
        return [Value(number_value=number) for number in numbers]

    # Before the phases: every model is registered, gets its history, and is asked to train its first version.
    def set_up(self, model):
        features = [self.s.Feature(name=name) for name in [*FEATURES, LAST]]
        self.insist(self.models_api.Register, self.m.RegisterRequest(
            model_id=model.id, model_type="regression", policy=json_format.Parse(POLICY, Struct()), seed=1, request_id="register",
            schema=self.s.Schema(features=features, target="cnt", last_value=LAST)))
        first = time.time() - (HISTORY_ROWS + 1) * 3600
        history = []
        for hour in range(HISTORY_ROWS):
            features, outcome = model.next_row()
            at = first + hour * 3600
            history.append(self.o.HistoryRow(
                prediction_id=f"h{hour}", at=timestamp(at), known_at=timestamp(at + 3600), outcome=outcome,
                features=self.values(features)))
        self.insist(
            self.observations_api.ImportHistory, self.o.ImportHistoryRequest(model_id=model.id, rows=history))
        self.insist(self.models_api.Check, self.m.CheckRequest(model_id=model.id))

    @staticmethod
    def insist(method, request):
        for attempt in range(10):
            try:
                return method(request, timeout=60)
            except grpc.RpcError as error:
                if attempt == 9 or error.code() in REFUSALS:
                    raise
                time.sleep(1)

    def start(self, threads=16, control_threads=4):
        for number in range(threads):
            share = self.fleet[number::threads]
            # A visit asks for two predictions in the mean.
            self.spawn(lambda share=share: itertools.cycle(share), self.visit, threads * 2 / self.rate)
        steered = self.fleet[::4]
        for _ in range(control_threads):
            self.spawn(lambda: itertools.repeat(steered), self.steer, control_threads / self.control_rate)

    def spawn(self, subjects, act, interval):
        def work():
            due = time.monotonic()
            for subject in subjects():
                if self.stopping.wait(max(0, due - time.monotonic())):
                    return
                act(subject)
                # What was missed while a call hung is not made up for in a burst.
                due = max(due + interval, time.monotonic() - interval)
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        self.threads.append(thread)

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(2 * DEADLINE_SECONDS)
        for model in self.fleet:
            for _ in range(5):
                if not model.waiting:
                    break
                self.record(model)

    def visit(self, model):
        model.visits += 1
        asked = []
        for _ in range(1 if model.visits % 2 else 3):
            features, outcome = model.next_row()
            name = f"p{len(model.asked)}"
            model.asked.add(name)
            asked.append((outcome, self.p.PredictionRow(
                prediction_id=name, at=timestamp(time.time()), features=self.values(features))))
        if len(asked) == 1:
            answer, _ = self.call("predict", self.predictions_api.Predict, self.p.PredictRequest(
                model_id=model.id, row=asked[0][1]))
            predictions = [answer.prediction] if answer else []
        else:
            answer, _ = self.call("predict", self.predictions_api.PredictBatch, self.p.PredictBatchRequest(
                model_id=model.id, rows=[row for _, row in asked]))
            predictions = answer.predictions if answer else []
        for (outcome, row), prediction in zip(asked, predictions):
            if prediction.prediction_id != row.prediction_id:
                self.wrong.append(f"{model.id}: {row.prediction_id} was answered as {prediction.prediction_id}")
            model.predicted[row.prediction_id] = (prediction.value, answer.version)
            model.waiting.append((row.prediction_id, outcome))
        if model.visits % 3 == 0 and model.waiting:
            self.record(model)

    # What fails is sent again with the next visit: outcomes may be repeated.
    def record(self, model):
        sent, model.waiting = model.waiting, []
        answer, _ = self.call("outcome", self.observations_api.RecordOutcomes, self.o.RecordOutcomesRequest(
            model_id=model.id, outcomes=[self.o.Outcome(prediction_id=name, value=value) for name, value in sent]))
        for (name, value), status in zip(sent, answer.statuses if answer else [None] * len(sent)):
            if status in (self.o.RECORD_STATUS_STORED, self.o.RECORD_STATUS_DUPLICATE):
                model.outcomes[name] = value
            elif status == self.o.RECORD_STATUS_CONFLICT:
                self.wrong.append(f"{model.id}: another outcome of {name} was stored")
            else:
                model.waiting.append((name, value))

    # One thing at a time for each of some models; every request has an id, and its traces in the ledger bear it.
    def steer(self, models):
        turn = next(self.turn)
        model, kind, request = models[turn * 37 % len(models)], KINDS[turn % len(KINDS)], f"r{turn}"
        named = {"model_id": model.id, "request_id": request}
        candidate = CANDIDATES[turn // len(KINDS) % len(CANDIDATES)]
        method, message = {
            "describe": (self.models_api.Describe, self.m.DescribeRequest(model_id=model.id)),
            "trigger": (self.models_api.Trigger, self.m.TriggerRequest(reason=request, emergency=True, **named)),
            "promote": (self.models_api.Promote, self.m.PromoteRequest(
                reason=request, candidate=candidate, **named)),
            "rollback": (self.models_api.Rollback, self.m.RollbackRequest(reason=request, **named)),
            "set-policy": (self.policies_api.Patch, self.policies.PatchPolicyRequest(
                policy=json_format.ParseDict(
                    {"triggers": {"minimumNewOutcomes": policy_mark(request)}}, Struct()), **named)),
        }[kind]
        end = time.monotonic() + 10
        while True:
            answer, code = self.call(kind, method, message)
            passes = code in (grpc.StatusCode.OK, *REFUSALS)
            if passes or not self.client_retries or time.monotonic() > end:
                break
            time.sleep(0.2)
        if kind != "describe":
            self.commands.append(Command(kind, model.id, request, answer, code))

    def probe(self, since, count=48, limit=30):
        """Seconds since a moment until every model of a sample has answered; None for those that did not in time."""
        sample = self.fleet[::max(1, len(self.fleet) // count)][:count]
        answered = [None] * len(sample)

        def ask(place, model):
            while time.time() < since + limit and answered[place] is None:
                _, code = self.call("probe", self.models_api.Describe, self.m.DescribeRequest(model_id=model.id))
                if code == grpc.StatusCode.OK:
                    answered[place] = time.time() - since
                else:
                    time.sleep(0.1)
        threads = [threading.Thread(target=ask, args=pair, daemon=True) for pair in enumerate(sample)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return None if None in answered else max(answered)

    def absorbed(self):
        """Outcomes that each model says to have learned from, as the store lists them."""
        seen, token = {}, ""
        while True:
            page = self.insist(self.models_api.List, self.m.ListRequest(page_size=1000, page_token=token))
            seen.update({model.model_id: model.outcomes for model in page.models})
            token = page.next_page_token
            if not token:
                return seen


def policy_mark(request):
    """A setting without effect here, by which a policy in the ledger is told from all others."""
    return 1_000_000 + int(request[1:])

"""All calls of the server with the protocol's own messages, and safe repetitions."""
from __future__ import annotations

import hashlib
import io
import math
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from numbers import Number
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Union

from google.protobuf import json_format
from google.protobuf.struct_pb2 import NULL_VALUE, Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp

from .connection import Connection
from .errors import RetrainError
from .v1 import fleet_pb2, fleet_pb2_grpc, models_pb2, models_pb2_grpc, observations_pb2, observations_pb2_grpc
from .v1 import policies_pb2, policies_pb2_grpc, predictions_pb2, predictions_pb2_grpc, schema_pb2
from .v1 import repairs_pb2, repairs_pb2_grpc, runs_pb2, runs_pb2_grpc
from .v1 import access_pb2, self_tests_pb2, self_tests_pb2_grpc, tokens_pb2, tokens_pb2_grpc

DEFAULT_TIMEOUT_SECONDS = 60.0
PAGE_SIZE = 1_000
# Batches of a stream that wait for their answers: as many as the server reads ahead.
STREAM_AHEAD = 4

Policy = Mapping[str, Any]
Features = Union[Sequence[Any], Mapping[str, Any]]


class ExportedModel(NamedTuple):
    """A version in a format that other programs read, and what is in it."""

    content: bytes
    report: models_pb2.ExportReport


class ExportedRows(NamedTuple):
    """Rows as a file, and what is in it; without content where it was written to a path."""

    content: bytes | None
    report: observations_pb2.ExportRowsReport


def new_id() -> str:
    """Makes an id for a request or a prediction; later ones sort behind earlier ones."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def timestamp(at: datetime | None = None) -> Timestamp:
    """The moment as the protocol has it, or now; without a time zone it is in UTC."""
    if at is None:
        nanoseconds = time.time_ns()
        return Timestamp(seconds=nanoseconds // 1_000_000_000, nanos=nanoseconds % 1_000_000_000)
    found = Timestamp()
    found.FromDatetime(at if at.tzinfo is None else at.astimezone(timezone.utc).replace(tzinfo=None))
    return found


def value(found: Any) -> Value:
    """One feature's value as the protocol has it: a number, a text, or null where it is None or NaN."""
    if isinstance(found, Value):
        return found
    if found is None:
        return Value(null_value=NULL_VALUE)
    if isinstance(found, str):
        return Value(string_value=found)
    if isinstance(found, Number) or hasattr(found, "__float__"):
        number = float(found)
        return Value(null_value=NULL_VALUE) if math.isnan(number) else Value(number_value=number)
    raise TypeError(f"a feature is {found!r}; it must be a number, a text or None")


def prediction_row(features: Features, *, at: datetime | None = None, prediction_id: str = "",
                   entity: str = "") -> predictions_pb2.PredictionRow:
    """A row to predict: values in the schema's order, or by name. It has an id and a time, so that it can be repeated.

    Without `at` the prediction is made now; without `prediction_id` a new one is made. With an `entity` its outcome can
    come by entity and time."""
    return predictions_pb2.PredictionRow(
        prediction_id=prediction_id or new_id(), at=timestamp(at), entity=entity, **_features(features))


def outcome_of(entity: str, at: datetime, value: float, *,
               known_at: datetime | None = None) -> observations_pb2.Outcome:
    """An outcome of all predictions of an entity about a time; known now unless it is said when."""
    return observations_pb2.Outcome(
        entity=entity, at=timestamp(at), value=value, known_at=None if known_at is None else timestamp(known_at))


def _features(features: Features) -> dict[str, Any]:
    if isinstance(features, Mapping):
        return {"named": {name: value(found) for name, found in features.items()}}
    return {"features": [value(found) for found in features]}


def _import_check(features: Features, expected: Any) -> models_pb2.ImportCheck:
    if isinstance(expected, str):
        return models_pb2.ImportCheck(label=expected, **_features(features))
    numbers = [expected] if isinstance(expected, Number) or not isinstance(expected, Iterable) else expected
    return models_pb2.ImportCheck(expected=[float(one) for one in numbers], **_features(features))


class RetrainClient:
    """A connection to a server.

    The address is `url`, else RETRAIN_URL, else http://localhost:5081: that of gRPC. The token is `token`, else
    RETRAIN_TOKEN, else none is sent. https:// means TLS; `ca` names a PEM file of the authorities to trust in place of
    the machine's own.

    While the server is away (UNAVAILABLE) or has too much to do (RESOURCE_EXHAUSTED), a call is repeated until
    `timeout` seconds have passed. That is safe: a command is repeated under one request id, a prediction under one id
    and time, and the server carries out each once. To go on after an error of code UNAVAILABLE or DEADLINE_EXCEEDED,
    call again with the same `request_id`. Failures are a RetrainError. Threads may share a client."""

    def __init__(self, url: str | None = None, token: str | None = None, *, timeout: float = DEFAULT_TIMEOUT_SECONDS,
                 ca: str | os.PathLike | None = None):
        self._connection = Connection(url, token, timeout, ca)
        channel = self._connection.channel
        self._models = models_pb2_grpc.ModelsStub(channel)
        self._policies = policies_pb2_grpc.PoliciesStub(channel)
        self._predictions = predictions_pb2_grpc.PredictionsStub(channel)
        self._observations = observations_pb2_grpc.ObservationsStub(channel)
        self._repairs = repairs_pb2_grpc.RepairsStub(channel)
        self._runs = runs_pb2_grpc.RunsStub(channel)
        self._fleet = fleet_pb2_grpc.FleetStub(channel)
        self._tokens = tokens_pb2_grpc.TokensStub(channel)
        self._self_tests = self_tests_pb2_grpc.SelfTestsStub(channel)

    def __enter__(self) -> RetrainClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"RetrainClient({self.url!r})"

    @property
    def url(self) -> str:
        return self._connection.url

    def close(self) -> None:
        """Closes the connection; calls that are under way fail."""
        self._connection.close()

    # Models

    def register(self, model_id: str, model_type: str, schema: schema_pb2.Schema | Mapping[str, Any], *,
                 policy: Policy | None = None, preset: str = "", seed: int = 0,
                 request_id: str | None = None) -> models_pb2.Model:
        """Creates a model. The schema is a message, or a dict in the form of the protocol's JSON."""
        if isinstance(schema, Mapping):
            schema = json_format.ParseDict(schema, schema_pb2.Schema())
        return self._call(self._models.Register, models_pb2.RegisterRequest(
            model_id=model_id, model_type=model_type, schema=schema, preset=preset,
            policy=None if policy is None else _struct(policy), seed=seed, request_id=request_id or new_id()))

    def describe(self, model_id: str) -> models_pb2.Model:
        """Describes one model whole."""
        return self._call(self._models.Describe, models_pb2.DescribeRequest(model_id=model_id))

    def models(self) -> Iterator[models_pb2.Model]:
        """Lists all models in the order of their ids; pages are fetched as they are needed."""
        token = ""
        while True:
            page = self._call(self._models.List, models_pb2.ListRequest(page_size=PAGE_SIZE, page_token=token))
            yield from page.models
            token = page.next_page_token
            if not token:
                return

    def check(self, model_id: str, *, dry_run: bool = False,
              request_id: str | None = None) -> models_pb2.CheckResponse:
        """Evaluates drift, performance and triggers now, and decides; with dry_run nothing is started or stored."""
        return self._call(self._models.Check, models_pb2.CheckRequest(
            model_id=model_id, dry_run=dry_run, request_id=request_id or new_id()))

    def trigger(self, model_id: str, *, reason: str = "", force: bool = False, emergency: bool = False,
                severity: str = "critical", dry_run: bool = False,
                request_id: str | None = None) -> models_pb2.TriggerResponse:
        """Asks for a retraining. `force` ignores that the newest data are old; `emergency` overrides cooldown, budget,
        breaker and queue order; the severity, "medium", "high" or "critical", is the run's place among those that wait;
        with dry_run nothing is started or stored."""
        return self._call(self._models.Trigger, models_pb2.TriggerRequest(
            model_id=model_id, reason=reason, force=force, emergency=emergency, dry_run=dry_run,
            severity=_named(models_pb2.TriggerSeverity, "severity", severity), request_id=request_id or new_id()))

    def promote(self, model_id: str, candidate: str, *, reason: str = "", expected_revision: int = 0,
                request_id: str | None = None) -> models_pb2.Model:
        """Puts a version into service: a candidate by its recipe's name, or an earlier champion by its version."""
        return self._call(self._models.Promote, models_pb2.PromoteRequest(
            model_id=model_id, candidate=candidate, reason=reason, expected_revision=expected_revision,
            request_id=request_id or new_id()))

    def import_model(self, model_id: str, content: bytes | str | os.PathLike, *, format: str = "auto",
                     checks: Iterable[tuple[Features, Any]] = (), reason: str = "", expected_revision: int = 0,
                     request_id: str | None = None) -> models_pb2.Model:
        """Puts a model that was trained elsewhere into service: its bytes, or the path of its file.

        The format is "xgboost", "lightgbm", "onnx" or "auto". `checks` are rows with what the model predicted elsewhere: a
        number, the probabilities of classes, or the name of the most probable one; where it predicts otherwise here,
        it is refused. The answer's `import_report` says what was read of the file."""
        formats = {name.removeprefix("IMPORT_FORMAT_").lower(): number
                   for name, number in models_pb2.ImportFormat.items()}
        if format not in formats:
            raise ValueError(f"format is {format!r}; it must be one of {', '.join(formats)}")
        if not isinstance(content, bytes):
            content = Path(content).read_bytes()
        return self._call(self._models.Import, models_pb2.ImportRequest(
            model_id=model_id, content=content, format=formats[format], reason=reason,
            checks=[_import_check(*check) for check in checks],
            expected_revision=expected_revision, request_id=request_id or new_id()))

    def export_model(self, model_id: str, path: str | os.PathLike | None = None, *, format: str | None = None,
                     version: str = "") -> ExportedModel:
        """Exports a version, the champion where none is named, in a format that other programs read.

        The format is "xgboost" (its JSON) or "onnx"; the ending of the path tells it where it is not given. With a path
        the file is written there too. The answer's `report` says what is in the file, and what it lacks."""
        chosen = format or {".json": "xgboost", ".onnx": "onnx"}.get(Path(path or "").suffix.lower())
        request = models_pb2.ExportRequest(
            model_id=model_id, version=version, format=_named(models_pb2.ExportFormat, "format", chosen))
        parts = self._call(lambda *asked, **options: list(self._models.Export(*asked, **options)), request)
        exported = ExportedModel(b"".join(part.content for part in parts), parts[0].report)
        if path is not None:
            Path(path).write_bytes(exported.content)
        return exported

    def retire_candidate(self, model_id: str, candidate: str, *, restore: bool = False, reason: str = "",
                         expected_revision: int = 0, request_id: str | None = None) -> models_pb2.Model:
        """Keeps a candidate out, by its recipe's name: it neither serves nor is trained; `restore` lets it in again."""
        return self._call(self._models.RetireCandidate, models_pb2.RetireCandidateRequest(
            model_id=model_id, candidate=candidate, restore=restore, reason=reason,
            expected_revision=expected_revision, request_id=request_id or new_id()))

    def rollback(self, model_id: str, *, version: str = "", reason: str = "", expected_revision: int = 0,
                 request_id: str | None = None) -> models_pb2.Model:
        """Returns to an earlier champion; to the one before when no version is named."""
        return self._call(self._models.Rollback, models_pb2.RollbackRequest(
            model_id=model_id, version=version, reason=reason, expected_revision=expected_revision,
            request_id=request_id or new_id()))

    def history(self, model_id: str, *, from_sequence: int = 0) -> Iterator[models_pb2.LedgerEntry]:
        """Reads the ledger in order, to its end; pages are fetched as they are needed."""
        while True:
            page = self._call(self._models.History, models_pb2.HistoryRequest(
                model_id=model_id, from_sequence=from_sequence, page_size=PAGE_SIZE))
            yield from page.entries
            if len(page.entries) < PAGE_SIZE or page.next_sequence <= from_sequence:
                return
            from_sequence = page.next_sequence

    def watch(self, model_id: str, *, from_sequence: int = 0,
              seconds: float | None = None) -> Iterator[models_pb2.LedgerEntry]:
        """Follows the ledger: what is there from from_sequence on, then each entry soon after its commit.

        A lost connection is opened again behind the last entry. It has no end but that of `seconds`; to leave earlier,
        close the iterator or leave its loop."""
        following = from_sequence

        def request() -> models_pb2.WatchRequest:
            return models_pb2.WatchRequest(model_id=model_id, from_sequence=following)

        for entry in self._connection.follow(self._models.Watch, request, seconds):
            following = entry.sequence + 1
            yield entry

    # Runs and checks

    def runs(self, *, model_id: str = "", model_type: str = "", state: str | None = None, cause: str = "",
             start: datetime | None = None, end: datetime | None = None) -> Iterator[runs_pb2.Run]:
        """Lists runs, newest first: of one model, of the models of one type, or of all.

        The state is "running", "finished", "failed" or "cancelled". Pages are fetched as they are needed."""
        request = runs_pb2.ListRunsRequest(
            model_id=model_id, model_type=model_type, state=_filter(runs_pb2.RunState, "state", state), cause=cause,
            page_size=PAGE_SIZE, **_span(start, end))
        while True:
            page = self._call(self._runs.List, request)
            yield from page.runs
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def run(self, run_id: str) -> runs_pb2.Run:
        """Describes one run with its steps, challengers and verdicts."""
        return self._call(self._runs.Describe, runs_pb2.DescribeRunRequest(run_id=run_id))

    def watch_run(self, run_id: str, *, seconds: float | None = None) -> Iterator[runs_pb2.Run]:
        """Follows a run until it has ended: as it is now, then whenever something of it has changed."""
        def request() -> runs_pb2.WatchRunRequest:
            return runs_pb2.WatchRunRequest(run_id=run_id)

        for run in self._connection.follow(self._runs.Watch, request, seconds):
            yield run
            if run.state != runs_pb2.RUN_STATE_RUNNING:
                return

    def cancel_run(self, run_id: str, *, reason: str = "", request_id: str | None = None) -> runs_pb2.Run:
        """Ends a run in flight without a result; the champion goes on serving."""
        return self._call(self._runs.Cancel, runs_pb2.CancelRunRequest(
            run_id=run_id, reason=reason, request_id=request_id or new_id()))

    def run_statistics(self, *, model_id: str = "", model_type: str = "", start: datetime | None = None,
                       end: datetime | None = None) -> runs_pb2.RunStatistics:
        """Counts runs: how many succeed, how many promote, and how long they take."""
        return self._call(self._runs.GetStatistics, runs_pb2.RunStatisticsRequest(
            model_id=model_id, model_type=model_type, **_span(start, end)))

    def checks(self, model_id: str, *, decision: str | None = None, start: datetime | None = None,
               end: datetime | None = None) -> Iterator[runs_pb2.ModelCheck]:
        """Lists a model's checks, newest first. The decision is "retrain", "held_back" or "wait"."""
        request = runs_pb2.ListChecksRequest(
            model_id=model_id, decision=_filter(runs_pb2.CheckDecision, "decision", decision), page_size=PAGE_SIZE,
            **_span(start, end))
        while True:
            page = self._call(self._runs.ListChecks, request)
            yield from page.checks
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def check_details(self, model_id: str, check_id: str) -> runs_pb2.ModelCheck:
        """Describes one check with all of its signals, quiet ones too."""
        return self._call(self._runs.DescribeCheck, runs_pb2.DescribeCheckRequest(
            model_id=model_id, check_id=check_id))

    # Policies

    def get_policy(self, model_id: str) -> dict[str, Any]:
        """Reads a model's policy whole, defaults included."""
        found = self._call(self._policies.Get, policies_pb2.GetPolicyRequest(model_id=model_id))
        return json_format.MessageToDict(found.policy)

    def set_policy(self, model_id: str, policy: Policy, *, expected_revision: int = 0,
                   request_id: str | None = None) -> models_pb2.Model:
        """Replaces the policy: what is left out has its default."""
        return self._call(self._policies.Set, policies_pb2.SetPolicyRequest(
            model_id=model_id, policy=_struct(policy), expected_revision=expected_revision,
            request_id=request_id or new_id()))

    def patch_policy(self, model_id: str, policy: Policy, *, expected_revision: int = 0,
                     request_id: str | None = None) -> models_pb2.Model:
        """Changes what is named and leaves the rest: objects are merged, arrays and values replaced."""
        return self._call(self._policies.Patch, policies_pb2.PatchPolicyRequest(
            model_id=model_id, policy=_struct(policy), expected_revision=expected_revision,
            request_id=request_id or new_id()))

    def change_schema(self, model_id: str, *, add: Iterable[schema_pb2.Feature] = (),
                      rename: Mapping[str, str] | None = None, retire: Iterable[str] = (),
                      add_categories: Mapping[str, Iterable[str]] | None = None, reason: str = "",
                      expected_revision: int = 0, request_id: str | None = None) -> models_pb2.Model:
        """Lets a model's schema grow while it serves: features are added at its end, renamed, retired, and get further
        categories. Callers may go on sending rows in the earlier order and by the earlier names."""
        return self._call(self._models.ChangeSchema, models_pb2.ChangeSchemaRequest(
            model_id=model_id, add=add, retire=retire, reason=reason, expected_revision=expected_revision,
            rename=[models_pb2.FeatureRename(to=new, **{"from": old}) for old, new in (rename or {}).items()],
            add_categories=[models_pb2.AddedCategories(feature=name, categories=more)
                            for name, more in (add_categories or {}).items()],
            request_id=request_id or new_id()))

    def policy_schema(self) -> dict[str, Any]:
        """Reads the JSON schema of policies: every setting with its meaning, default and range."""
        found = self._call(self._policies.GetSchema, policies_pb2.GetPolicySchemaRequest())
        return json_format.MessageToDict(found.schema)

    # The fleet

    def fleet(self) -> fleet_pb2.FleetStatus:
        """Says which drift people were told of over all models, and what that promises."""
        return self._call(self._fleet.GetStatus, fleet_pb2.GetFleetStatusRequest())

    def check_all(self, *, dry_run: bool = False, model_prefix: str = "", model_type: str = "",
                  request_id: str | None = None) -> Iterator[fleet_pb2.FleetAnswer]:
        """Lets every model look and decide, in the order of their ids; with dry_run nothing is started or stored, and
        the answers say what would be retrained. Models are asked as their answers are read."""
        request = fleet_pb2.CheckAllRequest(
            models=fleet_pb2.FleetChoice(model_prefix=model_prefix, model_type=model_type), dry_run=dry_run,
            request_id=request_id or new_id())
        return self._connection.stream(self._fleet.CheckAll, request)

    def trigger_all(self, *, reason: str = "", force: bool = False, emergency: bool = False, severity: str = "critical",
                    dry_run: bool = False, model_prefix: str = "", model_type: str = "",
                    request_id: str | None = None) -> Iterator[fleet_pb2.FleetAnswer]:
        """Asks every model for a retraining, in the order of their ids; with dry_run the answers say which runs would
        start and what holds the others back. Models are asked as their answers are read."""
        request = fleet_pb2.TriggerAllRequest(
            models=fleet_pb2.FleetChoice(model_prefix=model_prefix, model_type=model_type), reason=reason, force=force,
            emergency=emergency, dry_run=dry_run, severity=_named(models_pb2.TriggerSeverity, "severity", severity),
            request_id=request_id or new_id())
        return self._connection.stream(self._fleet.TriggerAll, request)

    def self_test(self, *, seconds: float | None = None) -> self_tests_pb2.SelfTestReport:
        """Lets the server take a scratch model through its whole life; a step that failed is told in the answer.

        `seconds`, 5 to 600, are those after which the step under way has failed; the server says 120 without them."""
        request = self_tests_pb2.RunSelfTestRequest()
        if seconds is not None:
            request.timeout.FromNanoseconds(round(seconds * 1e9))
        # The answer comes at the end, and erasing may take half a minute more.
        return self._connection.call(self._self_tests.Run, request, (seconds or 120) + 40)

    # Tokens

    def create_token(self, name: str, role: str, *, model_prefixes: Iterable[str] = (),
                     expires_at: datetime | None = None) -> tokens_pb2.CreateTokenResponse:
        """Makes a token for a role: "viewer", "predictor", "operator" or "admin". Its `secret` is never seen again.

        Unlike other calls it is not repeated, for a name is never given twice: after UNAVAILABLE, look at `tokens`."""
        return self._connection.call_once(self._tokens.Create, tokens_pb2.CreateTokenRequest(
            name=name, role=_named(access_pb2.Role, "role", role), model_prefixes=model_prefixes,
            expires_at=None if expires_at is None else timestamp(expires_at)))

    def tokens(self) -> list[tokens_pb2.Token]:
        """Lists all tokens, those that are revoked or have expired too, in the order of their names."""
        return list(self._call(self._tokens.List, tokens_pb2.ListTokensRequest()).tokens)

    def revoke_token(self, name: str) -> tokens_pb2.Token:
        """Revokes a token for ever: within a second no gateway takes it any more."""
        return self._call(self._tokens.Revoke, tokens_pb2.RevokeTokenRequest(name=name))

    # Predictions

    def predict(self, model_id: str, features: Features, *, at: datetime | None = None,
                prediction_id: str = "") -> predictions_pb2.PredictResponse:
        """Predicts one row: values in the schema's order, or by name."""
        row = prediction_row(features, at=at, prediction_id=prediction_id)
        return self._call(self._predictions.Predict, predictions_pb2.PredictRequest(model_id=model_id, row=row))

    def predict_batch(self, model_id: str,
                      rows: Iterable[predictions_pb2.PredictionRow]) -> predictions_pb2.PredictBatchResponse:
        """Predicts up to 10,000 rows by one version. Rows without an id or a time are given one, once."""
        return self._call(self._predictions.PredictBatch, _batch(model_id, rows))

    def predict_stream(self, model_id: str, batches: Iterable[Iterable[predictions_pb2.PredictionRow]], *,
                       ahead: int = STREAM_AHEAD,
                       timeout: float | None = None) -> Iterator[predictions_pb2.PredictBatchResponse]:
        """Predicts batches as they come, and answers each in order; `timeout` is for each answer.

        Up to `ahead` batches are taken before the first answer is given; where each batch depends on the answer
        before it, `ahead` must be 1."""
        if ahead < 1:
            raise ValueError(f"ahead is {ahead}; it must be at least 1")
        requests = (_batch(model_id, rows) for rows in batches)
        return self._connection.converse(self._predictions.PredictStream, requests, ahead, timeout)

    def explain(self, model_id: str, rows: Iterable[Features]) -> predictions_pb2.ExplainResponse:
        """Says what each feature adds to the champion's predictions of up to 100 rows."""
        return self._call(self._predictions.Explain, predictions_pb2.ExplainRequest(
            model_id=model_id, rows=[predictions_pb2.ExplanationRow(**_features(row)) for row in rows]))

    # Observations

    def record_outcomes(self, model_id: str,
                        outcomes: Iterable[observations_pb2.Outcome]) -> observations_pb2.RecordResponse:
        """Records what came true, up to 10,000 at once; the answer has a status for each, and says why some are not
        stored. An outcome of no value is refused by itself: send it when it is known."""
        return self._call(self._observations.RecordOutcomes, observations_pb2.RecordOutcomesRequest(
            model_id=model_id, outcomes=outcomes))

    def import_history(self, model_id: str,
                       rows: Iterable[observations_pb2.HistoryRow]) -> observations_pb2.RecordResponse:
        """Stores up to 10,000 whole rows from history. Rows without an id are given one, once."""
        request = observations_pb2.ImportHistoryRequest(model_id=model_id, rows=rows)
        for row in request.rows:
            row.prediction_id = row.prediction_id or new_id()
        return self._call(self._observations.ImportHistory, request)

    def export_rows(self, model_id: str, path: str | os.PathLike | None = None, *, format: str | None = None,
                    start: datetime | None = None, end: datetime | None = None, version: str = "") -> ExportedRows:
        """Exports rows with their predictions and outcomes, all or by time (from start on, before end) and version.

        The format is "csv" or "parquet"; the ending of the path tells it where it is not given. A file at the path is
        replaced when the new one is whole; without a path the answer has its content. The answer's `report` counts the
        rows and names the columns."""
        chosen = format or Path(path or "").suffix.lower().removeprefix(".")
        request = observations_pb2.ExportRowsRequest(
            model_id=model_id, format=_named(observations_pb2.RowFormat, "format", chosen or None), version=version,
            **_span(start, end))
        if path is None:
            file = io.BytesIO()
            report = self._connection.read(self._observations.ExportRows, request, lambda parts: _save(parts, file))
            return ExportedRows(file.getvalue(), report)
        unfinished = Path(f"{os.fspath(path)}.part")
        try:
            with open(unfinished, "wb") as file:
                report = self._connection.read(self._observations.ExportRows, request, lambda parts: _save(parts, file))
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return ExportedRows(None, report)

    def import_history_file(self, model_id: str, path: str,
                            source: Mapping[str, Any]) -> Iterator[observations_pb2.HistoryFileProgress]:
        """Lets the server import a file of its own, below its import directory, as the source says how it is read.

        Yields how far it is, with `finished` at the end. A lost connection is opened again, and the server goes on where
        it was; so does a later call for the same file and source."""
        request = observations_pb2.ImportHistoryFileRequest(model_id=model_id, path=path, source=_struct(source))
        for progress in self._connection.follow(self._observations.ImportHistoryFile, lambda: request, None):
            yield progress
            if progress.finished:
                return

    # Repairs

    def correct_outcomes(self, model_id: str, outcomes: Iterable[observations_pb2.Outcome], *, reason: str,
                         request_id: str = "") -> repairs_pb2.Repair:
        """Gives known outcomes the values that are right, up to 10,000 at once."""
        return self._call(self._repairs.CorrectOutcomes, repairs_pb2.CorrectOutcomesRequest(
            model_id=model_id, outcomes=outcomes, reason=reason, request_id=request_id or new_id()))

    def withdraw_observations(self, model_id: str, *, reason: str, prediction_ids: Iterable[str] = (),
                              entity: str = "", start: datetime | None = None, end: datetime | None = None,
                              request_id: str = "") -> repairs_pb2.Repair:
        """Takes rows out of training, windows and drift: by ids, or by entity, by time (from start on, before end), or
        by both."""
        request = repairs_pb2.WithdrawObservationsRequest(
            model_id=model_id, prediction_ids=prediction_ids, entity=entity, reason=reason,
            request_id=request_id or new_id())
        if start is not None:
            getattr(request, "from").CopyFrom(timestamp(start))
        if end is not None:
            request.to.CopyFrom(timestamp(end))
        return self._call(self._repairs.WithdrawObservations, request)

    def erase_entity(self, model_id: str, entity: str, *, reason: str, request_id: str = "") -> repairs_pb2.Repair:
        """Deletes all rows of an entity with their features and outcomes. The reason stays in the ledger."""
        return self._call(self._repairs.EraseEntity, repairs_pb2.EraseEntityRequest(
            model_id=model_id, entity=entity, reason=reason, request_id=request_id or new_id()))

    def repair(self, model_id: str, request_id: str) -> repairs_pb2.Repair:
        """Says what a repair did, and how far it and what follows from it have come."""
        return self._call(self._repairs.GetRepair, repairs_pb2.GetRepairRequest(
            model_id=model_id, request_id=request_id))

    def _call(self, method: Any, request: Any) -> Any:
        return self._connection.call(method, request)


def _filter(enumeration: Any, argument: str, name: str | None) -> int:
    """Finds a value by its short name; None stands for all."""
    return 0 if name is None else _named(enumeration, argument, name)


def _named(enumeration: Any, argument: str, name: str | None) -> int:
    """Finds a value by its short name."""
    values = enumeration.items()
    prefix = os.path.commonprefix([known for known, _ in values])
    known = {one[len(prefix):].lower(): number for one, number in values if number}
    if name not in known:
        raise ValueError(f"{argument} is {name!r}; it must be one of {', '.join(known)}")
    return known[name]


def _span(start: datetime | None, end: datetime | None) -> dict[str, Timestamp]:
    ends = {"from": start, "to": end}
    return {name: timestamp(at) for name, at in ends.items() if at is not None}


def _save(parts: Iterable[observations_pb2.ExportRowsPart], file: BinaryIO) -> observations_pb2.ExportRowsReport:
    """Writes a file from its beginning; its last part says what it must be."""
    file.seek(0)
    file.truncate()
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.content)
        file.write(part.content)
        if part.HasField("report"):
            if part.report.sha256 != digest.hexdigest():
                raise RetrainError("DATA_LOSS", f"what came has another SHA-256 than the server's {part.report.sha256}")
            return part.report
    raise RetrainError("DATA_LOSS", "the server ended before the file was whole")


def _batch(model_id: str, rows: Iterable[predictions_pb2.PredictionRow]) -> predictions_pb2.PredictBatchRequest:
    request = predictions_pb2.PredictBatchRequest(model_id=model_id, rows=rows)
    now = timestamp()
    for row in request.rows:
        row.prediction_id = row.prediction_id or new_id()
        if not row.HasField("at"):
            row.at.CopyFrom(now)
    return request


def _struct(found: Policy) -> Struct:
    return json_format.ParseDict(dict(found), Struct())

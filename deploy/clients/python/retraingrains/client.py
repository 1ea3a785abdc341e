"""All calls of the server with the protocol's own messages, and safe repetitions."""
from __future__ import annotations

import math
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from numbers import Number
from pathlib import Path
from typing import Any, NamedTuple, Union

from google.protobuf import json_format
from google.protobuf.struct_pb2 import NULL_VALUE, Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp

from .connection import Connection
from .v1 import fleet_pb2, fleet_pb2_grpc, models_pb2, models_pb2_grpc, observations_pb2, observations_pb2_grpc
from .v1 import policies_pb2, policies_pb2_grpc, predictions_pb2, predictions_pb2_grpc, schema_pb2
from .v1 import repairs_pb2, repairs_pb2_grpc
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
                dry_run: bool = False, request_id: str | None = None) -> models_pb2.TriggerResponse:
        """Asks for a retraining. `force` ignores that the newest data are old; `emergency` overrides cooldown, budget,
        breaker and queue order; with dry_run nothing is started or stored."""
        return self._call(self._models.Trigger, models_pb2.TriggerRequest(
            model_id=model_id, reason=reason, force=force, emergency=emergency, dry_run=dry_run,
            request_id=request_id or new_id()))

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
        formats = {name.removeprefix("EXPORT_FORMAT_").lower(): number
                   for name, number in models_pb2.ExportFormat.items() if number}
        chosen = format or {".json": "xgboost", ".onnx": "onnx"}.get(Path(path or "").suffix.lower())
        if chosen not in formats:
            raise ValueError(f"format is {format!r}; it must be one of {', '.join(formats)}")
        request = models_pb2.ExportRequest(model_id=model_id, version=version, format=formats[chosen])
        parts = self._call(lambda *asked, **options: list(self._models.Export(*asked, **options)), request)
        exported = ExportedModel(b"".join(part.content for part in parts), parts[0].report)
        if path is not None:
            Path(path).write_bytes(exported.content)
        return exported

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
        roles = {known.removeprefix("ROLE_").lower(): number for known, number in access_pb2.Role.items() if number}
        if role not in roles:
            raise ValueError(f"role is {role!r}; it must be one of {', '.join(roles)}")
        return self._connection.call_once(self._tokens.Create, tokens_pb2.CreateTokenRequest(
            name=name, role=roles[role], model_prefixes=model_prefixes,
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

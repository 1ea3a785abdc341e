"""A server inside the test, which fails as it is told and remembers what it was asked."""
from __future__ import annotations

import hashlib
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from retraingrains.v1 import models_pb2, models_pb2_grpc, observations_pb2, observations_pb2_grpc  # noqa: E402
from retraingrains.v1 import predictions_pb2, predictions_pb2_grpc, repairs_pb2, repairs_pb2_grpc  # noqa: E402

AWAY, BUSY = grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED


class FakeServer(models_pb2_grpc.ModelsServicer, predictions_pb2_grpc.PredictionsServicer,
                 observations_pb2_grpc.ObservationsServicer, repairs_pb2_grpc.RepairsServicer):
    """Answers everything; `failures` holds the status and text of the next answers in place of theirs,
    `contents` the parts of a file; where it is not `whole`, its hash is another."""

    def __init__(self, credentials: grpc.ServerCredentials | None = None) -> None:
        self.failures: deque[tuple[grpc.StatusCode, str]] = deque()
        self.asked: list = []
        self.tokens: list[str | None] = []
        self.trailers: tuple = ()
        self.contents: list[bytes] = []
        self.whole = True
        self._server = grpc.server(ThreadPoolExecutor(4))
        models_pb2_grpc.add_ModelsServicer_to_server(self, self._server)
        predictions_pb2_grpc.add_PredictionsServicer_to_server(self, self._server)
        observations_pb2_grpc.add_ObservationsServicer_to_server(self, self._server)
        repairs_pb2_grpc.add_RepairsServicer_to_server(self, self._server)
        if credentials is None:
            self.url = f"http://127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        else:
            self.url = f"https://127.0.0.1:{self._server.add_secure_port('127.0.0.1:0', credentials)}"
        self._server.start()

    def stop(self) -> None:
        self._server.stop(None).wait()

    def fail(self, *failures: tuple[grpc.StatusCode, str]) -> None:
        self.failures.extend(failures)

    def Trigger(self, request, context):
        self._hear(request, context)
        return models_pb2.TriggerResponse(started=True)

    def CorrectOutcomes(self, request, context):
        self._hear(request, context)
        return repairs_pb2.Repair(request_id=request.request_id, rows=len(request.outcomes))

    def WithdrawObservations(self, request, context):
        self._hear(request, context)
        return repairs_pb2.Repair(request_id=request.request_id)

    def EraseEntity(self, request, context):
        self._hear(request, context)
        return repairs_pb2.Repair(request_id=request.request_id)

    def GetRepair(self, request, context):
        self._hear(request, context)
        return repairs_pb2.Repair(request_id=request.request_id)

    def Check(self, request, context):
        self._hear(request, context)
        return models_pb2.CheckResponse()

    def Predict(self, request, context):
        self._hear(request, context)
        return predictions_pb2.PredictResponse(prediction={"prediction_id": request.row.prediction_id})

    def PredictBatch(self, request, context):
        self._hear(request, context)
        return self._answer(request)

    def PredictStream(self, requests, context) -> Iterator:
        for request in requests:
            self._hear(request, context)
            yield self._answer(request)

    def ImportHistory(self, request, context):
        self._hear(request, context)
        return observations_pb2.RecordResponse(statuses=[0] * len(request.rows), stored=len(request.rows))

    def ExportRows(self, request, context) -> Iterator:
        contents = self.contents
        for content in contents:
            yield observations_pb2.ExportRowsPart(content=content)
            self._hear(request, context)
        digest = hashlib.sha256(b"".join(contents)).hexdigest() if self.whole else "0" * 64
        yield observations_pb2.ExportRowsPart(report={"rows": len(contents), "sha256": digest})

    def ImportHistoryFile(self, request, context) -> Iterator:
        yield observations_pb2.HistoryFileProgress(rows_read=len(self.asked))
        self._hear(request, context)
        yield observations_pb2.HistoryFileProgress(rows_read=9, finished=True)

    def Watch(self, request, context) -> Iterator:
        for sequence in range(request.from_sequence, request.from_sequence + 3):
            yield models_pb2.LedgerEntry(sequence=sequence)
        self._hear(request, context)

    def _hear(self, request, context) -> None:
        self.asked.append(request)
        self.tokens.append(dict(context.invocation_metadata()).get("authorization"))
        if self.failures:
            context.set_trailing_metadata(self.trailers)
            context.abort(*self.failures.popleft())

    @staticmethod
    def _answer(request):
        return predictions_pb2.PredictBatchResponse(
            predictions=[{"prediction_id": row.prediction_id} for row in request.rows], version="1.0.0")

"""A server whose side of the conversation a test says line by line."""
from __future__ import annotations

import queue
import threading
from concurrent import futures

import grpc
from google.protobuf.duration_pb2 import Duration

from retrain_worker.stubs import messages, models, services

# Far more than anything takes: a test that waits so long has failed.
PATIENCE_SECONDS = 60

TERMS = {"heartbeat_every": Duration(nanos=100_000_000), "lost_after": Duration(seconds=5), "chunk_bytes_max": 1000,
         "artifact_bytes_max": 100_000, "artifacts_max": 2, "requests_max": 4}
SCHEMA = models.Schema(
    target="y", task=models.PREDICTION_TASK_REGRESSION,
    features=[models.Feature(name="a"), models.Feature(
        name="b", kind=models.FEATURE_KIND_CATEGORICAL, categories=["x", "y"])])


class Conversation:
    """One open stream, as the server sees it."""

    def __init__(self, task_type: type, requests: object, context: grpc.ServicerContext):
        self._task_type, self._context = task_type, context
        self._reports: queue.Queue = queue.Queue()
        self._tasks: queue.Queue = queue.Queue()
        self.heartbeats = threading.Semaphore(0)
        if not context.add_callback(self.hang_up):
            # It has ended already.
            self.hang_up()
        threading.Thread(target=self._read, args=(requests,), daemon=True).start()

    def hear(self, kind: str) -> object:
        """The next report but heartbeats, which has to be of this kind; "end" when the worker has ended its side."""
        found, content = self._reports.get(timeout=PATIENCE_SECONDS)
        if found != kind:
            raise AssertionError(f"heard {found}: {content}, not {kind}")
        return content

    def hear_heartbeat(self) -> None:
        if not self.heartbeats.acquire(timeout=PATIENCE_SECONDS):
            raise AssertionError("no heartbeat came")

    def hear_model(self, chunk_bytes_max: int = TERMS["chunk_bytes_max"]) -> bytes:
        content, chunk = b"", None
        while chunk is None or not chunk.last:
            chunk = self.hear("model")
            if not 1 <= len(chunk.content) <= chunk_bytes_max:
                raise AssertionError(f"a chunk of {len(chunk.content)} bytes")
            content += chunk.content
        return content

    def say(self, **task: object) -> None:
        self._tasks.put(self._task_type(**task))

    def greet(self, **changes: object) -> object:
        """Hears the offer and answers with the terms."""
        offer = self.hear("offer")
        self.say(terms={**TERMS, **changes})
        return offer

    def order(self, task_id: int, rows: int, learner: str = "mean", seconds: int = 60, seed: int = 7) -> None:
        self.say(order=messages.TrainingOrder(
            task_id=task_id, learner=learner, schema=SCHEMA, rows=rows, seed=seed,
            time_limit=Duration(seconds=seconds)))

    def send_rows(self, task_id: int, targets: list[float], last: bool = True, **changes: object) -> None:
        rows = {"at_unix_ms": range(len(targets)), "features": [0.5, 1.0] * len(targets), "targets": targets}
        self.say(rows=messages.RowChunk(task_id=task_id, last=last, **{**rows, **changes}))

    def send_model(self, artifact_id: str, content: bytes, learner: str = "mean", size: int = 1000) -> None:
        for start in range(0, len(content), size):
            first = {"learner": learner, "schema": SCHEMA} if start == 0 else {}
            self.say(artifact=messages.ArtifactChunk(
                artifact_id=artifact_id, content=content[start:start + size], last=start + size >= len(content),
                **first))

    def ask(self, request_id: int, artifact_id: str, rows: int = 1) -> None:
        self.say(rows=messages.Rows(
            request_id=request_id, artifact_id=artifact_id, at_unix_ms=range(rows), features=[0.5, 1.0] * rows))

    def hang_up(self) -> None:
        self._tasks.put(None)

    def tasks(self) -> object:
        return iter(self._tasks.get, None)

    def _read(self, requests: object) -> None:
        try:
            for report in requests:
                kind = report.WhichOneof("report")
                if kind == "heartbeat":
                    self.heartbeats.release()
                else:
                    self._reports.put((kind, getattr(report, kind)))
            self._reports.put(("end", None))
            self.hang_up()
        except grpc.RpcError:
            self._reports.put(("lost", None))


class FakeServer(services.WorkersServicer):
    """Hands every stream that a worker opens to the test."""

    def __init__(self, port: int = 0, host: str = "127.0.0.1", credentials: grpc.ServerCredentials | None = None):
        self.trainings: queue.Queue[Conversation] = queue.Queue()
        self.scorings: queue.Queue[Conversation] = queue.Queue()
        self._server = grpc.server(futures.ThreadPoolExecutor(16), options=[("grpc.so_reuseport", 0)])
        services.add_WorkersServicer_to_server(self, self._server)
        self.port = (self._server.add_secure_port(f"{host}:{port}", credentials) if credentials
                     else self._server.add_insecure_port(f"{host}:{port}"))
        self.address = f"{host}:{self.port}"
        self._server.start()

    def training(self) -> Conversation:
        return self.trainings.get(timeout=PATIENCE_SECONDS)

    def scoring(self) -> Conversation:
        return self.scorings.get(timeout=PATIENCE_SECONDS)

    def stop(self) -> None:
        self._server.stop(grace=0).wait(PATIENCE_SECONDS)

    def Train(self, request_iterator, context):  # The protocol's name.
        return self._open(self.trainings, messages.TrainingTask, request_iterator, context)

    def Score(self, request_iterator, context):  # The protocol's name.
        return self._open(self.scorings, messages.ScoringTask, request_iterator, context)

    @staticmethod
    def _open(waiting: queue.Queue, task_type: type, requests: object, context: grpc.ServicerContext) -> object:
        conversation = Conversation(task_type, requests, context)
        waiting.put(conversation)
        return conversation.tasks()

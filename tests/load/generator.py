"""Load from nghttp2's h2load: the same question again and again, on several streams of several connections."""
import os, re, resource, subprocess
from typing import NamedTuple

RUN_SECONDS = 300
PATH = "retraingrains.v1.Predictions/Predict"
HEADERS = ["-H", "content-type: application/grpc", "-H", "te: trailers"]


class Run(NamedTuple):
    """What one run of the generator saw."""
    rate: float
    asked: int
    succeeded: int
    answer_bytes: int
    p50: float
    p99: float
    p999: float
    longest: float
    # The share of its time that the generator itself was busy: near 1 it measures itself.
    busy: float


class Generator:
    def __init__(self, folder: str, question: bytes, core: int, connections: int, streams: int,
                 path: str = PATH, headers: list[str] = HEADERS):
        self.question, self.log = os.path.join(folder, "question"), os.path.join(folder, "answers.log")
        self.path = path
        self.connections = connections
        with open(self.question, "wb") as file:
            file.write(question)
        self.command = ["taskset", "-c", str(core), "h2load", "-c", str(connections), "-m", str(streams),
                        "-d", self.question, f"--log-file={self.log}", *headers]

    def ask(self, address: str, count: int, rate: float | None = None) -> Run:
        """Asks so many times, as fast as answers come or so many times a second."""
        paced = [] if rate is None else [f"--rps={rate / self.connections:g}"]
        # h2load appends to it.
        if os.path.exists(self.log):
            os.remove(self.log)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([*self.command, *paced, "-n", str(count), f"http://{address}/{self.path}"],
                              capture_output=True, text=True, timeout=RUN_SECONDS)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            raise SystemExit(done.stdout + done.stderr)
        return self.read(done.stdout, count, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    def read(self, text: str, count: int, cpu_seconds: float) -> Run:
        rate = float(re.search(r"^finished in .*, ([\d.]+) req/s", text, re.MULTILINE)[1])
        succeeded = int(re.search(r"^status codes: (\d+) 2xx", text, re.MULTILINE)[1])
        answer_bytes = int(re.search(r"\((\d+)\) data$", text, re.MULTILINE)[1])
        with open(self.log) as log:
            waits = sorted(int(line.rpartition("\t")[2]) for line in log)
        return Run(rate, count, succeeded, answer_bytes, quantile(waits, 0.5), quantile(waits, 0.99),
                   quantile(waits, 0.999), quantile(waits, 1), cpu_seconds * rate / count)


def quantile(ordered: list[int], share: float) -> float:
    """Milliseconds of a list in microseconds."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] / 1000

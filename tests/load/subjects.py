"""What is measured: servers and the echo, started on loopback, read from /proc, and ended by their own process."""
import datetime, importlib.util, os, platform, re, shutil, signal, sqlite3, subprocess, sys, time
import urllib.error, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.append(os.path.join(ROOT, "tests/cluster"))
from processes import Process, free_ports, say, stubs

SERVER_PROJECT, ECHO_PROJECT = "src/RetrainGrains.Server", "tests/load/Echo"
READY_SECONDS, LOOK_SECONDS = 120, 0.01
TICKS = os.sysconf("SC_CLK_TCK")


def begin(*programs: str) -> None:
    """Ends with what to install when something is missing; a script that is told to stop takes its processes along."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    missing = [program for program in programs if not shutil.which(program)]
    missing += [module for module in ("grpc",) if not importlib.util.find_spec(module)]
    if missing:
        raise SystemExit(f"{', '.join(missing)} missing: apt-get install nghttp2-client python3-grpcio, "
                         "and run with /usr/bin/python3")


def build(project: str) -> str:
    """The assembly of a project of this tree, brought up to date."""
    done = subprocess.run(["dotnet", "build", "-c", "Release", "--nologo", "-v", "quiet", os.path.join(ROOT, project)],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)
    return os.path.join(ROOT, project, "bin/Release/net10.0", f"{os.path.basename(project)}.dll")


def assemblies(server: str | None, peer: str | None) -> dict[str, str]:
    """What is measured, by the names under which it is reported."""
    found = {"server": server or build(SERVER_PROJECT)}
    return {**found, "peer": peer} if peer else found


def commits(named: dict[str, str]) -> str:
    return "; ".join(f"{name}: {commit_of(assembly)}" for name, assembly in named.items())


def commit_of(assembly: str) -> str:
    """The commit that an assembly was built from, as the compiler wrote it down."""
    with open(assembly, "rb") as file:
        found = re.search(rb"\d\+([0-9a-f]{7})[0-9a-f]{33}", file.read())
    return found[1].decode() if found else "unknown commit"


def environment() -> dict[str, str]:
    """This one without settings that would reach the servers."""
    return {name: value for name, value in os.environ.items()
            if not name.upper().startswith(("RETRAINGRAINS_", "CONNECTIONSTRINGS__"))}


class Subject(Process):
    """One process under measurement, on one core when a core is named."""

    def __init__(self, name: str, assembly: str, folder: str, core: int | None, *arguments: object):
        pinned = [] if core is None else ["taskset", "-c", str(core)]
        super().__init__(
            name, [*pinned, "dotnet", os.path.abspath(assembly), *map(str, arguments)], folder, environment())
        self.assembly = assembly

    def fail(self, what: str) -> None:
        with open(self.log) as log:
            raise SystemExit(f"{self.name} {what}; the end of its log:\n{log.read()[-3000:]}")

    def kill(self) -> None:
        if self.process is not None:
            super().kill()

    def memory(self) -> float:
        """Resident set in MiB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

    def cpu_seconds(self) -> float:
        with open(f"/proc/{self.process.pid}/stat") as stat:
            user, system = stat.read().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / TICKS

    def allocated(self) -> int:
        """Bytes of objects that it has made since its start, by its page of metrics."""
        with urllib.request.urlopen(self.metrics, timeout=10) as answer:
            found = re.search(rb"^dotnet_gc_heap_total_allocated_bytes_total(?:{[^}]*})? ([0-9.eE+]+)",
                              answer.read(), re.MULTILINE)
        return int(float(found[1]))


class Echo(Subject):
    """Grpc.AspNetCore by itself, with the same messages."""

    def __init__(self, assembly: str, folder: str, core: int | None):
        port, http = free_ports(2)
        super().__init__("echo", assembly, folder, core, port, http)
        self.address, self.metrics = f"127.0.0.1:{port}", f"http://127.0.0.1:{http}/metrics"


class Server(Subject):
    """A server with a SQLite file of its own, which outlives a restart."""

    def __init__(self, name: str, assembly: str, folder: str, core: int | None = None):
        http, port = free_ports(2)
        self.database = os.path.join(folder, f"{name}.db")
        super().__init__(name, assembly, folder, core,
                         "--http-port", http, "--grpc-port", port, "--database", self.database,
                         "--anonymous")
        self.address, self.health = f"127.0.0.1:{port}", f"http://127.0.0.1:{http}/health/ready"
        self.metrics = f"http://127.0.0.1:{http}/metrics"

    def start_ready(self) -> float:
        """Seconds from the start of the process until it says that it is ready."""
        began = time.monotonic()
        self.start()
        while not self.is_ready():
            if not self.runs:
                self.fail("ended")
            if time.monotonic() > began + READY_SECONDS:
                self.fail(f"was not ready within {READY_SECONDS} s")
            time.sleep(LOOK_SECONDS)
        return time.monotonic() - began

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(self.health, timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def end(self) -> None:
        """Stops it as an operator would."""
        if (code := self.stop()) != 0:
            self.fail(f"ended with {code}")

    def predictions_stored(self) -> int:
        """Logged predictions; ask when it has ended."""
        return self.count("SELECT count(*) FROM observations WHERE version <> ''")

    def count(self, query: str) -> int:
        """The number that a query of its database finds; ask when it has ended."""
        database = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return database.execute(query).fetchone()[0]
        finally:
            database.close()


def machine() -> str:
    """The kind of this machine, and how busy it is."""
    with open("/proc/cpuinfo") as file:
        fields = dict(re.findall(r"^(model name|cpu family)\s*: (.*)$", file.read(), re.MULTILINE))
    runtimes = subprocess.run(["dotnet", "--list-runtimes"], capture_output=True, text=True).stdout
    runtime = re.findall(r"Microsoft\.NETCore\.App (\S+)", runtimes)[-1]
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    kind = f"{fields.get('model name', platform.machine())} (family {fields.get('cpu family', '?')})"
    return (f"{kind}, {os.cpu_count()} cores, {system}, .NET {runtime}, {datetime.date.today()}, "
            f"load {os.getloadavg()[0]:.1f} at the start")

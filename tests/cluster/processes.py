"""The processes of a cluster on this machine: a private PostgreSQL, silos and a gateway."""
import glob, os, shutil, signal, socket, subprocess, sys, time, urllib.error, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
READY_SECONDS, STOP_SECONDS = 90, 60


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def free_ports(count):
    """Held together until all are chosen, so that none is given twice."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def build(folder):
    """The server, as it is released."""
    project = os.path.join(ROOT, "src/RetrainGrains.Server")
    built = subprocess.run(
        ["dotnet", "build", project, "-c", "Release", "--nologo", "-v", "quiet", "-o", folder],
        capture_output=True, text=True)
    if built.returncode != 0:
        raise SystemExit(built.stdout + built.stderr)


def stubs():
    """Lets a client in Python find what it needs to speak to the gateway."""
    sys.path.insert(0, os.path.join(ROOT, "deploy/clients/python"))


class Process:
    """A child with a log file, and the signals that a machine or an orchestrator may send it."""

    def __init__(self, name, command, folder, environment=None, user=None):
        self.name, self.command, self.user = name, command, user
        self.environment, self.log = environment, os.path.join(folder, f"{name}.log")
        self.process = None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment,
                user=self.user, group=self.user, extra_groups=[] if self.user else None)

    @property
    def runs(self):
        return self.process is not None and self.process.poll() is None

    def send(self, number):
        if self.runs:
            self.process.send_signal(number)

    def wait(self, seconds=STOP_SECONDS):
        """The exit code, or None when it has not ended in time."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def kill(self):
        self.send(signal.SIGKILL)
        self.wait()

    def stop(self, number=signal.SIGTERM):
        if self.process is None:
            return None
        self.send(number)
        code = self.wait()
        self.kill()
        return code


class Server(Process):
    """One silo or gateway of a cluster."""

    def __init__(self, name, build_folder, folder, connection, http_port, *options):
        super().__init__(
            name,
            ["dotnet", os.path.join(build_folder, "RetrainGrains.Server.dll"), "--anonymous", "--http-port",
             str(http_port), *map(str, options)],
            folder, {**os.environ, "ConnectionStrings__RetrainGrains": connection})
        self.health = f"http://127.0.0.1:{http_port}/health/ready"

    def is_ready(self):
        try:
            with urllib.request.urlopen(self.health, timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def wait_ready(self):
        end = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            # A server whose database does not answer in time ends and says so; an orchestrator starts it again.
            if not self.runs:
                self.start()
            if time.monotonic() > end:
                raise SystemExit(f"{self.name} is not ready; the end of its log:\n" + open(self.log).read()[-3000:])
            time.sleep(0.1)


class Database(Process):
    """A private PostgreSQL in a temporary folder, on loopback, without the cost of surviving a power cut."""

    def __init__(self, folder):
        self.bin = max(glob.glob("/usr/lib/postgresql/*/bin"), default=None, key=lambda path: int(path.split("/")[4]))
        if self.bin is None:
            raise SystemExit("there is no PostgreSQL in /usr/lib/postgresql")
        user = "postgres" if os.geteuid() == 0 else None
        self.home, [self.port] = os.path.join(folder, "postgres"), free_ports(1)
        super().__init__("postgres", [
            f"{self.bin}/postgres", "-D", f"{self.home}/data", "-p", str(self.port), "-h", "127.0.0.1",
            "-k", self.home, "-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=256MB",
            # In the folder too, where nothing that cleans up the machine's shared memory finds it.
            "-c", "dynamic_shared_memory_type=mmap"], folder, user=user)
        self.connection = f"Host=127.0.0.1;Port={self.port};Username=postgres;Database=fleet"

    def open(self):
        os.makedirs(self.home)
        if self.user:
            shutil.chown(self.home, self.user, self.user)
        subprocess.run(
            [f"{self.bin}/initdb", "-D", f"{self.home}/data", "-A", "trust", "-U", "postgres", "-E", "UTF8",
             "--no-locale"],
            check=True, stdout=subprocess.DEVNULL, cwd=self.home, user=self.user, group=self.user,
            extra_groups=[] if self.user else None)
        self.start()
        self.wait_ready()
        self.copy("CREATE DATABASE fleet", "postgres", wrap=False)

    def wait_ready(self):
        """Until it takes connections: after a crash it reads its log first."""
        ready = [f"{self.bin}/pg_isready", "-q", "-U", "postgres", "-h", "127.0.0.1", "-p", str(self.port)]
        end = time.monotonic() + READY_SECONDS
        while subprocess.run(ready).returncode:
            if not self.runs or time.monotonic() > end:
                raise SystemExit("PostgreSQL did not start:\n" + open(self.log).read()[-3000:])
            time.sleep(0.1)

    def copy(self, query, database="fleet", wrap=True):
        """The rows of a query as CSV text."""
        return subprocess.run(
            [f"{self.bin}/psql", "-X", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database,
             "-v", "ON_ERROR_STOP=1", "-c", f"COPY ({query}) TO STDOUT CSV" if wrap else query],
            check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8").stdout

    def number(self, query):
        return int(self.copy(query))

    # Fast shutdown: sessions are ended, as when a database fails over.
    def stop(self, number=signal.SIGINT):
        return super().stop(number)

    def freeze(self, number):
        """SIGSTOP or SIGCONT for the server and the processes of all its sessions."""
        if not self.runs:
            return
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        for pid in [self.process.pid, *map(int, children)]:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

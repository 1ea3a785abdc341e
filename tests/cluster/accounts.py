"""Two-sided accounts: what clients were told against what the database holds."""
import collections, csv, hashlib, io, json, sys
import grpc
from load import HISTORY_ROWS, REFUSALS, policy_mark

csv.field_size_limit(sys.maxsize)
FINISHED = 2
SHOWN = 3


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


class Ledger:
    """One model's ledger: its chain recomputed as LedgerChain.cs states it, and what its lines tell."""

    def __init__(self, model, lines):
        self.faults, self.planned, self.ended, self.marks, self.hands = [], {}, collections.Counter(), [], []
        self.versions, self.serving, self.commits, self.length, self.hash = [], None, 0, len(lines), sha256(model)
        moved_at, at_before = None, None
        for place, (sequence, at, kind, body, hash) in enumerate(lines, 1):
            self.hash = sha256(f"{self.hash}\n{sequence}\n{at}\n{kind}\n{body}")
            if int(sequence) != place or self.hash != hash:
                self.faults.append(f"{model}: line {sequence} at place {place}")
            # The lines of one commit bear its time; two commits of a model are further apart than a millisecond.
            self.commits += at != at_before
            at_before = at
            if kind in ("promoted", "rolled-back"):
                if moved_at == at:
                    self.faults.append(f"{model}: two champions in one commit at line {sequence}")
                moved_at = at
            self.read(kind, json.loads(body))

    def read(self, kind, body):
        if kind == "promoted":
            self.serving = body["version"]["number"]
            self.versions.append(self.serving)
            self.hands.append(("promote", body["version"]["reason"].rsplit(": ", 1)[-1]))
        elif kind == "rolled-back":
            self.serving = body["to"]
            self.hands.append(("rollback", body["reason"]))
        elif kind == "run-planned":
            self.planned[body["runId"]] = body["cause"]["text"].rsplit(": ", 1)[-1]
            self.hands.append(("trigger", self.planned[body["runId"]]))
        elif kind == "run-ended":
            self.ended[body["runId"]] += 1
        elif kind == "policy-set":
            self.marks.append(body["policy"]["triggers"]["minimumNewOutcomes"])


class Accounts:
    """Each promise becomes a line: its name, what was counted, and the first cases in which it was broken."""

    def __init__(self, database, traffic):
        self.database, self.traffic, self.lines = database, traffic, []
        grouped = collections.defaultdict(list)
        for model, *line in self.rows(
                "SELECT model_id, sequence, at, kind, body, hash FROM ledger ORDER BY model_id, sequence"):
            grouped[model].append(line)
        self.ledgers = {model.id: Ledger(model.id, grouped[model.id]) for model in traffic.fleet}

    def rows(self, query):
        return csv.reader(io.StringIO(self.database.copy(query)))

    def promise(self, text, counted, faults):
        faults = list(faults)
        self.lines.append((text, counted, faults))
        for fault in faults[:SHOWN]:
            print(f"broken: {text}: {fault}", file=sys.stderr)

    def judge(self, absorbed):
        self.observations(absorbed)
        self.chains()
        self.runs()
        self.commands()
        return self.lines

    def observations(self, absorbed):
        logged = collections.defaultdict(dict)
        for model, name, value, version, outcome in self.rows(
                "SELECT model_id, prediction_id, prediction, version, outcome FROM observations "
                "JOIN observation_logs USING (log_id) WHERE version <> ''"):
            logged[model][name] = (float(value), version), None if outcome == "" else float(outcome)
        fleet = self.traffic.fleet
        self.promise(
            "every acknowledged prediction is logged with its value and version, and no other is",
            f"{sum(len(model.predicted) for model in fleet)} acknowledged",
            [f"{model.id} {name}" for model in fleet for name, told in model.predicted.items()
             if logged[model.id].get(name, (None,))[0] != told]
            + [f"{model.id} {name} was never asked" for model in fleet for name in logged[model.id].keys() - model.asked])
        self.promise(
            "every acknowledged outcome is stored with its value, and no other is",
            f"{sum(len(model.outcomes) for model in fleet)} acknowledged",
            [f"{model.id} {name}" for model in fleet for name, (_, stored) in logged[model.id].items()
             if stored != model.outcomes.get(name) and (name in model.outcomes or not self.sent(model, name))]
            + [f"{model.id} {name} is lost" for model in fleet for name in model.outcomes.keys() - logged[model.id].keys()]
            + self.traffic.wrong)
        stored = {model.id: HISTORY_ROWS + sum(o is not None for _, o in logged[model.id].values()) for model in fleet}
        self.promise(
            "every model has learned from each stored outcome once", f"{sum(stored.values())} stored",
            [f"{model}: {absorbed.get(model)} of {count}" for model, count in stored.items()
             if absorbed.get(model) != count])

    # An outcome whose answer was lost may be stored, or not.
    @staticmethod
    def sent(model, name):
        return any(name == waiting for waiting, _ in model.waiting)

    def chains(self):
        models = {model: tuple(rest) for model, *rest in self.rows(
            "SELECT model_id, revision, ledger_sequence, ledger_hash FROM models")}
        served = collections.defaultdict(list)
        for model, version in self.rows("SELECT model_id, version FROM serving"):
            served[model].append(version)
        heads = [f"{model}: its head is not its last line" for model, ledger in self.ledgers.items()
                 if models.get(model, (0, 0, 0))[1:] != (str(ledger.length), ledger.hash)]
        self.promise(
            "every ledger is a chain without gaps, from its root to its head",
            f"{sum(ledger.length for ledger in self.ledgers.values())} lines",
            [fault for ledger in self.ledgers.values() for fault in ledger.faults] + heads)
        self.promise(
            "every revision is one commit of the ledger",
            f"{sum(int(revision) for revision, _, _ in models.values())} revisions",
            [f"{model}: revision {models.get(model, (0,))[0]}, {ledger.commits} commits"
             for model, ledger in self.ledgers.items() if models.get(model, (0,))[0] != str(ledger.commits)])
        self.promise(
            "no version number is promoted twice",
            f"{sum(len(ledger.versions) for ledger in self.ledgers.values())} promotions",
            [f"{model}: {version}" for model, ledger in self.ledgers.items()
             for version, count in collections.Counter(ledger.versions).items() if count > 1])
        self.promise(
            "every model has one serving row, of the last promotion or rollback",
            f"{sum(map(len, served.values()))} rows",
            [f"{model}: {served[model]}, the ledger says {ledger.serving}" for model, ledger in self.ledgers.items()
             if served[model] != [ledger.serving]])

    def runs(self):
        stored = {run: (model, int(status)) for run, model, status in self.rows(
            "SELECT run_id, model_id, status FROM runs")}
        planned = {run: model for model, ledger in self.ledgers.items() for run in ledger.planned}
        self.promise(
            "every planned run is stored, has finished, and was judged once", f"{len(planned)} planned",
            [f"{run}: {stored.get(run)}" for run in planned if stored.get(run, (None, 0)) != (planned[run], FINISHED)]
            + [f"{run} was planned by nobody" for run in stored.keys() - planned.keys()]
            + [f"{run}: judged {self.ledgers[model].ended[run]} times" for run, model in planned.items()
               if self.ledgers[model].ended[run] != 1])
        left = self.database.number("SELECT count(*) FROM outbox")
        self.promise("no effect of a decision is left undone", f"{left} left", [f"{left} rows in the outbox"][:left])

    def commands(self):
        for kind, name in (("trigger", "Trigger"), ("promote", "Promote"), ("rollback", "Rollback"),
                           ("set-policy", "SetPolicy")):
            asked = [command for command in self.traffic.commands if command.kind == kind]
            done = [command for command in asked if is_done(command)]
            faults = []
            for command in asked:
                found = self.traces(command)
                if found > 1 or (is_done(command) and found == 0) or (is_refused(command) and found > 0):
                    faults.append(f"{command.model} {command.request}: {command.code.name}, found {found} times")
            self.promise(
                f"every {name} was carried out once when acknowledged, never when refused, at most once otherwise",
                f"{len(asked)} asked, {len(done)} done", faults)

    def traces(self, command):
        ledger = self.ledgers[command.model]
        if command.kind == "set-policy":
            return ledger.marks.count(policy_mark(command.request))
        # What was answered must be the run that was planned for this request.
        if command.kind == "trigger" and is_done(command) and command.answer.run_id:
            if ledger.planned.get(command.answer.run_id) != command.request:
                return 0
        return ledger.hands.count((command.kind, command.request))


def is_done(command):
    return command.code == grpc.StatusCode.OK and (command.kind != "trigger" or command.answer.started)


def is_refused(command):
    return command.code in REFUSALS or (command.code == grpc.StatusCode.OK and not is_done(command))

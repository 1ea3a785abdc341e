#!/usr/bin/python3
"""How fast the read models are made anew: a replay's ledger, copied to as many models as a million lines need.

    tests/load/views.py DATA --source SOURCE [--cli PATH.dll] [--lines 1000000]

Replays the data into a SQLite file, copies the ledger under other models' names, and lets `retrain rebuild-views` make
all tables from it. Prints Markdown: lines, rows, seconds, lines a second. Exit code 1 when the replay's tables were not
what its ledger gives, or a second rebuilding gave other bytes than the first."""
import argparse, json, os, sqlite3, subprocess, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--cli", type=Path, default=ROOT / "src/RetrainGrains.Cli/bin/Release/net10.0/retrain.dll")
    parser.add_argument("--lines", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="retrain-views-") as folder:
        database, report = Path(folder) / "fleet.db", Path(folder) / "views.json"
        run(options.cli, "replay", options.data, "--source", options.source, "--database", database, "--quiet")
        first = rebuild(options.cli, database, report)
        models = copy(database, options.lines)
        # The tables of the copies are empty before: this is the rebuilding after an upgrade.
        whole, again = rebuild(options.cli, database, report), rebuild(options.cli, database, report)
        rows = sum(table["rows"] for table in whole["after"])
        size = database.stat().st_size
    equal = first["before"] == first["after"] and whole["after"] == again["before"] == again["after"]
    print("| ledgers | lines | rows of all tables | file | seconds | lines a second | again |")
    print("|--------:|------:|-------------------:|-----:|--------:|---------------:|------:|")
    print(f"| {models:,} | {whole['lines']:,} | {rows:,} | {size / 2**30:.2f} GiB | {whole['seconds']:.1f} | "
          f"{whole['lines'] / whole['seconds']:,.0f} | {again['lines'] / again['seconds']:,.0f} |")
    verdict = "equal" if equal else "DO NOT equal"
    print(f"\nThe tables of the replay itself, of {first['lines']:,} lines, {verdict} their rebuilding.")
    return 0 if equal else 1


def run(cli: Path, *arguments: object) -> None:
    subprocess.run(["dotnet", cli, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, env=dict(os.environ))


def rebuild(cli: Path, database: Path, report: Path) -> dict:
    run(cli, "rebuild-views", "--database", database, "--quiet", "--json", report)
    return json.loads(report.read_text())


def copy(database: Path, lines: int) -> int:
    """Copies the only model with its ledger, which names it in ids of runs; answers with the models there are then."""
    with sqlite3.connect(database) as connection:
        name, count = connection.execute("SELECT model_id, ledger_sequence FROM models").fetchone()
        model = connection.execute("SELECT * FROM models").fetchone()
        ledger = connection.execute("SELECT * FROM ledger ORDER BY sequence").fetchall()
        copies = -(-lines // count) - 1
        for number in range(copies):
            other = f"{name}-{number:06}"
            insert(connection, "models", [(other, *model[1:])])
            insert(connection, "ledger", [
                (other, *line[1:4], line[4].replace(f'"{name}/run-', f'"{other}/run-'), *line[5:]) for line in ledger])
    connection.close()
    return copies + 1


def insert(connection: sqlite3.Connection, table: str, rows: list[tuple]) -> None:
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


if __name__ == "__main__":
    sys.exit(main())

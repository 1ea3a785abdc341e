#!/usr/bin/env python3
"""Runs again the table of ../shared/cases/README.md: inputs that once went wrong in silence, each with what is right.

  tests/cases/run.py [--server DLL] [--cli DLL] [ID …]    of what is built already (Debug)

Prints a line for each, and ends with 1 where an answer is not right. Cases of other issues are named and left out."""

import argparse
import sys
import tempfile
from pathlib import Path

from answers import Answers
from files import FILES
from imported import IMPORTED
from replays import REPLAYS
from served import SERVED
from told import TOLD

ROOT = Path(__file__).resolve().parents[2]
BUILT = "bin/Debug/net10.0"
OTHERS = {
    "runs": ["F23", "F25", "F27", "F28", "F29", "F31"],
    "the gateway": ["F30", "F32", "F34"],
}
CASES = {**TOLD, **REPLAYS, **FILES, **SERVED, **IMPORTED}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ids", nargs="*", metavar="ID", help="the cases to run; all of this issue's when none is named")
    parser.add_argument("--cli", default=ROOT / "src/RetrainGrains.Cli" / BUILT / "retrain.dll")
    parser.add_argument("--server", default=ROOT / "src/RetrainGrains.Server" / BUILT / "RetrainGrains.Server.dll")
    parser.add_argument("--inputs", type=Path, default=ROOT.parent / "shared/cases")
    options = parser.parse_args()
    unknown = [name for name in options.ids if name not in CASES]
    if unknown:
        parser.error(f"{', '.join(unknown)}: no case of this table; there are {', '.join(CASES)}")
    wrong = 0
    print(f"| {'id':<4} | {'right':<58} | {'answer':<70} | ok |")
    print(f"|{'-' * 6}|{'-' * 60}|{'-' * 72}|----|")
    with tempfile.TemporaryDirectory(prefix="retrain-cases-") as folder:
        with Answers(options.cli, options.server, options.inputs, Path(folder)) as answers:
            for name, (right, ask) in CASES.items():
                if options.ids and name not in options.ids:
                    continue
                try:
                    ok, answer = ask(answers)
                except Exception as error:  # A case that cannot be asked is not right, and the others are asked.
                    ok, answer = False, f"{type(error).__name__}: {error}"
                wrong += not ok
                print(f"| {name:<4} | {right:<58} | {answer[:70]:<70} | {'✓' if ok else '✗'}  |", flush=True)
    for issue, names in OTHERS.items():
        print(f"left out, for they belong to the issue on {issue}: {', '.join(names)}")
    print("all answers are right" if wrong == 0 else f"{wrong} answers are not right")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

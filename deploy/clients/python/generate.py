#!/usr/bin/env python3
"""Compiles the protocol into retraingrains/v1, without its HTTP annotations: gRPC needs none of them, and who uses
this package needs no further one for them. `generate.py --check` says whether what is there is up to date."""

import argparse
import filecmp
import re
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROTO = HERE.parents[2] / "proto"
IMPORT = re.compile(r'^import "google/api/.*";\n', re.MULTILINE)
OPTION = re.compile(r"^ *option \(google\.api\.http\) = \{[^}]*(?:\{[^}]*\}[^}]*)*\};\n", re.MULTILINE)


def plain(source: str) -> str:
    """Removes the annotations of HTTP from a .proto file."""
    return OPTION.sub("", IMPORT.sub("", source))


def compile_into(target: Path) -> None:
    import grpc_tools
    from grpc_tools import protoc

    well_known = Path(grpc_tools.__file__).parent / "_proto"
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for source in sorted(PROTO.glob("retraingrains/v1/*.proto")):
            copy = Path(folder) / source.relative_to(PROTO)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(plain(source.read_text()))
            files.append(str(copy))
        options = [f"-I{folder}", f"-I{well_known}", f"--python_out={target}", f"--grpc_python_out={target}"]
        if protoc.main(["protoc", *options, *files]) != 0:
            sys.exit("the protocol cannot be compiled")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, and change nothing")
    if not parser.parse_args().check:
        compile_into(HERE)
        return
    with tempfile.TemporaryDirectory() as folder:
        compile_into(Path(folder))
        made = {path.name for path in Path(folder, "retraingrains/v1").iterdir()}
        kept = {path.name for path in (HERE / "retraingrains/v1").glob("*_pb2*.py")}
        other = filecmp.cmpfiles(folder + "/retraingrains/v1", HERE / "retraingrains/v1", made & kept, shallow=False)
        stale = sorted((made ^ kept) | set(other[1]) | set(other[2]))
        if stale:
            sys.exit(f"not as the protocol has it, run generate.py: {', '.join(stale)}")


if __name__ == "__main__":
    main()

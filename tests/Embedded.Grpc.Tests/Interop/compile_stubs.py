"""Compiles the protos of a directory for Python: compile_stubs.py SOURCE TARGET."""
import os
import sys

from grpc_tools import protoc

source, target = sys.argv[1:3]


def compile_proto(root, name, into, *plugins):
    os.makedirs(into, exist_ok=True)
    arguments = ["protoc", f"-I{root}", f"--python_out={into}", *plugins, name]
    if protoc.main(arguments) != 0:
        sys.exit(f"protoc failed on {name}")


# Packages called grpc.* would hide grpcio itself, so those files are compiled from inside their own folders.
compile_proto(source, "echo.proto", target, f"--grpc_python_out={target}")
compile_proto(os.path.join(source, "grpc/health/v1"), "health.proto", os.path.join(target, "grpc_health_stub"))
compile_proto(
    os.path.join(source, "grpc/reflection/v1alpha"), "reflection.proto", os.path.join(target, "grpc_reflection_stub"))

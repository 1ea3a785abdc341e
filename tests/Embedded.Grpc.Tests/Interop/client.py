"""Runs one scenario as a grpcio client: client.py ADDRESS STUB_DIRECTORY SCENARIO; prints the outcome as JSON."""
import json
import sys

address, stubs, scenario = sys.argv[1:4]
sys.path.insert(0, stubs)

import grpc  # noqa: E402
import echo_pb2 as messages  # noqa: E402
import echo_pb2_grpc as services  # noqa: E402


def refused(call):
    """The status that a call ends with."""
    try:
        call()
        return {"code": "OK"}
    except grpc.RpcError as error:
        return {
            "code": error.code().name,
            "detail": error.details(),
            "trailers": pairs(error.trailing_metadata()),
        }


def pairs(metadata):
    return {key: list(value) if isinstance(value, bytes) else value for key, value in metadata or ()}


def unary(echo):
    reply = echo.Unary(messages.EchoRequest(text="grüße", payload=bytes(range(256))))
    return {"text": reply.text, "payload": list(reply.payload)}


def empty(echo):
    return {"text": echo.Unary(messages.EchoRequest()).text}


def collect(echo):
    return {"text": echo.Collect(messages.EchoRequest(text=text) for text in "abc").text}


def repeat(echo):
    return {"texts": [reply.text for reply in echo.Repeat(messages.EchoRequest(text="r", count=3))]}


def chat(echo):
    texts = []
    sent = iter(["one", "two", "three"])
    for reply in echo.Chat(messages.EchoRequest(text=text) for text in sent):
        texts.append(reply.text)
    return {"texts": texts}


def fail(echo):
    return refused(lambda: echo.Fail(messages.FailRequest(code=9, detail="50 % von «ü»\nnext")))


def crash(echo):
    return refused(lambda: echo.Fail(messages.FailRequest(code=-1, detail="secret")))


def deadline(echo):
    return refused(lambda: echo.Wait(messages.EchoRequest(), timeout=0.3))


def cancel(echo):
    call = echo.Wait.future(messages.EchoRequest())
    sys.stdin.readline()  # The test says when the handler runs.
    call.cancel()
    return {"code": call.code().name}


def metadata(echo):
    sent = (("x-echo", "text"), ("x-echo-bin", b"\x00\xff\x10"))
    reply, call = echo.Unary.with_call(messages.EchoRequest(text="m"), metadata=sent)
    return {"headers": pairs(call.initial_metadata()), "trailers": pairs(call.trailing_metadata())}


def gzip(echo):
    request = messages.EchoRequest(text="z" * 100_000)
    reply = echo.Unary(request, compression=grpc.Compression.Gzip)
    return {"same": reply.text == request.text}


def bomb(echo):
    request = messages.EchoRequest(payload=bytes(8_000_000))
    return refused(lambda: echo.Unary(request, compression=grpc.Compression.Gzip))


def oversize(echo):
    return refused(lambda: echo.Unary(messages.EchoRequest(payload=bytes(5_000_000))))


def large(echo):
    request = messages.EchoRequest(payload=bytes(4_000_000))
    return {"size": len(echo.Unary(request).payload)}


def unknown_method(echo):
    return refused(lambda: raw("/echo.Echo/Missing", b""))


def unknown_service(echo):
    return refused(lambda: raw("/no.Such/Method", b""))


def health(echo):
    from grpc_health_stub import health_pb2
    answer = raw("/grpc.health.v1.Health/Check", health_pb2.HealthCheckRequest().SerializeToString())
    return {"status": health_pb2.HealthCheckResponse.FromString(answer).status}


def reflection(echo):
    from grpc_reflection_stub import reflection_pb2
    call = channel.stream_stream("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
    requests = [
        reflection_pb2.ServerReflectionRequest(list_services=""),
        reflection_pb2.ServerReflectionRequest(file_containing_symbol="echo.Echo"),
    ]
    answers = [
        reflection_pb2.ServerReflectionResponse.FromString(answer)
        for answer in call(request.SerializeToString() for request in requests)
    ]
    return {
        "services": [service.name for service in answers[0].list_services_response.service],
        "files": len(answers[1].file_descriptor_response.file_descriptor_proto),
    }


def raw(path, body):
    return channel.unary_unary(path)(body)


options = [("grpc.max_receive_message_length", 64 << 20), ("grpc.max_send_message_length", 64 << 20)]
with grpc.insecure_channel(address, options=options) as channel:
    print(json.dumps(globals()[scenario](services.EchoStub(channel))))

"""The echo service as a grpcio server: server.py STUB_DIRECTORY; prints its port, then events, until it is killed."""
import sys
import threading
from concurrent import futures

sys.path.insert(0, sys.argv[1])

import grpc  # noqa: E402
import echo_pb2 as messages  # noqa: E402
import echo_pb2_grpc as services  # noqa: E402

CODES = {code.value[0]: code for code in grpc.StatusCode}


class Echo(services.EchoServicer):
    def Unary(self, request, context):
        echoed = [(key, value) for key, value in context.invocation_metadata() if key.startswith("x-echo")]
        context.send_initial_metadata(echoed)
        context.set_trailing_metadata(echoed)
        return messages.EchoReply(text=request.text, payload=request.payload)

    def Collect(self, requests, context):
        return messages.EchoReply(text=",".join(request.text for request in requests))

    def Repeat(self, request, context):
        for number in range(request.count):
            yield messages.EchoReply(text=f"{request.text}{number}", payload=request.payload)

    def Chat(self, requests, context):
        for request in requests:
            yield messages.EchoReply(text=request.text, payload=request.payload)

    def Fail(self, request, context):
        context.set_trailing_metadata((("x-reason", "because"), ("x-reason-bin", b"\x00\xff\x07")))
        context.abort(CODES[request.code], request.detail)

    def Wait(self, request, context):
        cancelled = threading.Event()
        context.add_callback(cancelled.set)
        print("started", flush=True)
        cancelled.wait()
        print("cancelled", flush=True)
        return messages.EchoReply()


server = grpc.server(futures.ThreadPoolExecutor(max_workers=4), compression=grpc.Compression.Gzip)
services.add_EchoServicer_to_server(Echo(), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port, flush=True)
server.wait_for_termination()

"""A client of the gateway by grpcio: client.py ADDRESS PACKAGE_FOLDER; answers each scenario on a line by one of JSON."""
import json
import sys

import grpc
from google.protobuf.struct_pb2 import Value

address, package = sys.argv[1:3]
sys.path.insert(0, package)
sys.dont_write_bytecode = True
from retraingrains.v1 import models_pb2, models_pb2_grpc, predictions_pb2, predictions_pb2_grpc

channel = grpc.insecure_channel(address, options=[("grpc.max_send_message_length", -1)])
predictions = predictions_pb2_grpc.PredictionsStub(channel)
models = models_pb2_grpc.ModelsStub(channel)


def row(name):
    features = [Value(number_value=21.5), Value(null_value=0), Value(string_value="summer")]
    return predictions_pb2.PredictionRow(prediction_id=name, features=features)


def predict(model, *names, **options):
    request = predictions_pb2.PredictBatchRequest(model_id=model, rows=[row(name) for name in names])
    return predictions.PredictBatch(request, **options)


def told(answer):
    return {
        "ids": [one.prediction_id for one in answer.predictions],
        "values": sorted({one.value for one in answer.predictions}), "version": answer.version,
    }


def refused(call):
    try:
        call()
        return {"code": "OK"}
    except grpc.RpcError as error:
        return {"code": error.code().name, "detail": error.details()}


def cancelled():
    call = models.Describe.future(models_pb2.DescribeRequest(model_id="slow"))
    call.cancel()
    return {"code": call.code().name}


scenarios = {
    "predict": lambda: told(predict("a", "grüße")),
    "compressed": lambda: told(predict("a", "c1", "c2", compression=grpc.Compression.Gzip)),
    "refused": lambda: refused(lambda: predict("grüße", "p")),
    "unknown": lambda: refused(lambda: predict("nobody", "p")),
    # Beyond gRPC's own limit of 4 MiB, and refused for what it says; then beyond the gateway's.
    "large": lambda: refused(lambda: predict("a", "x" * (5 << 20))),
    "too large": lambda: refused(lambda: predict("a", "x" * (11 << 20))),
    "deadline": lambda: refused(lambda: models.Describe(models_pb2.DescribeRequest(model_id="slow"), timeout=0.3)),
    "cancelled": cancelled,
}
for line in sys.stdin:
    print(json.dumps(scenarios[line.strip()]()), flush=True)

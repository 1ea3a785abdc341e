"""Holds models, one in base64 on each line, to the rules of the onnx package."""
import base64, sys
import onnx

models = [onnx.load_from_string(base64.b64decode(line)) for line in sys.stdin if line.strip()]
for model in models:
    onnx.checker.check_model(model, full_check=True)
print(len(models), "models are well formed")

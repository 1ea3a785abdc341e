"""Loads models and prints XGBoost's own answers for rows: reads {"models": {name: base64}, "rows": [[…]], "types": […]}."""
import base64, json, sys
import numpy, xgboost

asked = json.load(sys.stdin)
rows = numpy.array([[numpy.nan if value is None else value for value in row] for row in asked["rows"]], numpy.float32)
answers = {}
for name, content in asked["models"].items():
    booster = xgboost.Booster()
    booster.load_model(bytearray(base64.b64decode(content)))
    matrix = xgboost.DMatrix(
        rows, feature_names=booster.feature_names, feature_types=booster.feature_types, enable_categorical=True)
    answers[name] = [float(value) for value in booster.predict(matrix).ravel()]
json.dump(answers, sys.stdout)

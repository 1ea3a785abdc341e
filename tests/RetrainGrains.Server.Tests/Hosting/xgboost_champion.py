"""Trains a champion on the temperature and the hour, saves it where asked, and prints what XGBoost says of rows."""
import json, sys
import numpy, xgboost

random = numpy.random.default_rng(7)


def draw(count):
    rows = numpy.column_stack([random.random(count), random.integers(0, 24, count)]).astype(numpy.float32)
    rows[random.random(rows.shape) < 0.1] = numpy.nan
    return rows


def matrix(rows, label=None):
    return xgboost.DMatrix(rows, label=label, feature_names=["temp", "hour"])


rows = draw(2000)
label = 100 * numpy.nan_to_num(rows[:, 0]) + numpy.nan_to_num(rows[:, 1]) ** 2
booster = xgboost.train({"max_depth": 4, "eta": 0.3, "seed": 7}, matrix(rows, label), 40)
booster.save_model(sys.argv[1])
asked = numpy.vstack([[0.3, 17], draw(49)]).astype(numpy.float32)
print(json.dumps({
    "rows": [[None if numpy.isnan(value) else float(value) for value in row] for row in asked],
    "predictions": booster.predict(matrix(asked)).astype(float).tolist(),
    "attributions": booster.predict(matrix(asked), pred_contribs=True).astype(float).tolist(),
}))

"""Trains XGBoost on the first rows of a matrix of several classes, and prints its log loss on the others."""
import json, sys
import numpy, xgboost

with open(sys.argv[1], "rb") as file:
    rows, columns, training, classes = numpy.fromfile(file, "<i4", 4)
    features = numpy.fromfile(file, "<f4", rows * columns).reshape(rows, columns)
    target = numpy.fromfile(file, "<f4", rows).astype(int)
settings = {"objective": "multi:softprob", "num_class": int(classes), "tree_method": "hist", "max_depth": 6, "eta": 0.1,
            "lambda": 1, "min_child_weight": 1, "nthread": 1, "verbosity": 0}
booster = xgboost.train(settings, xgboost.DMatrix(features[:training], target[:training]), int(sys.argv[2]))
given = booster.predict(xgboost.DMatrix(features[training:]))[numpy.arange(rows - training), target[training:]]
json.dump(float(-numpy.log(numpy.clip(given, 1e-6, 1)).mean()), sys.stdout)

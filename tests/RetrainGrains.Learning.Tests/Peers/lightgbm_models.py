"""Trains a model of every objective by LightGBM's C functions, and prints it with what LightGBM answers for many rows."""
import base64, ctypes, json, sys
import numpy

NUMBERS = ["wind", "rain", "load", "hour"]
CATEGORIES, TRAINED_CATEGORIES = 40, 30
random = numpy.random.default_rng(11)
library = ctypes.CDLL(sys.argv[1])
library.LGBM_GetLastError.restype = ctypes.c_char_p


def call(name, *arguments):
    if getattr(library, "LGBM_" + name)(*arguments):
        raise RuntimeError(library.LGBM_GetLastError().decode())


def matrix(rows):
    return rows.ctypes.data_as(ctypes.c_void_p), 1, rows.shape[0], rows.shape[1], 1


def draw(count, categories, decimals):
    rows = random.normal(size=(count, 5)).round(decimals)
    rows[:, 3] = random.integers(0, 24, count)
    rows[random.random(rows.shape) < 0.1] = numpy.nan
    rows[random.random(rows.shape) < 0.1] = 0
    rows[:, 4] = numpy.where(random.random(count) < 0.1, numpy.nan, random.integers(0, categories, count))
    return numpy.ascontiguousarray(rows)


def labels(rows, objective, classes):
    known = numpy.nan_to_num(rows)
    score = known[:, 0] * known[:, 1] + numpy.sin(known[:, 2]) + (known[:, 4] % 5 == 2) + known[:, 3] / 24
    if objective == "binary": return score > 0.5
    if objective == "cross_entropy": return 1 / (1 + numpy.exp(-score))
    if objective in ("poisson", "gamma", "tweedie"): return numpy.exp(numpy.clip(score, -2, 2))
    if classes: return numpy.digitize(score, [-0.5, 0.5, 1.5][:classes - 1])
    return score


def case(objective, classes=0, rounds=40, decimals=3, **settings):
    rows = draw(1500, TRAINED_CATEGORIES, decimals)
    text = f"objective={objective} num_threads=1 verbosity=-1 deterministic=true seed=3 categorical_feature=4 "
    text += f"num_class={max(1, classes)} num_leaves=15 " + " ".join(f"{name}={value}" for name, value in settings.items())
    parameters = text.encode()
    data, booster, finished = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_int()
    call("DatasetCreateFromMat", *matrix(rows), parameters, None, ctypes.byref(data))
    names = (ctypes.c_char_p * 5)(*[name.encode() for name in NUMBERS + ["station"]])
    call("DatasetSetFeatureNames", data, names, 5)
    target = labels(rows, objective, classes).astype(numpy.float32)
    call("DatasetSetField", data, b"label", target.ctypes.data_as(ctypes.c_void_p), len(target), 0)
    call("BoosterCreate", data, parameters, ctypes.byref(booster))
    for _ in range(rounds):
        call("BoosterUpdateOneIter", booster, ctypes.byref(finished))
    size = ctypes.c_int64()
    buffer = ctypes.create_string_buffer(16 << 20)
    call("BoosterSaveModelToString", booster, 0, -1, 0, ctypes.c_int64(len(buffer)), ctypes.byref(size), buffer)
    # Unseen categories, gaps, zeros, and decimals that stand on thresholds.
    asked = draw(600, CATEGORIES, decimals)
    answers = numpy.empty(len(asked) * max(1, classes))
    count = ctypes.c_int64()
    call("BoosterPredictForMat", booster, *matrix(asked), 0, 0, -1, parameters, ctypes.byref(count),
         answers.ctypes.data_as(ctypes.c_void_p))
    return {
        "name": " ".join([objective] + [f"{name}={value}" for name, value in settings.items()]),
        "model": base64.b64encode(buffer.value).decode(), "classes": classes,
        "rows": [[None if numpy.isnan(value) else float(value) for value in row] for row in asked],
        "predictions": answers.tolist(),
    }


json.dump([
    *(case(name) for name in ("regression", "regression_l1", "huber", "fair", "quantile", "mape", "poisson", "gamma",
                              "tweedie", "binary", "cross_entropy")),
    case("binary", sigmoid=2.5),
    case("regression", boosting="rf", bagging_freq=1, bagging_fraction=0.7),
    case("regression", boosting="dart"),
    case("regression", use_missing="false"),
    case("regression", decimals=7),
    case("multiclass", 3), case("multiclass", 4, boosting="rf", bagging_freq=1, bagging_fraction=0.7),
    case("multiclassova", 3), case("multiclass", 2),
    *(case(*kind, linear_tree="true") for kind in (("regression",), ("binary",), ("multiclass", 3), ("multiclass", 2))),
], sys.stdout)

"""Trains a model of every kind that is imported and prints it with what XGBoost itself answers for many rows."""
import base64, json, os, sys, tempfile
import numpy, pandas, xgboost

CATEGORIES = 40
TRAINED_CATEGORIES = 30
NUMBERS = ["wind", "rain", "load", "hour"]
random = numpy.random.default_rng(7)


def draw(count, categories):
    numbers = random.normal(size=(count, len(NUMBERS))).astype(numpy.float32)
    numbers[:, 3] = random.integers(0, 24, count)
    numbers[random.random(numbers.shape) < 0.1] = numpy.nan
    codes = random.integers(0, categories, count)
    codes[random.random(count) < 0.1] = -1
    return numbers, codes


def frame(numbers, codes):
    table = pandas.DataFrame(numbers, columns=NUMBERS)
    table["station"] = pandas.Categorical.from_codes(codes, categories=range(CATEGORIES))
    return table


def matrix(numbers, codes, kind, label=None):
    if kind == "unnamed":
        return xgboost.DMatrix(numbers, label=label)
    if kind == "numbers":
        return xgboost.DMatrix(pandas.DataFrame(numbers, columns=NUMBERS), label=label)
    return xgboost.DMatrix(frame(numbers, codes), label=label, enable_categorical=True)


def saved(booster, ending):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model." + ending)
        booster.save_model(path)
        with open(path, "rb") as file:
            return base64.b64encode(file.read()).decode()


def put_on_thresholds(numbers, booster):
    """Every second value stands exactly on a threshold of its feature."""
    trees = booster.get_dump(dump_format="json")
    thresholds = {}
    def visit(node):
        if "children" in node:
            if not isinstance(node["split_condition"], list):
                thresholds.setdefault(node["split"], set()).add(numpy.float32(node["split_condition"]))
            for child in node["children"]: visit(child)
    for tree in trees: visit(json.loads(tree))
    for column, name in enumerate(NUMBERS):
        found = sorted(thresholds.get(name, thresholds.get("f%d" % column, [])))
        for row in range(0, len(numbers), 2):
            if found and not numpy.isnan(numbers[row, column]):
                numbers[row, column] = found[random.integers(len(found))]


def case(name, rounds=30, kind="categories", stops_early=False, **parameters):
    numbers, codes = draw(800, TRAINED_CATEGORIES)
    known = numpy.nan_to_num(numbers)
    score = known[:, 0] * known[:, 1] + numpy.sin(known[:, 2]) + (codes % 5 == 2) + known[:, 3] / 24
    objective = parameters["objective"]
    if objective in ("binary:logistic", "binary:logitraw"): label = (score > 0.5).astype(float)
    elif objective == "reg:logistic": label = 1 / (1 + numpy.exp(-score))
    elif objective == "count:poisson": label = random.poisson(numpy.exp(numpy.clip(score, -2, 2)))
    elif objective in ("reg:gamma", "reg:tweedie"): label = numpy.exp(numpy.clip(score, -2, 2))
    elif objective == "multi:softprob": label = numpy.digitize(score, [-0.5, 0.5, 1.5][:parameters["num_class"] - 1])
    else: label = score
    settings = {"tree_method": "hist", "max_depth": 5, "seed": 3, "nthread": 1, "verbosity": 0, "max_cat_to_onehot": 4}
    settings.update(parameters)
    data = matrix(numbers, codes, kind, label)
    watched = matrix(numbers, codes, kind, label + random.normal(size=len(label))) if stops_early else data
    booster = xgboost.train(
        settings, data, rounds, evals=[(watched, "watched")], early_stopping_rounds=8 if stops_early else None,
        verbose_eval=False)
    # As XGBoost's own estimators predict.
    serving = (0, booster.best_iteration + 1) if stops_early else (0, 0)
    numbers, codes = draw(1200, CATEGORIES)
    if settings.get("booster") != "gblinear": put_on_thresholds(numbers, booster)
    rows = matrix(numbers, codes, kind)
    table = numbers.astype(float)
    if kind == "categories": table = numpy.column_stack([table, numpy.where(codes < 0, numpy.nan, codes)])
    return {
        "name": name, "json": saved(booster, "json"), "universalBinaryJson": saved(booster, "ubj"),
        "rows": [[None if numpy.isnan(value) else float(value) for value in row] for row in table],
        "predictions": booster.predict(rows, iteration_range=serving).astype(float).ravel().tolist(),
        "attributions": [] if "num_class" in settings
        else booster.predict(rows, pred_contribs=True, iteration_range=serving).astype(float).tolist(),
    }


json.dump([
    case("squared", objective="reg:squarederror"),
    case("one category against the rest", objective="reg:squarederror", max_cat_to_onehot=100),
    case("absolute", objective="reg:absoluteerror"),
    case("pseudo-huber", objective="reg:pseudohubererror", base_score=0.25),
    case("class", objective="binary:logistic", base_score=0.3),
    case("log-odds", objective="binary:logitraw", base_score=0.3),
    case("share", objective="reg:logistic"),
    case("poisson", objective="count:poisson", base_score=1.7),
    case("gamma", objective="reg:gamma"),
    case("tweedie", objective="reg:tweedie", tweedie_variance_power=1.3),
    case("dropped trees", objective="reg:squarederror", booster="dart", rate_drop=0.3),
    case("leaf-wise", objective="reg:squarederror", grow_policy="lossguide", max_leaves=60, max_depth=0),
    case("forest", objective="reg:squarederror", num_parallel_tree=4, subsample=0.6, rounds=5),
    case("unnamed", objective="reg:squarederror", kind="unnamed", tree_method="exact"),
    case("small", objective="reg:squarederror", rounds=2, max_depth=3),
    case("stopped early", objective="reg:squarederror", rounds=200, stops_early=True, subsample=0.5),
    case("forests stopped early", objective="reg:squarederror", rounds=60, stops_early=True, num_parallel_tree=3,
         subsample=0.4),
    case("linear", objective="reg:squarederror", kind="numbers", booster="gblinear"),
    case("classes", objective="multi:softprob", num_class=4),
    case("two classes", objective="multi:softprob", num_class=2),
    case("dropped trees of classes", objective="multi:softprob", num_class=3, booster="dart", rate_drop=0.3, rounds=10),
], sys.stdout)

"""Writes models in ONNX by torch and by hand, and prints what torch, numpy and the trees themselves say of rows."""
import base64, io, json, sys, warnings
import numpy, torch
from onnx import TensorProto, TypeProto, helper, numpy_helper

warnings.filterwarnings("ignore")
random = numpy.random.default_rng(15)
STATIONS = ["north", "east", "south"]
NAN = float("nan")


def draw(count, missing=0.1):
    rows = random.normal(size=(count, 4)).astype(numpy.float32)
    rows[random.random(rows.shape) < missing] = numpy.nan
    return rows


def told(values):
    return [None if numpy.isnan(value) else float(value) for value in values]


def case(name, model, rows, answers, texts=None):
    answers = numpy.asarray(answers, dtype=float).reshape(len(rows), -1)
    return {
        "name": name, "model": base64.b64encode(model).decode(),
        "rows": [told(row) for row in rows], "texts": texts or [], "answers": [told(row) for row in answers],
    }


def written(nodes, inputs, outputs, constants=(), metadata=None, opset=15, **fields):
    graph = helper.make_graph(
        nodes, "graph",
        [helper.make_tensor_value_info(name, kind, shape) for name, kind, shape in inputs],
        [output if not isinstance(output, tuple) else helper.make_tensor_value_info(*output) for output in outputs],
        [numpy_helper.from_array(values, name) for name, values in constants])
    model = helper.make_model(
        graph, producer_name="by-hand", producer_version="1",
        opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 3)], **fields)
    model.ir_version = 8
    if metadata:
        helper.set_model_props(model, metadata)
    return model.SerializeToString()


class Filled(torch.nn.Module):
    """A network that knows what to do without a value."""

    def __init__(self, outputs, last):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(4, 16), torch.nn.Tanh(), torch.nn.Linear(16, outputs), *([last] if last else []))

    def forward(self, rows):
        return self.layers(torch.where(torch.isnan(rows), torch.zeros_like(rows), rows))


def network(name, outputs, last=None, fills=True, dynamic=True, rows=400):
    torch.manual_seed(len(name))
    module = Filled(outputs, last).eval()
    module = module if fills else module.layers
    file = io.BytesIO()
    torch.onnx.export(
        module, torch.zeros(1, 4), file, input_names=["rows"], output_names=["answer"], opset_version=15,
        dynamic_axes={"rows": {0: "n"}, "answer": {0: "n"}} if dynamic else None)
    asked = draw(rows)
    with torch.no_grad():
        answers = module(torch.from_numpy(asked)).numpy()
    return case(name, file.getvalue(), asked, answers)


def tree(depth):
    """The nodes of a full tree over four features: (feature, threshold, where a missing value goes) and leaves."""
    splits = [(int(random.integers(0, 4)), numpy.float32(random.normal()), bool(random.integers(0, 2)))
              for _ in range(2 ** depth - 1)]
    return splits, random.normal(size=2 ** depth).astype(numpy.float32)


def leaf_of(splits, row):
    place = 0
    while place < len(splits):
        feature, threshold, missing_true = splits[place]
        value = row[feature]
        goes = missing_true if numpy.isnan(value) else value <= threshold
        place = 2 * place + (1 if goes else 2)
    return place - len(splits)


def ensemble(trees, classes=None):
    """The attributes of a TreeEnsemble: every node and leaf in one list; of classes, tree i speaks for class i % K."""
    nodes = {key: [] for key in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids",
                                 "missing_value_tracks_true", "hitrates")}
    leaves = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}
    for number, (splits, weights) in enumerate(trees):
        for place in range(len(splits) + len(weights)):
            is_split = place < len(splits)
            feature, threshold, missing = splits[place] if is_split else (0, 0.0, False)
            for key, value in (
                ("treeids", number), ("nodeids", place), ("featureids", feature), ("values", float(threshold)),
                ("modes", "BRANCH_LEQ" if is_split else "LEAF"), ("truenodeids", 2 * place + 1 if is_split else 0),
                ("falsenodeids", 2 * place + 2 if is_split else 0), ("missing_value_tracks_true", int(missing)),
                ("hitrates", 1.0)):
                nodes[key].append(value)
            if not is_split:
                for key, value in (("treeids", number), ("nodeids", place),
                                   ("ids", number % classes if classes else 0),
                                   ("weights", float(weights[place - len(splits)]))):
                    leaves[key].append(value)
    return {f"nodes_{key}": values for key, values in nodes.items()}, leaves


def regressor():
    trees = [tree(3) for _ in range(20)]
    nodes, leaves = ensemble(trees)
    node = helper.make_node(
        "TreeEnsembleRegressor", ["rows"], ["variable"], domain="ai.onnx.ml", n_targets=1, **nodes,
        **{f"target_{key}": values for key, values in leaves.items()})
    model = written([node], [("rows", TensorProto.FLOAT, [None, 4])], [("variable", TensorProto.FLOAT, [None, 1])])
    rows = draw(400)
    return case("tree regressor", model, rows,
                [sum(float(weights[leaf_of(splits, row)]) for splits, weights in trees) for row in rows])


def classifier(name, labels, zipped):
    classes = len(labels)
    trees = [tree(3) for _ in range(5 * classes)]
    nodes, leaves = ensemble(trees, classes)
    texts = isinstance(labels[0], str)
    named = {"classlabels_strings" if texts else "classlabels_int64s": labels}
    made = [helper.make_node(
        "TreeEnsembleClassifier", ["rows"], ["label", "probabilities"], domain="ai.onnx.ml", post_transform="SOFTMAX",
        **named, **nodes, **{f"class_{key}": values for key, values in leaves.items()})]
    outputs = [("label", TensorProto.STRING if texts else TensorProto.INT64, [None])]
    if zipped:
        made.append(helper.make_node("ZipMap", ["probabilities"], ["maps"], domain="ai.onnx.ml", **named))
        maps = TypeProto()
        one = maps.sequence_type.elem_type.map_type
        one.key_type = TensorProto.STRING if texts else TensorProto.INT64
        one.value_type.tensor_type.elem_type = TensorProto.FLOAT
        outputs.append(helper.make_value_info("maps", maps))
    else:
        outputs.append(("probabilities", TensorProto.FLOAT, [None, classes]))
    model = written(made, [("rows", TensorProto.FLOAT, [None, 4])], outputs)
    rows = draw(400)
    scores = numpy.array([[sum(float(weights[leaf_of(splits, row)]) for splits, weights in trees[label::classes])
                           for label in range(classes)] for row in rows])
    shares = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    return case(name, model, rows, shares / shares.sum(axis=1, keepdims=True))


def columns():
    """Typed columns, as skl2onnx writes a pipeline of a data frame: a text, a double, a whole number and a float."""
    weights = numpy.array([[1.5], [-2.0], [0.25], [10], [20], [30]], dtype=numpy.float32)
    nodes = [
        helper.make_node("OneHotEncoder", ["station"], ["hot"], domain="ai.onnx.ml", cats_strings=STATIONS, zeros=1),
        helper.make_node("Reshape", ["hot", "flat"], ["stations"]),
        helper.make_node("Cast", ["load"], ["load_float"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["hour"], ["hour_float"], to=TensorProto.FLOAT),
        helper.make_node("Concat", ["load_float", "hour_float", "wind", "stations"], ["all"], axis=1),
        helper.make_node("MatMul", ["all", "weights"], ["number"]),
    ]
    one = [None, 1]
    model = written(
        nodes,
        [("station", TensorProto.STRING, one), ("load", TensorProto.DOUBLE, one), ("hour", TensorProto.INT64, one),
         ("wind", TensorProto.FLOAT, one)],
        [("number", TensorProto.FLOAT, one)],
        [("flat", numpy.array([-1, 3], dtype=numpy.int64)), ("weights", weights)])
    # In the order of the schema: wind, hour, load, station.
    rows = draw(400)
    rows[:, 1] = random.integers(0, 24, len(rows))
    rows[::17, 1] = numpy.nan
    texts = [None if random.random() < 0.1 else str(random.choice([*STATIONS, "unheard"])) for _ in rows]
    rows[:, 3] = numpy.nan
    hot = numpy.array([[float(text == station) for station in STATIONS] for text in texts])
    answers = (numpy.column_stack([rows[:, 2], rows[:, 1], rows[:, 0], hot]) @ weights)[:, 0]
    return case("typed columns", model, rows, answers, texts)


def strict():
    """A text that the graph does not know makes it fail, as an encoder without a place for others does."""
    nodes = [
        helper.make_node("OneHotEncoder", ["station"], ["hot"], domain="ai.onnx.ml", cats_strings=STATIONS, zeros=0),
        helper.make_node("Reshape", ["hot", "flat"], ["stations"]),
        helper.make_node("MatMul", ["stations", "weights"], ["number"]),
    ]
    model = written(
        nodes, [("station", TensorProto.STRING, [None, 1])], [("number", TensorProto.FLOAT, [None, 1])],
        [("flat", numpy.array([-1, 3], dtype=numpy.int64)),
         ("weights", numpy.array([[1], [2], [3]], dtype=numpy.float32))])
    texts = [STATIONS[i % 3] if i % 5 else "unheard" for i in range(300)]
    rows = numpy.full((300, 4), numpy.nan)
    return case("strict texts", model, rows,
                [STATIONS.index(text) + 1 if text in STATIONS else NAN for text in texts], texts)


def named():
    weights = numpy.array([[1], [10], [100], [1000]], dtype=numpy.float32)
    model = written(
        [helper.make_node("MatMul", ["rows", "weights"], ["number"])],
        [("rows", TensorProto.FLOAT, [None, 4])], [("number", TensorProto.FLOAT, [None, 1])], [("weights", weights)],
        {"feature_names": json.dumps(["station", "load", "hour", "wind"])})
    rows = draw(300)
    return case("named columns", model, rows, rows[:, ::-1] @ weights)


def labels_only():
    model = written(
        [helper.make_node("ArgMax", ["rows"], ["label"], axis=1, keepdims=0)],
        [("rows", TensorProto.FLOAT, [None, 4])], [("label", TensorProto.INT64, [None])])
    rows = draw(300, missing=0)
    return case("labels only", model, rows, numpy.eye(4)[rows.argmax(axis=1)])


def bad(name):
    rows, number = ("rows", TensorProto.FLOAT, [None, 4]), ("number", TensorProto.FLOAT, [None, 1])
    weights = numpy.ones((4, 1), dtype=numpy.float32)
    times = helper.make_node("MatMul", ["rows", "weights"], ["number"])
    if name == "custom operator":
        return written([helper.make_node("Guess", ["rows"], ["number"], domain="my.own")], [rows], [number])
    if name == "narrow":
        return written([times], [("rows", TensorProto.FLOAT, [None, 3])], [number], [("weights", weights[:3])])
    if name == "three rows":
        return written([times], [("rows", TensorProto.FLOAT, [3, 4])], [("number", TensorProto.FLOAT, [3, 1])],
                       [("weights", weights)])
    if name == "other columns":
        return written([helper.make_node("Add", ["wind", "gust"], ["number"])],
                       [("wind", TensorProto.FLOAT, [None, 1]), ("gust", TensorProto.FLOAT, [None, 1])], [number])
    if name == "two answers":
        return written([times, helper.make_node("Neg", ["number"], ["other"])], [rows],
                       [number, ("other", TensorProto.FLOAT, [None, 1])], [("weights", weights)])
    if name == "text of a number":
        return written([helper.make_node("StringNormalizer", ["wind"], ["number"])],
                       [("wind", TensorProto.STRING, [None])], [("number", TensorProto.STRING, [None])])
    if name == "images":
        return written([helper.make_node("Neg", ["rows"], ["number"])], [("rows", TensorProto.FLOAT, [None, 4, 4])],
                       [("number", TensorProto.FLOAT, [None, 4, 4])])
    if name == "outside data":
        tensor = numpy_helper.from_array(weights, "weights")
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="../../etc/passwd")
        graph = helper.make_graph(
            [times], "graph", [helper.make_tensor_value_info(*rows)], [helper.make_tensor_value_info(*number)], [tensor])
        return helper.make_model(graph).SerializeToString()
    if name == "too much memory":
        # Three gigabytes out of a row: as many values as its first one is large.
        return written(
            [helper.make_node("Shape", ["rows"], ["shape"]), helper.make_node("Mul", ["shape", "many"], ["size"]),
             helper.make_node("ConstantOfShape", ["size"], ["huge"]),
             helper.make_node("ReduceSum", ["huge"], ["total"], keepdims=0),
             helper.make_node("MatMul", ["rows", "weights"], ["some"]),
             helper.make_node("Add", ["some", "total"], ["number"])],
            [rows], [number], [("many", numpy.array([1, 200_000_000], dtype=numpy.int64)), ("weights", weights)])
    if name == "too much constant memory":
        return written(
            [helper.make_node("ConstantOfShape", ["size"], ["huge"]),
             helper.make_node("ReduceSum", ["huge"], ["total"], keepdims=0),
             helper.make_node("MatMul", ["rows", "weights"], ["some"]),
             helper.make_node("Add", ["some", "total"], ["number"])],
            [rows], [number], [("size", numpy.array([800_000_000], dtype=numpy.int64)), ("weights", weights)])
    if name == "endless loop":
        one = helper.make_tensor_value_info("again", TensorProto.BOOL, [])
        body = helper.make_graph(
            [helper.make_node("Identity", ["going"], ["again"]), helper.make_node("Add", ["before", "step"], ["after"])],
            "body",
            [helper.make_tensor_value_info("turn", TensorProto.INT64, []),
             helper.make_tensor_value_info("going", TensorProto.BOOL, []),
             helper.make_tensor_value_info("before", TensorProto.FLOAT, None)],
            [one, helper.make_tensor_value_info("after", TensorProto.FLOAT, None)],
            [numpy_helper.from_array(numpy.ones(1, dtype=numpy.float32), "step")])
        return written(
            [helper.make_node("MatMul", ["rows", "weights"], ["start"]),
             helper.make_node("Loop", ["", "yes", "start"], ["number"], body=body)],
            [rows], [number], [("yes", numpy.array(True)), ("weights", weights)])
    raise ValueError(name)


BAD = ["custom operator", "narrow", "three rows", "other columns", "two answers", "text of a number", "images",
       "outside data", "too much memory",
       "too much constant memory", "endless loop"]

json.dump({
    "cases": [
        network("network", 1), network("probability", 1, torch.nn.Sigmoid()), network("classes", 3, torch.nn.Softmax(1)),
        network("without gaps", 1, fills=False), network("row by row", 1, dynamic=False),
        network("two columns", 2, torch.nn.Softmax(1)), network("log-odds", 1),
        regressor(), classifier("tree classes", ["late", "early", "on time"], zipped=False),
        classifier("maps of texts", ["late", "early", "on time"], zipped=True),
        classifier("maps of numbers", [0, 1], zipped=True), columns(), strict(), named(), labels_only(),
    ],
    "refused": [{"name": name, "model": base64.b64encode(bad(name)).decode()} for name in BAD],
}, sys.stdout)

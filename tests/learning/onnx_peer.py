#!/usr/bin/python3
"""Holds the ways to score a model from elsewhere side by side: imported natively, by ONNX Runtime here, by its own library.

    tests/learning/onnx_peer.py [RESULTS]     (default: tests/RetrainGrains.Benchmarks/results/onnx.md)

XGBoost trains 500 trees, which are saved as JSON and written as ONNX; LightGBM trains as many by its C functions. One row,
100 and 10,000, one thread each, in turns; each way is given its least time. ONNX Runtime has no package for Python here, so
that peer is left out. Writes Markdown. Needs python3-xgboost and python3-onnx.
"""
import ctypes, json, os, sys, tempfile

import numpy as np
from onnx import TensorProto, helper

from lightgbm_peer import LightGbm
from scoring_peer import Ours, timed
from xgboost_peer import ROOT, build, machine, synthetic, write

TREES, LEAVES, COLUMNS, ROUNDS, SINGLE_ROWS = 500, 63, 20, 15, 2000
SIZES = (1, 100, 10_000)


def to_onnx(booster, columns):
    """The same trees as a TreeEnsembleRegressor, node by node."""
    nodes = {key: [] for key in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids",
                                 "missing_value_tracks_true")}
    leaves = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}

    def add(tree, node):
        is_leaf = "leaf" in node
        row = (tree, node["nodeid"], 0, 0.0, "LEAF", 0, 0, 0) if is_leaf else (
            tree, node["nodeid"], int(node["split"][1:]), node["split_condition"], "BRANCH_LT", node["yes"], node["no"],
            int(node["missing"] == node["yes"]))
        for values, value in zip(nodes.values(), row):
            values.append(value)
        if is_leaf:
            for values, value in zip(leaves.values(), (tree, node["nodeid"], 0, node["leaf"])):
                values.append(value)
        for child in node.get("children", ()):
            add(tree, child)

    for tree, dumped in enumerate(booster.get_dump(dump_format="json")):
        add(tree, json.loads(dumped))
    base = float(json.loads(booster.save_config())["learner"]["learner_model_param"]["base_score"])
    ensemble = helper.make_node(
        "TreeEnsembleRegressor", ["rows"], ["number"], domain="ai.onnx.ml", n_targets=1, base_values=[base],
        **{f"nodes_{key}": values for key, values in nodes.items()},
        **{f"target_{key}": values for key, values in leaves.items()})
    graph = helper.make_graph(
        [ensemble], "trees", [helper.make_tensor_value_info("rows", TensorProto.FLOAT, [None, columns])],
        [helper.make_tensor_value_info("number", TensorProto.FLOAT, [None, 1])])
    model = helper.make_model(
        graph, producer_name="onnx_peer.py",
        opset_imports=[helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 3)])
    model.ir_version = 8
    return model.SerializeToString()


def text_of(lightgbm):
    size, buffer = ctypes.c_int64(), ctypes.create_string_buffer(64 << 20)
    lightgbm._call("BoosterSaveModelToString", lightgbm.booster, 0, -1, 0, ctypes.c_int64(len(buffer)),
                   ctypes.byref(size), buffer)
    return buffer.value


def compare(ways, features, folder):
    """Seconds a call of each way and size, the least of all rounds, and what each predicts."""
    found = os.path.join(folder, "found")
    least, predicted = {}, {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            for size in SIZES:
                if isinstance(way, Ours):
                    seconds = way.ask("single", SINGLE_ROWS) if size == 1 else way.ask("some", size, found)
                    if size > 1:
                        predicted[name] = np.fromfile(found, "<f8")
                else:
                    repeats = SINGLE_ROWS if size == 1 else 1
                    rows = [np.ascontiguousarray(features[i:i + size]) for i in range(repeats)]
                    took, answers = timed(lambda: [way(some) for some in rows])
                    seconds, predicted[name] = took / repeats, np.asarray(answers[-1], dtype=float)
                least[name, size] = min(seconds, least.get((name, size), seconds))
    return least, predicted


def table(title, ways, own, features, folder):
    least, predicted = compare(ways, features, folder)
    lines = [f"## {title}\n", "| way | one row, µs | 100 rows, µs | 10,000 rows, ms | ratio to its own library: one | 100 "
             "| 10,000 | apart |", "|---|---:|---:|---:|---:|---:|---:|---:|"]
    for name in ways:
        one, some, many = (least[name, size] for size in SIZES)
        ratios = " | ".join(f"{least[name, size] / least[own, size]:.2f}" for size in SIZES)
        apart = np.max(np.abs(predicted[name] - predicted[own]))
        lines.append(f"| {name} | {one * 1e6:.1f} | {some * 1e6:.0f} | {many * 1e3:.2f} | {ratios} | {apart:.1e} |")
    return "\n".join(lines) + "\n"


def main():
    import xgboost
    build()
    target_file = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        ROOT, "tests/RetrainGrains.Benchmarks/results/onnx.md")
    features, target = synthetic(SIZES[-1], COLUMNS)
    features = np.ascontiguousarray(features, dtype="<f4")
    booster = xgboost.train(
        {"tree_method": "hist", "eta": 0.1, "nthread": 1, "max_depth": 0, "max_leaves": LEAVES, "grow_policy": "lossguide"},
        xgboost.DMatrix(features, target), TREES)
    lightgbm = LightGbm(
        features, target.astype("<f4"), 0, {"num_leaves": LEAVES, "learning_rate": 0.1}, threads=1).train(TREES)
    tables, ours = [], []

    with tempfile.TemporaryDirectory() as folder:
        matrix = os.path.join(folder, "matrix")
        write(matrix, features, target, len(target), False)

        def mine(name, content):
            path = os.path.join(folder, name)
            with open(path, "wb") as file:
                file.write(content)
            ours.append(Ours(matrix, path))
            return ours[-1]

        tables.append(table(
            "Trees of XGBoost",
            {"imported natively": mine("model.json", bytes(booster.save_raw("json"))),
             "ONNX Runtime here": mine("model.onnx", to_onnx(booster, COLUMNS)),
             "XGBoost, `inplace_predict`": booster.inplace_predict},
            "XGBoost, `inplace_predict`", features, folder))
        tables.append(table(
            "Trees of LightGBM",
            {"imported natively": mine("model.txt", text_of(lightgbm)), "LightGBM, C functions": lightgbm.predict},
            "LightGBM, C functions", features, folder))
        for one in ours:
            one.close()
    with open(target_file, "w", encoding="utf-8") as file:
        file.write("\n".join([
            "# Scoring models from elsewhere\n", f"{machine()}\n", "```sh\ntests/learning/onnx_peer.py\n```\n",
            f"{TREES} trees of {LEAVES} leaves, {COLUMNS} columns; time a call, one thread each, in turns, the least of "
            f"{ROUNDS} rounds. Own\nlibraries are called from Python, whose call is part of their time. ONNX Runtime has no "
            "package for Python here. «Apart» is the\nlargest difference from the own library.\n", *tables]))
    print(open(target_file, encoding="utf-8").read())


if __name__ == "__main__":
    main()

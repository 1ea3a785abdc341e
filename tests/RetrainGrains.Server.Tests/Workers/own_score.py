"""The score of one row: own_score.py WORKER_FOLDER KEY_FILE LEARNER MODEL_FILE NAME=VALUE …"""
import sys
from pathlib import Path

folder, key_file, name, model = sys.argv[1:5]
sys.path.insert(0, folder)

import numpy as np  # noqa: E402
from retrain_worker import Feature, Rows, Schema, Seal, Task, read_key  # noqa: E402
from worker import learners_of  # noqa: E402

row = [argument.split("=") for argument in sys.argv[5:]]
schema = Schema(tuple(Feature(feature) for feature, _ in row), Task.REGRESSION)
content = Seal(read_key(Path(key_file))).open(name, Path(model).read_bytes())
learner = next(learner for learner in learners_of(name) if learner.name == name)
[score] = learner.load(content, schema).predict(
    Rows(np.zeros(1, np.int64), np.array([[float(value) for _, value in row]], np.float32)))
print(repr(score))

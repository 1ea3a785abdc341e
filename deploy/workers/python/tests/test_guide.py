from __future__ import annotations

import re
import tempfile
import unittest
from pathlib import Path

import numpy as np

from retrain_worker import Dataset, Feature, Rows, Schema, Task, TrainingContext
from worker import learners_of

GUIDE = Path(__file__).resolve().parents[3] / "README.md"


class GuideTest(unittest.TestCase):
    def test_the_learner_that_the_guide_shows_learns_the_hours_of_a_week(self):
        [example] = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "seasonal.py"
            file.write_text(example, "utf-8")
            [learner] = learners_of(str(file))
        hours = np.arange(4 * 168)
        schema = Schema((Feature("a"),), Task.REGRESSION)
        dataset = Dataset(schema, hours * 3_600_000, np.zeros((len(hours), 1), np.float32), hours % 168.0)
        model = learner.train(dataset, TrainingContext(7, 60, lambda done, total, loss: None))
        scores = learner.load(model, schema).predict(Rows(dataset.times[-168:], dataset.features[-168:]))
        np.testing.assert_array_equal(np.arange(168), scores)

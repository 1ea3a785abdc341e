"""Learners in Python for RetrainGrains: write a Learner, and the worker does the rest."""
import os

# A core for each training, as in the server. NumPy, scikit-learn and PyTorch read it when they are imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# pylint: disable=wrong-import-position
from .dataset import Dataset, Feature, Rows, Schema, Task
from .learner import Learner, Scorer, TrainingCancelled, TrainingContext
from .seal import Seal, read_key
from .worker import Worker

__all__ = ["Dataset", "Feature", "Learner", "Rows", "Schema", "Scorer", "Seal", "Task", "TrainingCancelled",
           "TrainingContext", "Worker", "read_key"]

"""Learners in Python for RetrainGrains: write a Learner, and the worker does the rest."""
import os

# A core for each training, as in the server. NumPy, scikit-learn and PyTorch read it when they are imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from .dataset import Dataset, Feature, Rows, Schema, Task  # noqa: E402
from .learner import Learner, Scorer, TrainingCancelled, TrainingContext  # noqa: E402
from .seal import Seal, read_key  # noqa: E402
from .worker import Worker  # noqa: E402

__all__ = ["Dataset", "Feature", "Learner", "Rows", "Schema", "Scorer", "Seal", "Task", "TrainingCancelled",
           "TrainingContext", "Worker", "read_key"]

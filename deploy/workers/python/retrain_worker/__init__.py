"""Learners in Python for RetrainGrains: write a Learner, and the worker does the rest."""
from .dataset import Dataset, Feature, Rows, Schema, Task
from .learner import Learner, Scorer, TrainingCancelled, TrainingContext
from .seal import Seal, read_key
from .worker import Worker

__all__ = ["Dataset", "Feature", "Learner", "Rows", "Schema", "Scorer", "Seal", "Task", "TrainingCancelled",
           "TrainingContext", "Worker", "read_key"]

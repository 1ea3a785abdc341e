"""Calibrates scores as scikit-learn and statsmodels do, and answers what they say of a grid of scores."""
import json
import sys

import numpy as np
import statsmodels.api as sm
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.isotonic import IsotonicRegression

given = json.load(sys.stdin)
scores, outcomes, grid = (np.array(given[name], dtype=float) for name in ("scores", "outcomes", "grid"))


class Scored(ClassifierMixin, BaseEstimator):
    """A fitted classifier whose decision is its only feature."""

    def __init__(self):
        self.classes_ = np.array([0, 1])
        self.n_features_in_ = 1

    def fit(self, rows, outcomes):
        return self

    def decision_function(self, X):
        return X[:, 0]


isotonic = IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1).fit(scores, outcomes)

log_odds = np.log(scores / (1 - scores))
sigmoid = CalibratedClassifierCV(Scored(), method="sigmoid", cv="prefit")
sigmoid.fit(log_odds.reshape(-1, 1), outcomes.astype(int))

# Platt's targets make it a logistic regression on shares.
positives = outcomes.sum()
targets = np.where(outcomes == 1, (positives + 1) / (positives + 2), 1 / (len(outcomes) - positives + 2))
glm = sm.GLM(targets, sm.add_constant(log_odds), family=sm.families.Binomial()).fit(tol=1e-12)

json.dump({
    "isotonic": isotonic.predict(grid).tolist(),
    "sigmoid": sigmoid.predict_proba(np.log(grid / (1 - grid)).reshape(-1, 1))[:, 1].tolist(),
    "intercept": glm.params[0],
    "slope": glm.params[1],
}, sys.stdout)

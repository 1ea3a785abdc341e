"""A recurrent network over the lags of a row, in PyTorch.

A server sends single rows to score, so the sequence has to be in the row: it is made of the lag features, whose names
hold the steps back ("rentals 24 h ago", "lag_24", "price lag 3"), oldest first, and ends with the target's last known
value. Names that are alike but for the steps are one channel. All features go into the rest of the network as well,
which has a linear path of its own; without lags it is the whole network.
"""
from __future__ import annotations

import math
import re

import numpy as np
import torch
from torch import Tensor, nn

from retrain_worker import Dataset, Learner, Rows, Schema, Scorer, Task, TrainingContext
from retrain_worker.arrays import pack, unpack

HIDDEN, HEAD, EMBEDDING = 32, 64, 8
BATCH, EPOCHS, PATIENCE, LEARNING_RATE, DECAY = 256, 15, 3, 1e-2, 1e-3
# The latest rows tell when to stop: the next rows will be like them.
VALIDATION_SHARE = 0.1
# In standard deviations: an input that is far outside what was seen says no more than one that is outside.
INPUT_MAX = 8.0

LAG = re.compile(r"\b(?P<ago>\d+) ?[a-z]* ago\b|\blag[ _-]?(?P<lag>\d+)\b|(?<=_)lag_?(?P<suffix>\d+)\b", re.IGNORECASE)

# The same rows and seed, the same model.
torch.use_deterministic_algorithms(True)


def lags_of(schema: Schema) -> tuple[list[int], list[list[int]]]:
    """The steps back, longest first, and for each the column of each channel; -1 where a channel lacks the step."""
    channels: dict[str, dict[int, int]] = {}
    for column, feature in enumerate(schema.features):
        if not feature.is_categorical and (found := LAG.search(feature.name)):
            stem = feature.name[:found.start()] + feature.name[found.end():]
            channels.setdefault(stem, {})[int(found["ago"] or found["lag"] or found["suffix"])] = column
    channels = {stem: columns for stem, columns in channels.items() if len(columns) > 1}
    names = [feature.name for feature in schema.features]
    if channels and schema.last_value in names:
        next(iter(channels.values())).setdefault(0, names.index(schema.last_value))
    steps = sorted({step for columns in channels.values() for step in columns}, reverse=True)
    return steps, [[columns.get(step, -1) for columns in channels.values()] for step in steps]


class Network(nn.Module):
    """Takes raw rows: it standardises them itself, and a missing value is the mean with a flag."""

    def __init__(self, schema: Schema):
        super().__init__()
        self.numeric = [column for column, feature in enumerate(schema.features) if not feature.is_categorical]
        self.categorical = [column for column, feature in enumerate(schema.features) if feature.is_categorical]
        sizes = [len(schema.features[column].categories) + 1 for column in self.categorical]
        steps, columns = lags_of(schema)
        self.columns = torch.tensor([[self.numeric.index(column) if column >= 0 else len(self.numeric)
                                      for column in step] for step in columns], dtype=torch.int64)
        # How far back a step is, as one more channel: steps are not evenly apart.
        self.ages = torch.log1p(torch.tensor(steps, dtype=torch.float32))[:, None]
        self.offsets = torch.tensor(np.cumsum([0, *sizes])[:-1], dtype=torch.int64)
        self.register_buffer("mean", torch.zeros(len(self.numeric)))
        self.register_buffer("scale", torch.ones(len(self.numeric)))
        self.register_buffer("target", torch.tensor([0.0, 1.0]))
        width = 2 * len(self.numeric) + EMBEDDING * len(sizes)
        self.embedding = nn.Embedding(sum(sizes), EMBEDDING) if sizes else None
        self.memory = nn.LSTM(2 * len(columns[0]) + 1, HIDDEN, batch_first=True) if steps else None
        self.linear = nn.Linear(width, 1)
        self.head = nn.Sequential(
            nn.Linear(width + (HIDDEN if steps else 0), HEAD), nn.ReLU(), nn.Linear(HEAD, 1))

    def prepare(self, dataset: Dataset, seed: int) -> None:
        """Scales, and weights from a generator of its own: PyTorch's is shared by all threads."""
        generator = torch.Generator().manual_seed(seed % 2**63)
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                bound = 0.0 if name.startswith("linear") else parameter.shape[-1] ** -0.5
                parameter.uniform_(-bound, bound, generator=generator)
        for place, column in enumerate(self.numeric):
            known = dataset.features[:, column]
            known = known[np.isfinite(known)]
            if len(known) and known.std(dtype=np.float64) > 0:
                self.mean[place], self.scale[place] = float(known.mean(dtype=np.float64)), float(
                    known.std(dtype=np.float64))
        if dataset.schema.task is Task.REGRESSION:
            self.target[:] = torch.tensor([dataset.targets.mean(), dataset.targets.std() or 1.0])

    def forward(self, rows: Tensor) -> Tensor:
        """Standardised predictions, or logits."""
        raw = rows[:, self.numeric]
        missing = ~torch.isfinite(raw)
        known = ((raw - self.mean) / self.scale).clamp(-INPUT_MAX, INPUT_MAX).masked_fill(missing, 0.0)
        inputs = [known, missing.float()]
        if self.embedding is not None:
            codes = rows[:, self.categorical]
            # The first of each feature's places is for what is missing.
            places = torch.where(torch.isfinite(codes), codes + 1, 0.0).long() + self.offsets
            inputs.append(self.embedding(places).flatten(1))
        static = torch.cat(inputs, 1)
        if self.memory is None:
            return (self.linear(static) + self.head(static)).squeeze(1)
        # One more column for the steps that a channel lacks.
        steps = nn.functional.pad(known, (0, 1))[:, self.columns]
        flags = nn.functional.pad(missing.float(), (0, 1), value=1.0)[:, self.columns]
        _, (state, _) = self.memory(torch.cat([steps, flags, self.ages.expand(len(rows), -1, 1)], 2))
        return (self.linear(static) + self.head(torch.cat([static, state[-1]], 1))).squeeze(1)


class LstmScorer(Scorer):
    def __init__(self, network: Network, task: Task):
        self._network, self._task = network, task

    def predict(self, rows: Rows) -> list[float]:
        with torch.inference_mode():
            output = self._network(torch.from_numpy(rows.features)).double()
            if self._task is Task.BINARY_CLASSIFICATION:
                return torch.sigmoid(output).tolist()
            mean, deviation = self._network.target.double()
            return (output * deviation + mean).tolist()


class Lstm(Learner):
    name = "lstm"

    def train(self, dataset: Dataset, context: TrainingContext) -> bytes:
        network = Network(dataset.schema)
        network.prepare(dataset, context.seed)
        best = Fit(network, dataset, context).run()
        return pack({}, {name: value.numpy() for name, value in best.items()})

    def load(self, content: bytes, schema: Schema) -> LstmScorer:
        network = Network(schema)
        _, arrays = unpack(content)
        # Copies: bytes cannot be written to, and PyTorch would not know.
        network.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in arrays.items()})
        return LstmScorer(network.eval(), schema.task)


class Fit:
    """Gradient descent until the latest rows are predicted no better."""

    def __init__(self, network: Network, dataset: Dataset, context: TrainingContext):
        self._network, self._context = network, context
        mean, deviation = network.target.double()
        self._rows = torch.from_numpy(dataset.features)
        self._targets = ((torch.from_numpy(dataset.targets) - mean) / deviation).float()
        weights = np.ones(len(dataset)) if dataset.weights is None else dataset.weights / dataset.weights.mean()
        self._weights = torch.from_numpy(weights).float()
        self._loss = (nn.functional.mse_loss if dataset.schema.task is Task.REGRESSION
                      else nn.functional.binary_cross_entropy_with_logits)
        self._training = max(1, int(len(dataset) * (1 - VALIDATION_SHARE)))
        self._shuffle = torch.Generator().manual_seed(context.seed % 2**63)

    def run(self) -> dict[str, Tensor]:
        optimizer = torch.optim.AdamW(self._network.parameters(), LEARNING_RATE, weight_decay=DECAY)
        best, least, since, loss = self._state(), self._validate(), 0, math.nan
        for epoch in range(EPOCHS):
            for group in optimizer.param_groups:
                group["lr"] = LEARNING_RATE * (1 - epoch / EPOCHS)
            loss = self._epoch(epoch, loss, optimizer)
            validated = self._validate()
            if validated < least:
                best, least, since = self._state(), validated, 0
            elif (since := since + 1) == PATIENCE:
                break
        return best

    def _epoch(self, epoch: int, loss_before: float, optimizer: torch.optim.Optimizer) -> float:
        total = 0.0
        batches = torch.randperm(self._training, generator=self._shuffle).split(BATCH)
        for batch in batches:
            self._context.progress(epoch, EPOCHS, loss_before)
            optimizer.zero_grad()
            loss = self._loss_of(batch).mean()
            loss.backward()
            nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
        return total / len(batches)

    def _loss_of(self, batch: Tensor) -> Tensor:
        return self._weights[batch] * self._loss(
            self._network(self._rows[batch]), self._targets[batch], reduction="none")

    def _validate(self) -> float:
        with torch.no_grad():
            later = torch.arange(self._training, len(self._rows))
            return sum(self._loss_of(batch).sum().item() for batch in later.split(4096)) if len(later) else 0.0

    def _state(self) -> dict[str, Tensor]:
        return {name: value.clone() for name, value in self._network.state_dict().items()}


LEARNERS = [Lstm()]

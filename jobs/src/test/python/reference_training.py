"""The paper's forecasters and training loop in PyTorch: an independent answer for the golden traces.

The networks are put together from PyTorch's own layers, in the order in which the DJL blocks
declare theirs, so that the flat vectors of all parameters have the same layout on both sides.
"""

import math
import pathlib
import sys

import numpy
import torch
from torch import nn

sys.path.append(str(pathlib.Path(__file__).parents[4] / "lib-pruning/src/test/python"))
from reference_pruning import PAPER, Pruner  # noqa: E402


class Recurrent(nn.Module):
    """One recurrent layer and a linear head on its last output."""

    def __init__(self, layer, features, hidden, horizon):
        super().__init__()
        self.recurrent = layer(features, hidden, batch_first=True)
        self.head = nn.Linear(hidden, horizon)

    def forward(self, x):
        outputs, _ = self.recurrent(x)
        return self.head(outputs[:, -1])


class Attention(nn.Module):
    """Self-attention with four heads."""

    HEADS = 4

    def __init__(self, embed):
        super().__init__()
        self.query = nn.Linear(embed, embed)
        self.key = nn.Linear(embed, embed)
        self.value = nn.Linear(embed, embed)
        self.output = nn.Linear(embed, embed)

    def forward(self, x):
        q, k, v = (
            torch.stack(layer(x).chunk(self.HEADS, dim=-1), dim=1)
            for layer in (self.query, self.key, self.value)
        )
        weights = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]), dim=-1)
        return self.output(torch.cat((weights @ v).unbind(dim=1), dim=-1))


class Encoder(nn.Module):
    """One transformer encoder layer, norm after each branch."""

    def __init__(self, embed):
        super().__init__()
        self.attention = Attention(embed)
        self.norm1 = nn.LayerNorm(embed)
        self.norm2 = nn.LayerNorm(embed)
        self.expand = nn.Linear(embed, 4 * embed)
        self.contract = nn.Linear(4 * embed, embed)

    def forward(self, x):
        x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.contract(torch.relu(self.expand(x))))


class PatchTst(nn.Module):
    """Patches, learnt positions, two encoders, norm, mean over patches, linear head."""

    def __init__(self, lookback, features, embed, horizon):
        super().__init__()
        self.patch = next(p for p, most in ((1, 7), (2, 14), (3, 30), (4, 10**9)) if lookback <= most)
        patches = math.ceil(lookback / self.patch)
        self.positions = nn.Parameter(torch.randn(1, patches, embed))
        self.embedding = nn.Linear(self.patch * features, embed)
        self.encoders = nn.ModuleList(Encoder(embed) for _ in range(2))
        self.norm = nn.LayerNorm(embed)
        self.head = nn.Linear(embed, horizon)

    def forward(self, x):
        while x.shape[1] % self.patch:
            x = torch.cat((x, x[:, -1:]), dim=1)
        x = self.embedding(x.flatten(1).unflatten(1, (self.positions.shape[1], -1)))
        x = x + self.positions
        for encoder in self.encoders:
            x = encoder(x)
        return self.head(self.norm(x).mean(dim=1))


def network(architecture, lookback, features, hidden, horizon=1):
    """A freshly initialised network, drawn from PyTorch's global generator."""
    if architecture == "patchtst":
        return PatchTst(lookback, features, hidden, horizon)
    if architecture == "mlp":
        first = nn.Linear(lookback * features, hidden)
        return nn.Sequential(nn.Flatten(), first, nn.ReLU(), nn.Linear(hidden, horizon))
    return Recurrent({"rnn": nn.RNN, "lstm": nn.LSTM}[architecture], features, hidden, horizon)


def prunable(model, preset):
    """Matrices of recurrent and linear layers; by the scripts also the encoders' norm scales."""
    for name, parameter in model.named_parameters():
        if "weight" in name and name != "norm.weight":
            if preset != PAPER or parameter.dim() >= 2:
                yield name


def determined(model):
    """For each parameter whether the loss depends on it: not so on the bias of attention keys."""
    return [not name.endswith("key.bias") for name, _ in model.named_parameters()]


def flat(tensors):
    """All values one after another, as float32."""
    return torch.cat([t.detach().reshape(-1) for t in tensors]).numpy().astype("<f4")


def windows(features, target, lookback, horizon=1):
    """Inputs and labels: for the targets at rows t to t + horizon - 1 the rows t - lookback to t - 1."""
    firsts = range(lookback, len(features) - horizon + 1)
    x = numpy.stack([features[t - lookback : t] for t in firsts])
    y = numpy.stack([target[t : t + horizon] for t in firsts])
    return torch.tensor(x), torch.tensor(y)


def anchored(x, y, columns):
    """The same relative to the last known target, which is column columns[0] of the last row."""
    known = x[:, -1, columns[0]]
    relative = x.clone()
    relative[:, :, columns] -= known[:, None, None]
    return relative, y - known[:, None]


class Trace:
    """What a training shows of itself, step by step."""

    def __init__(self, model, snapshots):
        self.model = model
        self.snapshots = snapshots
        pairs = zip(model.parameters(), determined(model))
        self.determined = flat(torch.full_like(p, d) for p, d in pairs).astype(float)
        self.rows = {key: [] for key in ("loss", "gradient_norm", "threshold", "norm", "checksum")}
        self.masks, self.weights, self.validation = [], [], []

    def step(self, loss, pruner, names):
        rows = self.rows
        parameters = list(self.model.parameters())
        gradient = flat(p.grad for p in parameters).astype(float)
        weights = flat(parameters) * self.determined
        rows["loss"].append(loss.item())
        rows["gradient_norm"].append(numpy.linalg.norm(gradient))
        rows["threshold"].append(pruner.threshold if pruner else float("nan"))
        rows["norm"].append(numpy.linalg.norm(weights))
        rows["checksum"].append(weights @ numpy.cos(numpy.arange(len(weights))))
        if pruner:
            masks = dict(zip(names, pruner.masks))
            pruned = [
                ~masks[name] if name in masks else torch.zeros_like(p, dtype=torch.bool)
                for name, p in self.model.named_parameters()
            ]
            bits = torch.cat([p.reshape(-1) for p in pruned]).numpy()
            self.masks.append(numpy.packbits(bits, bitorder="little"))
        if len(rows["loss"]) in self.snapshots:
            self.weights.append(flat(parameters))

    def arrays(self):
        arrays = {key: numpy.array(values, "<f8") for key, values in self.rows.items()}
        arrays["validation"] = numpy.array(self.validation, "<f8")
        arrays["snapshot_steps"] = numpy.array(sorted(self.snapshots), "<i4")
        arrays["snapshots"] = numpy.concatenate(self.weights)
        if self.masks:
            arrays["masks"] = numpy.concatenate(self.masks)
        return arrays


def train(model, x, y, orders, batch, rate, pruner, names, trace, held_out):
    """The loop of algorithm 4 with Adam and MSE; orders: window numbers, one row an epoch."""
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    for epoch, order in enumerate(orders, start=1):
        for start in range(0, len(order), batch):
            chosen = torch.tensor(order[start : start + batch])
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x[chosen]), y[chosen])
            loss.backward()
            if pruner:
                pruner.after_backward(epoch)
            optimizer.step()
            if pruner:
                pruner.apply()
            trace.step(loss, pruner, names)
        with torch.no_grad():
            loss = nn.functional.mse_loss(model(x[held_out:]), y[held_out:])
        trace.validation.append(loss.item())


def make_pruner(model, preset, schedule, every):
    """A pruner of the model's prunable parameters, and their names; nothing for no preset."""
    if preset == "none":
        return None, []
    names = list(prunable(model, preset))
    parameters = dict(model.named_parameters())
    return Pruner([parameters[name] for name in names], preset, schedule, every), names

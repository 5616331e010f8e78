"""Training steps of several networks side by side in PyTorch: the stacked partner of the Java benchmark.

Usage: bench_stacked.py. Reads lines "architecture lookback regulariser batches networks" and answers
each with the milliseconds that a batch of one network took: the time of a step of all, divided by their
number. It is what a PyTorch user writes who has many small networks of one shape to train: each weight
has the networks as its first axis, each layer is one torch.baddbmm, there is one loss, one backward pass
and one optimizer for all. Each network has batches, dropout and pruning thresholds of its own.

Before a network is timed, its loss and a slope are compared with those of the plain modules (bench_steps)
for equal weights.
"""

import sys
import time

import torch
from bench_stacked_models import stacked_model
from bench_steps import BATCH, DROPOUT, EVERY, FEATURES, ROWS, plain_model, target_sparsity
from torch.nn import functional

TOLERANCE = 1e-4


class StackedPruner:
    """Global magnitude pruning of each network by itself, all in one selection."""

    def __init__(self, model):
        self.networks = model.networks
        # What bench_steps prunes: all matrices, but neither biases and norms (one row) nor positions.
        self.weights = [p for p in model.parameters() if p.dim() == 3 and p.shape[1] > 1]
        self.masks = [torch.ones_like(w) for w in self.weights]
        self.total = sum(w[0].numel() for w in self.weights)
        self.sizes = [w[0].numel() for w in self.weights]
        self.batches = 0

    @torch.no_grad()
    def after_backward(self, progress):
        self.batches += 1
        if self.batches % EVERY:
            return
        # Pruned weights are zero: they are among the smallest again.
        magnitudes = torch.cat([w.reshape(self.networks, -1) for w in self.weights], dim=1).abs_()
        pruned = int(target_sparsity(progress) * self.total)
        thresholds = torch.kthvalue(magnitudes, pruned, dim=1, keepdim=True).values
        kept = (magnitudes >= thresholds).split(self.sizes, dim=1)
        for mask, keep in zip(self.masks, kept):
            mask.mul_(keep.view_as(mask))

    @torch.no_grad()
    def after_step(self):
        for weight, mask in zip(self.weights, self.masks):
            weight.mul_(mask)


def losses_of(forecasts, y):
    """Each network's own: their sum's slope by a network's weights is that of the network's own loss."""
    return ((forecasts - y) ** 2).mean(dim=1)


class StackedTraining:
    """Trainings side by side that can be continued for as many batches as are asked for."""

    def __init__(self, architecture, lookback, regulariser, networks):
        torch.manual_seed(42)
        self.model = stacked_model(
            architecture, lookback, networks, DROPOUT if "dropout" in regulariser else 0.0
        )
        self.model.train()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        self.pruner = StackedPruner(self.model) if regulariser == "synaptic-pruning" else None
        self.batches = Batches(architecture, lookback, networks)
        self.done = 0

    def run(self, batches):
        for _ in range(batches):
            x, y = self.batches.take()
            self.optimizer.zero_grad(set_to_none=True)
            losses = losses_of(self.model(x), y)
            losses.sum().backward()
            if self.pruner:
                self.pruner.after_backward(min(1.0, self.done / 1000))
            self.optimizer.step()
            if self.pruner:
                self.pruner.after_step()
            losses.tolist()
            self.done += 1


class Batches:
    """Windows of a series, in an order of each network's own."""

    def __init__(self, architecture, lookback, networks):
        self.rows = torch.randn(ROWS, FEATURES)
        self.windows = ROWS - lookback + 1
        self.y = torch.randn(self.windows)
        self.networks = networks
        # Recurrent networks take a batch step by step, transformers window by window.
        steps = torch.arange(lookback)
        self.offsets = steps.view(1, 1, -1) if architecture == "patchtst" else steps.view(1, -1, 1)
        self.by_window = architecture == "patchtst"
        self.shuffle()

    def shuffle(self):
        self.order = torch.stack([torch.randperm(self.windows) for _ in range(self.networks)])
        self.at = 0

    def take(self):
        if self.at + BATCH > self.windows:
            self.shuffle()
        chosen = self.order[:, self.at : self.at + BATCH]
        self.at += BATCH
        starts = chosen.unsqueeze(2 if self.by_window else 1)
        rows = starts + self.offsets
        x = self.rows.index_select(0, rows.flatten()).view(*rows.shape, FEATURES)
        return x, self.y[chosen]


def check(architecture, lookback):
    """Stops if two networks of a stack don't do what the plain ones with their weights do."""
    torch.manual_seed(3)
    plain = [plain_model(architecture, lookback, 0.0) for _ in range(2)]
    stack = stacked_model(architecture, lookback, 2, 0.0)
    stack.copy_from(plain)
    x, y = Batches(architecture, lookback, 2).take()
    losses = losses_of(stack(x), y)
    losses.sum().backward()
    for i, model in enumerate(plain):
        windows = x[i] if architecture == "patchtst" else x[i].transpose(0, 1)
        loss = functional.mse_loss(model(windows), y[i].unsqueeze(1))
        loss.backward()
        slopes = stack.slopes_of(model)
        apart = max(
            abs(1 - (losses[i] / loss).item()),
            ((stack.slopes()[i] - slopes).abs().max() / slopes.abs().max()).item(),
        )
        if not apart < TOLERANCE:
            sys.exit(
                f"the stacked {architecture} of lookback {lookback} isn't the plain one: loss {losses[i]:.6f},"
                f" expected {loss:.6f}; loss or slope apart by {apart:.1e} of it"
            )


def main():
    torch.set_num_threads(1)
    current = training = None
    print("torch", torch.__version__, flush=True)
    for line in sys.stdin:
        architecture, lookback, regulariser, batches, networks = line.split()
        cell = (architecture, int(lookback), regulariser, int(networks))
        if cell != current:
            check(architecture, int(lookback))
            training = StackedTraining(*cell)
            training.run(EVERY)
            current = cell
        start = time.perf_counter()
        training.run(int(batches))
        taken = time.perf_counter() - start
        print(taken * 1e3 / int(batches) / int(networks), flush=True)


if __name__ == "__main__":
    main()

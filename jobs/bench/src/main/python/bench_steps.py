"""Plain PyTorch's training steps, timed on request: the partner of the Java benchmark.

Reads lines "architecture lookback regulariser batches networks" from its input and answers each with
the milliseconds that a batch took; it trains one network, whatever their number. The loop is what a careful PyTorch user writes: the library's own
layers and optimizer, one thread, masks updated by one vectorised selection.
"""

import math
import sys
import time

import torch
from torch import nn

BATCH, FEATURES, HIDDEN, DROPOUT = 64, 25, 64, 0.3
MIN_SPARSITY, MAX_SPARSITY, EVERY = 0.3, 0.7, 5
ROWS = 4096


def cut(lookback):
    """Rows of a patch, patches of a window, rows that the last one lacks."""
    rows = next(p for p, most in ((1, 7), (2, 14), (3, 30), (4, 10**9)) if lookback <= most)
    patches = math.ceil(lookback / rows)
    return rows, patches, patches * rows - lookback


def target_sparsity(progress):
    return MIN_SPARSITY + (MAX_SPARSITY - MIN_SPARSITY) * progress**3


class Recurrent(nn.Module):
    """One recurrent layer, dropout and a linear head on its last output."""

    def __init__(self, layer, dropout):
        super().__init__()
        self.recurrent = layer(FEATURES, HIDDEN, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(HIDDEN, 1)

    def forward(self, x):
        outputs, _ = self.recurrent(x)
        return self.head(self.dropout(outputs[:, -1]))


class PatchTst(nn.Module):
    """Patches, learnt positions, two encoders, norm, mean over patches, linear head."""

    def __init__(self, lookback, dropout):
        super().__init__()
        patch, self.patches, self.missing = cut(lookback)
        self.positions = nn.Parameter(torch.randn(1, self.patches, HIDDEN))
        self.embedding = nn.Linear(patch * FEATURES, HIDDEN)
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(HIDDEN, 4, 4 * HIDDEN, dropout, batch_first=True), 2
        )
        self.dropout = nn.Dropout(dropout)
        self.norm = nn.LayerNorm(HIDDEN)
        self.head = nn.Linear(HIDDEN, 1)

    def forward(self, x):
        if self.missing:
            x = torch.cat((x, x[:, -1:].expand(-1, self.missing, -1)), dim=1)
        x = self.embedding(x.reshape(len(x), self.patches, -1)) + self.positions
        return self.head(self.norm(self.dropout(self.encoder(x))).mean(dim=1))


class Pruner:
    """Global magnitude pruning by a cubic schedule (paper, algorithms 2 to 5)."""

    def __init__(self, model):
        named = model.named_parameters()
        self.weights = [p for n, p in named if "weight" in n and p.dim() >= 2]
        self.masks = [torch.ones_like(w) for w in self.weights]
        self.total = sum(w.numel() for w in self.weights)
        self.batches = 0

    @torch.no_grad()
    def after_backward(self, progress):
        self.batches += 1
        if self.batches % EVERY:
            return
        magnitudes = torch.cat([w.abs().reshape(-1) for w in self.weights])
        active = torch.cat([m.reshape(-1) for m in self.masks]) > 0
        magnitudes = magnitudes[active]
        wanted = int(target_sparsity(progress) * self.total) - (self.total - len(magnitudes))
        if 0 < wanted < len(magnitudes):
            threshold = torch.kthvalue(magnitudes, wanted).values
            for weight, mask in zip(self.weights, self.masks):
                mask.mul_(weight.abs() >= threshold)

    @torch.no_grad()
    def after_step(self):
        for weight, mask in zip(self.weights, self.masks):
            weight.mul_(mask)


def plain_model(architecture, lookback, dropout):
    if architecture == "patchtst":
        return PatchTst(lookback, dropout)
    return Recurrent({"rnn": nn.RNN, "lstm": nn.LSTM}[architecture], dropout)


class Training:
    """One training that can be continued for as many batches as are asked for."""

    def __init__(self, architecture, lookback, regulariser):
        torch.manual_seed(42)
        dropout = DROPOUT if "dropout" in regulariser else 0.0
        self.model = plain_model(architecture, lookback, dropout)
        self.model.train()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        self.pruner = Pruner(self.model) if regulariser == "synaptic-pruning" else None
        self.x = torch.randn(ROWS, FEATURES).unfold(0, lookback, 1).transpose(1, 2).contiguous()
        self.y = torch.randn(len(self.x), 1)
        self.order = torch.randperm(len(self.x))
        self.at = 0
        self.batches = 0

    def run(self, batches):
        for _ in range(batches):
            if self.at + BATCH > len(self.order):
                self.order = torch.randperm(len(self.x))
                self.at = 0
            chosen = self.order[self.at : self.at + BATCH]
            self.at += BATCH
            self.optimizer.zero_grad(set_to_none=True)
            loss = nn.functional.mse_loss(self.model(self.x[chosen]), self.y[chosen])
            loss.backward()
            if self.pruner:
                self.pruner.after_backward(min(1.0, self.batches / 1000))
            self.optimizer.step()
            if self.pruner:
                self.pruner.after_step()
            loss.item()
            self.batches += 1


def main():
    torch.set_num_threads(1)
    current = training = None
    print("torch", torch.__version__, flush=True)
    for line in sys.stdin:
        architecture, lookback, regulariser, batches, _ = line.split()
        cell = (architecture, int(lookback), regulariser)
        if cell != current:
            training = Training(*cell)
            training.run(20)
            current = cell
        start = time.perf_counter()
        training.run(int(batches))
        print((time.perf_counter() - start) * 1e3 / int(batches), flush=True)


if __name__ == "__main__":
    main()

"""Synaptic pruning in PyTorch, written from the paper's algorithms 2 to 5: an independent answer
for the golden traces of lib-pruning and jobs. Readable rather than fast."""

import torch

PAPER = "paper"
REFERENCE_CODE = "reference-code"
THRESHOLD = "threshold"
EXACT = "exact"


def cubic(low, high, warmup, end, t):
    """Target sparsity at time t: 0 before the warm-up's end, then low to high along a cubic."""
    if t < warmup:
        return 0.0
    progress = min(1.0, (t - warmup) / (end - warmup))
    return low + (high - low) * progress**3


class Pruner:
    """Masks of a list of parameters.

    weights: the prunable parameters, in the order in which ties are broken.
    schedule: (low, high, warmup, end).
    """

    def __init__(self, weights, preset, schedule, every, rule=THRESHOLD):
        self.weights = weights
        self.masks = [torch.ones_like(w, dtype=torch.bool) for w in weights]
        self.preset = preset
        self.schedule = schedule
        self.every = every
        self.rule = rule
        self.batches = 0
        self.threshold = float("nan")

    def after_backward(self, epoch):
        """Counts a batch; epochs are counted from 1. The weights are those before the step."""
        self.batches += 1
        self.threshold = float("nan")
        t = epoch if self.preset == PAPER else epoch - 1
        if self.batches % self.every == 0:
            self._update(cubic(*self.schedule, t))
            if self.preset == REFERENCE_CODE:
                self.apply()

    def _update(self, target):
        live = [i for i, mask in enumerate(self.masks) if mask.any()]
        total = sum(self.masks[i].numel() for i in live)
        magnitudes = torch.cat([self.weights[i].detach()[self.masks[i]].abs() for i in live])
        wanted = int(target * total) - (total - magnitudes.numel())
        if wanted <= 0 or wanted >= magnitudes.numel():
            return
        self.threshold = torch.kthvalue(magnitudes, wanted).values.item()
        if self.rule == EXACT:
            goes = torch.zeros_like(magnitudes, dtype=torch.bool)
            goes[torch.sort(magnitudes, stable=True).indices[:wanted]] = True
        else:
            goes = magnitudes < self.threshold
        start = 0
        for i in live:
            mask = self.masks[i]
            count = int(mask.sum())
            mask[mask.clone()] = ~goes[start : start + count]
            start += count

    def apply(self):
        """Zeroes the pruned weights."""
        with torch.no_grad():
            for weight, mask in zip(self.weights, self.masks):
                weight[~mask] = 0

"""Makes the golden traces that GoldenTrainingTest replays.

    python3 lib-pruning/src/test/python/make_traces.py

writes lib-pruning/src/test/resources/golden/PRESET-RULE.npz (numpy's own zip of plain arrays): an
MLP with a norm, trained by plain gradient descent and pruned. It needs PyTorch (made with Debian
12's python3-torch, 1.13); the build only replays. A change of the algorithm shows as a change of
these files: look at it before checking in.

One input is always 0 and the weights that meet it share one magnitude. They never change, so that
sooner or later the threshold falls among equals.

Arrays, P being the number of parameters and S the number of steps:

    settings        samples, inputs, hidden, narrow, epochs, batch, low, high, warmup, every, rate
    x, y            samples x inputs and samples, float32; batches are taken in this order
    initial         P, all parameters in order of declaration
    loss, gradient_norm     S: of each batch, before the step
    masks           S x ceil(P / 8): after the update of each batch, 1 = pruned, lowest bit first
    norm_updated    S: of the weights after the update, before the step: the presets differ here
    norm            S: of the weights after each step
    final           P, after the last step
"""

import pathlib

import numpy
import torch
from torch import nn

import reference_pruning as reference

SAMPLES, INPUTS, HIDDEN, NARROW = 90, 6, 24, 12
EPOCHS, BATCH, RATE = 12, 16, 0.05
LOW, HIGH, WARMUP, EVERY = 0.2, 0.8, 2, 3
TIED = 0.05
FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "golden"


def values(tensors):
    """All values one after another."""
    return torch.cat([t.detach().reshape(-1) for t in tensors]).numpy()


def length(tensors):
    """Euclidean norm of all values together."""
    return numpy.linalg.norm(values(tensors).astype(float))


def trace(preset, rule):
    torch.manual_seed(5)
    x = torch.randn(SAMPLES, INPUTS)
    x[:, -1] = 0
    y = torch.sin(x[:, :1] * x[:, 1:2]) + 0.5 * x[:, 2:3]
    model = nn.Sequential(
        nn.Linear(INPUTS, HIDDEN),
        nn.LayerNorm(HIDDEN),
        nn.ReLU(),
        nn.Linear(HIDDEN, NARROW),
        nn.ReLU(),
        nn.Linear(NARROW, 1),
    )
    with torch.no_grad():
        model[0].weight[:, -1] = TIED * (1 - 2 * (torch.arange(HIDDEN) % 2))
        model[1].weight[:] = 0.3 + torch.rand(HIDDEN)
    parameters = list(model.parameters())
    prunable = [
        "weight" in name and (p.dim() >= 2 or preset == reference.REFERENCE_CODE)
        for name, p in model.named_parameters()
    ]
    pruner = reference.Pruner(
        [p for p, yes in zip(parameters, prunable) if yes],
        preset,
        (LOW, HIGH, WARMUP, EPOCHS),
        EVERY,
        rule,
    )
    optimizer = torch.optim.SGD(parameters, lr=RATE)
    arrays = {"x": x.numpy().reshape(-1), "y": y.numpy().reshape(-1), "initial": values(parameters)}
    losses, slopes, norms, updated, masks, tied = [], [], [], [], [], []
    for epoch in range(1, EPOCHS + 1):
        for start in range(0, SAMPLES, BATCH):
            batch = slice(start, start + BATCH)
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x[batch]), y[batch])
            loss.backward()
            pruner.after_backward(epoch)
            slopes.append(length(p.grad for p in parameters))
            updated.append(length(parameters))
            tied.append(pruner.masks[0][:, -1].sum().item())
            left = iter(pruner.masks)
            bits = [
                ~next(left) if yes else torch.zeros_like(p, dtype=torch.bool)
                for p, yes in zip(parameters, prunable)
            ]
            masks.append(numpy.packbits(values(bits), bitorder="little"))
            optimizer.step()
            pruner.apply()
            losses.append(loss.item())
            norms.append(length(parameters))
    sizes = [SAMPLES, INPUTS, HIDDEN, NARROW, EPOCHS, BATCH]
    arrays["settings"] = numpy.array(sizes + [LOW, HIGH, WARMUP, EVERY, RATE], "<f8")
    arrays["loss"] = numpy.array(losses, "<f8")
    arrays["gradient_norm"] = numpy.array(slopes, "<f8")
    arrays["norm_updated"] = numpy.array(updated, "<f8")
    arrays["norm"] = numpy.array(norms, "<f8")
    arrays["masks"] = numpy.concatenate(masks)
    arrays["final"] = values(parameters)
    numpy.savez_compressed(FOLDER / f"{preset}-{rule}.npz", **arrays)
    changes = sum((a != b).any() for a, b in zip(masks, masks[1:]))
    pruned = sum((~m).sum().item() for m in pruner.masks)
    total = sum(m.numel() for m in pruner.masks)
    print(
        f"{preset:15}{rule:10} steps {len(losses)}  updates that prune {changes}  pruned {pruned} of"
        f" {total}  equal weights left {sorted(set(tied))}  loss {losses[0]:.4f} -> {losses[-1]:.4f}"
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for preset in (reference.PAPER, reference.REFERENCE_CODE):
        for rule in (reference.THRESHOLD, reference.EXACT):
            trace(preset, rule)

"""Makes the golden traces that GoldenTraceTest and OwnNetworkGoldenTest replay.

    python3 jobs/src/test/python/make_traces.py

writes jobs/src/test/resources/golden/ARCHITECTURE-PRESET.npz (numpy's own zip of plain arrays),
ARCHITECTURE-anchored-PRESET.npz (relative to the last known target) and ARCHITECTURE-horizon.npz (preset
paper, three steps forecast at once), or only those whose names begin as the arguments do. It needs
PyTorch (made with Debian 12's python3-torch, 1.13) and takes a few seconds; the build only replays. A
change of the algorithm shows as a change of these files: look at it before checking in.

Arrays, P being the number of parameters and S the number of steps (optimizer updates):

    settings        lookback, features, hidden, epochs, batch, rows, low, high, warmup, every, rate,
                    and the horizon if it isn't 1
    series          rows x (features, target), float32
    initial         P, all parameters in order of declaration
    layers          size of each parameter tensor, in that order
    determined      for each parameter tensor: whether the loss depends on it (see below)
    orders          epochs x train windows: the window number (0 the first) at each place
    loss, gradient_norm     S: of each batch, before the step
    threshold       S: the k-th smallest magnitude where masks were updated, else NaN
    masks           S x ceil(P / 8): after each step, 1 = pruned, lowest bit first; only if it prunes
    norm, checksum  S: of the determined weights after each step, the others counted as 0;
                    checksum: the product with cos(0), cos(1), ...
    snapshot_steps, snapshots       all weights after some steps, counted from 1
    validation      epochs: mean squared error on the held out fifth

ARCHITECTURE-anchored-PRESET.npz are of the same trainings under protocol 'anchored': the target and a
lag of it are columns of a series that drifts, windows and labels are relative to the last known
target, the schedule ends three quarters through, as under 'strict', and some rows are left to test.

A bias of the attention's keys shifts all scores of a query alike and cancels in the softmax: the
loss doesn't depend on it, its gradient is rounding noise, which Adam blows up to full steps.
"""

import pathlib
import sys

import numpy
import torch

import reference_training as reference

EPOCHS, BATCH, RATE, WINDOWS = 12, 16, 3e-3, 107
LOW, HIGH, WARMUP, EVERY = 0.3, 0.7, 2, 5
# Lookback 9 takes the transformer through patches of two rows, the last one padded.
SHAPES = {"rnn": (5, 20), "lstm": (5, 12), "patchtst": (9, 16), "mlp": (5, 24)}
# Rows that are left to test and columns that are relative to the last target, if anchored.
TESTED, ANCHORED = 5, [0, 1]
PRESETS = ("none", "paper", "reference-code")
SNAPSHOTS = {1, 2, 3, 10, 20, 40, 72}
FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "golden"


def series(rows):
    """A driven oscillation, what drives it, noise, and a feature so faint that the gradients of
    its weights are near Adam's epsilon: where that stands shows in them."""
    random = numpy.random.RandomState(7)
    drive = numpy.convolve(random.standard_normal(rows + 3), [0.4, 0.3, 0.2, 0.1], "valid")
    value = numpy.sin(numpy.arange(rows) * 0.45) + numpy.tanh(numpy.roll(drive, 1))
    noise, faint = random.standard_normal((2, rows))
    columns = [value, drive, noise, 1e-6 * faint, value + 0.1 * noise]
    return numpy.stack(columns, axis=1).astype("<f4")


def drifting(rows):
    """The target, itself two rows before, what drives it, noise; then the target as label."""
    random = numpy.random.RandomState(17)
    drive, noise, steps = random.standard_normal((3, rows))
    target = numpy.cumsum(0.3 * steps + 0.4 * numpy.roll(drive, 1)) + 5
    lag = numpy.concatenate([target[:2], target[:-2]])
    return numpy.stack([target, lag, drive, noise, target], axis=1).astype("<f4")


def trace(name, architecture, preset, anchored=False, horizon=1):
    lookback, hidden = SHAPES[architecture]
    rows = WINDOWS + lookback + horizon - 1
    table = drifting(rows + TESTED) if anchored else series(rows)
    features = table.shape[1] - 1
    torch.manual_seed(11)
    model = reference.network(architecture, lookback, features, hidden, horizon)
    x, y = reference.windows(table[:, :-1], table[:, -1], lookback, horizon)
    if anchored:
        x, y = reference.anchored(x[:WINDOWS], y[:WINDOWS], ANCHORED)
    trained = int(0.8 * WINDOWS)
    random = numpy.random.RandomState(13)
    orders = numpy.stack([random.permutation(trained) for _ in range(EPOCHS)])
    # The first epoch whose weights count is the 10th of 12; the scripts' code counts from 0.
    end = EPOCHS if not anchored else 8 if preset == "reference-code" else 9
    pruner, names = reference.make_pruner(model, preset, (LOW, HIGH, WARMUP, end), EVERY)
    record = reference.Trace(model, SNAPSHOTS)
    settings = [lookback, features, hidden, EPOCHS, BATCH, len(table), LOW, HIGH, WARMUP, EVERY, RATE]
    settings += [horizon] * (horizon > 1)
    arrays = {
        "settings": numpy.array(settings, "<f8"),
        "series": table.reshape(-1),
        "initial": reference.flat(model.parameters()),
        "layers": numpy.array([p.numel() for p in model.parameters()], "<i4"),
        "determined": numpy.array(reference.determined(model), "u1"),
        "orders": orders.astype("u1").reshape(-1),
    }
    reference.train(model, x, y, orders, BATCH, RATE, pruner, names, record, trained)
    arrays.update(record.arrays())
    numpy.savez_compressed(FOLDER / f"{name}.npz", **arrays)
    sparsity = 0 if not pruner else 1 - sum(m.sum() for m in pruner.masks) / sum(
        m.numel() for m in pruner.masks
    )
    updates = numpy.isfinite(record.rows["threshold"]).sum()
    print(
        f"{name:32} steps {len(record.rows['loss'])}  parameters"
        f" {len(arrays['initial'])}  updates {updates}  sparsity {sparsity:.4f}  loss"
        f" {record.rows['loss'][0]:.4f} -> {record.rows['loss'][-1]:.4f}"
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for architecture in SHAPES:
        traces = {f"{architecture}-{preset}": {"preset": preset} for preset in PRESETS}
        for preset in PRESETS:
            traces[f"{architecture}-anchored-{preset}"] = {"preset": preset, "anchored": True}
        traces[f"{architecture}-horizon"] = {"preset": "paper", "horizon": 3}
        for name, what in traces.items():
            if any(name.startswith(begin) for begin in sys.argv[1:] or [""]):
                trace(name, architecture, **what)

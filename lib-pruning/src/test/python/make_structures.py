"""Makes the masks that TorchPruneTest compares with: those of torch.nn.utils.prune and
torch.ao.pruning, PyTorch's own, and of a plain reading of ERK, RigL and SET.

    python3 lib-pruning/src/test/python/make_structures.py

writes lib-pruning/src/test/resources/golden/structures.npz. It needs PyTorch (made with Debian 12's
python3-torch, 1.13); the build only compares.

Arrays, float32 unless said otherwise, masks 1 = active, in the order a, b, c, all row-major:

    a, b, c         12 x 8, 8 x 16 and 5 x 4 weights; a_gradient, ... their gradients
    PERCENT as int: 20, 50, 90; for each
      global_P      prune.global_unstructured, L1Unstructured
      layer_P       prune.l1_unstructured of each layer
      taylor_P      prune.global_unstructured with importance |w g|
      neurons_P     prune.ln_structured, n = 1, dim = 0, of each layer
      random_P      how many prune.random_unstructured prunes of each layer, 3 numbers
      erk_P         the density of each layer by ERK, 3 numbers
    two_of_four     torch.ao's WeightNormSparsifier, 2 zeros in each block of 1 x 4
    lstm_i2h, lstm_h2h      4 * 6 x 3 and 4 * 6 x 6 weights, lstm_i2h_mask, lstm_h2h_mask: half the
                    hidden units gone by prune.ln_structured, n = 1, dim = 0, of a matrix that has
                    one unit's weights of all gates and both matrices in a row
    rigl_*          first: masks at the beginning; weights, gradients, masks: STEPS x all weights,
                    the weights before each update, which is at time 1, 2, ...; exchanged: STEPS x 3
"""

import math
import pathlib

import numpy
import torch
from torch import nn
from torch.nn.utils import prune

try:
    from torch.ao.pruning import WeightNormSparsifier
except ImportError:
    from torch.ao.sparsity import WeightNormSparsifier

FILE = pathlib.Path(__file__).parents[1] / "resources" / "golden" / "structures.npz"
SHAPES = {"a": (12, 8), "b": (8, 16), "c": (5, 4)}
STEPS, SPARSITY, FRACTION, UNTIL = 8, 0.6, 0.3, 7


def layers(weights):
    """A module for each weight matrix, as the functions of prune take them."""
    made = []
    for w in weights:
        layer = nn.Linear(w.shape[1], w.shape[0], bias=False)
        with torch.no_grad():
            layer.weight.copy_(w)
        made.append(layer)
    return made


def masks(modules):
    return flat(m.weight_mask for m in modules)


def flat(tensors):
    return torch.cat([t.reshape(-1) for t in tensors]).numpy().astype("<f4")


def erk(sparsity, shapes):
    """Densities of the Erdos-Renyi-kernel: layers that would be more than full are full."""
    dense = set()
    while True:
        kept = (1 - sparsity) * sum(math.prod(s) for s in shapes)
        kept -= sum(math.prod(shapes[i]) for i in dense)
        raw = sum(sum(s) for i, s in enumerate(shapes) if i not in dense)
        factor = kept / raw
        densities = [
            1.0 if i in dense else factor * sum(s) / math.prod(s) for i, s in enumerate(shapes)
        ]
        over = {i for i, d in enumerate(densities) if d > 1}
        if not over:
            return densities
        dense |= over


def rigl(arrays, generator):
    """Updates of RigL, layer by layer, the sparsity of all at ERK's."""
    shapes = list(SHAPES.values())
    sizes = [math.prod(s) for s in shapes]
    pruned = [math.floor((1 - d) * n) for d, n in zip(erk(SPARSITY, shapes), sizes)]
    mask = []
    for n, gone in zip(sizes, pruned):
        m = torch.ones(n, dtype=torch.bool)
        m[torch.randperm(n, generator=generator)[:gone]] = False
        mask.append(m)
    arrays["rigl_first"] = flat(m.float() for m in mask)
    seen = {"weights": [], "gradients": [], "masks": [], "exchanged": []}
    for t in range(1, STEPS + 1):
        share = FRACTION / 2 * (1 + math.cos(math.pi * t / UNTIL)) if t < UNTIL else 0.0
        weights = [torch.randn(n, generator=generator) * m for n, m in zip(sizes, mask)]
        gradients = [torch.randn(n, generator=generator) for n in sizes]
        exchanged = []
        for w, g, m, n, gone in zip(weights, gradients, mask, sizes, pruned):
            count = min(math.floor(share * int(m.sum())), gone)
            active, inactive = m.nonzero().reshape(-1), (~m).nonzero().reshape(-1)
            drop = active[torch.argsort(w[active].abs())[:count]]
            grow = inactive[torch.argsort(g[inactive].abs(), descending=True)[:count]]
            m[drop] = False
            m[grow] = True
            exchanged.append(count)
        seen["weights"].append(flat(weights))
        seen["gradients"].append(flat(gradients))
        seen["masks"].append(flat(m.float() for m in mask))
        seen["exchanged"].append(numpy.array(exchanged, "<f4"))
    arrays.update({f"rigl_{k}": numpy.stack(v) for k, v in seen.items()})


def main():
    generator = torch.Generator().manual_seed(11)
    weights = [torch.randn(s, generator=generator) for s in SHAPES.values()]
    gradients = [torch.randn(s, generator=generator) for s in SHAPES.values()]
    arrays = {}
    for name, w, g in zip(SHAPES, weights, gradients):
        arrays[name], arrays[f"{name}_gradient"] = w.numpy(), g.numpy()
    total = sum(w.numel() for w in weights)
    for percent in (20, 50, 90):
        made = layers(weights)
        prune.global_unstructured(
            [(m, "weight") for m in made], prune.L1Unstructured, amount=total * percent // 100
        )
        arrays[f"global_{percent}"] = masks(made)
        made = layers(weights)
        prune.global_unstructured(
            [(m, "weight") for m in made],
            prune.L1Unstructured,
            importance_scores={
                (m, "weight"): (w * g).abs() for m, w, g in zip(made, weights, gradients)
            },
            amount=total * percent // 100,
        )
        arrays[f"taylor_{percent}"] = masks(made)
        made = layers(weights)
        for m in made:
            prune.l1_unstructured(m, "weight", amount=m.weight.numel() * percent // 100)
        arrays[f"layer_{percent}"] = masks(made)
        made = layers(weights)
        for m in made:
            prune.ln_structured(m, "weight", amount=len(m.weight) * percent // 100, n=1, dim=0)
        arrays[f"neurons_{percent}"] = masks(made)
        made = layers(weights)
        for m in made:
            prune.random_unstructured(m, "weight", amount=m.weight.numel() * percent // 100)
        arrays[f"random_{percent}"] = numpy.array(
            [int((m.weight_mask == 0).sum()) for m in made], "<f4"
        )
        arrays[f"erk_{percent}"] = numpy.array(erk(percent / 100, list(SHAPES.values())), "<f4")
    made = nn.Sequential(*layers(weights))
    sparsifier = WeightNormSparsifier(
        sparsity_level=1.0, sparse_block_shape=(1, 4), zeros_per_block=2
    )
    sparsifier.prepare(made, [{"tensor_fqn": f"{i}.weight"} for i in range(3)])
    sparsifier.step()
    arrays["two_of_four"] = flat(m.parametrizations.weight[0].mask for m in made)
    i2h = torch.randn(4, 6, 3, generator=generator)
    h2h = torch.randn(4, 6, 6, generator=generator)
    units = torch.cat([i2h, h2h], dim=2).permute(1, 0, 2).reshape(6, -1)
    (unit_rows,) = layers([units])
    prune.ln_structured(unit_rows, "weight", amount=3, n=1, dim=0)
    kept = unit_rows.weight_mask.reshape(6, 4, 9).permute(1, 0, 2)
    for name, w, m in (("i2h", i2h, kept[:, :, :3]), ("h2h", h2h, kept[:, :, 3:])):
        arrays[f"lstm_{name}"] = w.reshape(24, -1).numpy()
        arrays[f"lstm_{name}_mask"] = m.reshape(24, -1).numpy()
    rigl(arrays, generator)
    numpy.savez_compressed(FILE, **arrays)
    print(f"{len(arrays)} arrays, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()

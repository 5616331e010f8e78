"""Makes the TorchScript model that PruningTest loads and prunes.

    python3 lib-pruning/src/test/python/make_script.py

writes mlp.pt and mlp.npz to lib-pruning/src/test/resources/models: a network, an input, and the
network's output before and after prune.global_unstructured took half of its weights. It needs
PyTorch (made with Debian 12's python3-torch, 1.13).
"""

import pathlib

import numpy
import torch
from torch import nn
from torch.nn.utils import prune

FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "models"


def main():
    torch.manual_seed(3)
    model = nn.Sequential(nn.Linear(6, 10), nn.Tanh(), nn.Linear(10, 3))
    x = torch.randn(4, 6)
    torch.jit.script(model).save(str(FOLDER / "mlp.pt"))
    dense = model(x).detach().numpy()
    prune.global_unstructured(
        [(model[0], "weight"), (model[2], "weight")], prune.L1Unstructured, amount=45
    )
    numpy.savez_compressed(
        FOLDER / "mlp.npz", x=x.numpy(), dense=dense, pruned=model(x).detach().numpy()
    )


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    main()

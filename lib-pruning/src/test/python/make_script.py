"""Makes the TorchScript models that PruningTest and TorchScriptTest load and prune.

    python3 lib-pruning/src/test/python/make_script.py

writes to lib-pruning/src/test/resources/models: mlp.pt and mlp.npz, a network, an input, and the
network's output before and after prune.global_unstructured took half of its weights; and lstm.pt,
tied.pt and upsampling.pt. It needs PyTorch (made with Debian 12's python3-torch, 1.13).
"""

import pathlib

import numpy
import torch
from torch import nn
from torch.nn.utils import prune

FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "models"


class Recurrent(nn.Module):
    """An LSTM of two layers and a linear layer, by PyTorch's names."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 6, num_layers=2, batch_first=True)
        self.head = nn.Linear(6, 2)

    def forward(self, x):
        states, _ = self.lstm(x)
        return self.head(states[:, -1])


class Tied(nn.Module):
    """A weight that stands under two names."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 4, bias=False)
        self.middle = nn.Linear(4, 4, bias=False)
        self.last = nn.Linear(4, 4, bias=False)
        self.last.weight = self.first.weight

    def forward(self, x):
        return self.last(torch.relu(self.middle(torch.relu(self.first(x)))))


class Upsampling(nn.Module):
    """A convolution and a transposed one, whose first dimension is its inputs."""

    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(1, 6, 3)
        self.up = nn.ConvTranspose2d(6, 4, 3)
        self.out = nn.Conv2d(4, 1, 1)

    def forward(self, x):
        return self.out(self.up(torch.relu(self.down(x))))


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
    for name, module in [
        ("lstm", Recurrent()),
        ("tied", Tied()),
        ("upsampling", Upsampling()),
    ]:
        torch.jit.script(module.eval()).save(str(FOLDER / f"{name}.pt"))


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    main()

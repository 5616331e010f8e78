"""Makes the initial weights and batch orders that ScriptReplicaTest replays.

    python3 jobs/src/test/python/make_replica.py AAPL_data.csv [replica.csv]

writes jobs/src/test/resources/golden/replica-sp500-rnn.npz: ten trainings of an RNN on Apple's daily
prices, lookback 7, as the paper's script does them, seeds 42 to 51. Each draws from PyTorch's global
generator in this order: the network's weights, then for every epoch what iterating the train loader
draws (a base seed for its workers, the seed of its permutation) and what iterating the validation
loader draws (a base seed). Prints the mean absolute errors, beside those of a file with the columns
lookback, lead_features, seed and mae_scaled if one is given. Takes a minute; needs PyTorch.

Arrays, for each seed:

    initial_SEED        all parameters in order of declaration; input weights in the order of COLUMNS
    orders_low_SEED     the window number at each place, epoch after epoch: its lowest eight bits
    orders_high_SEED    ... and the bits above
    result_SEED         epochs run, mean absolute error of the last epoch's weights
"""

import csv
import datetime
import pathlib
import sys

import numpy
import torch
from torch.utils.data import DataLoader, TensorDataset

import reference_training as reference

LOOKBACK, HIDDEN, BATCH, EPOCHS, PATIENCE, RATE = 7, 64, 64, 20, 3, 1e-3
SEEDS = range(42, 52)
FILE = pathlib.Path(__file__).parents[1] / "resources/golden/replica-sp500-rnn.npz"

CALENDAR = {
    "day": lambda d: d.day,
    "month": lambda d: d.month,
    "week": lambda d: d.isocalendar()[1],
    "year": lambda d: d.year,
    "quarter": lambda d: (d.month + 2) // 3,
    "dayofweek": lambda d: d.weekday(),
    "is_weekend": lambda d: int(d.weekday() >= 5),
}
QUOTES = ("open", "high", "low", "volume")
SHIFTS = (-1, -3, -7, -14, 1, 3)
# date, open, high, low, volume, Name, the calendar's, lags 1, 3, 7, 14 and leads 1, 3 of the close.


def scaled(column):
    column = numpy.asarray(column, float)
    return (column - column.mean()) / (column.std() or 1)


def table(path):
    """Scaled features, one column each, and the scaled close."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    days = [datetime.date.fromisoformat(row["date"]) for row in rows]
    close = numpy.array([float(row["close"]) for row in rows])
    places = numpy.arange(len(rows))
    columns = [[day.toordinal() for day in days]]
    columns += [[float(row[quote]) for row in rows] for quote in QUOTES]
    columns += [numpy.zeros(len(rows))]
    columns += [[of(day) for day in days] for of in CALENDAR.values()]
    columns += [close[numpy.clip(places + shift, 0, len(rows) - 1)] for shift in SHIFTS]
    features = numpy.stack([scaled(column) for column in columns], axis=1)
    return features.astype("<f4"), scaled(close).astype("<f4")


def train(x, y, seed):
    split = int(0.8 * len(x))
    torch.manual_seed(seed)
    numbered = TensorDataset(torch.arange(split), x[:split], y[:split])
    loader = DataLoader(numbered, batch_size=BATCH, shuffle=True)
    held_out = DataLoader(TensorDataset(x[split:], y[split:]), batch_size=BATCH)
    model = reference.network("rnn", LOOKBACK, x.shape[-1], HIDDEN)
    initial = reference.flat(model.parameters())
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    mse = torch.nn.functional.mse_loss
    orders, losses, stale = [], [], 0
    while len(losses) < EPOCHS and stale < PATIENCE:
        for numbers, inputs, labels in loader:
            optimizer.zero_grad()
            mse(model(inputs), labels).backward()
            optimizer.step()
            orders.append(numbers.numpy())
        with torch.no_grad():
            loss = sum(mse(model(a), b).item() * len(a) for a, b in held_out) / (len(x) - split)
        stale = 0 if not losses or loss < losses[-1] else stale + 1
        losses.append(loss)
    with torch.no_grad():
        error = (model(x[split:]) - y[split:]).abs().mean().item()
    return initial, numpy.concatenate(orders), len(losses), error


def published(path):
    with open(path, newline="") as file:
        return {
            int(row["seed"]): float(row["mae_scaled"])
            for row in csv.DictReader(file)
            if row["lookback"] == str(LOOKBACK) and row["lead_features"] == "true"
        }


if __name__ == "__main__":
    torch.set_num_threads(1)
    x, y = reference.windows(*table(sys.argv[1]), LOOKBACK)
    known = published(sys.argv[2]) if len(sys.argv) > 2 else {}
    arrays = {}
    for seed in SEEDS:
        initial, orders, epochs, error = train(x, y, seed)
        arrays[f"initial_{seed}"] = initial
        arrays[f"orders_low_{seed}"] = (orders & 0xFF).astype("u1")
        arrays[f"orders_high_{seed}"] = (orders >> 8).astype("u1")
        arrays[f"result_{seed}"] = numpy.array([epochs, error], "<f8")
        print(f"seed {seed}: {epochs} epochs, MAE {error:.6f}, known {known.get(seed)}")
    numpy.savez_compressed(FILE, **arrays)

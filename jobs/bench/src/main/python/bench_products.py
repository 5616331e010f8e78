"""How fast one kernel of the BLAS at hand is, and whether its products are right.

Usage: bench_products.py torch|numpy. Which kernel it is, is up to the environment (OPENBLAS_CORETYPE):
the Java benchmark runs this once for each. Multiplies what a training step of the plain networks
multiplies, by one thread, and prints

    gflops  geometric mean over the products
    error   the largest error of any of them, over its largest number, against a product of doubles
    library what the BLAS says of itself, if it says anything
"""

import ctypes
import math
import sys
import time

BATCH, FEATURES, HIDDEN = 64, 25, 64

# Rows, inputs and outputs of layers: recurrent of 1 and 4 gates over 60 rows and their state's, a
# transformer's over 15 patches of 4 rows.
LAYERS = [
    (BATCH * 60, FEATURES, HIDDEN),
    (BATCH * 60, FEATURES, 4 * HIDDEN),
    (BATCH, HIDDEN, HIDDEN),
    (BATCH, HIDDEN, 4 * HIDDEN),
    (BATCH * 15, 4 * FEATURES, HIDDEN),
    (BATCH * 15, HIDDEN, 3 * HIDDEN),
    (BATCH * 15, HIDDEN, 4 * HIDDEN),
    (BATCH * 15, 4 * HIDDEN, HIDDEN),
]
# Windows times heads, patches and units of a head.
ATTENTION = (BATCH * 4, 15, HIDDEN // 4)

SECONDS, TRIES = 0.01, 3


class Numpy:
    """Products of numpy."""

    def __init__(self):
        import numpy

        self.numbers = numpy.random.default_rng(7)
        self.double = numpy.float64

    def random(self, *shape):
        return self.numbers.uniform(-1, 1, shape).astype("float32")

    def doubled(self, matrix):
        return matrix.astype(self.double)


class Torch:
    """Products of PyTorch."""

    def __init__(self):
        import torch

        torch.manual_seed(7)
        torch.set_num_threads(1)
        self.torch = torch

    def random(self, *shape):
        return self.torch.rand(*shape) * 2 - 1

    def doubled(self, matrix):
        return matrix.double()


def products(library):
    """Pairs of a training step: of each layer forward, slope of the inputs, slope of the weights."""
    for rows, inputs, outputs in LAYERS:
        x, weight = library.random(rows, inputs), library.random(outputs, inputs)
        slope = library.random(rows, outputs)
        yield x, weight.T
        yield slope, weight
        yield slope.T, x
    heads, patches, units = ATTENTION
    query, key = library.random(heads, patches, units), library.random(heads, units, patches)
    yield query, key
    yield library.random(heads, patches, patches), query


def flop(left, right):
    return 2 * math.prod(left.shape) * right.shape[-1]


def seconds_of(left, right):
    """Of one product: the shortest of a few measurements."""
    times = 1
    best = math.inf
    tries = 0
    while tries < TRIES:
        start = time.perf_counter()
        for _ in range(times):
            left @ right
        taken = time.perf_counter() - start
        if taken < SECONDS:
            times *= 2
            continue
        best = min(best, taken / times)
        tries += 1
    return best


def error_of(library, left, right):
    exact = library.doubled(left) @ library.doubled(right)
    difference = abs(library.doubled(left @ right) - exact).max()
    return float(difference / abs(exact).max())


def openblas():
    """What OpenBLAS says of itself."""
    with open("/proc/self/maps") as maps:
        files = {line.split()[-1] for line in maps if "blas" in line}
    names = [p + "openblas_get_config" + s for p in ("", "scipy_") for s in ("", "64_")]
    for file in sorted(files):
        for name in names:
            try:
                config = getattr(ctypes.CDLL(file), name)
            except (AttributeError, OSError):
                continue
            config.restype = ctypes.c_char_p
            # Name and version; the rest is how it was built.
            return " ".join(config().decode().split()[:2])
    return ""


def main():
    library = Torch() if sys.argv[1] == "torch" else Numpy()
    logs = []
    errors = []
    for left, right in products(library):
        errors.append(error_of(library, left, right))
        logs.append(math.log(flop(left, right) / seconds_of(left, right)))
    print("gflops", math.exp(sum(logs) / len(logs)) * 1e-9)
    # A number that is none is the largest of errors.
    print("error", max(math.inf if math.isnan(e) else e for e in errors))
    print("library", openblas())


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Writes figures that the statistics are tested against, computed by scipy and numpy.

Usage: python3 stats_truth.py   (made with scipy 1.10.1 and numpy 1.24.2, as Debian 12 has them)

Each file has a header; lists are separated by spaces, rows of a table by semicolons. Nothing here
shares code with the Java side; what scipy lacks (Iman and Davenport's F, Holm, the Bayesian
signed-rank test) is written out below from its definition.
"""
import csv
import math
import warnings
from pathlib import Path

import numpy as np
from scipy import stats

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "resources" / "org" / "synprune" / "jobs" / "stats"
JAVA_RESAMPLES = 9999


def text(values):
    return " ".join(repr(float(v)) for v in np.ravel(values))


def table(rows):
    return ";".join(text(row) for row in rows)


def write(name, header, rows):
    OUT.mkdir(parents=True, exist_ok=True)
    with open(OUT / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([r if isinstance(r, (str, int)) else repr(float(r)) for r in row])


def ranks(rng):
    for size in (1, 2, 5, 9, 30):
        for values in (rng.integers(-4, 5, size) / 2, rng.normal(size=size)):
            yield text(values), text(stats.rankdata(values))


def friedman(rng):
    for blocks, arms in ((3, 3), (6, 4), (10, 4), (14, 5), (40, 3), (9, 8)):
        continuous = rng.normal(size=(blocks, arms)) + 0.4 * np.arange(arms)
        tied = rng.integers(0, 4, (blocks, arms)).astype(float)
        for values in (continuous, tied):
            chi_square, p = stats.friedmanchisquare(*values.T)
            f = (blocks - 1) * chi_square / (blocks * (arms - 1) - chi_square)
            f_p = stats.f.sf(f, arms - 1, (arms - 1) * (blocks - 1))
            average = np.mean([stats.rankdata(row) for row in values], axis=0)
            yield table(values), chi_square, p, f, f_p, text(average)


def positive_rank_sum(differences, zero_method):
    kept = differences[differences != 0] if zero_method == "wilcox" else differences
    rank = stats.rankdata(np.abs(kept))
    return np.sum(rank[kept > 0])


def wilcoxon(rng):
    # Exact by scipy: neither ties nor zeros.
    for size in (3, 6, 10, 25, 50):
        d = rng.normal(0.4, 1, size)
        p = stats.wilcoxon(d, method="exact").pvalue
        yield "exact", "WILCOXON", text(d), positive_rank_sum(d, "wilcox"), p, 1e-12
    # Ties and zeros: every sign pattern, by scipy's permutation test.
    for size in (4, 7, 10, 12):
        for rule in ("wilcox", "pratt"):
            d = rng.integers(-3, 6, size).astype(float)
            d[0] = 0
            # Only what carries a sign is flipped: a flipped zero is the same zero.
            result = stats.permutation_test(
                (d,),
                lambda x, rule=rule: positive_rank_sum(x, rule),
                permutation_type="samples",
                n_resamples=np.inf,
            )
            yield ("permutation", "WILCOXON" if rule == "wilcox" else "PRATT", text(d),
                   positive_rank_sum(d, rule), result.pvalue, 1e-12)
    # Many ties and zeros: the normal approximation, so only about so.
    for size in (120, 300):
        for rule in ("wilcox", "pratt"):
            d = rng.integers(-9, 11, size).astype(float)
            p = stats.wilcoxon(d, zero_method=rule, method="approx", correction=True).pvalue
            yield ("normal", "WILCOXON" if rule == "wilcox" else "PRATT", text(d),
                   positive_rank_sum(d, rule), p, 2e-3)


def studentised_ranges():
    for count in (2, 3, 4, 5, 8, 12, 20, 50):
        for probability in (0.5, 0.9, 0.95, 0.99):
            yield (count, probability,
                   stats.studentized_range.ppf(probability, count, np.inf))


def t_intervals(rng):
    for size in (2, 3, 6, 10, 31):
        for level in (0.8, 0.95, 0.99):
            values = rng.normal(5, 2, size)
            low, high = stats.t.interval(level, size - 1, np.mean(values), stats.sem(values))
            yield text(values), level, np.mean(values), np.std(values, ddof=1), low, high


def holm(rng):
    for size in (1, 2, 6, 15):
        for values in (rng.uniform(0, 0.2, size), rng.integers(0, 5, size) / 50):
            order = sorted(values)
            # The largest of (m - rank + 1) p over all that are no larger, at most 1.
            yield text(values), text([
                min(1, max((size - i) * q for i, q in enumerate(order) if q <= p))
                for p in values])


def bootstrap(rng):
    for size in (1, 5, 6, 7, 10, 15, 24):
        for level in (0.9, 0.95):
            d = np.round(rng.gamma(2, 1, size) - 1, 3)
            if size == 1:
                yield text(d), level, d[0], d[0], d[0], d[0], d[0]
                continue
            result = stats.bootstrap(
                (d,), np.median, method="percentile", confidence_level=level,
                n_resamples=200_000, batch=20_000, random_state=rng)
            medians = result.bootstrap_distribution
            tail = (1 - level) / 2
            # Five standard errors of the share of the Java side's resamples below an end.
            error = 5 * math.sqrt(tail * (1 - tail) / JAVA_RESAMPLES)
            low = np.quantile(medians, [tail - error, tail + error])
            high = np.quantile(medians, [1 - tail - error, 1 - tail + error])
            interval = result.confidence_interval
            assert low[0] <= interval.low <= low[1] and high[0] <= interval.high <= high[1]
            yield text(d), level, np.median(d), *low, *high


def bayesian_signed_rank(differences, rope, rng, draws=200_000, strength=0.5):
    """Benavoli et al. 2017, section 4.2.1, straight from the definition."""
    points = np.concatenate([[0.0], differences])
    sums = np.add.outer(points, points)
    left = (sums < -2 * rope).astype(float)
    right = (sums > 2 * rope).astype(float)
    wins = np.zeros(3)
    alpha = [strength] + [1.0] * len(differences)
    for _ in range(0, draws, 10_000):
        weights = rng.dirichlet(alpha, 10_000)
        below = np.einsum("ri,ij,rj->r", weights, left, weights, optimize=True)
        above = np.einsum("ri,ij,rj->r", weights, right, weights, optimize=True)
        regions = np.stack([below, 1 - below - above, above])
        wins += np.bincount(np.argmax(regions, axis=0), minlength=3)
    return wins / draws


def bayes(rng):
    for size in (1, 2, 6, 10, 30):
        for shift, rope in ((0.0, 0.1), (0.3, 0.1), (-0.4, 0.25), (0.2, 0.0)):
            d = np.round(rng.normal(shift, 0.5, size), 3)
            yield text(d), rope, *bayesian_signed_rank(d, rope, rng)


def holm_adjusted(p):
    """Holm 1979, straight from the definition."""
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(len(p))
    largest = 0.0
    for i, at in enumerate(order):
        largest = max(largest, min(1.0, (len(p) - i) * p[at]))
        adjusted[at] = largest
    return adjusted


def answers(rng):
    """Grids of known truth: the ratio of the treatment's errors to the other arm's at each place."""
    planted = [1.0, 0.9, 1.2, 1.001, 1.0, 0.97]
    for grid, seeds in enumerate((5, 10, 12, 20)):
        comparisons = []
        for ratio in planted:
            spread = 0.0005 if ratio == 1.001 else 0.04
            # A part of the error is the seed's, shared by both arms.
            shared = rng.normal(0, 0.1, seeds)
            against = np.round(np.exp(5 + shared + rng.normal(0, spread, seeds)), 6)
            treatment = np.round(ratio * np.exp(5 + shared + rng.normal(0, spread, seeds)), 6)
            comparisons.append((ratio, treatment, against))
        p = [stats.wilcoxon(t, a, method="exact").pvalue for _, t, a in comparisons]
        for (ratio, t, a), one, adjusted in zip(comparisons, p, holm_adjusted(p)):
            yield grid, ratio, text(t), text(a), one, adjusted, np.median(t - a), \
                np.exp(np.median(np.log(t / a))) - 1


def main():
    warnings.simplefilter("error")
    rng = np.random.default_rng(20170228)
    write("ranks.csv", ["values", "ranks"], ranks(rng))
    write("friedman.csv", ["values", "chi_square", "p", "f", "f_p", "average_ranks"],
          friedman(rng))
    write("wilcoxon.csv", ["method", "zeros", "differences", "positive", "p", "tolerance"],
          wilcoxon(rng))
    write("studentised_ranges.csv", ["count", "probability", "quantile"], studentised_ranges())
    write("t_intervals.csv", ["values", "level", "mean", "sd", "low", "high"], t_intervals(rng))
    write("holm.csv", ["p", "adjusted"], holm(rng))
    write("bootstrap.csv",
          ["differences", "level", "median", "low_from", "low_to", "high_from", "high_to"],
          bootstrap(rng))
    write("bayes.csv", ["differences", "rope", "left", "equivalent", "right"], bayes(rng))
    write("answers.csv",
          ["grid", "ratio", "treatment", "against", "p", "adjusted", "difference", "relative"],
          answers(rng))


if __name__ == "__main__":
    main()

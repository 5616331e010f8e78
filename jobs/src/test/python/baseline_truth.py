"""Makes what BaselineTest holds the forecasts that cost nothing against.

    python3 jobs/src/test/python/baseline_truth.py

writes series.csv and baselines.csv into jobs/src/test/resources/org/synprune/jobs/baseline. It needs
numpy and pandas and takes a second. Ridge regression is solved by least squares (LAPACK's SVD) on the
windows with sqrt(windows * penalty) times the identity below them, not by normal equations; the
seasonal naive forecast is a shift of pandas within each gap-free run.

The series is a daily wave with drift, hourly, in three runs, with some targets imputed: column y is the
target, scaled as its train rows, x another quantity, and lags 1 and 3 of y as each protocol has them:
under 'strict' scaled on their own, a lag that reaches outside its run at the mean; under 'anchored' scaled
as y is, such a lag at the row's own value. All are float32.
"""

import pathlib

import numpy
import pandas

ROWS, TRAIN, VALIDATION, LONGEST, SEASON = 900, 576, 720, 30, 40
STARTS = [0, 130, 740]
PENALTIES = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0]
FOLDER = pathlib.Path(__file__).parents[1] / "resources/org/synprune/jobs/baseline"


def made():
    """The series: a frame of the columns in series.csv, and mean and deviation of the target."""
    random = numpy.random.RandomState(5)
    hours = numpy.arange(ROWS)
    drift = numpy.cumsum(0.4 * random.standard_normal(ROWS))
    x = random.standard_normal(ROWS)
    raw = 50 + 6 * numpy.sin(hours * numpy.pi / 12) + drift + numpy.roll(x, 1)
    observed = random.uniform(size=ROWS) > 0.03
    observed[STARTS] = True
    raw = pandas.Series(raw).where(observed).ffill().to_numpy()
    segment = numpy.searchsorted(STARTS, hours, side="right") - 1
    mean, deviation = raw[:TRAIN].mean(), raw[:TRAIN].std()
    frame = pandas.DataFrame({"segment": segment, "observed": observed.astype(int), "raw": raw})
    frame["y"] = ((raw - mean) / deviation).astype("float32")
    frame["x"] = x.astype("float32")
    for lag in (1, 3):
        moved = frame.groupby("segment").raw.shift(lag)
        own = (moved - moved[:TRAIN].mean()) / moved[:TRAIN].std(ddof=0)
        frame[f"strict_lag_{lag}"] = own.fillna(0).astype("float32")
        frame[f"anchored_lag_{lag}"] = ((moved.fillna(frame.raw) - mean) / deviation).astype("float32")
    return frame, mean, deviation


def targets(frame, lookback, horizon):
    """First target rows of the train, validation and test windows."""
    segment, observed = frame.segment.to_numpy(), frame.observed.to_numpy()

    def served(first, last, reach):
        return [
            t
            for t in range(max(first, reach), last - horizon + 1)
            if observed[t : t + horizon].all() and segment[t - reach] == segment[t + horizon - 1]
        ]

    return (
        served(0, TRAIN, lookback),
        served(TRAIN, VALIDATION, LONGEST),
        served(VALIDATION, ROWS, LONGEST),
    )


def steps(values, rows, horizon):
    """Values at the target rows of each window, a column a step."""
    return numpy.stack([values[numpy.array(rows) + step] for step in range(horizon)], axis=1)


def design(frame, protocol, lookback, horizon, rows):
    """Distinct values of the windows before some target rows, row by row, and the labels."""
    y, x = frame.y.to_numpy("float64"), frame.x.to_numpy("float64")
    lags = {lag: frame[f"{protocol}_lag_{lag}"].to_numpy("float64") for lag in (1, 3)}
    matrix, labels = [], []
    for t in rows:
        known = y[t - 1] if protocol == "anchored" else 0
        values = []
        for step in range(lookback):
            row = t - lookback + step
            values += [y[row] - known, x[row]]
            # Of the rows before the window: the first, third and, by a lag of 3, second last.
            values += [lags[1][row] - known] if step == 0 else []
            values += [lags[3][row] - known] if step in (0, 1) else []
        matrix.append(values)
        labels.append(y[t : t + horizon] - known)
    return numpy.array(matrix), numpy.array(labels)


def ridge(matrix, labels, penalty):
    """Coefficients and intercept."""
    center, middle = matrix.mean(axis=0), labels.mean(axis=0)
    below = numpy.sqrt(len(matrix) * penalty) * numpy.eye(matrix.shape[1])
    left = numpy.vstack([matrix - center, below])
    right = numpy.concatenate([labels - middle, numpy.zeros((matrix.shape[1], labels.shape[1]))])
    coefficients = numpy.linalg.lstsq(left, right, rcond=None)[0]
    return coefficients, middle - center @ coefficients


def scored(frame, rows, forecasts, train):
    raw = frame.raw.to_numpy()
    change = frame.groupby("segment").raw.diff().abs()
    both = (frame.observed == 1) & (frame.observed.shift() == 1)
    horizon = forecasts.shape[1]
    scale = change[both & (frame.index <= train[-1] + horizon - 1)].mean()
    errors = forecasts - steps(raw, rows, horizon)
    mae = numpy.abs(errors).mean()
    return [mae, numpy.sqrt((errors**2).mean()), mae / scale, len(rows)]


def main():
    frame, mean, deviation = made()
    raw = frame.raw.to_numpy()
    lines = ["protocol,lookback,horizon,forecast,mae,rmse,mase,windows,fallbacks,penalty"]
    coefficients = ["protocol,lookback,penalty,coefficients"]
    for protocol in ("strict", "anchored"):
        for lookback, horizon in ((1, 1), (2, 1), (5, 1), (30, 1), (1, 6), (5, 50)):
            train, validation, test = targets(frame, lookback, horizon)
            last = numpy.repeat(raw[numpy.array(test) - 1][:, None], horizon, axis=1)
            before = numpy.stack(
                [
                    # As many seasons before the step as it takes to be known.
                    frame.groupby("segment").raw.shift(SEASON * (step // SEASON + 1)).to_numpy()[
                        numpy.array(test) + step
                    ]
                    for step in range(horizon)
                ],
                axis=1,
            )
            rows = [
                ("naive", last, "", ""),
                ("seasonal-naive", numpy.where(numpy.isnan(before), last, before), numpy.isnan(before).sum(), ""),
            ]
            x, labels = design(frame, protocol, lookback, horizon, train)
            held, expected = design(frame, protocol, lookback, horizon, validation)
            fits = [ridge(x, labels, penalty) for penalty in PENALTIES]
            losses = [((held @ w + b - expected) ** 2).mean() for w, b in fits]
            best = int(numpy.argmin(losses))
            final, _ = design(frame, protocol, lookback, horizon, test)
            y = frame.y.to_numpy("float64")
            known = y[numpy.array(test) - 1][:, None] if protocol == "anchored" else 0
            forecasts = (final @ fits[best][0] + fits[best][1] + known) * deviation + mean
            rows.append(("ridge", forecasts, "", PENALTIES[best]))
            for name, values, fallbacks, penalty in rows:
                score = scored(frame, test, values, train)
                lines.append(",".join(map(str, [protocol, lookback, horizon, name, *score, fallbacks, penalty])))
            for penalty, (w, b) in zip(PENALTIES, fits):
                if penalty >= 1e-4 and horizon == 1:
                    numbers = " ".join(repr(float(one)) for one in [b[0], *w[:, 0]])
                    coefficients.append(f"{protocol},{lookback},{penalty},{numbers}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    frame.astype({c: "float64" for c in frame.columns[2:]}).to_csv(FOLDER / "series.csv", index=False)
    (FOLDER / "baselines.csv").write_text("\n".join(lines) + "\n")
    (FOLDER / "coefficients.csv").write_text("\n".join(coefficients) + "\n")
    (FOLDER / "target.csv").write_text(f"mean,deviation\n{mean!r},{deviation!r}\n")


if __name__ == "__main__":
    main()

"""What pandas takes to prepare the power file by the minute: the partner of the Java benchmark.

Usage: bench_prepare.py RAW_FILE OUTPUT_FOLDER. Reads, sorts into a gap-free grid of minutes, fills
gaps, adds date and time as numbers, standardises and writes a matrix and the raw target.
"""

import pathlib
import sys

import numpy as np
import pandas as pd

COLUMNS = [
    "Global_active_power",
    "Global_reactive_power",
    "Voltage",
    "Global_intensity",
    "Sub_metering_1",
    "Sub_metering_2",
    "Sub_metering_3",
]
TARGET = "Global_active_power"


def main():
    raw, out = sys.argv[1], pathlib.Path(sys.argv[2])
    frame = pd.read_csv(
        raw,
        sep=";",
        usecols=["Date", "Time", *COLUMNS],
        dtype=dict.fromkeys(COLUMNS, "float64"),
        na_values=["?"],
    )
    # Dates and times of day repeat: each is parsed once.
    dates = pd.to_datetime(frame["Date"], format="%d/%m/%Y", cache=True)
    distinct = frame["Time"].unique()
    times = frame["Time"].map(pd.Series(pd.to_timedelta(distinct), index=distinct))
    frame.index = pd.DatetimeIndex(dates + times)
    frame = frame[COLUMNS].resample("1min").mean().ffill().bfill()
    target = frame[TARGET].to_numpy()

    day = frame.index.normalize()
    frame["date"] = day.view("int64") // 86_400_000_000_000
    frame["time"] = (frame.index - day).seconds
    scaled = ((frame - frame.mean()) / frame.std(ddof=0)).to_numpy(dtype=np.float32)

    out.mkdir(parents=True, exist_ok=True)
    np.save(out / "features.npy", scaled)
    np.save(out / "target.npy", target)
    print(*scaled.shape)


if __name__ == "__main__":
    main()

"""The rates of the five networks in the trial of chapter 13; writes ``data/forecasting_runs.csv``.

Run it by hand: ``python experiments/rates_forecasting.py`` (ten minutes). A network learns all that
lies before a block, and is judged on the block by its mean absolute error over twelve steps.
Six rates are tried on each of the blocks 4 to 2 from the end, from one seed. The rate for a test
block (3 to 1) is the one that did best on the blocks before it, in the mean of their errors
against naive; with it, three other seeds are walked.
"""

import csv
from pathlib import Path

import rnn_utils

import keras
import numpy as np
from from_notebook import definitions, sources

FILE = Path(__file__).resolve().parent.parent / "data" / "forecasting_runs.csv"
RATES = (0.001, 0.004, 0.016, 0.06, 0.25, 1.0)
FIRST, TEST = 4, 3  # blocks, counted from the end of the series


def chosen(errors, block):
    """Of {(block, rate): error} the rate that was best in the mean of the blocks before this."""
    before = range(FIRST, block, -1)
    return min(RATES, key=lambda rate: np.mean([errors[b, rate] for b in before]))


def main():
    trial = definitions(*sources("trials/13_forecasting"))
    rate = keras.Variable(0.01, trainable=False)
    rows = []

    def run(model, name, series, block, tried, seed):
        past, x, y = trial["block"](series, block)
        rate.assign(tried)
        forecaster = trial["learn"](model, past, series.name == "CO₂", seed)
        naive = trial["scores"](np.repeat(x[:, -1:], y.shape[1], axis=1), y)
        errors = np.divide(trial["scores"](forecaster(x), y), naive)
        rows.append([series.name, name, block, tried, seed, *(f"{e:.4f}" for e in errors)])
        return errors[1]

    for name in trial["NAMES"]:
        model = trial["network"](name, rate)
        for series in (trial["load_sunspots"](), trial["load_co2"]()):
            errors = {}
            for block in range(FIRST, 1, -1):
                for tried in RATES:
                    errors[block, tried] = run(model, name, series, block, tried, 10)
            for block in range(TEST, 0, -1):
                for seed in range(3):
                    run(model, name, series, block, chosen(errors, block), seed)
                print(*rows[-1], flush=True)

    with FILE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["series", "network", "block", "rate", "seed", "next", "twelve"])
        table.writerows(rows)


if __name__ == "__main__":
    main()

"""One network for four series or one for each; writes ``data/several_series_runs.csv``.

Run it by hand: ``python experiments/several_series.py`` (two minutes). Five rates are tried on the
third block of 24 months from the end, from one seed, for each network by itself. With the best,
the two blocks after it are walked from three other seeds.
"""

import csv
from pathlib import Path

import rnn_utils

import keras
from from_notebook import definitions, sources

FILE = Path(__file__).resolve().parent.parent / "data" / "several_series_runs.csv"
RATES = (0.003, 0.01, 0.03, 0.1, 0.3)


def main():
    trial = definitions(*sources("trials/13_forecasting"))
    series = trial["monthly_series"]()
    rate = keras.Variable(0.01, trainable=False)
    model = trial["network"]("GRU", rate)
    rows = []

    def run(names, block, tried, seed):
        """Learn these series together, and be tested on each: the mean error against naive."""
        rate.assign(tried)
        pasts = [trial["months"](series[name], block)[0] for name in names]
        trial["learn_together"](model, pasts, seed)
        errors = [trial["error_of"](model, series[name], block) for name in names]
        learned = "all" if len(names) > 1 else "one"
        for name, error in zip(names, errors, strict=True):
            rows.append([name, learned, block, tried, seed, f"{error:.4f}"])
        return sum(errors) / len(errors)

    for names in (*([name] for name in series), list(series)):
        errors = {tried: run(names, 3, tried, 10) for tried in RATES}
        best = min(errors, key=errors.get)
        for block in (2, 1):
            for seed in range(3):
                run(names, block, best, seed)
        print(*rows[-1], errors, flush=True)

    with FILE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["series", "learned", "block", "rate", "seed", "error"])
        table.writerows(rows)


if __name__ == "__main__":
    main()

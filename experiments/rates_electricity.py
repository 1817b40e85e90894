"""The rates of chapter 13's network on electricity; writes ``data/electricity_runs.csv``.

Run it by hand: ``python experiments/rates_electricity.py`` (ten minutes). The network of the
lesson learns all that lies before a week, and is judged on that week by its mean absolute error.
Six rates are tried on each of the weeks 7 to 11, from one seed. A rate for a test week (9 to 12)
is the one that did best on the weeks before it, in the mean; with it, three other seeds are walked.
The same with the clock instead of the calendar, and for the trial's network of the state alone.
"""

import csv
from pathlib import Path

import rnn_utils

import keras
import numpy as np
from from_notebook import definitions, sources

FILE = Path(__file__).resolve().parent.parent / "data" / "electricity_runs.csv"
RATES = (0.003, 0.01, 0.02, 0.04, 0.1, 0.25)
FIRST, TEST, LAST = 6, 8, 12  # weeks, counted from 0


def chosen(errors, week):
    """Of {(week, rate): error} the rate that was best in the mean of the weeks before this one."""
    before = range(FIRST, week)
    return min(RATES, key=lambda rate: np.mean([errors[w, rate] for w in before]))


def main():
    lesson = definitions(*sources("13_forecasting"))
    state_alone = definitions(*sources("trials/13_forecasting"))["state_alone"]
    demand, size = lesson["load_electricity"]().values, lesson["WEEK"]
    rate = keras.Variable(0.01, trainable=False)
    models = {"calendar": lesson["network"](rate), "state alone": state_alone(rate)}
    models["clock only"] = models["calendar"]
    rows = []

    def run(inputs, week, tried, seed):
        start, with_weekday = week * size, inputs != "clock only"
        rate.assign(tried)
        spread = lesson["fit"](models[inputs], demand[:start], with_weekday, seed)
        x, y, known = lesson["examples"](demand[: start + size], first=start)
        forecast = lesson["forecast"](models[inputs], spread, x, known, with_weekday)
        error = np.abs(forecast - y).mean()
        rows.append([inputs, week + 1, tried, seed, f"{error:.1f}"])
        print(*rows[-1], flush=True)
        return error

    for inputs in models:
        errors = {}
        for week in range(FIRST, LAST - 1):
            for tried in RATES:
                errors[week, tried] = run(inputs, week, tried, 10)
        for week in range(TEST, LAST):
            for seed in range(3):
                run(inputs, week, chosen(errors, week), seed)

    with FILE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["inputs", "week", "rate", "seed", "error"])
        table.writerows(rows)


if __name__ == "__main__":
    main()

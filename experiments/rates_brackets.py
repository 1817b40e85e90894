"""The brackets of chapter 5: rates, seeds, longer training; writes ``data/bracket_runs.csv``.

Run it by hand: ``python experiments/rates_brackets.py`` (a quarter of an hour). Each network is
judged on 1,000 pieces of the training modules that it did not see, not on the test pieces: first
five rates from seed 0, then the best of them from three more seeds and for five times the epochs.
"""

import csv
import sysconfig
from pathlib import Path

import rnn_utils

import keras
import numpy as np
from from_notebook import definitions, sources

RATES = (0.001, 0.003, 0.01, 0.02, 0.04)
SEEDS, SHORT, LONG = (1, 2, 3), 6, 30
LAYERS = {
    "SimpleRNN 80": lambda: keras.layers.SimpleRNN(80, return_sequences=True),
    "LSTM 32": lambda: keras.layers.LSTM(32, return_sequences=True),
}
FILE = Path(__file__).resolve().parent.parent / "data" / "bracket_runs.csv"


def main():
    lesson = definitions(*sources("05_lstm"))
    paths = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    np.random.default_rng(0).shuffle(paths)
    x, y = lesson["load"](paths[40:], 5000, seed=0)
    lesson |= {"x": x[:4000], "y": y[:4000]}  # what the lesson's train() learns from
    with FILE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["layer", "weights", "rate", "seed", "epochs", "characters", "pieces"])

        def run(name, rate, seed, epochs):
            keras.utils.set_random_seed(seed)
            lesson["EPOCHS"] = epochs
            model = lesson["network"](LAYERS[name]())
            lesson["train"](model, rate)
            right = model.predict(x[4000:], verbose=0).argmax(axis=-1) == y[4000:]
            whole = right.all(axis=1).mean()
            weights = model.layers[1].count_params()
            row = [name, weights, rate, seed, epochs, f"{right.mean():.4f}", f"{whole:.3f}"]
            print(*row, flush=True)
            rows.writerow(row)
            file.flush()
            return whole

        for name in LAYERS:
            best = max(RATES, key=lambda rate, name=name: run(name, rate, 0, SHORT))
            for seed in SEEDS:
                run(name, best, seed, SHORT)
            run(name, best, 0, LONG)


if __name__ == "__main__":
    main()

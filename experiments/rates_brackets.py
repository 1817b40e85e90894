"""The brackets of chapter 5: rates, seeds, longer training; writes ``data/bracket_runs.csv``.

Run it by hand: ``python experiments/rates_brackets.py`` (half an hour). Each network is
judged on 1,000 pieces of the training modules that it did not see, not on the test pieces: first
five rates from seed 0, then the best of them from three more seeds and for five times the epochs.
Last, the LSTM at its best rate with its gradient cut after every 20 steps.
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
CUT = 20  # steps
LAYERS = {
    "SimpleRNN 80": lambda: keras.layers.SimpleRNN(80, return_sequences=True),
    "LSTM 32": lambda: keras.layers.LSTM(32, return_sequences=True),
}
FILE = Path(__file__).resolve().parent.parent / "data" / "bracket_runs.csv"


def cut_network(length):
    """The lesson's network, but every 20 steps an LSTM's states go on without their gradient."""
    inputs = keras.Input((length,), dtype="int32")
    vectors = keras.layers.Embedding(128, 16)(inputs)
    layer = keras.layers.LSTM(32, return_sequences=True, return_state=True)
    outputs, states = [], None
    for start in range(0, length, CUT):
        output, *states = layer(vectors[:, start : start + CUT], initial_state=states)
        states = [keras.ops.stop_gradient(state) for state in states]
        outputs.append(output)
    scores = keras.layers.Dense(4)(keras.ops.concatenate(outputs, axis=1))
    return keras.Model(inputs, scores)


def main():
    lesson = definitions(*sources("05_lstm"))
    paths = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    np.random.default_rng(0).shuffle(paths)
    x, y = lesson["load"](paths[40:], 5000, seed=0)
    _, nested = lesson["distances"](x[4000:])
    alone = (y[4000:] > 0) & ~nested
    header = ["layer", "rate", "seed", "epochs", "characters", "pieces", "alone", "nested"]
    with FILE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(header)

        def run(name, rate, seed, epochs):
            keras.utils.set_random_seed(seed)
            cut = name not in LAYERS
            model = cut_network(x.shape[1]) if cut else lesson["network"](LAYERS[name]())
            lesson["train"](model, x[:4000], y[:4000], rate, epochs)
            right = model.predict(x[4000:], batch_size=500, verbose=0).argmax(axis=-1) == y[4000:]
            whole = right.all(axis=1).mean()
            shares = [
                f"{share:.3f}" for share in (whole, right[alone].mean(), right[nested].mean())
            ]
            row = [name, rate, seed, epochs, f"{right.mean():.4f}", *shares]
            print(*row, flush=True)
            rows.writerow(row)
            file.flush()
            return whole

        best = {}
        for name in LAYERS:
            best[name] = max(RATES, key=lambda rate, name=name: run(name, rate, 0, SHORT))
            for seed in SEEDS:
                run(name, best[name], seed, SHORT)
            run(name, best[name], 0, LONG)
        for seed in (0, *SEEDS):
            run(f"LSTM 32, gradient cut every {CUT} steps", best["LSTM 32"], seed, SHORT)


if __name__ == "__main__":
    main()

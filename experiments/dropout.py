"""The networks of chapter 9: how their settings were chosen, and what each reached.

    python experiments/dropout.py tune     # every setting, judged on other lines to learn from
    python experiments/dropout.py runs     # the best setting of each network, judged on the test
    python experiments/dropout.py table    # what the file says

``tune`` and ``runs`` append to ``data/dropout_runs.csv``, a row for each network, setting and
seed, and leave out what is there already; ``--only`` names the networks. Each seed learns 250
lines of its own, the same ones for every network. ``tune`` judges with 1,000 other lines of the
training modules, seeds 10 to 12; ``runs`` with the 1,000 lines of the test modules, seeds 0 to 9.
On two cores it takes about an hour and a half.
"""

import argparse
import csv
import functools
from pathlib import Path

import rnn_utils
from rnn_utils import layers, training
from rnn_utils.datasets import load_python_source

import keras
import numpy as np
from keras import ops

RUNS = Path(__file__).resolve().parents[1] / "data" / "dropout_runs.csv"
LENGTH, EPOCHS, BATCH, STEPS = 40, 80, 50, 80 * 5
SEEDS = {"tune": (10, 11, 12), "runs": range(10)}
RATES = (0.02, 0.04, 0.08)
SHARES = (0.1, 0.25, 0.5)
# Characters inside strings, by how many steps ago the string began.
GROUPS = {
    "wrong_1_4": (1, 4),
    "wrong_5_8": (5, 8),
    "wrong_9_16": (9, 16),
    "wrong_17_39": (17, 39),
}
LOSS = keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)
NETWORKS = {
    "1 layer of 24": {"depth": 1},
    "1 layer of 32": {"depth": 1, "units": 32},
    "2 layers of 24": {},
    "3 layers of 20": {"depth": 3, "units": 20},
    "3 layers of 24": {"depth": 3},
    "3, normalised": {"depth": 3, "norm": True},
    "3, residual": {"depth": 3, "residual": True},
    "between layers": {"where": "between"},
    "h, new mask per step": {"where": "h", "per": "step"},
    "h, one per sequence": {"where": "h", "per": "sequence"},
    "c, new mask per step": {"where": "c", "per": "step"},
}
SETTING = ["part", "network", "share", "rate", "seed"]
VALUES = ["weights", "learned", "held", "best_held", "lines_learned", "lines_held", *GROUPS]


@functools.cache
def lines(part, seed):
    """250 lines to learn from and 1,000 to judge with, both as (x, y)."""
    data = load_python_source(n_train=4000, n_test=1000, max_length=LENGTH)
    x, y = data.train.arrays(LENGTH)
    order = np.random.default_rng(seed).permutation(len(x))
    learned, others = order[:250], order[250:1250]
    judged = data.test.arrays(LENGTH) if part == "runs" else (x[others], y[others])
    return (x[learned], y[learned]), judged


def stack(depth=2, units=24, where=None, per=None, share=0.0, norm=False, residual=False):
    """The chapter's networks: a stack of LSTM layers under a Dense layer, as a Keras model."""
    between = share if where == "between" else 0.0
    x = inputs = keras.Input((LENGTH, 96))
    for level in range(depth):
        below = x
        if between and level:
            x = keras.layers.Dropout(between)(x)
        if share and not between:
            layer = layers.DropoutLSTM(units, share, where, per, return_sequences=True)
        else:
            layer = keras.layers.LSTM(units, return_sequences=True)
        x = layer(x)
        if residual and level:
            x = x + below
        if norm:
            x = keras.layers.LayerNormalization()(x)
    if between:
        x = keras.layers.Dropout(between)(x)
    return keras.Model(inputs, keras.layers.Dense(3, "softmax")(x))


class Held(keras.callbacks.Callback):
    """The held-out loss after every tenth epoch."""

    def __init__(self, x, y):
        super().__init__()
        self.x, self.y, self.losses = x, y, []

    def on_epoch_end(self, epoch, logs=None):
        if epoch % 10 == 9:
            self.losses.append(float(LOSS(self.y, self.model(self.x))))


def measure(model, part, seed):
    """The values of one run, as a dictionary with the names of ``VALUES``."""
    one_hot = np.eye(96, dtype="float32")
    (x, y), (x_held, y_held) = lines(part, seed)
    training.restart(model, seed)
    held = Held(one_hot[x_held], y_held)
    options = {"epochs": EPOCHS, "batch_size": BATCH, "callbacks": [held], "verbose": 0}
    model.fit(one_hot[x], y, **options)
    found = {"weights": model.count_params(), "best_held": min(held.losses)}
    for name, a, b in (("learned", x, y), ("held", x_held, y_held)):
        p = model(one_hot[a])
        wrong = (ops.convert_to_numpy(p).argmax(axis=-1) != b) & (b >= 0)
        found[name] = float(LOSS(b, p))
        found[f"lines_{name}"] = 1 - wrong.any(axis=1).mean()
    inside = np.zeros_like(y_held)  # how many characters ago the string began, from 1
    for t in range(LENGTH):
        inside[:, t] = (y_held[:, t] == 1) * (1 + (inside[:, t - 1] if t else 0))
    for name, (low, high) in GROUPS.items():
        found[name] = wrong[(inside >= low) & (inside <= high)].mean()
    return found


def read():
    """All rows of the file, numbers as numbers."""
    if not RUNS.exists():
        return []
    with RUNS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [{k: v if k in SETTING[:2] else float(v) for k, v in row.items()} for row in rows]


def chosen(rows, network):
    """The share and the rate with the lowest mean held-out loss among the tuning runs."""
    means = {}
    for row in rows:
        if row["part"] == "tune" and row["network"] == network:
            means.setdefault((row["share"], row["rate"]), []).append(row["held"])
    return min(means, key=lambda setting: np.mean(means[setting]))


def train(part, only):
    RUNS.touch()
    for network, options in NETWORKS.items():
        if only and network not in only:
            continue
        shares = SHARES if "where" in options else (0.0,)
        rates = RATES[:2] if "where" in options else RATES
        settings = [(share, rate) for share in shares for rate in rates]
        for share, rate in settings if part == "tune" else [chosen(read(), network)]:
            there = {tuple(row[k] for k in SETTING) for row in read()}
            seeds = [s for s in SEEDS[part] if (part, network, share, rate, s) not in there]
            if not seeds:
                continue
            keras.backend.clear_session()
            model = stack(**options, share=share)
            model.compile(training.optimizer(STEPS, rate), LOSS, steps_per_execution=5)
            for seed in seeds:
                row = {"part": part, "network": network, "share": share, "rate": rate, "seed": seed}
                found = measure(model, part, seed)
                row |= {k: found[k] if k == "weights" else f"{found[k]:.4f}" for k in VALUES}
                new = RUNS.stat().st_size == 0
                with RUNS.open("a", encoding="utf-8", newline="") as file:
                    writer = csv.DictWriter(file, SETTING + VALUES, lineterminator="\n")
                    if new:
                        writer.writeheader()
                    writer.writerow(row)
                print(*row.values(), flush=True)


def table():
    """A line for each network and setting: mean over seeds, smallest and largest."""
    groups = {}
    for row in read():
        groups.setdefault(tuple(row[k] for k in SETTING[:4]), []).append(row)
    for (part, network, share, rate), rows in groups.items():
        held = [row["held"] for row in rows]
        best, right = (np.mean([row[k] for row in rows]) for k in ("best_held", "lines_held"))
        print(
            f"{part:5}{network:22} share {share:<5} rate {rate:<6} held {np.mean(held):.3f} "
            f"({min(held):.3f}–{max(held):.3f}) best {best:.3f} lines {right:.3f} n {len(held)}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=("tune", "runs", "table"))
    parser.add_argument("--only", nargs="+", help="networks, by name", choices=NETWORKS)
    options = parser.parse_args()
    if options.task == "table":
        table()
    else:
        train(options.task, options.only)


if __name__ == "__main__":
    main()

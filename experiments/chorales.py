"""The long trainings of chapter 8: which rates were tried, and the runs that the chapter draws.

Run it by hand, on a machine that does nothing else:

    python experiments/chorales.py rates    # prints, for each model and rate, the validation value
    python experiments/chorales.py runs     # writes data/chorale_runs.csv, a row for each epoch

For the rates, short runs are enough to see which are far off (``--epochs 8 --seeds 0``). The long
runs use two that were good for every model; which of the two counts, the chapter lets the
validation part decide.

A value is the negative log-likelihood in nats per step, the sum over the 88 keys, averaged over
true steps. Rates are chosen by the validation part; the test part has no say in anything.
"""

import argparse
import csv
import itertools
import math
from pathlib import Path

import rnn_utils
from rnn_utils import training
from rnn_utils.datasets import chord_windows, load_chorales

import keras
import numpy as np
from keras import ops

RUNS = Path(__file__).resolve().parents[1] / "data" / "chorale_runs.csv"
LAYERS = {
    "2 chords": lambda: [],
    "window of 4 chords": lambda: [keras.layers.Conv1D(52, 4, padding="causal", activation="tanh")],
    "tanh": lambda: [keras.layers.SimpleRNN(100, return_sequences=True)],
    "GRU": lambda: [keras.layers.GRU(46, return_sequences=True)],
    "LSTM": lambda: [keras.layers.LSTM(36, return_sequences=True)],
}
RATES = (0.003, 0.01, 0.015, 0.03, 0.06, 0.1)
BEST_RATES = (0.015, 0.03)  # for the long runs
WINDOW, BATCH, KEYS = 64, 32, range(-6, 6)


def step_nll(y, z):
    """(B, T) nats of each step; y is 0 or 1, z are the scores before the sigmoid."""
    return ops.sum(ops.softplus(z) - y * z, axis=-1)


class NLL(keras.losses.Loss):
    """The mean of ``step_nll`` over the steps that count."""

    def __init__(self):
        super().__init__(reduction="mean_with_sample_weight")

    def call(self, y_true, y_pred):
        return step_nll(y_true, y_pred)


class Data:
    """Windows of the training part in all keys, the other parts whole, and log-odds of the keys."""

    def __init__(self):
        data = load_chorales()
        # Every piece in every key, as if it were twelve pieces.
        moved = [piece.transposed(k) for k in KEYS for piece in data.train]
        self.train = chord_windows(moved, WINDOW)
        self.own_keys = chord_windows(data.train, WINDOW)
        self.validation, self.test = chord_windows(data.validation), chord_windows(data.test)
        _, y, mask = self.train
        often = ((y * mask[..., None]).sum(axis=(0, 1)) + 0.5) / (mask.sum() + 1)  # (88,)
        self.log_odds = np.log(often / (1 - often)).astype("float32")


class Test(keras.callbacks.Callback):
    """Adds the value on the test part to the record; nothing is chosen by it."""

    def __init__(self, part):
        super().__init__()
        self.part = part

    def on_epoch_end(self, epoch, logs=None):
        x, y, mask = self.part
        nll = ops.convert_to_numpy(step_nll(y, self.model(x)))
        logs["test_nll"] = float((nll * mask).sum() / mask.sum())


def train(data, name, rate, seed, epochs):
    """Train one model; returns it and the record of its training."""
    keras.utils.set_random_seed(seed)
    # The linear model does better without the other keys, and a baseline gets what suits it.
    x, y, mask = data.own_keys if name == "2 chords" else data.train
    if name == "2 chords":
        epochs *= len(KEYS)

    def log_odds(shape, dtype=None):
        return ops.convert_to_tensor(data.log_odds, dtype)

    last = (
        keras.layers.Conv1D(88, 2, padding="causal", bias_initializer=log_odds)
        if name == "2 chords"
        else keras.layers.Dense(88, bias_initializer=log_odds)
    )
    model = keras.Sequential([keras.Input((None, 88)), *LAYERS[name](), last])
    model.compile(
        training.optimizer(epochs * math.ceil(len(x) / BATCH), rate),
        NLL(),
        weighted_metrics=[keras.metrics.MeanMetricWrapper(step_nll, name="nll")],
        steps_per_execution=8,
    )
    record = training.fit(
        model,
        x,
        y,
        sample_weight=mask,
        name=f"{name}, rate {rate}, seed {seed}",
        epochs=epochs,
        batch_size=BATCH,
        validation_data=data.validation,
        callbacks=[Test(data.test)],
    )
    return model, record


def rates(data, options):
    for name in options.models:
        for rate in options.rates or RATES:
            values = []
            for seed in options.seeds:
                _, record = train(data, name, rate, seed, options.epochs)
                values.append(record.metrics["val_nll"].min())
                keras.backend.clear_session()
            print(name, f"rate {rate}: validation", *(f"{v:.3f}" for v in values), flush=True)


def runs(data, options):
    rows = []
    for rate, seed in itertools.product(options.rates or BEST_RATES, options.seeds):
        for name in options.models:  # in turns, so that a busy minute hits all alike
            model, record = train(data, name, rate, seed, options.epochs)
            columns = [record.updates, record.seconds]
            columns += [record.metrics[metric] for metric in ("nll", "val_nll", "test_nll")]
            for epoch, values in enumerate(zip(*columns, strict=True), start=1):
                updates, seconds, *nll = values
                start = [name, model.count_params(), rate, seed, epoch, updates, f"{seconds:.2f}"]
                rows.append(start + [f"{value:.4f}" for value in nll])
            best = record.metrics["val_nll"].argmin()
            print("  test at the best validation:", record.metrics["test_nll"][best], flush=True)
            keras.backend.clear_session()
    with open(options.out, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        head = "model,weights,rate,seed,epoch,updates,seconds,train,validation,test"
        writer.writerow(head.split(","))
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=["rates", "runs"])
    parser.add_argument("--models", nargs="+", choices=LAYERS, default=list(LAYERS)[1:])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--rates", nargs="+", type=float)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--out", type=Path, default=RUNS)
    options = parser.parse_args()
    print(f"Keras {keras.__version__} on {keras.backend.backend()}")
    {"rates": rates, "runs": runs}[options.task](Data(), options)


if __name__ == "__main__":
    main()

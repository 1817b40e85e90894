"""Seconds per training step of the book's layers against Keras's own, measured in alternation.

Run it by hand: ``python experiments/layers.py`` (two minutes). The ratio is measured five times;
the table shows the median of the five and their range. LSTM(128) must not cost more than 1.05.
"""

import argparse
import time

from rnn_utils import layers

import keras
import numpy as np

BATCH, TIME, FEATURES = 32, 50, 32
LAYERS = {
    "SimpleRNN": (layers.SimpleRNN, keras.layers.SimpleRNN),
    "LSTM": (layers.LSTM, keras.layers.LSTM),
    "GRU": (layers.GRU, keras.layers.GRU),
}


def make_model(layer):
    """A compiled model with one recurrent layer, and nothing else that takes time."""
    model = keras.Sequential(
        [keras.Input((TIME, FEATURES)), layer, keras.layers.Dense(1)], name=layer.name
    )
    model.compile("sgd", "mse")
    return model


def seconds(model, x, y, steps):
    """How long some training steps take."""
    start = time.perf_counter()
    for _ in range(steps):
        model.train_on_batch(x, y)
    return time.perf_counter() - start


def compare(ours, theirs, rounds, steps=2):
    """The seconds per step of the two layers, taking turns every two steps.

    The turns are that short because another program on the machine then slows both alike.
    """
    rng = np.random.default_rng(0)
    x = rng.normal(size=(BATCH, TIME, FEATURES)).astype("float32")
    y = rng.normal(size=(BATCH, 1)).astype("float32")
    pair = [make_model(ours), make_model(theirs)]
    pair[0].set_weights(pair[1].get_weights())
    for model in pair:
        seconds(model, x, y, 5)  # the first steps compile
    taken = ([], [])
    for k in range(rounds):
        for which in (0, 1) if k % 2 else (1, 0):
            taken[which].append(seconds(pair[which], x, y, steps) / steps)
    return taken


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--layers", nargs="+", choices=LAYERS, default=list(LAYERS))
    parser.add_argument("--units", nargs="+", type=int, default=[32, 64, 128, 256])
    parser.add_argument("--repeats", type=int, default=5, help="how often the ratio is measured")
    parser.add_argument("--rounds", type=int, default=16, help="turns of each layer a repeat")
    options = parser.parse_args()

    print(
        f"Milliseconds per training step, median (Keras {keras.__version__} on "
        f"{keras.backend.backend()}, B={BATCH}, T={TIME}, F={FEATURES})"
    )
    print(f"{'layer':>10} {'units':>5} {'ours':>7} {'Keras':>7} {'ratio':>6}  min–max")
    for name in options.layers:
        our_class, keras_class = LAYERS[name]
        for units in options.units:
            keras.utils.set_random_seed(0)
            ours, theirs = compare(
                our_class(units), keras_class(units), options.rounds * options.repeats
            )
            medians = [
                np.median(np.reshape(taken, (options.repeats, options.rounds)), axis=1)
                for taken in (ours, theirs)
            ]
            ratios = medians[0] / medians[1]
            print(
                f"{name:>10} {units:>5} {1000 * np.median(ours):>7.2f} "
                f"{1000 * np.median(theirs):>7.2f} {np.median(ratios):>6.2f}  "
                f"{min(ratios):.2f}–{max(ratios):.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()

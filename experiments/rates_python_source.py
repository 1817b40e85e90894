"""Learning rates for the two networks of chapter 2, on training lines that are set aside.

Run it by hand: ``python experiments/rates_python_source.py`` (five minutes). The Elman and the
Jordan network of the chapter learn from five in six of its training lines, with its batches and
epochs, at four rates and from three starts each. The table shows the share of entirely right lines
among the training lines set aside: the median of the starts and their range. The test lines are
not looked at. Measured with Python 3.11 on two cores:

    network  rate   median  lowest to highest
    elman    0.003  67.8%   65.9% to 76.4%
    elman    0.01   87.9%   87.8% to 90.2%
    elman    0.03   92.4%   82.4% to 95.8%
    elman    0.1    81.0%   61.9% to 82.4%
    jordan   0.003  84.1%   83.4% to 84.3%
    jordan   0.01   84.8%   84.4% to 88.4%
    jordan   0.03   85.0%   84.9% to 85.2%
    jordan   0.1    87.8%   85.2% to 88.1%
"""

import argparse
import math

from rnn_utils import training
from rnn_utils.cells import JordanCell, SimpleRNNCell
from rnn_utils.datasets import load_python_source

import keras
import numpy as np

LENGTH, BATCH = 48, 128
RATES = (0.003, 0.01, 0.03, 0.1)


def elman():
    """The layers of the Elman network."""
    loop = keras.layers.RNN(SimpleRNNCell(32), return_sequences=True)
    return [loop, keras.layers.Dense(3, "softmax")]


def jordan():
    """The layers of the Jordan network, of nearly as many weights."""
    cell = JordanCell(41, output_units=3, output_activation="softmax")
    return [keras.layers.RNN(cell, return_sequences=True)]


def right_lines(layers, rate, seed, learn, held_out, epochs):
    """The share of the held-out lines without an error after training."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(layers())
    steps = epochs * math.ceil(len(learn[0]) / BATCH)
    loss = keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)
    model.compile(training.optimizer(steps, rate), loss)
    model.fit(*learn, epochs=epochs, batch_size=BATCH, verbose=0)
    x, y = held_out
    labels = np.asarray(model(x)).argmax(axis=-1)
    return ((labels == y) | (y < 0)).all(axis=1).mean()


def main():
    """Measure, and print a row for each network and rate."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()

    x, y = load_python_source().train.arrays(LENGTH)
    x = np.eye(96, dtype="float32")[x]
    order = np.random.default_rng(0).permutation(len(x))
    held_out, learn = order[: len(x) // 6], order[len(x) // 6 :]
    parts = (x[learn], y[learn]), (x[held_out], y[held_out])
    print("network  rate   median  lowest to highest", flush=True)
    for layers in (elman, jordan):
        for rate in RATES:
            found = [
                right_lines(layers, rate, seed, *parts, arguments.epochs)
                for seed in range(arguments.seeds)
            ]
            spread = f"{min(found):.1%} to {max(found):.1%}"
            print(f"{layers.__name__:8} {rate:<6} {np.median(found):.1%}   {spread}", flush=True)


if __name__ == "__main__":
    main()

"""The starting rate of chapter 1: which were tried, on what, and what each gave.

Run it by hand: ``python experiments/rates_flights.py`` (about five minutes). The test part is not
used: the last tenth of the sentences to learn from is held out, and the share of its sentences
without an error is printed.
"""

import argparse
import math

import rnn_utils
from rnn_utils import layers, training
from rnn_utils.datasets import load_flights
from rnn_utils.text import Vocabulary

import keras
import numpy as np

RATES = (0.003, 0.01, 0.03)
EPOCHS, BATCH = 10, 64


def arrays(flights):
    """ids (sentences, steps) with 0 for padding, and labels with -1."""
    vocabulary = Vocabulary(word for sentence in flights.train for word in sentence.words)
    length = max(len(sentence.words) for sentence in flights.train)
    x = np.zeros((len(flights.train), length), "int32")
    y = np.full_like(x, -1)
    for k, sentence in enumerate(flights.train):
        x[k, : len(sentence.words)] = vocabulary.encode(sentence.words)
        y[k, : len(sentence.words)] = [flights.labels.index(label) for label in sentence.labels]
    return x, y, len(vocabulary)


def networks(labels):
    """A name, and a function that makes the layers after the embedding."""

    def answer():
        return keras.layers.Dense(labels, "softmax")

    yield "Dense", lambda: [keras.layers.Dense(146, "tanh"), answer()]
    for window, units in {2: 98, 4: 59, 8: 33, 16: 18}.items():
        yield (
            f"window of {window}",
            lambda units=units, window=window: [layers.TimeDelay(units, window - 1), answer()],
        )
    yield "window of 4, wide", lambda: [layers.TimeDelay(300, 3), answer()]
    options = {"input_delays": 3, "output_delays": 3, "return_sequences": True}
    yield "NARX", lambda: [layers.NARX(37, labels, **options), keras.layers.Softmax()]
    yield (
        "NARX, probabilities",
        lambda: [layers.NARX(37, labels, output_activation="softmax", **options)],
    )
    yield "SimpleRNN", lambda: [keras.layers.SimpleRNN(64, return_sequences=True), answer()]


def held_out(make, rate, seed, x, y, words):
    """The share of the held-out sentences that a trained network labels without an error."""
    keras.utils.set_random_seed(seed)
    cut = len(x) * 9 // 10
    model = keras.Sequential([keras.layers.Embedding(words, 24), *make()])
    model.compile(
        training.optimizer(EPOCHS * math.ceil(cut / BATCH), rate),
        keras.losses.SparseCategoricalCrossentropy(ignore_class=-1),
        steps_per_execution=16,
    )
    model.fit(x[:cut], y[:cut], epochs=EPOCHS, batch_size=BATCH, verbose=0)
    right = keras.ops.convert_to_numpy(model(x[cut:])).argmax(axis=-1) == y[cut:]
    return (right | (y[cut:] < 0)).all(axis=1).mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--rates", nargs="+", type=float, default=RATES)
    options = parser.parse_args()
    flights = load_flights()
    x, y, words = arrays(flights)
    print(f"seeds {options.seeds}, Keras {keras.__version__} on {keras.backend.backend()}")
    for name, make in networks(len(flights.labels)):
        for rate in options.rates:
            reached = [f"{held_out(make, rate, seed, x, y, words):.3f}" for seed in options.seeds]
            print(f"{name:20} rate {rate:<6} {' '.join(reached)}", flush=True)
            keras.backend.clear_session()


if __name__ == "__main__":
    main()

"""The settings of chapter 5: which were tried, on what, and what each gave.

Run it by hand: ``python experiments/rates_lstm.py letters`` or ``… text`` (starting rates; some
minutes each) or ``… counts`` (pseudo-counts of tables). Nothing is judged on what the chapter tests
with: the marked letters have rows of their own, and the models of the text the last tenth of the
*training* text, which they do not see.
"""

import argparse
import math
from collections import Counter

import rnn_utils
from rnn_utils import layers, training
from rnn_utils.datasets import load_python_reference
from rnn_utils.text import Vocabulary, windows

import keras
import numpy as np
from keras import ops

LETTERS = 8
CROSS_ENTROPY = keras.losses.SparseCategoricalCrossentropy
RATES = {
    "letters": (0.001, 0.002, 0.005, 0.01, 0.02, 0.04),
    "text": (0.003, 0.006, 0.01, 0.02, 0.03),
}


def marked(n, length, first, seed):
    """The chapter's rows: x (n, length, 9) and the marked letters y (n,)."""
    rng = np.random.default_rng(seed)
    letters = rng.integers(0, LETTERS, (n, length))
    place = np.zeros(n, int) if first else rng.integers(0, length, n)
    mark = np.arange(length) == place[:, None]
    x = np.concatenate([np.eye(LETTERS)[letters], mark[..., None]], axis=-1)
    return x.astype("float32"), letters[np.arange(n), place]


def letters(make, rate, seed, length=30, first=False, epochs=4):
    """The share of marked letters that a trained network names on fresh rows."""
    keras.utils.set_random_seed(seed)
    x, y = marked(10_000, length, first, seed)
    model = keras.Sequential([keras.Input(x.shape[1:]), make(), keras.layers.Dense(LETTERS)])
    model.compile(
        training.optimizer(epochs * math.ceil(len(x) / 128), rate),
        CROSS_ENTROPY(from_logits=True),
        steps_per_execution=16,
    )
    model.fit(x, y, epochs=epochs, batch_size=128, verbose=0)
    x, y = marked(8000, length, first, 98)
    return np.mean(ops.convert_to_numpy(model(x)).argmax(axis=-1) == y)


def text(make, rate, seed, epochs=3, batch_size=32):
    """Bits per character on the last tenth of the training text."""
    reference = load_python_reference().train
    vocabulary, cut = Vocabulary(reference), len(reference) * 9 // 10
    ids = vocabulary.encode(reference)
    x, y = windows(ids[:cut], 64)
    keras.utils.set_random_seed(seed)
    spread = keras.initializers.RandomNormal(stddev=1.0)
    embedding = keras.layers.Embedding(len(vocabulary), 32, embeddings_initializer=spread)
    scores = keras.layers.Dense(len(vocabulary))
    model = keras.Sequential([keras.Input((None,)), embedding, make(), scores])
    model.compile(
        training.optimizer(epochs * math.ceil(len(x) / batch_size), rate),
        CROSS_ENTROPY(from_logits=True),
        steps_per_execution=16,
    )
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model.evaluate(*windows(ids[cut:], 512), verbose=0) / math.log(2)


def counts(pseudo, longest=8):
    """Bits per character of the tables up to the 8-gram on the last tenth of the training text."""
    reference = load_python_reference().train
    size, cut = len(Vocabulary(reference)), len(reference) * 9 // 10
    learned, rest = reference[:cut], reference[cut:]
    bits, means = np.full(len(rest), math.log2(size)), []
    for n in range(longest):
        seen = Counter(learned[k : k + n] for k in range(len(learned) - n))
        followed = Counter(learned[k : k + n + 1] for k in range(len(learned) - n))
        p = 2.0**-bits
        for k in range(n, len(rest)):
            context, both = rest[k - n : k], rest[k - n : k + 1]
            p[k] = (followed[both] + pseudo * p[k]) / (seen[context] + pseudo)
        bits = -np.log2(p)
        means.append(bits.mean())
    return means


def runs(task):
    """What is trained: a name, a function that makes the layer, and further options."""
    if task == "text":
        yield "LSTM 128", lambda: layers.LSTM(128, return_sequences=True), {}
        yield "SimpleRNN 248", lambda: keras.layers.SimpleRNN(248, return_sequences=True), {}
        return
    simple = keras.layers.SimpleRNN
    yield "5 letters, SimpleRNN 49", lambda: simple(49), {"length": 5}
    yield "30 letters, SimpleRNN 49", lambda: simple(49), {}
    yield "30 letters, LSTM 20", lambda: layers.LSTM(20), {}
    first = {"first": True, "epochs": 2}
    yield "mark first, SimpleRNN 49", lambda: simple(49), first
    glorot = {"recurrent_initializer": "glorot_uniform"}
    yield "mark first, SimpleRNN 49, glorot", lambda: simple(49, **glorot), first
    yield "mark first, LSTM 20, bias 1", lambda: layers.LSTM(20), first
    yield "mark first, LSTM 20, bias 1, 4 epochs", lambda: layers.LSTM(20), {"first": True}
    yield "mark first, LSTM 20, bias 4", lambda: layers.LSTM(20, forget_bias=4.0), first


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=[*RATES, "counts"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--rates", nargs="+", type=float)
    parser.add_argument("--only", default="", help="only runs whose name holds this")
    options = parser.parse_args()
    if options.task == "counts":
        for pseudo in (2, 5, 10, 20, 30, 50):
            print(f"pseudo {pseudo:3}", *(f"{mean:.3f}" for mean in counts(pseudo)), flush=True)
        return
    measure = {"letters": letters, "text": text}[options.task]
    print(f"seeds {options.seeds}, Keras {keras.__version__} on {keras.backend.backend()}")
    for name, make, more in runs(options.task):
        if options.only not in name:
            continue
        for rate in options.rates or RATES[options.task]:
            reached = [f"{measure(make, rate, seed, **more):.3f}" for seed in options.seeds]
            print(f"{name:38} rate {rate:<6} {' '.join(reached)}", flush=True)
            keras.backend.clear_session()


if __name__ == "__main__":
    main()

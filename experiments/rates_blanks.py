"""The settings of chapter 10: which were tried, on what, and what each gave.

Run it by hand: ``python experiments/rates_blanks.py readers`` (one way, both ways, one way with the
answer asked at the end), ``… merge`` (merge modes, about equally many weights each) or ``… marked``
(the future says nothing); a few minutes each. Nothing is judged on what the chapter tests with: the
networks learn and are judged on a sister corpus, made by the same grammar, which keeps other
templates and other pairs of name and clue back, and on other marked letters. ``--test`` takes the
chapter's own, to see how far seeds are apart. Shares right among those kept back, means of seeds
10, 11 and 12, with Python 3.11:

                              rate 0.01   rate 0.03   rate 0.1
    readers, 290 updates
    left to right             41.0        41.2        41.1
    right to left             83.3        84.1        80.3
    both ways                 97.7        99.6        99.5
    one way, at the end       95.6        95.4        82.3
    merge, SimpleRNN, 48 updates          (learned)
    concat                    93.4        94.8 (98.6) 71.1
    sum                       89.2        92.4 (98.7) 50.6
    ave                       84.2        90.6 (95.2) 58.4
    mul                       78.2        78.3 (85.0) 49.7
    max                       77.3        80.3 (87.8) 37.4

    merge, rate 0.03, --updates 240: each seed
    concat 98.5 98.5 100.0 · sum 96.3 97.8 98.5 · ave 97.8 97.5 99.1
    mul 75.7 83.4 74.2 · max 87.4 79.1 95.7

    marked, 40 updates        rate 0.03   rate 0.05   rate 0.1    rate 0.2    0.1, --updates 80
    one way, 20               62.3        78.8        97.1        99.8        100.0
    both ways, 13 + 13        52.8        70.4        93.7        98.1        100.0
    both ways, 20 + 20        59.8        76.5        94.4        97.0        100.0

    --test, five seeds        least   most
    both ways, 290 updates    98.0    99.6   (232 updates: 97.7 to 99.6)
    one way, at the end       93.7    95.2
    concat                    85.5    94.3
    sum                       82.5    90.6
    ave                       82.2    86.5
    mul                       69.4    77.8
    max                       73.1    83.5
    one way, 20, rate 0.05    75.2    80.9
    both ways, 13 + 13        66.6    72.9
    both ways, 20 + 20        74.4    78.6
"""

import argparse
import functools
import math
import sys
import zlib
from pathlib import Path

import rnn_utils
from rnn_utils import layers, training
from rnn_utils.datasets import load_blanks
from rnn_utils.text import Vocabulary

import keras
import numpy as np
from keras import ops

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from data.make import blanks

LOSS = keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)


@functools.cache
def corpus(sister=True):
    """A corpus of the same grammar that keeps other templates and other pairs back for the test."""
    if not sister:
        return load_blanks()
    number = blanks._number
    blanks._number = lambda text: zlib.crc32(f"sister {text}".encode())
    try:
        return blanks.generate(seed=2)
    finally:
        blanks._number = number


def arrays(sentences, vocabulary, answers, last=False):
    length = max(len(s.words) for s in sentences)
    x = np.zeros((len(sentences), length), "int32")
    y = np.full((len(sentences), length), -1, "int32")
    for k, s in enumerate(sentences):
        x[k, : len(s.words)] = vocabulary.encode(s.words)
        y[k, len(s.words) - 1 if last else s.place] = answers.index(s.answer)
    return x, y


@functools.cache
def parts(last=False, short=False, sister=True):
    found = corpus(sister)
    vocabulary = Vocabulary(word for s in found.train + found.test for word in s.words)
    kept = [
        [s for s in part if not short or ("not" not in s.words and len(s.words) <= 17)]
        for part in (found.train, found.test)
    ]
    return [arrays(part, vocabulary, found.answers, last) for part in kept], len(vocabulary)


def marked(n, seed, steps=12):
    """The chapter's rows of letters; y is the letter that was marked last, at every step."""
    rng = np.random.default_rng(seed)
    letters, mark = rng.integers(0, 8, (n, steps)), rng.random((n, steps)) < 0.25
    mark[:, 0] = True
    last = np.maximum.accumulate(np.where(mark, np.arange(steps), 0), axis=1)
    x = np.concatenate([np.eye(8)[letters], mark[..., None]], axis=-1)
    return x.astype("float32"), np.take_along_axis(letters, last, axis=1)


def reader(cell, units, mode):
    layer = cell(units, return_sequences=True)
    if mode == "one way":
        return lambda x, real: layer(x, mask=real)
    return lambda x, real: layers.Bidirectional(layer, mode)(x, mask=real)


def measure(read, data, words, rate, seeds, updates, batch):
    x, y = data[0]
    keras.utils.set_random_seed(0)
    if words:
        inputs = keras.Input((None,), dtype="int32")
        hidden = read(keras.layers.Embedding(words, 16)(inputs), ops.not_equal(inputs, 0))
    else:
        inputs = keras.Input(x.shape[1:])
        hidden = read(inputs, None)
    model = keras.Model(inputs, keras.layers.Dense(int(y.max()) + 1, "softmax")(hidden))
    epochs = max(1, round(updates / math.ceil(len(x) / batch)))
    adam = training.optimizer(epochs * math.ceil(len(x) / batch), rate)
    adam.build(model.trainable_variables)  # or Keras would compile the training step twice
    model.compile(adam, LOSS, steps_per_execution=10)
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        for layer in (layer for layer in model.layers if layer.weights):
            fresh = layer.from_config(layer.get_config())
            fresh.build_from_config(layer.get_build_config())
            layer.set_weights(fresh.get_weights())
        for variable in adam.variables:
            variable.assign(ops.zeros_like(variable))
        model.fit(x, y, epochs=epochs, batch_size=batch, verbose=0)
        shares = [
            (ops.convert_to_numpy(model(rows)).argmax(axis=-1) == labels)[labels >= 0].mean()
            for rows, labels in data
        ]
        yield shares


def turned(data):
    return [(x[:, ::-1], y[:, ::-1]) for x, y in data]


def runs(o):
    lstm = keras.layers.LSTM
    cell = getattr(keras.layers, o.cell)
    if o.task == "readers":
        data, words = parts(sister=o.sister)
        yield "left to right", reader(lstm, 26, "one way"), data, words, o.updates, 128
        yield "right to left", reader(lstm, 26, "one way"), turned(data), words, o.updates, 128
        yield "both ways", reader(lstm, 16, "concat"), data, words, o.updates, 128
        last, words = parts(last=True, sister=o.sister)
        yield "at the end", reader(lstm, 26, "one way"), last, words, o.updates, 128
    elif o.task == "merge":
        data, words = parts(short=True, sister=o.sister)
        units = {"LSTM": (16, 17), "GRU": (19, 20), "SimpleRNN": (32, 35)}[o.cell]
        for mode in ("concat", "sum", "ave", "mul", "max"):
            n = units[0] if mode == "concat" else units[1]
            yield f"{o.cell} {mode}", reader(cell, n, mode), data, words, o.updates, 96
    else:
        data = marked(o.rows, 1), marked(1000, 98 if o.sister else 99)
        gru = keras.layers.GRU
        yield "one way, 20", reader(gru, 20, "one way"), data, 0, o.updates, 64
        yield "both ways, 13 + 13", reader(gru, 13, "concat"), data, 0, o.updates, 64
        yield "both ways, 20 + 20", reader(gru, 20, "concat"), data, 0, o.updates, 64


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=("readers", "merge", "marked"))
    parser.add_argument("--seeds", nargs="+", type=int, default=[10, 11, 12])
    parser.add_argument("--rates", nargs="+", type=float, default=[0.01, 0.03, 0.1])
    parser.add_argument("--updates", type=int)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--cell", default="SimpleRNN")
    parser.add_argument("--test", dest="sister", action="store_false")
    parser.add_argument("--only", default="")
    o = parser.parse_args()
    o.updates = o.updates or {"readers": 290, "merge": 48, "marked": 40}[o.task]
    print(o, f"Keras {keras.__version__} on {keras.backend.backend()}")
    for name, read, data, words, updates, batch in runs(o):
        if o.only not in name:
            continue
        for rate in o.rates:
            learned, new = zip(
                *measure(read, data, words, rate, o.seeds, updates, batch), strict=True
            )
            told = " ".join(f"{share:6.1%}" for share in new)
            means = f"{np.mean(new):6.1%} {np.mean(learned):6.1%}"
            print(f"{name:20} rate {rate:<6} {told} │ {means}", flush=True)
            keras.backend.clear_session()


if __name__ == "__main__":
    main()

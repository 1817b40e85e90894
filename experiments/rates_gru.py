"""The settings of chapter 7: which were tried, on what, and what each gave.

Run it by hand: ``python experiments/rates_gru.py letters`` (starting rates for the marked letters,
and the simple RNN with more to learn from), ``… lines`` (starting rates for 250 lines of Python),
``… seeds`` (eight starts at the chapter's rate) or ``… draws`` (four other sets of 250 lines); some
minutes each. Nothing is judged on what the chapter tests with: the marked letters have rows of
their own, and the networks that learn lines are judged on 1,000 other lines of the *training*
modules. Mean gaps in loss, measured with Python 3.11 on two cores:

    run                    LSTM 24  GRU 24  GRU 30
    lines, rate 0.03       0.141    0.072   0.063   (three seeds)
    lines, rate 0.1        0.103    0.071   0.063
    lines, rate 0.3        0.139    0.097   0.110
    seeds                  0.107    0.068   0.056   (eight seeds)
    draws 0                0.086    0.031   0.072   (two seeds each)
    draws 1                0.047    0.024   0.023
    draws 2                0.054    0.027   0.038
    draws 3                0.048    0.082   0.060
"""

import argparse
import functools
import math

import rnn_utils
from rnn_utils import training
from rnn_utils.datasets import load_python_source

import keras
import numpy as np
from keras import ops

LETTERS, LENGTH = 8, 30
CROSS_ENTROPY = keras.losses.SparseCategoricalCrossentropy
RATES = {
    "letters": (0.03, 0.1, 0.3),
    "lines": (0.03, 0.1, 0.3),
    "seeds": (0.1,),
    "draws": (0.1,),
}
SEEDS = {"letters": range(3), "lines": range(3), "seeds": range(8), "draws": range(2)}


def marked(n, seed):
    """The chapter's rows: x (n, 30, 9) and the letters marked last y (n,)."""
    rng = np.random.default_rng(seed)
    letters = rng.integers(0, LETTERS, (n, LENGTH))
    mark = rng.random((n, LENGTH)) < 0.1
    mark[:, 0] |= ~mark.any(axis=1)
    last = LENGTH - 1 - mark[:, ::-1].argmax(axis=1)
    x = np.concatenate([np.eye(LETTERS)[letters], mark[..., None]], axis=-1)
    return x.astype("float32"), letters[np.arange(n), last]


def letters(make, rate, seed, rows=2500, epochs=6):
    """The share of letters that a trained network names on fresh rows."""
    keras.utils.set_random_seed(seed)
    x, y = marked(rows, seed)
    model = keras.Sequential([keras.Input(x.shape[1:]), make(), keras.layers.Dense(LETTERS)])
    model.compile(
        training.optimizer(epochs * math.ceil(rows / 128), rate),
        CROSS_ENTROPY(from_logits=True),
        steps_per_execution=10,
    )
    model.fit(x, y, epochs=epochs, batch_size=128, verbose=0)
    x, y = marked(8000, 98)
    return f"{np.mean(ops.convert_to_numpy(model(x)).argmax(axis=-1) == y):.3f}"


@functools.cache
def split(draw=None):
    """250 lines to learn from and 1,000 to judge with, all from the training modules.

    ``draw=None`` gives the chapter's 250 lines, a number another random set.
    """
    x, y = load_python_source(6000, 1000).train.arrays(48)
    order = np.random.default_rng(draw or 0).permutation(len(x))
    if draw is not None:
        learned, others = order[:250], order[250:1250]
        return (x[learned], y[learned]), (x[others], y[others])
    learned = load_python_source(250, 1000).train.arrays(48)
    lines = {row.tobytes() for row in learned[0]}
    others = [k for k in order if x[k].tobytes() not in lines][:1000]
    return learned, (x[others], y[others])


def lines(make, rate, seed, draw=None, epochs=30, batch_size=32):
    """Gap in loss, share of lines right among the learned and among the others."""
    learned, others = split(draw)
    one_hot = np.eye(96, dtype="float32")
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input((48, 96)), make(), keras.layers.Dense(3, "softmax")])
    loss = CROSS_ENTROPY(ignore_class=-1)
    steps = epochs * math.ceil(len(learned[0]) / batch_size)
    model.compile(training.optimizer(steps, rate), loss, steps_per_execution=8)
    model.fit(one_hot[learned[0]], learned[1], epochs=epochs, batch_size=batch_size, verbose=0)
    found = []
    for x, y in (learned, others):
        p = model(one_hot[x])
        right = (ops.convert_to_numpy(p).argmax(axis=-1) == y) | (y < 0)
        found.append((float(loss(y, p)), right.all(axis=1).mean()))
    (l_seen, a_seen), (l_held, a_held) = found
    return f"{l_held - l_seen:.3f} {a_seen:.3f} {a_held:.3f} │"


def runs(task):
    """What is trained: a name, a function that makes the layer, rates, and further options."""
    rates, sequences = RATES[task], {"return_sequences": True}
    if task == "letters":
        simple = keras.layers.SimpleRNN
        yield "SimpleRNN 45", lambda: simple(45), (0.002, 0.005, 0.01, 0.03), {}
        yield "SimpleRNN 45, 25,000 rows", lambda: simple(45), (0.01,), {"rows": 25_000}
        yield "LSTM 20", lambda: keras.layers.LSTM(20), rates, {}
        yield "GRU 23", lambda: keras.layers.GRU(23), rates, {}
        return
    for draw in range(4) if task == "draws" else [None]:
        name = "" if draw is None else f"draw {draw}, "
        more = {"draw": draw}
        yield f"{name}LSTM 24", lambda: keras.layers.LSTM(24, **sequences), rates, more
        yield f"{name}GRU 24", lambda: keras.layers.GRU(24, **sequences), rates, more
        yield f"{name}GRU 30", lambda: keras.layers.GRU(30, **sequences), rates, more


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=RATES)
    parser.add_argument("--seeds", nargs="+", type=int)
    parser.add_argument("--rates", nargs="+", type=float)
    parser.add_argument("--only", default="", help="only runs whose name holds this")
    options = parser.parse_args()
    measure = letters if options.task == "letters" else lines
    seeds = options.seeds or list(SEEDS[options.task])
    print(f"seeds {seeds}, Keras {keras.__version__} on {keras.backend.backend()}")
    if measure is lines:
        print("per seed: gap in loss, share of lines right among the learned, among the others")
    for name, make, rates, more in runs(options.task):
        if options.only not in name:
            continue
        for rate in options.rates or rates:
            reached = [measure(make, rate, seed, **more) for seed in seeds]
            print(f"{name:26} rate {rate:<6} {' '.join(reached)}", flush=True)
            keras.backend.clear_session()


if __name__ == "__main__":
    main()

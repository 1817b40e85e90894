"""The settings of chapter 4: which were tried, on what, and what each gave.

Run it by hand: ``python experiments/rates_short_memory.py marked`` (which letter was marked? 160
updates), ``… longer`` (the same, 1,280 updates), ``… first`` (a letter, then a hundred silent
steps or a hundred other letters) or ``… explosion`` (a linear network, clipped or not); some
minutes each. Networks are judged on rows that the chapter neither trains nor tests with.
"""

import argparse
import math

import rnn_utils
from rnn_utils import reference, training

import keras
import numpy as np
from keras import ops

LENGTH, JUDGED = 110, 98
CROSS_ENTROPY = keras.losses.SparseCategoricalCrossentropy
RATES = {
    "marked": (0.001, 0.003, 0.01, 0.03),
    "longer": (0.001, 0.003, 0.01, 0.03),
    "first": (0.0003, 0.001, 0.003, 0.01),
    "explosion": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3),
}


def marked(n, seed):
    """The chapter's rows: x (n, T, 5), the marked letter y (n, T) and its place (n,)."""
    rng = np.random.default_rng(seed)
    letters, place = rng.integers(0, 4, (n, LENGTH)), rng.integers(0, 10, n)
    mark = np.arange(LENGTH) == place[:, None]
    x = np.concatenate([np.eye(4)[letters], mark[..., None]], axis=-1)
    y = np.repeat(letters[np.arange(n), place, None], LENGTH, axis=1)
    return x.astype("float32"), y, place


def first_letter(n, seed, silent):
    """The chapter's rows: a letter, then 100 silent steps or letters; x (n, 101, 4), y (n,)."""
    letters = np.random.default_rng(seed).integers(0, 4, (n, 101))
    x = np.eye(4, dtype="float32")[letters]
    if silent:
        x[:, 1:] = 0
    return x, letters[:, 0]


def compiled(shape, layer, updates, rate):
    model = keras.Sequential([keras.Input(shape), layer, keras.layers.Dense(4)])
    adam = training.optimizer(updates, rate)
    model.compile(adam, CROSS_ENTROPY(from_logits=True), steps_per_execution=16)
    return model


def recall(make, rate, seed, rows=2048, epochs=5):
    """What a trained network gets right at lag 0, 20 and 100, and at worst at any lag."""
    keras.utils.set_random_seed(seed)
    x, y, place = marked(rows, seed)
    asked = (np.arange(LENGTH) >= place[:, None]).astype("float32")
    model = compiled(x.shape[1:], make(), epochs * math.ceil(rows / 64), rate)
    model.fit(x, y, epochs=epochs, batch_size=64, sample_weight=asked, verbose=0)
    x, y, place = marked(2000, JUDGED)
    right = ops.convert_to_numpy(model(x)).argmax(axis=-1) == y
    lags = right[np.arange(2000), place + np.arange(101)[:, None]].mean(axis=1)
    return " ".join(f"{value:.2f}" for value in (*lags[[0, 20, 100]], lags.min()))


def carried(make, rate, seed, silent=True, rows=1024, epochs=8):
    """The share of first letters that a trained network names a hundred steps later."""
    keras.utils.set_random_seed(seed)
    x, y = first_letter(rows, seed, silent)
    model = compiled(x.shape[1:], make(), epochs * math.ceil(rows / 64), rate)
    model.fit(x, y, epochs=epochs, batch_size=64, verbose=0)
    x, y = first_letter(2000, JUDGED, silent)
    return f"{np.mean(ops.convert_to_numpy(model(x)).argmax(axis=-1) == y):.2f}"


def descend(clip, rate, seed, updates=200):
    """The chapter's linear network: the median of the last twenty losses, or how long it lived."""
    rng = np.random.default_rng(seed)
    kernel, matrix = rng.standard_normal((1, 16)), rng.standard_normal((16, 16))
    matrix /= np.abs(np.linalg.eigvals(matrix)).max()
    weights, losses = [kernel, matrix, np.zeros(16), rng.standard_normal(16) / 4], []
    while len(losses) < updates:
        x = np.zeros((32, 40, 1))
        x[:, 0, 0] = rng.standard_normal(32)
        run = reference.simple_rnn(x, *weights[:3], activation="linear")
        h = run.outputs[:, -1]
        error = h @ weights[3] - x[:, 0, 0]
        losses.append(np.mean(error**2))
        if not np.isfinite(losses[-1]):
            return f"dead@{len(losses)}"
        slopes = np.zeros_like(run.outputs)
        slopes[:, -1] = 2 / 32 * error[:, None] * weights[3]
        gradients = [*run.backward(slopes).weights, 2 / 32 * h.T @ error]
        norm = math.sqrt(sum(np.sum(g**2) for g in gradients))
        scale = 1.0 if clip is None or norm <= clip else clip / norm
        weights = [w - rate * scale * g for w, g in zip(weights, gradients, strict=True)]
    return f"{np.median(losses[-20:]):.3f}"


def simple(start, activation="tanh", sequences=True):
    """A function that makes a SimpleRNN; a number is the gain of an orthogonal start."""

    def make():
        initial = start if isinstance(start, str) else keras.initializers.Orthogonal(start)
        options = {"recurrent_initializer": initial, "return_sequences": sequences}
        return keras.layers.SimpleRNN(36, activation, **options)

    return make


def gated(cell, keep, write=0.0):
    """A function that makes an LSTM or GRU with these biases of its gates."""

    def make():
        units = {"LSTM": 16, "GRU": 19}[cell]
        layer = getattr(keras.layers, cell)(units, return_sequences=True)
        layer.build((None, None, 5))
        kernel, recurrent, _ = layer.get_weights()
        bias = np.repeat([write, keep, 0, 0] if cell == "LSTM" else [keep, 0, 0], units)
        if cell == "GRU":  # Keras has two biases there
            bias = np.stack([bias, 0 * bias])
        layer.set_weights([kernel, recurrent, bias])
        return layer

    return make


def runs(task):
    """What is trained: a name, a function that makes the layer, and further options."""
    more = {"rows": 4096, "epochs": 20} if task == "longer" else {}
    if task == "first":
        for silent in (True, False):
            after = "silence" if silent else "letters"
            more = {"silent": silent} | ({} if silent else {"rows": 2048, "epochs": 5})
            for activation, start in [
                *(("tanh", s) for s in ("glorot_uniform", 1.0, "identity")),
                *(("relu", s) for s in ("glorot_uniform", 1.0, "identity")),
            ]:
                yield f"{after}, {activation}, {start}", simple(start, activation, False), more
        return
    yield "ReLU, identity", simple("identity", "relu"), more
    yield "tanh, orthogonal × 0.9", simple(0.9), more
    yield "LSTM, keep 1 (Keras)", gated("LSTM", 1.0), more
    yield "GRU, keep 0 (Keras)", gated("GRU", 0.0), more
    if task == "longer":
        return
    yield "LSTM, keep 4", gated("LSTM", 4.0), more
    yield "LSTM, keep 4, write -4", gated("LSTM", 4.0, -4.0), more
    yield "LSTM, keep 1, write -4", gated("LSTM", 1.0, -4.0), more
    yield "GRU, keep 4", gated("GRU", 4.0), more
    yield "tanh, Glorot", simple("glorot_uniform"), more
    yield "tanh, identity", simple("identity"), more
    yield "tanh, orthogonal × 0.7", simple(0.7), more
    yield "tanh, orthogonal × 1.0", simple(1.0), more
    yield "ReLU, Glorot", simple("glorot_uniform", "relu"), more


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=RATES)
    parser.add_argument("--seeds", nargs="+", type=int)
    parser.add_argument("--rates", nargs="+", type=float)
    parser.add_argument("--only", nargs="+", default=[""], help="only names with one of these")
    options = parser.parse_args()
    rates = options.rates or RATES[options.task]
    seeds = options.seeds or [*range(8 if options.task == "explosion" else 3)]
    if options.task == "explosion":
        np.seterr(all="ignore")
        for clip in (None, 1.0):
            for rate in rates:
                ends = [descend(clip, rate, seed) for seed in seeds]
                print(f"clip {clip!s:4} rate {rate:<6} {'  '.join(ends)}", flush=True)
        return
    measure = carried if options.task == "first" else recall
    print(f"seeds {seeds}, Keras {keras.__version__} on {keras.backend.backend()}")
    if measure is recall:
        print("for each seed: right at lag 0, 20, 100, and at the worst lag")
    for name, make, more in runs(options.task):
        if not any(part in name for part in options.only):
            continue
        for rate in rates:
            reached = [measure(make, rate, seed, **more) for seed in seeds]
            print(f"{name:28} rate {rate:<6} {'  │  '.join(reached)}", flush=True)
            keras.backend.clear_session()


if __name__ == "__main__":
    main()

"""The learning rates of chapter 3: which were tried, on what, and what each gave.

Run it by hand: ``python experiments/rates_bptt.py echo`` (the letter three steps ago) or ``… text``
(characters of the Python reference); some minutes each. Nothing is judged on what the chapter tests
with: the echo is judged on rows of another seed, the text on the end of its training part.
"""

import argparse

import rnn_utils
from rnn_utils import reference
from rnn_utils.datasets import load_python_reference
from rnn_utils.text import Vocabulary

import numpy as np

STEPS, ROWS = 24, 32
RATES = {"echo": (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0), "text": (2.0, 2.5, 3.0, 3.5)}
PIECES = {"echo": (1, 2, 3, 4, 6, 12), "text": (1, 4, 24)}


def init(units, seed, symbols):
    """The start of the chapter: U, W, b, V, c."""
    rng = np.random.default_rng(seed)
    U = rng.normal(size=(symbols, units)) / symbols**0.5
    W = np.linalg.qr(rng.normal(size=(units, units)))[0]
    V = rng.normal(size=(units, symbols)) / units**0.5
    return [U, W, np.zeros(units), V, np.zeros(symbols)]


def softmax(scores):
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def cut_gradients(p, x, y, h0, k):
    """The gradients of the mean loss, cut into pieces of k steps, and the last state."""
    grads, state = [np.zeros_like(w) for w in p], h0
    for a in range(0, x.shape[1], k):
        run = reference.simple_rnn(x[:, a : a + k], *p[:3], initial_state=state)
        errors = (softmax(run.outputs @ p[3] + p[4]) - y[:, a : a + k]) / y.sum()
        below = run.backward(errors @ p[3].T).weights
        upper = np.einsum("btu,btk->uk", run.outputs, errors), errors.sum(axis=(0, 1))
        grads = [g + more for g, more in zip(grads, [*below, *upper], strict=True)]
        (state,) = run.states
    return grads, state


def echo_rows(rows, seed, lag=3):
    letters = np.random.default_rng(seed).integers(0, 3, (rows, STEPS))
    answers = np.pad(letters, ((0, 0), (lag, 0)))[:, :STEPS]
    return np.eye(3)[letters], np.eye(3)[answers]


def echo(k, rate, seed, units=8, updates=600, learned="UWbVc"):
    """The share of right answers where there is something to recall, after plain descent."""
    p, (x_all, y_all) = init(units, seed, 3), echo_rows(ROWS * updates, seed=100 + seed)
    for first in range(0, len(x_all), ROWS):
        x, y = x_all[first : first + ROWS], y_all[first : first + ROWS]
        grads, _ = cut_gradients(p, x, y, np.zeros((ROWS, units)), k)
        p = [w - rate * g * (n in learned) for n, w, g in zip("UWbVc", p, grads, strict=True)]
    x, y = echo_rows(1000, seed=98)
    outputs = reference.simple_rnn(x, *p[:3]).outputs
    return ((outputs @ p[3] + p[4]).argmax(-1) == y.argmax(-1))[:, 3:].mean()


def text(k, rate, seed, units=48, updates=400):
    """Bits per character on the last twentieth of the training text."""
    reference_text = load_python_reference().train
    ids = Vocabulary(reference_text, max_size=64).encode(reference_text)
    cut = len(ids) * 19 // 20
    p, state, one_hot = init(units, seed, 64), np.zeros((ROWS, units)), np.eye(64)
    starts = np.linspace(0, cut - STEPS * updates - 1, ROWS).astype(int)[:, None]
    for update in range(updates):
        place = starts + STEPS * update + np.arange(STEPS)
        x, y = one_hot[ids[place]], one_hot[ids[place + 1]]
        grads, state = cut_gradients(p, x, y, state, k)
        norm = np.sqrt(sum(np.sum(g**2) for g in grads))
        now = rate * (1 - update / updates) / max(1, norm)
        p = [w - now * g for w, g in zip(p, grads, strict=True)]
    rows = ids[cut:]
    rows = rows[: len(rows) // 40 * 40].reshape(40, -1)
    outputs = reference.simple_rnn(one_hot[rows[:, :-1]], *p[:3]).outputs
    chosen = np.take_along_axis(softmax(outputs @ p[3] + p[4]), rows[:, 1:, None], axis=-1)
    return -np.log2(chosen).mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=RATES)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--rates", nargs="+", type=float)
    options = parser.parse_args()
    measure = {"echo": echo, "text": text}[options.task]
    runs = [(f"pieces of {k}", {"k": k}) for k in PIECES[options.task]]
    if options.task == "echo":
        runs.append(("only V and c", {"k": 1, "learned": "Vc"}))
    print(f"seeds {options.seeds}")
    for name, more in runs:
        for rate in options.rates or RATES[options.task]:
            reached = [f"{measure(rate=rate, seed=s, **more):.3f}" for s in options.seeds]
            print(f"{name:14} rate {rate:<5} {' '.join(reached)}", flush=True)


if __name__ == "__main__":
    main()

"""Teacher forcing against scheduled sampling on number words: how often is the answer right?

Writes data/scheduled_runs.csv, which chapter 16 reads. Run it by hand; on two idle cores it takes
about five minutes:

    python experiments/scheduled_sampling.py
"""

import csv
import math
from pathlib import Path

import rnn_utils
from rnn_utils import seq2seq, text, training
from rnn_utils.datasets import load_number_words

import keras
import numpy as np
from keras import ops

RUNS = Path(__file__).parents[1] / "data/scheduled_runs.csv"
SHARES = 0.0, 0.25, 0.5, 1.0  # of the decoder's inputs that are its own at the end of training
SEEDS = range(6)
EPOCHS, BATCH, RATE, UNITS = 5, 128, 0.005, 128


def mixed(model, x, share, random):
    """Inputs of the decoder, a share of which is what the network itself would have written."""
    own = model.predict(x, batch_size=1000, verbose=0).argmax(axis=-1)
    own = np.pad(own, ((0, 0), (1, 0)))[:, :-1]  # one step ahead, like the right ones
    mine = random.random(own.shape) < share
    mine[:, 0] = False
    return x | {"target": np.where(mine, own, x["target"]).astype("int32")}


def run(model, x, y, share, seed):
    """Train from a seed; the share grows evenly from 0 to its full value."""
    training.restart(model, seed)
    random = np.random.default_rng(seed)
    for epoch in range(EPOCHS):
        now = share * epoch / (EPOCHS - 1)
        inputs = mixed(model, x, now, random) if now else x
        model.fit(inputs, y, batch_size=BATCH, verbose=0)


def main():
    numbers = load_number_words()
    english = [numbers.english[n] for n in numbers.train]
    french = [numbers.french[n] for n in numbers.train]
    vocabularies = [text.Vocabulary(w for s in side for w in s) for side in (english, french)]
    model = seq2seq.Seq2Seq(*vocabularies, UNITS, max_length=30)
    x, y = model.pairs(english, french)
    steps = EPOCHS * math.ceil(len(y) / BATCH)
    model.compile(training.optimizer(steps, RATE), steps_per_execution=16)
    sources = [numbers.english[n] for n in numbers.test]
    targets = [numbers.french[n] for n in numbers.test]
    x_test, y_test = model.pairs(sources, targets)
    real = ops.convert_to_numpy(seq2seq.real(y_test))
    rows = []
    for seed in SEEDS:
        for share in SHARES:
            run(model, x, y, share, seed)
            answers = model.translate(sources)
            exact = np.mean([a == t for a, t in zip(answers, targets, strict=True)])
            forced = model.predict(x_test, batch_size=1000, verbose=0).argmax(-1) == y_test
            row = seed, share, round(float(exact), 4), round(float(forced[real].mean()), 4)
            rows.append(row)
            print(*row, flush=True)
    with RUNS.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["seed", "share", "exact", "steps_right"])
        writer.writerows(rows)


if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    main()

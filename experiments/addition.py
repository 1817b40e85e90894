"""Two recipes for adding two numbers up to three digits: how long until whole answers are right?

The first is one that many tutorials share: one-hot letters padded with blanks, the question turned
round, an LSTM of 128 units whose last output is repeated for a second one, batches of 32, Adam at
a constant rate of 0.001. The second is that of chapter 16. Both see the same sums.

    python experiments/addition.py

It trains an epoch of each run in turn, does not count evaluation, and writes what was reached to
data/addition_runs.csv, which chapter 16 reads; about seven minutes on two idle cores.
"""

import csv
import math
import time
from pathlib import Path

import rnn_utils
from rnn_utils import seq2seq, text, training
from rnn_utils.datasets import load_sums

import keras
import numpy as np

FILE = Path(__file__).parents[1] / "data/addition_runs.csv"
RUNS = ("shared", 0), ("chapter 16", 0), ("chapter 16", 1), ("chapter 16", 2)  # recipe, seed
EPOCHS = {"shared": 22, "chapter 16": 10}


class Shared:
    """Encoder, RepeatVector, decoder, as in many tutorials."""

    def __init__(self, sums):
        self.letters = text.Vocabulary("0123456789+ ")
        self.x = self.one_hot([q.rjust(7)[::-1] for q in sums.train_questions])
        self.y = self.one_hot([a.ljust(4) for a in sums.train_answers])
        self.x_test = self.one_hot([q.rjust(7)[::-1] for q in sums.test_questions])
        self.y_test = self.one_hot([a.ljust(4) for a in sums.test_answers])
        layers = keras.layers
        self.model = keras.Sequential(
            [
                keras.Input(self.x.shape[1:]),
                layers.LSTM(128),
                layers.RepeatVector(4),
                layers.LSTM(128, return_sequences=True),
                layers.Dense(len(self.letters), activation="softmax"),
            ]
        )
        self.model.compile("adam", "categorical_crossentropy")

    def one_hot(self, texts):
        return np.stack([self.letters.one_hot(self.letters.encode(t)) for t in texts])

    def epoch(self):
        self.model.fit(self.x, self.y, batch_size=32, verbose=0)

    def right(self):
        answers = self.model.predict(self.x_test, batch_size=1000, verbose=0).argmax(-1)
        return float((answers == self.y_test.argmax(-1)).all(axis=1).mean())


class Chapter:
    """Seq2Seq of 64 units, both sides from right to left, batches of 128, a falling rate."""

    def __init__(self, sums):
        self.questions = [q[::-1] for q in sums.test_questions]
        self.answers = [a[::-1] for a in sums.test_answers]
        letters = text.Vocabulary("0123456789+")
        self.model = seq2seq.Seq2Seq(letters, text.Vocabulary("0123456789"), 64, max_length=5)
        questions = [q[::-1] for q in sums.train_questions]
        self.x, self.y = self.model.pairs(questions, [a[::-1] for a in sums.train_answers])
        steps = EPOCHS["chapter 16"] * math.ceil(len(self.y) / 128)
        self.model.compile(training.optimizer(steps, 0.02), steps_per_execution=16)

    def epoch(self):
        self.model.fit(self.x, self.y, batch_size=128, verbose=0)

    def right(self):
        pairs = zip(self.model.translate(self.questions), self.answers, strict=True)
        return float(np.mean([got == want for got, want in pairs]))


def main():
    sums = load_sums()
    models, seconds, rows = {}, dict.fromkeys(RUNS, 0.0), []
    for recipe, seed in RUNS:
        keras.utils.set_random_seed(seed)
        models[recipe, seed] = RECIPES[recipe](sums)
    for epoch in range(1, max(EPOCHS.values()) + 1):
        for run in (run for run in RUNS if epoch <= EPOCHS[run[0]]):
            started = time.perf_counter()
            models[run].epoch()
            seconds[run] += time.perf_counter() - started
            rows.append((*run, epoch, round(seconds[run], 1), models[run].right()))
            print(*rows[-1], flush=True)
    with FILE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["recipe", "seed", "epoch", "seconds", "right"])
        writer.writerows(rows)


RECIPES = {"shared": Shared, "chapter 16": Chapter}

if __name__ == "__main__":
    main()

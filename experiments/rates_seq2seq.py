"""The starting rates of chapter 16, tried on pairs that the chapter is not tested on.

Run it by hand: ``python experiments/rates_seq2seq.py`` (two minutes) tries three rates on sums
from the left and from the right, judged by 5,000 of the training sums.
"""

import math

import rnn_utils
from rnn_utils import seq2seq, training
from rnn_utils.datasets import load_sums
from rnn_utils.text import Vocabulary

import numpy as np

RATES = 0.005, 0.01, 0.02


def right(model, questions, answers):
    pairs = zip(model.translate(questions), answers, strict=True)
    return np.mean([written == answer for written, answer in pairs])


def learn(model, questions, answers, rate, seed, epochs, batch_size):
    x, y = model.pairs(questions, answers)
    steps = epochs * math.ceil(len(y) / batch_size)
    model.compile(training.optimizer(steps, rate), steps_per_execution=16)
    training.restart(model, seed)
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)


def sums():
    data = load_sums()
    digits, letters = Vocabulary("0123456789"), Vocabulary("0123456789+")
    model = seq2seq.Seq2Seq(letters, digits, 64, max_length=5)
    for name, turn in [("left", slice(None)), ("right", slice(None, None, -1))]:
        questions = [q[turn] for q in data.train_questions]
        answers = [a[turn] for a in data.train_answers]
        for rate in RATES:
            learn(model, questions[:40_000], answers[:40_000], rate, 1, epochs=4, batch_size=128)
            share = right(model, questions[40_000:], answers[40_000:])
            print(f"from the {name:5}  rate {rate:5}  {share:.3f}", flush=True)


if __name__ == "__main__":
    sums()

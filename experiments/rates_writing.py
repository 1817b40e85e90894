"""The settings of chapter 14, chosen on the last tenth of the training text of the reference.

Run it by hand: ``python experiments/rates_writing.py counts`` (a minute) shows tables of counts of
several orders, ``... network`` (about a minute a line) the network at several starting rates, and
``... words`` (about half a minute a line) the one on words.
"""

import argparse
import itertools
import math
import re
from collections import Counter

from rnn_utils import training
from rnn_utils.datasets import load_python_reference
from rnn_utils.text import Vocabulary, counted_bits, windows

import keras

TOKEN = re.compile(r"\s*(?:\w+|[^\w\s])|\s+$")


def parts():
    """The training text, cut into nine tenths to learn from and one to choose by."""
    text = load_python_reference().train
    cut = text.rfind("\n", 0, len(text) * 9 // 10) + 1
    rest = "".join(c for c in text[cut:] if c in set(text[:cut]))
    return text[:cut], rest


def model_of(size, embedding, units, dropout, rate, steps, seed):
    """Embedding, one GRU, scores; as in the chapter."""
    keras.utils.set_random_seed(seed)
    spread = keras.initializers.RandomNormal(stddev=1.0)
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(size, embedding, embeddings_initializer=spread),
            keras.layers.Dropout(dropout),
            keras.layers.GRU(units, return_sequences=True),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(size),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(training.optimizer(steps, rate), loss, steps_per_execution=16)
    return model


def train(ids, rest, size, length, batch_size, epochs, **options):
    """Bits per token of the rest at the end."""
    x, y = windows(ids, length)
    steps = epochs * math.ceil(len(x) / batch_size)
    model = model_of(size, steps=steps, **options)
    data = {"validation_data": windows(rest, 256), "batch_size": batch_size, "epochs": epochs}
    name = ", ".join(f"{k} {v}" for k, v in options.items())
    record = training.fit(model, x, y, name=name, **data)
    return record.val_loss[-1] / math.log(2)


def counts(learn, rest, options):
    """Bits per character of tables of counts."""
    for order, pseudo in itertools.product((4, 5, 6, 7, 8, 9, 10, 12), (10.0, 30.0, 60.0)):
        bits = counted_bits(learn, rest, order, pseudo)
        print(f"order {order}, pseudo {pseudo:2.0f}: {bits:.3f} bits", flush=True)


def network(learn, rest, options):
    """Bits per character of the network of the chapter."""
    vocabulary = Vocabulary(learn)
    ids, rest = vocabulary.encode(learn), vocabulary.encode(rest)
    sizes = {"size": len(vocabulary), "length": 64, "batch_size": 64, "epochs": options.epochs}
    for rate, seed in itertools.product(
        options.rates or (0.003, 0.006, 0.012, 0.024), options.seeds
    ):
        made = {"embedding": 64, "units": 256, "dropout": 0.0, "rate": rate, "seed": seed}
        print(f"{train(ids, rest, **sizes, **made):.3f} bits per character", flush=True)


def words(learn, rest, options):
    """Bits per token of the network on words; unknown ones cost what "<unk>" costs."""
    learn, rest = TOKEN.findall(learn), TOKEN.findall(rest)
    size = 2 + sum(n > 2 for n in Counter(learn).values())
    vocabulary = Vocabulary(learn, max_size=size)
    ids, rest = vocabulary.encode(learn), vocabulary.encode(rest)
    sizes = {"size": len(vocabulary), "length": 32, "batch_size": 32, "epochs": options.epochs}
    for rate, seed in itertools.product(options.rates or (0.005, 0.01, 0.02), options.seeds):
        made = {"embedding": 64, "units": 96, "dropout": 0.2, "rate": rate, "seed": seed}
        print(f"{train(ids, rest, **sizes, **made):.3f} bits per token", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["counts", "network", "words"])
    parser.add_argument("--rates", nargs="+", type=float)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--epochs", type=int, default=4)
    options = parser.parse_args()
    {"counts": counts, "network": network, "words": words}[options.what](*parts(), options)


if __name__ == "__main__":
    main()

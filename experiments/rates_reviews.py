"""The settings of chapter 12: which were tried, on what, and what each gave.

Run it by hand: ``python experiments/rates_reviews.py bags`` (half a minute), ``… networks`` (ten
minutes), ``… padding`` (LSTMs that read the padding, five minutes) or ``… digits`` (five minutes).
The test parts are not used. Reviews: the shares that five-fold cross-validation on the 700
training reviews gives, where reviews that resemble each other are in one fold; their standard
error is 0.017. Digits: three folds of the 1,347 training images. Measured with Python 3.11:

    bags                            0.1    0.3    1      3      10      (pseudo-count, or C)
    naive Bayes, words              0.729  0.731  0.743  0.739  0.720
    naive Bayes, bigrams            0.740  0.739  0.737  0.740  0.724
    naive Bayes, reach 1            0.754  0.756  0.771  0.773  0.749
    naive Bayes, reach 2            0.774  0.771  0.783  0.770  0.750
    naive Bayes, reach 3            0.773  0.784  0.784  0.779  0.753
    naive Bayes, reach 4            0.771  0.777  0.781  0.783  0.761
    naive Bayes, reach 6            0.774  0.776  0.784  0.777  0.746
    naive Bayes, reach 30           0.750  0.754  0.764  0.759  0.744
    logistic, words                 0.723  0.729  0.729  0.723  0.731
    logistic, bigrams               0.726  0.731  0.731  0.731  0.729
    logistic, reach 1               0.736  0.743  0.750  0.750  0.749
    logistic, reach 2               0.736  0.744  0.757  0.754  0.743
    logistic, reach 3               0.740  0.746  0.757  0.753  0.749
    logistic, reach 4               0.749  0.750  0.756  0.759  0.753
    logistic, reach 6               0.743  0.750  0.753  0.750  0.746
    logistic, reach 30              0.729  0.740  0.743  0.740  0.736

    networks, one seed              0.005  0.01   0.02   0.04   (starting rate)
    LSTM 32, dropout 0.5            0.723  0.736  0.720  0.740
    LSTM 32, dropout 0.7            0.726  0.751  0.726  0.737
    GRU 37, dropout 0.5             0.743  0.740  0.720  0.733
    GRU 37, dropout 0.7             0.743  0.731  0.719  0.736
    mean of states, dropout 0.5     0.654  0.660  0.669  0.689
    mean of states, dropout 0.7     0.656  0.687  0.697  0.683

    Twice as many epochs, at dropout 0.5, gave 0.709, 0.730, 0.739 (LSTM, the first three rates),
    0.730, 0.727, 0.726, 0.723 (GRU) and 0.663, 0.653, 0.683 (mean). Five epochs, at dropout 0.7,
    gave 0.734 (LSTM, rate 0.01), 0.727 (GRU, rate 0.005) and 0.704 (mean, rate 0.02).

    LSTM without a mask             0.005  0.01   0.02   0.04
    padded to 31                    0.711  0.693  0.617  0.514
    padded to 60                    0.500  0.500  0.500  0.500

    digits, 20 epochs               0.003  0.01   0.03
    SimpleRNN 130                   0.971  0.976  0.745
    GRU 74                          0.922  0.967  0.981
    LSTM 64                         0.869  0.936  0.961
    Batches of 128 instead of 64 gave 0.966 at best (SimpleRNN, rate 0.01; GRU: 0.977, rate 0.05).

    digits, no network
    logistic regression             0.938  0.955  0.964  0.969  0.968   (C 0.1, 0.3, 1, 3, 10)
    nearest neighbours              0.985  0.984  0.981                 (1, 3, 5)
    support vectors                 0.987  0.990  0.989  0.989          (C 1, 3, 10, 30)
"""

import argparse
import functools
import itertools
import math

import rnn_utils
from rnn_utils import text, training
from rnn_utils.datasets import load_reviews

import keras
import numpy as np
from keras import ops
from sklearn.datasets import load_digits
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, train_test_split
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

STRENGTHS = (0.1, 0.3, 1, 3, 10)
RATES = {
    "bags": STRENGTHS,
    "networks": (0.005, 0.01, 0.02, 0.04),
    "padding": (0.005, 0.01, 0.02, 0.04),
    "digits": (0.003, 0.01, 0.03),
}
NEGATIONS = {"not", "no", "never", "nothing", "nobody", "none", "neither", "nor", "hardly"}
NEGATIONS |= {"without", "cannot"}


def resembling(reviews):
    """For each review the number of its group; those that resemble each other are in one.

    Two do that if they share five words in a row or three tenths of their vocabulary.
    """
    words = [set(review.words) for review in reviews]
    runs = [{tuple(r.words[k : k + 5]) for k in range(len(r.words) - 4)} for r in reviews]
    group = np.arange(len(reviews))
    for a, b in itertools.combinations(range(len(reviews)), 2):
        if runs[a] & runs[b] or len(words[a] & words[b]) >= 0.3 * len(words[a] | words[b]):
            group[group == group[b]] = group[a]
    return group


@functools.cache
def folds():
    """The training reviews, their verdicts, and five pairs of places: to learn from, to judge."""
    reviews = load_reviews().train
    y = np.array([review.label == "positive" for review in reviews])
    split = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    return reviews, y, list(split.split(reviews, y, resembling(reviews)))


def ngrams(words, n):
    return [" ".join(words[i : i + k]) for k in range(1, n + 1) for i in range(len(words) - k + 1)]


def marked(words, reach):
    """The words, with NOT_ before each that a negation reaches."""
    result, left = [], 0
    for word in words:
        result.append("NOT_" + word if left > 0 else word)
        left = reach if word in NEGATIONS or word.endswith("n't") else left - 1
    return result


def bag(learner, features):
    """The share of the held-out reviews that a learner gets right from bags of features."""
    reviews, y, parts = folds()
    right = []
    for known, new in parts:
        counter = CountVectorizer(analyzer=lambda k: features(reviews[k].words), binary=True)
        learner.fit(counter.fit_transform(known), y[known])
        right.append(learner.predict(counter.transform(new)) == y[new])
    return np.concatenate(right).mean()


def bags(options):
    kinds = {"words": functools.partial(ngrams, n=1), "bigrams": functools.partial(ngrams, n=2)}
    kinds |= {f"reach {n}": functools.partial(marked, reach=n) for n in (1, 2, 3, 4, 6, 30)}
    for kind, features in kinds.items():
        for strength in options.rates:
            bayes, logistic = MultinomialNB(alpha=strength), LogisticRegression(C=strength)
            print(f"naive Bayes, {kind}, {strength}: {bag(bayes, features):.3f}")
            print(f"logistic, {kind}, {strength}: {bag(logistic, features):.3f}", flush=True)


def compiled(make, steps, rate, loss, batches):
    model = make()
    model.compile(training.optimizer(steps, rate), loss, steps_per_execution=batches)
    return model


def network(layer, dropout, masked=True, mean=False):
    """The chapter's network, from ids and mask (B, T) to a score (B, 1)."""
    ids, mask = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="bool")
    x = keras.layers.Dropout(dropout)(keras.layers.Embedding(1600, 32)(ids))
    x = layer(x, mask=mask) if masked else layer(x)
    if mean:
        real = ops.cast(mask, "float32")[..., None]
        x = ops.sum(x * real, axis=1) / ops.sum(real, axis=1)
    return keras.Model([ids, mask], keras.layers.Dense(1)(x))


def read(name, make, rate, options, length=31):
    """Print the shares of the held-out reviews that networks get right, one for each seed."""
    reviews, y, parts = folds()
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    batches = math.ceil(len(parts[0][0]) / 32)
    model = compiled(make, options.epochs * batches, rate, loss, batches)
    shares = []
    for seed in options.seeds:
        right = []
        for fold, (known, new) in enumerate(parts):
            vocabulary = text.Vocabulary(word for k in known for word in reviews[k].words)
            ids, mask = text.pad([vocabulary.encode(r.words) for r in reviews], length)
            training.restart(model, 100 * seed + fold)
            inputs = [ids[known], mask[known]]
            model.fit(inputs, y[known], epochs=options.epochs, batch_size=32, verbose=0)
            scores = ops.convert_to_numpy(model([ids[new], mask[new]]))[:, 0]
            right.append((scores > 0) == y[new])
        shares.append(f"{np.concatenate(right).mean():.3f}")
    print(f"{name}, rate {rate}:", *shares, flush=True)
    keras.backend.clear_session()


def networks(options):
    layers = keras.layers
    kinds = {
        "LSTM": lambda dropout: network(layers.LSTM(32), dropout),
        "GRU": lambda dropout: network(layers.GRU(37), dropout),
        "mean": lambda dropout: network(layers.LSTM(32, return_sequences=True), dropout, mean=True),
    }
    for name in options.only or kinds:
        for dropout in options.dropouts:
            for rate in options.rates:
                make = functools.partial(kinds[name], dropout)
                read(f"{name}, dropout {dropout}", make, rate, options)


def padding(options):
    for length in (31, 60):
        for rate in options.rates:
            read(
                f"LSTM, no mask, padded to {length}",
                lambda: network(keras.layers.LSTM(32), 0.7, masked=False),
                rate,
                options,
                length,
            )


def digits(options):
    data = load_digits()
    images, names = (data.images / 16).astype("float32"), data.target
    split = train_test_split(images, names, test_size=450, random_state=0, stratify=names)
    x, y = split[0], split[2]
    parts = list(StratifiedKFold(3, shuffle=True, random_state=0).split(x, y))
    learners = [LogisticRegression(C=c, max_iter=5000) for c in STRENGTHS]
    learners += [KNeighborsClassifier(k) for k in (1, 3, 5)] + [SVC(C=c) for c in (1, 3, 10, 30)]
    for learner in learners:
        right = []
        for known, new in parts:
            learner.fit(x[known].reshape(-1, 64), y[known])
            right.append(learner.predict(x[new].reshape(-1, 64)) == y[new])
        print(f"{learner}: {np.concatenate(right).mean():.3f}", flush=True)
    kinds = {
        "SimpleRNN": lambda: keras.layers.SimpleRNN(130),
        "GRU": lambda: keras.layers.GRU(74),
        "LSTM": lambda: keras.layers.LSTM(64),
    }
    batches = math.ceil(len(parts[0][0]) / options.batch)
    for name, rate in itertools.product(options.only or kinds, options.rates):
        model = compiled(
            lambda layer=kinds[name]: keras.Sequential(
                [keras.Input((8, 8)), layer(), keras.layers.Dense(10)]
            ),
            20 * batches,
            rate,
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            batches,
        )
        right = []
        for fold, (known, new) in enumerate(parts):
            training.restart(model, fold)
            model.fit(x[known], y[known], epochs=20, batch_size=options.batch, verbose=0)
            right.append(ops.convert_to_numpy(model(x[new])).argmax(axis=-1) == y[new])
        print(f"{name}, rate {rate}: {np.concatenate(right).mean():.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=RATES)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--rates", nargs="+", type=float, help="rates, or strengths of the bags")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--dropouts", nargs="+", type=float, default=[0.5, 0.7])
    parser.add_argument("--batch", type=int, default=64, help="images in a batch")
    parser.add_argument("--only", nargs="+", help="only these networks: LSTM, GRU, mean, SimpleRNN")
    options = parser.parse_args()
    options.rates = options.rates or RATES[options.task]
    print(f"seeds {options.seeds}, Keras {keras.__version__} on {keras.backend.backend()}")
    {"bags": bags, "networks": networks, "padding": padding, "digits": digits}[options.task](
        options
    )


if __name__ == "__main__":
    main()

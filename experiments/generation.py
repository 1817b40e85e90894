"""What a character costs while a network writes: states that are kept against text read again.

Run it by hand: ``python experiments/generation.py`` (a minute). A character must not cost more
after a long text, and keeping the states must give at least 20 times as many characters a second
as ``model.predict`` on a sliding window of 100. Last, ``Seq2Seq.translate`` answers 1,000
sentences of 12 words, which should take less than 2 s. The networks are not trained; that changes
what they write, not what it costs.
"""

import argparse
import time

from rnn_utils.sampling import Stepper, Temperature, generate
from rnn_utils.seq2seq import Seq2Seq
from rnn_utils.text import Vocabulary

import keras
import numpy as np

VOCABULARY, EMBEDDING, WINDOW = 105, 64, 100
LENGTHS = 100, 1_000, 10_000


def make_model(units):
    """A language model on characters with one LSTM layer."""
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(VOCABULARY, EMBEDDING),
            keras.layers.LSTM(units, return_sequences=True),
            keras.layers.Dense(VOCABULARY),
        ]
    )


def kept(stepper, states, characters):
    """Seconds per character, and the states after them."""
    box = [states]

    def step(ids, states):
        logits, box[0] = stepper(ids, states)
        return logits, box[0]

    start = time.perf_counter()
    generate(step, states, [2], characters, Temperature(seed=0))
    return (time.perf_counter() - start) / characters, box[0]


def reread(model, characters):
    """Seconds per character when each is read off a window that slides along the text."""
    sampler = Temperature(seed=0)
    text = np.random.default_rng(0).integers(2, VOCABULARY, size=(1, WINDOW))
    start = time.perf_counter()
    for _ in range(characters):
        logits = model.predict(text[:, -WINDOW:], verbose=0)
        text = np.concatenate([text, sampler(logits[:, -1])[:, None]], axis=1)
    return (time.perf_counter() - start) / characters


def translate(repeats):
    """Print the seconds of 1,000 sentences of 12 words at 128 units; all write 13 tokens."""
    words = [f"word{k}" for k in range(300)]
    random, vocabulary = np.random.default_rng(0), Vocabulary(words)
    sentences = [[*random.choice(words, 12)] for _ in range(1000)]
    for attention in (None, "additive"):
        model = Seq2Seq(vocabulary, vocabulary, 128, attention=attention, max_length=13)
        kernel, bias = model.logits.get_weights()
        bias[0] = -1000.0  # no sentence ends early
        model.logits.set_weights([kernel, bias])
        for width in (1, 4):
            answers = model.translate(sentences, width)  # the first calls compile
            assert all(len(answer) == 13 for answer in answers)
            taken = []
            for _ in range(repeats):
                start = time.perf_counter()
                model.translate(sentences, width)
                taken.append(time.perf_counter() - start)
            told = f"attention {attention}, beam of {width}"
            print(f"1,000 sentences, {told}: {np.median(taken):.2f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=256)
    parser.add_argument("--sample", type=int, default=300, help="characters in one measurement")
    parser.add_argument("--repeats", type=int, default=5, help="measurements, of which the median")
    options = parser.parse_args()

    keras.utils.set_random_seed(0)
    model = make_model(options.units)
    stepper = Stepper(model)
    kept(stepper, None, 50)  # the first calls compile
    model.predict(np.zeros((1, WINDOW), int), verbose=0)

    print(
        f"LSTM({options.units}), one text at a time "
        f"(Keras {keras.__version__} on {keras.backend.backend()})"
    )
    print(f"{'characters before':>18} {'µs per character':>17}  min–max")
    states, written, medians = None, 0, []
    for length in LENGTHS:
        if length > written:
            _, states = kept(stepper, states, length - written)
            written = length
        taken = []
        for _ in range(options.repeats):
            seconds, states = kept(stepper, states, options.sample)
            taken.append(1e6 * seconds)
            written += options.sample
        medians.append(np.median(taken))
        print(
            f"{length:>18,} {medians[-1]:>17,.0f}  {min(taken):,.0f}–{max(taken):,.0f}", flush=True
        )
    print(f"after {LENGTHS[-1]:,} and after {LENGTHS[0]}: {medians[-1] / medians[0]:.2f} times")

    pairs = []
    for _ in range(options.repeats):  # in turns, so that another program slows both alike
        fast, states = kept(stepper, states, options.sample)
        pairs.append((1 / fast, 1 / reread(model, max(1, options.sample // 15))))
    fast, slow = np.median(pairs, axis=0)
    ratio = np.median([a / b for a, b in pairs])
    print(
        f"characters a second: {fast:,.0f} with kept states, {slow:,.0f} with predict on {WINDOW}"
    )
    print(f"{ratio:.0f} times as many; at least 20 are wanted")
    translate(options.repeats)


if __name__ == "__main__":
    main()

"""What an LSTM writes after ten seconds, one minute and ten minutes of training on Python source.

Run it by hand: ``python experiments/writing_python.py`` (eleven minutes). It writes
``data/lstm_writes.json``, which chapter 5 shows: seconds, updates, bits per held-out character and
a sample of each moment.
"""

import json
import sysconfig
import time
from pathlib import Path

import rnn_utils
from rnn_utils import sampling, training
from rnn_utils.text import Vocabulary, windows

import keras
import numpy as np

MOMENTS = (10, 60, 600)  # seconds of training
LENGTH, BATCH, UNITS = 200, 64, 256
PROMPT = "\n\ndef "
FILE = Path(__file__).resolve().parent.parent / "data" / "lstm_writes.json"


def source():
    """The standard library's modules, those of its top folder, as one text."""
    folder = Path(sysconfig.get_path("stdlib"))
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py"))]
    return "".join(text for text in texts if text.isascii())


class Moments(keras.callbacks.Callback):
    """Stops the clock at each moment, measures and writes."""

    def __init__(self, vocabulary, held_out):
        super().__init__()
        self.vocabulary, self.held_out, self.rows = vocabulary, held_out, []

    def on_train_begin(self, logs=None):
        self.seconds, self.updates, self.started = 0.0, 0, None

    def on_train_batch_end(self, batch, logs=None):
        now = time.perf_counter()
        if self.started is None:  # the first call compiles
            self.started = now
        self.updates += 1
        self.seconds += now - self.started
        if len(self.rows) < len(MOMENTS) and self.seconds >= MOMENTS[len(self.rows)]:
            bits = self.model.evaluate(*self.held_out, verbose=0) / np.log(2)
            row = {"seconds": MOMENTS[len(self.rows)], "updates": self.updates}
            self.rows.append(row | {"bits": round(float(bits), 3), "text": self.write()})
            print(self.rows[-1], flush=True)
        self.model.stop_training = len(self.rows) == len(MOMENTS)
        self.started = time.perf_counter()

    def write(self, length=400):
        stepper = sampling.Stepper(self.model)
        ids = self.vocabulary.encode(PROMPT)[None]
        logits, states = stepper.read(ids)
        sampler = sampling.Temperature(0.5, seed=0)
        first = sampler(logits)
        rest = sampling.generate(stepper, states, first, length, sampler)
        return PROMPT + "".join(self.vocabulary.decode([*first, *rest[0]]))


def main():
    text = source()
    cut = len(text) * 95 // 100
    vocabulary = Vocabulary(text)
    print(f"{len(text):,} characters, {len(vocabulary)} symbols")
    x, y = windows(vocabulary.encode(text[:cut]), LENGTH)
    held_out = windows(vocabulary.encode(text[cut:]), LENGTH)
    held_out = tuple(part[:500] for part in held_out)
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(len(vocabulary), 64),
            keras.layers.LSTM(UNITS, return_sequences=True),
            keras.layers.Dense(len(vocabulary)),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(training.optimizer(4000, 0.005), loss)
    moments = Moments(vocabulary, held_out)
    model.fit(x, y, epochs=100, batch_size=BATCH, callbacks=[moments], verbose=0)
    FILE.write_text(json.dumps(moments.rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

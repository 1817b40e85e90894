"""Letters to sounds for longer than chapter 17 has time: both networks, rates, seeds, all words.

Run it by hand: ``python experiments/pronunciations.py`` (a quarter of an hour). It tries rates on
words of the training part that the network has not read, takes the best of each network, trains
from seeds 0 to 2, then on the whole dictionary, and writes ``data/pronunciation_runs.csv``. What
the network with attention then says is in ``data/pronounced.json``.
"""

import csv
import json
from pathlib import Path

import rnn_utils

import keras
import numpy as np
from from_notebook import definitions, sources
from keras import ops

DATA = Path(__file__).resolve().parent.parent / "data"
UNITS = {"attention": 64, "one vector": 67}
RATES = 0.005, 0.01, 0.02, 0.04
COLUMNS = ["network", "judged on", "words", "updates", "rate", "seed"]
COLUMNS += ["phoneme error", "of 11 letters or more", "words right"]
INVENTED = "brumble", "flindorph", "quazzlement"  # what no dictionary has


def main():
    lesson = definitions(*sources("17_attention"))
    data = lesson["load_pronunciations"]()
    short = [p for p in data.train if len(p.word) <= 14]
    drawn = lesson["draw"](short, len(short), seed=0)
    words, others = drawn[:20_000], drawn[-2_000:]
    test = lesson["draw"](data.test, 2_000, seed=1)
    numbers = lesson["numbers"]
    classes = {"attention": lesson["AttentiveSpeaker"], "one vector": lesson["Speaker"]}

    def trained(network, words, epochs, rate, seed):
        keras.utils.set_random_seed(seed)
        model = classes[network](UNITS[network], len(data.letters), len(data.phonemes))
        x = numbers([p.word for p in words], data.letters)
        y = numbers([p.phonemes for p in words], data.phonemes)
        lesson["train_speaker"](model, x, y, epochs, rate)
        return model

    def said(model, words):
        ids = lesson["say"](model, numbers(words, data.letters))
        return ids, [lesson["tokens_of"](row, data.phonemes) for row in ids]

    with (DATA / "pronunciation_runs.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)

        def run(network, words, epochs, rate, seed, judged="test"):
            model = trained(network, words, epochs, rate, seed)
            asked = test if judged == "test" else others
            _, answers = said(model, [p.word for p in asked])
            lesson["test"] = asked
            errors = lesson["error_rate"](answers), lesson["error_rate"](answers, 11)
            right = np.mean([a == list(p.phonemes) for a, p in zip(answers, asked, strict=True)])
            updates = epochs * -(-len(words) // 128)
            row = [network, judged, len(words), updates, rate, seed]
            row += [f"{share:.4f}" for share in (*errors, right)]
            print(*row, flush=True)
            rows.writerow(row)
            file.flush()
            return row, model

        def write_down(row, model):
            """Some words of the test part, which it has not read, and words that do not exist."""
            right = {p.word: " ".join(p.phonemes) for p in data.test}
            some = [p.word for p in lesson["draw"](data.test, 500, seed=2)]
            some = [next(w for w in some if len(w) == n) for n in range(6, 13)] + [*INVENTED]
            ids, answers = said(model, some)
            states, mask, h = model.read(numbers(some, data.letters))
            weights = model.write(lesson["one_late"](ids), h, states, mask)[1]
            weights = ops.convert_to_numpy(weights)
            told = {
                "learned": row[2],
                "updates": row[3],
                "phoneme error": float(row[6]),
                "words": [
                    [word, " ".join(answer), right.get(word, "")]
                    for word, answer in zip(some, answers, strict=True)
                ],
                "maps": [
                    w[: len(answer) + 1, : len(word) + 1].round(2).tolist()
                    for word, answer, w in zip(some, answers, weights, strict=True)
                ],
            }
            text = json.dumps(told, ensure_ascii=False)
            (DATA / "pronounced.json").write_text(text + "\n", encoding="utf-8", newline="\n")

        best = {}
        for network in UNITS:
            tried = {rate: run(network, words, 4, rate, 3, "other words") for rate in RATES}
            best[network] = min(tried, key=lambda rate: float(tried[rate][0][6]))
        for network in UNITS:
            for seed in range(3):
                run(network, words, 4, best[network], seed)
        write_down(*run("attention", drawn, 3, best["attention"], 0))  # the whole dictionary
        run("one vector", drawn, 3, best["one vector"], 0)


if __name__ == "__main__":
    main()

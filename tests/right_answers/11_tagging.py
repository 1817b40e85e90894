# %% exercise 1: numbers of other types
wanted, found, right, f1 = 5.0, np.int64(4), np.array(3), np.float32(2 / 3)

# %% exercise 1: F1 as text
wanted, found, right, f1 = 5, 4, 3, "2/3"

# %% exercise 1: F1 to three digits
wanted, found, right, f1 = 5, 4, 3, 0.667

# %% exercise 2: commas and small letters
tags = "pron, verb, sconj, det, noun, aux, verb, punct"

# %% exercise 2: a list
tags = ["PRON", "VERB", "SCONJ", "DET", "NOUN", "AUX", "VERB", "PUNCT"]

# %% exercise 2: an array
tags = np.array(["PRON", "VERB", "SCONJ", "DET", "NOUN", "AUX", "VERB", "PUNCT"])


# %% exercise 3: float32, in a list
def two_scores(labels, answers, mask):
    wrong = (labels != answers) & mask
    words = np.float32(1) - np.float32(wrong.sum()) / np.float32(mask.sum())
    return [words, np.float32(1) - wrong.any(axis=1).mean(dtype="float32")]


# %% exercise 3: in Keras, an array
def two_scores(labels, answers, mask):
    ops = keras.ops
    right, mask = ops.equal(labels, answers), ops.convert_to_tensor(mask)
    words = ops.sum(ops.cast(right & mask, "float32")) / ops.sum(ops.cast(mask, "float32"))
    return ops.stack([words, ops.mean(ops.cast(ops.all(right | ~mask, axis=1), "float32"))])


# %% exercise 4: lists of lists
def hashed(training_words, words):
    places = sorted({t for word in training_words for t in letter_trigrams(word)})
    return [[letter_trigrams(word).count(t) for t in places] for word in words]


# %% exercise 4: float32, added up
def hashed(training_words, words):
    known = {t for word in training_words for t in letter_trigrams(word)}
    places = {t: k for k, t in enumerate(sorted(known))}
    result = np.zeros((len(words), len(places)), "float32")
    for row, word in zip(result, words, strict=True):
        for trigram in letter_trigrams(word):
            if trigram in places:
                row[places[trigram]] += 1
    return result


# %% exercise 5: a fraction, with None outside of the sentence
def ceiling(sentences, before, after):
    counts, total = {}, 0
    for s in sentences:
        for t, tag in enumerate(s.tags):
            places = range(t - before, t + after + 1)
            sight = [s.words[k].lower() if 0 <= k < len(s.words) else None for k in places]
            counts.setdefault(tuple(sight), Counter())[tag] += 1
            total += 1
    return Fraction(sum(c.most_common(1)[0][1] for c in counts.values()), total)


# %% exercise 5: float32
def ceiling(sentences, before, after):
    tags = {}
    for s in sentences:
        words = [""] * before + [w.casefold() for w in s.words] + [""] * after
        for t, tag in enumerate(s.tags):
            tags.setdefault("\t".join(words[t : t + before + after + 1]), []).append(tag)
    right = sum(max(map(found.count, found)) for found in tags.values())
    return np.float32(right) / np.float32(sum(map(len, tags.values())))


# %% exercise 6: a generator of tuples
def read(text):
    pairs = []
    for number, line in enumerate((text + "\n").split("\n"), start=1):
        word, _, tag = line.partition("\t")
        if not line:
            if pairs:
                yield tuple(zip(*pairs, strict=True))
            pairs = []
        elif not word or not tag or "\t" in tag:
            raise ValueError(f"In line {number} a word, a tab and a tag are expected.")
        else:
            pairs.append((word, tag))


# %% exercise 6: splits the text into blocks, and raises an error of its own
def read(text):
    class Malformed(ValueError):
        pass

    sentences, number = [], 0
    for block in text.split("\n\n"):
        words, tags = [], []
        for line in block.split("\n"):
            number += 1
            if line and not re.fullmatch(r"[^\t]+\t[^\t]+", line):
                raise Malformed(f"{number}: {line}")
            if line:
                words.append(line.split("\t")[0])
                tags.append(line.split("\t")[1])
        number += 1
        if words:
            sentences.append([words, tags])
    return sentences


# %% exercise 7: the mask comes with the embedding
def build():
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(50, 8, mask_zero=True),
            keras.layers.Bidirectional(keras.layers.LSTM(6, return_sequences=True)),
            keras.layers.Dense(5, "softmax"),
        ]
    )


# %% exercise 7: two layers by hand
def build():
    ids = keras.Input((None,), dtype="int32")
    mask = keras.ops.not_equal(ids, 0)
    h = keras.layers.Embedding(50, 8)(ids)
    there = keras.layers.LSTM(6, return_sequences=True)(h, mask=mask)
    back = keras.layers.LSTM(6, return_sequences=True, go_backwards=True)(h, mask=mask)
    h = keras.layers.Concatenate()([there, keras.ops.flip(back, axis=1)])
    return keras.Model(ids, keras.ops.softmax(keras.layers.Dense(5)(h)))

# %% exercise 1: counts a span that is one word too long as right
# says: right is not right yet
# hides: 3
wanted, found, right = 5, 4, 4
f1 = Fraction(8, 9)

# %% exercise 1: takes the mean of the two sentences
# says: f1 is not right yet
# hides: 0.66
wanted, found, right = 5, 4, 3
f1 = (Fraction(2, 5) + 1) / 2

# %% exercise 1: counts labels instead of spans
# says: wanted is not right yet
# hides: 5
wanted, found, right = 7, 7, 6
f1 = Fraction(6, 7)

# %% exercise 1: gives F1 as a pair
# says: f1 should have the shape ()
wanted, found, right, f1 = 5, 4, 3, [2, 3]


# %% exercise 2: takes both words that for one part of speech
tags = "PRON VERB DET DET NOUN AUX VERB PUNCT"

# %% exercise 2: exchanges the two cans
tags = "PRON VERB SCONJ DET AUX NOUN VERB PUNCT"

# %% exercise 2: forgets the full stop
tags = "PRON VERB SCONJ DET NOUN AUX VERB"


# %% exercise 3: counts the padding
def two_scores(labels, answers, mask):
    right = labels == answers
    return right.mean(), right.all(axis=1).mean()


# %% exercise 3: mends the sentences only
def two_scores(labels, answers, mask):
    right = labels == answers
    return right.mean(), (right | ~mask).all(axis=1).mean()


# %% exercise 3: a sentence with wrong answers in its padding is spoiled
def two_scores(labels, answers, mask):
    right = labels == answers
    return right[mask].mean(), right.all(axis=1).mean()


# %% exercise 3: takes the mean of the sentences' shares
def two_scores(labels, answers, mask):
    right = (labels == answers) & mask
    return (right.sum(axis=1) / mask.sum(axis=1)).mean(), (right == mask).all(axis=1).mean()


# %% exercise 3: forgets the return
# says: Return two shares
def two_scores(labels, answers, mask):
    right = labels == answers
    right[mask].mean(), (right | ~mask).all(axis=1).mean()


# %% exercise 3: marks the padding in place
# says: You changed labels
def two_scores(labels, answers, mask):
    labels[~mask] = answers[~mask] = -1
    right = labels == answers
    return right[mask].mean(), right.all(axis=1).mean()


# %% exercise 3: gives the words only
# says: Return two shares
def two_scores(labels, answers, mask):
    return (labels == answers)[mask].mean()


# %% exercise 4: marks a trigram instead of counting it
def hashed(training_words, words):
    places = sorted({t for word in training_words for t in letter_trigrams(word)})
    return np.array([[float(t in letter_trigrams(word)) for t in places] for word in words])


# %% exercise 4: forgets the marks
def hashed(training_words, words):
    def trigrams(word):
        return [word[k : k + 3] for k in range(len(word) - 2)]

    places = sorted({t for word in training_words for t in trigrams(word)})
    return np.array([[trigrams(word).count(t) for t in places] for word in words])


# %% exercise 4: takes places from the new words, too
def hashed(training_words, words):
    every = [*training_words, *words]
    places = sorted({t for word in every for t in letter_trigrams(word)})
    return np.array([[letter_trigrams(word).count(t) for t in places] for word in words])


# %% exercise 5: keeps upper and lower case apart
def ceiling(sentences, before, after):
    counts = {}
    for s in sentences:
        words = [""] * before + list(s.words) + [""] * after
        for t, tag in enumerate(s.tags):
            counts.setdefault(tuple(words[t : t + before + after + 1]), Counter())[tag] += 1
    return sum(max(c.values()) for c in counts.values()) / sum(c.total() for c in counts.values())


# %% exercise 5: lets the window run into the end of the sentence
def ceiling(sentences, before, after):
    counts = {}
    for s in sentences:
        words = [w.lower() for w in s.words]
        for t, tag in enumerate(s.tags):
            sight = tuple(words[t - before : t + after + 1])
            counts.setdefault(sight, Counter())[tag] += 1
    return sum(max(c.values()) for c in counts.values()) / sum(c.total() for c in counts.values())


# %% exercise 5: sees the word itself only
def ceiling(sentences, before, after):
    counts = {}
    for s in sentences:
        for word, tag in zip(s.words, s.tags, strict=True):
            counts.setdefault(word.lower(), Counter())[tag] += 1
    return sum(max(c.values()) for c in counts.values()) / sum(c.total() for c in counts.values())


# %% exercise 6: loses the last sentence
def read(text):
    sentences, pairs = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            parts = line.split("\t")
            if len(parts) != 2 or not all(parts):
                raise ValueError(f"line {number}")
            pairs.append(parts)
        elif pairs:
            sentences.append(tuple(map(list, zip(*pairs, strict=True))))
            pairs = []
    return sentences


# %% exercise 6: counts lines from 0
def read(text):
    sentences, pairs = [], []
    for number, line in enumerate([*text.split("\n"), ""]):
        if line.strip():
            parts = line.split("\t")
            if len(parts) != 2 or not all(parts):
                raise ValueError(f"line {number}")
            pairs.append(parts)
        elif pairs:
            sentences.append(tuple(map(list, zip(*pairs, strict=True))))
            pairs = []
    return sentences


# %% exercise 6: skips what it cannot read
def read(text):
    sentences, pairs = [], []
    for line in [*text.split("\n"), ""]:
        parts = line.split("\t")
        if len(parts) == 2:
            pairs.append(parts)
        elif pairs and not line.strip():
            sentences.append(tuple(map(list, zip(*pairs, strict=True))))
            pairs = []
    return sentences


# %% exercise 6: leaves the message to Python
def read(text):
    sentences, pairs = [], []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            word, tag = line.split("\t")
            if not word or not tag:
                raise ValueError(f"line {text.split(chr(10)).index(line) + 1}")
            pairs.append((word, tag))
        elif pairs:
            sentences.append(tuple(map(list, zip(*pairs, strict=True))))
            pairs = []
    return sentences


# %% exercise 6: forgets the return
# says: read returns nothing
def read(text):
    pass


# %% exercise 6: refuses empty lines
# says: A text without a fault is refused: line 3
def read(text):
    sentences, words, tags = [], [], []
    for number, line in enumerate(text.split("\n"), start=1):
        parts = line.split("\t")
        if len(parts) != 2:
            raise ValueError(f"line {number}")


# %% exercise 6: raises whatever Python raises
# says: raises IndexError
def read(text):
    sentences, pairs = [], []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            parts = line.split("\t")
            pairs.append((parts[0], parts[1]))
        elif pairs:
            sentences.append(tuple(map(list, zip(*pairs, strict=True))))
            pairs = []
    return sentences


# %% exercise 6: counts only the lines with words
# says: must name line 23
def read(text):
    sentences, pairs = [], []
    number = 0
    for line in [*text.split("\n"), ""]:
        if line.strip():
            number += 1
            parts = line.split("\t")
            if len(parts) != 2 or not all(parts):
                raise ValueError(f"line {number}")
            pairs.append(tuple(parts))
        elif pairs:
            sentences.append(tuple(map(list, zip(*pairs, strict=True))))
            pairs = []
    return sentences


# %% exercise 7: hands over no mask
def build():
    ids = keras.Input((None,), dtype="int32")
    h = keras.layers.Embedding(50, 8)(ids)
    h = Bidirectional(LSTM(6, return_sequences=True))(h)
    return keras.Model(ids, keras.layers.Dense(5, "softmax")(h))


# %% exercise 7: reads from the left only
def build():
    ids = keras.Input((None,), dtype="int32")
    mask = keras.ops.not_equal(ids, 0)
    h = LSTM(6, return_sequences=True)(keras.layers.Embedding(50, 8)(ids), mask=mask)
    return keras.Model(ids, keras.layers.Dense(5, "softmax")(h))


# %% exercise 7: labels the whole sentence
def build():
    ids = keras.Input((None,), dtype="int32")
    mask = keras.ops.not_equal(ids, 0)
    h = Bidirectional(LSTM(6))(keras.layers.Embedding(50, 8)(ids), mask=mask)
    return keras.Model(ids, keras.layers.Dense(5, "softmax")(h))


# %% exercise 7: gives scores instead of probabilities
def build():
    ids = keras.Input((None,), dtype="int32")
    mask = keras.ops.not_equal(ids, 0)
    h = keras.layers.Embedding(50, 8)(ids)
    h = Bidirectional(LSTM(6, return_sequences=True))(h, mask=mask)
    return keras.Model(ids, keras.layers.Dense(5)(h))


# %% exercise 7: shares the six units between the directions
def build():
    ids = keras.Input((None,), dtype="int32")
    mask = keras.ops.not_equal(ids, 0)
    h = keras.layers.Embedding(50, 8)(ids)
    h = Bidirectional(LSTM(3, return_sequences=True))(h, mask=mask)
    return keras.Model(ids, keras.layers.Dense(5, "softmax")(h))


# %% exercise 7: forgets the return
# says: Return the model
def build():
    ids = keras.Input((None,), dtype="int32")


# %% exercise 7: returns the outputs
# says: Return the model
def build():
    ids = keras.Input((None,), dtype="int32")
    mask = keras.ops.not_equal(ids, 0)
    h = keras.layers.Embedding(50, 8)(ids)
    h = Bidirectional(LSTM(6, return_sequences=True))(h, mask=mask)
    return keras.layers.Dense(5, "softmax")(h)


# %% exercise 7: clears the embedding of padding instead of handing over a mask
# says: Hand the mask
def build():
    ids = keras.Input((None,), dtype="int32")
    mask = keras.ops.cast(keras.ops.not_equal(ids, 0), "float32")[..., None]
    h = keras.layers.Embedding(50, 8)(ids) * mask
    h = Bidirectional(LSTM(6, return_sequences=True))(h)
    return keras.Model(ids, keras.layers.Dense(5, "softmax")(h))

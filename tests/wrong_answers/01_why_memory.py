# %% exercise 1: gives every occurrence its own answer
# says: words_right is not right yet. Received 11
# hides: 10
words_right = 11
sentences_right = 3

# %% exercise 1: the best sentences need no common table
# says: one table for all sentences
# hides: 2
words_right = 10
sentences_right = 3

# %% exercise 2: begins every word anew
labels = (
    "O O B-from_city B-from_city O B-via_city O B-to_city B-to_city O "
    "B-depart_date B-depart_date B-depart_date B-depart_date"
)

# %% exercise 2: puts the preposition into the slot
labels = (
    "O B-from_city I-from_city I-from_city O B-via_city O B-to_city I-to_city O "
    "B-depart_date I-depart_date I-depart_date I-depart_date"
)

# %% exercise 2: leaves the article out of the date
# says: the article belongs to the date
labels = (
    "O O B-from_city I-from_city O B-via_city O B-to_city I-to_city O "
    "O B-depart_date I-depart_date I-depart_date"
)


# %% exercise 3: gives every word a slot of its own
def filled_slots(words, labels):
    return [(label[2:], word) for word, label in zip(words, labels, strict=True) if label != "O"]


# %% exercise 3: joins whatever begins with I-
def filled_slots(words, labels):
    slots = []
    for word, label in zip(words, labels, strict=True):
        if label.startswith("I-") and slots:
            slots[-1] = slots[-1][0], f"{slots[-1][1]} {word}"
        elif label != "O":
            slots.append((label[2:], word))
    return slots


# %% exercise 3: goes on only after a B-
# says: An I- may follow an I-
def filled_slots(words, labels):
    slots, last = [], "O"
    for word, label in zip(words, labels, strict=True):
        if label.startswith("I-") and last == f"B-{label[2:]}":
            slots[-1] = slots[-1][0], f"{slots[-1][1]} {word}"
        elif label != "O":
            slots.append((label[2:], word))
        last = label
    return slots


# %% exercise 3: waits for a B-
# says: begins
def filled_slots(words, labels):
    slots, last = [], "O"
    for word, label in zip(words, labels, strict=True):
        if label.startswith("B-") or (slots and label.startswith("I-") and last[2:] != label[2:]):
            slots.append((label[2:], word))
        elif slots and label.startswith("I-"):
            slots[-1] = slots[-1][0], f"{slots[-1][1]} {word}"
        last = label
    return slots


# %% exercise 3: forgets to return the slots
# says: still None
def filled_slots(words, labels):
    slots = [(label[2:], word) for word, label in zip(words, labels, strict=True)]


# %% exercise 4: looks into the future
def stacked(x, delays):
    padded = np.pad(x, ((0, 0), (0, delays), (0, 0)))
    return np.concatenate([padded[:, d : d + x.shape[1]] for d in range(delays + 1)], axis=-1)


# %% exercise 4: the newest first
def stacked(x, delays):
    padded = np.pad(x, ((0, 0), (delays, 0), (0, 0)))
    shifted = [padded[:, d : d + x.shape[1]] for d in range(delays + 1)]
    return np.concatenate(shifted[::-1], axis=-1)


# %% exercise 4: the end of the sequence comes round to its beginning
def stacked(x, delays):
    return np.concatenate([np.roll(x, d, axis=1) for d in range(delays, -1, -1)], axis=-1)


# %% exercise 4: puts the copies of each feature side by side
def stacked(x, delays):
    padded = np.pad(x, ((0, 0), (delays, 0), (0, 0)))
    shifted = [padded[:, d : d + x.shape[1]] for d in range(delays + 1)]
    return np.stack(shifted, axis=-1).reshape(*x.shape[:2], -1)


# %% exercise 4: moves the steps of x itself
# says: You changed x itself
def stacked(x, delays):
    copies = [x.copy()]
    for _ in range(delays):
        x[:, 1:] = x[:, :-1].copy()
        x[:, 0] = 0
        copies.insert(0, x.copy())
    return np.concatenate(copies, axis=-1)


# %% exercise 5: drops the newest output instead of the oldest
def narx_step(xs, ys, U, W, b, V, c):
    z = (
        sum(x @ u for x, u in zip(xs, U, strict=True))
        + sum(y @ w for y, w in zip(ys, W, strict=True))
        + b
    )
    y = np.tanh(z) @ V + c
    return y, [y, *ys[1:]]


# %% exercise 5: feeds the hidden layer's squashing to the output
def narx_step(xs, ys, U, W, b, V, c):
    z = (
        sum(x @ u for x, u in zip(xs, U, strict=True))
        + sum(y @ w for y, w in zip(ys, W, strict=True))
        + b
    )
    y = np.tanh(np.tanh(z) @ V + c)
    return y, [y, *ys[:-1]]


# %% exercise 5: forgets the past inputs
def narx_step(xs, ys, U, W, b, V, c):
    y = np.tanh(xs[0] @ U[0] + sum(y @ w for y, w in zip(ys, W, strict=True)) + b) @ V + c
    return y, [y, *ys[:-1]]


# %% exercise 5: gives back the output only
# says: Return two things
def narx_step(xs, ys, U, W, b, V, c):
    seen = sum(x @ u for x, u in zip(xs, U, strict=True))
    return np.tanh(seen + sum(y @ w for y, w in zip(ys, W, strict=True)) + b) @ V + c


# %% exercise 5: gives the number of past outputs, not the list
# says: Return two things
def narx_step(xs, ys, U, W, b, V, c):
    seen = sum(x @ u for x, u in zip(xs, U, strict=True))
    y = np.tanh(seen + sum(y @ w for y, w in zip(ys, W, strict=True)) + b) @ V + c
    return y, len(ys)


# %% exercise 5: pushes the outputs on in their own arrays
# says: Make new arrays
def narx_step(xs, ys, U, W, b, V, c):
    seen = sum(x @ u for x, u in zip(xs, U, strict=True))
    y = np.tanh(seen + sum(y @ w for y, w in zip(ys, W, strict=True)) + b) @ V + c
    for late, early in zip(ys[:0:-1], ys[-2::-1], strict=True):
        late[:] = early
    ys[0][:] = y
    return y, ys


# %% exercise 6: tags the last step only
def models():
    def rnn(**options):
        return keras.layers.SimpleRNN(16, **options)

    dense, repeat = keras.layers.Dense, keras.layers.RepeatVector
    return {
        "sentiment": keras.Sequential([rnn(), dense(1)]),
        "tagging": keras.Sequential([rnn(), dense(25)]),
        "caption": keras.Sequential([repeat(6), rnn(return_sequences=True), dense(30)]),
        "translation": keras.Sequential([rnn(), repeat(5), rnn(return_sequences=True), dense(30)]),
    }


# %% exercise 6: labels each word by itself
def models():
    def rnn(**options):
        return keras.layers.SimpleRNN(16, **options)

    dense, repeat = keras.layers.Dense, keras.layers.RepeatVector
    return {
        "sentiment": keras.Sequential([rnn(), dense(1)]),
        "tagging": keras.Sequential([dense(16, "tanh"), dense(25)]),
        "caption": keras.Sequential([repeat(6), rnn(return_sequences=True), dense(30)]),
        "translation": keras.Sequential([rnn(), repeat(5), rnn(return_sequences=True), dense(30)]),
    }


# %% exercise 6: gives the models without their keys
# says: Return a dictionary
def models():
    def rnn(**options):
        return keras.layers.SimpleRNN(16, **options)

    dense, repeat = keras.layers.Dense, keras.layers.RepeatVector
    return [
        keras.Sequential([rnn(), dense(1)]),
        keras.Sequential([rnn(return_sequences=True), dense(25)]),
        keras.Sequential([repeat(6), rnn(return_sequences=True), dense(30)]),
        keras.Sequential([rnn(), repeat(5), rnn(return_sequences=True), dense(30)]),
    ]


# %% exercise 6: reads seven steps and no others
# says: 'sentiment' cannot read the shape (2, 9, 8)
def models():
    def rnn(**options):
        return keras.layers.SimpleRNN(16, **options)

    dense, repeat = keras.layers.Dense, keras.layers.RepeatVector
    return {
        "sentiment": keras.Sequential([keras.layers.Flatten(), dense(1)]),
        "tagging": keras.Sequential([rnn(return_sequences=True), dense(25)]),
        "caption": keras.Sequential([repeat(6), rnn(return_sequences=True), dense(30)]),
        "translation": keras.Sequential([rnn(), repeat(5), rnn(return_sequences=True), dense(30)]),
    }


# %% exercise 6: gives as many words as the picture has features
def models():
    def rnn(**options):
        return keras.layers.SimpleRNN(16, **options)

    dense, repeat = keras.layers.Dense, keras.layers.RepeatVector
    return {
        "sentiment": keras.Sequential([rnn(), dense(1)]),
        "tagging": keras.Sequential([rnn(return_sequences=True), dense(25)]),
        "caption": keras.Sequential([repeat(64), rnn(return_sequences=True), dense(30)]),
        "translation": keras.Sequential([rnn(), repeat(5), rnn(return_sequences=True), dense(30)]),
    }


# %% exercise 7: the memory fades
U = np.array([[6, 0], [-6, 0], [0, 0], [0, 0]])
W = np.array([[0.9, 0], [0, 0]])
V = np.array([[1], [0]])

# %% exercise 7: the first verb cannot be overruled
U = np.array([[2, 0], [-2, 0], [0, 0], [0, 0]])
W = np.array([[5, 0], [0, 0]])
V = np.array([[1], [0]])

# %% exercise 7: stays on the side of the first verb, and is silent without one
U = np.array([[6, 0], [-6, 0], [1, 0], [0, 0]])
W = np.array([[3, 0], [0, 0]])
V = np.array([[1], [0]])

# %% exercise 7: one number for both outputs
# says: U should have the shape (4, 2)
U = np.array([[6], [-6], [0], [0]])
W, V = np.array([[3]]), np.array([[1]])

# %% exercise 1: numbers of other types
words_right, sentences_right = 10.0, np.array(2)

# %% exercise 2: a list
labels = ["O", "O", "B-from_city", "I-from_city", "O", "B-via_city", "O"]
labels += ["B-to_city", "I-to_city", "O", "B-depart_date", *3 * ["I-depart_date"]]


# %% exercise 3: a generator
def filled_slots(words, labels):
    slot, text = None, []
    for word, label in [*zip(words, labels, strict=True), (None, "O")]:
        if slot and label != f"I-{slot}":
            yield slot, " ".join(text)
            slot, text = None, []
        if label != "O":
            slot, text = label[2:], [*text, word]


# %% exercise 3: a tuple of lists
def filled_slots(words, labels):
    words, labels, slots = list(words), list(labels), []
    while words:
        word, label = words.pop(0), labels.pop(0)
        if label == "O":
            continue
        slots.append([label[2:], word])
        while labels and labels[0] == f"I-{label[2:]}":
            labels.pop(0)
            slots[-1][1] += f" {words.pop(0)}"
    return tuple(slots)


# %% exercise 4: nested lists
def stacked(x, delays):
    padded = [[[0.0] * x.shape[2]] * delays + row for row in x.tolist()]
    return [
        [[value for step in row[t : t + delays + 1] for value in step] for t in range(x.shape[1])]
        for row in padded
    ]


# %% exercise 4: in Keras
def stacked(x, delays):
    x = keras.ops.convert_to_tensor(x, "float32")
    padded = keras.ops.pad(x, ((0, 0), (delays, 0), (0, 0)))
    parts = [padded[:, d : d + x.shape[1]] for d in range(delays + 1)]
    return keras.ops.concatenate(parts, axis=-1)


# %% exercise 5: a list of two, and the list of outputs changed in place
def narx_step(xs, ys, U, W, b, V, c):
    z = np.concatenate(xs, axis=-1) @ np.concatenate(U)
    z += np.concatenate(ys, axis=-1) @ np.concatenate(W)
    ys.insert(0, np.tanh(z + b) @ V + c)
    ys.pop()
    return [ys[0], ys]


# %% exercise 5: float32, lists and a generator
def narx_step(xs, ys, U, W, b, V, c):
    z = sum(np.float32(x) @ np.float32(u) for x, u in zip(xs, U, strict=True))
    z += sum(np.float32(y) @ np.float32(w) for y, w in zip(ys, W, strict=True))
    y = (np.tanh(z + np.float32(b)) @ np.float32(V) + np.float32(c)).tolist()
    return y, (array for array in [y, *ys[:-1]])


# %% exercise 6: other layers, functional models, one unit
def models():
    inputs, picture = keras.Input((None, 8)), keras.Input((64,))
    both = keras.layers.Bidirectional(keras.layers.LSTM(3, return_sequences=True))(inputs)
    words = keras.layers.LSTM(7, return_sequences=True)(keras.layers.RepeatVector(6)(picture))
    return {
        "sentiment": keras.Sequential([keras.layers.SimpleRNN(1)]),
        "tagging": keras.Model(inputs, keras.layers.Dense(25, "softmax")(both)),
        "caption": keras.Model(picture, keras.layers.Dense(30)(words)),
        "translation": keras.Sequential(
            [
                keras.layers.GRU(9),
                keras.layers.RepeatVector(5),
                keras.layers.SimpleRNN(30, return_sequences=True),
            ]
        ),
    }


# %% exercise 7: lists, and both units at work
U = [[3.0, 3.0], [-3.0, -3.0], [0.0, 0.0], [0.0, 0.0]]
W = [[1.0, 1.0], [1.0, 1.0]]
V = [[1.0], [1.0]]

# %% exercise 7: a weak memory, loudly read
U = 2 * np.array([[1, 0], [-1, 0], [0, 0], [0, 0]], "float32")
W, V = keras.ops.array([[1.1, 0], [0, 0]]), np.array([[2.0], [0.0]])

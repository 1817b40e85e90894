# %% exercise 1: three digits
probability = 0.0455

# %% exercise 1: an array without axes
probability = np.array(1 / 22, "float32")


# %% exercise 2: float32, split by the sign
def step_nll(y, z):
    y, z = np.float32(y), np.float32(z)
    return np.sum(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))), axis=-1)


# %% exercise 2: in Keras
def step_nll(y, z):
    z = keras.ops.convert_to_tensor(z, "float32")
    return keras.ops.sum(keras.ops.softplus(z * (1 - 2 * y.astype("float32"))), axis=-1)


# %% exercise 2: nested lists
def step_nll(y, z):
    return np.logaddexp(0, np.where(y == 1, -z, z)).sum(axis=-1).tolist()


# %% exercise 3: float32
def per_step(nll, mask):
    return np.average(np.float32(nll), weights=np.float32(mask)).astype("float32")


# %% exercise 3: by a mask of bool
def per_step(nll, mask):
    return nll[mask.astype(bool)].mean()


# %% exercise 3: a tensor
def per_step(nll, mask):
    return keras.ops.sum(nll * mask) / keras.ops.sum(mask)


# %% exercise 4: an integer of NumPy
def moved_by(first, second):
    if np.shape(first) == np.shape(second) and np.array_equal(first < 0, second < 0):
        moves = np.unique((second - first)[first >= 0])
        if len(moves) == 1:
            return moves[0]


# %% exercise 4: a set, over lists
def moved_by(first, second):
    first, second = first.ravel().tolist(), second.ravel().tolist()
    if len(first) != len(second):
        return None
    pairs = [pair for pair in zip(first, second, strict=True) if max(pair) >= 0]
    moves = {b - a if min(a, b) >= 0 else None for a, b in pairs}
    return moves.pop() if len(moves) == 1 else None


# %% exercise 5: a list of bool
def test_part(tunes, share, seed):
    names, sizes = np.unique(tunes, return_counts=True)
    order = np.random.default_rng([seed, 7]).permutation(len(names))
    number = 1 + np.argmax(np.cumsum(sizes[order]) >= share * len(tunes))
    return [tune in set(names[order[:number]].tolist()) for tune in tunes.tolist()]


# %% exercise 5: zeros and ones
def test_part(tunes, share, seed):
    chosen = np.zeros(len(tunes), int)
    shuffled = np.random.default_rng(seed).permutation(np.unique(tunes)).tolist()
    while chosen.sum() < share * len(tunes):
        chosen[tunes == shuffled.pop()] = 1
    return chosen


# %% exercise 5: a tensor
def test_part(tunes, share, seed):
    chosen = np.zeros(len(tunes), bool)
    for tune in np.random.default_rng(seed).permutation(np.unique(tunes)):
        if chosen.mean() < share:
            chosen[tunes == tune] = True
    return keras.ops.convert_to_tensor(chosen)


# %% exercise 6: solved for the units
def units_within(kind, budget, keys=88):
    blocks, biases = {"tanh": (1, 1), "GRU": (3, 2), "LSTM": (4, 1)}[kind]
    half = (keys + biases + keys / blocks) / 2
    return np.floor(np.sqrt(half**2 + (budget - keys) / blocks) - half)


# %% exercise 6: counted by Keras
def units_within(kind, budget, keys=88):
    cell = {"tanh": keras.layers.SimpleRNN, "GRU": keras.layers.GRU, "LSTM": keras.layers.LSTM}
    units = np.int64(1)
    while True:
        parts = [cell[kind](int(units) + 1), keras.layers.Dense(keys)]
        if keras.Sequential([keras.Input((None, keys)), *parts]).count_params() > budget:
            return units
        units += 1


# %% exercise 7: a list
def reported(validation, test):
    pairs = zip(validation.tolist(), test.tolist(), strict=True)
    return [min(zip(v, t, strict=True))[1] for v, t in pairs]


# %% exercise 7: float32
def reported(validation, test):
    best = validation.argmin(axis=1)[:, None]
    return np.take_along_axis(test, best, axis=1)[:, 0].astype("float32")


# %% exercise 7: a tuple of tensors
def reported(validation, test):
    best = keras.ops.argmin(validation, axis=1)
    return tuple(keras.ops.convert_to_tensor(row)[k] for row, k in zip(test, best, strict=True))

# %% exercise 1: a fair coin for every key
# says: another number costs less
# hides: 0.04
probability = 0.5

# %% exercise 1: one key in four
probability = 0.25

# %% exercise 1: nothing ever sounds
probability = 0.0


# %% exercise 1: the odds instead of the share
# says: It costs 16.2765
# hides: 0.045
probability = 4 / 84

# %% exercise 1: one in twenty
probability = 0.05

# %% exercise 1: one number for each key
# says: the same for all keys
probability = 88 * [4 / 88]


# %% exercise 2: takes the logarithm of the sigmoid
def step_nll(y, z):
    p = 1 / (1 + np.exp(-z))
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p), axis=-1)


# %% exercise 2: averages over the keys
def step_nll(y, z):
    return np.mean(np.logaddexp(0, z) - y * z, axis=-1)


# %% exercise 2: clips the probabilities
def step_nll(y, z):
    p = np.clip(1 / (1 + np.exp(-z)), 1e-7, 1 - 1e-7)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p), axis=-1)


# %% exercise 2: sums over the whole array
def step_nll(y, z):
    return np.sum(np.logaddexp(0, z) - y * z)


# %% exercise 2: forgets the silent keys
def step_nll(y, z):
    return np.sum(y * np.logaddexp(0, -z), axis=-1)


# %% exercise 2: takes the silent keys for the sounding ones
# says: that sounds
def step_nll(y, z):
    return np.sum(np.logaddexp(0, z) - (1 - y) * z, axis=-1)


# %% exercise 2: limits the scores in the array that it is given
# says: You changed y or z itself
def step_nll(y, z):
    z *= 1 - 2 * y
    return np.sum(np.logaddexp(0, z), axis=-1)


# %% exercise 2: forgets to return
# says: still None
def step_nll(y, z):
    np.sum(np.logaddexp(0, z) - y * z, axis=-1)


# %% exercise 3: counts the padding in
def per_step(nll, mask):
    return nll.mean()


# %% exercise 3: divides by all steps
def per_step(nll, mask):
    return (nll * mask).mean()


# %% exercise 3: averages the pieces
def per_step(nll, mask):
    return np.mean((nll * mask).sum(axis=1) / mask.sum(axis=1))


# %% exercise 3: forgets to divide
def per_step(nll, mask):
    return (nll * mask).sum()


# %% exercise 3: hides the padding in the array that it is given
# says: You changed nll or mask itself
def per_step(nll, mask):
    nll *= mask
    return nll.sum() / mask.sum()


# %% exercise 3: one number for each piece
# says: One number for all pieces
def per_step(nll, mask):
    return (nll * mask).sum(axis=1) / mask.sum(axis=1)


# %% exercise 4: takes the rests for notes
def moved_by(first, second):
    if first.shape != second.shape:
        return None
    steps = (second - first).ravel()
    return int(steps[0]) if (steps == steps[0]).all() else None


# %% exercise 4: forgets to compare the rests
def moved_by(first, second):
    if first.shape != second.shape:
        return None
    steps = (second - first)[(first >= 0) & (second >= 0)]
    return int(steps[0]) if (steps == steps[0]).all() else None


# %% exercise 4: takes an octave for nothing
def moved_by(first, second):
    if first.shape != second.shape or ((first < 0) != (second < 0)).any():
        return None
    steps = (second - first)[first >= 0]
    return int(steps[0]) if (steps % 12 == steps[0] % 12).all() else None


# %% exercise 4: counts in the wrong direction
def moved_by(first, second):
    if first.shape != second.shape or ((first < 0) != (second < 0)).any():
        return None
    steps = (first - second)[first >= 0]
    return int(steps[0]) if (steps == steps[0]).all() else None


# %% exercise 4: looks for rests in the first piece only
# says: a rest less
def moved_by(first, second):
    if first.shape != second.shape or ((second < 0) & (first >= 0)).any():
        return None
    steps = (second - first)[first >= 0]
    return int(steps[0]) if (steps == steps[0]).all() else None


# %% exercise 4: looks at the soprano only
def moved_by(first, second):
    if first.shape != second.shape or ((first < 0) != (second < 0)).any():
        return None
    steps = (second - first)[first[:, 0] >= 0, 0]
    return int(steps[0]) if (steps == steps[0]).all() else None


# %% exercise 4: the mean of all moves
def moved_by(first, second):
    if first.shape != second.shape or ((first < 0) != (second < 0)).any():
        return None
    return round((second - first)[first >= 0].mean())


# %% exercise 4: compares what both have
def moved_by(first, second):
    length = min(len(first), len(second))
    first, second = first[:length], second[:length]
    if ((first < 0) != (second < 0)).any():
        return None
    steps = (second - first)[first >= 0]
    return int(steps[0]) if (steps == steps[0]).all() else None


# %% exercise 5: deals the pieces
def test_part(tunes, share, seed):
    return np.random.default_rng(seed).random(len(tunes)) < share


# %% exercise 5: takes a share of the tunes, whatever their size
def test_part(tunes, share, seed):
    return tunes >= (1 - share / 2) * tunes.max()


# %% exercise 5: has no use for the seed
def test_part(tunes, share, seed):
    chosen = np.zeros(len(tunes), bool)
    for tune in np.unique(tunes):
        if chosen.mean() >= share:
            break
        chosen |= tunes == tune
    return chosen


# %% exercise 5: takes everything
def test_part(tunes, share, seed):
    return np.ones(len(tunes), bool)


# %% exercise 5: shuffles the tunes of the caller
# says: You changed tunes itself
def test_part(tunes, share, seed):
    np.random.default_rng(seed).shuffle(tunes)
    return np.arange(len(tunes)) < share * len(tunes)


# %% exercise 5: rolls another die each time
# says: The same seed should give the same part
def test_part(tunes, share, seed):
    chosen = np.zeros(len(tunes), bool)
    for tune in np.random.default_rng().permutation(np.unique(tunes)):
        if chosen.mean() >= share:
            break
        chosen |= tunes == tune
    return chosen


# %% exercise 5: always a fifth
# says: not at least 50%
def test_part(tunes, share, seed):
    chosen = np.zeros(len(tunes), bool)
    for tune in np.random.default_rng(seed).permutation(np.unique(tunes)):
        if chosen.mean() >= 0.2:
            break
        chosen |= tunes == tune
    return chosen


# %% exercise 5: takes the tunes for 0, 1, 2, …
# says: of the pieces are in the test part
def test_part(tunes, share, seed):
    chosen = np.zeros(len(tunes), bool)
    for tune in np.random.default_rng(seed).permutation(len(np.unique(tunes))):
        if chosen.mean() >= share:
            break
        chosen |= tunes == tune
    return chosen


# %% exercise 5: gives the numbers of the pieces
# says: One answer for each piece
def test_part(tunes, share, seed):
    chosen = np.random.default_rng(seed).permutation(np.unique(tunes))[: int(12 * share / 0.2)]
    return np.flatnonzero(np.isin(tunes, chosen))


# %% exercise 5: gives the tunes of the test part
# says: True or False
def test_part(tunes, share, seed):
    return np.where(np.random.default_rng(seed).random(len(tunes)) < share, tunes, -1)


# %% exercise 5: stops one tune too early
# says: not at least 20%
def test_part(tunes, share, seed):
    chosen = np.zeros(len(tunes), bool)
    for tune in np.random.default_rng(seed).permutation(np.unique(tunes)):
        more = chosen | (tunes == tune)
        if more.mean() > share:
            break
        chosen = more
    return chosen


# %% exercise 6: forgets the last layer
def units_within(kind, budget, keys=88):
    blocks, biases = {"tanh": (1, 1), "GRU": (3, 2), "LSTM": (4, 1)}[kind]
    units = 0
    while blocks * (units + 1) * (keys + units + 1 + biases) <= budget:
        units += 1
    return units


# %% exercise 6: forgets the second row of biases of the GRU
def units_within(kind, budget, keys=88):
    blocks = {"tanh": 1, "GRU": 3, "LSTM": 4}[kind]
    units = 0
    while blocks * (units + 1) * (keys + units + 2) + (units + 2) * keys <= budget:
        units += 1
    return units


# %% exercise 6: gives the first number that is over
def units_within(kind, budget, keys=88):
    blocks, biases = {"tanh": (1, 1), "GRU": (3, 2), "LSTM": (4, 1)}[kind]
    units = 0
    while blocks * units * (keys + units + biases) + (units + 1) * keys <= budget:
        units += 1
    return units


# %% exercise 6: repeats the numbers of the chapter
def units_within(kind, budget, keys=88):
    return {"tanh": 100, "GRU": 46, "LSTM": 36}[kind]


# %% exercise 6: a part of a unit
# says: A whole number of units
def units_within(kind, budget, keys=88):
    blocks, biases = {"tanh": (1, 1), "GRU": (3, 2), "LSTM": (4, 1)}[kind]
    half = (keys + biases + keys / blocks) / 2
    return np.sqrt(half**2 + (budget - keys) / blocks) - half


# %% exercise 6: no units at all
# says: A whole number of units, 1 at least
def units_within(kind, budget, keys=88):
    return 0


# %% exercise 7: lets the test part choose
def reported(validation, test):
    return test.min(axis=1)


# %% exercise 7: takes the last epoch
def reported(validation, test):
    return test[:, -1]


# %% exercise 7: one epoch for all runs
def reported(validation, test):
    return test[:, validation.mean(axis=0).argmin()]


# %% exercise 7: reports the validation value
def reported(validation, test):
    return validation.min(axis=1)


# %% exercise 7: forgets the axis
# says: run by run
def reported(validation, test):
    return test[:, validation.argmin() % validation.shape[1]].max()


# %% exercise 7: keeps an axis of one
# says: should have the shape (3,)
def reported(validation, test):
    best = validation.argmin(axis=1)
    return np.take_along_axis(test, best[:, None], axis=1)

# %% exercise 1: takes what was added in the chapter
added, taken = 2.0, 1.0

# %% exercise 1: one out for each two
added, taken = 1.0, 2.0

# %% exercise 1: writes one for an unfinished group, too
added, taken = 3.0, 7.0

# %% exercise 1: the numbers of the answer exchanged
added, taken = 3.0, 1.0


# %% exercise 2: moves in the other direction
def teacher(y):
    return np.concatenate([y[:, 1:], np.zeros_like(y[:, :1])], axis=1)


# %% exercise 2: adds a step
def teacher(y):
    return np.concatenate([np.zeros_like(y[:, :1]), y], axis=1)


# %% exercise 2: does not move
def teacher(y):
    return y


# %% exercise 2: lets the last id come round to the front
def teacher(y):
    return np.roll(y, 1, axis=1) + (np.arange(y.shape[1]) == 0)


# %% exercise 3: counts padding
def masked_loss(logits, y):
    log_p = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    return -np.take_along_axis(log_p, y[..., None], axis=-1).mean()


# %% exercise 3: leaves out the end
def masked_loss(logits, y):
    log_p = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    losses = -np.take_along_axis(log_p, y[..., None], axis=-1)[..., 0]
    return losses[y != 0].mean()


# %% exercise 3: sets the loss of padding to 0 and divides by all steps
def masked_loss(logits, y):
    log_p = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    losses = -np.take_along_axis(log_p, y[..., None], axis=-1)[..., 0]
    before = np.concatenate([np.ones_like(y[:, :1]), y[:, :-1]], axis=1)
    return (losses * (before != 0)).mean()


# %% exercise 3: forgets the softmax
def masked_loss(logits, y):
    losses = -np.take_along_axis(logits, y[..., None], axis=-1)[..., 0]
    before = np.concatenate([np.ones_like(y[:, :1]), y[:, :-1]], axis=1)
    return losses[before != 0].mean()


# %% exercise 4: keeps the end
def greedy(step, state, length):
    token, written = 0, []
    while len(written) < length:
        logits, state = step(token, state)
        token = int(np.argmax(logits))
        written.append(token)
        if token == 0:
            break
    return written


# %% exercise 4: never ends by itself
def greedy(step, state, length):
    token, written = 0, []
    for _ in range(length):
        logits, state = step(token, state)
        token = int(np.argmax(logits))
        written.append(token)
    return written


# %% exercise 4: always reads the start
def greedy(step, state, length):
    written = []
    while len(written) < length:
        logits, state = step(0, state)
        token = int(np.argmax(logits))
        if token == 0:
            break
        written.append(token)
    return written


# %% exercise 4: one token too many
def greedy(step, state, length):
    token, written = 0, []
    while len(written) <= length:
        logits, state = step(token, state)
        token = int(np.argmax(logits))
        if token == 0:
            break
        written.append(token)
    return written


# %% exercise 5: forgets the old carry
def add_step(a, b, carry):
    return (a + b) % 10, (a + b) // 10


# %% exercise 5: never carries
def add_step(a, b, carry):
    return (a + b + carry) % 10, 0


# %% exercise 5: carries at ten only
def add_step(a, b, carry):
    return (a + b + carry) % 10, int(a + b > 9)


# %% exercise 6: near each other
answer, reference = 697_796, 697_797

# %% exercise 6: few words
answer, reference = 200_000, 900_000

# %% exercise 6: the same
answer, reference = 697_797, 697_797


# %% exercise 7: greedy
def beam(table, width, length):
    tokens, p = [], 0.0
    for _ in range(length):
        k = int(np.argmax(table[tokens[-1] if tokens else 0]))
        p += table[tokens[-1] if tokens else 0, k]
        tokens.append(k)
        if k == 0:
            break
    return tokens, p


# %% exercise 7: keeps everything, whatever the width
def beam(table, width, length):
    going, ended = [([], 0.0)], []
    for _ in range(length):
        grown = [
            ([*tokens, k], p + table[tokens[-1] if tokens else 0, k])
            for tokens, p in going
            for k in range(len(table))
        ]
        ended += [(tokens, p) for tokens, p in grown if tokens[-1] == 0]
        going = [g for g in grown if g[0][-1] != 0]
    return max(ended, key=lambda e: e[1])


# %% exercise 7: takes the first that ends
def beam(table, width, length):
    going = [([], 0.0)]
    for _ in range(length):
        grown = [
            ([*tokens, k], p + table[tokens[-1] if tokens else 0, k])
            for tokens, p in going
            for k in range(len(table))
        ]
        going = sorted(grown, key=lambda g: -g[1])[:width]
        for tokens, p in going:
            if tokens[-1] == 0:
                return tokens, p
    return going[0]


# %% exercise 7: compares the means
def beam(table, width, length):
    going, ended = [([], 0.0)], []
    for _ in range(length):
        grown = [
            ([*tokens, k], p + table[tokens[-1] if tokens else 0, k])
            for tokens, p in going
            for k in range(len(table))
        ]
        ended += [(tokens, p) for tokens, p in grown if tokens[-1] == 0]
        going = sorted((g for g in grown if g[0][-1] != 0), key=lambda g: -g[1])[:width]
    return max(ended, key=lambda e: e[1] / len(e[0]))

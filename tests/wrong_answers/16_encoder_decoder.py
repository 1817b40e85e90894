# %% exercise 1: takes what was added in the chapter
added, taken = 2.0, 1.0

# %% exercise 1: one out for each two
added, taken = 1.0, 2.0

# %% exercise 1: writes one for an unfinished group, too
added, taken = 3.0, 7.0

# %% exercise 1: the numbers of the answer exchanged
added, taken = 3.0, 1.0


# %% exercise 1: a third that is rounded up
# says: for 50 letters
added, taken = 0.34, 1.0


# %% exercise 1: a third that is rounded down
# says: for 3 letters
added, taken = 0.33, 1.0


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
# says: stands the start, id 0, not [5 0]
def teacher(y):
    return np.roll(y, 1, axis=1)


# %% exercise 2: rolls all rows as one
# says: stands the start, id 0, not [0 5]
def teacher(y):
    return np.roll(y, 1)


# %% exercise 2: shifts y in place
# says: You changed y
def teacher(y):
    y[:, 1:] = y[:, :-1].copy()
    y[:, 0] = 0
    return y


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


# %% exercise 3: forgets the return
# says: Return one number
def masked_loss(logits, y):
    pass


# %% exercise 3: exponentiates in place
# says: You changed logits
def masked_loss(logits, y):
    np.exp(logits, out=logits)
    log_p = np.log(logits / logits.sum(axis=-1, keepdims=True))
    losses = -np.take_along_axis(log_p, y[..., None], axis=-1)[..., 0]
    real = np.concatenate([np.ones_like(y[:, :1]), y[:, :-1]], axis=1) != 0
    return losses[real].mean()


# %% exercise 3: gives one loss for each answer
# says: Return one number
def masked_loss(logits, y):
    log_p = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    losses = -np.take_along_axis(log_p, y[..., None], axis=-1)[..., 0]
    real = np.concatenate([np.ones_like(y[:, :1]), y[:, :-1]], axis=1) != 0
    return (losses * real).sum(axis=1) / real.sum(axis=1)


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


# %% exercise 4: reads on after the end and drops the ends
# says: after the first end
def greedy(step, state, length):
    token, written = 0, []
    for _ in range(length):
        logits, state = step(token, state)
        token = int(np.argmax(logits))
        written.append(token)
    return [t for t in written if t]


# %% exercise 4: forgets the return
# says: is still None
def greedy(step, state, length):
    pass


# %% exercise 5: forgets the old carry
def add_step(a, b, carry):
    return (a + b) % 10, (a + b) // 10


# %% exercise 5: never carries
def add_step(a, b, carry):
    return (a + b + carry) % 10, 0


# %% exercise 5: carries at ten only
def add_step(a, b, carry):
    return (a + b + carry) % 10, int(a + b > 9)


# %% exercise 5: gives the carry first
# says: The carry comes second
def add_step(a, b, carry):
    total = a + b + carry
    return total // 10, total % 10


# %% exercise 5: gives the digit only
# says: Return two numbers
def add_step(a, b, carry):
    return (a + b + carry) % 10


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


# %% exercise 7: one token too many
# says: two tokens at most
def beam(table, width, length):
    going, ended = [([], 0.0)], []
    for _ in range(length + 1):
        grown = [
            ([*tokens, k], p + table[tokens[-1] if tokens else 0, k])
            for tokens, p in going
            for k in range(len(table))
        ]
        ended += [(tokens, p) for tokens, p in grown if tokens[-1] == 0]
        going = sorted((g for g in grown if g[0][-1] != 0), key=lambda g: -g[1])[:width]
    return max(ended, key=lambda e: e[1])


# %% exercise 7: keeps some of each beginning and never prunes across
# says: the two best of all
def beam(table, width, length):
    going, ended = [([], 0.0)], []
    for _ in range(length):
        new = []
        for tokens, p in going:
            last = tokens[-1] if tokens else 0
            mine = [([*tokens, k], p + table[last, k]) for k in range(len(table))]
            ended += [g for g in mine if g[0][-1] == 0]
            mine = [g for g in mine if g[0][-1] != 0]
            new += sorted(mine, key=lambda g: -g[1])[:width]
        going = new
    return max(ended, key=lambda e: e[1])


# %% exercise 7: prunes at the first step only
# says: the two best of all
def beam(table, width, length):
    going, ended = [([], 0.0)], []
    for step in range(length):
        grown = [
            ([*tokens, k], p + table[tokens[-1] if tokens else 0, k])
            for tokens, p in going
            for k in range(len(table))
        ]
        ended += [(tokens, p) for tokens, p in grown if tokens[-1] == 0]
        going = sorted((g for g in grown if g[0][-1] != 0), key=lambda g: -g[1])
        if step == 0:
            going = going[:width]
    return max(ended, key=lambda e: e[1])


# %% exercise 7: gives the tokens only
# says: Return the list of tokens first
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
    return max(ended, key=lambda e: e[1])[0]


# %% exercise 7: forgets the return
# says: Return the list of tokens first
def beam(table, width, length):
    pass

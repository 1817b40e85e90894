# %% exercise 1: the wrong way round
two_to_one, sixty_four_to_one = 0.5, 3.0

# %% exercise 1: divides the probabilities instead of the logits
two_to_one, sixty_four_to_one = 2.0, 1 / 16

# %% exercise 1: a temperature of 0
two_to_one, sixty_four_to_one = 2.0, 0.0


# %% exercise 1: a temperature that is rounded to tenths
# says: At 0.3 the odds are 102 to 1
two_to_one, sixty_four_to_one = 2.0, 0.3


# %% exercise 2: takes the padding in
def bits_and_perplexity(p, mask):
    bits = -np.log2(p).mean()
    return bits, 2**bits


# %% exercise 2: the mean of the means of the rows
def bits_and_perplexity(p, mask):
    bits = np.mean([-np.log2(row[real]).mean() for row, real in zip(p, mask, strict=True)])
    return bits, 2**bits


# %% exercise 2: nats for bits
def bits_and_perplexity(p, mask):
    nats = -np.log(p[mask]).mean()
    return nats, np.exp(nats)


# %% exercise 2: e to the power of the bits
def bits_and_perplexity(p, mask):
    bits = -np.log2(p[mask]).mean()
    return bits, np.exp(bits)


# %% exercise 2: multiplies the logarithm by the mask, so that log 0 times 0 is NaN
def bits_and_perplexity(p, mask):
    bits = -(np.log2(p) * mask).sum() / mask.sum()
    return bits, 2**bits


# %% exercise 2: gives the bits only
# says: Return two numbers
def bits_and_perplexity(p, mask):
    return -np.log2(p[mask]).mean()


# %% exercise 2: clears the padding in place
# says: You changed p
def bits_and_perplexity(p, mask):
    p[~mask] = 1
    bits = -np.log2(p).sum() / mask.sum()
    return bits, 2**bits


# %% exercise 3: resets before each piece
def read_in_pieces(model, pieces):
    parts = []
    for ids in pieces:
        for layer in model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()
        parts.append(keras.ops.convert_to_numpy(model(ids)))
    return np.concatenate(parts, axis=1)


# %% exercise 3: never resets
def read_in_pieces(model, pieces):
    return np.concatenate([keras.ops.convert_to_numpy(model(ids)) for ids in pieces], axis=1)


# %% exercise 3: resets the first recurrent layer only
def read_in_pieces(model, pieces):
    model.layers[1].reset_state()
    return np.concatenate([keras.ops.convert_to_numpy(model(ids)) for ids in pieces], axis=1)


# %% exercise 3: gives the last piece only
def read_in_pieces(model, pieces):
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    for ids in pieces:
        logits = model(ids)
    return keras.ops.convert_to_numpy(logits)


# %% exercise 3: resets when it is done
# says: before the first piece
def read_in_pieces(model, pieces):
    logits = np.concatenate([keras.ops.convert_to_numpy(model(ids)) for ids in pieces], axis=1)
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    return logits


# %% exercise 3: does not join the pieces
# says: Join those of all pieces
def read_in_pieces(model, pieces):
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    return [keras.ops.convert_to_numpy(model(ids)) for ids in pieces]


# %% exercise 4: a fixed border
class MinP(sampling.Sampler):
    def __init__(self, share, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.share = share

    def get_next_token(self, probabilities):
        return self.draw(np.where(probabilities >= self.share * 0.6, probabilities, 0.0))


# %% exercise 4: the border is the share itself
class MinP(sampling.Sampler):
    def __init__(self, share, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.share = share

    def get_next_token(self, probabilities):
        return self.draw(np.where(probabilities >= self.share, probabilities, 0.0))


# %% exercise 4: one border for the whole batch
class MinP(sampling.Sampler):
    def __init__(self, share, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.share = share

    def get_next_token(self, probabilities):
        border = self.share * probabilities.max()
        return self.draw(np.where(probabilities >= border, probabilities, 0.0))


# %% exercise 4: draws from the kept ones with equal chances
class MinP(sampling.Sampler):
    def __init__(self, share, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.share = share

    def get_next_token(self, probabilities):
        most = probabilities.max(axis=1, keepdims=True)
        return self.draw((probabilities >= self.share * most).astype(float))


# %% exercise 4: takes the likeliest
class MinP(sampling.Sampler):
    def __init__(self, share, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.share = share

    def get_next_token(self, probabilities):
        return probabilities.argmax(axis=1)


# %% exercise 4: keeps only what is above the border
# says: at least
class MinP(sampling.Sampler):
    def __init__(self, share, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.share = share

    def get_next_token(self, probabilities):
        most = probabilities.max(axis=1, keepdims=True)
        return self.draw(np.where(probabilities > self.share * most, probabilities, 0.0))


# %% exercise 4: gives one token for the whole batch
# says: One token for each row
class MinP(sampling.Sampler):
    def __init__(self, share, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.share = share

    def get_next_token(self, probabilities):
        most = probabilities.max(axis=1, keepdims=True)
        return self.draw(np.where(probabilities >= self.share * most, probabilities, 0.0))[0]


# %% exercise 4: gives a column
# says: One token for each row
class MinP(sampling.Sampler):
    def __init__(self, share, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.share = share

    def get_next_token(self, probabilities):
        most = probabilities.max(axis=1, keepdims=True)
        return self.draw(np.where(probabilities >= self.share * most, probabilities, 0.0))[:, None]


# %% exercise 4: seeds its own draws
# says: Another seed draws the same
class MinP(sampling.Sampler):
    def __init__(self, share, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.share = share

    def get_next_token(self, probabilities):
        rng = np.random.default_rng(0)
        most = probabilities.max(axis=1, keepdims=True)
        kept = np.where(probabilities >= self.share * most, probabilities, 0.0)
        return np.array([rng.choice(len(row), p=row / row.sum()) for row in kept])


# %% exercise 5: forbids all that occurred
def forbidden(text, n=3):
    return set(text)


# %% exercise 5: compares one token too few
def forbidden(text, n=3):
    end = text[len(text) - 1 :]
    return {text[k + 1] for k in range(len(text) - 1) if text[k : k + 1] == end}


# %% exercise 5: finds the last place only
def forbidden(text, n=3):
    end = text[len(text) - (n - 1) :]
    for k in reversed(range(len(text) - n + 1)):
        if text[k : k + n - 1] == end:
            return {text[k + n - 1]}
    return set()


# %% exercise 5: trigrams whatever n is
def forbidden(text, n=3):
    end = text[-2:]
    return {text[k + 2] for k in range(len(text) - 2) if text[k : k + 2] == end}


# %% exercise 5: takes the end with text[-0:]
# says: text[-0:] is the whole text
def forbidden(text, n=3):
    end = text[-(n - 1) :]
    runs = [text[k : k + n] for k in range(len(text) - n + 1)]
    return {run[-1] for run in runs if run[:-1] == end}


# %% exercise 5: forgets the return
# says: Return a set
def forbidden(text, n=3):
    pass


# %% exercise 5: tries tokens at the end of the text
# says: You changed the text
def forbidden(text, n=3):
    result = set()
    seen = {tuple(text[k : k + n]) for k in range(len(text) - n + 1)}
    for token in sorted(set(text)):
        text.append(token)
        if tuple(text[-n:]) in seen:
            result.add(token)
    return result


# %% exercise 6: greedy
def beam(table, start, width, length):
    tokens, score = [], 0.0
    for _ in range(length):
        token = int(np.argmax(table[start]))
        score += table[start][token]
        tokens.append(token)
        start = token
    return tokens, score


# %% exercise 6: the best continuation of each hypothesis
def beam(table, start, width, length):
    hypotheses = [(table[start][t], [t]) for t in np.argsort(-table[start])[:width]]
    for _ in range(length - 1):
        hypotheses = [
            (s + table[text[-1]].max(), [*text, int(table[text[-1]].argmax())])
            for s, text in hypotheses
        ]
    score, text = max(hypotheses, key=lambda h: h[0])
    return text, score


# %% exercise 6: keeps the worst
def beam(table, start, width, length):
    hypotheses = [(0.0, [start])]
    for _ in range(length):
        longer = [(s + table[t[-1]][k], [*t, k]) for s, t in hypotheses for k in range(len(table))]
        hypotheses = sorted(longer)[:width]
    score, text = hypotheses[-1]
    return text[1:], score


# %% exercise 6: keeps the start in the text
def beam(table, start, width, length):
    hypotheses = [(0.0, [start])]
    for _ in range(length):
        longer = [(s + table[t[-1]][k], [*t, k]) for s, t in hypotheses for k in range(len(table))]
        hypotheses = sorted(longer, reverse=True)[:width]
    score, text = hypotheses[0]
    return text, score


# %% exercise 6: multiplies the logarithms
def beam(table, start, width, length):
    hypotheses = [(1.0, [start])]
    for _ in range(length):
        longer = [(s * table[t[-1]][k], [*t, k]) for s, t in hypotheses for k in range(len(table))]
        hypotheses = sorted(longer, reverse=True)[:width]
    score, text = hypotheses[0]
    return text[1:], score


# %% exercise 6: gives the score first
# says: Return the list of tokens first
def beam(table, start, width, length):
    hypotheses = [(0.0, [start])]
    for _ in range(length):
        longer = [(s + table[t[-1]][k], [*t, k]) for s, t in hypotheses for k in range(len(table))]
        hypotheses = sorted(longer, reverse=True)[:width]
    score, text = hypotheses[0]
    return score, text[1:]


# %% exercise 6: gives the tokens only
# says: Return the list of tokens first
def beam(table, start, width, length):
    hypotheses = [(0.0, [start])]
    for _ in range(length):
        longer = [(s + table[t[-1]][k], [*t, k]) for s, t in hypotheses for k in range(len(table))]
        hypotheses = sorted(longer, reverse=True)[:width]
    return hypotheses[0][1][1:]


# %% exercise 6: keeps as many of each hypothesis and never prunes across
# says: the two best of all
def beam(table, start, width, length):
    hypotheses = [(0.0, [start])]
    for _ in range(length):
        longer = []
        for s, t in hypotheses:
            mine = [(s + table[t[-1]][k], [*t, k]) for k in range(len(table))]
            longer += sorted(mine, reverse=True)[:width]
        hypotheses = longer
    score, text = max(hypotheses)
    return text[1:], score


# %% exercise 6: prunes at the first step only
def beam(table, start, width, length):
    hypotheses = [(0.0, [start])]
    for step in range(length):
        longer = [(s + table[t[-1]][k], [*t, k]) for s, t in hypotheses for k in range(len(table))]
        hypotheses = sorted(longer, reverse=True)
        hypotheses = hypotheses[:width] if step == 0 else hypotheses
    score, text = hypotheses[0]
    return text[1:], score


# %% exercise 6: exponentiates in place
# says: You changed table
def beam(table, start, width, length):
    np.exp(table, out=table)
    hypotheses = [(1.0, [start])]
    for _ in range(length):
        longer = [(s * table[t[-1]][k], [*t, k]) for s, t in hypotheses for k in range(len(table))]
        hypotheses = sorted(longer, reverse=True)[:width]
    score, text = hypotheses[0]
    return text[1:], np.log(score)

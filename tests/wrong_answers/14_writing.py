# %% exercise 1: the wrong way round
two_to_one, sixty_four_to_one = 0.5, 3.0

# %% exercise 1: divides the probabilities instead of the logits
two_to_one, sixty_four_to_one = 2.0, 1 / 16

# %% exercise 1: a temperature of 0
two_to_one, sixty_four_to_one = 2.0, 0.0


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

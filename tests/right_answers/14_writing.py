# %% exercise 1: to three digits
two_to_one, sixty_four_to_one = 2, 0.333

# %% exercise 1: to two digits, float32
two_to_one, sixty_four_to_one = np.float32(2), np.float32(0.33)


# %% exercise 2: float32, a list
def bits_and_perplexity(p, mask):
    bits = -np.log2(p[mask].astype("float32")).mean()
    return [bits, np.float32(2) ** bits]


# %% exercise 2: in nats, in Keras, an array
def bits_and_perplexity(p, mask):
    log_p = keras.ops.log(keras.ops.cast(np.where(mask, p, 1), "float32"))
    nats = -keras.ops.sum(log_p) / mask.sum()
    return keras.ops.stack([nats / np.log(2).astype("float32"), keras.ops.exp(nats)])


# %% exercise 3: a tensor
def read_in_pieces(model, pieces):
    model.layers[1].reset_state()
    model.layers[2].reset_state()
    return keras.ops.concatenate([model(ids) for ids in pieces], axis=1)


# %% exercise 3: lists, letter by letter
def read_in_pieces(model, pieces):
    for layer in model.layers:
        if hasattr(layer, "reset_state"):
            layer.reset_state()
    ids = np.concatenate(pieces, axis=1)
    return [[np.asarray(model(ids[:, t : t + 1]))[0, 0].tolist() for t in range(ids.shape[1])]]


# %% exercise 4: a list, row by row
class MinP(sampling.Sampler):
    def __init__(self, share, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.share = share

    def get_next_token(self, probabilities):
        tokens = []
        for row in probabilities:
            kept = [p if p >= self.share * max(row) else 0 for p in row]
            tokens.append(int(self.draw(np.array([kept]))[0]))
        return tokens


# %% exercise 4: clears what it does not keep
class MinP(sampling.Sampler):
    def __init__(self, share, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.share = share

    def get_next_token(self, probabilities):
        border = self.share * probabilities.max(axis=1, keepdims=True)
        probabilities[probabilities < border] = 0
        return self.draw(probabilities)


# %% exercise 5: a list
def forbidden(text, n=3):
    found = []
    for token in dict.fromkeys(text):
        run = [*text, token][len(text) + 1 - n :] if len(text) + 1 >= n else None
        if any(text[k : k + n] == run for k in range(len(text) - n + 1)):
            found.append(token)
    return found


# %% exercise 5: a generator that says some things twice
def forbidden(text, n=3):
    for k in range(n - 1, len(text)):
        if text[k - n + 1 : k] == text[len(text) - n + 1 :]:
            yield text[k]


# %% exercise 6: arrays and float32
def beam(table, start, width, length):
    table = table.astype("float32")
    texts, scores = np.full((1, 1), start), np.zeros(1, "float32")
    for _ in range(length):
        longer = (scores[:, None] + table[texts[:, -1]]).ravel()
        best = np.argsort(-longer)[:width]
        last = best[:, None] % len(table)
        texts = np.concatenate([texts[best // len(table)], last], axis=1)
        scores = longer[best]
    return texts[0, 1:], scores[0]


# %% exercise 6: a list of a tuple and a number
def beam(table, start, width, length):
    kept = [((start,), 0.0)]
    for _ in range(length):
        longer = [
            ((*text, k), score + log_p)
            for text, score in kept
            for k, log_p in enumerate(table[text[-1]])
        ]
        longer.sort(key=lambda hypothesis: hypothesis[1], reverse=True)
        kept = longer[:width]
    return [kept[0][0][1:], kept[0][1]]

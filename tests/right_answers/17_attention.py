# %% exercise 1: to two digits
weights, context, query = (0.33, 0.33, 0.33), [0.67, 0.67], (-4, 4)

# %% exercise 1: arrays of float32
weights = np.full(3, 1 / 3, "float32")
context = weights[:2] * 2
query = np.array([-3, 9], "float32")


# %% exercise 2: a NumPy number
def attention_weights(kind, U, M):
    if kind == "dot" and U != M:
        raise ValueError("The query and the memory differ.")
    shapes = {"dot": [], "general": [(U, M)], "additive": [(U, U), (M, U), (U,)]}
    return sum([np.prod(shape) for shape in shapes[kind]], start=np.int64(0))


# %% exercise 3: float32, a list
def scaled_dot(query, keys, values, mask):
    query, keys, values = (array.astype("float32") for array in (query, keys, values))
    scores = np.einsum("btd,bsd->bts", query, keys) / np.float32(query.shape[-1] ** 0.5)
    scores = np.where(mask[:, None], scores, np.finfo("float32").min)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return [weights @ values, weights]


# %% exercise 3: in Keras, with −1e9
def scaled_dot(query, keys, values, mask):
    from keras import ops

    query, keys, values = (ops.cast(array, "float32") for array in (query, keys, values))
    scores = ops.matmul(query, ops.swapaxes(keys, 1, 2)) / query.shape[-1] ** 0.5
    weights = ops.softmax(ops.where(mask[:, None], scores, -1e9))
    return ops.matmul(weights, values), weights


# %% exercise 3: nested lists, step by step
def scaled_dot(query, keys, values, mask):
    contexts, weights = [], []
    for q, k, v, m in zip(query, keys, values, mask, strict=True):
        scores = q @ k[m].T / np.sqrt(q.shape[-1])
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        rows = np.zeros((len(q), len(k)))
        rows[:, m] = shares / shares.sum(axis=-1, keepdims=True)
        weights.append(rows.tolist())
        contexts.append((rows @ v).tolist())
    return contexts, weights


# %% exercise 4: letter by letter, float32
def on_antidiagonal(weights, slack=0):
    n, hits = weights.shape[1] - 1, np.float32(0)
    for t in range(n):
        near = range(n - 1 - t - slack, n - t + slack)
        hits += int(weights[t].argmax()) in near
    return hits / np.float32(n)


# %% exercise 5: float32, by loops, lists
def local_weights(scores, places, width, mask):
    result = np.zeros(scores.shape, "float32")
    for b, t in np.ndindex(places.shape):
        steps = range(max(0, places[b, t] - width), places[b, t] + width + 1)
        steps = [s for s in steps if s < scores.shape[-1] and mask[b, s]]
        if steps:
            shares = np.exp(scores[b, t, steps] - scores[b, t, steps].max())
            result[b, t, steps] = shares / shares.sum()
    return result.tolist()


# %% exercise 5: in Keras
def local_weights(scores, places, width, mask):
    from keras import ops

    near = ops.abs(ops.arange(scores.shape[-1]) - places[..., None]) <= width
    allowed = ops.logical_and(near, mask[:, None])
    weights = ops.softmax(ops.where(allowed, ops.cast(scores, "float32"), -1e9))
    return ops.where(allowed, weights, 0)


# %% exercise 6: float32, lists
def bahdanau(inputs, memory, h, kernel, recurrent_kernel, bias):
    arrays = inputs, memory, h, kernel, recurrent_kernel, bias
    inputs, memory, h, kernel, recurrent_kernel, bias = (a.astype("float32") for a in arrays)
    states, looked = [], []
    for y in inputs:
        weights = np.exp(memory @ h)
        weights /= weights.sum()
        h = np.tanh(y @ kernel[:3] + weights @ memory @ kernel[3:] + h @ recurrent_kernel + bias)
        states.append(h.tolist())
        looked.append(weights.tolist())
    return [states, looked]


# %% exercise 6: fills arrays
def bahdanau(inputs, memory, h, kernel, recurrent_kernel, bias):
    states = np.zeros((len(inputs) + 1, len(h)))
    weights = np.zeros((len(inputs), len(memory)))
    states[0] = h
    for t, y in enumerate(inputs):
        scores = reference.dot_scores(states[None, t : t + 1], memory[None])
        weights[t] = reference.attend(scores, memory[None], np.ones((1, len(memory)), bool))[1]
        joined = np.hstack([y, weights[t] @ memory])
        states[t + 1] = np.tanh(joined @ kernel + states[t] @ recurrent_kernel + bias)
    return states[1:], weights


# %% exercise 7: lists, text by text
def mend(weights, lengths):
    mended = np.zeros_like(weights, dtype="float32")
    for new, old, n in zip(mended, weights, lengths, strict=True):
        new[:, :n] = old[:, :n] / old[:, :n].sum(axis=1, keepdims=True)
    return mended.tolist()


# %% exercise 7: from the logarithms, in Keras
def mend(weights, lengths):
    from keras import ops

    real = np.arange(weights.shape[-1]) < np.array(lengths)[:, None]
    return ops.softmax(ops.where(real[:, None], ops.log(ops.cast(weights, "float32")), -1e9))

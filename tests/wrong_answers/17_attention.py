# %% exercise 1: gives the scores instead of the weights
# says: weights is not right yet
# hides: 0.33
weights, context, query = [0, 0, 0], [0, 0], [-5, 5]

# %% exercise 1: adds the memory instead of averaging it
# says: context is not right yet
# hides: 0.66
weights, context, query = [1 / 3, 1 / 3, 1 / 3], [2, 2], [-5, 5]

# %% exercise 1: a query that fits the third step as well
weights, context, query = [1 / 3, 1 / 3, 1 / 3], [2 / 3, 2 / 3], [0, 9]


# %% exercise 1: turns both numbers against
# says: [-9.0, -9.0, -18.0]
weights, context, query = [1 / 3] * 3, [2 / 3] * 2, [-9, -9]


# %% exercise 2: forgets the vector v
def attention_weights(kind, U, M):
    if kind == "dot" and U != M:
        raise ValueError(M)
    return {"dot": 0, "general": U * M, "additive": U * U + M * U}[kind]


# %% exercise 2: takes any sizes for dot
def attention_weights(kind, U, M):
    return {"dot": 0, "general": U * M, "additive": U * U + M * U + U}[kind]


# %% exercise 2: adds a bias to general
def attention_weights(kind, U, M):
    if kind == "dot" and U != M:
        raise ValueError(M)
    return {"dot": 0, "general": U * M + M, "additive": U * U + M * U + U}[kind]


# %% exercise 2: refuses different sizes for all kinds
# says: general with U 3 and M 4 is possible
def attention_weights(kind, U, M):
    if U != M:
        raise ValueError(f"{U} and {M}")
    return {"dot": 0, "general": U * M, "additive": U * U + M * U + U}[kind]


# %% exercise 3: divides by D
def scaled_dot(query, keys, values, mask):
    scores = query @ keys.swapaxes(1, 2) / query.shape[-1]
    scores = np.where(mask[:, None], scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights


# %% exercise 3: sets masked scores to 0
def scaled_dot(query, keys, values, mask):
    scores = query @ keys.swapaxes(1, 2) / np.sqrt(query.shape[-1])
    scores = scores * mask[:, None]
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights


# %% exercise 3: overflows
def scaled_dot(query, keys, values, mask):
    weights = np.exp(query @ keys.swapaxes(1, 2) / np.sqrt(query.shape[-1])) * mask[:, None]
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights


# %% exercise 3: softmax over the queries
def scaled_dot(query, keys, values, mask):
    scores = query @ keys.swapaxes(1, 2) / np.sqrt(query.shape[-1])
    weights = np.exp(scores - scores.max()) * mask[:, None]
    weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-30)
    return weights @ values, weights


# %% exercise 3: masks with −100
# says: A masked step has a weight above 0
def scaled_dot(query, keys, values, mask):
    scores = query @ keys.swapaxes(1, 2) / np.sqrt(query.shape[-1])
    scores = np.where(mask[:, None], scores, -100.0)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights


# %% exercise 3: cuts large scores off
def scaled_dot(query, keys, values, mask):
    scores = np.clip(query @ keys.swapaxes(1, 2) / np.sqrt(query.shape[-1]), -500, 500)
    scores = np.where(mask[:, None], scores, -np.inf)
    weights = np.exp(scores)
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights


# %% exercise 3: divides the query in place
# says: You changed query
def scaled_dot(query, keys, values, mask):
    query /= np.sqrt(query.shape[-1])
    scores = np.where(mask[:, None], query @ keys.swapaxes(1, 2), -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights


# %% exercise 3: gives the weights first
# says: Context first
def scaled_dot(query, keys, values, mask):
    scores = query @ keys.swapaxes(1, 2) / np.sqrt(query.shape[-1])
    scores = np.where(mask[:, None], scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights, weights @ values


# %% exercise 4: takes the main diagonal
def on_antidiagonal(weights, slack=0):
    n = weights.shape[1] - 1
    return float(np.mean(np.abs(weights[:n].argmax(axis=1) - np.arange(n)) <= slack))


# %% exercise 4: counts the end as a letter
def on_antidiagonal(weights, slack=0):
    n = weights.shape[1]
    return float(np.mean(np.abs(weights.argmax(axis=1) - np.arange(n)[::-1]) <= slack))


# %% exercise 4: adds up the weights instead of looking for the largest
def on_antidiagonal(weights, slack=0):
    n = weights.shape[1] - 1
    off = np.arange(n + 1) - np.arange(n)[::-1, None]
    return float((weights[:n] * (np.abs(off) <= slack)).sum() / n)


# %% exercise 4: counts from the last column
def on_antidiagonal(weights, slack=0):
    n = weights.shape[1] - 1
    return float(np.mean(np.abs(weights[:n].argmax(axis=1) - np.arange(1, n + 1)[::-1]) <= slack))


# %% exercise 4: takes the slack to one side
# says: Slack counts on both sides
def on_antidiagonal(weights, slack=0):
    n = weights.shape[1] - 1
    off = weights[:n].argmax(axis=1) - np.arange(n)[::-1]
    return float(np.mean((off >= 0) & (off <= slack)))


# %% exercise 5: cuts after the softmax and does not make it sum to 1
def local_weights(scores, places, width, mask):
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True)) * mask[:, None]
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights * (np.abs(np.arange(scores.shape[-1]) - places[..., None]) <= width)


# %% exercise 5: forgets the mask
def local_weights(scores, places, width, mask):
    allowed = np.abs(np.arange(scores.shape[-1]) - places[..., None]) <= width
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True)) * allowed
    return weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1e-30)


# %% exercise 5: gives NaN where nothing is left
def local_weights(scores, places, width, mask):
    allowed = np.abs(np.arange(scores.shape[-1]) - places[..., None]) <= width
    scores = np.where(allowed & mask[:, None], scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


# %% exercise 5: a window one step too narrow
def local_weights(scores, places, width, mask):
    allowed = np.abs(np.arange(scores.shape[-1]) - places[..., None]) < width
    weights = np.exp(scores) * (allowed & mask[:, None])
    return weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1e-30)


# %% exercise 5: one mask for all texts of the batch
# says: mask of each text
def local_weights(scores, places, width, mask):
    steps = np.arange(scores.shape[-1])
    allowed = (np.abs(steps - places[..., None]) <= width) & mask
    top = np.where(allowed, scores, -np.inf).max(axis=-1, keepdims=True)
    weights = np.exp(np.where(allowed, scores - np.where(np.isfinite(top), top, 0), -np.inf))
    return weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1e-30)


# %% exercise 5: closes the window in place
# says: You changed scores
def local_weights(scores, places, width, mask):
    steps = np.arange(scores.shape[-1])
    allowed = (np.abs(steps - places[..., None]) <= width) & mask[:, None]
    scores[~allowed] = -np.inf
    top = scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores - np.where(np.isfinite(top), top, 0))
    return weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1e-30)


# %% exercise 5: cuts large scores off
def local_weights(scores, places, width, mask):
    steps = np.arange(scores.shape[-1])
    allowed = (np.abs(steps - places[..., None]) <= width) & mask[:, None]
    weights = np.exp(np.clip(scores, -500, 500)) * allowed
    return weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1e-300)


# %% exercise 5: subtracts the largest of all scores
# says: of the steps that are left
def local_weights(scores, places, width, mask):
    steps = np.arange(scores.shape[-1])
    allowed = (np.abs(steps - places[..., None]) <= width) & mask[:, None]
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True)) * allowed
    return weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1e-30)


# %% exercise 6: asks with the state after the step, as Luong does
def bahdanau(inputs, memory, h, kernel, recurrent_kernel, bias):
    states, looked, context = [], [], np.zeros(memory.shape[1])
    for y in inputs:
        h = np.tanh(np.concatenate([y, context]) @ kernel + h @ recurrent_kernel + bias)
        scores = memory @ h
        weights = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
        context = weights @ memory
        states.append(h)
        looked.append(weights)
    return np.stack(states), np.stack(looked)


# %% exercise 6: context first
def bahdanau(inputs, memory, h, kernel, recurrent_kernel, bias):
    states, looked = [], []
    for y in inputs:
        scores = memory @ h
        weights = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
        joined = np.concatenate([weights @ memory, y])
        h = np.tanh(joined @ kernel + h @ recurrent_kernel + bias)
        states.append(h)
        looked.append(weights)
    return np.stack(states), np.stack(looked)


# %% exercise 6: always asks with the first state
def bahdanau(inputs, memory, h, kernel, recurrent_kernel, bias):
    states, looked = [], []
    scores = memory @ h
    weights = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
    for y in inputs:
        joined = np.concatenate([y, weights @ memory])
        h = np.tanh(joined @ kernel + h @ recurrent_kernel + bias)
        states.append(h)
        looked.append(weights)
    return np.stack(states), np.stack(looked)


# %% exercise 6: keeps one state and changes it
# says: You changed h
def bahdanau(inputs, memory, h, kernel, recurrent_kernel, bias):
    states, looked = [], []
    for y in inputs:
        scores = memory @ h
        weights = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
        joined = np.concatenate([y, weights @ memory])
        h[:] = np.tanh(joined @ kernel + h @ recurrent_kernel + bias)
        states.append(h.copy())
        looked.append(weights)
    return np.stack(states), np.stack(looked)


# %% exercise 6: gives the states only
# says: Return two arrays
def bahdanau(inputs, memory, h, kernel, recurrent_kernel, bias):
    states, looked = [], []
    for y in inputs:
        scores = memory @ h
        weights = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
        joined = np.concatenate([y, weights @ memory])
        h = np.tanh(joined @ kernel + h @ recurrent_kernel + bias)
        states.append(h)
    return np.stack(states)


# %% exercise 7: cuts, but the rows no longer sum to 1
def mend(weights, lengths):
    return weights * (np.arange(weights.shape[-1]) < np.asarray(lengths)[:, None])[:, None]


# %% exercise 7: takes the softmax of the weights
def mend(weights, lengths):
    real = (np.arange(weights.shape[-1]) < np.asarray(lengths)[:, None])[:, None]
    kept = np.exp(weights) * real
    return kept / kept.sum(axis=-1, keepdims=True)


# %% exercise 7: shares the lost weight out evenly
def mend(weights, lengths):
    real = (np.arange(weights.shape[-1]) < np.asarray(lengths)[:, None])[:, None]
    kept = weights * real
    return kept + real * (1 - kept.sum(axis=-1, keepdims=True)) / real.sum(axis=-1, keepdims=True)


# %% exercise 7: changes the weights in place
def mend(weights, lengths):
    weights *= (np.arange(weights.shape[-1]) < np.asarray(lengths)[:, None])[:, None]
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights

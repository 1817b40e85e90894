# %% exercise 1: leaves the blame where the errors are
blame = [1, 0, 1]
dW = 3
dU = 1

# %% exercise 1: multiplies W with the new state instead of the memory
blame = [10, 3, 1]
dW = 1 * 10 + 3 * 3 + 9 * 1
dU = 10


# %% exercise 2: takes the derivative in terms of z
def slope(name, h):
    if name == "tanh":
        return 1 - np.tanh(h) ** 2
    if name == "sigmoid":
        return h * (1 - h)
    return (h > 0) * 1.0


# %% exercise 2: forgets the factor h of the sigmoid
def slope(name, h):
    return {"tanh": 1 - h**2, "sigmoid": 1 - h, "relu": (h > 0) * 1.0}[name]


# %% exercise 3: finds an error where nothing was asked
def errors_at_scores(scores, y):
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True) - y


# %% exercise 3: the wrong sign
def errors_at_scores(scores, y):
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return y - y.sum(axis=-1, keepdims=True) * e / e.sum(axis=-1, keepdims=True)


# %% exercise 3: overflows
def errors_at_scores(scores, y):
    with np.errstate(all="ignore"):
        e = np.exp(scores)
        return y.sum(axis=-1, keepdims=True) * e / e.sum(axis=-1, keepdims=True) - y


# %% exercise 4: forgets the slope of the tanh
def step_back(x, h_before, h, from_output, from_next, U, W):
    delta = from_output + from_next
    return x.T @ delta, h_before.T @ delta, delta.sum(axis=0), delta @ W.T


# %% exercise 4: does not transpose W
def step_back(x, h_before, h, from_output, from_next, U, W):
    delta = (from_output + from_next) * (1 - h**2)
    return x.T @ delta, h_before.T @ delta, delta.sum(axis=0), delta @ W


# %% exercise 4: forgets what comes from the next step
def step_back(x, h_before, h, from_output, from_next, U, W):
    delta = from_output * (1 - h**2)
    return x.T @ delta, h_before.T @ delta, delta.sum(axis=0), delta @ W.T


# %% exercise 5: finds the mistake of V only
mistakes = "A"

# %% exercise 5: takes every wrong gradient for a mistake of its own
mistakes = "ABDEF"


# %% exercise 6: stops the blame at a masked step
def relu_backward(x, h, mask, d_h, W):
    dU, dW, db = np.zeros((x.shape[2], len(W))), np.zeros_like(W), np.zeros(len(W))
    from_next = np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        delta = (d_h[:, t] + from_next) * (h[:, t + 1] > 0) * mask[:, t, None]
        dU += x[:, t].T @ delta
        dW += h[:, t].T @ delta
        db += delta.sum(axis=0)
        from_next = delta @ W.T
    return dU, dW, db


# %% exercise 6: uses the slope of tanh
def relu_backward(x, h, mask, d_h, W):
    dU, dW, db = np.zeros((x.shape[2], len(W))), np.zeros_like(W), np.zeros(len(W))
    from_next = np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        blame = d_h[:, t] + from_next
        delta = np.where(mask[:, t, None], blame * (1 - h[:, t + 1] ** 2), 0.0)
        dU += x[:, t].T @ delta
        dW += h[:, t].T @ delta
        db += delta.sum(axis=0)
        from_next = np.where(mask[:, t, None], delta @ W.T, blame)
    return dU, dW, db


# %% exercise 7: clips every gradient by itself
def clip(grads, limit):
    return {n: g * min(1, limit / np.linalg.norm(g)) if g.any() else g for n, g in grads.items()}


# %% exercise 7: clips entry by entry
def clip(grads, limit):
    return {name: np.clip(g, -limit, limit) for name, g in grads.items()}


# %% exercise 7: lengthens short gradients as well
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    return {name: g * limit / max(norm, 1e-9) for name, g in grads.items()}


# %% exercise 7: changes the arrays it was given
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    for g in grads.values():
        g *= min(1, limit / max(norm, 1e-9))
    return grads


# %% exercise 8: starts each piece from zero
def truncated(p, x, y, h0, k):
    total, h = {name: np.zeros_like(weight) for name, weight in p.items()}, None
    for a in range(0, x.shape[1], k):
        h, probabilities = forward(p, x[:, a : a + k], np.zeros_like(h0))
        grads = backward(p, x[:, a : a + k], h, probabilities - y[:, a : a + k])
        total = {name: total[name] + grads[name] for name in p}
    return total, h[:, -1]


# %% exercise 8: keeps the whole sequence and goes all the way back
def truncated(p, x, y, h0, k):
    h, probabilities = forward(p, x, h0)
    return backward(p, x, h, probabilities - y), h[:, -1]


# %% exercise 8: drops the last, shorter piece
def truncated(p, x, y, h0, k):
    total, state = {name: np.zeros_like(weight) for name, weight in p.items()}, h0
    for a in range(0, x.shape[1] - k + 1, k):
        h, probabilities = forward(p, x[:, a : a + k], state)
        grads = backward(p, x[:, a : a + k], h, probabilities - y[:, a : a + k])
        total = {name: total[name] + grads[name] for name in p}
        state = h[:, -1]
    return total, state


# %% exercise 9: forgets the way through the memory
def forward_gradient(x, y, u, w, h=0.0):
    total = 0.0
    for x_t, y_t in zip(x, y, strict=True):
        new = np.tanh(x_t * u + h * w)
        total += (new - y_t) * (1 - new**2) * h
        h = new
    return total


# %% exercise 9: takes the new state for the old one
def forward_gradient(x, y, u, w, h=0.0):
    m, total = 0.0, 0.0
    for x_t, y_t in zip(x, y, strict=True):
        h = np.tanh(x_t * u + h * w)
        m = (1 - h**2) * (h + w * m)
        total += (h - y_t) * m
    return total

# %% exercise 1: leaves the blame where the errors are
# says: Step 2 passed its value on
# hides: 10
blame = [1, 0, 1]
dW = 3
dU = 1

# %% exercise 1: multiplies W with the new state instead of the memory
# says: dW is not right yet. Received 28
# hides: 6
blame = [10, 3, 1]
dW = 1 * 10 + 3 * 3 + 9 * 1
dU = 10


# %% exercise 1: counts the first step's input only once it has grown
# says: U let in the input
# hides: 10
blame = [10, 3, 1]
dW, dU = 6, 30

# %% exercise 1: one number
# says: It holds three numbers
blame, dW, dU = 14, 6, 10


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


# %% exercise 2: forgets to return
# says: still None
def slope(name, h):
    {"tanh": 1 - h**2, "sigmoid": h * (1 - h), "relu": h > 0}[name]


# %% exercise 2: lets the slope of the ReLU be its value
def slope(name, h):
    return {"tanh": 1 - h**2, "sigmoid": h * (1 - h), "relu": np.maximum(0, h)}[name]


# %% exercise 2: counts a ReLU that is off
def slope(name, h):
    return {"tanh": 1 - h**2, "sigmoid": h * (1 - h), "relu": 1.0 * (h >= 0)}[name]


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


# %% exercise 3: writes into the answers
# says: You changed y itself
def errors_at_scores(scores, y):
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    asked = y.sum(axis=-1, keepdims=True)
    y -= asked * e / e.sum(axis=-1, keepdims=True)
    return -y


# %% exercise 3: shifts the scores in place
# says: You changed scores itself
def errors_at_scores(scores, y):
    scores -= scores.max(axis=-1, keepdims=True)
    e = np.exp(scores)
    return y.sum(axis=-1, keepdims=True) * e / e.sum(axis=-1, keepdims=True) - y


# %% exercise 3: averages over the batch
def errors_at_scores(scores, y):
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return (y.sum(axis=-1, keepdims=True) * e / e.sum(axis=-1, keepdims=True) - y) / len(y)


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


# %% exercise 4: forgets the gradient for the step before
# says: Return four things
def step_back(x, h_before, h, from_output, from_next, U, W):
    delta = (from_output + from_next) * (1 - h**2)
    return x.T @ delta, h_before.T @ delta, delta.sum(axis=0)


# %% exercise 4: adds up in place
# says: You changed from_output itself
def step_back(x, h_before, h, from_output, from_next, U, W):
    from_output += from_next
    delta = from_output * (1 - h**2)
    return x.T @ delta, h_before.T @ delta, delta.sum(axis=0), delta @ W.T


# %% exercise 4: leaves the blame of the bias for each row
# says: the gradient of b should have the shape (5,)
def step_back(x, h_before, h, from_output, from_next, U, W):
    delta = (from_output + from_next) * (1 - h**2)
    return x.T @ delta, h_before.T @ delta, delta, delta @ W.T


# %% exercise 5: finds the mistake of V only
mistakes = "A"

# %% exercise 5: takes every wrong gradient for a mistake of its own
mistakes = "ABDEF"


# %% exercise 5: names a line that does not exist
# says: letters from A to F
mistakes = "ABG"

# %% exercise 5: writes a sentence
# says: letters from A to F
mistakes = "A and B"

# %% exercise 5: numbers the lines
# says: letters from A to F
mistakes = 12


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


# %% exercise 6: adds up in the array that it is given
# says: You changed d_h itself
def relu_backward(x, h, mask, d_h, W):
    dU, dW, db = np.zeros((x.shape[2], len(W))), np.zeros_like(W), np.zeros(len(W))
    for t in reversed(range(x.shape[1])):
        on = mask[:, t, None]
        delta = np.where(on & (h[:, t + 1] > 0), d_h[:, t], 0.0)
        dU += x[:, t].T @ delta
        dW += h[:, t].T @ delta
        db += delta.sum(axis=0)
        if t:
            d_h[:, t - 1] += np.where(on, delta @ W.T, d_h[:, t])
    return dU, dW, db


# %% exercise 6: forgets the bias
# says: Return three things
def relu_backward(x, h, mask, d_h, W):
    return np.zeros((x.shape[2], len(W))), np.zeros_like(W)


# %% exercise 6: asks whether the state before was above 0
def relu_backward(x, h, mask, d_h, W):
    dU, dW, db = np.zeros((x.shape[2], len(W))), np.zeros_like(W), np.zeros(len(W))
    from_next = np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        on, blame = mask[:, t, None], d_h[:, t] + from_next
        delta = np.where(on & (h[:, t] > 0), blame, 0.0)
        dU += x[:, t].T @ delta
        dW += h[:, t].T @ delta
        db += delta.sum(axis=0)
        from_next = np.where(on, delta @ W.T, blame)
    return dU, dW, db


# %% exercise 6: forgets what a masked step has done itself
def relu_backward(x, h, mask, d_h, W):
    dU, dW, db = np.zeros((x.shape[2], len(W))), np.zeros_like(W), np.zeros(len(W))
    from_next = np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        on = mask[:, t, None]
        delta = np.where(on & (h[:, t + 1] > 0), d_h[:, t] + from_next, 0.0)
        dU += x[:, t].T @ delta
        dW += h[:, t].T @ delta
        db += delta.sum(axis=0)
        from_next = np.where(on, delta @ W.T, from_next)
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


# %% exercise 7: only arrays that are too long by themselves
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    return {n: g * limit / norm if np.linalg.norm(g) > limit else g for n, g in grads.items()}


# %% exercise 7: gives back a list
# says: Return a dict
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    return [min(1.0, limit / max(norm, 1e-12)) * g for g in grads.values()]


# %% exercise 7: adds up the norms
def clip(grads, limit):
    norm = sum(np.linalg.norm(g) for g in grads.values())
    return {name: min(1.0, limit / max(norm, 1e-12)) * g for name, g in grads.items()}


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


# %% exercise 8: forgets the state
# says: Return two things
def truncated(p, x, y, h0, k):
    total, state = {name: np.zeros_like(weight) for name, weight in p.items()}, h0
    for a in range(0, x.shape[1], k):
        h, probabilities = forward(p, x[:, a : a + k], state)
        grads = backward(p, x[:, a : a + k], h, probabilities - y[:, a : a + k])
        total = {name: total[name] + grads[name] for name in p}
        state = h[:, -1]
    return total


# %% exercise 8: keeps the state in the array that it is given
# says: You changed h0 itself
def truncated(p, x, y, h0, k):
    total = {name: np.zeros_like(weight) for name, weight in p.items()}
    for a in range(0, x.shape[1], k):
        h, probabilities = forward(p, x[:, a : a + k], h0)
        grads = backward(p, x[:, a : a + k], h, probabilities - y[:, a : a + k])
        total = {name: total[name] + grads[name] for name in p}
        h0[:] = h[:, -1]
    return total, h0


# %% exercise 8: gives the gradients of the last piece
# says: do all pieces add up
def truncated(p, x, y, h0, k):
    grads, state = None, h0
    for a in range(0, x.shape[1], k):
        h, probabilities = forward(p, x[:, a : a + k], state)
        grads = backward(p, x[:, a : a + k], h, probabilities - y[:, a : a + k])
        state = h[:, -1]
    return grads, state


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


# %% exercise 9: forgets the slope of the tanh in the memory
def forward_gradient(x, y, u, w, h=0.0):
    m, total = 0.0, 0.0
    for x_t, y_t in zip(x, y, strict=True):
        new = np.tanh(x_t * u + h * w)
        m = (1 - new**2) * h + w * m
        h = new
        total += (h - y_t) * m
    return total


# %% exercise 9: starts without a memory
def forward_gradient(x, y, u, w, h=0.0):
    h, m, total = 0.0, 0.0, 0.0
    for x_t, y_t in zip(x, y, strict=True):
        new = np.tanh(x_t * u + h * w)
        m = (1 - new**2) * (h + w * m)
        h = new
        total += (h - y_t) * m
    return total


# %% exercise 9: counts the steps before it begins
# says: a stream that passes only once
def forward_gradient(x, y, u, w, h=0.0):
    m, total = 0.0, 0.0
    for t in range(len(x)):
        new = np.tanh(x[t] * u + h * w)
        m = (1 - new**2) * (h + w * m)
        h = new
        total += (h - y[t]) * m
    return total


# %% exercise 9: looks at the sequence twice
# says: from a stream
def forward_gradient(x, y, u, w, h=0.0):
    states, total, m = [h], 0.0, 0.0
    for x_t in x:
        states.append(np.tanh(x_t * u + states[-1] * w))
    for before, new, _, y_t in zip(states, states[1:], x, y, strict=False):
        m = (1 - new**2) * (before + w * m)
        total += (new - y_t) * m
    return total

# %% exercise 1: does not scale
# says: mase_naive is not right yet
# hides: 5.2
# hides: 0.32
mase_naive = 5 / 3
mase_seasonal = 3.0

# %% exercise 1: scales by the seasonal errors of the past
mase_naive = 5 / 3 / 2
mase_seasonal = 3 / 2

# %% exercise 1: knows the next season before it has come
# says: mase_seasonal is not right yet
# hides: 0.57
# hides: 24
mase_naive = 5 / 3 / 5.2
mase_seasonal = (3 + 1 + 2) / 3 / 5.2

# %% exercise 1: scales by more days than the six
# says: mase_naive is not right yet
# hides: 0.3205
mase_naive, mase_seasonal = 5 / 3 / (26 + 3 + 4 + 2) * 8, 1


# %% exercise 2: takes every look at a true value for a leak
leaks = "bdef"

# %% exercise 2: overlooks that targets lie after their window
leaks = "bd"

# %% exercise 2: thinks that choosing a rate is harmless
leaks = "bf"


# %% exercise 2: takes the gap for a leak
# says: Think again about a
leaks = "abdf"


# %% exercise 2: adds letters that there are not
# says: letters from a to f
leaks = "bdfxyz"


# %% exercise 2: answers in words
# says: letters from a to f
leaks = "df by"


# %% exercise 3: goes backwards through the season
def seasonal_naive(values, season, horizon):
    return np.asarray(values)[::-1][np.arange(horizon) % season]


# %% exercise 3: gives one season only
def seasonal_naive(values, season, horizon):
    return np.asarray(values)[-season:][:horizon]


# %% exercise 3: repeats the last value
def seasonal_naive(values, season, horizon):
    return np.full(horizon, values[-1])


# %% exercise 3: writes the forecasts over the values
# says: You changed values
def seasonal_naive(values, season, horizon):
    for h in range(horizon):
        values[h % len(values)] = values[-season]
    return values[:horizon]


# %% exercise 3: multiplies an array as if it were a list
def seasonal_naive(values, season, horizon):
    return (values[-season:] * horizon)[:horizon]


# %% exercise 4: the latest block first
def walk_forward(length, n, size, gap=0):
    starts = [length - k * size for k in range(1, n + 1)]
    return [(start - gap, start, start + size) for start in starts]


# %% exercise 4: learns from the whole series
def walk_forward(length, n, size, gap=0):
    return [(length - gap, length - k * size, length - (k - 1) * size) for k in range(n, 0, -1)]


# %% exercise 4: moves the test blocks by the gap
def walk_forward(length, n, size, gap=0):
    starts = [length - k * size for k in range(n, 0, -1)]
    return [(start, start + gap, start + size) for start in starts]


# %% exercise 4: forgets the return
# says: Return a list of blocks
def walk_forward(length, n, size, gap=0):
    pass


# %% exercise 4: leaves out the end of the past
# says: Three numbers for each block
def walk_forward(length, n, size, gap=0):
    return [(length - k * size, length - (k - 1) * size) for k in range(n, 0, -1)]


# %% exercise 4: gives one block
# says: Three numbers for each block
def walk_forward(length, n, size, gap=0):
    return length - n * size - gap, length - n * size, length - (n - 1) * size


# %% exercise 5: never lets go of the oldest value
def recursion(step, x, horizon):
    seen = np.array(x, float)
    for _ in range(horizon):
        seen = np.column_stack([seen, step(seen)])
    return seen[:, x.shape[1] :]


# %% exercise 5: does not feed back
def recursion(step, x, horizon):
    return np.column_stack([step(x) for _ in range(horizon)])


# %% exercise 5: puts the forecast at the wrong end
def recursion(step, x, horizon):
    seen, out = np.array(x, float), []
    for _ in range(horizon):
        out.append(step(seen))
        seen = np.column_stack([out[-1], seen[:, :-1]])
    return np.column_stack(out)


# %% exercise 5: rolls x in place
# says: You changed x
def recursion(step, x, horizon):
    out = []
    for _ in range(horizon):
        out.append(step(x))
        x[:, :-1] = x[:, 1:].copy()
        x[:, -1] = out[-1]
    return np.column_stack(out)


# %% exercise 5: hands over single rows
# says: step was given the shape (3,)
def recursion(step, x, horizon):
    rows = []
    for row in x:
        seen = list(row)
        for _ in range(horizon):
            seen.append(step(np.array(seen[-len(row) :])))
        rows.append(seen[len(row) :])
    return rows


# %% exercise 6: forgets the constant
def linear_forecaster(past):
    x, y = windows(past, 24, 12)
    weights, *_ = np.linalg.lstsq(x, y, rcond=None)
    return lambda x: x @ weights


# %% exercise 6: repeats the last value
def linear_forecaster(past):
    return lambda x: np.repeat(x[:, -1:], 12, axis=1)


# %% exercise 6: learns the next step only
def linear_forecaster(past):
    center = np.mean(past)
    x, y = windows(past - center, 24, 12)
    ones = np.column_stack([np.ones(len(x)), x])
    weights, *_ = np.linalg.lstsq(ones, y[:, :1], rcond=None)

    def forecast(x):
        one = np.column_stack([np.ones(len(x)), x - center]) @ weights + center
        return np.repeat(one, 12, axis=1)

    return forecast


# %% exercise 6: gives the weights
# says: Return a function
def linear_forecaster(past):
    center = np.mean(past)
    x, y = windows(past - center, 24, 12)
    weights, *_ = np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), y, rcond=None)
    return weights


# %% exercise 6: subtracts the mean in place
# says: You changed past
def linear_forecaster(past):
    center = np.mean(past)
    past -= center
    x, y = windows(past, 24, 12)
    weights, *_ = np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), y, rcond=None)
    return lambda x: np.column_stack([np.ones(len(x)), x - center]) @ weights + center


# %% exercise 6: shifts the windows in place
# says: You changed windows
def linear_forecaster(past):
    center = np.mean(past)
    x, y = windows(past - center, 24, 12)
    weights, *_ = np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), y, rcond=None)

    def forecast(x):
        x -= center
        return np.column_stack([np.ones(len(x)), x]) @ weights + center

    return forecast


# %% exercise 6: leaves the constant to the mean of the past
# says: Is there a constant
def linear_forecaster(past):
    center = np.mean(past)
    x, y = windows(past - center, 24, 12)
    weights, *_ = np.linalg.lstsq(x, y, rcond=None)
    return lambda x: (x - center) @ weights + center


# %% exercise 6: fits with a penalty
# says: without a penalty
def linear_forecaster(past):
    center = np.mean(past)
    x, y = windows(past - center, 24, 12)
    x = np.column_stack([np.ones(len(x)), x])
    weights = np.linalg.solve(x.T @ x + np.eye(25), x.T @ y)
    return lambda x: np.column_stack([np.ones(len(x)), x - center]) @ weights + center

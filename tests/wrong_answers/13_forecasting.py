# %% exercise 1: does not scale
mase_naive = 5 / 3
mase_seasonal = 3.0

# %% exercise 1: scales by the seasonal errors of the past
mase_naive = 5 / 3 / 2
mase_seasonal = 3 / 2

# %% exercise 1: knows the next season before it has come
mase_naive = 5 / 3 / 5.2
mase_seasonal = (3 + 1 + 2) / 3 / 5.2

# %% exercise 2: takes every look at a true value for a leak
leaks = "bdef"

# %% exercise 2: overlooks that targets lie after their window
leaks = "bd"

# %% exercise 2: thinks that choosing a rate is harmless
leaks = "bf"


# %% exercise 3: goes backwards through the season
def seasonal_naive(values, season, horizon):
    return np.asarray(values)[::-1][np.arange(horizon) % season]


# %% exercise 3: gives one season only
def seasonal_naive(values, season, horizon):
    return np.asarray(values)[-season:][:horizon]


# %% exercise 3: repeats the last value
def seasonal_naive(values, season, horizon):
    return np.full(horizon, values[-1])


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

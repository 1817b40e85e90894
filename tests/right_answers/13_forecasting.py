# %% exercise 1: to two digits
mase_naive, mase_seasonal = 0.32, 0.58

# %% exercise 1: float32, and an array
mase_naive, mase_seasonal = np.float32(5 / 15.6), np.array(9 / 15.6)

# %% exercise 2: capitals
leaks = "BDF"

# %% exercise 2: in another order, with commas
leaks = "f, d, b"

# %% exercise 2: a list
leaks = ["b", "d", "f"]

# %% exercise 2: a set
leaks = {"b", "d", "f"}


# %% exercise 3: a list, one by one
def seasonal_naive(values, season, horizon):
    return [values[h % season - season] for h in range(horizon)]


# %% exercise 3: float32, lengthened
def seasonal_naive(values, season, horizon):
    return np.resize(values[-season:], horizon).astype("float32")


# %% exercise 3: appends to a list of its own
def seasonal_naive(values, season, horizon):
    values = list(values)
    for _ in range(horizon):
        values.append(values[-season])
    return tuple(values[-horizon:])


# %% exercise 4: an array
def walk_forward(length, n, size, gap=0):
    starts = np.arange(length - n * size, length, size)
    return np.stack([starts - gap, starts, starts + size], axis=1)


# %% exercise 4: lists of NumPy's integers, one by one
def walk_forward(length, n, size, gap=0):
    for start in np.arange(length - n * size, length, size):
        yield [start - gap, start, start + size]


# %% exercise 5: one row at a time
def recursion(step, x, horizon):
    rows = []
    for row in x:
        seen = row.tolist()
        for _ in range(horizon):
            seen.append(float(step(np.array([seen[-len(row) :]]))[0]))
        rows.append(seen[len(row) :])
    return rows


# %% exercise 5: rolls a copy, float32
def recursion(step, x, horizon):
    seen, out = x.astype("float32"), []
    for _ in range(horizon):
        out.append(step(seen))
        seen[:, :-1] = seen[:, 1:]
        seen[:, -1] = out[-1]
    return np.column_stack(out)


# %% exercise 5: fills an array, and looks twice
def recursion(step, x, horizon):
    length = x.shape[1]
    seen = np.zeros((len(x), length + horizon))
    seen[:, :length] = x
    for t in range(horizon):
        assert np.shape(step(seen[:, t : t + length])) == (len(x),)
        seen[:, length + t] = step(seen[:, t : t + length])
    return seen[:, length:]


# %% exercise 6: float32
def linear_forecaster(past):
    center = np.float32(past.mean())
    x, y = (part.astype("float32") for part in windows(past - center, 24, 12))
    weights, *_ = np.linalg.lstsq(np.column_stack([x, np.ones_like(x[:, :1])]), y, rcond=None)

    def forecast(x):
        return ((x - center) @ weights[:24] + weights[24] + center).astype("float32")

    return forecast


# %% exercise 6: without the mean, each step by itself, lists
def linear_forecaster(past):
    x, y = windows(past, 24, 12)
    x = np.hstack([x, np.ones((len(x), 1))])
    columns = [np.linalg.lstsq(x, target, rcond=None)[0] for target in y.T]
    return lambda x: [[row @ c[:24] + c[24] for c in columns] for row in x]


# %% exercise 6: scikit-learn
def linear_forecaster(past):
    from sklearn.linear_model import LinearRegression

    return LinearRegression().fit(*windows(past, 24, 12)).predict

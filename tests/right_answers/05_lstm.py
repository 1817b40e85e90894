# %% exercise 1: other types
forget_weight = np.array(10)


# %% exercise 1: a whole number
forget_weight = 10


# %% exercise 2: words of numbers, a list, read with a ruler
does = {"D": "2", "C": "4", "A": "1", "B": "6"}
forget_gate = np.float32(0.89)
had_to_close = ["D"]


# %% exercise 2: floats, an array, from the half-life
does = dict(zip("ABCD", np.array([1.0, 6.0, 4.0, 2.0]), strict=True))
forget_gate = np.array(0.5 ** (1 / 6.6))
had_to_close = {"d"}


# %% exercise 3: float32
def bias_for_half_life(steps):
    gate = np.float32(0.5) ** np.float32(1 / steps)
    return np.log(gate / (1 - gate))


# %% exercise 3: without the gate, in Keras
def bias_for_half_life(steps):
    return -ops.log(ops.power(2.0, 1 / steps) - 1)


# %% exercise 4: the candidate is the car
def counter_weights():
    return [np.array([[0, 0, 1, 0], [0, -99, 0, 0]]), (40, 40, 0, 40)]


# %% exercise 4: float32
def counter_weights():
    kernel = np.float32([[0, 0, 1, 0], [0, -60, 0, 0]])
    return kernel, ops.array([30.0, 30.0, 0.0, 30.0])


# %% exercise 5: float32 and Keras
def waiting_step(x, h, c, real, kernel, recurrent_kernel, bias):
    given = x, h, c, real[:, None], kernel, recurrent_kernel, bias
    x, h, c, real, kernel, recurrent_kernel, bias = (ops.cast(g, "float32") for g in given)
    i, f, g, o = ops.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=-1)
    new_c = ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(g)
    new_h = ops.sigmoid(o) * ops.tanh(new_c)
    return [real * new_h + (1 - real) * h, real * new_c + (1 - real) * c]


# %% exercise 5: row by row, lists
def waiting_step(x, h, c, real, kernel, recurrent_kernel, bias):
    new_h, new_c = h.tolist(), c.tolist()
    for row in np.flatnonzero(real):
        z = (x[row] @ kernel + h[row] @ recurrent_kernel + bias).reshape(4, -1)
        i, f, o = 1 / (1 + np.exp(-z[[0, 1, 3]]))
        new_c[row] = f * c[row] + i * np.tanh(z[2])
        new_h[row] = o * np.tanh(new_c[row])
    return new_h, new_c


# %% exercise 6: lists, float32, the products of all steps at once
def lstm_backward(dh, x, h, c, gates, recurrent_kernel):
    slopes, back, back_c = [], 0, 0
    for t in range(x.shape[1] - 1, -1, -1):
        back, back_c, dz = step_backward(
            dh[:, t] + back, back_c, c[:, t], c[:, t + 1], gates[t], recurrent_kernel
        )
        slopes.insert(0, dz)
    dz = np.float32(np.stack(slopes, axis=1))
    d_kernel = np.einsum("btf,btz->fz", x, dz)
    d_recurrent = np.tensordot(h[:, :-1], dz, axes=([0, 1], [0, 1]))
    return [d_kernel.tolist(), d_recurrent, dz.sum(axis=(0, 1))]


# %% exercise 6: from the reference
def lstm_backward(dh, x, h, c, gates, recurrent_kernel):
    dhs, dcs = np.zeros_like(dh[:, 0]), np.zeros_like(dh[:, 0])
    total = 0
    for t in reversed(range(len(gates))):
        dhs, dcs, dz = step_backward(
            dhs + dh[:, t], dcs, c[:, t], c[:, t + 1], gates[t], recurrent_kernel
        )
        seen = np.concatenate([x[:, t], h[:, t], np.ones((len(x), 1))], axis=-1)
        total = total + seen.T @ dz
    return np.split(total, [3, 7])[0], total[3:7], ops.convert_to_tensor(total[7])


# %% exercise 7: probabilities, an initializer, the functional way
def lights(n, seed):
    rng = np.random.default_rng(seed)
    light = rng.integers(1, 4, (n, STEPS)) * (rng.random((n, STEPS)) < 0.1)
    last = np.zeros((n, STEPS + 1), int)
    for t in range(STEPS):
        last[:, t + 1] = np.where(light[:, t] > 0, light[:, t], last[:, t])
    return np.eye(4)[light], last[:, 1:].tolist()


def network(units):
    inputs = keras.Input((None, 4))

    def start(shape, dtype=None):
        return ops.cast(ops.repeat(ops.array([0.0, 4.0, 0.0, 0.0]), units), dtype)

    lstm = keras.layers.LSTM(
        units, return_sequences=True, unit_forget_bias=False, bias_initializer=start
    )
    scores = keras.layers.TimeDistributed(keras.layers.Dense(4))(lstm(inputs))
    model = keras.Model(inputs, keras.layers.Softmax()(scores))
    model.compile(keras.optimizers.Adam(0.02, clipnorm=1.0), "sparse_categorical_crossentropy")
    return model


# %% exercise 8: a GRU, the functional way, probabilities, a metric
def string_network():
    inputs = keras.Input((LENGTH,), dtype="int32")
    layer = keras.layers.GRU(36, return_sequences=True)(keras.layers.Embedding(128, 12)(inputs))
    model = keras.Model(inputs, keras.layers.Dense(4, activation="softmax")(layer))
    adam = keras.optimizers.Adam(0.01, clipnorm=1.0)
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


# %% exercise 9: capitals and commas
refutes = "G, B"


# %% exercise 9: a set
refutes = {"b", "g"}

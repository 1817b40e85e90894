# %% exercise 1: float32, to three digits
rate = np.float32(0.034)


# %% exercise 2: a NumPy number
def stack_weights(features, units):
    below = np.array([features, *units[:-1]])
    return (4 * np.array(units) * (below + units + 1)).sum()


# %% exercise 3: float32, in a tuple
def stack_step(x, states, weights):
    new = []
    for h, arrays in zip(states, weights, strict=True):
        u, w, b = (array.astype("float32") for array in arrays)
        x = np.tanh(x.astype("float32") @ u + h.astype("float32") @ w + b)
        new.append(x)
    return tuple(new)


# %% exercise 3: in Keras
def stack_step(x, states, weights):
    x, new = ops.cast(x, "float32"), []
    for h, arrays in zip(states, weights, strict=True):
        u, w, b = (ops.cast(array, "float32") for array in arrays)
        x = ops.tanh(ops.matmul(x, u) + ops.matmul(ops.cast(h, "float32"), w) + b)
        new.append(x)
    return new


# %% exercise 3: writes the new states into the list of the old ones
def stack_step(x, states, weights):
    for k, (u, w, b) in enumerate(weights):
        states[k] = x = np.tanh(x @ u + states[k] @ w + b)
    return states


# %% exercise 4: nested lists
def draw_masks(rng, batch, steps, units, rate, per):
    drawn = rng.random((batch, steps if per == "step" else 1, units)) >= rate
    return np.broadcast_to(drawn / (1 - rate), (batch, steps, units)).tolist()


# %% exercise 4: float32, counts what is dropped, step by step
def draw_masks(rng, batch, steps, units, rate, per):
    masks = np.full((batch, steps, units), 1 / (1 - rate), "float32")
    for t in range(steps):
        if t == 0 or per == "step":
            dropped = rng.random((batch, units)) < rate
        masks[:, t][dropped] = 0
    return ops.convert_to_tensor(masks)


# %% exercise 5: in Keras, float32
def layer_norm(x, gamma, beta, epsilon=1e-3):
    x, gamma, beta = (ops.cast(array, "float32") for array in (x, gamma, beta))
    x = x - ops.mean(x, axis=-1, keepdims=True)
    return gamma * x / ops.sqrt(ops.mean(x**2, axis=-1, keepdims=True) + epsilon) + beta


# %% exercise 5: lists
def layer_norm(x, gamma, beta, epsilon=1e-3):
    rows = [(row - row.mean()) / (row.var() + epsilon) ** 0.5 for row in x.reshape(-1, len(gamma))]
    return np.array([gamma * row + beta for row in rows]).reshape(x.shape).tolist()


# %% exercise 6: the first layer apart, float32
def residual_stack(x, weights):
    x = reference.lstm(x, *weights[0]).outputs
    for arrays in weights[1:]:
        x += reference.lstm(x, *arrays).outputs
    return x.astype("float32")


# %% exercise 7: Keras's own moments, and the state without a list
class NormalisedCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = self.state_size = self.output_size = units

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], self.units))
        self.recurrent_kernel = self.add_weight(name="recurrent", shape=(self.units, self.units))
        self.gamma = self.add_weight(name="gamma", shape=(self.units,), initializer="ones")
        self.beta = self.add_weight(name="beta", shape=(self.units,), initializer="zeros")

    def call(self, inputs, states, training=False):
        z = inputs @ self.kernel + states[0] @ self.recurrent_kernel
        mean, variance = ops.moments(z, axes=[-1], keepdims=True)
        z = (z - mean) * ops.rsqrt(variance + 1e-3)
        h = ops.tanh(self.gamma * z + self.beta)
        return h, h

# %% exercise 1: divides by the number of steps
rate = 0.5 / 20

# %% exercise 1: gives the share that is kept
rate = 0.5 ** (1 / 20)


# %% exercise 2: every layer reads the features
def stack_weights(features, units):
    return sum(4 * size * (features + size + 1) for size in units)


# %% exercise 2: forgets the biases
def stack_weights(features, units):
    return sum(4 * u * (f + u) for f, u in zip([features, *units], units, strict=False))


# %% exercise 2: takes simple layers
def stack_weights(features, units):
    return sum(u * (f + u + 1) for f, u in zip([features, *units], units, strict=False))


# %% exercise 2: puts the features into the list that it is given
# says: You changed the list [3] to [5, 3]
def stack_weights(features, units):
    units.insert(0, features)
    pairs = [units[k : k + 2] for k in range(len(units) - 1)]
    return sum(4 * u * (f + u + 1) for f, u in pairs)


# %% exercise 2: counts three gates
# says: A gate has a kernel
def stack_weights(features, units):
    return sum(3 * u * (f + u + 1) for f, u in zip([features, *units], units, strict=False))


# %% exercise 3: reads the old state of the layer below
def stack_step(x, states, weights):
    below = [x, *states]
    return [
        np.tanh(b @ u + h @ w + c) for b, h, (u, w, c) in zip(below, states, weights, strict=False)
    ]


# %% exercise 3: uses its new input as its own past
def stack_step(x, states, weights):
    new = []
    for h, (u, w, b) in zip(states, weights, strict=True):
        x = np.tanh(x @ u + 0 * h @ w + b)
        new.append(x)
    return new


# %% exercise 3: returns the top state only
def stack_step(x, states, weights):
    for h, (u, w, b) in zip(states, weights, strict=True):
        x = np.tanh(x @ u + h @ w + b)
    return [x]


# %% exercise 3: gives the highest layer first
# says: The lowest layer comes first
def stack_step(x, states, weights):
    new = []
    for h, (u, w, b) in zip(states, weights, strict=True):
        x = np.tanh(x @ u + h @ w + b)
        new.append(x)
    return new[::-1]


# %% exercise 4: does not scale
def draw_masks(rng, batch, steps, units, rate, per):
    drawn = rng.random((batch, steps if per == "step" else 1, units)) >= rate
    return np.repeat(drawn * 1.0, steps // drawn.shape[1], axis=1)


# %% exercise 4: takes the rate for the share that is kept
def draw_masks(rng, batch, steps, units, rate, per):
    drawn = rng.random((batch, steps if per == "step" else 1, units)) < rate
    return np.repeat(drawn / (1 - rate), steps // drawn.shape[1], axis=1)


# %% exercise 4: swaps step and sequence
def draw_masks(rng, batch, steps, units, rate, per):
    drawn = rng.random((batch, steps if per == "sequence" else 1, units)) >= rate
    return np.repeat(drawn / (1 - rate), steps // drawn.shape[1], axis=1)


# %% exercise 4: one mask for the whole batch
def draw_masks(rng, batch, steps, units, rate, per):
    drawn = rng.random((1, steps if per == "step" else 1, units)) >= rate
    return np.broadcast_to(drawn / (1 - rate), (batch, steps, units))


# %% exercise 4: the same mask for all units
def draw_masks(rng, batch, steps, units, rate, per):
    drawn = rng.random((1, steps if per == "step" else 1, 1)) >= rate
    return np.broadcast_to(drawn / (1 - rate), (batch, steps, units))


# %% exercise 4: one draw for all units of a sequence
# says: Each unit
def draw_masks(rng, batch, steps, units, rate, per):
    drawn = rng.random((batch, steps if per == "step" else 1, 1)) >= rate
    return np.broadcast_to(drawn / (1 - rate), (batch, steps, units))


# %% exercise 4: draws from NumPy's own generator
# says: Draw with the rng that is given
def draw_masks(rng, batch, steps, units, rate, per):
    drawn = np.random.rand(batch, steps if per == "step" else 1, units) >= rate
    return np.broadcast_to(drawn / (1 - rate), (batch, steps, units))


# %% exercise 4: makes a generator of its own
# says: Draw with the rng that is given
def draw_masks(rng, batch, steps, units, rate, per):
    rng = np.random.default_rng(0)
    drawn = rng.random((batch, steps if per == "step" else 1, units)) >= rate
    return np.broadcast_to(drawn / (1 - rate), (batch, steps, units))


# %% exercise 5: normalises over the batch
def layer_norm(x, gamma, beta, epsilon=1e-3):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon) + beta


# %% exercise 5: normalises over all axes
def layer_norm(x, gamma, beta, epsilon=1e-3):
    return gamma * (x - x.mean()) / np.sqrt(x.var() + epsilon) + beta


# %% exercise 5: adds epsilon to the standard deviation
def layer_norm(x, gamma, beta, epsilon=1e-3):
    mean, spread = x.mean(axis=-1, keepdims=True), x.std(axis=-1, keepdims=True)
    return gamma * (x - mean) / (spread + epsilon) + beta


# %% exercise 5: forgets beta
def layer_norm(x, gamma, beta, epsilon=1e-3):
    mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(variance + epsilon)


# %% exercise 5: normalises in place
# says: You changed x
def layer_norm(x, gamma, beta, epsilon=1e-3):
    x -= x.mean(axis=-1, keepdims=True)
    x /= np.sqrt((x**2).mean(axis=-1, keepdims=True) + epsilon)
    return gamma * x + beta


# %% exercise 5: takes an epsilon of its own
# says: an epsilon of 0.1
def layer_norm(x, gamma, beta, epsilon=1e-3):
    m, v = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
    return gamma * (x - m) / np.sqrt(v + 1e-3) + beta


# %% exercise 6: no residual at all
def residual_stack(x, weights):
    for arrays in weights:
        x = reference.lstm(x, *arrays).outputs
    return x


# %% exercise 6: adds around the whole stack
def residual_stack(x, weights):
    first = x = reference.lstm(x, *weights[0]).outputs
    for arrays in weights[1:]:
        x = reference.lstm(x, *arrays).outputs
    return x + first


# %% exercise 6: always adds the output of the first layer
def residual_stack(x, weights):
    first = x = reference.lstm(x, *weights[0]).outputs
    for arrays in weights[1:]:
        x = reference.lstm(x, *arrays).outputs + first
    return x


# %% exercise 7: normalises the state after tanh
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
        (h,) = states
        z = ops.tanh(ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel))
        mean, variance = ops.mean(z, -1, keepdims=True), ops.var(z, -1, keepdims=True)
        h = self.gamma * (z - mean) / ops.sqrt(variance + 1e-3) + self.beta
        return h, [h]


# %% exercise 7: normalises only what comes from the input
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
        (h,) = states
        z = ops.matmul(inputs, self.kernel)
        mean, variance = ops.mean(z, -1, keepdims=True), ops.var(z, -1, keepdims=True)
        z = self.gamma * (z - mean) / ops.sqrt(variance + 1e-3) + self.beta
        h = ops.tanh(z + ops.matmul(h, self.recurrent_kernel))
        return h, [h]


# %% exercise 7: forgets the return
# says: Return the output and
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
        h = states[0]


# %% exercise 7: returns the output only
# says: Return the output and
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
        h = states[0]
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel)
        mean = ops.mean(z, axis=-1, keepdims=True)
        z = (z - mean) / (ops.std(z, axis=-1, keepdims=True))
        return ops.tanh(self.gamma * z + self.beta)

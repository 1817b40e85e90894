# %% exercise 1: a whole number
update_weight = 20

# %% exercise 1: an array without axes
update_weight = np.array(20, "float32")


# %% exercise 2: a float
def gru_weights(features, units, reset_after):
    return 3.0 * units * (features + units + 1 + reset_after)


# %% exercise 2: from the shapes
def gru_weights(features, units, reset_after):
    rows = features + units + len([None, None][: 1 + reset_after])
    return np.prod((rows, 3, units))


# %% exercise 3: in Keras, in float32
def gru_step_before(x, h, kernel, recurrent_kernel, bias):
    given = x, h, kernel, recurrent_kernel, bias
    x, h, kernel, recurrent_kernel, bias = (ops.convert_to_tensor(g, "float32") for g in given)
    x_z, x_r, x_g = ops.split(x @ kernel + bias, 3, axis=-1)
    w_z, w_r, w_g = ops.split(recurrent_kernel, 3, axis=-1)
    z, r = ops.sigmoid(x_z + h @ w_z), ops.sigmoid(x_r + h @ w_r)
    return z * h + (1 - z) * ops.tanh(x_g + (r * h) @ w_g)


# %% exercise 3: NumPy's float32, as nested lists
def gru_step_before(x, h, kernel, recurrent_kernel, bias):
    x, h, units = np.float32(x), np.float32(h), h.shape[1]
    blocks = np.split(np.arange(3 * units), 3)
    seen = [x @ np.float32(kernel[:, b]) + np.float32(bias[b]) for b in blocks]
    weights = [np.float32(recurrent_kernel[:, b]) for b in blocks]
    z, r = ((1 + np.tanh((s + h @ w) / 2)) / 2 for s, w in zip(seen[:2], weights[:2], strict=True))
    g = np.tanh(seen[2] + (r * h) @ weights[2])
    return (g + z * (h - g)).tolist()


# %% exercise 4: float32, a list
def update_gate_backward(d_h, z, h_old, g, x):
    d_h, z, h_old, g, x = (np.float32(array) for array in (d_h, z, h_old, g, x))
    d_a_z = d_h * h_old * z * (1 - z) - d_h * g * z * (1 - z)
    return [d_a_z, np.einsum("bf,bu->fu", x, d_a_z)]


# %% exercise 4: lists
def update_gate_backward(d_h, z, h_old, g, x):
    d_a_z = d_h * (h_old - g) * (z - z * z)
    return d_a_z.tolist(), (d_a_z.T @ x).T.tolist()


# %% exercise 5: by blocks, a list of lists
def to_keras(kernel, recurrent_kernel, bias):
    units = recurrent_kernel.shape[0]
    arrays = kernel, recurrent_kernel, bias
    return [np.concatenate([-a[..., :units], a[..., units:]], axis=-1).tolist() for a in arrays]


# %% exercise 5: float32
def to_keras(kernel, recurrent_kernel, bias):
    sign = np.sign(np.arange(3 * len(recurrent_kernel)) - len(recurrent_kernel) + 0.5)
    return tuple(np.float32(array * sign) for array in (kernel, recurrent_kernel, bias))


# %% exercise 6: whole numbers, arrays in a list
def last_marked_weights():
    kernel, bias = np.array([[0, 0, 1], [-60, 0, 0]]), np.zeros((2, 3), int)
    bias[1, 0] = 30
    return [kernel, np.zeros((1, 3)), bias]


# %% exercise 6: the reset gate shuts out the past
def last_marked_weights():
    kernel = np.float32([[0, 0, 1], [-40, -40, 0]])
    return kernel, [[0, 0, 1]], ops.array([[20.0, -20.0, 0.0], [0.0, 0.0, 0.0]])


# %% exercise 7: whole numbers, a list
def maximum_weights():
    return [[[-30, 0, 1]], [[30, 0, 0]], np.zeros((2, 3), int)]


# %% exercise 7: adds the difference, float32
def maximum_weights():
    kernel, recurrent_kernel = np.float32([[-80, 0, 1]]), np.float32([[80, 0, 0]])
    return kernel, recurrent_kernel, ops.array([[20.0, 0.0, 0.0], [-10.0, 0.0, 0.0]])


# %% exercise 8: other ways to write it
class MinimalGatedCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = self.state_size = self.output_size = units

    def build(self, input_shape):
        width = 2 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states):
        h, u = states[0], self.units
        x = inputs @ self.kernel + self.bias
        f = keras.activations.sigmoid(x[:, :u] + h @ self.recurrent_kernel[:, :u])
        g = keras.activations.tanh(x[:, u:] + (h * f) @ self.recurrent_kernel[:, u:])
        h = h + f * (g - h)
        return [h, (h,)]

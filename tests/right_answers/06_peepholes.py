# %% exercise 1: nearer to five
theta = np.float32(5.3)

# %% exercise 1: an array without axes
theta = np.array(5.6)


# %% exercise 2: a float
def peephole_weights(features, units):
    return units * (4.0 * features + 4.0 * units + 7.0)


# %% exercise 3: the greatest common divisor, an integer of NumPy
def read_period(x, y):
    since = [t - np.flatnonzero(x[n, : t + 1])[-1] for n, t in zip(*np.nonzero(y), strict=True)]
    return np.gcd.reduce(since)


# %% exercise 3: all rows at once, a float
def read_period(x, y):
    steps = np.arange(x.shape[1])
    last = np.maximum.accumulate(np.where(x > 0, steps, -100), axis=1)
    return (steps - last)[y == 1].astype("float32").min()


# %% exercise 4: float32, a list
def output_gate_backward(d_h, s, p_o, c):
    d_h, s, p_o, c = (np.float32(array) for array in (d_h, s, p_o, c))
    o, memory = 1 / (1 + np.exp(-s - p_o * c)), np.tanh(c)
    through_gate = d_h * memory * (o - o * o)
    d_c = through_gate * p_o + d_h * o * (1 - memory * memory)
    return [np.sum(through_gate * c, axis=0).tolist(), d_c]


# %% exercise 4: in Keras
def output_gate_backward(d_h, s, p_o, c):
    d_h, s, p_o, c = (ops.convert_to_tensor(array) for array in (d_h, s, p_o, c))
    o = ops.sigmoid(s + p_o * c)
    through_gate = d_h * ops.tanh(c) * o * (1 - o)
    d_c = d_h * o * (1 - ops.tanh(c) ** 2) + through_gate * p_o
    return ops.sum(through_gate * c, axis=0), d_c


# %% exercise 5: whole numbers, a list
def car_park():
    return [[[0, 0, 1, 0]], np.zeros((1, 4), int), (360, 90, 0, 90), [[-80], [0], [0]]]


# %% exercise 5: the gate opens for a car, float32
def car_park():
    kernel = np.float32([[1000, 0, 0, 0]])
    bias = ops.array([-550.0, 100.0, 1.0, 100.0])
    return kernel, np.zeros((1, 4), "float32"), bias, np.float32([[-100], [0], [0]])


# %% exercise 6: whole numbers, a list
def clock_without_peepholes():
    return [np.array([[-300, -900, 0, 0]]), np.array([[0, -200, 0, 0]]), [150, 700, 1, 99]]


# %% exercise 7: other ways to write it
class CoupledLSTMCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.output_size, self.state_size = units, units, [units, units]

    def build(self, input_shape):
        width = 3 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states):
        z = inputs @ self.kernel + states[0] @ self.recurrent_kernel + self.bias
        u = self.units
        f, g = keras.activations.sigmoid(z[:, :u]), keras.activations.tanh(z[:, u : 2 * u])
        c = g + f * (states[1] - g)
        h = ops.tanh(c) * ops.sigmoid(z[:, 2 * u :])
        return [h, (h, c)]

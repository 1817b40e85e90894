# %% exercise 1: changes nothing
forget_weight = 100.0

# %% exercise 1: cuts the wire, so a reset keeps everything
forget_weight = 0.0

# %% exercise 1: halves the number instead of the memory
forget_weight = 50.0


# %% exercise 2: forgets the bias
def lstm_weights(features, units):
    return 4 * units * (features + units)


# %% exercise 2: forgets that the output is fed back
def lstm_weights(features, units):
    return 4 * units * (features + 1)


# %% exercise 2: counts the three gates but not the candidate
def lstm_weights(features, units):
    return 3 * units * (features + units + 1)


# %% exercise 3: gives the gate instead of the signal
def bias_for_half_life(steps):
    return 0.5 ** (1 / steps)


# %% exercise 3: spreads the half over the steps
def bias_for_half_life(steps):
    gate = 1 - 0.5 / steps
    return np.log(gate / (1 - gate))


# %% exercise 3: the rule of thumb, the logarithm of the lag
def bias_for_half_life(steps):
    return np.log(steps)


# %% exercise 4: never resets
def counter_weights():
    kernel = [[100.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
    return kernel, [-50.0, 50.0, 1.0, 50.0]


# %% exercise 4: takes a positive forget signal for forgetting
def counter_weights():
    kernel = [[100.0, 0.0, 0.0, 0.0], [0.0, 100.0, 0.0, 0.0]]
    return kernel, [-50.0, -50.0, 1.0, 50.0]


# %% exercise 4: leaves the output gate half open
def counter_weights():
    kernel = [[100.0, 0.0, 0.0, 0.0], [0.0, -100.0, 0.0, 0.0]]
    return kernel, [-50.0, 50.0, 1.0, 0.0]


# %% exercise 5: takes the blocks in the order i, f, o, g
def waiting_step(x, h, c, real, kernel, recurrent_kernel, bias):
    z = x @ kernel + h @ recurrent_kernel + bias
    i, f, o, g = np.split(z, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    new_c = f * c + i * np.tanh(g)
    new_h = o * np.tanh(new_c)
    real = real[:, None]
    return np.where(real, new_h, h), np.where(real, new_c, c)


# %% exercise 5: shows the memory without a tanh
def waiting_step(x, h, c, real, kernel, recurrent_kernel, bias):
    z = x @ kernel + h @ recurrent_kernel + bias
    i, f, g, o = np.split(z, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    new_c = f * c + i * np.tanh(g)
    new_h = o * new_c
    real = real[:, None]
    return np.where(real, new_h, h), np.where(real, new_c, c)


# %% exercise 5: waits with h, but not with c
def waiting_step(x, h, c, real, kernel, recurrent_kernel, bias):
    z = x @ kernel + h @ recurrent_kernel + bias
    i, f, g, o = np.split(z, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    new_c = f * c + i * np.tanh(g)
    new_h = o * np.tanh(new_c)
    return np.where(real[:, None], new_h, h), new_c


# %% exercise 5: forgets everything while it waits
def waiting_step(x, h, c, real, kernel, recurrent_kernel, bias):
    z = x @ kernel + h @ recurrent_kernel + bias
    i, f, g, o = np.split(z, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    new_c = (f * c + i * np.tanh(g)) * real[:, None]
    return o * np.tanh(new_c), new_c


# %% exercise 6: forgets the slope of the sigmoid
def forget_gate_backward(d_c, f, c_old, x):
    d_z_f = d_c * c_old
    return d_z_f, x.T @ d_z_f


# %% exercise 6: takes the slope of tanh
def forget_gate_backward(d_c, f, c_old, x):
    d_z_f = d_c * c_old * (1 - f**2)
    return d_z_f, x.T @ d_z_f


# %% exercise 6: forgets that the old memory was multiplied
def forget_gate_backward(d_c, f, c_old, x):
    d_z_f = d_c * f * (1 - f)
    return d_z_f, x.T @ d_z_f


# %% exercise 6: averages over the batch
def forget_gate_backward(d_c, f, c_old, x):
    d_z_f = d_c * c_old * f * (1 - f)
    return d_z_f, x.T @ d_z_f / len(x)


# %% exercise 7: couples the wrong way round
class CoupledLSTMCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = self.output_size = units
        self.state_size = [units, units]

    def build(self, input_shape):
        width = 3 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states, training=False):
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        i, g, o = ops.split(z, 3, axis=-1)
        i, g, o = ops.sigmoid(i), ops.tanh(g), ops.sigmoid(o)
        c = i * c + (1 - i) * g
        h = o * ops.tanh(c)
        return h, [h, c]


# %% exercise 7: returns the new h, but remembers the old one
class CoupledLSTMCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = self.output_size = units
        self.state_size = [units, units]

    def build(self, input_shape):
        width = 3 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states, training=False):
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        i, g, o = ops.split(z, 3, axis=-1)
        i, g, o = ops.sigmoid(i), ops.tanh(g), ops.sigmoid(o)
        c = (1 - i) * c + i * g
        return o * ops.tanh(c), [h, c]

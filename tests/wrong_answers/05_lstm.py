# %% exercise 1: changes nothing
# says: Which gate signal leaves one half
# hides: 10
forget_weight = 100.0

# %% exercise 1: cuts the wire, so a reset keeps everything
forget_weight = 0.0

# %% exercise 1: halves the number instead of the memory
forget_weight = 50.0


# %% exercise 1: gives two numbers
# says: one number
forget_weight = [10.0, 10.0]

# %% exercise 1: turns the sign round
# hides: 10
forget_weight = -10.0


# %% exercise 2: forgets the bias
def lstm_weights(features, units):
    return 4 * units * (features + units)


# %% exercise 2: forgets that the output is fed back
def lstm_weights(features, units):
    return 4 * units * (features + 1)


# %% exercise 2: counts the three gates but not the candidate
def lstm_weights(features, units):
    return 3 * units * (features + units + 1)


# %% exercise 2: gives each gate a bias for its inputs and one for its outputs
def lstm_weights(features, units):
    return 4 * units * (features + units + 2)


# %% exercise 2: forgets to return
# says: still None
def lstm_weights(features, units):
    4 * units * (features + units + 1)


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


# %% exercise 3: takes a gate that halves at every step
def bias_for_half_life(steps):
    return 0.0 * steps


# %% exercise 3: turns the signal round
def bias_for_half_life(steps):
    gate = 0.5 ** (1 / steps)
    return np.log((1 - gate) / gate)


# %% exercise 3: an array of one number
# says: Return one number
def bias_for_half_life(steps):
    gate = 0.5 ** (1 / np.array([steps]))
    return np.log(gate / (1 - gate))


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


# %% exercise 4: forgets the car that passes at midnight
def counter_weights():
    kernel = [[100.0, 0.0, 0.0, 0.0], [-100.0, -100.0, 0.0, 0.0]]
    return kernel, [-50.0, 50.0, 1.0, 50.0]


# %% exercise 4: counts midnight as a car
def counter_weights():
    kernel = [[100.0, 0.0, 0.0, 0.0], [100.0, -100.0, 0.0, 0.0]]
    return kernel, [-50.0, 50.0, 1.0, 50.0]


# %% exercise 4: forgets the bias
# says: Return two arrays
def counter_weights():
    return [[100.0, 0.0, 0.0, 0.0], [0.0, -100.0, 0.0, 0.0]]


# %% exercise 4: forgets to return
# says: Return two arrays
def counter_weights():
    kernel = [[100.0, 0.0, 0.0, 0.0], [0.0, -100.0, 0.0, 0.0]]
    bias = [-50.0, 50.0, 1.0, 50.0]


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


# %% exercise 5: waits where it should work
# says: Where real is True the step is done
def waiting_step(x, h, c, real, kernel, recurrent_kernel, bias):
    i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    new_c = f * c + i * np.tanh(g)
    real = real[:, None]
    return np.where(real, h, o * np.tanh(new_c)), np.where(real, c, new_c)


# %% exercise 5: writes the new states into the old ones
# says: You changed h itself
def waiting_step(x, h, c, real, kernel, recurrent_kernel, bias):
    i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    new_c = f * c + i * np.tanh(g)
    c[real] = new_c[real]
    h[real] = (o * np.tanh(new_c))[real]
    return h, c


# %% exercise 5: gives c before h
# says: Return h first, then c
def waiting_step(x, h, c, real, kernel, recurrent_kernel, bias):
    i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    new_c = f * c + i * np.tanh(g)
    real = real[:, None]
    return np.where(real, new_c, c), np.where(real, o * np.tanh(new_c), h)


# %% exercise 5: forgets c
# says: Return two things
def waiting_step(x, h, c, real, kernel, recurrent_kernel, bias):
    i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    return np.where(real[:, None], o * np.tanh(f * c + i * np.tanh(g)), h)


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


# %% exercise 6: multiplies in the array that it is given
# says: You changed d_c itself
def forget_gate_backward(d_c, f, c_old, x):
    d_c *= c_old * f * (1 - f)
    return d_c, x.T @ d_c


# %% exercise 6: stops before the kernel
# says: Return two things
def forget_gate_backward(d_c, f, c_old, x):
    return d_c * c_old * f * (1 - f)


# %% exercise 6: gives the kernel first
# says: the gradient of z_f should have the shape (5, 4)
def forget_gate_backward(d_c, f, c_old, x):
    d_z_f = d_c * c_old * f * (1 - f)
    return x.T @ d_z_f, d_z_f


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


# %% exercise 7: gives back the output only
# says: Return h, and a list
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
        return o * ops.tanh((1 - i) * c + i * g)


# %% exercise 7: takes c for h and h for c
# says: are the states h, c
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
        c, h = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        i, g, o = ops.split(z, 3, axis=-1)
        i, g, o = ops.sigmoid(i), ops.tanh(g), ops.sigmoid(o)
        c = (1 - i) * c + i * g
        h = o * ops.tanh(c)
        return h, [c, h]

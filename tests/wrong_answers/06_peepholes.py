# %% exercise 1: changes nothing
theta = 3.5

# %% exercise 1: the period itself, at which the gates are half open
theta = 6.0

# %% exercise 1: one too many
theta = 6.5


# %% exercise 1: both borders
# says: theta must be one number
theta = [4.5, 5.5]

# %% exercise 1: one too few
theta = 4.5


# %% exercise 2: forgets the peepholes
def peephole_weights(features, units):
    return 4 * units * (features + units + 1)


# %% exercise 2: gives the candidate a peephole, too
def peephole_weights(features, units):
    return 4 * units * (features + units + 2)


# %% exercise 2: lets each gate see all cells
def peephole_weights(features, units):
    return 4 * units * (features + units + 1) + 3 * units * units


# %% exercise 2: forgets the biases
def peephole_weights(features, units):
    return 4 * units * (features + units) + 3 * units


# %% exercise 3: counts from the first signal of a row only
def read_period(x, y):
    found = [
        np.flatnonzero(b)[0] - np.flatnonzero(a)[0] for a, b in zip(x, y, strict=True) if b.any()
    ]
    return int(max(found))


# %% exercise 3: averages over the first and the later marks
def read_period(x, y):
    found = []
    for signals, marks in zip(x, y, strict=True):
        places = np.flatnonzero(signals)
        found += [t - places[places <= t].max() for t in np.flatnonzero(marks)]
    return round(np.mean(found))


# %% exercise 3: writes down the period of the chapter
def read_period(x, y):
    return 8


# %% exercise 3: counts from the first signal, and takes the shortest
def read_period(x, y):
    pairs = zip(x, y, strict=True)
    return min(np.flatnonzero(b)[0] - np.flatnonzero(a)[0] for a, b in pairs if b.any())


# %% exercise 3: takes the shortest way from mark to mark
def read_period(x, y):
    gaps = [np.diff(np.flatnonzero(marks)) for marks in y]
    return int(min(np.concatenate(gaps), default=0))


# %% exercise 3: takes the longest way from a signal to a mark
def read_period(x, y):
    found = []
    for signals, marks in zip(x, y, strict=True):
        places = np.flatnonzero(signals)
        found += [t - places[places <= t].max() for t in np.flatnonzero(marks)]
    return max(found)


# %% exercise 3: removes the marks that it has read
# says: You changed x or y itself
def read_period(x, y):
    found = []
    for signals, marks in zip(x, y, strict=True):
        places = np.flatnonzero(signals)
        for t in np.flatnonzero(marks):
            found.append(t - places[places <= t].max())
            marks[t] = 0
    return min(found)


# %% exercise 3: forgets to return
# says: still None
def read_period(x, y):
    min(np.flatnonzero(y[0]))


# %% exercise 4: forgets that c stands in two places
def output_gate_backward(d_h, s, p_o, c):
    o = 1 / (1 + np.exp(-(s + p_o * c)))
    d_z_o = d_h * np.tanh(c) * o * (1 - o)
    return (d_z_o * c).sum(axis=0), d_h * o * (1 - np.tanh(c) ** 2)


# %% exercise 4: forgets tanh on the way to the gate
def output_gate_backward(d_h, s, p_o, c):
    o = 1 / (1 + np.exp(-(s + p_o * c)))
    d_z_o = d_h * c * o * (1 - o)
    return (d_z_o * c).sum(axis=0), d_h * o * (1 - np.tanh(c) ** 2) + d_z_o * p_o


# %% exercise 4: does not sum over the batch
def output_gate_backward(d_h, s, p_o, c):
    o = 1 / (1 + np.exp(-(s + p_o * c)))
    d_z_o = d_h * np.tanh(c) * o * (1 - o)
    return d_z_o * c, d_h * o * (1 - np.tanh(c) ** 2) + d_z_o * p_o


# %% exercise 4: lets the peephole see the tanh of the memory
def output_gate_backward(d_h, s, p_o, c):
    o = 1 / (1 + np.exp(-(s + p_o * c)))
    d_z_o = d_h * np.tanh(c) * o * (1 - o)
    d_c = d_h * o * (1 - np.tanh(c) ** 2) + d_z_o * p_o
    return (d_z_o * np.tanh(c)).sum(axis=0), d_c


# %% exercise 4: adds the peephole in the array that it is given
# says: You changed s itself
def output_gate_backward(d_h, s, p_o, c):
    s += p_o * c
    o = 1 / (1 + np.exp(-s))
    d_z_o = d_h * np.tanh(c) * o * (1 - o)
    return (d_z_o * c).sum(axis=0), d_h * o * (1 - np.tanh(c) ** 2) + d_z_o * p_o


# %% exercise 4: stops at the peephole
# says: Return two things
def output_gate_backward(d_h, s, p_o, c):
    o = 1 / (1 + np.exp(-(s + p_o * c)))
    return (d_h * np.tanh(c) * o * (1 - o) * c).sum(axis=0)


# %% exercise 4: gives the memory first
# says: the gradient of p_o should have the shape (4,)
def output_gate_backward(d_h, s, p_o, c):
    o = 1 / (1 + np.exp(-(s + p_o * c)))
    d_z_o = d_h * np.tanh(c) * o * (1 - o)
    return d_h * o * (1 - np.tanh(c) ** 2) + d_z_o * p_o, (d_z_o * c).sum(axis=0)


# %% exercise 5: counts on when the park is full
def car_park():
    return [[0, 0, 1, 0]], [[0, 0, 0, 0]], [100, 100, 0, 100], [[0], [0], [0]]


# %% exercise 5: empties the park when it is full
def car_park():
    return [[0, 0, 1, 0]], [[0, 0, 0, 0]], [100, 450, 0, 100], [[0], [-100], [0]]


# %% exercise 5: hides the count beyond five instead of stopping it
def car_park():
    return [[0, 0, 1, 0]], [[0, 0, 0, 0]], [100, 100, 0, 550], [[0], [0], [-100]]


# %% exercise 5: lets a sixth car in
def car_park():
    return [[0, 0, 1, 0]], [[0, 0, 0, 0]], [550, 100, 0, 100], [[-100], [0], [0]]


# %% exercise 5: forgets the peepholes altogether
# says: Return four arrays; the peepholes are the last
def car_park():
    return [[0, 0, 1, 0]], [[0, 0, 0, 0]], [450, 100, 0, 100]


# %% exercise 5: forgets to return
# says: Return four arrays
def car_park():
    kernel, recurrent_kernel = [[0, 0, 1, 0]], [[0, 0, 0, 0]]
    bias, peepholes = [450, 100, 0, 100], [[-100], [0], [0]]


# %% exercise 5: one row of peepholes
# says: the peepholes should have the shape (3, 1)
def car_park():
    return [[0, 0, 1, 0]], [[0, 0, 0, 0]], [450, 100, 0, 100], [[-100, 0, 0]]


# %% exercise 5: closes the input gate softly
def car_park():
    return [[0, 0, 1, 0]], [[0, 0, 0, 0]], [4.5, 100, 0, 100], [[-1], [0], [0]]


# %% exercise 6: keeps the output gate shut between the marks
def clock_without_peepholes():
    return [[-200, -500, 0, 0]], [[0, -100, 0, 100]], [100, 350, 1, -350]


# %% exercise 6: takes the peepholes of the paper clock along
# says: a plain cell has no peepholes
def clock_without_peepholes():
    kernel, bias = [[-200, -500, 0, 0]], [100, 350, 1, -350]
    return kernel, [[0, 0, 0, 0]], bias, [[0], [-100], [100]]


# %% exercise 6: counts on for ever
def clock_without_peepholes():
    return [[-200, -500, 0, 0]], [[0, 0, 0, 0]], [100, 350, 1, 100]


# %% exercise 6: starts over one step too early
def clock_without_peepholes():
    return [[-200, -500, 0, 0]], [[0, -100, 0, 0]], [100, 250, 1, 100]


# %% exercise 6: does not start over at a signal
def clock_without_peepholes():
    return [[0, 0, 0, 0]], [[0, -100, 0, 0]], [100, 350, 1, 100]


# %% exercise 6: forgets to return
# says: Return three arrays
def clock_without_peepholes():
    kernel = [[-200, -500, 0, 0]]


# %% exercise 7: takes the blocks in the order g, f, o
class CoupledLSTMCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.output_size, self.state_size = units, units, [units, units]

    def build(self, input_shape):
        width = 3 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states, training=False):
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        g, f, o = ops.split(z, 3, axis=-1)
        f, o = ops.sigmoid(f), ops.sigmoid(o)
        c = f * c + (1 - f) * ops.tanh(g)
        h = o * ops.tanh(c)
        return h, [h, c]


# %% exercise 7: lets an open gate write
class CoupledLSTMCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.output_size, self.state_size = units, units, [units, units]

    def build(self, input_shape):
        width = 3 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states, training=False):
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        f, g, o = ops.split(z, 3, axis=-1)
        f, o = ops.sigmoid(f), ops.sigmoid(o)
        c = (1 - f) * c + f * ops.tanh(g)
        h = o * ops.tanh(c)
        return h, [h, c]


# %% exercise 7: couples the signals instead of the gates
class CoupledLSTMCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.output_size, self.state_size = units, units, [units, units]

    def build(self, input_shape):
        width = 3 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states, training=False):
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        f, g, o = ops.split(z, 3, axis=-1)
        i, f, o = ops.sigmoid(1 - f), ops.sigmoid(f), ops.sigmoid(o)
        c = f * c + i * ops.tanh(g)
        h = o * ops.tanh(c)
        return h, [h, c]


# %% exercise 7: gives back the states only
# says: Return h, and a list
class CoupledLSTMCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.output_size, self.state_size = units, units, [units, units]

    def build(self, input_shape):
        width = 3 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states, training=False):
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        f, g, o = ops.split(z, 3, axis=-1)
        f, o = ops.sigmoid(f), ops.sigmoid(o)
        c = f * c + (1 - f) * ops.tanh(g)
        return [o * ops.tanh(c), c]


# %% exercise 7: takes c for h and h for c
# says: are the states h, c
class CoupledLSTMCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.output_size, self.state_size = units, units, [units, units]

    def build(self, input_shape):
        width = 3 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states, training=False):
        c, h = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        f, g, o = ops.split(z, 3, axis=-1)
        f, o = ops.sigmoid(f), ops.sigmoid(o)
        c = f * c + (1 - f) * ops.tanh(g)
        h = o * ops.tanh(c)
        return h, [c, h]

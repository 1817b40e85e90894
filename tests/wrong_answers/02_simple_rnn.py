# %% exercise 1: the largest input first, where it counts most
order = [(2, 2), (0, 3), (1, 0)]
last_output = 46

# %% exercise 1: adds up the inputs only, and forgets that the memory doubles
order = [(1, 0), (0, 3), (2, 2)]
last_output = 16


# %% exercise 2: forgets the biases
def count_weights(features, units, outputs):
    return features * units + units * units + units * outputs


# %% exercise 2: forgets that the hidden layer sees itself
def count_weights(features, units, outputs):
    return features * units + units + units * outputs + outputs


# %% exercise 3: starts from zero
def simple_rnn(x, U, W, b, h):
    h = np.zeros_like(h)
    outputs = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ U + h @ W + b)
        outputs.append(h)
    return np.stack(outputs, axis=1), h


# %% exercise 3: does not carry the state from step to step
def simple_rnn(x, U, W, b, h):
    outputs = [np.tanh(x[:, t] @ U + h @ W + b) for t in range(x.shape[1])]
    return np.stack(outputs, axis=1), outputs[-1]


# %% exercise 3: stacks the steps along the first axis
def simple_rnn(x, U, W, b, h):
    outputs = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ U + h @ W + b)
        outputs.append(h)
    return np.stack(outputs), h


# %% exercise 4: counts padding as an error
def line_accuracy(labels, predicted):
    return (labels == predicted).all(axis=1).mean()


# %% exercise 4: averages over characters
def line_accuracy(labels, predicted):
    return (labels == predicted)[labels >= 0].mean()


# %% exercise 4: takes padding for code
def line_accuracy(labels, predicted):
    return (np.where(labels == -1, 0, labels) == predicted).all(axis=1).mean()


# %% exercise 5: the second half starts with an empty memory
def in_two_halves(layer, x, cut):
    return np.concatenate([layer(x[:, :cut])[0], layer(x[:, cut:])[0]], axis=1)


# %% exercise 5: hands over the first output instead of the last state
def in_two_halves(layer, x, cut):
    first, _ = layer(x[:, :cut])
    second, _ = layer(x[:, cut:], initial_state=first[:, 0])
    return np.concatenate([first, second], axis=1)


# %% exercise 5: shows the layer everything at once
def in_two_halves(layer, x, cut):
    return layer(x)[0]


# %% exercise 6: the memory fades away
U, W, b, V, c = 5.0, 0.9, 0.0, 1.0, -0.1

# %% exercise 6: the memory fades, and the threshold is too low to notice
U, W, b, V, c = 5.0, 0.99, 0.0, 1.0, -0.001

# %% exercise 6: the memory fades slowly
U, W, b, V, c = 5.0, 1.0, 0.0, 1.0, -0.01

# %% exercise 6: the memory fades, and any trace of it is a yes
U, W, b, V, c = 5.0, 0.9, 0.0, 1.0, 0.0

# %% exercise 6: says yes from the start
U, W, b, V, c = 5.0, 3.0, 0.0, 1.0, 0.5


# %% exercise 7: keeps the part that should be replaced
def leaky_cell(units, rate):
    class LeakyCell(keras.layers.SimpleRNNCell):
        def call(self, inputs, states, training=False):
            (h,) = states
            new, _ = super().call(inputs, states)
            h = rate * h + (1 - rate) * new
            return h, [h]

    return LeakyCell(units)


# %% exercise 7: cannot be saved
def leaky_cell(units, rate):
    class LeakyCell(keras.layers.Layer):
        def __init__(self, units, rate):
            super().__init__()
            self.units = self.state_size = self.output_size = units
            self.rate = rate

        def build(self, input_shape):
            self.kernel = self.add_weight(shape=(input_shape[-1], self.units))
            self.recurrent_kernel = self.add_weight(shape=(self.units, self.units))
            self.bias = self.add_weight(shape=(self.units,))

        def call(self, inputs, states, training=False):
            (h,) = states
            new = ops.tanh(inputs @ self.kernel + h @ self.recurrent_kernel + self.bias)
            h = (1 - self.rate) * h + self.rate * new
            return h, [h]

    return LeakyCell(units, rate)

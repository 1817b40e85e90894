# %% exercise 1: the largest input first, where it counts most
order = [(2, 2), (0, 3), (1, 0)]
last_output = 46

# %% exercise 1: adds up the inputs only, and forgets that the memory doubles
# says: last_output is not right yet
# hides: 28
order = [(1, 0), (0, 3), (2, 2)]
last_output = 16


# %% exercise 1: uses an input twice
# says: Use each input once
order = np.array([(1, 0), (0, 3), (0, 3)])
last_output = 28

# %% exercise 1: gives the number of a hidden unit
# hides: 28
order = [(1, 0), (0, 3), (2, 2)]
last_output = 14


# %% exercise 2: forgets the biases
def count_weights(features, units, outputs):
    return features * units + units * units + units * outputs


# %% exercise 2: forgets that the hidden layer sees itself
def count_weights(features, units, outputs):
    return features * units + units + units * outputs + outputs


# %% exercise 2: gives the outputs no bias
# says: Which shape
# hides: +
def count_weights(features, units, outputs):
    return features * units + units * units + units + units * outputs


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


# %% exercise 3: forgets the last state
# says: Return two things
def simple_rnn(x, U, W, b, h):
    outputs = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ U + h @ W + b)
        outputs.append(h)
    return np.stack(outputs, axis=1)


# %% exercise 3: overwrites the state that it is given
# says: You changed h itself
def simple_rnn(x, U, W, b, h):
    outputs = []
    for t in range(x.shape[1]):
        h[:] = np.tanh(x[:, t] @ U + h @ W + b)
        outputs.append(h.copy())
    return np.stack(outputs, axis=1), h


# %% exercise 3: gives the two results the other way round
# says: All states come first
def simple_rnn(x, U, W, b, h):
    outputs = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ U + h @ W + b)
        outputs.append(h)
    return h, np.stack(outputs, axis=1)


# %% exercise 3: takes W the wrong way round
# says: is it tanh
def simple_rnn(x, U, W, b, h):
    outputs = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ U + h @ W.T + b)
        outputs.append(h)
    return np.stack(outputs, axis=1), h


# %% exercise 4: counts padding as an error
def line_accuracy(labels, predicted):
    return (labels == predicted).all(axis=1).mean()


# %% exercise 4: averages over characters
def line_accuracy(labels, predicted):
    return (labels == predicted)[labels >= 0].mean()


# %% exercise 4: takes padding for code
def line_accuracy(labels, predicted):
    return (np.where(labels == -1, 0, labels) == predicted).all(axis=1).mean()


# %% exercise 4: leaves full lines unread
# says: of line 1 is wrong
def line_accuracy(labels, predicted):
    ends = (labels == -1).argmax(axis=1)  # 0 for a line without padding
    lines = zip(labels, predicted, ends, strict=True)
    return np.mean([(label[:end] == p[:end]).all() for label, p, end in lines])


# %% exercise 4: takes label 0 for padding
def line_accuracy(labels, predicted):
    return ((labels == predicted) | (labels <= 0)).all(axis=1).mean()


# %% exercise 4: the share in per cent
def line_accuracy(labels, predicted):
    return 100 * ((labels == predicted) | (labels == -1)).all(axis=1).mean()


# %% exercise 4: writes into what was predicted
# says: You changed labels or predicted itself
def line_accuracy(labels, predicted):
    predicted[labels == -1] = -1
    return (labels == predicted).all(axis=1).mean()


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


# %% exercise 5: joins the halves as a list
# says: rows of different lengths
def in_two_halves(layer, x, cut):
    first, state = layer(x[:, :cut])
    return [first, layer(x[:, cut:], initial_state=state)[0]]


# %% exercise 5: reads the second half first
# says: first x[:, :cut], then x[:, cut:]
def in_two_halves(layer, x, cut):
    second, state = layer(x[:, cut:])
    first, _ = layer(x[:, :cut], initial_state=state)
    return np.concatenate([first, second], axis=1)


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


# %% exercise 6: remembers each 1, but for a while only
# says: it fades
U, W, b, V, c = 5.0, 1.0, 0.0, 1.0, -0.001

# %% exercise 6: two units
# says: W is one number
U, W, b, V, c = 5.0, [3.0, 3.0], 0.0, 1.0, -0.5

# %% exercise 6: forgets when it sees a second 1
U, W, b, V, c = 5.0, -3.0, 0.0, 1.0, -0.5


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


# %% exercise 7: takes one rate for all
# says: the output with the rate 0.65
def leaky_cell(units, rate):
    class LeakyCell(keras.layers.Layer):
        def __init__(self, units, rate, **kwargs):
            super().__init__(**kwargs)
            self.units = self.state_size = self.output_size = units
            self.rate = rate

        def build(self, input_shape):
            self.kernel = self.add_weight(shape=(input_shape[-1], self.units))
            self.recurrent_kernel = self.add_weight(shape=(self.units, self.units))
            self.bias = self.add_weight(shape=(self.units,))

        def call(self, inputs, states, training=False):
            (h,) = states
            new = ops.tanh(inputs @ self.kernel + h @ self.recurrent_kernel + self.bias)
            h = 0.7 * h + 0.3 * new
            return h, [h]

        def get_config(self):
            return {**super().get_config(), "units": self.units, "rate": self.rate}

    return LeakyCell(units, rate)


# %% exercise 7: forgets the rate when it is saved, and falls back to a usual one
# says: Does get_config return the rate
def leaky_cell(units, rate):
    class LeakyCell(keras.layers.Layer):
        def __init__(self, units, rate=0.3, **kwargs):
            super().__init__(**kwargs)
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

        def get_config(self):
            return {**super().get_config(), "units": self.units}

    return LeakyCell(units, rate)


# %% exercise 7: gives back the class
# says: not the class itself
def leaky_cell(units, rate):
    class LeakyCell(keras.layers.Layer):
        def __init__(self, units, rate, **kwargs):
            super().__init__(**kwargs)
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

        def get_config(self):
            return {**super().get_config(), "units": self.units, "rate": self.rate}

    return LeakyCell


# %% exercise 7: forgets to give back the cell
# says: Return a new cell
def leaky_cell(units, rate):
    class LeakyCell(keras.layers.Layer):
        def __init__(self, units, rate, **kwargs):
            super().__init__(**kwargs)
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

        def get_config(self):
            return {**super().get_config(), "units": self.units, "rate": self.rate}


# %% exercise 7: gives back the output only
# says: return h, [h]
def leaky_cell(units, rate):
    class LeakyCell(keras.layers.Layer):
        def __init__(self, units, rate, **kwargs):
            super().__init__(**kwargs)
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
            return h

        def get_config(self):
            return {**super().get_config(), "units": self.units, "rate": self.rate}

    return LeakyCell(units, rate)


# %% exercise 7: does not say how large its state is
# says: state_size
def leaky_cell(units, rate):
    class LeakyCell(keras.layers.Layer):
        def __init__(self, units, rate, **kwargs):
            super().__init__(**kwargs)
            self.units = units
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

        def get_config(self):
            return {**super().get_config(), "units": self.units, "rate": self.rate}

    return LeakyCell(units, rate)


# %% exercise 7: makes the weights in another order
# says: in this order
def leaky_cell(units, rate):
    class LeakyCell(keras.layers.Layer):
        def __init__(self, units, rate, **kwargs):
            super().__init__(**kwargs)
            self.units = self.state_size = self.output_size = units
            self.rate = rate

        def build(self, input_shape):
            self.recurrent_kernel = self.add_weight(shape=(self.units, self.units))
            self.kernel = self.add_weight(shape=(input_shape[-1], self.units))
            self.bias = self.add_weight(shape=(self.units,))

        def call(self, inputs, states, training=False):
            (h,) = states
            new = ops.tanh(inputs @ self.kernel + h @ self.recurrent_kernel + self.bias)
            h = (1 - self.rate) * h + self.rate * new
            return h, [h]

        def get_config(self):
            return {**super().get_config(), "units": self.units, "rate": self.rate}

    return LeakyCell(units, rate)

# %% exercise 1: changes nothing
# says: Which update signal makes z one half
# hides: 20
update_weight = 40.0

# %% exercise 1: halves the weight of the wrong convention
update_weight = -20.0

# %% exercise 1: cuts the wire, so nothing is ever written
update_weight = 0.0


# %% exercise 1: a weight for each step
# says: one number
update_weight = [20.0, 20.0]

# %% exercise 1: the turned sign
# hides: 20 -
update_weight = 10.0


# %% exercise 2: forgets the second row of biases
def gru_weights(features, units, reset_after):
    return 3 * units * (features + units + 1)


# %% exercise 2: three quarters of an LSTM, whatever the form
def gru_weights(features, units, reset_after):
    return 3 * (4 * units * (features + units + 1)) // 4


# %% exercise 2: gives the second row to the wrong form
def gru_weights(features, units, reset_after):
    return 3 * units * (features + units + (1 if reset_after else 2))


# %% exercise 2: counts the two gates but not the candidate
def gru_weights(features, units, reset_after):
    return 2 * units * (features + units + (2 if reset_after else 1))


# %% exercise 2: gives one row to every unit of both forms
def gru_weights(features, units, reset_after):
    return 3 * units * (features + units) + (6 if reset_after else 3)


# %% exercise 3: resets after the product
# says: before the product
def gru_step_before(x, h, kernel, recurrent_kernel, bias):
    x_z, x_r, x_g = np.split(x @ kernel + bias, 3, axis=-1)
    h_z, h_r, h_g = np.split(h @ recurrent_kernel, 3, axis=-1)
    z, r = 1 / (1 + np.exp(-x_z - h_z)), 1 / (1 + np.exp(-x_r - h_r))
    return z * h + (1 - z) * np.tanh(x_g + r * h_g)


# %% exercise 3: lets z write
# says: Here z is 0
def gru_step_before(x, h, kernel, recurrent_kernel, bias):
    x_z, x_r, x_g = np.split(x @ kernel + bias, 3, axis=-1)
    w_z, w_r, w_g = np.split(recurrent_kernel, 3, axis=-1)
    z, r = 1 / (1 + np.exp(-x_z - h @ w_z)), 1 / (1 + np.exp(-x_r - h @ w_r))
    return (1 - z) * h + z * np.tanh(x_g + (r * h) @ w_g)


# %% exercise 3: takes the blocks in the order r, z, g
def gru_step_before(x, h, kernel, recurrent_kernel, bias):
    x_r, x_z, x_g = np.split(x @ kernel + bias, 3, axis=-1)
    w_r, w_z, w_g = np.split(recurrent_kernel, 3, axis=-1)
    z, r = 1 / (1 + np.exp(-x_z - h @ w_z)), 1 / (1 + np.exp(-x_r - h @ w_r))
    return z * h + (1 - z) * np.tanh(x_g + (r * h) @ w_g)


# %% exercise 3: the reset gate does not reach the candidate
# says: does not see h
def gru_step_before(x, h, kernel, recurrent_kernel, bias):
    x_z, x_r, x_g = np.split(x @ kernel + bias, 3, axis=-1)
    w_z, w_r, w_g = np.split(recurrent_kernel, 3, axis=-1)
    z, r = 1 / (1 + np.exp(-x_z - h @ w_z)), 1 / (1 + np.exp(-x_r - h @ w_r))
    return z * h + (1 - z) * np.tanh(x_g + h @ w_g)


# %% exercise 3: forgets tanh
# says: Here z is 0 and r is 1
def gru_step_before(x, h, kernel, recurrent_kernel, bias):
    x_z, x_r, x_g = np.split(x @ kernel + bias, 3, axis=-1)
    w_z, w_r, w_g = np.split(recurrent_kernel, 3, axis=-1)
    z, r = 1 / (1 + np.exp(-x_z - h @ w_z)), 1 / (1 + np.exp(-x_r - h @ w_r))
    return z * h + (1 - z) * (x_g + (r * h) @ w_g)


# %% exercise 3: lets r act on the old state, too
# says: an open update gate keeps
def gru_step_before(x, h, kernel, recurrent_kernel, bias):
    x_z, x_r, x_g = np.split(x @ kernel + bias, 3, axis=-1)
    w_z, w_r, w_g = np.split(recurrent_kernel, 3, axis=-1)
    z, r = 1 / (1 + np.exp(-x_z - h @ w_z)), 1 / (1 + np.exp(-x_r - h @ w_r))
    h = r * h
    return z * h + (1 - z) * np.tanh(x_g + h @ w_g)


# %% exercise 3: resets the state that it is given
# says: You changed h itself
def gru_step_before(x, h, kernel, recurrent_kernel, bias):
    x_z, x_r, x_g = np.split(x @ kernel + bias, 3, axis=-1)
    w_z, w_r, w_g = np.split(recurrent_kernel, 3, axis=-1)
    z, r = 1 / (1 + np.exp(-x_z - h @ w_z)), 1 / (1 + np.exp(-x_r - h @ w_r))
    old = h.copy()
    h *= r
    return z * old + (1 - z) * np.tanh(x_g + h @ w_g)


# %% exercise 4: forgets that z stands in two places
def update_gate_backward(d_h, z, h_old, g, x):
    d_a_z = d_h * h_old * z * (1 - z)
    return d_a_z, x.T @ d_a_z


# %% exercise 4: takes the other convention
def update_gate_backward(d_h, z, h_old, g, x):
    d_a_z = d_h * (g - h_old) * z * (1 - z)
    return d_a_z, x.T @ d_a_z


# %% exercise 4: forgets the slope of the sigmoid
def update_gate_backward(d_h, z, h_old, g, x):
    d_a_z = d_h * (h_old - g)
    return d_a_z, x.T @ d_a_z


# %% exercise 4: averages over the batch
def update_gate_backward(d_h, z, h_old, g, x):
    d_a_z = d_h * (h_old - g) * z * (1 - z)
    return d_a_z, x.T @ d_a_z / len(x)


# %% exercise 4: multiplies in the array that it is given
# says: You changed d_h itself
def update_gate_backward(d_h, z, h_old, g, x):
    d_h *= (h_old - g) * z * (1 - z)
    return d_h, x.T @ d_h


# %% exercise 4: stops before the kernel
# says: Return two things
def update_gate_backward(d_h, z, h_old, g, x):
    return d_h * (h_old - g) * z * (1 - z)


# %% exercise 4: gives the kernel first
# says: the gradient of a_z should have the shape (5, 4)
def update_gate_backward(d_h, z, h_old, g, x):
    d_a_z = d_h * (h_old - g) * z * (1 - z)
    return x.T @ d_a_z, d_a_z


# %% exercise 5: changes nothing
def to_keras(kernel, recurrent_kernel, bias):
    return kernel, recurrent_kernel, bias


# %% exercise 5: forgets the bias
def to_keras(kernel, recurrent_kernel, bias):
    sign = np.repeat([-1.0, 1.0, 1.0], len(recurrent_kernel))
    return kernel * sign, recurrent_kernel * sign, bias


# %% exercise 5: changes the sign of the reset block, too
def to_keras(kernel, recurrent_kernel, bias):
    sign = np.repeat([-1.0, -1.0, 1.0], len(recurrent_kernel))
    return kernel * sign, recurrent_kernel * sign, bias * sign


# %% exercise 5: takes one minus the weights
def to_keras(kernel, recurrent_kernel, bias):
    units = len(recurrent_kernel)
    arrays = [np.array(array) for array in (kernel, recurrent_kernel, bias)]
    for array in arrays:
        array[..., :units] = 1 - array[..., :units]
    return arrays


# %% exercise 5: changes the arrays of the caller
def to_keras(kernel, recurrent_kernel, bias):
    for array in (kernel, recurrent_kernel, bias):
        array[..., : len(recurrent_kernel)] *= -1
    return kernel, recurrent_kernel, bias


# %% exercise 5: forgets to return
# says: Return three arrays
def to_keras(kernel, recurrent_kernel, bias):
    sign = np.repeat([-1.0, 1.0, 1.0], len(recurrent_kernel))
    kernel, recurrent_kernel, bias = kernel * sign, recurrent_kernel * sign, bias * sign


# %% exercise 5: gives the second row of biases back only
# says: the bias should have the shape (2, 12)
def to_keras(kernel, recurrent_kernel, bias):
    sign = np.repeat([-1.0, 1.0, 1.0], len(recurrent_kernel))
    return kernel * sign, recurrent_kernel * sign, bias[-1] * sign


# %% exercise 6: a mark opens the update gate
def last_marked_weights():
    kernel = [[0.0, 0.0, 1.0], [40.0, 0.0, 0.0]]
    return kernel, [[0.0, 0.0, 0.0]], [[-20.0, 0.0, 0.0], [0.0, 0.0, 0.0]]


# %% exercise 6: adds instead of replacing
def last_marked_weights():
    kernel = [[0.0, 0.0, 1.0], [-40.0, 0.0, 0.0]]
    return kernel, [[0.0, 0.0, 1.0]], [[20.0, 20.0, 0.0], [0.0, 0.0, 0.0]]


# %% exercise 6: uses the mark for the reset gate only
def last_marked_weights():
    kernel = [[0.0, 0.0, 1.0], [0.0, -40.0, 0.0]]
    return kernel, [[0.0, 0.0, 1.0]], [[0.0, 20.0, 0.0], [0.0, 0.0, 0.0]]


# %% exercise 6: one row of biases
def last_marked_weights():
    kernel = [[0.0, 0.0, 1.0], [-40.0, 0.0, 0.0]]
    return kernel, [[0.0, 0.0, 0.0]], [20.0, 0.0, 0.0]


# %% exercise 6: gates that do not close firmly
def last_marked_weights():
    kernel = [[0.0, 0.0, 1.0], [-10.0, 0.0, 0.0]]
    return kernel, [[0.0, 0.0, 0.0]], [[5.0, 0.0, 0.0], [0.0, 0.0, 0.0]]


# %% exercise 6: returns nothing
# says: Return three arrays
def last_marked_weights():
    kernel = [[0.0, 0.0, 1.0], [-40.0, 0.0, 0.0]]
    bias = [[20.0, 0.0, 0.0], [0.0, 0.0, 0.0]]


# %% exercise 6: halves the value
def last_marked_weights():
    return [[0, 0, 1], [-20, 0, 0]], [[0, 0, 0]], [[20, 0, 0], [0, 0, 0]]


# %% exercise 7: holds the minimum
def maximum_weights():
    return [[50.0, 0.0, 1.0]], [[-50.0, 0.0, 0.0]], [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]


# %% exercise 7: does not look at the state
def maximum_weights():
    return [[-50.0, 0.0, 1.0]], [[0.0, 0.0, 0.0]], [[225.0, 0.0, 0.0], [0.0, 0.0, 0.0]]


# %% exercise 7: compares too softly
def maximum_weights():
    return [[-1.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]], [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]


# %% exercise 7: returns two arrays
def maximum_weights():
    return [[-50.0, 0.0, 1.0]], [[50.0, 0.0, 0.0]]


# %% exercise 7: lets the candidate add the state
def maximum_weights():
    return [[-50, 0, 1]], [[50, 0, 1]], [[0, 50, 0], [0, 0, 0]]


# %% exercise 7: keeps while the input is larger
# says: Which sign
def maximum_weights():
    return [[50, 0, 1]], [[-50, 0, 0]], [[25, 0, 0], [0, 0, 0]]


# %% exercise 8: lets an open gate keep
class MinimalGatedCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = self.state_size = self.output_size = units

    def build(self, input_shape):
        width = 2 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states, training=False):
        (h,) = states
        x_f, x_g = ops.split(ops.matmul(inputs, self.kernel) + self.bias, 2, axis=-1)
        w_f, w_g = ops.split(self.recurrent_kernel, 2, axis=-1)
        f = ops.sigmoid(x_f + ops.matmul(h, w_f))
        g = ops.tanh(x_g + ops.matmul(f * h, w_g))
        h = f * h + (1 - f) * g
        return h, [h]


# %% exercise 8: resets after the product
class MinimalGatedCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = self.state_size = self.output_size = units

    def build(self, input_shape):
        width = 2 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states, training=False):
        (h,) = states
        x_f, x_g = ops.split(ops.matmul(inputs, self.kernel) + self.bias, 2, axis=-1)
        h_f, h_g = ops.split(ops.matmul(h, self.recurrent_kernel), 2, axis=-1)
        f = ops.sigmoid(x_f + h_f)
        h = (1 - f) * h + f * ops.tanh(x_g + f * h_g)
        return h, [h]


# %% exercise 8: gives back the state only
# says: Return h, [h]
class MinimalGatedCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = self.state_size = self.output_size = units

    def build(self, input_shape):
        width = 2 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states, training=False):
        (h,) = states
        x_f, x_g = ops.split(ops.matmul(inputs, self.kernel) + self.bias, 2, axis=-1)
        w_f, w_g = ops.split(self.recurrent_kernel, 2, axis=-1)
        f = ops.sigmoid(x_f + ops.matmul(h, w_f))
        return (1 - f) * h + f * ops.tanh(x_g + ops.matmul(f * h, w_g))


# %% exercise 8: takes the blocks in the order g, f
class MinimalGatedCell(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = self.state_size = self.output_size = units

    def build(self, input_shape):
        width = 2 * self.units
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], width))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, width))
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, inputs, states, training=False):
        (h,) = states
        x_g, x_f = ops.split(ops.matmul(inputs, self.kernel) + self.bias, 2, axis=-1)
        w_g, w_f = ops.split(self.recurrent_kernel, 2, axis=-1)
        f = ops.sigmoid(x_f + ops.matmul(h, w_f))
        h = (1 - f) * h + f * ops.tanh(x_g + ops.matmul(f * h, w_g))
        return h, [h]

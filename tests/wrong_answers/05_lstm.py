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


# %% exercise 2: takes the open brackets for all that were opened
# says: Unit C is not number 5
# hides: 4
does = {"A": 1, "B": 6, "C": 5, "D": 2}
forget_gate, had_to_close = 0.9, "D"


# %% exercise 2: overlooks that the line begins anew
# says: never falls
does = {"A": 1, "B": 6, "C": 4, "D": 3}
forget_gate, had_to_close = 0.9, "D"


# %% exercise 2: takes the unit that fades for a counter
# says: Unit B is not number 4
does = {"A": 1, "B": 4, "C": 6, "D": 2}
forget_gate, had_to_close = 0.9, "D"


# %% exercise 2: leaves one open
# says: does['C'] is still None
does = {"A": 1, "B": 6, "C": None, "D": 2}
forget_gate, had_to_close = 0.9, "D"


# %% exercise 2: numbers that are none of the six
# says: one number from 1 to 6
does = {"A": 1, "B": 7, "C": 4, "D": 2}
forget_gate, had_to_close = 0.9, "D"


# %% exercise 2: gives what is lost at a step
# says: Which share of the memory is left
# hides: 0.9
does = {"A": 1, "B": 6, "C": 4, "D": 2}
forget_gate, had_to_close = 0.1, "D"


# %% exercise 2: takes half of it for gone within a step
# hides: 0.9
does = {"A": 1, "B": 6, "C": 4, "D": 2}
forget_gate, had_to_close = 0.5, "D"


# %% exercise 2: takes every fall for forgetting
# says: Unit A never falls by 1
does = {"A": 1, "B": 6, "C": 4, "D": 2}
forget_gate, had_to_close = 0.9, "ABCD"


# %% exercise 2: thinks that a closing bracket must forget
# says: Unit C never falls by 1
does = {"A": 1, "B": 6, "C": 4, "D": 2}
forget_gate, had_to_close = 0.9, "CD"


# %% exercise 2: thinks that no gate had to close
# says: names no unit
# hides: D
does = {"A": 1, "B": 6, "C": 4, "D": 2}
forget_gate, had_to_close = 0.9, ""


# %% exercise 2: answers with a number of the list
# says: letters from A to D
does = {"A": 1, "B": 6, "C": 4, "D": 2}
forget_gate, had_to_close = 0.9, "2"


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


# %% exercise 6: each step forgets what came from the later one
# says: Rows of one step are right
def lstm_backward(dh, x, h, c, gates, recurrent_kernel):
    slopes = [np.zeros((x.shape[2], 16)), np.zeros((4, 16)), np.zeros(16)]
    for t in reversed(range(x.shape[1])):
        _, _, dz = step_backward(dh[:, t], 0, c[:, t], c[:, t + 1], gates[t], recurrent_kernel)
        slopes[0] += x[:, t].T @ dz
        slopes[1] += h[:, t].T @ dz
        slopes[2] += dz.sum(axis=0)
    return slopes


# %% exercise 6: lets nothing come back along the memory
# says: Rows of one step are right
def lstm_backward(dh, x, h, c, gates, recurrent_kernel):
    slopes = [np.zeros((x.shape[2], 16)), np.zeros((4, 16)), np.zeros(16)]
    back = 0
    for t in reversed(range(x.shape[1])):
        back, _, dz = step_backward(
            dh[:, t] + back, 0, c[:, t], c[:, t + 1], gates[t], recurrent_kernel
        )
        slopes[0] += x[:, t].T @ dz
        slopes[1] += h[:, t].T @ dz
        slopes[2] += dz.sum(axis=0)
    return slopes


# %% exercise 6: asks for the loss of the last step only
# says: Rows of one step are right
def lstm_backward(dh, x, h, c, gates, recurrent_kernel):
    slopes = [np.zeros((x.shape[2], 16)), np.zeros((4, 16)), np.zeros(16)]
    back, back_c = dh[:, -1], 0
    for t in reversed(range(x.shape[1])):
        back, back_c, dz = step_backward(
            back, back_c, c[:, t], c[:, t + 1], gates[t], recurrent_kernel
        )
        slopes[0] += x[:, t].T @ dz
        slopes[1] += h[:, t].T @ dz
        slopes[2] += dz.sum(axis=0)
    return slopes


# %% exercise 6: keeps the slopes of the first step only
# says: what adds up
def lstm_backward(dh, x, h, c, gates, recurrent_kernel):
    back = back_c = 0
    for t in reversed(range(x.shape[1])):
        back, back_c, dz = step_backward(
            dh[:, t] + back, back_c, c[:, t], c[:, t + 1], gates[t], recurrent_kernel
        )
        d_kernel, d_recurrent, d_bias = x[:, t].T @ dz, h[:, t].T @ dz, dz.sum(axis=0)
    return d_kernel, d_recurrent, d_bias


# %% exercise 6: multiplies with the new h in place of the old one
# says: The gradient of the recurrent kernel
def lstm_backward(dh, x, h, c, gates, recurrent_kernel):
    slopes = [np.zeros((x.shape[2], 16)), np.zeros((4, 16)), np.zeros(16)]
    back = back_c = 0
    for t in reversed(range(x.shape[1])):
        back, back_c, dz = step_backward(
            dh[:, t] + back, back_c, c[:, t], c[:, t + 1], gates[t], recurrent_kernel
        )
        slopes[0] += x[:, t].T @ dz
        slopes[1] += h[:, t + 1].T @ dz
        slopes[2] += dz.sum(axis=0)
    return slopes


# %% exercise 6: goes forwards
# says: Rows of one step are right
def lstm_backward(dh, x, h, c, gates, recurrent_kernel):
    slopes = [np.zeros((x.shape[2], 16)), np.zeros((4, 16)), np.zeros(16)]
    back = back_c = 0
    for t in range(x.shape[1]):
        back, back_c, dz = step_backward(
            dh[:, t] + back, back_c, c[:, t], c[:, t + 1], gates[t], recurrent_kernel
        )
        slopes[0] += x[:, t].T @ dz
        slopes[1] += h[:, t].T @ dz
        slopes[2] += dz.sum(axis=0)
    return slopes


# %% exercise 6: averages over the batch
# says: look at the products with dz
def lstm_backward(dh, x, h, c, gates, recurrent_kernel):
    slopes = [np.zeros((x.shape[2], 16)), np.zeros((4, 16)), np.zeros(16)]
    back = back_c = 0
    for t in reversed(range(x.shape[1])):
        back, back_c, dz = step_backward(
            dh[:, t] + back, back_c, c[:, t], c[:, t + 1], gates[t], recurrent_kernel
        )
        slopes[0] += x[:, t].T @ dz / len(x)
        slopes[1] += h[:, t].T @ dz / len(x)
        slopes[2] += dz.sum(axis=0) / len(x)
    return slopes


# %% exercise 6: adds what comes back into the array that it is given
# says: You changed dh itself
def lstm_backward(dh, x, h, c, gates, recurrent_kernel):
    slopes = [np.zeros((x.shape[2], 16)), np.zeros((4, 16)), np.zeros(16)]
    back_c = 0
    for t in reversed(range(x.shape[1])):
        back, back_c, dz = step_backward(
            dh[:, t], back_c, c[:, t], c[:, t + 1], gates[t], recurrent_kernel
        )
        dh[:, t - 1] += back
        slopes[0] += x[:, t].T @ dz
        slopes[1] += h[:, t].T @ dz
        slopes[2] += dz.sum(axis=0)
    return slopes


# %% exercise 6: sums the bias over the wrong axis
# says: the slope of the bias should have the shape
def lstm_backward(dh, x, h, c, gates, recurrent_kernel):
    return np.zeros((3, 16)), np.zeros((4, 16)), np.zeros(len(x))


# %% exercise 6: forgets the bias
# says: Return three arrays
def lstm_backward(dh, x, h, c, gates, recurrent_kernel):
    return np.zeros((3, 16)), np.zeros((4, 16))


# %% exercise 7: mends nothing
# says: fault in the answers
# hides: roll
def lights(n, seed):
    rng = np.random.default_rng(seed)
    light = rng.integers(1, 4, (n, STEPS)) * (rng.random((n, STEPS)) < 0.1)
    last = np.zeros((n, STEPS + 1), int)
    for t in range(STEPS):
        last[:, t + 1] = np.where(light[:, t] > 0, light[:, t], last[:, t])
    return np.eye(4)[light], np.roll(last, -2, axis=1)[:, :STEPS]


def network(units):
    lstm = keras.layers.LSTM(units)
    after = [keras.layers.RepeatVector(STEPS), keras.layers.Dense(4)]
    model = keras.Sequential([keras.Input((STEPS, 4)), lstm, *after])
    kernel, recurrent_kernel, bias = lstm.get_weights()
    bias[:] = 0.0
    bias[2 * units : 3 * units] = 4.0
    lstm.set_weights([kernel, recurrent_kernel, bias])
    model.compile(
        optimizer=keras.optimizers.Adam(0.02, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False),
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


# %% exercise 7: leaves the answers one step ahead
# says: fault in the answers
def lights(n, seed):
    rng = np.random.default_rng(seed)
    light = rng.integers(1, 4, (n, STEPS)) * (rng.random((n, STEPS)) < 0.1)
    last = np.zeros((n, STEPS + 1), int)
    for t in range(STEPS):
        last[:, t + 1] = np.where(light[:, t] > 0, light[:, t], last[:, t])
    return np.eye(4)[light], np.roll(last, -2, axis=1)[:, :STEPS]


def network(units):
    lstm = keras.layers.LSTM(units, return_sequences=True)
    after = [keras.layers.Dense(4)]
    model = keras.Sequential([keras.Input((STEPS, 4)), lstm, *after])
    kernel, recurrent_kernel, bias = lstm.get_weights()
    bias[:] = 0.0
    bias[units : 2 * units] = 4.0
    lstm.set_weights([kernel, recurrent_kernel, bias])
    model.compile(
        optimizer=keras.optimizers.Adam(0.02, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


# %% exercise 7: turns the answers too far, one step late
# says: fault in the answers
def lights(n, seed):
    rng = np.random.default_rng(seed)
    light = rng.integers(1, 4, (n, STEPS)) * (rng.random((n, STEPS)) < 0.1)
    last = np.zeros((n, STEPS + 1), int)
    for t in range(STEPS):
        last[:, t + 1] = np.where(light[:, t] > 0, light[:, t], last[:, t])
    return np.eye(4)[light], last[:, :-1]


def network(units):
    lstm = keras.layers.LSTM(units, return_sequences=True)
    after = [keras.layers.Dense(4)]
    model = keras.Sequential([keras.Input((STEPS, 4)), lstm, *after])
    kernel, recurrent_kernel, bias = lstm.get_weights()
    bias[:] = 0.0
    bias[units : 2 * units] = 4.0
    lstm.set_weights([kernel, recurrent_kernel, bias])
    model.compile(
        optimizer=keras.optimizers.Adam(0.02, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


# %% exercise 7: leaves the last output repeated
# says: fault in the order of reading
# hides: return_sequences
def lights(n, seed):
    rng = np.random.default_rng(seed)
    light = rng.integers(1, 4, (n, STEPS)) * (rng.random((n, STEPS)) < 0.1)
    last = np.zeros((n, STEPS + 1), int)
    for t in range(STEPS):
        last[:, t + 1] = np.where(light[:, t] > 0, light[:, t], last[:, t])
    return np.eye(4)[light], last[:, 1:]


def network(units):
    lstm = keras.layers.LSTM(units)
    after = [keras.layers.RepeatVector(STEPS), keras.layers.Dense(4)]
    model = keras.Sequential([keras.Input((STEPS, 4)), lstm, *after])
    kernel, recurrent_kernel, bias = lstm.get_weights()
    bias[:] = 0.0
    bias[units : 2 * units] = 4.0
    lstm.set_weights([kernel, recurrent_kernel, bias])
    model.compile(
        optimizer=keras.optimizers.Adam(0.02, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


# %% exercise 7: takes the RepeatVector away and nothing else
# says: what the network gives for 200 rows should have the shape
def lights(n, seed):
    rng = np.random.default_rng(seed)
    light = rng.integers(1, 4, (n, STEPS)) * (rng.random((n, STEPS)) < 0.1)
    last = np.zeros((n, STEPS + 1), int)
    for t in range(STEPS):
        last[:, t + 1] = np.where(light[:, t] > 0, light[:, t], last[:, t])
    return np.eye(4)[light], last[:, 1:]


def network(units):
    lstm = keras.layers.LSTM(units)
    after = [keras.layers.Dense(4)]
    model = keras.Sequential([keras.Input((STEPS, 4)), lstm, *after])
    kernel, recurrent_kernel, bias = lstm.get_weights()
    bias[:] = 0.0
    bias[units : 2 * units] = 4.0
    lstm.set_weights([kernel, recurrent_kernel, bias])
    model.compile(
        optimizer=keras.optimizers.Adam(0.02, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


# %% exercise 7: leaves the bias where it was
# says: fault in the fresh memory
# hides: units
def lights(n, seed):
    rng = np.random.default_rng(seed)
    light = rng.integers(1, 4, (n, STEPS)) * (rng.random((n, STEPS)) < 0.1)
    last = np.zeros((n, STEPS + 1), int)
    for t in range(STEPS):
        last[:, t + 1] = np.where(light[:, t] > 0, light[:, t], last[:, t])
    return np.eye(4)[light], last[:, 1:]


def network(units):
    lstm = keras.layers.LSTM(units, return_sequences=True)
    after = [keras.layers.Dense(4)]
    model = keras.Sequential([keras.Input((STEPS, 4)), lstm, *after])
    kernel, recurrent_kernel, bias = lstm.get_weights()
    bias[:] = 0.0
    bias[2 * units : 3 * units] = 4.0
    lstm.set_weights([kernel, recurrent_kernel, bias])
    model.compile(
        optimizer=keras.optimizers.Adam(0.02, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


# %% exercise 7: raises the input gate
# says: fault in the fresh memory
def lights(n, seed):
    rng = np.random.default_rng(seed)
    light = rng.integers(1, 4, (n, STEPS)) * (rng.random((n, STEPS)) < 0.1)
    last = np.zeros((n, STEPS + 1), int)
    for t in range(STEPS):
        last[:, t + 1] = np.where(light[:, t] > 0, light[:, t], last[:, t])
    return np.eye(4)[light], last[:, 1:]


def network(units):
    lstm = keras.layers.LSTM(units, return_sequences=True)
    after = [keras.layers.Dense(4)]
    model = keras.Sequential([keras.Input((STEPS, 4)), lstm, *after])
    kernel, recurrent_kernel, bias = lstm.get_weights()
    bias[:] = 0.0
    bias[:units] = 4.0
    lstm.set_weights([kernel, recurrent_kernel, bias])
    model.compile(
        optimizer=keras.optimizers.Adam(0.02, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


# %% exercise 7: raises every block
# says: fault in the fresh bias
def lights(n, seed):
    rng = np.random.default_rng(seed)
    light = rng.integers(1, 4, (n, STEPS)) * (rng.random((n, STEPS)) < 0.1)
    last = np.zeros((n, STEPS + 1), int)
    for t in range(STEPS):
        last[:, t + 1] = np.where(light[:, t] > 0, light[:, t], last[:, t])
    return np.eye(4)[light], last[:, 1:]


def network(units):
    lstm = keras.layers.LSTM(units, return_sequences=True)
    after = [keras.layers.Dense(4)]
    model = keras.Sequential([keras.Input((STEPS, 4)), lstm, *after])
    kernel, recurrent_kernel, bias = lstm.get_weights()
    bias[:] = 0.0
    bias[:] = 4.0
    lstm.set_weights([kernel, recurrent_kernel, bias])
    model.compile(
        optimizer=keras.optimizers.Adam(0.02, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


# %% exercise 7: takes no softmax at all
# says: fault in the loss
# hides: logits
def lights(n, seed):
    rng = np.random.default_rng(seed)
    light = rng.integers(1, 4, (n, STEPS)) * (rng.random((n, STEPS)) < 0.1)
    last = np.zeros((n, STEPS + 1), int)
    for t in range(STEPS):
        last[:, t + 1] = np.where(light[:, t] > 0, light[:, t], last[:, t])
    return np.eye(4)[light], last[:, 1:]


def network(units):
    lstm = keras.layers.LSTM(units, return_sequences=True)
    after = [keras.layers.Dense(4)]
    model = keras.Sequential([keras.Input((STEPS, 4)), lstm, *after])
    kernel, recurrent_kernel, bias = lstm.get_weights()
    bias[:] = 0.0
    bias[units : 2 * units] = 4.0
    lstm.set_weights([kernel, recurrent_kernel, bias])
    model.compile(
        optimizer=keras.optimizers.Adam(0.02, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False),
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


# %% exercise 7: takes the softmax twice
# says: fault in the loss
def lights(n, seed):
    rng = np.random.default_rng(seed)
    light = rng.integers(1, 4, (n, STEPS)) * (rng.random((n, STEPS)) < 0.1)
    last = np.zeros((n, STEPS + 1), int)
    for t in range(STEPS):
        last[:, t + 1] = np.where(light[:, t] > 0, light[:, t], last[:, t])
    return np.eye(4)[light], last[:, 1:]


def network(units):
    lstm = keras.layers.LSTM(units, return_sequences=True)
    after = [keras.layers.Dense(4), keras.layers.Softmax(), keras.layers.Softmax()]
    model = keras.Sequential([keras.Input((STEPS, 4)), lstm, *after])
    kernel, recurrent_kernel, bias = lstm.get_weights()
    bias[:] = 0.0
    bias[units : 2 * units] = 4.0
    lstm.set_weights([kernel, recurrent_kernel, bias])
    model.compile(
        optimizer=keras.optimizers.Adam(0.02, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False),
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


# %% exercise 7: mends all four and slows the training down
def lights(n, seed):
    rng = np.random.default_rng(seed)
    light = rng.integers(1, 4, (n, STEPS)) * (rng.random((n, STEPS)) < 0.1)
    last = np.zeros((n, STEPS + 1), int)
    for t in range(STEPS):
        last[:, t + 1] = np.where(light[:, t] > 0, light[:, t], last[:, t])
    return np.eye(4)[light], last[:, 1:]


def network(units):
    lstm = keras.layers.LSTM(units, return_sequences=True)
    after = [keras.layers.Dense(4)]
    model = keras.Sequential([keras.Input((STEPS, 4)), lstm, *after])
    kernel, recurrent_kernel, bias = lstm.get_weights()
    bias[:] = 0.0
    bias[units : 2 * units] = 4.0
    lstm.set_weights([kernel, recurrent_kernel, bias])
    model.compile(
        optimizer=keras.optimizers.Adam(0.00002, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


# %% exercise 8: no memory
# says: how often each answer occurs
def string_network():
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(keras.layers.Embedding(128, 16))
    model.add(keras.layers.Dense(64, activation="relu"))
    model.add(keras.layers.Dense(4))
    model.compile(
        optimizer=keras.optimizers.Adam(0.01, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        steps_per_execution=16,
    )
    return model


# %% exercise 8: a simple RNN of as many weights
# says: must be kept
def string_network():
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(keras.layers.Embedding(128, 16))
    model.add(keras.layers.SimpleRNN(70, return_sequences=True))
    model.add(keras.layers.Dense(4))
    model.compile(
        optimizer=keras.optimizers.Adam(0.003, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        steps_per_execution=16,
    )
    return model


# %% exercise 8: reads from both sides
# says: An editor does not know yet
def string_network():
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(keras.layers.Embedding(128, 16))
    model.add(keras.layers.Bidirectional(keras.layers.LSTM(16, return_sequences=True)))
    model.add(keras.layers.Dense(4))
    model.compile(
        optimizer=keras.optimizers.Adam(0.01, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        steps_per_execution=16,
    )
    return model


# %% exercise 8: answers once
# says: four numbers for each of the 160 characters
def string_network():
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(keras.layers.Embedding(128, 16))
    model.add(keras.layers.LSTM(32))
    model.add(keras.layers.Dense(4))
    model.compile(
        optimizer=keras.optimizers.Adam(0.01, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        steps_per_execution=16,
    )
    return model


# %% exercise 8: more weights than allowed
# says: 9,000 are allowed
def string_network():
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(keras.layers.Embedding(128, 16))
    model.add(keras.layers.LSTM(64, return_sequences=True))
    model.add(keras.layers.Dense(4))
    model.compile(
        optimizer=keras.optimizers.Adam(0.01, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        steps_per_execution=16,
    )
    return model


# %% exercise 8: does not compile it
# says: The model is not compiled
def string_network():
    model = keras.Sequential([keras.Input((None,), dtype="int32")])
    model.add(keras.layers.Embedding(128, 16))
    model.add(keras.layers.LSTM(32, return_sequences=True))
    model.add(keras.layers.Dense(4))
    return model


# %% exercise 8: forgets to return
# says: should return a Keras model
def string_network():
    keras.Sequential([keras.Input((None,)), keras.layers.Embedding(128, 16)])


# %% exercise 9: takes a weight set by hand for one that was learned
# says: Had that network been trained
refutes = "ab"


# %% exercise 9: lets the near characters decide
# says: The sentence survives c
# hides: g
refutes = "bc"


# %% exercise 9: takes another distance
# says: How far are these characters
refutes = "bdg"


# %% exercise 9: compares a tuned network with one that is not
# says: whoever chose it
refutes = "beg"


# %% exercise 9: gives one side more time
# says: as many updates
refutes = "bfg"


# %% exercise 9: takes novels for code
# says: Is a novel
refutes = ["b", "g", "h"]


# %% exercise 9: thinks that equality is no refutation
# says: one at least is missing
refutes = "b"


# %% exercise 9: thinks that nothing can refute it
# says: one at least is missing
refutes = ""


# %% exercise 9: a word
# says: letters from a to h
refutes = "none"

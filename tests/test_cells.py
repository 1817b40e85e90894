"""One step of each cell: by hand, Jordan's network against a loop, dropout, options, bad input."""

import re

from backends import B, F, T, U, built, mask_named, numpy, random_arrays
from rnn_utils import cells

import keras
import numpy as np
import pytest
from keras import ops

CELLS = {
    "SimpleRNNCell": (cells.SimpleRNNCell, {}, keras.layers.SimpleRNNCell),
    "JordanCell": (cells.JordanCell, {"output_units": 4}, None),
    "LSTMCell": (cells.LSTMCell, {}, keras.layers.LSTMCell),
    "PeepholeLSTMCell": (cells.PeepholeLSTMCell, {}, None),
    "GRUCell": (cells.GRUCell, {}, keras.layers.GRUCell),
    "GRUCell-reset-before": (cells.GRUCell, {"reset_after": False}, keras.layers.GRUCell),
}


def make(name, units=U, /, **options):
    cell, own, _ = CELLS[name]
    return cell(units, **own, **options)


def step_problem(cell):
    """A built cell's input (B, F) and the list of its states, none of them zero."""
    x, *states = random_arrays([(B, F), *(tuple(s.shape) for s in cell.get_initial_state(B))])
    return x, states


@pytest.mark.parametrize("name", [name for name, (_, _, theirs) in CELLS.items() if theirs])
def test_one_step_equals_keras(name):
    _, options, theirs = CELLS[name]
    ours, theirs = make(name, dtype="float64"), theirs(U, **options, dtype="float64")
    x, states = step_problem(ours)
    weights = None
    results = []
    for cell in (ours, theirs):
        cell.build((B, F))
        weights = weights or random_arrays([w.shape for w in cell.get_weights()])
        cell.set_weights(weights)
        output, new_states = cell(
            ops.convert_to_tensor(x), [ops.convert_to_tensor(s) for s in states]
        )
        results.append([numpy(output), *map(numpy, new_states)])
    for a, b in zip(*results, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", CELLS)
def test_zero_initial_states_have_the_right_shape(name):
    cell = make(name)
    width = 4 if name == "JordanCell" else U
    n_states = 2 if "LSTM" in name else 1
    states = cell.get_initial_state(batch_size=B)
    assert [tuple(s.shape) for s in states] == [(B, width)] * n_states
    assert cell.output_size == width
    assert not any(numpy(s).any() for s in states)


def test_jordan_cell_by_hand():
    """One feature, one hidden unit, one output, all linear: y = 3 (2x + 5 y_before + 1) + 7."""
    cell = cells.JordanCell(1, 1, activation="linear")
    layer = keras.layers.RNN(cell, return_sequences=True)
    layer.build((1, 3, 1))
    layer.set_weights(
        [np.full(w.shape, v) for w, v in zip(cell.weights, [2, 5, 1, 3, 7], strict=True)]
    )
    x = np.array([1.0, 0.0, -1.0]).reshape(1, 3, 1)
    # 3·(2·1 + 5·0 + 1) + 7 = 16; 3·(0 + 5·16 + 1) + 7 = 250; 3·(−2 + 5·250 + 1) + 7 = 3754
    np.testing.assert_allclose(numpy(layer(x)).ravel(), [16, 250, 3754])


@pytest.mark.parametrize("mask", ["none", "gaps", "left"])
def test_jordan_network_equals_a_loop(mask):
    cell = cells.JordanCell(U, 4, output_activation="sigmoid", dtype="float64")
    layer = built(keras.layers.RNN(cell, return_sequences=True, return_state=True, dtype="float64"))
    kernel, recurrent_kernel, bias, output_kernel, output_bias = layer.get_weights()
    x, y = random_arrays([(B, T, F), (B, 4)], seed=10)
    keep = np.ones((B, T), bool) if mask == "none" else mask_named(mask)

    outputs, last = layer(x, initial_state=[y], mask=mask_named(mask))
    shown = np.zeros((B, 4))
    for t in range(T):
        h = np.tanh(x[:, t] @ kernel + y @ recurrent_kernel + bias)
        new = 1 / (1 + np.exp(-(h @ output_kernel + output_bias)))
        y = np.where(keep[:, t, None], new, y)
        shown = np.where(keep[:, t, None], new, shown)
        np.testing.assert_allclose(numpy(outputs)[:, t], shown, rtol=0, atol=1e-12)
    np.testing.assert_allclose(numpy(last), y, rtol=0, atol=1e-12)


def test_initial_bias_of_the_forget_gate():
    theirs = keras.layers.LSTMCell(3)
    theirs.build((None, F))
    for cell in (cells.LSTMCell(3), cells.PeepholeLSTMCell(3)):
        cell.build((None, F))
        np.testing.assert_array_equal(numpy(cell.bias), numpy(theirs.bias))
    cell = cells.LSTMCell(2, forget_bias=-2.5, bias_initializer="ones")
    cell.build((None, F))
    np.testing.assert_array_equal(numpy(cell.bias), [1, 1, -1.5, -1.5, 1, 1, 1, 1])


@pytest.mark.parametrize("name", CELLS)
def test_initialisers_are_used(name):
    cell = make(
        name, kernel_initializer="ones", recurrent_initializer="zeros", bias_initializer="ones"
    )
    cell.build((None, F))
    assert numpy(cell.kernel).all()
    assert not numpy(cell.recurrent_kernel).any()
    assert numpy(cell.bias).all()


# Dropout, around the equation.


@pytest.mark.parametrize("name", CELLS)
def test_dropout_hides_inputs_and_states_from_the_weights(name):
    """A step in training is a step without dropout on what the masks leave over."""
    cell = make(name, dropout=0.5, recurrent_dropout=0.5, seed=3)
    x, states = step_problem(cell)
    x, *states = [ops.convert_to_tensor(a, dtype="float32") for a in (x, *states)]
    cell.build((B, F))
    cell.set_weights(random_arrays([w.shape for w in cell.get_weights()]))
    output, _ = cell(x, states, training=True)
    seen_x = x * cell.get_dropout_mask(x)
    seen_h = states[0] * cell.get_recurrent_dropout_mask(states[0])
    if name.startswith("GRU"):  # the old state that is mixed in is whole
        want = gru_step(cell, seen_x, seen_h, states[0])
    else:
        want, _ = cell(seen_x, [seen_h, *states[1:]])
    np.testing.assert_allclose(numpy(output), numpy(want), atol=1e-6)
    plain, _ = cell(x, states)
    assert np.abs(numpy(plain) - numpy(output)).max() > 0.01


def gru_step(cell, x, seen, h):
    """A GRU whose weights see another state than the one that is mixed in."""
    x, seen, h = map(numpy, (x, seen, h))
    kernel, recurrent_kernel, bias = cell.get_weights()
    b_x, b_h = bias if cell.reset_after else (bias, 0 * bias)
    x_z, x_r, x_g = np.split(x @ kernel + b_x, 3, axis=-1)
    h_z, h_r, h_g = np.split(seen @ recurrent_kernel + b_h, 3, axis=-1)
    z, r = 1 / (1 + np.exp(-(x_z + h_z))), 1 / (1 + np.exp(-(x_r + h_r)))
    if not cell.reset_after:
        h_g = (r * seen) @ recurrent_kernel[:, 2 * cell.units :]
    g = np.tanh(x_g + (r * h_g if cell.reset_after else h_g))
    return z * h + (1 - z) * g


@pytest.mark.parametrize("reset_after", [True, False])
def test_recurrent_dropout_leaves_a_gru_its_memory(reset_after):
    """With the update gate at 1 the state is kept for ever, whatever the mask."""
    layer = keras.layers.RNN(cells.GRUCell(6, reset_after=reset_after, recurrent_dropout=0.5))
    layer.build((2, 40, 3))
    weights = [0 * w for w in layer.get_weights()]
    weights[2].reshape(-1)[:6] = 100.0
    layer.set_weights(weights)
    out = layer(np.zeros((2, 40, 3)), initial_state=[np.ones((2, 6))], training=True)
    np.testing.assert_array_equal(numpy(out), np.ones((2, 6)))


def test_dropout_keeps_the_expected_value():
    cell = cells.SimpleRNNCell(2, activation="linear", dropout=0.3, recurrent_dropout=0.6, seed=1)
    layer = keras.layers.RNN(cell)
    layer.build((None, 1, 3))
    weights = random_arrays([w.shape for w in layer.get_weights()])
    layer.set_weights(weights)
    n = 20_000
    x, h = np.array([1.0, -2.0, 3.0]), np.array([0.5, 2.0])
    out = layer(np.tile(x, (n, 1, 1)), initial_state=[np.tile(h, (n, 1))], training=True)
    want = x @ weights[0] + h @ weights[1] + weights[2]
    np.testing.assert_allclose(numpy(out).mean(0), want, atol=0.06)
    assert numpy(out).std() > 0.5


@pytest.mark.parametrize("rate", ["dropout", "recurrent_dropout"])
@pytest.mark.parametrize("name", CELLS)
def test_no_dropout_at_inference(name, rate):
    x, *_ = random_arrays([(B, T, F)])
    layer = built(keras.layers.RNN(make(name, **{rate: 0.5})))
    plain = built(keras.layers.RNN(make(name)))
    for options in ({}, {"training": False}):
        np.testing.assert_array_equal(numpy(layer(x, **options)), numpy(plain(x)))
    assert np.abs(numpy(layer(x, training=True)) - numpy(plain(x))).max() > 1e-3


# What a cell remembers of itself.

OPTIONS = {
    "activation": "softsign",
    "kernel_initializer": {"class_name": "RandomNormal", "config": {"stddev": 0.3}},
    "recurrent_initializer": "glorot_normal",
    "bias_initializer": "ones",
    "dropout": 0.1,
    "recurrent_dropout": 0.2,
    "seed": 5,
    "name": "renamed",
    "dtype": "float64",
    "trainable": False,
}
OWN_OPTIONS = {
    "JordanCell": {"output_activation": "sigmoid"},
    "LSTMCell": {"recurrent_activation": "hard_sigmoid", "forget_bias": 0.25},
    "PeepholeLSTMCell": {"recurrent_activation": "hard_sigmoid", "forget_bias": 0.25},
    "GRUCell": {"recurrent_activation": "hard_sigmoid"},
    "GRUCell-reset-before": {"recurrent_activation": "hard_sigmoid"},
}


@pytest.mark.parametrize("name", CELLS)
def test_config_round_trip(name):
    cell = make(name, **OPTIONS, **OWN_OPTIONS.get(name, {}))
    config = cell.get_config()
    default = make(name).get_config()
    assert set(config) >= set(OPTIONS) | set(OWN_OPTIONS.get(name, {}))
    same = {key for key in config if config[key] == default[key]}
    assert same <= {"units", "output_units", "reset_after"}  # nothing else was left at its default
    assert type(cell).from_config(config).get_config() == config
    through_text = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(cell))
    assert type(through_text) is type(cell)
    assert through_text.get_config() == config


# Bad input.


@pytest.mark.parametrize("units", [0, -3, True, False, np.True_, 2.0, None, "8", [4]])
@pytest.mark.parametrize("name", CELLS)
def test_units_must_be_a_positive_integer(name, units):
    message = re.escape(f"units must be a positive integer. Received {units!r}. Try 32.")
    with pytest.raises(ValueError, match=message):
        make(name, units)


def test_units_may_be_a_numpy_integer():
    assert cells.LSTMCell(np.int64(3)).get_config()["units"] == 3


def test_output_units_must_be_a_positive_integer():
    with pytest.raises(ValueError, match=r"output_units must be a positive integer. Received -1"):
        cells.JordanCell(3, -1)


@pytest.mark.parametrize("value", [1.0, -0.1, 2, float("nan"), True, "0.2", None])
@pytest.mark.parametrize("rate", ["dropout", "recurrent_dropout"])
def test_rates_must_lie_in_their_range(rate, value):
    message = re.escape(f"{rate} must lie in [0, 1). Received {value!r}. 0.2 drops a fifth")
    with pytest.raises(ValueError, match=message):
        cells.GRUCell(3, **{rate: value})


@pytest.mark.parametrize(
    ("cell", "option"),
    [
        (cells.SimpleRNNCell, "activation"),
        (cells.LSTMCell, "recurrent_activation"),
        (cells.GRUCell, "recurrent_activation"),
    ],
)
@pytest.mark.parametrize("value", ["tanhh", 3])
def test_unknown_activation(cell, option, value):
    message = rf"^{option} must be a function or the name.*Received {value!r}\. Try \"tanh\""
    with pytest.raises(ValueError, match=message):
        cell(3, **{option: value})


def test_unknown_output_activation_and_initialiser():
    with pytest.raises(ValueError, match=r"^output_activation must be .* Received 'soft'"):
        cells.JordanCell(3, 2, output_activation="soft")
    with pytest.raises(ValueError, match="glorott"):
        cells.SimpleRNNCell(3, kernel_initializer="glorott")

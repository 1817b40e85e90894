"""The time-delay network and NARX: against NumPy loops, and all that Keras expects of a layer."""

import re

from backends import MASKS, B, F, T, U, built, mask_named, numpy, random_arrays
from rnn_utils import layers
from rnn_utils.cells import JordanCell

import keras
import numpy as np
import pytest

Y = 4  # the width of NARX's output

DELAYS = [0, 1, 3, T + 2]
NARX_DELAYS = [(0, 1), (0, 2), (2, 1), (3, 2), (1, T + 2)]
MAKE = {
    "TimeDelay": lambda **options: layers.TimeDelay(U, delays=2, **options),
    "NARX": lambda **options: layers.NARX(
        U, Y, input_delays=2, output_delays=3, return_sequences=True, **options
    ),
}
every_layer = pytest.mark.parametrize("name", MAKE)
every_mask = pytest.mark.parametrize("mask", MASKS)


def inputs(shape=(B, T, F), seed=21):
    (x,) = random_arrays([shape], seed, scale=1.0)
    return x.astype("float32")


def assert_close(got, want, tolerance=1e-5):
    np.testing.assert_allclose(numpy(got), numpy(want), rtol=0, atol=tolerance)


def time_delay_loop(x, kernel, bias, mask=None):
    """Step by step and delay by delay; the kernel has the oldest step first."""
    real = np.ones(x.shape[:2], bool) if mask is None else mask
    delays = len(kernel) - 1
    outputs = np.zeros((*x.shape[:2], len(bias)))
    for b, t in np.ndindex(x.shape[:2]):
        z = bias.astype(float)
        for d in range(min(delays, t) + 1):
            if real[b, t - d]:
                z = z + x[b, t - d] @ kernel[delays - d]
        outputs[b, t] = np.tanh(z) if real[b, t] else 0.0
    return outputs


def narx_loop(x, weights, input_delays, output_delays, mask=None):
    """One sequence at a time; a masked step is left out, and shows the output before it."""
    kernel, recurrent_kernel, bias, output_kernel, output_bias = map(np.float64, weights)
    real = np.ones(x.shape[:2], bool) if mask is None else mask
    features, width = x.shape[-1], len(output_bias)
    outputs = np.zeros((*x.shape[:2], width))
    for b in range(len(x)):
        xs, ys = [], []
        for t in range(x.shape[1]):
            if real[b, t]:
                xs.append(x[b, t])
                z = bias.copy()
                for d in range(min(input_delays, len(xs) - 1) + 1):
                    z += xs[-1 - d] @ kernel[d * features : (d + 1) * features]
                for d in range(1, min(output_delays, len(ys)) + 1):
                    z += ys[-d] @ recurrent_kernel[(d - 1) * width : d * width]
                ys.append(np.tanh(z) @ output_kernel + output_bias)
            outputs[b, t] = ys[-1] if ys else 0.0
    return outputs


# Against the loops.


@every_mask
@pytest.mark.parametrize("delays", DELAYS)
def test_time_delay_is_the_loop(delays, mask):
    layer, x, mask = built(layers.TimeDelay(U, delays)), inputs(), mask_named(mask)
    assert_close(layer(x, mask=mask), time_delay_loop(x, *layer.get_weights(), mask=mask))


@every_mask
@pytest.mark.parametrize(("input_delays", "output_delays"), NARX_DELAYS)
def test_narx_is_the_loop(input_delays, output_delays, mask):
    delays = input_delays, output_delays
    layer = built(layers.NARX(U, Y, *delays, return_sequences=True))
    x, mask = inputs(), mask_named(mask)
    assert_close(layer(x, mask=mask), narx_loop(x, layer.get_weights(), *delays, mask=mask))


@pytest.mark.parametrize("delays", DELAYS)
def test_time_delay_has_the_weights_of_a_causal_convolution(delays):
    ours = built(layers.TimeDelay(U, delays))
    theirs = keras.layers.Conv1D(U, delays + 1, padding="causal", activation="tanh")
    theirs.build((B, T, F))
    theirs.set_weights(ours.get_weights())
    assert_close(ours(inputs()), theirs(inputs()))


def test_narx_without_further_delays_is_a_jordan_network():
    ours = built(layers.NARX(U, Y, output_activation="sigmoid", return_sequences=True))
    cell = JordanCell(U, output_units=Y, output_activation="sigmoid")
    theirs = keras.layers.RNN(cell, return_sequences=True)
    theirs.build((B, T, F))
    theirs.set_weights(ours.get_weights())
    assert_close(ours(inputs()), theirs(inputs()))


# What a step may depend on.


@every_layer
def test_nothing_depends_on_later_steps(name):
    layer, x = built(MAKE[name]()), inputs()
    changed = x.copy()
    changed[:, 4:] += 1.0
    before, after = numpy(layer(x)), numpy(layer(changed))
    assert_close(after[:, :4], before[:, :4], 1e-6)
    assert np.abs(after[:, 4] - before[:, 4]).max() > 0.01


def test_a_window_forgets_and_a_loop_does_not():
    x, changed = inputs(), inputs()
    changed[:, 0] += 1.0
    window, loop = (built(MAKE[name]()) for name in MAKE)
    assert_close(window(changed)[:, 3:], window(x)[:, 3:], 1e-6)  # 2 delays
    assert np.abs(numpy(window(changed) - window(x)))[:, 2].max() > 0.01
    assert np.abs(numpy(loop(changed) - loop(x)))[:, -1].max() > 1e-4


@every_layer
def test_padding_on_the_right_changes_nothing(name):
    layer, x = built(MAKE[name]()), inputs()
    padded = np.concatenate([x, inputs((B, 5, F), seed=3)], axis=1)
    mask = np.arange(T + 5) < T
    got = layer(padded, mask=np.tile(mask, (B, 1)))
    assert_close(got[:, :T], layer(x), 1e-6)
    assert_close(layer(x, mask=np.ones((B, T), bool)), layer(x), 1e-6)


def test_time_delay_keeps_nan_behind_the_mask():
    layer, x, mask = built(layers.TimeDelay(U, 2)), inputs(), mask_named("gaps")
    want = layer(x, mask=mask)
    x[~mask] = np.nan
    assert_close(layer(x, mask=mask), want)


@every_layer
def test_masks_from_an_embedding_reach_the_layer_and_the_next(name):
    ids = np.array([[3, 1, 2, 0, 0], [1, 0, 0, 0, 0], [2, 3, 1, 1, 2]])
    embedding = keras.layers.Embedding(4, F, mask_zero=True)
    layer = built(MAKE[name]())
    embedded = embedding(ids)
    assert_close(layer(embedded), layer(numpy(embedded), mask=ids != 0))
    np.testing.assert_array_equal(layer.compute_mask(embedded, ids != 0), ids != 0)


# As a Keras layer.


@every_layer
def test_lengths_need_not_be_known(name):
    layer = MAKE[name]()
    sequences = keras.Input((None, F))
    model = keras.Model(sequences, layer(sequences))
    assert model.output_shape == (None, None, Y if name == "NARX" else U)
    for length in (1, 2, 9):
        x = inputs((B, length, F))
        assert_close(model(x), layer(x), 1e-6)


@every_layer
def test_saved_and_loaded_it_predicts_the_same(name, tmp_path):
    sequences = keras.Input((None, F))
    model = keras.Model(sequences, MAKE[name](activation="relu", name="mine")(sequences))
    model.set_weights(random_arrays([w.shape for w in model.get_weights()], 5))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert_close(loaded(inputs()), model(inputs()), 0)


@every_layer
def test_config_round_trip(name):
    layer = MAKE[name](activation="relu", kernel_initializer="he_normal", trainable=False)
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    sizes = ["units", "delays"] if name == "TimeDelay" else ["units", "input_delays"]
    assert all(key in layer.get_config() for key in sizes)
    assert again.trainable is False


@every_layer
def test_training_moves_every_weight(name):
    layer = built(MAKE[name]())
    before = layer.get_weights()
    model = keras.Sequential([keras.Input((T, F)), layer])
    model.compile(keras.optimizers.SGD(0.5), "mse")
    first = model.evaluate(inputs(), np.zeros(model(inputs()).shape), verbose=0)
    model.fit(inputs(), np.zeros(model(inputs()).shape), epochs=5, verbose=0)
    assert model.evaluate(inputs(), np.zeros(model(inputs()).shape), verbose=0) < first
    for old, new in zip(before, layer.get_weights(), strict=True):
        assert np.abs(new - old).max() > 1e-4


@every_layer
def test_mixed_precision(name):
    layer = MAKE[name](dtype="mixed_float16")
    outputs = layer(inputs(), mask=mask_named("gaps"))
    assert keras.backend.standardize_dtype(outputs.dtype) == "float16"
    assert layer.weights[0].dtype == "float32"
    full = MAKE[name]()
    full.build((B, T, F))
    full.set_weights(layer.get_weights())
    assert_close(outputs, full(inputs(), mask=mask_named("gaps")), 0.02)


# What NARX has as a recurrent layer.


def test_narx_gives_its_delay_lines_and_takes_them_up_again():
    options = {"return_sequences": True, "return_state": True}
    layer, x = built(layers.NARX(U, Y, 2, 3, **options)), inputs()
    whole, *last = layer(x)
    first, *lines = layer(x[:, :4])
    second, *last_too = layer(x[:, 4:], initial_state=lines)
    assert [tuple(line.shape) for line in lines] == [(B, 3 * Y), (B, 2 * F)]
    assert_close(np.concatenate([first, second], axis=1), whole)
    newest = np.concatenate([numpy(whole)[:, -1 - d] for d in range(3)], axis=-1)
    assert_close(last[0], newest)
    assert_close(last[1], np.concatenate([x[:, -1], x[:, -2]], axis=-1))
    assert_close(last_too[0], last[0])


@pytest.mark.parametrize("input_delays", [0, 2])
def test_narx_stateful(input_delays):
    options = {"input_delays": input_delays, "return_sequences": True}
    x, whole = inputs(), built(layers.NARX(U, Y, **options))
    layer = built(layers.NARX(U, Y, stateful=True, **options))
    got = np.concatenate([numpy(layer(x[:, :3])), numpy(layer(x[:, 3:]))], axis=1)
    assert_close(got, whole(x))
    layer.reset_state()
    assert_close(layer(x), whole(x))


def test_narx_last_step_unrolled_and_backwards():
    x, every = inputs(), built(layers.NARX(U, Y, 1, 2, return_sequences=True))
    last = built(layers.NARX(U, Y, 1, 2))
    assert_close(last(x), every(x)[:, -1])
    assert_close(built(layers.NARX(U, Y, 1, 2, unroll=True))(x), last(x))
    assert_close(built(layers.NARX(U, Y, 1, 2, go_backwards=True))(x), last(x[:, ::-1]))


def test_narx_follows_a_mask_that_travels_from_given_states_too():
    ids = np.array([[3, 1, 2, 0, 0], [1, 0, 0, 0, 0], [2, 3, 1, 1, 2]])
    embedded = keras.layers.Embedding(4, F, mask_zero=True)(ids)
    layer, states = built(MAKE["NARX"]()), random_arrays([(B, 3 * Y), (B, 2 * F)], 5)
    want = layer(numpy(embedded), initial_state=states, mask=ids != 0)
    assert_close(layer(embedded, initial_state=states), want)
    assert np.abs(numpy(layer(numpy(embedded), initial_state=states) - want)).max() > 0.01


def test_narx_in_bidirectional():
    layer = keras.layers.Bidirectional(layers.NARX(U, Y, 1, 2, return_sequences=True))
    assert tuple(layer(inputs()).shape) == (B, T, 2 * Y)


def test_recurrent_dropout_does_not_stay_in_the_delay_line():
    options = {"return_sequences": True, "return_state": True, "recurrent_dropout": 0.5}
    layer = built(layers.NARX(U, Y, 0, 3, seed=1, **options))
    outputs, line = layer(inputs(), training=True)
    newest = np.concatenate([numpy(outputs)[:, -1 - d] for d in range(3)], axis=-1)
    assert_close(line, newest)
    plain, _ = layer(inputs())
    assert np.abs(numpy(outputs - plain)).max() > 0.01


# Bad input.


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: layers.TimeDelay(0, 1), "units must be a positive integer. Received 0"),
        (lambda: layers.TimeDelay(3, -1), "delays must be an integer of at least 0. Received -1"),
        (lambda: layers.TimeDelay(3, 1.5), "delays must be an integer of at least 0. Received 1.5"),
        (lambda: layers.TimeDelay(3, True), "delays must be an integer"),
        (lambda: layers.TimeDelay(3, np.True_), "delays must be an integer"),
        (lambda: layers.TimeDelay(3, 1, activation="tanhh"), "activation must be a function"),
        (lambda: layers.NARX(3, 0), "output_units must be a positive integer. Received 0"),
        (lambda: layers.NARX(3, 2, -1), "input_delays must be an integer of at least 0"),
        (lambda: layers.NARX(3, 2, 1, 0), "output_delays must be an integer of at least 1"),
        (lambda: layers.NARX(3, 2, output_activation="soft"), "output_activation must be"),
    ],
)
def test_bad_options(make, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make()


@every_layer
def test_bad_sequences_and_masks(name):
    with pytest.raises(ValueError, match=r"\(batch, time, features\). Received \(3, 5\)"):
        MAKE[name]()(inputs((3, 5)))
    for shape in ((0, T, F), (B, 0, F)):
        message = rf"shape \(batch, time, features\).* Received {re.escape(str(shape))}"
        for layer in (MAKE[name](), built(MAKE[name]())):
            with pytest.raises(ValueError, match=message):
                layer(np.ones(shape, "float32"))
    layer = built(MAKE[name]())
    with pytest.raises(ValueError, match=r"shape \(batch, time, 5\)\. Received \(3, 7, 6\)"):
        layer(inputs((B, T, F + 1)))
    with pytest.raises(ValueError, match=r"mask must have .*\(3, 7\). Received \(3, 6\)"):
        layer(inputs(), mask=np.ones((B, T - 1), bool))


def test_bad_states_of_narx():
    layer = built(layers.NARX(U, Y, 2, 3))
    with pytest.raises(ValueError, match="initial_state must hold 2 state"):
        layer(inputs(), initial_state=[np.zeros((B, 3 * Y), "float32")])

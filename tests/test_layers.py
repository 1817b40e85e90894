"""What Keras's recurrent layers offer and readers use, done by ours in the same way."""

import functools
import re

from backends import CASES, B, F, T, U, built, mask_named, numpy, random_arrays
from rnn_utils import cells, layers

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import ops

WITH_KERAS = [name for name, case in CASES.items() if case.keras_layer]
every_layer = pytest.mark.parametrize("name", CASES)


def inputs(shape=(B, T, F), seed=11):
    (x,) = random_arrays([shape], seed, scale=1.0)
    return x.astype("float32")


def states_for(layer, seed=12):
    return [s.astype("float32") for s in random_arrays([(B, n) for n in layer.state_size], seed)]


def pair(name, **options):
    """Our layer and Keras's, with the same random weights."""
    return [built(CASES[name].make(which, **options)) for which in ("ours", "keras_layer")]


def assert_same(got, want, tolerance=1e-6):
    got, want = ([r] if not isinstance(r, list | tuple) else r for r in (got, want))
    assert len(got) == len(want)
    for a, b in zip(got, want, strict=True):
        np.testing.assert_allclose(numpy(a), numpy(b), rtol=0, atol=tolerance)


# What comes out, and how the sequence is read.


@every_layer
def test_return_sequences_and_return_state(name):
    x = inputs()
    make = functools.partial(CASES[name].make, seed=0)
    last = built(make())(x)
    sequences = built(make(return_sequences=True))(x)
    output, *states = built(make(return_state=True))(x)
    both, *states_too = built(make(return_sequences=True, return_state=True))(x)
    assert tuple(last.shape) == (B, U)
    assert tuple(sequences.shape) == (B, T, U)
    assert len(states) == (2 if "LSTM" in name else 1)
    assert_same([last, both], [sequences[:, -1], sequences])
    assert_same([output, *states], [last, *states_too])
    assert_same(states[0], last)
    assert np.abs(numpy(sequences)[:, 0] - numpy(last)).max() > 0.01


@pytest.mark.parametrize("mask", ["none", "left", "gaps"])
@pytest.mark.parametrize(
    "options", [{"go_backwards": True}, {"unroll": True}, {"zero_output_for_mask": True}], ids=str
)
@pytest.mark.parametrize("name", WITH_KERAS)
def test_options_equal_keras(name, options, mask):
    ours, theirs = pair(name, return_sequences=True, return_state=True, **options)
    x, states, mask = inputs(), states_for(ours), mask_named(mask)
    assert_same(
        ours(x, initial_state=states, mask=mask), theirs(x, initial_state=states, mask=mask)
    )


@every_layer
def test_unroll_changes_nothing(name):
    x, mask = inputs(), mask_named("gaps")
    rolled, unrolled = (built(CASES[name].make(unroll=u)) for u in (False, True))
    assert_same(unrolled(x, mask=mask), rolled(x, mask=mask))


@every_layer
def test_reading_backwards_is_reading_the_reversed_sequence(name):
    x, mask = inputs(), mask_named("gaps")
    options = {"return_sequences": True, "return_state": True}
    forwards, backwards = (
        built(CASES[name].make(go_backwards=b, **options)) for b in (False, True)
    )
    assert_same(backwards(x, mask=mask), forwards(x[:, ::-1], mask=mask[:, ::-1]))
    assert np.abs(numpy(backwards(x)[0]) - numpy(forwards(x)[0])).max() > 0.01


@every_layer
def test_initial_state_carries_a_sequence_on(name):
    """Two halves, the second starting where the first stopped, are one whole."""
    x = inputs()
    layer = built(CASES[name].make(return_sequences=True, return_state=True))
    whole, *last = layer(x, initial_state=states_for(layer))
    first, *states = layer(x[:, :3], initial_state=states_for(layer))
    second, *last_too = layer(x[:, 3:], initial_state=states)
    assert_same([ops.concatenate([first, second], axis=1), *last_too], [whole, *last])


@every_layer
def test_stateful_carries_a_sequence_on_until_it_is_reset(name):
    x = inputs()
    whole = built(CASES[name].make(return_sequences=True))(x)
    layer = built(CASES[name].make(return_sequences=True, stateful=True))
    halves = [layer(x[:, :3]), layer(x[:, 3:])]
    assert_same(ops.concatenate(halves, axis=1), whole)
    assert np.abs(numpy(layer(x)) - numpy(whole)).max() > 0.01  # it goes on from the end
    layer.reset_state()
    assert_same(layer(x), whole)
    with pytest.raises(ValueError, match="batch size"):
        layer(x[:1])


def test_stateful_needs_a_fixed_batch_size():
    with pytest.raises(ValueError, match="batch size must be static"):
        layers.LSTM(3, stateful=True)(keras.Input((T, F)))


def test_stateful_in_a_model():
    inputs_ = keras.Input(batch_shape=(B, 3, F))
    layer = layers.GRU(U, stateful=True)
    model = keras.Model(inputs_, layer(inputs_))
    x = inputs((B, 3, F))
    first, second = model.predict(x, verbose=0), model.predict(x, verbose=0)
    assert np.abs(first - second).max() > 1e-3
    layer.reset_state()
    np.testing.assert_allclose(model.predict(x, verbose=0), first, atol=1e-6)


@every_layer
def test_masks_come_from_an_embedding_or_by_hand(name):
    ids = np.array([[3, 1, 2, 0, 0], [1, 0, 0, 0, 0], [2, 3, 1, 1, 2]])
    embedding = keras.layers.Embedding(4, F, mask_zero=True)
    layer = built(CASES[name].make())
    embedded = embedding(ids)
    by_hand = layer(numpy(embedded), mask=ids != 0)
    assert_same(layer(embedded), by_hand)
    assert_same(by_hand[1], layer(numpy(embedded)[1:2, :1])[0])


@every_layer
def test_a_mask_that_travels_is_followed_from_given_states_too(name):
    """Keras drops it there. One that is given by hand comes first."""
    ids = np.array([[3, 1, 2, 0, 0], [1, 0, 0, 0, 0], [2, 3, 1, 1, 2]])
    embedding = keras.layers.Embedding(4, F, mask_zero=True)
    layer = built(CASES[name].make(return_sequences=True, return_state=True))
    embedded, states = embedding(ids), states_for(layer)
    by_hand = layer(numpy(embedded), initial_state=states, mask=ids != 0)
    assert_same(layer(embedded, initial_state=states), by_hand)
    other = layer(numpy(embedded), initial_state=states, mask=ids != 1)
    assert_same(layer(embedded, initial_state=states, mask=ids != 1), other)
    assert np.abs(numpy(other[0]) - numpy(by_hand[0])).max() > 0.01
    unmasked = layer(numpy(embedded), initial_state=states)
    assert np.abs(numpy(unmasked[0]) - numpy(by_hand[0])).max() > 0.01

    sequences, starts = keras.Input((None,), dtype="int32"), [keras.Input((U,)) for _ in states]
    model = keras.Model([sequences, *starts], layer(embedding(sequences), initial_state=starts))
    assert_same(model([ids, *states]), by_hand)
    assert_same(model.predict([ids, *states], verbose=0), by_hand)


# Dropout.


@every_layer
def test_a_call_that_fails_leaves_no_dropout_mask(name):
    """Neither that of a batch of another size, nor, unseen, that of a batch of the same size."""
    options = {"dropout": 0.5, "recurrent_dropout": 0.5, "seed": 4}
    layer, other = (built(CASES[name].make(**options)) for _ in range(2))
    x, equation = inputs(), layer.cell.call

    def fails(*args, **kwargs):
        raise RuntimeError("halfway")

    def fail(x):
        layer.cell.call = fails
        with pytest.raises((RuntimeError, ValueError), match=r"halfway|was built for sequences"):
            layer(x, training=True)
        layer.cell.call = equation

    fail(x)
    other(x, training=True)
    assert_same(layer(x, training=True), other(x, training=True))  # each has its second masks
    for wrong in (x[:1], x[..., :2]):
        fail(wrong)
        assert tuple(layer(x, training=True).shape) == (B, U)


@every_layer
def test_dropout_masks_are_constant_over_time(name):
    """The zeros of the masked inputs that the equation sees stand in the same columns always."""
    layer = built(CASES[name].make(dropout=0.5, recurrent_dropout=0.5, unroll=True, seed=2))
    seen, equation = [], layer.cell.call
    drop_recurrent, dropped = layer.cell.drop_recurrent, []

    def spy_call(inputs, states, training=False):
        seen.append(numpy(inputs) == 0)
        return equation(inputs, states, training=training)

    def spy_drop(state, training):
        result = drop_recurrent(state, training)
        dropped.append(numpy(result) == 0)
        return result

    layer.cell.call, layer.cell.drop_recurrent = spy_call, spy_drop
    x, states = inputs(), states_for(layer)
    layer(x, initial_state=states, training=True)
    # Before the first step Keras draws the masks; the equation then runs once for each step.
    for zeros in (seen, dropped):
        assert len(zeros) == T
        assert all((z == zeros[0]).all() for z in zeros)
        assert 0.2 < zeros[0].mean() < 0.8

    first = [seen[0], dropped[0]]
    seen.clear()
    dropped.clear()
    layer(x, initial_state=states, training=True)
    assert (seen[0] != first[0]).any()  # other masks for another batch
    assert (dropped[0] != first[1]).any()


@pytest.mark.parametrize("name", WITH_KERAS)
def test_dropout_with_a_seed_equals_keras(name):
    ours, theirs = pair(name, dropout=0.4, seed=8)
    x = inputs()
    for _ in range(2):  # the second batch draws the second mask
        got = ours(x, training=True)
        assert_same(got, theirs(x, training=True))
    assert np.abs(numpy(got) - numpy(ours(x))).max() > 0.01


def test_recurrent_dropout_of_a_simple_rnn_equals_keras():
    """Keras draws a mask for each gate where there are gates; here both draw one."""
    ours, theirs = pair("SimpleRNN", dropout=0.3, recurrent_dropout=0.4, seed=8)
    x = inputs()
    assert_same(ours(x, training=True), theirs(x, training=True))


@every_layer
def test_training_argument(name):
    """Dropout acts with training=True and in fit, and nowhere else."""
    layer = built(CASES[name].make(dropout=0.5, recurrent_dropout=0.5, seed=4))
    plain = built(CASES[name].make())
    x = inputs()
    for options in ({}, {"training": False}, {"training": None}):
        assert_same(layer(x, **options), plain(x))
    assert np.abs(numpy(layer(x, training=True)) - numpy(plain(x))).max() > 0.01

    inside = keras.Sequential([layer])
    assert_same(inside(x), plain(x))
    assert np.abs(numpy(inside(x, training=True)) - numpy(plain(x))).max() > 0.01


# Mixed precision.


@every_layer
def test_mixed_precision(name):
    layer = CASES[name].make(
        dtype="mixed_float16", dropout=0.2, recurrent_dropout=0.2, return_state=True
    )
    results = layer(inputs(), mask=mask_named("gaps"), training=True)
    assert {w.dtype for w in layer.trainable_weights} == {"float32"}
    for result in results:
        assert keras.backend.standardize_dtype(result.dtype) == "float16"
        assert np.isfinite(numpy(result)).all()
    exact = CASES[name].make()
    exact.build((B, T, F))
    exact.set_weights(layer.get_weights())
    x = inputs()
    np.testing.assert_allclose(
        numpy(layer(x)[0]).astype("float32"), numpy(exact(x)), rtol=0, atol=5e-3
    )


def test_the_global_policy_is_followed():
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        layer = layers.LSTM(3)
    finally:
        keras.config.set_dtype_policy(before)
    assert keras.backend.standardize_dtype(layer(inputs()).dtype) == "float16"
    assert layer.cell.dtype_policy.name == "mixed_float16"


# Saving, configuration, wrappers.

OPTIONS = {
    "return_sequences": True,
    "return_state": True,
    "go_backwards": True,
    "stateful": True,
    "unroll": True,
    "zero_output_for_mask": True,
    "activity_regularizer": "l2",
    "activation": "softsign",
    "kernel_initializer": "he_normal",
    "recurrent_initializer": {"class_name": "RandomNormal", "config": {"stddev": 0.3}},
    "bias_initializer": "ones",
    "dropout": 0.1,
    "recurrent_dropout": 0.2,
    "seed": 5,
    "name": "renamed",
    "dtype": "mixed_float16",
    "trainable": False,
}
OWN_OPTIONS = {
    "SimpleRNN": {},
    "LSTM": {"recurrent_activation": "hard_sigmoid", "forget_bias": 0.25},
    "PeepholeLSTM": {"recurrent_activation": "hard_sigmoid", "forget_bias": 0.25},
    "GRU": {"recurrent_activation": "hard_sigmoid"},
    "GRU-reset-before": {"recurrent_activation": "hard_sigmoid"},
}


@every_layer
def test_config_round_trip(name):
    layer = CASES[name].make(**OPTIONS, **OWN_OPTIONS[name])
    config = layer.get_config()
    default = CASES[name].make().get_config()
    same = {key for key in config if config[key] == default.get(key)}
    assert same <= {"units", "reset_after"}  # nothing else was left at its default
    assert set(config) >= set(OPTIONS) | set(OWN_OPTIONS[name])
    copies = [
        type(layer).from_config(config),
        keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer)),
        keras.layers.deserialize(keras.layers.serialize(layer)),
    ]
    for copy in copies:
        assert type(copy) is type(layer)
        assert copy.get_config() == config
        assert copy.units == copy.cell.units == U
        assert copy.cell.dtype_policy.name == "mixed_float16"
        assert not copy.trainable


def sequence_model(layer, time=T):
    """A model that reads sequences and a mask, and answers with what the layer gives first."""
    x, mask = keras.Input((time, F)), keras.Input((time,), dtype="bool")
    return keras.Model([x, mask], keras.tree.flatten(layer(x, mask=mask))[0])


@every_layer
def test_saved_and_loaded_models_predict_the_same(name, tmp_path):
    x, mask = inputs(), mask_named("gaps")
    layer = built(CASES[name].make(go_backwards=True, dropout=0.3, activation="softsign"))
    model = sequence_model(layer)
    want = numpy(model([x, mask]))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(numpy(loaded([x, mask])), want)
    assert np.abs(want).max() > 0.01


@pytest.mark.parametrize("name", WITH_KERAS)
def test_weight_files_go_both_ways(name, tmp_path):
    path, x, mask = tmp_path / "of.weights.h5", inputs(), mask_named("gaps")
    models = [sequence_model(layer) for layer in pair(name)]
    for seed, (giver, taker) in enumerate((models, models[::-1]), start=20):
        built(giver.layers[-1], seed=seed)
        assert np.abs(numpy(giver([x, mask])) - numpy(taker([x, mask]))).max() > 0.01
        giver.save_weights(path)
        taker.load_weights(path)
        assert_same(giver([x, mask]), taker([x, mask]))


@every_layer
def test_clone_model(name):
    model = sequence_model(built(CASES[name].make(recurrent_dropout=0.2)))
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    problem = [inputs(), mask_named("left")]
    assert_same(clone(problem), model(problem))
    assert clone.layers[-1] is not model.layers[-1]


@pytest.mark.parametrize("mask", ["none", "gaps", "right"])
@pytest.mark.parametrize("name", WITH_KERAS)
def test_bidirectional_equals_keras(name, mask):
    both = [
        keras.layers.Bidirectional(CASES[name].make(which, return_sequences=True))
        for which in ("ours", "keras_layer")
    ]
    x, mask = inputs(), mask_named(mask)
    got, want = (built(layer)(x, mask=mask) for layer in both)
    assert tuple(got.shape) == (B, T, 2 * U)
    assert_same(got, want)


@every_layer
def test_bidirectional_is_two_layers(name, tmp_path):
    layer = built(keras.layers.Bidirectional(CASES[name].make(), merge_mode="sum"))
    forwards, backwards = CASES[name].make(), CASES[name].make(go_backwards=True)
    weights = layer.get_weights()
    half = len(weights) // 2
    for one, own in ((forwards, weights[:half]), (backwards, weights[half:])):
        one.build((B, T, F))
        one.set_weights(own)
    x, mask = inputs(), mask_named("left")
    want = layer(x, mask=mask)
    assert_same(want, forwards(x, mask=mask) + backwards(x, mask=mask))

    model = sequence_model(layer)
    model.save(tmp_path / "both.keras")
    assert_same(keras.saving.load_model(tmp_path / "both.keras")([x, mask]), want)


def test_stacked_cells(tmp_path):
    """A stack of cells is the same as layers on top of each other."""
    stack = [cells.LSTMCell(4), cells.GRUCell(3), cells.JordanCell(5, 2), cells.SimpleRNNCell(6)]
    layer = built(keras.layers.RNN(keras.layers.StackedRNNCells(stack)))
    x = inputs()
    want = layer(x)
    assert tuple(want.shape) == (B, 6)

    weights, signal = layer.get_weights(), x
    for cell in stack:
        one = keras.layers.RNN(type(cell).from_config(cell.get_config()), return_sequences=True)
        one.build(signal.shape)
        n = len(one.weights)
        one.set_weights(weights[:n])
        signal, weights = one(signal), weights[n:]
    assert_same(signal[:, -1], want)

    model = sequence_model(layer)
    model.save(tmp_path / "stack.keras")
    everything = np.ones((B, T), dtype=bool)
    assert_same(keras.saving.load_model(tmp_path / "stack.keras")([x, everything]), want)


def test_stacked_cells_with_dropout():
    options = {"dropout": 0.5, "recurrent_dropout": 0.5}
    stack = [cells.LSTMCell(4, seed=1, **options), cells.GRUCell(3, seed=2, **options)]
    layer = built(keras.layers.RNN(keras.layers.StackedRNNCells(stack)))
    plain_stack = [cells.LSTMCell(4), cells.GRUCell(3)]
    plain = built(keras.layers.RNN(keras.layers.StackedRNNCells(plain_stack)))
    x = inputs()
    assert_same(layer(x), plain(x))
    first, second = numpy(layer(x, training=True)), numpy(layer(x, training=True))
    assert np.abs(first - numpy(plain(x))).max() > 0.01
    assert np.abs(first - second).max() > 0.01  # other masks for another batch


@every_layer
def test_rnn_around_the_cell_is_the_layer(name):
    layer = built(CASES[name].make())
    rnn = built(keras.layers.RNN(type(layer.cell).from_config(layer.cell.get_config())))
    x, mask = inputs(), mask_named("gaps")
    assert_same(rnn(x, mask=mask), layer(x, mask=mask))


@every_layer
def test_symbolic_use_with_a_variable_time_axis(name):
    layer = CASES[name].make(return_sequences=True, return_state=True)
    x, mask = keras.Input((None, F)), keras.Input((None,), dtype="bool")
    starts = [keras.Input((U,)) for _ in layer.state_size]
    outputs, *states = layer(x, initial_state=starts, mask=mask)
    assert outputs.shape == (None, None, U)
    assert all(state.shape == (None, U) for state in states)
    model = keras.Model([x, mask, *starts], [outputs, *states])
    for time in (2, 5):
        x, mask, given = inputs((B, time, F)), mask_named("gaps")[:, :time], states_for(layer)
        assert_same(model([x, mask, *given]), layer(x, initial_state=given, mask=mask))


@every_layer
def test_fit(name):
    """Compiled training with dropout and a mask brings the loss down."""
    keras.utils.set_random_seed(0)
    model = sequence_model(CASES[name].make(dropout=0.1, recurrent_dropout=0.1, units=8))
    model.compile(keras.optimizers.Adam(0.03), "mse")
    x, mask = inputs((16, T, F)), np.ones((16, T), dtype=bool)
    y = np.tanh(x[:, -1, :1] * np.ones(8))
    history = model.fit([x, mask], y, epochs=12, batch_size=16, verbose=0).history["loss"]
    assert history[-1] < 0.8 * history[0]


# Properties.

few = settings(max_examples=8, deadline=None, derandomize=True, database=None)
shapes = st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 3))
seeds = st.integers(0, 1000)


@functools.cache
def small_layer(name, features):
    return built(CASES[name].make(units=2, return_state=True), features=features)


@every_layer
@few
@given(shape=shapes, padding=st.integers(1, 3), seed=seeds)
def test_padding_on_the_right_changes_nothing(name, shape, padding, seed):
    batch, time, features = shape
    layer = small_layer(name, features)
    x = inputs(shape, seed)
    junk = inputs((batch, padding, features), seed + 1)
    mask = np.arange(time + padding) < np.full((batch, 1), time)
    assert_same(layer(np.concatenate([x, junk], axis=1), mask=mask), layer(x))


@every_layer
@few
@given(shape=shapes, padding=st.integers(1, 3), seed=seeds)
def test_padding_on_the_left_changes_nothing(name, shape, padding, seed):
    batch, time, features = shape
    layer = small_layer(name, features)
    x = inputs(shape, seed)
    junk = inputs((batch, padding, features), seed + 1)
    mask = np.arange(time + padding) >= np.full((batch, 1), padding)
    assert_same(layer(np.concatenate([junk, x], axis=1), mask=mask), layer(x))


@every_layer
@few
@given(shape=shapes, seed=seeds)
def test_a_mask_of_ones_changes_nothing(name, shape, seed):
    layer, x = small_layer(name, shape[2]), inputs(shape, seed)
    assert_same(layer(x, mask=np.ones(shape[:2], dtype=bool)), layer(x), tolerance=0)


@every_layer
@few
@given(shape=shapes, seed=seeds)
def test_the_order_of_the_batch_does_not_matter(name, shape, seed):
    layer, x = small_layer(name, shape[2]), inputs(shape, seed)
    order = np.random.default_rng(seed).permutation(shape[0])
    assert_same(layer(x[order]), [numpy(r)[order] for r in layer(x)])


# Bad input.


@pytest.mark.parametrize("shape", [(B, F), (B, T, F, 2)], ids=["rank 2", "rank 4"])
@every_layer
def test_sequences_of_the_wrong_rank(name, shape):
    message = r"\(batch, time, features\). Received {}\. One sequence needs a batch axis"
    for x in (np.ones(shape), keras.Input(shape[1:])):
        received = re.escape(str(tuple(x.shape)))
        with pytest.raises(ValueError, match=message.format(received)):
            CASES[name].make()(x)
    layer = built(CASES[name].make())
    with pytest.raises(ValueError, match=message.format(re.escape(str(shape)))):
        layer(np.ones(shape))


@pytest.mark.parametrize("shape", [(0, T, F), (B, 0, F), (0, 0, F)])
@every_layer
def test_sequences_without_a_row_or_a_step(name, shape):
    message = rf"shape \(batch, time, features\) must have .* Received {re.escape(str(shape))}"
    for layer in (CASES[name].make(), built(CASES[name].make())):
        with pytest.raises(ValueError, match=message):
            layer(np.ones(shape, "float32"))
        with pytest.raises(ValueError, match=message):
            layer(np.ones(shape, "float32"), mask=np.ones(shape[:2], bool), training=True)


@every_layer
def test_other_features_than_before(name):
    layer = built(CASES[name].make())
    message = r"shape \(batch, time, 5\)\. Received \(3, 7, 4\)\. Make a new layer"
    with pytest.raises(ValueError, match=message):
        layer(inputs((B, T, F - 1)))
    sequences = keras.Input((T, F - 1), batch_size=B)
    with pytest.raises(ValueError, match=message):
        keras.Model(sequences, layer(sequences))(inputs((B, T, F - 1)))


@pytest.mark.parametrize("shape", [(B, T + 1), (B + 1, T), (B,), (B, T, 1), (T, B)])
@every_layer
def test_mask_of_another_shape(name, shape):
    message = rf"\(batch, time\) = \(3, 7\)\. Received {re.escape(str(shape))}\. It holds one"
    with pytest.raises(ValueError, match=message):
        CASES[name].make()(inputs(), mask=np.ones(shape, dtype=bool))


def test_mask_of_another_length_in_a_model():
    x, mask = keras.Input((None, F)), keras.Input((None,), dtype="bool")
    model = keras.Model([x, mask], layers.GRU(3)(x, mask=mask))
    with pytest.raises(ValueError, match=r"= \(3, 7\)\. Received \(3, 6\)"):
        model([inputs(), np.ones((B, T - 1), dtype=bool)])


@pytest.mark.parametrize("shapes", [[(B, U)], [(B, U)] * 3, [(B, U), (B, U + 1)], [(1, U)] * 2])
def test_initial_state_of_another_shape(shapes):
    message = r"hold 2 state\(s\) of the shape\(s\) \[\(3, 9\), \(3, 9\)\]\. Received .* \[h, c\]"
    with pytest.raises(ValueError, match=message):
        layers.LSTM(U)(inputs(), initial_state=[np.ones(s) for s in shapes])


def test_a_single_initial_state_needs_no_list():
    layer = built(layers.GRU(U))
    (h,) = states_for(layer)
    assert_same(layer(inputs(), initial_state=h), layer(inputs(), initial_state=[h]))
    with pytest.raises(ValueError, match=r"1 state\(s\).*Received \[\(3, 9\), \(3, 9\)\]"):
        layer(inputs(), initial_state=[h, h])


@every_layer
def test_options_of_the_cell_are_checked(name):
    make = CASES[name].make
    with pytest.raises(ValueError, match=r"units must be a positive integer\. Received -3"):
        make(units=-3)
    with pytest.raises(ValueError, match=r"activation must be .* Received 'tanhh'"):
        make(activation="tanhh")
    with pytest.raises(ValueError, match=r"dropout must lie in \[0, 1\)\. Received 1\.5"):
        make(dropout=1.5)
    with pytest.raises(ValueError, match="use_bias"):
        make(use_bias=False)

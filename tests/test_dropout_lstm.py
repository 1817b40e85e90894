"""The LSTM with dropout inside its loop, held against a loop in NumPy and against Keras."""

import itertools

from backends import B, F, T, U, built, mask_named, numpy, random_arrays
from rnn_utils import layers

import keras
import numpy as np
import pytest

PLACES = list(itertools.product(("h", "c", "g"), ("step", "sequence")))
every_place = pytest.mark.parametrize(("where", "per"), PLACES)


def inputs(shape=(B, T, F), seed=31):
    (x,) = random_arrays([shape], seed, scale=1.0)
    return x.astype("float32")


def make(where="h", per="step", rate=0.4, **options):
    options = {"return_sequences": True, "seed": 3, **options}
    return built(layers.DropoutLSTM(U, rate, where, per, **options))


def assert_close(got, want, tolerance=1e-5):
    np.testing.assert_allclose(numpy(got), numpy(want), rtol=0, atol=tolerance)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def loop(x, weights, factors, where, mask=None):
    kernel, recurrent_kernel, bias = map(np.float64, weights)
    h, c = np.zeros((2, len(x), len(recurrent_kernel)))
    outputs = []
    for t in range(x.shape[1]):
        m = factors[:, t]
        seen = m * h if where == "h" else h
        kept = m * c if where == "c" else c
        z = x[:, t] @ kernel + seen @ recurrent_kernel + bias
        i, f, g, o = np.split(z, 4, axis=-1)
        g = np.tanh(g) * (m if where == "g" else 1)
        c_new = sigmoid(f) * kept + sigmoid(i) * g
        h_new = sigmoid(o) * np.tanh(c_new)
        real = np.ones(len(x), bool) if mask is None else mask[:, t]
        h, c = np.where(real[:, None], h_new, h), np.where(real[:, None], c_new, c)
        outputs.append(h)
    return np.stack(outputs, axis=1)


@every_place
@pytest.mark.parametrize("mask", ["none", "gaps", "left"])
def test_training_is_the_loop_with_the_factors_it_draws(where, per, mask):
    layer, x, mask = make(where, per), inputs(), mask_named(mask)
    factors = numpy(make(where, per).factors(B, T))  # the same seed, so the same draw
    got = layer(x, mask=mask, training=True)
    assert_close(got, loop(x, layer.get_weights(), factors, where, mask))
    assert np.abs(numpy(got) - numpy(layer(x, mask=mask))).max() > 0.01


@pytest.mark.parametrize("where", ["h", "c", "g"])
def test_input_dropout_reaches_the_inputs_only(where):
    """With a seed the masks are those of the LSTM, ours and Keras's; the factors stay theirs."""
    x, options = inputs(), {"dropout": 0.4, "seed": 8, "return_sequences": True}
    plain = make(where, rate=0.0, **options)
    lstms = [built(module.LSTM(U, **options)) for module in (layers, keras.layers)]
    for _ in range(2):  # the second batch draws other masks
        results = [layer(x, training=True) for layer in (plain, *lstms)]
        assert_close(results[0], results[1])
        assert_close(results[0], results[2])
    assert np.abs(numpy(results[0]) - numpy(plain(x))).max() > 0.01

    both, twin = make(where, **options), make(where, **options)
    mask = numpy(twin.cell.get_dropout_mask(np.ones((B, F + U), "float32")))[:, None, :F]
    factors = numpy(twin.factors(B, T))
    got = both(x, training=True)
    assert_close(got, loop(x * mask, both.get_weights(), factors, where))
    assert_close(both(x), plain(x))


def test_input_dropout_does_nothing_where_inputs_weigh_nothing():
    for where, per in PLACES:
        layer = make(where, per, rate=0.0, dropout=0.5)
        kernel, *rest = layer.get_weights()
        layer.set_weights([0 * kernel, *rest])
        np.testing.assert_array_equal(numpy(layer(inputs(), training=True)), numpy(layer(inputs())))


@every_place
def test_outside_training_it_is_the_lstm(where, per):
    ours, theirs = make(where, per), built(keras.layers.LSTM(U, return_sequences=True))
    theirs.set_weights(ours.get_weights())
    assert_close(ours(inputs()), theirs(inputs()))
    assert_close(make(where, per, rate=0.0)(inputs(), training=True), theirs(inputs()))


def test_factors_are_zero_or_scaled_and_new_at_each_step_or_not():
    new = numpy(make(per="step", rate=0.25).factors(200, 50))
    assert set(np.unique(new.round(5))) == {0.0, np.float32(1 / 0.75).round(5)}
    assert abs((new == 0).mean() - 0.25) < 0.01
    assert abs(((new[:, 1:] == 0) & (new[:, :-1] == 0)).mean() - 0.25**2) < 0.01
    same = numpy(make(per="sequence", rate=0.25).factors(2000, 5))
    assert (same == same[:, :1]).all()
    assert abs((same == 0).mean() - 0.25) < 0.02


def test_each_call_draws_anew_and_rows_differ():
    layer = make()
    first, second = (numpy(layer(inputs(), training=True)) for _ in range(2))
    assert np.abs(first - second).max() > 0.01
    factors = numpy(layer.factors(B, T))
    assert (factors[0] != factors[1]).any()


def test_one_mask_per_sequence_is_recurrent_dropout():
    # With one unit there are two masks, and so two results; both layers give them.
    x = inputs((300, T, F))
    ours = built(layers.DropoutLSTM(1, 0.5, "h", "sequence"))
    theirs = built(layers.LSTM(1, recurrent_dropout=0.5))
    theirs.set_weights(ours.get_weights())
    x[:] = x[:1]
    results = [np.unique(numpy(layer(x, training=True)).round(4)) for layer in (ours, theirs)]
    assert len(results[0]) == 2
    np.testing.assert_allclose(*results, atol=2e-4)


@pytest.mark.parametrize(
    "options", [{"go_backwards": True}, {"return_state": True}, {"unroll": True}]
)
def test_options_of_the_lstm_work(options):
    ours = make("c", **options)
    theirs = built(keras.layers.LSTM(U, return_sequences=True, **options))
    theirs.set_weights(ours.get_weights())
    pairs = zip(*(keras.tree.flatten(layer(inputs())) for layer in (ours, theirs)), strict=True)
    for got, want in pairs:
        assert_close(got, want)


@every_place
def test_saved_and_loaded_it_is_the_same(tmp_path, where, per):
    model = keras.Sequential([keras.Input((T, F)), make(where, per), keras.layers.Dense(2)])
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert_close(loaded(inputs()), model(inputs()))
    assert (loaded.layers[0].rate, loaded.layers[0].per) == (0.4, per)
    assert loaded.layers[0].cell.where == where


def test_it_trains_in_a_model():
    model = keras.Sequential([keras.Input((None, F)), make("c"), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    before = model.get_weights()
    model.fit(inputs(), np.ones((B, T, 1)), epochs=1, verbose=0)
    assert all((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"rate": 1.0}, r"rate must lie in \[0, 1\)\. Received 1\.0"),
        ({"rate": -0.1}, "rate must lie in"),
        ({"rate": "0.1"}, r"rate must lie in \[0, 1\)\. Received '0\.1'"),
        ({"where": "x"}, "where must be one of 'h', 'c', 'g'. Received 'x'"),
        ({"where": "hc"}, "where must be one of 'h', 'c', 'g'. Received 'hc'"),
        ({"where": ["h", "c"]}, "where must be one of 'h', 'c', 'g'. Received"),
        ({"per": "batch"}, "per must be one of 'step', 'sequence'. Received 'batch'"),
    ],
)
def test_bad_options_are_named(options, says):
    with pytest.raises(ValueError, match=says):
        layers.DropoutLSTM(U, **{"rate": 0.2, **options})


def test_a_sequence_without_time_is_refused():
    for shape in ((B, F), (B, 0, F), (0, T, F)):
        with pytest.raises(ValueError, match=r"\(batch, time, features\).* Received"):
            make()(np.ones(shape, "float32"))
    with pytest.raises(ValueError, match=r"\(batch, time, 5\)\. Received \(3, 7, 4\)"):
        make()(inputs((B, T, F - 1)))


def test_a_mask_that_travels_is_followed_from_given_states_too():
    ids = np.array([[3, 1, 2, 0, 0], [1, 0, 0, 0, 0], [2, 3, 1, 1, 2]])
    embedded = keras.layers.Embedding(4, F, mask_zero=True)(ids)
    layer, states = make(), random_arrays([(B, U)] * 2, 5)
    want = layer(numpy(embedded), initial_state=states, mask=ids != 0)
    assert_close(layer(embedded, initial_state=states), want)
    assert np.abs(numpy(layer(numpy(embedded), initial_state=states) - want)).max() > 0.01


def test_a_call_that_fails_leaves_no_dropout_mask():
    layer = make(dropout=0.5)
    layer(inputs(), training=True)
    with pytest.raises(ValueError, match="Received"):
        layer(inputs((B, T, F - 1)), training=True)
    assert tuple(layer(inputs((B + 1, T, F)), training=True).shape) == (B + 1, T, U)

"""Bidirectional: against Keras's, against pairs built by hand, and against its own mirror image."""

import functools
import itertools
import re

from backends import CASES, MASKS, B, F, T, U, built, mask_named, numpy, random_arrays
from rnn_utils import layers
from rnn_utils.cells import JordanCell

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Bidirectional = layers.Bidirectional
MODES = ["concat", "sum", "ave", "mul", "max", None]
MODES_OF_KERAS = [mode for mode in MODES if mode != "max"]
Y = 4  # the width of the Jordan network's and of NARX's output

# What the modes mean, written once more and without Keras.
MERGED = {
    "concat": lambda a, b: [np.concatenate([a, b], axis=-1)],
    "sum": lambda a, b: [a + b],
    "ave": lambda a, b: [0.5 * (a + b)],
    "mul": lambda a, b: [a * b],
    "max": lambda a, b: [np.where(a > b, a, b)],
    None: lambda a, b: [a, b],
}

MAKE = {name: case.make for name, case in CASES.items()}
MAKE["JordanCell"] = lambda **options: keras.layers.RNN(JordanCell(U, Y), **options)
MAKE["NARX"] = lambda **options: layers.NARX(U, Y, 2, 3, **options)
MAKE["DropoutLSTM"] = lambda **options: layers.DropoutLSTM(U, 0.25, **options)
MAKE["Keras's LSTM"] = lambda **options: keras.layers.LSTM(U, **options)
MAKE["Keras's RNN"] = lambda **options: keras.layers.RNN(keras.layers.GRUCell(U), **options)

every_layer = pytest.mark.parametrize("name", MAKE)
every_mode = pytest.mark.parametrize("mode", MODES)
# Every layer in one mode and every mode with one layer, where a full table would show no more.
each = pytest.mark.parametrize(
    ("name", "mode"), [*((name, "max") for name in MAKE), *(("LSTM", mode) for mode in MODES[::-1])]
)


def inputs(shape=(B, T, F), seed=31):
    (x,) = random_arrays([shape], seed, scale=1.0)
    return x.astype("float32")


def states_of(sizes, seed=32):
    return [s.astype("float32") for s in random_arrays([(B, n) for n in sizes], seed)]


def flat(results):
    return [numpy(r) for r in (results if isinstance(results, list | tuple) else [results])]


def assert_same(got, want, tolerance=1e-6):
    got, want = flat(got), flat(want)
    assert [a.shape for a in got] == [b.shape for b in want]
    for a, b in zip(got, want, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=tolerance)


def built_pair(name, **options):
    """A forward and a backward layer whose weights are all random and all different."""
    forward = built(MAKE[name](**options), seed=1)
    return forward, built(MAKE[name](go_backwards=True, **options), seed=2)


def wrapped(name, mode, **options):
    """Our layer with the weights of ``built_pair``."""
    layer = Bidirectional(MAKE[name](**options), merge_mode=mode)
    layer.build((B, T, F))
    forward, backward = built_pair(name, **options)
    layer.set_weights([*forward.get_weights(), *backward.get_weights()])
    return layer


# Held against Keras's Bidirectional and against two layers.


@pytest.mark.parametrize("sequences", [True, False])
@pytest.mark.parametrize(
    ("name", "mode"),
    [*((name, None) for name in MAKE), *(("LSTM", mode) for mode in MODES_OF_KERAS[:-1])],
)
def test_equals_keras(name, mode, sequences):
    """Also from given states, all different, and with masks."""
    options = {"return_sequences": sequences, "return_state": mode != "ave"}
    ours = wrapped(name, mode, **options)
    theirs = keras.layers.Bidirectional(MAKE[name](**options), merge_mode=mode)
    theirs.build((B, T, F))
    theirs.set_weights(ours.get_weights())
    x, starts = inputs(), states_of(2 * list(ours.forward_layer.state_size))
    for call in ({}, {"mask": mask_named("gaps"), "initial_state": starts}):
        got, want = ours(x, **call), theirs(x, **call)
        assert type(got) is type(want)
        assert_same(got, want)
    if name == "LSTM":
        for mask in map(mask_named, MASKS):
            assert_same(ours(x, mask=mask), theirs(x, mask=mask))


@pytest.mark.parametrize("mode", MODES_OF_KERAS)
@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.keras_layer])
def test_our_cells_both_ways_equal_keras_cells_both_ways(name, mode):
    ours = wrapped(name, mode, return_sequences=True)
    theirs = CASES[name].make("keras_layer", return_sequences=True)
    theirs = keras.layers.Bidirectional(theirs, merge_mode=mode)
    theirs.build((B, T, F))
    theirs.set_weights(ours.get_weights())
    mask = mask_named("a row all padding")
    assert_same(ours(inputs(), mask=mask), theirs(inputs(), mask=mask))


@pytest.mark.parametrize(
    ("name", "mode", "mask"),
    [
        *((name, "max", "gaps") for name in MAKE),
        *(("LSTM", mode, mask) for mode in MODES[::-1] for mask in MASKS),
    ],
)
def test_equals_a_pair_built_by_hand(name, mode, mask):
    mask = mask_named(mask)
    options = {"return_sequences": True, "return_state": True}
    forward, backward = built_pair(name, **options)
    x, starts = inputs(), states_of(2 * list(forward.state_size))
    half = len(starts) // 2
    there, *states = flat(forward(x, initial_state=starts[:half], mask=mask))
    back, *states_too = flat(backward(x, initial_state=starts[half:], mask=mask))
    back = back[:, ::-1]
    if mask is not None:
        there, back = (y * mask[..., None] for y in (there, back))
    layer = wrapped(name, mode, **options)
    got = layer(x, initial_state=starts, mask=mask)
    assert_same(got, [*MERGED[mode](there, back), *states, *states_too])


@each
def test_the_last_outputs_have_both_read_everything(name, mode):
    """Without ``return_sequences``: the forward layer's last step, the backward layer's first."""
    forward, backward = built_pair(name)
    x = inputs()
    assert_same(wrapped(name, mode)(x), MERGED[mode](*flat([forward(x), backward(x)])))
    there, back = flat(wrapped(name, None, return_sequences=True)(x))
    assert_same(wrapped(name, mode)(x), MERGED[mode](there[:, -1], back[:, 0]))


@every_layer
def test_no_arrow_leads_from_one_direction_to_the_other(name):
    """At step t the forward output knows steps 0 … t only, the backward output steps t … only."""
    layer = wrapped(name, None, return_sequences=True)
    x = inputs()
    there, back = flat(layer(x))
    for t in (0, 3, T - 1):
        changed = x.copy()
        changed[:, t] += 1.0
        there_too, back_too = flat(layer(changed))
        moved = [np.abs(a - b).max(axis=(0, 2)) for a, b in ((there, there_too), (back, back_too))]
        assert (moved[0] > 1e-4).tolist() == [s >= t for s in range(T)] or name == "NARX"
        assert (moved[1] > 1e-4).tolist() == [s <= t for s in range(T)] or name == "NARX"
        assert moved[0][:t].sum() == moved[1][t + 1 :].sum() == 0


@each
def test_the_mirror_image(name, mode):
    """Directions exchanged, the sequence reversed: the outputs reversed, the halves exchanged."""
    layer = wrapped(name, mode, return_sequences=True)
    x, mask = inputs(), mask_named("a row all padding")
    y = flat(layer(x, mask=mask))
    weights = layer.get_weights()
    half = len(weights) // 2
    layer.set_weights([*weights[half:], *weights[:half]])
    mirrored = flat(layer(x[:, ::-1], mask=mask[:, ::-1]))
    mirrored = [m[:, ::-1] for m in mirrored]
    if mode == "concat":
        mirrored = [np.concatenate(np.split(mirrored[0], 2, axis=-1)[::-1], axis=-1)]
    assert_same(y, mirrored[::-1])


# Masks.


@each
def test_padding_changes_nothing(name, mode):
    """Sentences of three lengths, alone and padded on either side with junk: the same results."""
    lengths = [T, 3, 1]
    layer = wrapped(name, mode, return_sequences=True, return_state=True)
    last = wrapped(name, mode)
    x = inputs()
    alone = [flat(layer(x[b : b + 1, :n])) for b, n in enumerate(lengths)]
    for side in ("right", "left"):
        padded, mask = inputs((B, T + 2, F), seed=99), np.zeros((B, T + 2), dtype=bool)
        for b, n in enumerate(lengths):
            places = slice(0, n) if side == "right" else slice(T + 2 - n, T + 2)
            padded[b, places], mask[b, places] = x[b, :n], True
        for k, result in enumerate(flat(layer(padded, mask=mask))):
            for b, want in enumerate(alone):
                got = result[b][mask[b]] if result.ndim == 3 else result[b]
                np.testing.assert_allclose(got, want[k][0], rtol=0, atol=2e-6)
        for got, want in zip(flat(last(padded, mask=mask)), flat(last(x)), strict=True):
            np.testing.assert_allclose(got[0], want[0], rtol=0, atol=2e-6)


@every_mode
def test_masked_steps_show_zeros_in_every_mode(mode):
    layer = wrapped("LSTM", mode, return_sequences=True)
    for mask in (mask_named("gaps"), mask_named("a row all padding")):
        for y in flat(layer(inputs(), mask=mask)):
            assert (y[~mask] == 0).all()
            assert (np.abs(y[mask]).max(axis=-1) > 1e-3).all()


@every_layer
def test_without_a_mask_padding_reaches_the_backward_direction(name):
    """That the tests above can fail: junk at the end is what the backward layer reads first."""
    layer = wrapped(name, None, return_sequences=True)
    x, other = inputs(), inputs()
    other[:, 4:] = inputs(seed=98)[:, 4:]
    (there, back), (there_too, back_too) = flat(layer(x)), flat(layer(other))
    np.testing.assert_array_equal(there[:, :4], there_too[:, :4])
    assert np.abs(back[:, :4] - back_too[:, :4]).max() > 1e-3


@every_mode
def test_masks_of_an_embedding_are_those_given_by_hand(mode):
    ids = np.array([[3, 1, 2, 0, 0], [1, 0, 0, 0, 0], [0, 0, 1, 0, 2]])
    embedding = keras.layers.Embedding(4, F, mask_zero=True)
    layer = wrapped("GRU", mode, return_sequences=True)
    embedded = embedding(ids)
    assert_same(layer(embedded), layer(numpy(embedded), mask=ids != 0))


@pytest.mark.parametrize("inner", [layers.GRU, keras.layers.GRU])
def test_a_mask_that_travels_is_followed_from_given_states_too(inner):
    ids = np.array([[3, 1, 2, 0, 0], [1, 0, 0, 0, 0], [0, 0, 1, 0, 2]])
    embedded = keras.layers.Embedding(4, F, mask_zero=True)(ids)
    layer, starts = built(Bidirectional(inner(U, return_sequences=True))), states_of([U, U])
    want = layer(numpy(embedded), initial_state=starts, mask=ids != 0)
    assert_same(layer(embedded, initial_state=starts), want)
    other = layer(numpy(embedded), initial_state=starts, mask=ids != 1)
    assert_same(layer(embedded, initial_state=starts, mask=ids != 1), other)
    assert np.abs(numpy(other) - numpy(want)).max() > 0.01


few = settings(max_examples=6, deadline=None, derandomize=True, database=None)
seeds = st.integers(0, 1000)


@functools.cache
def small_layer(mode):
    layer = Bidirectional(layers.GRU(2, return_sequences=True), merge_mode=mode)
    return built(layer, features=3)


@every_mode
@few
@given(
    mask=st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=1, max_size=3),
    seed=seeds,
)
def test_a_masked_step_is_as_if_left_out(mode, mask, seed):
    """Any mask at all: every row gives what its real steps give alone."""
    mask = np.array(mask)
    layer, x = small_layer(mode), inputs((*mask.shape, 3), seed)
    results = flat(layer(x, mask=mask))
    for b, real in enumerate(mask):
        if real.any():
            alone = flat(layer(x[b : b + 1, real]))
            for got, want in zip(results, alone, strict=True):
                np.testing.assert_allclose(got[b, real], want[0], rtol=0, atol=2e-6)
        assert all((y[b, ~real] == 0).all() for y in results)


@every_mode
@few
@given(shape=st.tuples(st.integers(1, 3), st.integers(1, 4)), seed=seeds)
def test_a_mask_of_ones_changes_nothing(mode, shape, seed):
    layer, x = small_layer(mode), inputs((*shape, 3), seed)
    assert_same(layer(x, mask=np.ones(shape, dtype=bool)), layer(x), tolerance=0)


@every_mode
@few
@given(seed=seeds)
def test_the_order_of_the_batch_does_not_matter(mode, seed):
    layer, x = small_layer(mode), inputs((4, 5, 3), seed)
    order = np.random.default_rng(seed).permutation(4)
    assert_same(layer(x[order]), [y[order] for y in flat(layer(x))])


# What readers use a layer for.


@each
def test_shapes_are_foretold(name, mode):
    for sequences, states in itertools.product([True, False], repeat=2):
        layer = wrapped(name, mode, return_sequences=sequences, return_state=states)
        got = [tuple(r.shape) for r in flat(layer(inputs()))]
        foretold = layer.compute_output_shape((B, T, F))
        assert got == ([foretold] if isinstance(foretold[0], int) else list(foretold))
        symbolic = layer(keras.Input((None, F), batch_size=B))
        symbolic = symbolic if isinstance(symbolic, list | tuple) else [symbolic]
        assert [(s.shape[0], s.shape[-1]) for s in symbolic] == [(g[0], g[-1]) for g in got]


@each
def test_saved_and_loaded_it_says_the_same(tmp_path, name, mode):
    x, mask = inputs(), mask_named("gaps")
    ids, real = keras.Input((None, F)), keras.Input((None,), dtype="bool")
    layer = wrapped(name, mode, return_sequences=True)
    model = keras.Model([ids, real], layer(ids, mask=real))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert_same(loaded([x, mask]), model([x, mask]), tolerance=0)
    (again,) = [part for part in loaded.layers if part.weights]
    assert type(again) is Bidirectional
    assert again.merge_mode == mode
    assert [part.go_backwards for part in (again.forward_layer, again.backward_layer)] == [0, 1]


def test_a_backward_layer_of_ones_own_is_saved_too(tmp_path):
    options = {"return_sequences": True}
    backward = layers.GRU(U, go_backwards=True, **options)
    layer = built(Bidirectional(layers.LSTM(U, **options), "max", backward_layer=backward))
    x = keras.Input((T, F))
    model = keras.Model(x, layer(x))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert [
        type(part) for part in (loaded.layers[-1].forward_layer, loaded.layers[-1].backward_layer)
    ] == [layers.LSTM, layers.GRU]
    assert_same(loaded(inputs()), model(inputs()), tolerance=0)


@every_mode
def test_cloned_it_has_the_same_shape_and_weights_of_its_own(mode):
    x, real = keras.Input((None, F)), keras.Input((None,), dtype="bool")
    layer = Bidirectional(layers.GRU(U, return_sequences=True), merge_mode=mode)
    model = keras.Model([x, real], layer(x, mask=real))
    twin = keras.models.clone_model(model)
    assert np.abs(twin.get_weights()[0] - model.get_weights()[0]).max() > 1e-3
    twin.set_weights(model.get_weights())
    both = [inputs(), mask_named("gaps")]
    assert_same(twin(both), model(both), tolerance=0)
    assert_same(model.predict(both, verbose=0), model(both))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("sequences", "states"), itertools.product([True, False], repeat=2))
def test_hands_the_mask_on_as_keras_does(mode, sequences, states):
    """One mask for each output that has steps, none for the states."""
    options = {"return_sequences": sequences, "return_state": states}
    mask = keras.ops.convert_to_tensor(mask_named("gaps"))
    like = "sum" if mode == "max" else mode
    got, want = (
        wrapper(MAKE["LSTM"](**options), merge_mode=m).compute_mask(inputs(), mask)
        for wrapper, m in ((Bidirectional, mode), (keras.layers.Bidirectional, like))
    )
    same = keras.tree.map_structure(lambda m: m is None or m is mask, got)
    assert all(keras.tree.flatten(same))
    assert [m is None for m in np.ravel(got)] == [m is None for m in np.ravel(want)]


@pytest.mark.parametrize("mode", MODES)
def test_weights_move_to_and_from_keras_files(tmp_path, mode):
    """The weights lie in a file as Keras's layer would lay them down."""
    models = []
    for wrapper in (Bidirectional, keras.layers.Bidirectional):
        layer = wrapper(keras.layers.GRU(U), merge_mode=mode if wrapper is Bidirectional else "sum")
        x = keras.Input((T, F))
        models.append(keras.Model(x, layer(x)))
    models[0].save_weights(tmp_path / "w.weights.h5")
    models[1].load_weights(tmp_path / "w.weights.h5")
    assert_same(models[1].get_weights(), models[0].get_weights(), tolerance=0)


@every_mode
def test_training_moves_every_weight_of_both_directions(mode):
    x = keras.Input((T, F))
    layer = wrapped("GRU", mode, return_sequences=True)
    model = keras.Model(x, layer(x))
    model.compile(keras.optimizers.SGD(0.1), "mse")
    before = layer.get_weights()
    targets = [np.zeros((B, *s.shape[1:])) for s in model.outputs]
    model.fit(inputs(), targets if mode is None else targets[0], epochs=1, verbose=0)
    assert len(before) == 6
    for a, b in zip(before, layer.get_weights(), strict=True):
        assert np.abs(a - b).max() > 1e-6


def test_a_stack_learns_what_needs_both_sides():
    """Is the first sign the last one? Asked in the middle, where neither direction knows."""
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).choice([-1.0, 1.0], size=(64, 3, 1)).astype("float32")
    y = (x[:, 0, 0] == x[:, 2, 0]).astype("float32")
    model = keras.Sequential(
        [
            Bidirectional(layers.SimpleRNN(6, return_sequences=True), merge_mode="mul"),
            keras.layers.Dense(1, "sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    weight = np.zeros((64, 3))
    weight[:, 1] = 1.0
    targets = np.repeat(y[:, None, None], 3, axis=1)
    model.fit(x, targets, sample_weight=weight, epochs=60, batch_size=64, verbose=0)
    assert ((model.predict(x, verbose=0)[:, 1, 0] > 0.5) == y).all()


@every_mode
def test_in_a_sequential_model_with_any_length(mode):
    if mode is None:
        pytest.skip("two outputs do not fit into a Sequential model")
    model = keras.Sequential(
        [
            keras.layers.Embedding(9, F, mask_zero=True),
            Bidirectional(layers.LSTM(U, return_sequences=True), merge_mode=mode),
            Bidirectional(layers.GRU(U), merge_mode=mode),
            keras.layers.Dense(2),
        ]
    )
    for steps in (T, T + 4):
        assert model(np.ones((B, steps), "int32")).shape == (B, 2)


def test_states_hand_a_sequence_on_to_a_decoder():
    """In a functional model, as an encoder does; the automatic mask is not used here."""
    x, real = keras.Input((None, F)), keras.Input((None,), dtype="bool")
    encoder = Bidirectional(layers.LSTM(U, return_state=True), merge_mode="max")
    _, *states = encoder(x, mask=real)
    decoder = Bidirectional(layers.LSTM(U, return_sequences=True), merge_mode="max")
    model = keras.Model([x, real], decoder(x, initial_state=states, mask=real))
    mask = mask_named("right")
    assert model([inputs(), mask]).shape == (B, T, U)
    assert_same(
        model([inputs(), mask]),
        decoder(inputs(), mask=mask, initial_state=list(encoder(inputs(), mask=mask)[1:])),
    )


@every_layer
def test_stateful_carries_on_until_it_is_reset(name):
    layer = wrapped(name, "max", return_sequences=True, stateful=True)
    x = inputs()
    first, second = flat(layer(x)), flat(layer(x))
    assert np.abs(first[0] - second[0]).max() > 1e-4
    layer.reset_state()
    assert_same(layer(x), first)


def test_dropout_acts_in_training_only_and_in_both_directions():
    layer = wrapped("GRU", None, return_sequences=True, dropout=0.5, seed=3)
    plain = flat(wrapped("GRU", None, return_sequences=True)(inputs()))
    assert_same(layer(inputs()), plain)
    for got, want in zip(flat(layer(inputs(), training=True)), plain, strict=True):
        assert np.abs(got - want).max() > 1e-2


@every_mode
def test_half_precision_gives_what_keras_gives(mode):
    """Weights in float32, numbers in float16."""
    results = []
    for wrapper in (Bidirectional, keras.layers.Bidirectional):
        if mode == "max" and wrapper is not Bidirectional:
            continue
        layer = wrapper(
            keras.layers.LSTM(U, return_sequences=True, dtype="mixed_float16"),
            merge_mode=mode,
            dtype="mixed_float16",
        )
        built(layer)
        results.append(layer(inputs(), mask=mask_named("gaps")))
        assert all(r.dtype == np.float16 for r in flat(results[-1]))
        assert {w.dtype for w in layer.trainable_weights} == {"float32"}
    assert_same(results[0], results[-1], tolerance=1e-3)


def test_a_backward_layer_of_ones_own():
    options = {"return_sequences": True}
    forward, backward = layers.LSTM(U, **options), layers.GRU(U, go_backwards=True, **options)
    layer = built(Bidirectional(forward, "max", backward_layer=backward))
    there, back = layer.forward_layer(inputs()), layer.backward_layer(inputs())
    assert type(layer.backward_layer) is layers.GRU
    assert_same(layer(inputs()), np.maximum(numpy(there), numpy(back)[:, ::-1]))


@pytest.mark.parametrize("mode", MODES_OF_KERAS)
def test_pictures_in_a_row_as_with_keras(mode):
    """Convolutional layers have more axes; a mask still has two."""
    x, made = inputs((2, 4, 6, 3)), []
    for wrapper in (Bidirectional, keras.layers.Bidirectional):
        layer = wrapper(keras.layers.ConvLSTM1D(2, 3, return_sequences=True), merge_mode=mode)
        layer.build(x.shape)
        layer.set_weights(random_arrays([w.shape for w in layer.get_weights()]))
        made.append(layer(x))
    assert_same(*made)


class Sum(keras.layers.Layer):
    """What Keras asks of a layer to wrap, and no more: it takes neither mask nor training."""

    def __init__(self, go_backwards=False, return_sequences=True, **options):
        super().__init__(**options)
        self.go_backwards, self.return_sequences = go_backwards, return_sequences
        self.return_state = self.stateful = False

    def call(self, sequences, initial_state=None):
        sequences = keras.ops.flip(sequences, 1) if self.go_backwards else sequences
        return keras.ops.cumsum(sequences, axis=1)

    def get_config(self):
        return {**super().get_config(), "go_backwards": self.go_backwards}


def test_a_layer_of_ones_own_as_with_keras():
    with keras.saving.custom_object_scope({"Sum": Sum}):
        ours, theirs = Bidirectional(Sum()), keras.layers.Bidirectional(Sum())
    x, mask = inputs(), mask_named("gaps")
    assert_same(ours(x, mask=mask, training=True), theirs(x, mask=mask, training=True))


# Bad input.


@pytest.mark.parametrize("mode", ["average", "Concat", "", "none", 0, ["sum"]])
def test_an_unknown_mode_is_refused_with_a_list_of_the_known(mode):
    modes = "'concat', 'sum', 'ave', 'mul', 'max', None"
    with pytest.raises(ValueError, match=rf"one of {modes}\. Received {re.escape(repr(mode))}\. "):
        Bidirectional(layers.LSTM(U), merge_mode=mode)


def test_initial_states_that_are_not_two_halves():
    layer = built(Bidirectional(layers.GRU(U)))
    h = states_of([U])[0]
    for states, received in [([h], "1 states"), ([h] * 3, "3 states"), (h, "one array")]:
        with pytest.raises(ValueError, match=rf"as many of .* Received {received}\. .*\[h, h\]"):
            layer(inputs(), initial_state=states)
    with pytest.raises(ValueError, match=r"1 state\(s\) .*Received \[\(3, 9\), \(3, 9\)\]"):
        layer(inputs(), initial_state=[h] * 4)


@pytest.mark.parametrize("inner", [layers.LSTM, keras.layers.LSTM])
@pytest.mark.parametrize("shape", [(B, T + 1), (B + 1, T), (B,), (B, T, 1)])
def test_mask_of_another_shape(inner, shape):
    message = rf"\(batch, time\) = \(3, 7\)\. Received {re.escape(str(shape))}"
    with pytest.raises(ValueError, match=message):
        Bidirectional(inner(U))(inputs(), mask=np.ones(shape, dtype=bool))


@pytest.mark.parametrize("shape", [(B, F), (B, T, F, 2)])
def test_sequences_of_the_wrong_rank(shape):
    with pytest.raises(ValueError, match=r"\(batch, time, features\)\. Received"):
        Bidirectional(layers.LSTM(U))(np.ones(shape))


@pytest.mark.parametrize("inner", [layers.LSTM, keras.layers.LSTM])
@pytest.mark.parametrize("shape", [(0, T, F), (B, 0, F)])
def test_sequences_without_a_row_or_a_step(inner, shape):
    message = rf"shape \(batch, time, features\) must have .* Received {re.escape(str(shape))}"
    with pytest.raises(ValueError, match=message):
        Bidirectional(inner(U))(np.ones(shape, "float32"))


def test_a_call_that_fails_leaves_no_dropout_mask():
    layer = built(Bidirectional(layers.GRU(U, dropout=0.5, recurrent_dropout=0.5)))
    layer(inputs(), training=True)
    with pytest.raises(ValueError, match=r"\(batch, time, 5\)\. Received \(3, 7, 4\)"):
        layer(inputs((B, T, F - 1)), training=True)
    assert tuple(layer(inputs((B + 1, T, F)), training=True).shape) == (B + 1, 2 * U)


def test_layers_that_do_not_fit():
    with pytest.raises(ValueError, match=r"keras\.layers\.Layer"):
        Bidirectional("LSTM")
    with pytest.raises(ValueError, match="go_backwards"):
        Bidirectional(layers.LSTM(U), backward_layer=layers.LSTM(U))
    backward = layers.LSTM(U, return_sequences=True, go_backwards=True)
    with pytest.raises(ValueError, match="return_sequences"):
        Bidirectional(layers.LSTM(U), backward_layer=backward)

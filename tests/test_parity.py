"""Every layer against two independent oracles, in float64, on whatever backend is in use."""

import functools

from backends import (
    BACKEND,
    CASES,
    MASKS,
    B,
    F,
    T,
    U,
    built,
    gradients,
    mask_named,
    numpy,
    random_arrays,
)

import numpy as np
import pytest

WITH_KERAS = [name for name, case in CASES.items() if case.keras_layer]
OPTIONS = {"return_sequences": True, "return_state": True, "dtype": "float64"}


@functools.cache
def problem(name):
    """Inputs, different states that are not zero, and where the backward pass starts."""
    n_states = len(CASES[name].make().state_size)
    x, *rest = random_arrays([(B, T, F)] + [(B, U)] * n_states, seed=2, scale=1.0)
    d_outputs, *d_states = random_arrays([(B, T, U)] + [(B, U)] * n_states, seed=3, scale=1.0)
    return x, rest, d_outputs, d_states


@functools.cache
def solved(name, mask_name, which):
    """(results, gradients) of our layer, of Keras's, or of the twin."""
    case, mask = CASES[name], mask_named(mask_name)
    x, states, d_outputs, d_states = problem(name)
    if BACKEND == "jax" and mask is not None:
        # Before the first step that is not masked, Keras shows zeros, but on JAX the initial state.
        # There, and on JAX only, these steps are left out of the comparison.
        shown = np.cumsum(mask, axis=1)[:, :, None] > 0
    else:
        shown = np.ones((B, T, 1), dtype=bool)
    if which == "twin":
        weights = built(case.make(**OPTIONS)).get_weights()
        run = case.run_twin(x, *weights, initial_state=states, mask=mask)
        grads = run.backward(d_outputs * shown, d_states)
        results = [run.outputs, *run.states]
        slopes = [grads.inputs, *grads.initial_state, *grads.weights]
    else:
        layer = built(case.make(which, **OPTIONS))
        results, slopes = gradients(layer, x, states, mask, d_outputs * shown, d_states)
    return [results[0] * shown, *results[1:]], slopes


def assert_near(got, want, tolerance):
    assert len(got) == len(want)
    for k, (a, b) in enumerate(zip(got, want, strict=True)):
        assert a.dtype == np.float64, f"array {k}"
        assert np.abs(b).max() > 0, f"array {k} is all zero and proves nothing"
        np.testing.assert_allclose(a, b, rtol=0, atol=tolerance, err_msg=f"array {k}")


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("name", CASES)
def test_forward_equals_the_numpy_twin(name, mask):
    assert_near(solved(name, mask, "ours")[0], solved(name, mask, "twin")[0], 1e-10)


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("name", CASES)
def test_gradients_equal_the_numpy_twin(name, mask):
    """By inputs, by both initial states, and by every weight."""
    assert_near(solved(name, mask, "ours")[1], solved(name, mask, "twin")[1], 1e-8)


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("name", WITH_KERAS)
def test_forward_equals_keras(name, mask):
    assert_near(solved(name, mask, "ours")[0], solved(name, mask, "keras_layer")[0], 1e-10)


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("name", WITH_KERAS)
def test_gradients_equal_keras(name, mask):
    assert_near(solved(name, mask, "ours")[1], solved(name, mask, "keras_layer")[1], 1e-8)


@pytest.mark.parametrize("name", CASES)
def test_zero_initial_state_and_a_linear_activation(name):
    case = CASES[name]
    layer = built(case.make(activation="linear", **OPTIONS))
    (x,) = random_arrays([(B, T, F)], seed=4)
    run = case.run_twin(x, *layer.get_weights(), activation="linear")
    assert_near([numpy(r) for r in layer(x)], [run.outputs, *run.states], 1e-10)


@pytest.mark.parametrize("name", WITH_KERAS)
def test_weights_go_both_ways(name):
    case = CASES[name]
    (x,) = random_arrays([(B, T, F)], seed=5)
    ours, theirs = case.make(dtype="float64"), built(case.make("keras_layer", dtype="float64"))
    ours.build((B, T, F))
    ours.set_weights(theirs.get_weights())
    np.testing.assert_allclose(numpy(ours(x)), numpy(theirs(x)), rtol=0, atol=1e-10)

    built(ours, seed=6)  # other weights, the other way round
    assert np.abs(numpy(ours(x) - theirs(x))).max() > 0.01
    theirs.set_weights(ours.get_weights())
    np.testing.assert_allclose(numpy(ours(x)), numpy(theirs(x)), rtol=0, atol=1e-10)


# TensorFlow carries LSTM kernels with peepholes of its own, written in C++ and in float32 only.
KERNEL_ORDER = {"BlockLSTM": [0, 2, 1, 3], "BlockLSTMV2": [0, 1, 2, 3]}  # ours is i, f, g, o


def fused_peephole_lstm(kernel, x, weights, h, c):
    """Outputs (B, T, U), last h and c from one of TensorFlow's kernels, as tensors."""
    import tensorflow as tf

    w, r, b, p = weights
    order = KERNEL_ORDER[kernel]

    def reorder(array):
        blocks = tf.split(array, 4, axis=-1)
        return tf.concat([blocks[k] for k in order], axis=-1)

    # The first version adds a bias to the forget gate itself, and both clip the memory unless told.
    extra = {"forget_bias": 0.0} if kernel == "BlockLSTM" else {}
    result = getattr(tf.raw_ops, kernel)(
        seq_len_max=tf.constant(x.shape[1], tf.int64),
        x=tf.transpose(x, [1, 0, 2]),
        cs_prev=c,
        h_prev=h,
        w=reorder(tf.concat([w, r], axis=0)),
        wci=p[0],
        wcf=p[1],
        wco=p[2],
        b=reorder(b),
        cell_clip=-1.0,
        use_peephole=True,
        **extra,
    )
    return tf.transpose(result.h, [1, 0, 2]), result.h[-1], result.cs[-1]


@pytest.mark.skipif(BACKEND != "tensorflow", reason="the fused kernels are TensorFlow's own")
@pytest.mark.parametrize("kernel", KERNEL_ORDER)
def test_peephole_lstm_equals_the_fused_kernel_of_tensorflow(kernel):
    import tensorflow as tf

    layer = built(CASES["PeepholeLSTM"].make(return_sequences=True, return_state=True))
    x, (h, c), d_outputs, (d_h, d_c) = problem("PeepholeLSTM")
    x, h, c, d_outputs, d_h, d_c = (
        tf.constant(a, tf.float32) for a in (x, h, c, d_outputs, d_h, d_c)
    )
    weights = [w.value for w in layer.trainable_variables]

    def run(function):
        with tf.GradientTape() as tape:
            tape.watch([x, h, c])
            outputs, last_h, last_c = function()
            loss = sum(
                tf.reduce_sum(a * d)
                for a, d in ((outputs, d_outputs), (last_h, d_h), (last_c, d_c))
            )
        slopes = tape.gradient(loss, [x, h, c, *weights])
        return [outputs, last_h, last_c], slopes

    results, slopes = run(lambda: layer(x, initial_state=[h, c]))
    want_results, want_slopes = run(lambda: fused_peephole_lstm(kernel, x, weights, h, c))
    if kernel == "BlockLSTM":  # for the second version TensorFlow registers the gradient of the
        results, want_results = results + slopes, want_results + want_slopes  # first: wrong order
    for got, want in zip(results, want_results, strict=True):
        assert np.abs(want).max() > 0
        np.testing.assert_allclose(got, want, rtol=0, atol=1e-5)

"""The NumPy twins, proved without any framework: finite differences, by hand, and bad input."""

import re

from backends import MASKS, mask_named, random_arrays
from rnn_utils import reference
from rnn_utils.checks import check_gradients

import numpy as np
import pytest

B, T, F, U = 2, 4, 3, 5
TWINS = {
    "simple_rnn": (reference.simple_rnn, {}, [(F, U), (U, U), (U,)], 1),
    "lstm": (reference.lstm, {}, [(F, 4 * U), (U, 4 * U), (4 * U,)], 2),
    "peephole": (reference.lstm, {}, [(F, 4 * U), (U, 4 * U), (4 * U,), (3, U)], 2),
    "gru": (reference.gru, {}, [(F, 3 * U), (U, 3 * U), (2, 3 * U)], 1),
    "gru-before": (
        reference.gru,
        {"reset_after": False},
        [(F, 3 * U), (U, 3 * U), (3 * U,)],
        1,
    ),
}
TRACES = {
    "simple_rnn": "h",
    "lstm": "ifgoch",
    "peephole": "ifgoch",
    "gru": "zrgh",
    "gru-before": "zrgh",
}


def make(name, activation="tanh", mask=None):
    """(the arrays of a problem by name, a function that runs the twin on them)."""
    twin, options, shapes, n_states = TWINS[name]
    arrays = random_arrays([(B, T, F), *shapes, *[(B, U)] * n_states], seed=7)
    names = ["x", *[f"weight {k}" for k in range(len(shapes))]]
    names += [f"state {k}" for k in range(n_states)]
    n = 1 + len(shapes)

    def run():
        return twin(
            *arrays[:n], initial_state=arrays[n:], mask=mask, activation=activation, **options
        )

    return dict(zip(names, arrays, strict=True)), run


@pytest.mark.parametrize(
    ("activation", "mask"), [*[("tanh", mask) for mask in MASKS], ("linear", "gaps")]
)
@pytest.mark.parametrize("name", TWINS)
def test_gradients_equal_finite_differences(name, activation, mask):
    mask = None if mask == "none" else mask_named(mask)[1:, :T]  # two rows, four steps
    arrays, run = make(name, activation, mask)
    n_states = len(run().states)
    d_outputs, *d_states = random_arrays([(B, T, U)] + [(B, U)] * n_states, seed=8, scale=1.0)

    def loss():
        r = run()
        pairs = zip(r.states, d_states, strict=True)
        return (r.outputs * d_outputs).sum() + sum((s * d).sum() for s, d in pairs)

    grads = run().backward(d_outputs, d_states)
    flat = [grads.inputs, *grads.weights, *grads.initial_state]
    check_gradients(loss, arrays, dict(zip(arrays, flat, strict=True)), tolerance=1e-7)


@pytest.mark.parametrize("name", TWINS)
def test_gradients_of_the_outputs_alone(name):
    """Without d_states the final states do not count."""
    arrays, run = make(name)
    (d_outputs,) = random_arrays([(B, T, U)], seed=9)
    grads = run().backward(d_outputs)
    check_gradients(
        lambda: (run().outputs * d_outputs).sum(),
        {"x": arrays["x"]},
        {"x": grads.inputs},
        tolerance=1e-7,
    )


@pytest.mark.parametrize("name", TWINS)
def test_traces_and_states(name):
    _, run = make(name)
    r = run()
    assert "".join(r.trace) == TRACES[name]
    assert all(a.shape == (B, T, U) for a in r.trace.values())
    np.testing.assert_array_equal(r.outputs, r.trace["h"])
    np.testing.assert_array_equal(r.states[0], r.outputs[:, -1])
    if len(r.states) == 2:
        np.testing.assert_array_equal(r.states[1], r.trace["c"][:, -1])


def test_a_masked_step_keeps_the_state_and_repeats_the_output():
    mask = np.array([[0, 1, 0, 1], [0, 0, 0, 0]], dtype=bool)
    arrays, run = make("lstm", mask=mask)
    r = run()
    assert not r.outputs[0, 0].any()  # nothing to repeat yet
    np.testing.assert_array_equal(r.outputs[0, 2], r.outputs[0, 1])
    assert not r.outputs[1].any()
    for k in (0, 1):
        np.testing.assert_array_equal(r.states[k][1], arrays[f"state {k}"][1])
    short = reference.lstm(
        arrays["x"][:1, [1, 3]],
        *[arrays[f"weight {k}"] for k in range(3)],
        initial_state=[arrays[f"state {k}"][:1] for k in (0, 1)],
    )
    np.testing.assert_allclose(r.states[0][:1], short.states[0], atol=1e-14)


def test_all_weights_one_by_hand():
    """Two inputs, two hidden units, two outputs, all weights 1: order matters."""
    ones = np.ones((2, 2))

    def outputs(x):
        run = reference.simple_rnn([x], ones, ones, [0, 0], activation="linear")
        return (run.outputs[0] @ ones).tolist()

    assert outputs([[1, 1], [1, 1], [2, 2]]) == [[4, 4], [12, 12], [32, 32]]
    assert outputs([[2, 2], [1, 1], [1, 1]]) == [[8, 8], [20, 20], [44, 44]]


def test_one_lstm_cell_by_hand():
    """Value, writing signal and reading signal; the gates are set by hand."""
    x = np.array(
        [
            [1, 0, 0],
            [3, 1, 0],
            [2, 0, 0],
            [4, 1, 0],
            [2, 0, 0],
            [1, 0, 1],
            [3, -1, 0],
            [6, 1, 0],
            [1, 0, 1],
        ]
    )
    # gate order i, f, g, o
    kernel = [[0, 0, 1, 0], [100, 100, 0, 0], [0, 0, 0, 100]]
    run = reference.lstm(x[None], kernel, np.zeros((1, 4)), [-10, 10, 0, -10], activation="linear")
    np.testing.assert_allclose(run.trace["c"].ravel(), [0, 3, 3, 7, 7, 7, 0, 6, 6], atol=1e-3)
    np.testing.assert_allclose(run.outputs.ravel(), [0, 0, 0, 0, 0, 7, 0, 0, 6], atol=1e-3)


def test_large_numbers_do_not_overflow():
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_array_equal(reference.sigmoid(np.array([-1e4, 0.0, 1e4])), [0, 0.5, 1])


@pytest.mark.parametrize("name", TWINS)
def test_unknown_activation(name):
    with pytest.raises(ValueError, match=r"one of \['linear', 'tanh'\].*Received 'relu'"):
        make(name, activation="relu")[1]()
    with pytest.raises(ValueError, match=r"one of \['linear', 'tanh'\].*Received \['tanh'\]"):
        make(name, activation=["tanh"])[1]()


@pytest.mark.parametrize("shape", [(T, F), (B, T, F, 1), (B, 0, F)])
def test_sequences_of_the_wrong_shape(shape):
    message = f"(batch, time, features) with at least one step. Received {shape}. One sequence"
    with pytest.raises(ValueError, match=re.escape(message)):
        reference.simple_rnn(np.ones(shape), np.ones((F, U)), np.ones((U, U)), np.ones(U))


@pytest.mark.parametrize(
    ("name", "which", "shape", "expected"),
    [
        ("simple_rnn", 0, (F + 1, U), (F, U)),
        ("simple_rnn", 1, (U, U + 1), (U, U)),
        ("simple_rnn", 2, (1, U), (U,)),
        ("lstm", 0, (F, 3 * U), (F, 4 * U)),
        ("peephole", 3, (4, U), (3, U)),
        ("gru", 2, (3 * U,), (2, 3 * U)),
        ("gru-before", 2, (2, 3 * U), (3 * U,)),
    ],
)
def test_weights_of_the_wrong_shape(name, which, shape, expected):
    twin, options, shapes, _ = TWINS[name]
    weights = random_arrays(shapes)
    weights[which] = np.ones(shape)
    message = rf"must have the shape {re.escape(str(expected))}.*Received {re.escape(str(shape))}"
    with pytest.raises(ValueError, match=message):
        twin(np.ones((B, T, F)), *weights, **options)


def test_mask_states_and_gradients_of_the_wrong_shape():
    weights = random_arrays(TWINS["lstm"][2])
    x = np.ones((B, T, F))
    with pytest.raises(ValueError, match=r"\(batch, time\) = \(2, 4\). Received \(4, 2\)"):
        reference.lstm(x, *weights, mask=np.ones((T, B)))
    with pytest.raises(ValueError, match=r"2 array\(s\) of the shape \(2, 5\). Received \[\(2, 5"):
        reference.lstm(x, *weights, initial_state=[np.ones((B, U))])
    with pytest.raises(ValueError, match=r"the shape of the outputs, \(2, 4, 5\). Received \(2, 5"):
        reference.lstm(x, *weights).backward(np.ones((B, U)))
    with pytest.raises(ValueError, match=r"2 array\(s\).*Received \[\(2, 4\)"):
        reference.lstm(x, *weights).backward(np.ones((B, T, U)), [np.ones((B, 4))] * 2)

"""The checks themselves: they pass what is right and go red, with a useful text, on the rest."""

from rnn_utils import cells, layers
from rnn_utils.checks import (
    ClaimError,
    assert_same_layer,
    check_gradients,
    claim,
    expect,
    expect_close,
    expect_equal,
    expect_shape,
)

import keras
import numpy as np
import pytest
from keras import ops


def test_a_claim_that_holds_prints_one_exact_line(capsys):
    claim("The LSTM needs fewer bits", 2.10 < 2.60, measured=f"{2.1:.2f} against {2.6:.2f}")
    claim("Two is even", np.bool_(True))
    captured = capsys.readouterr()
    assert captured.out == (
        "✓ The LSTM needs fewer bits (measured 2.10 against 2.60)\n✓ Two is even\n"
    )
    assert captured.err == ""


def test_a_claim_that_does_not_hold_fails_with_text_and_value(capsys):
    with pytest.raises(ClaimError) as failure:
        claim("The LSTM needs fewer bits", False, measured="2.60 against 2.10")
    assert str(failure.value) == "✗ The LSTM needs fewer bits (measured 2.60 against 2.10)"
    assert isinstance(failure.value, AssertionError)
    assert capsys.readouterr().out == ""
    with pytest.raises(ClaimError, match=r"\(measured 0\)"):
        claim("a value that is false itself is shown", False, measured=0)


@pytest.mark.parametrize("condition", [1, 0, None, "yes", [], np.array([True]), np.array(True)])
def test_a_claim_wants_one_truth_value(condition):
    with pytest.raises(TypeError, match=r"must be True or False. Received .*Compare with a number"):
        claim("Something", condition)


def test_expect():
    expect(True, "never shown")
    with pytest.raises(AssertionError, match=r"^✗ Add the bias\.$"):
        expect(False, "Add the bias.")


def test_expect_equal():
    expect_equal("the answer", 42, 42)
    with pytest.raises(AssertionError, match=r"^✗ the answer should be 42, but it is 41\. Add"):
        expect_equal("the answer", 41, 42, hint="Add one.")
    with pytest.raises(AssertionError, match=r"✗ the answer is still None\. Add one\."):
        expect_equal("the answer", None, 42, hint="Add one.")


def test_expect_shape():
    expect_shape("h", np.ones((2, 3)), (2, 3))
    expect_shape("h", [[1, 2, 3]], [1, 3])
    with pytest.raises(AssertionError, match=r"h should have the shape \(3, 2\), not \(2, 3\). T"):
        expect_shape("h", np.ones((2, 3)), (3, 2), hint="Transpose.")
    with pytest.raises(AssertionError, match="✗ h is still None"):
        expect_shape("h", None, (3, 2))


def test_expect_close():
    assert expect_close("h", [1.0, 2.5], ops.convert_to_tensor([1.0, 2.0]), tolerance=0.6) == 0.5
    assert expect_close("nothing", np.ones((0, 2)), np.ones((0, 2))) == 0.0
    with pytest.raises(AssertionError, match=r"✗ h should be 2 at \(0, 1\), but it is 2.5. Hm."):
        expect_close("h", [[1.0, 2.5]], [[1.0, 2.0]], hint="Hm.")
    with pytest.raises(AssertionError, match=r"✗ h should be 2, but it is 2.5"):
        expect_close("h", 2.5, 2.0)
    with pytest.raises(AssertionError, match=r"should have the shape \(2,\), not \(1, 2\)"):
        expect_close("h", [[1.0, 2.0]], [1.0, 2.0])
    with pytest.raises(AssertionError, match="✗ h is still None"):
        expect_close("h", None, 2.0)


@pytest.mark.parametrize(("got", "want"), [(np.nan, 1.0), (1.0, np.nan), (np.inf, 1.0)])
def test_expect_close_refuses_what_is_not_a_number(got, want):
    with pytest.raises(AssertionError, match=r"h should be \S+ at \(1,\), but it is \S+\."):
        expect_close("h", [5.0, got, 7.0], [5.0, want, 7.0], tolerance=100.0)


class SwappedGates(cells.LSTMCell):
    """Wrong on purpose: forget and input gate change places."""

    def call(self, inputs, states, training=False):
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        f, i, g, o = ops.split(z, 4, axis=-1)
        c = ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(g)
        h = ops.sigmoid(o) * ops.tanh(c)
        return h, [h, c]


class IgnoredBias(cells.LSTMCell):
    """Wrong on purpose: the bias is made but not used."""

    def call(self, inputs, states, training=False):
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel)
        i, f, g, o = ops.split(z, 4, axis=-1)
        c = ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(g)
        h = ops.sigmoid(o) * ops.tanh(c)
        return h, [h, c]


class WrongGradient(cells.LSTMCell):
    """Wrong on purpose: no gradient flows through the state, though every output is right."""

    def call(self, inputs, states, training=False):
        return super().call(inputs, [ops.stop_gradient(s) for s in states])


class ForgottenState(cells.LSTMCell):
    """Wrong on purpose: reads the memory, but not the last output."""

    def call(self, inputs, states, training=False):
        h, c = states
        return super().call(inputs, [ops.zeros_like(h), c])


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (SwappedGates, "result 0 from zero states should be"),
        (IgnoredBias, "result 0 from zero states should be"),
        (ForgottenState, "result 0 from zero states should be"),
        (WrongGradient, "a weight after a training step should be"),
    ],
)
def test_assert_same_layer_goes_red_on_a_wrong_cell(cell, message):
    with pytest.raises(AssertionError, match=message):
        assert_same_layer(keras.layers.RNN(cell(3)), keras.layers.LSTM(3))


class BlindToMasks(layers.GRU):
    """Wrong on purpose: drops the mask."""

    def call(self, sequences, initial_state=None, mask=None, training=False):
        return super().call(sequences, initial_state=initial_state, training=training)


class BlindToStates(layers.GRU):
    """Wrong on purpose: always starts from zero."""

    def call(self, sequences, initial_state=None, mask=None, training=False):
        return super().call(sequences, mask=mask, training=training)


@pytest.mark.parametrize(
    ("layer", "message"),
    [(BlindToMasks, "result 0 with a mask"), (BlindToStates, "result 0 from given states")],
)
def test_assert_same_layer_goes_red_on_a_wrong_layer(layer, message):
    with pytest.raises(AssertionError, match=message):
        assert_same_layer(layer(3), keras.layers.GRU(3))


def test_assert_same_layer_wants_the_same_weights():
    with pytest.raises(AssertionError, match="the shapes of the weights should be"):
        assert_same_layer(layers.GRU(3, reset_after=False), keras.layers.GRU(3))
    with pytest.raises(AssertionError, match="the shapes of the weights should be"):
        assert_same_layer(layers.LSTM(4), keras.layers.LSTM(3))


def test_assert_same_layer_passes_equals(capsys):
    options = {"return_sequences": True, "return_state": True}
    assert_same_layer(layers.LSTM(3, **options), keras.layers.LSTM(3, **options))
    line = capsys.readouterr().out
    assert line.startswith("✓ LSTM = LSTM: outputs and states with and without a mask, ")
    assert line.count("\n") == 1
    assert_same_layer(layers.GRU(3), keras.layers.GRU(3))
    assert "states" not in capsys.readouterr().out  # none were returned, none compared


def test_check_gradients():
    w = np.array([[1.0, -2.0], [0.5, 3.0]])
    before, slope = w.copy(), 3 * w**2
    worst = check_gradients(lambda: (w**3).sum(), {"w": w}, {"w": slope})
    assert 0 <= worst < 1e-6
    np.testing.assert_array_equal(w, before)  # put back
    slope[1, 0] = -slope[1, 0]
    with pytest.raises(AssertionError, match=r"gradient of w at \(1, 0\) is -0.75, but .* 0.75"):
        check_gradients(lambda: (w**3).sum(), {"w": w}, {"w": slope})
    slope[1, 0] = np.nan
    with pytest.raises(AssertionError, match=r"gradient of w at \(1, 0\) is nan"):
        check_gradients(lambda: (w**3).sum(), {"w": w}, {"w": slope})


def test_check_gradients_refuses_what_it_cannot_measure():
    w = np.ones(2, dtype="float32")
    with pytest.raises(ValueError, match=r"w must be float64\. Received float32\. In float32"):
        check_gradients(lambda: w.sum(), {"w": w}, {"w": np.ones(2)})
    w = np.ones(2)
    with pytest.raises(AssertionError, match=r"gradient of w should have the shape \(2,\), not"):
        check_gradients(lambda: w.sum(), {"w": w}, {"w": np.ones((1, 2))})
    with pytest.raises(AssertionError, match=r"names of the gradients should be \['w'\]"):
        check_gradients(lambda: w.sum(), {"w": w}, {"v": np.ones(2)})

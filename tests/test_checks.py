"""The checks themselves: they pass what is right and go red, with a useful text, on the rest."""

import io
import itertools
import sys
from decimal import Decimal
from fractions import Fraction

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

NAN, INF = np.nan, np.inf


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
    with pytest.raises(ClaimError, match="✗ NumPy says so"):
        claim("NumPy says so", np.bool_(False))


@pytest.mark.parametrize("condition", [1, 0, None, "yes", [], np.array([True]), np.array(True)])
def test_a_claim_wants_one_truth_value(condition):
    with pytest.raises(TypeError, match=r"must be True or False. Received .*Compare with a number"):
        claim("Something", condition)


@pytest.mark.parametrize(
    ("measured", "printed"),
    [
        (np.eye(2), "[[1. 0.]  [0. 1.]]"),
        ("one\ntwo\r\nthree", "one two three"),
        (" 0.50  ", " 0.50  "),
        (np.float32(0.1), "0.1"),
        (300 * "x", 300 * "x"),
    ],
)
def test_what_was_measured_is_printed_in_one_line(capsys, measured, printed):
    claim("It works", True, measured=measured)
    assert capsys.readouterr().out == f"✓ It works (measured {printed})\n"
    with pytest.raises(ClaimError) as failure:
        claim("It works", False, measured=measured)
    assert str(failure.value) == f"✗ It works (measured {printed})"


def test_what_is_no_truth_value_is_named_in_one_line():
    with pytest.raises(TypeError) as failure:
        claim("Something", np.zeros((100, 100)))
    assert "\n" not in str(failure.value)
    assert "ndarray: array([[0., 0., " in str(failure.value)
    assert len(str(failure.value)) < 400


@pytest.mark.parametrize("text", [5, None, b"bytes", True, ["a"]])
def test_a_claim_wants_a_sentence(text):
    with pytest.raises(TypeError, match=r"text must be a sentence in quotes.* Received \w+: "):
        claim(text, True)


@pytest.mark.parametrize("text", ["", "two\nlines", "an end\n", "a\u2028b"])
def test_a_claim_is_one_line(capsys, text):
    with pytest.raises(ValueError, match=r"text must be one line\. Received "):
        claim(text, True)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("encoding", "printed"),
    [
        ("cp1252", "\\u2713 Où? (measured 1 \\u2264 2)\n"),
        ("ascii", "\\u2713 O\\xf9? (measured 1 \\u2264 2)\n"),
        ("utf-16", "✓ Où? (measured 1 ≤ 2)\n"),
    ],
)
def test_a_stream_that_lacks_the_tick_gets_an_escape(monkeypatch, encoding, printed):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    monkeypatch.setattr(sys, "stdout", stream)
    claim("Où?", True, measured="1 ≤ 2")
    stream.flush()
    assert stream.buffer.getvalue().decode(encoding) == printed


def test_a_claim_needs_no_standard_output(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)  # as pythonw has it
    claim("Two is even", True)


def test_expect():
    expect(True, "never shown")
    expect(np.array([True, True]), "never shown")
    with pytest.raises(AssertionError, match=r"^✗ Some are wrong\.$"):
        expect(ops.convert_to_tensor([True, False]), "Some are wrong. ")
    with pytest.raises(AssertionError, match=r"^✗ Add the bias\.$"):
        expect(False, "Add the bias.")


def test_expect_equal():
    expect_equal("the answer", 42, 42)
    with pytest.raises(AssertionError, match=r"^✗ the answer should be 42, but it is 41\. Add"):
        expect_equal("the answer", 41, 42, hint="Add one.")
    with pytest.raises(AssertionError, match=r"✗ the answer is still None\. Add one\."):
        expect_equal("the answer", None, 42, hint="Add one.")
    with pytest.raises(AssertionError, match=r"✗ the answer is still three dots\.$"):
        expect_equal("the answer", ..., 42)


def tensor(values):
    return ops.convert_to_tensor(values, dtype="float32")


class TorchTensor:
    """Stands in for a tensor of PyTorch that belongs to a graph."""

    def __init__(self, values):
        self.values = values

    def __array__(self, *arguments, **options):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")

    def detach(self):
        return self

    def cpu(self):
        return np.array(self.values, dtype="float32")


EQUAL = {
    "array and list": (lambda: np.array([1, 2]), [1, 2]),
    "list and array": (lambda: [1, 2], np.array([1, 2])),
    "tuple and list": (lambda: (1, 2), [1, 2]),
    "list of tuples": (lambda: [(1, 2), (3, 4)], [[1, 2], [3, 4]]),
    "list of arrays": (lambda: [np.array([1, 2]), np.array([3])], [(1, 2), (3,)]),
    "two arrays": (lambda: np.eye(2), np.eye(2, dtype=int)),
    "tensor": (lambda: tensor([0.1, 0.2]), [0.1, 0.2]),
    "wanted tensor": (lambda: [0.1, 0.2], tensor([0.1, 0.2])),
    "what float32 holds": (lambda: float(np.float32(0.1)), np.float32(0.1)),
    "tensor in a graph": (lambda: TorchTensor([0.1, 0.2]), [0.1, 0.2]),
    "Keras variable": (lambda: keras.Variable([1.0, 2.0]), [1, 2]),
    "array of one value": (lambda: np.array(3), 3),
    "ragged": (lambda: [[1], (2, 3)], [[1], [2, 3]]),
    "array of lists": (lambda: np.array([[1], [2, 3]], dtype=object), [[1], [2, 3]]),
    "generator": (lambda: (i for i in range(3)), [0, 1, 2]),
    "map": (lambda: map(str, (1, 2)), ["1", "2"]),
    "range": (lambda: range(3), [0, 1, 2]),
    "values of a dictionary": (lambda: {"a": 1}.values(), [1]),
    "dictionary": (lambda: {"a": np.array([1, 2])}, {"a": (1, 2)}),
    "set": (lambda: {1, 2}, {2, 1}),
    "words": (lambda: np.array(["a", "b"]), ["a", "b"]),
    "True and 1": (lambda: True, 1),
    "NumPy's True": (lambda: np.True_, True),
    "unsigned": (lambda: np.array([200], dtype="uint8"), [200]),
    "infinity": (lambda: np.array([INF, -INF]), [INF, -INF]),
    "NaN": (lambda: np.array([1, NAN]), [1, float("nan")]),
    "complex": (lambda: np.array([1j], dtype="complex64"), [1j]),
    "nothing": (lambda: np.array([]), []),
    "None": (lambda: None, None),
    "class": (lambda: int, int),
}


@pytest.mark.parametrize(("got", "want"), EQUAL.values(), ids=EQUAL)
def test_equal_values_are_equal_whatever_holds_them(got, want):
    expect_equal("x", got(), want)
    expect_equal("x", [got()], (want,))


UNEQUAL = {
    "array": (np.array([1, 2]), (1, 3), "x should be (1, 3), but it is [1, 2]."),
    "shorter": ([1, 2], np.array([1]), "x should be [1], but it is [1, 2]."),
    "one more": ((1, 2), np.array([1, 2, 3]), "x should be [1, 2, 3], but it is (1, 2)."),
    "transposed": (np.ones((1, 2)), np.ones((2, 1)), "[[1.0], [1.0]], but it is [[1.0, 1.0]]."),
    "list of one": ([3], 3, "x should be 3, but it is [3]."),
    "ragged": ([[1], [2]], [[1], [2, 3]], "should be [[1], [2, 3]], but it is [[1], [2]]."),
    "a word": ("3", 3, "x should be 3, but it is '3'."),
    "word in a list": ([1, "2"], [1, 2], "x should be [1, 2], but it is [1, '2']."),
    "letters": ("ab", ["a", "b"], "should be ['a', 'b'], but it is 'ab'."),
    "None inside": ([1, None], [1, 2], "x should be [1, 2], but it is [1, None]."),
    "None wanted": (3, None, "x should be None, but it is 3."),
    "function": (len, 3, "x is len itself, which was not called: write len(…)."),
    "layer": (keras.layers.Dense(2), [1], "x is Dense itself, which was not called"),
    "NaN": ([1.0], [NAN], "x should be [nan], but it is [1.0]."),
    "NaN given": ([NAN], [1.0], "x should be [1.0], but it is [nan]."),
    "other infinity": (INF, -INF, "x should be -inf, but it is inf."),
    "infinity in float32": (np.float32(INF), 1e300, "x should be 1e+300, but it is inf."),
    "float32": (tensor([0.1, 0.2]), [0.1, 0.3], "should be [0.1, 0.3], but it is [0.1, 0.2]."),
    "float64": (0.1 + 1e-12, 0.1, "x should be 0.1, but it is 0.10000000000100001."),
    "wrapped": (np.uint8([200]), [-56], "x should be [-56], but it is [200]."),
    "wrapped to float": (np.uint8([255]), [-1.0], "x should be [-1.0], but it is [255]."),
    "no number": (np.True_, False, "x should be False, but it is True."),
    "set": ({1, 2}, [1, 2], "x should be [1, 2], but it is {1, 2}."),
    "key": ({"a": 1}, {"b": 1}, "x should be {'b': 1}, but it is {'a': 1}."),
    "value": ({"a": [1]}, {"a": [2]}, "x should be {'a': [2]}, but it is {'a': [1]}."),
    "symbolic": (keras.Input((3,)), [1], "x should be [1], but it is <KerasTensor"),
    "long": (range(300), [*range(299), 7], "x should be 7 at [299], but it is 299."),
    "long and deep": (
        np.zeros((9, 99)),
        np.eye(9, 99, k=3),
        "x should be 1.0 at [0][3], but it is 0.0.",
    ),
    "too long": (range(300), range(301), "should be 301 entries long, but it is 300 entries long."),
    "no end": (itertools.count(), [0, 1], "x should be 2 entries long, but it is 100000 entries"),
    "long word": ("b" * 999, "a", f"x should be 'a', but it is '{'b' * 199} …."),
}


@pytest.mark.parametrize(("got", "want", "message"), UNEQUAL.values(), ids=UNEQUAL)
def test_different_values_are_told(got, want, message):
    with pytest.raises(AssertionError) as failure:
        expect_equal("x", got, want)
    assert message in str(failure.value)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize(
    ("got", "want", "received"),
    [
        (5, 7421, "Received 5."),
        ([5, 6], [5, 7421], "Received [5, 6]."),
        ([5], np.array([5, 7421]), "Received [5]."),
        (len, 7421, "x is len itself"),
        (None, 7421, "x is still None."),
        (range(300), [*range(299), 7421], "Received [0, 1, 2, 3"),
        ("a", "7421", "Received 'a'."),
    ],
)
def test_what_is_not_revealed_is_not_told(got, want, received):
    with pytest.raises(AssertionError) as failure:
        expect_equal("x", got, want, "Draw it.", reveal=False)
    assert received in str(failure.value)
    assert str(failure.value).endswith("Draw it.")
    assert "7421" not in str(failure.value)


@pytest.mark.parametrize(
    ("got", "received"),
    [
        (5, "x is not right yet. Received 5. Draw it."),
        (7420.99, "x is not right yet. Received 7420.99. Draw it."),
        ("many", "x should be a number, but it is 'many'. Draw it."),
        ([5.0], "x should have the shape (), not (1,). Draw it."),
        (None, "x is still None. Draw it."),
    ],
)
def test_a_close_value_that_is_not_revealed_is_not_told(got, received):
    with pytest.raises(AssertionError) as failure:
        expect_close("x", got, 7421, hint="Draw it.", reveal=False)
    assert str(failure.value) == f"✗ {received}"
    with pytest.raises(AssertionError, match=r"^✗ x is not right yet at \(1,\)\. Received 5\.$"):
        expect_close("x", [5, 5], [5, 7421], reveal=False)
    expect_close("x", 7421, 7421, reveal=False)
    expect_equal("x", 7421, 7421, reveal=False)


def test_expect_shape():
    expect_shape("h", np.ones((2, 3)), (2, 3))
    expect_shape("h", [[1, 2, 3]], [1, 3])
    with pytest.raises(AssertionError, match=r"h should have the shape \(3, 2\), not \(2, 3\). T"):
        expect_shape("h", np.ones((2, 3)), (3, 2), hint="Transpose.")
    with pytest.raises(AssertionError, match="✗ h is still None"):
        expect_shape("h", None, (3, 2))
    expect_shape("h", (row for row in ([1, 2], [3, 4])), (2, 2))
    expect_shape("h", [tensor([1, 2]), tensor([3, 4])], (2, 2))
    expect_shape("h", keras.Input((3,)), (None, 3))
    expect_shape("h", 5.0, ())
    with pytest.raises(AssertionError, match=r"the shape \(2, 2\), not rows of different lengths"):
        expect_shape("h", [[1], [2, 3]], (2, 2))
    with pytest.raises(AssertionError, match="h is sum itself, which was not called"):
        expect_shape("h", sum, (2,))


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


CLOSE = {
    "list": (lambda: [1, 2.0], np.array([1.0, 2.0])),
    "tuple of tensors": (lambda: (tensor([1, 2]), tensor([3, 4])), [[1, 2], [3, 4]]),
    "tensor in a graph": (lambda: [TorchTensor([1, 2])], [[1, 2]]),
    "bfloat16": (lambda: ops.cast([1.5, 2.5], "bfloat16"), [1.5, 2.5]),
    "generator": (lambda: (i / 2 for i in range(3)), [0, 0.5, 1]),
    "fraction": (lambda: [Fraction(1, 2), Decimal("0.25")], [0.5, 0.25]),
    "large integer": (lambda: 10**30, 1e30),
    "bool": (lambda: np.array([True, False]), [1, 0]),
    "unsigned": (lambda: np.array([3, 200], dtype="uint8"), [3, 200]),
    "infinity": (lambda: [INF, -INF, 1], [INF, -INF, 1]),
    "NaN": (lambda: [NAN, 1], [NAN, 1]),
    "complex": (lambda: np.array([1j, 2]), [1j, 2]),
    "complex, but real": (lambda: 1 + 0j, 1),
    "nothing": (lambda: [], []),
}


@pytest.mark.parametrize(("got", "want"), CLOSE.values(), ids=CLOSE)
def test_close_values_are_close_whatever_holds_them(got, want):
    assert expect_close("x", got(), want) == 0.0


FAR = {
    "ragged": ([[1], [2, 3]], [[1, 1], [2, 3]], "the shape (2, 2), but its rows have different l"),
    "a word": ("1.0", 1.0, "x should be a number, but it is '1.0'."),
    "word inside": ([[1], ["a"]], [[1], [2]], "hold numbers only, but at [1][0] it holds 'a'."),
    "array of words": (
        np.array(["a"]),
        [1],
        "x should hold numbers only, but at [0] it holds 'a'.",
    ),
    "None inside": ([1, None], [1, 2], "x should hold numbers only, but at [1] it holds None."),
    "objects": (np.array([1, None]), [1, 2], "hold numbers only, but at [1] it holds None."),
    "dictionary": ({"a": 1}, 1, "x should be a number, but it is {'a': 1}."),
    "set": ({1}, [1], "x should be a number, but it is {1}."),
    "function": (lambda: 1, 1, "x is <lambda> itself, which was not called"),
    "function inside": (
        [len],
        [1],
        "numbers only, but at [0] it holds <built-in function len>",
    ),
    "dates": (np.array(["2000-01-01"], dtype="datetime64[D]"), [1], "it holds datetime.date(2000"),
    "symbolic": (keras.Input((3,)), [1], "x should be a number, but it is <KerasTensor"),
    "three dots": (..., 1, "x is still three dots."),
    "empty": ([], [1], "x should have the shape (1,), not (0,)."),
    "too large": (10**400, 1, "x holds a number that is too large to compute with."),
    "overflow": (-1.7e308, 1.7e308, "x should be 1.7e+308, but it is -1.7e+308."),
    "unsigned, above": (np.uint8([3]), np.uint8([2]), "x should be 2 at (0,), but it is 3."),
    "unsigned, below": (np.uint8([2]), np.uint8([3]), "x should be 3 at (0,), but it is 2."),
    "unsigned, wrapped": (np.uint8([0]), np.uint8([255]), "should be 255 at (0,), but it is 0."),
    "bool": (np.array([True]), np.array([False]), "x should be 0 at (0,), but it is 1."),
    "other infinity": (INF, -INF, "x should be -inf, but it is inf."),
    "no infinity": (1e300, INF, "x should be inf, but it is 1e+300."),
    "complex": (1j, 1.0, "x should be 1, but it is 0+1j."),
    "wanted": (1, "a", "the value wanted for x should be a number, but it is 'a'."),
    "worst of those that fail": ([1e9 + 5, 2], [1e9, 3], "x should be 3 at (1,), but it is 2."),
}


@pytest.mark.parametrize(("got", "want", "message"), FAR.values(), ids=FAR)
def test_what_is_not_close_is_told(got, want, message):
    with pytest.raises(AssertionError) as failure:
        expect_close("x", got, want)
    assert message in str(failure.value)


@pytest.mark.parametrize(
    ("got", "want", "message"),
    [
        (248.1664, 248.1668, "x should be 248.167, but it is 248.166."),
        (248.16610, 248.16645, "x should be 248.1664, but it is 248.1661."),
        (1 + 2e-6, 1.0, "x should be 1, but it is 1.000002."),
        (2.5, 2.0, "x should be 2, but it is 2.5."),
    ],
)
def test_the_numbers_that_are_printed_differ(got, want, message):
    with pytest.raises(AssertionError) as failure:
        expect_close("x", got, want)
    assert str(failure.value) == f"✗ {message}"


@pytest.mark.parametrize(
    ("size", "tolerance", "limit"),
    [
        (0.0, 1e-6, 1e-6),
        (0.01, 1e-6, 1e-6),  # not a share of numbers below 1
        (-1000.0, 1e-6, 1e-3),
        (1000.0, 1e-9, 1e-6),
        (1000.0, 1e-5, 1e-2),
        (1000.0, 1e-4, 1e-2),
        (1000.0, 0.05, 0.05),  # a wide tolerance does not grow
        (1e7, 0.05, 100.0),
    ],
)
def test_a_small_tolerance_is_a_share_of_large_numbers(size, tolerance, limit):
    for sign in (-1, 1):
        expect_close("x", size + sign * 0.99 * limit, size, tolerance)
        with pytest.raises(AssertionError):
            expect_close("x", size + sign * 1.02 * limit, size, tolerance)
    with pytest.raises(AssertionError):
        expect_close("x", [size, 1e-3], [size, 1e-3 + 1.1 * tolerance], tolerance)


def test_no_tolerance_wants_equal_numbers():
    expect_close("x", [1e9, INF], [1e9, INF], 0)
    with pytest.raises(AssertionError):
        expect_close("x", 1e9 + 1e-6, 1e9, 0)


@pytest.mark.parametrize("tolerance", [-1e-6, NAN, "a hint", None])
def test_a_tolerance_that_is_none_is_refused(tolerance):
    with pytest.raises(ValueError, match=r"tolerance must be a number from 0 on\. Received "):
        expect_close("x", 1, 1, tolerance)


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


class Overflowing(layers.GRU):
    """Wrong on purpose: computes no numbers, and is held against itself."""

    def call(self, sequences, **options):
        return super().call(sequences, **options) * np.nan


def test_assert_same_layer_compares_nothing_that_is_not_finite():
    with pytest.raises(AssertionError, match="result 0 from zero states is not finite"):
        assert_same_layer(Overflowing(3), Overflowing(3))


class Untrained(layers.GRU):
    """Wrong on purpose: no weight gets a gradient other than 0, and is held against itself."""

    def call(self, sequences, initial_state=None, mask=None, training=False):
        outputs = super().call(sequences, initial_state, mask, training)
        return ops.stop_gradient(outputs) + 0.0 * outputs


def test_assert_same_layer_wants_a_training_step_that_moves_the_weights():
    with pytest.raises(AssertionError, match=r"The training step moved no weight\."):
        assert_same_layer(Untrained(3), Untrained(3))


def test_assert_same_layer_wants_as_many_results():
    with pytest.raises(AssertionError, match="number of results from zero states should be 2, but"):
        assert_same_layer(layers.GRU(3), keras.layers.GRU(3, return_state=True))


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
    whole = np.ones(2, dtype=int)
    with pytest.raises(ValueError, match=r"w must be float64\. Received int64\. Make it an array"):
        check_gradients(lambda: whole.sum(), {"w": whole}, {"w": np.ones(2)})
    with pytest.raises(ValueError, match=r"w must be float64\. Received list\. Make it an array"):
        check_gradients(lambda: 0.0, {"w": [1.0]}, {"w": [0.0]})
    with pytest.raises(ValueError, match="w must be a NumPy array that can be changed"):
        check_gradients(lambda: 0.0, {"w": ops.ones(2, "float64")}, {"w": [0.0, 0.0]})
    fixed = np.broadcast_to(1.0, 2)
    with pytest.raises(ValueError, match="w must be a NumPy array that can be changed"):
        check_gradients(lambda: 0.0, {"w": fixed}, {"w": [0.0, 0.0]})
    for step in (0, -1e-6, np.nan):
        with pytest.raises(ValueError, match="step must be above 0"):
            check_gradients(lambda: 0.0, {"w": w}, {"w": w}, step=step)
    with pytest.raises(TypeError, match="function must be a function that returns the loss"):
        check_gradients(w.sum(), {"w": w}, {"w": w})
    with pytest.raises(TypeError, match=r"gradients must be a dictionary.* Received ndarray"):
        check_gradients(w.sum, {"w": w}, w)
    with pytest.raises(TypeError, match=r"arrays must be a dictionary.* Received list"):
        check_gradients(w.sum, [w], {"w": w})
    np.testing.assert_array_equal(w, 1.0)


@pytest.mark.parametrize("loss", [None, "much", np.ones(2), [1.0, 2.0], 1j, np.ones(0)])
def test_check_gradients_refuses_a_loss_that_is_not_one_number(loss):
    w = np.ones(2)
    with pytest.raises(ValueError, match=r"must return the loss, one number\. Received .*Add the"):
        check_gradients(lambda: loss, {"w": w}, {"w": np.zeros(2)})
    np.testing.assert_array_equal(w, 1.0)  # put back


def test_check_gradients_puts_an_array_back_when_the_function_raises():
    w = np.ones(2)
    with pytest.raises(ZeroDivisionError):
        check_gradients(lambda: 1 / 0, {"w": w}, {"w": w})
    np.testing.assert_array_equal(w, 1.0)


@pytest.mark.parametrize(
    "gradient",
    [[[2.0, -4.0], [1.0, 6.0]], ([2, -4], (1, 6)), tensor([[2, -4], [1, 6]])],
    ids=["nested list", "nested tuple", "tensor"],
)
@pytest.mark.parametrize("wrap", [float, np.array, lambda x: x.reshape(1), lambda x: [[x]]])
def test_check_gradients_takes_lists_and_losses_of_one_entry(gradient, wrap):
    w = np.array([[1.0, -2.0], [0.5, 3.0]])
    assert check_gradients(lambda: wrap((w**2).sum()), {"w": w}, {"w": gradient}) < 1e-6
    spoilt = [[2.0, -4.0], [1.0, 6.1]]
    with pytest.raises(AssertionError, match=r"gradient of w at \(1, 1\) is 6\.1, but .* by 6 per"):
        check_gradients(lambda: wrap((w**2).sum()), {"w": w}, {"w": spoilt})


@pytest.mark.parametrize(
    ("gradient", "message"),
    [
        (None, "the gradient of w is still None"),
        ([[1.0], [2.0, 3.0]], r"should have the shape \(2, 2\), but its rows have different len"),
        ([[1.0, "a"], [2.0, 3.0]], r"hold numbers only, but at \[0\]\[1\] it holds 'a'"),
        (np.sum, "the gradient of w is sum itself"),
    ],
)
def test_check_gradients_says_what_is_no_gradient(gradient, message):
    w = np.ones((2, 2))
    with pytest.raises(AssertionError, match=message):
        check_gradients(w.sum, {"w": w}, {"w": gradient})


def test_check_gradients_returns_the_largest_difference():
    w = np.array([1.0, 2.0, 3.0])
    gradient = 2 * w + [1e-9, 8e-7, 1e-9]
    worst = check_gradients(lambda: (w**2).sum(), {"w": w}, {"w": gradient})
    assert 1.9e-7 < worst < 2.1e-7  # a share of the gradient, 4


def test_check_gradients_compares_shares_of_large_gradients():
    w = np.array([3.0, 5.0])
    worst = check_gradients(lambda: 1e5 * (w**2).sum(), {"w": w}, {"w": 2e5 * w})  # off by 1e-4
    assert worst < 1e-7
    with pytest.raises(AssertionError, match=r"at \(1,\) is 1000002, but .* by 1000000 per"):
        check_gradients(lambda: 1e5 * (w**2).sum(), {"w": w}, {"w": 2e5 * w + [0, 2]})


def test_check_gradients_refuses_nan():
    w = np.ones(2)
    with pytest.raises(AssertionError, match=r"gradient of w at \(0,\) is 1, but .* by nan per"):
        check_gradients(lambda: np.nan, {"w": w}, {"w": np.ones(2)})


def test_check_gradients_prints_digits_that_differ():
    w = np.ones(1)
    with pytest.raises(AssertionError, match=r"is 2\.000003, but .* rises by 2 per unit"):
        check_gradients(lambda: 2 * w[0], {"w": w}, {"w": np.array([2.000003])})

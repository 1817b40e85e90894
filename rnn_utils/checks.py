"""What the book uses to keep its word: claims, comparisons of layers, and feedback on exercises."""

import importlib.metadata
import numbers
import os
import platform
import sys
from collections import deque
from collections.abc import Iterator, ValuesView
from itertools import islice

import numpy as np

__all__ = [
    "ClaimError",
    "assert_same_layer",
    "check_gradients",
    "claim",
    "environment_problems",
    "expect",
    "expect_close",
    "expect_equal",
    "expect_shape",
]

FLOAT32 = 1e-5  # a share that float32 keeps through a few steps of arithmetic
LONG = 200  # characters of an answer that a message repeats
MANY = 100_000  # entries that are read from a generator
NO_ARRAY = (TypeError, ValueError, RuntimeError)  # what arrays of no fixed shape or value raise


class ClaimError(AssertionError):
    """A sentence of the book that is not true on this machine."""


def claim(text, condition, measured=None):
    """State something about a result, and fail if it is not so.

    Args:
        text: the sentence, a plain string literal of one line, so that
            ``python -m rnn_utils.claims`` finds it.
        condition: whether it holds.
        measured: the value behind it, printed after the sentence, in one line. The tests of the
            notebooks do not compare it, because it may differ between processors.

    Raises:
        ClaimError: if the condition is false, with the text and the measured value.
        TypeError: if the text is no string, or the condition is not a single truth value.
        ValueError: if the text is not one line.

    >>> claim("Two and two are four", 2 + 2 == 4, measured=2 + 2)
    ✓ Two and two are four (measured 4)
    """
    if not isinstance(text, str):
        raise TypeError(
            "text must be a sentence in quotes, and comes first. "
            f"Received {type(text).__name__}: {_line(repr(text)):.{LONG}}."
        )
    if text.splitlines() != [text]:
        raise ValueError(
            f"text must be one line. Received {text!r}. Put the numbers into measured=."
        )
    if not isinstance(condition, bool | np.bool_):
        raise TypeError(
            "condition must be True or False. "
            f"Received {type(condition).__name__}: {_line(repr(condition)):.{LONG}}. "
            "Compare with a number first, and join several answers with .all() or .any()."
        )
    line = text if measured is None else f"{text} (measured {_line(str(measured))})"
    if not condition:
        raise ClaimError(f"✗ {line}")
    _print(f"✓ {line}")


def environment_problems(extras=("lab",)):
    """Hold this Python, its packages and its settings against what the book needs.

    Args:
        extras: the optional groups of ``pyproject.toml`` that are needed as well.

    Returns:
        A list of sentences, each naming what is wrong and how to mend it; empty if all is well.

    >>> environment_problems()
    []
    """
    from packaging.requirements import Requirement

    mend = "Run `make lab` in the book's folder: it mends .venv."
    try:
        about = importlib.metadata.metadata("rnn-utils")
    except importlib.metadata.PackageNotFoundError:
        return [f"The package rnn-utils is not installed. {mend}"]

    problems = []
    python = Requirement(f"python{about['Requires-Python']}")
    if not python.specifier.contains(platform.python_version()):
        problems.append(
            f"This is Python {platform.python_version()}, the book needs {python.specifier}. "
            "Install a fitting one, delete .venv and run `make lab`."
        )
    for line in importlib.metadata.requires("rnn-utils") or []:
        need = Requirement(line)
        if need.marker and not any(need.marker.evaluate({"extra": e}) for e in ("", *extras)):
            continue
        try:
            version = importlib.metadata.version(need.name)
        except importlib.metadata.PackageNotFoundError:
            problems.append(f"{need.name} is not installed. {mend}")
            continue
        if not need.specifier.contains(version, prereleases=True):
            problems.append(
                f"{need.name} {version} is installed, the book needs {need.name}{need.specifier}. "
                f"{mend}"
            )
    if os.environ.get("TF_ENABLE_ONEDNN_OPTS") == "0":
        problems.append(
            "TF_ENABLE_ONEDNN_OPTS=0 is set, which can double the training times. "
            "Unset it and restart Jupyter."
        )
    return problems


def assert_same_layer(ours, theirs, shape=(3, 7, 5), tolerance=1e-5):
    """Hold one recurrent layer against another: outputs, states, masks and a training step.

    Both get the same random weights, biases included, random inputs, states that are not zero and
    a mask with gaps. The layers may use ``return_sequences`` and ``return_state`` as they like,
    but both in the same way.

    Args:
        ours, theirs: two layers of equal units whose weights have equal shapes; their weights are
            overwritten.
        shape: (batch, time, features) of the inputs to try.
        tolerance: how far two numbers may be apart.

    Raises:
        AssertionError: names the first thing that differs and by how much.

    Prints one line with a tick.
    """
    import keras

    rng = np.random.default_rng(0)
    x = rng.normal(size=shape)
    mask = rng.random(shape[:2]) < 0.6
    ours.build(shape)
    theirs.build(shape)
    shapes = [[w.shape for w in layer.get_weights()] for layer in (ours, theirs)]
    expect_equal("the shapes of the weights", *shapes)
    weights = [rng.normal(0.0, 0.5, size=s) for s in shapes[0]]
    states = [0.5 * rng.normal(size=(shape[0], size)) for size in theirs.state_size]
    worst = 0.0

    def compare(what, options):
        nonlocal worst
        for layer in (ours, theirs):
            layer.set_weights(weights)
        got, want = _arrays(ours(x, **options)), _arrays(theirs(x, **options))
        expect_equal(f"the number of results {what}", len(got), len(want))
        for k, (a, b) in enumerate(zip(got, want, strict=True)):
            part = f"result {k} {what}"
            expect(np.isfinite(b).all(), f"{part} is not finite, so that nothing is compared.")
            worst = max(worst, expect_close(part, a, b, tolerance=tolerance))

    parts = len(_arrays(ours(x)))
    compare("from zero states", {})
    compare("from given states", {"initial_state": states})
    compare("with a mask", {"initial_state": states, "mask": mask})

    trained = []
    for layer in (ours, theirs):
        layer.set_weights(weights)
        inputs = keras.Input(batch_shape=shape)
        model = keras.Model(inputs, keras.tree.flatten(layer(inputs))[0])
        model.compile(keras.optimizers.SGD(1.0), "mse", run_eagerly=True)
        model.train_on_batch(x, np.zeros(model.output_shape))
        trained.append(layer.get_weights())
    for before, a, b in zip(weights, *trained, strict=True):
        expect(not np.allclose(before, b), "The training step moved no weight.")
        difference = expect_close("a weight after a training step", a, b, tolerance=tolerance)
        worst = max(worst, difference)
    results = "outputs and states" if parts > 1 else "outputs"
    _print(
        f"✓ {type(ours).__name__} = {type(theirs).__name__}: {results} with and without a mask, "
        f"training step (measured {worst:.0e} at most)"
    )


def check_gradients(function, arrays, gradients, tolerance=1e-6, step=1e-6):
    """Hold gradients against finite differences, (f(a + s) - f(a - s)) / 2s for every entry.

    Args:
        function: takes no argument and returns the loss, a number; reads the arrays.
        arrays: dict of name to float64 array; each entry is moved by ``step`` and put back.
        gradients: dict of the same names to arrays (or lists) of the same shapes.
        tolerance: how far apart the two may be, relative to the larger of 1 and the gradient.
        step: how far an entry is moved, above 0.

    Returns:
        The largest relative difference.

    Raises:
        AssertionError: names the array, the entry, and both values.
        TypeError, ValueError: if there is nothing to be measured, such as an array of integers,
            which cannot be moved by a small step, or a function that returns several numbers.

    >>> w = np.array([1.0, 2.0])
    >>> worst = check_gradients(lambda: (w**2).sum(), {"w": w}, {"w": 2 * w})
    >>> worst < 1e-8
    True
    """
    if not callable(function):
        raise TypeError(f"function must be a function that returns the loss. Received {function}.")
    for name, given in (("arrays", arrays), ("gradients", gradients)):
        if not isinstance(given, dict):
            raise TypeError(
                f"{name} must be a dictionary of name to array. Received {type(given).__name__}."
            )
    if not step > 0:
        raise ValueError(f"step must be above 0. Received {step}. 1e-6 suits most losses.")
    expect_equal("the names of the gradients", sorted(gradients), sorted(arrays))
    for name, array in arrays.items():
        kind = getattr(array, "dtype", type(array).__name__)
        if kind != np.float64:
            raise ValueError(f"{name} must be float64. Received {kind}. {_why_float64(kind)}")
        if not (isinstance(array, np.ndarray) and array.flags.writeable):
            raise ValueError(f"{name} must be a NumPy array that can be changed. Use a copy.")

    worst = 0.0
    for name, array in arrays.items():
        part = f"the gradient of {name}"
        _refuse_unanswered(part, gradients[name], array, "")
        gradient = _numbers(part, gradients[name], shape=array.shape)
        expect_shape(part, gradient, array.shape)
        for index in np.ndindex(array.shape):
            before = array[index]
            try:
                array[index] = before + step
                above = _loss(function)
                array[index] = before - step
                below = _loss(function)
            finally:
                array[index] = before
            slope = (above - below) / (2 * step)
            difference = abs(slope - gradient[index]) / max(1.0, abs(slope))
            worst = max(worst, difference)
            if not difference <= tolerance:
                received, measured = _told_apart(gradient[index], slope)
                raise AssertionError(
                    f"✗ The gradient of {name} at {index} is {received}, "
                    f"but the loss rises by {measured} per unit there."
                )
    return float(worst)


def _why_float64(kind):
    if str(kind) in ("float16", "float32"):
        return f"In {kind} the rounding error is larger than the difference that is to be measured."
    return "Make it an array of floating-point numbers first, np.array(…, dtype=float)."


def _loss(function):
    """What the function returns, as a float."""
    loss = function()
    try:
        return float(_numpy(loss).item())
    except (TypeError, ValueError):  # None, text, several numbers
        raise ValueError(
            "function must return the loss, one number. "
            f"Received {type(loss).__name__}: {_line(repr(loss)):.{LONG}}. Add the losses up."
        ) from None


def expect(condition, message):
    """Fail with a message that tells the reader what to mend; an array must hold everywhere."""
    if hasattr(condition, "__array__"):
        condition = np.all(_numpy(condition))
    if not condition:
        raise AssertionError(f"✗ {message}".rstrip())


def expect_equal(name, got, want, hint="", *, reveal=True):
    """Fail unless two values are equal: numbers, words, or lists of them, nested at will.

    Lists, tuples, arrays, tensors and generators are equal if their entries are. Numbers of
    different precision are compared in the lower one, and a wanted NaN is met by a NaN.

    Args:
        name: what is compared, the subject of the message.
        got: the answer.
        want: the value that it should have.
        hint: a sentence that helps to mend it.
        reveal: whether the message tells the wanted value. False suits questions for pencil and
            paper: the message then repeats the answer only.

    Raises:
        AssertionError: if they differ; names both, or for long ones the first place that differs.

    >>> expect_equal("the shape", np.array([2, 3]), (2, 3))
    >>> expect_equal("the sum", 5, 7, "Mind the carry.", reveal=False)
    Traceback (most recent call last):
    AssertionError: ✗ the sum is not right yet. Received 5. Mind the carry.
    """
    if want is not None:
        _refuse_unanswered(name, got, want, hint)
    got, want = _plain(got), _plain(want)
    if _same(got, want):
        return
    if not reveal:
        raise AssertionError(f"✗ {name} is not right yet. Received {_shown(got)}. {hint}".rstrip())
    place, received, wanted = _difference(got, want)
    raise AssertionError(
        f"✗ {name} should be {wanted}{place}, but it is {received}. {hint}".rstrip()
    )


def expect_shape(name, got, shape, hint=""):
    """Fail unless an array, a tensor or a list has the shape."""
    _refuse_unanswered(name, got, shape, hint)
    try:
        received = tuple(np.shape(got if hasattr(got, "shape") else _plain(got)))
    except ValueError:
        received = "rows of different lengths"
    expect(
        received == tuple(shape),
        f"{name} should have the shape {tuple(shape)}, not {received}. {hint}",
    )


def expect_close(name, got, want, tolerance=1e-6, hint="", *, reveal=True):
    """Fail unless an answer has the shape and, to within the tolerance, the values that it should.

    Args:
        name: what is compared, the subject of the message.
        got: the answer: a number, or a list, an array or a tensor of any backend.
        want: the value that it should have. A wanted infinity is met by the same infinity only,
            a wanted NaN by a NaN only.
        tolerance: how far a number may be off. Up to 1e-5 it is a share of wanted numbers beyond
            1, because float32 holds seven digits, wherever the point stands.
        hint: a sentence that helps to mend it.
        reveal: whether the message tells the wanted value. False suits questions for pencil and
            paper: the message then repeats the answer only.

    Returns:
        The largest difference.

    Raises:
        AssertionError: names the place and both values, with the digits that tell them apart.

    >>> expect_close("the thirds", [1 / 3, 2 / 3], np.array([1, 2], dtype="float32") / 3) < 1e-7
    True
    >>> expect_close("e", 2.718278, 2.718282)
    Traceback (most recent call last):
    AssertionError: ✗ e should be 2.718282, but it is 2.718278.
    """
    if not (isinstance(tolerance, numbers.Real) and tolerance >= 0):
        raise ValueError(f"tolerance must be a number from 0 on. Received {tolerance!r}.")
    _refuse_unanswered(name, got, want, hint)
    want = _numbers(f"the value wanted for {name}", want)
    got = _numbers(name, got, hint, want.shape)
    expect_shape(name, got, want.shape, hint)
    with np.errstate(invalid="ignore", over="ignore"):  # inf - inf
        difference = np.abs(got - want)
    alike = (got == want) | (np.isnan(got) & np.isnan(want))
    difference = np.where(alike, 0.0, difference)
    size = np.where(np.isfinite(want), np.abs(want), 0.0)
    near = difference <= np.maximum(tolerance, min(tolerance, FLOAT32) * size)
    if not near.all():
        wrong = np.where(near, -1.0, np.nan_to_num(difference, nan=np.inf))
        index = np.unravel_index(np.argmax(wrong), got.shape)
        place = f" at {tuple(int(i) for i in index)}" if index else ""
        received, wanted = _told_apart(got[index], want[index])
        raise AssertionError(
            f"✗ {name} should be {wanted}{place}, but it is {received}. {hint}".rstrip()
            if reveal
            else f"✗ {name} is not right yet{place}. Received {received}. {hint}".rstrip()
        )
    return float(difference.max()) if difference.size else 0.0


def _refuse_unanswered(name, got, want, hint):
    """Fail if the answer is open, or is a function where its value is wanted."""
    expect(got is not None, f"{name} is still None. {hint}")
    expect(got is not ..., f"{name} is still three dots. {hint}")
    if callable(got) and not callable(want) and not hasattr(got, "__array__"):
        function = getattr(got, "__name__", type(got).__name__)
        message = f"{name} is {function} itself, which was not called: write {function}(…). {hint}"
        expect(False, message)


def _numpy(value):
    """The NumPy array of an array or a tensor of any backend."""
    if hasattr(value, "detach"):  # a PyTorch tensor may need gradients, or lie on a GPU
        value = value.detach().cpu()
    return np.asarray(value)


def _plain(value):
    """A value with lists for all arrays, tensors and generators in it, at any depth."""
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, tuple):
        return tuple(_plain(v) for v in value)
    if isinstance(value, Iterator):
        value = list(islice(value, MANY))  # it may not end
    if isinstance(value, list | range | deque | ValuesView):
        return [_plain(v) for v in value]
    if hasattr(value, "__array__") and not isinstance(value, np.generic):
        try:
            array = _numpy(value)
        except NO_ARRAY:
            return value
        return [_plain(v) for v in array] if array.ndim else array[()]
    return value


def _same(a, b):
    """Whether two plain values are equal."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, float | np.floating) and isinstance(b, float | np.floating):
        if np.isnan(a) or np.isnan(b):
            return bool(np.isnan(a) and np.isnan(b))
        lower = min(np.asarray(a).dtype, np.asarray(b).dtype, key=lambda d: d.itemsize)
        with np.errstate(over="ignore"):
            equal = np.asarray(a, lower) == np.asarray(b, lower)
        return bool(equal and np.isinf(a) == np.isinf(b))
    try:
        return bool(a == b)
    except (TypeError, ValueError):  # objects that cannot be compared
        return False


def _difference(got, want):
    """How two plain values differ: at which place, if they are long, and both as text."""
    place = ""
    while max(len(repr(got)), len(repr(want))) > LONG:
        if not (isinstance(got, list | tuple) and isinstance(want, list | tuple)):
            break
        if len(got) != len(want):
            return place, f"{len(got)} entries long", f"{len(want)} entries long"
        k = [_same(*pair) for pair in zip(got, want, strict=True)].index(False)
        place, got, want = f"{place or ' at '}[{k}]", got[k], want[k]
    return place, _shown(got), _shown(want)


def _shown(value):
    """A plain value as text that is not too long, without NumPy's names of its types."""

    def python(value):
        if isinstance(value, dict):
            return {key: python(v) for key, v in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(map(python, value))
        if isinstance(value, np.floating):
            return float(str(value))  # 0.1, not the digits that float32 adds
        return value.item() if isinstance(value, np.generic) else value

    text = repr(python(value))
    return text if len(text) <= LONG else f"{text[:LONG]} …"


def _numbers(name, value, hint="", shape=None):
    """A float64 or complex128 array; fails if something in the value is no number."""
    if not hasattr(value, "__array__"):
        value = _plain(value)
    try:
        array = _numpy(value)
        if array.dtype.kind in "biufcV":  # V: bfloat16
            return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)
    except NO_ARRAY:
        pass
    value = _plain(value)
    for place, entry in _entries(value):
        holds = f"hold numbers only, but{place} it holds" if place else "be a number, but it is"
        is_number = isinstance(entry, numbers.Number | np.bool_)
        expect(is_number, f"{name} should {holds} {_shown(entry)}. {hint}")
    try:
        return np.asarray(value, dtype=np.float64)  # fractions, and integers beyond 64 bits
    except OverflowError:
        expect(False, f"{name} holds a number that is too large to compute with. {hint}")
    except NO_ARRAY:
        wanted = "be even" if shape is None else f"have the shape {shape}"
        expect(False, f"{name} should {wanted}, but its rows have different lengths. {hint}")


def _entries(value, place=""):
    """(place, entry) of everything in nested lists; the place reads `` at [1][0]``."""
    if not isinstance(value, list | tuple):
        yield place, value
        return
    for k, v in enumerate(value):
        yield from _entries(v, f"{place or ' at '}[{k}]")


def _told_apart(a, b):
    """Two different numbers as texts of as many digits as it takes, six at least."""
    for digits in range(6, 18):
        texts = f"{a:.{digits}g}", f"{b:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def _line(text):
    """A text of several lines as one."""
    return " ".join(text.splitlines())


def _print(line):
    """Print a line; what the console's encoding lacks comes as an escape, as on stderr."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(line.encode(encoding, "backslashreplace").decode(encoding))


def _arrays(results):
    return [_numpy(r) for r in (results if isinstance(results, list | tuple) else [results])]

"""What the book uses to keep its word: claims, comparisons of layers, and feedback on exercises."""

import importlib.metadata
import os
import platform

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


class ClaimError(AssertionError):
    """A sentence of the book that is not true on this machine."""


def claim(text, condition, measured=None):
    """State something about a result, and fail if it is not so.

    Args:
        text: the sentence, a plain string literal, so that ``python -m rnn_utils.claims`` finds it.
        condition: whether it holds.
        measured: the value behind it, printed after the sentence. The tests of the notebooks do
            not compare it, because it may differ between processors.

    Raises:
        ClaimError: if the condition is false, with the text and the measured value.
        TypeError: if the condition is not a single truth value.

    >>> claim("Two and two are four", 2 + 2 == 4, measured=2 + 2)
    ✓ Two and two are four (measured 4)
    """
    if not isinstance(condition, bool | np.bool_):
        raise TypeError(
            "condition must be True or False. "
            f"Received {type(condition).__name__}: {condition!r}. Compare with a number first."
        )
    line = text if measured is None else f"{text} (measured {measured})"
    if not condition:
        raise ClaimError(f"✗ {line}")
    print(f"✓ {line}")


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
        pairs = zip(_arrays(ours(x, **options)), _arrays(theirs(x, **options)), strict=True)
        for k, (a, b) in enumerate(pairs):
            part = f"result {k} {what}"
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
    print(
        f"✓ {type(ours).__name__} = {type(theirs).__name__}: {results} with and without a mask, "
        f"training step (measured {worst:.0e} at most)"
    )


def check_gradients(function, arrays, gradients, tolerance=1e-6, step=1e-6):
    """Hold gradients against finite differences, (f(a + s) - f(a - s)) / 2s for every entry.

    Args:
        function: takes no argument and returns the loss, a number; reads the arrays.
        arrays: dict of name to float64 array; each entry is moved by ``step`` and put back.
        gradients: dict of the same names to arrays of the same shapes.
        tolerance: how far apart the two may be, relative to the larger of 1 and the gradient.

    Returns:
        The largest relative difference.

    Raises:
        AssertionError: names the array, the entry, and both values.

    >>> w = np.array([1.0, 2.0])
    >>> worst = check_gradients(lambda: (w**2).sum(), {"w": w}, {"w": 2 * w})
    >>> worst < 1e-8
    True
    """
    expect_equal("the names of the gradients", sorted(gradients), sorted(arrays))
    worst = 0.0
    for name, array in arrays.items():
        if array.dtype != np.float64:
            raise ValueError(
                f"{name} must be float64. Received {array.dtype}. In float32 the rounding "
                "error is larger than the difference that is to be measured."
            )
        gradient = np.asarray(gradients[name])
        expect_shape(f"the gradient of {name}", gradient, array.shape)
        for index in np.ndindex(array.shape):
            before = array[index]
            array[index] = before + step
            above = float(function())
            array[index] = before - step
            below = float(function())
            array[index] = before
            slope = (above - below) / (2 * step)
            difference = abs(slope - gradient[index]) / max(1.0, abs(slope))
            worst = max(worst, difference)
            if not difference <= tolerance:
                raise AssertionError(
                    f"✗ The gradient of {name} at {index} is {gradient[index]:.6g}, "
                    f"but the loss rises by {slope:.6g} per unit there."
                )
    return float(worst)


def expect(condition, message):
    """Fail with a message that tells the reader what to mend."""
    if not condition:
        raise AssertionError(f"✗ {message}")


def expect_equal(name, got, want, hint=""):
    """Fail unless two plain Python values are equal."""
    expect(got is not None, f"{name} is still None. {hint}")
    expect(got == want, f"{name} should be {want!r}, but it is {got!r}. {hint}")


def expect_shape(name, got, shape, hint=""):
    """Fail unless an array has the shape."""
    expect(got is not None, f"{name} is still None. {hint}")
    received = tuple(np.shape(got))
    expect(
        received == tuple(shape),
        f"{name} should have the shape {tuple(shape)}, not {received}. {hint}",
    )


def expect_close(name, got, want, tolerance=1e-6, hint=""):
    """Fail unless an array has the shape and, to within the tolerance, the values that it should.

    Returns:
        The largest difference.
    """
    expect(got is not None, f"{name} is still None. {hint}")
    got, want = _array(got), _array(want)
    expect_shape(name, got, want.shape, hint)
    difference = np.abs(got - want)
    worst = float(difference.max()) if difference.size else 0.0
    if not worst <= tolerance:  # not "worst > tolerance": NaN must fail, too
        index = np.unravel_index(np.argmax(np.nan_to_num(difference, nan=np.inf)), got.shape)
        place = f" at {tuple(int(i) for i in index)}" if index else ""
        raise AssertionError(
            f"✗ {name} should be {want[index]:.6g}{place}, but it is {got[index]:.6g}. {hint}"
        )
    return float(worst)


def _array(value):
    """A float64 array from a list, an array or a tensor of any backend."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    return np.asarray(value, dtype=np.float64)


def _arrays(results):
    return [_array(r) for r in (results if isinstance(results, list | tuple) else [results])]

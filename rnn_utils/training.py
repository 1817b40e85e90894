"""Training with a line to watch, a record of how fast quality came, and a way to start over."""

import math
import shutil
import sys
import time
from dataclasses import dataclass

import keras
import numpy as np

__all__ = ["Record", "fit", "optimizer", "restart"]


@dataclass(frozen=True, eq=False)
class Record:
    """What a training run reached, after how many updates and seconds; E epochs.

    Attributes:
        name: what the run is called in lines and legends.
        updates: (E,) updates of the weights made by the end of each epoch.
        seconds: (E,) seconds of training by the end of each epoch. The clock stands still during
            validation, and starts after the first call of the training step, which compiles it.
        metrics: dict of name to (E,) values, such as ``"loss"``, ``"val_loss"``.
        compile_seconds: seconds until the end of that first call, with the one update it makes
            (or as many as the ``steps_per_execution`` of ``compile``).

    ``str(record)`` is one line about the last epoch.

    >>> record = Record("LSTM", updates=np.array([100, 200]), seconds=np.array([2.0, 4.1]),
    ...                 metrics={"loss": np.array([2.0, 1.6]), "val_loss": np.array([2.1, 1.8])},
    ...                 compile_seconds=1.5)
    >>> print(record)
    LSTM: 2 epochs, 200 updates, 4.1 s · loss 1.6 · val_loss 1.8
    >>> record.time_to("val_loss", at_most=1.9)
    4.1
    >>> print(record.time_to("val_loss", at_most=1.0))
    None
    """

    name: str
    updates: np.ndarray
    seconds: np.ndarray
    metrics: dict[str, np.ndarray]
    compile_seconds: float

    @property
    def loss(self):
        """(E,) The mean training loss of each epoch, taken while the weights were changing."""
        return self._values("loss")

    @property
    def val_loss(self):
        """(E,) The loss on the validation data at the end of each epoch."""
        return self._values("val_loss")

    def time_to(self, metric, *, at_most=None, at_least=None):
        """Seconds of training after which a metric first was good enough, or None if never.

        Args:
            metric: a name in ``metrics``.
            at_most: the value to reach, for metrics that should fall, such as a loss.
            at_least: the value to reach, for metrics that should rise, such as an accuracy.

        Raises:
            ValueError: if the metric was not recorded, or not exactly one limit is given.
        """
        values = self._values(metric)
        if (at_most is None) == (at_least is None):
            raise ValueError(
                "time_to needs either at_most= or at_least=. "
                f"Received at_most={at_most!r}, at_least={at_least!r}. "
                "Use at_most for a loss, at_least for an accuracy."
            )
        reached = values <= at_most if at_least is None else values >= at_least
        return float(self.seconds[np.argmax(reached)]) if reached.any() else None

    def _values(self, metric):
        if metric not in self.metrics:
            raise ValueError(
                f"metric must be one of {', '.join(self.metrics)}. Received {metric!r}. "
                "Losses and metrics are chosen in model.compile; those that start with val_ "
                "need validation_data in fit."
            )
        return self.metrics[metric]

    def __str__(self):
        epochs = len(self.updates)
        parts = [
            f"{self.name}: {epochs} epoch{'s' * (epochs != 1)}, "
            f"{self.updates[-1]:,} updates, {_seconds(self.seconds[-1])}",
            *_values_of({metric: values[-1] for metric, values in self.metrics.items()}),
        ]
        return " · ".join(parts)


def fit(
    model,
    x,
    y,
    *,
    name,
    epochs,
    batch_size,
    validation_data=None,
    sample_weight=None,
    callbacks=(),
):
    """Train a compiled model, and leave one line behind.

    While it trains, the line is rewritten in place in a notebook or a terminal; elsewhere only
    the last one is printed.

    Args:
        model: a compiled Keras model.
        x, y: arrays, or what else ``model.fit`` takes as arrays.
        name: how to call the run, for example ``"LSTM"``.
        epochs, batch_size: positive integers.
        validation_data: ``(x, y)``, evaluated at the end of each epoch.
        sample_weight: weights of the samples or steps in the loss.
        callbacks: a list of more Keras callbacks. Their time counts as training; what they add to
            the logs at the end of every epoch is recorded as a metric.

    Returns:
        Record: updates, seconds, losses and metrics of each epoch.

    Raises:
        ValueError: if ``epochs`` or ``batch_size`` is not a positive integer.
        TypeError: if ``callbacks`` is not a list of callbacks.
    """
    for argument, value in [("epochs", epochs), ("batch_size", batch_size)]:
        if not _is_integer(value) or value < 1:
            raise ValueError(f"{argument} must be a positive integer. Received {value!r}.")
    if not isinstance(callbacks, list | tuple) or not all(
        isinstance(callback, keras.callbacks.Callback) for callback in callbacks
    ):
        raise TypeError(
            f"callbacks must be a list of Keras callbacks. Received {callbacks!r}. "
            "Put a single one into a list."
        )
    watch = _Watch(name, epochs, _Line())
    try:
        model.fit(
            x,
            y,
            epochs=epochs,
            batch_size=batch_size,
            validation_data=validation_data,
            sample_weight=sample_weight,
            callbacks=[*callbacks, watch],
            verbose=0,
        )
    except BaseException:
        watch.line.finish(f"{name}: stopped in epoch {watch.epoch + 1} of {epochs}")
        raise
    record = watch.record()
    watch.line.finish(str(record))
    return record


def optimizer(steps, learning_rate=0.003):
    """Adam for small recurrent networks: a rate that falls to 0 along a cosine, clipped gradients.

    Args:
        steps: updates until the rate is 0, ``epochs * math.ceil(len(x) / batch_size)``.
        learning_rate: the rate at the start.

    Returns:
        A new ``keras.optimizers.Adam`` that scales the gradient of each weight matrix to a norm
        of at most 1.

    Raises:
        ValueError: if ``steps`` is not a positive integer, or the rate not a positive number.

    Source: Loshchilov and Hutter 2017, arXiv:1608.03983 (the schedule); Pascanu, Mikolov and
    Bengio 2013, arXiv:1211.5063 (clipping); Kingma and Ba 2015, arXiv:1412.6980 (Adam).

    >>> adam = optimizer(steps=1000)
    >>> adam.clipnorm
    1.0
    >>> round(float(adam.learning_rate), 4)  # before the first update
    0.003
    """
    if not _is_integer(steps) or steps < 1:
        raise ValueError(
            f"steps must be at least 1. Received {steps!r}. "
            "Count epochs * math.ceil(len(x) / batch_size), an integer."
        )
    number = isinstance(learning_rate, int | float | np.integer | np.floating)
    if not number or isinstance(learning_rate, bool) or not 0 < learning_rate < math.inf:
        raise ValueError(
            f"learning_rate must be a positive number. Received {learning_rate!r}. Try 0.003."
        )
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    return keras.optimizers.Adam(schedule, clipnorm=1.0)


def restart(model, seed):
    """Let a compiled model begin anew, without compiling it again.

    Weights are drawn afresh from the seed, and so are dropout masks and the order of the batches;
    stateful layers and the optimizer begin where they began. The same seed makes the same run,
    the one of a new model after ``keras.utils.set_random_seed(seed)``.

    Two things stay. One is the learning rate, as it is now: where a callback such as
    ``ReduceLROnPlateau`` has lowered it, set ``model.optimizer.learning_rate`` first. The other
    is what preprocessing layers have learned by ``adapt``.

    Args:
        model: a compiled Keras model that ``keras.models.clone_model`` can copy.
        seed: an integer from 0 to 4,294,967,295.

    Raises:
        ValueError: if the model is not compiled, has no weights yet or cannot be copied, or
            ``seed`` is another number.

    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile(optimizer(steps=10), "mse")
    >>> restart(model, seed=3)
    >>> int(model.optimizer.iterations.numpy())
    0
    """
    if getattr(model, "optimizer", None) is None:
        raise ValueError("model must be compiled. Call model.compile(...) first.")
    if not _is_integer(seed) or not 0 <= seed < 2**32:
        raise ValueError(f"seed must be an integer from 0 to 4,294,967,295. Received {seed!r}.")
    if not model.built:
        raise ValueError(
            f"model must have weights. Received {model.name}, which makes them when it sees its "
            "first batch. Let it begin with keras.Input(shape)."
        )
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    keras.utils.set_random_seed(int(seed))
    fresh = _copy(model)
    adapted = {
        id(variable)
        for layer in model._flatten_layers()
        if hasattr(layer, "adapt")
        for variable in layer.variables
    }
    for variable, new in zip(model.variables, fresh.variables, strict=True):  # seeds of masks, too
        if id(variable) not in adapted:
            variable.assign(new)
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.RNN) and layer.states is not None:
            states = keras.tree.flatten(layer.states)
            begun = keras.tree.flatten(layer.get_initial_state(states[0].shape[0]))
            for state, new in zip(states, begun, strict=True):
                state.assign(new)
    for variable, new in zip(_state(model.optimizer), _state(fresh.optimizer), strict=True):
        variable.assign(new)


def _copy(model):
    """A compiled copy of a model with new weights, and an optimizer that has made no update."""
    try:
        fresh = keras.models.clone_model(model)
    except (TypeError, ValueError, NotImplementedError) as error:
        raise ValueError(
            "model must be one that keras.models.clone_model can copy. Received a "
            f"{type(model).__name__}, of which Keras says: {error}\n"
            "Give your own classes a get_config(), and register them, and the functions among "
            "losses and metrics, with @keras.saving.register_keras_serializable()."
        ) from error
    if not fresh.compiled or _shapes(fresh) != _shapes(model):
        raise ValueError(
            "A copy of model must have its variables and its optimizer. Received a "
            f"{type(model).__name__} whose copy by keras.models.clone_model has others. Make all "
            "layers in the constructor, let the model begin with keras.Input(shape), and compile "
            "it again after a change of trainable; or make a new model for each run."
        )
    return fresh


def _shapes(model):
    """The shapes of all that a restart puts back."""
    return [variable.shape for variable in [*model.variables, *_state(model.optimizer)]]


def _state(optimizer):
    """The variables of an optimizer, but for learning rates."""
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    # Under a loss scale Nadam's product of momenta is an attribute, but not among the variables.
    variables = [*optimizer.variables, *vars(inner).values()]
    return [v for v in variables if isinstance(v, keras.Variable) and v.name != "learning_rate"]


def _is_integer(value):
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


class _Watch(keras.callbacks.Callback):
    """Counts updates and seconds of training, and keeps the line up to date.

    The clock runs from the start of each epoch to its validation, and starts over after the very
    first call of the training step.
    """

    def __init__(self, name, epochs, line):
        super().__init__()
        self.name, self.epochs, self.line = name, epochs, line
        self.epoch = self.step = 0
        self.updates, self.seconds, self.logs = [], [], []
        self.compile_seconds = None
        self.before = 0.0  # seconds of training in the epochs before this one
        self.started = None  # when the clock was started; None while it stands still

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch, self.step = epoch, 0
        self.started = time.perf_counter()
        if self.compile_seconds is None:
            self.line.update(f"{self.name}: compiling")

    def on_train_batch_end(self, batch, logs=None):
        if self.compile_seconds is None:
            now = time.perf_counter()
            self.compile_seconds, self.started = now - self.started, now
        self.step = min(batch + 1, self.params["steps"])  # the last call may run fewer steps
        if self.line.is_due():
            self.line.update(self.progress(logs))

    def on_test_begin(self, logs=None):
        self.stop_clock()

    def on_epoch_end(self, epoch, logs=None):
        self.stop_clock()
        self.updates.append(self.step + (self.updates[-1] if self.updates else 0))
        self.seconds.append(self.before)
        self.logs.append(dict(logs))

    def stop_clock(self):
        if self.started is not None:
            self.before += time.perf_counter() - self.started
            self.started = None

    def progress(self, logs):
        done = (self.epoch + self.step / self.params["steps"]) / self.epochs
        seconds = self.before + time.perf_counter() - self.started
        bar = "█" * int(20 * done) + "░" * (20 - int(20 * done))
        place = f"{self.name}: {bar} epoch {self.epoch + 1}/{self.epochs}, {_seconds(seconds)}"
        return " · ".join([place, *_values_of(logs)])

    def record(self):
        return Record(
            name=self.name,
            updates=np.array(self.updates),
            seconds=np.array(self.seconds),
            metrics={m: np.array([logs[m] for logs in self.logs]) for m in self.logs[0]},
            compile_seconds=self.compile_seconds,
        )


class _Line:
    """A line of text, rewritten in place where that can be seen, printed once elsewhere."""

    def __init__(self, pause=0.25):
        self.pause = pause  # seconds between two updates
        self.last = -np.inf
        shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
        self.notebook = hasattr(shell, "kernel")
        self.terminal = not self.notebook and sys.stdout.isatty()
        self.handle = None

    def is_due(self):
        watched = self.notebook or self.terminal
        return watched and time.perf_counter() - self.last >= self.pause

    def update(self, text):
        self.last = time.perf_counter()
        if self.notebook:
            self.show({"text/plain": text})
        elif self.terminal:
            width = shutil.get_terminal_size().columns - 1
            print("\r" + text[:width].ljust(width), end="", flush=True)

    def show(self, data):
        if self.handle is None:
            from IPython.display import display

            self.handle = display(data, raw=True, display_id=True)
        else:
            self.handle.update(data, raw=True)

    def finish(self, text):
        if not self.notebook and not self.terminal:
            print(text)
        self.update(text)
        if self.terminal:
            print()


def _seconds(seconds):
    return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"


def _values_of(logs):
    return [f"{metric} {value:.3g}" for metric, value in logs.items()]

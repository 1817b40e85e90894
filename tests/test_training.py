import io
import re
import sys
import textwrap
import time

import rnn_utils
from rnn_utils import layers, training

import keras
import numpy as np
import pytest

X = np.random.default_rng(0).normal(size=(50, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)


@pytest.fixture
def model():
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["mae"])
    return model


class Slow(keras.callbacks.Callback):
    """Makes parts of the training take longer."""

    def __init__(self, **parts):
        super().__init__()
        self.parts = parts

    def on_train_batch_begin(self, batch, logs=None):
        time.sleep(self.parts.get("train", 0))

    def on_test_batch_begin(self, batch, logs=None):
        time.sleep(self.parts.get("test", 0))


def test_record_holds_what_keras_computes(model, capsys):
    history = keras.callbacks.History()
    record = training.fit(
        model,
        X,
        Y,
        name="line",
        epochs=3,
        batch_size=16,
        validation_data=(X[:9], Y[:9]),
        callbacks=[history],
    )
    assert record.name == "line"
    assert record.updates.tolist() == [4, 8, 12]  # 50 samples are four batches
    assert set(record.metrics) == {"loss", "mae", "val_loss", "val_mae"}
    for metric, values in record.metrics.items():
        assert values.shape == (3,)
        assert values.tolist() == history.history[metric]
    assert record.loss is record.metrics["loss"]
    assert record.val_loss[-1] == pytest.approx(model.evaluate(X[:9], Y[:9], verbose=0)[0])
    assert record.loss[0] > record.loss[-1] > 0
    assert (np.diff([0.0, *record.seconds]) > 0).all()
    assert capsys.readouterr().err == ""


def test_one_tidy_line_when_nobody_watches(model, capsys):
    record = training.fit(model, X, Y, name="line", epochs=2, batch_size=10)
    out = capsys.readouterr().out
    assert out == f"{record}\n"
    number = r"\d[\d.e+-]*"
    assert re.fullmatch(
        rf"line: 2 epochs, 10 updates, \d\.\d s · loss {number} · mae {number}\n", out
    )
    one = training.fit(model, X, Y, name="line", epochs=1, batch_size=10)
    assert str(one).startswith("line: 1 epoch, 5 updates, ")


@pytest.mark.parametrize(("per_execution", "expected"), [(1, [7, 14]), (4, [7, 14]), (9, [7, 14])])
def test_updates_are_counted_whatever_the_steps_per_execution(per_execution, expected):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    if per_execution > 1 and keras.backend.backend() == "torch":
        pytest.skip("Keras takes one step at a time on PyTorch")
    model.compile("sgd", "mse", steps_per_execution=per_execution)
    record = training.fit(model, X, Y, name="line", epochs=2, batch_size=8)
    assert record.updates.tolist() == expected
    assert int(model.optimizer.iterations) == expected[-1]


def test_clock_counts_training_but_not_validation(model):
    slow = {"train": 0.05, "test": 0.4}
    record = training.fit(
        model,
        X,
        Y,
        name="line",
        epochs=3,
        batch_size=25,
        validation_data=(X, Y),
        callbacks=[Slow(**slow)],
    )
    # Two batches an epoch; the very first one compiles and does not count.
    assert record.compile_seconds > 0.05
    assert record.seconds[0] >= 0.05
    assert (np.diff(record.seconds) >= 2 * 0.05).all()
    assert record.seconds[-1] < 3 * 2 * 0.4  # each epoch validates two batches


def test_clock_counts_training_but_not_compilation(model):
    class Compile(keras.callbacks.Callback):
        first = True

        def on_train_batch_begin(self, batch, logs=None):
            time.sleep(1.0 * self.first)
            self.first = False

    record = training.fit(model, X, Y, name="line", epochs=2, batch_size=25, callbacks=[Compile()])
    assert record.compile_seconds > 1.0
    assert record.seconds[-1] < 1.0


def test_callbacks_may_add_metrics(model):
    add = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(score=epoch))
    record = training.fit(model, X, Y, name="line", epochs=3, batch_size=25, callbacks=[add])
    assert record.time_to("score", at_least=1) == record.seconds[1]
    assert str(record).endswith(" · score 2")


def test_early_stopping_and_sample_weights(model):
    stop = keras.callbacks.EarlyStopping("loss", patience=0)
    record = training.fit(
        model,
        X,
        Y,
        name="line",
        epochs=9,
        batch_size=50,
        sample_weight=np.zeros(50),
        callbacks=[stop],
    )
    assert record.updates.tolist() == [1, 2]
    assert record.loss.tolist() == [0, 0]


def record(**metrics):
    return training.Record(
        name="GRU",
        updates=np.array([500, 1000, 1500]),
        seconds=np.array([4.0, 8.0, 12.6]),
        metrics={name: np.array(values) for name, values in metrics.items()},
        compile_seconds=2.0,
    )


def test_time_to_quality():
    run = record(val_loss=[3.0, 1.0, 2.0], accuracy=[0.5, np.nan, 0.9])
    assert run.time_to("val_loss", at_most=3.0) == 4.0
    assert run.time_to("val_loss", at_most=2.0) == 8.0
    assert run.time_to("val_loss", at_most=0.9) is None
    assert run.time_to("accuracy", at_least=0.6) == 12.6
    assert run.time_to("accuracy", at_least=0.91) is None
    assert record(loss=[np.nan] * 3).time_to("loss", at_most=1.0) is None


def test_the_line_of_a_record():
    line = str(record(loss=[3.0, 2.0, 1.4512], val_loss=[3.0, 2.0, 1.519]))
    assert line == "GRU: 3 epochs, 1,500 updates, 13 s · loss 1.45 · val_loss 1.52"


def test_wrong_questions_to_a_record():
    run = record(loss=[3.0, 2.0, 1.0])
    with pytest.raises(ValueError, match=r"one of loss\. Received 'val_loss'.*validation_data"):
        run.val_loss  # noqa: B018
    with pytest.raises(ValueError, match=r"one of loss\. Received 'accuracy'.*model\.compile"):
        run.time_to("accuracy", at_least=0.5)
    with pytest.raises(ValueError, match=r"either at_most= or at_least=.*at_most=None"):
        run.time_to("loss")
    with pytest.raises(ValueError, match=r"Received at_most=1, at_least=2"):
        run.time_to("loss", at_most=1, at_least=2)


@pytest.mark.parametrize("argument", ["epochs", "batch_size"])
@pytest.mark.parametrize("value", [0, -1, 2.5, 2.0, float("nan"), True, "2", None])
def test_wrong_numbers_to_fit(model, argument, value):
    options = {"epochs": 1, "batch_size": 8, argument: value}
    with pytest.raises(
        ValueError, match=rf"{argument} must be a positive integer. Received {value!r}"
    ):
        training.fit(model, X, Y, name="line", **options)
    assert int(model.optimizer.iterations) == 0


def test_numpy_integers_to_fit(model):
    record = training.fit(model, X, Y, name="line", epochs=np.int64(2), batch_size=np.int32(25))
    assert record.updates.tolist() == [2, 4]


@pytest.mark.parametrize("callbacks", [keras.callbacks.History(), "abc", [1], None])
def test_wrong_callbacks_to_fit(model, callbacks):
    with pytest.raises(TypeError, match=r"must be a list of Keras callbacks\. Received .*a list"):
        training.fit(model, X, Y, name="line", epochs=1, batch_size=8, callbacks=callbacks)


def test_optimizer_follows_a_cosine_and_clips():
    adam = training.optimizer(steps=100, learning_rate=0.01)
    assert adam.clipnorm == 1.0
    for step, rate in [(0, 0.01), (25, 0.01 * (1 + np.sqrt(0.5)) / 2), (50, 0.005), (100, 0.0)]:
        adam.iterations.assign(step)
        assert float(adam.learning_rate) == pytest.approx(rate, abs=1e-6)


@pytest.mark.parametrize("steps", [0, -3, 2.5, 100.0, float("nan"), float("inf"), True, "9", None])
def test_wrong_steps_to_optimizer(steps):
    message = rf"steps must be at least 1\. Received {steps!r}\. Count"
    with pytest.raises(ValueError, match=message):
        training.optimizer(steps)


@pytest.mark.parametrize("rate", [0, -0.1, float("nan"), float("inf"), True, "0.1", None])
def test_wrong_rates_to_optimizer(rate):
    message = rf"learning_rate must be a positive number\. Received {rate!r}\. Try"
    with pytest.raises(ValueError, match=message):
        training.optimizer(10, rate)


def test_whole_and_numpy_numbers_to_optimizer():
    adam = training.optimizer(np.int64(10), np.float32(0.25))
    assert float(adam.learning_rate) == 0.25
    assert float(training.optimizer(10, 1).learning_rate) == 1.0


class Terminal(io.StringIO):
    def isatty(self):
        return True

    def screen(self):
        """What is left to see, line by line."""
        lines = self.getvalue().split("\n")
        return [line.split("\r")[-1].rstrip() for line in lines]


def dropping(optimizer):
    layer = layers.DropoutLSTM(4, rate=0.5, per="step")
    model = keras.Sequential([keras.Input((6, 3)), layer, keras.layers.Dense(1)])
    model.compile(optimizer, "mse")
    return model


@pytest.mark.parametrize("make", [lambda: training.optimizer(50), lambda: keras.optimizers.Adam()])
def test_restart_makes_the_same_run_again(make):
    """With another run in between, and masks drawn in training: weights, masks, and batches."""
    model, after = dropping(make()), []
    x = np.random.default_rng(0).normal(size=(8, 6, 3)).astype("float32")
    for seed in (3, 4, 3):
        training.restart(model, seed)
        begun = [keras.ops.convert_to_numpy(w) for w in model.trainable_variables]
        model.fit(x, x[:, 0, :1], epochs=3, batch_size=2, verbose=0)
        after.append([keras.ops.convert_to_numpy(w) for w in model.trainable_variables])
        assert int(keras.ops.convert_to_numpy(model.optimizer.iterations)) == 12
        assert any((a != b).any() for a, b in zip(begun, after[-1], strict=True))
    for once, again in zip(after[0], after[2], strict=True):
        np.testing.assert_array_equal(once, again)
    assert (after[0][0] != after[1][0]).any()


# A restarted run is the run of a new model, to the last bit.

STEPS = np.random.default_rng(1).normal(size=(8, 5, 3)).astype("float32")
OTHERS = {"Optimizer", "LossScaleOptimizer", "MultiOptimizer"}
OPTIMIZERS = {
    name: kind
    for name, kind in vars(keras.optimizers).items()
    if isinstance(kind, type)
    and issubclass(kind, keras.optimizers.Optimizer)
    and name not in OTHERS
}
assert len(OPTIMIZERS) > 12
KINDS = {
    **OPTIMIZERS,
    "cosine": lambda: training.optimizer(10),
    "average": lambda: keras.optimizers.Adam(0.1, use_ema=True, ema_overwrite_frequency=2),
    "accumulated": lambda: keras.optimizers.SGD(0.1, momentum=0.9, gradient_accumulation_steps=3),
    "momentum": lambda: keras.optimizers.RMSprop(0.1, momentum=0.9, centered=True),
}


def drawn(optimizer, seed, layer=None):
    """A new model with masks, its weights drawn from the seed."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input(batch_shape=(4, 5, 3)),
            keras.layers.Flatten() if layer is None else layer,
            keras.layers.Dropout(0.5),
            keras.layers.Dense(2),
        ]
    )
    model.compile(optimizer, "mse", metrics=["mae"], run_eagerly=True)
    model.optimizer.build(model.trainable_variables)  # ScheduleFreeAdamW learns nothing without
    return model


def run(model, **options):
    """What a run leaves: weights, the optimizer's variables, the state of a layer, the losses."""
    history = model.fit(STEPS, STEPS[:, 0, :2], batch_size=4, verbose=0, **options)
    left = [*model.variables, *model.optimizer.variables]
    for layer in model.layers:
        left += keras.tree.flatten(getattr(layer, "states", None) or [])
    losses = [np.array(values) for values in history.history.values()]
    return [np.array(keras.ops.convert_to_numpy(v)) for v in left] + losses


def assert_restarts(make, epochs=1, **options):
    fresh = run(drawn(make(), 3, **options), epochs=epochs)
    model = drawn(make(), 9, **options)
    other = run(model, epochs=epochs)
    training.restart(model, 3)
    again = run(model, epochs=epochs)
    for once, then in zip(fresh, again, strict=True):
        assert np.isfinite(once).all()
        np.testing.assert_array_equal(once, then)
    assert any((once != then).any() for once, then in zip(fresh, other, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_restarted_run_is_that_of_a_new_model(kind):
    assert_restarts(KINDS[kind])


@pytest.fixture
def half_precision():
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    yield
    keras.config.set_dtype_policy(before)


@pytest.mark.parametrize("kind", ["Adam", "Nadam", "Adagrad", "ScheduleFreeAdamW", "cosine"])
def test_a_restart_puts_back_the_scale_of_the_loss(kind, half_precision):
    model = drawn(KINDS[kind](), 3)
    assert isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer)
    assert_restarts(KINDS[kind], epochs=4)  # the first updates overflow, and are left out


def test_a_restart_reaches_the_optimizers_of_a_multi_optimizer():
    from keras.src.optimizers.multi_optimizer import OptimizerMap

    def make():
        kinds = {".*rnn.*": keras.optimizers.Adagrad(0.1)}
        return keras.optimizers.MultiOptimizer(OptimizerMap(keras.optimizers.Nadam(), kinds))

    assert_restarts(make)


@pytest.mark.parametrize(
    "make",
    [
        lambda: layers.GRU(3, stateful=True),
        lambda: keras.layers.Bidirectional(keras.layers.SimpleRNN(2, stateful=True)),
        lambda: keras.layers.RNN([keras.layers.GRUCell(2), keras.layers.GRUCell(3)], stateful=True),
        lambda: keras.Sequential([keras.layers.LSTM(2, stateful=True)]),
    ],
    ids=["our own", "both directions", "stacked", "nested"],
)
def test_a_restart_empties_stateful_layers(make):
    keras.utils.set_random_seed(0)
    model = drawn(keras.optimizers.SGD(), 9, make())
    run(model)
    assert any(state.any() for state in states_of(model))
    training.restart(model, 3)
    assert not any(state.any() for state in states_of(model))


def states_of(model):
    states = [
        keras.ops.convert_to_numpy(state)
        for layer in model._flatten_layers()
        if getattr(layer, "stateful", False) and hasattr(layer, "states")
        for state in keras.tree.flatten(layer.states)
    ]
    assert states
    return states


@keras.saving.register_keras_serializable("tests")
class Warm(keras.layers.SimpleRNNCell):
    """A cell that does not begin at zero."""

    def get_initial_state(self, batch_size=None):
        return [keras.ops.full((batch_size, self.units), 0.5)]


def test_a_stateful_layer_begins_where_its_cell_says():
    layer = keras.layers.RNN(Warm(3), stateful=True)
    model = drawn(keras.optimizers.SGD(), 9, layer)
    run(model)
    (state,) = layer.states
    assert (keras.ops.convert_to_numpy(state) != 0.5).any()
    training.restart(model, 3)
    assert (keras.ops.convert_to_numpy(state) == 0.5).all()


def test_a_restart_compiles_nothing_anew():
    traced = []

    class Traced(keras.layers.Dense):
        def call(self, x):
            traced.append("call")
            return super().call(x)

    model = keras.Sequential([keras.Input((3,)), Traced(1)])
    model.compile(keras.optimizers.Nadam(), "mse")
    built = len(traced)
    model.fit(X, Y, verbose=0)
    assert len(traced) > built  # a trace is seen
    step = model.train_function
    training.restart(model, 3)
    before = len(traced)
    model.fit(X, Y, verbose=0)
    assert model.train_function is step
    assert len(traced) == before


def test_a_restart_before_the_first_run():
    make = keras.optimizers.ScheduleFreeAdamW
    fresh = run(drawn(make(), 3))
    model = keras.models.clone_model(drawn(make(), 9))
    model.compile(make(), "mse", metrics=["mae"], run_eagerly=True)
    assert not model.optimizer.built
    training.restart(model, 3)
    for once, then in zip(fresh, run(model), strict=True):
        np.testing.assert_array_equal(once, then)


def test_what_was_adapted_stays():
    layer = keras.layers.Normalization()
    layer.adapt(X + 5)
    model = keras.Sequential([keras.Input((3,)), layer, keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    before = [keras.ops.convert_to_numpy(v) for v in layer.variables]
    kernel = model.layers[-1].get_weights()[0]
    training.restart(model, 3)
    for value, variable in zip(before, layer.variables, strict=True):
        np.testing.assert_array_equal(value, keras.ops.convert_to_numpy(variable))
    assert (kernel != model.layers[-1].get_weights()[0]).any()


def rate(model):
    return float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))


def test_restart_keeps_the_learning_rate():
    model = dropping(keras.optimizers.Adam(0.123))
    training.restart(model, 0)
    assert rate(model) == pytest.approx(0.123)


def test_restart_keeps_the_rate_that_a_callback_has_left():
    """And the run is that of a new model again once the rate is set to what it was."""
    fresh = run(drawn(keras.optimizers.Adam(0.25), 3))
    model = drawn(keras.optimizers.Adam(0.25), 9)
    lower = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: setattr(model.optimizer, "learning_rate", 0.0625)
    )
    run(model, callbacks=[lower])
    training.restart(model, 3)
    assert rate(model) == 0.0625
    model.optimizer.learning_rate = 0.25
    training.restart(model, 3)
    for once, then in zip(fresh, run(model), strict=True):
        np.testing.assert_array_equal(once, then)


def test_restart_needs_a_compiled_model():
    with pytest.raises(ValueError, match=r"must be compiled\. Call model\.compile"):
        training.restart(keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]), 0)


def test_an_optimizer_alone_is_not_enough():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.optimizer = keras.optimizers.Adam()
    with pytest.raises(ValueError, match=r"whose copy .* has others\. .* and compile"):
        training.restart(model, 0)


def test_restart_needs_weights():
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match=r"must have weights\. Received .*keras\.Input"):
        training.restart(model, 0)
    model.fit(X, Y, verbose=0)  # now it has
    training.restart(model, 0)


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, float("nan"), True, None, "3"])
def test_restart_needs_a_seed(model, seed):
    before = model.get_weights()
    message = rf"seed must be an integer from 0 .*Received {seed!r}\."
    with pytest.raises(ValueError, match=message):
        training.restart(model, seed)
    np.testing.assert_array_equal(before[0], model.get_weights()[0])


def test_numpy_seeds(model):
    training.restart(model, 3)
    weights = model.get_weights()
    training.restart(model, np.int64(3))
    np.testing.assert_array_equal(weights[0], model.get_weights()[0])


def test_restart_refuses_what_cannot_be_copied():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, x):
            return self.dense(x)

    def error(y, p):
        return keras.ops.mean((y - p) ** 2)

    own, model = Own(), keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])

    class Sized(keras.Model):
        def __init__(self, units):
            super().__init__()
            self.dense = keras.layers.Dense(units)

        def call(self, x):
            return self.dense(x)

    sized = Sized(1)
    anonymous = keras.Sequential([keras.Input((3,)), keras.layers.Lambda(lambda x: 2 * x)])
    anonymous.add(keras.layers.Dense(1))
    model.compile("sgd", error)
    for one in (own, sized, anonymous):
        one.compile("sgd", "mse")
        one(X)
    for one in (own, sized, anonymous, model):
        before = one.get_weights()
        with pytest.raises(ValueError, match=r"(?s)clone_model can copy\. Received .*get_config"):
            training.restart(one, 3)
        np.testing.assert_array_equal(before[0], one.get_weights()[0])


def test_restart_refuses_a_copy_that_differs(model):
    training.restart(model, 3)
    model.layers[-1].trainable = False  # and is not compiled again
    before = model.get_weights()
    model.optimizer = keras.optimizers.Adam()
    model.optimizer.build(model.weights)
    with pytest.raises(ValueError, match=r"whose copy .* has others\. Make all layers in the con"):
        training.restart(model, 4)
    np.testing.assert_array_equal(before[0], model.get_weights()[0])


def test_a_terminal_shows_progress_in_one_line(model, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "200")
    slow = Slow(train=0.3)
    record = training.fit(model, X, Y, name="line", epochs=2, batch_size=25, callbacks=[slow])
    assert terminal.screen() == [str(record), ""]
    shown = [line.rstrip() for line in terminal.getvalue().split("\r")]
    assert shown[1] == "line: compiling"
    assert re.match(r"line: ██████████░{10} epoch 1/2, \d\.\d s · loss \d", shown[3])
    assert re.match(r"line: █{20} epoch 2/2", shown[-2])


def test_a_narrow_terminal_is_not_wrapped(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "20")
    line = training._Line()
    line.update("x" * 50)
    line.update("y")
    assert [len(part) for part in terminal.getvalue().split("\r")] == [0, 19, 19]
    assert terminal.screen() == ["y"]


def test_a_run_that_breaks_off_says_so(model, capsys):
    def interrupt(epoch, logs):
        if epoch == 1:
            raise KeyboardInterrupt

    stop = keras.callbacks.LambdaCallback(on_epoch_end=interrupt)
    with pytest.raises(KeyboardInterrupt):
        training.fit(model, X, Y, name="line", epochs=9, batch_size=8, callbacks=[stop])
    assert capsys.readouterr().out == "line: stopped in epoch 2 of 9\n"


def test_a_stored_notebook_keeps_one_line_per_run():
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    source = """
        import rnn_utils
        import keras, numpy as np, time
        from rnn_utils import layers, training
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        x, y = np.ones((8, 3)), np.ones((8, 1))
        wait = keras.callbacks.LambdaCallback(lambda epoch, logs: time.sleep(0.3))
        for name in ["RNN", "LSTM"]:
            training.fit(model, x, y, name=name, epochs=2, batch_size=4, callbacks=[wait])
        print("done")
    """
    cell = nbformat.v4.new_code_cell(textwrap.dedent(source))
    notebook = nbformat.v4.new_notebook(cells=[cell])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    *lines, last = cell.outputs
    assert [line.output_type for line in lines] == ["display_data", "display_data"]
    for line, name in zip(lines, ["RNN", "LSTM"], strict=True):
        assert line.data.keys() == {"text/plain"}
        number = r"\d[\d.e+-]*"
        assert re.fullmatch(
            rf"{name}: 2 epochs, 4 updates, \d\.\d s · loss {number}", line.data["text/plain"]
        )
    assert last == {"output_type": "stream", "name": "stdout", "text": "done\n"}

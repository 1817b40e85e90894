"""What the tests of the cells share: the layers with their two oracles, and gradients anywhere."""

from collections.abc import Callable
from typing import NamedTuple

from rnn_utils import layers, reference

import keras
import numpy as np
from keras import ops
from keras.src.backend.common import dtypes

BACKEND = keras.backend.backend()
# Away from TensorFlow Keras computes products of float64 arrays in float32. The layers are to be
# compared to the last digits everywhere, so the tests take that rule back.
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
if BACKEND == "jax":
    import jax

    jax.config.update("jax_enable_x64", True)

B, T, F, U = 3, 7, 5, 9  # all odd, all different


class Case(NamedTuple):
    """One of our layers, its NumPy twin, and Keras's layer of the same name (or None)."""

    ours: type
    twin: Callable
    keras_layer: type | None
    options: dict = {}  # noqa: RUF012  (never changed)

    def make(self, which="ours", units=U, **options):
        return getattr(self, which)(units, **self.options, **options)

    def run_twin(self, x, *weights, **options):
        return self.twin(x, *weights, **self.options, **options)


CASES = {
    "SimpleRNN": Case(layers.SimpleRNN, reference.simple_rnn, keras.layers.SimpleRNN),
    "LSTM": Case(layers.LSTM, reference.lstm, keras.layers.LSTM),
    "PeepholeLSTM": Case(layers.PeepholeLSTM, reference.lstm, None),
    "GRU": Case(layers.GRU, reference.gru, keras.layers.GRU),
    "GRU-reset-before": Case(layers.GRU, reference.gru, keras.layers.GRU, {"reset_after": False}),
}

MASKS = {
    "none": None,
    "gaps": [[1, 0, 1, 1, 0, 0, 1], [0, 1, 0, 1, 1, 0, 0], [1, 1, 1, 0, 1, 1, 1]],
    "left": [[0, 0, 0, 1, 1, 1, 1], [0, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 1]],
    "right": [[1, 1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 1, 1, 0], [1, 0, 0, 0, 0, 0, 0]],
    "a row all padding": [[1, 1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 0, 0, 0], [0, 1, 1, 1, 0, 1, 1]],
}


def mask_named(name):
    return None if MASKS[name] is None else np.array(MASKS[name], dtype=bool)


def random_arrays(shapes, seed=0, scale=0.5):
    rng = np.random.default_rng(seed)
    return [rng.normal(0.0, scale, size=shape) for shape in shapes]


def built(layer, features=F, seed=1):
    """The layer with weights that are all random, biases too."""
    layer.build((B, T, features))
    layer.set_weights(random_arrays([w.shape for w in layer.get_weights()], seed))
    return layer


def numpy(value):
    return np.asarray(ops.convert_to_numpy(value))


def gradients(layer, x, states, mask, d_outputs, d_states):
    """Run a layer that returns sequences and states; differentiate by everything that went in.

    The loss is the sum of the results, each weighted by its ``d_...``, so that these are what the
    backward pass of the twin starts from.

    Returns:
        (results, gradients), two flat lists of arrays: outputs and states; inputs, states, weights.
    """
    x, *states = [ops.convert_to_tensor(a, dtype="float64") for a in [x, *states]]
    n = len(states)
    weights = [w.value for w in layer.trainable_variables]

    def loss_of(results):
        return sum(ops.sum(a * d) for a, d in zip(results, [d_outputs, *d_states], strict=True))

    if BACKEND == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch([x, *states])
            results = layer(x, initial_state=states, mask=mask)
            loss = loss_of(results)
        slopes = tape.gradient(loss, [x, *states, *weights])
    elif BACKEND == "jax":
        fixed = [v.value for v in layer.non_trainable_variables]

        def loss_and_results(arrays):
            results, _ = layer.stateless_call(
                arrays[n + 1 :], fixed, arrays[0], initial_state=arrays[1 : n + 1], mask=mask
            )
            return loss_of(results), results

        slopes, results = jax.grad(loss_and_results, has_aux=True)([x, *states, *weights])
    elif BACKEND == "torch":
        import torch

        for tensor in (x, *states):
            tensor.requires_grad_(True)
        d_outputs, *d_states = [torch.as_tensor(d) for d in [d_outputs, *d_states]]
        results = layer(x, initial_state=states, mask=mask)
        slopes = torch.autograd.grad(loss_of(results), [x, *states, *weights])
    else:
        raise NotImplementedError(f"No gradients on {BACKEND}.")
    return [numpy(r) for r in results], [numpy(s) for s in slopes]

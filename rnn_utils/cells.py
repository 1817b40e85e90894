r"""The recurrent cells of the book: one step of a network, written with ``keras.ops`` only.

A cell takes the inputs of one step, (B, F), and the states before it, and returns its output,
(B, U), and the states after it. ``keras.layers.RNN(cell)`` walks it along a sequence; the layers
in ``rnn_utils.layers`` are just that. ``build`` makes the weights, ``call`` is the equation.

Weight shapes and gate order are those of Keras's cells, so weights can be exchanged both ways.
Shapes: B batch, F features, U units.

A dropout mask is drawn with the first step and kept until ``keras.layers.RNN`` has walked to the
end. If that fails halfway, call ``cell.reset_dropout_mask()`` and
``cell.reset_recurrent_dropout_mask()``, or the next sequence meets the old mask; the layers of
``rnn_utils.layers`` do it themselves.
"""

import numbers

import keras
from keras import ops

# The mixin is not public, but it is what tells keras.layers.RNN to draw one dropout mask for the
# whole sequence rather than one for each step.
from keras.src.layers.rnn.dropout_rnn_cell import DropoutRNNCell

__all__ = ["GRUCell", "JordanCell", "LSTMCell", "PeepholeLSTMCell", "SimpleRNNCell"]


class _Cell(DropoutRNNCell, keras.layers.Layer):
    """What all cells share: checked options, dropout around the equation, zero initial states."""

    drops_states = True  # False where the equation needs the whole state, too, as in the GRU

    def __init__(
        self,
        units,
        activation="tanh",
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.units = _positive("units", units)
        self.activation = _activation("activation", activation)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.recurrent_initializer = keras.initializers.get(recurrent_initializer)
        self.bias_initializer = keras.initializers.get(bias_initializer)
        self.dropout = _rate("dropout", dropout)
        self.recurrent_dropout = _rate("recurrent_dropout", recurrent_dropout)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.state_size = self.output_size = self.units

    def __call__(self, inputs, states, training=False):
        if training and self.dropout:
            inputs = inputs * self.get_dropout_mask(inputs)
        if self.drops_states:
            states = [self.drop_recurrent(states[0], training), *states[1:]]
        return super().__call__(inputs, states, training=training)

    def drop_recurrent(self, state, training):
        """The state as the weights see it: in training, with units hidden all along a sequence."""
        if training and self.recurrent_dropout:
            return state * self.get_recurrent_dropout_mask(state)
        return state

    def get_initial_state(self, batch_size=None):
        sizes = self.state_size if isinstance(self.state_size, list) else [self.state_size]
        return [ops.zeros((batch_size, size), dtype=self.compute_dtype) for size in sizes]

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "activation": keras.activations.serialize(self.activation),
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "recurrent_initializer": keras.initializers.serialize(self.recurrent_initializer),
            "bias_initializer": keras.initializers.serialize(self.bias_initializer),
            "dropout": self.dropout,
            "recurrent_dropout": self.recurrent_dropout,
            "seed": self.seed,
        }


@keras.saving.register_keras_serializable("rnn_utils")
class SimpleRNNCell(_Cell):
    r"""One step of a simple RNN: mix the input with the last output, squash, and pass it on.

    $$h_t = \tanh(x_t U + h_{t-1} W + b)$$

    Args:
        units: U, the number of hidden units.
        activation: a Keras activation or its name.
        kernel_initializer, recurrent_initializer, bias_initializer: Keras initialisers.
        dropout, recurrent_dropout: rates in [0, 1) for the inputs and for $h_{t-1}$; one mask is
            drawn for a whole sequence and shared by all gates (Gal & Ghahramani, 2016,
            arXiv:1512.05287).
        seed: of the dropout masks.

    Weights: ``kernel`` (F, U), ``recurrent_kernel`` (U, U), ``bias`` (U,).

    Raises:
        ValueError: for units that are not a positive integer, an unknown activation or
            initialiser, or a rate outside [0, 1).

    Source: Elman, 1990, doi:10.1207/s15516709cog1402_1.

    >>> cell = SimpleRNNCell(4)
    >>> output, states = cell(ops.ones((2, 3)), cell.get_initial_state(2))
    >>> tuple(output.shape), len(states)
    ((2, 4), 1)
    """

    def build(self, input_shape):
        self.kernel = self.add_weight(
            name="kernel",
            shape=(input_shape[-1], self.units),
            initializer=self.kernel_initializer,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=(self.units, self.units),
            initializer=self.recurrent_initializer,
        )
        self.bias = self.add_weight(
            name="bias", shape=(self.units,), initializer=self.bias_initializer
        )

    def call(self, inputs, states, training=False):
        (h,) = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        h = self.activation(z)
        return h, [h]


@keras.saving.register_keras_serializable("rnn_utils")
class JordanCell(_Cell):
    r"""One step of a Jordan network: what is fed back is the last *answer*, not the hidden layer.

    $$h_t = \tanh(x_t U + y_{t-1} W + b), \qquad y_t = \phi(h_t V + c)$$

    Args:
        units: U, the number of hidden units.
        output_units: Y, the width of the answer, which is also the size of the memory.
        output_activation: $\phi$, a Keras activation or its name.

    The other arguments are those of :class:`SimpleRNNCell`.

    Weights: ``kernel`` (F, U), ``recurrent_kernel`` (Y, U), ``bias`` (U,),
    ``output_kernel`` (U, Y), ``output_bias`` (Y,). The output and the state are (B, Y).

    Source: Jordan, 1986, Serial order: a parallel distributed processing approach, ICS report 8604.
    """

    def __init__(
        self, units, output_units, activation="tanh", output_activation="linear", **kwargs
    ):
        super().__init__(units, activation=activation, **kwargs)
        self.output_units = _positive("output_units", output_units)
        self.output_activation = _activation("output_activation", output_activation)
        self.state_size = self.output_size = self.output_units

    def build(self, input_shape):
        self.kernel = self.add_weight(
            name="kernel",
            shape=(input_shape[-1], self.units),
            initializer=self.kernel_initializer,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=(self.output_units, self.units),
            initializer=self.recurrent_initializer,
        )
        self.bias = self.add_weight(
            name="bias", shape=(self.units,), initializer=self.bias_initializer
        )
        self.output_kernel = self.add_weight(
            name="output_kernel",
            shape=(self.units, self.output_units),
            initializer=self.kernel_initializer,
        )
        self.output_bias = self.add_weight(
            name="output_bias", shape=(self.output_units,), initializer=self.bias_initializer
        )

    def call(self, inputs, states, training=False):
        (y,) = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(y, self.recurrent_kernel) + self.bias
        h = self.activation(z)
        y = self.output_activation(ops.matmul(h, self.output_kernel) + self.output_bias)
        return y, [y]

    def get_config(self):
        return {
            **super().get_config(),
            "output_units": self.output_units,
            "output_activation": keras.activations.serialize(self.output_activation),
        }


@keras.saving.register_keras_serializable("rnn_utils")
class LSTMCell(_Cell):
    r"""One step of an LSTM: three gates decide what the memory drops, takes in and shows.

    $$i_t = \sigma(x_t U_i + h_{t-1} W_i + b_i), \quad f_t = \sigma(x_t U_f + h_{t-1} W_f + b_f)$$
    $$g_t = \tanh(x_t U_g + h_{t-1} W_g + b_g), \quad o_t = \sigma(x_t U_o + h_{t-1} W_o + b_o)$$
    $$c_t = f_t \odot c_{t-1} + i_t \odot g_t, \qquad h_t = o_t \odot \tanh(c_t)$$

    Args:
        units: U, the number of memory cells.
        activation: for the candidate $g$ and for the memory on its way out.
        recurrent_activation: for the three gates.
        forget_bias: added to the initial bias of the forget gate; 1 is Keras's
            ``unit_forget_bias=True``, 0 its ``False``.

    The other arguments are those of :class:`SimpleRNNCell`.

    Weights: ``kernel`` (F, 4U), ``recurrent_kernel`` (U, 4U), ``bias`` (4U,), blocks i, f, g, o.
    The states are ``[h, c]``, (B, U) each.

    Source: Hochreiter & Schmidhuber, 1997, doi:10.1162/neco.1997.9.8.1735; forget gate: Gers et
    al., 2000, doi:10.1162/089976600300015015; forget bias: Jozefowicz et al., 2015, An empirical
    exploration of recurrent network architectures, ICML.
    """

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        forget_bias=1.0,
        **kwargs,
    ):
        super().__init__(units, activation=activation, **kwargs)
        self.recurrent_activation = _activation("recurrent_activation", recurrent_activation)
        self.forget_bias = float(forget_bias)
        self.state_size = [self.units, self.units]

    def build(self, input_shape):
        self.kernel = self.add_weight(
            name="kernel",
            shape=(input_shape[-1], 4 * self.units),
            initializer=self.kernel_initializer,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=(self.units, 4 * self.units),
            initializer=self.recurrent_initializer,
        )
        self.bias = self.add_weight(
            name="bias", shape=(4 * self.units,), initializer=self.initial_bias
        )

    def initial_bias(self, shape, dtype=None):
        bias = ops.reshape(self.bias_initializer(shape, dtype=dtype), (4, -1))
        lift = ops.cast([[0.0], [self.forget_bias], [0.0], [0.0]], bias.dtype)
        return ops.reshape(bias + lift, shape)

    def call(self, inputs, states, training=False):
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        i, f, g, o = ops.split(z, 4, axis=-1)  # gate order i, f, g, o
        i = self.recurrent_activation(i)
        f = self.recurrent_activation(f)
        g = self.activation(g)
        o = self.recurrent_activation(o)
        c = f * c + i * g
        h = o * self.activation(c)
        return h, [h, c]

    def get_config(self):
        return {
            **super().get_config(),
            "recurrent_activation": keras.activations.serialize(self.recurrent_activation),
            "forget_bias": self.forget_bias,
        }


@keras.saving.register_keras_serializable("rnn_utils")
class PeepholeLSTMCell(LSTMCell):
    r"""One step of an LSTM whose gates also see the memory.

    The input and the forget gate see the memory before the step, the output gate after it:

    $$i_t = \sigma(\dots + p_i \odot c_{t-1}), \quad f_t = \sigma(\dots + p_f \odot c_{t-1}), \quad
      o_t = \sigma(\dots + p_o \odot c_t)$$

    with the dots standing for the terms of :class:`LSTMCell`, whose arguments it shares.

    Weights: those of the LSTM and ``peephole_kernel`` (3, U), the rows $p_i$, $p_f$, $p_o$, drawn
    by ``kernel_initializer``.

    Source: Gers & Schmidhuber, 2000, doi:10.1109/IJCNN.2000.861302.
    """

    def build(self, input_shape):
        super().build(input_shape)
        self.peephole_kernel = self.add_weight(
            name="peephole_kernel", shape=(3, self.units), initializer=self.kernel_initializer
        )

    def call(self, inputs, states, training=False):
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        i, f, g, o = ops.split(z, 4, axis=-1)  # gate order i, f, g, o
        p_i, p_f, p_o = ops.split(self.peephole_kernel, 3)  # (1, U) each
        i = self.recurrent_activation(i + p_i * c)
        f = self.recurrent_activation(f + p_f * c)
        c = f * c + i * self.activation(g)
        o = self.recurrent_activation(o + p_o * c)
        h = o * self.activation(c)
        return h, [h, c]


@keras.saving.register_keras_serializable("rnn_utils")
class GRUCell(_Cell):
    r"""One step of a GRU: one gate mixes old state and new, the other hides the past from the new.

    $$z_t = \sigma(x_t U_z + h_{t-1} W_z + b_z), \quad r_t = \sigma(x_t U_r + h_{t-1} W_r + b_r)$$
    $$g_t = \tanh(x_t U_g + r_t \odot (h_{t-1} W_g + b'_g) + b_g)$$
    $$h_t = z_t \odot h_{t-1} + (1 - z_t) \odot g_t$$

    The update gate $z$ *keeps* the old state, as in Keras; Chung et al. (2014, arXiv:1412.3555)
    write it the other way round. With ``reset_after=False`` the reset gate acts before the product,
    $g_t = \tanh(x_t U_g + (r_t \odot h_{t-1}) W_g + b_g)$, as in version 3 of the paper.

    Args:
        units: U, the number of hidden units.
        activation: for the candidate $g$.
        recurrent_activation: for the two gates.
        reset_after: whether the reset gate acts after the product with the recurrent kernel.

    The other arguments are those of :class:`SimpleRNNCell`.

    Weights: ``kernel`` (F, 3U), ``recurrent_kernel`` (U, 3U), blocks z, r, g; ``bias`` (2, 3U), a
    row for the inputs and one for the state, or (3U,) if not ``reset_after``.

    Source: Cho et al., 2014, arXiv:1406.1078.
    """

    drops_states = False

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        reset_after=True,
        **kwargs,
    ):
        super().__init__(units, activation=activation, **kwargs)
        self.recurrent_activation = _activation("recurrent_activation", recurrent_activation)
        self.reset_after = bool(reset_after)

    def build(self, input_shape):
        self.kernel = self.add_weight(
            name="kernel",
            shape=(input_shape[-1], 3 * self.units),
            initializer=self.kernel_initializer,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=(self.units, 3 * self.units),
            initializer=self.recurrent_initializer,
        )
        self.bias = self.add_weight(
            name="bias",
            shape=(2, 3 * self.units) if self.reset_after else (3 * self.units,),
            initializer=self.bias_initializer,
        )

    def call(self, inputs, states, training=False):
        (h,) = states
        seen = self.drop_recurrent(h, training)  # by the weights; the mix below keeps all of h
        if self.reset_after:
            input_bias, recurrent_bias = ops.split(self.bias, 2)  # (1, 3U) each
            x_z, x_r, x_g = ops.split(ops.matmul(inputs, self.kernel) + input_bias, 3, axis=-1)
            h_z, h_r, h_g = ops.split(
                ops.matmul(seen, self.recurrent_kernel) + recurrent_bias, 3, axis=-1
            )
        else:
            w_zr, w_g = ops.split(self.recurrent_kernel, [2 * self.units], axis=-1)
            x_z, x_r, x_g = ops.split(ops.matmul(inputs, self.kernel) + self.bias, 3, axis=-1)
            h_z, h_r = ops.split(ops.matmul(seen, w_zr), 2, axis=-1)
        z = self.recurrent_activation(x_z + h_z)
        r = self.recurrent_activation(x_r + h_r)
        g = self.activation(x_g + (r * h_g if self.reset_after else ops.matmul(r * seen, w_g)))
        h = z * h + (1 - z) * g
        return h, [h]

    def get_config(self):
        return {
            **super().get_config(),
            "recurrent_activation": keras.activations.serialize(self.recurrent_activation),
            "reset_after": self.reset_after,
        }


def _positive(name, value):
    if not _whole(value) or value < 1:
        raise ValueError(f"{name} must be a positive integer. Received {value!r}. Try 32.")
    return int(value)


def _whole(value):
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def _rate(name, value):
    if not isinstance(value, numbers.Real) or not 0.0 <= value < 1.0:
        raise ValueError(
            f"{name} must lie in [0, 1). Received {value!r}. 0.2 drops a fifth, 0 drops nothing."
        )
    return float(value)


def _activation(name, value):
    try:
        return keras.activations.get(value)
    except (ValueError, TypeError) as error:
        raise ValueError(
            f"{name} must be a function or the name of a Keras activation. Received {value!r}. "
            'Try "tanh", "sigmoid", "relu" or "linear".'
        ) from error

r"""The recurrent layers of the book: ``keras.layers.RNN`` around a cell of ``rnn_utils.cells``.

They take the arguments of Keras's layers of the same name and exchange weights with them. What is
left out: ``use_bias`` (there always is a bias), regularisers, constraints and cuDNN.

Pass ``mask=`` explicitly. Not every release of Keras hands it from layer to layer. Where it does,
these layers follow the mask with ``initial_state=``, too, which Keras's own do not.
"""

from rnn_utils import cells

import keras
from keras import ops

# Not public, but it is where Keras keeps the mask that travels with an array.
from keras.src.backend import get_keras_mask

__all__ = [
    "GRU",
    "LSTM",
    "NARX",
    "Bidirectional",
    "DropoutLSTM",
    "PeepholeLSTM",
    "SimpleRNN",
    "TimeDelay",
]


class _CellLayer(keras.layers.RNN):
    """A cell walked along a sequence; a subclass names the cell."""

    cell_class = None

    def __init__(
        self,
        units,
        *,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        zero_output_for_mask=False,
        activity_regularizer=None,
        name=None,
        dtype=None,
        trainable=True,
        **cell_options,
    ):
        super().__init__(
            self.cell_class(units, dtype=dtype, trainable=trainable, **cell_options),
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            unroll=unroll,
            zero_output_for_mask=zero_output_for_mask,
            activity_regularizer=activity_regularizer,
            name=name,
            dtype=dtype,
            trainable=trainable,
        )

    @property
    def units(self):
        return self.cell.units

    def build(self, sequences_shape, initial_state_shape=None):
        _check_sequences(sequences_shape)
        super().build(sequences_shape)
        self.features = sequences_shape[-1]

    def call(self, sequences, initial_state=None, mask=None, training=False):
        _check_sequences(sequences.shape, self.features)
        mask = get_keras_mask(sequences) if mask is None else mask
        _check_mask(mask, sequences.shape)
        _check_states(initial_state, self.state_size, sequences.shape[0])
        try:
            return super().call(
                sequences, initial_state=initial_state, mask=mask, training=training
            )
        finally:  # a call that fails leaves no dropout mask to the next
            self._maybe_reset_dropout_masks(self.cell)

    def get_config(self):
        config = super().get_config()
        del config["cell"]
        return {**self.cell.get_config(), **config}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return cls(**config)


@keras.saving.register_keras_serializable("rnn_utils")
class SimpleRNN(_CellLayer):
    """A simple RNN over a sequence: (B, T, F) to (B, U), or (B, T, U) with ``return_sequences``.

    Args:
        units: U, the number of hidden units.
        return_sequences: give the output of every step rather than the last one.
        return_state: give the final state as well.
        go_backwards: read the sequence from its end.
        stateful: start each batch where the last one stopped, until ``reset_state()``. Needs a
            fixed batch size.
        unroll: write the loop out, for short sequences of fixed length.
        zero_output_for_mask: show zeros at masked steps rather than the last output.
        cell_options: the other arguments of :class:`rnn_utils.cells.SimpleRNNCell`.

    Raises:
        ValueError: for sequences that are not (batch, time, features), have no step or no row, or
            other features than before, a mask that is not (batch, time), or options that the cell
            refuses.

    >>> import numpy as np
    >>> sequences = np.ones((2, 5, 3), "float32")  # (batch, time, features)
    >>> tuple(SimpleRNN(4, return_sequences=True)(sequences).shape)
    (2, 5, 4)
    """

    cell_class = cells.SimpleRNNCell


@keras.saving.register_keras_serializable("rnn_utils")
class LSTM(_CellLayer):
    """An LSTM over a sequence: (B, T, F) to (B, U), or (B, T, U) with ``return_sequences``.

    The arguments are those of :class:`SimpleRNN` and of :class:`rnn_utils.cells.LSTMCell`. With
    ``return_state`` the states are ``h`` and ``c``, (B, U) each.
    """

    cell_class = cells.LSTMCell


@keras.saving.register_keras_serializable("rnn_utils")
class PeepholeLSTM(_CellLayer):
    """An LSTM whose gates see the memory, over a sequence; used like :class:`LSTM`.

    The cell is :class:`rnn_utils.cells.PeepholeLSTMCell`. Keras has no such layer.
    """

    cell_class = cells.PeepholeLSTMCell


@keras.saving.register_keras_serializable("rnn_utils")
class GRU(_CellLayer):
    """A GRU over a sequence: (B, T, F) to (B, U), or (B, T, U) with ``return_sequences``.

    The arguments are those of :class:`SimpleRNN` and of :class:`rnn_utils.cells.GRUCell`.
    """

    cell_class = cells.GRUCell


@keras.saving.register_keras_serializable("rnn_utils")
class TimeDelay(keras.layers.Layer):
    r"""A time-delay network (TDNN): a dense layer that sees the last few steps of a sequence.

    $$y_t = \phi\Big(\sum_{d=0}^{D} x_{t-d} U_d + b\Big)$$

    There is no loop: the output at a step depends on that step and the $D$ before it, and on
    nothing else. Before the first step there are zeros.

    Args:
        units: U, the width of the output.
        delays: D, how many past steps are seen besides the present one; 0 sees the present only.
        activation: $\phi$, a Keras activation or its name.
        kernel_initializer, bias_initializer: Keras initialisers.

    Call it with sequences (B, T, F) and, if some steps are padding, a mask (B, T). A masked step
    is read as zeros, and its output is zeros. The result has the shape (B, T, U).

    Weights: ``kernel`` (D + 1, F, U), the oldest step first, and ``bias`` (U,): those of
    ``keras.layers.Conv1D(units, D + 1, padding="causal")``.

    Raises:
        ValueError: for units or delays that are no such numbers, an unknown activation,
            sequences that are not (batch, time, features) or have no step or no row, or a mask
            that is not (batch, time).

    Source: Waibel, Hanazawa, Hinton, Shikano & Lang, 1989, Phoneme recognition using time-delay
    neural networks, doi:10.1109/29.21701.

    >>> import numpy as np
    >>> sequences = np.ones((2, 5, 3), "float32")  # (batch, time, features)
    >>> tuple(TimeDelay(4, delays=2)(sequences).shape)
    (2, 5, 4)
    """

    def __init__(
        self,
        units,
        delays,
        activation="tanh",
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.units = cells._positive("units", units)
        self.delays = _delays("delays", delays, least=0)
        self.activation = cells._activation("activation", activation)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.bias_initializer = keras.initializers.get(bias_initializer)
        self.supports_masking = True

    def build(self, input_shape):
        _check_sequences(input_shape)
        self.kernel = self.add_weight(
            name="kernel",
            shape=(self.delays + 1, input_shape[-1], self.units),
            initializer=self.kernel_initializer,
        )
        self.bias = self.add_weight(
            name="bias", shape=(self.units,), initializer=self.bias_initializer
        )

    def call(self, inputs, mask=None):
        _check_sequences(inputs.shape, self.kernel.shape[1])
        _check_mask(mask, inputs.shape)
        real = None if mask is None else ops.expand_dims(mask, axis=-1)  # (B, T, 1)
        if real is not None:
            inputs = ops.where(real, inputs, ops.zeros_like(inputs))
        padded = ops.pad(inputs, [(0, 0), (self.delays, 0), (0, 0)])  # (B, D + T, F)
        z = ops.conv(padded, self.kernel, padding="valid", data_format="channels_last")
        outputs = self.activation(z + self.bias)  # (B, T, U)
        return outputs if real is None else ops.where(real, outputs, ops.zeros_like(outputs))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "delays": self.delays,
            "activation": keras.activations.serialize(self.activation),
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "bias_initializer": keras.initializers.serialize(self.bias_initializer),
        }


@keras.saving.register_keras_serializable("rnn_utils")
class NARXCell(cells.JordanCell):
    """One step of :class:`NARX`, whose arguments, equations and weights it has.

    The states are the two delay lines, the newest step first: the last outputs,
    (B, output_delays * Y), and, unless ``input_delays`` is 0, the last inputs,
    (B, input_delays * F).
    """

    drops_states = False  # what is dropped must not stay in the delay line

    def __init__(self, units, output_units, input_delays=0, output_delays=1, **kwargs):
        super().__init__(units, output_units, **kwargs)
        self.input_delays = _delays("input_delays", input_delays, least=0)
        self.output_delays = _delays("output_delays", output_delays, least=1)
        self.output_size = self.output_units
        self._set_state_size(features=None)

    def _set_state_size(self, features):
        self.state_size = [self.output_delays * self.output_units]
        if self.input_delays:
            self.state_size.append(features and self.input_delays * features)

    def build(self, input_shape):
        features = input_shape[-1]
        self._set_state_size(features)
        self.kernel = self.add_weight(
            name="kernel",
            shape=((self.input_delays + 1) * features, self.units),
            initializer=self.kernel_initializer,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=(self.output_delays * self.output_units, self.units),
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
        past_outputs, *past_inputs = states
        x = ops.concatenate([inputs, *past_inputs], axis=-1)  # x_t, x_{t-1}, …
        y = self.drop_recurrent(past_outputs, training)  # y_{t-1}, y_{t-2}, …
        z = ops.matmul(x, self.kernel) + ops.matmul(y, self.recurrent_kernel) + self.bias
        h = self.activation(z)
        output = self.output_activation(ops.matmul(h, self.output_kernel) + self.output_bias)
        # Each line takes in the newest step and lets go of the oldest.
        lines = [ops.concatenate([output, past_outputs[:, : -self.output_units]], axis=-1)]
        if past_inputs:
            lines.append(x[:, : self.state_size[1]])
        return output, lines

    def get_config(self):
        return {
            **super().get_config(),
            "input_delays": self.input_delays,
            "output_delays": self.output_delays,
        }


@keras.saving.register_keras_serializable("rnn_utils")
class NARX(_CellLayer):
    r"""A NARX network over a sequence: it sees its last inputs and its own last outputs.

    $$h_t = \tanh\Big(\sum_{d=0}^{D_x} x_{t-d} U_d + \sum_{d=1}^{D_y} y_{t-d} W_d + b\Big),
      \qquad y_t = \phi(h_t V + c)$$

    The name says what it computes: a nonlinear autoregression, $y$ from earlier $y$, with
    exogenous inputs $x$. The loop is closed, in training too: what is fed back is the output of
    the network, not the right answer. Before the first step there are zeros.

    Args:
        units: U, the number of hidden units.
        output_units: Y, the width of an output.
        input_delays: $D_x$, how many past inputs are seen besides the present one.
        output_delays: $D_y$, how many past outputs are seen, at least 1.
        activation, output_activation: of the hidden layer, and $\phi$ of the output.

    The other arguments are those of :class:`SimpleRNN`. With ``input_delays=0`` and
    ``output_delays=1`` it is a Jordan network. A masked step is not seen at all: the delay lines
    hold the last steps that are not masked. ``recurrent_dropout`` hides outputs from the hidden
    layer.

    Weights: ``kernel`` ($(D_x + 1)$ F, U), ``recurrent_kernel`` ($D_y$ Y, U), the newest step first
    in both, ``bias`` (U,), ``output_kernel`` (U, Y), ``output_bias`` (Y,).

    Raises:
        ValueError: for sizes or delays that are no such numbers, an unknown activation,
            sequences that are not (batch, time, features), or a mask that is not (batch, time).

    Source: Lin, Horne, Tiňo & Giles, 1996, Learning long-term dependencies in NARX recurrent
    neural networks, IEEE Transactions on Neural Networks 7(6), 1329–1338.

    >>> import numpy as np
    >>> sequences = np.ones((2, 5, 3), "float32")  # (batch, time, features)
    >>> layer = NARX(8, output_units=4, input_delays=2, output_delays=3, return_sequences=True)
    >>> tuple(layer(sequences).shape)
    (2, 5, 4)
    """

    cell_class = NARXCell

    def __init__(self, units, output_units, input_delays=0, output_delays=1, **options):
        sizes = {"input_delays": input_delays, "output_delays": output_delays}
        super().__init__(units, output_units=output_units, **sizes, **options)

    def build(self, sequences_shape, initial_state_shape=None):
        self.cell._set_state_size(sequences_shape[-1])
        self.state_size = list(self.cell.state_size)
        super().build(sequences_shape)


DROPPED = {"h": "the last output", "c": "the memory", "g": "the candidate"}


@keras.saving.register_keras_serializable("rnn_utils")
class DropoutLSTMCell(cells.LSTMCell):
    """One step of :class:`DropoutLSTM`, whose weights it has.

    It is fed with the features and, laid beside them, the U factors by which it multiplies what is
    dropped: 0 or 1 / (1 - rate) in training, 1 otherwise.
    """

    def __init__(self, units, where="h", **kwargs):
        super().__init__(units, **kwargs)
        self.where = where

    def build(self, input_shape):
        super().build((*input_shape[:-1], input_shape[-1] - self.units))

    def get_dropout_mask(self, step_input):
        """Of the features only: the factors beside them are dropout already."""
        x, m = step_input[:, : -self.units], step_input[:, -self.units :]
        mask = super().get_dropout_mask(x)
        return mask if mask is None else ops.concatenate([mask, ops.ones_like(m)], axis=-1)

    def call(self, inputs, states, training=False):
        x, m = inputs[:, : -self.units], inputs[:, -self.units :]
        h, c = states
        h = m * h if self.where == "h" else h
        c = m * c if self.where == "c" else c
        z = ops.matmul(x, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        i, f, g, o = ops.split(z, 4, axis=-1)  # gate order i, f, g, o
        g = self.activation(g)
        g = m * g if self.where == "g" else g
        c = self.recurrent_activation(f) * c + self.recurrent_activation(i) * g
        h = self.recurrent_activation(o) * self.activation(c)
        return h, [h, c]

    def get_config(self):
        return {**super().get_config(), "where": self.where}


@keras.saving.register_keras_serializable("rnn_utils")
class DropoutLSTM(_CellLayer):
    r"""An LSTM with dropout inside the loop: on one of its signals, anew at each step or not.

    In training the signal is multiplied by a mask, whose entries are 0 with probability ``rate``
    and 1 / (1 - rate) otherwise; elsewhere nothing is dropped.

    Args:
        units: U, the number of memory cells.
        rate: the share of units that are dropped, in [0, 1).
        where: ``"h"``, the last output on its way to the gates and the candidate; ``"c"``, the
            memory, which then loses for good what is dropped; ``"g"``, the candidate, so that
            some cells are not written (Semeniuta et al., 2016, arXiv:1603.05118).
        per: ``"step"``, a new mask at each step, or ``"sequence"``, one mask for all steps of a
            sequence (Gal & Ghahramani, 2016, arXiv:1512.05287).
        seed: of the masks.

    The other arguments are those of :class:`LSTM`, the weights too. With ``where="h"`` and
    ``per="sequence"`` it does what ``LSTM(units, recurrent_dropout=rate)`` of this module does.
    Keras's ``recurrent_dropout`` draws one mask per sequence, too, but one for each gate.

    Raises:
        ValueError: for a rate outside [0, 1), or another ``where`` or ``per``.

    >>> import numpy as np
    >>> sequences = np.ones((2, 5, 3), "float32")  # (batch, time, features)
    >>> layer = DropoutLSTM(4, rate=0.5, where="c", per="step", return_sequences=True)
    >>> tuple(layer(sequences, training=True).shape)
    (2, 5, 4)
    """

    cell_class = DropoutLSTMCell

    def __init__(self, units, rate, where="h", per="step", seed=None, **options):
        for name, value, allowed in [("where", where, DROPPED), ("per", per, ("step", "sequence"))]:
            if value not in list(allowed):
                raise ValueError(
                    f"{name} must be one of {', '.join(map(repr, allowed))}. Received {value!r}. "
                    "where='h' with per='sequence' is variational dropout."
                )
        super().__init__(units, where=where, seed=seed, **options)
        self.rate, self.per = cells._rate("rate", rate), per
        self.seed_generator = keras.random.SeedGenerator(seed)

    def build(self, sequences_shape, initial_state_shape=None):
        _check_sequences(sequences_shape)
        super().build((*sequences_shape[:-1], sequences_shape[-1] + self.units))

    def factors(self, batch, steps):
        """What the signal is multiplied by in training: (batch, steps, U)."""
        ones = ops.ones((batch, steps if self.per == "step" else 1, self.units), self.compute_dtype)
        drawn = keras.random.dropout(ones, self.rate, seed=self.seed_generator)
        return ops.broadcast_to(drawn, (batch, steps, self.units))

    def call(self, sequences, initial_state=None, mask=None, training=False):
        _check_sequences(sequences.shape, self.features - self.units)
        mask = get_keras_mask(sequences) if mask is None else mask
        batch, steps = ops.shape(sequences)[:2]
        if training and self.rate:
            factors = self.factors(batch, steps)
        else:
            factors = ops.ones((batch, steps, self.units), self.compute_dtype)
        both = ops.concatenate([ops.cast(sequences, self.compute_dtype), factors], axis=-1)
        return super().call(both, initial_state=initial_state, mask=mask, training=training)

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "per": self.per}


MERGE = {
    "concat": lambda forward, backward: ops.concatenate([forward, backward], axis=-1),
    "sum": ops.add,
    "ave": lambda forward, backward: (forward + backward) / 2,
    "mul": ops.multiply,
    "max": ops.maximum,
    None: lambda forward, backward: (forward, backward),
}


@keras.saving.register_keras_serializable("rnn_utils")
class Bidirectional(keras.layers.Bidirectional):
    r"""Two copies of a layer, one reading from the start and one from the end, and their merger.

    $$y_t = \operatorname{merge}\big(\overrightarrow{h}_t, \overleftarrow{h}_t\big), \qquad
      \overrightarrow{h}_t = \phi(x_t, \overrightarrow{h}_{t-1}), \quad
      \overleftarrow{h}_t = \psi(x_t, \overleftarrow{h}_{t+1})$$

    The copies have weights of their own, and neither sees the other's states. It is
    ``keras.layers.Bidirectional`` with one more mode, ``"max"``.

    Args:
        layer: a recurrent layer of this module or of Keras, or ``keras.layers.RNN`` around a cell.
            Its configuration is copied, its weights are not.
        merge_mode: ``"concat"`` lays both outputs side by side, (B, T, 2U); ``"sum"``, ``"ave"``,
            ``"mul"`` and ``"max"`` combine them unit by unit, (B, T, U); None gives both.
        backward_layer: a layer with the opposite ``go_backwards``, to use in place of a copy.

    Call it with sequences (B, T, F) and, if some steps are padding, a mask (B, T). Where the layer
    returns sequences, the outputs are in the order of the inputs, and 0 at masked steps.
    Otherwise each direction gives its output after its last step: what is merged has read the
    whole sequence twice. ``initial_state`` and the states that are returned are a flat list, all
    of the forward layer and then all of the backward layer.

    Raises:
        ValueError: for an unknown mode, layers that do not fit each other, sequences without a
            step or a row, a mask that is not (batch, time), or states that do not divide into two
            halves.

    Source: Schuster & Paliwal, 1997, Bidirectional recurrent neural networks,
    doi:10.1109/78.650093.

    >>> import numpy as np
    >>> sequences = np.ones((2, 5, 3), "float32")  # (batch, time, features)
    >>> tuple(Bidirectional(GRU(4, return_sequences=True))(sequences).shape)
    (2, 5, 8)
    >>> tuple(Bidirectional(GRU(4), merge_mode="max")(sequences).shape)
    (2, 4)
    """

    def __init__(self, layer, merge_mode="concat", **kwargs):
        if merge_mode not in list(MERGE):
            raise ValueError(
                f"merge_mode must be one of {', '.join(map(repr, MERGE))}. "
                f"Received {merge_mode!r}. 'concat' keeps all that both directions say."
            )
        # Keras does not know "max", so it is told None, and the merging is done in call.
        super().__init__(layer, merge_mode=None, **kwargs)
        self.merge_mode = merge_mode

    def call(self, sequences, initial_state=None, mask=None, training=None):
        _check_not_empty(sequences.shape)
        mask = get_keras_mask(sequences) if mask is None else mask
        _check_mask(mask, sequences.shape)
        options = {"training": training}
        if self.forward_layer._call_has_mask_arg:
            options["mask"] = mask
        first, second = _halves(initial_state)
        results = [
            self.forward_layer(sequences, initial_state=first, **options),
            self.backward_layer(sequences, initial_state=second, **options),
        ]
        (forward, *first), (backward, *second) = results if self.return_state else zip(results)
        forward, backward = (ops.cast(y, self.compute_dtype) for y in (forward, backward))
        if self.return_sequences:
            backward = ops.flip(backward, axis=1)  # its first output is of the last step
        merged = MERGE[self.merge_mode](forward, backward)
        if not self.return_state:
            return merged
        return (*(merged if self.merge_mode is None else [merged]), *first, *second)


def _delays(name, value, least):
    if not cells._whole(value) or value < least:
        raise ValueError(
            f"{name} must be an integer of at least {least}. Received {value!r}. "
            "It says how many past steps are seen; try 3."
        )
    return int(value)


def _check_sequences(shape, features=None):
    if len(shape) != 3:
        raise ValueError(
            "A recurrent layer reads sequences of the shape (batch, time, features). "
            f"Received {tuple(shape)}. One sequence needs a batch axis, x[None]; "
            "one feature needs a feature axis, x[..., None]; token ids need an Embedding first."
        )
    _check_not_empty(shape)
    if not _fits(shape[2:], (features,)):
        raise ValueError(
            f"The layer was built for sequences of the shape (batch, time, {features}). "
            f"Received {tuple(shape)}. Make a new layer for other features."
        )


def _check_not_empty(shape):
    if 0 in shape[:2]:
        raise ValueError(
            "Sequences of the shape (batch, time, features) must have a row and a step at least. "
            f"Received {tuple(shape)}. An empty text needs a step, such as an end symbol."
        )


def _check_mask(mask, shape):
    if mask is None:
        return
    expected, received = tuple(shape[:2]), tuple(mask.shape)
    if not _fits(received, expected):
        raise ValueError(
            f"mask must have the shape (batch, time) = {expected}. Received {received}. "
            "It holds one True or False for each step, such as ops.not_equal(ids, 0)."
        )


def _check_states(states, sizes, batch):
    if states is None:
        return
    expected = [(batch, size) for size in sizes]
    states = states if isinstance(states, list | tuple) else [states]
    received = [tuple(state.shape) for state in states]
    if len(received) != len(expected) or not all(map(_fits, received, expected)):
        raise ValueError(
            f"initial_state must hold {len(expected)} state(s) of the shape(s) {expected}. "
            f"Received {received}. An LSTM takes [h, c], the other layers take [h]."
        )


def _halves(states):
    """The states of the forward and of the backward layer."""
    if states is None:
        return None, None
    if not isinstance(states, list | tuple) or len(states) % 2:
        received = f"{len(states)} states" if isinstance(states, list | tuple) else "one array"
        raise ValueError(
            "initial_state must be a list of all states of the forward layer and then as many of "
            f"the backward layer. Received {received}. "
            "Two LSTMs take [h, c, h, c], two of the other layers [h, h]."
        )
    half = len(states) // 2
    return states[:half], states[half:]


def _fits(received, expected):
    """Whether two shapes agree where both are known."""
    return len(received) == len(expected) and all(
        r is None or e is None or r == e for r, e in zip(received, expected, strict=True)
    )

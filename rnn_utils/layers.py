r"""The recurrent layers of the book: ``keras.layers.RNN`` around a cell of ``rnn_utils.cells``.

They take the arguments of Keras's layers of the same name and exchange weights with them. What is
left out: ``use_bias`` (there always is a bias), regularisers, constraints and cuDNN.

Pass ``mask=`` explicitly. Not every release of Keras hands it from layer to layer.
"""

from rnn_utils import cells

import keras

__all__ = ["GRU", "LSTM", "PeepholeLSTM", "SimpleRNN"]


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

    def call(self, sequences, initial_state=None, mask=None, training=False):
        _check_sequences(sequences.shape)
        _check_mask(mask, sequences.shape)
        _check_states(initial_state, self.state_size, sequences.shape[0])
        return super().call(sequences, initial_state=initial_state, mask=mask, training=training)

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
        ValueError: for sequences that are not (batch, time, features), a mask that is not
            (batch, time), or options that the cell refuses.

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


def _check_sequences(shape):
    if len(shape) != 3:
        raise ValueError(
            "A recurrent layer reads sequences of the shape (batch, time, features). "
            f"Received {tuple(shape)}. One sequence needs a batch axis, x[None]; "
            "one feature needs a feature axis, x[..., None]; token ids need an Embedding first."
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


def _fits(received, expected):
    """Whether two shapes agree where both are known."""
    return len(received) == len(expected) and all(
        r is None or e is None or r == e for r, e in zip(received, expected, strict=True)
    )

r"""Slow twins of the recurrent layers, in plain NumPy and float64, forward and backward.

They are the oracle that every Keras cell of the book is held against. Each function runs a whole
sequence and returns a :class:`Run`, which keeps what happened at each step, so that the gates can
be drawn and the gradients computed.

Attention has its twins here, too: three ways to score, and the mean that the scores weight.

Shapes: B sequences, T steps, F features, U units; for attention T steps that ask and S steps of M
numbers that are remembered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

__all__ = [
    "Gradients",
    "Run",
    "additive_scores",
    "attend",
    "dot_scores",
    "general_scores",
    "gru",
    "lstm",
    "simple_rnn",
]


class Gradients(NamedTuple):
    """Gradients of a loss with respect to all that went into a run, each shaped like its twin.

    Attributes:
        inputs: (B, T, F).
        weights: in the order in which the weights were given.
        initial_state: (B, U) each.
    """

    inputs: np.ndarray
    weights: list[np.ndarray]
    initial_state: tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Run:
    """What a layer did with a batch of sequences.

    Attributes:
        outputs: (B, T, U), the output of every step.
        states: the final states, (B, U) each: ``(h,)``, or ``(h, c)`` for the LSTM.
        trace: name to (B, T, U), the gates and states of every step, for tables and figures.
    """

    outputs: np.ndarray
    states: tuple[np.ndarray, ...]
    trace: dict[str, np.ndarray]
    _backward: Callable[..., Gradients]

    def backward(self, d_outputs, d_states=None):
        """Back-propagate through time.

        Args:
            d_outputs: (B, T, U), the gradient of the loss with respect to ``outputs``.
            d_states: the gradients with respect to the final states, (B, U) each; zero if absent.

        Returns:
            The :class:`Gradients`.
        """
        return self._backward(d_outputs, d_states)


def sigmoid(z):
    """The logistic function 1 / (1 + exp(-z)), in a form that cannot overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * z))


# name: (the function, its derivative written in terms of its value)
ACTIVATIONS = {
    "tanh": (np.tanh, lambda a: 1.0 - a**2),
    "linear": (lambda z: z, np.ones_like),
}


def simple_rnn(
    x, kernel, recurrent_kernel, bias, *, initial_state=None, mask=None, activation="tanh"
):
    r"""Run a simple RNN (Elman, 1990, doi:10.1207/s15516709cog1402_1).

    $$h_t = \tanh(x_t U + h_{t-1} W + b)$$

    Args:
        x: (B, T, F), the sequences.
        kernel: (F, U), called $U$ in the equation.
        recurrent_kernel: (U, U), called $W$.
        bias: (U,).
        initial_state: (B, U), or a tuple that holds it; zero if absent.
        mask: (B, T) of bool; at a False step the state is kept and the last output repeated.
        activation: "tanh" or "linear".

    Returns:
        A :class:`Run` with the trace ``h``.

    Raises:
        ValueError: for an unknown activation or arrays whose shapes do not fit together.

    >>> ones = np.ones((2, 2))
    >>> run = simple_rnn([[[1, 1], [1, 1], [2, 2]]], ones, ones, [0, 0], activation="linear")
    >>> run.outputs[0] @ ones  # two output units whose weights are 1 as well
    array([[ 4.,  4.],
           [12., 12.],
           [32., 32.]])
    """
    act, d_act = _activation(activation)
    weights = _weights(x, 1, kernel=kernel, recurrent_kernel=recurrent_kernel, bias=bias)
    kernel, recurrent_kernel, bias = weights

    def step(x, states):
        (h_prev,) = states
        h = act(x @ kernel + h_prev @ recurrent_kernel + bias)
        return (h,), {"h": h}

    def step_backward(x, states, trace, d_states):
        (h_prev,), (dh,) = states, d_states
        dz = dh * d_act(trace["h"])
        return dz @ kernel.T, (dz @ recurrent_kernel.T,), [x.T @ dz, h_prev.T @ dz, dz.sum(0)]

    return _run(step, step_backward, x, weights, 1, initial_state, mask)


def lstm(
    x,
    kernel,
    recurrent_kernel,
    bias,
    peephole_kernel=None,
    *,
    initial_state=None,
    mask=None,
    activation="tanh",
):
    r"""Run an LSTM (Hochreiter & Schmidhuber, 1997, doi:10.1162/neco.1997.9.8.1735).

    With a forget gate (Gers et al., 2000, doi:10.1162/089976600300015015) and, if
    ``peephole_kernel`` is given, with gates that see the cell (Gers & Schmidhuber, 2000,
    doi:10.1109/IJCNN.2000.861302):

    $$i_t = \sigma(x_t U_i + h_{t-1} W_i + p_i \odot c_{t-1} + b_i)$$
    $$f_t = \sigma(x_t U_f + h_{t-1} W_f + p_f \odot c_{t-1} + b_f)$$
    $$g_t = \tanh(x_t U_g + h_{t-1} W_g + b_g)$$
    $$c_t = f_t \odot c_{t-1} + i_t \odot g_t$$
    $$o_t = \sigma(x_t U_o + h_{t-1} W_o + p_o \odot c_t + b_o)$$
    $$h_t = o_t \odot \tanh(c_t)$$

    Args:
        x: (B, T, F), the sequences.
        kernel: (F, 4U), in the gate order i, f, g, o, which is Keras's.
        recurrent_kernel: (U, 4U), in the same order.
        bias: (4U,), in the same order.
        peephole_kernel: (3, U), the rows $p_i$, $p_f$, $p_o$; no peepholes if absent.
        initial_state: ``(h, c)``, (B, U) each; zero if absent.
        mask: (B, T) of bool; at a False step the states are kept and the last output repeated.
        activation: "tanh" or "linear", for the candidate g and for the output.

    Returns:
        A :class:`Run` with the traces ``i, f, g, o, c, h``.

    Raises:
        ValueError: for an unknown activation or arrays whose shapes do not fit together.

    >>> zeros = np.zeros((1, 4))
    >>> run = lstm(np.ones((1, 3, 1)), zeros, zeros, [100.0, 100.0, 0.5, 100.0])
    >>> run.trace["c"].round(3)[0, :, 0]  # every step adds tanh(0.5), and nothing is forgotten
    array([0.462, 0.924, 1.386])
    """
    act, d_act = _activation(activation)
    named = {"kernel": kernel, "recurrent_kernel": recurrent_kernel, "bias": bias}
    if peephole_kernel is not None:
        named["peephole_kernel"] = peephole_kernel
    weights = _weights(x, 4, **named)
    kernel, recurrent_kernel, bias = weights[:3]
    units = len(recurrent_kernel)
    p_i, p_f, p_o = weights[3] if peephole_kernel is not None else np.zeros((3, units))

    def step(x, states):
        h_prev, c_prev = states
        z = x @ kernel + h_prev @ recurrent_kernel + bias
        z_i, z_f, z_g, z_o = np.split(z, 4, axis=-1)  # gate order i, f, g, o
        i = sigmoid(z_i + p_i * c_prev)
        f = sigmoid(z_f + p_f * c_prev)
        g = act(z_g)
        c = f * c_prev + i * g
        o = sigmoid(z_o + p_o * c)
        h = o * act(c)
        return (h, c), {"i": i, "f": f, "g": g, "o": o, "c": c, "h": h}

    def step_backward(x, states, trace, d_states):
        (h_prev, c_prev), (dh, dc) = states, d_states
        i, f, g, o, c = (trace[name] for name in "ifgoc")
        a = act(c)
        dz_o = dh * a * o * (1 - o)
        dc = dc + dh * o * d_act(a) + dz_o * p_o
        dz_i = dc * g * i * (1 - i)
        dz_f = dc * c_prev * f * (1 - f)
        dz_g = dc * i * d_act(g)
        dc_prev = dc * f + dz_i * p_i + dz_f * p_f
        dz = np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=-1)
        d_weights = [x.T @ dz, h_prev.T @ dz, dz.sum(0)]
        if peephole_kernel is not None:
            d_peep = [dz_i * c_prev, dz_f * c_prev, dz_o * c]
            d_weights.append(np.stack([d.sum(0) for d in d_peep]))
        return dz @ kernel.T, (dz @ recurrent_kernel.T, dc_prev), d_weights

    return _run(step, step_backward, x, weights, 2, initial_state, mask)


def gru(
    x,
    kernel,
    recurrent_kernel,
    bias,
    *,
    reset_after=True,
    initial_state=None,
    mask=None,
    activation="tanh",
):
    r"""Run a GRU (Cho et al., 2014, arXiv:1406.1078).

    The update gate $z$ *keeps* the old state, as in Keras; Chung et al. (2014, arXiv:1412.3555)
    write it the other way round.

    $$z_t = \sigma(x_t U_z + h_{t-1} W_z + b_z), \quad r_t = \sigma(x_t U_r + h_{t-1} W_r + b_r)$$
    $$g_t = \tanh(x_t U_g + r_t \odot (h_{t-1} W_g + b'_g) + b_g)
        \quad\text{or}\quad \tanh(x_t U_g + (r_t \odot h_{t-1}) W_g + b_g)$$
    $$h_t = z_t \odot h_{t-1} + (1 - z_t) \odot g_t$$

    The first form of $g$ resets after the product, the second before it.

    Args:
        x: (B, T, F), the sequences.
        kernel: (F, 3U), in the gate order z, r, g, which is Keras's.
        recurrent_kernel: (U, 3U), in the same order.
        bias: (2, 3U), the input row and the recurrent row, if ``reset_after``; else (3U,).
        reset_after: which form of $g$.
        initial_state: (B, U), or a tuple that holds it; zero if absent.
        mask: (B, T) of bool; at a False step the state is kept and the last output repeated.
        activation: "tanh" or "linear", for the candidate g.

    Returns:
        A :class:`Run` with the traces ``z, r, g, h``.

    Raises:
        ValueError: for an unknown activation or arrays whose shapes do not fit together.

    >>> zeros = np.zeros((1, 3))
    >>> keep = gru(np.ones((1, 2, 1)), zeros, zeros, [[100.0, 0, 0.5], [0, 0, 0]])
    >>> keep.outputs.ravel()  # z = 1 keeps the old state, which is 0
    array([0., 0.])
    """
    act, d_act = _activation(activation)
    weights = _weights(
        x, 3, two_biases=reset_after, kernel=kernel, recurrent_kernel=recurrent_kernel, bias=bias
    )
    kernel, recurrent_kernel, bias = weights
    units = len(recurrent_kernel)
    input_bias, recurrent_bias = bias if reset_after else (bias, np.zeros_like(bias))
    w_zr, w_g = recurrent_kernel[:, : 2 * units], recurrent_kernel[:, 2 * units :]
    b_zr, b_g = recurrent_bias[: 2 * units], recurrent_bias[2 * units :]

    def step(x, states):
        (h_prev,) = states
        x_z, x_r, x_g = np.split(x @ kernel + input_bias, 3, axis=-1)  # gate order z, r, g
        h_z, h_r = np.split(h_prev @ w_zr + b_zr, 2, axis=-1)
        z = sigmoid(x_z + h_z)
        r = sigmoid(x_r + h_r)
        g = act(x_g + (r * (h_prev @ w_g + b_g) if reset_after else (r * h_prev) @ w_g))
        h = z * h_prev + (1 - z) * g
        return (h,), {"z": z, "r": r, "g": g, "h": h}

    def step_backward(x, states, trace, d_states):
        (h_prev,), (dh,) = states, d_states
        z, r, g = (trace[name] for name in "zrg")
        dz_z = dh * (h_prev - g) * z * (1 - z)
        dz_g = dh * (1 - z) * d_act(g)
        dh_prev = dh * z
        if reset_after:
            inner = h_prev @ w_g + b_g
            dr, d_inner = dz_g * inner, dz_g * r
            dh_prev = dh_prev + d_inner @ w_g.T
            dw_g, db_g = h_prev.T @ d_inner, d_inner.sum(0)
        else:
            d_reset = dz_g @ w_g.T  # gradient at r * h_prev
            dr = d_reset * h_prev
            dh_prev = dh_prev + d_reset * r
            dw_g = (r * h_prev).T @ dz_g
        dz_r = dr * r * (1 - r)
        dz_zr = np.concatenate([dz_z, dz_r], axis=-1)
        dz = np.concatenate([dz_zr, dz_g], axis=-1)
        dh_prev = dh_prev + dz_zr @ w_zr.T
        dw = np.concatenate([h_prev.T @ dz_zr, dw_g], axis=-1)
        db = dz.sum(0)
        if reset_after:
            db = np.stack([db, np.concatenate([dz_zr.sum(0), db_g])])
        return dz @ kernel.T, (dh_prev,), [x.T @ dz, dw, db]

    return _run(step, step_backward, x, weights, 1, initial_state, mask)


def _run(step, step_backward, x, weights, n_states, initial_state, mask):
    """Walk ``step`` along the sequences; return the Run that can walk ``step_backward`` back."""
    x = np.asarray(x, dtype=float)
    batch, time, _ = x.shape
    units = len(weights[1])
    states = _states(initial_state, n_states, (batch, units))
    keep = _mask(mask, (batch, time))[:, :, None]  # (B, T, 1)

    output = np.zeros((batch, units))
    before, traces, outputs = [], [], []
    for t in range(time):
        before.append(states)
        new_states, trace = step(x[:, t], states)
        states = tuple(np.where(keep[:, t], *pair) for pair in zip(new_states, states, strict=True))
        output = np.where(keep[:, t], new_states[0], output)
        traces.append(trace)
        outputs.append(output)

    def backward(d_outputs, d_states=None):
        d_outputs = np.asarray(d_outputs, dtype=float)
        if d_outputs.shape != (batch, time, units):
            raise ValueError(
                f"d_outputs must have the shape of the outputs, {(batch, time, units)}. "
                f"Received {d_outputs.shape}. Put zeros at the steps the loss does not see."
            )
        d_states = _states(d_states, n_states, (batch, units))
        d_inputs, d_weights = np.zeros_like(x), [np.zeros_like(w) for w in weights]
        d_output = np.zeros((batch, units))
        for t in reversed(range(time)):
            d_output = d_output + d_outputs[:, t]
            on = keep[:, t]
            d_new = [np.where(on, d, 0.0) for d in d_states]
            d_new[0] = d_new[0] + np.where(on, d_output, 0.0)
            d_inputs[:, t], d_prev, d_step = step_backward(x[:, t], before[t], traces[t], d_new)
            d_states = tuple(np.where(on, *pair) for pair in zip(d_prev, d_states, strict=True))
            d_output = np.where(on, 0.0, d_output)  # a masked step repeated an earlier output
            for total, part in zip(d_weights, d_step, strict=True):
                total += part
        return Gradients(d_inputs, d_weights, d_states)

    trace = {name: np.stack([t[name] for t in traces], axis=1) for name in traces[0]}
    return Run(np.stack(outputs, axis=1), states, trace, backward)


def dot_scores(query, memory):
    r"""Score each remembered step by its product with the query (Luong et al., 2015).

    $$e_{ts} = q_t \cdot m_s$$

    Args:
        query: (B, T, U), what is asked at each step.
        memory: (B, S, U), what is remembered.

    Returns:
        (B, T, S).

    Source: Luong, Pham & Manning, 2015, arXiv:1508.04025.

    >>> dot_scores([[[1.0, 2.0]]], [[[3.0, 4.0], [0.0, 1.0]]])
    array([[[11.,  2.]]])
    """
    return np.asarray(query) @ np.swapaxes(memory, 1, 2)


def general_scores(query, memory, kernel):
    r"""Score each remembered step by a product with a matrix between (Luong et al., 2015).

    $$e_{ts} = q_t W m_s$$

    Args:
        query: (B, T, U), what is asked at each step.
        memory: (B, S, M), what is remembered.
        kernel: (U, M), called $W$.

    Returns:
        (B, T, S).

    Source: Luong, Pham & Manning, 2015, arXiv:1508.04025.

    >>> general_scores([[[1.0, 2.0]]], [[[3.0], [5.0]]], [[1.0], [2.0]])
    array([[[15., 25.]]])
    """
    return dot_scores(np.asarray(query) @ kernel, memory)


def additive_scores(query, memory, query_kernel, memory_kernel, scale):
    r"""Score each remembered step by a layer of A units (Bahdanau, Cho & Bengio, 2015).

    $$e_{ts} = v \cdot \tanh(q_t W_1 + m_s W_2)$$

    Args:
        query: (B, T, U), what is asked at each step.
        memory: (B, S, M), what is remembered.
        query_kernel: (U, A), called $W_1$.
        memory_kernel: (M, A), called $W_2$.
        scale: (A,), called $v$.

    Returns:
        (B, T, S).

    Source: Bahdanau, Cho & Bengio, 2015, arXiv:1409.0473.

    >>> additive_scores([[[1.0]]], [[[-1.0], [9.0]]], [[1.0]], [[1.0]], [2.0]).round(3)
    array([[[0., 2.]]])
    """
    asked = np.asarray(query) @ query_kernel  # (B, T, A)
    known = np.asarray(memory) @ memory_kernel  # (B, S, A)
    return np.tanh(asked[:, :, np.newaxis] + known[:, np.newaxis]) @ scale


def attend(scores, memory, mask):
    r"""Turn scores into weights that sum to 1, and weight what is remembered with them.

    $$a_{ts} = \frac{\exp e_{ts}}{\sum_{s'} \exp e_{ts'}}, \quad c_t = \sum_s a_{ts} m_s$$

    Args:
        scores: (B, T, S).
        memory: (B, S, M).
        mask: (B, S) of bool, True where a remembered step is real. Others get the weight 0.

    Returns:
        context, weights: (B, T, M) and (B, T, S).

    Raises:
        ValueError: if the mask has another shape, or a sequence no real step. The layers of
            :mod:`rnn_utils.seq2seq`, which cannot raise within a compiled graph, give such a
            sequence weights and a context of 0.

    >>> context, weights = attend(np.log([[[1.0, 3.0, 9.0]]]), [[[0.0], [4.0], [7.0]]],
    ...                           [[True, True, False]])
    >>> weights
    array([[[0.25, 0.75, 0.  ]]])
    >>> context
    array([[[3.]]])
    """
    mask = _mask(mask, np.shape(memory)[:2])
    if not mask.any(axis=1).all():
        raise ValueError("mask must be True somewhere in each sequence. Received one without.")
    scores = np.where(mask[:, np.newaxis], scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ np.asarray(memory), weights


def _activation(name):
    if name not in list(ACTIVATIONS):
        raise ValueError(f"activation must be one of {sorted(ACTIVATIONS)}. Received {name!r}.")
    return ACTIVATIONS[name]


def _weights(x, gates, two_biases=False, **named):
    """The weights as float64 arrays, after their shapes have been checked."""
    x_shape = np.shape(x)
    if len(x_shape) != 3 or x_shape[1] == 0:
        raise ValueError(
            "x must have the shape (batch, time, features) with at least one step. "
            f"Received {x_shape}. One sequence needs a batch axis: x[None]."
        )
    weights = {name: np.asarray(w, dtype=float) for name, w in named.items()}
    units = np.shape(named["recurrent_kernel"])[0] if np.ndim(named["recurrent_kernel"]) else 0
    width = gates * units
    expected = {
        "kernel": (x_shape[2], width),
        "recurrent_kernel": (units, width),
        "bias": (2, width) if two_biases else (width,),
        "peephole_kernel": (3, units),
    }
    for name, weight in weights.items():
        if weight.shape != expected[name]:
            raise ValueError(
                f"{name} must have the shape {expected[name]} for {x_shape[2]} features, "
                f"{units} units and {gates} blocks of weights. Received {weight.shape}."
            )
    return list(weights.values())


def _states(states, n_states, shape):
    if states is None:
        return tuple(np.zeros(shape) for _ in range(n_states))
    if n_states == 1 and not isinstance(states, (tuple, list)):
        states = (states,)
    states = tuple(np.asarray(state, dtype=float) for state in states)
    if len(states) != n_states or any(state.shape != shape for state in states):
        raise ValueError(
            f"the states must be {n_states} array(s) of the shape {shape}. "
            f"Received {[state.shape for state in states]}."
        )
    return states


def _mask(mask, shape):
    if mask is None:
        return np.ones(shape, dtype=bool)
    mask = np.asarray(mask, dtype=bool)
    if mask.shape != shape:
        raise ValueError(
            f"mask must have the shape (batch, time) = {shape}. Received {mask.shape}. "
            "It holds one True or False for each step."
        )
    return mask

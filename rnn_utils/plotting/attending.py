"""Drawings of attention: one look with its numbers, when a decoder looks, and Keras's layers."""

from rnn_utils.plotting.drawing import MEMORY, NARROW, PLAIN, ROWS, Drawing, inches
from rnn_utils.plotting.style import TEXT, numbers

import numpy as np


def attention_step(memory, query, scores=None, weights=None, context=None):
    r"""One look into the memory, with its numbers: scores, softmax, weighted sum.

    .. math:: c = \sum_s w_s\, m_s, \qquad w = \mathrm{softmax}(\text{scores})

    Args:
        memory: (S, U), 2 to 5 rows of 1 to 3 numbers, such as the states of an encoder.
        query: (U,), such as the state of a decoder.
        scores: (S,), how well each row fits the query; the dot products if left out.
        weights: (S,), as worked out on paper; computed if left out.
        context: (U,), as worked out on paper; computed if left out.

    Returns:
        Figure.

    Raises:
        ValueError: if the shapes do not fit, or if given weights are not the softmax of the scores
            or a given context is not the sum of the weighted rows, to within 0.01.

    Source: Luong, Pham and Manning 2015, "Effective approaches to attention-based neural machine
    translation", arXiv:1508.04025 (the dot product as score).

    >>> fig = attention_step([(1, -1), (0, 1), (2, 0)], (1, 1))
    >>> [t.get_text() for t in fig.axes[0].texts if t.get_text().startswith("0.")]
    ['0.090', '0.245', '0.665']
    """
    one = "Give the memory and the query of one look, not of a batch."
    memory, query = numbers("memory", memory, (2,), one), numbers("query", query, (1,), one)
    rows, units = memory.shape
    if not (2 <= rows <= 5 and 1 <= units <= 3):
        raise ValueError(
            "memory must have 2 to 5 rows of 1 to 3 numbers. Received the shape "
            f"{memory.shape}. Take a smaller example."
        )
    _same_shape("query", query, (units,))
    scores = memory @ query if scores is None else numbers("scores", scores, (1,), one)
    _same_shape("scores", scores, (rows,))
    right = np.exp(scores - scores.max())
    right /= right.sum()
    weights = _as_worked_out("weights", weights, right, "the softmax of the scores")
    context = _as_worked_out("context", context, weights @ memory, "the sum of the weighted rows")

    pitch, tall = 0.62, 0.38
    heights = [0.98 + pitch * k for k in reversed(range(rows))]
    ends = heights[0] + 1.0  # the height of query and context
    written = [_vector(row) for row in memory]
    wide = max(inches(row) for row in written)
    sides = wide + 0.16, max(0.5, inches(_vector(query)) + 0.16)
    bus = 0.1 + max(sides[0] + 0.17, 0.55 + sides[1] / 2)  # from the query to the scores
    narrow = max(0.5, *(inches(_vector([value], "{:.3g}")) + 0.14 for value in scores))
    score, smooth = bus + 0.25 + narrow / 2, bus + 0.58 + narrow  # middles of the boxes
    weight = smooth + 0.38  # the left end of the weights
    answer = inches(_vector(context, "{:.3f}")) + 0.18
    total = 5.72 - max(answer, 0.9) / 2  # the middle of the sum
    bar = weight + 0.5
    room = total - 0.2 - bar - wide - 0.18
    if room < 0.3:
        raise ValueError(
            f"memory must have short rows. Received {max(written, key=inches)!r}, which leaves "
            "no place for the weights. Take fewer numbers, or rounder ones."
        )
    blue, green, orange = (ROWS[row][1] for row in ("input", "output", "hidden"))
    d = Drawing(NARROW, ends + 0.32)
    d.arrow((bus, ends), (bus, heights[-1] - 0.09), color=blue, head=False)
    d.arrow((total, heights[-1]), (total, ends - 0.66), color=MEMORY, head=False)
    d.arrow((total, ends - 0.66), (total, ends - 0.2), color=MEMORY)
    for k, y in enumerate(heights):
        d.arrow((0.1 + sides[0], y + 0.09), (score - narrow / 2, y + 0.09), color=orange)
        d.arrow((bus, y - 0.09), (score - narrow / 2, y - 0.09), color=blue)
        d.dot(bus, y - 0.09, blue)
        d.arrow((score + narrow / 2, y), (smooth - 0.17, y))
        d.arrow((smooth + 0.17, y), (weight - 0.03, y))
        d.box(0.1 + sides[0] / 2, y, sides[0], tall, written[k], ROWS["hidden"], size=10.5)
        d.box(score, y, narrow, tall, _vector(scores[k : k + 1], "{:.3g}"), PLAIN, size=10.5)
        d.text(weight, y, f"{weights[k]:.3f}", ha="left", fontsize=10.5)
        d.field(bar + room * weights[k] / 2, y, room * weights[k], 0.24, (MEMORY, MEMORY))
        end = bar + room * weights[k] + 0.06
        d.note(end, y, f"· {written[k]}", ha="left")
        d.arrow((end + inches(f"· {written[k]}") + 0.06, y), (total, y), color=MEMORY, head=False)
        d.dot(total, y, MEMORY)
    d.box(smooth, np.mean(heights), 0.34, heights[0] - heights[-1] + tall, "", PLAIN)
    d.text(smooth, np.mean(heights), "softmax", fontsize=10.5, rotation=90)
    d.node(total, ends - 0.57, "+", MEMORY)
    d.box(bus, ends, sides[1], tall, _vector(query), ROWS["input"], size=10.5)
    d.box(total, ends, answer, tall, _vector(context, "{:.3f}"), ROWS["output"], size=10.5)
    for x, y, name, shape, color, ha in [
        (bus - sides[1] / 2 - 0.07, ends, "query", "(B, U)", blue, "right"),
        (total - answer / 2 - 0.07, ends, "context", "(B, U)", green, "right"),
        (0.1, 0.4, "states", "(B, S, U)", orange, "left"),
        (score, 0.4, "scores", "(B, S)", TEXT, "center"),
        (weight, 0.4, "weights", "(B, S)", MEMORY, "left"),
    ]:
        d.text(x, y + 0.11, name, ha=ha, color=color)
        d.note(x, y - 0.11, shape, ha=ha)
    return d.fig


def attention_orders():
    """Two orders of attention, side by side: ask and then step, or step and then ask.

    Bahdanau's decoder asks with its old state, and the context goes into the step. Luong's makes
    its step first, asks with the new state, and the context joins on the way out.

    Returns:
        Figure.

    Source: Bahdanau, Cho and Bengio 2015, "Neural machine translation by jointly learning to align
    and translate", arXiv:1409.0473; Luong, Pham and Manning 2015, "Effective approaches to
    attention-based neural machine translation", arXiv:1508.04025.

    >>> fig = attention_orders()
    >>> {"Bahdanau", "Luong"} <= {text.get_text() for text in fig.axes[0].texts}
    True
    """
    blue = ROWS["input"][1]
    bottom, low, high, out, written = 0.62, 1.72, 2.72, 3.5, 4.28
    d = Drawing(NARROW, 5.2)
    d.arrow((2.9, 0.1), (2.9, 5.1), color="#CCCCCC", width=1.0, head=False)
    for left, name, order, memory, step, fed in [
        (0.0, "Bahdanau", "asks, then steps", 0.95, (1.95, high), 2.2),
        (2.9, "Luong", "steps, then asks", 0.65, (1.95, low), 1.95),
    ]:
        memory, x, fed = left + memory, left + step[0], left + fed
        d.text(left + 1.45, 4.98, name, fontsize=12, weight="bold")
        d.note(left + 1.45, 4.74, order)
        d.arrow((left + 0.1, step[1]), (x - 0.45, step[1]), color=MEMORY, width=2.0)
        d.arrow((x + 0.45, step[1]), (left + 2.8, step[1]), color=MEMORY, width=2.0)
        d.text(left + 0.1, step[1] + 0.2, "$h_{t-1}$", ha="left", fontsize=12)
        d.text(left + 2.8, step[1] + 0.2, "$h_t$", ha="right", fontsize=12)
        d.note(left + 0.1, step[1] - 0.18, "(B, U)", ha="left")
        d.arrow((memory, bottom), (memory, (low if step[1] == high else high) - 0.2), color=MEMORY)
        d.arrow((fed, bottom), (fed, step[1] - 0.22))
        d.arrow((x, step[1] + 0.22), (x, (out - 0.2 if step[1] == low else written - 0.22)))
        d.box(memory, bottom, 1.0, 0.44, "states", ROWS["hidden"], size=10.5)
        d.note(memory, bottom - 0.38, "(B, S, U)")
        d.box(fed, bottom, 0.62, 0.44, "$y_{t-1}$", ROWS["input"])
        d.box(x, step[1], 0.9, 0.44, "step", ROWS["hidden"])
        d.box(x, written, 0.62, 0.44, "$y_t$", ROWS["output"])

    d.arrow((0.7, high), (0.7, low + 0.2), color=blue)
    d.dot(0.7, high, blue)
    d.arrow((0.95, low), (1.7, low), (1.7, high - 0.22), color=MEMORY)
    d.box(0.95, low, 0.94, 0.4, "attention", ("white", MEMORY), size=10.5)
    d.note(0.63, 2.25, "query", ha="right", color=blue)
    d.note(1.63, 2.25, "context", ha="right", color=MEMORY)

    x, attention = 4.85, 3.62
    d.arrow((x, high), (attention + 0.47, high), color=blue)
    d.dot(x, high, blue)
    d.arrow((attention, high), (attention, out), (x - 0.45, out), color=MEMORY)
    d.box(attention, high, 0.94, 0.4, "attention", ("white", MEMORY), size=10.5)
    d.arrow((x, out + 0.2), (x, written - 0.22))
    d.box(x, out, 0.9, 0.4, r"$\tanh(W_c\cdot)$", PLAIN)
    d.note(4.46, high + 0.14, "query", color=blue)
    d.note(3.98, out + 0.16, "context", color=MEMORY)
    return d.fig


def attention_layers():
    """Keras's two layers side by side: ``Attention``, and ``MultiHeadAttention`` around it.

    The first multiplies queries with keys, makes shares of the products and takes the mean of the
    values. The second sends query, key and value through a dense layer each, looks several times
    side by side, each time with smaller vectors, and joins what was found in a fourth.

    Returns:
        Figure.

    Source: Vaswani et al. 2017, "Attention is all you need", arXiv:1706.03762.

    >>> fig = attention_layers()
    >>> [text.get_text() for text in fig.axes[0].texts].count("Dense")
    4
    """
    bottom, dense, low, middle, high, out = 0.62, 1.42, 1.62, 2.42, 3.22, 4.02
    d = Drawing(NARROW, 5.0)
    d.arrow((2.9, 0.1), (2.9, 4.9), color="#CCCCCC", width=1.0, head=False)
    blue, orange, green = (ROWS[row][1] for row in ("input", "hidden", "output"))
    for left, name, about in [
        (0.0, "Attention", "nothing to train"),
        (2.9, "MultiHeadAttention", "four dense layers"),
    ]:
        d.text(left + 1.45, 4.78, name, fontsize=12, weight="bold")
        d.note(left + 1.45, 4.53, about)
        for x, part, shape, look in [
            (0.5, "query", "(B, T, U)", "input"),
            (1.45, "key", "(B, S, U)", "hidden"),
            (2.4, "value", "(B, S, U)", "hidden"),
        ]:
            d.box(left + x, bottom, 0.76, 0.4, part, ROWS[look], size=10.5)
            d.note(left + x, bottom - 0.38, shape)
        d.box(left + 1.45, out, 0.9, 0.4, "context", ROWS["output"], size=10.5)
        d.arrow((left + 1.45, high + 0.2), (left + 1.45, out - 0.2), color=green)

    for x, color, top in [(0.5, blue, low), (1.45, orange, low), (2.4, orange, high)]:
        d.arrow((x, bottom + 0.2), (x, top - 0.2), color=color)
    for y, after, shape in [(low, middle, "(B, T, S)"), (middle, high, "weights")]:
        d.arrow((0.975, y + 0.2), (0.975, after - 0.2))
        d.note(1.08, (y + after) / 2, shape, ha="left")
    d.box(0.975, low, 1.7, 0.4, "products", PLAIN, size=10.5)
    d.box(0.975, middle, 1.7, 0.4, "mask, softmax", PLAIN, size=10.5)
    d.box(1.45, high, 2.65, 0.4, "weighted mean", PLAIN, size=10.5)

    for x, color in [(3.4, blue), (4.35, orange), (5.3, orange)]:
        d.arrow((x, bottom + 0.2), (x, dense - 0.2), color=color)
        d.box(x, dense, 0.76, 0.4, "Dense", ROWS["output"], size=10.5)
        d.arrow((x, dense + 0.2), (x, middle - 0.2), color=color)
    for k in (2, 1):
        d.field(4.35 + 0.05 * k, middle + 0.07 * k, 2.5, 0.4, PLAIN, zorder=0.5)
    d.box(4.35, middle, 2.5, 0.4, "Attention, a copy per head", PLAIN, size=10.5)
    d.arrow((4.35, middle + 0.34), (4.35, high - 0.2))
    d.note(4.46, (middle + high) / 2 + 0.08, "joined", ha="left")
    d.box(4.35, high, 0.76, 0.4, "Dense", ROWS["output"], size=10.5)
    return d.fig


def _vector(values, form="{:g}"):
    """(1, −1) for a row of numbers, with the minus sign of the font."""
    written = ", ".join(form.format(value) for value in values).replace("-", "−")
    return f"({written})" if len(values) > 1 else written


def _same_shape(name, array, shape):
    if array.shape != shape:
        raise ValueError(
            f"{name} must have the shape {shape}, to fit the memory. Received {array.shape}."
        )


def _as_worked_out(name, given, right, what):
    """The given values, if they are right to within 0.01, or the right ones if none are given."""
    if given is None:
        return right
    given = numbers(name, given, (1,), "Leave them out to have them computed.")
    _same_shape(name, given, right.shape)
    if not np.allclose(given, right, rtol=0, atol=0.01):
        raise ValueError(
            f"{name} must be {what}, {_vector(right, '{:.3f}')}. "
            f"Received {_vector(given, '{:.3f}')}. Work them out again, or leave them out."
        )
    return given

"""Drawings of networks over time: unrolled, in both directions, stacked, encoder and decoder."""

from rnn_utils.plotting.drawing import (
    MASK,
    MEMORY,
    NARROW,
    ROWS,
    Drawing,
    inches,
    must_fit,
    whole,
    yes_or_no,
)
from rnn_utils.plotting.style import MUTED, text_width, texts

MEND = "Shorten it, or show fewer steps."


def unrolled(
    steps=3,
    *,
    words=None,
    inputs=None,
    hidden=None,
    outputs=None,
    start="0",
    kind="Elman",
):
    """A recurrent network twice: with its loop on the left, one copy per time step on the right.

    U leads from the input to the hidden layer, W from the memory, V to the output; all copies
    share them. In an Elman network the memory is the hidden layer of the step before, in a Jordan
    network it is the output.

    Args:
        steps: how many copies, 1 to 5; taken from the labels if there are any.
        words: a label below each input, such as ``["arrive", "in", "Taipei"]``.
        inputs, hidden, outputs: the values to write into the boxes of each step.
        start: the value of the memory before the first step.
        kind: ``"Elman"`` or ``"Jordan"``.

    Returns:
        Figure.

    Raises:
        ValueError: if the labels differ in number, or one is too long for its box.

    Source: Elman 1990, "Finding structure in time", doi:10.1207/s15516709cog1402_1; Jordan 1986,
    "Serial order", ICS Report 8604.

    >>> fig = unrolled(words=["arrive", "in", "Taipei"], inputs=["(1, 1)", "(1, 1)", "(2, 2)"])
    >>> "Taipei" in [text.get_text() for text in fig.axes[0].texts]
    True
    """
    if kind not in ("Elman", "Jordan"):
        raise ValueError(f"kind must be 'Elman' or 'Jordan'. Received {kind!r}.")
    given = {"words": words, "inputs": inputs, "hidden": hidden, "outputs": outputs}
    given = {name: texts(name, labels) for name, labels in given.items() if labels is not None}
    if given:
        steps = len(next(iter(given.values())))
    steps = whole("steps", steps, 1, 5, "Show the first steps of a longer sequence.")
    for name, labels in given.items():
        texts(name, labels, steps)

    zero = 2.5  # the middle of the memory before the first step
    first = 3.62 if steps <= 3 else 3.36  # the middle of the first copy
    pitch = min(1.38, (6.52 - first) / max(steps - 1, 1))
    width = min(0.86, pitch - 0.33)
    values = {"x": given.get("inputs"), "h": given.get("hidden"), "y": given.get("outputs")}
    height = 0.56 if any(values.values()) else 0.44
    for name, labels in given.items():
        for label in labels:
            must_fit(label, pitch if name == "words" else width, MEND)
    (start,) = texts("start", [start])
    must_fit(start, 0.58, MEND)

    bottom = 0.78 if "words" in given else 0.4
    rows = {"x": bottom, "h": bottom + 1.08, "y": bottom + 2.16}
    title = bottom + 2.72
    d = Drawing(6.99, title + 0.2)
    for (symbol, y), (name, look) in zip(rows.items(), ROWS.items(), strict=True):
        d.text(0.08, y, name, ha="left", color=look[1])
        d.box(1.08, y, 0.5, height, f"${symbol}_t$", look)
    _draw_u_and_v(d, 1.08, rows, height)
    source = "h" if kind == "Elman" else "y"
    if kind == "Elman":
        y = rows["h"]
        d.curve([(1.33, y + 0.13), (1.93, y + 0.42), (1.93, y - 0.42), (1.33, y - 0.13)])
        d.text(1.94, y, "$W$", color=MEMORY)
    else:
        d.curve([(1.33, rows["y"]), (1.93, rows["y"]), (1.93, rows["h"]), (1.33, rows["h"])])
        d.text(1.94, (rows["y"] + rows["h"]) / 2, "$W$", color=MEMORY)
    d.text(1.08, title, "with its loop", color=MUTED)
    d.arrow((2.14, 0.1), (2.14, title), color="#CCCCCC", width=1.0, head=False)
    middle = first + pitch * (steps - 1) / 2
    d.text(max(middle, 3.86), title, "unrolled: the same U, W, V in every copy", color=MUTED)

    width0 = max(0.4, text_width(start) / 72 + 0.12)
    d.box(zero, rows[source], width0, 0.4, start, ("white", MEMORY), dashed=True)
    from_right = zero + width0 / 2
    for step in range(steps):
        x = first + step * pitch
        for (symbol, labels), look in zip(values.items(), ROWS.values(), strict=True):
            value = labels[step] if labels else ""
            d.box(x, rows[symbol], width, height, f"${symbol}_{step + 1}$", look, value)
        _draw_u_and_v(d, x, rows, height)
        end = (x - width / 2, rows["h"])
        d.arrow((from_right, rows[source]), end, color=MEMORY, width=2.0)
        middle = (from_right + end[0]) / 2
        lift = 0.15 if kind == "Elman" else 0.22
        d.text(middle + (lift - 0.15), (rows[source] + rows["h"]) / 2 + lift, "$W$", color=MEMORY)
        if "words" in given:
            d.text(x, 0.26, given["words"][step], parse_math=False)
        from_right = x + width / 2
    return d.fig


def bidirectional(steps=3, *, words=None):
    """A bidirectional layer: one row of states reads forwards, one backwards, both are joined.

    At each step the two states are joined end to end, as Keras does unless told otherwise
    (``merge_mode="concat"``).

    Args:
        steps: how many time steps, 2 to 5; taken from the words if there are any.
        words: a label below each input, such as ``["not", "bad"]``.

    Returns:
        Figure.

    Raises:
        ValueError: if there are too few steps or too many, or a word is too long for its place.

    Source: Schuster and Paliwal 1997, "Bidirectional recurrent neural networks",
    doi:10.1109/78.650093.

    >>> fig = bidirectional(words=["not", "bad", "at", "all"])
    >>> {"forwards", "backwards", "(B, T, 2U)"} <= {t.get_text() for t in fig.axes[0].texts}
    True
    """
    if words is not None:
        words = texts("words", words)
        steps = len(words)
    steps = whole("steps", steps, 2, 5, "Show the first steps of a longer sequence.")
    left, right = 1.56, 5.2  # between the two first states, which are 0
    both = min(0.9, (right - left) / steps - 0.08)  # the width of a step
    pitch = (right - left - both) / (steps - 1)
    width = min(0.42, both / 2 - 0.02)
    aside = (both - width) / 2  # of the states, from the middle of their step
    for word in words or ():
        must_fit(word, pitch, MEND)
    bottom = 0.75 if words else 0.45
    inputs, forwards, backwards, joined = (bottom + 0.98 * k for k in range(4))
    tall = 0.44
    d = Drawing(NARROW, joined + 0.42)
    rows = [
        (inputs, "input", "input", "(B, T, F)"),
        (forwards, "forwards", "hidden", "(B, T, U)"),
        (backwards, "backwards", "hidden", "(B, T, U)"),
        (joined, "joined", "output", "(B, T, 2U)"),
    ]
    for y, name, look, shape in rows:
        d.text(0.08, y + 0.12, name, ha="left", color=ROWS[look][1])
        d.note(0.08, y - 0.12, shape, ha="left")
    for y, x in [(forwards, left - 0.38), (backwards, right + 0.38)]:
        d.box(x, y, 0.3, 0.34, "0", ("white", MEMORY), dashed=True)
    for step in range(steps):
        x = left + both / 2 + step * pitch
        one, other = x - aside, x + aside
        for low, high, place in [
            (inputs, forwards, one),
            (inputs, backwards, other),
            (forwards, joined, one),
            (backwards, joined, other),
        ]:
            d.arrow((place, low + tall / 2), (place, high - tall / 2))
        before = one - pitch + width / 2 if step else left - 0.23
        after = other + pitch - width / 2 if step < steps - 1 else right + 0.23
        d.arrow((before, forwards), (one - width / 2, forwards), color=MEMORY, width=2.0)
        d.arrow((after, backwards), (other + width / 2, backwards), color=MEMORY, width=2.0)
        d.box(x, inputs, both, tall, f"$x_{step + 1}$", ROWS["input"])
        d.box(one, forwards, width, tall, rf"$\overrightarrow{{h}}_{step + 1}$", ROWS["hidden"])
        d.box(other, backwards, width, tall, rf"$\overleftarrow{{h}}_{step + 1}$", ROWS["hidden"])
        d.box(x, joined, both, tall, f"$y_{step + 1}$", ROWS["output"])
        if words:
            d.text(x, 0.26, words[step], parse_math=False)
    return d.fig


DROPOUT = {  # where -> (what does it in Keras, its masks)
    "inputs": ("LSTM(…, dropout=p)", "on the input: one mask for all steps"),
    "between": ("Dropout(p)", "between the layers: a new mask at each step"),
    "recurrent": ("LSTM(…, recurrent_dropout=p)", "in the loop: one mask for all steps"),
}
MASKS = ["1011", "0111", "1101", "1110", "1001"]  # 0 is dropped


def stack(layers=2, steps=3, *, dropout=None):
    """A stack of recurrent layers, unrolled; every layer hands all of its steps to the next.

    The masks of dropout are drawn as four fields, of which the empty ones are dropped. They differ
    from step to step where Keras draws new ones, and are the same where it keeps one mask per
    sequence.

    Args:
        layers: how many layers, 1 to 3.
        steps: how many time steps, 2 to 4.
        dropout: the places where it acts: ``"inputs"`` between the input and the first layer,
            ``"between"`` between two layers, ``"recurrent"`` on the way from step to step; or a
            list of these.

    Returns:
        Figure.

    Raises:
        ValueError: if there is no such place, or nothing between the layers because there is only
            one; for a number of layers or steps that is too small or too large.

    Source: Zaremba, Sutskever and Vinyals 2014, "Recurrent neural network regularization",
    arXiv:1409.2329 (not in the loop); Gal and Ghahramani 2016, "A theoretically grounded
    application of dropout in recurrent neural networks", arXiv:1512.05287 (in the loop, with one
    mask per sequence).

    >>> fig = stack(layers=2, dropout="between")
    >>> "between the layers: a new mask at each step" in [t.get_text() for t in fig.axes[0].texts]
    True
    """
    layers = whole("layers", layers, 1, 3, "Draw three of a deeper stack.")
    steps = whole("steps", steps, 2, 4, "Show the first steps of a longer sequence.")
    places = [] if dropout is None else [dropout] if isinstance(dropout, str) else list(dropout)
    if not set(places) <= set(DROPOUT):
        raise ValueError(
            f"dropout must be 'inputs', 'between' or 'recurrent', or a list of these. "
            f"Received {dropout!r}. None draws the stack without dropout."
        )
    if "between" in places and layers == 1:
        raise ValueError(
            "dropout='between' needs at least 2 layers. Received layers=1. Take 'inputs'."
        )
    places = [place for place in DROPOUT if place in places]
    legend = 0.52 * len(places)
    rise = 1.06
    inputs = legend + 0.36
    heights = [inputs + rise * (k + 1) for k in range(layers)]
    d = Drawing(NARROW, heights[-1] + 0.78)
    left = 1.62
    width, tall = (0.8 if steps < 4 else 0.6), 0.46
    first = left + 0.18 + width / 2
    pitch = min(1.7, (5.68 - width / 2 - first) / (steps - 1))
    d.text(0.08, inputs + 0.12, "input", ha="left", color=ROWS["input"][1])
    d.note(0.08, inputs - 0.12, "(B, T, F)", ha="left")
    for layer, y in enumerate(heights):
        d.text(0.08, y + 0.12, f"layer {layer + 1}", ha="left", color=ROWS["hidden"][1])
        d.note(0.08, y - 0.12, "(B, T, U)", ha="left")
        d.box(left - 0.33, y, 0.3, 0.34, "0", ("white", MEMORY), dashed=True)
    for step in range(steps):
        x = first + step * pitch
        d.box(x, inputs, width, tall, f"$x_{step + 1}$", ROWS["input"])
        for layer, y in enumerate(heights):
            before = x - pitch + width / 2 if step else left - 0.18
            d.arrow((before, y), (x - width / 2, y), color=MEMORY, width=2.0)
            d.arrow((x, y - rise + tall / 2), (x, y - tall / 2))
            name = f"$h_{step + 1}$" if layers == 1 else f"$h_{step + 1}^{{({layer + 1})}}$"
            d.box(x, y, width, tall, name, ROWS["hidden"])
            place = "between" if layer else "inputs"
            if place in places:
                _draw_mask(d, x, y - rise / 2 - 0.05, step if layer else 0)
            if "recurrent" in places and step:
                _draw_mask(d, (before + x - width / 2) / 2 - 0.06, y, 3 + layer, upright=True)
        d.arrow((x, heights[-1] + tall / 2), (x, heights[-1] + 0.62))
    for k, place in enumerate(reversed(places)):
        y = 0.3 + 0.52 * k
        _draw_mask(d, 0.3, y, 0)
        d.text(0.62, y + 0.11, DROPOUT[place][0], ha="left", color=MASK, parse_math=False)
        d.note(0.62, y - 0.11, DROPOUT[place][1], ha="left")
    return d.fig


def _draw_mask(d, x, y, which, upright=False):
    """Four fields across a line; the empty ones are dropped."""
    side = 0.1
    for k, kept in enumerate(MASKS[which % len(MASKS)]):
        along = (k - 1.5) * side
        place = (x, y - along) if upright else (x + along, y)
        d.field(*place, side, side, (MASK if kept == "1" else "white", MASK), zorder=2)


def _draw_u_and_v(d, x, rows, height):
    for low, high, name in ["xhU", "hyV"]:
        d.arrow((x, rows[low] + height / 2), (x, rows[high] - height / 2))
        d.text(x - 0.15, (rows[low] + rows[high]) / 2, f"${name}$")

"""Drawings of one recurrent cell: the LSTM, whole and in four stages, and the GRU."""

from typing import NamedTuple

from rnn_utils.plotting.drawing import MEMORY, NARROW, QUIET, Drawing, whole, yes_or_no
from rnn_utils.plotting.style import MUTED, TEXT

GATES = {  # name -> (title, equation)
    "f": ("forget", r"$f=\sigma(\cdot)$"),
    "i": ("input", r"$i=\sigma(\cdot)$"),
    "g": ("candidate", r"$g=\tanh(\cdot)$"),
    "o": ("output", r"$o=\sigma(\cdot)$"),
}
STAGES = {  # number -> (title, equations)
    1: (
        "three gates, each a share from 0 to 1",
        r"$f_t=\sigma(x_tU_f+h_{t-1}W_f+b_f)$",
        r"$i_t$ and $o_t$ likewise, each with weights of its own",
    ),
    2: (
        "a candidate: what could be written",
        r"$g_t=\tanh(x_tU_g+h_{t-1}W_g+b_g)$",
        "for all four one product, which is cut into quarters",
    ),
    3: (
        "the memory: keep a share, write a share",
        r"$c_t=f_t\odot c_{t-1}+i_t\odot g_t$",
        "one product, one sum, and no matrix on the way",
    ),
    4: (
        "the output: what is shown of the memory",
        r"$h_t=o_t\odot\tanh(c_t)$",
        "shown to the next layer, and to the next step",
    ),
}


class Places(NamedTuple):
    """Where the parts of an LSTM stand, in inches from the left."""

    gates: tuple  # the middles of f, i, g, o
    gate: float  # the width of each
    walls: tuple  # left and right side of the cell
    entry: float  # where the input comes in
    out: float  # where the memory turns down to the output
    ends: tuple  # of the lines
    labels: tuple  # the outer ends of the labels


WIDE = Places((1.75, 2.9, 4.05, 5.2), 1.0, (0.94, 6.44), 1.25, 6.06, (0.35, 6.75), (0.35, 6.9))
TIGHT = Places((1.22, 2.16, 3.1, 4.04), 0.86, (0.62, 5.16), 0.86, 4.8, (0.1, 5.68), (0.1, 5.72))


def lstm_cell(highlight=None, *, peepholes=False):
    r"""One LSTM cell: the memory line c along the top, the three gates and the candidate below.

    .. math:: c_t = f \odot c_{t-1} + i \odot g, \qquad h_t = o \odot \tanh(c_t)

    Every gate, and the candidate, sees the input and the output of the step before.

    Args:
        highlight: ``"f"``, ``"i"``, ``"g"`` or ``"o"`` draws that gate and its way into the
            memory in a strong colour, ``"c"`` the memory line; the rest turns grey.
        peepholes: whether to draw the dashed lines of a peephole LSTM, in which the input and the
            forget gate see the old memory and the output gate sees the new one.

    Returns:
        Figure.

    Raises:
        ValueError: if there is no such gate.

    Source: Gers, Schmidhuber and Cummins 2000, "Learning to forget",
    doi:10.1162/089976600300015015; Gers and Schmidhuber 2000, "Recurrent nets that time and
    count", doi:10.1109/IJCNN.2000.861302 (peepholes).

    >>> fig = lstm_cell(highlight="f")
    >>> {"forget", "input", "candidate", "output"} <= {t.get_text() for t in fig.axes[0].texts}
    True
    """
    if highlight is not None and highlight not in (*GATES, "c"):
        raise ValueError(
            f"highlight must be one of f, i, g, o, c, or None. Received {highlight!r}. "
            "The candidate is called g, the memory c."
        )

    def color(parts, stage=None):
        if highlight is None:
            return TEXT
        return MEMORY if highlight in parts else QUIET

    d = Drawing(6.99, 4.1)
    _draw_lstm(d, WIDE, 0.0, color)
    if peepholes:
        top, gates = 3.35, 1.96
        ways = {
            "f": [(1.4, top), (1.4, gates)],
            "i": [(1.4, top), (1.4, 2.25), (2.6, 2.25), (2.6, gates)],
            "o": [(4.9, top), (4.9, gates)],
        }
        for name in sorted(ways, key=lambda name: name == highlight):  # the strong one on top
            drawn = MEMORY if highlight is None else color(name)
            d.arrow(*ways[name], color=drawn, width=1.5, dashed=True)
            d.dot(*ways[name][0], drawn)
    return d.fig


def lstm_stages(stage):
    r"""The LSTM built up in four pictures of the same size, each with its equation and shapes.

    Stage 1 has the three gates, stage 2 adds the candidate, stage 3 the memory, stage 4 the
    output. What a stage adds is drawn in a strong colour; what was there before is grey.

    Args:
        stage: 1 to 4.

    Returns:
        Figure.

    Raises:
        ValueError: if there is no such stage.

    Source: Gers, Schmidhuber and Cummins 2000, "Learning to forget",
    doi:10.1162/089976600300015015.

    >>> fig = lstm_stages(3)
    >>> r"$c_t=f_t\odot c_{t-1}+i_t\odot g_t$" in [t.get_text() for t in fig.axes[0].texts]
    True
    """
    new = whole("stage", stage, 1, 4, "Stage 1 has the gates, stage 4 is the whole cell.")

    def color(parts, stage):
        return MEMORY if stage == new else QUIET if stage < new else None

    d = Drawing(NARROW, 5.05)
    bottom = 1.1  # the equation stands below
    _draw_lstm(d, TIGHT, bottom, color)
    title, equation, remark = STAGES[new]
    d.text(0.1, 0.88, f"{new}  {title}", ha="left", color=MEMORY, fontsize=12, weight="bold")
    d.text(0.1, 0.52, equation, ha="left", fontsize=14)
    d.note(0.1, 0.18, remark, ha="left")
    left, right = TIGHT.labels
    for since, x, y, label, ha in [
        (1, left, 0.56, "(B, U)", "left"),
        (1, TIGHT.entry + 0.2, 0.14, "(B, F)", "left"),
        (2, 2.63, 0.6, "$x_tU+h_{t-1}W+b$:  (B, 4U)", "center"),
        (3, left, 3.13, "(B, U)", "left"),
        (3, right, 3.13, "(B, U)", "right"),
        (4, right, 0.56, "(B, U)", "right"),
    ]:
        if since <= new:
            d.note(x, bottom + y, label, ha=ha)
    for name, x in zip(GATES, TIGHT.gates, strict=True):
        drawn = color(name, 2 if name == "g" else 1)
        if drawn:
            d.note(x + 0.07, bottom + 2.08, "(B, U)", ha="left")
        if drawn and new < (4 if name == "o" else 3):  # leads nowhere yet
            low, high = bottom + 1.96, bottom + 2.28
            d.arrow((x, low), (x, high), color=drawn, width=2.6 if drawn == MEMORY else 1.6)
    return d.fig


def gru_cell(*, reset_after=True):
    r"""One GRU cell: the state along the top, both gates below, the candidate on the right.

    .. math:: h_t = z_t \odot h_{t-1} + (1 - z_t) \odot g_t

    As in Keras, the update gate z *keeps* the old state; Chung et al. write it the other way round.
    The reset gate r says how much of the old state the candidate sees.

    Args:
        reset_after: whether r is applied after the product with the recurrent kernel, as in cuDNN
            and by default in Keras, or before it, as in the published papers.

    Returns:
        Figure.

    Raises:
        TypeError: if ``reset_after`` is neither True nor False.

    Source: Cho et al. 2014, "Learning phrase representations using RNN encoder–decoder for
    statistical machine translation", doi:10.3115/v1/D14-1179; Chung et al. 2014, "Empirical
    evaluation of gated recurrent neural networks on sequence modeling", arXiv:1412.3555.

    >>> fig = gru_cell()
    >>> {"update", "reset", "candidate"} <= {text.get_text() for text in fig.axes[0].texts}
    True
    """
    yes_or_no("reset_after", reset_after)
    d = Drawing(NARROW, 5.0)
    top, mix, gates, old, new = 4.6, 3.75, 2.72, 1.78, 1.28  # heights
    z, r, g = 1.36, 2.42, 4.7  # middles of the boxes
    first, second = 3.3, 3.95  # what the old state meets on its way to the candidate
    reset, kernel = (second, first) if reset_after else (first, second)
    half = 0.3  # of the height of a box

    d.box(2.94, 2.94, 4.52, 3.8, "", ("#F7F7F7", "#CCCCCC"))
    d.arrow((0.1, top), (5.7, top), color=MEMORY, width=2.4)
    d.arrow((0.8, top), (0.8, old), (first - 0.19, old), color=TEXT)
    d.arrow((first, old), (second - 0.19, old), color=TEXT)
    d.arrow((second, old), (g - 0.2, old), (g - 0.2, gates - half), color=TEXT)
    d.arrow((r, gates), (reset, gates), (reset, old + 0.17), color=TEXT)
    d.arrow((0.1, new), (g + 0.2, new), (g + 0.2, gates - half), color=TEXT)
    d.dot(0.8, top, TEXT)
    for x in (z, r):
        d.arrow((x - 0.18, old), (x - 0.18, gates - half), color=TEXT)
        d.arrow((x + 0.18, new), (x + 0.18, gates - half), color=TEXT)
        d.dot(x - 0.18, old, TEXT)
        d.dot(x + 0.18, new, TEXT)
    d.arrow((z, gates + half), (z, top - 0.17), color=TEXT)
    d.arrow((z, mix), (2.31, mix), color=TEXT)
    d.arrow((2.89, mix), (g - 0.17, mix), color=TEXT)
    d.dot(z, mix, TEXT)
    d.arrow((g, gates + half), (g, mix - 0.17), color=TEXT)
    d.arrow((g, mix + 0.17), (g, top - 0.17), color=TEXT)

    for x, title, equation in [
        (z, "update", r"$z=\sigma(\cdot)$"),
        (r, "reset", r"$r=\sigma(\cdot)$"),
        (g, "candidate", r"$g=\tanh(\cdot)$"),
    ]:
        d.box(x, gates, 0.9, 2 * half, "", ("white", TEXT))
        d.text(x, gates + 0.14, title, fontsize=10.5)
        d.text(x, gates - 0.14, equation)
    d.box(2.6, mix, 0.58, 0.3, "$1-z$", ("white", TEXT))
    d.box(kernel, old, 0.38, 0.34, "$W_g$", ("white", TEXT))
    for x, y, sign in [(z, top, "×"), (g, top, "+"), (g, mix, "×"), (reset, old, "×")]:
        d.node(x, y, sign, TEXT)
    for x, y, symbol, shape, ha in [
        (0.1, top, "$h_{t-1}$", "(B, U)", "left"),
        (5.72, top, "$h_t$", "(B, U)", "right"),
        (0.1, new, "$x_t$", "(B, F)", "left"),
    ]:
        d.text(x, y + 0.2, symbol, ha=ha, fontsize=13)
        d.note(x, y - 0.2, shape, ha=ha)
    d.text(0.1, 0.74, r"$h_t=z\odot h_{t-1}+(1-z)\odot g$", ha="left", fontsize=14)
    d.note(5.7, 0.74, "z keeps the old state", ha="right")
    inner = r"r\odot(h_{t-1}W_g+b'_g)" if reset_after else r"(r\odot h_{t-1})W_g"
    d.text(0.1, 0.3, rf"$g=\tanh(x_tU_g+{inner}+b_g)$", ha="left", fontsize=14)
    where = "after" if reset_after else "before"
    d.note(5.7, 0.3, f"reset {where} $W_g$", ha="right")
    return d.fig


def _draw_lstm(d, places, bottom, color):
    """The cell. ``color(parts, stage)`` is the colour of what a stage adds, or None: left out."""
    top, gates, bus, product, shown = (bottom + y for y in (3.35, 1.6, 0.78, 2.55, 2.25))
    f, i, g, o = places.gates
    entry, out, (left, right) = places.entry, places.out, places.ends

    def way(parts, stage, *points, head=True):
        if drawn := color(parts, stage):
            d.arrow(*points, color=drawn, width=2.6 if drawn == MEMORY else 1.6, head=head)

    def dot(parts, stage, x, y):
        if drawn := color(parts, stage):
            d.dot(x, y, drawn)

    low, high = places.walls
    d.box((low + high) / 2, bottom + 2.12, high - low, 3.36, "", ("#F7F7F7", "#CCCCCC"))
    way("c", 3, (left, top), (right, top))
    way("", 1, (left, bus), (o, bus), head=False)
    way("", 1, (entry, bottom + 0.3), (entry, bus), head=False)
    dot("", 1, entry, bus)
    for (name, (title, equation)), x in zip(GATES.items(), places.gates, strict=True):
        stage = 2 if name == "g" else 1
        drawn = color(name, stage)
        if drawn is None:
            continue
        way(name, stage, (x, bus), (x, gates - 0.36))
        if x != o:
            dot(name, stage, x, bus)
        look = ("#FDE9DC" if drawn == MEMORY else "white", drawn)
        d.box(x, gates, places.gate, 0.72, "", look, weight=2.4 if drawn == MEMORY else 1.4)
        d.text(x, gates + 0.15, title, color=_ink(drawn), fontsize=10.5)
        d.text(x, gates - 0.15, equation, color=_ink(drawn))
    way("f", 3, (f, gates + 0.36), (f, top - 0.17))
    way("i", 3, (i, gates + 0.36), (i, product), (g - 0.17, product))
    way("g", 3, (g, gates + 0.36), (g, product - 0.17))
    way("ig", 3, (g, product + 0.17), (g, top - 0.17))
    way("c", 4, (out, top), (out, bottom + 2.98))
    dot("c", 4, out, top)
    way("", 4, (out, bottom + 2.73), (out, shown + 0.17))
    way("o", 4, (o, gates + 0.36), (o, shown), (out - 0.17, shown))
    way("o", 4, (out, shown - 0.17), (out, bus), (right, bus))
    if drawn := color("", 4):
        d.box(out, bottom + 2.85, 0.56, 0.27, "tanh", ("white", drawn), size=10)
    for parts, stage, x, y, sign in [
        ("fc", 3, f, top, "×"),
        ("ig", 3, g, product, "×"),
        ("igc", 3, g, top, "+"),
        ("o", 4, out, shown, "×"),
    ]:
        if drawn := color(parts, stage):
            d.node(x, y, sign, drawn)
    for parts, stage, x, y, symbol, ha in [
        ("c", 3, places.labels[0], top + 0.2, "$c_{t-1}$", "left"),
        ("c", 3, places.labels[1], top + 0.2, "$c_t$", "right"),
        ("", 1, places.labels[0], bus + 0.2, "$h_{t-1}$", "left"),
        ("o", 4, places.labels[1], bus + 0.2, "$h_t$", "right"),
        ("", 1, entry, bottom + 0.14, "$x_t$", "center"),
    ]:
        if drawn := color(parts, stage):
            d.text(x, y, symbol, color=_ink(drawn), ha=ha, fontsize=13)


def _ink(drawn):
    """The colour of the text beside a line."""
    return MUTED if drawn == QUIET else drawn

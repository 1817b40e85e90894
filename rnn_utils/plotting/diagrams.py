"""Drawings of networks, made of boxes and arrows; all lengths in inches."""

from rnn_utils.plotting.style import MUTED, TEXT, text_width, texts

from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

ROWS = {  # fill, edge
    "input": ("#E3F1FA", "#0072B2"),
    "hidden": ("#FDE9DC", "#D55E00"),
    "output": ("#DFF3EC", "#00785A"),
}
MEMORY = "#B24E00"
QUIET = "#BBBBBB"


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
    if not isinstance(steps, int) or not 1 <= steps <= 5:
        raise ValueError(
            f"steps must be a whole number from 1 to 5. Received {steps!r}. "
            "Show the first steps of a longer sequence."
        )
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
            _must_fit(label, pitch if name == "words" else width, steps)
    (start,) = texts("start", [start])
    _must_fit(start, 0.58, steps)

    bottom = 0.78 if "words" in given else 0.4
    rows = {"x": bottom, "h": bottom + 1.08, "y": bottom + 2.16}
    title = bottom + 2.72
    d = _Drawing(6.99, title + 0.2)
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


GATES = {  # name -> (position, title, equation)
    "f": (1.75, "forget", r"$f=\sigma(\cdot)$"),
    "i": (2.9, "input", r"$i=\sigma(\cdot)$"),
    "g": (4.05, "candidate", r"$g=\tanh(\cdot)$"),
    "o": (5.2, "output", r"$o=\sigma(\cdot)$"),
}


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
    d = _Drawing(6.99, 4.1)
    top, gates, bus, product = 3.35, 1.6, 0.78, 2.55
    f, i, g, o = (position for position, _, _ in GATES.values())
    out = 6.06  # where the memory turns down to the output

    def color(*parts):
        if highlight is None:
            return TEXT
        return MEMORY if highlight in parts else QUIET

    def way(parts, *points, head=True):
        drawn = color(*parts)
        d.arrow(*points, color=drawn, width=2.6 if drawn == MEMORY else 1.6, head=head)

    d.box(3.69, 2.12, 5.5, 3.36, "", ("#F7F7F7", "#CCCCCC"))
    way("c", (0.35, top), (6.75, top))
    way("", (0.35, bus), (o, bus), head=False)
    way("", (1.25, 0.3), (1.25, bus), head=False)
    d.dot(1.25, bus, color())
    for name, (x, title, equation) in GATES.items():
        way(name, (x, bus), (x, gates - 0.36))
        if x != o:
            d.dot(x, bus, color(name) if highlight == name else color())
        drawn = color(name)
        fill = "#FDE9DC" if drawn == MEMORY else "white"
        d.box(x, gates, 1.0, 0.72, "", (fill, drawn), weight=2.4 if drawn == MEMORY else 1.4)
        words = MUTED if drawn == QUIET else drawn
        d.text(x, gates + 0.15, title, color=words, fontsize=10.5)
        d.text(x, gates - 0.15, equation, color=words)
    way("f", (f, gates + 0.36), (f, top - 0.17))
    way("i", (i, gates + 0.36), (i, product), (g - 0.17, product))
    way("g", (g, gates + 0.36), (g, product - 0.17))
    way("ig", (g, product + 0.17), (g, top - 0.17))
    way("c", (out, top), (out, 2.98))
    d.dot(out, top, color("c"))
    way("", (out, 2.73), (out, 2.42))
    way("o", (o, gates + 0.36), (o, 2.25), (out - 0.17, 2.25))
    way("o", (out, 2.08), (out, bus), (6.75, bus))
    d.box(out, 2.85, 0.56, 0.27, "tanh", ("white", color()), size=10)
    for x, y, sign, parts in [
        (f, top, "×", "fc"),
        (g, product, "×", "ig"),
        (g, top, "+", "igc"),
        (out, 2.25, "×", "o"),
    ]:
        d.node(x, y, sign, color(*parts))
    if peepholes:
        ways = {
            "f": [(1.4, top), (1.4, gates + 0.36)],
            "i": [(1.4, top), (1.4, 2.25), (2.6, 2.25), (2.6, gates + 0.36)],
            "o": [(4.9, top), (4.9, gates + 0.36)],
        }
        for name in sorted(ways, key=lambda name: name == highlight):  # the strong one on top
            drawn = MEMORY if highlight is None else color(name)
            d.arrow(*ways[name], color=drawn, width=1.5, dashed=True)
            d.dot(*ways[name][0], drawn)
    for x, y, symbol, parts, ha in [
        (0.35, top + 0.2, "$c_{t-1}$", "c", "left"),
        (6.9, top + 0.2, "$c_t$", "c", "right"),
        (0.35, bus + 0.2, "$h_{t-1}$", "", "left"),
        (6.9, bus + 0.2, "$h_t$", "o", "right"),
        (1.25, 0.14, "$x_t$", "", "center"),
    ]:
        d.text(x, y, symbol, color=color(*parts), ha=ha, fontsize=13)
    return d.fig


class _Drawing:
    """A figure without axes to be seen, and what is drawn into it, measured in inches."""

    def __init__(self, width, height):
        self.fig = Figure(figsize=(width, height), layout="none")
        self.ax = self.fig.add_axes([0, 0, 1, 1])
        self.ax.set(xlim=(0, width), ylim=(0, height))
        self.ax.set_axis_off()

    def text(self, x, y, label, *, ha="center", color=TEXT, fontsize=11, **options):
        self.ax.text(x, y, label, ha=ha, va="center", color=color, fontsize=fontsize, **options)

    def box(self, x, y, width, height, label, look, value="", *, dashed=False, weight=1.4, size=11):
        """A rounded box around (x, y), with one line of text or two."""
        self.ax.add_patch(
            FancyBboxPatch(
                (x - width / 2, y - height / 2),
                width,
                height,
                boxstyle="round,pad=0,rounding_size=0.08",
                facecolor=look[0],
                edgecolor=look[1],
                linewidth=weight,
                linestyle="--" if dashed else "-",
            )
        )
        if value:
            self.text(x, y + 0.13, label, fontsize=size)
            self.text(x, y - 0.13, value, fontsize=10.5, parse_math=False)
        elif label:
            self.text(x, y, label, fontsize=size, color=look[1] if size == 10 else TEXT)

    def arrow(self, *points, color=MUTED, width=1.6, head=True, dashed=False):
        """A line through the points, with sharp turns."""
        self._path(Path(points), color, width, head, dashed)

    def curve(self, points):
        """A memory arrow along one Bézier curve."""
        self._path(Path(points, [Path.MOVETO, *[Path.CURVE4] * 3]), MEMORY, 2.0, True, False)

    def _path(self, path, color, width, head, dashed):
        self.ax.add_patch(
            FancyArrowPatch(
                path=path,
                arrowstyle="-|>" if head else "-",
                mutation_scale=12,
                color=color,
                fill=head,
                linewidth=width,
                linestyle="--" if dashed else "-",
                joinstyle="miter",
                capstyle="butt",
            )
        )

    def node(self, x, y, sign, color):
        """A small circle that multiplies or adds."""
        self.ax.add_patch(Circle((x, y), 0.17, facecolor="white", edgecolor=color, linewidth=1.6))
        self.text(x, y, sign, color=color, fontsize=15, zorder=5)

    def dot(self, x, y, color):
        """Where one line becomes two."""
        self.ax.add_patch(Circle((x, y), 0.045, facecolor=color, edgecolor="none", zorder=3))


def _draw_u_and_v(d, x, rows, height):
    for low, high, name in ["xhU", "hyV"]:
        d.arrow((x, rows[low] + height / 2), (x, rows[high] - height / 2))
        d.text(x - 0.15, (rows[low] + rows[high]) / 2, f"${name}$")


def _must_fit(label, inches, steps):
    if text_width(label) > inches * 72 - 3:
        raise ValueError(
            f"Labels must fit their places. Received {label!r}, which is too long for {steps} "
            "steps. Shorten it, or show fewer steps."
        )

"""Drawings of sequences cut into rows: padded batches, forecasting windows, walking forward."""

from numbers import Integral

from rnn_utils.plotting.drawing import (
    MEMORY,
    NARROW,
    PLAIN,
    ROWS,
    Drawing,
    inches,
    must_fit,
    whole,
)
from rnn_utils.plotting.style import MUTED, TEXT, texts

PADDED = ("#F0F0F0", "#AAAAAA")


def padding(rows, *, side="right"):
    """A batch of rows of unequal length: padding is hatched, the mask stands beside it.

    The step with a thick frame is the last one that is no padding. With a mask, the state after it
    is the last state of the row; without one, padding on the right is read as well.

    Args:
        rows: 1 to 6 rows, each a list of tokens, or a number of steps, at most 6 and one of them
            at least 1.
        side: where the padding goes, ``"right"`` or ``"left"``.

    Returns:
        Figure.

    Raises:
        ValueError: for another side, too many or too long rows, or a token that is too long for
            its place.

    >>> fig = padding([["not", "bad"], ["what", "a", "film"]])
    >>> [t.get_text() for t in fig.axes[0].texts if t.get_text() in "01"]
    ['1', '1', '0', '1', '1', '1']
    """
    if side not in ("right", "left"):
        raise ValueError(f"side must be 'right' or 'left'. Received {side!r}.")
    rows = [_row(row) for row in rows]
    longest = max(map(len, rows), default=0)
    if not (1 <= len(rows) <= 6 and 1 <= longest <= 6):
        raise ValueError(
            "rows must be 1 to 6 rows of at most 6 steps, one of them with a step. Received "
            f"{[len(row) for row in rows]} steps. Show a part of the batch."
        )
    small = 0.3  # a field of the mask
    room = (NARROW - 0.16 - 0.3 - small * longest) / longest
    wide = max(0.5, *(inches(token) + 0.16 for row in rows for token in row))
    if wide > room:
        for row in rows:
            for token in row:
                must_fit(token, room - 0.06, "Shorten it, or show fewer steps.")
    wide, tall = min(wide, room), 0.42
    width = 0.16 + wide * longest + 0.3 + small * longest
    marks = 0.08 + wide * longest + 0.3  # where the mask begins
    d = Drawing(max(width, 2.9), tall * len(rows) + 1.3)
    top = tall * len(rows) + 0.72
    d.text(0.08, top + 0.38, "tokens", ha="left", color=ROWS["input"][1])
    d.note(0.08, top + 0.14, "(B, T)", ha="left")
    d.text(marks, top + 0.38, "mask", ha="left", color=ROWS["output"][1])
    d.note(marks, top + 0.14, "(B, T)", ha="left")
    for k, row in enumerate(rows):
        y = top - tall * (k + 0.5)
        empty = longest - len(row)
        first = empty if side == "left" else 0
        for step in range(longest):
            real = first <= step < first + len(row)
            x = 0.08 + wide * (step + 0.5)
            look, over = (ROWS["input"], 1.5) if real else (PADDED, 1)
            d.field(x, y, wide, tall, look, hatch=None if real else "////", zorder=over)
            if real:
                d.text(x, y, row[step - first], fontsize=10.5, parse_math=False)
            x = marks + small * (step + 0.5)
            d.field(x, y, small, tall, ROWS["output"] if real else PADDED, zorder=over)
            d.text(x, y, str(int(real)), fontsize=10.5, color=TEXT if real else MUTED)
        if row:
            x = 0.08 + wide * (first + len(row) - 0.5)
            d.field(x, y, wide, tall, ("none", MEMORY), weight=3, zorder=2)
    d.field(0.24, 0.48, 0.32, 0.2, PADDED, hatch="////")
    d.note(0.5, 0.48, "padding", ha="left")
    d.field(0.24, 0.18, 0.32, 0.2, ("none", MEMORY), weight=3)
    d.note(0.5, 0.18, "the last state comes from here", ha="left")
    return d.fig


def _row(row):
    """The tokens of a row, x₁, x₂, … if only their number is given."""
    if isinstance(row, Integral):
        row = whole("A number of steps", row, 0, 6, "Show a part of the batch.")
        row = [f"x{subscript}" for subscript in "₁₂₃₄₅₆"[:row]]
    return texts("rows", row)


def forecast_windows(length, horizon, n):
    """A series of n values, and below it every window with the values that follow it.

    Args:
        length: how many values a window has.
        horizon: how many of the next values are its target.
        n: how many values the series has, up to 14. There are n - length - horizon + 1 windows; of
            more than six the first four and the last one are drawn.

    Returns:
        Figure.

    Raises:
        ValueError: if length or horizon is below 1, or the series is too short for one window.

    >>> fig = forecast_windows(length=4, horizon=1, n=8)
    >>> "(4, 4, 1)" in [text.get_text() for text in fig.axes[0].texts]  # 4 windows of 4 values
    True
    """
    n = whole("n", n, 2, 14, "Draw the beginning of a longer series.")
    length = whole("length", length, 1, n - 1, "A window is shorter than its series.")
    fit = "One window and its target must fit into the series."
    horizon = whole("horizon", horizon, 1, n - length, fit)
    windows = n - length - horizon + 1
    starts = list(range(windows)) if windows <= 6 else [0, 1, 2, 3, windows - 1]
    wide, tall = min(0.5, (NARROW - 0.16) / n), 0.36
    d = Drawing(max(0.16 + wide * n, 2.6), 1.98 + 0.48 * len(starts) + 0.3 * (windows > 6))
    y = 1.38 + 0.48 * len(starts) + 0.3 * (windows > 6)

    def field(step, y, look):
        x = 0.08 + wide * (step + 0.5)
        d.field(x, y, wide, tall, look)
        d.text(x, y, str(step), fontsize=10.5)

    d.note(0.08, y + 0.34, "the series", ha="left")
    for step in range(n):
        field(step, y, PLAIN)
    y -= 0.12
    for k, start in enumerate(starts):
        if k == 4 and windows > 6:
            d.note(0.08 + wide * n / 2, y - 0.34, "⋮")
            y -= 0.3
        y -= 0.48
        for step in range(start, start + length + horizon):
            field(step, y, ROWS["input" if step < start + length else "output"])
    for place, look, name, shape in [
        (0.62, "input", "windows", f"({windows}, {length}, 1)"),
        (0.26, "output", "targets", f"({windows}, {horizon})"),
    ]:
        d.field(0.08 + 0.2, place, 0.4, 0.24, ROWS[look])
        d.text(0.58, place, name, ha="left", color=ROWS[look][1])
        d.note(1.42, place, shape, ha="left")
    return d.fig


def walk_forward(blocks):
    """How a forecaster is tested: row by row it learns from more of the past.

    Each row is tested on the block that comes next, which it has not learned from.

    Args:
        blocks: into how many blocks the series is cut, 2 to 6. The first is only learned from, so
            there is one test less.

    Returns:
        Figure.

    Raises:
        ValueError: for fewer than 2 blocks, or more than 6.

    Source: Tashman 2000, "Out-of-sample tests of forecasting accuracy: an analysis and review",
    doi:10.1016/S0169-2070(00)00065-0.

    >>> fig = walk_forward(4)
    >>> [text.get_text() for text in fig.axes[0].texts].count("test")
    3
    """
    blocks = whole("blocks", blocks, 2, 6, "Draw a few blocks, to show how it goes on.")
    wide, tall = min(1.1, (NARROW - 0.16) / blocks), 0.42
    d = Drawing(0.16 + wide * blocks, 0.62 + 0.56 * (blocks - 1))
    for k in range(1, blocks):
        y = 0.1 + tall / 2 + 0.56 * (blocks - 1 - k)
        for later in range(k + 1, blocks):
            d.field(0.08 + wide * (later + 0.5), y, wide, tall, ("white", "#DDDDDD"))
        d.field(0.08 + wide * k / 2, y, wide * k, tall, ROWS["input"])
        d.text(0.08 + wide * k / 2, y, "learn")
        d.field(0.08 + wide * (k + 0.5), y, wide, tall, ROWS["output"])
        d.text(0.08 + wide * (k + 0.5), y, "test")
    top = 0.34 + 0.56 * (blocks - 1)
    d.note(0.08, top, "time", ha="left")
    d.arrow((0.5, top), (0.08 + wide * blocks, top))
    return d.fig

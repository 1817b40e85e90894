"""Lines and dots: learning curves, runs of several seeds, gradients against distance."""

from rnn_utils.plotting.style import WIDTH, lines_for, numbers, texts

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

NAME_SIZE = 10.5  # points
PAIR = "Give (x, y) with x (N,) and y (N,), or (S, N) for S seeds."


def curves(
    series,
    x_label,
    y_label,
    *,
    metric="val_loss",
    against="updates",
    levels=None,
    x_scale="linear",
    y_scale="linear",
    y_limits=None,
):
    """Learning curves or other lines, each named at its right end.

    Args:
        series: dict of name to ``(x, y)``, with x (N,) and y (N,), or y (S, N) for S seeds, drawn
            as the median with a band from the least to the greatest. Or a list of records of
            ``rnn_utils.training.fit``; those of one name are seeds of one run.
        x_label, y_label: what the axes show, with the unit, such as ``"loss (nats)"``.
        metric, against: for records, what to draw, and whether against ``"updates"`` or
            ``"seconds"``. Seconds differ between seeds; their median is taken.
        levels: dict of name to number, drawn as horizontal lines, for baselines.
        x_scale, y_scale: ``"linear"`` or ``"log"``.
        y_limits: ``(low, high)`` of the y axis.

    Returns:
        Figure.

    Raises:
        ValueError: if shapes do not fit, a value is not finite, or not positive on a log axis.

    >>> losses = [[2.0, 1.2, 0.9], [2.1, 1.3, 0.8], [2.2, 1.1, 1.0]]  # (seeds, epochs)
    >>> fig = curves({"LSTM": ([1, 2, 3], losses)}, "epoch", "loss (nats)", levels={"chance": 2.3})
    >>> [text.get_text() for text in fig.axes[0].texts]
    ['LSTM', 'chance']
    """
    if not isinstance(series, dict):
        series = _from_records(series, metric, against)
    if not series:
        raise ValueError("curves needs at least one line. Received none.")
    lines = {}
    for name, pair in series.items():
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise ValueError(
                f"{name!r} must be a pair (x, y). Received {type(pair).__name__}. {PAIR}"
            )
        x = numbers(f"x of {name!r}", pair[0], (1,), PAIR)
        y = numbers(f"y of {name!r}", pair[1], (1, 2), PAIR)
        if y.shape[-1] != len(x):
            raise ValueError(
                f"y of {name!r} must have {len(x)} values in its last dimension, as many as x. "
                f"Received the shape {y.shape}. {PAIR}"
            )
        lines[name] = x, np.atleast_2d(y)
    texts("the names of the lines", [*lines, *(levels or {})])
    for axis, scale, values in [
        ("x", x_scale, [x for x, _ in lines.values()]),
        ("y", y_scale, [*(y for _, y in lines.values()), *(levels or {}).values()]),
    ]:
        if scale not in ("linear", "log"):
            raise ValueError(f"{axis}_scale must be 'linear' or 'log'. Received {scale!r}.")
        least = min(np.min(v) for v in values)
        if scale == "log" and least <= 0:
            raise ValueError(
                f"{axis}_scale='log' needs values above 0. Received {least:g}. "
                "Use 'linear', or leave those values out."
            )
    fig = Figure(figsize=(WIDTH, 3.6))
    ax = fig.subplots()
    ax.set(xlabel=x_label, ylabel=y_label, xscale=x_scale, yscale=y_scale)
    _draw_lines(ax, lines, levels or {}, y_limits)
    return fig


def dots(values, x_label):
    """Results of several runs: a row for each name, a dot for each run, a bar at the mean.

    Args:
        values: dict of name to numbers (S,), one for each of S seeds, drawn from top to bottom.
        x_label: what was measured, with the unit, such as ``"loss (nats)"``.

    Returns:
        Figure.

    Raises:
        ValueError: if a row is empty, has another shape, or a value is not finite.

    >>> fig = dots({"LSTM": [1.0, 1.2], "GRU": [1.1, 1.5]}, "loss (nats)")
    >>> [label.get_text() for label in fig.axes[0].get_yticklabels()]
    ['LSTM', 'GRU']
    """
    if not values:
        raise ValueError("dots needs at least one row. Received none.")
    texts("the names of the rows", values)
    fig = Figure(figsize=(WIDTH, 0.9 + 0.45 * len(values)))
    ax = fig.subplots()
    for k, ((name, row), line) in enumerate(
        zip(values.items(), lines_for(list(values)), strict=True)
    ):
        row = numbers(f"the row {name!r}", row, (1,), "Give one number for each seed.")
        ax.plot(row, np.full(len(row), k), "o", color=line["color"], alpha=0.6)
        ax.plot(row.mean(), k, "|", color=line["color"], markersize=20, markeredgewidth=3)
    ax.set_yticks(range(len(values)), list(values))
    ax.set(xlabel=x_label, ylim=(len(values) - 0.4, -0.6))
    return fig


def gradient_by_distance(norms, distances=None):
    """How fast gradients fade or grow with distance in time, on a logarithmic axis.

    Args:
        norms: dict of name to gradient norms, (D,) or (S, D) for S seeds, of the loss at one step
            with respect to the state at the step d earlier, d = 0 … D − 1. From the first norm of
            exactly 0 on, which a logarithmic axis cannot show, the line is left out.
        distances: (D,) the distances, if they are not 0 … D − 1.

    Returns:
        Figure.

    Raises:
        ValueError: if a norm is negative or not finite, or the first norm of a line is 0.

    >>> d = np.arange(30)
    >>> fig = gradient_by_distance({"SimpleRNN": 0.5**d, "LSTM": 0.99**d})
    >>> fig.axes[0].get_yscale()
    'log'
    """
    if not isinstance(norms, dict) or not norms:
        raise ValueError(
            "norms must be a dict of name to norms, with at least one entry. "
            f"Received {type(norms).__name__}. For one line: {{'LSTM': norms}}."
        )
    series = {}
    for name, values in norms.items():
        values = numbers(f"norms of {name!r}", values, (1, 2), "Give (D,), or (S, D) for S seeds.")
        if (values < 0).any():
            raise ValueError(
                f"norms of {name!r} must not be negative. Received {values.min():g}. "
                "Take np.linalg.norm of the gradients."
            )
        lost = (np.atleast_2d(values) == 0).any(axis=0)
        shown = int(np.argmax(lost)) if lost.any() else len(lost)
        if shown == 0:
            raise ValueError(
                f"norms of {name!r} must start above 0. Received 0 at the first distance. "
                "Check that the loss depends on that step."
            )
        x = np.arange(values.shape[-1]) if distances is None else distances
        if np.shape(x) != (values.shape[-1],):
            raise ValueError(
                f"distances must have the shape ({values.shape[-1]},), one for each norm of "
                f"{name!r}. Received {np.shape(x)}."
            )
        series[name] = x[:shown], values[..., :shown]
    return curves(series, "distance (time steps)", "gradient norm", y_scale="log")


def _from_records(records, metric, against):
    if against not in ("updates", "seconds"):
        raise ValueError(f"against must be 'updates' or 'seconds'. Received {against!r}.")
    runs = {}
    for record in records:
        if metric not in record.metrics:
            raise ValueError(
                f"metric must be one of {', '.join(record.metrics)}. Received {metric!r}."
            )
        runs.setdefault(record.name, []).append(record)
    series = {}
    for name, seeds in runs.items():
        lengths = [len(record.updates) for record in seeds]
        if len(set(lengths)) != 1:
            raise ValueError(
                f"The runs named {name!r} must have equal numbers of epochs. Received {lengths}. "
                "Give runs that differ in more than the seed different names."
            )
        x = np.median([getattr(record, against) for record in seeds], axis=0)
        series[name] = x, np.stack([record.metrics[metric] for record in seeds])
    return series


def _draw_lines(ax, lines, levels, y_limits):
    ends = []
    for k, ((name, (x, y)), line) in enumerate(
        zip(lines.items(), lines_for(list(lines)), strict=True)
    ):
        middle = np.median(y, axis=0)
        every = max(1, len(x) // 8)
        ax.plot(x, middle, markevery=(min(k, every - 1), every), label=name, **line)
        if len(y) > 1:
            ax.fill_between(
                x, y.min(axis=0), y.max(axis=0), color=line["color"], alpha=0.18, linewidth=0
            )
        ends.append((name, x[-1], middle[-1], line["color"]))
    grey = lines_for(["baseline"])[0]
    for name, level in levels.items():
        ax.axhline(level, **{**grey, "linewidth": 1.4})
        ends.append((name, None, level, grey["color"]))
    if y_limits is not None:
        ax.set_ylim(y_limits)
    if ax.get_xscale() == "linear" and all((x == x.round()).all() for x, _ in lines.values()):
        ax.xaxis.get_major_locator().set_params(integer=True)
    _name_ends(ax, ends)


def _name_ends(ax, ends):
    """Write each name to the right of the axes, at the height of its line's end or close to it."""
    ax.margins(x=0.02)
    ax.figure.draw_without_rendering()  # settles the limits and the size of the axes
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())
    gap = 1.3 * NAME_SIZE / (ax.get_window_extent().height / ax.figure.dpi * 72)
    edge = ax.transAxes.transform((0.9, 0))[0]
    early = [x is not None and ax.transData.transform((x, y))[0] < edge for _, x, y, _ in ends]
    low, high = ax.get_ylim()
    late = []  # (height in the axes, name, end of the line, color)
    for (name, x, y, color), inside in zip(ends, early, strict=True):
        point = ax.get_xlim()[1] if x is None else x, min(max(y, low), high)
        if inside:
            _name(ax, name, point, color, (7, 0), "offset points")
        else:
            height = ax.transAxes.inverted().transform(ax.transData.transform(point))[1]
            late.append((height, name, point, color))
    heights = _spread(np.array([end[0] for end in late]), gap) if late else []
    for height, (_, name, point, color) in zip(heights, late, strict=True):
        line = {"arrowstyle": "-", "color": color, "linewidth": 0.8, "relpos": (0, 0.5)}
        line |= {"shrinkA": 1, "shrinkB": 4}
        _name(ax, name, point, color, (1.02, height), "axes fraction", arrowprops=line)


def _name(ax, name, point, color, place, unit, **options):
    ax.annotate(
        name,
        xy=point,
        xytext=place,
        textcoords=unit,
        va="center",
        fontsize=NAME_SIZE,
        color=[0.65 * part for part in to_rgb(color)],  # darker, to be read on white
        parse_math=False,
        annotation_clip=False,
        **options,
    )


def _spread(at, gap):
    """Move heights apart until they are a gap away from each other, and none further than needed.

    >>> [float(x) for x in _spread(np.array([0.5, 0.1, 0.5]), 0.1).round(2)]
    [0.45, 0.1, 0.55]
    """
    order = np.argsort(at, kind="stable")
    blocks = []  # of (mean of height − rank · gap, how many)
    for rank, k in enumerate(order):
        blocks.append((at[k] - rank * gap, 1))
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (b, m), (a, n) = blocks.pop(), blocks.pop()
            blocks.append(((a * n + b * m) / (n + m), n + m))
    means = np.concatenate([np.full(n, mean) for mean, n in blocks])
    means = np.clip(means, 0, max(0.0, 1 - (len(at) - 1) * gap))
    moved = np.empty(len(at))
    moved[order] = means + np.arange(len(at)) * gap
    return moved

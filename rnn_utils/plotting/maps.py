"""Fields and bars over time: gates, attention, music."""

from rnn_utils.plotting.style import LINES, TEXT, WIDTH, numbers, text_width, texts

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch


def heatmap(
    values,
    x_labels=None,
    y_labels=None,
    *,
    x_label="time step",
    y_label="unit",
    value_label="gate: 0 closed, 1 open",
    limits=(0.0, 1.0),
    annotate=None,
):
    """Gates or states over time as colours: pale is low, dark is high.

    Args:
        values: (R, C), R units or gates in rows, C time steps in columns; or a dict of title to
            such arrays with the same C, drawn one below the other.
        x_labels: C labels, such as words, or a string of C characters; numbers if left out.
        y_labels: R labels; numbers from 0 if left out.
        x_label, y_label: the names of the axes; ``""`` leaves one out.
        value_label: what the colour stands for, with its scale.
        limits: the least and the greatest value there can be. Where they are of different sign, as
            (−1, 1), the colours run from orange over white, which is 0, to purple.
        annotate: whether to write each value into its field; by default where there is room.

    Returns:
        Figure.

    Raises:
        ValueError: if shapes and labels do not fit, or a value is not finite or outside the limits.

    >>> fig = heatmap([[0.9, 0.1, 0.9], [0.2, 0.8, 0.5]], "a b", ["forget", "input"])
    >>> [tick.get_text() for tick in fig.axes[0].get_xticklabels()]
    ['a', '␣', 'b']
    """
    low, high = limits
    if not low < high:
        raise ValueError(f"limits must be (low, high) with low < high. Received {limits}.")
    panels = values if isinstance(values, dict) else {"": values}
    shape = "Give (units, time steps) of one sequence, such as trace['f'][0].T."
    panels = {t: numbers(f"values {t}".strip(), v, (2,), shape) for t, v in panels.items()}
    columns = {v.shape[1] for v in panels.values()}
    if len(columns) != 1:
        raise ValueError(
            "values must all have the same number of columns, and there must be at least one "
            f"array. Received {sorted(columns)} columns."
        )
    columns = columns.pop()
    for array in panels.values():
        if array.min() < low - 1e-6 or array.max() > high + 1e-6:
            raise ValueError(
                f"values must lie between the limits {low:g} and {high:g}. "
                f"Received {array.min():g} to {array.max():g}. For states pass limits=(-1, 1)."
            )
    if x_labels is not None:
        x_labels = texts("x_labels", x_labels, columns)
    if y_labels is not None:
        for array in panels.values():
            y_labels = texts("y_labels", y_labels, len(array))
    rows = max(len(v) for v in panels.values())
    if annotate is None:
        annotate = columns <= 12 and rows <= 12
    total = sum(len(v) for v in panels.values())
    if y_labels is not None and total > 48:
        raise ValueError(
            f"y_labels must be at most 48 to stay readable. Received {total} in all. "
            "Show a part of the rows, or leave y_labels out."
        )
    cell = float(np.clip(4.2 / total, 0.09 if y_labels is None else 0.16, 0.36))
    heights = [max(cell * len(v), 0.36) for v in panels.values()]
    wide = sum(heights) < 1.9 or columns > 36  # the colour bar goes below
    turn = False
    if x_labels is not None:
        room = (WIDTH - (0.75 if wide else 1.55)) * 72  # points for all labels together
        room -= max(text_width(label) for label in y_labels or ["00"]) - text_width("00")
        turn = max(map(len, x_labels)) > 2 and max(map(text_width, x_labels)) > room / columns - 4
        most = int(room / (12 if turn else 6.2))
        if columns > most:
            raise ValueError(
                f"x_labels must be at most {most} to stay readable. Received {columns}. "
                "Show a part of the sequence, or leave x_labels out."
            )
    fig = Figure(figsize=(WIDTH, sum(heights) + 0.32 * len(panels) + (1.5 if wide else 0.7)))
    axes = fig.subplots(len(panels), squeeze=False, sharex=True, height_ratios=heights)[:, 0]
    across = low < 0 < high
    for ax, (title, array) in zip(axes, panels.items(), strict=True):
        image = ax.imshow(
            array, cmap="PuOr" if across else "Blues", vmin=low, vmax=high, aspect="auto"
        )
        ax.grid(False)
        ax.spines[:].set_visible(False)
        ax.set(title=title, ylabel=y_label)
        if y_labels is not None:
            _tick_labels(ax.yaxis, y_labels)
            ax.tick_params(axis="y", length=0)
        else:
            ax.yaxis.get_major_locator().set_params(integer=True, nbins=min(len(array), 6))
        if annotate:
            shade = np.abs(array) / max(-low, high) if across else (array - low) / (high - low)
            for (row, column), value in np.ndenumerate(array):
                ax.text(
                    column,
                    row,
                    f"{value:.2g}" if abs(value) >= 1 else f"{value:.2f}",
                    ha="center",
                    va="center",
                    fontsize=10,
                    color="white" if shade[row, column] > 0.6 else TEXT,
                )
    if x_labels is None:
        axes[-1].xaxis.get_major_locator().set_params(integer=True)
    else:
        _tick_labels(axes[-1].xaxis, x_labels)
        for label in axes[-1].get_xticklabels():
            label.set_rotation(90 if turn and len(label.get_text()) > 1 else 0)
        for ax in axes:
            ax.tick_params(axis="x", length=0)
    axes[-1].set_xlabel(x_label)
    bar = {"location": "bottom", "aspect": 45} if wide else {"aspect": 28}
    fig.colorbar(image, ax=list(axes), label=value_label, **bar).outline.set_visible(False)
    return fig


def attention(weights, source, target, *, source_label="source", target_label="output"):
    """Where a decoder looked: a row for each token it wrote, a column for each token it read.

    Args:
        weights: (T, S) attention weights; each row sums to 1.
        source: S tokens that were read.
        target: T tokens that were written.
        source_label, target_label: the names of the axes.

    Returns:
        Figure.

    Raises:
        ValueError: if the tokens do not fit the weights, a row does not sum to 1, or a token has
            characters that Matplotlib's font does not have, such as Chinese ones.

    >>> fig = attention([[0.9, 0.1], [0.2, 0.8]], ["good", "day"], ["bon", "jour"])
    >>> fig.axes[0].get_ylabel()
    'output'
    """
    weights = numbers("weights", weights, (2,), "Give (target, source) of one pair, not a batch.")
    sums = weights.sum(axis=1)
    if np.abs(sums - 1).max() > 0.01:
        row = int(np.abs(sums - 1).argmax())
        raise ValueError(
            f"Each row of weights must sum to 1. Received {sums[row]:.3g} in row {row}. Rows are "
            "the tokens written: transpose if the columns sum to 1, else take the softmax first."
        )
    return heatmap(
        weights,
        texts("source", source, weights.shape[1]),
        texts("target", target, weights.shape[0]),
        x_label=source_label,
        y_label=target_label,
        value_label="attention weight",
    )


VOICES = ("soprano", "alto", "tenor", "bass")
NAMES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")


def piano_roll(notes, voices=None, *, x_label="time (quarter notes)"):
    """Music as bars: time to the right, pitch upwards, the rows of black keys shaded.

    Args:
        notes: (T, N) MIDI numbers of N voices at T steps, 60 for the middle C, −1 for a rest.
            Equal notes that follow each other are drawn as one long bar.
        voices: N names; for four voices soprano, alto, tenor and bass if left out.
        x_label: what one step is.

    Returns:
        Figure.

    Raises:
        ValueError: if a number is no whole number from −1 to 127, or there are only rests.

    >>> fig = piano_roll([[60, 48], [60, -1], [67, 43]])
    >>> [text.get_text() for text in fig.axes[0].get_legend().get_texts()]
    ['voice 1', 'voice 2']
    """
    notes = numbers("notes", notes, (2,), "Give (time, voices).")
    if (notes != np.round(notes)).any() or notes.min() < -1 or notes.max() > 127:
        raise ValueError(
            "notes must be whole numbers from 0 to 127, or −1 for a rest. "
            f"Received {notes.min():g} to {notes.max():g}. 60 is the middle C."
        )
    if notes.max() < 0:
        raise ValueError("notes must hold at least one note. Received rests only.")
    count = notes.shape[1]
    if voices is None:
        voices = VOICES if count == 4 else [f"voice {v + 1}" for v in range(count)]
    voices = texts("voices", voices, count)
    bottom, top = int(notes[notes >= 0].min()) - 1, int(notes.max()) + 1
    fig = Figure(figsize=(WIDTH, float(np.clip(1.4 + 0.16 * (top - bottom), 2.4, 4.2))))
    ax = fig.subplots()
    for pitch in range(bottom, top + 1):
        if "♯" in NAMES[pitch % 12]:
            ax.axhspan(pitch - 0.5, pitch + 0.5, color="#F0F0F0", linewidth=0, zorder=0)
    keys = []
    colors = [LINES[name]["color"] for name in ("LSTM", "SimpleRNN", "GRU", "Jordan")]
    for voice in range(count):
        look = {"facecolor": colors[voice % 4], "edgecolor": "white", "linewidth": 0.6}
        look["hatch"] = ("", "////", "....", "xxxx")[voice % 4]
        for start, length, pitch in _held(notes[:, voice]):
            ax.broken_barh([(start, length)], (pitch - 0.45, 0.9), **look)
        keys.append(Patch(label=voices[voice], **look))
    wanted = (0, 2, 4, 5, 7, 9, 11) if top - bottom <= 20 else (0, 4, 7)
    ticks = [pitch for pitch in range(bottom, top + 1) if pitch % 12 in wanted]
    ax.set_yticks(ticks, [f"{NAMES[pitch % 12]}{pitch // 12 - 1}" for pitch in ticks])
    ax.set(xlim=(0, len(notes)), ylim=(bottom - 0.5, top + 0.5), xlabel=x_label, ylabel="note")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(axis="y", visible=False)
    ax.legend(
        handles=keys,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=min(count, 4),
        borderaxespad=0.3,
        handlelength=2.2,
    )
    return fig


def _tick_labels(axis, labels):
    axis.set_ticks(range(len(labels)), labels, parse_math=False)


def _held(pitches):
    """The runs of equal notes: (start, length, pitch), rests left out.

    >>> list(_held(np.array([60, 60, -1, 62])))
    [(0, 2, 60), (3, 1, 62)]
    """
    starts = np.flatnonzero(np.diff(pitches, prepend=-2))
    for start, stop in zip(starts, [*starts[1:], len(pitches)], strict=True):
        if pitches[start] >= 0:
            yield int(start), int(stop - start), int(pitches[start])

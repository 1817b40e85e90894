"""The style sheet, the colours, the way onto the page, and the checks all figures share."""

import base64
import io
import re
import sys

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import TextPath
from PIL import Image

WIDTH = 6.5  # inches; 715 pixels, so that 10 points stay readable at 600
TEXT = "#222222"
MUTED = "#666666"

# The palette of Okabe and Ito (2008), "Color Universal Design", without its yellow, which is too
# pale for lines. Dashes and markers tell the lines apart where colours cannot.
LINES = {
    "LSTM": {"color": "#0072B2", "linestyle": "-", "marker": "o"},
    "SimpleRNN": {"color": "#D55E00", "linestyle": "--", "marker": "s"},
    "GRU": {"color": "#009E73", "linestyle": "-.", "marker": "^"},
    "Jordan": {"color": "#CC79A7", "linestyle": (0, (1, 1)), "marker": "D"},
    "peephole LSTM": {"color": "#56B4E9", "linestyle": (0, (7, 2)), "marker": "v"},
    "baseline": {"color": MUTED, "linestyle": (0, (4, 3)), "marker": ""},
}
EXTRA_LINES = [
    {"color": "#E69F00", "linestyle": (0, (5, 1, 1, 1, 1, 1)), "marker": "P"},
    {"color": "#000000", "linestyle": (0, (3, 2)), "marker": "X"},
    {"color": "#CC79A7", "linestyle": (0, (8, 2, 2, 2)), "marker": "*"},
    {"color": "#56B4E9", "linestyle": (0, (2, 1)), "marker": "<"},
    {"color": "#009E73", "linestyle": "-", "marker": ">"},
]
COLORS = {name: line["color"] for name, line in LINES.items()}

STYLE = {
    "figure.figsize": (WIDTH, 3.6),
    "figure.dpi": 110,
    "savefig.dpi": 110,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.constrained_layout.use": True,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # the font that comes with Matplotlib
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.labelsize": 11,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "legend.fontsize": 10,
    "figure.titlesize": 12,
    "axes.titlelocation": "left",
    "text.color": TEXT,
    "axes.labelcolor": TEXT,
    "axes.edgecolor": MUTED,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.8,
    "lines.linewidth": 2.0,
    "lines.markersize": 5.5,
    "legend.frameon": False,
    "image.cmap": "Blues",
    "axes.prop_cycle": matplotlib.cycler(
        color=["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000"],
        linestyle=["-", "--", "-.", ":", (0, (7, 2)), (0, (5, 1, 1, 1)), (0, (3, 2))],
    ),
}
matplotlib.rcParams.update(STYLE)

_SAYS_WHAT_IT_IS = re.compile(
    r"((an?|the|this)\s+)?(figures?|charts?|images?|(plot|graph|picture)s?\s+(of|showing))\b",
    re.IGNORECASE,
)


def show(fig, alt):
    """Put a figure on the page with its alt text, and close it.

    In a notebook the PNG is stored with the metadata ``{"image/png": {"alt": alt}}``. Outside of
    one nothing is displayed and nothing is printed.

    Args:
        fig: a Matplotlib ``Figure``.
        alt: what is to be seen, for readers who do not see the picture; at least 20 characters.

    Raises:
        TypeError: if ``fig`` is no figure or ``alt`` no string.
        ValueError: if ``alt`` is too short, or opens with what the picture is ("Plot of …")
            instead of what it shows.

    >>> from rnn_utils.plotting import curves
    >>> fig = curves({"LSTM": ([1, 2, 3], [2.0, 1.0, 0.5])}, "epoch", "loss (nats)")
    >>> show(fig, alt="The loss of the LSTM falls from 2.0 to 0.5 within three epochs.")
    >>> show(fig, alt="Plot of the loss over epochs")
    Traceback (most recent call last):
    ValueError: alt must say what the picture shows. Received 'Plot of the loss over epochs'. ...
    """
    if not isinstance(fig, Figure):
        raise TypeError(
            f"show needs a Matplotlib Figure. Received {type(fig).__name__}. "
            "From an Axes, pass ax.figure."
        )
    if not isinstance(alt, str):
        raise TypeError(f"alt must be a string. Received {type(alt).__name__}.")
    alt = " ".join(alt.split())
    if len(alt) < 20:
        raise ValueError(
            f"alt must have at least 20 characters. Received {alt!r}, {len(alt)} characters. "
            "Write one sentence with what a reader should see, such as 'The LSTM stays above 95 % "
            "up to lag 100; the simple RNN falls to chance by lag 20'."
        )
    if _SAYS_WHAT_IT_IS.match(alt):
        raise ValueError(
            f"alt must say what the picture shows. Received {alt!r}. Leave out that it is a "
            "picture, and start with what a reader should see: 'The loss falls from …'."
        )
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        from IPython.display import display

        data = {"image/png": base64.b64encode(_png(fig)).decode(), "text/plain": alt}
        display(data, metadata={"image/png": {"alt": alt}}, raw=True)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(fig)


def _png(fig):
    """The figure as PNG with 256 colours, a third of the size of one with all colours."""
    full, small = io.BytesIO(), io.BytesIO()
    fig.savefig(full, format="png")
    image = Image.open(full).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    image.save(small, format="png", optimize=True)
    return small.getvalue()


def lines_for(names):
    """A line style for each name: its own where the book has one, otherwise one not yet taken.

    A name that starts with a name of the book, such as ``"LSTM, 64 units"``, gets that style if
    nobody else in the figure does.

    >>> [line["color"] == COLORS["GRU"] for line in lines_for(["GRU, clipped", "GRU"])]
    [False, True]
    """
    chosen = {name: LINES[name] for name in names if name in LINES}
    extra = [*EXTRA_LINES, *LINES.values()]
    for name in names:
        if name not in chosen:
            own = [line for known, line in LINES.items() if name.startswith(known)]
            free = [line for line in [*own, *extra] if line not in chosen.values()]
            chosen[name] = free[0] if free else EXTRA_LINES[len(chosen) % len(EXTRA_LINES)]
    return [chosen[name] for name in names]


def numbers(name, values, ndim, mend):
    """The values as a float64 array, or an error that says what is wrong with them."""
    expected = f"{name} must be numbers with {' or '.join(map(str, ndim))} dimensions."
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{expected} Received {type(values).__name__} that is no array of numbers. {mend}"
        ) from error
    if array.ndim not in ndim:
        raise ValueError(f"{expected} Received the shape {array.shape}. {mend}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty. Received the shape {array.shape}. {mend}")
    if not np.isfinite(array).all():
        index = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(
            f"{name} must be finite. Received {array[index]} at {index}. "
            "Find out where it comes from, or leave that part out."
        )
    return array


def texts(name, labels, length=None):
    """The labels as a list of strings the font can draw; white space is made visible."""
    if isinstance(labels, str):
        labels = list(labels)
    labels = [str(label).replace("\n", "↵").replace("\t", "→") for label in labels]
    labels = ["␣" if label == " " else label for label in labels]
    if length is not None and len(labels) != length:
        raise ValueError(
            f"{name} must have {length} labels, one for each position. Received {len(labels)}: "
            f"{', '.join(map(repr, labels[:8]))}{', …' if len(labels) > 8 else ''}. "
            "Cut off padding from the values and the labels alike."
        )
    font = get_font(findfont(FontProperties(family="DejaVu Sans")))
    missing = sorted({c for label in labels for c in label if not font.get_char_index(ord(c))})
    if missing:
        raise ValueError(
            f"{name} must be drawable with Matplotlib's own font. Received {''.join(missing)!r}, "
            "which it does not have. Transliterate, for example Chinese to pinyin."
        )
    return labels


def text_width(label, size=10.5):
    """The width of a label in points."""
    return TextPath((0, 0), label, size=size).get_extents().width if label.strip() else 0.0

"""The figures of the book: one style, the same colours for the same cells, alt text for all.

Importing this package applies the style to everything that Matplotlib draws afterwards. Each
function returns a Matplotlib ``Figure``; ``show`` puts it on the page.
"""

from rnn_utils.plotting.diagrams import lstm_cell, unrolled
from rnn_utils.plotting.lines import curves, dots, gradient_by_distance
from rnn_utils.plotting.maps import attention, heatmap, piano_roll
from rnn_utils.plotting.style import COLORS, LINES, STYLE, show

__all__ = [
    "COLORS",
    "LINES",
    "STYLE",
    "attention",
    "curves",
    "dots",
    "gradient_by_distance",
    "heatmap",
    "lstm_cell",
    "piano_roll",
    "show",
    "unrolled",
]

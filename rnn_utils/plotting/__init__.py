"""The figures of the book: one style, the same colours for the same cells, alt text for all.

Importing this package applies the style to everything that Matplotlib draws afterwards. Each
function returns a Matplotlib ``Figure``; ``show`` puts it on the page.
"""

from rnn_utils.plotting.attending import attention_layers, attention_orders, attention_step
from rnn_utils.plotting.cells import gru_cell, lstm_cell, lstm_stages
from rnn_utils.plotting.decoding import beam, ctc_lattice
from rnn_utils.plotting.lines import curves, dots, gradient_by_distance
from rnn_utils.plotting.maps import attention, heatmap, piano_roll
from rnn_utils.plotting.networks import bidirectional, stack, unrolled
from rnn_utils.plotting.scans import scan_tree
from rnn_utils.plotting.seq2seq import encoder_decoder
from rnn_utils.plotting.sequences import forecast_windows, padding, walk_forward
from rnn_utils.plotting.style import COLORS, LINES, STYLE, show

__all__ = [
    "COLORS",
    "LINES",
    "STYLE",
    "attention",
    "attention_layers",
    "attention_orders",
    "attention_step",
    "beam",
    "bidirectional",
    "ctc_lattice",
    "curves",
    "dots",
    "encoder_decoder",
    "forecast_windows",
    "gradient_by_distance",
    "gru_cell",
    "heatmap",
    "lstm_cell",
    "lstm_stages",
    "padding",
    "piano_roll",
    "scan_tree",
    "show",
    "stack",
    "unrolled",
    "walk_forward",
]

"""A drawing of an encoder and a decoder, with or without attention."""

from rnn_utils.plotting.drawing import MEMORY, NARROW, ROWS, Drawing, inches, must_fit, yes_or_no
from rnn_utils.plotting.style import TEXT, texts


def encoder_decoder(source, target, *, teacher=True, attention=False, begin="begin", end="end"):
    """An encoder reads the source; a decoder starts from its last state and writes the target.

    Args:
        source: 1 to 4 tokens to read.
        target: 1 to 4 tokens to write, without the end; at most 6 tokens together with the source.
        teacher: True for training with teacher forcing, where the decoder is fed the right tokens,
            one step late; False for writing, where it is fed what it has written (dashed).
        attention: whether every step of the decoder looks at all states of the encoder. What it
            finds is joined with its new state on the way to the answer, as in Luong et al.
        begin, end: how to write the tokens that start and end the target.

    Returns:
        Figure.

    Raises:
        TypeError: if ``teacher`` or ``attention`` is neither True nor False.
        ValueError: for too few tokens or too many, or a token that is too long for its place.

    Source: Sutskever, Vinyals and Le 2014, "Sequence to sequence learning with neural networks",
    arXiv:1409.3215; Williams and Zipser 1989, "A learning algorithm for continually running fully
    recurrent neural networks", doi:10.1162/neco.1989.1.2.270 (teacher forcing); Luong,
    Pham and Manning 2015, "Effective approaches to attention-based neural machine translation",
    arXiv:1508.04025 (attention).

    >>> fig = encoder_decoder("12+5", "17")
    >>> [t.get_text() for t in fig.axes[0].texts].count("7")  # fed, and written
    2
    """
    yes_or_no("teacher", teacher)
    yes_or_no("attention", attention)
    source, target = texts("source", source), texts("target", target)
    begin, end = texts("begin and end", [begin, end])
    if not (1 <= len(source) <= 4 and 1 <= len(target) <= 4 and len(source + target) <= 6):
        raise ValueError(
            "source and target must have 1 to 4 tokens each, 6 together. Received "
            f"{len(source)} and {len(target)}. Take a shorter example."
        )
    fed, written = [begin, *target], [*target, end]
    columns = len(source) + len(written)
    gap = 0.62  # more between encoder and decoder
    pitch = min(1.05, (5.7 - gap) / columns)
    width, tall = min(0.56, pitch - 0.26), 0.5
    for token in source + fed + written:
        must_fit(token, pitch - 0.12, "Take a shorter token, or fewer tokens.")
    margin = (NARROW - gap - pitch * columns) / 2
    read = [margin + pitch * (k + 0.5) for k in range(len(source))]
    write = [margin + gap + pitch * (len(source) + k + 0.5) for k in range(len(written))]

    below, states = 0.62, 1.42
    joins = states + 0.58  # where a state and what it found meet
    looks = states + 1.05  # the height of the attention
    above = looks + 0.45 if attention else states + 0.82
    blue, green = ROWS["input"][1], ROWS["output"][1]
    d = Drawing(NARROW, above + 0.62)
    middle = (write[0] + write[-1]) / 2
    reads = "the encoder reads"
    d.text(max((read[0] + read[-1]) / 2, inches(reads, 11) / 2 + 0.08), 0.2, reads, color=blue)
    d.text(middle, above + 0.42, "the decoder writes", color=green)
    fed_what, color = ("the right answer", blue) if teacher else ("its own output", green)
    d.text(middle, 0.2, f"fed: {fed_what}", color=color)
    for x, token in zip(read + write, source + fed, strict=True):
        own = not teacher and x > write[0]
        _draw_token(d, x, below, token, green if own else TEXT, x == write[0])
        d.arrow((x, below + 0.15), (x, states - tall / 2))
        if x not in (read[0], write[0]):
            d.arrow((x - pitch + width / 2, states), (x - width / 2, states), color=MEMORY, width=2)
    aside = 0.1 if attention else 0.0
    for x, token in zip(write, written, strict=True):
        _draw_token(d, x + aside, above, token, green, x == write[-1])
        d.arrow((x + aside, (joins if attention else states + tall / 2)), (x + aside, above - 0.15))
    if not teacher:
        for x, token in zip(write, target, strict=False):
            around = inches(token) / 2 + 0.05
            start, turn, stop = x + aside + around, x + pitch / 2, x + pitch - around
            points = [(start, above), (turn + 0.15, above), (turn - 0.15, below), (stop, below)]
            d.curve(points, color=green, width=1.6, dashed=True)

    bridge = (read[-1] + write[0]) / 2
    ends = (read[-1] + width / 2, states), (write[0] - width / 2, states)
    d.arrow(*ends, color=MEMORY, width=5, size=22)
    d.note(bridge, states + 0.22, "last state" if attention else "one vector")
    d.note(bridge, states - 0.22, "(B, U)")
    if attention:
        for x in read:
            d.arrow((x, states + tall / 2), (x, looks), (bridge, looks), color=MEMORY, head=False)
            d.dot(x, looks, MEMORY)
        for x in write:
            d.arrow((x, states + tall / 2), (x, joins - 0.12))
            d.arrow((bridge, looks), (x - aside, looks), (x - aside, joins + 0.12), color=MEMORY)
            d.box(x, joins, width, 0.24, "join", ROWS["output"], size=10.5)
        d.box(bridge, looks, 0.84, 0.36, "attention", ("white", MEMORY), size=10.5)
        d.note(read[0] - width / 2, looks + 0.2, "(B, S, U)", ha="left")
    for x in read + write:
        d.box(x, states, width, tall, "", ROWS["hidden"])
    return d.fig


def _draw_token(d, x, y, token, color, special):
    """A token that is read or written; the ones for begin and end are italic."""
    style = "italic" if special else "normal"
    d.text(x, y, token, color=color, fontsize=10.5, style=style, parse_math=False)

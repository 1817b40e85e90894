"""Drawings of how sequences are found: a beam of hypotheses, and the alignments of CTC."""

from itertools import pairwise
from numbers import Integral, Real

from rnn_utils.plotting.drawing import (
    MEMORY,
    NARROW,
    QUIET,
    ROWS,
    Drawing,
    inches,
    must_fit,
    whole,
)
from rnn_utils.plotting.style import MUTED, TEXT, texts

import numpy as np
from matplotlib.patches import Circle


def beam(steps, *, begin="begin"):
    """A beam search as a tree: what is kept is strong, what is dropped grey.

    Each line bears the log-probability of its token, each box the sum of those on the way to it,
    with two decimals at most. The best of the ends is green.

    Args:
        steps: 1 to 4 lists, one for each step, of hypotheses ``(parent, token, score, kept)``: the
            place in the list before of the hypothesis that is continued (0 in the first step), the
            token, its log-probability after that hypothesis, and whether the beam keeps it.
        begin: how to write the token that starts every hypothesis.

    Returns:
        Figure.

    Raises:
        ValueError: if a parent is not there or was dropped, a log-probability is above 0, a step
            keeps nothing, or the tree is too large.

    Source: Graves 2012, "Sequence transduction with recurrent neural networks", arXiv:1211.3711.

    >>> first = [(0, "a", -0.5, True), (0, "b", -1.0, True), (0, "c", -3.0, False)]
    >>> second = [(0, "x", -1.2, False), (1, "y", -0.1, True), (1, "z", -0.4, True)]
    >>> fig = beam([first, second])
    >>> "−1.1" in [text.get_text() for text in fig.axes[0].texts]  # b and y together
    True
    """
    tree = _tree(steps, *texts("begin", [begin]))
    root = tree[0][0]
    leaves = sum(not node["children"] for level in tree for node in level)
    if leaves > 10:
        raise ValueError(
            f"The tree must have at most 10 ends. Received {leaves}. Leave out some of those that "
            "are dropped."
        )
    row = 0
    for node in _depth_first(root):
        if not node["children"]:
            node["y"], row = 0.4 + 0.56 * (leaves - 1 - row), row + 1
    for level in reversed(tree):
        for node in level:
            if node["children"]:
                ys = [child["y"] for child in node["children"]]
                node["y"] = (max(ys) + min(ys)) / 2
    first = inches(root["token"]) + 0.2
    pitch = min(1.75, (NARROW - 0.16 - first) / (len(tree) - 1))
    nodes = [node for level in tree[1:] for node in level]
    digits = max(_digits(node["score"]) for node in nodes)
    number = max(inches(_signed(node["score"], digits)) for node in nodes)
    bend = 0.16  # where a line leaves the others
    line = max(0.68, bend + number + 0.16)
    wide, tall = pitch - line, 0.46
    for node in nodes:
        for label in (node["token"], _signed(node["total"], digits)):
            must_fit(label, wide, "Take a shorter token, or fewer steps.")
    ends = [node for node in nodes if node["kept"] and not node["children"]]
    best = max(ends, key=lambda node: node["total"])
    d = Drawing(0.16 + first + pitch * (len(tree) - 1), 0.8 + 0.56 * (leaves - 1))
    d.box(0.08 + first / 2, root["y"], first, 0.36, "", ROWS["hidden"])
    d.text(0.08 + first / 2, root["y"], root["token"], fontsize=10.5, style="italic")
    for depth, level in enumerate(tree[1:]):
        left = 0.08 + first + pitch * depth
        for node in sorted(level, key=lambda node: node["kept"]):  # the strong ones on top
            color, width = (MEMORY, 2.2) if node["kept"] else (QUIET, 1.4)
            start, stop = (left, node["parent"]["y"]), (left + line, node["y"])
            turn = left + bend
            d.arrow(start, (turn, start[1]), (turn, stop[1]), stop, color=color, width=width)
            ink = TEXT if node["kept"] else MUTED
            score, total = (_signed(node[name], digits) for name in ("score", "total"))
            d.text(turn + (line - bend) / 2 - 0.03, stop[1] + 0.13, score, color=ink, fontsize=10.5)
            look = ROWS["hidden"] if node["kept"] else ("white", QUIET)
            look = ROWS["output"] if node is best else look
            x = left + line + wide / 2
            d.box(x, stop[1], wide, tall, "", look, weight=1.8 if node["kept"] else 1.2)
            d.text(x, stop[1] + 0.1, node["token"], color=ink, fontsize=10.5, parse_math=False)
            d.text(x, stop[1] - 0.1, total, color=ink, fontsize=10.5)
    return d.fig


def _tree(steps, begin):
    """Levels of nodes, each a dict that knows its parent and its children."""
    steps = [list(step) for step in steps]
    if not 1 <= len(steps) <= 4 or not all(steps):
        raise ValueError(
            f"steps must be 1 to 4 lists that are not empty. Received {len(steps)} with "
            f"{[len(step) for step in steps]} hypotheses. Show the first steps of a longer search."
        )
    root = {"token": begin, "total": 0.0, "kept": True, "children": []}
    tree = [[root]]
    for number, step in enumerate(steps, 1):
        level = []
        for hypothesis in step:
            try:
                parent, token, score, kept = hypothesis
            except (TypeError, ValueError) as error:
                raise ValueError(
                    "A hypothesis must be (parent, token, score, kept). "
                    f"Received {hypothesis!r} in step {number}."
                ) from error
            before = tree[-1]
            places = [k for k, node in enumerate(before) if node["kept"]]
            if not isinstance(parent, Integral) or parent not in places:
                raise ValueError(
                    "The parent must be the place, from 0, of a hypothesis that the step before "
                    f"keeps, one of {places}. Received {parent!r} in step {number}."
                )
            if not isinstance(score, Real) or not -float("inf") < score <= 0:
                raise ValueError(
                    "The score must be a log-probability, 0 or less. "
                    f"Received {score!r} in step {number}. Take the logarithm of a probability."
                )
            if not isinstance(kept, bool | np.bool_):
                raise ValueError(f"kept must be True or False. Received {kept!r} in step {number}.")
            node = {
                "token": texts("tokens", [token])[0],
                "score": score,
                "total": before[parent]["total"] + score,
                "kept": kept,
                "parent": before[parent],
                "children": [],
            }
            before[parent]["children"].append(node)
            level.append(node)
        if not any(node["kept"] for node in level):
            raise ValueError(f"Each step must keep a hypothesis. Received none in step {number}.")
        tree.append(level)
    return tree


def _depth_first(node):
    yield node
    for child in node["children"]:
        yield from _depth_first(child)


def _digits(number):
    """1 or 2, so many decimals as the number needs."""
    return 1 if abs(number - round(number, 1)) < 1e-9 else 2


def _signed(number, digits):
    return f"{number:.{digits}f}".replace("-", "−")


def ctc_lattice(label, steps, path=None, *, blank="-"):
    """All alignments of a label with the steps of a network that may also write a blank.

    Each way from the left to the right that follows the arrows is an alignment. From a symbol one
    may stay, or go to the next; a blank between two symbols may be skipped, unless the two are
    equal. Without repetitions and blanks an alignment is the label.

    Args:
        label: 1 to 4 symbols, such as ``"cat"``.
        steps: how many time steps, 2 to 8.
        path: an alignment to draw in a strong colour, one symbol for each step, such as
            ``"c-aat"``.
        blank: the symbol for the blank.

    Returns:
        Figure.

    Raises:
        ValueError: if the steps are too few for the label, the path is no alignment of it, or the
            label has a blank in it.

    Source: Graves, Fernández, Gomez and Schmidhuber 2006, "Connectionist temporal classification",
    doi:10.1145/1143844.1143891.

    >>> fig = ctc_lattice("see", 5, path="s-e-e")
    >>> ctc_lattice("see", 3)
    Traceback (most recent call last):
    ValueError: 'see' needs at least 4 steps, one for each symbol and one between equal ones. ...
    """
    label = texts("label", label)
    steps = whole("steps", steps, 2, 8, "Draw a shorter sequence.")
    (blank,) = texts("blank", [blank])
    if not 1 <= len(label) <= 4:
        raise ValueError(
            f"label must have 1 to 4 symbols. Received {len(label)}. Draw a part of it."
        )
    if blank in label:
        raise ValueError(
            f"label must have no blank in it. Received {''.join(label)!r} and the blank {blank!r}. "
            "Name another symbol for the blank."
        )
    least = len(label) + sum(a == b for a, b in pairwise(label))
    if steps < least:
        raise ValueError(
            f"{''.join(label)!r} needs at least {least} steps, one for each symbol and one between "
            f"equal ones. Received {steps}. Take more steps, or a shorter label."
        )
    symbols = [blank, *(s for symbol in label for s in (symbol, blank))]
    for symbol in symbols[:-1]:
        must_fit(symbol, 0.5, "Shorten the symbol.", size=12)
    moves = _moves(symbols, steps, blank)
    way = [] if path is None else _way(texts("path", path, steps), symbols, moves)

    across = min(1.1, (NARROW - 0.96) / (steps - 1))
    down = 0.46
    bottom = 0.86 if way else 0.5
    d = Drawing(0.96 + across * (steps - 1), bottom + down * (len(symbols) - 1) + 0.34)

    def place(step, row):
        return 0.72 + across * step, bottom + down * (len(symbols) - 1 - row)

    strong = set(pairwise(enumerate(way)))
    for start, stop in sorted(moves, key=lambda move: move in strong):
        lit = (start, stop) in strong
        (x1, y1), (x2, y2) = place(*start), place(*stop)
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        dx, dy = 0.12 * (x2 - x1) / length, 0.12 * (y2 - y1) / length
        color, width = (MEMORY, 2.8) if lit else ("#8C8C8C", 1.2)
        d.arrow((x1 + dx, y1 + dy), (x2 - dx, y2 - dy), color=color, width=width, size=10)
    reached = {node for move in moves for node in move}
    for step in range(steps):
        for row, symbol in enumerate(symbols):
            color = QUIET
            if (step, row) in reached:
                color = MUTED if symbol == blank else ROWS["input"][1]
            lit = way and way[step] == row
            fill = MEMORY if lit else "white" if symbol == blank or color == QUIET else color
            edge = MEMORY if lit else color
            look = {"facecolor": fill, "edgecolor": edge, "linewidth": 1.6, "zorder": 3}
            d.ax.add_patch(Circle(place(step, row), 0.105, **look))
        d.note(place(step, 0)[0], bottom - 0.32, str(step + 1))
        if way:
            d.text(place(step, 0)[0], 0.22, symbols[way[step]], color=MEMORY, fontsize=12)
    d.note(0.1, bottom - 0.32, "step", ha="left")
    if way:
        d.text(0.1, 0.22, "path", ha="left", color=MEMORY, fontsize=10.5)
    for row, symbol in enumerate(symbols):
        color = MUTED if symbol == blank else ROWS["input"][1]
        weight = "normal" if symbol == blank else "bold"
        d.text(0.3, place(0, row)[1], symbol, color=color, fontsize=12, weight=weight)
    return d.fig


def _moves(symbols, steps, blank):
    """The moves ((step, row), (step, row)) that lie on a way from the first to the last symbol."""

    def after(row):
        for stop in range(row, min(row + 3, len(symbols))):
            skips = stop == row + 2
            if not skips or (symbols[stop] != blank and symbols[stop] != symbols[row]):
                yield stop

    begun = [{0, 1}]  # the rows that can be reached, step by step
    for _ in range(steps - 1):
        begun.append({stop for row in begun[-1] for stop in after(row)})
    ended = [{len(symbols) - 1, len(symbols) - 2}]  # those from which the end can be
    for _ in range(steps - 1):
        ended.insert(0, {row for row in range(len(symbols)) if ended[0] & set(after(row))})
    rows = [one & other for one, other in zip(begun, ended, strict=True)]
    return [
        ((step, row), (step + 1, stop))
        for step in range(steps - 1)
        for row in rows[step]
        for stop in after(row)
        if stop in rows[step + 1]
    ]


def _way(path, symbols, moves):
    """The row of each step of a path, or an error if it is no alignment."""
    ways = [[row] for row in (0, 1) if symbols[row] == path[0]]
    for step, symbol in enumerate(path[1:]):
        ways = [
            [*way, stop]
            for way in ways
            for start, (_, stop) in moves
            if start == (step, way[-1]) and symbols[stop] == symbol
        ]
    if not ways:
        raise ValueError(
            f"path must be an alignment of {''.join(symbols[1::2])!r}. Received {''.join(path)!r}. "
            "Without repetitions, and then without blanks, it must be the label."
        )
    return ways[0]

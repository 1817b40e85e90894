"""The drawings: that they can be read on a phone, and that their lines lead where they should."""

import warnings
from itertools import groupby, pairwise, product

from figures import (
    accented,
    arrows,
    assert_no_line_through_text,
    assert_nothing_is_covered,
    box_at,
    boxes,
    circles,
    colourful,
    corners,
    drawn_texts,
    extent,
    label_at,
    labels,
    middle,
)
from rnn_utils.plotting import (
    attention_layers,
    attention_orders,
    attention_step,
    beam,
    bidirectional,
    ctc_lattice,
    encoder_decoder,
    forecast_windows,
    gru_cell,
    lstm_cell,
    lstm_stages,
    padding,
    scan_tree,
    stack,
    unrolled,
    walk_forward,
)
from rnn_utils.plotting.drawing import MASK, MEMORY, ROWS

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

MEMORY_ROWS = [(1, -1), (0, 1), (2, 0)]
NUMBERS = (["forty", "two"], ["quarante", "deux"])
FILMS = [["not", "bad"], ["what", "a", "film"], ["this", "is", "not", "at", "all", "bad"]]
SEARCH = [
    [(0, "the", -0.5, True), (0, "a", -1.2, True), (0, "my", -2.3, False)],
    [
        (0, "cat", -1.6, True),
        (0, "dog", -1.9, False),
        (1, "cat", -0.4, True),
        (1, "car", -2.4, False),
    ],
    [
        (0, "end", -0.3, True),
        (0, "sat", -1.8, False),
        (2, "end", -0.9, False),
        (2, "sat", -0.7, True),
    ],
]
LONG_SEARCH = [
    [(0, "un", -0.22, True), (0, "deux", -2.0, False)],
    [(0, "cent", -0.35, True), (0, "mille", -1.55, True)],
    [(0, "un", -0.41, True), (0, "six", -1.7, False), (1, "neuf", -0.25, True)],
    [(0, "end", -0.12, True), (2, "end", -0.5, True)],
]

NEW = {
    **{f"LSTM, stage {k}": lambda k=k: lstm_stages(k) for k in (1, 2, 3, 4)},
    "GRU": gru_cell,
    "GRU, reset before": lambda: gru_cell(reset_after=False),
    **{f"bidirectional {k}": lambda k=k: bidirectional(k) for k in (2, 3, 4, 5)},
    "bidirectional words": lambda: bidirectional(words=["not", "bad", "at", "all"]),
    "stack": stack,
    "stack 1": lambda: stack(1, 2, dropout="inputs"),
    "stack between": lambda: stack(dropout="between"),
    "stack in the loop": lambda: stack(2, 4, dropout="recurrent"),
    "stack all": lambda: stack(3, 4, dropout=["recurrent", "inputs", "between"]),
    **{
        f"encoder {a}→{b} {teacher} {attention}": lambda a=a, b=b, t=teacher, c=attention: (
            encoder_decoder("1234"[:a], "5678"[:b], teacher=t, attention=c)
        )
        for a, b in [(1, 1), (1, 4), (4, 2), (3, 3)]
        for teacher in (True, False)
        for attention in (True, False)
    },
    "encoder words": lambda: encoder_decoder(*NUMBERS, teacher=False, attention=True),
    "encoder tags": lambda: encoder_decoder("ab", "cd", begin="<s>", end="</s>"),
    "attention": lambda: attention_step(MEMORY_ROWS, (1, 1)),
    "attention, scalars": lambda: attention_step([[1], [2], [3], [-1], [0.5]], [2]),
    "attention, triples": lambda: attention_step([(1, 0, -1), (0, 2, 1)], (1, 1, 1)),
    "attention, sharp": lambda: attention_step([(5, -5), (0, 5)], (1, 2), scores=[20.25, -1]),
    "attention orders": attention_orders,
    "attention layers": attention_layers,
    **{f"beam {k}": lambda k=k: beam(SEARCH[:k]) for k in (1, 2, 3)},
    "beam of long words": lambda: beam([[(0, "antidis", -24.84, True), (0, "a", -10, False)]] * 2),
    "beam 4": lambda: beam(LONG_SEARCH, begin="<s>"),
    "padding": lambda: padding(FILMS),
    "padding on the left": lambda: padding(FILMS, side="left"),
    "padding, numbers": lambda: padding([3, 1, 4, 0]),
    "padding, one": lambda: padding([["Taipei"]]),
    "windows": lambda: forecast_windows(4, 1, 8),
    "windows, many": lambda: forecast_windows(5, 3, 14),
    "windows, one": lambda: forecast_windows(1, 1, 2),
    **{f"walk {k}": lambda k=k: walk_forward(k) for k in (2, 4, 6)},
    "lattice": lambda: ctc_lattice("cat", 5, "c-aat"),
    "lattice, doubled": lambda: ctc_lattice("book", 8, "boo-ook-"),
    "lattice, short": lambda: ctc_lattice("a", 2, blank="–"),
    **{f"scan {k}": lambda k=k: scan_tree(k) for k in range(3, 9)},
}
OLD = {
    **{f"unrolled {n}": lambda n=n: unrolled(n) for n in (1, 3, 5)},
    "Jordan": lambda: unrolled(kind="Jordan"),
    "LSTM": lstm_cell,
    "peepholes": lambda: lstm_cell(peepholes=True),
    **{f"LSTM, {g}": lambda g=g: lstm_cell(g, peepholes=True) for g in "figoc"},
}


@pytest.mark.parametrize("name", [*NEW, *OLD])
def test_every_text_has_its_place(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # such as for a missing glyph
        fig = {**NEW, **OLD}[name]()
        found = drawn_texts(fig)
    assert_nothing_is_covered(fig, found)
    assert_no_line_through_text(fig, found)
    assert to_hex(fig.get_facecolor()) == "#ffffff"


@pytest.mark.parametrize("name", NEW)
def test_every_text_can_be_read_on_a_phone(name):
    fig = NEW[name]()
    width = fig.get_size_inches()[0]
    assert 1.8 <= width <= 6.99
    for text in fig.axes[0].texts:
        assert text.get_fontsize() >= 10, text
        assert text.get_fontsize() / 72 / width * 360 >= 8.6, text


# --- cells -----------------------------------------------------------------------------------


def strong(fig):
    """Labels of the boxes and signs of the nodes with a strong edge."""
    shapes = [shape for shape in boxes(fig) + circles(fig) if colourful(shape.get_edgecolor())]
    return {label_at(fig, middle(shape)).split()[0] for shape in shapes}


@pytest.mark.parametrize(
    ("stage", "added", "signs", "lines", "equation"),
    [
        (1, {"forget", "input", "output"}, "", (8, 0), r"$f_t=\sigma(x_tU_f+h_{t-1}W_f+b_f)$"),
        (2, {"candidate"}, "", (2, 8), r"$g_t=\tanh(x_tU_g+h_{t-1}W_g+b_g)$"),
        (3, {"×", "+"}, "+××", (5, 7), r"$c_t=f_t\odot c_{t-1}+i_t\odot g_t$"),
        (4, {"tanh", "×"}, "+×××", (4, 11), r"$h_t=o_t\odot\tanh(c_t)$"),
    ],
)
def test_each_stage_of_the_lstm_adds_its_part(stage, added, signs, lines, equation):
    fig = lstm_stages(stage)
    new = [colourful(way.get_edgecolor()) for way in arrows(fig)]
    assert (sum(new), len(new) - sum(new)) == lines
    assert strong(fig) == added
    found = labels(fig)
    assert "".join(sorted(t for t in found if t in "×+")) == signs
    assert equation in found
    if stage > 1:
        symbols = {t for t in labels(lstm_stages(stage - 1)) if "=" not in t and len(t) < 12}
        assert symbols <= set(found)


def test_the_last_stage_is_the_whole_cell():
    def parts(fig):
        inner = [shape for shape in boxes(fig) + circles(fig) if extent(shape).width < 2]
        return sorted(label_at(fig, middle(shape)) for shape in inner)

    assert len(arrows(lstm_stages(4))) == len(arrows(lstm_cell()))
    assert parts(lstm_stages(4)) == parts(lstm_cell())


def test_the_shapes_stand_at_the_lines_of_the_lstm():
    counts = [labels(lstm_stages(k)).count("(B, U)") for k in (1, 2, 3, 4)]
    assert counts == [4, 5, 7, 8]
    assert "(B, F)" in labels(lstm_stages(1))
    assert [sum("(B, 4U)" in t for t in labels(lstm_stages(k))) for k in (1, 2, 3, 4)] == [
        0,
        1,
        1,
        1,
    ]


def test_all_stages_have_the_same_size():
    sizes = [tuple(lstm_stages(k).get_size_inches()) for k in (1, 2, 3, 4)]
    assert len(set(sizes)) == 1


@pytest.mark.parametrize(
    ("reset_after", "order", "equation"),
    [
        (True, ["$W_g$", "×"], r"$g=\tanh(x_tU_g+r\odot(h_{t-1}W_g+b'_g)+b_g)$"),
        (False, ["×", "$W_g$"], r"$g=\tanh(x_tU_g+(r\odot h_{t-1})W_g+b_g)$"),
    ],
)
def test_where_the_gru_resets(reset_after, order, equation):
    fig = gru_cell(reset_after=reset_after)
    assert equation in labels(fig)
    assert r"$h_t=z\odot h_{t-1}+(1-z)\odot g$" in labels(fig)
    (kernel,) = [t for t in fig.axes[0].texts if t.get_text() == "$W_g$"]
    height = kernel.get_position()[1]
    way = [t for t in fig.axes[0].texts if t.get_position()[1] == height]
    assert [t.get_text() for t in sorted(way, key=lambda t: t.get_position()[0])] == order
    ends = {label_at(fig, corners(way)[0]) for way in arrows(fig) if ends_at(fig, way) == "×"}
    assert {"update $z=\\sigma(\\cdot)$", "reset $r=\\sigma(\\cdot)$", "$1-z$"} <= ends


def ends_at(fig, way):
    return label_at(fig, corners(way)[-1])


# --- networks --------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [2, 3, 5])
def test_a_bidirectional_layer_reads_both_ways(steps):
    fig = bidirectional(steps)
    chains = {+1: [], -1: []}
    for way in arrows(fig):
        start, stop = corners(way)
        if start[1] == stop[1]:
            ends = (label_at(fig, start), label_at(fig, stop))
            chains[np.sign(stop[0] - start[0])].append(ends)
    right = ["0", *(rf"$\overrightarrow{{h}}_{k}$" for k in range(1, steps + 1))]
    left = ["0", *(rf"$\overleftarrow{{h}}_{k}$" for k in range(steps, 0, -1))]
    assert chains[+1] == list(pairwise(right))
    assert sorted(chains[-1]) == sorted(pairwise(left))
    ends = {(label_at(fig, corners(way)[0]), ends_at(fig, way)) for way in arrows(fig)}
    for k in range(1, steps + 1):
        for state in (rf"$\overrightarrow{{h}}_{k}$", rf"$\overleftarrow{{h}}_{k}$"):
            assert {(f"$x_{k}$", state), (state, f"$y_{k}$")} <= ends
    assert labels(fig).count("(B, T, U)") == 2
    assert labels(fig).count("(B, T, 2U)") == 1


def masks(fig):
    """The masks of a stack without those of the legend: {(x, y of the middle): "1011", …}."""
    fields = [p for p in fig.axes[0].patches if isinstance(p, Rectangle)]
    fields = [p for p in fields if to_hex(p.get_edgecolor()) == MASK.lower()]
    found = {}
    for k in range(0, len(fields), 4):
        four = fields[k : k + 4]
        x, y = np.mean([middle(p) for p in four], axis=0)
        if x > 1:
            kept = ["01"[to_hex(p.get_facecolor()) == MASK.lower()] for p in four]
            found[round(x, 3), round(y, 3)] = "".join(kept)
    return found


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("steps", [2, 4])
def test_dropout_acts_in_its_places(layers, steps):
    def count(place):
        return len(masks(stack(layers, steps, dropout=place)))

    assert masks(stack(layers, steps)) == {}
    assert count("inputs") == steps
    assert count("recurrent") == layers * (steps - 1)
    if layers > 1:
        assert count("between") == (layers - 1) * steps
        every = ["inputs", "between", "recurrent"]
        assert count(every) == sum(map(count, every))


def test_masks_are_new_only_between_the_layers():
    assert len(set(masks(stack(1, 4, dropout="inputs")).values())) == 1
    assert len(set(masks(stack(1, 4, dropout="recurrent")).values())) == 1
    assert len(set(masks(stack(2, 4, dropout="between")).values())) == 4


def test_each_mask_lies_on_an_arrow():
    fig = stack(3, 3, dropout=["inputs", "between", "recurrent"])
    for x, y in masks(fig):
        lines = [corners(way) for way in arrows(fig)]
        assert any(
            (np.ptp(p[:, 0]) < 1e-9 and abs(p[0, 0] - x) < 1e-3 and min(p[:, 1]) < y < max(p[:, 1]))
            or (
                np.ptp(p[:, 1]) < 1e-9
                and abs(p[0, 1] - y) < 1e-3
                and min(p[:, 0]) < x < max(p[:, 0])
            )
            for p in lines
        )


# --- encoder, decoder, attention -------------------------------------------------------------


@pytest.mark.parametrize("attention", [False, True])
def test_what_the_decoder_is_fed(attention):
    taught = encoder_decoder(*NUMBERS, attention=attention)
    writing = encoder_decoder(*NUMBERS, teacher=False, attention=attention)
    for fig, around in [(taught, 0), (writing, 2)]:
        assert [labels(fig).count(w) for w in ("quarante", "deux", "begin", "end")] == [2, 2, 1, 1]
        dashed = [way for way in arrows(fig) if way.get_linestyle() == "--"]
        assert len(dashed) == around
        for way in dashed:
            start, stop = corners(way)[0], corners(way)[-1]
            from_word, to_word = (nearest_text(fig, point) for point in (start, stop))
            assert from_word.get_text() == to_word.get_text()
            assert from_word.get_position()[1] > to_word.get_position()[1]
            assert from_word.get_position()[0] < to_word.get_position()[0]
        assert len([way for way in arrows(fig) if way.get_linewidth() == 5]) == 1


def nearest_text(fig, point):
    return min(
        (t for t in fig.axes[0].texts if t.get_position()[1] == point[1]),
        key=lambda t: abs(t.get_position()[0] - point[0]),
    )


def test_what_attention_finds_joins_every_step_of_the_decoder():
    fig = encoder_decoder("abc", "de", attention=True)
    hidden = [b for b in boxes(fig) if to_hex(b.get_edgecolor()) == ROWS["hidden"][1].lower()]
    hidden = sorted(hidden, key=lambda box: middle(box)[0])
    assert len(hidden) == 6
    looks = [way for way in arrows(fig) if len(corners(way)) == 3]
    assert [box_at(fig, corners(way)[0]) for way in looks[:3]] == hidden[:3]
    joins = [box_at(fig, corners(way)[-1]) for way in looks if label_at(fig, corners(way)[0])]
    assert [middle(box)[0] for box in joins] == [middle(box)[0] for box in hidden[3:]]
    straight = [corners(way) for way in arrows(fig) if len(corners(way)) == 2]
    ways = [(box_at(fig, start), box_at(fig, stop)) for start, stop in straight]
    for box, join in zip(hidden[3:], joins, strict=True):  # not into the recurrence
        assert (box, join) in ways
        assert middle(join)[1] > middle(box)[1]


def test_one_look_with_its_numbers():
    fig = attention_step(MEMORY_ROWS, (1, 1))
    found = labels(fig)
    for written in [
        "(1, −1)",
        "(1, 1)",
        "0",
        "1",
        "2",
        "0.090",
        "0.245",
        "0.665",
        "(1.421, 0.155)",
    ]:
        assert written in found
    bars = [b for b in boxes(fig) if to_hex(b.get_facecolor()) == MEMORY.lower()]
    widths = np.array([bar.get_width() for bar in bars])
    np.testing.assert_allclose(widths / widths.sum(), [0.0900, 0.2447, 0.6652], atol=1e-4)
    on_paper = (MEMORY_ROWS, (1, 1), (0, 1, 2), (0.09, 0.245, 0.665), (1.42, 0.155))
    assert "(1.420, 0.155)" in labels(attention_step(*on_paper))


def test_scores_need_not_be_dot_products():
    found = labels(attention_step(MEMORY_ROWS, (1, 1), scores=[1, 1, 1]))
    assert found.count("0.333") == 3
    assert "(1.000, 0.000)" in found


def test_the_context_enters_where_it_was_published():
    fig = attention_orders()
    ends = [(label_at(fig, corners(w)[0]), ends_at(fig, w)) for w in arrows(fig)]
    left = [e for e, w in zip(ends, arrows(fig), strict=True) if corners(w)[0][0] < 2.9]
    right = [e for e, w in zip(ends, arrows(fig), strict=True) if corners(w)[0][0] > 2.9]
    assert ("attention", "step") in left
    assert ("attention", r"$\tanh(W_c\cdot)$") in right
    assert ("attention", "step") not in right
    queries = [w for w in arrows(fig) if ends_at(fig, w) == "attention"]
    queries = [w for w in queries if label_at(fig, corners(w)[0]) is None]
    first, second = sorted(queries, key=lambda w: corners(w)[0][0])
    steps = sorted(middle(b).tolist() for b in boxes(fig) if label_at(fig, middle(b)) == "step")
    assert corners(first)[0][0] < steps[0][0]  # before the step
    assert corners(first)[0][1] == pytest.approx(steps[0][1])
    assert corners(second)[0][0] == pytest.approx(steps[1][0])  # after it, on its way up
    assert corners(second)[0][1] > steps[1][1]


def test_a_head_is_attention_between_dense_layers():
    fig = attention_layers()
    ends = [(label_at(fig, corners(w)[0]), ends_at(fig, w)) for w in arrows(fig)]
    for part in ("query", "key", "value"):
        assert (part, "Dense") in ends
    assert [end for end in ends if end[0] in {"query", "key", "value"} and end[1] != "Dense"] == [
        ("query", "products"),
        ("key", "products"),
        ("value", "weighted mean"),
    ]
    heads = "Attention, a copy per head"
    assert ends.count(("Dense", heads)) == 3
    assert ("Dense", "context") in ends
    assert ("weighted mean", "context") in ends


# --- beam and lattice ------------------------------------------------------------------------


def test_the_beam_is_strong_and_the_rest_grey():
    fig = beam(SEARCH)
    labels = [label_at(fig, middle(b)) for b in boxes(fig) if colourful(b.get_edgecolor())]
    kept = ["the −0.5", "a −1.2", "cat −2.1", "cat −1.6", "end −2.4", "sat −2.3"]
    assert sorted(labels) == sorted(["begin", *kept])
    green = [b for b in boxes(fig) if to_hex(b.get_edgecolor()) == ROWS["output"][1].lower()]
    assert [label_at(fig, middle(b)) for b in green] == ["sat −2.3"]
    ways = [(label_at(fig, corners(w)[0]), ends_at(fig, w)) for w in arrows(fig)]
    assert sorted(ways) == sorted(
        [
            ("begin", "the −0.5"),
            ("begin", "a −1.2"),
            ("begin", "my −2.3"),
            ("the −0.5", "cat −2.1"),
            ("the −0.5", "dog −2.4"),
            ("a −1.2", "cat −1.6"),
            ("a −1.2", "car −3.6"),
            ("cat −2.1", "end −2.4"),
            ("cat −2.1", "sat −3.9"),
            ("cat −1.6", "end −2.5"),
            ("cat −1.6", "sat −2.3"),
        ]
    )
    for way in arrows(fig):
        assert colourful(way.get_edgecolor()) == (ends_at(fig, way) in kept)
        (x, y), score = corners(way)[-1], None
        near = [t for t in fig.axes[0].texts if 0 < y - t.get_position()[1] + 0.26 < 0.26]
        near = [t.get_text() for t in near if 0 < x - t.get_position()[0] < 0.5]
        (score,) = near
        before = label_at(fig, corners(way)[0]).split()
        sums = float(ends_at(fig, way).split()[1].replace("−", "-"))
        start = float(before[1].replace("−", "-")) if len(before) == 2 else 0
        assert float(score.replace("−", "-")) == pytest.approx(sums - start)


def test_a_hypothesis_that_has_ended_can_be_the_best():
    fig = beam([[(0, "end", -0.2, True), (0, "a", -0.5, True)], [(1, "b", -0.5, True)]])
    green = [b for b in boxes(fig) if to_hex(b.get_edgecolor()) == ROWS["output"][1].lower()]
    assert [label_at(fig, middle(b)) for b in green] == ["end −0.2"]


def test_log_probabilities_have_the_decimals_that_they_need():
    assert "−0.5" in labels(beam(SEARCH))
    assert {"−0.22", "−2.00", "−0.57"} <= set(labels(beam(LONG_SEARCH)))


def collapsed(path, blank="-"):
    return "".join(symbol for symbol, _ in groupby(path) if symbol != blank)


def lattice(fig):
    """The arrows as ((step, row), (step, row)), and those that are strong."""
    places = np.array([circle.center for circle in circles(fig)])
    xs, ys = np.unique(places[:, 0].round(6)), np.unique(places[:, 1].round(6))[::-1]
    moves, lit = [], []
    for way in arrows(fig):
        ends = []
        for point in corners(way):
            x, y = places[np.argmin(np.hypot(*(places - point).T))]
            ends.append((int(np.argmin(abs(xs - x))), int(np.argmin(abs(ys - y)))))
        moves.append(tuple(ends))
        if colourful(way.get_edgecolor()):
            lit.append(tuple(ends))
    return moves, lit


@pytest.mark.parametrize(
    ("label", "steps"), [("a", 2), ("ab", 2), ("ab", 4), ("aa", 4), ("see", 5), ("cat", 5)]
)
def test_the_ways_through_the_lattice_are_the_alignments(label, steps):
    moves, _ = lattice(ctc_lattice(label, steps))
    symbols = "-" + "".join(f"{symbol}-" for symbol in label)
    ways = [[start] for start in {start for start, _ in moves if start[0] == 0}]
    for _ in range(steps - 1):
        ways = [[*way, stop] for way in ways for start, stop in moves if start == way[-1]]
    drawn = sorted("".join(symbols[row] for _, row in way) for way in ways)
    assert all(len(way) == steps for way in drawn)
    every = map("".join, product(sorted({"-", *label}), repeat=steps))
    assert drawn == sorted(path for path in every if collapsed(path) == label)


def test_no_blank_between_equal_letters_is_skipped():
    def skips(label):
        moves, _ = lattice(ctc_lattice(label, 6))
        return {(a[1], b[1]) for a, b in moves if b[1] - a[1] == 2}

    assert skips("ab") == {(1, 3)}
    assert skips("aa") == set()
    assert skips("see") == {(1, 3)}


def test_the_path_is_strong():
    fig = ctc_lattice("see", 6, "s-e-ee")
    _, lit = lattice(fig)
    assert lit == [
        ((k, a), (k + 1, b)) for k, (a, b) in enumerate([(1, 2), (2, 3), (3, 4), (4, 5), (5, 5)])
    ]
    assert {"path", "s", "e", "-"} <= accented(fig)
    assert lattice(ctc_lattice("see", 6))[1] == []


# --- rows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "mask", "last"),
    [("right", "110111", [1, 2]), ("left", "011111", [2, 2])],
)
def test_padding_and_its_mask(side, mask, last):
    fig = padding([["not", "bad"], ["what", "a", "film"]], side=side)
    assert "".join(t for t in labels(fig) if t in ("0", "1")) == mask
    hatched = [box for box in boxes(fig) if box.get_hatch()]
    assert len(hatched) == 2  # one of them in the legend
    frames = [b for b in boxes(fig) if b.get_linewidth() == 3][:-1]
    assert [label_at(fig, middle(frame)) for frame in frames] == ["bad", "film"]
    wide = frames[0].get_width()
    assert [round(frame.get_x() / wide) for frame in frames] == last


def test_an_empty_row_has_no_last_state():
    fig = padding([2, 0])
    assert len([b for b in boxes(fig) if b.get_linewidth() == 3]) == 2  # one, and the legend
    assert {"x₁", "x₂"} <= set(labels(fig))


@pytest.mark.parametrize(("length", "horizon", "n"), [(4, 1, 8), (3, 2, 9), (5, 3, 14), (1, 1, 2)])
def test_windows_are_cut_as_numpy_cuts_them(length, horizon, n):
    fig = forecast_windows(length, horizon, n)
    rows = {}
    for box in boxes(fig):
        look = to_hex(box.get_edgecolor())
        if label := label_at(fig, middle(box)):
            rows.setdefault(round(middle(box)[1], 3), []).append((look, int(label)))
    _, *rows = [rows[y] for y in sorted(rows, reverse=True)]
    blue, green = ROWS["input"][1].lower(), ROWS["output"][1].lower()
    drawn = [
        ([k for look, k in row if look == blue], [k for look, k in row if look == green])
        for row in rows
    ]
    windows = np.lib.stride_tricks.sliding_window_view(np.arange(n), length + horizon)
    right = [(w[:length].tolist(), w[length:].tolist()) for w in windows]
    assert drawn == (right if len(right) <= 6 else [*right[:4], right[-1]])
    assert f"({len(right)}, {length}, 1)" in labels(fig)
    assert f"({len(right)}, {horizon})" in labels(fig)


def test_walking_forward_learns_from_more_each_time():
    fig = walk_forward(4)
    learned = [b for b in boxes(fig) if label_at(fig, middle(b)) == "learn"]
    tested = [b for b in boxes(fig) if label_at(fig, middle(b)) == "test"]
    block = tested[0].get_width()
    assert [round(b.get_width() / block, 6) for b in learned] == [1, 2, 3]
    for past, test in zip(learned, tested, strict=True):
        assert past.get_y() == test.get_y()
        assert past.get_x() + past.get_width() == pytest.approx(test.get_x())
    assert [a.get_y() > b.get_y() for a, b in pairwise(learned)] == [True] * 2


@pytest.mark.parametrize("n", range(3, 9))
def test_each_place_of_the_scan_joins_two_neighbouring_stretches(n):
    fig = scan_tree(n)
    joined = [b for b in boxes(fig) if "–" in label_at(fig, middle(b))]
    levels = int(np.ceil(np.log2(n)))
    assert len(joined) == sum(n - 2**level for level in range(levels))
    assert f"the scan: {levels} levels, {len(joined)} joins" in labels(fig)
    assert f"the loop: {n - 1} steps, one after the other" in labels(fig)

    def stretch(point):
        label = label_at(fig, point)
        if label is None:  # where a line goes on that comes from a known place
            (way,) = [w for w in arrows(fig) if np.allclose(corners(w)[-1], point)]
            return stretch(corners(way)[0])
        first, _, last = label.partition("–")
        return int(first), int(last or first)

    for box in joined:
        into = [w for w in arrows(fig) if box_at(fig, corners(w)[-1]) is box]
        (a, b), (c, d) = sorted(stretch(corners(way)[0]) for way in into)
        assert b + 1 == c
        assert label_at(fig, middle(box)) == f"{a}–{d}"
        known = to_hex(box.get_edgecolor()) == ROWS["output"][1].lower()
        assert known == (a == 1)
    assert {f"1–{k}" for k in range(2, n + 1)} <= {label_at(fig, middle(b)) for b in joined}
    chain = [(label_at(fig, corners(w)[0]), ends_at(fig, w)) for w in arrows(fig)]
    assert [(f"$h_{k}$", f"$h_{k + 1}$") for k in range(1, n)] == [
        c for c in chain if "h" in str(c)
    ]


# --- wrong arguments -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: lstm_stages(0), r"stage must be a whole number from 1 to 4. Received 0. Stage 1"),
        (lambda: lstm_stages(5), "Received 5"),
        (lambda: lstm_stages("f"), "Received 'f'"),
        (lambda: lstm_stages(True), "Received True"),
        (lambda: lstm_stages(2.0), r"Received 2\.0"),
        (lambda: bidirectional(1), "steps must be a whole number from 2 to 5. Received 1. Show"),
        (lambda: bidirectional(words="abcdef"), "Received 6. Show"),
        (lambda: bidirectional(words=["incomprehensibilities", "b", "c"]), "must fit.* Shorten"),
        (lambda: bidirectional(words=["我", "在"]), "words must be drawable"),
        (lambda: stack(0), "layers must be a whole number from 1 to 3. Received 0. Draw"),
        (lambda: stack(2, 5), "steps must be a whole number from 2 to 4. Received 5. Show"),
        (lambda: stack(dropout="output"), "dropout must be .* Received 'output'. None draws"),
        (lambda: stack(dropout=["inputs", "x"]), r"Received \['inputs', 'x'\]"),
        (lambda: stack(1, dropout="between"), "needs at least 2 layers. Received layers=1. Take"),
        (lambda: encoder_decoder([], "a"), "1 to 4 tokens each.* Received 0 and 1. Take a shorter"),
        (lambda: encoder_decoder("a", ""), "Received 1 and 0"),
        (lambda: encoder_decoder("abcde", "a"), "Received 5 and 1"),
        (lambda: encoder_decoder("abcd", "abc"), "6 together. Received 4 and 3"),
        (
            lambda: encoder_decoder("abcd", ["quatre-vingts", "x"]),
            "must fit.* Take a shorter token",
        ),
        (lambda: encoder_decoder("a", "b", end="the very last end"), "must fit"),
        (lambda: encoder_decoder("a", ["愛"]), "target must be drawable"),
        (lambda: attention_step([(1, 1)], (1, 1)), r"2 to 5 rows .* Received the shape \(1, 2\)"),
        (lambda: attention_step(np.ones((2, 4)), np.ones(4)), r"Received the shape \(2, 4\)"),
        (lambda: attention_step(np.ones((1, 2, 2)), (1, 1)), "memory must .* not of a batch"),
        (lambda: attention_step(MEMORY_ROWS, (1, 1, 1)), r"query must have the shape \(2,\)"),
        (lambda: attention_step(MEMORY_ROWS, (1, 1), [0, 1]), r"scores must .*shape \(3,\)"),
        (lambda: attention_step(MEMORY_ROWS, (1, np.nan)), "query must be finite"),
        (
            lambda: attention_step(MEMORY_ROWS, (1, 1), None, (0.2, 0.2, 0.6)),
            r"weights must be the softmax of the scores, \(0.090, 0.245, 0.665\). Received .* Work",
        ),
        (
            lambda: attention_step(MEMORY_ROWS, (1, 1), context=(1.5, 0.155)),
            r"context must be the sum of the weighted rows, \(1.421, 0.155\). Received \(1.500, ",
        ),
        (
            lambda: attention_step(np.full((2, 3), -0.12345), (1, 1, 1)),
            "short rows.* leaves no place for the weights. Take fewer",
        ),
        (lambda: beam([]), "steps must be 1 to 4 lists .* Received 0"),
        (lambda: beam([[]]), r"Received 1 with \[0\]"),
        (lambda: beam([*LONG_SEARCH, LONG_SEARCH[0]]), "Received 5"),
        (lambda: beam([[(0, "a", -1)]]), r"must be \(parent, .* Received \(0, 'a', -1\) in step 1"),
        (lambda: beam([[7]]), "Received 7 in step 1"),
        (lambda: beam([[(1, "a", -1, True)]]), r"one of \[0\]. Received 1 in step 1"),
        (lambda: beam([SEARCH[0], [(2, "a", -1, True)]]), r"of \[0, 1\]. Received 2 in step 2"),
        (lambda: beam([SEARCH[0], [(-1, "a", -1, True)]]), "Received -1 in step 2"),
        (
            lambda: beam([[(0, "a", 0.5, True)]]),
            "log-probability, 0 or less. Received 0.5 in step 1",
        ),
        (lambda: beam([[(0, "a", -np.inf, True)]]), "Received -inf"),
        (lambda: beam([[(0, "a", np.nan, True)]]), "Received nan"),
        (lambda: beam([[(0, "a", -1, "no")]]), "kept must be True or False. Received 'no'"),
        (lambda: beam([[(0, "a", -1, False)]]), "must keep a hypothesis. Received none in step 1"),
        (lambda: beam([[(0, "a", -1, True)] * 11]), "at most 10 ends. Received 11. Leave out"),
        (lambda: beam([[(0, "incomprehensible", -1, True)]]), "must fit.* Take a shorter token"),
        (lambda: padding([]), "1 to 6 rows .* Received"),
        (lambda: padding([0, 0]), r"Received \[0, 0\] steps. Show"),
        (lambda: padding([2] * 7), "Received"),
        (lambda: padding(["abcdefg"]), r"Received \[7\]"),
        (lambda: padding([7]), "from 0 to 6. Received 7"),
        (lambda: padding([-1, 2]), "from 0 to 6. Received -1"),
        (lambda: padding([True, 2]), "Received True"),
        (lambda: padding([2], side="top"), "side must be 'right' or 'left'. Received 'top'"),
        (lambda: padding([["incomprehensible"] * 6]), "must fit.* Shorten"),
        (
            lambda: forecast_windows(0, 1, 8),
            "length must be a whole number from 1 to 7. Received 0",
        ),
        (lambda: forecast_windows(8, 1, 8), "length must .* Received 8. A window"),
        (lambda: forecast_windows(4, 5, 8), "horizon must .* from 1 to 4. Received 5. One window"),
        (lambda: forecast_windows(4, 0, 8), "horizon must .* Received 0"),
        (lambda: forecast_windows(4, 1, 15), "n must be a whole number from 2 to 14. Received 15"),
        (lambda: walk_forward(1), "blocks must be a whole number from 2 to 6. Received 1. Draw"),
        (lambda: walk_forward(7), "Received 7"),
        (lambda: ctc_lattice("", 3), "label must have 1 to 4 symbols. Received 0"),
        (lambda: ctc_lattice("abcde", 8), "Received 5. Draw a part"),
        (lambda: ctc_lattice("ab", 1), "steps must be a whole number from 2 to 8. Received 1"),
        (lambda: ctc_lattice("abc", 2), "'abc' needs at least 3 steps.* Received 2. Take more"),
        (lambda: ctc_lattice("aab", 3), "'aab' needs at least 4 steps"),
        (lambda: ctc_lattice("a-b", 5), "no blank in it. Received 'a-b' and the blank '-'. Name"),
        (lambda: ctc_lattice("ab", 4, "ab"), "path must have 4 labels"),
        (
            lambda: ctc_lattice("ab", 4, "ba--"),
            "path must be an alignment of 'ab'. Received 'ba--'",
        ),
        (lambda: ctc_lattice("aa", 4, "aa--"), "alignment of 'aa'. Received 'aa--'. Without"),
        (lambda: ctc_lattice("ab", 4, "a---"), "Received 'a---'"),
        (lambda: ctc_lattice(["a very long symbol"], 4), "must fit.* Shorten the symbol"),
        (lambda: scan_tree(2), "n must be a whole number from 3 to 8. Received 2. Draw"),
        (lambda: scan_tree(16), "Received 16"),
    ],
)
def test_wrong_arguments_are_refused_by_name(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: gru_cell(reset_after="yes"), "reset_after must be True or False. Received 'yes'"),
        (lambda: gru_cell(reset_after=None), "Received None"),
        (lambda: encoder_decoder("a", "b", teacher=0), "teacher must be True or False. Received 0"),
        (lambda: encoder_decoder("a", "b", attention="x"), "attention must be True or False"),
    ],
)
def test_switches_are_on_or_off(draw, message):
    with pytest.raises(TypeError, match=message):
        draw()

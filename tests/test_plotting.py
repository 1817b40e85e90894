"""The figures: what they refuse, what they say, and that nothing in them is cut off or covered."""

import subprocess
import sys
import warnings
from dataclasses import dataclass

import test_diagrams
from figures import (
    accented,
    arrows,
    assert_nothing_is_covered,
    colourful,
    drawn_texts,
    words,
)
from rnn_utils import plotting
from rnn_utils.plotting import (
    COLORS,
    LINES,
    STYLE,
    attention,
    curves,
    dots,
    gradient_by_distance,
    heatmap,
    lstm_cell,
    piano_roll,
    show,
    unrolled,
)
from rnn_utils.plotting.style import lines_for

import matplotlib
import matplotlib.pyplot as plt
import nbclient
import nbformat
import numpy as np
import pytest
from matplotlib.colors import to_rgb

ALT = "The LSTM's loss falls from 2.1 to 0.9 within three epochs."
RNG = np.random.default_rng(0)


@dataclass
class Record:
    """What plotting reads of a record of training."""

    name: str
    updates: np.ndarray
    seconds: np.ndarray
    metrics: dict


def record(name, losses, seconds=(1, 2, 3)):
    metrics = {"val_loss": np.array(losses)}
    return Record(name, np.arange(1, len(losses) + 1) * 10, np.array(seconds), metrics)


def softmax(x):
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)


def seeds(level, count=3):
    return level + 2 * np.exp(-np.arange(20) / 6) + 0.05 * RNG.normal(size=(count, 20))


UPDATES = 100 * np.arange(1, 21)
CHORALE = np.array([[72, 67, 64, 48], [72, 67, 65, 47], [76, -1, 60, 36], [79, 70, 60, 36]])
LINE = "def f(x): # reads\tall of a file and costs $5 or $6"

FIGURES = {
    "unrolled": lambda: unrolled(),
    "unrolled values": lambda: unrolled(
        words=["arrive", "in", "Taipei"],
        inputs=["(1, 1)", "(1, 1)", "(2, 2)"],
        hidden=["(2, 2)", "(6, 6)", "(16, 16)"],
        outputs=["(4, 4)", "(12, 12)", "(32, 32)"],
        start="(0, 0)",
    ),
    **{f"unrolled {n}": lambda n=n: unrolled(n) for n in (1, 2, 4, 5)},
    "Jordan": lambda: unrolled(kind="Jordan"),
    "Jordan 5": lambda: unrolled(5, kind="Jordan"),
    "LSTM cell": lstm_cell,
    "peepholes": lambda: lstm_cell(peepholes=True),
    **{f"LSTM cell, {g}": lambda g=g: lstm_cell(g) for g in "figoc"},
    "gates": lambda: heatmap(
        RNG.random((3, 9)), [f"({t}, −1, 0)" for t in range(9)], ["input i", "forget f", "output o"]
    ),
    "gate": lambda: heatmap(RNG.random((1, 6)), "abcdef", ["f"], y_label=""),
    "words": lambda: heatmap(
        RNG.random((16, 9)), ["this", "film", "is", "not", "at", "all", "bad", ",", "really"]
    ),
    "characters": lambda: heatmap(RNG.random((20, len(LINE))), LINE, x_label="character"),
    "many names": lambda: heatmap(RNG.random((48, 9)), None, [f"unit {u}" for u in range(48)]),
    "states": lambda: heatmap(RNG.uniform(-1, 1, (24, 100)), limits=(-1, 1), value_label="state"),
    "panels": lambda: heatmap({f"gate {g}": RNG.random((8, 40)) for g in "ifo"}, LINE[:40]),
    "curves": lambda: curves(
        {name: (UPDATES, seeds(k / 2)) for k, name in enumerate(LINES) if name != "baseline"},
        "updates",
        "held-out loss (bits per character)",
        levels={"character pairs": 3.1, "uniform": 3.12},
    ),
    "equal ends": lambda: curves(
        {f"LSTM, forget bias {b}": (UPDATES, 1 / UPDATES) for b in range(6)},
        "updates",
        "loss (nats)",
        y_scale="log",
    ),
    "dots": lambda: dots(
        {"2 layers of 24": RNG.random(10), "h, one per sequence": RNG.random(10)}, "loss (nats)"
    ),
    "gradients": lambda: gradient_by_distance(
        {"SimpleRNN": 0.6 ** np.arange(60), "LSTM": [0.99 ** np.arange(60), 0.9 ** np.arange(60)]}
    ),
    "attention": lambda: attention(
        softmax(RNG.normal(size=(4, 7))),
        ["I", "am", "doing", "good", ",", "thank", "you"],
        ["je", "vais", "bien", "merci"],
    ),
    "date": lambda: attention(
        softmax(RNG.normal(size=(10, 24))), "Saturday 9 november 1975", "1975-11-09"
    ),
    "chorale": lambda: piano_roll(CHORALE),
    "melody": lambda: piano_roll([[60], [61], [-1], [64]], ["melody"]),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_text_can_be_read(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # such as for a missing glyph
        fig = FIGURES[name]()
        found = drawn_texts(fig)
    assert plt.get_fignums() == []
    assert len(found) >= 3
    assert 6.4 <= fig.get_size_inches()[0] <= 7
    for text, _ in found:
        assert text.get_fontsize() >= 10, text
    assert_nothing_is_covered(fig, found)


@pytest.mark.parametrize("name", ["unrolled values", "characters", "states", "curves", "chorale"])
def test_pictures_are_small(name, displayed):
    show(FIGURES[name](), alt=ALT)
    assert 2_000 < len(displayed[0][0]["image/png"]) < 60_000


@pytest.fixture
def displayed(monkeypatch):
    """What ``show`` hands to IPython: a list of (data, metadata)."""
    import IPython

    plt.close(plt.figure())  # chooses the backend, which would ask the shell that follows
    results = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: object())
    monkeypatch.setattr(
        "IPython.display.display",
        lambda data, metadata, raw: results.append((data, metadata)),
    )
    return results


# --- show ------------------------------------------------------------------------------------


def test_show_stores_the_alt_text_and_closes(displayed):
    fig, ax = plt.subplots()
    ax.plot([1, 2])
    assert show(fig, alt=f"  {ALT[:10]}\n    {ALT[11:]}") is None
    assert not plt.fignum_exists(fig.number)
    ((data, metadata),) = displayed
    assert metadata == {"image/png": {"alt": ALT}}
    assert data["text/plain"] == ALT
    assert data["image/png"].startswith("iVBOR")


def test_show_gives_the_same_picture_twice(displayed):
    for _ in range(2):
        show(lstm_cell(), alt=ALT)
    assert displayed[0] == displayed[1]


def test_show_outside_of_a_notebook_is_silent(capfd):
    fig, _ = plt.subplots()
    assert show(fig, alt=ALT) is None
    assert capfd.readouterr() == ("", "")
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    "alt",
    [
        "",
        "   ",
        "loss",
        "The loss falls fast" + " " * 20,
        "Figure 3: the loss falls over the epochs",
        "figure: the loss falls over the epochs",
        "Plot of the loss against the epochs",
        "A plot showing how the loss falls over epochs",
        "chart with the loss of three networks",
        "An image in which the loss falls quickly",
        "The graph of the loss over the epochs",
    ],
)
def test_alt_text_must_say_what_is_seen(alt, displayed):
    with pytest.raises(ValueError, match=r"alt must .* Received .*\. (Write|Leave)"):
        show(lstm_cell(), alt=alt)
    assert displayed == []


@pytest.mark.parametrize("alt", ["Imagery fades after ten steps", "Plots thicken, losses fall"])
def test_alt_text_may_start_with_similar_words(alt, displayed):
    show(lstm_cell(), alt=alt)
    assert displayed[0][1]["image/png"]["alt"] == alt


def test_show_wants_a_figure_and_a_string():
    with pytest.raises(TypeError, match=r"needs a Matplotlib Figure. Received Axes. .*ax\.figure"):
        show(lstm_cell().axes[0], alt=ALT)
    with pytest.raises(TypeError, match=r"alt must be a string\. Received int"):
        show(lstm_cell(), alt=3)


def test_in_a_real_notebook():
    code = f"""
import matplotlib.pyplot as plt
from rnn_utils.plotting import show
fig, ax = plt.subplots()
ax.plot([1, 2])
show(fig, alt={ALT!r})
print(plt.get_fignums())
"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    picture, printed = notebook.cells[0].outputs
    assert picture.output_type == "display_data"
    assert picture.metadata == {"image/png": {"alt": ALT}}
    assert picture.data["image/png"].startswith("iVBOR")
    assert (printed.name, printed.text) == ("stdout", "[]\n")


# --- the style -------------------------------------------------------------------------------


def test_importing_applies_the_style_and_loads_little():
    code = """
import sys, matplotlib
import rnn_utils.plotting
assert matplotlib.rcParams["figure.constrained_layout.use"]
assert matplotlib.rcParams["figure.dpi"] == 110
loaded = {"matplotlib.pyplot", "keras", "tensorflow", "IPython"} & set(sys.modules)
assert not loaded, loaded
assert matplotlib.get_backend() == "svg"
"""
    environment = {"PATH": "", "MPLCONFIGDIR": matplotlib.get_configdir(), "MPLBACKEND": "svg"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_fonts_are_large_enough():
    sizes = [value for key, value in STYLE.items() if key.endswith("size") and "marker" not in key]
    sizes = [size for size in sizes if isinstance(size, int | float)]
    assert len(sizes) >= 6
    assert min(sizes) >= 10


def test_each_cell_has_a_colour_and_a_dash_of_its_own():
    assert set(COLORS) == {"SimpleRNN", "Jordan", "LSTM", "peephole LSTM", "GRU", "baseline"}
    assert len(set(COLORS.values())) == len(COLORS)
    assert len({str(line["linestyle"]) for line in LINES.values()}) == len(LINES)
    assert len({line["marker"] for line in LINES.values()}) == len(LINES)


def test_lines_keep_their_colours_and_never_share_a_style():
    names = ["LSTM, 3", "LSTM", "GRU, clipped", "other", "SimpleRNN", *"abcdef"]
    lines = lines_for(names)
    assert lines[1] == LINES["LSTM"]
    assert lines[2] == LINES["GRU"]
    assert lines[4] == LINES["SimpleRNN"]
    assert len({str(line) for line in lines}) == len(lines)
    assert len(lines_for([str(n) for n in range(40)])) == 40


# --- diagrams --------------------------------------------------------------------------------


def test_unrolled_shows_its_labels():
    found = words(FIGURES["unrolled values"]())
    for label in ["arrive", "in", "Taipei", "(16, 16)", "(32, 32)", "(0, 0)", "$x_3$", "$h_t$"]:
        assert label in found
    assert (found.count("$W$"), found.count("$U$"), found.count("$V$")) == (4, 4, 4)
    assert {"input", "hidden", "output"} <= set(found)


def test_the_memory_of_a_jordan_network_comes_from_the_output():
    def first_box(kind):
        (zero,) = [t for t in unrolled(kind=kind).axes[0].texts if t.get_text() == "0"]
        return zero.get_position()[1]

    assert first_box("Jordan") - first_box("Elman") == pytest.approx(1.08)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"steps": 0}, r"from 1 to 5. Received 0. Show"),
        ({"steps": 2.0}, r"from 1 to 5. Received 2\.0"),
        ({"words": "abcdef"}, r"from 1 to 5. Received 6. Show the first"),
        ({"words": "abc", "inputs": "ab"}, r"inputs must have 3 labels.* Received 2"),
        ({"inputs": ["x", "a very long value", "y"]}, "must fit.*'a very long value'.* Shorten"),
        ({"start": "a very long value"}, "must fit.*Shorten"),
        ({"kind": "Hopfield"}, "kind must be 'Elman' or 'Jordan'. Received 'Hopfield'"),
        ({"words": ["我", "在", "家"]}, "words must be drawable .* Received .*pinyin"),
    ],
)
def test_unrolled_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        unrolled(**options)


@pytest.mark.parametrize(
    ("gate", "lit"),
    [
        (None, set()),
        ("f", {"forget", r"$f=\sigma(\cdot)$", "×"}),
        ("i", {"input", r"$i=\sigma(\cdot)$", "×", "+"}),
        ("g", {"candidate", r"$g=\tanh(\cdot)$", "×", "+"}),
        ("o", {"output", r"$o=\sigma(\cdot)$", "×", "$h_t$"}),
        ("c", {"$c_{t-1}$", "$c_t$", "×", "+"}),
    ],
)
def test_highlighted_gate(gate, lit):
    assert accented(lstm_cell(gate)) == lit


@pytest.mark.parametrize(
    ("gate", "plain", "with_peepholes"),
    [(None, 0, 3), ("f", 2, 3), ("i", 3, 4), ("g", 3, 3), ("o", 3, 4), ("c", 2, 2)],
)
def test_highlighted_ways(gate, plain, with_peepholes):
    def strong(fig):
        return sum(colourful(way.get_edgecolor()) for way in arrows(fig))

    assert strong(lstm_cell(gate)) == plain
    assert strong(lstm_cell(gate, peepholes=True)) == with_peepholes


def test_peepholes_add_three_dashed_lines():
    def dashed(fig):
        return sum(patch.get_linestyle() == "--" for patch in fig.axes[0].patches)

    assert (dashed(lstm_cell()), dashed(lstm_cell(peepholes=True))) == (0, 3)


def test_lstm_cell_refuses():
    with pytest.raises(ValueError, match=r"f, i, g, o, c, or None. Received 'z'. The candidate"):
        lstm_cell("z")


# --- lines -----------------------------------------------------------------------------------


def test_seeds_become_a_median_and_a_band():
    y = np.array([[3.0, 1.0], [1.0, 0.0], [2.0, 5.0], [1.5, 2.0]])
    ax = curves({"GRU": ([1, 2], y)}, "epoch", "loss (nats)").axes[0]
    (line,) = ax.lines
    assert line.get_ydata().tolist() == [1.75, 1.5]
    assert line.get_color() == COLORS["GRU"]
    (band,) = ax.collections
    corners = {tuple(corner) for corner in band.get_paths()[0].vertices}
    assert corners == {(1, 1), (1, 3), (2, 0), (2, 5)}
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "loss (nats)")


def test_one_seed_has_no_band():
    ax = curves({"GRU": ([1, 2], [[3, 4]])}, "epoch", "loss").axes[0]
    assert list(ax.collections) == []


def test_names_stand_at_the_ends_in_their_order():
    ends = {"a": 1.0, "b": 3.0, "c": 1.0, "d": 2.9}
    fig = curves({k: ([0, 1], [2, v]) for k, v in ends.items()}, "x", "y", levels={"chance": 0.9})
    places = {
        t.get_text(): box.y0 for t, box in drawn_texts(fig) if t.get_text() in [*ends, "chance"]
    }
    assert sorted(places, key=places.get) == ["chance", "a", "c", "d", "b"]


def test_a_line_that_ends_early_is_named_there():
    fig = curves({"a": ([0, 4], [2, 1]), "b": ([0, 8], [2, 0])}, "x", "y")
    left = {text.get_text(): box.x0 for text, box in drawn_texts(fig)}
    assert left["a"] < 0.7 * left["b"]


def test_records_of_one_name_are_seeds():
    runs = [
        record("LSTM", [3, 2, 1], [1, 2, 3]),
        record("GRU", [4, 4, 4]),
        record("LSTM", [5, 4, 3], [3, 4, 5]),
    ]
    lstm, gru = curves(runs, "updates", "loss").axes[0].lines
    assert lstm.get_xydata().tolist() == [[10, 4], [20, 3], [30, 2]]
    assert gru.get_ydata().tolist() == [4, 4, 4]
    lstm, _ = curves(runs, "seconds", "loss", against="seconds").axes[0].lines
    assert lstm.get_xdata().tolist() == [2, 3, 4]


def test_a_name_with_dollars_is_no_formula():
    assert "$a$" in words(curves({"$a$": ([0, 1], [0, 1])}, "x", "y"))
    fig = curves({"$a$": ([0, 1], [0, 1])}, "x", "y")
    assert [text.get_parse_math() for text in fig.axes[0].texts] == [False]


@pytest.mark.parametrize(
    ("series", "options", "message"),
    [
        ({}, {}, "at least one line"),
        ({"a": [1, 2, 3]}, {}, r"'a' must be a pair \(x, y\). Received list"),
        ({"a": ([1, 2], [1, 2, 3])}, {}, r"must have 2 values .* Received the shape \(3,\)"),
        ({"a": ([[1], [2]], [1, 2])}, {}, r"x of 'a' must .* 1 dimensions. Received .*\(2, 1\)"),
        ({"a": ([1], [[[1]]])}, {}, r"y of 'a' must .* 1 or 2 dimensions"),
        ({"a": ([1, 2], [1, np.nan])}, {}, r"y of 'a' must be finite. Received nan at \(1,\)"),
        ({"a": ([], [])}, {}, "x of 'a' must not be empty"),
        ({"a": ([1], ["x"])}, {}, "y of 'a' must be numbers .* Received list"),
        ({"a": ([1], [0])}, {"y_scale": "log"}, "y_scale='log' needs .* Received 0. Use 'linear'"),
        ({"a": ([0], [1])}, {"x_scale": "log"}, "x_scale='log' needs .* Received 0"),
        ({"a": ([1], [1])}, {"y_scale": "log", "levels": {"b": -1}}, "Received -1"),
        ({"a": ([1], [1])}, {"y_scale": "cubic"}, "'linear' or 'log'. Received 'cubic'"),
        ({"循": ([1], [1])}, {}, "names of the lines must be drawable"),
        ([record("a", [1, 2, 3]), record("a", [1, 2])], {}, r"equal numbers .* \[3, 2\]. Give"),
        ([record("a", [1, 2, 3])], {"metric": "mae"}, "one of val_loss. Received 'mae'"),
        ([record("a", [1, 2, 3])], {"against": "epochs"}, "'updates' or 'seconds'. Received"),
    ],
)
def test_curves_refuses(series, options, message):
    with pytest.raises(ValueError, match=message):
        curves(series, "x", "y", **options)


def test_dots_stand_in_rows_with_a_bar_at_the_mean():
    ax = dots({"LSTM": [1, 2, 6], "GRU": [4]}, "loss (nats)").axes[0]
    assert [line.get_xydata().tolist() for line in ax.lines] == [
        [[1, 0], [2, 0], [6, 0]],
        [[3, 0]],
        [[4, 1]],
        [[4, 1]],
    ]
    low, high = ax.get_ylim()
    assert low > 1 > 0 > high  # the first row is on top
    assert ax.get_xlabel() == "loss (nats)"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "at least one row"),
        ({"a": [[1, 2]]}, r"the row 'a' must .* 1 dimensions. Received .*\(1, 2\)"),
        ({"a": [1, np.nan]}, "the row 'a' must be finite"),
        ({"a": []}, "must not be empty"),
        ({"循": [1]}, "names of the rows must be drawable"),
    ],
)
def test_dots_refuse(values, message):
    with pytest.raises(ValueError, match=message):
        dots(values, "x")


def test_gradients_stop_where_they_vanish():
    ax = gradient_by_distance({"LSTM": [1, 0.5, 0, 0.1]}, distances=[1, 2, 4, 8]).axes[0]
    assert ax.lines[0].get_xydata().tolist() == [[1, 1], [2, 0.5]]
    assert ax.get_yscale() == "log"
    assert ax.get_xlabel() == "distance (time steps)"


@pytest.mark.parametrize(
    ("norms", "distances", "message"),
    [
        ([1, 2], None, "norms must be a dict .* Received list"),
        ({}, None, "at least one entry"),
        ({"a": [1, -2]}, None, "must not be negative. Received -2. Take"),
        ({"a": [0, 1]}, None, "must start above 0"),
        ({"a": [1, np.inf]}, None, "must be finite"),
        ({"a": [1, 2]}, [1, 2, 3], r"shape \(2,\).* Received \(3,\)"),
    ],
)
def test_gradients_refuse(norms, distances, message):
    with pytest.raises(ValueError, match=message):
        gradient_by_distance(norms, distances)


# --- fields ----------------------------------------------------------------------------------


def test_heatmap_shows_values_where_there_is_room():
    fig = heatmap([[0.25, 1], [0, 0.5]], ["a", " "], ["f", "i"], x_label="word", y_label="gate")
    found = words(fig)
    assert {"0.25", "1", "0.00", "0.50", "a", "␣", "f", "i", "word", "gate"} <= set(found)
    assert "gate: 0 closed, 1 open" in found
    assert len(heatmap(RNG.random((13, 4))).axes[0].texts) == 0
    assert len(heatmap(RNG.random((13, 4)), annotate=True).axes[0].texts) == 52
    assert len(heatmap([[0.5]], annotate=False).axes[0].texts) == 0


def test_heatmap_colours_are_fixed_by_the_limits():
    image = heatmap([[0.4, 0.6]]).axes[0].images[0]
    assert image.get_clim() == (0, 1)
    states = heatmap([[-0.4, 0.6]], limits=(-1, 1)).axes[0].images[0]
    assert states.get_clim() == (-1, 1)
    assert states.get_cmap().name != image.get_cmap().name


@pytest.mark.parametrize("low", [0, -1])
def test_values_are_written_light_on_dark(low):
    fig = heatmap([np.linspace(low, 1, 9)], limits=(low, 1))
    image = fig.axes[0].images[0]
    luminance = np.array([0.2126, 0.7152, 0.0722])
    for text, value in zip(fig.axes[0].texts, np.linspace(low, 1, 9), strict=True):
        linear = []
        for color in (text.get_color(), image.get_cmap()(image.norm(value))):
            rgb = np.array(to_rgb(color))
            linear.append(
                luminance @ np.where(rgb < 0.04, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
            )
        contrast = (max(linear) + 0.05) / (min(linear) + 0.05)
        assert contrast > 3, f"{value}: {contrast:.1f}"


def test_long_words_are_turned():
    def angle(labels):
        return heatmap([[0.5] * len(labels)], labels).axes[0].get_xticklabels()[0].get_rotation()

    assert angle(["a", "bc", "d"]) == 0
    assert angle(["internationalisation"] * 8) == 90


def test_a_token_with_dollars_is_no_formula():
    (label,) = heatmap([[0.5]], ["$a$"]).axes[0].get_xticklabels()
    assert not label.get_parse_math()


def test_panels_share_their_time_axis():
    fig = heatmap({"forget": RNG.random((2, 3)), "input": RNG.random((2, 3))}, "abc")
    assert [ax.get_title(loc="left") for ax in fig.axes[:2]] == ["forget", "input"]
    assert words(fig).count("b") == 1


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        ([0.1, 0.2], {}, r"values must .* 2 dimensions. Received the shape \(2,\). Give"),
        (np.zeros((2, 3, 4)), {}, r"shape \(2, 3, 4\)"),
        (np.zeros((0, 3)), {}, "must not be empty"),
        ([[0.1, np.nan]], {}, r"must be finite. Received nan at \(0, 1\)"),
        ([[0.1, 1.2]], {}, r"limits 0 and 1. Received 0.1 to 1.2. .*limits=\(-1, 1\)"),
        ([[0.1]], {"limits": (1, 0)}, r"low < high. Received \(1, 0\)"),
        ([[0.1, 0.2]], {"x_labels": ["a"]}, "x_labels must have 2 labels.* Received 1: 'a'"),
        ([[0.1, 0.2]], {"y_labels": ["a", "b"]}, "y_labels must have 1 labels.* Received 2"),
        (np.zeros((49, 1)), {"y_labels": ["x"] * 49}, "at most 48 .* Received 49 in all. Show"),
        ([[0.1]], {"x_labels": ["愛"]}, "x_labels must be drawable"),
        (
            np.zeros((1, 90)),
            {"x_labels": "x" * 90},
            "at most .* Received 90. Show a part",
        ),
        (np.zeros((1, 40)), {"x_labels": ["word"] * 40}, "at most .* readable. Received 40"),
        ({"a": [[1, 1]], "b": [[1]]}, {}, r"same number of columns.* Received \[1, 2\]"),
        ({}, {}, "at least one array"),
    ],
)
def test_heatmap_refuses(values, options, message):
    with pytest.raises(ValueError, match=message):
        heatmap(values, **options)


def test_attention_has_a_row_for_each_output():
    fig = attention([[0.9, 0.1, 0.0], [0.2, 0.3, 0.5]], ["good", "$", "day"], ["bon", "jour"])
    ax = fig.axes[0]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["good", "$", "day"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["bon", "jour"]
    assert ax.images[0].get_array().tolist()[1] == [0.2, 0.3, 0.5]
    top, bottom = (label for label in ax.get_yticklabels())
    fig.draw_without_rendering()
    assert top.get_window_extent().y0 > bottom.get_window_extent().y1


@pytest.mark.parametrize(
    ("weights", "source", "target", "message"),
    [
        ([[0.5, 0.5]], "ab", "xy", "target must have 1 labels.* Received 2"),
        ([[0.5, 0.5]], "abc", "x", "source must have 2 labels.* Received 3"),
        ([[0.9, 0.8], [0.1, 0.2]], "ab", "xy", "must sum to 1. Received 1.7 in row 0. .*transpose"),
        ([[0.5, 0.5]], ["早", "好"], ["a"], "source must be drawable .* Chinese to pinyin"),
        ([[0.5, 0.5]], "ab", ["早"], "target must be drawable"),
        ([[1.5, -0.5]], "ab", "x", "limits 0 and 1"),
        ([[[1.0]]], "a", "x", r"weights must .* 2 dimensions.* not a batch"),
        ([[np.nan, 1]], "ab", "x", "weights must be finite"),
    ],
)
def test_attention_refuses(weights, source, target, message):
    with pytest.raises(ValueError, match=message):
        attention(weights, source, target)


def test_piano_roll_names_notes_and_joins_held_ones():
    ax = piano_roll([[60, 48], [60, -1], [62, 48]], ["flute", "bassoon"]).axes[0]
    bars = [bar.get_paths()[0].get_extents() for bar in ax.collections]
    assert sorted((b.x0, b.x1, round((b.y0 + b.y1) / 2)) for b in bars) == [
        (0, 1, 48),
        (0, 2, 60),
        (2, 3, 48),
        (2, 3, 62),
    ]
    heights = dict(
        zip([label.get_text() for label in ax.get_yticklabels()], ax.get_yticks(), strict=True)
    )
    assert heights["C4"] == 60
    assert heights["C3"] == 48
    assert {"flute", "bassoon"} <= set(words(ax.figure))


def test_four_voices_are_named():
    fig = piano_roll(CHORALE)
    assert {"soprano", "alto", "tenor", "bass"} <= set(words(fig))
    hatches = {patch.get_hatch() for patch in fig.axes[0].get_legend().get_patches()}
    assert len(hatches) == 4


@pytest.mark.parametrize(
    ("notes", "voices", "message"),
    [
        ([60, 62], None, r"notes must .* 2 dimensions. Received the shape \(2,\)"),
        ([[60.5]], None, "whole numbers from 0 to 127"),
        ([[-2]], None, "Received -2 to -2. 60 is"),
        ([[128]], None, "Received 128"),
        ([[-1], [-1]], None, "rests only"),
        ([[60, np.nan]], None, "notes must be finite"),
        ([[60, 62]], ["a"], "voices must have 2 labels"),
    ],
)
def test_piano_roll_refuses(notes, voices, message):
    with pytest.raises(ValueError, match=message):
        piano_roll(notes, voices)


def test_everything_public_is_tried_here():
    functions = {name for name in plotting.__all__ if callable(getattr(plotting, name))}
    assert functions <= set(globals()) | set(vars(test_diagrams))


def test_letters_stand_upright_beside_words_that_are_turned():
    letters = [*"abcdefghijklmnopqrstuvw", "end"]
    fig = attention(np.full((2, 24), 1 / 24), letters, ["a", "b"])
    turned = {t.get_text(): t.get_rotation() for t in fig.axes[0].get_xticklabels()}
    assert turned == dict.fromkeys(letters, 0.0) | {"end": 90.0}

"""Every notebook of the book is tidy, and every rule of tidiness catches what it is there for."""

import hygiene
import planted

import pytest
from nbformat.v4 import new_markdown_cell, new_output


def test_notebook(notebook_path):
    found = hygiene.problems(hygiene.read(notebook_path), notebook_path)
    if found:
        pytest.fail("\n".join([f"{notebook_path}:", *found]), pytrace=False)


def of_a_chapter(spoil):
    made = planted.chapter()
    spoil(made)
    return hygiene.problems(made, "notebooks/99_planted.ipynb")


def of_solutions(spoil):
    made = planted.solutions()
    spoil(made)
    return hygiene.problems(made, "notebooks/solutions/99_planted.ipynb")


def of_exercises(spoil):
    made = planted.solutions()
    del made.metadata["book"]
    for cell in made.cells:
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
    made.cells[3].source = "def double(x):\n    raise NotImplementedError"
    spoil(made)
    return hygiene.problems(made, "notebooks/exercises/99_planted.ipynb")


@pytest.mark.parametrize("kind", [of_a_chapter, of_solutions, of_exercises])
def test_good_notebook_has_no_problems(kind):
    assert kind(lambda notebook: None) == []


def at(cell, **changes):
    """A defect: other values in one cell, counted from 0."""
    return lambda notebook: notebook.cells[cell].update(changes)


def source(cell, text):
    return at(cell, source=text)


def output(cell, *outputs):
    return at(cell, outputs=list(outputs))


def tagged(cell, *tags):
    return at(cell, metadata={"tags": list(tags)})


def metadata(**values):
    return lambda notebook: notebook.metadata.update(values)


def insert(position, *cells):
    """A defect: more cells, with fitting ids and counts."""

    def spoil(notebook):
        cells_before = list(notebook.cells)
        cells_before[position:position] = cells
        notebook.cells = planted.notebook(*cells_before).cells

    return spoil


def text(source):
    return new_markdown_cell(source)


NAN = float("nan")
URL = "https://host.invalid/x.js"

# (defect, what the report must say)
IN_A_CHAPTER = {
    "old format": (lambda n: n.update(nbformat_minor=4), "nbformat is (4, 4)"),
    "unknown field": (at(2, prompt=1), "Not a valid notebook"),
    "empty id": (at(2, id=""), "have no id"),
    "same id twice": (at(2, id="cell-1"), "2 cells have the id cell-1"),
    "metadata": (metadata(jupytext={}), "metadata holds 'jupytext'"),
    "metadata of book": (metadata(book={"seconds": 1.0, "by": 2}), "'book' in the metadata"),
    "kernel": (metadata(kernelspec={"name": "py", "display_name": "x"}), "kernel is not python3"),
    "no kernel": (lambda n: n.metadata.pop("kernelspec"), "kernel is not python3"),
    "cell metadata": (at(2, metadata={"execution": {}}), "[2] has 'execution'"),
    "text cell metadata": (at(0, metadata={"x": 1}), "text cell '# A title"),
    "tag": (tagged(2, "raises-exception"), "[2] is tagged 'raises-exception'"),
    "nbval's tag": (tagged(2, "nbval-skip"), "[2] is tagged 'nbval-skip'"),
    "attachment": (at(0, attachments={"a.png": {}}), "has an attachment"),
    "raw cell": (at(4, cell_type="raw"), "There is a raw cell"),
    "no H1": (source(0, "## A title"), "There are 0 H1"),
    "H1 late": (insert(0, text("## Before")), "starts with its only one"),
    "two H1": (insert(3, text("# Another")), "There are 2 H1"),
    "two H1, underlined": (insert(3, text("Another\n===")), "There are 2 H1"),
    "skipped level": (source(4, "#### Too deep"), "'Too deep' skips a heading level: use H3"),
    "dead link": (source(4, "[there](nowhere.ipynb#part)"), "nowhere.ipynb leads nowhere"),
    "dead picture": (source(4, "![short](nowhere.png)"), "nowhere.png leads nowhere"),
    "picture, no alt": (source(4, "![short](nowhere.png)"), "has no alt text"),
    "magic": (source(2, "%time 2 + 2"), "[2] is not plain Python"),
    "cell magic": (source(2, "%%time\n2 + 2"), "[2] is not plain Python"),
    "shell": (source(2, "!ls"), "[2] is not plain Python"),
    "help": (source(2, "print?"), "[2] is not plain Python"),
    "get_ipython": (source(2, "get_ipython().system('ls')"), "[2] is not plain Python"),
    "nbval comment": (source(2, "# NBVAL_SKIP\n2 + 2"), "[2] gives orders to nbval"),
    "MyST fence": (source(4, "```{note}\nx\n```"), "MyST"),
    "MyST colons": (source(4, ":::{note}\nx\n:::"), "MyST"),
    "MyST role": (source(4, "see {ref}`x`"), "MyST"),
    "MyST label": (source(4, "(label)=\nx"), "MyST"),
    "details open": (source(4, "<details><summary>x</summary>"), "do not match"),
    "details closed": (source(4, "</details> <details>"), "do not match"),
    "import": (source(1, "import numpy as np\nimport rnn_utils"), "must be `import rnn_utils`"),
    "other import": (source(1, "import rnn_utils_2"), "must be `import rnn_utils`"),
    "path in code": (source(2, "open('/home/me/x')"), "[2] holds an absolute path, '/home/m"),
    "path in text": (source(4, "see `C:\\Users\\me`"), "holds an absolute path"),
    "path in output": (output(2, planted.printed("at /tmp/x")), "[2] holds an absolute path"),
    "never run": (at(2, execution_count=None), "[2] was never run"),
    "out of order": (at(2, execution_count=7), "[2] ran as number 7"),
    "empty cell": (source(2, " "), "[2] is empty"),
    "stderr": (output(2, new_output("stream", name="stderr", text="x")), "[2] prints on stderr"),
    "error": (output(2, new_output("error", ename="E", evalue="", traceback=[])), "an error, E"),
    "progress bar": (output(2, planted.printed("1\r2")), "[2] prints control characters"),
    "colours": (output(2, planted.printed("\x1b[31mred")), "[2] prints control characters"),
    "backspace": (output(2, planted.printed("1\b2")), "[2] prints control characters"),
    "URL printed": (output(2, planted.printed(URL)), "[2] shows an external address"),
    "URL in HTML": (
        output(2, new_output("display_data", {"text/html": f"<script src='{URL}'>"})),
        "[2] shows an external address",
    ),
    "no alt": (output(2, planted.picture(alt="")), "[2] shows a picture without alt"),
    "short alt": (output(2, planted.picture("a plot")), "[2] shows a picture without alt"),
    "GIF, no alt": (output(2, planted.picture("", "image/gif")), "[2] shows a picture without alt"),
    "SVG": (output(2, planted.picture(mime="image/svg+xml")), "[2] shows image/svg+xml"),
    "too large": (output(2, planted.printed("x" * 1_000_001)), "over 1,000,000"),
    "no seconds": (lambda n: n.metadata.pop("book"), "seconds are not recorded"),
    "zero seconds": (metadata(book={"seconds": 0.0}), "seconds are not recorded"),
    "negative seconds": (metadata(book={"seconds": -1.5}), "seconds are not recorded"),
    "seconds that are no number": (metadata(book={"seconds": NAN}), "seconds are not recorded"),
    "whole seconds": (metadata(book={"seconds": 3}), "seconds are not recorded"),
    "seconds as text": (metadata(book={"seconds": "3.0"}), "seconds are not recorded"),
    "slow": (metadata(book={"seconds": 90.1}), "takes 90.1 s"),
    "endless": (metadata(book={"seconds": float("inf")}), "takes inf s"),
    "ignored": (
        lambda n: [tagged(i, "nbval-ignore-output")(n) for i in (2, 5)],
        "3 of 5 code cells are not compared",
    ),
    "ignored for nothing": (tagged(1, "nbval-ignore-output"), "[1] is tagged nbval-ignore-output"),
    "hidden, not tagged": (
        at(2, metadata={"jupyter": {"source_hidden": True}}),
        "[2]: only and all cells tagged hide-input are folded",
    ),
    "tagged, not hidden": (tagged(2, "hide-input"), "[2]: only and all cells tagged hide-input"),
    "output hidden": (
        at(2, metadata={"tags": ["hide-input"], "jupyter": {"outputs_hidden": True}}),
        "[2]: only and all cells tagged hide-input are folded",
    ),
    "figures in a row": (output(2, planted.picture()), "between the figures of [2] and [3]"),
    "figures in a cell": (output(3, planted.picture(), planted.picture()), "[3] shows 2 pictures"),
}
IN_SOLUTIONS = {
    "never run": (at(1, execution_count=None), "[1] was never run"),
    "numbers": (source(2, "## Exercise 3 · Doubling"), "numbered [3, 2]"),
    "numbers out of order": (
        lambda n: [
            source(2, "## Exercise 2 · Doubling")(n),
            source(5, "## Exercise 1 · An open question")(n),
        ],
        "numbered [2, 1]",
    ),
    "no check": (tagged(4), "[2] and the code cell after it are not an exercise and its check"),
    "no exercise": (tagged(3), "[2] and the code cell after it are not an exercise and its check"),
    "solution not tagged": (tagged(3), "[2] marks a solution, but is not tagged"),
    "no solution": (source(3, "x = 1"), "hold one ### BEGIN SOLUTION"),
    "two solutions": (source(3, 2 * f"{planted.SOLUTION}\n"), "hold one ### BEGIN SOLUTION"),
}
IN_EXERCISES = {
    "output": (output(4, planted.printed("✓")), "[3] of a student notebook has an output"),
    "count": (at(4, execution_count=1), "[3] of a student notebook has an output"),
    "solution": (source(3, "### BEGIN SOLUTION"), "[2] of a student notebook holds a solution"),
    "seconds": (metadata(book={"seconds": 1.0}), "records no seconds"),
    "same id": (at(4, id="cell-1"), "2 cells have the id"),
}


def cases(defects):
    return pytest.mark.parametrize(("spoil", "report"), defects.values(), ids=defects)


@cases(IN_A_CHAPTER)
def test_defect_of_a_chapter_is_caught(spoil, report):
    assert report in "\n".join(of_a_chapter(spoil))


@pytest.mark.parametrize(("seconds", "slow"), [(60.0, False), (60.1, True)])
def test_a_lesson_with_a_trial_has_a_minute(tmp_path, seconds, slow):
    (tmp_path / "trials").mkdir()
    (tmp_path / "trials" / "99_planted.ipynb").touch()
    made = planted.chapter()
    made.metadata.book.seconds = seconds
    found = "\n".join(hygiene.problems(made, tmp_path / "99_planted.ipynb"))
    assert ("over 60 s" in found) is slow
    assert "over 60 s" not in "\n".join(
        hygiene.problems(made, tmp_path / "trials" / "99_planted.ipynb")
    )


def test_of_a_cell_that_was_never_run_no_output_is_wanted():
    (said,) = of_a_chapter(at(6, execution_count=None, outputs=[]))
    assert "[5] was never run" in said


@cases(IN_SOLUTIONS)
def test_defect_of_solutions_is_caught(spoil, report):
    assert report in "\n".join(of_solutions(spoil))


@cases(IN_EXERCISES)
def test_defect_of_exercises_is_caught(spoil, report):
    assert report in "\n".join(of_exercises(spoil))


GOOD = {
    "folded": at(2, metadata={"tags": ["hide-input"], "jupyter": {"source_hidden": True}}),
    "quick": metadata(book={"seconds": 0.1}),
    "just in time": metadata(book={"seconds": 90.0}),
    "external link": source(4, "[paper](https://host.invalid/x) and [below](#by-hand)"),
    "link": source(4, "[a](../README.md#two-commands)"),
    "formulas are not links": source(4, "$a[i](j)$ and $$b[i]\n(j)$$"),
    "two of five ignored": tagged(5, "nbval-ignore-output"),
    "comment": source(1, "import rnn_utils  # first\nimport numpy"),
    "not equal": source(2, "print(1\n    != 2)"),
}


@pytest.mark.parametrize("change", GOOD.values(), ids=GOOD)
def test_no_false_alarm(change, monkeypatch, tmp_path):
    (tmp_path / "README.md").touch()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    assert of_a_chapter(change) == []

"""The chapters agree with the package and with the map of the book."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
CHAPTERS = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
LESSONS = [path for path in CHAPTERS if not path.name.startswith("00")]
TRIALS = sorted((NOTEBOOKS / "trials").glob("*.ipynb"))
WITH_TRIAL = {path.name for path in TRIALS}
SHOWN = {  # chapter: by module, the classes and functions that it shows in full
    "02": {"cells": ["SimpleRNNCell"]},
    "05": {"cells": ["LSTMCell"]},
    "06": {"cells": ["PeepholeLSTMCell"]},
    "07": {"cells": ["GRUCell"]},
    "13": {"datasets/series": ["windows"]},
    "17": {"seq2seq": ["real"], "metrics": ["edit_distance"]},
}


def text(path, kind):
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == kind)


def code_of(function):
    """A function as text without comments, docstring, and refusals of wrong arguments."""
    body = [statement for statement in function.body if not refuses(statement)]
    if ast.get_docstring(function) is not None:
        body = body[1:]
    made = ast.FunctionDef(
        function.name, function.args, body or [ast.Pass()], function.decorator_list, lineno=0
    )
    return ast.unparse(made)


def refuses(statement):
    """Whether all that a statement can do is to raise: ``if …: raise``, or ``_check_…(…)``."""
    if isinstance(statement, ast.If):
        return isinstance(statement.body[-1], ast.Raise) and not statement.orelse
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return False
    return ast.unparse(statement.value.func).rpartition(".")[2].startswith("_check_")


def methods(source, class_name):
    """The methods of a class, as text without comments and docstrings."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.name == class_name:
            return {f.name: code_of(f) for f in node.body if isinstance(f, ast.FunctionDef)}
    return {}


def functions(source):
    """The functions of a module or notebook, as text without comments and docstrings."""
    found = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return {f.name: code_of(f) for f in found}


def test_code_is_compared_without_docstring_and_refusals():
    here = "def f(x):\n    # why\n    return x + 1\n"
    there = 'def f(x):\n    """Add."""\n    if x < 0:\n        raise ValueError\n    return x + 1\n'
    assert functions(here) == functions(there)
    assert functions(here) != functions(there.replace("+ 1", "+ 2"))
    assert functions(here) != functions(there.replace("raise ValueError", "x = 0"))
    checked = there.replace("    return", "    m._check_mask(x)\n    return")
    assert functions(here) == functions(checked)
    assert functions(here) != functions(checked.replace("m._check", "x = m._check"))
    assert functions(here) != functions(checked.replace("m._check_mask", "m.mend"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_code_shown_in_full_is_that_of_the_package(path):
    source = text(path, "code")
    modules = SHOWN.get(path.name[:2], {})
    for module, names in modules.items():
        package = (ROOT / "rnn_utils" / f"{module}.py").read_text(encoding="utf-8")
        for name in names:
            if name in functions(package):
                assert functions(source)[name] == functions(package)[name]
                continue
            here, there = methods(source, name), methods(package, name)
            assert {"build", "call"} <= set(here)
            for method in set(here) & set(there) - {"__init__"}:
                assert here[method] == there[method], f"{name}.{method} differs from {module}"
    shown = {name for of in SHOWN.values() for names in of.values() for name in names}
    shown -= {name for names in modules.values() for name in names}
    assert not any(methods(source, name) for name in shown)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_chapter_ends_as_all_chapters_do(path):
    prose = text(path, "markdown")
    headings = re.findall(r"^## (.*)", prose, re.MULTILINE)
    assert headings[-3:] == ["Summary", "Interview questions", "Sources"]
    questions = prose.partition("## Interview questions")[2].count("<details>")
    assert 2 <= questions <= 5
    assert f"(exercises/{path.name})" in prose
    if path.name in WITH_TRIAL:
        assert headings[-5:-3] == ["In practice", "Your turn: your data"]
        assert f"(trials/{path.name})" in prose
        assert re.search(r"At work, [^\n]", prose.partition("## In practice")[2])
    else:
        assert "## On trial" in prose


@pytest.mark.parametrize("path", TRIALS, ids=lambda path: f"trials/{path.stem}")
def test_each_verdict_of_a_trial_says_what_to_do(path):
    prose = text(path, "markdown")
    assert f"(../{path.name})" in prose
    sections = re.split(r"^## ", prose, flags=re.MULTILINE)[1:]
    trials = [section for section in sections if section.startswith(("“", '"'))]
    assert len(trials) >= 2
    assert all("**So at work:" in section for section in trials)
    assert sections[-1].startswith("Sources")


@pytest.mark.parametrize("folder", ["solutions", "exercises"])
def test_every_lesson_has(folder):
    names = {path.name for path in (NOTEBOOKS / folder).glob("*.ipynb")}
    assert names == {path.name for path in LESSONS}


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_there_are_five_exercises_and_an_open_one(path):
    cells = nbformat.read(NOTEBOOKS / "solutions" / path.name, as_version=4).cells
    checked = sum("check" in cell.metadata.get("tags", []) for cell in cells)
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    sections = len(re.findall(r"^## Exercise \d+ · ", prose, re.MULTILINE))
    assert checked >= 5
    assert sections == checked + 1  # the open one has no check


@pytest.mark.parametrize("page", ["README.md", "notebooks/00_start_here.ipynb"])
def test_the_map_names_every_chapter_once(page):
    path = ROOT / page
    page_text = path.read_text(encoding="utf-8") if path.suffix == ".md" else text(path, "markdown")
    prefix = "notebooks/" if path.suffix == ".md" else ""
    rows = re.findall(rf"^\| (\d\d) \| \[[^\]]+\]\({prefix}(\w+\.ipynb)\)", page_text, re.MULTILINE)
    wanted = CHAPTERS if path.suffix == ".md" else LESSONS
    assert rows == [(path.name[:2], path.name) for path in wanted]

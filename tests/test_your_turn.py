"""The last cell of a lesson runs on another file, too.

nbval runs the cell tagged ``your-turn`` as it stands. Here it runs again on the file of
``tests/your_turn`` that has the chapter's number; its first statement is ``PATH = "…"``.
"""

import ast
import re
from pathlib import Path

from experiments.from_notebook import NOTEBOOKS, definitions

import nbformat
import pytest

FILES = Path(__file__).resolve().parent / "your_turn"
NAMES = sorted(path.stem for path in (NOTEBOOKS / "trials").glob("*.ipynb"))


def your_turn(name):
    """The code cells before the reader's cell, and that cell."""
    before = []
    for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
        if "your-turn" in cell.metadata.get("tags", []):
            return before, cell
        if cell.cell_type == "code":
            before.append(cell.source)
    raise ValueError(f"{name} must have a cell that is tagged your-turn.")


@pytest.mark.parametrize("name", NAMES)
def test_the_cell_begins_with_a_path_and_ends_in_a_verdict(name):
    _, cell = your_turn(name)
    first = ast.parse(cell.source).body[0]
    assert re.match(r"PATH = ", ast.unparse(first))
    assert any(output.get("text") for output in cell.outputs)


@pytest.mark.executes
@pytest.mark.parametrize("name", NAMES)
def test_the_cell_runs_on_another_file(name, capsys, monkeypatch):
    (path,) = FILES.glob(f"{name[:2]}.*")
    before, cell = your_turn(name)
    _, *rest = ast.parse(cell.source).body
    monkeypatch.chdir(NOTEBOOKS)
    names = definitions(*before) | {"PATH": str(path)}
    exec(compile(ast.Module(rest, []), "your turn", "exec"), names)
    told = capsys.readouterr().out
    assert told.strip()
    assert told != "".join(output.get("text", "") for output in cell.outputs)

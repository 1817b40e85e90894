"""What a notebook defines, without running it: for tests and experiments."""

import ast
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
DEFINED = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef


def sources(name):
    """The code cells of a notebook such as ``"05_lstm"`` or ``"trials/05_lstm"``, as strings."""
    cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def definitions(*cells):
    """The names that cells import and define: functions, classes, constants in capitals.

    Args:
        cells: sources of code cells. Nothing else of them is executed.

    Returns:
        A dictionary to look the names up in, or to execute more code with.
    """
    names = {"__name__": "notebook"}
    for source in cells:
        kept = [node for node in ast.parse(source).body if is_definition(node)]
        exec(compile(ast.Module(kept, []), "notebook", "exec"), names)
    return names


def is_definition(node):
    if isinstance(node, ast.Assign):
        names = [n.id for target in node.targets for n in ast.walk(target) if hasattr(n, "id")]
        return all(name.isupper() for name in names)
    return isinstance(node, DEFINED)

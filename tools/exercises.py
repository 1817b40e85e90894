"""Generate the student notebooks in notebooks/exercises from notebooks/solutions.

Usage: exercises.py [--check]

With --check nothing is written; every student notebook that is not what its solutions make is
named, and the exit status is 1 if there is one.
"""

import argparse
import sys
from pathlib import Path

import nbformat
from nbgrader.preprocessors import ClearSolutions

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
STUB = 'raise NotImplementedError("Your answer goes here.")'


def student_version(solutions):
    """The text of the student notebook that belongs to a solutions notebook.

    Args:
        solutions: the solutions notebook, parsed; it is changed.

    Raises:
        ValueError: if a solution has no end.
    """
    clear = ClearSolutions(
        code_stub={"python": STUB},
        begin_solution_delimeter="### BEGIN SOLUTION",
        end_solution_delimeter="### END SOLUTION",
        enforce_metadata=False,  # our cells are tagged in our way, not in nbgrader's
    )
    try:
        notebook, _ = clear.preprocess(solutions, {})
    except RuntimeError as error:
        raise ValueError(
            f"Expected ### BEGIN SOLUTION … ### END SOLUTION in each exercise. Received: {error}."
        ) from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    notebook.metadata.pop("book", None)
    title, newline, text = notebook.cells[0].source.partition("\n")
    title = title.removesuffix(" · solutions") + " · exercises"
    notebook.cells[0].source = title + newline + text
    return nbformat.writes(notebook) + "\n"


def stale(notebooks=NOTEBOOKS):
    """What the folder of exercises should hold but does not: a dict of path to text.

    The text is None for a student notebook that has no solutions.
    """
    notebooks = Path(notebooks)
    wanted = {
        notebooks / "exercises" / path.name: student_version(nbformat.read(path, as_version=4))
        for path in sorted((notebooks / "solutions").glob("*.ipynb"))
    }
    found = {p: p.read_text(encoding="utf-8") for p in (notebooks / "exercises").glob("*.ipynb")}
    changed = {path: text for path, text in wanted.items() if found.get(path) != text}
    return changed | {path: None for path in found if path not in wanted}


def main(arguments=None):
    """Write, or with --check only name, the student notebooks that are not up to date."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--notebooks", type=Path, default=NOTEBOOKS, help="the folder to work in")
    options = parser.parse_args(arguments)
    for path, text in stale(options.notebooks).items():
        if options.check:
            print(f"{path} is not what its solutions make: run `make exercises`.")
        elif text is None:
            path.unlink()
            print(f"removed {path}, which has no solutions")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path}")
    return int(options.check and bool(stale(options.notebooks)))


if __name__ == "__main__":
    sys.exit(main())

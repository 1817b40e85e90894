"""Generate the student notebooks in notebooks/exercises from notebooks/solutions.

Usage: exercises.py [--check]

With --check nothing is written; every student notebook that is not what its solutions make is
named, and the exit status is 1 if there is one. Nor is anything written if a solution is not marked
as it must be, because it would then stay in the student notebook.
"""

import argparse
import re
import sys
from difflib import SequenceMatcher
from pathlib import Path

import nbformat
from nbgrader.preprocessors import ClearSolutions

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
STUB = 'raise NotImplementedError("Your answer goes here.")'
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
# How like a marker a comment may be; the second for comments of three hashes, as markers have.
LIKE, LIKE_WITH_HASHES = 0.85, 0.5


def student_version(solutions):
    """The text of the student notebook that belongs to a solutions notebook.

    Args:
        solutions: the solutions notebook, parsed; it is changed.

    Raises:
        ValueError: if a solution is not marked, by a line ``### BEGIN SOLUTION`` before it and a
            line ``### END SOLUTION`` after it.
    """
    if not solutions.cells:
        raise ValueError("Expected a title and exercises. Received a notebook without cells.")
    check_markers(solutions)
    clear = ClearSolutions(
        code_stub={"python": STUB},
        begin_solution_delimeter=BEGIN,
        end_solution_delimeter=END,
        enforce_metadata=False,  # our cells are tagged in our way, not in nbgrader's
    )
    try:
        notebook, _ = clear.preprocess(solutions, {})
    except RuntimeError as error:
        raise ValueError(
            f"Expected {BEGIN} … {END} in each exercise. Received: {error}."
        ) from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    notebook.metadata.pop("book", None)
    title, newline, text = notebook.cells[0].source.partition("\n")
    title = title.removesuffix(" · solutions") + " · exercises"
    notebook.cells[0].source = title + newline + text
    return nbformat.writes(notebook) + "\n"


def check_markers(solutions):
    """Refuse what nbgrader passes over: misspelt markers, an end alone, an unmarked exercise."""
    number = 0
    for cell in solutions.cells:
        number += cell.cell_type == "code"
        name = f"[{number}]" if cell.cell_type == "code" else f"'{cell.source.strip()[:30]}…'"
        opened = False
        for line in cell.source.split("\n"):
            if line.strip() in (BEGIN, END):
                if line.strip() == END and not opened:
                    raise ValueError(f"{name}: expected {BEGIN} before {END}. Received none.")
                opened = line.strip() == BEGIN
            elif is_like_a_marker(line, cell.cell_type):
                raise ValueError(
                    f"{name}: expected {BEGIN} or {END}, alone on a line. "
                    f"Received {line.strip()!r}."
                )
        if "exercise" in cell.metadata.get("tags", []) and BEGIN not in cell.source:
            raise ValueError(f"{name}: expected {BEGIN} … {END} in an exercise. Received none.")


def is_like_a_marker(line, cell_type):
    """Whether a line ends in a comment that is near a marker, in any case and with any signs.

    >>> is_like_a_marker("x = 1  # begin Soluton", "code"), is_like_a_marker("### SOLUTION", "code")
    (True, True)
    >>> is_like_a_marker("# the solution of the equation", "code")
    False
    """
    comment = re.search(r"#.*", line)
    if not comment:
        return False
    words = " ".join(re.findall(r"[^\W\d_]+", comment[0].upper()))
    likeness = max(
        SequenceMatcher(None, words, marker.strip("# ")).ratio() for marker in (BEGIN, END)
    )
    hashes = cell_type == "code" and comment[0].startswith("###")
    return likeness >= (LIKE_WITH_HASHES if hashes else LIKE)


def stale(notebooks=NOTEBOOKS):
    """What the folder of exercises should hold but does not: a dict of path to text.

    The text is None for a student notebook that has no solutions.

    Raises:
        ValueError: names a solutions notebook that cannot be read, or whose markers are wrong.
    """
    notebooks = Path(notebooks)
    wanted = {}
    for path in sorted((notebooks / "solutions").glob("*.ipynb")):
        try:
            wanted[notebooks / "exercises" / path.name] = student_version(read(path))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
    found = {
        path: path.read_text(encoding="utf-8", errors="replace")
        for path in (notebooks / "exercises").glob("*.ipynb")
    }
    changed = {path: text for path, text in wanted.items() if found.get(path) != text}
    return changed | {path: None for path in found if path not in wanted}


def read(path):
    """Read a notebook; a ValueError says why it is none."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # nbformat lets errors of many kinds pass
        reason = f"{error}\n".splitlines()[0]
        raise ValueError(f"expected a notebook, JSON in UTF-8. Received: {reason}") from error
    return notebook


def main(arguments=None):
    """Write, or with --check only name, the student notebooks that are not up to date."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--notebooks", type=Path, default=NOTEBOOKS, help="the folder to work in")
    options = parser.parse_args(arguments)
    try:
        changes = stale(options.notebooks)
    except ValueError as error:
        print(f"Nothing is written. {error}", file=sys.stderr)
        return 1
    for path, text in changes.items():
        if options.check:
            print(f"{path} is not what its solutions make: run `make exercises`.")
        elif text is None:
            path.unlink()
            print(f"removed {path}, which has no solutions")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path}")
    return int(options.check and bool(changes))


if __name__ == "__main__":
    sys.exit(main())

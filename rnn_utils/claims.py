"""List every claim of the book: ``python -m rnn_utils.claims``."""

import ast
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Claim", "find_claims"]

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"


@dataclass(frozen=True)
class Claim:
    """A sentence that a lesson or a trial states and checks.

    ``chapter`` is the name of the lesson, or ``trials/`` and that of the trial. ``cell`` counts the
    code cells from 1, as their ``[n]`` in Jupyter does; ``line`` counts the lines of the cell from
    1.
    """

    chapter: str
    cell: int
    line: int
    text: str


def find_claims(path):
    """Find the claims of one notebook, in the order of the page.

    Args:
        path: a notebook.

    Returns:
        A list of ``Claim``.

    Raises:
        ValueError: if the file is no notebook, a claim is not a plain string of one line, or a
            cell is not Python.
    """
    path = Path(path)
    claims = []
    sources = _code_cells(path)
    for cell, source in enumerate(sources, start=1):
        try:
            tree = ast.parse(source)
        except SyntaxError as error:
            raise ValueError(
                f"{path.name}, cell {cell}, line {error.lineno or 1}: expected plain Python, "
                f"received {(error.text or error.msg).strip()!r}. "
                "Remove magics and mend the syntax."
            ) from None
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _is_claim(n.func)]
        for call in sorted(calls, key=lambda c: (c.lineno, c.col_offset)):
            text = call.args[0] if call.args else None
            if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
                received = ast.unparse(text) if text else "no positional argument"
                raise ValueError(
                    f"{path.name}, cell {cell}, line {call.lineno}: a claim starts with a plain "
                    f"string. Received {received}. Put the numbers into measured=."
                )
            if text.value.splitlines() != [text.value]:
                raise ValueError(
                    f"{path.name}, cell {cell}, line {call.lineno}: a claim is one line. "
                    f"Received {text.value!r}. Put the numbers into measured=."
                )
            claims.append(Claim(_name(path), cell, call.lineno, text.value))
    return claims


def _name(path):
    return f"trials/{path.stem}" if path.parent.name == "trials" else path.stem


def _code_cells(path):
    """The sources of the code cells of a notebook."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ValueError(
            f"{path} is no notebook: expected JSON in UTF-8 with cells of format 4, as Jupyter "
            "writes it."
        ) from None


def _is_claim(function):
    """Whether a call is ``claim(...)`` or ``checks.claim(...)``."""
    return getattr(function, "id", getattr(function, "attr", None)) == "claim"


def main(*paths):
    """Print the claims of all chapters, each lesson before its trial, and their number.

    Args:
        paths: notebooks and folders of notebooks; by default the chapters of the book.

    Returns:
        The exit status: 2 if there is something that cannot be listed, which is then said.
    """
    try:
        notebooks = [n for path in paths or [NOTEBOOKS] for n in _notebooks(Path(path))]
        claims = [claim for notebook in notebooks for claim in find_claims(notebook)]
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    chapter = None
    for claim in claims:
        if claim.chapter != chapter:
            chapter = claim.chapter
            print(chapter)
        print(f"  cell {claim.cell}, line {claim.line}: {claim.text}")
    print(f"{len(claims)} claims")
    return 0


def _notebooks(path):
    """The notebooks of a folder and of its trials, or the one that is named itself."""
    if path.is_file():
        return [path]
    found = [*path.glob("*.ipynb"), *path.glob("trials/*.ipynb")]
    found.sort(key=lambda notebook: (notebook.name, notebook.parent != path))
    if not found:
        what = "holds no notebooks" if path.is_dir() else "is not there"
        raise ValueError(
            f"{path} {what}. Name the folder of the chapters: python -m rnn_utils.claims notebooks"
        )
    return found


if __name__ == "__main__":
    try:
        status = main(*sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)

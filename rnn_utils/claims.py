"""List every claim of the book: ``python -m rnn_utils.claims``."""

import ast
import json
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Claim", "find_claims"]

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"


@dataclass(frozen=True)
class Claim:
    """A sentence that a chapter states and checks.

    ``cell`` counts the code cells from 1, as their ``[n]`` in Jupyter does; ``line`` counts the
    lines of the cell from 1.
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
        ValueError: if a claim is not a plain string, or a cell is not Python.
    """
    path = Path(path)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    sources = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    claims = []
    for cell, source in enumerate(sources, start=1):
        try:
            tree = ast.parse(source)
        except SyntaxError as error:
            raise ValueError(
                f"{path.name}, cell {cell}, line {error.lineno}: expected plain Python, "
                f"received {error.text.strip()!r}. Remove magics and mend the syntax."
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
            claims.append(Claim(path.stem, cell, call.lineno, text.value))
    return claims


def _is_claim(function):
    """Whether a call is ``claim(...)`` or ``checks.claim(...)``."""
    return getattr(function, "id", getattr(function, "attr", None)) == "claim"


def main(folder=NOTEBOOKS):
    """Print the claims of all chapters and their number."""
    claims = [claim for path in sorted(Path(folder).glob("*.ipynb")) for claim in find_claims(path)]
    chapter = None
    for claim in claims:
        if claim.chapter != chapter:
            chapter = claim.chapter
            print(chapter)
        print(f"  cell {claim.cell}, line {claim.line}: {claim.text}")
    print(f"{len(claims)} claims")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Print a table of the lessons and trials beside what a lesson aims at. It refuses nothing."""

import re
import statistics
import sys
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
COLUMNS = ("words", "open cells", "median lines", "claims", "pictures", "seconds")
AIMS = ("2,000", "12–20", "4", "3–6", "2 or more", "30")


def row(path):
    """What the table says of one notebook: numbers in the order of ``COLUMNS``."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    shown = [cell for cell in code if "hide-input" not in cell.metadata.get("tags", [])]
    lines = [len(cell.source.strip().splitlines()) for cell in shown]
    return (
        sum(len(text.split()) for text in prose),
        len(shown),
        statistics.median(lines) if lines else 0,
        sum(len(re.findall(r"\bclaim\(", cell.source)) for cell in code),
        sum("image/png" in output.get("data", {}) for cell in code for output in cell.outputs),
        notebook.metadata.get("book", {}).get("seconds", 0.0),
    )


def table(notebooks=NOTEBOOKS):
    """The lines of the table, lessons first."""
    lines = ["".join(f"{name:>13}" for name in COLUMNS)]
    lines += ["".join(f"{aim:>13}" for aim in AIMS) + "  what a lesson aims at"]
    for folder, pattern in ((notebooks, "[0-9]*.ipynb"), (notebooks / "trials", "*.ipynb")):
        for path in sorted(folder.glob(pattern)):
            name = path.relative_to(notebooks).with_suffix("")
            lines.append("".join(f"{number:>13,g}" for number in row(path)) + f"  {name}")
    return lines


if __name__ == "__main__":
    print("\n".join(table(*map(Path, sys.argv[1:]))))

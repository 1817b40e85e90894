"""The gate closes: `make gate` is run on planted notebooks, and must go red on each bad one."""

import os
import re
import subprocess
import sys
from pathlib import Path

import planted

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = [pytest.mark.executes, pytest.mark.timeout(240)]


def spoilt(cell, source=None, *outputs, **changes):
    """A chapter with another cell 2; without outputs it keeps those of the good one."""
    made = planted.chapter()
    made.cells[cell].update(changes, source=source or made.cells[cell].source)
    if outputs:
        made.cells[cell].outputs = list(outputs)
    return made


BAD = {  # name: (notebook, the test that must fail, what the report must say)
    "wrong_output": (
        spoilt(2, None, planted.printed("5\n")),
        "wrong_output.ipynb::Cell 1",
        "Cell outputs differ",
    ),
    "raising_cell": (spoilt(2, "1 / 0"), "raising_cell.ipynb::Cell 1", "ZeroDivisionError"),
    "never_run": (
        spoilt(2, execution_count=None, outputs=[]),
        "test_notebook[never_run.ipynb]",
        "[2] was never run",
    ),
    "false_claim": (
        spoilt(5, planted.CLAIM.replace("== 4", "== 5")),
        "false_claim.ipynb::Cell 3",
        "✗ Two and two are four (measured 4)",
    ),
    "network": (
        spoilt(2, "import socket\nsocket.create_connection(('192.0.2.1', 80))"),
        "network.ipynb::Cell 1",
        "the book runs without a network",
    ),
    "warning": (
        spoilt(2, "import sys\nprint(4)\nprint('beware', file=sys.stderr)"),
        "warning.ipynb::Cell 1",
        "Unexpected output fields from running code: {'stderr'}",
    ),
}


def gate(folder):
    """Run the recipe of the Makefile on the notebooks of a folder."""
    ours = ("PYTEST_", "MAKE", "MFLAGS", "COV_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    settings = [f"BOOK={folder}", "TESTS=tests/test_hygiene.py::test_notebook"]
    return subprocess.run(
        ["make", "gate", f"RUN={sys.executable}", *settings],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
    )


def test_good_notebook_passes(tmp_path):
    nbformat.write(planted.chapter(), tmp_path / "good.ipynb")
    done = gate(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^6 passed in .*s", done.stdout, re.MULTILINE), done.stdout
    assert re.search(r"seconds per notebook =*\n +\d+\.\d  \S*good.ipynb\n", done.stdout)


def test_bad_notebooks_fail(tmp_path):
    for name, (made, _, _) in BAD.items():
        nbformat.write(made, tmp_path / f"{name}.ipynb")
    done = gate(tmp_path)
    assert done.returncode != 0
    failed = re.findall(r"^(?:FAILED|ERROR) (.*?)(?: - .*)?$", done.stdout, re.MULTILINE)
    for name, (_, test, report) in BAD.items():
        assert any(line.endswith(test) for line in failed), f"{name} passed\n{done.stdout}"
        assert report in done.stdout
    assert len(failed) == len(BAD), failed


def test_a_file_that_is_no_notebook_fails(tmp_path):
    nbformat.write(planted.chapter(), tmp_path / "good.ipynb")
    (tmp_path / "no_notebook.ipynb").write_text("{}")
    done = gate(tmp_path)
    assert done.returncode != 0
    assert re.search(r"^ERROR \S*no_notebook.ipynb", done.stdout, re.MULTILINE), done.stdout
    assert "Traceback" not in done.stderr, done.stderr

"""The tool that executes notebooks: what it stores, and what it refuses to store."""

import planted
from tools import notebooks

import nbformat
import pytest

pytestmark = pytest.mark.executes

PRINTS = """
import os, sys, time
print("one", flush=True)
time.sleep(0.3)
print("1 of 2\\r2 of 2", flush=True)
assert os.path.basename(os.getcwd()) == "chapters"
"""
UPDATES = """
from IPython.display import display
handle = display("before", display_id="x")
handle.update("after")
"""


@pytest.fixture
def save(tmp_path):
    """Write a notebook that was never run, with the clutter that editors leave in one."""
    folder = tmp_path / "chapters"
    folder.mkdir()

    def save(name, *sources):
        made = planted.notebook(*map(planted.code, sources))
        for cell in made.cells:
            cell.execution_count = None
            cell.metadata = {"execution": {"iopub.status.busy": ""}, "tags": ["check"]}
        made.metadata = {"kernelspec": {"name": "other", "display_name": "Other"}, "jupytext": {}}
        path = folder / f"{name}.ipynb"
        nbformat.write(made, path)
        return path

    return save


def read(path):
    return nbformat.read(path, as_version=4)


def test_outputs_and_seconds_are_stored(save, capsys):
    path = save("good", PRINTS, UPDATES, "40 + 2")
    ids = [cell.id for cell in read(path).cells]
    assert notebooks.main([path]) == 0
    made = read(path)
    nbformat.validate(made)
    assert [cell.id for cell in made.cells] == ids
    assert [cell.execution_count for cell in made.cells] == [1, 2, 3]
    assert [cell.metadata for cell in made.cells] == 3 * [{"tags": ["check"]}]
    assert [output.text for output in made.cells[0].outputs] == ["one\n2 of 2\n"]
    assert [output.data["text/plain"] for output in made.cells[1].outputs] == ["'after'"]
    assert made.cells[2].outputs[0].data["text/plain"] == "42"
    assert 0.3 <= made.metadata.pop("book")["seconds"] < 60
    assert made.metadata == {
        "kernelspec": notebooks.KERNELSPEC,
        "language_info": notebooks.LANGUAGE,
    }
    assert capsys.readouterr().out.splitlines()[-1].endswith("chapters/good.ipynb")


@pytest.mark.parametrize(
    ("source", "report"),
    [
        ("x = 1\n1 / 0", "ZeroDivisionError: division by zero"),
        ("import os\nos._exit(1)", "Kernel died"),
        ("import socket\nsocket.create_connection(('192.0.2.1', 80))", "runs without a network"),
    ],
    ids=["raises", "kernel dies", "network"],
)
def test_failing_notebook_is_left_as_it_was(save, capsys, source, report):
    path = save("bad", "print(1)", source)
    before = path.read_bytes()
    assert notebooks.main([path]) == 1
    assert path.read_bytes() == before
    said = capsys.readouterr()
    assert "bad.ipynb: cell [2] fails" in said.err
    assert report in said.err
    assert "failed" in said.out


def test_stderr_is_reported(save, capsys):
    path = save("warns", "1", "import sys\nprint('beware\\nof it', file=sys.stderr)")
    assert notebooks.main([path]) == 1
    assert read(path).metadata["book"]
    said = capsys.readouterr().err
    assert "cell [2] prints on stderr, which a reader must not see: beware\n" in said


def test_others_are_still_executed_and_the_slowest_comes_first(save, capsys):
    slow, fast = save("slow", "import time\ntime.sleep(0.5)"), save("fast", "1")
    missing = fast.with_name("missing.ipynb")
    assert notebooks.main([missing, fast, slow]) == 1
    rows = capsys.readouterr().out.splitlines()
    assert rows[0].startswith(f"{missing} cannot be read")
    assert [row.split()[-1] for row in rows[2:]] == [str(slow), str(fast)]

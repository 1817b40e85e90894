"""The tool that executes notebooks: what it stores, and what it refuses to store."""

import planted
from tools import notebooks

import nbformat
import pytest
from nbformat.v4 import new_output

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


@pytest.mark.executes
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


@pytest.mark.executes
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


@pytest.mark.executes
def test_an_error_that_a_tag_allows_counts_and_is_placed_as_in_the_page(save, capsys):
    path = save("bad", "1 / 0")
    made = read(path)
    made.cells[0].metadata["tags"] = ["raises-exception"]
    made.cells.insert(0, nbformat.v4.new_markdown_cell("# Title"))
    nbformat.write(made, path)
    assert notebooks.main([path]) == 1
    assert "bad.ipynb: cell [1] fails, nothing is written" in capsys.readouterr().err


@pytest.mark.executes
def test_stderr_is_reported(save, capsys):
    path = save("warns", "1", "import sys\nprint('beware\\nof it', file=sys.stderr)")
    assert notebooks.main([path]) == 1
    assert read(path).metadata["book"]
    said = capsys.readouterr().err
    assert "cell [2] prints on stderr, which a reader must not see: beware\n" in said


@pytest.mark.executes
def test_others_are_still_executed_and_the_slowest_comes_first(save, capsys):
    slow, fast = save("slow", "import time\ntime.sleep(0.5)"), save("fast", "1")
    missing = fast.with_name("missing.ipynb")
    assert notebooks.main([missing, fast, slow]) == 1
    rows = capsys.readouterr().out.splitlines()
    assert rows[0].startswith(f"{missing} cannot be read")
    assert [row.split()[-1] for row in rows[2:]] == [str(slow), str(fast)]


def test_a_notebook_of_one_cell_is_executed(save, capsys):
    path = save("small", "print(6 * 7)\n'shown'", "")
    made = read(path)
    made.cells[1].update(outputs=[stream("of a run before")], execution_count=3)
    nbformat.write(made, path)
    assert notebooks.main([str(path)]) == 0
    cell, empty = read(path).cells
    assert (empty.outputs, empty.execution_count) == ([], None)
    assert [output.output_type for output in cell.outputs] == ["stream", "execute_result"]
    assert cell.outputs[0].text == "42\n"
    assert cell.execution_count == 1
    assert read(path).metadata["book"]["seconds"] >= 0.1  # 0.0 would count as not recorded
    header, row = capsys.readouterr().out.splitlines()
    assert header == "seconds  notebook"
    assert row == f"{read(path).metadata['book']['seconds']:7.1f}  {path}"


NO_NOTEBOOKS = {
    "{}": b"{}",
    "[]": b"[]",
    "null": b"null",
    "number": b"1",
    "text": b'"cells"',
    "UTF-16": "{}".encode("utf-16"),
    "no metadata": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": '
    b'[{"cell_type": "code"}]}',
    "no metadata of the notebook": b'{"nbformat": 4, "nbformat_minor": 5, "cells": []}',
    "no cells": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "cells are none": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}',
    "source is a number": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": '
    b'[{"cell_type": "markdown", "id": "a", "metadata": {}, "source": 5}]}',
    "unknown field": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": '
    b'[{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "", "prompt": 1}]}',
    "later format": b'{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}',
    "no JSON": b"hello",
    "half": b'{"nbformat": 4, "nbformat_minor": 5, "met',
    "nested": 100_000 * b"[",
    "empty": b"",
}


@pytest.mark.parametrize("data", NO_NOTEBOOKS.values(), ids=NO_NOTEBOOKS)
def test_a_file_that_is_no_notebook_is_named_and_left_as_it_was(tmp_path, capsys, data):
    path = tmp_path / "a.ipynb"
    path.write_bytes(data)
    assert notebooks.main([path]) == 1
    said = capsys.readouterr()
    wanted = f"{path} cannot be read: expected a notebook, JSON in UTF-8. Received: "
    assert said.out.startswith(wanted)
    assert len(said.out.splitlines()[0]) > len(wanted)
    assert said.out.splitlines()[1:] == ["seconds  notebook"]
    assert path.read_bytes() == data


def test_folders_and_missing_files_are_named_and_the_others_executed(save, capsys, monkeypatch):
    """Whatever comes first, and whether the others succeed."""
    monkeypatch.setattr(notebooks, "execute", lambda notebook, folder: (2.5, None))
    path = save("good", "1")
    folder, missing, bad = (path.with_name(f"{name}.ipynb") for name in ("folder", "no", "bad"))
    folder.mkdir()
    bad.write_text("[]")
    assert notebooks.main([folder, missing, bad, path]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(" cannot be read")[0] for line in lines[:3]] == [
        str(folder),
        str(missing),
        str(bad),
    ]
    assert lines[3:] == ["seconds  notebook", f"    2.5  {path}"]
    assert read(path).metadata["book"] == {"seconds": 2.5}
    assert notebooks.main([path, missing]) == 1
    assert notebooks.main([path]) == 0


def test_a_failure_is_told_and_nothing_is_written(save, capsys, monkeypatch):
    bad, good = save("bad", "1"), save("good", "2")
    before = bad.read_bytes()
    answers = {"1": (0.0, "cell [1] fails"), "2": (3.0, None)}
    monkeypatch.setattr(notebooks, "execute", lambda made, folder: answers[made.cells[0].source])
    assert notebooks.main([bad, good]) == 1
    said = capsys.readouterr()
    assert said.err == f"{bad}: cell [1] fails\n"
    assert f" failed  {bad}" in said.out.splitlines()
    assert bad.read_bytes() == before
    assert read(good).metadata["book"] == {"seconds": 3.0}


def test_the_slowest_comes_first(save, capsys, monkeypatch):
    paths = [save(source, source) for source in ("2.5", "0.1", "30.0")]
    took = {"2.5": 2.5, "0.1": 0.1, "30.0": 30.0}
    monkeypatch.setattr(
        notebooks, "execute", lambda made, folder: (took[made.cells[0].source], None)
    )
    assert notebooks.main(paths) == 0
    rows = capsys.readouterr().out.splitlines()[1:]
    assert [row.split()[0] for row in rows] == ["30.0", "2.5", "0.1"]


def test_what_every_machine_stores_alike_is_kept():
    made = planted.notebook(planted.code("1", stream("a"), stream("b"), tags=["check"]))
    made.cells[0].metadata["execution"] = {}
    made.metadata["jupytext"] = {}
    notebooks.tidy(made)
    assert made.cells[0].metadata == {"tags": ["check"]}
    assert made.cells[0].outputs == [stream("ab")]
    assert made.metadata == {
        "kernelspec": notebooks.KERNELSPEC,
        "language_info": notebooks.LANGUAGE,
    }


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def shown(text="shown"):
    return new_output("display_data", {"text/plain": text})


@pytest.mark.parametrize(
    ("outputs", "wanted"),
    [
        ([], []),
        ([stream("a\n"), stream("b\n")], [stream("a\nb\n")]),
        ([stream("a"), stream("b"), stream("c")], [stream("abc")]),
        ([stream("a"), shown(), stream("b")], [stream("a"), shown(), stream("b")]),
        ([shown(), shown()], [shown(), shown()]),
        ([shown(), stream("a"), stream("b")], [shown(), stream("ab")]),
        (
            [stream("a"), stream("x", "stderr"), stream("b")],
            [stream("a"), stream("x", "stderr"), stream("b")],
        ),
        ([stream("1 of 2\r"), stream("2 of 2\nend\n")], [stream("2 of 2\nend\n")]),
        ([stream("a\n1\r2\nb\n3\r4\n")], [stream("a\n2\nb\n4\n")]),
        ([stream("1\r2\r3\nx\r\ny")], [stream("3\nx\r\ny")]),
        ([stream("1\r2"), shown(), stream("\r3")], [stream("2"), shown(), stream("3")]),
    ],
)
def test_pieces_of_a_stream_are_joined_where_nothing_lies_between(outputs, wanted):
    assert notebooks.merged(outputs) == wanted


def test_the_first_warning_is_found():
    cells = [
        planted.code("1", stream("a"), shown()),
        planted.code("2", shown(), stream("\nbeware\nof it\n", "stderr")),
        planted.code("3", stream("later", "stderr")),
    ]
    made = planted.notebook(nbformat.v4.new_markdown_cell("# A"), *cells)
    assert notebooks.first_warning(made) == (
        "cell [2] prints on stderr, which a reader must not see: beware"
    )
    assert notebooks.first_warning(planted.notebook(cells[0])) is None
    assert notebooks.first_warning(planted.notebook()) is None

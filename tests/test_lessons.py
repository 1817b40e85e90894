"""The table of the lessons that `make check` prints."""

import planted
from tools import lessons

import nbformat


def test_a_row_counts_what_a_reader_sees(tmp_path):
    made = planted.chapter()
    made.cells[5].metadata.tags = ["hide-input"]
    nbformat.write(made, tmp_path / "05_planted.ipynb")
    words = sum(len(made.cells[n].source.split()) for n in (0, 4))
    assert lessons.row(tmp_path / "05_planted.ipynb") == (words, 4, 1.5, 1, 2, 1.0)


def test_lessons_come_before_trials(tmp_path):
    (tmp_path / "trials").mkdir()
    for name in ("trials/05_a", "07_b", "05_a"):
        nbformat.write(planted.chapter(), tmp_path / f"{name}.ipynb")
    head, aims, *rows = lessons.table(tmp_path)
    assert [row.split()[-1] for row in rows] == ["05_a", "07_b", "trials/05_a"]
    assert head.split()[0] == "words"
    assert "2,000" in aims

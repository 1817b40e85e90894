"""The tool that builds the web edition: what it puts into the pages, and what it refuses."""

import doctest
import re
import shutil
from collections import Counter
from pathlib import Path

import planted
from rnn_utils.claims import Claim
from tools import book

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell

ROOT = Path(__file__).resolve().parent.parent


def page(*sources):
    return planted.notebook(*map(new_markdown_cell, sources))


def texts(notebook):
    return [cell.source for cell in notebook.cells]


def test_the_examples_in_the_docstrings():
    found = doctest.testmod(book)
    assert found.attempted >= 3
    assert not found.failed


def test_the_map_has_every_chapter_with_its_part():
    chapters = book.read_map()
    assert chapters[0].name == "01_why_memory"
    assert all(chapter.seconds > 1 for chapter in chapters)
    assert all(chapter.question.endswith("?") for chapter in chapters)
    parts = Counter(chapter.part for chapter in chapters)
    assert parts["Part I · Memory"] == parts["Part II · Gates"] == 4
    assert all(part.startswith("Part ") for part in parts)


def test_a_chapter_that_is_not_in_the_map_is_refused(tmp_path):
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(path, tmp_path)
    shutil.copy(tmp_path / "05_lstm.ipynb", tmp_path / "95_new.ipynb")
    with pytest.raises(ValueError, match="95_new"):
        book.read_map(tmp_path)


def test_a_trial_belongs_to_a_lesson(tmp_path):
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(path, tmp_path)
    (tmp_path / "trials").mkdir()
    shutil.copy(tmp_path / "05_lstm.ipynb", tmp_path / "trials")
    pages = {chapter.name: chapter.pages for chapter in book.read_map(tmp_path)}
    assert pages["05_lstm"] == ["05_lstm", "trials/05_lstm"]
    assert pages["07_gru"] == ["07_gru"]
    shutil.copy(tmp_path / "05_lstm.ipynb", tmp_path / "trials" / "95_new.ipynb")
    with pytest.raises(ValueError, match="95_new"):
        book.read_map(tmp_path)


@pytest.mark.parametrize(
    ("name", "links"),
    [
        (
            "00_start_here",
            "{download}`Notebook </files/00_start_here.ipynb>` · [3 claims](#claims-00)",
        ),
        (
            "05_lstm",
            "{download}`Notebook </files/05_lstm.ipynb>` · [Trial](trials/05_lstm.ipynb)"
            " · [Exercises](exercises/05_lstm.ipynb) · [3 claims](#claims-05)",
        ),
        (
            "07_gru",
            "{download}`Notebook </files/07_gru.ipynb>` · [Exercises](exercises/07_gru.ipynb)"
            " · [3 claims](#claims-07)",
        ),
        (
            "trials/05_lstm",
            "{download}`Notebook </files/trials/05_lstm.ipynb>` · [Lesson 5](../05_lstm.ipynb)"
            " · [3 claims](#claims-trial-05)",
        ),
    ],
)
def test_links_of_lessons_and_trials(name, links):
    chapters = [book.Chapter(n, "t", "q?", "p", 1.0, n == "05_lstm") for n in ("05_lstm", "07_gru")]
    assert " · ".join(book.page_links(name, chapters, 3)) == links


def test_links_stand_below_the_title():
    notebook = page("# 5 · LSTM\n\n**Why?**", "more")
    book.add_header(notebook, "[x](y)")
    assert texts(notebook) == ["# 5 · LSTM\n\n{.page-links}\n[x](y)\n\n**Why?**", "more"]


def test_claims_get_targets():
    cells = [planted.code("import rnn_utils"), new_markdown_cell("a"), planted.code("claim('b')")]
    notebook = planted.notebook(*cells)
    book.add_claim_targets(notebook, [Claim("05_lstm", 2, 1, "b")])
    assert texts(notebook) == ["import rnn_utils", "a", "(chapter-05-cell-2)=", "claim('b')"]


def test_the_alt_text_goes_where_it_is_looked_for():
    cells = [planted.code("x", planted.printed("y"), planted.picture("a dot")), planted.code("z")]
    notebook = planted.notebook(*cells)
    book.add_alt_texts(notebook)
    assert notebook.cells[0].metadata["mystnb"] == {"image": {"alt": "a dot"}}
    assert notebook.cells[1].metadata == {}
    notebook.cells[1].outputs = [planted.picture(), planted.picture()]
    with pytest.raises(ValueError, match=r"\[2\] shows 2 pictures"):
        book.add_alt_texts(notebook)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A **peephole** is", "A {term}`peephole <peephole>` is"),
        ("**Peepholes.** They", "{term}`Peepholes. <peephole>` They"),
        ("**letter\ntrigrams**", "{term}`letter\ntrigrams <letter trigram>`"),
        ("**Context**: x", "{term}`Context <context vector>`: x"),
        ("**letter** x", "**letter** x"),
        ("**peephole** and **peephole**", "{term}`peephole <peephole>` and **peephole**"),
        ("`**peephole**` $a**peephole**b$", "`**peephole**` $a**peephole**b$"),
        ("```\n**peephole**\n```", "```\n**peephole**\n```"),
        ("**another** **pee** peephole", "**another** **pee** peephole"),
    ],
)
def test_the_first_bold_term_leads_to_the_glossary(before, after):
    notebook = page(before, "x **gate** y")
    found = book.link_terms(notebook, ["peephole", "letter trigram", "context vector"])
    assert texts(notebook) == [after, "x **gate** y"]
    assert len(found) == after.count("{term}")


def test_links_to_solutions_go_only_where_solutions_are():
    source = "[all](solutions/) [one](../solutions/05_lstm.ipynb) [try](exercises/)"
    without, with_them = page(source), page(source)
    book.mend_links(without, solutions=False)
    book.mend_links(with_them, solutions=True)
    assert texts(without) == ["all one [try](exercises/index.md)"]
    assert texts(with_them) == [
        "[all](solutions/index.md) [one](../solutions/05_lstm.ipynb) [try](exercises/index.md)"
    ]


def test_the_glossary_is_read():
    text = (
        "# G\n\n:::{glossary}\na\nA word\n  x · y [3](03_x.ipynb)\n\nb\n  z [4](04_y.ipynb)\n:::\n"
    )
    assert book.read_glossary(text) == {"a": "03_x", "A word": "03_x", "b": "04_y"}
    with pytest.raises(ValueError, match="link to the chapter"):
        book.read_glossary(text.replace(" [4](04_y.ipynb)", ""))


@pytest.mark.parametrize(
    ("lines", "behind"),
    [
        (["✓ It works"], ""),
        (["before", "✓ It works (measured 0.5)"], "0.5"),
        (["✓ It works (measured 1)", "✓ It works (measured 2)", "✓ It works (measured 1)"], "1; 2"),
        (
            ["✗ It works (measured 3)"],
            "false on purpose: the chapter shows how the check refuses it",
        ),
    ],
)
def test_behind_a_claim_stands_what_was_measured(lines, behind):
    assert book.verdict(Claim("05_lstm", 1, 1, "It works"), lines) == behind


def test_a_claim_that_was_not_printed_is_refused():
    with pytest.raises(ValueError, match="05_lstm, cell 3"):
        book.verdict(Claim("05_lstm", 3, 1, "It works"), ["✓ It works always"])


def test_the_page_of_claims_counts_them():
    claims = {
        "05_lstm": [Claim("05_lstm", 1, 1, "x_1 *is* small"), Claim("05_lstm", 2, 1, "B")],
        "07_gru": [Claim("07_gru", 1, 1, "C")],
    }
    said = planted.code("x", planted.printed("✓ x_1 *is* small\n✓ C (measured [0.1])\n"))
    notebooks = {
        "05_lstm": planted.notebook(said, planted.code("x", planted.printed("✓ B\n"))),
        "07_gru": planted.notebook(said),
    }
    text = book.claims_page(claims, notebooks, {"05_lstm": "5 · LSTM", "07_gru": "7 · GRU"})
    assert re.findall(r"^#.*", text, re.M) == [
        "# Every claim in this book (3)",
        "## 5 · LSTM (2)",
        "## 7 · GRU (1)",
    ]
    assert r"- [x\_1 \*is\* small](#chapter-05-cell-1)" in text
    assert r"- [C](#chapter-07-cell-1) [\[0.1\]]{.measured}" in text


@pytest.fixture
def build(tmp_path):
    """Build a site of a few pages, with the settings of the book; give back Sphinx's status."""
    source = tmp_path / "source"
    source.mkdir()
    shutil.copy(ROOT / "book/conf.py", source)
    shutil.copytree(ROOT / "book/static", source / "static")

    def build(index="", **pages):
        book.write(source / "index.md", f"# Index\n\n{index}\n")
        for name, text in pages.items():
            book.write(source / f"{name}.md", text)
        return book.sphinx(source, tmp_path / "html")

    return build


@pytest.mark.web
def test_a_page_without_faults_is_built(build, capfd):
    assert build("$a$ and [b](b.md)\n\n```{toctree}\nb\n```", b="# B\n\n$$b$$") == 0
    assert capfd.readouterr().err == ""


@pytest.mark.web
@pytest.mark.parametrize(
    ("message", "index", "pages"),
    [
        ("nowhere", "[x](nowhere.md)", {}),
        ("target not found: 'nowhere'", "[x](#nowhere)", {}),
        ("nowhere", "{term}`nowhere`", {}),
        ("toctree", "", {"orphan": "# Orphan"}),
        ("nowhere.png", "![A picture](nowhere.png)", {}),
        ("nowhere.ipynb", "{download}`nowhere.ipynb`", {}),
        ("KaTeX", r"$\nowhere$", {}),
    ],
    ids=["page", "target", "term", "orphan", "picture", "download", "formula"],
)
def test_a_fault_fails_the_build(build, capfd, message, index, pages):
    assert build(index, **pages) != 0
    assert message in capfd.readouterr().err


@pytest.mark.web
def test_the_solutions_are_pages_if_asked_for(tmp_path):
    for solutions in (False, True):
        source = tmp_path / str(solutions)
        book.prepare(source, solutions)
        found = [p.relative_to(source) for p in source.rglob("*") if "solutions" in p.parts]
        assert len(found) == solutions * (2 + 2 * len(book.read_map()) + 1)
        assert ("solutions/index" in (source / "index.md").read_text()) == solutions
        everything = " ".join(p.read_text() for p in source.rglob("*.ipynb"))
        assert ("BEGIN SOLUTION" in everything) == solutions
        notebook = nbformat.read(source / "05_lstm.ipynb", as_version=4)
        assert any("(chapter-05-cell-" in cell.source for cell in notebook.cells)

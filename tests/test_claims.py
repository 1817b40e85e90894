"""The list of claims: it finds each, in order, and refuses one that it could not list."""

import json
import os
import subprocess
import sys

import planted
from rnn_utils import claims
from rnn_utils.claims import Claim, find_claims

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell


@pytest.fixture
def save(tmp_path):
    def save(*sources):
        path = tmp_path / "07_planted.ipynb"
        cells = [planted.code(source) for source in sources]
        nbformat.write(planted.notebook(new_markdown_cell("# claim('no')"), *cells), path)
        return path

    return save


def test_claims_are_found_in_the_order_of_the_page(save):
    path = save(
        "import rnn_utils",
        'x = 1\nclaim("One", x == 1)\nfor _ in "ab":\n    checks.claim("T" "wo", True, measured=x)',
        "claim(\n    'Three', True\n); claim('Four', True)",
        "# claim('no')\nprint('claim(no)')",
    )
    assert find_claims(path) == [
        Claim("07_planted", 2, 2, "One"),
        Claim("07_planted", 2, 4, "Two"),
        Claim("07_planted", 3, 1, "Three"),
        Claim("07_planted", 3, 3, "Four"),
    ]


def test_an_indented_claim_above_another_comes_first(save):
    path = save('for _ in "ab":\n    if _:\n        claim("One", True)\nclaim("Two", True)')
    assert [claim.text for claim in find_claims(path)] == ["One", "Two"]


def test_claims_of_one_line_come_from_left_to_right(save):
    path = save('[[claim("One", True)]]; claim("Two", True)')
    assert [claim.text for claim in find_claims(path)] == ["One", "Two"]


def test_a_path_may_be_a_string(save):
    path = save('claim("One", True)')
    assert find_claims(str(path)) == find_claims(path) == [Claim("07_planted", 1, 1, "One")]


def test_a_source_may_be_a_list_of_lines(tmp_path):
    path = tmp_path / "07.ipynb"
    cell = {"cell_type": "code", "source": ["x = 1\n", "claim('One', True)"]}
    path.write_text(json.dumps({"cells": [cell]}))
    assert find_claims(path) == [Claim("07", 1, 2, "One")]


NO_NOTEBOOKS = {
    "empty": b"",
    "no JSON": b"hello",
    "{}": b"{}",
    "[]": b"[]",
    "number": b"1",
    "UTF-16": '{"cells": []}'.encode("utf-16"),
    "Latin-1": '{"cells": ["é"]}'.encode("latin-1"),
    "no cells": b'{"cells": 1}',
    "cell without a kind": b'{"cells": [{"source": ""}]}',
    "cell without a source": b'{"cells": [{"cell_type": "code"}]}',
    "cell that is none": b'{"cells": ["code"]}',
    "format 3": b'{"worksheets": [{"cells": []}], "nbformat": 3}',
    "nested": 100_000 * b"[",
}


@pytest.mark.parametrize("data", NO_NOTEBOOKS.values(), ids=NO_NOTEBOOKS)
def test_a_file_that_is_no_notebook_is_named(tmp_path, capsys, data):
    path = tmp_path / "a.ipynb"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=r"a\.ipynb is no notebook: expected JSON in UTF-8 with c"):
        find_claims(path)
    assert claims.main(path) == claims.main(tmp_path) == 2
    said = capsys.readouterr()
    assert said.err.count("a.ipynb is no notebook") == 2
    assert said.out == ""


@pytest.mark.parametrize(
    ("source", "received"),
    [
        ('claim(f"It is {x}", True)', "Received f'It is {x}'"),
        ("claim(text, True)", "Received text"),
        ('claim("a" + b, True)', "Received 'a' \\+ b"),
        ("claim(b'bytes', True)", "Received b'bytes'"),
        ("claim()", "Received no positional argument"),
        ("claim(text='x', condition=True)", "Received no positional argument"),
        ("%time x", "received '%time x'"),
        ("\0", "received .*null bytes"),
        ("claim('two\\nlines', True)", r"a claim is one line. Received 'two\\nlines'"),
        ("claim('', True)", "a claim is one line. Received ''"),
    ],
)
def test_what_cannot_be_listed_is_refused(save, source, received):
    with pytest.raises(ValueError, match=rf"07_planted.ipynb, cell 1, line 1: .*{received}"):
        find_claims(save(source))


def test_list(save, capsys):
    path = save("import rnn_utils", 'claim("One", True)')
    for named in ([path.parent], [str(path)]):
        assert claims.main(*named) == 0
        assert capsys.readouterr().out == "07_planted\n  cell 2, line 1: One\n1 claims\n"
    claims.main(path, path)
    said = capsys.readouterr().out
    assert said.endswith("\n2 claims\n")
    assert said.count("07_planted") == 1


def test_chapters_are_listed_in_the_order_of_the_book(save, capsys):
    path = save('claim("One", True)')
    for number in (31, 2, 17, 5, 29, 11, 3, 8, 23, 13, 1):
        path.with_name(f"{number:02}_planted.ipynb").write_bytes(path.read_bytes())
    assert claims.main(path.parent) == 0
    chapters = [line for line in capsys.readouterr().out.splitlines() if "planted" in line]
    assert len(chapters) == 12
    assert chapters == sorted(chapters)


def command(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "rnn_utils.claims", *arguments],
        capture_output=True,
        text=True,
        encoding="latin-1" if environment else "utf-8",
        env={**os.environ, **environment},
        timeout=60,
    )


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere", "nowhere is not there. Name the folder of the chapters"),
        (".", "holds no notebooks. Name the folder of the chapters"),
        ("nowhere.ipynb", "nowhere.ipynb is not there"),
    ],
)
def test_a_path_without_claims_is_named(tmp_path, monkeypatch, capsys, path, message):
    monkeypatch.chdir(tmp_path)
    assert claims.main(path) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_the_command_says_what_is_wrong_in_one_line(save):
    done = command("nowhere")
    assert done.returncode == 2
    assert done.stderr.startswith("nowhere is not there. ")
    done = command(save("claim(1, True)"))
    assert done.returncode == 2
    assert done.stderr.startswith("07_planted.ipynb, cell 1, line 1: a claim starts with a plain ")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_console_that_lacks_a_character_gets_an_escape(save, encoding):
    done = command(save('claim("ŷ ≤ 1", True)'), PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert "line 1: \\u0177 \\u2264 1\n" in done.stdout


def test_the_command_ends_quietly_when_its_reader_does(save):
    path = save(*(50 * ["\n".join(f'claim("{99 * "x"} {n}", True)' for n in range(100))]))
    with subprocess.Popen(
        [sys.executable, "-m", "rnn_utils.claims", path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"07_planted\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_trial_is_listed_after_its_lesson(save, capsys):
    lesson = save("import rnn_utils", 'claim("One", True)')
    trial = lesson.parent / "trials" / lesson.name
    trial.parent.mkdir()
    trial.write_bytes(lesson.read_bytes())
    lesson.rename(lesson.with_name("08_later.ipynb"))
    trial.with_name("08_later.ipynb").write_bytes(trial.read_bytes())
    claims.main(lesson.parent)
    assert capsys.readouterr().out.split("\n")[::2] == [
        "trials/07_planted",
        "08_later",
        "trials/08_later",
        "3 claims",
    ]


def test_command_lists_the_claims_of_the_book():
    done = command()
    assert done.returncode == 0, done.stderr
    folders = claims.NOTEBOOKS, claims.NOTEBOOKS / "trials"
    number = sum(len(find_claims(path)) for folder in folders for path in folder.glob("*.ipynb"))
    assert done.stdout.splitlines()[-1] == f"{number} claims"

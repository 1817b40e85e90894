"""Exercises can be solved, are not passed unsolved or wrongly, and do not give themselves away."""

import os
import subprocess
import sys
from pathlib import Path

import exercise_runner
import planted
from tools import exercises

import nbformat
import pytest

HERE = Path(__file__).resolve().parent
WRONG = [(1, "returns x", "def double(x):\n    return x")]


@pytest.mark.executes
@pytest.mark.timeout(240)
def test_exercises(solutions_path):
    student = solutions_path.parent.parent / "exercises" / solutions_path.name
    answers = HERE / "wrong_answers" / f"{solutions_path.stem}.py"
    assert student.exists(), "Run `make exercises`."
    assert answers.exists(), f"Write plausible wrong answers into {answers}."
    files = [path.resolve() for path in (solutions_path, student, answers)]
    done = subprocess.run(
        [sys.executable, HERE / "exercise_runner.py", *files],
        cwd=solutions_path.parent,
        env={**os.environ, "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        timeout=200,
    )
    if done.returncode:
        report = f"{solutions_path}:\n{done.stdout}{done.stderr[-2000:]}"
        pytest.fail(report, pytrace=False)


def test_student_versions_are_up_to_date(capsys):
    assert exercises.main(["--check"]) == 0, capsys.readouterr().out


def test_every_checked_chapter_has_enough_exercises(solutions_path):
    cells = exercise_runner.code_cells(nbformat.read(solutions_path, as_version=4))
    assert len({number for number, kind, _ in cells if kind == "check"}) >= 5


# The generator


@pytest.fixture
def book(tmp_path):
    """A book with one solutions notebook and its student version."""
    (tmp_path / "solutions").mkdir()
    nbformat.write(planted.solutions(), tmp_path / "solutions" / "01_planted.ipynb")
    assert exercises.main(["--notebooks", str(tmp_path)]) == 0
    return tmp_path


def student_version():
    return nbformat.reads(exercises.student_version(planted.solutions()), as_version=4)


def test_student_version():
    made, source = student_version(), planted.solutions()
    assert [cell.id for cell in made.cells] == [cell.id for cell in source.cells]
    assert made.cells[0].source == "# A title · exercises"
    assert made.cells[3].source == f"def double(x):\n    {exercises.STUB}"
    assert made.cells[4].source == source.cells[4].source
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in made.cells)
    assert "book" not in made.metadata


def test_generator_repeats_itself_to_the_byte(book):
    path = book / "exercises" / "01_planted.ipynb"
    before = path.read_bytes()
    path.unlink()
    exercises.main(["--notebooks", str(book)])
    assert path.read_bytes() == before


def test_stale_student_version_is_named_and_mended(book, capsys):
    path = book / "exercises" / "01_planted.ipynb"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("double", "twice"), encoding="utf-8")
    orphan = path.with_name("02_orphan.ipynb")
    orphan.write_text(before, encoding="utf-8")
    arguments = ["--notebooks", str(book)]

    capsys.readouterr()
    assert exercises.main([*arguments, "--check"]) == 1
    out = capsys.readouterr().out
    assert "01_planted.ipynb is not what its solutions make" in out
    assert "02_orphan.ipynb is not what its solutions make" in out

    assert exercises.main(arguments) == 0
    assert exercises.main([*arguments, "--check"]) == 0
    assert path.read_text(encoding="utf-8") == before
    assert not orphan.exists()


def test_solution_without_end_is_refused():
    made = planted.solutions()
    made.cells[3].source = "### BEGIN SOLUTION\n1"
    with pytest.raises(ValueError, match="no end solution statement found"):
        exercises.student_version(made)


# The runner


def report(solve=None, spoil=None, answers=WRONG):
    """What the runner says about a notebook with a defect in its solutions or student version."""
    solutions = planted.solutions()
    if solve:
        solve(solutions)
    student = nbformat.reads(exercises.student_version(nbformat.from_dict(solutions)), as_version=4)
    solutions = planted.solutions()
    if solve:
        solve(solutions)
    if spoil:
        spoil(student)
    return "\n".join(exercise_runner.problems(solutions, student, answers))


def put(cell, source):
    return lambda notebook: notebook.cells[cell].update(source=source)


def wrong(source, number=1):
    return [(number, "planted", source)]


def test_good_exercises_have_no_problems():
    assert report() == ""


DEFECTS = {
    "check passes unsolved": ({"solve": put(4, "print('✓')")}, "passes before anything is solved"),
    "check raises another error": (
        {"spoil": put(4, "doubled(3)")},
        "[3], exercise 1: the check fails by NameError",
    ),
    "unsolved cell raises another error": (
        {"spoil": put(3, "double = 1 / 0")},
        "the unsolved cell raises ZeroDivisionError",
    ),
    "given cell raises": (
        {"spoil": put(1, "import rnn_utils.nothing")},
        "a cell that is given raises ModuleNotFoundError",
    ),
    "solution fails": (
        {"solve": put(3, planted.SOLUTION.replace("x + x", "x"))},
        "the solutions notebook raises AssertionError",
    ),
    "no wrong answer": ({"answers": []}, "there is no wrong answer"),
    "wrong answer accepted": (
        {"answers": wrong("def double(x): return 2 * x")},
        "the check accepts the wrong answer 'planted'",
    ),
    "wrong answer not implemented": (
        {"answers": wrong("def double(x): raise NotImplementedError")},
        "breaks on wrong answer 'planted': NotImplementedError",
    ),
    "wrong answer of another type": (
        {"answers": wrong("def double(): return 6")},
        "breaks on wrong answer 'planted': TypeError",
    ),
    "wrong answer does not run": (
        {"answers": wrong("1 / 0")},
        "wrong answer 'planted' does not run: ZeroDivisionError",
    ),
    "wrong answer to no exercise": (
        {"answers": [*WRONG, *wrong("1", number=2)]},
        "'planted' belongs to exercise 2, which has no check",
    ),
    "solution left": (
        {"spoil": put(3, "def double(x):\n    ...\n    return x + x")},
        "a line of a solution is left in it: return x + x",
    ),
    "output left": (
        {"spoil": lambda n: n.cells[4].update(outputs=[planted.printed("✓")])},
        "there are outputs in it",
    ),
}


@pytest.mark.parametrize(("defect", "expected"), DEFECTS.values(), ids=DEFECTS)
def test_defect_is_caught(defect, expected):
    assert expected in report(**defect)


def test_wrong_answer_is_seen_by_functions_defined_before_it_and_then_forgotten():
    session = exercise_runner.Session()
    session.run("f = lambda: 1\ndef g(): return f()")
    assert session.try_out("f = lambda: 2", "assert g() == 2") == [None, None]
    assert session.run("assert g() == 1") is None


def test_wrong_answers_are_read():
    text = "# note\n# %% exercise 3: forgets it\nx = 1\n\n# %% exercise 12: no\nx = 2\n"
    assert exercise_runner.wrong_answers(text) == [
        (3, "forgets it", "x = 1\n\n"),
        (12, "no", "x = 2\n"),
    ]
    with pytest.raises(ValueError, match="Received '# %% exercise three: x'"):
        exercise_runner.wrong_answers("# %% exercise three: x\n")

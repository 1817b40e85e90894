"""Exercises can be solved, are not passed unsolved or wrongly, and do not give themselves away."""

import doctest
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


def with_solution(source, cell_type="code", tags=()):
    """The planted solutions, with another cell in the place of the exercise."""
    made = planted.solutions()
    made.cells[3].update(source=source, cell_type=cell_type, metadata={"tags": list(tags)})
    return made


LEAKS = {
    "end alone": ("x = 1\n### END SOLUTION", "expected ### BEGIN SOLUTION before ### END"),
    "end twice": (
        "### BEGIN SOLUTION\nx = 1\n### END SOLUTION\ny = 2\n### END SOLUTION",
        "[2]: expected ### BEGIN SOLUTION before ### END SOLUTION. Received none.",
    ),
    "begin misspelt": ("### BEGIN SOLUTON\nx = 1\n### END SOLUTION", "'### BEGIN SOLUTON'"),
    "both misspelt": ("### BEGIN SOLUTON\nx = 1\n### END SOLUTON", "'### BEGIN SOLUTON'"),
    "lower case": ("### begin solution\nx = 1\n### end solution", "'### begin solution'"),
    "two hashes": ("## BEGIN SOLUTION\nx = 1\n## END SOLUTION", "'## BEGIN SOLUTION'"),
    "one hash": ("    # Begin solution\n    x = 1\n    # End solution", "'# Begin solution'"),
    "no space": ("###BEGIN SOLUTION\nx = 1\n###END SOLUTION", "'###BEGIN SOLUTION'"),
    "two spaces": ("### BEGIN  SOLUTION\nx = 1\n### END  SOLUTION", "'### BEGIN  SOLUTION'"),
    "underscore": ("### BEGIN_SOLUTION\nx = 1\n### END_SOLUTION", "'### BEGIN_SOLUTION'"),
    "one word": ("### BEGINSOLUTION\nx = 1\n### ENDSOLUTION", "'### BEGINSOLUTION'"),
    "no verb": ("### SOLUTION\nx = 1\n###", "'### SOLUTION'"),
    "no noun": ("### BEGIN\nx = 1\n### END", "'### BEGIN'"),
    "plural": ("### BEGIN SOLUTIONS\nx = 1\n### END SOLUTIONS", "'### BEGIN SOLUTIONS'"),
    "behind code": ("x = 1  ### BEGIN SOLUTION\ny = 2\n### END SOLUTION", "alone on a line"),
    "end behind code": ("### BEGIN SOLUTION\nx = 1  ### END SOLUTION", "alone on a line"),
}


@pytest.mark.parametrize(("source", "message"), LEAKS.values(), ids=LEAKS)
@pytest.mark.parametrize("tags", [(), ("exercise",)])
def test_a_solution_that_would_stay_is_refused(source, message, tags):
    with pytest.raises(ValueError, match=r"^\[2\]: expected ### ") as failure:
        exercises.student_version(with_solution(source, tags=tags))
    assert message in str(failure.value)


def test_an_unmarked_exercise_and_an_end_in_a_text_are_refused():
    with pytest.raises(ValueError, match=r"^\[2\]: expected .* in an exercise\. Received none"):
        exercises.student_version(with_solution("x = 1", tags=["exercise"]))
    with pytest.raises(ValueError, match=r"^'x\n### END SOLUTION…': expected ### BEGIN SOL"):
        exercises.student_version(with_solution("x\n### END SOLUTION", "markdown"))
    with pytest.raises(ValueError, match="Received a notebook without cells"):
        exercises.student_version(nbformat.v4.new_notebook())


@pytest.mark.parametrize(
    ("source", "cell_type"),
    [
        ("# the solution of the equation\nx = 1  # its end", "code"),
        ("# the solution\nx = 1  # a solution", "code"),
        ("#### ..#.. ..#..\nx = 1", "code"),
        ("### Three hashes, and a sentence that says something else", "code"),
        ("x = 1", "code"),
        ("### Beginning\n\nEnd the solution.", "markdown"),
    ],
)
def test_other_comments_are_no_markers(source, cell_type):
    made = nbformat.reads(exercises.student_version(with_solution(source, cell_type)), as_version=4)
    assert made.cells[3].source == source


def test_two_solutions_in_a_cell_are_both_removed():
    twice = "a = 0\n" + 2 * "### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n" + "b = 0"
    made = nbformat.reads(exercises.student_version(with_solution(twice)), as_version=4)
    assert made.cells[3].source == f"a = 0\n{exercises.STUB}\n{exercises.STUB}\nb = 0"


@pytest.mark.parametrize("arguments", [[], ["--check"]])
@pytest.mark.parametrize("fault", ["marker", "{}", "[]", "", "\udcff"])
def test_nothing_is_written_if_one_solution_would_stay(book, capsys, arguments, fault):
    good = book / "exercises" / "01_planted.ipynb"
    good.write_text("changed", encoding="utf-8")
    bad = book / "solutions" / "02_bad.ipynb"
    if fault == "marker":
        nbformat.write(with_solution("### begin solution\nx = 1"), bad)
    else:
        bad.write_bytes(fault.encode("utf-8", "surrogateescape"))
    capsys.readouterr()
    assert exercises.main(["--notebooks", str(book), *arguments]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"Nothing is written. {bad}: ")
    assert "expected ### BEGIN" in said.err or "expected a notebook, JSON in UTF-8" in said.err
    assert [p.name for p in (book / "exercises").iterdir()] == ["01_planted.ipynb"]
    assert good.read_text(encoding="utf-8") == "changed"


def test_a_student_version_that_is_not_utf8_is_written_anew(book):
    path = book / "exercises" / "01_planted.ipynb"
    before = path.read_bytes()
    path.write_bytes(b"\xff")
    assert exercises.main(["--notebooks", str(book)]) == 0
    assert path.read_bytes() == before


def test_the_examples_in_the_docstrings():
    found = doctest.testmod(exercises)
    assert found.attempted >= 2
    assert not found.failed


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


def test_a_line_that_is_short_or_given_is_no_leak():
    answer = planted.SOLUTION.replace("return x + x", "y = x\n    return y + x")
    assert report(solve=put(3, answer)) == ""
    left = report(solve=put(3, answer), spoil=put(3, "def double(x):\n    y = x\n    ..."))
    assert "left in it" not in left
    assert report(solve=put(2, "## Exercise 1 · Doubling\n\nNot `return x + x`.")) == ""


def test_names_of_a_wrong_answer_are_forgotten():
    session = exercise_runner.Session()
    session.run("kept = 1")
    assert session.try_out("new = 2", "kept = new") == [None, None]
    assert session.names["kept"] == 1
    assert "new" not in session.names


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


def test_the_source_of_an_answer_can_be_read_as_in_a_notebook():
    """The check of an exercise may look at how the student has written it."""
    session = exercise_runner.Session()
    check = "import inspect\nassert 'return 2' in inspect.getsource({})"
    assert session.run("def f():\n    return 2") is None
    assert session.run(check.format("f")) is None
    assert session.run("class A:\n    def g(self):\n        return 2") is None
    assert session.run(check.format("A.g")) is None
    assert session.try_out("def f():\n    return 2  # other", check.format("f")) == [None, None]
    (error,) = session.try_out("import inspect\nassert 'other' in inspect.getsource(f)")
    assert isinstance(error, AssertionError)
    other = exercise_runner.Session()
    assert other.run("def f():\n    return 3") is None
    assert session.run(check.format("f")) is None  # sessions do not take each other's sources
    assert isinstance(other.run(check.format("f")), AssertionError)


@pytest.mark.parametrize("source", ["def f(:", "f = lambda: (", "%time x"])
def test_a_cell_that_is_no_python_raises_in_the_session(source):
    assert isinstance(exercise_runner.Session().run(source), SyntaxError)

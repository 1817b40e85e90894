"""Checks of exercises accept right answers in unusual forms, and say of wrong ones what is wrong.

``tests/right_answers/`` holds right answers that look unlike the solution: float32, a list, a
tuple, a tensor, a generator, another way of thinking. The files have the names and the format of
those in ``tests/wrong_answers/``, one cell for each answer:

    # %% exercise 3: gives lists
    def step(x, h): ...

Each answer, and the solution itself, is tried where no other check has run, so that no check can
live on names that another one made.

A wrong answer may begin with what the message that refuses it must hold, and must not hold:

    # %% exercise 5: changes what it is given
    # says: in place
    # hides: 28
    def clip(gradients, limit): ...
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import exercise_runner
import planted

import nbformat
import pytest

HERE = Path(__file__).resolve().parent
PROMISE = re.compile(r"^# (says|hides): (.+)\n")


@pytest.mark.executes
@pytest.mark.timeout(240)
def test_right_answers(solutions_path):
    done = subprocess.run(
        [sys.executable, __file__, solutions_path.resolve()],
        cwd=solutions_path.parent,
        env={**os.environ, "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        timeout=200,
    )
    if done.returncode:
        report = f"{solutions_path}:\n{done.stdout}{done.stderr[-2000:]}"
        pytest.fail(report, pytrace=False)


def problems(solutions, right, wrong):
    """What is wrong with the checks of a solutions notebook, sentence by sentence.

    Args:
        right, wrong: lists of answers, as ``exercise_runner.wrong_answers`` reads them.
    """
    session = exercise_runner.Session()
    cells = list(exercise_runner.code_cells(solutions))
    checked = {number for number, kind, _ in cells if kind == "check"}
    for number, title, _ in right:
        if number not in checked:
            yield f"Right answer '{title}' belongs to exercise {number}, which has no check."
    for count, (number, kind, source) in enumerate(cells, start=1):
        if kind == "check":
            continue
        if kind == "exercise":
            check, place = exercise_runner.check_after(cells, count), f"exercise {number}"
            for title, answer in [("the solution", source), *answers_to(number, right)]:
                raised, refused = session.try_out(answer, check)
                if raised is not None:
                    yield f"{place}: right answer '{title}' does not run: {raised!r}."
                elif refused is not None:
                    yield f"{place}: the check refuses the right answer '{title}': {refused!r}."
            for title, answer in answers_to(number, wrong):
                yield from broken_promises(session, answer, check, f"{place}, '{title}'")
        raised = session.run(source)
        if raised is not None:
            yield f"[{count}], exercise {number}: without the checks it raises {raised!r}."


def answers_to(number, answers):
    return [(title, source) for of, title, source in answers if of == number]


def broken_promises(session, answer, check, place):
    """What the message to a wrong answer should hold and does not, or should not and does."""
    rest, promises = answer, []
    while found := PROMISE.match(rest):
        promises.append(found.groups())
        rest = rest[found.end() :]
    if promises:
        message = str(session.try_out(answer, check)[1])
        for kind, text in promises:
            if (text in message) != (kind == "says"):
                yield f"{place}: '{text}' is {'not ' * (kind == 'says')}in the message: {message}"


def read(folder, solutions):
    path = HERE / folder / f"{Path(solutions).stem}.py"
    if not path.exists():
        return []
    return exercise_runner.wrong_answers(path.read_text(encoding="utf-8"))


def main(solutions):
    notebook = nbformat.read(solutions, as_version=4)
    found = problems(notebook, read("right_answers", solutions), read("wrong_answers", solutions))
    found = list(found)
    print("\n".join(found))
    return int(bool(found))


# This test itself


def report(right="def double(x): return 2 * x", wrong="", check=planted.CHECK, number=1):
    notebook = planted.solutions()
    notebook.cells[4].source = check
    answers = [(number, "planted", right)], [(number, "planted", wrong)]
    return "\n".join(problems(notebook, *answers))


TRIPLE = "def double(x): return 3 * x"
DEFECTS = {
    "right answer refused": (
        {"right": TRIPLE},
        "the check refuses the right answer 'planted': AssertionError",
    ),
    "check breaks": ({"right": "double = 2"}, "refuses the right answer 'planted': TypeError"),
    "right answer does not run": (
        {"right": "1 / 0"},
        "right answer 'planted' does not run: ZeroDivisionError",
    ),
    "right answer to no exercise": (
        {"number": 2},
        "'planted' belongs to exercise 2, which has no check",
    ),
    "check needs another check": (
        {"check": "assert double(three) == 6"},
        "the check refuses the right answer 'the solution': NameError",
    ),
    "message without the words": (
        {"wrong": f"# says: is 6\n# says: in place\n{TRIPLE}"},
        "exercise 1, 'planted': 'in place' is not in the message: ✗ double(3) is 6",
    ),
    "message that gives away": (
        {"wrong": f"# hides: 6\n{TRIPLE}"},
        "exercise 1, 'planted': '6' is in the message: ✗ double(3) is 6",
    ),
}


@pytest.mark.parametrize(("defect", "expected"), DEFECTS.values(), ids=DEFECTS)
def test_defect_is_caught(defect, expected):
    assert expected in report(**defect)


def test_good_checks_have_no_problems():
    assert report(wrong=f"# says: double(3)\n# hides: 7\n{TRIPLE}") == ""


@pytest.mark.parametrize("folder", ["right_answers", "wrong_answers"])
def test_every_file_of_answers_belongs_to_a_notebook(folder):
    notebooks = HERE.parent / "notebooks" / "solutions"
    for path in (HERE / folder).glob("*.py"):
        assert (notebooks / f"{path.stem}.ipynb").exists(), path.name


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

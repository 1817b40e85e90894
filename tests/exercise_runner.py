"""Do the exercises of one notebook as students would: not at all, rightly, and wrongly.

Usage: exercise_runner.py SOLUTIONS STUDENT WRONG_ANSWERS

Prints what is wrong with the exercises; the exit status is 1 if there is anything. The cells run
in this process, without a kernel, which saves time; nbval runs the solutions in a kernel.
"""

import contextlib
import io
import linecache
import re
import sys
from pathlib import Path

import nbformat

SOLUTION = re.compile(r"^[ \t]*### BEGIN SOLUTION\n(.*?)^[ \t]*### END SOLUTION", re.M | re.S)
SHORT_LINE = 10  # characters; a shorter line gives nothing away


class Session:
    """The namespace that the cells of a notebook share."""

    def __init__(self):
        self.names = {"__name__": "__main__", "display": lambda *objects, **options: None}
        self.cells = 0

    def run(self, source):
        """Execute a cell silently; give back what it raised, or None."""
        self.cells += 1
        name = f"<cell {self.cells} of session {id(self)}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(source, name, "exec"), self.names)
        except Exception as error:
            return error
        finally:
            if "matplotlib.pyplot" in sys.modules:
                sys.modules["matplotlib.pyplot"].close("all")
        return None

    def try_out(self, *sources):
        """Execute cells, forget what they defined, and give back what each raised.

        The namespace stays the same object, so that functions defined before see the new names.
        """
        before = dict(self.names)
        raised = [self.run(source) for source in sources]
        self.names.clear()
        self.names.update(before)
        return raised


def code_cells(notebook):
    """(exercise number, kind, source) of each code cell; the kind is a tag or ``given``."""
    number = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            for found in re.findall(r"^## Exercise (\d+)", cell["source"], re.M):
                number = int(found)
        elif cell["cell_type"] == "code":
            tags = cell["metadata"].get("tags", [])
            kind = next((tag for tag in ("exercise", "check") if tag in tags), "given")
            yield number, kind, cell["source"]


def wrong_answers(text):
    """(exercise number, title, source) of each cell of a percent-format file.

    Raises:
        ValueError: if a cell is not headed ``# %% exercise 3: what is wrong``.
    """
    answers = []
    for cell in re.split(r"^# %%", text, flags=re.M)[1:]:
        head, _, source = cell.partition("\n")
        match = re.fullmatch(r" exercise (\d+): (\S.*)", head)
        if not match:
            raise ValueError(f"Expected '# %% exercise 3: what is wrong'. Received '# %%{head}'.")
        answers.append((int(match[1]), match[2], source))
    return answers


def unsolved(student):
    """Run the student version: each check must fail, by an assertion or as not implemented."""
    session = Session()
    for count, (number, kind, source) in enumerate(code_cells(student), start=1):
        raised = session.run(source)
        place = f"student version, [{count}], exercise {number}"
        if kind == "check" and raised is None:
            yield f"{place}: the check passes before anything is solved."
        elif kind == "check" and not isinstance(raised, AssertionError | NotImplementedError):
            yield f"{place}: the check fails by {raised!r}, not by an assertion."
        elif kind == "exercise" and not isinstance(raised, NotImplementedError | None):
            yield f"{place}: the unsolved cell raises {raised!r}."
        elif kind == "given" and raised is not None:
            yield f"{place}: a cell that is given raises {raised!r}."


def solved(solutions, answers):
    """Run the solutions; before each, its wrong answers, which its check must refuse."""
    session = Session()
    cells = list(code_cells(solutions))
    exercises = {number for number, kind, _ in cells if kind == "check"}
    for number, title, _ in answers:
        if number not in exercises:
            yield f"Wrong answer '{title}' belongs to exercise {number}, which has no check."
    for count, (number, kind, source) in enumerate(cells, start=1):
        place = f"[{count}], exercise {number}"
        if kind == "exercise":
            wrong = [answer for answer in answers if answer[0] == number]
            if not wrong:
                yield f"{place}: there is no wrong answer to try its check with."
            for _, title, answer in wrong:
                raised, refused = session.try_out(answer, check_after(cells, count))
                if raised is not None:
                    yield f"{place}: wrong answer '{title}' does not run: {raised!r}."
                elif refused is None:
                    yield f"{place}: the check accepts the wrong answer '{title}'."
                elif not isinstance(refused, AssertionError):
                    yield f"{place}: the check breaks on wrong answer '{title}': {refused!r}."
        raised = session.run(source)
        if raised is not None:
            yield f"{place}: the solutions notebook raises {raised!r}."


def check_after(cells, count):
    """The source of the check that follows the first ``count`` cells."""
    return next((source for _, kind, source in cells[count:] if kind == "check"), "")


def left_over(solutions, student):
    """Lines of a solution that stand in the student version and were not given anyhow."""
    sources = [cell["source"] for cell in solutions["cells"]]
    given = "\n".join(SOLUTION.sub("", source) for source in sources)
    text = "\n".join(cell["source"] for cell in student["cells"])
    for block in (block for source in sources for block in SOLUTION.findall(source)):
        for line in map(str.strip, block.splitlines()):
            if len(line) > SHORT_LINE and line not in given and line in text:
                yield f"student version: a line of a solution is left in it: {line}"
    if any(cell.get("outputs") for cell in student["cells"]):
        yield "student version: there are outputs in it."


def problems(solutions, student, answers):
    """All that is wrong with the exercises of a notebook, as a list of sentences."""
    return [*left_over(solutions, student), *unsolved(student), *solved(solutions, answers)]


def main(solutions, student, answers):
    found = problems(
        nbformat.read(solutions, as_version=4),
        nbformat.read(student, as_version=4),
        wrong_answers(Path(answers).read_text(encoding="utf-8")),
    )
    print("\n".join(found))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

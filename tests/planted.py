"""Small notebooks for the tests of the gate: good ones, to be spoilt one way at a time."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
CLAIM = 'claim("Two and two are four", 2 + 2 == 4, measured=2 + 2)'
SOLUTION = "def double(x):\n    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION"
CHECK = 'from rnn_utils.checks import expect\nexpect(double(3) == 6, "double(3) is 6")\nprint("✓")'


def printed(text):
    return new_output("stream", name="stdout", text=text)


def picture(alt="a single dot, in the middle of nothing", mime="image/png"):
    return new_output("display_data", {mime: PNG}, metadata={mime: {"alt": alt}})


def code(source, *outputs, tags=()):
    metadata = {"tags": list(tags)} if tags else {}
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def notebook(*cells, seconds=1.0):
    """A notebook that was executed from top to bottom, with ids that do not change."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = new_notebook(
        metadata={"kernelspec": kernel, "book": {"seconds": seconds}}, cells=list(cells)
    )
    made.nbformat, made.nbformat_minor = 4, 5
    count = 0
    for n, cell in enumerate(cells):
        cell.id = f"cell-{n}"
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
    return made


def chapter():
    """A chapter without a fault."""
    return notebook(
        new_markdown_cell(
            "# A title\n\nWhat is two and two?\n\n## By hand\n\n```\n# not a title\n```"
        ),
        code("import rnn_utils\nfrom rnn_utils.checks import claim"),
        code("print(2 + 2)", printed("4\n")),
        code("drawn = 2 + 2", picture()),
        new_markdown_cell(
            "### What was seen\n\n<details><summary>Answer</summary>\n\n4\n</details>"
        ),
        code(CLAIM, printed("✓ Two and two are four (measured 4)\n")),
        code("import time\ntime.time()", picture(), tags=["nbval-ignore-output"]),
    )


def solutions():
    """A solutions notebook without a fault."""
    return notebook(
        new_markdown_cell("# A title · solutions"),
        code("import rnn_utils"),
        new_markdown_cell("## Exercise 1 · Doubling\n\nWrite `double`."),
        code(SOLUTION, tags=["exercise"]),
        code(CHECK, printed("✓\n"), tags=["check"]),
        new_markdown_cell("## Exercise 2 · An open question\n\nWhat next?"),
    )

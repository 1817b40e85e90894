"""What a tidy notebook is: ``problems`` lists what is wrong with one, and how to mend it.

nbval executes a notebook and compares its outputs. Here is what nbval does not see.
"""

import ast
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import nbformat.v4
from markdown_it import MarkdownIt
from nbformat.validator import iter_validate

TAGS = {"nbval-ignore-output", "exercise", "check", "hide-input", "your-turn"}
METADATA = {"kernelspec", "language_info", "book"}
MAX_BYTES = 1_000_000
MAX_SECONDS = 90
MAX_SECONDS_OF_A_LESSON = 60  # where a trial holds the rest
MAX_IGNORED = 2 / 5
MIN_ALT_CHARACTERS = 20

PICTURES = ("image/png", "image/gif", "image/jpeg")
ABSOLUTE_PATH = re.compile(
    r"(?<![\w.~-])/(?:home|root|Users|tmp|usr|var|opt|work|mnt|private|Volumes)/\w"
    r"|\b[A-Z]:\\\w"
)
URL = re.compile(r"\b(?:https?|ftp)://[\w.-]+|src=[\"']//")
NBVAL_COMMENT = re.compile(r"^\s*#+\s*(?:NBVAL|PYTEST_VALIDATE)_\w+", re.MULTILINE)
MYST = re.compile(
    r"^\s*(?:`{3,}|~{3,}|:{3,})\s*\{|^:{3,}|^\([\w-]+\)=\s*$|\{[a-z:-]+\}`", re.MULTILINE
)
MATHS = re.compile(r"\$\$.*?\$\$|(?<![\\$])\$[^$\n]+\$", re.DOTALL)
DETAILS = re.compile(r"<(/?)details\b")


def read(path):
    """Read a notebook as it lies on the disk, without repairs."""
    return nbformat.v4.reads(Path(path).read_text(encoding="utf-8"))


def problems(notebook, path):
    """List what is wrong with a notebook.

    Args:
        notebook: the parsed JSON.
        path: where it lies; ``solutions`` and ``exercises`` folders have rules of their own.

    Returns:
        A list of sentences: which cell, what is wrong, how to mend it. Code cells are counted
        as in the page, ``[1]``, ``[2]``, …; text cells are quoted.
    """
    path = Path(path)
    rules = [valid, identified, lean, outlined, linked, plain, folded, imported, relative]
    if path.parent.name != "exercises":
        rules += [ran, quiet, local, described, small, timed, compared, spaced]
    if path.parent.name == "solutions":
        rules += [numbered]
    if path.parent.name == "exercises":
        rules += [cleared]
    return [problem for rule in rules for problem in rule(notebook, path)]


def code_cells(notebook):
    """(name, cell) of every code cell."""
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    return [(f"[{n}]", cell) for n, cell in enumerate(cells, start=1)]


def text_cells(notebook):
    """(name, cell) of every Markdown cell."""
    cells = [c for c in notebook["cells"] if c["cell_type"] == "markdown"]
    return [(f"text cell '{c['source'].strip()[:30]}…'", c) for c in cells]


def named_cells(notebook):
    return code_cells(notebook) + text_cells(notebook)


def tags(cell):
    return cell["metadata"].get("tags", [])


def text_outputs(cell):
    """All that a cell printed or showed as text, HTML included."""
    for output in cell["outputs"]:
        yield output.get("text", "")
        yield from (v for k, v in output.get("data", {}).items() if k.startswith("text/"))


def pictures(cell):
    """(MIME type, alt text) of every picture in the output."""
    for output in cell["outputs"]:
        for mime in output.get("data", {}):
            if mime.startswith("image/"):
                yield mime, output["metadata"].get(mime, {}).get("alt", "")


def tokens(cell):
    """The Markdown of a cell, parsed, inline elements included; formulas are left out."""
    for token in MarkdownIt().parse(MATHS.sub(" ", cell["source"])):
        yield token
        yield from token.children or []


# The rules, each a generator of problems. First those for all notebooks.


def valid(notebook, path):
    version = notebook.get("nbformat"), notebook.get("nbformat_minor")
    if version != (4, 5):
        yield f"nbformat is {version}, not (4, 5): run `make notebooks NB={path}`."
    for error in iter_validate(notebook):
        place = "/".join(str(p) for p in error.absolute_path)
        yield f"Not a valid notebook at {place}: {error.message[:200]}"


def identified(notebook, path):
    ids = Counter(cell.get("id", "") for cell in notebook["cells"])
    for name, number in ids.items():
        if not name:
            yield f"{number} cells have no id: open and save the notebook in JupyterLab."
        elif number > 1:
            yield f"{number} cells have the id {name}: give the copies a new one."


def lean(notebook, path):
    """Only the metadata that is meant to be there."""
    for name in sorted(set(notebook["metadata"]) - METADATA):
        yield f"The notebook's metadata holds '{name}': remove it."
    kernel = notebook["metadata"].get("kernelspec", {})
    if (kernel.get("name"), kernel.get("display_name")) != ("python3", "Python 3"):
        yield "The kernel is not python3, displayed as 'Python 3': run `make notebooks`."
    extra = set(notebook["metadata"].get("book", {})) - {"seconds"}
    if extra:
        yield f"'book' in the metadata holds {sorted(extra)}: only 'seconds' belongs there."
    for name, cell in named_cells(notebook):
        for key in sorted(set(cell["metadata"]) - {"tags", "jupyter"}):
            yield f"{name} has '{key}' in its metadata: remove it, only tags may stand there."
        hidden = {"source_hidden": True} if "hide-input" in tags(cell) else None
        if cell["metadata"].get("jupyter") != hidden:
            yield f"{name}: only and all cells tagged hide-input are folded: run `make notebooks`."
        for tag in tags(cell):
            if tag not in TAGS:
                yield f"{name} is tagged '{tag}': only {sorted(TAGS)} may be used."
        if cell.get("attachments"):
            yield f"{name} has an attachment: draw the picture in a code cell."
    if any(cell["cell_type"] not in ("code", "markdown") for cell in notebook["cells"]):
        yield "There is a raw cell: make it Markdown or code."


def outlined(notebook, path):
    """One H1, at the top, and no level skipped below it."""
    levels = []
    for name, cell in text_cells(notebook):
        parsed = list(tokens(cell))
        for token, inline in pairwise(parsed):
            if token.type != "heading_open":
                continue
            level = int(token.tag[1])
            if levels and level > levels[-1] + 1:
                yield f"{name}: '{inline.content}' skips a heading level: use H{levels[-1] + 1}."
            levels.append(level)
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"There are {levels.count(1)} H1 headings: the notebook starts with its only one."


def linked(notebook, path):
    """Links to files lead somewhere, pictures have a text."""
    for name, cell in text_cells(notebook):
        for token in tokens(cell):
            target = token.attrGet("href") or token.attrGet("src") or ""
            if token.type == "image" and len(token.content) < MIN_ALT_CHARACTERS:
                yield f"{name}: the picture {target} has no alt text that says what it shows."
            target = target.partition("#")[0]
            if target and not re.match(r"[a-z]+:", target) and not (path.parent / target).exists():
                yield f"{name}: the link to {target} leads nowhere."


def plain(notebook, path):
    """Python and Markdown only: no magics, no MyST, no orders to nbval in comments."""
    for name, cell in code_cells(notebook):
        if "get_ipython" in cell["source"] or not is_python(cell["source"]):
            yield f"{name} is not plain Python: remove magics and shell commands."
        if NBVAL_COMMENT.search(cell["source"]):
            yield f"{name} gives orders to nbval in a comment: use the tag nbval-ignore-output."
    for name, cell in text_cells(notebook):
        if MYST.search(cell["source"]):
            yield f"{name} holds a MyST directive or role: GitHub and Jupyter do not know them."


def folded(notebook, path):
    """Every <details> is closed in its own cell."""
    for name, cell in text_cells(notebook):
        depth = 0
        for match in DETAILS.finditer(cell["source"]):
            depth += -1 if match[1] else 1
            if depth < 0:
                break
        if depth:
            yield f"{name}: <details> and </details> do not match."


def imported(notebook, path):
    """rnn_utils comes first: it silences what the backend prints when it is imported."""
    sources = [cell["source"] for _, cell in code_cells(notebook)]
    if not sources or not re.match(r"import rnn_utils *(#.*)?$", sources[0], re.MULTILINE):
        yield "The first line of the first code cell must be `import rnn_utils`."


def relative(notebook, path):
    """No path that exists on one machine only."""
    for name, cell in named_cells(notebook):
        texts = [cell["source"], *(text_outputs(cell) if cell["cell_type"] == "code" else [])]
        for match in filter(None, map(ABSOLUTE_PATH.search, texts)):
            yield f"{name} holds an absolute path, '{match[0]}…': make it relative."


# Notebooks with outputs.


def ran(notebook, path):
    mend = f"run `make notebooks NB={path}`."
    never = [name for name, cell in code_cells(notebook) if cell["execution_count"] is None]
    if never:
        yield f"{', '.join(never)} was never run: {mend}"
    for number, (name, cell) in enumerate(code_cells(notebook), start=1):
        if not cell["source"].strip():
            yield f"{name} is empty: remove it."
        if cell["execution_count"] not in (None, number):
            yield f"{name} ran as number {cell['execution_count']}, out of order: {mend}"


def quiet(notebook, path):
    for name, cell in code_cells(notebook):
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                yield f"{name} stores an error, {output['ename']}: mend it and run again."
            elif output.get("name") == "stderr":
                yield f"{name} prints on stderr: find out what warns, and mend that."
            elif re.search(r"[\r\b\x1b]", output.get("text", "")):
                yield f"{name} prints control characters: print one tidy line at the end."


def local(notebook, path):
    for name, cell in code_cells(notebook):
        for match in filter(None, map(URL.search, text_outputs(cell))):
            yield f"{name} shows an external address, {match[0]}: the page must work offline."


def described(notebook, path):
    for name, cell in code_cells(notebook):
        for mime, alt in pictures(cell):
            if mime not in PICTURES:
                yield f"{name} shows {mime}: show PNG (or a short GIF) instead."
            elif len(alt) < MIN_ALT_CHARACTERS:
                yield f"{name} shows a picture without alt text: show(fig, alt='what it shows')."


def small(notebook, path):
    size = len(json.dumps(notebook))
    if size > MAX_BYTES:
        yield f"The notebook has {size:,} bytes, over {MAX_BYTES:,}: make the pictures smaller."


def timed(notebook, path):
    seconds = notebook["metadata"].get("book", {}).get("seconds")
    if not isinstance(seconds, float) or not seconds > 0:
        yield f"The seconds are not recorded: run `make notebooks NB={path}`."
        return
    lesson = (path.parent / "trials" / path.name).exists()
    limit = MAX_SECONDS_OF_A_LESSON if lesson else MAX_SECONDS
    if seconds > limit:
        yield f"The notebook takes {seconds} s, over {limit} s: train less."


def compared(notebook, path):
    cells = code_cells(notebook)
    ignored = [name for name, cell in cells if "nbval-ignore-output" in tags(cell)]
    if len(ignored) > MAX_IGNORED * len(cells):
        yield (
            f"{len(ignored)} of {len(cells)} code cells are not compared, over two fifths: move "
            "out what does not depend on training or time, and claim what the text concludes."
        )
    for name, cell in cells:
        if name in ignored and cell["execution_count"] and not cell["outputs"]:
            yield f"{name} is tagged nbval-ignore-output, but prints nothing: remove the tag."


def is_python(source):
    """Whether the source parses; magics and shell commands do not."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def spaced(notebook, path):
    """Prose stands between any two figures."""
    before, number = None, 0
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            before = None
            continue
        number += 1
        shown = len(list(pictures(cell)))
        if shown > 1:
            yield f"[{number}] shows {shown} pictures: give each its own cell, with prose between."
        if shown and before:
            yield f"No prose between the figures of [{before}] and [{number}]: say what was seen."
        before = number if shown else before


# Solutions and exercises.


def numbered(notebook, path):
    """Exercises are numbered from 1; each is a text, an exercise cell, and then its check cell."""
    headings = "\n".join(cell["source"] for _, cell in text_cells(notebook))
    numbers = [int(n) for n in re.findall(r"^## Exercise (\d+) · \S", headings, re.MULTILINE)]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"The exercises are numbered {numbers}: count '## Exercise 1 · title' from 1."

    cells = code_cells(notebook)
    for (name, cell), (_, after) in pairwise([*cells, ("", {"metadata": {}})]):
        if ("exercise" in tags(cell)) != ("check" in tags(after)):
            yield f"{name} and the code cell after it are not an exercise and its check: tag them."
    for name, cell in cells:
        if "exercise" in tags(cell) and cell["source"].count("### BEGIN SOLUTION") != 1:
            yield f"{name} is an exercise: hold one ### BEGIN SOLUTION … ### END SOLUTION."
        if "exercise" not in tags(cell) and "SOLUTION" in cell["source"]:
            yield f"{name} marks a solution, but is not tagged 'exercise': tag it."


def cleared(notebook, path):
    mend = "run `make exercises`."
    if "book" in notebook["metadata"]:
        yield f"A student notebook records no seconds: {mend}"
    for name, cell in code_cells(notebook):
        if cell["outputs"] or cell["execution_count"] is not None:
            yield f"{name} of a student notebook has an output: {mend}"
        if "SOLUTION" in cell["source"]:
            yield f"{name} of a student notebook holds a solution: {mend}"

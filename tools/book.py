"""Build the web edition of the book in build/book/html from the committed notebooks.

Usage: book.py [--solutions]

Nothing is executed and no network is used. The pages of build/book/source are written first: the
notebooks with what only a web page needs (links to files and neighbours, targets for claims and
terms), the map, the list of claims, and one page for each module of rnn_utils. Sphinx turns them
into HTML, and a warning is an error.
"""

import argparse
import importlib
import pkgutil
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import rnn_utils
from rnn_utils.claims import find_claims

import nbformat

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
NOTEBOOKS = ROOT / "notebooks"
BUILD = ROOT / "build" / "book"
START = "00_start_here"
HEADS = ("network", "attention", "vector")  # of terms whose bold form lacks them
MATHS_OR_CODE = re.compile(r"(\$\$.*?\$\$|\$[^$\n]+\$|``.*?``|`[^`]*`|^```.*?^```)", re.S | re.M)


@dataclass(frozen=True)
class Chapter:
    """A row of the map in "Start here".

    ``seconds`` is what the lesson's last execution took; ``trial`` says whether it has a trial.
    """

    name: str
    title: str
    question: str
    part: str
    seconds: float
    trial: bool = False

    @property
    def pages(self):
        """The names of its pages, the lesson before the trial."""
        return [self.name, *([f"trials/{self.name}"] * self.trial)]


def read_map(notebooks=NOTEBOOKS):
    """The chapters in the order of the map in "Start here".

    Raises:
        ValueError: if a chapter of the folder is not in the map, or the other way round.
    """
    start = nbformat.read(notebooks / f"{START}.ipynb", as_version=4)
    prose = "\n".join(cell.source for cell in start.cells if cell.cell_type == "markdown")
    part, chapters = "", []
    for line in prose.splitlines():
        if heading := re.match(r"\| \| \*\*(Part .+?)\*\* \|", line):
            part = heading[1]
        elif row := re.match(r"\| \d\d \| \[(.+?)\]\((\w+)\.ipynb\) \| (.+?) \|", line):
            path = notebooks / f"{row[2]}.ipynb"
            seconds = _seconds(path) if path.exists() else 0.0
            trial = (notebooks / "trials" / path.name).exists()
            chapters.append(Chapter(row[2], row[1], row[3], part, seconds, trial))
    names = [chapter.name for chapter in chapters]
    there = sorted(p.stem for p in notebooks.glob("[0-9][0-9]_*.ipynb") if p.stem != START)
    if names != there:
        raise ValueError(
            f"The map in {START} and the folder must name the same chapters in the same order. "
            f"Only in one of them: {sorted(set(names) ^ set(there))}."
        )
    if orphans := {p.stem for p in notebooks.glob("trials/*.ipynb")} - {START, *names}:
        raise ValueError(f"A trial belongs to a lesson of its name. Received {sorted(orphans)}.")
    return chapters


def _seconds(path):
    return nbformat.read(path, as_version=4).metadata.get("book", {}).get("seconds", 0.0)


def duration(seconds):
    """Seconds in words, for readers: to five seconds, or to half a minute.

    >>> duration(3.9), duration(41.9), duration(72.9), duration(83.0)
    ('5 s', '40 s', '1 min', '1½ min')
    """
    if seconds < 52.5:
        return f"{max(5, 5 * round(seconds / 5))} s"
    halves = round(seconds / 30)
    return f"{halves // 2}{'½' * (halves % 2)} min"


def escape(text):
    """Plain text as Markdown that shows just that text.

    >>> print(escape("h_t = 2 * [x]"))
    h\\_t = 2 \\* \\[x\\]
    """
    return re.sub(r"([\\`*_{}\[\]<>$|#~^])", r"\\\1", text)


# What only a web page needs, put into a copy of a notebook.


def add_header(notebook, line):
    """Put a line of links below the title, which is the first line of the first cell."""
    title, _, rest = notebook.cells[0].source.partition("\n")
    notebook.cells[0].source = f"{title}\n\n{{.page-links}}\n{line}\n{rest}"


def add_claim_targets(notebook, claims):
    """Put a target before each code cell that makes a claim; ``claims`` are those of the page."""
    numbers = {claim.cell for claim in claims}
    cells, number = [], 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            number += 1
            if number in numbers:
                target = f"({target_of(claims[0].chapter, number)})="
                cells.append(nbformat.v4.new_markdown_cell(target))
        cells.append(cell)
    notebook.cells = cells


def add_alt_texts(notebook):
    """Put the alt text of a cell's picture where MyST-NB looks for it.

    Raises:
        ValueError: if a cell shows two pictures; MyST-NB knows one alt text for a cell.
    """
    for number, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), start=1):
        shown = [o.metadata["image/png"] for o in cell.outputs if "image/png" in o.get("data", {})]
        if len(shown) > 1:
            raise ValueError(f"Cell [{number}] shows {len(shown)} pictures: show one in a cell.")
        if shown:
            cell.metadata["mystnb"] = {"image": {"alt": shown[0]["alt"]}}


def short(page):
    """What a page is called in targets of links.

    >>> short("05_lstm"), short("trials/05_lstm")
    ('05', 'trial-05')
    """
    folder, _, name = page.rpartition("/")
    return f"trial-{name[:2]}" if folder == "trials" else name[:2]


def target_of(chapter, cell):
    return f"chapter-{short(chapter)}-cell-{cell}"


def link_terms(notebook, terms):
    """Make the first bold occurrence of each term a link to the glossary; give back those found.

    The bold words may be the plural of a term, or lack its head: **bidirectional** stands for
    "bidirectional network". Formulas and code are left alone.
    """
    wanted, found = {form(term): term for term in terms}, []

    def link(match):
        bold = form(match[1])
        names = [bold, *(f"{bold} {head}" for head in HEADS)]
        key = next((name for name in names if name in wanted), None)
        if key is None:
            return match[0]
        found.append(wanted.pop(key))
        return f"{{term}}`{match[1]} <{found[-1]}>`"

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            pieces = MATHS_OR_CODE.split(cell.source)
            for i in range(0, len(pieces), 2):
                pieces[i] = re.sub(r"(?<!\*)\*\*([^*]+)\*\*(?!\*)", link, pieces[i])
            cell.source = "".join(pieces)
    return found


def form(text):
    """A term without case, plural and full stop.

    >>> form("Letter\\ntrigrams."), form("loss")
    ('letter trigram', 'loss')
    """
    return re.sub(r"(?<=[^s\W]{3})s$", "", " ".join(text.casefold().split()).strip("."))


def mend_links(notebook, solutions):
    """Links to folders become links to pages; without solutions no link leads there."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            source = cell.source.replace("](exercises/)", "](exercises/index.md)")
            if solutions:
                source = source.replace("](solutions/)", "](solutions/index.md)")
            else:
                source = re.sub(r"\[([^\]]*)\]\((?:\.\./)?solutions/[^)]*\)", r"\1", source)
            cell.source = source


# Pages that are generated.


def read_glossary(text):
    """The terms of the glossary page: {term: name of the chapter that introduces it}.

    Raises:
        ValueError: if an entry does not end in the link to its chapter.
    """
    body = re.search(r"^:::\{glossary\}\n(.*?)^:::$", text, re.S | re.M)[1]
    terms = {}
    for entry in re.split(r"\n\s*\n", body.strip()):
        chapter = re.search(r"\]\((\w+)\.ipynb\)$", entry)
        if not chapter:
            raise ValueError(
                f"Each entry of the glossary must end in a link to the chapter that introduces it, "
                f"such as [Chapter 5](05_lstm.ipynb). Received {entry!r}."
            )
        terms |= {t: chapter[1] for t in entry.splitlines() if not t.startswith(" ")}
    return terms


def printed(notebook, cell):
    """The lines that a code cell, counted from 1, printed."""
    outputs = [c for c in notebook.cells if c.cell_type == "code"][cell - 1].outputs
    return "".join(output.get("text", "") for output in outputs).splitlines()


def verdict(claim, lines):
    """What the page says behind a claim: what was measured, or that it is false on purpose.

    Raises:
        ValueError: if the cell did not print the claim.
    """
    held = [line for line in lines if re.match(rf"✓ {re.escape(claim.text)}( \(|$)", line)]
    if held:
        measured = [m[1] for line in held if (m := re.search(r" \(measured (.*)\)$", line))]
        return "; ".join(dict.fromkeys(measured))
    if any(line.startswith(f"✗ {claim.text}") for line in lines):
        return "false on purpose: the chapter shows how the check refuses it"
    raise ValueError(
        f"{claim.chapter}, cell {claim.cell}: the claim {claim.text!r} was not printed. "
        f"Run `make notebooks NB=notebooks/{claim.chapter}.ipynb`."
    )


def claims_page(claims, notebooks, titles):
    """Markdown of "Every claim in this book".

    Args:
        claims: {chapter: its claims}.
        notebooks: {chapter: its notebook}.
        titles: {chapter: its title with number}.
    """
    total = sum(map(len, claims.values()))
    lines = [f"# Every claim in this book ({total})", ""]
    lines += [
        "Each line is a sentence that a lesson or a trial states and the computer checks when the",
        "page runs. What stands behind it was measured on the machine that made these pages. The",
        "sentence leads to its place in the page, where you see how it is checked.",
        "",
    ]
    for chapter, of_chapter in claims.items():
        lines += [f"(claims-{short(chapter)})=", f"## {titles[chapter]} ({len(of_chapter)})", ""]
        for claim in of_chapter:
            behind = verdict(claim, printed(notebooks[chapter], claim.cell))
            behind = behind and f" [{escape(behind)}]{{.measured}}"
            place = target_of(chapter, claim.cell)
            lines.append(f"- [{escape(claim.text)}](#{place}){behind}")
        lines.append("")
    return "\n".join(lines)


def map_of_chapters(chapters):
    """Markdown of the map on the landing page."""
    lines, part = [], None
    for chapter in chapters:
        if chapter.part != part:
            part = chapter.part
            lines += ["", f"### {part}", ""]
        number = int(chapter.name[:2])
        title = f"[{number} · {escape(chapter.title)}]({chapter.name}.ipynb)"
        minutes = f"[{duration(chapter.seconds)}]{{.minutes}}"
        lines += [f"- {title} {minutes}\\", f"  {chapter.question}"]
    return "\n".join(lines).strip()


def toctree(pages, caption=None):
    """Markdown of a list of pages for the side bar."""
    lines = ["```{toctree}", ":hidden:", *([f":caption: {caption}"] if caption else []), ""]
    return "\n".join([*lines, *pages, "```", ""])


def side_bar(chapters, solutions):
    """Markdown of all lists of pages, part by part."""
    parts = dict.fromkeys(chapter.part for chapter in chapters)
    trees = [toctree([START])]
    for part in parts:
        trees.append(toctree([c.name for c in chapters if c.part == part], part))
    practise = ["exercises/index", *(["solutions/index"] * solutions)]
    practise += ["trials/index"] * any(chapter.trial for chapter in chapters)
    trees.append(toctree(practise, "Practise"))
    trees.append(toctree(["claims", "glossary", "api/index"], "Look up"))
    return "\n".join(trees)


def list_page(title, text, chapters):
    """Markdown of the page that lists the exercises, or the solutions."""
    rows = [f"- [{int(c.name[:2])} · {escape(c.title)}]({c.name}.ipynb)" for c in chapters]
    tree = toctree([c.name for c in chapters])
    return "\n".join([f"# {title}", "", text, "", *rows, "", tree])


def api_pages(package=rnn_utils):
    """{name: Markdown} of the pages about the modules of a package, and their index."""
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__))
    pages, rows = {}, []
    for name in names:
        module = importlib.import_module(f"{package.__name__}.{name}")
        options = ["members:", "special-members: __call__", "exclude-members: cell_class"]
        options += ["imported-members:"] * hasattr(module, "__path__")
        directive = [f".. automodule:: {module.__name__}", *(f"   :{o}" for o in options)]
        pages[name] = "\n".join([f"# {name}", "", "```{eval-rst}", *directive, "```", ""])
        rows.append(f"- [`{module.__name__}`]({name}.md): {summary(module)}")
    text = "What the chapters import, module by module, with shapes, errors and sources."
    tree = toctree(names)
    pages["index"] = "\n".join(["# The package rnn_utils", "", text, "", *rows, "", tree])
    return pages


def summary(module):
    """The first sentence of a module's docstring, as Markdown."""
    sentence = " ".join(module.__doc__.partition("\n\n")[0].split()).replace("``", "`")
    return re.match(r".*?[.:](?= |$)", sentence)[0].rstrip(":.") + "."


def page_links(name, chapters, claims):
    """Markdown of the links below the title of a lesson or a trial, with its number of claims."""
    folder, _, stem = name.rpartition("/")
    links = [f"{{download}}`Notebook </files/{name}.ipynb>`"]
    chapter = next((c for c in chapters if c.name == stem), None)
    if folder:
        links += [f"[Lesson {int(stem[:2])}](../{stem}.ipynb)"]
    elif chapter:
        links += [f"[Trial](trials/{name}.ipynb)"] * chapter.trial
        links += [f"[Exercises](exercises/{name}.ipynb)"]
    return [*links, f"[{claims} claims](#claims-{short(name)})"]


# From the folders to the pages.


def prepare(source, solutions=False):
    """Write all that Sphinx reads into an empty folder."""
    chapters = read_map()
    shutil.copytree(BOOK, source, ignore=shutil.ignore_patterns("node_modules", "package*.json"))
    folders = ["exercises", *(["solutions"] * solutions)]
    for folder in ("", "trials", *folders):
        (source / folder).mkdir(exist_ok=True)
        (source / "files" / folder).mkdir(parents=True, exist_ok=True)

    glossary = read_glossary((BOOK / "glossary.md").read_text(encoding="utf-8"))
    notebooks, claims, titles = {}, {}, {}
    for name in (START, *(page for chapter in chapters for page in chapter.pages)):
        path = NOTEBOOKS / f"{name}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebooks[name], claims[name] = notebook, find_claims(path)
        titles[name] = notebook.cells[0].source.partition("\n")[0].removeprefix("# ")
        link_terms(notebook, [term for term, chapter in glossary.items() if chapter == name])
        add_alt_texts(notebook)
        add_claim_targets(notebook, claims[name])
        mend_links(notebook, solutions)
        add_header(notebook, " · ".join(page_links(name, chapters, len(claims[name]))))
        shutil.copy(path, source / "files" / path.relative_to(NOTEBOOKS).parent)
        nbformat.write(notebook, source / path.relative_to(NOTEBOOKS))

    for folder in folders:
        for chapter in chapters:
            path = NOTEBOOKS / folder / f"{chapter.name}.ipynb"
            notebook = nbformat.read(path, as_version=4)
            add_alt_texts(notebook)
            mend_links(notebook, solutions)
            links = [f"{{download}}`Notebook </files/{folder}/{chapter.name}.ipynb>`"]
            links += [f"[Chapter {int(chapter.name[:2])}](../{chapter.name}.ipynb)"]
            add_header(notebook, " · ".join(links))
            shutil.copy(path, source / "files" / folder)
            nbformat.write(notebook, source / folder / path.name)

    text = (
        "Each chapter has a set of its own. Take the notebook from its page into\n"
        "`notebooks/exercises/` of the book, where it already lies if you have the book, and open\n"
        "it with `make lab`. The check below each answer says at once what is wrong."
    )
    write(source / "exercises/index.md", list_page("Exercises", text, chapters))
    if solutions:
        text = "One answer to each exercise, executed."
        write(source / "solutions/index.md", list_page("Solutions", text, chapters))
    if trials := [chapter for chapter in chapters if chapter.trial]:
        text = (
            "A trial is the laboratory of a lesson: what somebody says about its subject, what\n"
            "would show it, the runs with their seeds and spreads, and a verdict. The lessons\n"
            "rest on them; you need them if you doubt a lesson, or want to know more."
        )
        write(source / "trials/index.md", list_page("Trials", text, trials))
    write(source / "claims.md", claims_page(claims, notebooks, titles))
    (source / "api").mkdir()
    for name, page in api_pages().items():
        write(source / "api" / f"{name}.md", page)
    index = (BOOK / "index.md").read_text(encoding="utf-8")
    index = index.replace("<!-- map -->", map_of_chapters(chapters))
    write(source / "index.md", f"{index}\n{side_bar(chapters, solutions)}")


def write(path, text):
    path.write_text(text, encoding="utf-8")


def sphinx(source, html):
    """Run Sphinx; its exit status is 1 if there was a warning."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-E"]
    return subprocess.call([*command, "-d", html.parent / "doctrees", "-b", "html", source, html])


def main(arguments=None):
    """Build the site from nothing and say where it is; give back the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--solutions", action="store_true", help="with the pages of the solutions")
    options = parser.parse_args(arguments)
    start = time.perf_counter()
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    prepare(BUILD / "source", options.solutions)
    status = sphinx(BUILD / "source", BUILD / "html")
    if status:
        print("The web edition was not built: mend what stands above.", file=sys.stderr)
        return status
    pages = [p for p in (BUILD / "html").rglob("*.html") if "_static" not in p.parts]
    seconds = time.perf_counter() - start
    print(f"{len(pages)} pages in {seconds:.0f} s: {BUILD.relative_to(ROOT)}/html/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())

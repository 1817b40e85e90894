"""The pages of the web edition, as `make book` left them in build/book/html."""

import ast
import importlib
import pkgutil
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rnn_utils.claims import find_claims
from tools import book

import nbformat
import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build/book/html"
NOTEBOOKS = ROOT / "notebooks"
CHAPTERS = [book.START, *(chapter.name for chapter in book.read_map())]
TRIALS = [f"trials/{chapter.name}" for chapter in book.read_map() if chapter.trial]
GLOSSARY = book.read_glossary((ROOT / "book/glossary.md").read_text(encoding="utf-8"))
MODULES = sorted(module.name for module in pkgutil.iter_modules([ROOT / "rnn_utils"]))

pytestmark = pytest.mark.web


def pages():
    return sorted(p for p in SITE.rglob("*.html") if "_static" not in p.parts)


@cache
def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def article(name):
    return soup(SITE / f"{name}.html").select_one("article")


def hrefs(tag):
    return [a["href"] for a in tag.select("a[href]")]


def test_it_was_built():
    assert len(pages()) > 40, "run `make book` first"


def test_side_bar_holds_the_parts_and_their_chapters():
    parts = {}
    for chapter in book.read_map():
        parts.setdefault(chapter.part, []).append(f"{chapter.name}.html")
    bar = soup(SITE / "index.html").select_one("nav.bd-links")
    found = {}
    for caption in bar.select("p.caption"):
        links = hrefs(caption.find_next_sibling("ul"))
        found[caption.text.strip()] = [link for link in links if "/" not in link]
    assert {part: found[part] for part in parts} == parts
    assert list(found) == [*parts, "Practise", "Look up"]
    assert hrefs(bar)[0] == f"{book.START}.html"


def test_the_landing_page_maps_every_chapter_with_question_and_time():
    rows = [li.get_text(" ", strip=True) for li in article("index").select("li")]
    for chapter in book.read_map():
        (row,) = [r for r in rows if f"{int(chapter.name[:2])} · {chapter.title}" in r]
        assert row.endswith(chapter.question)
        assert book.duration(chapter.seconds) in row
    assert "make lab" in article("index").text


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_links_to_its_files_and_neighbours(name):
    top = article(name).select_one(".page-links")
    (download,) = top.select("a[download]")
    file = (SITE / download["href"]).resolve()
    assert file.name == f"{name}.ipynb"
    assert file.read_bytes() == (NOTEBOOKS / f"{name}.ipynb").read_bytes()
    assert f"claims.html#claims-{name[:2]}" in hrefs(top)
    if name != book.START:
        assert f"exercises/{name}.html" in hrefs(top)
        below = soup(SITE / f"exercises/{name}.html").select_one(".page-links")
        assert f"../{name}.html" in hrefs(below)
        (download,) = below.select("a[download]")
        exercises = NOTEBOOKS / "exercises" / f"{name}.ipynb"
        assert (SITE / "exercises" / download["href"]).read_bytes() == exercises.read_bytes()

    place = CHAPTERS.index(name)
    footer = soup(SITE / f"{name}.html").select_one(".prev-next-footer")
    before, after = (footer.select_one(f"a.{side}") for side in ("left-prev", "right-next"))
    assert before["href"] == ("index.html" if place == 0 else f"{CHAPTERS[place - 1]}.html")
    last = place == len(CHAPTERS) - 1
    assert after["href"] == ("exercises/index.html" if last else f"{CHAPTERS[place + 1]}.html")


@pytest.mark.parametrize("name", TRIALS)
def test_a_trial_and_its_lesson_lead_to_each_other(name):
    lesson = name.removeprefix("trials/")
    top = article(name).select_one(".page-links")
    assert {f"../{lesson}.html", f"../claims.html#claims-trial-{lesson[:2]}"} <= set(hrefs(top))
    (download,) = top.select("a[download]")
    file = (SITE / "trials" / download["href"]).resolve()
    assert file.read_bytes() == (NOTEBOOKS / f"{name}.ipynb").read_bytes()
    assert f"{name}.html" in hrefs(article(lesson).select_one(".page-links"))
    assert f"{lesson}.html" in hrefs(article("trials/index"))


@pytest.mark.parametrize("name", [*CHAPTERS, *TRIALS])
def test_plumbing_is_folded_and_its_output_is_not(name):
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    hidden = [c for c in notebook.cells if "hide-input" in c.metadata.get("tags", [])]
    folds = article(name).select("div.cell details.hide")
    assert len(folds) == len(hidden)
    assert all(fold.select(".cell_input") and not fold.select(".cell_output") for fold in folds)


@pytest.mark.parametrize("name", [*CHAPTERS, *TRIALS])
def test_pictures_have_the_alt_text_of_their_notebook(name):
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    outputs = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    shown = [o for o in outputs if "image/png" in o.get("data", {})]
    wanted = [o.metadata["image/png"]["alt"] for o in shown]
    assert [img["alt"] for img in article(name).select("img")] == wanted


@pytest.mark.parametrize("name", [*CHAPTERS, *TRIALS])
def test_outputs_are_those_of_the_notebook_in_their_order(name):
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    wanted = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if not {"image/png", "text/html"} & set(data):
                wanted.append((output.get("text") or data["text/plain"]).rstrip("\n"))
    assert [pre.text.rstrip("\n") for pre in article(name).select(".cell_output pre")] == wanted


def test_no_solution_is_on_the_public_site():
    assert not [p for p in SITE.rglob("*") if "solutions" in p.relative_to(SITE).parts]
    assert not [p for p in SITE.rglob("*.ipynb") if "BEGIN SOLUTION" in p.read_text()]
    assert not [p for p in pages() if "BEGIN SOLUTION" in soup(p).text]
    assert "NotImplementedError" in article("exercises/05_lstm").text


def test_every_link_leads_somewhere():
    targets = {}
    for path in pages():
        tags = soup(path).select("[id]")
        targets[path] = {tag["id"] for tag in tags}
    for path in pages():
        for link in hrefs(soup(path)):
            parts = urlsplit(link)
            if parts.scheme in ("http", "https"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path.name} links to {link}"
            if parts.fragment and target in targets:
                assert parts.fragment in targets[target], f"{path.name} links to {link}"


def test_nothing_is_loaded_from_elsewhere():
    for path in pages():
        for tag in soup(path).select("script[src], img[src], link[rel=stylesheet], audio[src]"):
            source = tag.get("src") or tag["href"]
            assert not re.match(r"(?:\w+:)?//", source), f"{path.name} loads {source[:80]}"


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.relative_to(SITE).as_posix())
def test_formulas_are_rendered(path):
    body = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").main
    for code in body.select("pre, code, .katex, script"):
        code.extract()
    assert not re.search(r"\$\$|(?<!\w)\$[^$\n]+\$|\\(?:frac|tanh|sigma|odot)\b", body.text)
    assert not body.select(".katex-error")


def test_formulas_were_there_to_be_rendered():
    for name, least in (("03_backpropagation_through_time", 50), ("api/cells", 15)):
        assert len(article(name).select(".katex")) > least


def test_every_claim_is_listed_and_leads_to_its_cell():
    names = [book.START, *(page for chapter in book.read_map() for page in chapter.pages)]
    claims = {name: find_claims(NOTEBOOKS / f"{name}.ipynb") for name in names}
    total = sum(map(len, claims.values()))
    listed = article("claims")
    assert listed.h1.text.startswith(f"Every claim in this book ({total})")
    for section, name in zip(listed.select("section section"), names, strict=True):
        title = article(name).h1.contents[0]
        assert section.h2.text.startswith(f"{title} ({len(claims[name])})")
        for line, claim in zip(section.select("li"), claims[name], strict=True):
            assert plain(claim.text) in plain(line.text)
            page, _, target = line.a["href"].partition("#")
            assert page == f"{name}.html"
            assert target == book.target_of(name, claim.cell)
            cell = article(name).find(id=target).find_next(class_="cell_input")
            nodes = ast.walk(ast.parse(cell.text))  # the sentence may go over two lines
            assert claim.text in [n.value for n in nodes if isinstance(n, ast.Constant)]


def plain(text):
    """Text without what typography changes."""
    return re.sub(r"\W+", " ", text)


def test_the_glossary_is_in_order_and_in_two_languages():
    first = [entry.dt.text.strip("#\n ") for entry in _entries()]
    assert first == sorted(first, key=str.casefold)
    assert len(first) >= 100
    for entry in _entries():
        (chinese,) = entry.dd.select("span[lang=zh-Hans]")
        assert re.search(r"[\u4e00-\u9fff]|BLEU|Softmax", chinese.text), entry.dt.text
        definition = entry.dd.text.strip().removesuffix(entry.select("dd a")[-1].text)
        assert len(re.findall(r"[.?](?= [A-Z]| $)", definition)) in (1, 2), entry.dt.text


def _entries():
    """Each entry of the glossary as a list of its own."""
    for dd in article("glossary").select("dl.glossary > dd"):
        entry = BeautifulSoup("<dl></dl>", "html.parser").dl
        before = [t for t in dd.find_previous_siblings() if t.name in ("dt", "dd")]
        terms = before[: next((n for n, t in enumerate(before) if t.name == "dd"), len(before))]
        for tag in [*reversed(terms), dd]:
            entry.append(BeautifulSoup(str(tag), "html.parser"))
        yield entry


@pytest.mark.parametrize("term", GLOSSARY)
def test_a_term_occurs_in_the_chapter_that_introduces_it(term):
    text = " ".join(article(GLOSSARY[term]).text.casefold().split())
    for word in re.findall(r"\w+", term.casefold()):
        assert word[:4] in text


def test_terms_in_chapters_lead_to_the_glossary():
    for name in CHAPTERS[1:]:
        links = [h for h in hrefs(article(name)) if h.startswith("glossary.html#term-")]
        assert links, name
        assert len(links) == len(set(links))


@pytest.mark.parametrize("name", MODULES)
def test_the_api_page_documents_all_that_a_module_offers(name):
    module = importlib.import_module(f"rnn_utils.{name}")
    ids = {tag["id"] for tag in article(f"api/{name}").select("[id]")}
    documented = [n for n in module.__all__ if getattr(module, n).__doc__ and not n.isupper()]
    assert not [n for n in documented if not any(i.endswith(f".{n}") for i in ids)]

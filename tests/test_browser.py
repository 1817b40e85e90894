"""The web edition in a browser, opened from disk, with every other host out of reach."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build/book/html"
AXE = ROOT / "book/node_modules/axe-core/axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
CHAPTER = "05_lstm.html"
PAGES = sorted(
    p.relative_to(SITE).as_posix() for p in SITE.rglob("*.html") if "_static" not in p.parts
)

pytestmark = [pytest.mark.web, pytest.mark.timeout(120)]
every_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture(scope="module")
def browser(request):
    found = next(filter(None, map(shutil.which, NAMES)), None)
    path = found or (str(MAC) if MAC.exists() else None)
    if path is None:
        missing = "No Chromium found. Install it (on Debian and Ubuntu: sudo apt install chromium)."
        (pytest.fail if request.config.getoption("--browser") else pytest.skip)(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser):
    """Open a page; what goes wrong in it, then or later, is an error at the end of the test."""
    contexts, wrong = [], []

    def complain(message):
        if message.type in ("error", "warning"):
            wrong.append(message.text)

    def only_from_disk(route):
        if route.request.url.startswith(("file:", "data:")):
            route.continue_()
        else:
            wrong.append(f"asked for {route.request.url}")
            route.abort()

    def open_page(name, viewport=DESKTOP, **options):
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        context.route("**/*", only_from_disk)
        page = context.new_page()
        page.on("console", complain)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
        page.goto((SITE / name).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


def test_it_was_built():
    assert len(PAGES) > 40, "run `make book` first"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@every_page
def test_a_page_is_accessible(open_page, name, scheme):
    page = open_page(name, color_scheme=scheme)
    assert page.get_attribute("html", "data-theme") == scheme
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {preload: false, resultTypes: ['violations']})")
    severe = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    assert not [(v["id"], v["nodes"][0]["html"][:200]) for v in severe]
    assert len(found["passes"]) > 10


@every_page
def test_a_page_fits_a_phone(open_page, name):
    page = open_page(name, PHONE)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    formulas = "[...document.querySelectorAll('.katex .base')]"
    assert page.evaluate(f"{formulas}.every(e => getComputedStyle(e).whiteSpace == 'nowrap')")
    pictures = page.locator("article img")
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        assert picture.bounding_box()["width"] <= PHONE["width"]
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100


def test_formulas_are_set_in_their_own_font(open_page):
    page = open_page("03_backpropagation_through_time.html")
    formulas = page.locator(".katex-html:visible")
    assert formulas.count() > 50
    assert formulas.first.bounding_box()["height"] > 10
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)"
    )
    assert "KaTeX_Main" in loaded
    assert "KaTeX_Math" in loaded


@pytest.mark.parametrize(
    ("word", "chapter"), [("peephole", "06_peepholes"), ("遗忘门", "glossary")]
)
def test_search_finds(open_page, word, chapter):
    page = open_page("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    result = page.locator(f"#search-results a[href*='{chapter}.html']").first
    result.wait_for()
    result.click()
    page.wait_for_url(f"**/{chapter}.html*")


def test_search_says_when_nothing_is_found(open_page):
    page = open_page("search.html")
    page.locator("main input[name=q]").fill("hippopotamus")
    page.keyboard.press("Enter")
    page.get_by_text("did not match any documents").wait_for()


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_a_folded_answer_opens(open_page, how):
    page = open_page(CHAPTER)
    fold = page.locator("article details").last
    answer = fold.locator("p").last
    assert not answer.is_visible()
    if how == "mouse":
        fold.locator("summary").click()
    else:
        fold.locator("summary").focus()
        page.keyboard.press("Enter")
    assert answer.is_visible()


def test_links_of_a_claim_lead_to_its_cell(open_page):
    page = open_page("claims.html")
    link = page.locator("a[href*='05_lstm.html#chapter-05-cell-']").nth(3)
    target = link.get_attribute("href").partition("#")[2]
    link.click()
    page.wait_for_url(f"**/05_lstm.html#{target}")
    assert 0 <= page.locator(f"#{target}").bounding_box()["y"] < DESKTOP["height"] / 2


@pytest.mark.parametrize("name", ["index.html", "claims.html", CHAPTER, "api/cells.html"])
def test_the_keyboard_reaches_everything(open_page, name):
    page = open_page(name)
    wanted = page.evaluate(
        """() => {
          window.reached = new Set();
          document.addEventListener("focusin", (event) => window.reached.add(event.target));
          window.controls = [...document.querySelectorAll("a[href], button, summary, input")]
            .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.closest("dialog"));
          return window.controls.length;
        }"""
    )
    assert wanted > 30
    for _ in range(2 * wanted):
        page.keyboard.press("Tab")
    missed = "window.controls.filter((e) => !window.reached.has(e)).map((e) => e.outerHTML)"
    assert page.evaluate(missed) == []


def test_the_reader_can_choose_light_or_dark(open_page):
    page = open_page(CHAPTER)
    for theme in ("dark", "light"):
        page.locator(".theme-switch-button").click()
        page.locator(f".theme-change-button[data-mode={theme}]").click()
        assert page.get_attribute("html", "data-theme") == theme


def test_a_printed_chapter_is_the_chapter_alone(open_page):
    page = open_page(CHAPTER)
    page.emulate_media(media="print")
    for place in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".prev-next-footer", "nav"):
        assert page.locator(place).locator("visible=true").count() == 0, place
    assert page.locator("article img").first.is_visible()
    styles = page.locator("article img").evaluate_all(
        "images => images.map(image => getComputedStyle(image).breakInside)"
    )
    assert set(styles) == {"avoid"}
    assert page.locator("article details p").first.evaluate("p => p.checkVisibility()")


def test_paper_is_white_also_for_readers_in_the_dark(open_page):
    page = open_page(CHAPTER, color_scheme="dark")
    page.evaluate(
        """addEventListener("beforeprint", () => {
          window.printed = getComputedStyle(document.querySelector("article p")).color;
        })"""
    )
    before = page.locator("article p").first.evaluate("p => getComputedStyle(p).color")
    page.pdf()
    printed = page.evaluate("window.printed")
    assert (
        max(map(int, re.findall(r"\d+", printed))) < 80 < min(map(int, re.findall(r"\d+", before)))
    )
    assert page.get_attribute("html", "data-theme") == "dark"

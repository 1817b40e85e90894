// A page opened from disk may not read other files, so search shows no excerpts there.
if (location.protocol === "file:") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}

// A formula that is too wide scrolls in its own box, which the keyboard reaches.
function fitFormulas() {
  const width = document.querySelector("main").clientWidth;
  for (const formula of document.querySelectorAll(".math")) {
    const parts = [...formula.querySelectorAll(".base")];
    const wide = parts.some((part) => part.offsetWidth > width);
    formula.classList.toggle("wide", wide);
    if (wide || formula.scrollWidth > formula.clientWidth) {
      formula.tabIndex = 0;
    } else {
      formula.removeAttribute("tabindex");
    }
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const summary of document.querySelectorAll(".bd-links summary")) {
    const title = summary.closest("li").querySelector("a").textContent;
    summary.setAttribute("aria-label", `${title}: pages`);
  }
  // What folds plumbing is called what it shows.
  for (const summary of document.querySelectorAll("details.hide > summary")) {
    summary.removeAttribute("aria-label");
  }
  // Sentences and long lines may be wrapped; tables may not.
  for (const output of document.querySelectorAll(".cell_output pre")) {
    const lines = output.textContent.trimEnd().split("\n");
    const claims = lines.every((line) => line.startsWith("✓ "));
    const long = lines.some((line) => line.length > 100);
    output.classList.toggle("wraps", claims || long || lines.length === 1);
  }
  document.fonts.ready.then(fitFormulas);
  window.addEventListener("resize", fitFormulas);
});

// Paper is white, whatever the reader chose for the screen.
window.addEventListener("beforeprint", () => {
  const page = document.documentElement.dataset;
  const chosen = page.theme;
  page.theme = "light";
  window.addEventListener("afterprint", () => (page.theme = chosen), { once: true });
});

"""Sphinx settings of the web edition; ``tools/book.py`` builds it."""

import html
import inspect
import re
import shutil
from pathlib import Path

import rnn_utils

from docutils import nodes
from sphinxcontrib import katex

KATEX = Path(rnn_utils.__file__).parents[1] / "book/node_modules/katex/dist"

project = "Recurrent Neural Networks, from the Cell Up"
author = project
html_title = project
language = "en"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinxcontrib.katex"]
exclude_patterns = ["files/**"]
# Other projects' pages cannot be looked up without a network.
nitpicky = True
nitpick_ignore_regex = [(r"py:.*", r"(?!rnn_utils\b).*")]

nb_execution_mode = "off"
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "dollarmath"]
myst_heading_anchors = 3

autodoc_inherit_docstrings = False
autodoc_preserve_defaults = True  # CACHE, not the path of this machine
autodoc_typehints_format = "short"
napoleon_attr_annotations = False
napoleon_use_rtype = False
autodoc_member_order = "bysource"
add_module_names = False

html_math_renderer = "katex"
katex_prerender = True
katex_js_path = str(KATEX / "katex.min.js")
katex_css_path = "katex/katex.min.css"
katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True
katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0  # seconds; a busy machine needs more than 5

html_theme = "sphinx_book_theme"
html_static_path = ["static"]
html_css_files = ["book.css"]
html_js_files = ["book.js"]
html_copy_source = False
html_use_index = False
html_domain_indices = False
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "footer_content_items": [],
    "navbar_persistent": [],  # the search field stands in the side bar
}
html_context = {"default_mode": "auto"}


def maths_in_docstrings(app, what, name, obj, options, lines):
    """Docstrings write formulas as Markdown does; make them reStructuredText."""
    text = "\n".join(lines)
    text = re.sub(r"^( *)\$\$(.+?)\$\$$", _display, text, flags=re.S | re.M)
    text = re.sub(r"(?<![`$\\])\$([^$\n]+)\$", r":math:`\1`", text)
    lines[:] = text.split("\n")


def _display(match):
    indent, formula = match.groups()
    body = "\n".join(f"{indent}   {line.strip()}" for line in formula.strip().splitlines())
    return f"{indent}.. math::\n\n{body}\n"


def signature(app, what, name, obj, options, arguments, returns):
    """The arguments of a class are those of its ``__init__``; Keras's ``__new__`` takes any."""
    if what == "class" and arguments == "(*args, **kwargs)":
        parameters = list(inspect.signature(obj.__init__).parameters.values())[1:]
        return str(inspect.Signature(parameters)), returns
    return None


def skip(app, what, name, obj, options, skipped):
    """Fields of a named tuple are documented under Attributes."""
    return True if type(obj).__name__ == "_tuplegetter" else None


def chinese(name, rawtext, text, line, inliner, options=None, content=()):
    """The role ``zh``: text that a screen reader speaks as Chinese."""
    return [nodes.raw("", f'<span lang="zh-Hans">{html.escape(text)}</span>', format="html")], []


def copy_katex(app, exception):
    """The style sheet and the fonts that formulas need."""
    if exception is None:
        target = Path(app.outdir) / "_static" / "katex"
        shutil.copytree(KATEX / "fonts", target / "fonts", dirs_exist_ok=True)
        shutil.copy(KATEX / "katex.min.css", target)


def setup(app):
    app.add_role("zh", chinese)
    app.connect("autodoc-process-docstring", maths_in_docstrings, priority=900)
    app.connect("autodoc-skip-member", skip)
    app.connect("autodoc-process-signature", signature)
    app.connect("build-finished", copy_katex)

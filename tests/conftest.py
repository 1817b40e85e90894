"""What all tests share: no network, and a table of the notebooks' seconds."""

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NO_NETWORK = str(ROOT / "tests" / "no_network")

collect_ignore = ["no_network", "right_answers", "wrong_answers"]

# For this process, and through the environment for every kernel and Python started from it.
os.environ["PYTHONPATH"] = os.pathsep.join(
    dict.fromkeys([NO_NETWORK, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))])
)
if NO_NETWORK not in sys.path:
    sys.path.insert(0, NO_NETWORK)
sys.modules.pop("sitecustomize", None)
import sitecustomize  # noqa: E402, F401


def pytest_addoption(parser):
    parser.addoption("--book", default="notebooks", help="the folder whose notebooks are tested")
    parser.addoption("--browser", action="store_true", help="fail where no browser is found")


def pytest_configure(config):
    config.addinivalue_line("markers", "executes: runs notebooks; left out of `make check`")
    config.addinivalue_line("markers", "web: needs npm or the web edition; left out as well")


def pytest_generate_tests(metafunc):
    """``notebook_path``: every notebook; ``solutions_path``: every solutions notebook."""
    book = Path(metafunc.config.option.book)
    for name, pattern in (
        ("notebook_path", "**/*.ipynb"),
        ("solutions_path", "solutions/*.ipynb"),
    ):
        if name in metafunc.fixturenames:
            paths = [p for p in sorted(book.glob(pattern)) if ".ipynb_checkpoints" not in p.parts]
            metafunc.parametrize(name, paths, ids=[p.relative_to(book).as_posix() for p in paths])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What takes longest comes first, so that two processes end together."""
    seconds = {}

    def start_late(item):
        path = item.path
        if path not in seconds:
            seconds[path] = recorded_seconds(path) if path.suffix == ".ipynb" else 0.0
        return -seconds[path]

    items.sort(key=start_late)


def recorded_seconds(path):
    """The seconds that ``make notebooks`` wrote into a notebook; 0 if there are none."""
    import nbformat

    return nbformat.read(path, as_version=4).metadata.get("book", {}).get("seconds", 0.0)


def pytest_terminal_summary(terminalreporter):
    """Seconds per notebook, slowest first."""
    seconds = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            path = getattr(report, "nodeid", "").partition("::")[0]
            if path.endswith(".ipynb"):
                seconds[path] += getattr(report, "duration", 0.0)  # it may not have been collected
    if not seconds:
        return
    terminalreporter.section("seconds per notebook")
    for path, duration in [*seconds.most_common(), ("together", seconds.total())]:
        terminalreporter.write_line(f"{duration:7.1f}  {path}")

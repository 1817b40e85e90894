"""The lists of packages agree, and so do the versions of Python that several files name."""

import ast
import json
import re
import sys
import tomllib
from pathlib import Path

from tools import make_env

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
# what `make` installs
BOOK = PROJECT["dependencies"] + EXTRAS["book"] + EXTRAS["lab"] + EXTRAS["test"]
ALL = BOOK + EXTRAS["backends"]


def names(requirements):
    return {canonicalize_name(Requirement(r).name) for r in requirements}


def pins():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def pip_section():
    """The lines that environment.yml hands to pip: options, and requirements."""
    parts = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    lines = next(part["pip"] for part in parts if isinstance(part, dict))
    options = [line for line in lines if line.startswith("--")]
    return parts, options, [line for line in lines if not line.startswith("--")]


def test_conda_gets_the_same_packages():
    _, options, requirements = pip_section()
    assert options == ["--constraint constraints.txt", "--editable ."]
    assert sorted(requirements) == sorted(BOOK)


def test_every_package_is_justified_in_contributing():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("| package | why |")[2]
    rows = re.findall(r"^\| `([\w.-]+)` \| \S.* \|$", section, re.MULTILINE)
    assert len(rows) == len(set(rows))
    npm = json.loads((ROOT / "book/package.json").read_text())
    assert set(map(canonicalize_name, rows)) == names(ALL) | {
        *npm["dependencies"],
        *npm["devDependencies"],
    }


def test_every_package_is_pinned_once_to_a_version_that_is_allowed():
    versions = {}
    for pin in pins():
        (specifier,) = pin.specifier
        assert specifier.operator == "==", f"{pin} is not an exact version"
        assert "+" not in specifier.version, f"{pin} is a local build"
        name = canonicalize_name(pin.name)
        assert name not in versions, f"{name} is pinned twice"
        versions[name] = specifier.version
    assert names(ALL) <= set(versions)
    for requirement in map(Requirement, ALL):
        version = versions[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} does not allow {version}"


def imported():
    """The packages that the project's own code imports, by the names they are imported by."""
    folders = ("rnn_utils", "data", "tools", "tests", "experiments")
    for path in (p for folder in folders for p in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield node.module.partition(".")[0]


def test_every_import_is_a_declared_package():
    ours = {
        p.stem for folder in ("tests", "tests/no_network") for p in (ROOT / folder).glob("*.py")
    }
    ours |= {"rnn_utils", "data", "tools", "experiments", "from_notebook"}
    packages = {"markdown_it": "markdown-it-py", "PIL": "pillow", "yaml": "pyyaml"}
    packages |= {"sklearn": "scikit-learn", "bs4": "beautifulsoup4"}
    found = {n for n in imported() if n not in sys.stdlib_module_names and n not in ours}
    missing = {packages.get(n, canonicalize_name(n)) for n in found} - names(ALL)
    assert not missing, f"{missing} must stand in pyproject.toml"


def python_versions():
    oldest, newest = make_env.OLDEST[1], make_env.NEWEST[1]
    return [f"3.{minor}" for minor in range(oldest, newest + 1)]


def test_python_versions_agree():
    supported = SpecifierSet(PROJECT["requires-python"])
    assert [v for v in (f"3.{n}" for n in range(8, 20)) if v in supported] == python_versions()

    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text())
    assert workflow["jobs"]["gate"]["strategy"]["matrix"]["python"] == python_versions()

    makefile = (ROOT / "Makefile").read_text()
    bounds = f"{make_env.OLDEST} <= sys.version_info[:2] <= {make_env.NEWEST}"
    assert bounds in makefile
    assert " ".join(f"python{v}" for v in reversed(python_versions())) in makefile

    python = next(part for part in pip_section()[0] if str(part).startswith("python="))
    assert python.removeprefix("python=") in python_versions()
    image = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())["image"]
    assert image.removeprefix("python:") in python_versions()


@pytest.mark.parametrize(
    ("path", "command"),
    [
        (".ci/run", "make test"),
        (".devcontainer/devcontainer.json", '"make env"'),
        (".github/workflows/test.yml", "make test PYTHON=python CONSTRAINTS=\n"),
    ],
)
def test_others_call_make(path, command):
    assert command in (ROOT / path).read_text()

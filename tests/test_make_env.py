"""The environment is made, refreshed or left alone as it should be, and says why it fails."""

import ast
import os
import shutil
import subprocess
from pathlib import Path

from tools import make_env

import pytest

ROOT = Path(make_env.ROOT)


def test_old_pythons_can_read_it():
    ast.parse(Path(make_env.__file__).read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(3, 6), (3, 10), (3, 14), (4, 0), (2, 7)])
def test_other_python_is_refused(version):
    sentence = make_env.wrong_python(version)
    assert "needs Python 3.11 to 3.13" in sentence
    assert "is Python {}.{}.".format(*version) in sentence
    assert "make PYTHON=python3.13" in sentence


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_fitting_python_is_accepted(version):
    assert make_env.wrong_python(version) is None


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_missing_module_is_named(missing):
    sentence = make_env.missing_module(lambda name: None if name == missing else name)
    assert f"lacks the module {missing}" in sentence
    assert "sudo apt install python3." in sentence


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose environments are made by a fake pip; ``project.calls`` records them."""

    class Project:
        calls = []  # noqa: RUF012
        pip_status = 0

        def make(self, extras="book,lab,test", constraints="constraints.txt"):
            self.calls.clear()
            return make_env.main("env", extras, constraints)

    def call(command):
        project.calls.append("venv" if "venv" in command else "pip")
        if "venv" in command:
            return subprocess.run([*command, "--without-pip"]).returncode
        assert not (tmp_path / "env" / "complete").exists()
        return project.pip_status

    project = Project()
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "constraints.txt").write_text("numpy==1\n")
    monkeypatch.setattr(make_env, "ROOT", str(tmp_path))
    monkeypatch.setattr(make_env, "IMPORTS", "sys")  # there is no pip
    monkeypatch.setattr(make_env.subprocess, "call", call)
    monkeypatch.chdir(tmp_path)
    project.folder = tmp_path
    return project


@pytest.fixture
def made(project):
    """A project whose environment is complete."""
    assert project.make() is None
    assert project.calls == ["venv", "pip"]
    return project


def test_complete_environment_is_left_alone(made, capsys):
    capsys.readouterr()
    assert made.make() is None
    assert made.calls == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_file_refreshes(made, name):
    with open(made.folder / name, "a") as file:
        file.write("# changed\n")
    assert made.make() is None
    assert made.calls == ["pip"]
    made.make()
    assert made.calls == []


def test_other_extras_or_no_constraints_refresh(made):
    for settings in ({"extras": "test"}, {"constraints": ""}, {}):
        assert made.make(**settings) is None
        assert made.calls == ["pip"]


def test_newest_releases_are_not_constrained():
    assert "--constraint" in make_env.pip_command("env", "test", "constraints.txt")
    assert "--constraint" not in make_env.pip_command("env", "test", "")


def test_failed_installation_is_not_taken_for_a_complete_one(project):
    project.pip_status = 1
    for _ in range(2):
        assert "The installation failed: see above." in project.make()
        assert project.calls == ["venv", "pip"]
    project.pip_status = 0
    assert project.make() is None
    assert project.calls == ["venv", "pip"]


def test_failed_refresh_is_not_taken_for_a_complete_one(made):
    (made.folder / "constraints.txt").write_text("numpy==2\n")
    made.pip_status = 1
    assert "The installation failed" in made.make()
    (made.folder / "constraints.txt").write_text("numpy==1\n")
    made.pip_status = 0
    assert made.make() is None
    assert made.calls == ["venv", "pip"]


def test_other_python_makes_it_anew(made, monkeypatch):
    monkeypatch.setattr(make_env.sys, "version", "3.12.99 (planted)")
    assert made.make() is None
    assert made.calls == ["venv", "pip"]


@pytest.mark.parametrize("how", ["python removed", "moved"])
def test_environment_that_does_not_run_is_made_anew(made, how):
    if how == "python removed":
        (made.folder / "env" / "bin" / "python").unlink()
    else:
        os.rename("env", "old")
        (made.folder / "env").symlink_to("old")
        os.rename("old", "older")
        (made.folder / "env").unlink()
        os.rename("older", "env")
        (made.folder / "env" / "pyvenv.cfg").unlink()
    assert made.make() is None
    assert made.calls == ["venv", "pip"]


@pytest.fixture
def make(tmp_path):
    """Run make on a copy of the Makefile, far from the environment that the tests run in."""
    shutil.copy(ROOT / "Makefile", tmp_path)

    def make(*arguments, path=os.environ["PATH"]):
        return subprocess.run(
            ["make", *arguments],
            cwd=tmp_path,
            env={"PATH": path},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return make


def test_make_says_what_to_do_without_a_python(make):
    done = make("env", "PYTHON=no-such-python")
    assert done.returncode == 2
    assert "Install one and name it: make PYTHON=python3.13" in done.stdout


def test_make_finds_the_first_python_that_fits_and_works(make, tmp_path):
    """A shim that fails and a Python that is too old are passed over."""
    scripts = {
        "python3": "exit 127",
        "python3.13": "exit 1",
        "python3.12": 'test "$1" = -c || echo "$0 $@"',
        "python3.11": "echo not me",
    }
    for name, script in scripts.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    done = make("env", path=f"{tmp_path}:/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    called = f"{tmp_path}/python3.12 tools/make_env.py .venv book,lab,test constraints.txt\n"
    assert done.stdout == called


def test_help_lists_every_target(make):
    listed = {
        line.split()[1] for line in make("help").stdout.splitlines() if line.startswith("make")
    }
    documented = "lab test check book book-serve test-web notebooks exercises bench"
    documented += " test-backends clean help"
    assert listed == set(documented.split())
    assert make().stdout == make("help").stdout

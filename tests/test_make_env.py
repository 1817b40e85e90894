"""The environment is made, refreshed or left alone as it should be, and says why it fails."""

import ast
import os
import shutil
import subprocess
import sys
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


HAS_TENSORFLOW = [
    ("linux", "x86_64", True, False),
    ("linux", "aarch64", True, False),
    ("linux2", "AMD64", True, False),
    ("darwin", "arm64", True, False),
]
LACKS_TENSORFLOW = {
    ("darwin", "x86_64", True, False): "On an Intel Mac use a Linux container",
    ("darwin", "arm64", False, False): "a Python built for arm64",
    ("win32", "AMD64", True, False): "On Windows run make inside WSL",
    ("win32", "ARM64", True, False): "On Windows run make inside WSL",
    ("cygwin", "x86_64", True, False): "On Windows run make inside WSL",
    ("linux", "armv7l", False, False): "Install a 64-bit system",
    ("linux", "aarch64", False, False): "or a 64-bit Python",
    ("linux", "i686", False, False): "Install a 64-bit system",
    ("linux", "x86_64", True, True): "Use a Linux with glibc",
    ("linux", "riscv64", True, False): "Use one of these",
    ("freebsd14", "amd64", True, False): "Use one of these",
}


@pytest.mark.parametrize("machine", HAS_TENSORFLOW)
def test_a_machine_with_packages_of_tensorflow_is_accepted(machine):
    assert make_env.no_tensorflow(*machine) is None


@pytest.mark.parametrize(("machine", "mend"), LACKS_TENSORFLOW.items())
def test_a_machine_without_packages_of_tensorflow_is_named(machine, mend):
    sentence = make_env.no_tensorflow(*machine)
    system, machine, is_64_bit, _ = machine
    assert f"no packages for {sys.executable} ({system} on {machine.lower()}, " in sentence
    assert f", {64 if is_64_bit else 32} bits)" in sentence
    assert mend in sentence
    assert "network" not in sentence


@pytest.mark.parametrize(("built_for", "musl"), [("x86_64-alpine-linux-musl", True), (None, False)])
def test_a_python_for_musl_is_known(monkeypatch, built_for, musl):
    monkeypatch.setattr(make_env.sysconfig, "get_config_var", lambda name: built_for)
    assert make_env.is_musl() == musl


def test_the_readme_says_where_the_book_runs():
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    for name in ("glibc", "Apple chip", "Intel chip", "WSL", "32-bit", "Alpine", "Python 3.14"):
        assert name in readme
    assert f"or for Python 3.{make_env.NEWEST[1] + 1}." in readme


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


def test_what_is_asked_for_is_installed_and_moved_to_the_pinned_versions():
    command = make_env.pip_command("env", "book,lab", "constraints.txt")
    assert command[0] == "env/bin/python"
    assert command[-4:] == ["--constraint", "constraints.txt", "--editable", ".[book,lab]"]
    assert command[command.index("--upgrade-strategy") + 1] == "eager"


def test_failed_installation_is_not_taken_for_a_complete_one(project):
    project.pip_status = 1
    for _ in range(2):
        sentence = project.make()
        assert "The installation failed: see above." in sentence
        assert "README.md says which machines" in sentence
        assert "check the network and the free space on the disk" in sentence
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


def test_nothing_is_installed_where_it_cannot_work(project, monkeypatch):
    before = sorted(project.folder.iterdir())
    assert project.make(constraints="no pins.txt") == (
        "There is no file no pins.txt, which CONSTRAINTS names."
    )
    with monkeypatch.context() as patch:
        patch.setattr(make_env.sys, "maxsize", 2**31 - 1)
        assert ", 32 bits). It has them" in project.make()
    monkeypatch.setattr(make_env.platform, "machine", lambda: "sparc64")
    assert "has no packages for" in project.make()
    monkeypatch.setattr(make_env.sys, "version_info", (3, 14, 0))
    assert "needs Python 3.11 to 3.13" in project.make()
    assert project.calls == []
    assert sorted(project.folder.iterdir()) == before


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
    folder = tmp_path / "my book"  # a space in the path must do no harm
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)

    def make(*arguments, path=os.environ["PATH"]):
        return subprocess.run(
            ["make", *arguments],
            cwd=folder,
            env={"PATH": path, "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return make


@pytest.mark.parametrize("python", ["no-such-python", "python3.99", "/some where/python3.12"])
def test_make_names_a_python_that_is_not_there(make, python):
    done = make("env", f"PYTHON={python}")
    assert done.returncode == 2
    assert done.stdout == (
        f"There is no {python} that can be run. The book needs Python 3.11, 3.12 or 3.13. "
        "Install one and name it: make PYTHON=python3.13\n"
    )


def test_make_says_what_to_do_without_a_python(make, tmp_path):
    """There is a shell in the folder, and nothing else."""
    (tmp_path / "sh").symlink_to(shutil.which("sh"))
    arguments = [shutil.which("make"), "env", f"SHELL={tmp_path}/sh"]
    done = subprocess.run(
        arguments,
        cwd=tmp_path / "my book",
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stdout == (
        "No Python 3.11, 3.12 or 3.13 found. Install one and name it: make PYTHON=python3.13\n"
    )


@pytest.fixture
def shims(tmp_path):
    """Put scripts in the place of Pythons."""

    def shims(**scripts):
        for name, script in scripts.items():
            path = tmp_path / name.replace("_", ".")
            path.write_text(f"#!/bin/sh\n{script}\n")
            path.chmod(0o755)

    return shims


@pytest.mark.parametrize("name", ["{}/some where/python3.12", "~/some where/python3.12", "./py 3"])
def test_the_path_of_a_python_may_hold_spaces(make, shims, tmp_path, name):
    (tmp_path / "some where").mkdir()
    shims(**{"some where/python3_12": 'echo "RAN $0 $#"', "my book/py 3": 'echo "RAN $0 $#"'})
    name = name.format(tmp_path)
    done = make("env", f"PYTHON={name}")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"RAN {name.replace('~', str(tmp_path))} 4\n"


@pytest.mark.parametrize(
    ("constraints", "handed"),
    [("my pins.txt", "4 arguments, the last my pins.txt"), ("", "3 arguments, the last")],
)
def test_constraints_are_handed_on(make, shims, tmp_path, constraints, handed):
    shims(python='echo $# arguments, the last "$4"')
    done = make("env", f"PYTHON={tmp_path}/python", f"CONSTRAINTS={constraints}")
    assert done.stdout.rstrip() == handed


def test_make_finds_the_first_python_that_fits_and_works(make, shims, tmp_path):
    """A shim that fails and a Python that is too old are passed over."""
    shims(
        python3="exit 127",
        python3_13="exit 1",
        python3_12='test "$1" = -c || echo "$0 $@"',
        python3_11="echo not me",
    )
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

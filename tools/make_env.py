"""Make or refresh the virtual environment of the book.

Usage: make_env.py FOLDER EXTRAS [CONSTRAINTS]

Nothing happens if FOLDER is complete and pyproject.toml, the constraints and the Python are those
that it was made with. Without CONSTRAINTS the newest releases are installed.

This runs on the system's Python, whatever its age, so it keeps to what Python 3.6 understands.
"""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import sysconfig

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLDEST, NEWEST = (3, 11), (3, 13)
IMPORTS = "pip"  # a working environment can import this


def main(folder, extras, constraints=""):
    """Give back None if the environment is ready, else a sentence that says what to do."""
    os.chdir(ROOT)
    problem = (
        wrong_python(sys.version_info[:2])
        or no_tensorflow(sys.platform, platform.machine(), sys.maxsize > 2**32, is_musl())
        or missing_module(importlib.util.find_spec)
    )
    if problem:
        return problem
    if constraints and not os.path.isfile(constraints):
        return f"There is no file {constraints}, which CONSTRAINTS names."

    stamp = os.path.join(folder, "complete")
    want, have = recipe(extras, constraints), read(stamp)
    usable = runs(folder)
    if usable and have == want:
        return None

    print(f"Installing the book's packages in {folder} (takes a few minutes) ...", flush=True)
    if usable and have.splitlines()[:1] == want.splitlines()[:1]:  # the same Python
        os.remove(stamp)  # a refresh that is cut short must not count as complete
    else:
        shutil.rmtree(folder, ignore_errors=True)
        # Not sys.executable: that may lie in the folder just removed.
        python = getattr(sys, "_base_executable", sys.executable)
        if subprocess.call([python, "-m", "venv", folder]):
            return f"{folder} could not be made: see above."
    if subprocess.call(pip_command(folder, extras, constraints)):
        return (
            "The installation failed: see above. If a package has no version for this machine, "
            "README.md says which machines the book runs on. Otherwise check the network and the "
            "free space on the disk, and run make again."
        )
    with open(stamp, "w", encoding="utf-8") as file:
        file.write(want)
    return None


def wrong_python(version):
    """A sentence if the version does not fit, else None."""
    if OLDEST <= version <= NEWEST:
        return None
    found, oldest, newest = ("{}.{}".format(*v) for v in (version, OLDEST, NEWEST))
    return (
        f"The book needs Python {oldest} to {newest}, but {sys.executable} is Python {found}. "
        f"Install a fitting one and name it: make PYTHON=python{newest}"
    )


def no_tensorflow(system, machine, is_64_bit, is_musl):
    """A sentence if there are no packages of TensorFlow for this Python's machine, else None.

    The arguments are ``sys.platform``, ``platform.machine()``, whether this Python has 64 bits, and
    whether it was built for musl.
    """
    machine = machine.lower()
    on_linux = system.startswith("linux") and machine in ("x86_64", "amd64", "aarch64", "arm64")
    on_mac = system == "darwin" and machine == "arm64"
    if is_64_bit and (on_mac or (on_linux and not is_musl)):
        return None
    if system == "darwin":
        mend = "On an Intel Mac use a Linux container, on another a Python built for arm64."
    elif system in ("win32", "cygwin", "msys"):
        mend = "On Windows run make inside WSL."
    elif is_musl:
        mend = "Use a Linux with glibc, such as Debian, Fedora or Ubuntu."
    elif not is_64_bit:
        mend = "Install a 64-bit system, or a 64-bit Python if it is one."
    else:
        mend = "Use one of these."
    bits = 64 if is_64_bit else 32
    return (
        f"TensorFlow has no packages for {sys.executable} ({system} on {machine}, {bits} bits). It "
        "has them for 64-bit Linux with glibc, on x86 or ARM, and for Macs with Apple chips. "
        f"{mend}"
    )


def is_musl():
    """Whether this Python was built for musl, as on Alpine Linux."""
    return "musl" in (sysconfig.get_config_var("HOST_GNU_TYPE") or "")


def missing_module(find_spec):
    """A sentence if this Python cannot make virtual environments, else None."""
    for name in ("venv", "ensurepip"):
        if find_spec(name) is None:
            package = "python{}.{}-venv".format(*sys.version_info[:2])
            return (
                f"{sys.executable} lacks the module {name}. Install it (on Debian and Ubuntu: "
                f"sudo apt install {package}) and run make again."
            )
    return None


def recipe(extras, constraints):
    """All that decides what is installed, as text; the Python on the first line."""
    python = f"{sys.version.split()[0]} in {sys.base_prefix}"
    pinned = read(constraints) if constraints else "newest releases"
    return "\n".join([python, extras, read("pyproject.toml"), pinned])


def pip_command(folder, extras, constraints):
    """Install this package and what it needs; "eager" also moves what is already there."""
    command = [python_of(folder), "-I", "-m", "pip", "install", "-qq"]
    command += ["--disable-pip-version-check", "--upgrade", "--upgrade-strategy", "eager"]
    if constraints:
        command += ["--constraint", constraints]
    command += ["--editable", f".[{extras}]"]
    return command


def python_of(folder):
    return os.path.join(folder, "bin", "python")


def runs(folder):
    """Whether the environment has a Python that works, and was not moved."""
    command = [python_of(folder), "-I", "-c", f"import sys, {IMPORTS}; print(sys.prefix)"]
    try:
        prefix = subprocess.check_output(command, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return False
    return os.path.realpath(prefix.decode().strip()) == os.path.realpath(folder)


def read(path):
    """The text of a file, empty if there is none."""
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

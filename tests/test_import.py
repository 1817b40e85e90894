"""`import rnn_utils` is cheap and quiet, and keeps the backend quiet without slowing it down."""

import ast
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def python(code, **environment):
    """Run code in a fresh Python that knows none of our settings."""
    keep = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TF_", "KERAS_", "PYTEST", "COV_"))
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**keep, **environment},
        timeout=120,
    )


def test_import_is_fast_and_silent_and_loads_no_backend():
    code = """
import time
start = time.perf_counter()
import rnn_utils
seconds = time.perf_counter() - start
import sys
loaded = [name for name in ("keras", "tensorflow", "jax", "torch", "numpy") if name in sys.modules]
sys.exit(f"{seconds} {loaded}")
"""
    seconds = []
    for _ in range(5):
        done = python(code)
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()  # what sys.exit says, and nothing else
        taken, loaded = line.split(maxsplit=1)
        assert loaded == "[]"
        seconds.append(float(taken))
    assert statistics.median(seconds) < 0.1


def test_keras_and_a_first_training_are_silent_and_keep_onednn():
    done = python(
        """
import rnn_utils
import keras, numpy as np, os
from rnn_utils import layers
model = keras.Sequential([keras.Input((3, 2)), layers.LSTM(4), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(np.ones((8, 3, 2)), np.ones((8, 1)), verbose=0)
print(keras.backend.backend(), os.environ.get("TF_ENABLE_ONEDNN_OPTS"))
"""
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == "tensorflow None\n"


def test_the_warnings_of_tensorflow_are_kept_out_and_its_errors_shown():
    done = python(
        "import rnn_utils, logging\n"
        "logger = logging.getLogger('tensorflow')\n"
        "logger.warning('retracing')\n"
        "logger.error('broken')"
    )
    assert (done.stdout, done.stderr) == ("", "broken\n")


def test_settings_of_the_reader_are_kept():
    done = python(
        "import rnn_utils, os\n"
        "print(os.environ['KERAS_BACKEND'], os.environ['TF_CPP_MIN_LOG_LEVEL'])",
        KERAS_BACKEND="jax",
        TF_CPP_MIN_LOG_LEVEL="0",
    )
    assert done.stdout == "jax 0\n"


@pytest.fixture
def fake_tensorflow(tmp_path):
    """A package named tensorflow that writes to file descriptor 2, then does what it is told."""

    def make(ending):
        package = tmp_path / "tensorflow"
        package.mkdir()
        (package / "__init__.py").write_text(
            f"import os\nos.write(2, b'a line from C++\\n')\n{ending}\n"
        )
        return str(tmp_path)

    return make


def test_the_log_of_a_tensorflow_that_loads_is_kept_out(fake_tensorflow):
    path = fake_tensorflow("answer = 42")
    done = python(
        f"import sys; sys.path.insert(0, {path!r})\n"
        "import rnn_utils, tensorflow, os\n"
        "print(tensorflow.answer); os.write(2, b'afterwards stderr works')"
    )
    assert (done.stdout, done.stderr) == ("42\n", "afterwards stderr works")


def test_the_log_of_a_tensorflow_that_fails_is_shown(fake_tensorflow):
    path = fake_tensorflow("raise ImportError('no such library')")
    done = python(f"import sys; sys.path.insert(0, {path!r})\nimport rnn_utils\nimport tensorflow")
    assert done.returncode == 1
    assert "a line from C++" in done.stderr
    assert "ImportError: no such library" in done.stderr


@pytest.mark.parametrize("ending", ["answer = 42", "raise ImportError('no such library')"])
@pytest.mark.parametrize("closed", ["2>&-", "1>&-", "1>&- 2>&-"])
def test_standard_streams_may_be_closed(fake_tensorflow, tmp_path, ending, closed):
    code = f"""
import sys; sys.path.insert(0, {fake_tensorflow(ending)!r})
import rnn_utils
try:
    import tensorflow
    said = str(tensorflow.answer)
except BaseException as error:
    said = repr(error)
open("said", "w").write(said)
"""
    shell = f'exec "$0" -c "$1" {closed}'
    command = ["sh", "-c", shell, sys.executable, code]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, timeout=60)
    assert done.returncode == 0
    wanted = "42" if "42" in ending else "ImportError('no such library')"
    assert (tmp_path / "said").read_text() == wanted


@pytest.mark.parametrize(
    ("encoding", "printed"),
    [("ascii", "\\u2588\n"), ("cp1252", "\\u2588\n"), ("ascii:replace", "?\n"), ("utf-8", "█\n")],
)
def test_a_console_that_lacks_a_character_gets_an_escape(encoding, printed):
    done = python("import rnn_utils; print('█')", PYTHONIOENCODING=encoding)
    assert (done.stdout, done.stderr) == (printed, "")


def imported_modules(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize(
    "path", sorted((ROOT / "rnn_utils").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_no_module_imports_a_backend(path):
    backends = {"tensorflow", "jax", "torch"}
    found = [name for name in imported_modules(path.read_text()) if name.split(".")[0] in backends]
    assert not found


def test_the_scan_for_imports_sees_them():
    source = "def f():\n    import tensorflow as tf\n    from torch.nn import RNN\n"
    assert list(imported_modules(source)) == ["tensorflow", "torch.nn"]

"""What the chapters share. Import it first: it keeps the backend's start-up log out of the page.

Nothing heavy is imported here. Import the room you need, such as ``rnn_utils.cells``.
"""

import importlib.abc
import importlib.machinery
import logging
import os
import sys
import tempfile

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# It warns of "retracing" when texts of new lengths come, which is what they do.
logging.getLogger("tensorflow").setLevel(logging.ERROR)
# A console or a pipe that has no ✓ gets an escape instead, as Python does it on stderr.
if getattr(sys.stdout, "errors", None) == "strict" and hasattr(sys.stdout, "reconfigure"):
    sys.stdout.reconfigure(errors="backslashreplace")


class _QuietTensorFlow(importlib.abc.MetaPathFinder):
    """Import TensorFlow with file descriptor 2 set aside.

    Its C++ libraries print a few lines there before any logging option is read. They are kept in
    a temporary file and shown only if the import fails.
    """

    def find_spec(self, name, path=None, target=None):
        if name != "tensorflow":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None:
            spec.loader.exec_module = _quietly(spec.loader.exec_module)
        return spec


def _quietly(exec_module):
    def run(module):
        if sys.stderr is not None:
            sys.stderr.flush()
        try:
            stderr = os.dup(2)
        except OSError:  # standard error is closed, as services and `2>&-` have it
            stderr = os.open(os.devnull, os.O_WRONLY)
        with tempfile.TemporaryFile() as log:
            os.dup2(log.fileno(), 2)
            try:
                exec_module(module)
            except BaseException:
                log.seek(0)
                os.write(stderr, log.read())
                raise
            finally:
                os.dup2(stderr, 2)
                os.close(stderr)

    return run


if "tensorflow" not in sys.modules:
    sys.meta_path.insert(0, _QuietTensorFlow())

"""Lines of Python, each character labelled as code, string or comment: the standard library itself.

The sources that come with the running Python are read from disk and ``tokenize`` is the referee.
Nothing is shipped with the book and nothing is downloaded.
"""

import io
import string
import sysconfig
import tokenize
from dataclasses import dataclass
from pathlib import Path

import numpy as np

__all__ = ["CODE", "COMMENT", "STRING", "LabelledLines", "PythonSource", "load_python_source"]

CODE, STRING, COMMENT = ".", "s", "#"

TRAIN_MODULES = """
    argparse bdb calendar cmd codecs configparser datetime difflib dis enum filecmp fractions ftplib
    getopt gettext glob heapq html/parser http/client http/cookies imaplib inspect json/encoder
    logging/__init__ mimetypes ntpath opcode optparse pdb pickle poplib pprint profile random shelve
    shlex shutil smtplib socket stat statistics subprocess tarfile tempfile textwrap threading
    timeit tokenize trace typing unittest/case urllib/request uuid warnings zipimport
"""
TEST_MODULES = """
    ast copy csv dataclasses functools http/server ipaddress json/decoder logging/config
    logging/handlers mailbox netrc platform plistlib posixpath pstats sched selectors socketserver
    string tabnanny traceback types unittest/main urllib/parse weakref webbrowser xml/dom/minidom
"""

_OPENERS = tuple(
    getattr(tokenize, name)
    for name in ("FSTRING_START", "TSTRING_START")
    if hasattr(tokenize, name)
)
_CLOSERS = tuple(
    getattr(tokenize, name) for name in ("FSTRING_END", "TSTRING_END") if hasattr(tokenize, name)
)


@dataclass(frozen=True)
class LabelledLines:
    """N lines and, of the same lengths, N strings of labels.

    Attributes:
        lines: tuple of N strings of ASCII characters, 1 to ``max_length`` each, not indented.
        labels: tuple of N strings; a character of ``labels[n]`` is ``.`` for code, ``s`` for
            string or ``#`` for comment, and labels the character of ``lines[n]`` above it.
    """

    lines: tuple[str, ...]
    labels: tuple[str, ...]

    def __len__(self):
        return len(self.lines)

    def arrays(self, length):
        """The lines as numbers, padded on the right.

        Args:
            length: T, at least that of the longest line.

        Returns:
            Two arrays.

            - characters: (N, T) of int32, 1 for a space to 95 for ``~``, in the order of ASCII;
              0 for padding.
            - labels: (N, T) of int32, 0 for code, 1 for string, 2 for comment; -1 for padding.

        Raises:
            ValueError: if a line is longer.

        >>> LabelledLines(("a #",), ("..#",)).arrays(length=4)
        (array([[66,  1,  4,  0]], dtype=int32), array([[ 0,  0,  2, -1]], dtype=int32))
        """
        longest = max(map(len, self.lines), default=0)
        if length < longest:
            raise ValueError(
                f"length must be at least {longest}, the length of the longest line. "
                f"Received {length}. Or load fewer characters a line with max_length={length}."
            )
        padded = [[line.ljust(length, "\x1f") for line in self.lines]]
        padded += [[row.ljust(length) for row in self.labels]]
        codes = [np.array([list(row.encode()) for row in rows], np.int32) for rows in padded]
        labels = np.full(128, -1, np.int32)
        labels[[ord(CODE), ord(STRING), ord(COMMENT)]] = 0, 1, 2
        return codes[0] - 31, labels[codes[1]]


@dataclass(frozen=True)
class PythonSource:
    """Labelled lines of the standard library; no module and no line is in both parts.

    Attributes:
        train: :class:`LabelledLines` to learn from.
        test: :class:`LabelledLines` of other modules.
    """

    train: LabelledLines
    test: LabelledLines


def load_python_source(n_train=6000, n_test=2000, max_length=48):
    """Read labelled lines from the running Python's standard library.

    Lines of code only, of a comment only, of code and a string and so on are taken in equal
    numbers, as far as the library holds so many. Indentation is cut off. Left out are longer lines,
    repeated ones, lines with other than ASCII characters, and lines that a multi-line string
    touches: each line can be labelled from left to right, without knowing any other. A string
    reaches from its opening to its closing quote; the letter in front of it, as in ``r"\\n"``,
    counts as code, because before the quote is seen it cannot be told from a name.

    Args:
        n_train, n_test: the number of lines in each part, at most what the library holds.
        max_length: the length of the longest line.

    Returns:
        A :class:`PythonSource`. The lines differ a little between versions of Python.

    Raises:
        ValueError: for numbers of lines that cannot be had.
        FileNotFoundError: if this Python came without the sources of its standard library.

    >>> data = load_python_source(n_train=100, n_test=10)
    >>> len(data.train), len(data.test)
    (100, 10)
    >>> label_lines('x = "#" + y  # "why"\\n')
    [('x = "#" + y  # "why"', '....sss......#######')]
    """
    parts = []
    seen = set()
    for name, modules, wanted in (
        ("n_test", TEST_MODULES, n_test),
        ("n_train", TRAIN_MODULES, n_train),
    ):
        pairs = [
            pair
            for module in modules.split()
            for pair in label_lines(_read(module))
            if pair[0] not in seen
        ]
        parts.append(_choose(pairs, name, wanted, max_length))
        seen.update(parts[-1].lines)
    test, train = parts
    return PythonSource(train, test)


def label_lines(source):
    """Label every line of a Python source that no multi-line string touches.

    Args:
        source: the text of a module.

    Returns:
        A list of (line, labels), indentation cut off, empty lines left out.

    Raises:
        tokenize.TokenError, SyntaxError: if the text is not Python.
    """
    text = source.split("\n")  # as tokenize counts lines, unlike splitlines()
    labels = [[CODE] * len(line) for line in text]
    whole = [True] * len(text)

    def paint(start, end, label):
        (row, left), (last_row, right) = start, end
        if row == last_row:
            labels[row - 1][left:right] = label * (right - left)
        else:
            whole[row - 1 : last_row] = [False] * (last_row - row + 1)

    nested, opening = 0, None  # f-strings are many tokens since Python 3.12, one token before
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in _OPENERS:
            opening = opening if nested else token
            nested += 1
        elif token.type in _CLOSERS:
            nested -= 1
            if not nested:
                paint(_after_prefix(opening), token.end, STRING)
        elif token.type == tokenize.STRING and not nested:
            paint(_after_prefix(token), token.end, STRING)
        elif token.type == tokenize.COMMENT and not nested:
            paint(token.start, token.end, COMMENT)

    result = []
    for line, line_labels, is_whole in zip(text, labels, whole, strict=True):
        stripped = line.strip()
        if is_whole and stripped:
            left = line.index(stripped)
            result.append((stripped, "".join(line_labels[left : left + len(stripped)])))
    return result


def _after_prefix(token):
    row, column = token.start
    return row, column + len(token.string) - len(token.string.lstrip(string.ascii_letters))


def _read(module):
    path = Path(sysconfig.get_path("stdlib"), f"{module}.py")
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"This Python has no source of its module {module.replace('/', '.')!r}: {path} is "
            "missing. Use a complete Python, such as the one from python.org or conda."
        ) from error


def _choose(pairs, name, wanted, max_length):
    """``wanted`` different pairs, evenly spread over the modules and over the kinds of lines."""
    kinds = {}
    for line, labels in dict.fromkeys(pairs):
        if len(line) <= max_length and line.isascii() and line.isprintable():
            kinds.setdefault(frozenset(labels), []).append((line, labels))
    total = sum(len(kind) for kind in kinds.values())
    if not 0 < wanted <= total:
        raise ValueError(
            f"{name} must lie between 1 and {total}, the number of lines of at most "
            f"max_length={max_length} characters in these modules. Received {wanted}."
        )
    chosen = []
    for k, kind in enumerate(sorted(kinds.values(), key=len)):  # what rare kinds leave, others get
        share = min(len(kind), (wanted - len(chosen)) // (len(kinds) - k))
        chosen += [kind[j * len(kind) // share] for j in range(share)]
    lines, labels = zip(*chosen, strict=True)
    return LabelledLines(lines, labels)

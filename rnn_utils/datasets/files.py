"""What loaders share: the book's files with their checksums, and the reader's own, line by line."""

import codecs
import hashlib
import re
import unicodedata
from collections import Counter
from pathlib import Path

__all__ = [
    "DATA",
    "check_columns",
    "check_some",
    "ends_sentence",
    "field",
    "lines_of",
    "load_shipped",
    "plain_split",
    "text_of",
]

ROOT = Path(__file__).resolve().parents[2]
LINKED = ROOT / "rnn_utils" / "data"  # a link in a checkout, a copy where rnn_utils was installed
DATA = LINKED.resolve() if LINKED.is_dir() else ROOT / "data"

MARKS = (  # what some programs write before the first character; the longer ones come first
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ "
WESTERN = ("cp1252", "latin-1", "iso8859-15", "mac_roman")
CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a]")  # bytes that hardly a text has
C1 = re.compile("[\x80-\x9f]")  # no text has these; cp1252 has signs at their places
OTHER_SPACE = re.compile(r"[^\S \t]")
UNWRITABLE = re.compile("[\0-\x1f\ufeff\ufffe\ud800-\udfff]")


def load_shipped(folder, checksums, corpus, read):
    """Read the files of a corpus, each once its checksum was found to be right.

    Args:
        folder: the book's ``data/``.
        checksums: dict of the name of a file to its SHA-256 sum. Git may have changed the ends of
            the lines, which is no damage.
        corpus: what it is called.
        read: the function that reads such a file.

    Returns:
        A list of what ``read`` returned.

    Raises:
        FileNotFoundError, ValueError: if a file is missing or differs; the message says how to
            restore it.
    """
    parts = []
    for name, want in checksums.items():
        path = folder / name
        mend = f"Restore it with `git checkout -- data/{name}`."
        if not path.is_file():
            raise FileNotFoundError(
                f"The file data/{name} of the {corpus} is missing in {str(folder)!r}. {mend} If "
                "this is no checkout of the book, get one: it wants its data beside rnn_utils."
            )
        got = hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        if got != want:
            raise ValueError(
                f"The file data/{name} must have the SHA-256 checksum {want}. Received {got}. "
                f"{mend} To read a file of your own, use {read.__name__}."
            )
        parts.append(read(path))
    return parts


def text_of(path, encoding):
    r"""The text of a file, without byte order marks, and with ``"\n"`` at the end of each line.

    A mark is dropped wherever it stands, since files that were joined keep theirs.

    Raises:
        FileNotFoundError, IsADirectoryError: if there is no such file.
        UnicodeError: if the bytes are not in that encoding, or another fits them better.
    """
    path = _file(path)
    data = path.read_bytes()
    try:
        return _decoded(data, encoding).replace("\r", "\n")
    except _Misread as wrong:
        raise UnicodeError(
            f"{path.name} {wrong.what} {_advice(wrong.likely, encoding)}, or save the file as "
            "UTF-8 in your editor, as plain text."
        ) from wrong


def lines_of(path):
    """The lines of a UTF-8 file, as a list of pairs ("mine.tsv, line 3", line).

    Raises:
        FileNotFoundError, IsADirectoryError: if there is no such file.
        UnicodeError: if it is not UTF-8; the message says in which line, and what it looks like.
        ValueError: if a carriage return stands alone. It may be the line end of an old Macintosh,
            or lie within a field; only whoever wrote the file can tell.
    """
    path = _file(path)
    try:
        text = _decoded(path.read_bytes(), "utf-8")
    except _Misread as wrong:
        number = wrong.before.count("\n") + 1
        looks = {
            None: "may be in the encoding of its language, such as cp1251 or gb18030",
            "utf-8": "is damaged, or was joined from files of several kinds",
        }.get(wrong.likely, f"looks like {wrong.likely}")
        raise UnicodeError(
            f"{path.name}, line {number}: the file must be UTF-8. Received {wrong.received}. "
            f"It {looks}. Save it as UTF-8 in your editor, as plain text."
        ) from wrong
    before, alone, _ = text.partition("\r")
    if alone:
        raise ValueError(
            f"{path.name}, line {before.count(chr(10)) + 1}: a line must end as on Linux (LF) or "
            f"on Windows (CR LF). Received {before[-20:]!r} and a CR alone, as old Macintoshes end "
            "lines, and Excel for Mac. Save it in an editor with the line ends of Linux."
        )
    return [(f"{path.name}, line {n}", line) for n, line in enumerate(text.split("\n"), start=1)]


def plain_split(text, place):
    """The words of a line, which are separated by spaces or tabs.

    Raises:
        ValueError: if another white space stands between them, such as a no-break space, which
            may belong to a word as well as separate two.
    """
    text = text.strip()
    found = OTHER_SPACE.search(text)
    if found:
        name = unicodedata.name(found[0], "a control character")
        raise ValueError(
            f"{place}: words must be separated by spaces. Received {text!r}, with the character "
            f"U+{ord(found[0]):04X} ({name}), which may separate words or belong to one. Write a "
            "space in its place, or take it out."
        )
    return text.split()


def ends_sentence(line):
    """Whether a line of a file with a word a line is empty, or begins a document."""
    return line.split(maxsplit=1)[:1] in ([], ["-DOCSTART-"])


def field(value, what):
    """A string, if a line of a file that is written gives it back when it is read.

    Raises:
        ValueError: if it does not.
    """
    good = isinstance(value, str) and value and value == value.strip()
    if not good or UNWRITABLE.search(value):
        raise ValueError(
            f"{what} must be a string of one line that neither is empty nor begins or ends with "
            f"white space, without tabs and control characters. Received {value!r}. "
            "Put spaces in their place, or leave it out."
        )
    return value


def check_columns(place, **columns):
    """Refuse a sentence without words, or with columns of other lengths than its words."""
    (_, words), *others = columns.items()
    for name, column in columns.items():
        if isinstance(column, str) or not column:
            raise ValueError(
                f"{place}: {name} must be a tuple of at least one. Received {column!r}. "
                "Leave the sentence out if it has no words."
            )
    for name, column in others:
        if len(column) != len(words):
            raise ValueError(
                f"{place}: there must be as many {name} as words, {len(words)}. "
                f"Received {len(column)}: {column!r}."
            )


def check_some(sentences):
    """Refuse to write a file that could not be read, since it holds nothing."""
    if not sentences:
        raise ValueError("There must be at least one sentence to write. Received none.")


class _Misread(UnicodeError):
    """Bytes are not what they were taken for: what stands before, what came, what they may be."""

    def __init__(self, before, received, what, likely):
        super().__init__(what)
        self.before, self.received, self.what, self.likely = before, received, what, likely


def _file(path):
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(
            f"path must lead to a text file. Received the folder {str(path)!r}. "
            "Name a file in it, or join several into one."
        )
    if not path.is_file():
        raise FileNotFoundError(
            f"There is no file {str(path)!r}. A relative path is read from {str(Path.cwd())!r}."
        )
    return path


def _decoded(data, encoding):
    r"""The bytes of a file as text without byte order marks, and with ``"\n"`` for ``"\r\n"``."""
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        start = getattr(error, "start", 0)  # UTF-16 without its mark has none
        before, byte = data[:start].decode(errors="replace"), f"0x{data[start]:02x}"
        what = f"is not written in {encoding}: byte {start:,} of {len(data):,} ({byte}) does"
        raise _Misread(
            before, f"the byte {byte}", f"{what} not fit.", _likely(data, encoding)
        ) from error
    for character, name in (("\0", "NUL"), ("\ufffe", "U+FFFE")):
        before, found, _ = text.partition(character)
        if found:
            what = f"holds the character {name}, first at {len(before):,}, so it is no text in"
            likely = _likely(data, encoding)
            raise _Misread(before, f"the character {name}", f"{what} {encoding}.", likely)
    likely = _likely(data, encoding)
    if _is_better(likely, data, encoding, text):
        what = f"does not look like {encoding}, in which it begins {text[:20]!r}."
        raise _Misread("", repr(text[:20]), what, likely)
    return text.replace("\ufeff", "").replace("\r\n", "\n")


def _same(one, other):
    return codecs.lookup(one) == codecs.lookup(other)


def _is_wide(encoding):
    return any(_same(encoding, name) for name in (*WIDE, "utf-16", "utf-32"))


def _likely(data, encoding):
    """The encoding that some bytes are in, judged by what texts have in common, or None.

    If two are as likely, it is the one that was named.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    utf8 = _decodes(data, "utf-8")
    if utf8 and data.count(0) <= len(data) / 20 and len(CONTROL.findall(data)) <= len(data) / 3:
        return "utf-8"
    letters = len(data) - len(data.translate(None, delete=LETTERS))
    if letters < 0.55 * len(data) and (utf8 or 0 in data or _is_wide(encoding)):
        order = sorted(WIDE, key=lambda name: not _same(name, encoding))
        strange = {name: _strange(data.decode(name, "replace")) for name in order}
        best = min(strange, key=strange.get)
        return best if strange[best] < 0.125 else None
    if sum(byte > 127 for byte in data) > len(data) / 2:
        return None  # neither English nor French; Russian, say, or Chinese
    if b"\r" in data and b"\n" not in data:
        return "mac_roman"  # as the ends of its lines
    return "cp1252" if _decodes(data, "cp1252") else "latin-1"


def _decodes(data, encoding):
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True


def _strange(text):
    """How many of the characters are such as texts do not have, as a number from 0 to 1.

    If the two bytes of each character are swapped, a space becomes U+2000, an "a" U+6100, and a
    line end U+0A00, which is none.
    """
    strange = sum(
        count
        for character, count in Counter(text).items()
        if ord(character) % 256 == 0
        or character == "\ufffd"
        or (unicodedata.category(character) in ("Cc", "Cn", "Co") and not character.isspace())
    )
    return strange / len(text)


def _is_better(likely, data, encoding, text):
    """Whether bytes are rather in the likely encoding than in the one that gave the text."""
    if likely is None:
        return _is_wide(encoding) or any(_same(encoding, name) for name in WESTERN)
    other = data.decode(likely, "replace")
    if other.removeprefix("\ufeff") == text.removeprefix("\ufeff"):
        return False
    if _is_wide(encoding) or _is_wide(likely):
        return True
    if likely == "utf-8":
        return not data.isascii()  # there are others that need ASCII only
    return bool(C1.search(text)) and not C1.search(other)


def _advice(likely, encoding):
    if likely is None:
        return (
            "Try the encoding of its language, such as encoding='cp1251' for Russian, 'gb18030' "
            "for Chinese or 'shift_jis' for Japanese"
        )
    if _same(likely, encoding):
        return "It is damaged, or was joined from files of several kinds: take its last good copy"
    return f"Try encoding={likely!r}"

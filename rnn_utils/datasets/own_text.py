"""A text of your own, read from a plain text file."""

import codecs
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["OwnText", "load_text"]

SHORTEST = 100  # characters of each part
MARKS = (  # what some programs write before the first character; the longer ones come first
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class OwnText:
    """A text, and a split of it for training and testing.

    Attributes:
        text: the whole text, with ``"\\n"`` at the end of each line.
        train: its beginning, to learn from.
        test: its end, held out. ``train + test == text``.
    """

    text: str = field(repr=False)
    train: str = field(repr=False)
    test: str = field(repr=False)


def load_text(path, encoding="utf-8", held_out=0.1):
    r"""Read a plain text file and hold out its end.

    The end is held out, not pieces from everywhere, so that the text is cut once. The cut is moved
    to the end of a line, if one ends a little earlier. A text that repeats itself, such as a file
    with a notice in each part, will flatter a model that learned the notice by heart; such things
    are yours to remove.

    Args:
        path: a text file.
        encoding: how its characters are written as bytes. A byte order mark is dropped. Line ends
            of Windows and of old Macintoshes become ``"\n"``.
        held_out: the part of the characters to hold out, above 0 and below 1.

    Returns:
        OwnText: a frozen dataclass of strings.

    Raises:
        FileNotFoundError: if there is no such file.
        IsADirectoryError: if the path leads to a folder.
        LookupError: for an encoding that Python does not know.
        UnicodeError: if the bytes are not in that encoding; the message says where, and what to
            try.
        ValueError: if ``held_out`` lies outside its range, or a part would be shorter than 100
            characters.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "mine.txt")
    >>> n = path.write_text("One line, and another.\n" * 100)
    >>> data = load_text(path)
    >>> len(data.text), len(data.train), len(data.test)
    (2300, 2070, 230)
    """
    if not 0 < held_out < 1:
        raise ValueError(
            f"held_out must lie between 0 and 1. Received {held_out!r}. 0.1 holds out a tenth."
        )
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise LookupError(
            f"encoding must be one that Python knows. Received {encoding!r}. "
            "Try 'utf-8', 'utf-16' or 'cp1252'."
        ) from error
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
    text = _decoded(path.name, path.read_bytes(), encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        raise ValueError(f"{path.name} is empty. Was it saved? Name a file with some text in it.")
    cut = len(text) - round(held_out * len(text))
    reach = min(cut, len(text) - cut) // 2
    line = text.rfind("\n", cut - reach, cut) + 1  # 0 if no line ends there
    cut = line if line >= SHORTEST else cut
    if min(cut, len(text) - cut) < SHORTEST:
        need = -(-SHORTEST // min(held_out, 1 - held_out))
        raise ValueError(
            f"{path.name} must hold at least {need:,.0f} characters, so that with held_out="
            f"{held_out:g} both parts have {SHORTEST}. Received {len(text):,}. To learn something "
            "like spelling from, a model needs some 100,000."
        )
    return OwnText(text, text[:cut], text[cut:])


def _decoded(name, data, encoding):
    """The bytes of a file as text, without a byte order mark."""
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        start = getattr(error, "start", 0)  # UTF-16 without its mark has none
        raise UnicodeError(
            f"{name} is not written in {encoding}: byte {start:,} of {len(data):,} "
            f"(0x{data[start]:02x}) does not fit. Try encoding={_guess(data, encoding)!r}, or save "
            "the file as UTF-8 in your editor."
        ) from error
    if "\0" in text:
        raise UnicodeError(
            f"{name} holds the character NUL, first at {text.index(chr(0)):,}, so it is no text in "
            f"{encoding}. Try encoding='utf-16-le', and make sure that it is a plain text file."
        )
    return text


def _guess(data, encoding):
    """Another encoding that the bytes may be in."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    for name in ("utf-8", "cp1252"):
        if codecs.lookup(name) != codecs.lookup(encoding):
            try:
                data.decode(name)
            except UnicodeError:
                continue
            return name
    return "latin-1"  # it takes every byte, and may take it wrongly

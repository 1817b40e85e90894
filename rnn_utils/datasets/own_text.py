"""A text of your own, read from a plain text file."""

from dataclasses import dataclass, field
from pathlib import Path

from rnn_utils.datasets.files import text_of

__all__ = ["OwnText", "load_text"]

SHORTEST = 100  # characters of each part


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
        encoding: how its characters are written as bytes. Byte order marks are dropped, within
            files that were joined as well. Line ends of Windows and of old Macintoshes become
            ``"\n"``.
        held_out: the part of the characters to hold out, above 0 and below 1.

    Returns:
        OwnText: a frozen dataclass of strings.

    Raises:
        FileNotFoundError: if there is no such file.
        IsADirectoryError: if the path leads to a folder.
        LookupError: for an encoding that Python does not know.
        UnicodeError: if the bytes are not in that encoding, or look much more like another; the
            message says which to try.
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
        b" ".decode(encoding)
    except UnicodeError:
        pass  # a byte is half a character in some
    except LookupError as error:
        raise LookupError(
            f"encoding must be one that Python knows. Received {encoding!r}. "
            "Try 'utf-8', 'utf-16' or 'cp1252'."
        ) from error
    path = Path(path)
    text = text_of(path, encoding)
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

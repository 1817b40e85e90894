"""Sentences with a blank to fill, in which the deciding words come after the blank.

The sentences lie in ``data/``, one on a line; ``data/make/blanks.py`` holds the small grammar that
they come from.
"""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from rnn_utils.datasets import files
from rnn_utils.datasets.files import DATA

__all__ = ["Blank", "Blanks", "load_blanks", "read_blanks", "to_text"]

SHA256 = {
    "blanks_train.tsv": "270ae2b91abceec59b8e1af737fda4cb3f061201c920d22007a5526d09b80c0a",
    "blanks_test.tsv": "695201a8831f6dc3856893d493398464ffe40c01bcf8a0c12e7e52b788e7161e",
}
BLANK = "___"


@dataclass(frozen=True)
class Blank:
    """A sentence with one blank, and the word that belongs there.

    Attributes:
        words: T strings, one of which is ``"___"``.
        answer: the missing word.
    """

    words: tuple[str, ...]
    answer: str

    @property
    def place(self):
        """The step of the blank, counted from 0."""
        return self.words.index(BLANK)


@dataclass(frozen=True)
class Blanks:
    """The fill-the-blank corpus.

    Attributes:
        train: the sentences to learn from.
        test: sentences of other templates, with other pairs of name and clue.
    """

    train: tuple[Blank, ...] = field(repr=False)
    test: tuple[Blank, ...] = field(repr=False)

    @cached_property
    def answers(self):
        """The words that fill blanks in the training part, in alphabetical order."""
        return tuple(sorted({sentence.answer for sentence in self.train}))


def load_blanks():
    """Load the fill-the-blank corpus from ``data/``.

    Before each blank stands a name with two or three meanings, such as "Apple": a fruit, a
    company, a phone. After it stands a clue, "I work there", which often fits several meanings in
    general, and one of those of the name. In three sentences of five there are two clues, one of
    which is denied.

    Whatever stands before a blank stands there as often with each meaning of the name, in each
    part, so the best that a left-to-right reader can do is found by counting. No template (a
    sentence with names, persons and clues left out) is in both parts, and neither is any pair of
    name and clue. Every word of the test part is in the training part.

    Returns:
        Blanks: tuples of :class:`Blank`.

    Raises:
        FileNotFoundError, ValueError: if a file is missing or differs from the one that belongs
            to the book; the message says how to restore it.

    >>> for sentence in load_blanks().test[:3]:
    ...     print(*sentence.words, "→", sentence.answer)
    Apple is my favourite ___ , I work there → company
    Apple is my favourite ___ , I want to buy one → phone
    Apple is my favourite ___ , I eat one every day → fruit
    """
    return Blanks(*files.load_shipped(DATA, SHA256, "fill-the-blank corpus", read_blanks))


def read_blanks(path):
    """Read sentences with a blank: on each line the answer, a tab, and the words.

    The words are separated by spaces, the blank is written ``___``. Empty lines are skipped. No
    line is a comment; an answer such as ``#love`` is a word.

    Args:
        path: a UTF-8 text file.

    Returns:
        A tuple of :class:`Blank`.

    Raises:
        FileNotFoundError, IsADirectoryError: if there is no such file.
        ValueError: for a line that cannot be read, with the file and the number of the line, and
            for a file without a sentence.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "mine.tsv")
    >>> n = path.write_text("tea\\tI drink a cup of ___ at five\\ncake\\tand I eat a\\n")
    >>> read_blanks(path)
    Traceback (most recent call last):
    ValueError: mine.tsv, line 2: there must be one blank, written ___. Received 0 ...
    """
    sentences = []
    for place, line in files.lines_of(path):
        if not line.strip():
            continue
        answer, tab, rest = line.partition("\t")
        answer, words = files.plain_split(answer, place), files.plain_split(rest, place)
        if not tab or len(answer) != 1 or "\t" in rest.strip():
            raise ValueError(
                f"{place}: expected the answer, one tab and the words. Received {line!r}. "
                "The answer is one word; the words are separated by spaces."
            )
        _check_blank(words, *answer, place)
        sentences.append(Blank(tuple(words), *answer))
    if not sentences:
        raise ValueError(
            f"{Path(path).name}: there must be at least one line with an answer, a tab and words. "
            "Received none."
        )
    return tuple(sentences)


def _check_blank(words, answer, place):
    if words.count(BLANK) != 1:
        raise ValueError(
            f"{place}: there must be one blank, written ___. Received {words.count(BLANK)} "
            f"in {' '.join(words)!r}. Put spaces around it."
        )
    if answer == BLANK:
        raise ValueError(
            f"{place}: the answer must be the word that belongs in the blank. Received '___'. "
            "The answer comes first, then a tab and the words."
        )


def to_text(sentences):
    """The text of a file from which ``read_blanks`` reads the same sentences.

    Raises:
        ValueError: for a sentence that would not read back the same, such as one with a space in
            a word, or with two blanks.

    >>> print(to_text([Blank(("a", "cup", "of", "___"), "tea")]), end="")
    tea	a cup of ___
    """
    lines = []
    for number, sentence in enumerate(sentences, start=1):
        place = f"sentence {number}"
        files.check_columns(place, words=sentence.words)
        for word in (sentence.answer, *sentence.words):
            if files.field(word, f"{place}: a word").split() != [word]:
                raise ValueError(
                    f"{place}: a word must have no white space in it. Received {word!r}. "
                    "Make it several words."
                )
        _check_blank(sentence.words, sentence.answer, place)
        lines.append(f"{sentence.answer}\t{' '.join(sentence.words)}\n")
    files.check_some(lines)
    return "".join(lines)

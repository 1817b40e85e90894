"""Short reviews with a verdict, written for the book; they lie in ``data/`` as plain text."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rnn_utils.datasets import files
from rnn_utils.datasets.files import DATA

__all__ = ["Review", "Reviews", "load_reviews", "read_reviews"]

SHA256 = {
    "reviews_train.tsv": "e3a66a70160e1a6295850209772a08bacb73c5a63c3c088831331d1659d86a10",
    "reviews_test.tsv": "77c6547ab1086190ccc8d75002bbd2865e8af992ad0a53e62bc0610989b66128",
    "reviews_pairs.tsv": "7b56bf456979d04fe2d2b0eaa69fe8e56740c7fd1bad5f92eefed9e86d7fefe7",
}
LABELS = ("negative", "positive")
SOFT_HYPHEN = "\u00ad"
APOSTROPHES = "'·\u05f3\u05f4"  # those of Hebrew, too, and the point within Catalan words
JOINERS = "\u200c\u200d"  # zero width non-joiner, which keeps letters apart, and joiner
# A word in a text in which _sort stands for each character: letters with what belongs to them, with
# apostrophes between them; or digits. A joiner stands before a letter, or after a mark.
WORD = re.compile(r"L(?:[LM]|J(?=[LM])|(?<=M)J|'(?=L))*|D+")


@dataclass(frozen=True)
class Review:
    """A text and whether its writer was pleased.

    Attributes:
        label: ``"positive"`` or ``"negative"``.
        text: as it was written.
        kind: how the verdict is given, or None if the file does not say. In the corpus of the book
            ``"plain"``; ``"negated"``, where a negation turns or carries it, as in "not bad";
            ``"mixed"``, where praise and blame meet and one wins, often after "but"; ``"ironic"``.
    """

    label: str
    text: str
    kind: str | None = None

    @property
    def words(self):
        """The words in lower case, without punctuation; "don't" is one word.

        The marks of a script belong to its words, and so do the joiners of Indic and Persian
        ones. Soft hyphens are dropped. A writing without spaces, such as Chinese, is not cut.

        >>> Review("positive", "Not bad – I don't regret it!").words
        ['not', 'bad', 'i', "don't", 'regret', 'it']
        >>> Review("positive", "हिन्दी फ़िल्म, I loved it").words
        ['हिन्दी', 'फ़िल्म', 'i', 'loved', 'it']
        """
        text = self.text.lower().replace("’", "'").replace(SOFT_HYPHEN, "")
        return [text[slice(*m.span())] for m in WORD.finditer("".join(map(_sort, text)))]


@cache
def _sort(character):
    """``L`` for a letter, ``D`` digit, ``M`` mark, ``J`` joiner, ``'`` apostrophe, or a space."""
    if character.isdecimal():
        return "D"
    if character.isalnum():
        return "L"
    if unicodedata.category(character).startswith("M"):
        return "M"
    return "J" if character in JOINERS else "'" if character in APOSTROPHES else " "


@dataclass(frozen=True)
class Reviews:
    """The review corpus.

    Attributes:
        train: the reviews to learn from.
        test: the reviews to be judged.
        pairs: (positive, negative) reviews made of the same words in another order.
    """

    train: tuple[Review, ...] = field(repr=False)
    test: tuple[Review, ...] = field(repr=False)
    pairs: tuple[tuple[Review, Review], ...] = field(repr=False)


def load_reviews():
    """Load the review corpus from ``data/``.

    Films, books, cafés, hotels, gadgets, concerts, train rides and more: 700 reviews to train on
    and 240 to test on, half of each positive, and 33 pairs for a closer look. About half of the
    reviews are plain, a quarter negated, a fifth mixed and a few ironic.

    Many reviews were written in twos, on one subject with opposite verdicts. Reviews that resemble
    each other stand in the same part: across the parts no two share five words in a row, nor three
    tenths of their vocabulary.

    Returns:
        Reviews: ``train`` and ``test``, tuples of :class:`Review`, and ``pairs`` of them.

    Raises:
        FileNotFoundError, ValueError: if a file is missing or differs from the one that belongs
            to the book; the message says how to restore it.

    >>> good, bad = load_reviews().pairs[0]
    >>> good.text, bad.text
    ('The film was good, not bad.', 'The film was bad, not good.')
    """
    train, test, pairs = files.load_shipped(DATA, SHA256, "review corpus", read_reviews)
    return Reviews(train, test, tuple(zip(pairs[::2], pairs[1::2], strict=True)))


def read_reviews(path):
    """Read labelled reviews from a text file.

    One review a line: ``positive`` or ``negative``, a tab, the text; after another tab there may
    be a word that says what kind of review it is. Empty lines, and lines that start with ``#`` and
    hold no tab, are passed over.

    Args:
        path: a UTF-8 text file.

    Returns:
        A tuple of :class:`Review`.

    Raises:
        FileNotFoundError, IsADirectoryError: if there is no such file.
        ValueError: for a line that cannot be read, with the file and the number of the line, and
            for a file without a review.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "mine.tsv")
    >>> n = path.write_text("positive\\tWhat a day!\\ngood\\tLovely.\\n")
    >>> read_reviews(path)
    Traceback (most recent call last):
    ValueError: mine.tsv, line 2: a label must be negative or positive. Received 'good'. ...
    """
    reviews = [
        _review(line, place)
        for place, line in files.lines_of(path)
        if line.strip() and not (line.startswith("#") and "\t" not in line)
    ]
    if not reviews:
        raise ValueError(
            f"{Path(path).name}: there must be at least one line with a label, a tab and a text. "
            "Received none."
        )
    return tuple(reviews)


def _review(line, place):
    """The review that stands in one line."""
    parts = [part.strip() for part in line.split("\t")]
    if len(parts) not in (2, 3) or not all(parts):
        raise ValueError(
            f"{place}: expected a label, one tab and a text, then at most one more tab and a kind. "
            f"Received {line!r}. Separate them by tabs, not by spaces or commas."
        )
    review = Review(*parts)
    if review.label not in LABELS:
        raise ValueError(
            f"{place}: a label must be {' or '.join(LABELS)}. Received {review.label!r}. "
            "The label comes first, then a tab and the text."
        )
    if review.kind and not all(_sort(c) in "LMDJ" or c in "-_" for c in review.kind):
        raise ValueError(
            f"{place}: a kind must be one word. Received {review.kind!r}. If it belongs to the "
            "text, write a space in place of the tab before it."
        )
    if not review.words:
        raise ValueError(
            f"{place}: a text must hold at least one word. Received {review.text!r}. "
            "Leave the line out."
        )
    return review

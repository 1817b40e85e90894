"""Short reviews with a verdict, written for the book; they lie in ``data/`` as plain text."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Review", "Reviews", "load_reviews", "read_reviews"]

DATA = Path(__file__).resolve().parents[2] / "data"
SHA256 = {
    "reviews_train.tsv": "e3a66a70160e1a6295850209772a08bacb73c5a63c3c088831331d1659d86a10",
    "reviews_test.tsv": "77c6547ab1086190ccc8d75002bbd2865e8af992ad0a53e62bc0610989b66128",
    "reviews_pairs.tsv": "7b56bf456979d04fe2d2b0eaa69fe8e56740c7fd1bad5f92eefed9e86d7fefe7",
}
LABELS = ("negative", "positive")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")


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

        >>> Review("positive", "Not bad – I don't regret it!").words
        ['not', 'bad', 'i', "don't", 'regret', 'it']
        """
        return WORD.findall(self.text.lower().replace("’", "'"))


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
            to the book; the message names the file to restore.

    >>> good, bad = load_reviews().pairs[0]
    >>> good.text, bad.text
    ('The film was good, not bad.', 'The film was bad, not good.')
    """
    parts = []
    for name, want in SHA256.items():
        path = DATA / name
        mend = f"Restore it with `git checkout -- data/{name}`."
        if not path.is_file():
            raise FileNotFoundError(f"The file data/{name} of the review corpus is missing. {mend}")
        # Git may have changed the ends of the lines, which is no damage.
        got = hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        if got != want:
            raise ValueError(
                f"The file data/{name} must have the SHA-256 checksum {want}. Received {got}. "
                f"{mend} To read a file of your own, use read_reviews."
            )
        parts.append(read_reviews(path))
    train, test, pairs = parts
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
        ValueError: for a line that cannot be read, with the file and the number of the line, and
            for a file without a review.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "mine.tsv")
    >>> n = path.write_text("positive\\tWhat a day!\\ngood\\tLovely.\\n")
    >>> read_reviews(path)
    Traceback (most recent call last):
    ValueError: mine.tsv, line 2: a label must be negative or positive. Received 'good'. ...
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ValueError(
            f"{path.name}, line {line}: the file must be UTF-8. Received the byte "
            f"0x{error.object[error.start]:02x}. Save it as UTF-8 in your editor."
        ) from error

    reviews = []
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.removesuffix("\r")
        if line.strip() and not (line.startswith("#") and "\t" not in line):
            reviews.append(_review(line, f"{path.name}, line {number}"))
    if not reviews:
        raise ValueError(
            f"{path.name}: there must be at least one line with a label, a tab and a text. "
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
    if not review.words:
        raise ValueError(
            f"{place}: a text must hold at least one word. Received {review.text!r}. "
            "Leave the line out."
        )
    return review

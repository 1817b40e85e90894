"""What travellers say to a booking machine: sentences with a label for every word.

The sentences lie in ``data/`` in CoNLL format; ``data/make/flights.py`` holds the small grammar
that they come from.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from rnn_utils.datasets import files
from rnn_utils.datasets.files import DATA

__all__ = ["Flights", "Sentence", "load_flights", "read_conll", "to_conll"]

SHA256 = {
    "flights_train.conll": "35dddb6db306f4dc57ca7f048d4b8de2649d30d9c6ad9f596b3455df212deda2",
    "flights_test.conll": "86e476efbb7007ce21103ff89eeb47735d2769862731b4f59eba28deac8ddf2f",
}
LABEL = re.compile(r"O|[BI]-\S+")
INTENT = re.compile(r"#\s*intent\s*=\s*(\S.*?)\s*$")
HASHTAG = re.compile(r"#\S*\s+(O|[BI]-\S+)\s*")  # a word and a label without a tab, no comment


@dataclass(frozen=True)
class Sentence:
    """A sentence with a label for every word.

    Attributes:
        words: T strings.
        labels: T strings in BIO: ``B-`` and the name of a slot for its first word, ``I-`` and the
            name for the words that go on with it, ``O`` for words in no slot.
        intent: what the speaker wants, or None if the file does not say.
    """

    words: tuple[str, ...]
    labels: tuple[str, ...]
    intent: str | None = None


@dataclass(frozen=True)
class Flights:
    """The flight corpus.

    Attributes:
        train: the sentences to learn from.
        test: sentences of other templates.
    """

    train: tuple[Sentence, ...] = field(repr=False)
    test: tuple[Sentence, ...] = field(repr=False)

    @cached_property
    def labels(self):
        """The labels of the training part, ``O`` first, the others in alphabetical order."""
        found = {label for sentence in self.train for label in sentence.labels}
        return ("O", *sorted(found - {"O"}))


def load_flights():
    """Load the flight corpus from ``data/``.

    A *template* is a sentence with every slot filled by its name only, such as "leave [from_city]
    on [depart_date]". No template of the test part is in the training part, every word is.

    Nearly always a label depends on the words up to its own and on nothing later. The exception
    are sentences such as "I must be in Taipei until Monday", which differ from "I must be in
    Taipei by Monday" only *after* the word in question. Each of them stands in the same part as
    its twin, so the best that a left-to-right reader can do is found by counting.

    Returns:
        Flights: 4,000 and 1,000 :class:`Sentence`.

    Raises:
        FileNotFoundError, ValueError: if a file is missing or differs from the one that belongs
            to the book; the message says how to restore it.

    >>> sentence = load_flights().test[0]
    >>> for word, label in zip(sentence.words[-5:], sentence.labels[-5:]):
    ...     print(word, label)
    in O
    Taipei B-to_city
    on O
    November B-arrive_date
    2nd I-arrive_date
    """
    return Flights(*files.load_shipped(DATA, SHA256, "flight corpus", read_conll))


def read_conll(path):
    """Read labelled sentences from a file in CoNLL format.

    One word a line, then a tab, then its label; an empty line after each sentence. A line that
    starts with ``#`` and holds no tab is a comment; ``# intent = ask_price`` gives the intent of
    the sentence that follows. Lines with ``-DOCSTART-``, which begin a document, are passed over.

    Args:
        path: a UTF-8 text file.

    Returns:
        A tuple of :class:`Sentence`.

    Raises:
        FileNotFoundError, IsADirectoryError: if there is no such file.
        ValueError: for a line that cannot be read, with the file and the number of the line, and
            for a file without a sentence.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "mine.conll")
    >>> n = path.write_text("# intent = greet\\nhello\\tO\\nNew\\tB-city\\nYork\\tO-city\\n")
    >>> read_conll(path)
    Traceback (most recent call last):
    ValueError: mine.conll, line 4: a label must be O, B-name or I-name. Received 'O-city'. ...
    """
    sentences, pairs, intent = [], [], None
    for place, line in [*files.lines_of(path), ("", "")]:
        if files.ends_sentence(line):
            if pairs:
                sentences.append(Sentence(*zip(*pairs, strict=True), intent))
                pairs, intent = [], None
        elif line.startswith("#") and "\t" not in line and not HASHTAG.fullmatch(line):
            match = INTENT.match(line)
            if match and pairs:
                raise ValueError(
                    f"{place}: an intent must come before the words of its sentence. "
                    f"Received {line!r} after {pairs[-1][0]!r}. "
                    "Is the empty line between two sentences missing?"
                )
            intent = match[1] if match else intent
        else:
            last = pairs[-1][1] if pairs else "O"
            pairs.append(_word_and_label(line, last, place))
    if not sentences:
        raise ValueError(
            f"{Path(path).name}: there must be at least one line with a word, a tab and a label. "
            "Received none."
        )
    return tuple(sentences)


def _word_and_label(line, last, place):
    """Split one line, and check that its label may follow the last one."""
    parts = [part.strip() for part in line.split("\t")]
    if len(parts) != 2 or not all(parts):
        raise ValueError(
            f"{place}: expected a word, one tab and a label. Received {line!r}. "
            "Separate them by a tab, not by spaces, and leave out other columns."
        )
    _check_label(parts[1], last, place)
    return parts


def _check_label(label, last, place):
    if not LABEL.fullmatch(label):
        raise ValueError(
            f"{place}: a label must be O, B-name or I-name. Received {label!r}. "
            "B- begins a slot, I- goes on with it, O is outside of all slots."
        )
    if label.startswith("I-") and last[2:] != label[2:]:
        raise ValueError(
            f"{place}: {label} must go on with a slot {label[2:]!r}. Received it after {last}. "
            f"The first word of a slot is labelled B-{label[2:]}."
        )


def to_conll(sentences):
    """The text of a file from which ``read_conll`` reads the same sentences.

    Raises:
        ValueError: for a sentence that would not read back the same, such as one with a tab in a
            word, or an ``I-`` that goes on with nothing.

    >>> print(to_conll([Sentence(("to", "Oslo"), ("O", "B-to_city"), "find_flight")]))
    # intent = find_flight
    to	O
    Oslo	B-to_city
    """
    blocks = []
    for number, sentence in enumerate(sentences, start=1):
        place = f"sentence {number}"
        files.check_columns(place, words=sentence.words, labels=sentence.labels)
        lines, last = [], "O"
        if sentence.intent is not None:
            lines.append(f"# intent = {files.field(sentence.intent, f'{place}: an intent')}")
        for word, label in zip(sentence.words, sentence.labels, strict=True):
            _check_label(files.field(label, f"{place}: a label"), last, f"{place}, {word!r}")
            line = f"{files.field(word, f'{place}: a word')}\t{label}"
            if files.ends_sentence(line):
                raise ValueError(
                    f"{place}: a word must not be read as the line which begins a document. "
                    f"Received {word!r}. Leave it out."
                )
            lines.append(line)
            last = label
        blocks.append("\n".join(lines) + "\n")
    files.check_some(blocks)
    return "\n".join(blocks)

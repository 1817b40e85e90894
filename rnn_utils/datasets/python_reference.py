"""The Python reference: the half million characters of English that every Python carries."""

from collections import Counter
from dataclasses import dataclass, field

__all__ = ["PythonReference", "load_python_reference"]

HELD_OUT = 0.1  # at most this part of the characters
PARAGRAPH = 40  # characters; shorter paragraphs, such as "Example:", may stand anywhere


@dataclass(frozen=True)
class PythonReference:
    """The texts behind ``help("topics")``, and a split of them for training and testing.

    Attributes:
        text: all topics in alphabetical order, joined by a newline.
        train: the topics to learn from, joined in the same way.
        test: the held-out topics, joined in the same way; 8 to 10 % of the characters.
        train_topics, test_topics: the names of the topics in each part, in alphabetical order.
    """

    text: str = field(repr=False)
    train: str = field(repr=False)
    test: str = field(repr=False)
    train_topics: tuple[str, ...] = field(repr=False)
    test_topics: tuple[str, ...]


def load_python_reference():
    """Load the Python reference text and split it.

    The reference repeats itself: about a fifth of it are paragraphs that stand in two topics, so
    a split that only looked at names would test on sentences that were learned by heart. A topic
    is held out only if no other topic repeats one of its paragraphs. Walking through the
    alphabet, every such topic is taken that keeps the held-out part within a tenth of what has
    been passed; so it comes from all over the alphabet.

    The text grows with Python: 465,048 characters in 3.11.7, 492,233 in 3.12.1 and 510,664 in
    3.13.0, of 103 or 104 kinds. The loader takes some milliseconds and reads no file of its own.

    Returns:
        PythonReference: a frozen dataclass of strings.

    Raises:
        ModuleNotFoundError: if this Python came without ``pydoc_data``.

    >>> reference = load_python_reference()
    >>> reference.text.splitlines()[0]
    'The "assert" statement'
    >>> "while" in reference.train_topics, "lambda" in reference.test_topics
    (True, True)
    """
    topics = _topics()
    names = sorted(topics)
    test_topics = _held_out(topics)
    train_topics = tuple(name for name in names if name not in test_topics)

    def joined(some):
        return "\n".join(topics[name] for name in some)

    return PythonReference(
        text=joined(names),
        train=joined(train_topics),
        test=joined(test_topics),
        train_topics=train_topics,
        test_topics=test_topics,
    )


def _topics():
    try:
        from pydoc_data.topics import topics
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "The Python reference text is read from the standard module pydoc_data.topics. "
            "This Python came without it. Install the full standard library (some systems keep it "
            "in a package of its own) or use a Python from python.org or conda."
        ) from error
    return topics


def _paragraphs(text):
    """The different paragraphs of a text that are long enough to be recognised."""
    paragraphs = (paragraph.strip() for paragraph in text.split("\n\n"))
    return {paragraph for paragraph in paragraphs if len(paragraph) >= PARAGRAPH}


def _held_out(topics):
    """The names of the test topics, as described in ``load_python_reference``."""
    paragraphs = {name: _paragraphs(text) for name, text in topics.items()}
    topics_with = Counter(p for several in paragraphs.values() for p in several)
    chosen = []
    passed = held_out = 0  # characters
    for name in sorted(topics):
        passed += len(topics[name])
        alone = all(topics_with[paragraph] == 1 for paragraph in paragraphs[name])
        if alone and held_out + len(topics[name]) <= HELD_OUT * passed:
            chosen.append(name)
            held_out += len(topics[name])
    return tuple(chosen)

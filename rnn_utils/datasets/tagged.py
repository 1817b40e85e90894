"""Sentences with a part of speech for every word, and a reader for files of your own.

The corpus was written for the book, in English and, a tenth of it, in Chinese. It lies in
``data/`` in CoNLL-U format.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

__all__ = ["UPOS", "TaggedCorpus", "TaggedSentence", "load_tagged", "read_tagged", "to_conllu"]

DATA = Path(__file__).resolve().parents[2] / "data"
SHA256 = {
    "tagged_train.conllu": "60758c194c76fc3940c7bfcbd5c5c0e344501b291e7ef04988e57a18aa74937e",
    "tagged_test.conllu": "87e80044f0a6a25358e8925566cc269e06a9b7bf2f98f6dfc121a3919b7de0a0",
}
UPOS = {
    "ADJ": "adjective",
    "ADP": "adposition, such as a preposition",
    "ADV": "adverb",
    "AUX": "auxiliary verb",
    "CCONJ": "coordinating conjunction",
    "DET": "determiner",
    "INTJ": "interjection",
    "NOUN": "noun",
    "NUM": "numeral",
    "PART": "particle",
    "PRON": "pronoun",
    "PROPN": "proper noun",
    "PUNCT": "punctuation",
    "SCONJ": "subordinating conjunction",
    "SYM": "symbol",
    "VERB": "verb",
    "X": "other",
}
COLUMNS = ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC")


@dataclass(frozen=True)
class TaggedSentence:
    """A sentence with a tag for every word.

    Attributes:
        words: T strings.
        tags: T strings; None where the file leaves the tag open.
        id: the ``sent_id`` of the file, or None.
        glosses: T strings, what each word means in English, or None if the file does not say.
        translation: the sentence in English, or None if the file does not say.
    """

    words: tuple[str, ...]
    tags: tuple[str | None, ...]
    id: str | None = None
    glosses: tuple[str | None, ...] | None = None
    translation: str | None = None


@dataclass(frozen=True)
class TaggedCorpus:
    """The tagged corpus.

    Attributes:
        train: the sentences to learn from.
        test: other sentences. Some of their words are not in the training part.
    """

    train: tuple[TaggedSentence, ...] = field(repr=False)
    test: tuple[TaggedSentence, ...] = field(repr=False)

    @cached_property
    def tags(self):
        """The tags of the training part in alphabetical order."""
        return tuple(sorted({tag for sentence in self.train for tag in sentence.tags}))


def load_tagged():
    """Load the tagged corpus from ``data/``.

    The ids of English sentences start with ``en``, those of Chinese ones with ``zh``; these have
    glosses and a translation. No sentence is in both parts, and no test sentence differs from a
    training sentence in one word only. Many words have several tags: "a book", "book a flight".

    The tags are the universal ones, ``UPOS``, by the guidelines of Universal Dependencies 2. Some
    of what these say is not what school says: a form of "be" is AUX, except in "there is"; "my"
    and "her" are always PRON; "to" is PART before a verb and ADP before a noun; "that" is DET,
    PRON or SCONJ; the "off" of "take off" is ADP. A Chinese classifier is NOUN.

    Returns:
        TaggedCorpus: 598 and 208 :class:`TaggedSentence`.

    Raises:
        FileNotFoundError, ValueError: if a file is missing or differs from the one that belongs
            to the book; the message names the file to restore.

    >>> corpus = load_tagged()
    >>> print(*(f"{word}/{tag}" for word, tag in zip(corpus.train[0].words, corpus.train[0].tags)))
    We/PRON can/AUX book/VERB a/DET flight/NOUN to/ADP Berlin/PROPN tonight/NOUN ./PUNCT
    """
    parts = []
    for name, want in SHA256.items():
        path = DATA / name
        mend = f"Restore it with `git checkout -- data/{name}`."
        if not path.is_file():
            raise FileNotFoundError(f"The file data/{name} of the tagged corpus is missing. {mend}")
        # Git may have changed the ends of the lines, which is no damage.
        got = hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        if got != want:
            raise ValueError(
                f"The file data/{name} must have the SHA-256 checksum {want}. Received {got}. "
                f"{mend} To read a file of your own, use read_tagged."
            )
        parts.append(read_tagged(path))
    return TaggedCorpus(*parts)


def read_tagged(path):
    """Read tagged sentences from a file in CoNLL-U or CoNLL format, whichever it is.

    **CoNLL-U**: ten columns, separated by tabs; words are counted from 1 in the first, stand in
    the second, and have their part of speech, one of ``UPOS`` or ``_`` for open, in the fourth.
    Lines for parts of several words, such as ``3-4``, and for words left out, such as ``2.1``, are
    skipped. Of the comments ``sent_id`` and ``text_en`` are kept, of the last column ``Gloss=``.

    **CoNLL**: two or more columns, separated by tabs or by spaces; words stand in the first, any
    kind of tags, or ``_``, in the last. With tabs, a line that starts with ``#`` and holds no tab
    is a comment.

    In both an empty line ends a sentence. The first line with a word decides which it is.

    Args:
        path: a UTF-8 text file.

    Returns:
        A tuple of :class:`TaggedSentence`.

    Raises:
        ValueError: for a line that cannot be read, with the file and the number of the line, and
            for a file without a sentence.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "mine.conll")
    >>> n = path.write_text("I\\tPRON\\nsleep\\tVERB\\n\\nWake up\\n")
    >>> read_tagged(path)
    Traceback (most recent call last):
    ValueError: mine.conll, line 4: expected 2 columns, as before, separated by tabs. Received 1 ...
    """
    path = Path(path)
    sentences, rows, comments, kind, wordless = [], [], {}, None, False
    for number, line in enumerate([*_lines(path), ""], start=1):
        place = f"{path.name}, line {number}"
        if not line.strip():
            if rows:
                sentences.append(_sentence(rows, comments))
            elif wordless:
                raise ValueError(
                    f"{place}: a sentence must have at least one word. "
                    "Received only lines such as 3-4 or 2.1."
                )
            rows, comments, wordless = [], {}, False
        elif line.startswith("#") and "\t" not in line and kind != "spaces":
            key, _, value = line[1:].partition("=")
            comments[key.strip()] = value.strip()
        else:
            if kind is None:
                kind = _kind(line, place)
                columns = len(line.split("\t" if kind != "spaces" else None))
            row = _row(line, kind, columns, len(rows) + 1, place)
            rows += [] if row is None else [row]
            wordless = not rows
    if not sentences:
        raise ValueError(
            f"{path.name}: there must be at least one line with a word and a tag. Received none."
        )
    return tuple(sentences)


def _lines(path):
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ValueError(
            f"{path.name}, line {line}: the file must be UTF-8. Received the byte "
            f"0x{error.object[error.start]:02x}. Save it as UTF-8 in your editor."
        ) from error
    return [line.removesuffix("\r") for line in text.split("\n")]


def _kind(line, place):
    """What the first line with a word says about the file: "CoNLL-U", "tabs" or "spaces"."""
    tabs = line.count("\t") + 1
    if tabs == len(COLUMNS):
        return "CoNLL-U"
    if tabs > 1:
        return "tabs"
    if len(line.split()) > 1:
        return "spaces"
    raise ValueError(
        f"{place}: expected the ten columns of CoNLL-U, or a word and a tag, separated by tabs or "
        f"spaces. Received {line!r}. For a word without a tag write _ as its tag."
    )


def _row(line, kind, columns, count, place):
    """Word, tag and gloss of one line; None for a line of CoNLL-U that holds no word."""
    parts = line.split(None if kind == "spaces" else "\t")
    if len(parts) != columns:
        separator = "spaces" if kind == "spaces" else "tabs"
        raise ValueError(
            f"{place}: expected {columns} columns, as before, separated by {separator}. "
            f"Received {len(parts)} in {line!r}. An empty line ends a sentence."
        )
    parts = [part.strip() for part in parts]
    if kind != "CoNLL-U":
        if not parts[0] or not parts[-1]:
            raise ValueError(
                f"{place}: expected a word in the first and a tag in the last column. "
                f"Received {line!r}. For a word without a tag write _ as its tag."
            )
        return parts[0], None if parts[-1] == "_" else parts[-1], None

    empty = [name for name, part in zip(COLUMNS, parts, strict=True) if not part]
    if empty:
        raise ValueError(
            f"{place}: the column {empty[0]} must not be empty. Received {line!r}. "
            "What is not known is written _."
        )
    index, word, _, tag, *_, misc = parts
    if all(half.isdecimal() for half in index.split("-")) and index.count("-") == 1:
        return None
    if all(half.isdecimal() for half in index.split(".")) and index.count(".") == 1:
        return None
    if index != str(count):
        raise ValueError(
            f"{place}: the words of a sentence are counted 1, 2, 3, …; expected {count}. "
            f"Received {index!r}. Is the empty line between two sentences missing?"
        )
    if tag not in UPOS and tag != "_":
        raise ValueError(
            f"{place}: the column UPOS must be one of {', '.join(UPOS)}, or _. Received {tag!r}. "
            "Other sets of tags belong in the column XPOS, or in a file of two columns."
        )
    found = dict(part.partition("=")[::2] for part in misc.split("|"))
    return word, None if tag == "_" else tag, found.get("Gloss")


def _sentence(rows, comments):
    words, tags, glosses = zip(*rows, strict=True)
    if not any(glosses):
        glosses = None
    return TaggedSentence(words, tags, comments.get("sent_id"), glosses, comments.get("text_en"))


def to_conllu(sentences):
    """The text of a CoNLL-U file from which ``read_tagged`` reads the same sentences.

    Raises:
        ValueError: for a tag that is not one of ``UPOS`` or None.

    >>> sentence = TaggedSentence(("I", "sleep"), ("PRON", "VERB"), "mine-1")
    >>> print(to_conllu([sentence]).replace("\\t", " "))
    # sent_id = mine-1
    1 I _ PRON _ _ _ _ _ _
    2 sleep _ VERB _ _ _ _ _ _
    """
    blocks = []
    for sentence in sentences:
        lines = []
        for key, value in (("sent_id", sentence.id), ("text_en", sentence.translation)):
            if value is not None:
                lines.append(f"# {key} = {value}")
        glosses = sentence.glosses or [None] * len(sentence.words)
        rows = zip(sentence.words, sentence.tags, glosses, strict=True)
        for count, (word, tag, gloss) in enumerate(rows, start=1):
            if tag is not None and tag not in UPOS:
                raise ValueError(
                    f"A tag must be one of {', '.join(UPOS)}, or None. Received {tag!r} for "
                    f"{word!r}. Other tags fit into a file of two columns."
                )
            misc = f"Gloss={gloss}" if gloss else "_"
            lines.append("\t".join([str(count), word, "_", tag or "_", *"_____", misc]))
        blocks.append("\n".join(lines) + "\n\n")
    return "".join(blocks)

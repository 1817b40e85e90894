"""Sentences with a part of speech for every word, and a reader for files of your own.

The corpus was written for the book, in English and, a tenth of it, in Chinese. It lies in
``data/`` in CoNLL-U format.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from rnn_utils.datasets import files
from rnn_utils.datasets.files import DATA

__all__ = ["UPOS", "TaggedCorpus", "TaggedSentence", "load_tagged", "read_tagged", "to_conllu"]

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
NAMES = re.compile(r"#\s*global\.columns\s*=(.*)")
NO_WORD = re.compile(r"\d+[-.]\d+")  # the index of several words, such as 3-4, or of one left out


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
            to the book; the message says how to restore it.

    >>> corpus = load_tagged()
    >>> print(*(f"{word}/{tag}" for word, tag in zip(corpus.train[0].words, corpus.train[0].tags)))
    We/PRON can/AUX book/VERB a/DET flight/NOUN to/ADP Berlin/PROPN tonight/NOUN ./PUNCT
    """
    return TaggedCorpus(*files.load_shipped(DATA, SHA256, "tagged corpus", read_tagged))


def read_tagged(path):
    """Read tagged sentences from a file in CoNLL-U or CoNLL format, whichever it is.

    **CoNLL-U**: ten columns, separated by tabs; words are counted from 1 in the first, stand in
    the second, and have their part of speech, one of ``UPOS`` or ``_`` for open, in the fourth.
    Lines for parts of several words, such as ``3-4``, and for words left out, such as ``2.1``, are
    skipped. Of the comments ``sent_id`` and ``text_en`` are kept, of the last column ``Gloss=``.
    A comment such as ``# global.columns = ID FORM UPOS`` names other columns (CoNLL-U Plus).

    **CoNLL**: two or more columns, separated by tabs or by spaces; words stand in the first, any
    kind of tags, or ``_``, in the last. A first column that counts the words is refused.

    In both an empty line ends a sentence, and so does a line with ``-DOCSTART-``. The first line
    with a word decides which it is. With tabs, a line that starts with ``#`` and holds no tab is a
    comment. With spaces, the lines that start with ``#`` and a space are words if all of them have
    as many columns as the others, comments if none has, and refused otherwise; a line such as
    ``#love NOUN`` is a word.

    Args:
        path: a UTF-8 text file.

    Returns:
        A tuple of :class:`TaggedSentence`.

    Raises:
        FileNotFoundError, IsADirectoryError: if there is no such file.
        ValueError: for a line that cannot be read, with the file and the number of the line, and
            for a file without a sentence.

    Source: universaldependencies.org/format.html and universaldependencies.org/ext-format.html.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "mine.conll")
    >>> n = path.write_text("I\\tPRON\\nsleep\\tVERB\\n\\nWake up\\n")
    >>> read_tagged(path)
    Traceback (most recent call last):
    ValueError: mine.conll, line 4: expected 2 columns, as before, separated by tabs. Received 1 ...
    """
    lines = files.lines_of(path)
    layout = _layout(lines)
    sentences, rows, comments, wordless = [], [], {}, False
    for place, line in [*lines, (lines[-1][0], "")]:
        if files.ends_sentence(line):
            if rows:
                sentences.append(_sentence(rows, comments))
            elif wordless:
                raise ValueError(
                    f"{place}: a sentence must have at least one word. "
                    "Received only lines such as 3-4 or 2.1."
                )
            rows, comments, wordless = [], {}, False
        elif layout.is_comment(line):
            key, _, value = line[1:].partition("=")
            comments[key.strip()] = value.strip()
        else:
            row = _row(line, layout, len(rows) + 1, place)
            rows += [] if row is None else [row]
            wordless = not rows
    if not sentences:
        raise ValueError(
            f"{Path(path).name}: there must be at least one line with a word and a tag. "
            "Received none."
        )
    return tuple(sentences)


@dataclass(frozen=True)
class _Layout:
    """How the lines of a file are to be read.

    Attributes:
        width: the number of columns.
        tabs: whether tabs separate them, or else spaces.
        names: of the columns of CoNLL-U, or None.
        hashes: whether, with spaces, lines that start with ``#`` and a space are words.
    """

    width: int = 0
    tabs: bool = True
    names: tuple[str, ...] | None = None
    hashes: bool = False

    def is_comment(self, line):
        if self.tabs:
            return line.startswith("#") and "\t" not in line
        return line.split()[0] == "#" and not self.hashes

    def split(self, line, place):
        if self.tabs:
            return [part.strip() for part in line.split("\t")]
        return files.plain_split(line, place)


def _layout(lines):
    """What the first line with a word, and the lines that start with ``#``, say about a file."""
    filled = [(place, line) for place, line in lines if not files.ends_sentence(line)]
    names = _names(filled)
    surely = [pair for pair in filled if "\t" in pair[1] or not pair[1].startswith("#")]
    words = surely or [pair for pair in filled if pair[1].split()[0] != "#"]
    if not words:
        return _Layout()
    place, line = words[0]
    width = line.count("\t") + 1
    if names or width == len(COLUMNS):
        return _Layout(len(names or COLUMNS), names=names or COLUMNS)
    if width > 1:
        layout = _Layout(width)
    else:
        width = len(files.plain_split(line, place))
        layout = _Layout(width, tabs=False, hashes=_hashes(filled, width, line))
    if width == 1:
        raise ValueError(
            f"{place}: expected the ten columns of CoNLL-U, or a word and a tag, separated by tabs "
            f"or spaces. Received {line!r}. For a word without a tag write _ as its tag."
        )
    if _is_counted(lines, layout):
        if width == len(COLUMNS):
            raise ValueError(
                f"{place}: the ten columns of CoNLL-U must be separated by tabs. Received {line!r}."
                " Write one tab in place of the spaces between two columns."
            )
        raise ValueError(
            f"{place}: a word must stand in the first column. Received numbers that count the "
            f"words, as in {line!r}. Leave this column out, or name all columns in the first line, "
            "such as # global.columns = ID FORM UPOS, and separate them by tabs."
        )
    return layout


def _names(filled):
    """The names of the columns in a file of CoNLL-U Plus, or None."""
    found = {}
    for place, line in filled:
        if line.startswith("#begin document"):
            raise ValueError(
                f"{place}: expected CoNLL-U or CoNLL. Received {line!r}, which begins a file of "
                "CoNLL-2012. Leave two columns of it, the word and its tag, and no such lines."
            )
        match = NAMES.fullmatch(line)
        if match:
            names = tuple(match[1].split())
            found[names] = place
            if not {"FORM", "UPOS"} <= set(names) or len(set(names)) < len(names):
                raise ValueError(
                    f"{place}: global.columns must name FORM and UPOS, and no column twice. "
                    f"Received {' '.join(names)!r}. A file without parts of speech can be read if "
                    "it has two columns, the word and its tag, and no such line."
                )
    if len(found) > 1:
        raise ValueError(
            f"{list(found.values())[-1]}: global.columns must be the same in the whole file. "
            f"Received {' and '.join(repr(' '.join(names)) for names in found)}. "
            "Make it several files."
        )
    return next(iter(found), None)


def _hashes(filled, width, row):
    """Whether the lines that start with ``#`` and a space are words, in a file with spaces."""
    found = [(place, line) for place, line in filled if line.split()[0] == "#"]
    fits = [len(line.split()) == width for _, line in found]
    if any(fits) and not all(fits):
        place, line = found[fits.index(False)]
        word = found[fits.index(True)][1]
        raise ValueError(
            f"{place}: lines that start with # must all have as many columns as {row!r}, and are "
            f"words, or none, and are comments. Received {line!r} beside {word!r}. Separate "
            "columns by tabs, where a line without a tab is a comment, or leave comments out."
        )
    return all(fits)


def _is_counted(lines, layout):
    """Whether the first column counts the words, of each sentence anew or through the file."""
    last, words, others = 0, [], []
    for _, line in [*lines, ("", "")]:
        if files.ends_sentence(line):
            counts = words or others  # some count 1-1, 1-2, …
            if counts:
                first = counts[0]
                if first not in (0, 1, last + 1) or counts != [*range(first, first + len(counts))]:
                    return False
                last, words, others = counts[-1], [], []
        elif not layout.is_comment(line) and (layout.tabs or line.split()[0] != "#"):
            index = line.split("\t" if layout.tabs else None)[0].strip()
            if index.isdecimal():
                words.append(int(index))
            elif NO_WORD.fullmatch(index):
                others.append(int(re.split("[-.]", index)[1]))
            else:
                return False
    return True


def _row(line, layout, count, place):
    """Word, tag and gloss of one line; None for a line of CoNLL-U that holds no word."""
    parts = layout.split(line, place)
    if len(parts) != layout.width:
        raise ValueError(
            f"{place}: expected {layout.width} columns, as before, separated by "
            f"{'tabs' if layout.tabs else 'spaces'}. "
            f"Received {len(parts)} in {line!r}. An empty line ends a sentence."
        )
    if layout.names is None:
        if not parts[0] or not parts[-1]:
            raise ValueError(
                f"{place}: expected a word in the first and a tag in the last column. "
                f"Received {line!r}. For a word without a tag write _ as its tag."
            )
        return parts[0], None if parts[-1] == "_" else parts[-1], None

    row = dict(zip(layout.names, parts, strict=True))
    empty = [name for name, part in row.items() if not part]
    if empty:
        raise ValueError(
            f"{place}: the column {empty[0]} must not be empty. Received {line!r}. "
            "What is not known is written _."
        )
    index, tag = row.get("ID", str(count)), row["UPOS"]
    if NO_WORD.fullmatch(index):
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
    found = dict(part.partition("=")[::2] for part in row.get("MISC", "_").split("|"))
    return row["FORM"], None if tag == "_" else tag, found.get("Gloss") or None


def _sentence(rows, comments):
    words, tags, glosses = zip(*rows, strict=True)
    if not any(glosses):
        glosses = None
    named = {name: comments.get(name) or None for name in ("sent_id", "text_en")}
    return TaggedSentence(words, tags, named["sent_id"], glosses, named["text_en"])


def to_conllu(sentences):
    """The text of a CoNLL-U file from which ``read_tagged`` reads the same sentences.

    Raises:
        ValueError: for a tag that is not one of ``UPOS`` or None, and for a sentence that would
            not read back the same, such as one with a tab in a word, or as many glosses as words
            that are all None.

    >>> sentence = TaggedSentence(("I", "sleep"), ("PRON", "VERB"), "mine-1")
    >>> print(to_conllu([sentence]).replace("\\t", " "))
    # sent_id = mine-1
    1 I _ PRON _ _ _ _ _ _
    2 sleep _ VERB _ _ _ _ _ _
    """
    blocks = []
    for number, sentence in enumerate(sentences, start=1):
        place, glosses = f"sentence {number}", sentence.glosses
        if glosses is None:
            glosses = [None] * len(sentence.words)
        elif not any(glosses):
            raise ValueError(
                f"{place}: glosses must be None or hold one at least. Received {glosses!r}."
            )
        files.check_columns(place, words=sentence.words, tags=sentence.tags, glosses=glosses)
        lines = []
        for key, value in (("sent_id", sentence.id), ("text_en", sentence.translation)):
            if value is not None:
                lines.append(f"# {key} = {files.field(value, f'{place}: {key}')}")
        rows = zip(sentence.words, sentence.tags, glosses, strict=True)
        for count, (word, tag, gloss) in enumerate(rows, start=1):
            if tag is not None and tag not in UPOS:
                raise ValueError(
                    f"A tag must be one of {', '.join(UPOS)}, or None. Received {tag!r} for "
                    f"{word!r}. Other tags fit into a file of two columns."
                )
            if gloss is not None and "|" in files.field(gloss, f"{place}: a gloss"):
                raise ValueError(
                    f"{place}: a gloss must not hold |, which separates parts of the last column. "
                    f"Received {gloss!r}. Write / in its place."
                )
            word = files.field(word, f"{place}: a word")
            misc = "_" if gloss is None else f"Gloss={gloss}"
            lines.append("\t".join([str(count), word, "_", tag or "_", *"_____", misc]))
        blocks.append("\n".join(lines) + "\n\n")
    files.check_some(blocks)
    return "".join(blocks)

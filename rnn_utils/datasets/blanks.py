"""Sentences with a blank to fill, in which the deciding words come after the blank.

The sentences come from the small grammar in this module and lie in ``data/``, one on a line.
``python rnn_utils/datasets/blanks.py`` writes the two files anew, the same to the last byte.
"""

import hashlib
import random
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations
from pathlib import Path

__all__ = ["Blank", "Blanks", "generate", "load_blanks", "read_blanks", "template", "to_text"]

DATA = Path(__file__).resolve().parents[2] / "data"
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
            to the book; the message names the file to restore.

    >>> for sentence in load_blanks().test[:3]:
    ...     print(*sentence.words, "→", sentence.answer)
    Apple is my favourite ___ , I work there → company
    Apple is my favourite ___ , I want to buy one → phone
    Apple is my favourite ___ , I eat one every day → fruit
    """
    parts = []
    for name, want in SHA256.items():
        path = DATA / name
        mend = f"Restore it with `git checkout -- data/{name}`."
        if not path.is_file():
            raise FileNotFoundError(
                f"The file data/{name} of the fill-the-blank corpus is missing. {mend}"
            )
        # Git may have changed the ends of the lines, which is no damage.
        got = hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        if got != want:
            raise ValueError(
                f"The file data/{name} must have the SHA-256 checksum {want}. Received {got}. "
                f"{mend} To read a file of your own, use read_blanks."
            )
        parts.append(read_blanks(path))
    return Blanks(*parts)


def read_blanks(path):
    """Read sentences with a blank: on each line the answer, a tab, and the words.

    The words are separated by spaces, the blank is written ``___``. Empty lines are skipped.

    Args:
        path: a UTF-8 text file.

    Returns:
        A tuple of :class:`Blank`.

    Raises:
        ValueError: for a line that cannot be read, with the file and the number of the line, and
            for a file without a sentence.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "mine.tsv")
    >>> n = path.write_text("tea\\tI drink a cup of ___ at five\\ncake\\tand I eat a\\n")
    >>> read_blanks(path)
    Traceback (most recent call last):
    ValueError: mine.tsv, line 2: there must be one blank, written ___. Received 0 ...
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
    sentences = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{path.name}, line {number}"
        answer, tab, rest = line.partition("\t")
        answer, words = answer.strip(), tuple(rest.split())
        if not tab or not answer or len(answer.split()) > 1 or "\t" in rest:
            raise ValueError(
                f"{place}: expected the answer, one tab and the words. Received {line!r}. "
                "The answer is one word; the words are separated by spaces."
            )
        if words.count(BLANK) != 1:
            raise ValueError(
                f"{place}: there must be one blank, written ___. Received {words.count(BLANK)} "
                f"in {rest.strip()!r}. Put spaces around it."
            )
        sentences.append(Blank(words, answer))
    if not sentences:
        raise ValueError(
            f"{path.name}: there must be at least one line with an answer, a tab and words. "
            "Received none."
        )
    return tuple(sentences)


def to_text(sentences):
    """The text of a file from which ``read_blanks`` reads the same sentences.

    >>> print(to_text([Blank(("a", "cup", "of", "___"), "tea")]), end="")
    tea	a cup of ___
    """
    return "".join(f"{s.answer}\t{' '.join(s.words)}\n" for s in sentences)


def template(sentence):
    """The sentence with names, persons and clues replaced by what they are.

    >>> template(Blank(tuple("Apple is my favourite ___ , I work there".split()), "company"))
    '[name] is my favourite ___ , I [clue]'
    """
    text = f" {' '.join(sentence.words)} "
    for kind, values in [("name", NAMES), ("who", WHO), ("clue", CLUES)]:
        for value in sorted(values, key=len, reverse=True):
            text = text.replace(f" {value} ", f" [{kind}] ")
    return text.strip()


# The grammar. A sentence is a beginning, which ends at the blank, and an ending. A clue decides
# for a name if exactly one of the name's meanings is among those that the clue fits.

NAMES = {
    "Apple": "fruit company phone",
    "Orange": "fruit company colour",
    "Blackberry": "fruit phone",
    "Kiwi": "fruit animal",
    "Peach": "fruit colour",
    "Lime": "fruit colour",
    "Cherry": "fruit colour name",
    "Olive": "fruit colour name",
    "Nokia": "company phone",
    "Tesla": "company car",
    "Puma": "company animal",
    "Amazon": "company river",
    "Mars": "company planet god",
    "Jaguar": "car animal",
    "Panda": "car animal",
    "Cobra": "car animal",
    "Mustang": "car animal",
    "Lincoln": "car city name",
    "Lotus": "car flower",
    "Saturn": "car planet god",
    "Mercury": "planet god",
    "Jupiter": "planet god",
    "Neptune": "planet god",
    "Jordan": "river country name",
    "Congo": "river country",
    "Niger": "river country",
    "Florence": "city name",
    "Sydney": "city name",
    "Mocha": "city drink",
    "Bordeaux": "city drink colour",
    "Java": "island language drink",
    "Madeira": "island drink",
    "Python": "language animal",
    "Swift": "language animal",
    "Rust": "language colour",
    "Ruby": "language stone name",
    "Crystal": "language name",
    "Julia": "language name",
    "Jade": "stone colour name",
    "Amber": "stone colour name",
    "Emerald": "stone colour",
    "Rose": "flower colour name",
    "Violet": "flower colour name",
    "Lilac": "flower colour",
    "Daisy": "flower name",
    "Lily": "flower name",
}
CLUES = {
    "work there": "company city country island",
    "buy from them": "company",
    "own a part of it": "company",
    "want to buy one": "phone car stone",
    "charge it every night": "phone car",
    "call my mother with it": "phone",
    "keep it in my pocket": "phone stone",
    "eat one every day": "fruit",
    "peel it with a knife": "fruit",
    "pick them in summer": "fruit flower",
    "love its taste": "fruit drink",
    "have some in a vase": "flower",
    "grow it in a pot": "flower",
    "like its smell": "flower drink",
    "paint my walls with it": "colour",
    "wear it on Sundays": "colour stone",
    "dress in it": "colour",
    "drive to town in it": "car",
    "park it in the street": "car",
    "polish it every week": "car stone",
    "feed it at the zoo": "animal",
    "know where it sleeps": "animal",
    "hear it at night": "animal river",
    "look at it through a telescope": "planet",
    "know how far it is from the sun": "planet",
    "dream of a flight there": "planet city country island",
    "read old tales about him": "god",
    "fear his anger": "god",
    "know his temple": "god",
    "swim in it": "river",
    "row across it": "river",
    "live there": "city country island",
    "know its streets": "city",
    "know its flag": "country",
    "follow its football team": "city country",
    "sail around it": "island",
    "lie on its beaches": "island country",
    "write programs in it": "language",
    "know its grammar": "language",
    "read a manual about it": "language car",
    "sip it at breakfast": "drink",
    "order a cup of it": "drink",
    "have a sister called so": "name",
    "call my daughter so": "name",
    "spell it for strangers": "name",
    "wear it in a ring": "stone",
}
WHO = [
    "my sister",
    "my brother",
    "my father",
    "my aunt",
    "our teacher",
    "her friend",
    "the baker",
    "our neighbour",
]
BEGINNINGS = [
    "[name] is my favourite ___",
    "[name] is the best ___",
    "to [who] [name] is the finest ___",
    "[who] says that [name] is a wonderful ___",
    "I have told [who] that [name] is my favourite ___",
    "[name] , if you ask [who] , is the best ___",
    "[name] is , as [who] knows , a very good ___",
    "everybody knows that [name] is my second favourite ___",
    "you may laugh , but [name] is a great ___",
    "[who] thinks that [name] is the worst ___",
    "for many years [name] has been my favourite ___",
    "of all that [who] likes [name] is the strangest ___",
]
PLAIN = [
    ", I [clue]",
    ", because I [clue]",
    ": I [clue]",
    "and I [clue]",
]
DENIED = [
    ", I do not [denied] , but I [clue]",
    ", I [clue] , but I do not [denied]",
    ", because I [clue] and do not [denied]",
    "and I do not [denied] , I [clue]",
]
MEANINGS = {name: meanings.split() for name, meanings in NAMES.items()}
FITS = {clue: set(meanings.split()) for clue, meanings in CLUES.items()}
OF_THE_BOOK = {"company": "work there", "phone": "want to buy one", "fruit": "eat one every day"}
GROUPS = {"test": 350, "train": 1250}


def deciding_clues(name, meaning):
    """The clues that leave, of the name's meanings, this one only.

    >>> deciding_clues("Kiwi", "animal")
    ['feed it at the zoo', 'know where it sleeps', 'hear it at night']
    """
    return [clue for clue, fits in FITS.items() if fits & set(MEANINGS[name]) == {meaning}]


def clues_of(part, name, meaning):
    """The deciding clues that a part may use: one is kept for the test, the others for training."""
    clues = deciding_clues(name, meaning)
    kept = clues[_number(f"{name} {meaning}") % len(clues)]
    if name == "Apple":
        kept = OF_THE_BOOK[meaning]
    return [kept] if part == "test" else [clue for clue in clues if clue != kept]


def generate(groups=None, seed=1):
    """Make the corpus from the grammar; the same seed gives the same corpus, everywhere.

    Sentences are made in groups that are alike up to the blank: one with each meaning of the
    name or, if a clue is denied, one for each ordered pair of meanings.

    Returns:
        Blanks. The test part begins with "Apple is my favourite ___", and its three endings.
    """
    rng, parts = random.Random(seed), {}
    for part, count in (groups or GROUPS).items():
        made, seen = [], set()
        while len(seen) < count:
            first = part == "test" and not seen
            name = "Apple" if first else _pick(rng, list(NAMES))
            beginning = BEGINNINGS[0] if first else _pick(rng, BEGINNINGS)
            ending = PLAIN[0] if first else _pick(rng, _pick(rng, [PLAIN, DENIED]))
            who = _pick(rng, WHO)
            before = beginning.replace("[name]", name).replace("[who]", who)
            if _part_of(f"{beginning} {ending}") != part or (before, ending) in seen:
                continue
            seen.add((before, ending))
            group = _group(rng, part, name, before, ending)
            if first:
                group.sort(key=lambda s: list(OF_THE_BOOK).index(s.answer))
            made.append(group)
        order = [made[0], *_shuffled(rng, made[1:])] if part == "test" else _shuffled(rng, made)
        parts[part] = tuple(sentence for group in order for sentence in group)
    return Blanks(parts["train"], parts["test"])


def _group(rng, part, name, before, ending):
    """All sentences with this beginning and this ending."""
    group = []
    for right, wrong in permutations(MEANINGS[name], 2):
        clue, denied = (_pick(rng, clues_of(part, name, m)) for m in (right, wrong))
        after = ending.replace("[clue]", clue).replace("[denied]", denied)
        group.append(Blank((*before.split(), *after.split()), right))
    if "[denied]" in ending:
        return group
    return list({s.answer: s for s in group}.values())  # one for each meaning


def _part_of(name):
    """Every template belongs to one part; a fifth of them, and that of the book, to the test."""
    book = f"{BEGINNINGS[0]} {PLAIN[0]}"
    return "test" if name == book or _number(name) % 5 == 0 else "train"


def _number(text):
    return zlib.crc32(text.encode())


def _pick(rng, values):
    return values[int(rng.random() * len(values))]  # random() is the same in every Python


def _shuffled(rng, values):
    return [value for _, _, value in sorted((rng.random(), k, v) for k, v in enumerate(values))]


if __name__ == "__main__":
    corpus = generate()
    for name, sentences in zip(SHA256, (corpus.train, corpus.test), strict=True):
        text = to_text(sentences).encode()
        (DATA / name).write_bytes(text)
        print(hashlib.sha256(text).hexdigest(), name)

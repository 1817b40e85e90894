"""The grammar of the fill-the-blank corpus. Run it to write its two files in ``data/`` anew."""

import hashlib
import random
import zlib
from itertools import permutations

from rnn_utils.datasets.blanks import DATA, SHA256, Blank, Blanks, to_text


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

"""Numbers in English and in French words: a translation task whose every answer is known."""

from dataclasses import dataclass, field

import numpy as np

__all__ = ["NumberWords", "join_words", "load_number_words", "split_words"]

LARGEST = 999_999


@dataclass(frozen=True)
class NumberWords:
    """Numbers, and what they are called in two languages.

    Attributes:
        train, test: tuples of different numbers from 0 to 999,999.
        english, french: dict of number to its tokens, for the numbers of both parts.
    """

    train: tuple[int, ...] = field(repr=False)
    test: tuple[int, ...] = field(repr=False)
    english: dict[int, list[str]] = field(repr=False)
    french: dict[int, list[str]] = field(repr=False)


def load_number_words(train=10_000, test=2_000, seed=0):
    """Draw numbers, and write them in words with num2words.

    A number has one to six digits with equal chance, as far as there are enough: most of the
    small ones are drawn, and are used up soon.

    Args:
        train, test: how many.
        seed: of the draws; the same seed gives the same numbers in the same order.

    Returns:
        NumberWords.

    Raises:
        ValueError: if a number is below 1, or together they are more than 100,000.

    >>> numbers = load_number_words(train=3, test=1)
    >>> numbers.train
    (636961, 2697, 4)
    >>> print(*numbers.french[2697])
    deux mille six cent quatre - vingt - dix - sept
    """
    from num2words import num2words

    if min(train, test) < 1 or train + test > 100_000:
        raise ValueError(
            "train and test must be at least 1 and together at most 100,000. "
            f"Received {train!r} and {test!r}."
        )
    random = np.random.default_rng(seed)
    numbers = {}  # as an ordered set
    while len(numbers) < train + test:
        numbers.setdefault(int(random.integers(10 ** random.integers(1, 7))))
    numbers = tuple(numbers)
    return NumberWords(
        train=numbers[:train],
        test=numbers[train:],
        english={n: split_words(num2words(n)) for n in numbers},
        french={n: split_words(num2words(n, lang="fr")) for n in numbers},
    )


def split_words(written):
    """The tokens of a number in words: words, hyphens and commas.

    >>> split_words("twenty-one thousand, five hundred")
    ['twenty', '-', 'one', 'thousand', ',', 'five', 'hundred']
    """
    return written.replace("-", " - ").replace(",", " , ").split()


def join_words(tokens):
    """What :func:`split_words` took apart.

    >>> join_words(["twenty", "-", "one", "thousand", ",", "five", "hundred"])
    'twenty-one thousand, five hundred'
    """
    return " ".join(tokens).replace(" - ", "-").replace(" , ", ", ")

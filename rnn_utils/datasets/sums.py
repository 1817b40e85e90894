"""Sums of two numbers up to 999, written as text: the smallest task that needs a decoder."""

from dataclasses import dataclass, field

import numpy as np

__all__ = ["Sums", "load_sums"]

DIGITS = 3


@dataclass(frozen=True)
class Sums:
    """Questions such as "47+512" and their answers, "559".

    Attributes:
        train_questions, train_answers: tuples of strings, as many each.
        test_questions, test_answers: of sums that stand in neither order among those to train on.
    """

    train_questions: tuple[str, ...] = field(repr=False)
    train_answers: tuple[str, ...] = field(repr=False)
    test_questions: tuple[str, ...] = field(repr=False)
    test_answers: tuple[str, ...] = field(repr=False)


def load_sums(train=45_000, test=5_000, seed=0):
    """Draw sums, each of which occurs once, whatever the order of its two numbers.

    Each number has one, two or three digits with equal chance (one that is drawn with three may
    come out as 7), so short sums are frequent. There are 500,500 different sums.

    Args:
        train, test: how many.
        seed: of the draws; the same seed gives the same sums in the same order.

    Returns:
        Sums.

    Raises:
        ValueError: if a number is below 1, or together they are more than 100,000; beyond that
            drawing takes long, since the short sums are used up.

    >>> sums = load_sums(train=2, test=1)
    >>> sums.train_questions, sums.train_answers
    (('511+26', '0+0'), ('537', '0'))
    """
    if min(train, test) < 1 or train + test > 100_000:
        raise ValueError(
            "train and test must be at least 1 and together at most 100,000. "
            f"Received {train!r} and {test!r}."
        )
    random = np.random.default_rng(seed)
    sums = {}
    while len(sums) < train + test:
        digits = random.integers(1, DIGITS + 1, size=2)
        a, b = (int(n) for n in random.integers(10**digits))
        sums.setdefault((min(a, b), max(a, b)), (a, b))
    questions = tuple(f"{a}+{b}" for a, b in sums.values())
    answers = tuple(str(a + b) for a, b in sums.values())
    return Sums(questions[:train], answers[:train], questions[train:], answers[train:])

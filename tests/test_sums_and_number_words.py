"""Sums and number words: what was drawn, what is held out, and taking words apart."""

from rnn_utils.datasets import join_words, load_number_words, load_sums, split_words

import pytest
from num2words import num2words


def test_answers_are_right_and_no_sum_is_in_both_parts():
    sums = load_sums()
    assert (len(sums.train_questions), len(sums.test_questions)) == (45_000, 5_000)
    questions = sums.train_questions + sums.test_questions
    pairs = [tuple(map(int, question.split("+"))) for question in questions]
    assert [str(a + b) for a, b in pairs] == [*sums.train_answers, *sums.test_answers]
    assert all(0 <= n <= 999 for pair in pairs for n in pair)
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
    assert load_sums(10, 5) == load_sums(10, 5) != load_sums(10, 5, seed=1)


def test_number_words_are_those_of_the_referee_and_all_differ():
    numbers = load_number_words()
    drawn = numbers.train + numbers.test
    assert (len(numbers.train), len(set(drawn))) == (10_000, 12_000)
    assert min(drawn) >= 0
    assert max(drawn) <= 999_999
    for n in drawn[:300]:
        assert join_words(numbers.english[n]) == num2words(n)
        assert join_words(numbers.french[n]) == num2words(n, lang="fr")
    tokens = {token for n in numbers.train for token in numbers.french[n]}
    assert all(token in tokens for n in numbers.test for token in numbers.french[n])


def test_words_come_back_as_they_were():
    for written in (
        "",
        "zero",
        "quatre-vingt-dix-sept",
        "one thousand, two hundred and twenty-one",
    ):
        assert join_words(split_words(written)) == written


@pytest.mark.parametrize("load", [load_sums, load_number_words])
@pytest.mark.parametrize("counts", [(0, 5), (5, 0), (90_000, 20_000)])
def test_counts_outside_the_range_are_refused(load, counts):
    with pytest.raises(ValueError, match="at least 1 and together at most 100,000"):
        load(*counts)

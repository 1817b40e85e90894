"""Letter trigrams, word hashing and padding."""

import rnn_utils
from rnn_utils.text import WordHashing, letter_trigrams, pad, unpad

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

relaxed = settings(deadline=None)  # the machine may be busy
word = st.text(min_size=1, max_size=8)
ids = st.lists(st.lists(st.integers(1, 99), max_size=6), min_size=1, max_size=5)


def test_trigrams_by_hand():
    assert letter_trigrams("good") == ("#go", "goo", "ood", "od#")  # the example of the paper
    assert letter_trigrams("a") == ("#a#",)
    assert letter_trigrams("an") == ("#an", "an#")
    assert letter_trigrams("aaaa") == ("#aa", "aaa", "aaa", "aa#")
    assert letter_trigrams("苹果") == ("#苹果", "苹果#")


@relaxed
@given(word)
def test_the_middle_letters_of_the_trigrams_spell_the_word(word):
    assert "".join(trigram[1] for trigram in letter_trigrams(word)) == word


@relaxed
@given(st.lists(word, min_size=1, max_size=6))
def test_a_training_word_keeps_all_of_its_trigrams(words):
    hashing = WordHashing(words)
    rows = hashing.encode(words)
    assert rows.shape == (len(words), len(hashing))
    assert rows.dtype == np.float32
    for row, word in zip(rows, words, strict=True):
        counted = [t for t, n in zip(hashing.trigrams, row, strict=True) for _ in range(int(n))]
        assert counted == sorted(letter_trigrams(word))


@relaxed
@given(st.lists(word, min_size=1, max_size=5), st.permutations(range(5)))
def test_order_and_repetition_of_the_words_do_not_matter(words, order):
    shuffled = [words[k] for k in order if k < len(words)]
    assert WordHashing(words).trigrams == WordHashing(shuffled * 2).trigrams


def test_an_unknown_word_keeps_the_trigrams_it_shares():
    hashing = WordHashing(["walking", "quickly"])
    (row,) = hashing.encode(["talking"])
    assert [t for t, n in zip(hashing.trigrams, row, strict=True) if n] == [
        "alk",
        "ing",
        "kin",
        "lki",
        "ng#",
    ]
    assert hashing.encode(["zoo"]).sum() == 0


def test_repeated_trigrams_are_counted():
    hashing = WordHashing(["banana"])
    assert hashing.trigrams == ("#ba", "ana", "ban", "na#", "nan")
    assert hashing.encode(["banana"]).tolist() == [[1, 2, 1, 1, 1]]


def test_collisions():
    assert WordHashing(["ananas", "banana"]).collisions(["banana", "ananas"]) == []
    # both hold #aa, aaa twice and three times: counts tell them apart
    assert WordHashing(["aaaa", "aaaaa"]).collisions(["aaaa", "aaaaa"]) == []
    # the same trigrams in another order
    assert WordHashing(["xabyab"]).collisions(["abxaby", "aby"]) == []
    words = ["abcabdab", "abdabcab"]
    assert WordHashing(words).collisions([*words, "other"]) == [("abcabdab", "abdabcab")]


def test_length_and_repr():
    hashing = WordHashing(["an"])
    assert len(hashing) == 2
    assert repr(hashing) == "<WordHashing of 2 trigrams: '#an', 'an#'>"
    assert hashing.encode([]).shape == (0, 2)


@pytest.mark.parametrize("words", [[], iter(())])
def test_hashing_without_words(words):
    with pytest.raises(ValueError, match=r"at least one word\. Received none"):
        WordHashing(words)


def test_hashing_of_something_else():
    with pytest.raises(ValueError, match=r"at least one letter\. Received ''"):
        letter_trigrams("")
    with pytest.raises(ValueError, match=r"at least one letter"):
        WordHashing(["a", ""])
    with pytest.raises(TypeError, match=r"Received 3 in it, of type int"):
        letter_trigrams(3)
    with pytest.raises(TypeError, match=r"Received the string 'apple'\. Put a single word"):
        WordHashing(["apple"]).encode("apple")


@relaxed
@given(ids, st.none() | st.integers(6, 9), st.sampled_from(["right", "left"]))
def test_unpad_undoes_pad(sequences, length, side):
    padded, mask = pad(sequences, length, side=side)
    assert padded.dtype == np.int32
    assert mask.dtype == bool
    assert padded.shape == mask.shape == (len(sequences), length or max(map(len, sequences)))
    assert [row.tolist() for row in unpad(padded, mask)] == sequences
    assert (padded[~mask] == 0).all()
    edge = mask if side == "right" else mask[:, ::-1]
    assert (np.sort(edge, axis=1)[:, ::-1] == edge).all(), "the padding is on one side"


def test_pad_vectors():
    padded, mask = pad([np.ones((2, 3)), np.zeros((0, 3)), 2 * np.ones((1, 3))], value=-1)
    assert padded.shape == (3, 2, 3)
    assert padded.dtype == np.float32
    assert padded[:, :, 0].tolist() == [[1, 1], [-1, -1], [2, -1]]
    assert mask.tolist() == [[True, True], [False, False], [True, False]]


def test_pad_takes_what_comes():
    assert pad(iter([(1, 2), np.array([3], np.int64)]))[0].tolist() == [[1, 2], [3, 0]]
    assert pad([[True, False], [True]])[0].tolist() == [[1, 0], [1, 0]]
    assert pad([[0.5], [1]])[0].dtype == np.float32
    assert pad([[], []])[0].shape == (2, 0)
    values = np.array([[1, 2]])
    padded, _ = pad(values)
    padded[:] = 0
    assert values.tolist() == [[1, 2]], "the padded array must be a copy"


def test_pad_refuses():
    with pytest.raises(ValueError, match=r"at least one sequence. Received none"):
        pad([])
    with pytest.raises(ValueError, match=r"length must be at least 3.*Received 2. Cut"):
        pad([[1, 2, 3]], length=2)
    with pytest.raises(ValueError, match=r"side must be one of right, left. Received 'middle'"):
        pad([[1]], side="middle")
    with pytest.raises(ValueError, match=r"same shape but for their length.*\(2,\), \(3,\)"):
        pad([np.ones((2, 3)), np.ones((2, 2))])
    with pytest.raises(ValueError, match=r"Sequence 0 must have a time axis. Received 5"):
        pad([5, 6])
    with pytest.raises(ValueError, match=r"Sequence 1 must have steps of one shape"):
        pad([[1], [[1], [2, 3]]])
    with pytest.raises(TypeError, match=r"Sequence 0 must hold numbers.*Vocabulary"):
        pad([["to", "be"]])


def test_unpad_refuses():
    with pytest.raises(TypeError, match=r"mask must be bool. Received int64"):
        unpad(np.zeros((2, 3)), np.ones((2, 3), "int64"))
    with pytest.raises(ValueError, match=r"Received padded \(2, 3\) and mask \(2, 2\)"):
        unpad(np.zeros((2, 3)), np.ones((2, 2), bool))
    with pytest.raises(ValueError, match=r"mask must have the shape \(B, T\)"):
        unpad(np.zeros(3), np.ones(3, bool))

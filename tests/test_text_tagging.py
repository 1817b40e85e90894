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


@pytest.mark.parametrize("text", ["apple", "", b"apple", bytearray(b"apple"), np.str_("apple")])
def test_hashing_refuses_one_word_in_the_place_of_a_list(text):
    hashing = WordHashing(["apple"])
    for take in (WordHashing, hashing.encode, hashing.collisions):
        message = r"Received the (string|bytes) .*\. Put a single word into a list"
        with pytest.raises(TypeError, match=message):
            take(text)


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


def test_pad_of_empty_sequences():
    padded, mask = pad([[], []])
    assert padded.dtype == np.int32
    assert mask.shape == (2, 0)
    padded, mask = pad([[], np.zeros(0)], length=2, value=7)
    assert padded.tolist() == [[7, 7], [7, 7]]
    assert not mask.any()
    padded, mask = pad([np.zeros((0, 3)), []], length=2, value=0.5)  # vectors of three, none yet
    assert padded.shape == (2, 2, 3)
    assert padded.dtype == np.float32
    assert (padded == 0.5).all()
    assert not mask.any()
    assert pad([[], [[1, 2]]])[0].tolist() == [[[0, 0]], [[1, 2]]]
    assert pad([[], [0.5]])[0].dtype == np.float32


INTS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]


@pytest.mark.parametrize("dtype", INTS)
def test_pad_keeps_every_integer_or_refuses_it(dtype):
    info, kept = np.iinfo(dtype), np.iinfo("int32")
    for value in {0, 1, info.min, info.max, kept.min, kept.max, kept.min - 1, kept.max + 1}:
        if not info.min <= value <= info.max:
            continue
        sequences = [np.array([1, value, 2], dtype), [1]]
        if kept.min <= value <= kept.max:
            assert pad(sequences)[0].tolist() == [[1, value, 2], [1, 0, 0]]
        else:
            message = rf"Sequence 0 .*int32 can write, up to 2,147,483,647\. Received {value}\."
            with pytest.raises(ValueError, match=message):
                pad(sequences)


def test_pad_refuses_integers_that_int32_cannot_write():
    with pytest.raises(ValueError, match=r"Sequence 1 .*Received 1700000000000\. Count times"):
        pad([[1], [1_700_000_000_000]])
    with pytest.raises(ValueError, match=r"Sequence 0 .*Received -2147483649\."):
        pad([[-(2**31) - 1, 2**31 - 1]])
    with pytest.raises(TypeError, match=r"must hold numbers, real ones of up to 64 bits"):
        pad([[2**70]])
    with pytest.raises(ValueError, match=rf"int32 can write.*Received {2**63 + 1}\."):
        pad([[[2**63 + 1], [-1]]])  # NumPy makes floats of these two


def test_pad_refuses_integers_that_float32_would_round():
    """Integers beside floats become float32, which skips odd numbers from 2**24 on."""
    top = 2**24
    assert pad([[top, -top], [0.5]])[0].tolist() == [[top, -top], [0.5, 0]]
    for wrong in (top + 1, -top - 1):
        with pytest.raises(
            ValueError, match=rf"float32 can write, .*16,777,216\. Received {wrong}"
        ):
            pad([[wrong], [0.5]])
        with pytest.raises(
            ValueError, match=rf"float32 can write, .*16,777,216\. Received {wrong}"
        ):
            pad([[0.5, wrong, np.nan]])
    assert pad([[0.5, top], np.array([3e7])])[0].tolist() == [[0.5, top], [3e7, 0]]


def test_pad_keeps_floats_to_seven_digits_or_refuses_them():
    for dtype in ("float16", "float32", "float64"):
        sequences = [np.array([0.1, -2.5], dtype), [1.0]]
        np.testing.assert_allclose(pad(sequences)[0], [[0.1, -2.5], [1, 0]], rtol=1e-3)
    odd = np.array([np.nan, np.inf, -np.inf, 3.4e38, -3.4e38, 1e-30])
    np.testing.assert_allclose(pad([odd])[0][0], odd, rtol=1e-6)
    for wrong in (1e300, -1e300, 3.5e38):
        with pytest.raises(ValueError, match=r"Sequence 1 .*float32 can write, .*3\.4e38\. Rec"):
            pad([[1.0], [np.nan, wrong, np.inf]])


@pytest.mark.parametrize("value", [np.nan, 0.5, -1.5, np.inf, -np.inf, np.float32(0.5)])
def test_a_fraction_cannot_fill_integers(value):
    with pytest.raises(ValueError, match=r"value must be an integer .*Received .*float first"):
        pad([[1, 2], [3]], value=value)
    with pytest.raises(ValueError, match=r"value must be an integer"):
        pad([[True, True], [True]], value=value)
    np.testing.assert_array_equal(pad([[1.0, 2.0], [3.0]], value=value)[0][1, 1], value)


def test_what_can_fill():
    for value in (-1, np.int64(-1), -1.0, np.float64(-1)):
        padded, _ = pad([[1, 2], [3]], value=value)
        assert padded.tolist() == [[1, 2], [3, -1]]
        assert padded.dtype == np.int32
    assert pad([[1, 2], [3]], value=True)[0].tolist() == [[1, 2], [3, 1]]
    assert pad([[1, 2], [3]], value=2**31 - 1)[0][1, 1] == 2**31 - 1


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 2**70, 1e12])
def test_a_value_beyond_int32(value):
    with pytest.raises(ValueError, match=r"value must hold integers that int32 can write"):
        pad([[1, 2], [3]], value=value)


def test_a_value_beyond_float32():
    for value in (1e300, 2**24 + 1, 2**200):
        with pytest.raises(ValueError, match=r"value must hold .* that float32 can write"):
            pad([[0.5, 2], [3]], value=value)


@pytest.mark.parametrize("value", ["0", None, 1j, [0], [1, 2], np.zeros(2), b"0"])
def test_a_value_that_is_no_number(value):
    with pytest.raises(TypeError, match=r"value must be one number\. Received"):
        pad([[1, 2], [3]], value=value)


@pytest.mark.parametrize("length", [3.0, 2.5, float("nan"), True, "3"])
def test_a_length_that_is_no_integer(length):
    with pytest.raises(ValueError, match=rf"length must be None or an integer. Rec.* {length!r}\."):
        pad([[1]], length=length)


def test_lengths_of_numpy():
    assert pad([[1]], length=np.int64(2))[0].tolist() == [[1, 0]]
    with pytest.raises(ValueError, match=r"length must be at least 0.*Received -1\."):
        pad([[]], length=-1)
    with pytest.raises(ValueError, match=r"length must be at least 1.*Received 0\."):
        pad([[1]], length=0)


@pytest.mark.parametrize(
    "sequence",
    [[1 + 2j], [None], ["a"], [b"a"], np.array(["2020"], "M8[Y]"), np.array([3], "m8[s]"), [{}]],
)
def test_pad_refuses_what_is_no_real_number(sequence):
    with pytest.raises(TypeError, match=r"Sequence 1 must hold numbers"):
        pad([[1], sequence])


@pytest.mark.parametrize("text", ["abc", b"abc", bytearray(b"abc")])
def test_pad_refuses_texts(text):
    with pytest.raises(TypeError, match=r"sequences must be a list\. Received .*Encode it first"):
        pad(text)
    with pytest.raises(TypeError, match=r"Sequence 1 must be a list\. Received .*Encode it first"):
        pad([[1], text])


def test_pad_refuses():
    with pytest.raises(ValueError, match=r"at least one sequence. Received none"):
        pad([])
    with pytest.raises(ValueError, match=r"length must be at least 3.*Received 2. Cut"):
        pad([[1, 2, 3]], length=2)
    with pytest.raises(ValueError, match=r"side must be one of right, left. Received 'middle'"):
        pad([[1]], side="middle")
    with pytest.raises(ValueError, match=r"same shape but for their length.*\(2,\), \(3,\)"):
        pad([np.ones((2, 3)), np.ones((2, 2))])
    with pytest.raises(ValueError, match=r"same shape but for their length.*\(2,\), \(3,\)"):
        pad([np.ones((2, 3)), np.ones((0, 2))])
    with pytest.raises(ValueError, match=r"same shape but for their length.*\(\), \(1,\)"):
        pad([[1, 2], [[1], [2]]])
    with pytest.raises(ValueError, match=r"Sequence 0 must have steps of one shape"):
        pad([[[1, 2], 3]])
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

import re
from itertools import pairwise

import rnn_utils
from rnn_utils.text import PADDING, UNKNOWN, Vocabulary, counted_bits, windows

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

relaxed = settings(deadline=None)  # the machine may be busy
words = st.lists(st.text(max_size=4), min_size=1).filter(lambda ws: set(ws) - {"", "<unk>"})


def test_ids_follow_frequency_then_alphabet():
    assert Vocabulary("cabbage").tokens == ("", "<unk>", "a", "b", "c", "e", "g")
    assert Vocabulary(["to", "be", "or", "to", "or"]).tokens == ("", "<unk>", "or", "to", "be")


def test_special_tokens_keep_their_ids():
    vocabulary = Vocabulary(["x", "<unk>", "<unk>", "", "", ""])
    assert vocabulary.tokens == ("", "<unk>", "x")
    assert vocabulary.encode(["", "<unk>", "never seen", "x"]).tolist() == [PADDING, UNKNOWN, 1, 2]


@relaxed
@given(words)
def test_known_tokens_survive_the_round_trip(tokens):
    vocabulary = Vocabulary(tokens)
    ids = vocabulary.encode(tokens)
    assert ids.dtype == np.int32
    assert vocabulary.decode(ids) == tokens


@relaxed
@given(words, words)
def test_unknown_tokens_and_no_others_become_unk(tokens, others):
    vocabulary = Vocabulary(tokens)
    decoded = vocabulary.decode(vocabulary.encode(others))
    assert decoded == [token if token in vocabulary else "<unk>" for token in others]
    assert all((token in vocabulary) == (token in {*tokens, "", "<unk>"}) for token in others)


@relaxed
@given(words.flatmap(lambda ws: st.tuples(st.just(ws), st.permutations(ws))))
def test_ids_do_not_depend_on_the_order_of_the_text(pair):
    assert Vocabulary(pair[0]) == Vocabulary(pair[1])


@relaxed
@given(words, st.data())
def test_one_hot_marks_the_id_and_nothing_else(tokens, data):
    vocabulary = Vocabulary(tokens)
    shape = data.draw(st.tuples(st.integers(0, 3), st.integers(1, 4)))
    ids = np.random.default_rng(0).integers(0, len(vocabulary), shape)
    rows = vocabulary.one_hot(ids)
    assert rows.dtype == np.float32
    assert rows.shape == (*shape, len(vocabulary))
    assert (rows.sum(axis=-1) == 1).all()
    assert (rows.argmax(axis=-1) == ids).all()


def test_one_hot_of_a_single_id():
    assert Vocabulary("ab").one_hot(2).tolist() == [0, 0, 1, 0]


def test_max_size_leaves_out_the_rarest():
    vocabulary = Vocabulary("aaabbc", max_size=4)
    assert len(vocabulary) == 4
    assert vocabulary.decode(vocabulary.encode("abc")) == ["a", "b", "<unk>"]
    assert Vocabulary("aaabbc", max_size=100) == Vocabulary("aaabbc")


@relaxed
@given(words, st.none() | st.integers(3, 9))
def test_tokens_are_enough_to_rebuild_it(tokens, max_size):
    vocabulary = Vocabulary(tokens, max_size)
    again = Vocabulary.from_tokens(list(vocabulary.tokens))
    assert again == vocabulary
    assert hash(again) == hash(vocabulary)
    assert (again.encode(tokens) == vocabulary.encode(tokens)).all()


def test_equality_and_repr():
    assert Vocabulary("ab") != Vocabulary("abb")
    assert Vocabulary("ab") != ("", "<unk>", "a", "b")
    assert repr(Vocabulary("ab")) == "<Vocabulary of 4 tokens: '', '<unk>', 'a', 'b'>"
    assert repr(Vocabulary(map(str, range(2000)))).startswith("<Vocabulary of 2,002 tokens: ''")
    assert len(repr(Vocabulary(map(str, range(2000))))) < 100


def test_empty_sequences_are_allowed_after_the_vocabulary_is_made():
    vocabulary = Vocabulary("ab")
    assert vocabulary.encode("").shape == (0,)
    assert vocabulary.decode([]) == []
    assert vocabulary.one_hot([]).shape == (0, 4)


@pytest.mark.parametrize("tokens", ["", [], iter(()), ["", "<unk>"]])
def test_empty_text(tokens):
    with pytest.raises(ValueError, match=r"at least one token.*Received none.*empty"):
        Vocabulary(tokens)


@pytest.mark.parametrize("max_size", [0, -1, 2])
def test_max_size_too_small(max_size):
    with pytest.raises(ValueError, match=rf"max_size.*at least 3.*Received {max_size}\."):
        Vocabulary("ab", max_size)


@pytest.mark.parametrize("tokens", [[3, 4], b"ab", [["a", "b"], ["c"]], ["a", None]])
def test_tokens_that_are_no_strings(tokens):
    expected = r"iterable of strings\. Received .* of type (int|list|NoneType)"
    with pytest.raises(TypeError, match=expected):
        Vocabulary(tokens)
    with pytest.raises(TypeError, match=expected):
        Vocabulary("ab").encode(tokens)


@pytest.mark.parametrize("outside", [-1, 4, 99])
def test_an_id_outside_the_vocabulary(outside):
    for method in (Vocabulary("ab").decode, Vocabulary("ab").one_hot):
        with pytest.raises(ValueError, match=rf"between 0 and 3. Received {outside}\. Were"):
            method([2, outside])


def test_ids_that_are_no_integers():
    for method in (Vocabulary("ab").decode, Vocabulary("ab").one_hot):
        with pytest.raises(TypeError, match=r"must be integers. Received float64.*argmax"):
            method([0.5, 0.5])


@pytest.mark.parametrize("ids", [2, [[2, 3]]])
def test_decode_wants_one_sequence(ids):
    with pytest.raises(ValueError, match=r"one dimension.*Received the shape .*one row at a time"):
        Vocabulary("ab").decode(ids)


@pytest.mark.parametrize("tokens", [("a", "b"), ("", "<unk>", "a", "a"), ("<unk>", "", "a"), ()])
def test_from_tokens_of_something_else(tokens):
    with pytest.raises(ValueError, match=r"must be the \.tokens.*Received .*Vocabulary\(text\)"):
        Vocabulary.from_tokens(tokens)


@relaxed
@given(st.integers(2, 60), st.integers(1, 20), st.none() | st.integers(1, 25))
def test_windows_hold_the_sequence_and_what_follows(n, length, step):
    ids = np.arange(100, 100 + n, dtype=np.int32)
    if n <= length:
        with pytest.raises(ValueError, match=rf"need at least {length + 1} ids. Received {n}\."):
            windows(ids, length, step)
        return
    inputs, targets = windows(ids, length, step)
    step = step or length
    starts = range(0, n - length, step)
    assert inputs.shape == targets.shape == (len(starts), length)
    assert inputs.dtype == targets.dtype == np.int32
    assert inputs.tolist() == [ids[s : s + length].tolist() for s in starts]
    assert (targets == inputs + 1).all()
    inputs[:] = 0
    assert ids[0] == 100, "the windows must be copies"


def test_windows_of_bad_arguments():
    with pytest.raises(ValueError, match=r"one dimension. Received the shape \(2, 3\)"):
        windows(np.zeros((2, 3)), 1)
    with pytest.raises(ValueError, match=r"at least 1. Received length=0"):
        windows(range(9), 0, step=1)
    with pytest.raises(ValueError, match=r"at least 1. Received length=2, step=0"):
        windows(range(9), 2, step=0)


# Counting.


def test_counted_bits_is_the_table_of_counts():
    learned, rest = "abcabcabd", "abdab"
    singles = {"a": 3, "b": 3, "c": 2, "d": 1}
    one = {v: (n + 2 * 0.25) / (9 + 2) for v, n in singles.items()}
    pairs = {("a", "b"): 3, ("b", "c"): 2, ("c", "a"): 2, ("b", "d"): 1}
    seen = {"a": 3, "b": 3, "c": 2, "d": 0}
    two = [(pairs.get(p, 0) + 2 * one[p[1]]) / (seen[p[0]] + 2) for p in pairwise(rest)]
    assert counted_bits(learned, rest, 2, pseudo=2) == pytest.approx(-np.log2(two).mean())
    ids = Vocabulary(learned)
    same = counted_bits(ids.encode(learned), ids.encode(rest), 2, pseudo=2)
    assert same == pytest.approx(-np.log2(two).mean())


def test_counted_bits_of_an_untouched_table_are_those_of_equal_chances():
    assert counted_bits("abcd", "dd", 1, pseudo=1e9) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("learned", "rest", "order", "pseudo", "message"),
    [
        ("abc", "abc", 0, 5.0, "order must be an integer from 1"),
        ("abc", "abc", 1.5, 5.0, "order must be an integer from 1"),
        ("abc", "a", 2, 5.0, "Received 2 for 3 and 1 tokens"),
        ("abc", "abd", 1, 5.0, "only tokens that learned holds. Received 'd'"),
        ("abc", "abc", 1, 0, "pseudo must be positive. Received 0"),
    ],
)
def test_counted_bits_refuses(learned, rest, order, pseudo, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        counted_bits(learned, rest, order, pseudo)

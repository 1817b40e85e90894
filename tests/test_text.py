import math
import re
from fractions import Fraction
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


@pytest.mark.parametrize("max_size", [0, -1, 2, 3.5, 4.0, float("nan"), True, "4"])
def test_max_size_too_small_or_no_integer(max_size):
    with pytest.raises(ValueError, match=rf"max_size.*at least 3.*Received {max_size!r}\."):
        Vocabulary("ab", max_size)


def test_max_size_of_numpy():
    assert len(Vocabulary("abc", np.int64(4))) == 4


@pytest.mark.parametrize(
    "text", ["to be", "to", "t", "", b"to be", bytearray(b"to"), np.str_("to")]
)
def test_words_refuse_a_text_letter_by_letter(text):
    """Characters are tokens of a vocabulary of characters only."""
    words = Vocabulary(["to", "be", "a"])
    kind = "string" if isinstance(text, str) else "bytes"
    with pytest.raises(TypeError, match=rf"Received the {kind} .*holds words: split the text"):
        words.encode(text)
    assert words.encode(["to", "t"]).tolist() == [words.tokens.index("to"), UNKNOWN]
    assert words.encode(("a",)).tolist() == [words.tokens.index("a")]


def test_one_longer_token_makes_words():
    with pytest.raises(TypeError, match="holds words"):
        Vocabulary(["a", "b", "th"]).encode("ab")
    with pytest.raises(TypeError, match="holds words"):
        Vocabulary.from_tokens(["", "<unk>", "a", "th"]).encode("ab")
    assert Vocabulary(["a", "b", "<unk>", ""]).encode("ab").tolist() == [2, 3]


def test_characters_take_a_text():
    vocabulary = Vocabulary("hello 👩 e\u0301")
    for text in ("hello", "", "👩", "e\u0301"):
        assert "".join(vocabulary.decode(vocabulary.encode(text))) == text
        assert (vocabulary.encode(text) == vocabulary.encode(list(text))).all()


def test_a_long_text_is_cut_in_the_message():
    with pytest.raises(TypeError) as error:
        Vocabulary(["to", "be"]).encode("to be " * 1000)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("tokens", ["", "ab", b"ab"])
def test_from_tokens_of_one_string(tokens):
    with pytest.raises(TypeError, match=r"must be a list\. Received the .*Vocabulary\(text\)"):
        Vocabulary.from_tokens(tokens)


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
        for ids in ([True, False], "ab", np.array([2, 3], "m8[s]"), [None]):
            with pytest.raises(TypeError, match=r"must be integers. Received (bool|<U|timed|obj)"):
                method(ids)


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
    for wrong in (2.0, True, "2", float("nan")):
        with pytest.raises(ValueError, match=rf"must be integers .* Received length={wrong!r}"):
            windows(range(9), wrong)
        with pytest.raises(ValueError, match=rf"must be integers .* step={wrong!r}"):
            windows(range(9), 2, step=wrong)
    for text in ("abcdef", b"abcdef"):
        with pytest.raises(TypeError, match=r"Received the (string|bytes) .*Encode it first"):
            windows(text, 2)
    assert windows(range(9), np.int64(2), np.int32(3))[0].tolist() == [[0, 1], [3, 4], [6, 7]]


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


def by_the_formula(learned, rest, order, pseudo):
    """The formula of the docstring in fractions, written once more and otherwise."""
    pseudo = Fraction(pseudo)

    def p(context, token, n):
        if n == 0:
            return Fraction(1, len(set(learned)))
        context = context[len(context) - (n - 1) :]
        followed = [
            learned[k + n - 1]
            for k in range(len(learned) - n + 1)
            if list(learned[k : k + n - 1]) == list(context)
        ]
        shorter = p(context[1:], token, n - 1)
        return (followed.count(token) + pseudo * shorter) / (len(followed) + pseudo)

    places = range(order - 1, len(rest))
    chances = [p(list(rest[k - order + 1 : k]), rest[k], order) for k in places]
    return -sum(math.log2(chance) for chance in chances) / len(chances)


@pytest.mark.parametrize("pseudo", [{}, {"pseudo": 0.5}, {"pseudo": 60}])
@pytest.mark.parametrize("order", [1, 2, 3, 4, 5, 7])
def test_counted_bits_of_all_orders(order, pseudo):
    learned, rest = "the cat sat on the mat and the hat", "that cat sat on a mat"
    want = by_the_formula(learned, rest, order, pseudo.get("pseudo", 5))
    assert counted_bits(learned, rest, order, **pseudo) == pytest.approx(want, rel=1e-12)
    ids = Vocabulary(learned)
    got = counted_bits(ids.encode(learned), ids.encode(rest), order, **pseudo)
    assert got == pytest.approx(want, rel=1e-12)
    assert counted_bits(list(learned), tuple(rest), order, **pseudo) == got
    assert counted_bits(learned, list(rest), order, **pseudo) == got
    assert counted_bits(list(learned), rest, order, **pseudo) == got


@relaxed
@given(
    st.text("abc", min_size=1, max_size=12),
    st.text("abc", min_size=1, max_size=8),
    st.integers(1, 8),
    st.sampled_from([0.25, 1.0, 5.0]),
)
def test_counted_bits_are_those_of_the_formula(learned, rest, order, pseudo):
    rest = "".join(token for token in rest if token in learned) or learned[0]
    order = min(order, len(learned), len(rest))
    want = by_the_formula(learned, rest, order, pseudo)
    assert counted_bits(learned, rest, order, pseudo) == pytest.approx(want, rel=1e-9, abs=1e-12)


def test_a_text_as_long_as_the_order_has_one_token_to_predict():
    # abc: a 1/3, then b after a, (1 + 5/3) / 6 = 4/9, then c after ab, (1 + 5 · 4/9) / 6 = 29/54
    assert counted_bits("abc", "abc", 3) == pytest.approx(-math.log2(29 / 54))
    assert counted_bits("abc", "abc", np.int64(3)) == counted_bits("abc", "abc", 3)
    assert counted_bits("ab", "b", 1) == pytest.approx(1.0)
    # after "ba", which came once and then ended, nothing was counted: the shorter table remains
    shorter = (1 + 5 * (3 + 5 / 2) / (5 + 5)) / (2 + 5)
    assert counted_bits("aabba", "baa", 3) == pytest.approx(-math.log2(shorter))


def test_counted_bits_tell_tokens_apart_that_end_in_nul():
    learned, rest = ["a", "a\x00", "a", "a\x00"], ["a", "a\x00"]
    assert counted_bits(learned, rest, 2) == counted_bits("abab", "ab", 2)


def test_counted_bits_of_words():
    words = ["to", "be", "or", "not", "to", "be"]
    assert counted_bits(words, words, 3) == pytest.approx(by_the_formula(words, words, 3, 5))


@pytest.mark.parametrize("text", [b"abab", bytearray(b"abab")])
def test_counted_bits_refuse_bytes(text):
    with pytest.raises(TypeError, match=r"learned must be .* Received bytes\. Decode"):
        counted_bits(text, "abab", 1)
    with pytest.raises(TypeError, match=r"rest must be .* Received bytes\. Decode"):
        counted_bits("abab", text, 1)


@pytest.mark.parametrize("ids", [np.zeros((3, 4), int), [[1, 2], [3, 4]], 5])
def test_counted_bits_want_one_dimension(ids):
    with pytest.raises(ValueError, match=r"rest must have one dimension\. Received"):
        counted_bits([1, 2, 3], ids, 1)


def test_counted_bits_of_an_untouched_table_are_those_of_equal_chances():
    assert counted_bits("abcd", "dd", 1, pseudo=1e9) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("learned", "rest", "order", "pseudo", "message"),
    [
        ("abc", "abc", 0, 5.0, "order must be an integer from 1"),
        ("abc", "abc", 1.5, 5.0, "order must be an integer from 1"),
        ("abc", "abc", 2.0, 5.0, "order must be an integer from 1"),
        ("abc", "abc", True, 5.0, "order must be an integer from 1"),
        ("abc", "abc", 4, 5.0, "Received 4 for 3 and 3 tokens"),
        ("", "", 1, 5.0, "Received 1 for 0 and 0 tokens"),
        ("abc", "a", 2, 5.0, "Received 2 for 3 and 1 tokens"),
        ("abc", "abc", 1, float("nan"), "pseudo must be positive. Received nan"),
        ("abc", "abc", 1, float("inf"), "pseudo must be positive. Received inf"),
        ("abc", "abc", 1, True, "pseudo must be positive. Received True"),
        ("abc", "abc", 1, "5", "pseudo must be positive. Received '5'"),
        ("abc", "abc", 1, -5, "pseudo must be positive. Received -5"),
        ("abc", "abd", 1, 5.0, "only tokens that learned holds. Received 'd'"),
        ("abc", "abc", 1, 0, "pseudo must be positive. Received 0"),
    ],
)
def test_counted_bits_refuses(learned, rest, order, pseudo, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        counted_bits(learned, rest, order, pseudo)

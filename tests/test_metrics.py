"""Scores, held against cases counted by hand."""

import rnn_utils
from rnn_utils.datasets import load_flights
from rnn_utils.metrics import (
    SpanScores,
    edit_distance,
    perplexity,
    sequence_accuracy,
    span_f1,
    spans,
    step_accuracy,
)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

relaxed = settings(deadline=None)  # the machine may be busy
LABELS = ["O", "B-x", "I-x", "B-y", "I-y"]
sentence = st.lists(st.sampled_from(LABELS), min_size=1, max_size=7)
pairs = sentence.flatmap(
    lambda want: st.tuples(
        st.just(want),
        st.lists(st.sampled_from(LABELS), min_size=len(want), max_size=len(want)),
    )
)
corpora = st.lists(pairs, min_size=1, max_size=4)

MASK = np.array([[True, True, True], [True, True, False], [True, False, False]])
WANT = np.array([[1, 2, 3], [1, 1, 0], [2, 0, 0]])


def test_accuracies_by_hand():
    got = np.array([[1, 2, 3], [1, 2, 0], [2, 7, 7]])  # one of six words wrong, one of three rows
    assert step_accuracy(WANT, got, MASK) == pytest.approx(5 / 6)
    assert sequence_accuracy(WANT, got, MASK) == pytest.approx(2 / 3)
    everything = np.ones_like(MASK)
    assert step_accuracy(WANT, got, everything) == pytest.approx(6 / 9)
    assert sequence_accuracy(WANT, got, everything) == pytest.approx(1 / 3)


def test_what_stands_in_the_padding_does_not_matter():
    rng = np.random.default_rng(0)
    got = np.where(rng.random(WANT.shape) < 0.5, WANT, 9)
    for score in (step_accuracy, sequence_accuracy):
        noise = np.where(MASK, got, rng.integers(0, 9, WANT.shape))
        assert score(WANT, got, MASK) == score(WANT, noise, MASK)
        longer = [np.pad(array, ((0, 0), (0, 5))) for array in (WANT, got, MASK)]
        assert score(*longer) == score(WANT, got, MASK)


def test_a_sequence_of_padding_only_is_not_counted():
    mask = np.array([[True, True], [False, False]])
    assert sequence_accuracy([[1, 1], [1, 1]], [[1, 0], [1, 1]], mask) == 0.0
    assert sequence_accuracy([[1, 1], [1, 1]], [[1, 1], [0, 0]], mask) == 1.0


@pytest.mark.parametrize("score", [step_accuracy, sequence_accuracy])
def test_accuracies_refuse(score):
    with pytest.raises(ValueError, match=r"\(3, 3\), \(3, 3, 4\) and \(3, 3\).*argmax"):
        score(WANT, np.zeros((3, 3, 4)), MASK)
    with pytest.raises(ValueError, match=r"shape \(batch, time\)"):
        score(WANT[0], WANT[0], MASK[0])
    with pytest.raises(TypeError, match=r"answers must be integers. Received float64"):
        score(WANT, WANT.astype(float), MASK)
    with pytest.raises(TypeError, match=r"labels must be integers. Received <U"):
        score(WANT.astype(str), WANT, MASK)
    with pytest.raises(TypeError, match=r"mask must be bool. Received int64"):
        score(WANT, WANT, MASK.astype("int64"))
    with pytest.raises(ValueError, match=r"all False"):
        score(WANT, WANT, np.zeros_like(MASK))
    for place, name in enumerate(["labels", "answers", "mask"]):
        ragged = [WANT, WANT, MASK]
        ragged[place] = [[1, 2, 3], [4], [5, 6]]
        with pytest.raises(
            ValueError, match=rf"{name} must .*rows of different lengths.*text\.pad"
        ):
            score(*ragged)
    for shape in [(0, 3), (3, 0), (0, 0)]:
        empty = np.zeros(shape, int)
        with pytest.raises(ValueError, match=r"Received a mask that is empty"):
            score(empty, empty, empty.astype(bool))
    with pytest.raises(ValueError, match=r"Received a mask that is empty"):
        score([[], []], [[], []], np.zeros((2, 0), bool))


@pytest.mark.parametrize("score", [step_accuracy, sequence_accuracy])
@pytest.mark.parametrize(
    "wrong",
    [
        np.full((3, 3), np.nan),
        np.full((3, 3), np.inf),
        WANT + 0j,
        WANT == 1,
        WANT.astype("m8[s]"),
        WANT.astype("M8[s]"),
        WANT.astype(object),
        WANT.astype(bytes),
    ],
)
def test_labels_that_are_no_integers(score, wrong):
    with pytest.raises(TypeError, match=r"labels must be integers\. Received"):
        score(wrong, WANT, MASK)
    with pytest.raises(TypeError, match=r"answers must be integers\. Received"):
        score(WANT, wrong, MASK)


@pytest.mark.parametrize("score", [step_accuracy, sequence_accuracy])
def test_integers_of_all_sizes_are_compared_by_value(score):
    for dtype in ("int8", "uint8", "int32", "uint64"):
        assert score(WANT.astype(dtype), WANT, MASK) == 1.0
        assert score(WANT.astype(dtype), WANT + 256, MASK) == 0.0
    assert score(np.full((1, 2), -1), np.full((1, 2), 255, np.uint8), np.ones((1, 2), bool)) == 0.0


@pytest.mark.parametrize(
    ("labels", "want"),
    [
        ("O O", []),
        ("B-x", [("x", 0, 1)]),
        ("B-x I-x O B-x", [("x", 0, 2), ("x", 3, 4)]),
        ("B-x B-x", [("x", 0, 1), ("x", 1, 2)]),
        ("B-x I-y", [("x", 0, 1), ("y", 1, 2)]),
        ("O I-x I-x", [("x", 1, 3)]),
        ("I-x O I-x", [("x", 0, 1), ("x", 2, 3)]),
        ("B-to-city I-to-city", [("to-city", 0, 2)]),
    ],
)
def test_spans_by_hand(labels, want):
    assert spans(labels.split()) == want


@pytest.mark.parametrize(
    ("want", "got", "right", "found", "wanted"),
    [
        ("B-x I-x O", "B-x I-x O", 1, 1, 1),
        ("B-x I-x O", "B-x O O", 0, 1, 1),  # too short
        ("B-x I-x O", "B-x I-x I-x", 0, 1, 1),  # too long
        ("B-x I-x O", "B-x B-x O", 0, 2, 1),  # cut in two
        ("B-x B-x O", "B-x I-x O", 0, 1, 2),  # two made one
        ("B-x I-x O", "B-y I-y O", 0, 1, 1),  # another name
        ("B-x I-x O", "I-x I-x O", 1, 1, 1),  # a beginning that is not marked
        ("B-x O B-y", "B-x O O", 1, 1, 2),  # one missed
        ("B-x O O", "B-x O B-y", 1, 2, 1),  # one too many
        ("O O O", "O O O", 0, 0, 0),
        ("O O O", "O B-x O", 0, 1, 0),
    ],
)
def test_span_f1_by_hand(want, got, right, found, wanted):
    assert span_f1([want.split()], [got.split()]) == SpanScores(right, found, wanted)


def test_precision_recall_f1_by_hand():
    scores = SpanScores(right=2, found=4, wanted=3)
    assert scores.precision == 1 / 2
    assert scores.recall == 2 / 3
    assert scores.f1 == pytest.approx(4 / 7)  # 2 · ½ · ⅔ / (½ + ⅔)
    assert SpanScores(0, 0, 3).precision == SpanScores(0, 3, 0).recall == 0
    assert SpanScores(0, 0, 0).f1 == SpanScores(0, 3, 3).f1 == 0


def test_spans_are_counted_over_the_whole_corpus():
    """Micro: a sentence with four spans weighs four times as much as one with one."""
    want = [["B-x", "B-x", "B-x", "B-x"], ["B-x"]]
    got = [["B-x", "B-x", "B-x", "B-x"], ["O"]]
    assert span_f1(want, got) == SpanScores(right=4, found=4, wanted=5)
    assert span_f1(want, got).f1 == pytest.approx(8 / 9)  # the mean over sentences would be 1/2


@relaxed
@given(corpora)
def test_precision_and_recall_change_places(corpus):
    want, got = zip(*corpus, strict=True)
    there, back = span_f1(want, got), span_f1(got, want)
    assert there.precision == back.recall
    assert there.f1 == back.f1
    assert 0 <= there.f1 <= 1
    perfect = span_f1(want, want)
    assert perfect.right == perfect.found == perfect.wanted


@relaxed
@given(corpora)
def test_the_order_of_the_sentences_does_not_matter(corpus):
    want, got = zip(*corpus, strict=True)
    assert span_f1(want, got) == span_f1(want[::-1], got[::-1])


def test_the_flight_corpus_has_as_many_spans_as_beginnings():
    labels = [s.labels for s in load_flights().test]
    scores = span_f1(labels, labels)
    assert scores.f1 == 1
    assert scores.wanted == sum(label[0] == "B" for row in labels for label in row)


def test_span_f1_refuses():
    with pytest.raises(ValueError, match=r"at least one. Received 0 and 0"):
        span_f1([], [])
    with pytest.raises(ValueError, match=r"same sentences.*Received 2 and 1"):
        span_f1([["O"], ["O"]], [["O"]])
    with pytest.raises(ValueError, match=r"Sentence 1 .*Received 1 labels and 2 answers. Was pad"):
        span_f1([["O"], ["O"]], [["O"], ["O", "O"]])
    for label in ("", "x", "B", "B-", "E-x", "-x", "b-x"):
        with pytest.raises(ValueError, match=r"O, B-name or I-name. Received"):
            span_f1([["O", label]], [["O", "O"]])
    with pytest.raises(TypeError, match=r"must be a string. Received 3 at 1"):
        span_f1([["O", 3]], [["O", "O"]])


@pytest.mark.parametrize("text", ["O", "B-x O", "", b"O", b"", bytearray(b"O")])
def test_one_text_in_the_place_of_a_list(text):
    kind = "string" if isinstance(text, str) else "bytes"
    with pytest.raises(TypeError, match=rf"list of labels\. Received the {kind} .*Split it first"):
        spans(text)
    for wrong in [([text], [["O"]]), ([["O"]], [text]), ([text], [text])]:
        message = rf"Sentence 0 must be a list of labels\. Received the {kind} .*or put a single"
        with pytest.raises(TypeError, match=message):
            span_f1(*wrong)
    with pytest.raises(TypeError, match=rf"labels must be a list of lists .* the {kind} "):
        span_f1(text, [["O"]])
    with pytest.raises(TypeError, match=rf"answers must be a list of lists .* the {kind} "):
        span_f1([["O"]], text)


def test_one_sentence_in_the_place_of_a_list():
    sentence = ["B-x", "I-x", "O"]
    with pytest.raises(
        TypeError, match=r"Sentence 0 .*Received the string 'B-x'\. Split it, or put"
    ):
        span_f1(sentence, sentence)
    with pytest.raises(TypeError, match=r"Sentence 1 must be"):
        span_f1([["O"], "O"], [["O"], ["O"]])
    assert span_f1([sentence], [sentence]).f1 == 1


@pytest.mark.parametrize("label", [float("nan"), None, b"O", 0, ("B", "x")])
def test_labels_that_are_no_strings(label):
    with pytest.raises(TypeError, match=r"label must be a string\. Received .* at 1, of type"):
        spans(["O", label])


def test_sentences_of_no_words_hold_no_spans():
    assert spans([]) == []
    assert span_f1([[], ["B-x"]], [[], ["B-x"]]) == SpanScores(1, 1, 1)
    assert spans(np.array(["B-x", "I-x"])) == [("x", 0, 2)]
    assert spans(iter(["B-x", "I-x"])) == [("x", 0, 2)]


LOGS = np.log([[0.5, 0.25, 1.0], [0.125, 1.0, 0.2], [1.0, 0.3, 0.4]])


def test_perplexity_by_hand():
    assert perplexity(LOGS, MASK) == pytest.approx((0.5 * 0.25 * 1 * 0.125 * 1 * 1) ** (-1 / 6))
    assert perplexity(np.log([[1 / 7] * 3]), np.ones((1, 3), bool)) == pytest.approx(7)
    assert perplexity([[0.0, 0.0]], np.ones((1, 2), bool)) == 1.0
    assert perplexity([[-np.inf, 0.0]], np.ones((1, 2), bool)) == np.inf


def test_padding_cannot_flatter_perplexity():
    want = perplexity(LOGS, MASK)
    for filling in (0.0, -9.0, np.nan, np.inf):
        assert perplexity(np.where(MASK, LOGS, filling), MASK) == want
    wide = np.pad(LOGS, ((0, 2), (0, 5))), np.pad(MASK, ((0, 2), (0, 5)))
    assert perplexity(*wide) == want
    assert perplexity(LOGS[::-1], MASK[::-1]) == pytest.approx(want)


def test_perplexity_counts_tokens_not_rows():
    logs, mask = [[-1.0, -1.0, -1.0], [-5.0, 0, 0]], [[True] * 3, [True, False, False]]
    assert np.log(perplexity(logs, np.array(mask))) == pytest.approx(8 / 4)


def test_perplexity_allows_for_rounding():
    assert perplexity([[1e-7, 1e-7]], np.ones((1, 2), bool)) == 1.0


def test_perplexity_refuses():
    with pytest.raises(ValueError, match=r"\(3, 3, 9\) and \(3, 3\). Pick the probability"):
        perplexity(np.zeros((3, 3, 9)), MASK)
    with pytest.raises(ValueError, match=r"shape \(batch, time\)"):
        perplexity(LOGS[0], MASK[0])
    with pytest.raises(TypeError, match=r"mask must be bool. Received int"):
        perplexity(LOGS, MASK.astype(int))
    with pytest.raises(ValueError, match=r"At least one step must be real"):
        perplexity(LOGS, np.zeros_like(MASK))
    with pytest.raises(ValueError, match=r"not be above 0, nor NaN. Received 0.69.*a loss is"):
        perplexity(-LOGS, MASK)
    with pytest.raises(ValueError, match=r"Received nan"):
        perplexity(np.full((3, 3), np.nan), MASK)
    for wrong in (np.nan, np.inf):
        logs = LOGS.copy()
        logs[1, 1] = wrong
        with pytest.raises(ValueError, match=rf"not be above 0, nor NaN\. Received {wrong}\."):
            perplexity(logs, MASK)
    with pytest.raises(ValueError, match=r"rows of different lengths.*text\.pad"):
        perplexity([[-1.0, -2.0], [-3.0]], [[True, True], [True, False]])
    with pytest.raises(ValueError, match=r"mask that is empty"):
        perplexity(np.zeros((0, 3)), np.zeros((0, 3), bool))


@pytest.mark.parametrize("wrong", [LOGS + 0j, LOGS.astype(str), LOGS.astype(object), LOGS > 0])
def test_perplexity_of_what_is_no_real_number(wrong):
    with pytest.raises(TypeError, match=r"log_probabilities must be real numbers\. Received"):
        perplexity(wrong, MASK)


def test_perplexity_of_any_precision():
    assert perplexity(-np.ones((1, 2), int), np.ones((1, 2), bool)) == pytest.approx(np.e)
    for dtype in ("float16", "float32"):
        assert perplexity(LOGS.astype(dtype), MASK) == pytest.approx(
            perplexity(LOGS, MASK), rel=1e-2
        )
    many = np.full((1, 100_000), -3.0, np.float16)  # their sum is beyond float16
    assert perplexity(many, np.ones(many.shape, bool)) == pytest.approx(np.exp(3))


def test_a_perplexity_beyond_the_largest_float_is_infinite():
    one = np.ones((1, 1), bool)
    assert perplexity([[-709.0]], one) == pytest.approx(np.exp(709.0))
    assert perplexity([[-710.0]], one) == np.inf


WORDS = st.lists(st.sampled_from("abc"), max_size=6)


def by_definition(a, b):
    """The edit distance by its recursion."""
    if not a or not b:
        return len(a) + len(b)
    same = by_definition(a[1:], b[1:]) + (a[0] != b[0])
    return min(same, 1 + by_definition(a[1:], b), 1 + by_definition(a, b[1:]))


@settings(deadline=None, max_examples=60)
@given(WORDS, WORDS)
def test_edit_distance_is_that_of_its_definition(a, b):
    assert edit_distance(a, b) == by_definition(a, b) == edit_distance("".join(a), "".join(b))


def test_edit_distance_by_hand():
    assert edit_distance("", "") == 0
    assert edit_distance("", "abc") == edit_distance("abc", "") == 3
    assert edit_distance(("N", "EY"), ["N", "AY", "T"]) == 2


@pytest.mark.parametrize(("a", "b"), [("N EY", ["N", "EY"]), (("N",), "N")])
def test_edit_distance_refuses_one_string(a, b):
    with pytest.raises(TypeError, match=r"two strings, or two sequences.*Received .*Split the"):
        edit_distance(a, b)

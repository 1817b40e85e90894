"""How good are the answers: scores that padding cannot flatter.

Shapes: B batch, T time.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

__all__ = [
    "SpanScores",
    "edit_distance",
    "perplexity",
    "sequence_accuracy",
    "span_f1",
    "spans",
    "step_accuracy",
]


def step_accuracy(labels, answers, mask):
    """The share of the real steps, such as words, at which the answer is right.

    Args:
        labels: the right labels, an array of integers (B, T).
        answers: the labels that were given, (B, T).
        mask: bool (B, T), True where a step is real. ``np.ones(labels.shape, bool)`` if nothing
            is padding.

    Returns:
        A float between 0 and 1.

    Raises:
        ValueError: if shapes differ, rows have different lengths, or no step is real.
        TypeError: if the mask is not bool, or labels or answers are no integers.

    >>> labels = [[1, 2, 0], [1, 0, 0]]
    >>> mask = np.array([[True, True, False], [True, False, False]])
    >>> round(step_accuracy(labels, [[1, 1, 0], [1, 0, 0]], mask), 3)  # 2 of 3, not 5 of 6
    0.667
    """
    labels, answers, mask = _checked(labels, answers, mask)
    return float((labels == answers)[mask].mean())


def sequence_accuracy(labels, answers, mask):
    """The share of the sequences that are right at every real step.

    A sequence in which all is padding holds nothing to get right or wrong and is not counted.

    Arguments and errors are those of :func:`step_accuracy`.

    >>> mask = np.array([[True, True, False], [True, False, False]])
    >>> sequence_accuracy([[1, 2, 0], [1, 0, 0]], [[1, 1, 0], [1, 5, 5]], mask)
    0.5
    """
    labels, answers, mask = _checked(labels, answers, mask)
    right = ((labels == answers) | ~mask).all(axis=1)
    return float(right[mask.any(axis=1)].mean())


def edit_distance(a, b):
    """How many tokens must be changed, added or taken away to make one sequence the other.

    Args:
        a, b: two sequences of tokens, or two strings, which are compared letter by letter.

    Returns:
        An integer, 0 if they are equal.

    Raises:
        TypeError: if one is a string and the other is not.

    Source: Levenshtein 1966, "Binary codes capable of correcting deletions, insertions, and
    reversals", Soviet Physics Doklady 10(8), 707-710; the table is that of Wagner and Fischer 1974,
    "The string-to-string correction problem", doi:10.1145/321796.321811.

    >>> edit_distance("kitten", "sitting")
    3
    >>> edit_distance(["K", "AE", "T"], ["K", "AE", "T", "S"])
    1
    """
    if isinstance(a, str) != isinstance(b, str):
        raise TypeError(
            "a and b must be two strings, or two sequences of tokens. Received "
            f"{a!r} and {b!r}. Split the string into tokens."
        )
    row = list(range(len(b) + 1))
    for i, token in enumerate(a, start=1):
        above, row = row, [i]
        for j, other in enumerate(b, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (token != other)))
    return row[-1]


def perplexity(log_probabilities, mask):
    r"""How many equally likely tokens a language model chooses from, in the geometric mean.

    .. math:: \exp\Big(-\frac{1}{N} \sum_{\text{real}} \log p(y_t \mid y_{<t})\Big)

    Its logarithm to the base 2 is the number of bits per token. It depends on what a token is:
    never compare the perplexity of characters with that of words.

    Args:
        log_probabilities: (B, T) the natural logarithms of the probabilities that the model gave
            to the tokens that came.
        mask: bool (B, T), True where a token is real; there are N of these.

    Returns:
        A float of 1 or more; infinite if a token that came had the probability 0, or the result
        is beyond the largest float, about 1.8e308.

    Raises:
        ValueError: if shapes differ, no step is real, or a real step is not the logarithm of a
            probability.
        TypeError: if the mask is not bool, or the logarithms are no real numbers.

    >>> mask = np.array([[True, True, False]])
    >>> perplexity(np.log([[1 / 2, 1 / 8, 1.0]]), mask)  # one of 2, one of 8: as one of 4
    4.0
    """
    log_probabilities, mask = _array("log_probabilities", log_probabilities), _array("mask", mask)
    if log_probabilities.ndim != 2 or log_probabilities.shape != mask.shape:
        raise ValueError(
            "log_probabilities and mask must both have the shape (batch, time). "
            f"Received {log_probabilities.shape} and {mask.shape}. "
            "Pick the probability of the token that came out of those of the vocabulary first."
        )
    if log_probabilities.dtype.kind not in "iuf" and log_probabilities.dtype.name != "bfloat16":
        raise TypeError(
            f"log_probabilities must be real numbers. Received {log_probabilities.dtype}. "
            "Take the logarithm of probabilities first."
        )
    _checked_mask(mask)
    real = log_probabilities[mask].astype(np.float64)
    if not (real <= 1e-6).all():  # rounding in float32 may lift a sure one a little above 0
        worst = real[~(real <= 1e-6)][0]
        raise ValueError(
            f"log_probabilities must not be above 0, nor NaN. Received {worst:g}. "
            "Take the logarithm of probabilities; a loss is their negative."
        )
    with np.errstate(over="ignore"):
        return float(np.exp(np.maximum(-real.mean(), 0.0)))


@dataclass(frozen=True)
class SpanScores:
    """Precision, recall and F1 of the spans of a corpus.

    Attributes:
        right: spans that were found exactly, with the right name.
        found: spans in the answers.
        wanted: spans in the labels.

    >>> scores = SpanScores(right=2, found=4, wanted=3)
    >>> scores.precision, round(scores.recall, 3), round(scores.f1, 3)
    (0.5, 0.667, 0.571)
    """

    right: int
    found: int
    wanted: int

    @property
    def precision(self):
        """Of the spans that were found, the share that is right; 0 if none was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self):
        """Of the spans that are wanted, the share that was found; 0 if none is wanted."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self):
        """The harmonic mean of the two; 0 if there is no span on either side."""
        both = self.found + self.wanted
        return 2 * self.right / both if both else 0.0


def spans(labels):
    """The spans that a sequence of BIO labels marks.

    ``B-name`` begins a span, ``I-name`` goes on with it, ``O`` stands outside. An ``I-name`` that
    has no span of its name to go on with begins one, as in the scoring script of the CoNLL
    shared tasks; networks do write such labels.

    Args:
        labels: an iterable of strings, the labels of one sentence without padding.

    Returns:
        A list of ``(name, start, end)``, ``end`` excluded, in the order of the sentence.

    Raises:
        ValueError: for a label that is not O, B-name or I-name.
        TypeError: for labels that are no strings, or are one string or bytes.

    >>> spans(["O", "B-city", "I-city", "B-city", "I-date"])
    [('city', 1, 3), ('city', 3, 4), ('date', 4, 5)]
    """
    _refuse_text("labels must be a list of labels", labels, "Split it first.")
    found, name = [], None
    for place, label in enumerate(labels):
        if not isinstance(label, str):
            raise TypeError(
                f"A label must be a string. Received {label!r} at {place}, of type "
                f"{type(label).__name__}. Turn ids into labels first."
            )
        kind, dash, this = label.partition("-")
        if label != "O" and (kind not in ("B", "I") or not dash or not this):
            raise ValueError(
                f"A label must be O, B-name or I-name. Received {label!r} at {place}. "
                "Was padding cut off?"
            )
        if label == "O":
            name = None
        elif kind == "I" and this == name:
            found[-1] = (name, found[-1][1], place + 1)
        else:
            found.append((this, place, place + 1))
            name = this
    return found


def span_f1(labels, answers):
    """Precision, recall and F1 of whole spans: right are those with the right ends and name.

    Spans are counted over the whole corpus, and the scores taken once, from these counts
    ("micro"). A span that is one word too long is wrong: one found too many, one wanted missed.

    Args:
        labels: the right BIO labels, a list of lists of strings, one for each sentence.
        answers: the labels that were given, as many.

    Returns:
        SpanScores.

    Raises:
        ValueError: if the numbers of sentences or of words differ, there is no sentence, or a
            label is not BIO.
        TypeError: for labels that are no strings, and for one string, or the labels of one
            sentence, in the place of a list of lists.

    Source: Tjong Kim Sang & Buchholz, 2000, Introduction to the CoNLL-2000 shared task: chunking.

    >>> labels = [["B-city", "I-city", "O", "B-date"]]
    >>> scores = span_f1(labels, [["B-city", "O", "O", "B-date"]])
    >>> scores
    SpanScores(right=1, found=2, wanted=2)
    >>> scores.f1
    0.5
    """
    for name, sentences in [("labels", labels), ("answers", answers)]:
        wanted = f"{name} must be a list of lists of labels"
        _refuse_text(wanted, sentences, "Split it, and put a single sentence into a list.")
    labels, answers = list(labels), list(answers)
    if len(labels) != len(answers) or not labels:
        raise ValueError(
            "labels and answers must hold the same sentences, at least one. "
            f"Received {len(labels)} and {len(answers)}."
        )
    total = Counter()
    for k, (want, got) in enumerate(zip(labels, answers, strict=True)):
        for sentence in (want, got):
            wanted = f"Sentence {k} must be a list of labels"
            _refuse_text(wanted, sentence, "Split it, or put a single sentence into a list.")
        want, got = [*want], [*got]
        if len(want) != len(got):
            raise ValueError(
                f"Sentence {k} must have as many answers as labels. "
                f"Received {len(want)} labels and {len(got)} answers. Was padding cut off?"
            )
        want, got = set(spans(want)), set(spans(got))
        total.update(right=len(want & got), found=len(got), wanted=len(want))
    return SpanScores(total["right"], total["found"], total["wanted"])


def _refuse_text(wanted, value, mend):
    if isinstance(value, str | bytes | bytearray):
        kind = "string" if isinstance(value, str) else "bytes"
        raise TypeError(f"{wanted}. Received the {kind} {value!r}. {mend}")


def _array(name, rows):
    try:
        return np.asarray(rows)
    except ValueError as error:  # lists of different lengths
        raise ValueError(
            f"{name} must have the shape (batch, time). Received rows of different lengths. "
            "Fill them up with rnn_utils.text.pad, which gives the mask, too."
        ) from error


def _checked(labels, answers, mask):
    labels, answers = _array("labels", labels), _array("answers", answers)
    mask = _array("mask", mask)
    if labels.ndim != 2 or not labels.shape == answers.shape == mask.shape:
        raise ValueError(
            "labels, answers and mask must all have the shape (batch, time). "
            f"Received {labels.shape}, {answers.shape} and {mask.shape}. "
            "Turn probabilities into answers first, with argmax over the last axis."
        )
    for name, array in [("labels", labels), ("answers", answers)]:
        if array.size and array.dtype.kind not in "iu":
            raise TypeError(
                f"{name} must be integers. Received {array.dtype}. "
                "Take argmax of probabilities, or encode labels first."
            )
    _checked_mask(mask)
    return labels, answers, mask


def _checked_mask(mask):
    if mask.dtype != bool:
        raise TypeError(f"mask must be bool. Received {mask.dtype}. Compare first: ids != 0.")
    if not mask.any():
        kind = "all False" if mask.size else "empty"
        raise ValueError(f"At least one step must be real. Received a mask that is {kind}.")

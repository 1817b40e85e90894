"""From text to numbers and back: vocabularies, and windows for next-token prediction.

Shapes: N windows, T time, V vocabulary.
"""

from collections import Counter

import numpy as np

__all__ = ["PADDING", "UNKNOWN", "Vocabulary", "windows"]

PADDING, UNKNOWN = 0, 1  # ids
SPECIAL = ("", "<unk>")  # their tokens


class Vocabulary:
    """Numbers the tokens of a text; a token is a character or a word.

    Id 0 is padding, written "", and id 1 any token that is not in the vocabulary, written
    "<unk>". The tokens of the text follow, the most frequent first, ties in alphabetical order,
    so the ids do not depend on the order of the text.

    Args:
        tokens: a string, whose characters are the tokens, or an iterable of strings.
        max_size: the largest allowed ``len(vocabulary)``, padding and "<unk>" included; the
            rarest tokens are left out and encode to 1. ``None`` keeps all.

    Attributes:
        tokens: tuple of all tokens; ``tokens[i]`` has the id ``i``.

    Raises:
        ValueError: if there is no token, or ``max_size`` leaves no room for one.
        TypeError: if a token is not a string.

    >>> vocabulary = Vocabulary("to be or not to be".split(), max_size=4)
    >>> vocabulary.tokens
    ('', '<unk>', 'be', 'to')
    >>> ids = vocabulary.encode(["to", "see"])
    >>> ids
    array([3, 1], dtype=int32)
    >>> vocabulary.decode(ids)
    ['to', '<unk>']
    >>> vocabulary.one_hot(ids)
    array([[0., 0., 0., 1.],
           [0., 1., 0., 0.]], dtype=float32)
    """

    def __init__(self, tokens, max_size=None):
        if max_size is not None and max_size <= len(SPECIAL):
            raise ValueError(
                "max_size must be None or at least 3: padding, '<unk>' and one token. "
                f"Received {max_size!r}."
            )
        counts = Counter(_strings(tokens))
        for token in SPECIAL:
            del counts[token]
        if not counts:
            raise ValueError(
                "tokens must hold at least one token other than '' and '<unk>'. Received none. "
                "Was the text empty, or the iterator already used up?"
            )
        ranked = sorted(counts, key=lambda token: (-counts[token], token))
        self._set_tokens((*SPECIAL, *ranked)[:max_size])

    @classmethod
    def from_tokens(cls, tokens):
        """Rebuild a vocabulary from the ``tokens`` of another, with the same ids.

        >>> vocabulary = Vocabulary("hello")
        >>> Vocabulary.from_tokens(vocabulary.tokens) == vocabulary
        True
        """
        tokens = tuple(_strings(tokens))
        if tokens[:2] != SPECIAL or len(set(tokens)) < len(tokens):
            raise ValueError(
                "tokens must be the .tokens of a Vocabulary: '', '<unk>', then each token once. "
                f"Received {_shortened(tokens)}. Use Vocabulary(text) to number a new text."
            )
        vocabulary = cls.__new__(cls)
        vocabulary._set_tokens(tokens)
        return vocabulary

    def _set_tokens(self, tokens):
        self.tokens = tokens
        self._ids = {token: i for i, token in enumerate(tokens)}

    def encode(self, tokens):
        """The ids of a string's characters, or of an iterable of strings; an int32 array (T,)."""
        return np.array([self._ids.get(token, UNKNOWN) for token in _strings(tokens)], np.int32)

    def decode(self, ids):
        """The list of tokens that one sequence of ids (T,) stands for.

        ``"".join(vocabulary.decode(ids))`` is the text of a character vocabulary.
        """
        ids = self._checked(ids)
        if ids.ndim != 1:
            raise ValueError(
                f"ids must have one dimension, (T,). Received the shape {ids.shape}. "
                "Decode a batch one row at a time."
            )
        return [self.tokens[i] for i in ids]

    def one_hot(self, ids):
        """A 1 in the place of each id, 0 elsewhere; a float32 array (..., V) from ids (...)."""
        ids = self._checked(ids)
        rows = np.zeros((*ids.shape, len(self)), np.float32)
        np.put_along_axis(rows, ids[..., np.newaxis], 1.0, axis=-1)
        return rows

    def _checked(self, ids):
        ids = np.asarray(ids)
        if ids.size == 0:
            return ids.astype(np.int32)
        if not np.issubdtype(ids.dtype, np.integer):
            raise TypeError(
                f"ids must be integers. Received {ids.dtype}. "
                "encode() makes ids from tokens; argmax over the last axis, from probabilities."
            )
        if ids.min() < 0 or ids.max() >= len(self):
            outside = ids[(ids < 0) | (ids >= len(self))][0]
            raise ValueError(
                f"ids must lie between 0 and {len(self) - 1}. Received {outside}. "
                "Were these ids made by another vocabulary?"
            )
        return ids

    def __len__(self):
        return len(self.tokens)

    def __contains__(self, token):
        return token in self._ids

    def __eq__(self, other):
        return isinstance(other, Vocabulary) and self.tokens == other.tokens

    def __hash__(self):
        return hash(self.tokens)

    def __repr__(self):
        return f"<Vocabulary of {len(self):,} tokens: {_shortened(self.tokens)}>"


def windows(ids, length, step=None):
    """Cut one long sequence into windows, each with the tokens that follow its own.

    The target of every position is the next id of the sequence. What is left at the end and
    does not fill a window is dropped.

    Args:
        ids: array of one dimension.
        length: T, the positions of a window.
        step: distance between the starts of two windows; ``None`` means ``length``, windows
            that touch but do not overlap.

    Returns:
        inputs, targets: two arrays (N, T) of the type of ``ids``.

    Raises:
        ValueError: if ``ids`` has another rank or does not fill one window and its last target.

    >>> inputs, targets = windows(np.arange(8), length=3)
    >>> inputs
    array([[0, 1, 2],
           [3, 4, 5]])
    >>> targets
    array([[1, 2, 3],
           [4, 5, 6]])
    """
    ids = np.asarray(ids)
    step = length if step is None else step
    if ids.ndim != 1:
        raise ValueError(
            f"ids must have one dimension. Received the shape {ids.shape}. "
            "Join the texts into one sequence first."
        )
    if length < 1 or step < 1:
        raise ValueError(
            "length and step must be at least 1. "
            f"Received length={length!r}, step={step!r}. step=None keeps windows side by side."
        )
    if len(ids) <= length:
        raise ValueError(
            f"A window of {length} and its last target need at least {length + 1} ids. "
            f"Received {len(ids)}. Use a longer text or a smaller length."
        )
    pairs = np.lib.stride_tricks.sliding_window_view(ids, length + 1)[::step]  # (N, T + 1)
    return pairs[:, :-1].copy(), pairs[:, 1:].copy()


def _strings(tokens):
    tokens = list(tokens)
    for token in tokens:
        if not isinstance(token, str):
            raise TypeError(
                "tokens must be a string or an iterable of strings. "
                f"Received {token!r} in it, of type {type(token).__name__}. "
                "Give one text at a time; for bytes, decode them first."
            )
    return tokens


def _shortened(tokens, most=8):
    shown = ", ".join(repr(token) for token in tokens[:most])
    return f"{shown}, …" if len(tokens) > most else shown

"""From text to numbers and back: vocabularies, word hashing, padding, and windows.

Shapes: B batch, N windows, T time, F features, V vocabulary.
"""

from collections import Counter

import numpy as np

__all__ = [
    "PADDING",
    "UNKNOWN",
    "Vocabulary",
    "WordHashing",
    "counted_bits",
    "letter_trigrams",
    "pad",
    "unpad",
    "windows",
]

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
        ValueError: if there is no token, or ``max_size`` is no integer that leaves room for one.
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
        if max_size is not None and not (_is_integer(max_size) and max_size > len(SPECIAL)):
            raise ValueError(
                "max_size must be None or an integer of at least 3: padding, '<unk>', one token. "
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
        _refuse_text("tokens", tokens, "Use Vocabulary(text) to number a new text.")
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
        self._of_characters = all(len(token) == 1 for token in tokens[len(SPECIAL) :])

    def encode(self, tokens):
        """The ids of a string's characters, or of an iterable of strings; an int32 array (T,).

        Raises:
            TypeError: if a token is not a string, or ``tokens`` is one string and the vocabulary
                holds a token of several characters.
        """
        if not self._of_characters:
            _refuse_text(
                "tokens",
                tokens,
                "This vocabulary holds words: split the text as it was split for the vocabulary, "
                "and put a single word into a list.",
            )
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
        if ids.dtype.kind not in "iu":
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


def letter_trigrams(word):
    """The groups of three letters of a word between two marks: "#apple#" gives five.

    The mark ``#`` stands where the word begins and ends, so that "#he" is a beginning, "he#" an
    ending and "#a#" a word of one letter.

    Returns:
        A tuple of strings, one for each letter of the word, in its order, repetitions included.

    Raises:
        ValueError: if the word is empty.
        TypeError: if it is not a string.

    Source: Huang, He, Gao, Deng, Acero & Heck, 2013, Learning deep structured semantic models for
    web search using clickthrough data, doi:10.1145/2505515.2505665.

    >>> letter_trigrams("apple")
    ('#ap', 'app', 'ppl', 'ple', 'le#')
    """
    (word,) = _strings([word])
    if not word:
        raise ValueError("word must have at least one letter. Received ''. Leave out padding.")
    marked = f"#{word}#"
    return tuple(marked[k : k + 3] for k in range(len(word)))


class WordHashing:
    """Writes a word as the counts of its letter trigrams, so that an unknown word is no blank.

    Where a one-hot vector has a place for each word, this vector has a place for each trigram of
    the training words. A word that was never seen still fills the places of those of its
    trigrams that were; what is left out has no place. Words that share letters share numbers.
    Two words can *collide*, that is, get the same vector; see :meth:`collisions`.

    Args:
        words: an iterable of words. Repetitions do not matter, upper and lower case do.

    Attributes:
        trigrams: tuple of V trigrams in alphabetical order, the places of the vector.

    Raises:
        ValueError: if there is no word, or an empty one.
        TypeError: if a word is not a string, or ``words`` is one string; its letters would be
            taken for words.

    Source: Huang et al., 2013, doi:10.1145/2505515.2505665, who call it word hashing.

    >>> hashing = WordHashing(["apple", "ample"])
    >>> hashing.trigrams
    ('#am', '#ap', 'amp', 'app', 'le#', 'mpl', 'ple', 'ppl')
    >>> hashing.encode(["ample", "maple", "pear"])
    array([[1., 0., 1., 0., 1., 1., 1., 0.],
           [0., 0., 0., 0., 1., 0., 1., 0.],
           [0., 0., 0., 0., 0., 0., 0., 0.]], dtype=float32)
    """

    def __init__(self, words):
        _refuse_text("words", words)
        words = set(_strings(words))
        if not words:
            raise ValueError(
                "words must hold at least one word. Received none. "
                "Was the text empty, or the iterator already used up?"
            )
        self.trigrams = tuple(sorted({t for word in words for t in letter_trigrams(word)}))
        self._places = {trigram: k for k, trigram in enumerate(self.trigrams)}

    def encode(self, words):
        """The counts of the known trigrams; a float32 array (T, V) from T words.

        Raises:
            TypeError: if ``words`` is one string; its letters would be taken for words.
        """
        _refuse_text("words", words)
        words = _strings(words)
        counts = np.zeros((len(words), len(self)), np.float32)
        for row, word in zip(counts, words, strict=True):
            for trigram in letter_trigrams(word):
                if trigram in self._places:
                    row[self._places[trigram]] += 1
        return counts

    def collisions(self, words):
        """The groups of different words that get the same vector, in alphabetical order.

        >>> WordHashing(["banana"]).collisions(["banana", "bananana", "bandana"])
        []
        >>> WordHashing(["apple"]).collisions(["pear", "plum", "apple"])
        [('pear', 'plum')]
        """
        _refuse_text("words", words)
        groups = {}
        for word in sorted(set(_strings(words))):
            known = sorted(t for t in letter_trigrams(word) if t in self._places)
            groups.setdefault(tuple(known), []).append(word)
        return [tuple(group) for group in groups.values() if len(group) > 1]

    def __len__(self):
        return len(self.trigrams)

    def __repr__(self):
        return f"<WordHashing of {len(self):,} trigrams: {_shortened(self.trigrams)}>"


SIDES = ("right", "left")


def pad(sequences, length=None, value=PADDING, side="right"):
    """Fill up sequences of different lengths to one array, and say which steps are real.

    Args:
        sequences: an iterable of B sequences. Each is a list or an array with time first: ids or
            labels (T,), or vectors (T, F) with the same F in all.
        length: the T of the result; ``None`` takes that of the longest sequence, which is 0 where
            all are empty.
        value: what the padding is filled with; 0 for ids, often -1 for labels.
        side: ``"right"`` puts the padding after a sequence, ``"left"`` before it.

    Returns:
        padded, mask: an array (B, T) or (B, T, F), int32 for integers and bools and float32 for
        other numbers, and a bool array (B, T), True where a step is real.

    Raises:
        ValueError: if there is no sequence, one is longer than ``length``, shapes do not fit, a
            number cannot be written as int32 or float32, or ``side`` is another word.
        TypeError: if a sequence holds something that is not a real number, or ``value`` is none.

    >>> ids, mask = pad([[5, 6, 7], [8]])
    >>> ids
    array([[5, 6, 7],
           [8, 0, 0]], dtype=int32)
    >>> mask
    array([[ True,  True,  True],
           [ True, False, False]])
    >>> pad([[2, 3], [4]], length=3, value=-1, side="left")[0]
    array([[-1,  2,  3],
           [-1, -1,  4]], dtype=int32)
    """
    if side not in SIDES:
        raise ValueError(f"side must be one of {', '.join(SIDES)}. Received {side!r}.")
    _refuse_text("sequences", sequences, "Encode it first, for example with a Vocabulary.")
    sequences = [_numbers(k, sequence) for k, sequence in enumerate(sequences)]
    if not sequences:
        raise ValueError("sequences must hold at least one sequence. Received none.")
    telling = [s for s in sequences if len(s) or s.ndim > 1]  # [] fits all shapes and types
    features = {sequence.shape[1:] for sequence in telling} or {()}
    if len(features) > 1:
        raise ValueError(
            "All sequences must have the same shape but for their length. "
            f"Received steps of the shapes {sorted(features)}. Encode all of them in one way."
        )
    longest = max(map(len, sequences))
    length = longest if length is None else length
    if not _is_integer(length):
        raise ValueError(f"length must be None or an integer. Received {length!r}.")
    if longest > length:
        raise ValueError(
            f"length must be at least {longest}, the length of the longest sequence. "
            f"Received {length!r}. Cut the sequences first if you want to lose their ends."
        )
    whole = all(sequence.dtype.kind != "f" for sequence in telling)
    for k, sequence in enumerate(sequences):
        _check_representable(f"Sequence {k}", sequence, whole)
    _check_value(value, whole)
    shape = (len(sequences), length, *features.pop())
    padded = np.full(shape, value, np.int32 if whole else np.float32)
    mask = np.zeros(shape[:2], bool)
    for row, real, sequence in zip(padded, mask, sequences, strict=True):
        place = slice(len(sequence)) if side == "right" else slice(length - len(sequence), None)
        row[place] = sequence if len(sequence) else row[place]
        real[place] = True
    return padded, mask


def unpad(padded, mask):
    """The real steps of each sequence: what was padded, without the padding.

    Args:
        padded: array (B, T) or (B, T, …), such as ids, or labels that a network gave.
        mask: bool array (B, T), True where a step is real.

    Returns:
        A list of B arrays of different lengths.

    Raises:
        ValueError: if the shapes do not fit.
        TypeError: if the mask is not bool.

    >>> unpad(*pad([[5, 6, 7], [8]]))
    [array([5, 6, 7], dtype=int32), array([8], dtype=int32)]
    """
    padded, mask = np.asarray(padded), np.asarray(mask)
    if mask.dtype != bool:
        raise TypeError(f"mask must be bool. Received {mask.dtype}. Compare first: ids != 0.")
    if mask.ndim != 2 or padded.shape[:2] != mask.shape:
        raise ValueError(
            "mask must have the shape (B, T), and padded (B, T) or (B, T, …). "
            f"Received padded {padded.shape} and mask {mask.shape}."
        )
    return [row[real] for row, real in zip(padded, mask, strict=True)]


def counted_bits(learned, rest, order, pseudo=5.0):
    r"""How well a table of counts predicts a text: the baseline of a language model.

    The table of order n looks up how often each token followed the last n - 1 ones. Where these
    are rare it trusts the table of order n - 1, p', and so on down to equal chances for all:

    $$p(v) = \frac{\mathrm{count}(v) + \mathrm{pseudo} \cdot p'(v)}
      {\mathrm{count} + \mathrm{pseudo}}$$

    Args:
        learned: the tokens to count, a string or an array of ids.
        rest: the tokens to predict, of the same kind.
        order: n, 1 for single tokens, 2 for pairs.
        pseudo: how many times seen counts as much as the shorter table.

    Returns:
        The mean of $-\log_2 p$ over ``rest`` from its n-th token on, in bits per token.

    Raises:
        ValueError: if the order or ``pseudo`` is not positive, a text is shorter than the order or
            has more than one dimension, or ``rest`` has tokens that ``learned`` has not.
        TypeError: if a text is of bytes.

    Source: the smoothing of MacKay & Peto, 1995, doi:10.1017/S1351324900000218.

    >>> round(counted_bits("abababab", "abab", order=1, pseudo=1), 3)
    1.0
    >>> round(counted_bits("abababab", "abab", order=2, pseudo=1), 3)  # 4.5/5, 3.5/4, 4.5/5
    0.166
    """
    learned, rest = _tokens("learned", learned), _tokens("rest", rest)
    if not _is_integer(order) or order < 1 or min(len(learned), len(rest)) < order:
        raise ValueError(
            "order must be an integer from 1 to the length of the shorter text. "
            f"Received {order!r} for {len(learned):,} and {len(rest):,} tokens."
        )
    if not _is_real(pseudo) or not 0 < pseudo < np.inf:
        raise ValueError(f"pseudo must be positive. Received {pseudo!r}. Try 5.0.")
    if isinstance(learned, str) != isinstance(rest, str):
        learned, rest = tuple(learned), tuple(rest)
    symbols = set(learned)
    if not symbols.issuperset(rest):
        new = _shortened(sorted(set(rest) - symbols))
        raise ValueError(f"rest must hold only tokens that learned holds. Received {new}.")
    p = np.full(len(rest), 1 / len(symbols))
    for n in range(1, order + 1):
        contexts = Counter(learned[k : k + n - 1] for k in range(len(learned) - n + 1))
        grams = Counter(learned[k : k + n] for k in range(len(learned) - n + 1))
        for k in range(n - 1, len(rest)):
            gram = rest[k - n + 1 : k + 1]
            p[k] = (grams[gram] + pseudo * p[k]) / (contexts[gram[:-1]] + pseudo)
    return float(-np.log2(p[order - 1 :]).mean())


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
        ValueError: if ``ids`` has another rank or does not fill one window and its last target,
            or ``length`` or ``step`` is not a positive integer.
        TypeError: if ``ids`` is a text.

    >>> inputs, targets = windows(np.arange(8), length=3)
    >>> inputs
    array([[0, 1, 2],
           [3, 4, 5]])
    >>> targets
    array([[1, 2, 3],
           [4, 5, 6]])
    """
    _refuse_text("ids", ids, "Encode it first, for example with a Vocabulary.")
    ids = np.asarray(ids)
    step = length if step is None else step
    if ids.ndim != 1:
        raise ValueError(
            f"ids must have one dimension. Received the shape {ids.shape}. "
            "Join the texts into one sequence first."
        )
    if not (_is_integer(length) and _is_integer(step)) or length < 1 or step < 1:
        raise ValueError(
            "length and step must be integers of at least 1. "
            f"Received length={length!r}, step={step!r}. step=None keeps windows side by side."
        )
    if len(ids) <= length:
        raise ValueError(
            f"A window of {length} and its last target need at least {length + 1} ids. "
            f"Received {len(ids)}. Use a longer text or a smaller length."
        )
    pairs = np.lib.stride_tricks.sliding_window_view(ids, length + 1)[::step]  # (N, T + 1)
    return pairs[:, :-1].copy(), pairs[:, 1:].copy()


def _numbers(place, sequence):
    """A sequence as an array with time first; an empty list counts as one of integers."""
    _refuse_text(f"Sequence {place}", sequence, "Encode it first, for example with a Vocabulary.")
    try:
        array = np.asarray(sequence)
    except ValueError as error:  # lists of different lengths
        raise ValueError(
            f"Sequence {place} must have steps of one shape. Received lists of different lengths."
        ) from error
    if array.ndim == 0:
        raise ValueError(
            f"Sequence {place} must have a time axis. Received {sequence!r}. "
            "Give a list of sequences; a single one goes into a list of its own."
        )
    if array.size and array.dtype.kind not in "biuf":
        raise TypeError(
            f"Sequence {place} must hold numbers, real ones of up to 64 bits. Received "
            f"{array.dtype}. "
            "Encode words first, for example with a Vocabulary; give the two parts of a complex "
            "number as two features."
        )
    if array.dtype.kind == "f" and not hasattr(sequence, "dtype"):
        # NumPy has made floats of a list with a fraction, or with integers beyond 64 bits.
        integers = [n for n in np.asarray(sequence, object).flat if _is_integer(n)]
        if integers:
            whole = len(integers) == array.size
            _check_representable(f"Sequence {place}", np.array(integers, object), whole)
    return array.astype(np.int32) if array.dtype == bool or array.shape == (0,) else array


INT32 = np.iinfo(np.int32)
WHOLE_IN_FLOAT32 = 2**24  # from here on float32 skips odd numbers


def _check_representable(name, array, whole):
    """Refuse what would become another number in int32, or infinite or rounded in float32."""
    if not array.size:
        return
    if array.dtype.kind != "f":
        low, high = int(array.min()), int(array.max())
        worst = low if -low > high else high
        limit = INT32.max if whole else WHOLE_IN_FLOAT32
        if worst > limit or worst < (INT32.min if whole else -limit):
            raise ValueError(
                f"{name} must hold integers that {'int32' if whole else 'float32'} can write, up "
                f"to {limit:,}. Received {worst}. Count times from their first one, or measure "
                "them in a larger unit."
            )
    else:
        worst = np.max(np.abs(array), where=np.isfinite(array), initial=0.0)
        if worst > np.finfo(np.float32).max:
            raise ValueError(
                f"{name} must hold numbers that float32 can write, up to 3.4e38. "
                f"Received {worst:g}. Scale them first."
            )


def _check_value(value, whole):
    if not _is_real(value) and not isinstance(value, bool | np.bool_):
        raise TypeError(f"value must be one number. Received {value!r}. 0 is usual, -1 for labels.")
    if whole and not float(value).is_integer():
        raise ValueError(
            f"value must be an integer for sequences of integers. Received {value!r}. "
            "Make the sequences float first: np.asarray(sequence, float)."
        )
    _check_representable("value", np.asarray(int(value) if whole else value), whole)


def _tokens(name, tokens):
    """What to count, a string or a tuple: both can be sliced, and the slices be looked up."""
    if isinstance(tokens, bytes | bytearray):
        raise TypeError(f"{name} must be a string or ids. Received bytes. Decode them first.")
    if isinstance(tokens, str):
        return tokens
    if not isinstance(tokens, list | tuple):  # NumPy would cut NULs off the end of strings
        tokens = np.asarray(tokens).tolist()
    if not isinstance(tokens, list | tuple) or any(np.ndim(token) for token in tokens[:1]):
        raise ValueError(
            f"{name} must have one dimension. Received {_cut(tokens)}. "
            "Join the texts into one sequence first."
        )
    return tuple(tokens)


def _is_integer(value):
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _is_real(value):
    return _is_integer(value) or isinstance(value, float | np.floating)


def _refuse_text(name, value, mend="Put a single word into a list."):
    """One string, or bytes, where a list is wanted: letter by letter it would be another thing."""
    if isinstance(value, str | bytes | bytearray):
        kind = "string" if isinstance(value, str) else "bytes"
        raise TypeError(f"{name} must be a list. Received the {kind} {_cut(value)}. {mend}")


def _cut(value, most=60):
    shown = repr(value)
    return shown if len(shown) <= most else f"{shown[:most]} …"


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

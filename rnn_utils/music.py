"""Chorales as tokens and as sound, and what can be counted in them.

Shapes: N windows, T steps of a quarter note, four voices from soprano to bass, given as MIDI
numbers with −1 for a rest, as in :class:`rnn_utils.datasets.Chorale`.
"""

import itertools

from rnn_utils.datasets.chorales import Chorale, window_starts

import numpy as np

__all__ = [
    "BEGIN",
    "LOW",
    "NOTES",
    "Book",
    "clashes",
    "held",
    "histograms",
    "parallels",
    "strongest_notes",
    "synthesise",
    "to_ids",
    "to_roll",
    "to_voices",
    "token_windows",
]

LOW = 30  # MIDI number of token 1; token 0 is a rest
NOTES = 58  # tokens that a voice can sing, the rest included
BEGIN = NOTES  # stands in all voices before the first chord of a piece
MOVES = 12  # larger moves of a voice are counted as this many semitones


def to_ids(voices):
    """MIDI numbers, −1 for a rest, to tokens: 0 for a rest, 1 for the number ``LOW``.

    Raises:
        ValueError: for a pitch that has no token.

    >>> to_ids([[72, 67, -1, 30]])
    array([[43, 38,  0,  1]], dtype=int32)
    """
    voices = np.asarray(voices, np.int32)
    sung = voices[voices >= 0]
    if voices.min(initial=-1) < -1 or (
        sung.size and not LOW <= sung.min() <= sung.max() < LOW + 57
    ):
        raise ValueError(
            f"voices must be MIDI numbers from {LOW} to {LOW + NOTES - 2}, or −1 for a rest. "
            f"Received {voices.min()} to {voices.max()}. Transpose the piece."
        )
    return np.where(voices < 0, 0, voices - LOW + 1).astype(np.int32)


def to_voices(ids):
    """The inverse of :func:`to_ids`.

    >>> to_voices([[43, 38, 0, 1]])
    array([[72, 67, -1, 30]])
    """
    ids = np.asarray(ids, int)
    if ids.min(initial=0) < 0 or ids.max(initial=0) >= NOTES:
        raise ValueError(
            f"ids must lie from 0 to {NOTES - 1}. Received {ids.min()} to {ids.max()}. "
            "BEGIN stands before a piece and is never sung."
        )
    return np.where(ids == 0, -1, ids + LOW - 1)


def to_roll(voices):
    """Voices (T, 4) to a piano roll (T, 88) of float32.

    >>> to_roll([[72, 67, 60, 60]]).sum()  # tenor and bass share a key
    np.float32(3.0)
    """
    return Chorale("", np.asarray(voices, np.int8), 0).roll


def token_windows(pieces, length=None):
    """Pieces as tokens for a network that writes a chord voice after voice, padded on the right.

    Args:
        pieces: of :class:`rnn_utils.datasets.Chorale`.
        length: T; that of the longest piece if left out. A longer piece becomes several windows.

    Returns:
        Three arrays.

        - x: (N, T, 8) of int32, the four tokens of the chord before, ``BEGIN`` before the first,
          and the four of the chord now.
        - y: (N, T, 4) of int32, the chord now.
        - mask: (N, T) of float32, 1 for the steps that count.

    Raises:
        ValueError: if there is no piece, the length is not positive, or a pitch has no token.

    >>> from rnn_utils.datasets import Chorale
    >>> x, y, mask = token_windows([Chorale("a", np.full((3, 4), 60, np.int8), 0)], 2)
    >>> x[0]
    array([[58, 58, 58, 58, 31, 31, 31, 31],
           [31, 31, 31, 31, 31, 31, 31, 31]], dtype=int32)
    >>> mask
    array([[1., 1.],
           [1., 0.]], dtype=float32)
    """
    length, starts = window_starts(pieces, length)
    x = np.zeros((len(starts), length, 8), np.int32)
    mask = np.zeros((len(starts), length), np.float32)
    for row, (piece, start) in enumerate(starts):
        now = to_ids(piece.voices)
        before = np.vstack([[[BEGIN] * 4], now[:-1]])
        part = np.hstack([before, now])[start : start + length]  # (up to T, 8)
        x[row, : len(part)], mask[row, : len(part)] = part, 1
    return x, x[..., 4:], mask


# What can be counted.


def clashes(rolls):
    """Whether chords have two notes a semitone apart, octaves ignored: rolls (…, 88) to bool (…).

    >>> clashes(to_roll([[72, 67, 64, 48], [72, 67, 59, 48]]))  # C G E C, then C G B C
    array([False,  True])
    """
    rolls = np.asarray(rolls) > 0
    first = [(k - 9) % 12 for k in range(12)]  # the lowest key, an A, is pitch class 9
    sounds = np.stack([rolls[..., k::12].any(axis=-1) for k in first], axis=-1)  # (…, 12)
    return (sounds & np.roll(sounds, 1, axis=-1)).any(axis=-1)


def parallels(voices):
    """How many parallel fifths, octaves and unisons there are in voices (T, V).

    Two voices are in parallel if they are one of these intervals apart, octaves ignored, in two
    steps one after the other, and both move between them.

    >>> parallels([[67, 60], [69, 62], [69, 62]])  # a fifth, a fifth, the same held
    1
    """
    voices, found = np.asarray(voices, int), 0
    for upper, lower in itertools.combinations(voices.T, 2):
        apart = (upper - lower) % 12
        move = (np.diff(upper) != 0) & (np.diff(lower) != 0)
        sung = (np.minimum(upper, lower)[1:] >= 0) & (np.minimum(upper, lower)[:-1] >= 0)
        same = np.isin(apart[1:], (0, 7)) & (apart[1:] == apart[:-1])
        found += int((move & sung & same).sum())
    return found


def held(voices):
    """Whether each chord after the first repeats the one before: (T, V) to bool (T − 1,)."""
    return (np.diff(np.asarray(voices), axis=0) == 0).all(axis=1)


class Book:
    """What pieces have in common with other pieces, in whatever key.

    Each step from chord to chord becomes one letter, made of the gaps between the voices after it
    and the move of the soprano. So a piece is a word, and its transpositions are the same word.

    Args:
        pieces: each (T, 4), the pieces to look things up in.

    >>> book = Book([np.array([[72, 60], [74, 59], [76, 60], [74, 62]])])
    >>> book.copied(np.array([[60, 50], [62, 47], [64, 48]]))  # the steps, two tones lower
    2
    """

    def __init__(self, pieces):
        self._letters = {}
        self._text = " ".join(self._spell(piece) for piece in pieces)

    def _spell(self, voices):
        voices = np.asarray(voices, int)
        steps = np.column_stack([voices[1:, :-1] - voices[1:, 1:], np.diff(voices[:, 0])])
        letters = (self._letters.setdefault(tuple(s), len(self._letters)) for s in steps.tolist())
        return "".join(chr(0x100 + letter) for letter in letters)

    def copied(self, voices):
        """The longest stretch of voices (T, 4) that stands in the book, in steps."""
        word, longest = self._spell(voices), 0
        for end in range(1, len(word) + 1):
            while longest < end and word[end - longest - 1 : end] in self._text:
                longest += 1
        return longest


def histograms(pieces):
    """What notes sound, and how voices move.

    Args:
        pieces: each (T, 4).

    Returns:
        Two arrays.

        - classes: (12,) shares of the notes by pitch class, counted in semitones from the bass of
          the first chord of each piece.
        - moves: (25,) shares of the moves of single voices by −12 to 12 semitones; larger moves,
          and those into or out of a rest, do not count.

    >>> classes, moves = histograms([np.array([[72, 67, 64, 48], [71, 67, 62, 43]])])
    >>> classes[[0, 7]], moves[12]  # C and G from C; the alto stays
    (array([0.25 , 0.375]), np.float64(0.25))
    """
    pieces = [np.asarray(piece, int) for piece in pieces]
    classes = np.concatenate([(v[v >= 0] - v[0, 3]) % 12 for v in pieces])
    sung = np.concatenate([((v[1:] >= 0) & (v[:-1] >= 0)).ravel() for v in pieces])
    moves = np.concatenate([np.diff(v, axis=0).ravel() for v in pieces])[sung]
    moves = moves[abs(moves) <= MOVES] + MOVES
    return (
        np.bincount(classes, minlength=12) / len(classes),
        np.bincount(moves, minlength=2 * MOVES + 1) / max(len(moves), 1),
    )


# Sound.


def synthesise(voices, rate=8000, seconds=0.5):
    r"""Voices (T, V) to sound, ``rate`` numbers between −1 and 1 for each second.

    A note of MIDI number m has the frequency :math:`f = 440 \cdot 2^{(m - 69) / 12}`; it is a sum
    of sines of f, 2f and 3f, under an envelope that rises fast and falls slowly.

    Args:
        voices: MIDI numbers, −1 for a rest. Each chord is struck anew.
        rate: samples per second.
        seconds: how long each chord lasts.

    >>> synthesise([[69, -1], [81, 57]], rate=8000, seconds=0.5).shape
    (8000,)
    """
    voices = np.asarray(voices)
    t = np.arange(int(rate * seconds)) / rate
    envelope = np.minimum(t / 0.02, 1) * np.exp(-3 * t)
    sound = []
    for chord in voices:
        frequency = 440 * 2.0 ** ((chord[chord >= 0] - 69) / 12)
        turn = 2 * np.pi * frequency[:, None] * t  # (notes, samples)
        tones = np.sin(turn) + 0.3 * np.sin(2 * turn) + 0.1 * np.sin(3 * turn)
        sound.append(envelope * tones.sum(axis=0) / (1.4 * voices.shape[1]))
    return np.concatenate(sound)


def strongest_notes(sound, number, rate=8000):
    """The MIDI numbers next to the strongest frequencies of a sound (S,): at most ``number``.

    >>> sorted(strongest_notes(synthesise([[72, 67, 64, 48]]), 4))
    [48, 64, 67, 72]
    """
    size = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 2**15))
    peaks = 1 + np.flatnonzero((size[1:-1] > size[:-2]) & (size[1:-1] > size[2:]))
    frequency = peaks[np.argsort(-size[peaks])[:number]] * rate / 2**15
    return set(np.round(69 + 12 * np.log2(frequency / 440)).astype(int).tolist())

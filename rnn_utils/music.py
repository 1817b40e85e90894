"""Chorales as tokens and as sound, and what can be counted in them.

Shapes: N windows, T steps of a quarter note, V voices, four from soprano to bass, given as MIDI
numbers from 21 to 108 with −1 for a rest, as in :class:`rnn_utils.datasets.Chorale`. Whatever takes
voices raises ValueError for any other number, and for another shape.
"""

import itertools
import math

from rnn_utils.datasets import chorales

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
MOVES = 12  # semitones; larger moves of a voice are not counted


def _checked(voices):
    """Voices (T, V) as an array of int."""
    voices = chorales.midi_numbers(voices)
    if voices.ndim != 2 or not voices.shape[1]:
        raise ValueError(
            "voices must have the shape (T, V), a row for each chord. "
            f"Received the shape {voices.shape}."
        )
    return voices


def to_ids(voices):
    """MIDI numbers, −1 for a rest, to tokens: 0 for a rest, 1 for the number ``LOW``; any shape.

    Raises:
        ValueError: for a pitch that has no token.

    >>> to_ids([[72, 67, -1, 30]])
    array([[43, 38,  0,  1]], dtype=int32)
    """
    voices = chorales.midi_numbers(voices, LOW, LOW + NOTES - 2)
    return np.where(voices < 0, 0, voices - LOW + 1).astype(np.int32)


def to_voices(ids):
    """The inverse of :func:`to_ids`.

    Raises:
        ValueError: for a number that is no token of a voice.

    >>> to_voices([[43, 38, 0, 1]])
    array([[72, 67, -1, 30]])
    """
    ids = np.asarray(ids)
    wrong = ids[~np.isin(ids, np.arange(NOTES))]
    if wrong.size:
        raise ValueError(
            f"ids must lie from 0 to {NOTES - 1} and be whole numbers. Received {wrong[0]}. "
            "BEGIN stands before a piece and is never sung."
        )
    return np.where(ids == 0, -1, ids.astype(int) + LOW - 1)


def to_roll(voices):
    """Voices (T, V) to a piano roll (T, 88) of float32.

    >>> to_roll([[72, 67, 60, 60]]).sum()  # tenor and bass share a key
    np.float32(3.0)
    """
    return chorales.piano_roll(_checked(voices))


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
        ValueError: if there is no piece, one has no chord, the length is no positive integer, or a
            pitch has no token.

    >>> from rnn_utils.datasets import Chorale
    >>> x, y, mask = token_windows([Chorale("a", np.full((3, 4), 60, np.int8), 0)], 2)
    >>> x[0]
    array([[58, 58, 58, 58, 31, 31, 31, 31],
           [31, 31, 31, 31, 31, 31, 31, 31]], dtype=int32)
    >>> mask
    array([[1., 1.],
           [1., 0.]], dtype=float32)
    """
    length, starts = chorales.window_starts(pieces, length)
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

    Raises:
        ValueError: for another number of keys.

    >>> clashes(to_roll([[72, 67, 64, 48], [72, 67, 59, 48]]))  # C G E C, then C G B C
    array([False,  True])
    """
    rolls = np.asarray(rolls) > 0
    if not rolls.ndim or rolls.shape[-1] != chorales.PITCHES:
        raise ValueError(
            f"rolls must have {chorales.PITCHES} keys in their last axis. "
            f"Received the shape {rolls.shape}. to_roll makes them from voices."
        )
    sounds = np.stack([rolls[..., k::12].any(axis=-1) for k in range(12)], axis=-1)  # (…, 12)
    return (sounds & np.roll(sounds, 1, axis=-1)).any(axis=-1)


def parallels(voices):
    """How many parallel fifths, octaves and unisons there are in voices (T, V).

    Two voices are in parallel if they are one of these intervals apart, octaves ignored, in two
    steps one after the other, and both move between them. A voice that rests has no interval.

    >>> parallels([[67, 60], [69, 62], [69, 62]])  # a fifth, a fifth, the same held
    1
    """
    voices, found = _checked(voices), 0
    for upper, lower in itertools.combinations(voices.T, 2):
        apart = (upper - lower) % 12
        move = (np.diff(upper) != 0) & (np.diff(lower) != 0)
        sung = (np.minimum(upper, lower)[1:] >= 0) & (np.minimum(upper, lower)[:-1] >= 0)
        same = np.isin(apart[1:], (0, 7)) & (apart[1:] == apart[:-1])
        found += int((move & sung & same).sum())
    return found


def held(voices):
    """Whether each chord after the first repeats the one before: (T, V) to bool (T − 1,).

    A voice repeats a rest by another rest, so a silence that lasts counts as well.

    >>> held([[60, -1], [60, -1], [60, 48]])
    array([ True, False])
    """
    return (np.diff(_checked(voices), axis=0) == 0).all(axis=1)


class Book:
    """What pieces have in common with other pieces, in whatever key.

    Each step from chord to chord becomes one letter, made of the gaps between the voices after it
    and the move of the soprano, or of the highest voice that sings where the soprano rests. So a
    piece is a word, and its transpositions are the same word. A rest is a rest in every key.

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
        steps = chorales._moves(_checked(voices))
        letters = (self._letters.setdefault(step, len(self._letters)) for step in steps)
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

        - classes: (12,) shares of the notes by pitch class, counted in semitones from the first
          note of the bass of each piece, or of the lowest voice that sings if the bass never does.
        - moves: (25,) shares of the moves of single voices by −12 to 12 semitones; larger moves,
          and those into or out of a rest, do not count. All 0 if there is no move.

    Raises:
        ValueError: if there is no note.

    >>> classes, moves = histograms([np.array([[72, 67, 64, 48], [71, 67, 62, 43]])])
    >>> classes[[0, 7]], moves[12]  # C and G from C; the alto stays
    (array([0.25 , 0.375]), np.float64(0.25))
    """
    pieces = [_checked(piece) for piece in pieces]
    upwards = [v.T[::-1] for v in pieces]  # (V, T), the bass first
    notes = [v[v >= 0] for v in upwards]
    if not any(n.size for n in notes):
        received = "rests only" if pieces else "no piece"
        raise ValueError(f"pieces must hold at least one note. Received {received}.")
    classes = np.concatenate([(n - n[:1]) % 12 for n in notes])
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
    of sines of f, 2f and 3f, under an envelope that rises fast and falls slowly. Overtones from
    half the rate upwards would sound as other notes, so they are left out.

    Args:
        voices: MIDI numbers, −1 for a rest. Each chord is struck anew.
        rate: samples per second.
        seconds: how long each chord lasts.

    Raises:
        ValueError: if a chord would last for no sample, or the rate is too low for a note.

    >>> synthesise([[69, -1], [81, 57]], rate=8000, seconds=0.5).shape
    (8000,)
    """
    voices = _checked(voices)
    if not (rate > 0 and round(rate * seconds) > 0):
        raise ValueError(
            "rate and seconds must give a chord one sample or more. "
            f"Received rate={rate}, seconds={seconds}."
        )
    highest = 440 * 2.0 ** ((voices.max(initial=-1) - 69) / 12)
    if highest >= rate / 2:
        raise ValueError(
            f"rate must be above {2 * highest:.0f} for MIDI number {voices.max()}, two samples for "
            f"each wave. Received {rate}."
        )
    t = np.arange(round(rate * seconds)) / rate
    envelope = np.minimum(t / 0.02, 1) * np.exp(-3 * t)
    sound = [np.zeros(0)]
    for chord in voices:
        frequency = 440 * 2.0 ** ((chord[chord >= 0, None] - 69) / 12)  # (notes, 1)
        turn = 2 * np.pi * frequency * t  # (notes, samples)
        tones = np.sin(turn)
        for k, loud in ((2, 0.3), (3, 0.1)):
            tones = tones + loud * (k * frequency < rate / 2) * np.sin(k * turn)
        sound.append(envelope * tones.sum(axis=0) / (1.4 * voices.shape[1]))
    return np.concatenate(sound)


def strongest_notes(sound, number, rate=8000):
    """The keys next to the strongest frequencies of a sound (S,): at most ``number`` MIDI numbers.

    Raises:
        ValueError: if the sound is no row of finite numbers, is shorter than two and a half waves
            of the lowest key, or ``number`` is no whole number from 0.

    >>> sorted(strongest_notes(synthesise([[72, 67, 64, 48]]), 4))
    [48, 64, 67, 72]
    """
    sound = np.asarray(sound, float)
    if sound.ndim != 1 or not np.isfinite(sound).all():
        strange = sound[~np.isfinite(sound)]
        received = strange[0] if strange.size else f"the shape {sound.shape}"
        raise ValueError(f"sound must be a row of finite numbers. Received {received}.")
    least = math.ceil(2.5 * rate / 27.5)
    if not 0 < least <= len(sound):
        raise ValueError(
            "sound must last for two and a half waves of the lowest key, 27.5 Hz, or longer. "
            f"Received {len(sound)} samples at a rate of {rate}, where that takes {least}."
        )
    if not isinstance(number, int | np.integer) or isinstance(number, bool) or number < 0:
        raise ValueError(f"number must be an integer of 0 or more. Received {number!r}.")
    points = max(2**15, 4 * round(rate), len(sound))  # the lowest keys are 1.6 Hz apart
    size = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), points))
    peaks = 1 + np.flatnonzero((size[1:-1] > size[:-2]) & (size[1:-1] > size[2:]))
    notes = np.round(69 + 12 * np.log2(peaks * rate / points / 440)).astype(int)
    keys = (notes >= chorales.LOWEST) & (notes <= chorales.HIGHEST)
    peaks, notes = peaks[keys], notes[keys]
    return set(notes[np.argsort(-size[peaks])[:number]].tolist())

"""Bach's four-part chorales, a chord for each quarter note, split so that no tune is in two parts.

They are read from the corpus that comes with the package ``music21``, once, and kept in the file
``data/cache/chorales.npz``. Delete it whenever you like: it is made again when it is next needed.
"""

import hashlib
import importlib.metadata
import importlib.util
import itertools
import os
import sys
import tempfile
import warnings
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

__all__ = ["CACHE", "LOWEST", "PITCHES", "Chorale", "Chorales", "chord_windows", "load_chorales"]

CACHE = Path(__file__).resolve().parents[2] / "data" / "cache" / "chorales.npz"
PITCHES = 88  # the keys of a piano
LOWEST = 21  # MIDI number of the first of them, the A of 27.5 Hz
HIGHEST = LOWEST + PITCHES - 1
VALIDATION = TEST = 0.15  # of the pieces
FORMAT = 1  # of the cache
MEND = "Run `pip install music21`: the chorales come with that package."


def midi_numbers(voices, lowest=LOWEST, highest=HIGHEST):
    """Voices as an array of int, after a look at every number.

    Raises:
        ValueError: if one is neither a whole number from ``lowest`` to ``highest`` nor −1.

    >>> midi_numbers(np.array([60.0, -1.0]))
    array([60, -1])
    """
    voices = np.asarray(voices)
    wrong = voices[~np.isin(voices, [-1, *range(lowest, highest + 1)])]
    if wrong.size:
        raise ValueError(
            f"voices must be whole MIDI numbers from {lowest} to {highest}, or −1 for a rest. "
            f"Received {wrong[0]}. Transpose the piece if it lies too high or too low."
        )
    return voices.astype(int)


def piano_roll(voices):
    """Checked voices (T, V) to (T, 88) of float32, 1 where a key sounds."""
    roll = np.zeros((len(voices), PITCHES), np.float32)
    step, voice = np.nonzero(voices >= 0)
    roll[step, voices[step, voice] - LOWEST] = 1.0
    return roll


@dataclass(frozen=True, eq=False)
class Chorale:
    """One piece of T quarter notes.

    Attributes:
        name: its number in the catalogue of Bach's works, as in ``"bwv66.6"``.
        voices: (T, 4) of int8, what soprano, alto, tenor and bass sing when each quarter note
            begins, as MIDI numbers from 21 to 108, 60 for the middle C; −1 for a rest.
        tune: pieces with the same number are the same piece, or set the same tune.

    Raises:
        ValueError: if the voices are not four, or one of their numbers is no key and no rest.
    """

    name: str
    voices: np.ndarray = field(repr=False)
    tune: int

    def __post_init__(self):
        voices = midi_numbers(self.voices)
        if voices.ndim != 2 or voices.shape[1] != 4:
            raise ValueError(
                "voices must have the shape (T, 4): soprano, alto, tenor and bass of each chord. "
                f"Received the shape {voices.shape}. A voice that is missing is all rests, −1."
            )
        object.__setattr__(self, "voices", voices.astype(np.int8))

    def __len__(self):
        return len(self.voices)

    @property
    def roll(self):
        """(T, 88) of float32, 1 where a key sounds; voices that meet on a key count once."""
        return piano_roll(self.voices)

    def transposed(self, semitones):
        """The same piece, all voices moved up, or down if negative.

        Raises:
            ValueError: if a voice would leave the piano, or ``semitones`` is no whole number.
        """
        if not isinstance(semitones, int | np.integer) or isinstance(semitones, bool):
            raise ValueError(
                f"semitones must be a whole number. Received {semitones!r}. 12 is an octave up."
            )
        semitones, sung = int(semitones), self.voices >= 0
        if sung.any():
            low, high = (int(end(self.voices[sung])) + semitones for end in (np.min, np.max))
            if low < LOWEST or high > HIGHEST:
                raise ValueError(
                    f"semitones must keep all voices on the keys {LOWEST} to {HIGHEST}. "
                    f"Received {semitones}, which gives {low} to {high}."
                )
        voices = np.where(sung, self.voices.astype(int) + semitones, -1)
        return Chorale(self.name, voices, self.tune)


@dataclass(frozen=True, eq=False)
class Chorales:
    """The chorales in three parts; pieces of one tune are all in the same part.

    Attributes:
        train: tuple of :class:`Chorale` to learn from.
        validation: to choose settings and to stop by.
        test: to judge by.
    """

    train: tuple[Chorale, ...] = field(repr=False)
    validation: tuple[Chorale, ...] = field(repr=False)
    test: tuple[Chorale, ...] = field(repr=False)

    @property
    def all(self):
        """The pieces of all three parts."""
        return self.train + self.validation + self.test


def load_chorales(cache=CACHE):
    """Load all four-part chorales of music21's corpus; the first time takes about 20 seconds.

    The scores are MusicXML files with exactly four parts. Every voice is read off at the start of
    each quarter note; what happens between is lost, repeats are not played twice.

    Many chorales set a tune that others set as well, and some stand in the corpus twice. Two
    pieces belong to the same tune if of the shorter melody's runs of six intervals (repeated
    notes left out) at least 40 % are in the other melody, too, or if at least a fifth of the
    runs of four chords agree, both whatever the key. So tunes, not pieces, are dealt to the three
    parts, in an order set by a checksum of their names.

    Args:
        cache: the file in which to keep what was read. It is used only if it is whole, has the
            right checksum, and was made from the music21 that is installed; otherwise it is
            replaced.

    Returns:
        Chorales: about 70 % of the pieces to learn from, 15 % to validate and 15 % to test.

    Raises:
        ModuleNotFoundError: if there is neither a cache nor music21.
        FileNotFoundError: if music21 came without its corpus.

    Source: M. S. Cuthbert and C. Ariza, 2010, music21: a toolkit for computer-aided musicology and
    symbolic music data, ISMIR, 637–642. The task and its first data set: N. Boulanger-Lewandowski,
    Y. Bengio and P. Vincent, 2012, arXiv:1206.6392.

    >>> print("The first time, it says what it reads."); data = load_chorales()
    The first time, it says what it reads...
    >>> piece = next(piece for piece in data.all if piece.name == "bwv66.6")
    >>> piece.voices[:2]
    array([[73, 64, 57, 57],
           [69, 66, 61, 54]], dtype=int8)
    >>> piece.roll.shape, piece.roll[:2].sum(axis=1)  # tenor and bass meet on the first chord
    ((36, 88), array([3., 4.], dtype=float32))
    """
    cache = Path(cache)
    files = _corpus()
    key = _key(files)
    read = _load(cache, key)
    if read is None:
        read = _read(files)
        _save(cache, key, *read)
    names, voices = read
    tunes = _tunes(voices)
    pieces = [Chorale(*piece) for piece in zip(names, voices, tunes, strict=True)]
    return _split(pieces)


def window_starts(pieces, length=None):
    """Where windows begin that cover pieces: their length, and a list of (piece, first step).

    Raises:
        ValueError: if there is no piece, one has no chord, or the length is no positive integer.
    """
    pieces = list(pieces)
    if not pieces:
        raise ValueError("pieces must hold at least one piece. Received none.")
    for piece in pieces:
        if not len(piece):
            raise ValueError(
                f"pieces must hold a chord each. Received {piece.name!r} without any. Leave it out."
            )
    length = max(map(len, pieces)) if length is None else length
    if not isinstance(length, int | np.integer) or isinstance(length, bool) or length < 1:
        raise ValueError(
            f"length must be at least 1. Received {length!r}. It counts steps, as an integer."
        )
    return int(length), [(piece, k) for piece in pieces for k in range(0, len(piece), length)]


def chord_windows(pieces, length=None):
    """Pieces as inputs and targets for "which keys sound next?", padded on the right.

    Args:
        pieces: N of :class:`Chorale`.
        length: T; that of the longest piece if left out. A longer piece becomes several windows
            of T steps, each in a row of its own; no step is in two of them.

    Returns:
        Three arrays.

        - x: (N, T, 88) of float32, the chord *before* each step; silence before the first of a
          piece, and as padding.
        - y: (N, T, 88) of float32, the chord of each step.
        - mask: (N, T) of float32, 1 for the steps that count, 0 for padding.

    Raises:
        ValueError: if there is no piece, one has no chord, or the length is no positive integer.

    >>> voices = np.array([[72, 67, 64, 48]] * 5, np.int8)
    >>> x, y, mask = chord_windows([Chorale("a", voices, 0), Chorale("b", voices[:2], 1)], 3)
    >>> mask
    array([[1., 1., 1.],
           [1., 1., 0.],
           [1., 1., 0.]], dtype=float32)
    >>> x.sum(axis=2), y.shape
    (array([[0., 4., 4.],
           [4., 4., 0.],
           [0., 4., 0.]], dtype=float32), (3, 3, 88))
    """
    length, starts = window_starts(pieces, length)
    x, y = np.zeros((2, len(starts), length, PITCHES), np.float32)
    mask = np.zeros((len(starts), length), np.float32)
    for row, (piece, start) in enumerate(starts):
        now = piece.roll[start : start + length]
        before = np.pad(piece.roll, ((1, 0), (0, 0)))[start : start + len(now)]
        x[row, : len(now)], y[row, : len(now)], mask[row, : len(now)] = before, now, 1
    return x, y, mask


# Reading.


def _corpus():
    """The files of Bach's works, or None if music21 is not installed; it is not imported."""
    spec = importlib.util.find_spec("music21")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations)), "corpus", "bach")
    return sorted(p for p in folder.glob("bwv*") if p.suffix in (".mxl", ".xml"))


def _key(files):
    """What a cache must have been made from: music21 and the files, or None if unknown."""
    if not files:
        return None
    try:
        reader = importlib.metadata.version("music21")
    except importlib.metadata.PackageNotFoundError:
        reader = None
    listing = [FORMAT, reader, *((path.name, path.stat().st_size) for path in files)]
    return hashlib.sha256(repr(listing).encode()).hexdigest()


def _read(files):
    """Names and voices of the scores with four parts."""
    if files is None:
        raise ModuleNotFoundError(f"music21 is not installed. {MEND}")
    if not files:
        raise FileNotFoundError(
            "music21 is installed without its corpus, which some packagers leave out. "
            "Run `pip install --force-reinstall music21`."
        )
    names, voices = [], []
    tell = _line()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from music21 import converter

        for done, path in enumerate(files):
            bar = "█" * (20 * done // len(files))
            tell(f"Reading Bach: {bar:░<20} {done + 1} of {len(files)} scores")
            score = converter.parse(path, forceSource=True, storePickle=False)
            if len(score.parts) == 4:
                names.append(path.name[: -len(path.suffix)])
                voices.append(_voices(score.parts))
    if not names:
        raise FileNotFoundError(
            f"music21's corpus must hold scores by Bach with four parts. Received {len(files)} "
            "scores, none of them with four. Run `pip install --force-reinstall music21`."
        )
    told = f"Read {len(names)} four-part chorales from {len(files)} scores by Bach in music21."
    tell(told, last=True)
    return names, voices


def _line():
    """A function that writes a line over the one before; where that cannot be, only the last."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    handle = None
    if hasattr(shell, "kernel"):
        from IPython.display import display

        handle = display({"text/plain": ""}, raw=True, display_id=True)

    def tell(text, last=False):
        if handle is not None:
            handle.update({"text/plain": text}, raw=True)
        elif sys.stdout.isatty():
            print(f"\r{text:75}", end="\n" if last else "", flush=True)
        elif last:
            print(text)

    return tell


def _voices(parts):
    """(T, 4): what each part sings when a quarter note begins."""
    notes = [[_span(note) for note in part.flatten().notes] for part in parts]
    end = max((stop for part in notes for _, stop, _ in part), default=0)
    voices = np.full((_ceil(end), 4), -1, np.int8)
    for voice, part in enumerate(notes):
        for start, stop, pitch in part:
            voices[_ceil(start) : _ceil(stop), voice] = pitch
    return voices


def _span(note):
    start = float(note.offset)
    return start, start + float(note.quarterLength), max(pitch.midi for pitch in note.pitches)


def _ceil(beat):
    return int(np.ceil(beat - 1e-6))  # triplets are not exact


# The cache.


def _checksum(key, names, lengths, voices):
    return hashlib.sha256(f"{key}{list(names)}{list(lengths)}".encode() + voices.tobytes())


def _save(path, key, names, voices):
    """Write all or nothing; where nothing can be written, go on without a cache."""
    lengths = [len(piece) for piece in voices]
    rows = np.concatenate(voices)
    digest = _checksum(key, names, lengths, rows).hexdigest()
    arrays = {"names": names, "lengths": lengths, "voices": rows, "key": key, "sha256": digest}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".unfinished")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, **arrays)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, path)
    except OSError:
        pass
    finally:  # it is there no more if it has become the cache
        Path(unfinished).unlink(missing_ok=True)


def _load(path, key):
    """Names and voices from the cache, or None if it is missing, damaged or of other files."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as cache:
            names, lengths = cache["names"].tolist(), cache["lengths"].tolist()
            voices, made_from = cache["voices"], str(cache["key"])
            digest = str(cache["sha256"])
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error):
        return None
    if digest != _checksum(made_from, names, lengths, voices).hexdigest():
        return None
    if key not in (None, made_from):
        return None
    return names, np.split(voices, np.cumsum(lengths)[:-1])


# The parts.


def _tunes(voices):
    """The number of the tune of each piece: 0, 1, … in the order in which they first come."""
    melodies = [_runs(_intervals(piece[:, 0]), 6) for piece in voices]
    chords = [_runs(_moves(piece), 4) for piece in voices]
    first = list(range(len(voices)))  # the first piece known to be of the same tune
    for a, b in itertools.combinations(range(len(voices)), 2):
        if _shared(melodies[a], melodies[b]) >= 0.4 or _shared(chords[a], chords[b]) >= 0.2:
            old, new = sorted((first[a], first[b]), reverse=True)
            first = [new if tune == old else tune for tune in first]
    numbers = {tune: number for number, tune in enumerate(dict.fromkeys(first))}
    return [numbers[tune] for tune in first]


def _intervals(melody):
    """The steps of a melody in semitones, without rests and repeated notes."""
    melody = melody[melody >= 0].astype(int)
    steps = np.diff(melody)
    return steps[steps != 0].tolist()


def _moves(voices):
    """Each chord after the first as seen from its top voice, and the step of the top voice into it.

    The top voice is the first of those that sing; a voice that rests is None. With the step stands
    which voice the step comes from, None after a silence. There it is measured from the last note
    before the silence, and is None if there was none.
    """
    seen, before, last = [], None, None
    for chord in voices.tolist():
        now = next((voice for voice, note in enumerate(chord) if note >= 0), None)
        top = last if now is None else chord[now]
        step = None if last is None else top - last
        seen.append((*(None if note < 0 else note - top for note in chord), before, step))
        before, last = now, top
    return seen[1:]


def _runs(values, length):
    return {tuple(values[k : k + length]) for k in range(len(values) - length + 1)}


def _shared(a, b):
    """Which share of the smaller set is in the other one."""
    smaller, larger = sorted((a, b), key=len)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


def _split(pieces):
    """Deal the tunes to test, validation and training part, in the order of a checksum."""
    sizes = Counter(piece.tune for piece in pieces)
    first = {}
    for piece in pieces:
        first.setdefault(piece.tune, piece.name)
    order = sorted(sizes, key=lambda tune: (zlib.crc32(first[tune].encode()), first[tune]))
    parts, taken = {"train": [], "validation": [], "test": []}, 0
    part_of = {}
    for tune in order:
        share = taken / len(pieces)
        left = "validation" if share < TEST + VALIDATION else "train"
        part_of[tune] = "test" if share < TEST else left
        taken += sizes[tune]
    for piece in pieces:
        parts[part_of[piece.tune]].append(piece)
    return Chorales(**{name: tuple(part) for name, part in parts.items()})

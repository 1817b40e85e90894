"""Bach's chorales: what the loader promises, the cache it does not trust, the windows."""

import io
import os
import subprocess
import sys
import zipfile
from itertools import combinations
from pathlib import Path

from rnn_utils.datasets import Chorale, chorales, chord_windows, load_chorales
from rnn_utils.music import token_windows

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def data():
    return load_chorales()


@pytest.fixture
def small(monkeypatch):
    """A corpus of three files; returns the list of those that were read."""
    files = [p for p in chorales._corpus() if p.name in ("bwv66.6.mxl", "bwv1.6.mxl", "bwv269.mxl")]
    read = []
    whole = chorales._read

    def spy(files):
        read.append(len(files))
        return whole(files)

    monkeypatch.setattr(chorales, "_corpus", lambda: files)
    monkeypatch.setattr(chorales, "_read", spy)
    return read


def names(pieces):
    return [piece.name for piece in pieces]


def test_sizes(data):
    assert len(data.all) >= 360
    assert sum(map(len, data.all)) > 19_000
    for part, share in ((data.train, 0.7), (data.validation, 0.15), (data.test, 0.15)):
        assert abs(len(part) / len(data.all) - share) < 0.03
    assert len(set(names(data.all))) == len(data.all)


def test_voices_and_rolls(data):
    for piece in data.all:
        assert piece.voices.shape == (len(piece), 4)
        assert piece.voices.dtype == np.int8
        sung = piece.voices[piece.voices >= 0]
        assert sung.min() >= 36
        assert sung.max() <= 81
        assert len(piece) >= 20
        for chord, keys in zip(piece.voices, piece.roll, strict=True):
            assert set(np.flatnonzero(keys) + chorales.LOWEST) == set(chord[chord >= 0].tolist())
    means = np.mean([p.voices.mean(axis=0) for p in data.all], axis=0)
    assert (np.diff(means) < -3).all()  # soprano, alto, tenor, bass


def test_no_tune_is_in_two_parts(data):
    parts = [{piece.tune for piece in part} for part in (data.train, data.validation, data.test)]
    assert all(not a & b for a, b in combinations(parts, 2))
    assert (len(data.all), len(set.union(*parts))) == (365, 208)


def test_no_piece_comes_back_in_another_part_whatever_its_key(data):
    """A second opinion: chords as intervals above their bass, compared piece by piece."""

    def fingerprint(piece):
        rows = piece.voices[(piece.voices >= 0).all(axis=1)].astype(int)
        chords = list(map(tuple, (rows[:, :3] - rows[:, 3:]).tolist()))
        return {tuple(chords[k : k + 6]) for k in range(len(chords) - 5)}

    prints = {p.name: fingerprint(p) for p in data.all}
    seen = set().union(*(prints[p.name] for p in data.train))
    for piece in data.validation + data.test:
        known = len(prints[piece.name] & seen) / len(prints[piece.name])
        assert known < 0.35, piece.name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bwv62.6", "bwv274"),  # the same, transposed
        ("bwv197.7-a", "bwv398"),
        ("bwv227.1", "bwv227.11"),
        ("bwv244.15", "bwv244.54"),  # the Passion chorale, in other harmonies
        ("bwv244.15", "bwv271"),
    ],
)
def test_known_relatives_have_one_tune(data, one, other):
    tunes = {piece.name: piece.tune for piece in data.all}
    assert tunes[one] == tunes[other]


def test_tunes_whatever_the_key():
    rng = np.random.default_rng(0)
    a, b = rng.integers(48, 72, (2, 40, 4)).astype(np.int8)
    assert chorales._tunes([a, b, a + 3, a[:30] - 2, b[5:]]) == [0, 1, 0, 0, 1]


def test_relatives_of_relatives_are_relatives():
    rng = np.random.default_rng(1)
    a, b = rng.integers(48, 72, (2, 40, 4)).astype(np.int8)
    assert chorales._tunes([a, b, np.concatenate([a, b])]) == [0, 0, 0]


def test_what_is_shared_is_a_share_of_the_smaller_set():
    few, many = {1, 2, 3, 4}, {4, 3, *range(10, 40)}
    assert chorales._shared(few, many) == chorales._shared(many, few) == 0.5
    assert chorales._shared(few, few | many) == 1
    assert chorales._shared(few, set()) == chorales._shared(set(), set()) == 0


def test_a_short_piece_out_of_a_long_one_has_its_tune():
    rng = np.random.default_rng(2)
    long, other = rng.integers(48, 72, (2, 80, 4)).astype(np.int8)
    assert chorales._tunes([long, long[30:45] + 2, other]) == [0, 0, 1]
    assert chorales._tunes([long[30:45], other, long - 1]) == [0, 1, 0]


def test_chords_alone_make_a_tune_of_their_own():
    """Melodies with different intervals, but a fifth of the chords agree, or less."""
    rng = np.random.default_rng(3)
    a, b = rng.integers(48, 72, (2, 43, 4)).astype(np.int8)  # 39 runs of four chords
    b[:12] = a[:12] + 1  # 8 of them, and 6 of 37 runs of intervals
    assert chorales._tunes([a, b]) == [0, 0]
    b[11] += 1  # 7 of them
    assert chorales._tunes([a, b]) == [0, 1]


def test_melodies_alone_make_a_tune_of_their_own():
    """Two fifths of the runs of six intervals agree, or less, in other harmonies."""
    rng = np.random.default_rng(4)
    a, b = rng.integers(48, 72, (2, 16, 4)).astype(np.int8)
    a[:, 0] = 50 + np.cumsum(rng.integers(1, 3, 16))  # 15 intervals, 10 runs of six
    b[:, 0] = 70 - np.cumsum(rng.integers(1, 3, 16))
    b[:10, 0] = a[:10, 0] + 3  # 9 intervals, 4 runs
    assert chorales._tunes([a, b]) == [0, 0]
    b[9, 0] += 5  # 3 runs
    assert chorales._tunes([a, b]) == [0, 1]


def test_moves_are_those_of_the_top_voice_and_what_is_below_it():
    flat = np.array([[72, 67, 48], [74, 65, 50], [71, 71, 52]], np.int8)
    assert chorales._moves(flat) == chorales._moves(flat + 5)
    assert chorales._moves(flat) != chorales._moves(flat + np.array([[0], [0], [1]], np.int8))
    assert chorales._moves(flat) != chorales._moves(flat + np.array([0, 1, 0], np.int8))
    assert len(chorales._moves(flat)) == 2
    assert chorales._moves(flat[:1]) == chorales._moves(flat[:0]) == []


def test_a_rest_is_no_pitch_in_a_tune():
    rng = np.random.default_rng(4)
    a, b = rng.integers(48, 72, (2, 40, 4)).astype(np.int8)
    for piece in (a, b):
        piece[rng.random(piece.shape) < 0.2] = -1
    up = np.where(a < 0, -1, a + 4).astype(np.int8)
    assert chorales._moves(a) == chorales._moves(up)
    assert chorales._intervals(a[:, 0]) == chorales._intervals(up[:, 0])
    assert chorales._tunes([a, b, up]) == [0, 1, 0]
    assert chorales._intervals(np.array([-1, 60, -1, 62, 62, -1, -1, 60], np.int8)) == [2, -2]
    assert chorales._intervals(np.full(3, -1, np.int8)) == []


def test_rests_alone_are_no_relatives():
    """Chords that differ, with a voice that rests throughout, and pieces of rests only."""
    rng = np.random.default_rng(5)
    a, b = rng.integers(48, 72, (2, 30, 4)).astype(np.int8)
    a[:, 0] = b[:, 0] = -1
    assert chorales._tunes([a, b, np.where(a < 0, -1, a - 3)]) == [0, 1, 0]


def test_splitting_is_the_same_every_time(data):
    again = load_chorales()
    for part in ("train", "validation", "test"):
        assert names(getattr(again, part)) == names(getattr(data, part))


def test_the_cache_is_used(small, tmp_path):
    cache = tmp_path / "new" / "folder" / "c.npz"
    first = load_chorales(cache)
    assert set(names(first.all)) == {"bwv66.6", "bwv269"}  # bwv1.6 has more than four parts
    second = load_chorales(cache)
    assert small == [3]
    for a, b in zip(first.all, second.all, strict=True):
        assert a.name == b.name
        assert (a.voices == b.voices).all()
    assert [p.name for p in cache.parent.iterdir()] == ["c.npz"]


def cut(path):
    path.write_bytes(path.read_bytes()[:-300])


def empty(path):
    path.write_bytes(b"")


def garbage(path):
    path.write_bytes(b"no archive at all" * 50)


def one_note(path):
    """A whole archive with one note changed."""
    with np.load(path) as cache:
        arrays = dict(cache)
    arrays["voices"][3, 1] += 1
    np.savez_compressed(path, **arrays)


def one_bit(path):
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("voices.npy")
    content[info.header_offset + 120] ^= 1
    path.write_bytes(content)


def without_checksum(path):
    with np.load(path) as cache:
        arrays = {name: cache[name] for name in cache if name != "sha256"}
    np.savez_compressed(path, **arrays)


def one_array(path):
    """A file that numpy can read, but not an archive."""
    with path.open("wb") as file:
        np.save(file, np.arange(3))


@pytest.mark.parametrize(
    "damage", [cut, empty, garbage, one_note, one_bit, without_checksum, one_array]
)
def test_a_damaged_cache_is_made_again(small, tmp_path, damage):
    cache = tmp_path / "c.npz"
    first = load_chorales(cache)
    whole = cache.read_bytes()
    damage(cache)
    assert cache.read_bytes() != whole
    second = load_chorales(cache)
    assert small == [3, 3]
    assert all((a.voices == b.voices).all() for a, b in zip(first.all, second.all, strict=True))
    load_chorales(cache)
    assert small == [3, 3]


def test_a_cache_of_another_corpus_is_made_again(small, tmp_path, monkeypatch):
    cache = tmp_path / "c.npz"
    load_chorales(cache)
    fewer = [path for path in chorales._corpus() if path.name != "bwv1.6.mxl"]
    monkeypatch.setattr(chorales, "_corpus", lambda: fewer)
    load_chorales(cache)
    assert small == [3, 2]


def test_a_cache_that_cannot_be_written_is_done_without(small, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert len(load_chorales(tmp_path / "file" / "c.npz").all) == 2


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
@pytest.mark.parametrize("step", ["np.savez_compressed", "os.chmod", "os.replace"])
def test_a_write_that_fails_half_way_leaves_nothing(small, tmp_path, monkeypatch, error, step):
    cache = tmp_path / "c.npz"
    cache.write_text("from before")

    def fail(file, *arguments, **more):
        if hasattr(file, "write"):
            file.write(b"half of it")
            file.flush()
        assert len(list(tmp_path.iterdir())) == 2
        raise error("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(f"rnn_utils.datasets.chorales.{step}", fail)
        if error is OSError:
            assert len(load_chorales(cache).all) == 2
        else:
            with pytest.raises(error):
                load_chorales(cache)
    assert list(tmp_path.iterdir()) == [cache]
    assert cache.read_text() == "from before"
    assert len(load_chorales(cache).all) == 2
    assert small == [3, 3]


def test_scores_without_four_parts(monkeypatch, tmp_path):
    files = [path for path in chorales._corpus() if path.name == "bwv1.6.mxl"]
    monkeypatch.setattr(chorales, "_corpus", lambda: files)
    with pytest.raises(FileNotFoundError, match=r"four parts\. Received 1 scores, none"):
        load_chorales(tmp_path / "c.npz")
    assert not list(tmp_path.iterdir())


def part(*notes):
    """A part of music21, from pairs of a MIDI number, of several, or None, and a length."""
    from music21 import chord, note, stream

    part = stream.Part()
    for pitch, length in notes:
        kinds = {int: note.Note, tuple: chord.Chord}
        new = kinds[type(pitch)](pitch) if pitch else note.Rest()
        new.quarterLength = length
        part.append(new)
    return part


def test_voices_are_read_when_a_quarter_note_begins():
    triplet = [(72, 1 / 3)] * 3
    parts = [
        part(*triplet, (74, 1)),
        part((67, 0.5), (69, 1.5)),
        part((None, 1), (64, 1)),
        part(((48, 55), 2)),
    ]
    assert chorales._voices(parts).tolist() == [[72, 67, -1, 55], [74, 69, 64, 55]]


def test_parts_of_rests_are_read_as_rests():
    silent = part((None, 2))
    voices = chorales._voices([silent, silent, part((60, 2)), silent])
    assert voices.tolist() == [[-1, -1, 60, -1]] * 2
    assert chorales._voices([silent] * 4).shape == (0, 4)


def test_without_music21(monkeypatch, tmp_path):
    monkeypatch.setattr(chorales.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="pip install music21"):
        load_chorales(tmp_path / "c.npz")


def test_a_whole_cache_will_do_without_music21(small, monkeypatch, tmp_path):
    load_chorales(tmp_path / "c.npz")
    monkeypatch.setattr(chorales, "_corpus", lambda: None)
    assert len(load_chorales(tmp_path / "c.npz").all) == 2
    assert small == [3]


def test_without_the_corpus(monkeypatch, tmp_path):
    monkeypatch.setattr(chorales, "_corpus", lambda: [])
    with pytest.raises(FileNotFoundError, match=r"without its corpus.*pip install"):
        load_chorales(tmp_path / "c.npz")


def test_a_cache_needs_no_music21_to_be_loaded_and_nothing_on_stderr(data):
    code = "import sys; from rnn_utils.datasets import load_chorales; load_chorales()"
    code += "; sys.exit('music21' in sys.modules or 'keras' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_reading_says_one_line(small, tmp_path, capsys):
    load_chorales(tmp_path / "c.npz")
    told = capsys.readouterr()
    assert told.out == "Read 2 four-part chorales from 3 scores by Bach in music21.\n"
    assert told.err == ""


def test_reading_shows_a_bar_on_a_terminal(small, tmp_path, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    load_chorales(tmp_path / "c.npz")
    steps = terminal.getvalue().split("\r")
    assert "░" in steps[1]
    assert "1 of 3 scores" in steps[1]
    assert "█" in steps[3]
    assert terminal.getvalue().endswith("\n")
    assert terminal.getvalue().count("\n") == 1


def test_the_cache_may_be_read_by_others(small, tmp_path):
    load_chorales(tmp_path / "c.npz")
    if os.name == "posix":
        assert (tmp_path / "c.npz").stat().st_mode & 0o777 == 0o644


def test_transposing():
    piece = Chorale("x", np.array([[60, 55, 52, 48], [62, -1, 53, 50]], np.int8), 7)
    up = piece.transposed(3)
    assert up.voices.tolist() == [[63, 58, 55, 51], [65, -1, 56, 53]]
    assert up.voices.dtype == np.int8
    assert (up.roll == np.roll(piece.roll, 3, axis=1)).all()
    assert (up.transposed(-3).voices == piece.voices).all()
    assert up.tune == 7


@pytest.mark.parametrize("semitones", [-28, 47])
def test_transposing_off_the_piano(semitones):
    piece = Chorale("x", np.array([[60, 55, 52, 48]], np.int8), 0)
    with pytest.raises(ValueError, match=r"keep all voices on the keys 21 to 108\. Received"):
        piece.transposed(semitones * 2)


@pytest.mark.parametrize("semitones", [0.5, 2.0, "3", None, True])
def test_transposing_by_whole_semitones_only(semitones):
    piece = Chorale("x", np.array([[60, 55, 52, 48]]), 0)
    with pytest.raises(ValueError, match=r"semitones must be a whole number\. Received"):
        piece.transposed(semitones)


@pytest.mark.parametrize("semitones", [256, -256, 10**9, np.int8(100), 10**30])
def test_transposing_does_not_wrap(semitones):
    piece = Chorale("x", np.array([[60, 55, -1, 48]]), 0)
    gives = f"Received {semitones}, which gives {48 + int(semitones)} to {60 + int(semitones)}"
    with pytest.raises(ValueError, match=gives):
        piece.transposed(semitones)
    assert piece.transposed(np.int8(-12)).voices.tolist() == [[48, 43, -1, 36]]


def test_transposing_to_the_ends_of_the_piano():
    piece = Chorale("x", np.array([[60, 55, -1, 48]]), 0)
    assert piece.transposed(48).voices.tolist() == [[108, 103, -1, 96]]
    assert piece.transposed(-27).voices.tolist() == [[33, 28, -1, 21]]
    for semitones in (49, -28):
        with pytest.raises(ValueError, match="keep all voices"):
            piece.transposed(semitones)


@pytest.mark.parametrize("length", [0, 2])
def test_transposing_rests(length):
    piece = Chorale("x", np.full((length, 4), -1), 3)
    assert (piece.transposed(500).voices == piece.voices).all()
    assert piece.roll.shape == (length, 88)
    assert not piece.roll.any()


def test_voices_are_four():
    for voices in ([[60, 60, 60]], [[60] * 5], [60] * 4, []):
        with pytest.raises(ValueError, match=r"shape \(T, 4\).* Received the shape"):
            Chorale("x", np.array(voices), 0)


def test_a_piece_keeps_its_numbers():
    voices = np.array([[60, 55, -1, 48]], np.int8)
    piece = Chorale("x", voices, 0)
    voices += 100
    assert piece.voices.tolist() == [[60, 55, -1, 48]]


def pieces(*lengths):
    rng = np.random.default_rng(2)
    return [
        Chorale(str(k), rng.integers(40, 80, (n, 4)).astype(np.int8), k)
        for k, n in enumerate(lengths)
    ]


def test_windows_are_padded_on_the_right():
    x, y, mask = chord_windows(pieces(5, 3))
    assert x.shape == y.shape == (2, 5, 88)
    assert x.dtype == y.dtype == mask.dtype == np.float32
    assert mask.tolist() == [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]
    assert not x[1, 3:].any()
    assert not y[1, 3:].any()


def test_inputs_are_the_targets_one_step_late_across_windows_too():
    (piece,) = pieces(11)
    x, y, mask = chord_windows([piece], 4)
    assert x.shape == (3, 4, 88)
    assert mask.sum() == 11
    x, y = x[mask > 0], y[mask > 0]
    assert (y == piece.roll).all()
    assert not x[0].any()
    assert (x[1:] == piece.roll[:-1]).all()


def test_windows_of_all_chorales_hold_every_step_once(data):
    for length in (None, 64):
        _, y, mask = chord_windows(data.validation, length)
        assert mask.sum() == sum(map(len, data.validation))
        assert y.sum() == sum(piece.roll.sum() for piece in data.validation)


@pytest.mark.parametrize(
    ("length", "starts"),
    [
        (None, [(0, 0), (1, 0)]),
        (1, [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1)]),
        (np.int8(3), [(0, 0), (0, 3), (1, 0)]),
        (4, [(0, 0), (1, 0)]),
        (9, [(0, 0), (1, 0)]),
    ],
)
def test_where_windows_begin(length, starts):
    two = pieces(4, 2)
    got_length, got = chorales.window_starts(iter(two), length)
    assert got_length == (4 if length is None else length)
    assert [(two.index(piece), k) for piece, k in got] == starts


def test_windows_of_one_step():
    (piece,) = pieces(5)
    x, y, mask = chord_windows([piece], 1)
    assert x.shape == (5, 1, 88)
    assert mask.all()
    assert (y[:, 0] == piece.roll).all()
    assert (x[1:, 0] == piece.roll[:-1]).all()
    assert not x[0].any()


def test_windows_of_rests_count():
    x, y, mask = chord_windows([Chorale("x", np.full((3, 4), -1), 0)], 2)
    assert not x.any()
    assert not y.any()
    assert mask.tolist() == [[1, 1], [1, 0]]


@pytest.mark.parametrize("windows", [chord_windows, token_windows])
def test_bad_windows(windows):
    with pytest.raises(ValueError, match="at least one piece"):
        windows([])
    for length in (0, -1, 2.5, 2.0, "3", True, np.int64(0), np.nan):
        with pytest.raises(ValueError, match=r"length must be at least 1\. Received .*integer"):
            windows(pieces(3), length)
    with pytest.raises(ValueError, match=r"length must be at least 1\. Received 0"):
        windows(pieces(3), 0)
    for lengths in ((0,), (3, 0)):
        with pytest.raises(ValueError, match=r"hold a chord each\. Received '.' without"):
            windows(pieces(*lengths))

"""Bach's chorales: what the loader promises, the cache it does not trust, the windows."""

import io
import os
import subprocess
import sys
import zipfile
from itertools import combinations
from pathlib import Path

from rnn_utils.datasets import Chorale, chorales, chord_windows, load_chorales

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
    assert 150 < len(set.union(*parts)) < 260


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


def test_bad_windows():
    with pytest.raises(ValueError, match="at least one piece"):
        chord_windows([])
    with pytest.raises(ValueError, match=r"length must be at least 1\. Received 0"):
        chord_windows(pieces(3), 0)

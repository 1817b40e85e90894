"""Chorales as tokens and sound, and what is counted in them, against slow twins."""

import itertools

from rnn_utils import music
from rnn_utils.datasets import Chorale

import numpy as np
import pytest


def random_voices(length, seed=0, rests=False):
    rng = np.random.default_rng(seed)
    voices = rng.integers((60, 54, 48, 40), (80, 74, 67, 60), (length, 4))
    if rests:
        voices[rng.random(voices.shape) < 0.1] = -1
    return voices


def test_tokens_come_back():
    voices = random_voices(50, rests=True)
    assert (music.to_voices(music.to_ids(voices)) == voices).all()
    assert music.to_ids([[30, 86, -1, 60]]).tolist() == [[1, 57, 0, 31]]


@pytest.mark.parametrize("pitch", [29, 87, -2])
def test_no_token_for_other_pitches(pitch):
    with pytest.raises(ValueError, match="Transpose the piece"):
        music.to_ids([[60, 60, 60, pitch]])


@pytest.mark.parametrize("token", [-1, 58])
def test_no_pitch_for_other_tokens(token):
    with pytest.raises(ValueError, match="ids must lie"):
        music.to_voices([token])


def test_windows_hold_each_chord_once_with_the_one_before():
    pieces = [Chorale(str(n), random_voices(n, n).astype(np.int8), n) for n in (7, 4, 3)]
    x, y, mask = music.token_windows(pieces, 3)
    assert x.shape == (3 + 2 + 1, 3, 8)
    assert (x[..., 4:] == y).all()
    assert mask.sum() == 14
    assert (y[mask > 0] == np.concatenate([music.to_ids(p.voices) for p in pieces])).all()
    starts = [0, 3, 5]
    assert (x[starts, 0, :4] == music.BEGIN).all()
    assert (x[1, 0, :4] == y[0, 2]).all()  # the chord before is that of the window before
    assert not x[mask == 0].any()
    assert music.token_windows(pieces)[0].shape == (3, 7, 8)


def test_windows_refuse_nothing():
    with pytest.raises(ValueError, match="at least one piece"):
        music.token_windows([])
    with pytest.raises(ValueError, match="length must be at least 1"):
        music.token_windows([Chorale("a", random_voices(3).astype(np.int8), 0)], 0)


def test_clashes_against_a_slow_twin():
    voices = random_voices(300, rests=True)

    def slow(chord):
        notes = [int(n) for n in chord if n >= 0]
        return any((a - b) % 12 in (1, 11) for a in notes for b in notes)

    assert music.clashes(music.to_roll(voices)).tolist() == [slow(chord) for chord in voices]


def test_parallels_against_a_slow_twin():
    voices = random_voices(400, rests=True)
    count = 0
    for now, then in itertools.pairwise(voices):
        for a in range(4):
            for b in range(a + 1, 4):
                four = now[a], now[b], then[a], then[b]
                gaps = {(now[a] - now[b]) % 12, (then[a] - then[b]) % 12}
                moved = now[a] != then[a] and now[b] != then[b]
                count += min(four) >= 0 and moved and gaps in ({0}, {7})
    assert count > 10
    assert music.parallels(voices) == count


def test_parallels_by_hand():
    assert music.parallels([[72, 60], [74, 62], [76, 64]]) == 2  # octaves
    assert music.parallels([[72, 60], [72, 60]]) == 0  # held
    assert music.parallels([[72, 65], [74, 67]]) == 1  # fifths
    assert music.parallels([[72, 67], [74, 69]]) == 0  # fourths
    assert music.parallels([[67, 60], [72, 60]]) == 0  # a fifth, then an octave
    assert music.parallels([[67, 60], [-1, -1], [69, 62]]) == 0


def test_held_chords():
    assert music.held([[60, 50], [60, 50], [60, 52]]).tolist() == [True, False]


def test_the_book_knows_its_pieces_in_any_key():
    pieces = [random_voices(30, seed) for seed in range(3)]
    book = music.Book(pieces)
    for piece in pieces:
        assert book.copied(piece) == 29
        assert book.copied(piece + 5) == 29
        assert book.copied(piece[7:12]) == 4
    assert book.copied(random_voices(30, 9)) <= 1


def test_the_book_does_not_join_two_pieces():
    one, two = random_voices(10, 1), random_voices(10, 2)
    joined = np.concatenate([one[-4:], two[:4]])
    assert music.Book([one, two]).copied(joined) < len(joined) - 1


def test_a_copy_in_the_middle_is_found():
    piece, other = random_voices(30, 1), random_voices(30, 2)
    other[10:18] = piece[3:11] - 2
    assert music.Book([piece]).copied(other) == 7


def test_histograms_sum_to_one_and_forget_the_key():
    pieces = [random_voices(50, seed, rests=seed > 0) for seed in range(3)]
    pieces = [np.vstack([[72, 67, 64, 48], v]) for v in pieces]
    classes, moves = music.histograms(pieces)
    assert classes.shape == (12,)
    assert moves.shape == (25,)
    assert classes.sum() == pytest.approx(1)
    assert moves.sum() == pytest.approx(1)
    higher = music.histograms([np.where(v < 0, -1, v + 3) for v in pieces])
    np.testing.assert_allclose(higher[0], classes)
    np.testing.assert_allclose(higher[1], moves)


def test_moves_over_rests_do_not_count():
    moves = music.histograms([np.array([[60, 60, 60, 60], [62, -1, 80, 60]])])[1]
    assert np.flatnonzero(moves).tolist() == [12, 14]  # the bass stays, the soprano rises by 2


@pytest.mark.parametrize("rate", [8000, 16000])
def test_the_sound_has_the_notes(rate):
    for chord in random_voices(20, 3):
        notes = set(chord.tolist())
        sound = music.synthesise(chord[None], rate=rate)
        assert len(sound) == rate // 2
        assert abs(sound).max() <= 1
        assert music.strongest_notes(sound, len(notes), rate) == notes


def test_rests_are_silent():
    sound = music.synthesise([[-1, -1], [69, -1]], seconds=0.25).reshape(2, 2000)
    assert not sound[0].any()
    assert sound[1].any()

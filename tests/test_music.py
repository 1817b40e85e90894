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


OF_VOICES = {
    "to_ids": music.to_ids,
    "to_roll": music.to_roll,
    "parallels": music.parallels,
    "held": music.held,
    "Book": lambda voices: music.Book([voices]).copied(voices),
    "copied": music.Book([random_voices(9, rests=True)]).copied,
    "histograms": lambda voices: np.concatenate(music.histograms([voices])),
    "synthesise": music.synthesise,
    "Chorale": lambda voices: Chorale("a", voices, 0).voices,
}
NO_NOTES = {
    "below the piano": [[60, 60, 60, 20]],
    "above the piano": [[109, 60, 60, 60]],
    "below a rest": [[60, 60, 60, -2]],
    "between two keys": [[60.7, 60, 60, 60]],
    "a key once it has wrapped": np.array([[316, 64, 60, 60]]),
    "a key in 32 bits": np.array([[2**32 + 60, 64, 60, 60]]),
    "a rest without a sign": np.array([[60, 60, 60, -1]]).astype(np.uint8),
    "not a number": [[np.nan, 60, 60, 60]],
    "nothing": [[None, 60, 60, 60]],
}


@pytest.mark.parametrize("function", OF_VOICES.values(), ids=OF_VOICES)
@pytest.mark.parametrize("voices", NO_NOTES.values(), ids=NO_NOTES)
def test_what_is_no_note_is_refused(function, voices):
    with pytest.raises(ValueError, match=r"voices must be whole MIDI numbers .* Received \S+\."):
        function(voices)


@pytest.mark.parametrize("function", OF_VOICES.values(), ids=OF_VOICES)
def test_the_type_of_the_numbers_does_not_matter(function):
    voices = random_voices(9)
    for kind in (np.int8, np.uint8, np.int16, np.uint64, np.float32):
        np.testing.assert_array_equal(function(voices.astype(kind)), function(voices))
    voices = random_voices(9, rests=True)
    assert (voices < 0).any()
    for kind in (np.int8, np.int32, np.float64):
        np.testing.assert_array_equal(function(voices.astype(kind)), function(voices))
    np.testing.assert_array_equal(function(voices.tolist()), function(voices))


@pytest.mark.parametrize("function", [f for n, f in OF_VOICES.items() if n != "to_ids"])
@pytest.mark.parametrize("voices", [[], [60, 60, 60, 60], np.zeros((3, 0)), 60])
def test_voices_have_two_dimensions(function, voices):
    with pytest.raises(ValueError, match=r"voices must have the shape \(T, .* Received the shape"):
        function(voices)


def test_a_piece_without_a_chord_and_one_of_rests():
    none, silent = np.zeros((0, 4), int), np.full((3, 4), -1)
    assert music.to_ids(none).shape == (0, 4)
    assert music.to_roll(none).shape == (0, 88)
    assert music.clashes(music.to_roll(none)).shape == (0,)
    assert music.held(none).shape == (0,)
    assert music.synthesise(none).shape == (0,)
    assert music.parallels(none) == music.parallels(silent) == 0
    assert music.Book([none]).copied(none) == 0
    assert music.Book([]).copied(random_voices(5)) == 0
    assert not music.to_roll(silent).any()
    assert not music.clashes(music.to_roll(silent)).any()
    assert music.held(silent).all()
    assert not music.synthesise(silent).any()
    _, y, mask = music.token_windows([Chorale("a", silent, 0)])
    assert not y.any()
    assert mask.tolist() == [[1, 1, 1]]


def test_every_key_sounds_as_itself():
    for key in range(21, 109):
        assert np.flatnonzero(music.to_roll([[key]])[0]).tolist() == [key - 21]


def test_tokens_come_back():
    voices = random_voices(50, rests=True)
    assert (music.to_voices(music.to_ids(voices)) == voices).all()
    assert music.to_ids([[30, 86, -1, 60]]).tolist() == [[1, 57, 0, 31]]


@pytest.mark.parametrize("pitch", [29, 87, -2])
def test_no_token_for_other_pitches(pitch):
    with pytest.raises(ValueError, match="Transpose the piece"):
        music.to_ids([[60, 60, 60, pitch]])


@pytest.mark.parametrize("token", [-1, 58, 0.5, np.nan, np.uint8(255), 2**32 + 3])
def test_no_pitch_for_other_tokens(token):
    with pytest.raises(ValueError, match=r"ids must lie from 0 to 57 .* Received"):
        music.to_voices([token])


def test_tokens_of_any_type():
    for kind in (np.int8, np.uint8, np.float32):
        voices = music.to_voices(np.array([43, 0, 57], kind))
        assert voices.tolist() == [72, -1, 86]
        assert voices.dtype == int


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


def test_windows_refuse_a_pitch_without_a_token():
    with pytest.raises(ValueError, match=r"from 30 to 86.* Received 29\."):
        music.token_windows([Chorale("a", np.full((3, 4), 29), 0)])


@pytest.mark.parametrize("rolls", [random_voices(3), np.zeros(87), 1])
def test_clashes_are_those_of_rolls(rolls):
    with pytest.raises(ValueError, match="rolls must have 88 keys in their last axis"):
        music.clashes(rolls)


def test_clashes_at_the_ends_of_the_piano():
    assert music.clashes(music.to_roll([[108, 21], [107, 24], [22, 21], [108, 24]])).tolist() == [
        False,  # C over A
        True,  # B over C
        True,
        False,
    ]


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
    assert music.held([[60, -1], [60, -1], [60, 59], [60, -1]]).tolist() == [True, False, False]


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


def moved(voices, semitones):
    return np.where(voices < 0, -1, voices + semitones)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("semitones", [-9, -1, 1, 2, 12])
def test_the_book_knows_pieces_with_rests_in_any_key(seed, semitones):
    piece = random_voices(30, seed, rests=True)
    piece[12:14] = -1  # a general pause
    book = music.Book([piece])
    assert book.copied(moved(piece, semitones)) == 29
    assert book.copied(moved(piece[4:22], semitones)) == 17


@pytest.mark.parametrize(
    ("one", "other", "copied"),
    [
        ([[72, 60], [-1, 60], [72, 60]], [[72, 60], [60, 60], [72, 60]], 0),  # a rest, a unison
        ([[72, 60], [-1, 60], [72, 60]], [[72, 60], [72, -1], [72, 60]], 0),
        ([[72, 60], [-1, 60], [74, 62]], [[72, 60], [-1, 60], [76, 64]], 1),  # other steps after
        ([[72, 60], [-1, -1], [74, 62]], [[72, 60], [-1, -1], [76, 64]], 1),  # a rest, another key
        ([[72, 60], [-1, -1], [74, 62]], [[71, 59], [-1, -1], [73, 61]], 2),
        ([[72, 60], [-1, -1], [74, 62]], [[72, 60], [74, 62]], 0),  # out of a rest, out of a chord
        ([[-1, 60], [72, 60]], [[60, 48], [72, 60]], 0),  # the step is that of another voice
        ([[-1, -1], [72, 60]], [[72, 60], [72, 60]], 0),
        ([[-1, -1], [72, 60]], [[-1, -1], [64, 52]], 1),
    ],
)
def test_a_rest_is_no_note_in_the_book(one, other, copied):
    assert music.Book([np.array(one)]).copied(np.array(other)) == copied
    assert music.Book([np.array(other)]).copied(np.array(one)) == copied


def test_pitch_classes_count_from_the_first_note_of_the_bass():
    chords = [[72, 67, 64, 48], [71, 67, 62, 43]]
    want = music.histograms([np.array(chords)])[0]
    late = np.array([[-1, -1, -1, -1], [72, 67, 64, -1], *chords])
    assert np.flatnonzero(music.histograms([late])[0]).tolist() == np.flatnonzero(want).tolist()
    no_bass = np.array([[72, 67, 64, -1], [71, 67, 62, -1]])  # E C G, D B G above an E
    assert np.flatnonzero(music.histograms([no_bass])[0]).tolist() == [0, 3, 7, 8, 10]
    chords, silent = np.array(chords), np.full((2, 4), -1)
    for pieces in ([chords, silent], [silent, chords], [chords, late[:0]]):
        np.testing.assert_array_equal(music.histograms(pieces)[0], want)


def test_histograms_need_a_note():
    for pieces, received in (([], "no piece"), ([np.full((2, 4), -1)], "rests only")):
        with pytest.raises(ValueError, match=f"at least one note. Received {received}"):
            music.histograms(pieces)
    classes, moves = music.histograms([np.array([[72, 67, 64, 48]])])
    assert classes.sum() == 1
    assert not moves.any()


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


def test_larger_moves_do_not_count():
    moves = music.histograms([np.array([[60, 60, 60, 60], [73, 47, 72, 48]])])[1]
    assert moves[[0, 24]].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("rate", [8372, 8373, 11025, 44100, 96000])
def test_every_key_is_heard_as_itself(rate):
    for seconds in (2.51 / 27.5, 0.5):
        for key in range(21, 109):
            if rate == 8372 and key == 108:  # 4186 Hz
                with pytest.raises(ValueError, match=r"above 8372 for MIDI number 108.* Received"):
                    music.synthesise([[key]], rate, seconds)
            else:
                sound = music.synthesise([[key, -1]], rate, seconds)
                assert music.strongest_notes(sound, 1, rate) == {key}


def test_overtones_above_half_the_rate_are_left_out():
    assert music.strongest_notes(music.synthesise([[88]]), 5) == {88, 100, 107}
    assert music.strongest_notes(music.synthesise([[95]]), 2) == {95, 107}
    size = abs(np.fft.rfft(music.synthesise([[100]]) * np.hanning(4000)))  # 2 Hz apart
    others = np.delete(size, range(1300, 1340))  # 2f would come back at 2726 Hz, 3f at 89
    assert others.max() < 1e-3 * size.max()


def test_only_keys_are_heard():
    t = np.arange(22050) / 44100
    tones = [np.sin(2 * np.pi * f * t) for f in (20, 440, 5000)]
    assert music.strongest_notes(sum(tones), 3, 44100) == {69}
    assert music.strongest_notes(tones[0], 1, 44100) <= set(range(21, 109))
    assert music.strongest_notes(np.zeros(4000), 4) == set()
    assert music.strongest_notes(music.synthesise([[60]]), 0) == set()


def test_the_end_of_a_long_sound_is_heard():
    sound = music.synthesise([[60, 64]] * 12 + [[80, 86]] * 12)
    assert len(sound) > 2**15
    assert music.strongest_notes(sound, 4) == {60, 64, 80, 86}


@pytest.mark.parametrize(
    ("sound", "number", "rate", "message"),
    [
        (np.zeros((2, 4000)), 1, 8000, "row of finite numbers. Received the shape"),
        (np.full(4000, np.nan), 1, 8000, "row of finite numbers. Received nan"),
        (np.zeros(727), 1, 8000, "Received 727 samples at a rate of 8000, where that takes 728"),
        (np.zeros(0), 1, 8000, "two and a half waves"),
        (np.zeros(4000), 1, 0, "two and a half waves"),
        (np.zeros(4000), -1, 8000, "number must be an integer of 0 or more. Received -1"),
        (np.zeros(4000), 1.5, 8000, "number must be an integer of 0 or more. Received 1.5"),
    ],
)
def test_what_cannot_be_heard(sound, number, rate, message):
    with pytest.raises(ValueError, match=message):
        music.strongest_notes(sound, number, rate)


@pytest.mark.parametrize(("rate", "seconds"), [(0, 1), (-8000, 0.5), (8000, 0), (8000, 1e-5)])
def test_a_chord_lasts_for_a_sample_or_more(rate, seconds):
    with pytest.raises(ValueError, match=f"one sample or more. Received rate={rate}"):
        music.synthesise([[-1]], rate, seconds)


def test_the_length_of_a_sound_is_rounded():
    assert len(music.synthesise([[60]], 44100, 0.35)) == 15435  # 44100 · 0.35 is a little less


def test_rests_are_silent():
    sound = music.synthesise([[-1, -1], [69, -1]], seconds=0.25).reshape(2, 2000)
    assert not sound[0].any()
    assert sound[1].any()

"""Samplers, the stepper, generation and beam search, each held against something slower."""

import itertools
from fractions import Fraction

import rnn_utils
from rnn_utils import cells, layers
from rnn_utils.sampling import (
    Greedy,
    Sampler,
    Stepper,
    Temperature,
    TopK,
    TopP,
    beam_search,
    generate,
)

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

relaxed = settings(deadline=None)  # the machine may be busy
logits_rows = st.lists(st.floats(-4, 4).map(lambda x: round(x, 2)), min_size=1, max_size=9)


def log_softmax(logits):
    """Slow and plain, for the oracles."""
    return logits - np.log(np.sum(np.exp(logits - np.max(logits)))) - np.max(logits)


def support(sampler, logits, n=400):
    """The tokens that a sampler draws in n rows of the same logits."""
    return set(sampler(np.tile(logits, (n, 1))).tolist())


# Samplers


@relaxed
@given(logits_rows)
def test_greedy_is_the_first_of_the_largest(row):
    assert Greedy()([row]).tolist() == [row.index(max(row))]
    assert Greedy()([row]).dtype == np.int32


def test_temperature_draws_by_the_probabilities():
    logits = np.log([0.5, 0.3, 0.15, 0.05])
    for temperature in (0.5, 1.0, 2.0):
        drawn = Temperature(temperature, seed=0)(np.tile(logits, (40_000, 1)))
        want = np.array([0.5, 0.3, 0.15, 0.05]) ** (1 / temperature)
        got = np.bincount(drawn, minlength=4) / 40_000
        assert got == pytest.approx(want / want.sum(), abs=0.01)


def test_extreme_temperatures_are_greedy_and_uniform():
    logits = [0.0, 1.0, -3.0, 0.9]
    assert support(Temperature(1e-3, seed=0), logits) == {1}
    drawn = Temperature(1e6, seed=0)(np.tile(logits, (40_000, 1)))
    assert np.bincount(drawn) / 40_000 == pytest.approx([0.25] * 4, abs=0.01)


AT_A_TEMPERATURE = {
    "temperature": lambda t: Temperature(t, seed=0),
    "top-k": lambda t: TopK(3, t, seed=0),
    "top-p": lambda t: TopP(0.99, t, seed=0),
}


@pytest.mark.parametrize("name", AT_A_TEMPERATURE)
@pytest.mark.parametrize("temperature", [1e-10, 1e-300, 1e-320, 5e-324])
def test_temperatures_next_to_0_draw_the_likeliest_without_a_warning(name, temperature):
    sampler = AT_A_TEMPERATURE[name](temperature)
    for tenth in (0.1, 1e300):  # of the size of the logits
        assert support(sampler, [0.0, tenth, -3 * tenth, -np.inf, 0.9 * tenth]) == {1}
    assert support(sampler, [700.0, -1e308, 700.0]) == {0, 2}  # both, for they are equal
    assert support(sampler, [-1e308, 1e308]) == {1}


@pytest.mark.parametrize("temperature", [1e300, 1.7e308])
def test_huge_temperatures_draw_all_but_the_forbidden(temperature):
    logits = [-np.inf, 0.0, 100.0, -100.0]
    assert support(Temperature(temperature, seed=0), logits) == {1, 2, 3}
    assert support(TopP(0.99, temperature, seed=0), logits) == {1, 2, 3}
    assert support(TopK(9, temperature, seed=0), logits) == {1, 2, 3}


@relaxed
@given(logits_rows, st.integers(1, 12))
def test_top_k_keeps_the_k_likeliest_the_first_of_equal_ones(row, k):
    kept = set(sorted(range(len(row)), key=lambda i: (-row[i], i))[:k])
    hot = support(TopK(k, temperature=50.0, seed=0), row)  # so hot that all kept are drawn
    assert hot == kept


@relaxed
@given(logits_rows, st.floats(0.02, 1.0))
def test_top_p_keeps_the_fewest_that_reach_p(row, p):
    likelihood = np.exp(log_softmax(np.array(row)))
    order = sorted(range(len(row)), key=lambda i: (-row[i], i))
    total, kept = 0.0, set()
    for i in order:
        if abs(total - p) < 1e-9:
            return  # a tie of rounding errors
        if total >= p:
            break
        kept.add(i)
        total += likelihood[i]
    drawn = support(TopP(p, seed=0), row)
    assert drawn <= kept
    likely = {i for i in kept if likelihood[i] / total > 0.05}  # never drawn: 1 in 10^8
    assert likely <= drawn


def test_of_equal_tokens_top_p_keeps_the_first():
    assert support(TopP(0.5, seed=0), np.zeros(4)) == {0, 1}
    assert support(TopP(0.51, seed=0), np.zeros(4)) == {0, 1, 2}
    assert support(TopP(1e-9, seed=0), np.zeros(4)) == {0}


BORDERS = [  # where a sum of probabilities is p to the letter: the rest stays out
    (0.7, [0.4, 0.3, 0.2, 0.1], {0, 1}),
    (0.8, [0.3, 0.1, 0.1, 0.5], {0, 3}),
    (0.9, [0.5, 0.4, 0.1], {0, 1}),
    (0.6, [0.3, 0.3, 0.2, 0.2], {0, 1}),
    (0.3, [0.1] * 10, {0, 1, 2}),
]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_top_p_at_the_border(dtype):
    for p, probabilities, kept in BORDERS:
        assert support(TopP(p, seed=0), np.log(probabilities).astype(dtype)) == kept
        assert support(TopP(p + 1e-5, seed=0), np.log(probabilities).astype(dtype)) > kept


@relaxed
@given(st.lists(st.integers(1, 99), min_size=2, max_size=30), st.data())
def test_top_p_at_any_border(counts, data):
    """p is the sum of the n largest, rounded as it may be."""
    n = data.draw(st.integers(1, len(counts) - 1))
    order = sorted(range(len(counts)), key=lambda i: (-counts[i], i))
    p = float(Fraction(sum(counts[i] for i in order[:n]), sum(counts)))
    for dtype in ("float32", "float64"):
        logits = np.log(np.array([counts], float)).astype(dtype)
        kept = []
        sampler = TopP(p)
        sampler.draw = lambda weights, kept=kept: kept.append(weights) or weights.argmax(axis=1)
        sampler(logits)
        assert (np.flatnonzero(kept[0][0]) == sorted(order[:n])).all()


def test_p_of_1_keeps_the_most_unlikely():
    sampler = TopP(1.0)
    kept = []
    sampler.draw = lambda weights: kept.append(weights) or weights.argmax(axis=1)
    sampler([[0.0, -40.0, -500.0, 0.0]])
    assert (kept[0] > 0).all()


def test_the_kept_tokens_keep_their_odds():
    logits = np.log([0.5, 0.25, 0.15, 0.1])
    for sampler in (TopK(2, seed=0), TopP(0.7, seed=0)):
        drawn = sampler(np.tile(logits, (40_000, 1)))
        assert np.bincount(drawn) / 40_000 == pytest.approx([2 / 3, 1 / 3], abs=0.01)


def test_the_temperature_comes_before_the_choice_of_tokens():
    logits = np.log([0.5, 0.3, 0.2])
    assert support(TopP(0.6, seed=0), logits) == {0, 1}
    assert support(TopP(0.6, temperature=0.3, seed=0), logits) == {0}  # 0.5^(1/0.3): 0.82
    drawn = TopK(2, temperature=0.5, seed=0)(np.tile(logits, (40_000, 1)))
    assert np.bincount(drawn) / 40_000 == pytest.approx([25 / 34, 9 / 34], abs=0.01)


SAMPLERS = {
    "greedy": lambda seed: Greedy(seed=seed),
    "temperature": lambda seed: Temperature(0.8, seed=seed),
    "top-k": lambda seed: TopK(3, 1.5, seed=seed),
    "top-p": lambda seed: TopP(0.9, 1.2, seed=seed),
}


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_seed_repeats_itself_and_another_does_not(name):
    logits = np.random.default_rng(0).normal(size=(200, 7))
    one, same, other = (SAMPLERS[name](seed) for seed in (1, 1, 2))
    first, second = one(logits), one(logits)
    assert (first == same(logits)).all()
    assert (second == same(logits)).all()
    assert ((first == second).all(), (first == other(logits)).all()) == ((name == "greedy",) * 2)


@pytest.mark.parametrize("name", SAMPLERS)
def test_minus_infinity_forbids_a_token(name):
    assert support(SAMPLERS[name](0), [-np.inf, 0.0, -np.inf, 0.0, -np.inf]) <= {1, 3}
    assert support(TopK(5, 50.0, seed=0), [0.0, -np.inf, 0.0]) == {0, 2}  # though k is 5
    assert support(TopP(1.0, 50.0, seed=0), [0.0, 0.0, -np.inf]) == {0, 1}


def test_a_forbidden_token_is_not_drawn_even_by_a_random_number_of_0():
    class Zero:
        def random(self, shape):
            return np.zeros(shape)

    sampler = Temperature()
    sampler.random = Zero()
    assert sampler([[-np.inf, -np.inf, 0.0, 0.0]]).tolist() == [2]


def test_a_random_number_next_to_1_draws_the_last_token_of_all_that_may_be_drawn():
    class NextToOne:
        def random(self, shape):
            return np.full(shape, np.nextafter(1, 0))

    sampler = Temperature()
    sampler.random = NextToOne()
    for last in range(1, 40):
        logits = np.full((1, 50), -np.inf)
        logits[0, : last + 1] = np.log(np.arange(last + 1) + 0.3)
        assert sampler(logits).tolist() == [last]


def test_a_sampler_that_keeps_nothing_is_told_so():
    class Nothing(Sampler):
        def get_next_token(self, probabilities):
            return self.draw(np.where(probabilities > 2, probabilities, 0.0))

    with pytest.raises(ValueError, match=r"weights must hold a number above 0 in each row"):
        Nothing()([[0.0, 1.0]])


@pytest.mark.parametrize("name", SAMPLERS)
def test_no_rows_give_no_tokens(name):
    tokens = SAMPLERS[name](0)(np.zeros((0, 5)))
    assert (tokens.shape, tokens.dtype) == ((0,), np.int32)


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize(
    "row", [[0.0, np.nan], [np.nan, np.nan], [-np.inf, -np.inf], [np.inf, 0.0]]
)
def test_what_is_no_number_is_refused(name, row):
    with pytest.raises(ValueError, match=r"finite largest value.*Did training diverge"):
        SAMPLERS[name](0)([[0.0, 1.0], row])


@pytest.mark.parametrize("shape", [(5,), (2, 3, 5), (2, 0)])
def test_other_ranks_are_refused(shape):
    with pytest.raises(ValueError, match=r"\(batch, vocabulary\). Received .*logits\[:, -1\]"):
        Greedy()(np.zeros(shape))


@pytest.mark.parametrize(
    "temperature", [0, -1.0, np.nan, np.inf, True, np.True_, "1", None, [1.0], 1j, Fraction(0)]
)
def test_temperatures_out_of_range(temperature):
    for make in (Temperature, lambda t: TopK(2, t), lambda t: TopP(0.5, t)):
        with pytest.raises(ValueError, match=r"temperature must be above 0.*Greedy"):
            make(temperature)


@pytest.mark.parametrize("k", [0, -2, 2.0, True, np.True_, np.float32(2), "2", None])
def test_k_out_of_range(k):
    with pytest.raises(ValueError, match=r"k must be an integer of 1 or more. Received"):
        TopK(k)


@pytest.mark.parametrize("p", [0, -0.1, 1.2, np.nan, np.inf, True, np.True_, "0.5", None])
def test_p_out_of_range(p):
    with pytest.raises(ValueError, match=r"p must lie in \(0, 1\]. Received .* 1.0 keeps every"):
        TopP(p)


def test_numbers_of_numpy_and_fractions_are_numbers():
    logits = np.log([0.5, 0.3, 0.2])
    for half in (np.float32(0.5), np.float64(0.5), Fraction(1, 2)):
        assert Temperature(half).temperature == 0.5
        assert support(TopP(half, seed=0), logits) == {0}
    for two in (np.int64(2), np.uint8(2)):
        assert Temperature(two).temperature == 2
        assert support(TopK(two, seed=0), logits) == {0, 1}
    assert support(TopP(np.int64(1), seed=0), logits) == {0, 1, 2}


def test_there_is_one_override_point():
    class Second(Sampler):
        """The second likeliest token."""

        def get_next_token(self, probabilities):
            assert probabilities.sum(axis=1) == pytest.approx(1)
            return probabilities.argsort(axis=1)[:, -2]

    assert Second(temperature=3.0)([[0.0, 2.0, 1.0], [5.0, 2.0, 1.0]]).tolist() == [2, 1]
    with pytest.raises(NotImplementedError):
        Sampler()([[0.0]])


# Generation

WORD = "neural."


def spell(ids, states):
    """A fake network whose state is a place in a word, and whose likeliest token its letter."""
    place = np.asarray(states["place"])  # (B, 1)
    logits = np.full((len(ids), 128), -5.0)
    logits[np.arange(len(ids)), [ord(WORD[p % len(WORD)]) for p in place[:, 0]]] = 5.0
    return logits, {"place": place + 1}


def letters(ids):
    return ["".join(map(chr, row)) for row in ids]


def test_it_spells_a_word():
    states = {"place": np.array([[0], [2]])}
    ids = generate(spell, states, [0, 0], 9, Greedy())
    assert ids.dtype == np.int32
    assert letters(ids) == ["neural.ne", "ural.neur"]


def test_each_token_is_fed_back_and_the_states_go_round():
    seen = []

    def step(ids, states):
        seen.append((ids.tolist(), states))
        return np.eye(5)[(ids + 2) % 5], states + 10

    assert generate(step, 0, [3, 4], 3, Greedy()).tolist() == [[0, 2, 4], [1, 3, 0]]
    assert seen == [([3, 4], 0), ([0, 1], 10), ([2, 3], 20)]


def test_a_row_that_has_ended_is_filled_and_all_ended_stop():
    states = {"place": np.array([[0], [4], [5]])}
    ids = generate(spell, states, [0, 0, 0], 20, Greedy(), end=ord("."))
    assert letters(ids) == ["neural.", "al.....", "l......"]
    assert letters(generate(spell, states, [0] * 3, 2, Greedy(), ord("."))) == ["ne", "al", "l."]


def test_a_sampler_may_be_any_function():
    ids = generate(spell, {"place": np.zeros((1, 1), int)}, [0], 3, lambda z: z.argmin(axis=1))
    assert ids.tolist() == [[0, 0, 0]]


NO_START = [[], np.zeros(0, int), np.zeros(0, np.int32), 3, [[1]], [1.0], "a", ["a"], [True]]


@pytest.mark.parametrize("start", NO_START, ids=repr)
def test_a_wrong_start_is_refused(start):
    for go in (
        lambda: generate(spell, None, start, 3, Greedy()),
        lambda: beam_search(spell, None, start, 2, 3),
    ):
        with pytest.raises(ValueError, match=r"start must be integer ids \(batch,\). Received"):
            go()


@pytest.mark.parametrize("length", [0, -1, True, 2.5, 2.0, "3", None])
def test_a_wrong_length_is_refused(length):
    for go in (
        lambda: generate(spell, None, [0], length, Greedy()),
        lambda: beam_search(spell, None, [0], 2, length),
    ):
        with pytest.raises(ValueError, match=rf"length must be at least 1. Received {length!r}"):
            go()


@pytest.mark.parametrize("end", [-1, 2.0, True, ".", 3, 99])
def test_an_end_that_is_no_token_is_refused(end):
    """It would never come, and nothing would ever end."""
    for go in (
        lambda: generate(even, None, [0], 4, Greedy(), end),
        lambda: beam_search(even, None, [0], 2, 4, end),
    ):
        with pytest.raises(ValueError, match=rf"end must be a token, .*Received {end!r}"):
            go()
    assert generate(even, None, [0], 4, Greedy(), np.int64(0)).shape == (1, 1)
    assert beam_search(even, None, [0], 2, np.int64(4), np.int64(2)).lengths.shape == (1, 2)


def even(ids, states):
    return np.zeros((len(ids), 3)), states


@pytest.mark.parametrize(
    "sampler",
    [
        lambda logits: logits,
        lambda logits: logits.argmax(axis=1) + 0.5,
        lambda logits: logits.argmax(axis=1)[:, None],
        lambda logits: [0],
    ],
)
def test_a_sampler_that_gives_no_ids_is_refused(sampler):
    with pytest.raises(ValueError, match=r"What the sampler chooses must be integer ids \(2,\)"):
        generate(even, None, [0, 0], 4, sampler)


@pytest.mark.parametrize("spoilt", [np.nan, np.inf])
@pytest.mark.parametrize("after", [1, 3])
def test_logits_that_are_not_finite_are_refused(spoilt, after):
    """Whoever chooses, at whichever step, in whichever row."""

    def step(ids, states):
        count = int(np.asarray(states)[0])
        logits = np.random.default_rng(count).normal(size=(len(ids), 3))
        if count == after:
            logits[len(ids) // 2 :, 1] = spoilt  # of the second text
        return logits, states + 1

    count = np.ones(2, int)
    for go in (
        lambda: generate(step, count, [0, 0], 4, Greedy()),
        lambda: generate(step, count, [0, 0], 4, lambda logits: logits.argmax(axis=1)),
        lambda: beam_search(step, count, [0, 0], 3, 4),
        lambda: beam_search(step, count, [0, 0], 3, 4, end=2, length_penalty=1.0),
    ):
        with pytest.raises(ValueError, match=r"logits must be finite.*Did training diverge"):
            go()


def test_a_row_that_forbids_all_is_refused_and_one_that_forbids_some_is_followed():
    alphabet = np.full((3, 3), -np.inf)
    alphabet[[0, 1, 2], [1, 2, 0]] = 0.0  # after each token only one may follow

    def step(ids, states):
        return alphabet[ids], states

    assert generate(step, None, [0], 4, Temperature(seed=0)).tolist() == [[1, 2, 0, 1]]
    beams = beam_search(step, None, [0], 3, 4)
    assert beams.best()[0].tolist() == [1, 2, 0, 1]
    assert beams.lengths.tolist() == [[4, 0, 0]]
    alphabet[2] = -np.inf
    for go in (
        lambda: generate(step, None, [0], 4, Greedy()),
        lambda: generate(step, None, [0], 4, lambda logits: logits.argmax(axis=1)),
        lambda: beam_search(step, None, [0], 3, 4),
    ):
        with pytest.raises(ValueError, match="logits must be finite"):
            go()


def test_what_follows_an_end_does_not_matter():
    table = np.array([[np.nan] * 3, [-np.inf, -np.inf, 0.0], [0.0, -np.inf, -np.inf]])
    for sampler in (Greedy(), Temperature(seed=0), lambda logits: logits.argmax(axis=1)):
        ids = generate(lambda ids, s: (table[ids], s), None, [1, 2], 5, sampler, end=0)
        assert ids.tolist() == [[2, 0], [0, 0]]


def test_what_follows_an_impossible_beginning_does_not_matter():
    """A beam is filled up with beginnings that cannot be; a network may answer them with NaN."""
    table = np.full((3, 3), np.nan)
    table[0], table[1] = [-np.inf, 0.0, -np.inf], [0.0, -np.inf, -np.inf]
    beams = beam_search(lambda ids, states: (table[ids], states), None, [0], 3, 4)
    assert beams.best()[0].tolist() == [1, 0, 1, 0]
    assert beams.lengths.tolist() == [[4, 0, 0]]


@pytest.mark.parametrize("shape", [(2, 4, 3), (3,), (1, 3), (7, 3), (2, 0)])
def test_logits_of_another_shape_are_refused(shape):
    for go in (
        lambda: generate(lambda i, s: (np.zeros(shape), s), None, [0, 0], 4, Greedy()),
        lambda: beam_search(lambda i, s: (np.zeros(shape), s), None, [0, 0], 1, 4),
    ):
        with pytest.raises(ValueError, match=r"shape \(batch = 2, vocabulary\). Received \("):
            go()


# The stepper

V = 11
STACKS = {
    f"{module.__name__}.{kind}": lambda m=module, k=kind: [getattr(m, k)(5, return_sequences=True)]
    for module in (layers, keras.layers)
    for kind in ("SimpleRNN", "LSTM", "GRU")
}
STACKS |= {
    "peepholes": lambda: [layers.PeepholeLSTM(5, return_sequences=True)],
    "reset before": lambda: [keras.layers.GRU(5, return_sequences=True, reset_after=False)],
    "two layers, dropout, norm": lambda: [
        keras.layers.LSTM(6, return_sequences=True, dropout=0.3, recurrent_dropout=0.2),
        keras.layers.Dropout(0.5),
        keras.layers.LayerNormalization(),
        keras.layers.GRU(4, return_sequences=True),
    ],
    "cells in one layer": lambda: [
        keras.layers.RNN([keras.layers.LSTMCell(4), keras.layers.GRUCell(3)], return_sequences=True)
    ],
}
SEQUENCES = {"return_sequences": True}
STEPS = {  # layers that look back in their own way, or treat each step by itself
    "dropout in the loop": lambda: [
        layers.DropoutLSTM(5, 0.3, dropout=0.2, **SEQUENCES),
        layers.DropoutLSTM(4, 0.3, "c", "sequence", **SEQUENCES),
    ],
    "NARX": lambda: [layers.NARX(5, 4, 2, 3, **SEQUENCES), layers.NARX(5, 3, 0, 2, **SEQUENCES)],
    "windows": lambda: [layers.TimeDelay(5, 2), layers.TimeDelay(4, 3), layers.TimeDelay(3, 0)],
    "two of a name": lambda: [
        keras.layers.GRU(5, name="gru", **SEQUENCES),
        keras.layers.GRU(4, **SEQUENCES),
        layers.GRU(4, **SEQUENCES),
    ],
    "our cells in one layer": lambda: [
        keras.layers.RNN([cells.GRUCell(3), cells.JordanCell(4, 2)], **SEQUENCES),
        keras.layers.RNN(cells.JordanCell(4, 2), **SEQUENCES),
    ],
    "zeros at masked steps": lambda: [
        keras.layers.LSTM(5, zero_output_for_mask=True, **SEQUENCES),
        layers.GRU(4, **SEQUENCES),
        layers.PeepholeLSTM(4, zero_output_for_mask=True, **SEQUENCES),
    ],
    "a beginning that is not 0": lambda: [keras.layers.RNN(Begun(4), **SEQUENCES)],
    "each step": lambda: [
        keras.layers.SpatialDropout1D(0.3),
        keras.layers.BatchNormalization(),
        keras.layers.GRU(5, **SEQUENCES),
        keras.layers.TimeDistributed(keras.layers.Dense(4, "relu")),
        keras.layers.BatchNormalization(),
        keras.layers.LayerNormalization(axis=[-1]),
        keras.layers.UnitNormalization(),
        keras.layers.TimeDistributed(Doubled()),
        keras.layers.TimeDistributed(Marked()),
        keras.layers.GaussianNoise(0.5),
        keras.layers.LeakyReLU(),
    ],
    "a model in the model": lambda: [
        keras.Sequential(
            [keras.layers.GRU(5, **SEQUENCES), keras.Sequential([keras.layers.Dense(4)])]
        ),
        keras.layers.LSTM(4, **SEQUENCES),
    ],
    "a mask that is lost": lambda: [
        keras.layers.GRU(5, **SEQUENCES),
        keras.layers.RMSNormalization(),
        keras.layers.GRU(4, **SEQUENCES),
    ],
    "a mask in the middle": lambda: [
        keras.layers.Dense(4, "relu"),
        keras.layers.Masking(),
        layers.SimpleRNN(4, **SEQUENCES),
    ],
}


class Begun(cells.GRUCell):
    """A cell whose states do not begin at 0."""

    def get_initial_state(self, batch_size=None):
        return [0.5 + state for state in super().get_initial_state(batch_size)]


class Doubled(keras.layers.Layer):
    def call(self, x):
        return 2 * x

    def compute_output_shape(self, input_shape):
        return input_shape


class Marked(Doubled):
    """A layer that treats masked steps in another way."""

    def call(self, x, mask=None):
        return x if mask is None else keras.ops.where(mask[:, None], x, 1.0 - x)


class Summed(keras.layers.Dense):
    """A subclass that looks back."""

    def call(self, x):
        return keras.ops.cumsum(super().call(x), axis=1)


class Shifted(layers.LSTM):
    """A subclass that looks ahead."""

    def call(self, sequences, initial_state=None, mask=None, training=False):
        return super().call(keras.ops.flip(sequences, 1), training=training)


def model_of(middle, seed=0, mask_zero=False, length=None):
    """A language model with weights that are all random, biases too."""
    model = keras.Sequential(
        [
            keras.Input((length,), dtype="int32"),
            keras.layers.Embedding(V, 3, mask_zero=mask_zero),
            *middle,
            keras.layers.Dense(V),
        ]
    )
    rng = np.random.default_rng(seed)
    drawn = [rng.normal(0, 0.7, size=w.shape) for w in model.get_weights()]
    names = [w.path for w in model.weights]
    model.set_weights([abs(d) if "variance" in n else d for d, n in zip(drawn, names, strict=True)])
    return model


def whole(model, ids):
    return keras.ops.convert_to_numpy(model(ids))


IDS = np.random.default_rng(3).integers(0, V, size=(3, 8))


@pytest.mark.parametrize("name", STACKS | STEPS)
def test_token_by_token_equals_the_whole_text(name):
    model = model_of((STACKS | STEPS)[name]())
    stepper, want = Stepper(model), whole(model, IDS)
    states = None
    for t, column in enumerate(IDS.T):
        logits, states = stepper(column, states)
        np.testing.assert_allclose(logits, want[:, t], atol=1e-5)
    assert np.abs(want[:, -1] - whole(model, IDS[:, -1:])[:, -1]).max() > 0.01  # states matter


PADDED = IDS.copy()
PADDED[PADDED == 0] = 1
PADDED[0, :3] = PADDED[1, 5:] = PADDED[2, 4] = 0  # on the left, on the right, and in a gap


@pytest.mark.filterwarnings("ignore:Layer '(rms_normalization|sequential):UserWarning")
@pytest.mark.parametrize("name", [name for name in STACKS if "layers." not in name] + [*STEPS])
def test_padding_changes_no_state_as_in_the_model(name):
    """At each step, masked or not, and in two pieces."""
    model = model_of((STACKS | STEPS)[name](), mask_zero=True)
    stepper, want = Stepper(model), whole(model, PADDED)
    states = None
    for t, column in enumerate(PADDED.T):
        logits, states = stepper(column, states)
        np.testing.assert_allclose(logits, want[:, t], atol=1e-5)
    bare = whole(model_of((STACKS | STEPS)[name]()), PADDED)
    assert np.abs(want - bare).max() > 0.01 or "middle" in name  # without it, something else


def test_padding_on_the_left_of_a_prompt_is_as_if_it_were_not_there():
    model = model_of([layers.LSTM(5, return_sequences=True)], mask_zero=True)
    stepper = Stepper(model)
    alone, states = stepper.read(PADDED[:1, 3:])
    padded, states_too = stepper.read(PADDED[:1])
    np.testing.assert_allclose(padded, alone, atol=1e-6)
    for a, b in zip(states, states_too, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)
    one, two = (beam_search(stepper, s, PADDED[:1, -1], 3, 5).scores for s in (states, states_too))
    np.testing.assert_allclose(one, two, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float64", "mixed_float16"])
def test_other_precisions(dtype):
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(dtype)
    try:
        parts = [
            layers.LSTM(5, **SEQUENCES),
            layers.TimeDelay(4, 2),
            keras.layers.GRU(3, **SEQUENCES),
        ]
        model = model_of(parts, mask_zero=True)
        stepper, want = Stepper(model), whole(model, PADDED)
        logits, states = stepper.read(PADDED)
    finally:
        keras.config.set_dtype_policy(before)
    assert {logits.dtype, *(s.dtype for s in states)} == {want.dtype}
    np.testing.assert_allclose(logits, want[:, -1], atol=1e-13 if dtype == "float64" else 1e-2)


def test_a_cell_may_have_a_precision_of_its_own():
    layer = keras.layers.RNN(cells.GRUCell(V, dtype="float32"), dtype="float16", **SEQUENCES)
    model = keras.Sequential([keras.Input((None,)), keras.layers.Embedding(V, 3), layer])
    logits, _ = Stepper(model).read(IDS)
    want = whole(model, IDS)[:, -1]
    assert logits.dtype == want.dtype == np.float16
    np.testing.assert_allclose(logits, want, atol=1e-2)


def test_states_of_a_stateful_layer_are_neither_read_nor_changed():
    layer = keras.layers.LSTM(5, return_sequences=True, stateful=True)
    model = keras.Sequential(
        [
            keras.Input(batch_shape=(3, None), dtype="int32"),
            keras.layers.Embedding(V, 3),
            layer,
            keras.layers.Dense(V),
        ]
    )
    first, second = whole(model, IDS)[:, -1], whole(model, IDS)[:, -1]
    assert np.abs(first - second).max() > 1e-4
    states = [keras.ops.convert_to_numpy(state) for state in layer.states]
    np.testing.assert_allclose(Stepper(model).read(IDS)[0], first, atol=1e-5)
    for a, b in zip(states, layer.states, strict=True):
        np.testing.assert_array_equal(a, keras.ops.convert_to_numpy(b))


@pytest.mark.parametrize("name", STACKS)
def test_reading_in_pieces_equals_the_whole_text(name):
    model = model_of(STACKS[name]())
    stepper = Stepper(model)
    once, states_once = stepper.read(IDS)
    _, states = stepper.read(IDS[:, :3])
    logits, states = stepper.read(IDS[:, 3:], states)
    np.testing.assert_allclose(logits, once, atol=1e-5)
    np.testing.assert_allclose(logits, whole(model, IDS)[:, -1], atol=1e-5)
    for a, b in zip(states, states_once, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)
    fresh, _ = stepper.read(IDS[:, 3:])
    assert np.abs(fresh - once).max() > 0.01


@pytest.mark.parametrize("kind", ["SimpleRNN", "LSTM", "GRU"])
def test_a_stateful_layer_says_the_same(kind):
    model = model_of([getattr(keras.layers, kind)(5, return_sequences=True)])
    layer = getattr(keras.layers, kind)(5, return_sequences=True, stateful=True)
    stateful = keras.Sequential(
        [
            keras.Input(batch_shape=(3, None), dtype="int32"),
            keras.layers.Embedding(V, 3),
            layer,
            keras.layers.Dense(V),
        ]
    )
    stateful.set_weights(model.get_weights())
    pieces = [whole(stateful, IDS[:, a:b]) for a, b in ((0, 3), (3, 4), (4, 8))]
    np.testing.assert_allclose(np.concatenate(pieces, axis=1), whole(model, IDS), atol=1e-5)
    again = whole(stateful, IDS)
    assert np.abs(again - whole(model, IDS)).max() > 0.01  # it goes on where it was
    layer.reset_state()
    np.testing.assert_allclose(whole(stateful, IDS), whole(model, IDS), atol=1e-5)


def test_it_shares_the_weights_after_training_too():
    model = model_of([keras.layers.GRU(5, return_sequences=True)])
    stepper = Stepper(model)
    before, _ = stepper.read(IDS)
    rng = np.random.default_rng(9)
    model.set_weights([rng.normal(size=w.shape) for w in model.get_weights()])
    after, _ = stepper.read(IDS)
    np.testing.assert_allclose(after, whole(model, IDS)[:, -1], atol=1e-5)
    assert np.abs(after - before).max() > 0.01


def test_the_states_of_a_caller_are_left_alone():
    stepper = Stepper(model_of([keras.layers.LSTM(5, return_sequences=True)]))
    _, states = stepper.read(IDS)
    copies = [np.array(s) for s in states]
    one, _ = stepper(IDS[:, 0], states)
    two, _ = stepper(IDS[:, 0], states)
    np.testing.assert_array_equal(one, two)
    for a, b in zip(states, copies, strict=True):
        np.testing.assert_array_equal(a, b)


def test_generation_equals_rereading_the_whole_text():
    model = model_of([keras.layers.LSTM(5, return_sequences=True)])
    stepper = Stepper(model)
    _, states = stepper.read(IDS[:, :-1])
    got = generate(stepper, states, IDS[:, -1], 12, Greedy())
    text = IDS
    for _ in range(12):
        text = np.concatenate([text, whole(model, text)[:, -1:].argmax(axis=-1)], axis=1)
    np.testing.assert_array_equal(got, text[:, 8:])


def test_what_the_stepper_refuses():
    functional = keras.Model(inputs := keras.Input((4,)), keras.layers.Dense(2)(inputs))
    with pytest.raises(TypeError, match=r"keras.Sequential. Received Functional.*write the step"):
        Stepper(functional)
    lstm = keras.layers.LSTM(4, return_sequences=True)
    cases = [
        ([keras.layers.LSTM(4)], r"return_sequences=True"),
        ([keras.layers.LSTM(4, return_sequences=True, go_backwards=True)], r"read forwards"),
        ([keras.layers.Bidirectional(lstm)], r"reads the text from its end"),
        ([layers.Bidirectional(keras.layers.GRU(4, return_sequences=True))], r"from its end"),
        ([keras.layers.Dense(4)], r"must have a recurrent layer.*Received none"),
        ([keras.Sequential([keras.layers.Bidirectional(lstm)])], r"reads the text from its end"),
    ]
    for middle, message in cases:
        with pytest.raises(ValueError, match=message):
            Stepper(model_of(middle))
    softmax = keras.Sequential(
        [
            keras.Input((None,)),
            keras.layers.Embedding(V, 3),
            keras.layers.LSTM(4, return_sequences=True),
            keras.layers.Dense(V, activation="softmax"),
        ]
    )
    with pytest.raises(ValueError, match=r"must end in logits. Received a last layer with softmax"):
        Stepper(softmax)
    softmax.pop()
    softmax.add(keras.layers.Dense(V))
    softmax.add(keras.layers.Softmax())
    with pytest.raises(ValueError, match=r"must end in logits"):
        Stepper(softmax)
    softmax.pop()
    softmax.add(keras.layers.Activation("softmax"))
    with pytest.raises(ValueError, match=r"must end in logits"):
        Stepper(softmax)


def functional():
    x = keras.Input((None, 5))
    return keras.Model(x, keras.layers.Dense(4)(x))


OTHERS = {
    "Conv1D": lambda: keras.layers.Conv1D(4, 3, padding="causal"),
    "MaxPooling1D": lambda: keras.layers.MaxPooling1D(2, 1, padding="same"),
    "AveragePooling1D": lambda: keras.layers.AveragePooling1D(2, 1, padding="same"),
    "GlobalMaxPooling1D": lambda: keras.layers.GlobalMaxPooling1D(keepdims=True),
    "Lambda": lambda: keras.layers.Lambda(lambda x: keras.ops.cumsum(x, axis=1)),
    "LayerNormalization": lambda: keras.layers.LayerNormalization(axis=(1, 2)),
    "BatchNormalization": lambda: keras.layers.BatchNormalization(axis=1),
    "GroupNormalization": lambda: keras.layers.GroupNormalization(1),
    "UnitNormalization": lambda: keras.layers.UnitNormalization(axis=1),
    "Softmax": lambda: keras.layers.Softmax(axis=1),
    "Permute": lambda: keras.layers.Permute((2, 1)),
    "Summed": lambda: Summed(4),
    "Doubled": lambda: Doubled(),
    "Shifted": lambda: Shifted(4, **SEQUENCES),
    "Functional": functional,
}


@pytest.mark.parametrize("kind", OTHERS)
def test_a_layer_that_may_look_at_other_steps_is_refused_by_name(kind):
    layer = OTHERS[kind]()
    model = model_of([keras.layers.GRU(5, return_sequences=True), layer], length=8)
    with pytest.raises(
        ValueError, match=rf"{layer.name}, a {kind}, may look at other steps.*TimeDistributed"
    ):
        Stepper(model)


def test_models_with_other_ends_are_refused():
    two = [keras.Input((3,)), keras.Input((3,))]
    dense, to_tokens = keras.layers.Dense(2), keras.layers.Dense(V)
    with pytest.raises(TypeError, match=r"must be a keras.Sequential. Received Functional"):
        Stepper(keras.Model(two, dense(two[0] + two[1])))
    features = keras.Sequential(
        [keras.Input((None, 3)), keras.layers.LSTM(4, **SEQUENCES), to_tokens]
    )
    with pytest.raises(ValueError, match=r"begin with a keras.layers.Embedding.*Received lstm"):
        Stepper(features)
    with pytest.raises(ValueError, match=r"begin with .*Received no layer"):
        Stepper(keras.Sequential())
    lstm = keras.layers.LSTM(4, return_sequences=True)
    softmax = keras.layers.TimeDistributed(keras.layers.Dense(V, "softmax"))
    for last in ([softmax], [keras.Sequential([keras.layers.Dense(V, "softmax")])]):
        model = keras.Sequential([keras.Input((8,)), keras.layers.Embedding(V, 3), lstm, *last])
        with pytest.raises(ValueError, match=r"must end in logits"):
            Stepper(model)

    class Reversed(keras.Sequential):
        def call(self, inputs, training=None, mask=None):
            return super().call(keras.ops.flip(inputs, 1), training=training, mask=mask)

    with pytest.raises(TypeError, match=r"must be a keras.Sequential. Received Reversed"):
        Stepper(Reversed(model_of([lstm]).layers))


def test_a_model_that_is_not_built_yet_is_built():
    parts = [layers.NARX(5, 4, 2, 2, **SEQUENCES), layers.DropoutLSTM(4, 0.2, **SEQUENCES)]
    model = keras.Sequential([keras.layers.Embedding(V, 3), *parts, keras.layers.Dense(V)])
    got, _ = Stepper(model).read(IDS)
    np.testing.assert_allclose(got, whole(model, IDS)[:, -1], atol=1e-5)


@pytest.mark.parametrize("ids", [[0.5], [[1]], 1, "a", [True], []])
def test_a_step_takes_integer_ids(ids):
    stepper = Stepper(model_of([keras.layers.GRU(4, return_sequences=True)]))
    with pytest.raises(ValueError, match=r"^ids must be integer ids \(batch,\)"):
        stepper(ids)
    with pytest.raises(ValueError, match=r"^ids must be integer ids|^ids must have the shape"):
        stepper.read([ids])


@pytest.mark.parametrize("shape", [(3,), (2, 0), (1, 2, 3)])
def test_a_prompt_of_another_shape_is_refused(shape):
    stepper = Stepper(model_of([keras.layers.GRU(4, return_sequences=True)]))
    with pytest.raises(ValueError, match=r"\(batch, time\), time 1 or more. Received"):
        stepper.read(np.zeros(shape, int))


# Beam search


class Pairs:
    """A hand-made model: the next token depends on the last two. It counts the rows that it sees.

    States are nested and have different ranks, so that a wrong choice of rows shows.
    """

    def __init__(self, rng, vocabulary, scale=2.0):
        self.table = scale * rng.normal(size=(vocabulary + 1, vocabulary, vocabulary))
        self.rows = []

    def states(self, n):
        return {"last": np.full(n, len(self.table) - 1), "steps": [np.zeros((n, 1))]}

    def __call__(self, ids, states):
        self.rows.append(len(ids))
        logits = self.table[np.asarray(states["last"]), ids]
        return logits, {"last": ids, "steps": [states["steps"][0] + 1]}

    def log_probability(self, start, tokens):
        last, token, total = len(self.table) - 1, start, 0.0
        for following in tokens:
            total += log_softmax(self.table[last, token])[following]
            last, token = token, following
        return total


def exhaustive(model, start, length, end, alpha):
    """(score, tokens) of all sequences, the best first."""
    vocabulary, found = len(model.table) - 1, []
    for n in range(1, length + 1):
        for tokens in itertools.product(range(vocabulary), repeat=n):
            complete = n == length or (end is not None and tokens[-1] == end)
            if complete and (end is None or end not in tokens[:-1]):
                found.append((model.log_probability(start, tokens) / n**alpha, tokens))
    return sorted(found, reverse=True)


cases = st.tuples(
    st.integers(0, 10_000), st.integers(2, 4), st.integers(1, 4), st.sampled_from([0.0, 0.5, 1.0])
)


@relaxed
@given(cases, st.sampled_from([None, 0]))
def test_a_wide_beam_equals_looking_at_everything(case, end):
    seed, vocabulary, length, alpha = case
    model = Pairs(np.random.default_rng(seed), vocabulary)
    start = np.random.default_rng(seed + 1).integers(0, vocabulary, size=2)
    width = vocabulary**length
    beams = beam_search(model, model.states(2), start, width, length, end, alpha)
    for b in range(2):
        want = exhaustive(model, start[b], length, end, alpha)
        assert beams.scores[b, 0] == pytest.approx(want[0][0], abs=1e-9)
        assert tuple(beams.best()[b].tolist()) == want[0][1]
        if end is None:  # nothing is cut off early: all of them, in their order
            got = beams.scores[b]
            assert got == pytest.approx([score for score, _ in want], abs=1e-9)


@relaxed
@given(cases, st.integers(1, 5), st.sampled_from([None, 0]))
def test_what_it_returns_is_ranked_different_and_scored_rightly(case, width, end):
    seed, vocabulary, length, alpha = case
    model = Pairs(np.random.default_rng(seed), vocabulary)
    beams = beam_search(model, model.states(1), [1], width, length, end, alpha)
    assert beams.ids.shape == (1, width, beams.lengths.max())
    assert (np.diff(beams.scores[0][np.isfinite(beams.scores[0])]) <= 1e-12).all()
    seen = set()
    rows = zip(beams.ids[0].tolist(), beams.lengths[0].tolist(), beams.scores[0], strict=True)
    for ids, n, score in rows:
        tokens = tuple(ids[:n])
        assert (n == 0) == (score == -np.inf)
        if n == 0:
            continue
        assert tokens not in seen
        seen.add(tokens)
        assert score == pytest.approx(model.log_probability(1, tokens) / n**alpha, abs=1e-9)
        assert end is None or (end not in tokens[:-1] and (n == length or tokens[-1] == end))
        assert set(ids[n:]) <= {0 if end is None else end}


@relaxed
@given(cases, st.integers(1, 4), st.sampled_from([None, 0]))
def test_a_row_in_a_batch_is_as_good_as_alone(case, width, end):
    seed, vocabulary, length, alpha = case
    model = Pairs(np.random.default_rng(seed), vocabulary)
    start = np.random.default_rng(seed + 1).integers(0, vocabulary, size=4)
    together = beam_search(model, model.states(4), start, width, length, end, alpha)
    for b in range(4):
        alone = beam_search(model, model.states(1), start[b : b + 1], width, length, end, alpha)
        np.testing.assert_array_equal(together.lengths[b], alone.lengths[0])
        np.testing.assert_allclose(together.scores[b], alone.scores[0], atol=1e-12)
        n = alone.ids.shape[-1]
        np.testing.assert_array_equal(together.ids[b, :, :n], alone.ids[0])


@relaxed
@given(st.integers(0, 10_000), st.integers(2, 5), st.integers(1, 6))
def test_a_beam_of_one_without_an_end_is_greedy(seed, vocabulary, length):
    model = Pairs(np.random.default_rng(seed), vocabulary)
    start = np.arange(vocabulary)
    greedy = generate(model, model.states(vocabulary), start, length, Greedy())
    beams = beam_search(model, model.states(vocabulary), start, 1, length)
    np.testing.assert_array_equal(beams.ids[:, 0], greedy)


def test_a_wider_beam_finds_what_greed_misses():
    table = np.log([[0.1, 0.6, 0.3], [0.4, 0.3, 0.3], [0.05, 0.05, 0.9]])

    def step(ids, states):
        return table[ids], states

    assert beam_search(step, None, [0], 1, 2).best()[0].tolist() == [1, 0]  # 0.6 · 0.4
    best = beam_search(step, None, [0], 2, 2)
    assert best.best()[0].tolist() == [2, 2]  # 0.3 · 0.9
    assert np.exp(best.scores[0]) == pytest.approx([0.27, 0.24])
    far = beam_search(lambda ids, states: (table[ids] + 2000, states), None, [0], 2, 2)
    np.testing.assert_allclose(far.scores, best.scores, atol=1e-9)  # exp(2000) is infinite


def test_of_equal_hypotheses_the_first_are_kept():
    ties = np.arange(300.0) % 2  # as many as a sort that is not stable mixes
    beams = beam_search(lambda ids, states: (ties[None].repeat(3, 0), states), None, [0], 3, 1)
    assert beams.ids[0, :, 0].tolist() == [1, 3, 5]


def test_what_follows_the_end_is_the_end_whatever_its_number():
    table = np.log([[0.3, 0.3, 0.4]])
    beams = beam_search(lambda ids, states: (table.repeat(3, 0), states), None, [0], 3, 3, end=2)
    assert beams.ids.shape == (1, 3, 2)
    assert beams.lengths[0].tolist() == [1, 2, 2]
    for ids, n in zip(beams.ids[0], beams.lengths[0], strict=True):
        assert (ids[n - 1 :] == 2).all()


END, A, B_ = 0, 1, 2
SHORT_OR_LONG = np.log(
    [
        [0.98, 0.01, 0.01],  # after the end, not used
        [0.40, 0.599, 0.001],  # after a: end, or go on with a
        [0.90, 0.05, 0.05],
    ]
)


def short_or_long(ids, states):
    return SHORT_OR_LONG[ids], states


def test_normalisation_by_length_changes_the_winner():
    # "end" has 0.4. "a a a" has 0.599³ = 0.215, its mean factor is 0.599, and the better one.
    plain = beam_search(short_or_long, None, [A], 3, 3, end=END)
    assert plain.best()[0].tolist() == [END]
    assert np.exp(plain.scores[0, 0]) == pytest.approx(0.4)
    normal = beam_search(short_or_long, None, [A], 3, 3, end=END, length_penalty=1.0)
    assert normal.best()[0].tolist() == [A, A, A]
    assert np.exp(normal.scores[0, 0]) == pytest.approx(0.599)


def test_a_hypothesis_may_win_with_what_it_will_be_after_normalisation():
    # After one token "end" has 0.5, and going on only 0.4, but what follows is sure.
    table = np.log(np.maximum([[1, 0, 0], [0.5, 0.1, 0.4], [0, 0, 1]], 1e-30))
    beams = beam_search(lambda ids, states: (table[ids], states), None, [A], 1, 3, END, 1.0)
    assert beams.best()[0].tolist() == [B_, B_, B_]
    assert beams.scores[0, 0] == pytest.approx(np.log(0.4) / 3)


def test_rows_that_are_finished_are_not_scored_again():
    seen = []

    def step(ids, states):
        """Row 0 ends at once, row 1 from the third token on, row 2 never."""
        rows = np.asarray(states)
        seen.append(rows.tolist())
        sure = np.log([0.999, 0.0005, 0.0005])
        logits = np.where((rows == 0)[:, None], sure, np.log([0.001, 0.998, 0.001]))
        logits[rows == 1] = sure if len(seen) >= 3 else np.log([1e-6, 1 - 2e-6, 1e-6])
        return logits, rows

    beams = beam_search(step, np.arange(3), [1, 1, 1], 2, 6, end=0)
    assert [row.tolist() for row in beams.best()] == [[0], [1, 1, 0], [1] * 6]
    assert all(rows.count(b) in (0, 2) for rows in seen for b in range(3))
    assert [0 in rows for rows in seen] == [True, True, False, False, False, False]
    assert [1 in rows for rows in seen] == [True, True, True, True, False, False]
    assert all(2 in rows for rows in seen)


def test_it_stops_when_all_rows_have_ended():
    calls = []

    def step(ids, states):
        calls.append(len(ids))
        return np.tile(np.log([0.9, 0.05, 0.05]), (len(ids), 1)), states

    beams = beam_search(step, None, [1], 1, 50, end=0)
    assert beams.best()[0].tolist() == [0]
    assert beams.ids.shape == (1, 1, 1)
    assert calls == [1]


def test_there_may_be_fewer_hypotheses_than_the_beam_is_wide():
    beams = beam_search(lambda ids, states: (np.zeros((len(ids), 2)), states), None, [0], 5, 1)
    assert beams.lengths.tolist() == [[1, 1, 0, 0, 0]]
    assert np.isneginf(beams.scores[0, 2:]).all()


def test_a_beam_over_a_network_finds_no_less_likely_text():
    model = model_of([keras.layers.LSTM(5, return_sequences=True)], seed=4)
    stepper = Stepper(model)
    _, states = stepper.read(IDS[:, :-1])
    greedy = generate(stepper, states, IDS[:, -1], 6, Greedy())
    narrow, wide = (beam_search(stepper, states, IDS[:, -1], k, 6) for k in (1, 20))
    np.testing.assert_array_equal(narrow.ids[:, 0], greedy)
    for b, best in enumerate(wide.best()):
        text = np.concatenate([IDS[b], best])[None]
        logits = whole(model, text)[0, 7:-1].astype(float)
        by_hand = sum(log_softmax(row)[token] for row, token in zip(logits, best, strict=True))
        assert wide.scores[b, 0] == pytest.approx(by_hand, abs=1e-4)
        assert wide.scores[b, 0] >= narrow.scores[b, 0] - 1e-6


@pytest.mark.parametrize("width", [0, -1, 2.0, True, "2", None])
def test_a_wrong_width_is_refused(width):
    with pytest.raises(ValueError, match=r"width must be an integer of 1 or more. Received"):
        beam_search(short_or_long, None, [A], width, 3)


@pytest.mark.parametrize("penalty", [-0.1, 1.1, np.nan, True, "1", None])
def test_a_wrong_penalty_is_refused(penalty):
    with pytest.raises(ValueError, match=r"length_penalty must lie in \[0, 1\]. Received"):
        beam_search(short_or_long, None, [A], 2, 3, length_penalty=penalty)

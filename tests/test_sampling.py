"""Samplers, the stepper, generation and beam search, each held against something slower."""

import itertools

import rnn_utils
from rnn_utils import layers
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


@pytest.mark.parametrize("temperature", [0, -1.0, np.nan, np.inf])
def test_temperatures_out_of_range(temperature):
    for make in (Temperature, lambda t: TopK(2, t), lambda t: TopP(0.5, t)):
        with pytest.raises(ValueError, match=r"temperature must be above 0.*Greedy"):
            make(temperature)


@pytest.mark.parametrize("k", [0, -2, 2.0, True, None])
def test_k_out_of_range(k):
    with pytest.raises(ValueError, match=r"k must be an integer of 1 or more. Received"):
        TopK(k)


@pytest.mark.parametrize("p", [0, -0.1, 1.2, np.nan])
def test_p_out_of_range(p):
    with pytest.raises(ValueError, match=r"p must lie in \(0, 1\]. Received .* 1.0 keeps every"):
        TopP(p)


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


@pytest.mark.parametrize("start", [[], 3, [[1]], [1.0], "a"])
def test_a_wrong_start_is_refused(start):
    for go in (
        lambda: generate(spell, None, start, 3, Greedy()),
        lambda: beam_search(spell, None, start, 2, 3),
    ):
        with pytest.raises(ValueError, match=r"start must be integer ids \(batch,\). Received"):
            go()


def test_a_wrong_length_is_refused():
    for go in (
        lambda: generate(spell, None, [0], 0, Greedy()),
        lambda: beam_search(spell, None, [0], 2, 0),
    ):
        with pytest.raises(ValueError, match=r"length must be at least 1. Received 0"):
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


def model_of(middle, seed=0):
    """A language model with weights that are all random, biases too."""
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(V, 3),
            *middle,
            keras.layers.Dense(V),
        ]
    )
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(0, 0.7, size=w.shape) for w in model.get_weights()])
    return model


def whole(model, ids):
    return keras.ops.convert_to_numpy(model(ids))


IDS = np.random.default_rng(3).integers(0, V, size=(3, 8))


@pytest.mark.parametrize("name", STACKS)
def test_token_by_token_equals_the_whole_text(name):
    model = model_of(STACKS[name]())
    stepper, want = Stepper(model), whole(model, IDS)
    states = None
    for t, column in enumerate(IDS.T):
        logits, states = stepper(column, states)
        np.testing.assert_allclose(logits, want[:, t], atol=1e-5)
    assert np.abs(want[:, -1] - whole(model, IDS[:, -1:])[:, -1]).max() > 0.01  # states matter


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


@pytest.mark.parametrize("width", [0, -1, 2.0, True])
def test_a_wrong_width_is_refused(width):
    with pytest.raises(ValueError, match=r"width must be an integer of 1 or more. Received"):
        beam_search(short_or_long, None, [A], width, 3)


@pytest.mark.parametrize("penalty", [-0.1, 1.1, np.nan])
def test_a_wrong_penalty_is_refused(penalty):
    with pytest.raises(ValueError, match=r"length_penalty must lie in \[0, 1\]. Received"):
        beam_search(short_or_long, None, [A], 2, 3, length_penalty=penalty)

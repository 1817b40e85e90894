"""The encoder-decoder: parity of attention, masks, translation, saving, bad input."""

import functools

import rnn_utils
from rnn_utils import reference, sampling, seq2seq, text
from rnn_utils.seq2seq import AdditiveAttention, DotAttention, GeneralAttention, Seq2Seq

import keras
import numpy as np
import pytest
from keras import ops

LETTERS = text.Vocabulary("abcde")
KINDS = [
    ("gru", None, False),
    ("lstm", None, True),
    ("gru", "additive", True),
    ("lstm", "additive", False),
    ("gru", "dot", False),
    ("lstm", "general", True),
]
TEXTS = ["abcde", "", "b", "eeedcbaabcde", "zzz", "aéc"]


@functools.cache
def model(cell, attention, bidirectional):
    """A network with random weights, large enough that its answers differ, and vary in length."""
    keras.utils.set_random_seed(3)
    network = Seq2Seq(LETTERS, LETTERS, 7, cell, attention, bidirectional, max_length=9)
    random = np.random.default_rng(5)
    network.set_weights([random.normal(size=w.shape) for w in network.get_weights()])
    network.logits.set_weights([2 * w for w in network.logits.get_weights()])
    return network


def numpy(x):
    return ops.convert_to_numpy(x)


# ── attention against its twins ──────────────────────────────────────────────────────────────

B, T, S, U, M = 3, 4, 5, 6, 8
TWINS = {
    DotAttention: (reference.dot_scores, U),
    GeneralAttention: (reference.general_scores, M),
    AdditiveAttention: (reference.additive_scores, M),
}


@pytest.mark.parametrize("kind", TWINS)
def test_attention_equals_its_twin(kind):
    scores, width = TWINS[kind]
    random = np.random.default_rng(0)
    query, memory = random.normal(size=(B, T, U)), random.normal(size=(B, S, width))
    mask = np.array([[1, 1, 1, 1, 1], [0, 1, 0, 0, 1], [1, 0, 0, 0, 0]], bool)
    layer = kind(dtype="float64")
    layer(query, memory, mask)
    weights = [random.normal(size=w.shape) for w in layer.get_weights()]
    layer.set_weights(weights)
    got = layer(query, memory, mask)
    want = reference.attend(scores(query, memory, *weights), memory, mask)
    for ours, twin in zip(got, want, strict=True):
        np.testing.assert_allclose(numpy(ours), twin, atol=1e-12)
    assert (numpy(got[1])[1, :, [0, 2, 3]] == 0).all()


def test_dot_attention_equals_keras():
    random = np.random.default_rng(0)
    query, memory = random.normal(size=(B, T, U)), random.normal(size=(B, S, U))
    mask = np.arange(S) < np.array([[5], [2], [1]])
    context, weights = DotAttention(dtype="float64")(query, memory, mask)
    theirs, scores = keras.layers.Attention(dtype="float64")(
        [query, memory], mask=[None, mask], return_attention_scores=True
    )
    np.testing.assert_allclose(numpy(context), numpy(theirs), atol=1e-12)
    np.testing.assert_allclose(numpy(weights), numpy(scores), atol=1e-12)


def test_twin_refuses_a_sequence_without_a_real_step():
    with pytest.raises(ValueError, match="Received one without"):
        reference.attend(np.zeros((1, 1, 2)), np.zeros((1, 2, 3)), [[False, False]])


# ── masks ────────────────────────────────────────────────────────────────────────────────────


def test_real_steps_are_the_tokens_and_one_end():
    got = numpy(seq2seq.real(np.array([[3, 4, 0, 0, 0], [0, 0, 0, 0, 0], [2, 2, 2, 2, 0]])))
    assert got.astype(int).tolist() == [[1, 1, 1, 0, 0], [1, 0, 0, 0, 0], [1, 1, 1, 1, 1]]


@pytest.mark.parametrize("kind", KINDS)
def test_padding_changes_no_logit(kind):
    network = model(*kind)
    x, y = network.pairs(["abc", "edcba"], ["ba", "abcd"])
    wide = {name: np.pad(ids, ((0, 0), (0, 4))) for name, ids in x.items()}
    steps = y.shape[1]
    np.testing.assert_allclose(
        numpy(network(wide))[:, :steps], numpy(network(x)), rtol=1e-5, atol=1e-5
    )


@pytest.mark.parametrize("beam_width", [1, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_alone_in_a_batch_and_with_extra_padding_the_answer_is_the_same(kind, beam_width):
    network = model(*kind)
    together = network.translate(TEXTS, beam_width)
    assert len(set(together)) > 1
    assert together == [network.translate([one], beam_width)[0] for one in TEXTS]
    longer = [*TEXTS, "abcde" * 8]  # all others are padded to its 41 steps
    assert together == network.translate(longer, beam_width)[:-1]
    assert together == network.translate(TEXTS[::-1], beam_width)[::-1]


def test_more_texts_than_one_batch_holds(monkeypatch):
    network = model("gru", "additive", True)
    whole, maps = network.translate(TEXTS, return_attention=True)
    monkeypatch.setattr(seq2seq, "BATCH", 2)
    parts, same = network.translate(TEXTS, return_attention=True)
    assert parts == whole
    for one, other in zip(maps, same, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


def test_padding_does_not_flatter_the_loss():
    network = model("gru", None, False)
    network.compile("sgd")
    x, y = network.pairs(["abc", "edcba"], ["ba", "abcd"])
    logits = numpy(network(x)).astype(float)
    p = sampling.log_softmax(logits)
    steps = [p[k, t, y[k, t]] for k, n in enumerate([3, 5]) for t in range(n)]  # with the end
    wide = {name: np.pad(ids, ((0, 0), (0, 30))) for name, ids in x.items()}
    for inputs, labels in [(x, y), (wide, np.pad(y, ((0, 0), (0, 30))))]:
        loss = network.evaluate(inputs, labels, verbose=0)
        assert loss == pytest.approx(-np.mean(steps), rel=1e-5)


# ── translation ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS)
def test_steps_give_the_logits_of_the_training_model(kind):
    network = model(*kind)
    x, _ = network.pairs(["abcd", "e"], ["bead", "dabe"])
    whole = numpy(network(x))
    states, ids = network.begin(["abcd", "e"])
    for t in range(x["target"].shape[1]):
        assert (x["target"][:, t] == ids).all() or t > 0
        logits, states = network.step(x["target"][:, t], states)
        np.testing.assert_allclose(logits, whole[:, t], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_width_one_is_greedy_and_a_beam_finds_what_is_likelier(kind):
    network = model(*kind)

    def log_probability(answers):
        x, y = network.pairs(TEXTS, answers)
        p = sampling.log_softmax(numpy(network(x)))
        steps = np.take_along_axis(p, y[..., None], axis=2)[..., 0]
        return (steps * numpy(seq2seq.real(y))).sum(axis=1)

    greedy, beam = network.translate(TEXTS), network.translate(TEXTS, beam_width=200)
    short = np.array([len(a) < 9 and len(b) < 9 for a, b in zip(greedy, beam, strict=True)])
    gain = log_probability(beam) - log_probability(greedy)
    assert (gain[short] > -1e-4).all()


def test_words_go_in_and_come_out_as_lists():
    words = text.Vocabulary(["one", "two"])
    network = Seq2Seq(words, words, 4, max_length=3)
    answers = network.translate([["one", "two"], [], ("two", "three")])
    assert all(isinstance(answer, list) and len(answer) <= 3 for answer in answers)


@pytest.mark.parametrize("kind", [KINDS[0], KINDS[2]])
def test_an_answer_without_an_end_is_cut_at_max_length(kind):
    network = Seq2Seq(LETTERS, LETTERS, 4, *kind, max_length=6)
    weights = network.logits.get_weights()
    weights[0][:], weights[1][:] = 0, [-9, -9, 5, 0, 0, 0, 0]  # the bias wants "a" for ever
    network.logits.set_weights(weights)
    for width in (1, 2):
        assert network.translate(["ab", ""], width) == ["aaaaaa", "aaaaaa"]


def test_attention_has_a_row_for_each_written_token_and_a_column_for_each_read_one():
    network = model("gru", "additive", True)
    lists = [[*one] for one in TEXTS]
    for width in (1, 3):
        answers, maps = network.translate(lists, width, return_attention=True)
        assert answers == network.translate(lists, width)
        assert ["".join(answer) for answer in answers] == network.translate(TEXTS, width)
        assert not any("" in answer for answer in answers)  # the end belongs to no answer
        for read, answer, weights in zip(lists, answers, maps, strict=True):
            assert weights.shape == (len(answer) + 1, len(read) + 1)
            np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)


def test_attention_weights_are_those_of_the_steps():
    network = model("lstm", "general", True)
    (answer,), (weights,) = network.translate([["e", "d", "c"]], return_attention=True)
    x, _ = network.pairs(["edc"], [answer])
    memory, states = network.encode(x["source"])
    _, want = network.decode(x["target"], memory, states, seq2seq.real(x["source"]))
    np.testing.assert_allclose(weights, numpy(want)[0], atol=1e-5)


# ── a Keras model ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [KINDS[1], KINDS[2]])
def test_saved_and_loaded_it_answers_the_same_and_trains_on(kind, tmp_path):
    network = model(*kind)
    network.compile("sgd")
    network.save(tmp_path / "model.keras")
    loaded = Seq2Seq.load(tmp_path / "model.keras")
    assert loaded.translate(TEXTS, 2) == network.translate(TEXTS, 2)
    assert loaded.get_config() == {**network.get_config(), "name": loaded.name}
    loaded.compile("sgd")
    x, y = loaded.pairs(["abc"], ["cba"])
    before = loaded.evaluate(x, y, verbose=0)
    loaded.fit(x, y, epochs=3, verbose=0)
    assert loaded.evaluate(x, y, verbose=0) < before


def test_load_refuses_another_kind_of_model(tmp_path):
    other = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    other.save(tmp_path / "other.keras")
    with pytest.raises(TypeError, match="It holds a Sequential"):
        Seq2Seq.load(tmp_path / "other.keras")


@pytest.mark.parametrize("kind", [KINDS[0], KINDS[2], KINDS[4], KINDS[5]])
def test_it_learns_and_inference_shares_the_weights(kind):
    keras.utils.set_random_seed(0)
    network = Seq2Seq(LETTERS, LETTERS, 24, *kind, max_length=8)
    texts = ["abc", "ba", "e", "", "dcab", "eb"]
    before = network.translate(texts)
    network.compile(keras.optimizers.Adam(0.03, clipnorm=1.0))
    x, y = network.pairs(texts, [one[::-1] for one in texts])
    network.fit(x, y, epochs=150, verbose=0)
    assert before != network.translate(texts) == [one[::-1] for one in texts]


# ── bad input ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"units": 0}, ValueError, "units must be an integer of 1 or more. Received 0"),
        ({"units": 2.5}, ValueError, "units must be an integer"),
        ({"max_length": 0}, ValueError, "max_length must be"),
        ({"cell": "rnn"}, ValueError, "cell must be one of 'gru', 'lstm'. Received 'rnn'"),
        ({"attention": "luong"}, ValueError, "attention must be one of None, 'additive'"),
        ({"attention": "dot", "bidirectional": True}, ValueError, 'Use attention="general"'),
        ({"source_vocabulary": "abc"}, TypeError, "source_vocabulary must be a Vocabulary"),
    ],
)
def test_constructor_refuses(options, error, message):
    arguments = {"source_vocabulary": LETTERS, "target_vocabulary": LETTERS, "units": 4}
    with pytest.raises(error, match=message):
        Seq2Seq(**arguments | options)


def test_methods_refuse():
    network = model("gru", None, False)
    with pytest.raises(ValueError, match="Received 2 and 1"):
        network.pairs(["a", "b"], ["a"])
    with pytest.raises(ValueError, match="Received 0 and 0"):
        network.pairs([], [])
    with pytest.raises(ValueError, match="must not be empty"):
        network.pairs([["a", ""]], ["a"])
    with pytest.raises(TypeError, match="Received the string 'ab'"):
        network.translate("ab")
    with pytest.raises(ValueError, match="at least one text"):
        network.translate([])
    with pytest.raises(ValueError, match="no attention to return"):
        network.translate(["a"], return_attention=True)
    with pytest.raises(ValueError, match="width must be an integer"):
        network.translate(["a"], beam_width=0)

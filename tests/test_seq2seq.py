"""The encoder-decoder: parity of attention, masks, translation, saving, bad input."""

import functools
import re

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


def test_additive_attention_with_identities_equals_keras():
    random = np.random.default_rng(0)
    query, memory, v = (random.normal(size=s) for s in [(B, T, U), (B, S, U), (U,)])
    mask = np.arange(S) < np.array([[5], [2], [1]])
    ours = AdditiveAttention(dtype="float64")
    ours(query, memory, mask)
    ours.set_weights([np.eye(U), np.eye(U), v])
    theirs = keras.layers.AdditiveAttention(dtype="float64")
    theirs.build([query.shape, memory.shape])
    theirs.set_weights([v])
    context = theirs([query, memory], mask=[None, ops.convert_to_tensor(mask)])
    np.testing.assert_allclose(numpy(ours(query, memory, mask)[0]), numpy(context), atol=1e-12)


PRECISION = {"float16": 5e-3, "bfloat16": 5e-2, "float32": 1e-6, "float64": 1e-12}
NONE_REAL = np.array([[1, 1, 0, 1, 1], [0, 0, 0, 0, 0], [0, 0, 1, 0, 0]], bool)


def attend_with_gradients(layer, query, memory, mask):
    """(context, weights, gradients by query, memory and each weight) in float64."""
    import tensorflow as tf

    query, memory = (tf.cast(a, layer.compute_dtype) for a in (query, memory))
    with tf.GradientTape() as tape:
        tape.watch([query, memory])
        context, weights = layer(query, memory, mask)
        loss = tf.reduce_sum(context[..., :3] ** 2) + tf.reduce_sum(weights[..., :2])
    watched = [query, memory, *(w.value for w in layer.trainable_variables)]
    slopes = tape.gradient(loss, watched, unconnected_gradients="zero")
    return [numpy(tf.cast(a, "float64")) for a in (context, weights, *slopes)]


@pytest.mark.parametrize("dtype", [*PRECISION, "mixed_float16", "mixed_bfloat16"])
@pytest.mark.parametrize("kind", TWINS)
def test_a_memory_of_padding_gives_zeros_and_disturbs_no_other(kind, dtype):
    scores, width = TWINS[kind]
    random = np.random.default_rng(0)
    query, memory = random.normal(size=(B, T, U)), random.normal(size=(B, S, width))
    layer = kind(dtype=dtype)
    layer(query, memory, NONE_REAL)
    trained = [0.5 * random.normal(size=w.shape) for w in layer.get_weights()]
    layer.set_weights(trained)
    context, weights, *slopes = attend_with_gradients(layer, query, memory, NONE_REAL)
    assert not context[1].any()
    assert not weights[1].any()
    assert all(np.isfinite(slope).all() for slope in slopes)
    assert not any(slope[1].any() for slope in slopes[:2])
    near = PRECISION[dtype.removeprefix("mixed_")]
    others = [0, 2]
    want = reference.attend(
        scores(query[others], memory[others], *trained), memory[others], NONE_REAL[others]
    )
    for ours, twin in zip((context, weights), want, strict=True):
        np.testing.assert_allclose(ours[others], twin, atol=4 * near)
    alone = attend_with_gradients(layer, query[others], memory[others], NONE_REAL[others])
    for k, (ours, same) in enumerate(zip(slopes, alone[2:], strict=True)):
        ours = ours[others] if k < 2 else ours
        np.testing.assert_allclose(ours, same, atol=4 * near * max(1, np.abs(same).max()))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_scores_far_below_zero_still_outweigh_padding(dtype):
    query, memory = np.full((1, 1, 2), 1e6), np.array([[[-1e6, -1e6], [-2e6, -1e6], [0.0, 0.0]]])
    context, weights = DotAttention(dtype=dtype)(query, memory, np.array([[True, True, False]]))
    assert numpy(weights).tolist() == [[[1, 0, 0]]]
    np.testing.assert_array_equal(numpy(context), [[[-1e6, -1e6]]])


@pytest.mark.parametrize("shape", [(B, 1), (1, S), (B, T), (S,), (B, T, S), (S, B)])
@pytest.mark.parametrize("kind", TWINS)
def test_masks_of_another_shape_are_refused(kind, shape):
    width = TWINS[kind][1]
    query, memory, mask = np.ones((B, T, U)), np.ones((B, S, width)), np.ones(shape, bool)
    message = rf"mask must .* \(batch, time\) = \(3, 5\)\. Received {re.escape(str(shape))}"
    with pytest.raises(ValueError, match=message):
        kind()(query, memory, mask)
    with pytest.raises(ValueError, match=message):
        reference.attend(np.ones((B, T, S)), memory, mask)


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


def test_the_loss_of_many_steps_does_not_drown_in_half_precision():
    """In float16 the sum of the losses would be infinite, and that of the steps rounded."""
    network = model("gru", None, False)
    random = np.random.default_rng(0)
    y = np.pad(random.integers(2, 7, size=(700, 11)), ((0, 0), (0, 1)))
    logits = (40 * random.normal(size=(700, 12, 7))).astype("float16")
    p = sampling.log_softmax(logits)
    want = -np.take_along_axis(p, y[..., None], axis=2).mean()
    assert -p.min(axis=2).sum() > 65504
    got = network.compute_loss(y=y, y_pred=ops.convert_to_tensor(logits))
    assert float(got) == pytest.approx(want, rel=1e-5)


# ── weights of pairs and steps ───────────────────────────────────────────────────────────────


def losses_of(network, pairs, **options):
    sources, targets = zip(*pairs, strict=True)
    return network.evaluate(*network.pairs(sources, targets), verbose=0, **options)


def test_sample_weight_is_a_weighted_mean():
    network = model("gru", "dot", False)
    network.compile("sgd")
    pairs = [("abc", "ba"), ("edcba", "abcd"), ("b", "")]
    plain = losses_of(network, pairs)

    def weighted(*weights):
        return losses_of(network, pairs, sample_weight=np.array(weights))

    assert weighted(1.0, 1.0, 1.0) == pytest.approx(plain, rel=1e-6)
    assert weighted(0.0, 1.0, 0.0) == pytest.approx(losses_of(network, pairs[1:2]), rel=1e-6)
    twice = losses_of(network, [pairs[0], pairs[0], pairs[2]])
    assert weighted(2.0, 0.0, 1.0) == pytest.approx(twice, rel=1e-6)
    assert weighted(4.0, 0.0, 2.0) == pytest.approx(twice, rel=1e-6)
    assert abs(twice - plain) > 0.01
    steps = np.zeros((3, 5))
    steps[0, 1], steps[1, 4], steps[2, 3] = 1, 3, 100  # the last is padding
    x, y = network.pairs(*zip(*pairs, strict=True))
    p = sampling.log_softmax(numpy(network(x)))
    want = -(p[0, 1, y[0, 1]] + 3 * p[1, 4, y[1, 4]]) / 4
    got = network.evaluate(x, y, sample_weight=steps, verbose=0)
    assert got == pytest.approx(want, rel=1e-5)


def test_fit_obeys_sample_weight():
    """With the weight 0 a pair moves nothing; a batch of such pairs leaves all as it was."""
    kept, only = (Seq2Seq(LETTERS, LETTERS, 5, attention="dot") for _ in range(2))
    pairs = [("abc", "ba"), ("edcba", "abcd")]
    only.set_weights(kept.get_weights())
    x, y = kept.pairs(*zip(*pairs, strict=True))
    for network in (kept, only):
        network.compile(keras.optimizers.SGD(0.5))
    kept.fit(x, y, sample_weight=np.array([0.0, 3.0]), verbose=0)
    only.fit(*only.pairs(["edcba"], ["abcd"]), verbose=0)
    before = kept.get_weights()
    for ours, theirs in zip(before, only.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)
    kept.fit(x, y, sample_weight=np.zeros(2), verbose=0)
    for ours, theirs in zip(before, kept.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_training_does_not_follow_is_refused():
    network = Seq2Seq(LETTERS, LETTERS, 4)
    x, y = network.pairs(["abc", "ab"], ["ba", "c"])
    network.compile("sgd")
    before = network.get_weights()
    classes = dict.fromkeys(range(7), 0.5)
    for train in (
        lambda: network.fit(x, y, verbose=0, class_weight=classes),
        lambda: network.fit(x, y, 32, 1, 0, None, 0.0, None, True, classes),
        lambda: network.train_on_batch(x, y, class_weight=classes),
    ):
        with pytest.raises(ValueError, match=r"class_weight is for .*Received \{0: 0\.5.*sample_w"):
            train()
    for weights in (np.ones((2, 2)), np.ones((2, 3, 1))):
        with pytest.raises(ValueError, match=r"sample_weight must have the shape \(pairs,\)"):
            network.fit(x, y, sample_weight=weights, verbose=0)
    for options in (
        {"loss": "mse"},
        {"loss_weights": [2.0]},
        {"metrics": ["accuracy"]},
        {"weighted_metrics": ["mse"]},
    ):
        ((name, value),) = options.items()
        message = rf"^{name} must be left out.*Received {re.escape(repr(value))}.*optimizer only"
        with pytest.raises(ValueError, match=message):
            network.compile("sgd", **options)
    with pytest.raises(ValueError, match=r"^loss must be left out"):
        network.compile("sgd", "mse")
    network.compile("sgd", loss=None, metrics=None, steps_per_execution=2)
    assert network.steps_per_execution == 2
    for ours, theirs in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_the_decoder_starts_from_both_ends_of_the_text():
    """Each state of its own from the same state of either direction, by the dense layers."""
    network = model("lstm", None, True)
    x, _ = network.pairs(["abc", "edcba"], ["a", "b"])
    read = network.encoder(network.source_embedding(x["source"]), mask=seq2seq.real(x["source"]))
    h, c, h_back, c_back = map(numpy, read[1:])
    states = network.encode(x["source"])[1]
    for state, pair, bridge in zip(
        states, [(h, h_back), (c, c_back)], network.bridges, strict=True
    ):
        kernel, bias = bridge.get_weights()
        want = np.tanh(np.concatenate(pair, axis=1) @ kernel + bias)
        np.testing.assert_allclose(numpy(state), want, atol=1e-5)


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


@pytest.mark.parametrize("kind", [KINDS[1], KINDS[2]])
def test_logits_that_are_no_numbers_are_not_answered(kind):
    network = Seq2Seq(LETTERS, LETTERS, 4, *kind, max_length=6)
    kernel, bias = network.logits.get_weights()
    network.logits.set_weights([kernel, np.where(np.arange(7) % 2, bias, -np.inf)])
    for width in (1, 3):  # -inf forbids a token, and here the end
        answers = network.translate([["a", "b"], []], width)
        assert all(len(answer) == 6 and set(answer) <= {"<unk>", "b", "d"} for answer in answers)
    for spoilt in (np.nan, np.inf):
        network.logits.set_weights([kernel, np.where(np.arange(7) == 3, spoilt, bias)])
        for width in (1, 3):
            with pytest.raises(ValueError, match=r"logits must be finite.*Did training diverge"):
                network.translate(["ab"], width)
    network.logits.set_weights([kernel, bias])
    embedding = network.target_embedding.get_weights()[0]
    embedding[0] = np.nan
    network.target_embedding.set_weights([embedding])
    with pytest.raises(ValueError, match="logits must be finite"):
        network.translate(["ab"])


# ── a Keras model ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [KINDS[1], KINDS[2]])
def test_saved_and_loaded_it_answers_the_same_and_trains_on(kind, tmp_path):
    network = model(*kind)
    network.compile("sgd")
    network.save(tmp_path / "model.keras")
    loaded = Seq2Seq.load(tmp_path / "model.keras")
    assert loaded.translate(TEXTS, 2) == network.translate(TEXTS, 2)
    assert loaded.get_config() == {**network.get_config(), "name": loaded.name}
    x, y = loaded.pairs(["abc"], ["cba"])
    before = loaded.evaluate(x, y, verbose=0)
    loaded.fit(x, y, epochs=3, verbose=0)
    assert loaded.evaluate(x, y, verbose=0) < before


def test_training_goes_on_where_it_was_saved(tmp_path):
    """With the optimizer, its rate and its moments."""
    network = Seq2Seq(LETTERS, LETTERS, 5, attention="dot")
    network.compile(keras.optimizers.Adam(0.03), steps_per_execution=2)
    x, y = network.pairs(["abc", "eb"], ["ba", "abcd"])
    network.fit(x, y, epochs=3, verbose=0)
    network.save(tmp_path / "model.keras")
    loaded = Seq2Seq.load(tmp_path / "model.keras")
    assert (loaded.steps_per_execution, int(loaded.optimizer.iterations)) == (2, 3)
    for one in (network, loaded):
        one.fit(x, y, epochs=2, verbose=0)
    for ours, theirs in zip(network.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_load_refuses_another_kind_of_model(tmp_path):
    other = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    other.save(tmp_path / "other.keras")
    with pytest.raises(TypeError, match="It holds a Sequential"):
        Seq2Seq.load(tmp_path / "other.keras")


@pytest.mark.parametrize("kind", [KINDS[2], KINDS[4], KINDS[5]])
def test_dtype_reaches_every_layer_and_the_steps(kind, tmp_path):
    network = Seq2Seq(LETTERS, LETTERS, 5, *kind, max_length=4, dtype="float64")
    assert {w.dtype for w in network.weights} == {"float64"}
    assert {layer.compute_dtype for layer in network._flatten_layers()} == {"float64"}
    x, _ = network.pairs(["abcd", "e"], ["bead", "dabe"])
    whole = numpy(network(x))
    states, _ = network.begin(["abcd", "e"])
    for t in range(3):
        logits, states = network.step(x["target"][:, t], states)
        np.testing.assert_allclose(logits, whole[:, t], atol=1e-13)
    network.compile("sgd")
    network.save(tmp_path / "model.keras")
    assert Seq2Seq.load(tmp_path / "model.keras").logits.compute_dtype == "float64"


@pytest.mark.parametrize("kind", [KINDS[2], KINDS[4]])
def test_mixed_precision_trains_and_translates_without_a_warning(kind):
    network = Seq2Seq(LETTERS, LETTERS, 8, *kind, max_length=4, dtype="mixed_float16")
    assert {w.dtype for w in network.weights} == {"float32"}
    assert network.logits.compute_dtype == "float16"
    network.compile("adam")
    losses = network.fit(*network.pairs(["ab", "c"], ["ba", "c"]), epochs=2, verbose=0)
    assert np.isfinite(losses.history["loss"]).all()
    texts = ["ab", "", "abcde"]
    assert network.translate(texts, 2) == [network.translate([one], 2)[0] for one in texts]
    if network.attention is not None:
        _, maps = network.translate(texts, return_attention=True)
        for weights in maps:
            np.testing.assert_allclose(weights.astype("float64").sum(axis=1), 1, atol=5e-3)


def test_numpy_integers_are_plain_ones_in_the_model_and_its_file(tmp_path):
    sizes = {"units": np.int64(4), "max_length": np.int32(7)}
    network = Seq2Seq(LETTERS, LETTERS, **sizes, bidirectional=np.True_)
    config = network.get_config()
    assert [type(config[name]) for name in ("units", "max_length", "bidirectional")] == [
        int,
        int,
        bool,
    ]
    network.compile("sgd")
    network.save(tmp_path / "model.keras")
    loaded = Seq2Seq.load(tmp_path / "model.keras")
    assert (loaded.units, loaded.max_length, loaded.bidirectional) == (4, 7, True)


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
        ({"units": True}, ValueError, "units must be an integer"),
        ({"units": "8"}, ValueError, "units must be an integer"),
        ({"max_length": 0}, ValueError, "max_length must be"),
        ({"max_length": np.float64(3)}, ValueError, "max_length must be"),
        ({"bidirectional": "no"}, TypeError, "bidirectional must be True or False. Received 'no'"),
        ({"attention": ["dot"]}, ValueError, "attention must be one of None, 'additive'"),
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
    with pytest.raises(ValueError, match=r"width must be an integer of 1 or more\. Received 0"):
        network.translate(["a"], beam_width=0)
    for width in (True, 1.0, 2.5, "2"):
        with pytest.raises(ValueError, match=r"beam_width must be an integer of 1 or more"):
            network.translate(["a"], beam_width=width)


@pytest.mark.parametrize("one", ["ab", b"ab", bytearray(b"ab"), "", np.str_("ab")])
def test_one_string_is_no_list_of_texts(one):
    network = model("gru", None, False)
    for name, read in [
        ("sources", lambda: network.pairs(one, ["a", "b"])),
        ("targets", lambda: network.pairs(["a", "b"], one)),
        ("texts", lambda: network.begin(one)),
        ("texts", lambda: network.translate(one)),
    ]:
        with pytest.raises(TypeError, match=rf"^{name} must be a list of texts\. Received the \w+"):
            read()


def test_texts_may_come_from_anything_that_yields_them():
    network = model("gru", None, False)
    want, y = network.pairs(["ab", "c"], ["ba", "c"])
    got, same = network.pairs((one for one in ("ab", "c")), np.array(["ba", "c"]))
    np.testing.assert_array_equal(y, same)
    np.testing.assert_array_equal(got["source"], want["source"])
    assert network.translate(iter(["ab", "c"])) == network.translate(["ab", "c"])
    for nothing in (None, 3):
        with pytest.raises(TypeError, match=rf"texts must be a list of texts. Received {nothing}"):
            network.translate(nothing)


def test_a_step_takes_integer_ids():
    network = model("gru", None, False)
    states, _ = network.begin(["ab", "c"])
    for ids in ([0.5, 1.5], [[0], [1]], ["a", "b"]):
        with pytest.raises(ValueError, match=r"ids must be integer ids \(batch,\)"):
            network.step(ids, states)

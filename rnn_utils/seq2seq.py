"""From one sequence to another of a different length: encoder, decoder and attention.

Shapes: B batch, S source steps, T target steps, U units, M numbers of a remembered step, V tokens.
"""

import inspect

import rnn_utils
from rnn_utils import layers, sampling, text

import keras
import numpy as np
from keras import ops

__all__ = ["AdditiveAttention", "Attention", "DotAttention", "GeneralAttention", "Seq2Seq"]

END = text.PADDING  # the empty token; it stands before the first token and after the last one
CELLS = {"gru": keras.layers.GRU, "lstm": keras.layers.LSTM}
BATCH = 1024  # texts that are translated at a time
# What a masked step scores: about the lowest number that each type holds. With -inf, a sequence
# without a real step would subtract one infinity from another.
LOWEST = {"float16": -65504.0, "bfloat16": -3e38, "float32": -3e38, "float64": -1e308}


class Attention(keras.layers.Layer):
    r"""Looks up what is remembered: the mean of the memory, weighted by how well it fits a query.

    $$a_{ts} = \frac{\exp e_{ts}}{\sum_{s'} \exp e_{ts'}}, \quad c_t = \sum_s a_{ts} m_s$$

    The sum runs over the real steps of the memory. If there are none, because all is padding, the
    weights are 0 and so is the mean. A subclass gives the scores $e_{ts}$.
    """

    def call(self, query, memory, mask):
        """Attend.

        Args:
            query: (B, T, U), what is asked at each step.
            memory: (B, S, M), what is remembered.
            mask: (B, S) of bool, True where a remembered step is real.

        Returns:
            context, weights: (B, T, M) and (B, T, S).

        Raises:
            ValueError: if the mask has another shape.
        """
        layers._check_mask(mask, memory.shape)
        mask = ops.cast(mask, "bool")[:, None, :]  # (B, 1, S)
        scores = ops.where(mask, self.score(query, memory), LOWEST[self.compute_dtype])  # (B, T, S)
        weights = ops.exp(scores - ops.max(scores, axis=-1, keepdims=True))
        weights = ops.where(mask, weights, 0.0)
        total = ops.sum(weights, axis=-1, keepdims=True)  # 1 or more, or 0 without a real step
        weights = weights / ops.where(total > 0, total, 1.0)
        return ops.matmul(weights, memory), weights

    def score(self, query, memory):
        """The scores (B, T, S)."""
        raise NotImplementedError


@keras.saving.register_keras_serializable("rnn_utils")
class DotAttention(Attention):
    r"""Scores by the product of query and memory, which must be of the same size.

    $$e_{ts} = q_t \cdot m_s$$

    Source: Luong, Pham & Manning, 2015, arXiv:1508.04025.
    """

    def score(self, query, memory):
        return ops.matmul(query, ops.transpose(memory, (0, 2, 1)))


@keras.saving.register_keras_serializable("rnn_utils")
class GeneralAttention(Attention):
    r"""Scores by a product with a trained matrix between query and memory.

    $$e_{ts} = q_t W m_s$$

    Source: Luong, Pham & Manning, 2015, arXiv:1508.04025.
    """

    def build(self, query_shape, memory_shape, mask_shape=None):
        self.kernel = self.add_weight(shape=(query_shape[-1], memory_shape[-1]), name="kernel")

    def score(self, query, memory):
        return ops.matmul(ops.matmul(query, self.kernel), ops.transpose(memory, (0, 2, 1)))


@keras.saving.register_keras_serializable("rnn_utils")
class AdditiveAttention(Attention):
    r"""Scores by a trained layer, as wide as the query, with one output.

    $$e_{ts} = v \cdot \tanh(q_t W_1 + m_s W_2)$$

    ``keras.layers.AdditiveAttention`` has $v$ only.

    Source: Bahdanau, Cho & Bengio, 2015, arXiv:1409.0473.
    """

    def build(self, query_shape, memory_shape, mask_shape=None):
        units = query_shape[-1]
        self.query_kernel = self.add_weight(shape=(units, units), name="query_kernel")
        self.memory_kernel = self.add_weight(shape=(memory_shape[-1], units), name="memory_kernel")
        self.scale = self.add_weight(shape=(units,), name="scale", initializer="random_uniform")

    def score(self, query, memory):
        asked = ops.matmul(query, self.query_kernel)[:, :, None]  # (B, T, 1, U)
        known = ops.matmul(memory, self.memory_kernel)[:, None]  # (B, 1, S, U)
        return ops.sum(self.scale * ops.tanh(asked + known), axis=-1)


ATTENTION = {
    None: lambda dtype: None,
    "additive": AdditiveAttention,
    "dot": DotAttention,
    "general": GeneralAttention,
}


@keras.saving.register_keras_serializable("rnn_utils")
class Seq2Seq(keras.Model):
    """Reads a text with one network, the encoder, and writes another with a second, the decoder.

    A text is a string, whose characters are the tokens, or a list of strings, such as words. On
    both sides the empty token, id 0, ends it; the decoder is given the same token to begin with.
    So an empty text has one step, too. What follows the end is padding: it is masked, and changes
    nothing. An unknown token is read as "<unk>".

    Without attention, all that the decoder knows of the source are the encoder's last states, its
    own first ones (Cho et al., 2014; Sutskever, Vinyals & Le, 2014). With attention it also looks
    at every step of the encoder: the decoder's output is the query, and it is joined with what was
    found there by a dense layer with tanh, as in Luong et al., 2015. (Bahdanau et al., 2015, ask
    with the state before the step and feed the answer into it.)

    Args:
        source_vocabulary, target_vocabulary: of :class:`rnn_utils.text.Vocabulary`.
        units: of the encoder, of the decoder, and the size of the embeddings.
        cell: "gru" or "lstm".
        attention: None, "additive", "dot" or "general".
        bidirectional: whether the encoder reads in both directions, with ``units`` units each. Its
            two last states are then mapped to the decoder's first by a dense layer with tanh.
        max_length: the most tokens that :meth:`translate` writes, the end included.
        dtype: of all layers, such as "float64" or "mixed_float16"; by default Keras's own setting.

    Raises:
        ValueError: for an unknown cell or attention, units or a length below 1, or "dot" with an
            encoder of both directions, whose steps are twice as wide as the query.
        TypeError: if a vocabulary is no Vocabulary, or ``bidirectional`` neither True nor False.

    Training: compile with an optimizer only (the loss is the mean cross-entropy of the real target
    steps, in nats), and fit on :meth:`pairs`, with ``sample_weight`` if pairs or steps are to count
    more or less. Another loss, metrics and ``class_weight`` are refused with a ValueError. ``save``
    and :meth:`load` keep all.

    Sources: Cho et al., 2014, arXiv:1406.1078; Sutskever, Vinyals & Le, 2014, arXiv:1409.3215;
    Bahdanau, Cho & Bengio, 2015, arXiv:1409.0473; Luong, Pham & Manning, 2015, arXiv:1508.04025.

    >>> letters = text.Vocabulary("abc")
    >>> model = Seq2Seq(letters, letters, units=8, attention="dot", max_length=4)
    >>> model.compile("adam")
    >>> x, y = model.pairs(["ab", "cab"], ["ba", "bac"])
    >>> y
    array([[3, 2, 0, 0],
           [3, 2, 4, 0]], dtype=int32)
    >>> history = model.fit(x, y, verbose=0)
    >>> [len(answer) <= 4 for answer in model.translate([["a", "b"], []])]
    [True, True]
    """

    def __init__(
        self,
        source_vocabulary,
        target_vocabulary,
        units,
        cell="gru",
        attention=None,
        bidirectional=False,
        max_length=100,
        **kwargs,
    ):
        super().__init__(**kwargs)
        units = sampling.checked_count("units", units, "Try 64.")
        max_length = sampling.checked_count("max_length", max_length, "Try 100.")
        if not isinstance(bidirectional, bool | np.bool_):
            raise TypeError(f"bidirectional must be True or False. Received {bidirectional!r}.")
        for name, value in [("source", source_vocabulary), ("target", target_vocabulary)]:
            if not isinstance(value, text.Vocabulary):
                raise TypeError(
                    f"{name}_vocabulary must be a Vocabulary. Received {type(value).__name__}. "
                    "Number the tokens first: rnn_utils.text.Vocabulary(tokens)."
                )
        _one_of("cell", cell, CELLS)
        _one_of("attention", attention, ATTENTION)
        if attention == "dot" and bidirectional:
            raise ValueError(
                f"With bidirectional=True a step of the encoder has {2 * units} numbers and the "
                f'query {units}, which have no dot product. Use attention="general".'
            )
        self.source_vocabulary, self.target_vocabulary = source_vocabulary, target_vocabulary
        self.units, self.cell, self.attention_name = units, cell, attention
        self.bidirectional, self.max_length = bool(bidirectional), max_length

        layer, same = CELLS[cell], {"dtype": self.dtype_policy}
        self.source_embedding = keras.layers.Embedding(len(source_vocabulary), units, **same)
        self.target_embedding = keras.layers.Embedding(len(target_vocabulary), units, **same)
        encoder = layer(units, return_sequences=True, return_state=True, **same)
        self.encoder = keras.layers.Bidirectional(encoder, **same) if bidirectional else encoder
        if bidirectional:
            self.bridges = [
                keras.layers.Dense(units, "tanh", name=f"bridge_{k}", **same)
                for k in range(1 + (cell == "lstm"))
            ]
        self.decoder = layer(units, return_sequences=True, **same)
        self.attention = ATTENTION[attention](**same)
        if attention is not None:
            self.combine = keras.layers.Dense(units, "tanh", use_bias=False, name="combine", **same)
        self.logits = keras.layers.Dense(len(target_vocabulary), name="logits", **same)
        self({name: np.zeros((1, 1), np.int32) for name in ("source", "target")})  # builds all
        self._inference = _Inference(self)

    def call(self, inputs):
        """Logits (B, T, V) of each target token, given those before it ("teacher forcing").

        Args:
            inputs: a dictionary of "source", ids (B, S), and "target", ids (B, T) of the tokens
                before, END first; see :meth:`pairs`.
        """
        memory, states = self.encode(inputs["source"])
        return self.decode(inputs["target"], memory, states, real(inputs["source"]))[0]

    def encode(self, source):
        """Read: ids (B, S) to the memory (B, S, M) and the decoder's first states, (B, U) each."""
        embedded = self.source_embedding(source)
        memory, *states = self.encoder(embedded, mask=real(source))
        if self.bidirectional:
            half = len(states) // 2
            both = zip(states[:half], states[half:], strict=True)
            states = [
                bridge(ops.concatenate(pair, axis=-1))
                for bridge, pair in zip(self.bridges, both, strict=True)
            ]
        return memory, states

    def decode(self, target, memory, states, mask):
        """Write, with the right tokens before each step: logits (B, T, V) and weights (B, T, S)."""
        # Padding stands at the end and the decoder looks back only, so it needs no mask.
        h = self.decoder(self.target_embedding(target), initial_state=states)  # (B, T, U)
        return self.predict_tokens(h, memory, mask)

    def predict_tokens(self, h, memory, mask):
        """From the decoder's outputs (B, T, U) to logits, and weights (None without attention)."""
        weights = None
        if self.attention is not None:
            context, weights = self.attention(h, memory, mask)
            h = self.combine(ops.concatenate([context, h], axis=-1))
        return self.logits(h), weights

    def compile(self, optimizer="rmsprop", loss=None, **options):
        """Choose an optimizer, as ``keras.Model.compile`` does. The loss is the model's own.

        Raises:
            ValueError: for another loss, its weights, or metrics, which would count padding.
        """
        for name in ("loss", "loss_weights", "metrics", "weighted_metrics"):
            given = loss if name == "loss" else options.pop(name, None)
            if given is not None:
                raise ValueError(
                    f"{name} must be left out: the loss is the mean cross-entropy of the real "
                    f"steps, and padding counts for nothing. Received {given!r}. "
                    "Give an optimizer only."
                )
        super().compile(optimizer, **options)

    def compile_from_config(self, config):
        """What :meth:`load` does with the optimizer that was saved; Keras wants it with compile."""
        self.compile(**keras.saving.deserialize_keras_object(config))
        self.optimizer.build(self.trainable_variables)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The mean cross-entropy of the real steps of y, ids (B, T), in nats.

        With ``sample_weight``, (B,) or (B, T), the mean is weighted: a pair of weight 2 counts as
        if it were there twice, one of weight 0 as if it were left out.

        Raises:
            ValueError: if the weights have another shape.
        """
        y_pred = ops.cast(y_pred, keras.backend.result_type(y_pred.dtype, "float32"))
        losses = keras.losses.sparse_categorical_crossentropy(y, y_pred, from_logits=True)  # (B, T)
        weights = ops.cast(real(y), losses.dtype)
        if sample_weight is not None:
            weights = weights * ops.cast(_of_steps(sample_weight, losses), losses.dtype)
        return ops.divide_no_nan(ops.sum(losses * weights), ops.sum(weights))

    def fit(self, *args, **options):
        """Train, as ``keras.Model.fit`` does.

        Raises:
            ValueError: for ``class_weight``.
        """
        _refuse_class_weight(super().fit, args, options)
        return super().fit(*args, **options)

    def train_on_batch(self, *args, **options):
        """One update, as ``keras.Model.train_on_batch`` makes it.

        Raises:
            ValueError: for ``class_weight``.
        """
        _refuse_class_weight(super().train_on_batch, args, options)
        return super().train_on_batch(*args, **options)

    def pairs(self, sources, targets):
        """Encode pairs of texts for :meth:`fit`.

        Args:
            sources, targets: as many texts each.

        Returns:
            x, y: a dictionary of "source" (B, S) and "target" (B, T), what the decoder reads, and
            ids (B, T), what it should write: the target, moved one step ahead.

        Raises:
            ValueError: if their numbers differ, there are none, or a token is empty.
            TypeError: if one of them is a single string, whose letters would be taken for texts.
        """
        sources, targets = _texts("sources", sources), _texts("targets", targets)
        if len(sources) != len(targets) or not sources:
            raise ValueError(
                "sources and targets must hold as many texts, at least one. "
                f"Received {len(sources)} and {len(targets)}."
            )
        y = _ids(self.target_vocabulary, targets)
        before = np.pad(y, ((0, 0), (1, 0)), constant_values=END)[:, :-1]
        return {"source": _ids(self.source_vocabulary, sources), "target": before}, y

    def begin(self, texts):
        """Read texts. Returns what :meth:`step` needs as states, and the B tokens to start with.

        Raises:
            ValueError: if there is no text, or a token is empty.
            TypeError: if ``texts`` is one string.
        """
        ids = self._read(_texts("texts", texts))
        memory, *states = self._inference.encoder.predict_on_batch(ids)
        mask = ops.convert_to_numpy(real(ids))
        return [memory, mask, *states], np.full(len(ids), END, np.int32)

    def step(self, ids, states):
        """One step of the decoder, as :mod:`rnn_utils.sampling` wants it.

        Args:
            ids: (B,) the tokens before.
            states: from :meth:`begin`, or from the step before.

        Returns:
            logits, states: a NumPy array (B, V), and the new states.
        """
        memory, mask, *states = states
        ids = sampling.checked_ids("ids", ids)
        logits, *states = self._inference.step.predict_on_batch([ids, memory, mask, *states])
        return logits, [memory, mask, *states]

    def translate(self, texts, beam_width=1, return_attention=False):
        """Read texts, and write what the network finds likeliest.

        Args:
            texts: a list of texts. An empty one, one with unknown tokens, or one longer than any
                in training is answered like any other; how well is another question.
            beam_width: 1 takes the likeliest token at each step; more keeps that many hypotheses
                and looks for the largest probability of the whole.
            return_attention: whether to return the weights, too.

        Returns:
            A list of as many texts, of strings if ``texts`` are strings, else of lists of tokens.
            One that reaches ``max_length`` without an end is cut there. With ``return_attention``
            also a list of arrays (T + 1, S + 1): the row of each written token and of the end, a
            column for each token that was read and for the end.

        Raises:
            ValueError: if there is no text, the width is no integer of 1 or more, weights are asked
                of a model without attention, or the network's logits are not finite.
            TypeError: if ``texts`` is one string.
        """
        texts = _texts("texts", texts)
        sampling.checked_count("beam_width", beam_width, "1 is greedy.")
        if return_attention and self.attention is None:
            raise ValueError(
                "This model has no attention to return. Make it with "
                'attention="additive", "dot" or "general".'
            )
        if not texts:
            raise ValueError("texts must hold at least one text. Received none.")
        answers, maps = [], []
        for start in range(0, len(texts), BATCH):
            some = texts[start : start + BATCH]
            written = self._write(some, beam_width)
            answers += written
            if return_attention:
                maps += self._weights(some, written)
        answers = [self.target_vocabulary.decode(ids) for ids in answers]
        answers = [
            "".join(answer) if isinstance(read, str) else answer
            for read, answer in zip(texts, answers, strict=True)
        ]
        return (answers, maps) if return_attention else answers

    def _write(self, texts, beam_width):
        """The ids of the answers, without the end."""
        states, start = self.begin(texts)
        if beam_width == 1:
            written = sampling.generate(
                self.step, states, start, self.max_length, sampling.Greedy(), end=END
            )
        else:
            beams = sampling.beam_search(
                self.step, states, start, beam_width, self.max_length, end=END
            )
            written = beams.ids[:, 0]
        lengths = (np.cumsum(written == END, axis=1) == 0).sum(axis=1)
        return [row[:n] for row, n in zip(written, lengths, strict=True)]

    def _weights(self, texts, written):
        """The weights with which the answers were written, by reading them once more."""
        before, _ = text.pad([[END, *row] for row in written])
        source = self._read(texts)
        weights = self._inference.weights.predict_on_batch([source, before])
        columns = ops.convert_to_numpy(real(source)).sum(axis=1)
        return [w[: len(row) + 1, :n] for w, row, n in zip(weights, written, columns, strict=True)]

    def _read(self, texts):
        return _ids(self.source_vocabulary, texts)

    def get_config(self):
        return {
            **super().get_config(),
            "source_vocabulary": list(self.source_vocabulary.tokens),
            "target_vocabulary": list(self.target_vocabulary.tokens),
            "units": self.units,
            "cell": self.cell,
            "attention": self.attention_name,
            "bidirectional": self.bidirectional,
            "max_length": self.max_length,
        }

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        for name in ("source_vocabulary", "target_vocabulary"):
            config[name] = text.Vocabulary.from_tokens(config[name])
        return cls(**config)

    @classmethod
    def load(cls, path):
        """A model that was written by ``save``, ready to translate and to train on.

        Raises:
            TypeError: if another kind of model is in the file.
        """
        model = keras.saving.load_model(path)
        if not isinstance(model, cls):
            raise TypeError(
                f"{path} must hold a {cls.__name__}. It holds a {type(model).__name__}."
            )
        return model


class _Inference:
    """The encoder, one step of the decoder, and the weights, compiled by themselves.

    They share the layers of the model. Keras does not track this object, so they are not saved.
    """

    def __init__(self, model):
        source = keras.Input((None,), dtype="int32")
        memory, states = model.encode(source)
        self.encoder = keras.Model(source, [memory, *states])

        ids = keras.Input((), dtype="int32")
        memory = keras.Input((None, memory.shape[-1]), dtype=memory.dtype)
        mask = keras.Input((None,), dtype="bool")
        states = [keras.Input((model.units,), dtype=state.dtype) for state in states]
        h, after = model.decoder.cell(model.target_embedding(ids), states)
        logits, _ = model.predict_tokens(h[:, None], memory, mask)
        self.step = keras.Model([ids, memory, mask, *states], [logits[:, 0], *after])

        if model.attention is not None:
            target = keras.Input((None,), dtype="int32")
            memory, states = model.encode(source)
            _, weights = model.decode(target, memory, states, real(source))
            self.weights = keras.Model([source, target], weights)


def real(ids):
    """Which steps are real: the tokens of a text and the END after them, (B, T) of bool.

    >>> ops.convert_to_numpy(real(np.array([[5, 6, 0, 0], [0, 0, 0, 0]])))
    array([[ True,  True,  True, False],
           [ True, False, False, False]])
    """
    before = ops.pad(ops.cast(ids != END, "int32"), ((0, 0), (1, 0)), constant_values=1)
    return before[:, :-1] > 0


def _of_steps(sample_weight, losses):
    """Weights of pairs (B,) or of steps (B, T) as an array (B, 1) or (B, T)."""
    try:
        received = tuple(sample_weight.shape)
    except ValueError:  # TensorFlow, in a graph for several ranks: a misfit fails in the product
        received = (None,)
    steps = losses.shape[1]
    fits = len(received) == 2 and (received[1] in (None, 1, steps) or steps is None)
    if len(received) != 1 and not fits:
        raise ValueError(
            "sample_weight must have the shape (pairs,), or (pairs, steps) like the targets, "
            f"{tuple(losses.shape)}. Received {received}."
        )
    return ops.reshape(sample_weight, (ops.shape(losses)[0], -1))


def _refuse_class_weight(method, args, options):
    given = inspect.signature(method).bind(*args, **options).arguments.get("class_weight")
    if given is not None:
        raise ValueError(
            "class_weight is for one class per row; here each row has a class at every step. "
            f"Received {given!r}. Give sample_weight of the shape (pairs, steps)."
        )


def _texts(name, texts):
    """Texts as a list. One string would be a list of its letters."""
    if isinstance(texts, str | bytes | bytearray):
        kind = "string" if isinstance(texts, str) else type(texts).__name__
        raise TypeError(
            f"{name} must be a list of texts. Received the {kind} {texts!r}. "
            "Put a single text into a list."
        )
    try:
        return list(texts)
    except TypeError as error:
        raise TypeError(f"{name} must be a list of texts. Received {texts!r}.") from error


def _ids(vocabulary, texts):
    """The ids of texts, each with its END, padded to (B, T)."""
    encoded = [vocabulary.encode(tokens) for tokens in texts]
    for tokens, ids in zip(texts, encoded, strict=True):
        if (ids == END).any():
            raise ValueError(
                f"A token must not be empty. Received {tokens!r}. The empty token ends a text."
            )
    return text.pad([[*ids, END] for ids in encoded])[0]


def _one_of(name, value, table):
    if value not in list(table):
        raise ValueError(
            f"{name} must be one of {', '.join(map(repr, table))}. Received {value!r}."
        )

"""How the next token is chosen: greedily, by drawing, or by looking ahead with a beam.

Shapes: B batch, K hypotheses of a beam, L tokens, V vocabulary.

A *step* is what all of this runs on: ``step(ids, states) -> (logits, states)`` takes the last
tokens (B,) and the states of a network, and gives the logits (B, V) of the next tokens and the new
states. States are arrays whose first axis is the batch, in any nest of lists, tuples and
dictionaries, or None. So the cost of a token does not grow with the text before it.

Logits are numbers; -inf forbids a token. NaN, +inf, or a row that forbids all tokens are refused
everywhere with a ValueError.
"""

import numbers
from dataclasses import dataclass

import rnn_utils
from rnn_utils import layers

import keras
import numpy as np

__all__ = [
    "Beams",
    "Greedy",
    "Sampler",
    "Stepper",
    "Temperature",
    "TopK",
    "TopP",
    "beam_search",
    "generate",
]


ROUNDING = 1e-6  # of a sum of probabilities from logits in float32


def log_softmax(logits):
    """Logits (..., V) to log-probabilities, in float64."""
    logits = below_the_largest(logits)
    return logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))


def below_the_largest(logits):
    """Logits (..., V) less the largest of their row, in float64."""
    logits = np.asarray(logits, np.float64)
    with np.errstate(over="ignore"):  # further below than a number can say: -inf
        return logits - logits.max(axis=-1, keepdims=True)


class Sampler:
    """Chooses the next tokens from their logits; a subclass overrides :meth:`get_next_token`.

    Args:
        temperature: what logits are divided by before anything else: below 1 the likely tokens
            become likelier, above 1 all become more alike.
        seed: of the draws. Two samplers with the same seed draw the same tokens.

    Raises:
        ValueError: if the temperature is not a finite number above 0.
    """

    def __init__(self, temperature=1.0, seed=None):
        self.temperature = _number(temperature)
        if not 0 < self.temperature < np.inf:
            raise ValueError(
                f"temperature must be above 0, and finite. Received {temperature!r}. "
                "Use Greedy() for the limit at 0."
            )
        self.random = np.random.default_rng(seed)

    def __call__(self, logits):
        """The next tokens (B,), int32, from logits (B, V).

        Raises:
            ValueError: for another rank, or logits that are not finite.
        """
        logits = below_the_largest(_checked_logits(logits))
        with np.errstate(over="ignore"):
            probabilities = np.exp(log_softmax(logits / self.temperature))
        return self.get_next_token(probabilities).astype(np.int32)

    def get_next_token(self, probabilities):
        """Choose tokens (B,) by their probabilities (B, V)."""
        raise NotImplementedError

    def draw(self, weights):
        """Draw tokens (B,), each with a chance in proportion to its weight (B, V).

        Raises:
            ValueError: if a row has no weight above 0.
        """
        heights = np.cumsum(weights, axis=1)
        total = heights[:, -1:]
        if not (total > 0).all():
            raise ValueError(
                "weights must hold a number above 0 in each row. Received a row without. "
                "Keep at least the likeliest token."
            )
        points = self.random.random((len(weights), 1)) * total
        return (heights <= points).sum(axis=1)


class Greedy(Sampler):
    """Always the likeliest token, the first of several. It has a seed for the sake of the others.

    >>> Greedy()([[0.0, 2.0, 1.0]])
    array([1], dtype=int32)
    """

    def __init__(self, seed=None):
        super().__init__(seed=seed)

    def get_next_token(self, probabilities):
        return probabilities.argmax(axis=1)


class Temperature(Sampler):
    """Draws from all tokens, by the probabilities at the given temperature.

    >>> Temperature(0.01, seed=0)([[0.0, 2.0, 1.0]])
    array([1], dtype=int32)
    """

    def get_next_token(self, probabilities):
        return self.draw(probabilities)


class TopK(Sampler):
    """Draws from the ``k`` likeliest tokens. Of equally likely ones the first are kept.

    Source: Fan, Lewis & Dauphin, 2018, Hierarchical neural story generation, arXiv:1805.04833.

    >>> sampler = TopK(2, seed=0)
    >>> sorted({int(sampler([[0.0, 2.0, 1.0]])[0]) for _ in range(50)})
    [1, 2]
    """

    def __init__(self, k, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.k = checked_count("k", k, "1 is greedy.")

    def get_next_token(self, probabilities):
        order = np.argsort(-probabilities, axis=1, kind="stable")
        kept = np.zeros_like(probabilities)
        np.put_along_axis(kept, order[:, : self.k], 1.0, axis=1)
        return self.draw(probabilities * kept)


class TopP(Sampler):
    """Draws from the fewest likeliest tokens that together have a probability of ``p`` or more.

    Of equally likely ones the first are kept. A sum that misses ``p`` by a part in a million or
    less counts as ``p``: logits in float32 are no more exact.

    Source: Holtzman, Buys, Du, Forbes & Choi, 2020, The curious case of neural text degeneration,
    arXiv:1904.09751, who call it nucleus sampling.

    >>> sampler = TopP(0.6, seed=0)
    >>> sorted({int(sampler([np.log([0.1, 0.5, 0.4])])[0]) for _ in range(50)})
    [1, 2]
    """

    def __init__(self, p, temperature=1.0, seed=None):
        super().__init__(temperature, seed)
        self.p = _number(p)
        if not 0 < self.p <= 1:
            raise ValueError(f"p must lie in (0, 1]. Received {p!r}. 1.0 keeps every token.")

    def get_next_token(self, probabilities):
        order = np.argsort(-probabilities, axis=1, kind="stable")
        sorted_ = np.take_along_axis(probabilities, order, axis=1)
        before = np.cumsum(sorted_, axis=1) - sorted_  # of all likelier tokens
        enough = self.p * (1 - ROUNDING) if self.p < 1 else np.inf
        kept = np.zeros_like(probabilities)
        np.put_along_axis(kept, order, (before < enough).astype(float), axis=1)
        return self.draw(probabilities * kept)


class Stepper:
    """A language model that moves one token at a time and remembers where it was.

    It shares the weights of the model, now and after more training. Each layer that looks back is
    replaced by one step of it, whose states go in and come out, so that a token costs the same
    after ten others as after ten thousand. A stepper is a step as :func:`generate` and
    :func:`beam_search` want it.

    Args:
        model: a ``keras.Sequential`` from ids (B, T) to logits (B, T, V), such as Embedding, LSTM
            with ``return_sequences=True``, Dense. It begins with an Embedding. The other layers
            are recurrent layers of Keras or of this book, ``TimeDelay``, layers of Keras that
            treat each step by itself, ``TimeDistributed`` around any other, or a ``Sequential`` of
            such layers.

    With ``mask_zero=True`` in the Embedding, a token 0 changes no state, as in the model. The
    states of a stateful layer are neither read nor changed.

    Raises:
        TypeError: for a model that is not Sequential.
        ValueError: for a recurrent layer that gives no sequence, reads backwards or in both
            directions, for any other layer that may look at other steps, for a model without a
            layer that looks back, or one that ends in a softmax.

    >>> model = keras.Sequential([
    ...     keras.Input((None,), dtype="int32"),
    ...     keras.layers.Embedding(30, 8),
    ...     keras.layers.GRU(16, return_sequences=True),
    ...     keras.layers.Dense(30),
    ... ])
    >>> stepper = Stepper(model)
    >>> logits, states = stepper.read(np.array([[4, 5, 6]]))  # a prompt
    >>> logits.shape, [state.shape for state in states]
    ((1, 30), [(1, 16)])
    >>> logits, states = stepper(np.array([7]), states)  # one token more
    >>> bool(np.allclose(logits, model(np.array([[4, 5, 6, 7]]))[:, -1], atol=1e-6))
    True
    """

    def __init__(self, model):
        if not _is(model, [keras.Sequential]):
            raise TypeError(
                f"model must be a keras.Sequential. Received {type(model).__name__}. {BY_HAND}"
            )
        parts = list(_parts(model))
        if not parts or not _is(parts[0], [keras.layers.Embedding]):
            received = f"{parts[0].name} first" if parts else "no layer"
            raise ValueError(
                "model must begin with a keras.layers.Embedding, which reads ids. "
                f"Received {received}. {BY_HAND}"
            )
        last = parts[-1]
        last = last.layer if isinstance(last, keras.layers.TimeDistributed) else last
        softmax = getattr(last, "activation", None) is keras.activations.softmax
        if softmax or isinstance(last, keras.layers.Softmax):
            raise ValueError(
                "model must end in logits. Received a last layer with softmax. Leave the "
                "activation out, and train with a loss with from_logits=True."
            )
        ids = keras.Input((), dtype="int32")
        x = parts[0](ids[:, None])  # (B, 1, F): one step
        mask = parts[0].compute_mask(ids[:, None])  # (B, 1) or None
        self._begin, before, after = [], [], []
        for layer in parts[1:]:
            x, mask, states, states_after, begin = _one_step(layer, x, mask)
            before += states
            after += states_after
            self._begin.append(begin)
        if not before:
            raise ValueError(
                "model must have a recurrent layer, such as keras.layers.LSTM. Received none."
            )
        self._step = keras.Model([ids, *before], [x[:, 0], *after])

    def __call__(self, ids, states=None):
        """One token more.

        Args:
            ids: (B,) the last tokens.
            states: a list of arrays (B, …), in the order of the layers; None to begin a text.

        Returns:
            logits, states: of the next token, a NumPy array (B, V), and a list like ``states``.

        Raises:
            ValueError: for ids that are not (batch,) of integers.
        """
        ids = checked_ids("ids", ids)
        if states is None:
            states = [state for begin in self._begin for state in begin(len(ids))]
        logits, *states = self._step.predict_on_batch([ids, *states])
        return logits, states

    def read(self, ids, states=None):
        """Read a text of one token or more: ids (B, T) to what follows it, as a call would.

        Raises:
            ValueError: for another rank, or no token.
        """
        ids = np.asarray(ids)
        if ids.ndim != 2 or ids.shape[1] == 0:
            raise ValueError(
                f"ids must have the shape (batch, time), time 1 or more. Received {ids.shape}. "
                "Put a single text into a batch of its own, ids[np.newaxis]."
            )
        for column in ids.T:
            logits, states = self(column, states)
        return logits, states


BY_HAND = "Otherwise write the step yourself: step(ids, states) -> (logits, states)."
RECURRENT = [keras.layers.RNN, keras.layers.SimpleRNN, keras.layers.LSTM, keras.layers.GRU]
RECURRENT += [layers.SimpleRNN, layers.DropoutLSTM]  # all others of the book are called like these
BY_THEMSELVES = [  # at inference these treat each step by itself
    keras.layers.Activation,
    keras.layers.ActivityRegularization,
    keras.layers.Dense,
    keras.layers.Dropout,
    keras.layers.ELU,
    keras.layers.GaussianDropout,
    keras.layers.GaussianNoise,
    keras.layers.Identity,
    keras.layers.LeakyReLU,
    keras.layers.Masking,
    keras.layers.ReLU,
    keras.layers.SpatialDropout1D,
    keras.layers.TimeDistributed,
]
NORMS = [  # these, too, if it is the features that they normalise
    keras.layers.BatchNormalization,
    keras.layers.LayerNormalization,
    keras.layers.RMSNormalization,
    keras.layers.UnitNormalization,
]


def _is(layer, kinds):
    """Whether a layer is of a kind, and is not a subclass that computes something else."""
    return type(layer).call in [kind.call for kind in kinds]


def _parts(model):
    """The layers of a Sequential model, and of those inside it."""
    for layer in model.layers:
        yield from _parts(layer) if _is(layer, [keras.Sequential]) else [layer]


def _one_step(layer, x, mask):
    """Call a layer with one step x (B, 1, F) and its mask (B, 1), or None.

    Returns:
        x, mask, states, states_after, begin: what the next layer is called with, the states before
        the step and after it, and a function from B to the states before the first one.
    """
    if isinstance(layer, keras.layers.Bidirectional):
        raise ValueError(
            f"{layer.name} reads the text from its end, too, which is not written yet. "
            "Use a layer that reads forwards."
        )
    if _is(layer, RECURRENT):
        if layer.go_backwards or not layer.return_sequences:
            raise ValueError(
                f"{layer.name} must read forwards and have return_sequences=True: "
                "a language model gives logits at each step."
            )
        return _recurrent_step(layer, x, mask)
    if _is(layer, [layers.TimeDelay]):
        return _time_delay_step(layer, x, mask)
    axis = np.ravel(getattr(layer, "axis", -1)).tolist()
    if not _is(layer, BY_THEMSELVES) and not (_is(layer, NORMS) and axis in ([-1], [2])):
        raise ValueError(
            f"{layer.name}, a {type(layer).__name__}, may look at other steps than its own. If it "
            f"does not, put it into keras.layers.TimeDistributed. {BY_HAND}"
        )
    takes_mask = mask is not None and isinstance(layer, keras.layers.TimeDistributed)
    y = layer(x, mask=mask) if takes_mask else layer(x)
    mask = layer.compute_mask(x, mask) if layer.supports_masking else None
    return y, mask, [], [], lambda rows: []


def _recurrent_step(layer, x, mask):
    cell = layer.cell
    sizes = cell.state_size  # an integer, or a list, of lists in a stack of cells
    sizes = [sizes] if isinstance(sizes, int) else list(sizes)
    states = keras.tree.map_structure(
        lambda size: keras.Input((size,), dtype=cell.compute_dtype), sizes
    )
    inputs = seen = keras.Input(x.shape[2:], dtype=x.dtype)
    if isinstance(layer, layers.DropoutLSTM):
        seen = keras.ops.concatenate([seen, keras.ops.ones_like(states[0])], axis=-1)
    output, after = cell(seen, states)
    output = keras.ops.cast(output, layer.compute_dtype)
    states, after = keras.tree.flatten(states), keras.tree.flatten(after)
    # In a model of its own, because the cells of two layers may have the same name.
    output, *after = keras.Model([inputs, *states], [output, *after])([x[:, 0], *states])

    width, repeats = output.shape[-1], mask is not None and not layer.zero_output_for_mask
    if mask is not None:  # a masked step keeps the states, and shows zeros or the last output
        after = [keras.ops.where(mask, new, old) for new, old in zip(after, states, strict=True)]
        shown = keras.Input((width,), dtype=output.dtype) if repeats else 0.0
        output = keras.ops.where(mask, output, shown)
    if repeats:
        states, after = [*states, shown], [*after, output]

    def begin(rows):
        first = keras.tree.flatten(layer.get_initial_state(rows))
        if repeats:
            first.append(keras.ops.zeros((rows, width), dtype=layer.compute_dtype))
        return [keras.ops.convert_to_numpy(state) for state in first]

    return output[:, None], mask, states, after, begin


def _time_delay_step(layer, x, mask):
    """The states are the last inputs, (B, D, F); a masked step is zeros, as in the layer."""
    past = keras.Input((layer.delays, x.shape[-1]), dtype=layer.compute_dtype)
    if mask is not None:
        x = keras.ops.where(mask[..., None], x, 0.0)
    window = keras.ops.concatenate([past, x], axis=1)  # (B, D + 1, F)
    y = layer(window)[:, -1:]
    if mask is not None:
        y = keras.ops.where(mask[..., None], y, 0.0)

    def begin(rows):
        return [keras.ops.convert_to_numpy(keras.ops.zeros((rows, *past.shape[1:]), past.dtype))]

    return y, mask, [past], [window[:, 1:]], begin


def generate(step, states, start, length, sampler, end=None):
    """Let a network write: feed each chosen token back in.

    Args:
        step: see the top of this module.
        states: of the network before the first step; a prompt is read beforehand.
        start: (B,) the tokens that are fed first, and are not part of the answer.
        length: the number of tokens to write.
        sampler: a :class:`Sampler`, or any function from logits (B, V) to ids (B,).
        end: the token at which a row ends. The rest of a row that has ended is filled with it.

    Returns:
        (B, L) int32, L at most ``length``: less if every row has ended.

    Raises:
        ValueError: for a start that is not (batch,) of integers, a length below 1, an end that is
            no token, logits that are not finite, or a sampler that gives no tokens.

    >>> def alphabet(ids, states):  # whatever comes, the next letter is the likeliest
    ...     return np.eye(26)[(ids + 1) % 26], states
    >>> ids = generate(alphabet, None, [0], 5, Greedy())
    >>> "".join(chr(97 + i) for i in ids[0])
    'bcdef'
    """
    ids = checked_ids("start", start)
    length, end = _length(length), _end(end)
    written, ended = [], np.zeros(len(ids), bool)
    for _ in range(length):
        logits, states = step(ids, states)
        logits = keras.ops.convert_to_numpy(logits)
        logits = _checked_logits(logits, len(ids), end, alive=~ended)
        ids = checked_ids("What the sampler chooses", sampler(logits), len(ids))
        if end is not None:
            ids = np.where(ended, end, ids).astype(np.int32)
            ended |= ids == end
        written.append(ids)
        if ended.all():
            break
    return np.stack(written, axis=1)


@dataclass(frozen=True, eq=False)
class Beams:
    """The hypotheses that a beam search ends with, the best first.

    Attributes:
        ids: (B, K, L) int32. What follows the end symbol is filled with it.
        lengths: (B, K) the number of tokens, the end symbol included; 0 where there is none.
        scores: (B, K) what they were ranked by; -inf where there are fewer than K.
    """

    ids: np.ndarray
    lengths: np.ndarray
    scores: np.ndarray

    def best(self):
        """A list of B arrays (L,), the best hypothesis of each row, without what was filled in."""
        return [row[0, : n[0]] for row, n in zip(self.ids, self.lengths, strict=True)]


def beam_search(step, states, start, width, length, end=None, length_penalty=0.0):
    r"""Look for the likeliest sequence of tokens with ``width`` hypotheses at a time.

    At each step every hypothesis is continued with every token, and the ``width`` likeliest that
    have not ended go on. One that ends is scored, kept and not continued. A hypothesis of L tokens
    has the score

    .. math:: \frac{1}{L^{\alpha}} \sum_{t=1}^{L} \log p(y_t \mid y_{<t})

    A row is finished as soon as ``width`` hypotheses have ended that none of its others can beat.
    With a width of 1 and no end symbol it is the greedy choice; with a width of V to the power of
    L - 1 it looks at everything.

    Args:
        step: see the top of this module. It is called with B · width rows.
        states: of the network before the first step, for B rows.
        start: (B,) the tokens that are fed first, and are not part of the answer.
        width: K, the number of hypotheses.
        length: the largest number of tokens, the end symbol included. A hypothesis that has not
            ended by then counts as it is.
        end: the token that ends a sequence, or None.
        length_penalty: α in [0, 1]. With 0 the log-probability counts, which favours short
            sequences; with 1 its mean over the tokens.

    Returns:
        :class:`Beams`.

    Raises:
        ValueError: for a start that is not (batch,) of integers, a width or a length below 1, a
            penalty outside [0, 1], an end that is no token, or logits that are not finite.

    Source: Graves, 2012, arXiv:1211.3711 (beam search for networks that write sequences); Wu et
    al., 2016, arXiv:1609.08144 (length normalisation, with another denominator).

    >>> table = np.log([[0.1, 0.6, 0.3], [0.4, 0.3, 0.3], [0.05, 0.05, 0.9]])  # after 0, 1, 2
    >>> def step(ids, states):
    ...     return table[ids], states
    >>> int(Greedy()(step(np.array([0]), None)[0])[0])  # 1 looks best, for now
    1
    >>> beam_search(step, None, [0], width=2, length=2).best()
    [array([2, 2], dtype=int32)]
    """
    ids = checked_ids("start", start)
    length, end = _length(length), _end(end)
    width = checked_count("width", width, "1 is greedy.")
    if not 0 <= _number(length_penalty) <= 1:
        raise ValueError(
            f"length_penalty must lie in [0, 1]. Received {length_penalty!r}. "
            "0 compares log-probabilities, 1 their means."
        )
    found = _Done(len(ids), width, length, 0 if end is None else end)
    rows = np.arange(len(ids))  # those that are not finished
    states = _take(states, np.repeat(rows, width))
    live = np.full((len(ids), width), -np.inf)  # log-probabilities
    live[:, 0] = 0.0  # one hypothesis to begin with: the empty one
    written = np.zeros((len(ids), width, 0), np.int32)
    last = np.repeat(ids, width)
    for t in range(1, length + 1):
        logits, states = step(last, states)
        logits = keras.ops.convert_to_numpy(logits)
        logits = _checked_logits(logits, len(last), end, alive=live.ravel() > -np.inf)
        logits = log_softmax(logits).reshape(*live.shape, -1)  # (B, K, V)
        scores = logits + live[..., None]
        if end is not None:
            ended = np.pad(written, ((0, 0), (0, 0), (0, 1)), constant_values=end)
            found.add(rows, ended, scores[..., end] / t**length_penalty)
            scores[..., end] = -np.inf
        best = np.argsort(-scores.reshape(len(rows), -1), axis=1, kind="stable")[:, :width]
        parents, tokens = np.divmod(best, scores.shape[-1])  # (B, K) each
        live = np.take_along_axis(scores.reshape(len(rows), -1), best, axis=1)
        written = np.take_along_axis(written, parents[..., None], axis=1)
        written = np.concatenate([written, tokens[..., None]], axis=2).astype(np.int32)
        hope = live[:, 0] / length**length_penalty  # at the very best
        going = found.scores[rows, -1] < hope
        if t == length or not going.any():
            break
        kept = (parents + width * np.arange(len(rows))[:, None])[going].ravel()
        states, rows, live, written = _take(states, kept), rows[going], live[going], written[going]
        last = written[..., -1].ravel()
    if t == length:
        found.add(rows, written, live / length**length_penalty)
    longest = max(int(found.lengths.max()), 1)
    return Beams(found.ids[..., :longest], found.lengths, found.scores)


class _Done:
    """The best K hypotheses of each of B rows, among those that have ended."""

    def __init__(self, rows, width, length, fill):
        self.fill = fill
        self.ids = np.full((rows, width, length), fill, np.int32)
        self.lengths = np.zeros((rows, width), int)
        self.scores = np.full((rows, width), -np.inf)

    def add(self, rows, ids, scores):
        """Rank new hypotheses (R, K, t) of some rows (R,) with those that are there."""
        _, width, t = ids.shape
        blank = ((0, 0), (0, 0), (0, self.ids.shape[2] - t))
        ids = np.pad(ids, blank, constant_values=self.fill)
        lengths = np.full(scores.shape, t)
        scores = np.concatenate([self.scores[rows], scores], axis=1)  # (R, 2K)
        # Stable: of those with -inf, which are none, the empty ones from the start stay in front.
        order = np.argsort(-scores, axis=1, kind="stable")[:, :width]
        every = np.arange(len(rows))[:, None]
        self.ids[rows] = np.concatenate([self.ids[rows], ids], axis=1)[every, order]
        self.lengths[rows] = np.concatenate([self.lengths[rows], lengths], axis=1)[every, order]
        self.scores[rows] = scores[every, order]


def _take(states, rows):
    if states is None:
        return None
    return keras.tree.map_structure(lambda s: keras.ops.take(s, rows, axis=0), states)


def checked_ids(name, ids, rows=None):
    """Ids (B,) as int32."""
    ids = np.asarray(ids)
    shaped = ids.ndim == 1 and len(ids) > 0 and rows in (None, len(ids))
    if not shaped or not np.issubdtype(ids.dtype, np.integer):
        batch = "batch" if rows is None else rows
        raise ValueError(
            f"{name} must be integer ids ({batch},). Received {ids.dtype} of shape {ids.shape}. "
            "Put a single id into a list."
        )
    return ids.astype(np.int32)


def checked_count(name, value, example):
    """A number of 1 or more, as a plain integer."""
    if not _whole(value, least=1):
        raise ValueError(f"{name} must be an integer of 1 or more. Received {value!r}. {example}")
    return int(value)


def _number(value):
    """A real number as a float; NaN, which lies in no range, for anything else."""
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    return float(value) if real else np.nan


def _whole(value, least):
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return whole and value >= least


def _length(length):
    if not _whole(length, least=1):
        raise ValueError(
            f"length must be at least 1. Received {length!r}. It is a whole number of tokens."
        )
    return int(length)


def _end(end):
    if end is not None and not _whole(end, least=0):
        raise ValueError(f"end must be a token, an integer from 0 on, or None. Received {end!r}.")
    return end


def _checked_logits(logits, rows=None, end=None, alive=None):
    """Logits (B, V) in float64. Rows that are not alive may hold anything, and become 0."""
    logits = np.array(logits, np.float64)
    if logits.ndim != 2 or logits.shape[1] == 0 or rows not in (None, len(logits)):
        batch = "batch" if rows is None else f"batch = {rows}"
        raise ValueError(
            f"logits must have the shape ({batch}, vocabulary). Received {logits.shape}. "
            "Take the last step of a sequence, logits[:, -1]."
        )
    if end is not None and end >= logits.shape[1]:
        raise ValueError(f"end must be a token, below {logits.shape[1]}. Received {end!r}.")
    if alive is not None:
        logits[~alive] = 0.0
    if not np.isfinite(logits.max(axis=1)).all():  # the max of a row with NaN is NaN
        raise ValueError(
            "logits must be finite, but for -inf, which forbids a token: each row must have a "
            "finite largest value, and no NaN. Received others. Did training diverge?"
        )
    return logits

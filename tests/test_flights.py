"""The flight corpus: what it promises, what its loader and its reader refuse."""

import hashlib
import re
import runpy
from collections import Counter, defaultdict

from data.make import flights as grammar
from data.make.flights import generate, template
from rnn_utils.datasets import Sentence, flights, load_flights, read_conll
from rnn_utils.datasets.flights import to_conll

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def corpus():
    return load_flights()


def everything(corpus):
    return corpus.train + corpus.test


def test_the_grammar_makes_the_files(corpus):
    assert generate() == corpus
    for name, part in zip(flights.SHA256, (corpus.train, corpus.test), strict=True):
        data = (flights.DATA / name).read_bytes()
        assert data.replace(b"\r\n", b"\n") == to_conll(part).encode()


def test_the_script_writes_the_files(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(flights, "DATA", tmp_path)
    runpy.run_path(grammar.__file__, run_name="__main__")
    sums = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in tmp_path.iterdir()}
    assert sums == flights.SHA256
    assert capsys.readouterr().out.split() == [
        w for name in flights.SHA256 for w in (sums[name], name)
    ]


def test_another_seed_makes_another_corpus(corpus):
    other = generate(n_train=200, n_test=50, seed=2)
    assert len(other.train) == 200
    assert len(other.test) == 50
    assert len(set(other.train) & set(corpus.train)) < 20


def test_sizes(corpus):
    assert len(corpus.train) == 4000
    assert len(corpus.test) == 1000
    assert len({s.words for s in everything(corpus)}) == 5000
    slots = Counter(label[2:] for s in corpus.test for label in s.labels if label[0] == "B")
    assert len(slots) == 12
    assert min(slots.values()) >= 30
    assert min(Counter(s.intent for s in corpus.test).values()) >= 100
    assert (
        set(grammar.INTENTS) == {s.intent for s in corpus.test} == {s.intent for s in corpus.train}
    )
    assert max(len(s.words) for s in everything(corpus)) <= grammar.MAX_WORDS


def test_no_template_is_in_both_parts(corpus):
    train, test = ({template(s) for s in part} for part in (corpus.train, corpus.test))
    assert not train & test
    assert len(test) > 400
    fillings = Counter(template(s) for s in everything(corpus))
    assert fillings.most_common(1)[0][1] <= 2 * grammar.MAX_FILLINGS


def test_every_test_word_and_label_occurs_in_training(corpus):
    train = {(w, y) for s in corpus.train for w, y in zip(s.words, s.labels, strict=True)}
    assert {w for s in corpus.test for w in s.words} <= {w for w, _ in train}
    assert {y for s in corpus.test for y in s.labels} <= set(corpus.labels)
    assert corpus.labels[0] == "O"
    assert len(corpus.labels) == 25


def test_the_pair_of_the_book_opens_the_test_part(corpus):
    first, second = (" ".join(s.words) for s in corpus.test[:2])
    assert first == "I would like to arrive in Taipei on November 2nd"
    assert second == "I would like to leave Taipei on November 2nd"
    assert corpus.test[0].labels[-4:] == ("B-to_city", "O", "B-arrive_date", "I-arrive_date")
    assert corpus.test[1].labels[-4:] == ("B-from_city", "O", "B-depart_date", "I-depart_date")


def test_labels_are_well_formed_and_say_which_words_belong_together(corpus):
    cities = set(grammar.VALUES["city"])
    found = set()
    for s in everything(corpus):
        assert len(s.words) == len(s.labels)
        spans = []
        for word, label, last in zip(s.words, s.labels, ("O", *s.labels), strict=False):
            if label[0] == "I":
                assert last[2:] == label[2:]
                spans[-1][1].append(word)
            elif label[0] == "B":
                spans.append((label[2:], [word]))
        values = [" ".join(words) for _, words in spans]
        assert all(
            v in grammar.VALUES[grammar.KINDS[slot]]
            for v, (slot, _) in zip(values, spans, strict=True)
        )
        found |= {v for v in values if v in cities}
        roles = [slot for slot, _ in spans if slot in ("from_city", "to_city")]
        assert len(roles) == len(set(roles))
    assert found == cities
    assert sum(" " in city for city in cities) >= 10


def test_a_label_depends_on_later_words_in_the_twins_only(corpus):
    """Of every prefix the last label is settled, but for ten pairs of test sentences."""
    labels = defaultdict(set)
    for s in everything(corpus):
        for t, label in enumerate(s.labels):
            labels[s.words[: t + 1]].add(label)
    unclear = [
        s
        for s in everything(corpus)
        if any(len(labels[s.words[: t + 1]]) > 1 for t in range(len(s.words)))
    ]
    is_twin = re.compile(r"be in \[(to|from)_city\] (by|until)|_city\] (arrivals|departures) on")
    assert all(is_twin.search(template(s)) for s in unclear)
    assert len(unclear) == 100
    assert sum(s in set(corpus.test) for s in unclear) == 20
    for part in (corpus.train, corpus.test):
        starts = Counter(
            s.words[: next(t for t, y in enumerate(s.labels) if y[2:] == "to_city" or "from" in y)]
            for s in unclear
            if s in set(part)
        )
        assert all(count % 2 == 0 for count in starts.values())


# The loader.


def copy_data(tmp_path, monkeypatch):
    for name in flights.SHA256:
        (tmp_path / name).write_bytes((flights.DATA / name).read_bytes())
    monkeypatch.setattr(flights, "DATA", tmp_path)


def test_a_changed_file_is_named(tmp_path, monkeypatch):
    copy_data(tmp_path, monkeypatch)
    path = tmp_path / "flights_test.conll"
    path.write_text(path.read_text().replace("Taipei", "Paris", 1))
    with pytest.raises(ValueError, match=r"data/flights_test\.conll .*git checkout -- data/fli"):
        load_flights()


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    copy_data(tmp_path, monkeypatch)
    (tmp_path / "flights_train.conll").unlink()
    with pytest.raises(FileNotFoundError, match=r"data/flights_train\.conll .*missing.*git"):
        load_flights()


def test_the_ends_of_the_lines_do_not_matter(tmp_path, monkeypatch, corpus):
    copy_data(tmp_path, monkeypatch)
    for name in flights.SHA256:
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data.replace(b"\n", b"\r\n"))
    assert load_flights() == corpus


# Files of the reader's own.


def written(tmp_path, text):
    path = tmp_path / "mine.conll"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_read_conll(tmp_path):
    text = "# a comment\n# intent = ask_price\nto\tO\nNew\tB-city\nYork\tI-city\n\n\n#\tO\n\n"
    first, second = read_conll(written(tmp_path, text))
    assert first == Sentence(("to", "New", "York"), ("O", "B-city", "I-city"), "ask_price")
    assert second == Sentence(("#",), ("O",), None)


@pytest.mark.parametrize(
    "text", ["Oslo\tB-city", "\ufeffOslo\tB-city\r\n\r\n", "\n\nOslo\tB-city\n"]
)
def test_ends_of_files_and_lines(tmp_path, text):
    assert read_conll(written(tmp_path, text)) == (Sentence(("Oslo",), ("B-city",)),)


def test_writing_and_reading_give_the_same(tmp_path, corpus):
    assert read_conll(written(tmp_path, to_conll(corpus.test))) == corpus.test


PIECES = st.sampled_from(
    [
        *(
            "a",
            "é",
            "#",
            "# intent = x",
            "-DOCSTART-",
            "_",
            "O",
            "\u0301",
            "\u2028",
            "\u200d",
            "日",
        ),
        *("\t", "\n", "\r", " ", "\u00a0", "\u3000", "\x85", "\x1c", "\0", "\ufeff", "\ud800", ""),
    ]
)
WORDS = st.lists(PIECES, max_size=3).map("".join)
LABELS = st.sampled_from(
    ["O", "O", "B-a", "I-a", "B-b", "I-b", "B-a\u00a0b", "B-", "X", "", "B-\0"]
)
SENTENCES = st.builds(
    lambda pairs, more, intent: Sentence(
        tuple(w for w, _ in pairs), (*(y for _, y in pairs), *more), intent
    ),
    st.lists(st.tuples(WORDS, LABELS), max_size=3),
    st.sampled_from([(), (), (), ("O",)]),
    st.none() | WORDS,
)


@settings(deadline=None, max_examples=400)
@given(st.lists(SENTENCES, max_size=3).map(tuple))
def test_what_is_written_reads_back_or_is_refused(tmp_path_factory, sentences):
    try:
        text = to_conll(sentences)
    except ValueError:
        return
    assert read_conll(written(tmp_path_factory.getbasetemp(), text)) == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        Sentence(("#",), ("O",)),
        Sentence(("# intent = x", "New York"), ("O", "B-city"), "# a = b"),
        Sentence(("a\u00a0b", "_"), ("B-a-b", "I-a-b"), "two words"),
    ],
)
def test_what_may_be_written(tmp_path, sentence):
    assert read_conll(written(tmp_path, to_conll([sentence]))) == (sentence,)


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        (Sentence((), ()), "words must be a tuple of at least one. Received"),
        (Sentence("ab", ("O", "O")), "words must be a tuple .* Received 'ab'"),
        (Sentence(("a",), ("O", "O")), "as many labels as words, 1. Received 2"),
        (Sentence(("a", "b"), ("O",)), "as many labels as words, 2. Received 1"),
        (Sentence(("a\tb",), ("O",)), "a word must be a string of one line"),
        (Sentence(("",), ("O",)), "a word must be a string of one line"),
        (Sentence((None,), ("O",)), "a word must be a string of one line"),
        (Sentence(("-DOCSTART-",), ("O",)), "which begins a document"),
        (Sentence(("a",), ("X",)), "a label must be O, B-name or I-name. Received 'X'"),
        (Sentence(("a",), ("I-x",)), "I-x must go on with a slot 'x'. Received it after O"),
        (Sentence(("a", "b"), ("B-y", "I-x")), "Received it after B-y"),
        (Sentence(("a",), (None,)), "a label must be a string"),
        (Sentence(("a",), ("O",), ""), "an intent must be a string of one line"),
        (Sentence(("a",), ("O",), " x"), "an intent must be a string of one line"),
        (Sentence(("a",), ("O",), "x\ny"), "an intent must be a string of one line"),
        (Sentence(("a",), ("O",), "x\ty"), "an intent must be a string of one line"),
    ],
)
def test_what_would_not_read_back_is_refused(sentence, message):
    with pytest.raises(ValueError, match=rf"sentence 2.*{message}"):
        to_conll([Sentence(("a",), ("O",)), sentence])


def test_nothing_cannot_be_written():
    with pytest.raises(ValueError, match="at least one sentence to write"):
        to_conll([])


def test_documents_hashtags_and_spaces_in_words(tmp_path):
    text = "-DOCSTART-\tO\n\n#love\tO\nNew\u00a0York\tB-city\n-DOCSTART- -X- O O\n \tb\tO\n"
    with pytest.raises(ValueError, match="line 6: expected a word, one tab"):
        read_conll(written(tmp_path, text))
    first, second = read_conll(written(tmp_path, text.replace(" \tb", "b c ")))
    assert first.words == ("#love", "New\u00a0York")
    assert second.words == ("b c",)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("to\tO\nOslo B-city\n", 2, "one tab and a label. Received 'Oslo B-city'"),
        ("to\tO\n\nOslo\tNNP\tB-city\n", 3, "leave out other columns"),
        ("to\t\n", 1, "one tab and a label"),
        ("\tO\n", 1, "one tab and a label"),
        ("to\tX\n", 1, "O, B-name or I-name. Received 'X'"),
        ("to\tB-\n", 1, "O, B-name or I-name"),
        ("to\tO\nYork\tI-city\n", 2, "Received it after O"),
        ("New\tB-city\nYork\tI-town\n", 2, "Received it after B-city"),
        ("New\tB-city\n\nYork\tI-city\n", 3, "Received it after O"),
        ("to\tO\n# intent = book\nOslo\tO\n", 2, "after 'to'"),
        ("to\tO\n#love O\n", 2, "one tab and a label. Received '#love O'"),
        ("# B-city\nto\tO\n", 1, "one tab and a label. Received '# B-city'"),
        ("to\u00a0O\n", 1, "one tab and a label"),
        ("1\tto\tO\n", 1, "leave out other columns"),
        (b"to\tO\ncaf\xe9\tO\n", 2, "UTF-8"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path, text, line, what):
    with pytest.raises(ValueError, match=rf"mine\.conll, line {line}: ") as caught:
        read_conll(written(tmp_path, text))
    assert what in str(caught.value)


@pytest.mark.parametrize("text", ["", "\n\n", "# intent = book\n"])
def test_a_file_without_a_sentence(tmp_path, text):
    with pytest.raises(ValueError, match=r"mine\.conll: there must be at least one line"):
        read_conll(written(tmp_path, text))

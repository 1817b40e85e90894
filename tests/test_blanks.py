"""The fill-the-blank corpus: what it promises, what its loader and its reader refuse."""

import hashlib
import runpy
from collections import Counter, defaultdict

from data.make import blanks as grammar
from data.make.blanks import generate, template
from rnn_utils.datasets import Blank, blanks, load_blanks, read_blanks
from rnn_utils.datasets.blanks import to_text

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def corpus():
    return load_blanks()


def parts_of(corpus):
    return {"train": corpus.train, "test": corpus.test}


def ceiling(sentences, seen):
    answers = defaultdict(Counter)
    for sentence in sentences:
        answers[seen(sentence)][sentence.answer] += 1
    return sum(max(counts.values()) for counts in answers.values()) / len(sentences)


def name_of(sentence):
    (name,) = [word for word in sentence.words if word in grammar.NAMES]
    return name


def clues_in(sentence):
    """The clues that stand in a sentence, as (clue, whether it is denied)."""
    text = f" {' '.join(sentence.words)} "
    found = [clue for clue in grammar.CLUES if f" {clue} " in text]
    longest = [c for c in found if not any(c != other and c in other for other in found)]
    return [(clue, f"do not {clue} " in text) for clue in longest]


def test_the_grammar_makes_the_files(corpus):
    assert generate() == corpus
    for name, part in zip(blanks.SHA256, (corpus.train, corpus.test), strict=True):
        data = (blanks.DATA / name).read_bytes()
        assert data.replace(b"\r\n", b"\n") == to_text(part).encode()


def test_the_script_writes_the_files(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(blanks, "DATA", tmp_path)
    runpy.run_path(grammar.__file__, run_name="__main__")
    sums = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in tmp_path.iterdir()}
    assert sums == blanks.SHA256
    assert capsys.readouterr().out.split() == [
        w for name in blanks.SHA256 for w in (sums[name], name)
    ]


def test_another_seed_makes_another_corpus(corpus):
    other = generate({"test": 30, "train": 90}, seed=2)
    assert 30 * 2 <= len(other.test) <= 30 * 6
    assert len(set(other.train) & set(corpus.train)) < 60


def test_sizes(corpus):
    assert (len(corpus.train), len(corpus.test)) == (3625, 1016)
    assert len(set(corpus.train + corpus.test)) == 3625 + 1016
    assert len(corpus.answers) == 17
    assert set(corpus.answers) == {s.answer for s in corpus.test}
    assert min(Counter(s.answer for s in corpus.test).values()) >= 20
    assert max(len(s.words) for s in corpus.train + corpus.test) <= 32
    assert all(s.words[s.place] == "___" for s in corpus.test)
    assert not any(s.answer in s.words for s in corpus.train + corpus.test)


def test_the_sentences_of_the_book_open_the_test_part(corpus):
    endings = {"company": "work there", "phone": "want to buy one", "fruit": "eat one every day"}
    for sentence, (answer, clue) in zip(corpus.test, endings.items(), strict=False):
        assert " ".join(sentence.words) == f"Apple is my favourite ___ , I {clue}"
        assert sentence.answer == answer


def test_the_parts_share_no_template_and_no_pair_of_name_and_clue(corpus):
    templates, pairs = (
        {part: {what(s) for s in sentences} for part, sentences in parts_of(corpus).items()}
        for what in (template, lambda s: frozenset((name_of(s), c) for c, _ in clues_in(s)))
    )
    assert not templates["train"] & templates["test"]
    assert len(templates["test"]) >= 20
    flat = {part: frozenset().union(*found) for part, found in pairs.items()}
    assert not flat["train"] & flat["test"]
    assert len(flat["test"]) == sum(map(len, grammar.MEANINGS.values()))


def test_every_test_word_occurs_in_training(corpus):
    train = {word for s in corpus.train for word in s.words}
    assert {word for s in corpus.test for word in s.words} <= train
    names = {name_of(s) for s in corpus.train}
    assert names == {name_of(s) for s in corpus.test} == set(grammar.NAMES)
    assert {c for s in corpus.train for c, _ in clues_in(s)} == set(grammar.CLUES)


def test_a_sentence_decides_and_its_two_halves_do_not(corpus):
    """The name has several meanings; the clue that holds fits one of them, and it is the answer."""
    ambiguous = 0
    for s in corpus.train + corpus.test:
        meanings = set(grammar.MEANINGS[name_of(s)])
        clues = clues_in(s)
        (holds,) = [clue for clue, denied in clues if not denied]
        assert len(meanings) >= 2
        assert grammar.FITS[holds] & meanings == {s.answer}
        assert all(s.answer not in grammar.FITS[clue] for clue, denied in clues if denied)
        assert s.words.index(name_of(s)) < s.place < s.words.index(holds.split()[0], s.place)
        ambiguous += len(grammar.FITS[holds]) > 1
    assert ambiguous > 0.35 * len(corpus.train + corpus.test)


@pytest.mark.parametrize("part", ["train", "test"])
def test_all_that_stands_before_a_blank_stands_there_with_each_meaning_alike(corpus, part):
    """So the ceiling from left to right is one part in the number of meanings, exactly."""
    sentences = parts_of(corpus)[part]
    answers = defaultdict(Counter)
    for s in sentences:
        answers[s.words[: s.place + 1]][s.answer] += 1
    for before, counts in answers.items():
        (name,) = [word for word in before if word in grammar.NAMES]
        assert set(counts) == set(grammar.MEANINGS[name])
        assert len(set(counts.values())) == 1
    exact = sum(1 / len(grammar.MEANINGS[name_of(s)]) for s in sentences) / len(sentences)
    left = ceiling(sentences, lambda s: s.words[: s.place + 1])
    assert left == pytest.approx(exact)
    assert 0.35 < left < 0.45
    assert ceiling(sentences, lambda s: s.words) == 1


def test_words_without_their_order_do_not_decide_the_test_part(corpus):
    assert ceiling(corpus.test, lambda s: tuple(sorted(s.words))) < 0.7


def test_every_name_has_a_clue_for_the_test_and_one_for_training():
    for name, meanings in grammar.MEANINGS.items():
        for meaning in meanings:
            test, train = (grammar.clues_of(part, name, meaning) for part in ("test", "train"))
            assert len(test) == 1
            assert len(train) >= 1
            assert not set(test) & set(train)


# The loader.


def copy_data(tmp_path, monkeypatch):
    for name in blanks.SHA256:
        (tmp_path / name).write_bytes((blanks.DATA / name).read_bytes())
    monkeypatch.setattr(blanks, "DATA", tmp_path)


def test_a_changed_file_is_named(tmp_path, monkeypatch):
    copy_data(tmp_path, monkeypatch)
    path = tmp_path / "blanks_test.tsv"
    path.write_text(path.read_text().replace("Apple", "Quince", 1))
    with pytest.raises(ValueError, match=r"data/blanks_test\.tsv .*git checkout -- data/blanks_te"):
        load_blanks()


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    copy_data(tmp_path, monkeypatch)
    (tmp_path / "blanks_train.tsv").unlink()
    with pytest.raises(FileNotFoundError, match=r"data/blanks_train\.tsv .*missing.*git"):
        load_blanks()


def test_the_ends_of_the_lines_do_not_matter(tmp_path, monkeypatch, corpus):
    copy_data(tmp_path, monkeypatch)
    for name in blanks.SHA256:
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data.replace(b"\n", b"\r\n"))
    assert load_blanks() == corpus


# A file of one's own.


def written(tmp_path, data):
    path = tmp_path / "mine.tsv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize("start", ["", "\ufeff", "\n\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_reads_what_editors_write(tmp_path, start, end):
    path = written(tmp_path, f"{start}tea\ta  cup of ___{end}{end}cake \t ___ for me")
    assert read_blanks(path) == (
        Blank(("a", "cup", "of", "___"), "tea"),
        Blank(("___", "for", "me"), "cake"),
    )


def test_writes_what_it_reads(tmp_path, corpus):
    path = written(tmp_path, to_text(corpus.test[:9]))
    assert read_blanks(path) == corpus.test[:9]


PIECES = st.sampled_from(
    [
        *("a", "é", "#", "_", "___", "\u0301", "\u200d", "日", "\x7f"),
        *("\t", "\n", "\r", " ", "\u00a0", "\u2028", "\x85", "\x1c", "\0", "\ufeff", "\ud800", ""),
    ]
)
WORDS = st.lists(PIECES, max_size=2).map("".join)
SENTENCES = st.builds(
    lambda before, after, answer: Blank((*before, "___", *after), answer),
    st.lists(WORDS, max_size=2),
    st.lists(WORDS, max_size=2),
    WORDS,
)


@settings(deadline=None, max_examples=400)
@given(st.lists(SENTENCES, max_size=2).map(tuple))
def test_what_is_written_reads_back_or_is_refused(tmp_path_factory, sentences):
    try:
        text = to_text(sentences)
    except ValueError:
        return
    assert read_blanks(written(tmp_path_factory.getbasetemp(), text)) == sentences


@pytest.mark.parametrize(
    "sentence", [Blank(("___",), "#love"), Blank(("#", "___", "____", "_"), "___x")]
)
def test_what_may_be_written(tmp_path, sentence):
    assert read_blanks(written(tmp_path, to_text([sentence]))) == (sentence,)


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        (Blank((), "tea"), "words must be a tuple of at least one"),
        (Blank("a ___", "tea"), "words must be a tuple .* Received 'a ___'"),
        (Blank(("a",), "tea"), "one blank, written ___. Received 0 in 'a'"),
        (Blank(("___", "___"), "tea"), "one blank, written ___. Received 2"),
        (Blank(("___",), "___"), "the answer must be the word"),
        (Blank(("___",), ""), "a word must be a string of one line"),
        (Blank(("___",), None), "a word must be a string of one line"),
        (Blank(("", "___"), "tea"), "a word must be a string of one line"),
        (Blank(("a\n", "___"), "tea"), "a word must be a string of one line"),
        (Blank(("___", "a cup"), "tea"), "no white space in it. Received 'a cup'"),
        (Blank(("___", "a\u00a0cup"), "tea"), "no white space in it"),
        (Blank(("___",), "green tea"), "no white space in it. Received 'green tea'"),
    ],
)
def test_what_would_not_read_back_is_refused(sentence, message):
    with pytest.raises(ValueError, match=rf"sentence 2: .*{message}"):
        to_text([Blank(("___",), "tea"), sentence])


def test_nothing_cannot_be_written():
    with pytest.raises(ValueError, match="at least one sentence to write"):
        to_text([])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("tea a cup of ___", "expected the answer, one tab and the words"),
        ("\ta cup of ___", "expected the answer"),
        ("green tea\ta cup of ___", "answer is one word"),
        ("tea\ta cup\tof ___", "expected the answer"),
        ("tea\ta cup of tea", "one blank, written ___. Received 0"),
        ("tea\t", "Received 0"),
        ("tea\t___ or ___", "Received 2"),
        ("tea\ta cup of ___.", "Put spaces around it"),
        ("___\ta cup of ___", "the answer must be the word that belongs in the blank"),
        ("tea\ta\u00a0cup of ___", r"U\+00A0 \(NO-BREAK SPACE\)"),
        ("tea\ta cup\u3000of ___", r"U\+3000 "),
        ("green\u00a0tea\ta cup of ___", r"U\+00A0 "),
        ("# a comment", "expected the answer, one tab and the words"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, message):
    path = written(tmp_path, f"tea\ta cup of ___\n\n{line}\n")
    with pytest.raises(ValueError, match=rf"mine\.tsv, line 3: .*{message}"):
        read_blanks(path)


def test_bytes_that_are_no_utf8_are_named(tmp_path):
    with pytest.raises(ValueError, match=r"mine\.tsv, line 2: .* UTF-8\. Received the byte 0xff"):
        read_blanks(written(tmp_path, b"tea\ta cup of ___\n\xff\n"))


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_an_empty_file_is_refused(tmp_path, text):
    with pytest.raises(ValueError, match=r"mine\.tsv: there must be at least one line"):
        read_blanks(written(tmp_path, text))

"""The review corpus: what it promises, what its loader and its reader refuse."""

import itertools
import re
from collections import Counter

from rnn_utils.datasets import Review, load_reviews, read_reviews, reviews

import pytest
from hypothesis import given
from hypothesis import strategies as st

KINDS = {"plain", "negated", "mixed", "ironic"}
MOST_SHARED = 0.3  # of the vocabulary of two reviews
LONGEST_RUN = 4  # words
NEGATIONS = {"not", "no", "never", "nothing", "nobody", "none", "neither", "nor", "hardly"}
NEGATIONS |= {"without", "cannot"}
TURNS = {"but", "yet", "although", "though", "despite"}


@pytest.fixture(scope="module")
def corpus():
    return load_reviews()


def test_sizes_and_balance(corpus):
    assert (len(corpus.train), len(corpus.test), len(corpus.pairs)) == (700, 240, 33)
    for part in (corpus.train, corpus.test):
        labels = Counter(review.label for review in part)
        assert labels["positive"] == labels["negative"] == len(part) / 2
        kinds = Counter(review.kind for review in part)
        assert set(kinds) == KINDS
        assert 0.45 < kinds["plain"] / len(part) < 0.6
        assert 0.2 < kinds["negated"] / len(part) < 0.3
        assert 0.15 < kinds["mixed"] / len(part) < 0.25
        assert kinds["ironic"] / len(part) < 0.05
        for kind in ("plain", "negated", "mixed"):
            share = sum(r.label == "positive" for r in part if r.kind == kind) / kinds[kind]
            assert 0.47 < share < 0.53


def negates(review):
    return any(word in NEGATIONS or word.endswith("n't") for word in review.words)


def test_negations_and_mixed_verdicts_are_there(corpus):
    for part in (corpus.train, corpus.test):
        of_kind = {kind: [r for r in part if r.kind == kind] for kind in KINDS}
        assert all(map(negates, of_kind["negated"]))
        assert min(len(of_kind["negated"]), len(of_kind["mixed"])) >= 40
        turns = [bool(TURNS & set(r.words)) for r in of_kind["mixed"]]  # often, not always
        assert 0.6 < sum(turns) / len(turns) < 0.9
        assert min(len(r.words) for r in of_kind["mixed"]) >= 10


@pytest.mark.parametrize("seen", [negates, lambda r: "but" in r.words, lambda r: len(r.words) > 15])
def test_neither_negation_nor_but_nor_length_gives_the_verdict_away(corpus, seen):
    for part in (corpus.train, corpus.test):
        labels = [r.label == "positive" for r in part if seen(r)]
        assert len(labels) >= 30
        assert 0.4 < sum(labels) / len(labels) < 0.6


def test_no_review_is_there_twice(corpus):
    texts = [" ".join(r.words) for r in corpus.train + corpus.test]
    assert len(set(texts)) == len(texts)


def test_the_words_are_those_of_a_plain_pattern(corpus):
    pattern = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
    for review in (*corpus.train, *corpus.test, *(r for pair in corpus.pairs for r in pair)):
        assert review.words == pattern.findall(review.text.lower().replace("’", "'"))


@given(st.text(st.sampled_from("aB’'- 1_²é\u0301\u200d\u200cßİन\u094d·\n"), max_size=12))
def test_no_letter_mark_or_digit_is_lost_and_words_are_words(text):
    words = Review("positive", text).words
    kept = [c for c in text.lower() if c.isalnum()]
    assert [c for word in words for c in word if c.isalnum()] == kept
    for word in words:
        assert Review("positive", word).words == [word]
        assert not any(c.isspace() for c in word)


def test_lengths(corpus):
    lengths = sorted(len(r.words) for r in corpus.train + corpus.test)
    assert lengths[0] >= 4
    assert lengths[-1] <= 31
    assert 12 < lengths[len(lengths) // 2] < 16


def shared(one, other):
    """The share of two sets of words that is in both."""
    return len(one & other) / len(one | other)


def runs(words, length):
    return {tuple(words[k : k + length]) for k in range(len(words) - length + 1)}


def near_duplicates(part, others):
    both = (
        [(r.text, set(r.words), runs(r.words, LONGEST_RUN + 1)) for r in reviews]
        for reviews in (part, others)
    )
    return [
        (text, other)
        for (text, words, found), (other, vocabulary, there) in itertools.product(*both)
        if shared(words, vocabulary) >= MOST_SHARED or found & there
    ]


def test_no_near_duplicates_across_the_parts(corpus):
    assert near_duplicates(corpus.test, corpus.train) == []


def test_no_pair_is_all_but_in_the_parts(corpus):
    pairs = [(set(r.words), runs(r.words, LONGEST_RUN + 1)) for p in corpus.pairs for r in p]
    for other in corpus.train + corpus.test:
        vocabulary, there = set(other.words), runs(other.words, LONGEST_RUN + 1)
        assert not any(found & there for _, found in pairs)
        assert max(shared(words, vocabulary) for words, _ in pairs) < 0.5  # they are short


def test_the_search_for_near_duplicates_finds_some(corpus):
    one, other = corpus.train[0], corpus.train[1]
    changed = Review("negative", one.text.replace(one.words[-1], "something"))
    assert near_duplicates([changed], [one, other]) == [(changed.text, one.text)]
    run = Review("positive", " ".join(["zebra", *other.words[:5], *"abcdefghijklmnopqrstu"]))
    assert near_duplicates([run], [one, other]) == [(run.text, other.text)]
    inside = near_duplicates(corpus.train, corpus.train)
    assert sum(one != other for one, other in inside) > 100


def test_most_words_of_the_test_part_can_be_learned(corpus):
    known = Counter(word for r in corpus.train for word in r.words)
    words = [word for r in corpus.test for word in r.words]
    assert sum(word not in known for word in words) / len(words) < 0.1
    first = [word for pair in corpus.pairs for word in pair[0].words]
    assert sum(word not in known for word in first) / len(first) < 0.05


def test_pairs_have_the_same_words_in_another_order(corpus):
    for good, bad in corpus.pairs:
        assert (good.label, bad.label) == ("positive", "negative")
        assert good.words != bad.words
        assert Counter(good.words) == Counter(bad.words)
        assert good.kind == bad.kind
    assert {good.kind for good, _ in corpus.pairs} == {"negated", "mixed"}


def test_texts_are_clean(corpus):
    pairs = [review for pair in corpus.pairs for review in pair]
    for review in (*corpus.train, *corpus.test, *pairs):
        assert review.text == " ".join(review.text.split())
        assert review.text[-1] in ".?!"
        assert review.text[0].isupper()
        assert set(review.text) - set("é") < set(map(chr, range(32, 127)))


# The loader.


def copy_data(tmp_path, monkeypatch):
    for name in reviews.SHA256:
        (tmp_path / name).write_bytes((reviews.DATA / name).read_bytes())
    monkeypatch.setattr(reviews, "DATA", tmp_path)


@pytest.mark.parametrize("name", reviews.SHA256)
def test_a_changed_file_is_named(tmp_path, monkeypatch, name):
    copy_data(tmp_path, monkeypatch)
    path = tmp_path / name
    path.write_bytes(path.read_bytes().replace(b"good", b"fine", 1))
    with pytest.raises(ValueError, match=rf"data/{name} .*git checkout -- data/{name}"):
        load_reviews()


@pytest.mark.parametrize("name", reviews.SHA256)
def test_a_missing_file_is_named(tmp_path, monkeypatch, name):
    copy_data(tmp_path, monkeypatch)
    (tmp_path / name).unlink()
    with pytest.raises(FileNotFoundError, match=rf"data/{name} .*missing.*git checkout"):
        load_reviews()


def test_the_ends_of_the_lines_do_not_matter(tmp_path, monkeypatch, corpus):
    copy_data(tmp_path, monkeypatch)
    for name in reviews.SHA256:
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data.replace(b"\n", b"\r\n"))
    assert load_reviews() == corpus


def test_the_table_of_the_data_names_the_checksums():
    table = (reviews.DATA / "README.md").read_text(encoding="utf-8")
    for name, checksum in reviews.SHA256.items():
        assert f"`{name}`, SHA-256 `{checksum}`" in table


# Files of the reader's own.


def written(tmp_path, text):
    path = tmp_path / "mine.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_read_reviews(tmp_path):
    text = "# a comment\npositive\tA lovely café!\n\n# 2\nnegative\t No. \tplain\n"
    first, second = read_reviews(written(tmp_path, text))
    assert first == Review("positive", "A lovely café!", None)
    assert second == Review("negative", "No.", "plain")
    text = "positive\tC’est\u00a0beau\u2028là\u3000!\tvery-plain_2\nnegative\tNo.\tव्यंग्य\n"
    first, second = read_reviews(written(tmp_path, text))
    assert first == Review("positive", "C’est\u00a0beau\u2028là\u3000!", "very-plain_2")
    assert second.kind == "व्यंग्य"


@pytest.mark.parametrize(
    "text", ["positive\tYes", "\ufeffpositive\tYes\r\n\r\n", "\npositive\tYes\n"]
)
def test_ends_of_files_and_lines(tmp_path, text):
    assert read_reviews(written(tmp_path, text)) == (Review("positive", "Yes"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't, I said; don't!", ["don't", "i", "said", "don't"]),
        ("I don’t", ["i", "don't"]),
        ("well-made 'quoted' 3.5 stars", ["well", "made", "quoted", "3", "5", "stars"]),
        ("snake_case Äußerst gut, 不错", ["snake", "case", "äußerst", "gut", "不错"]),
        ("a2b, 10 m², ½!", ["a", "2", "b", "10", "m²", "½"]),
        ("'tis rock 'n' roll, y'all''s", ["tis", "rock", "n", "roll", "y'all", "s"]),
        ("हिन्दी फ़िल्म।", ["हिन्दी", "फ़िल्म"]),
        ("நல்ல படம்!", ["நல்ல", "படம்"]),
        ("ภาพยนตร์เรื่องนี้ดีมาก", ["ภาพยนตร์เรื่องนี้ดีมาก"]),
        ("cafe\u0301 tre\u0300s", ["cafe\u0301", "tre\u0300s"]),
        ("İstanbul’da", ["i\u0307stanbul'da"]),
        ("من می\u200cخواهم", ["من", "می\u200cخواهم"]),
        ("ක්\u200dරියා", ["ක්\u200dරියා"]),  # mark, joiner, letter
        ("അവന്\u200d വന്നു", ["അവന്\u200d", "വന്നു"]),  # a joiner at the end
        ("خوب\u200c، بد\u200d", ["خوب", "بد"]),
        ("\u200dgut\u200c und\u200d\u200dgut", ["gut", "und", "gut"]),
        ("Donau\u00addampf", ["donaudampf"]),
        ("col·lecció · צ׳ק", ["col·lecció", "צ׳ק"]),
        ("good ❤️ 👩\u200d🚀 1️⃣", ["good", "1"]),
        ("\u0301 a\u20dd", ["a\u20dd"]),
    ],
)
def test_words(text, words):
    assert Review("positive", text).words == words


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("positive\tYes\nnegative No\n", 2, "one tab and a text"),
        ("positive,Yes\n", 1, "not by spaces or commas"),
        ("\npositive\t\n", 2, "one tab and a text"),
        ("\tYes\n", 1, "one tab and a text"),
        ("positive\tYes\tplain\tmore\n", 1, "at most one more tab"),
        ("positive\tGood.\tBut too long.\n", 1, "a kind must be one word. Received 'But too"),
        ("positive\tGood.\tGreat!\n", 1, "write a space in place of the tab"),
        ("positive\tGood.\t\n", 1, "at most one more tab"),
        ("positive\tGood.\tnot\u00a0plain\n", 1, "a kind must be one word"),
        ("Positive\tYes\n", 1, "negative or positive. Received 'Positive'"),
        ("Yes\tpositive\n", 1, "The label comes first"),
        ("positive\tYes\nnegative\t:-(\n", 2, "at least one word. Received ':-('"),
        (b"positive\tYes\nnegative\tcaf\xe9\n", 2, "UTF-8"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path, text, line, what):
    with pytest.raises(ValueError, match=rf"mine\.tsv, line {line}: ") as caught:
        read_reviews(written(tmp_path, text))
    assert what in str(caught.value)


@pytest.mark.parametrize("text", ["", "\n\n", "# positive\n"])
def test_a_file_without_a_review(tmp_path, text):
    with pytest.raises(ValueError, match=r"mine\.tsv: there must be at least one line"):
        read_reviews(written(tmp_path, text))

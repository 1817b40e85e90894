"""The labelled lines of the standard library, against a scanner written for the test."""

import re
import sysconfig
import time

from rnn_utils.datasets import python_source
from rnn_utils.datasets.python_source import label_lines, load_python_source

import numpy as np
import pytest

TOKEN = re.compile(
    r"""
    (?P<string> \"{3}.*?\"{3} | '{3}.*?'{3} | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' )
    | (?P<comment> \#.*)
    | (?P<code> .)
    """,
    re.VERBOSE,
)


def scan(line):
    """Label one line with a regular expression, which knows nothing of ``tokenize``."""
    sign = {"string": "s", "comment": "#", "code": "."}
    return "".join(sign[m.lastgroup] * len(m[0]) for m in TOKEN.finditer(line))


@pytest.fixture(scope="module")
def data():
    return load_python_source()


def test_it_loads_fast():
    started = time.process_time()
    load_python_source()
    assert time.process_time() - started < 3  # about 0.7 s on a quiet machine


def test_shapes(data):
    assert (len(data.train), len(data.test)) == (6000, 2000)
    for part in (data.train, data.test):
        assert len(part.lines) == len(part.labels) == len(part)
        for line, labels in zip(part.lines, part.labels, strict=True):
            assert 1 <= len(line) <= 48
            assert len(labels) == len(line)
            assert set(labels) <= set(".s#")
            assert line == line.strip()
            assert line.isascii()
            assert line.isprintable()


def test_arrays(data):
    x, y = data.test.arrays(length=50)
    assert x.shape == y.shape == (2000, 50)
    assert x.dtype == y.dtype == np.int32
    for line, labels, ids, numbers in zip(data.test.lines, data.test.labels, x, y, strict=True):
        assert "".join(chr(i + 31) for i in ids[: len(line)]) == line
        assert "".join(".s#"[k] for k in numbers[: len(line)]) == labels
        assert (ids[len(line) :] == 0).all()
        assert (numbers[len(line) :] == -1).all()


def test_arrays_too_short(data):
    with pytest.raises(ValueError, match="length must be at least 48"):
        data.test.arrays(length=47)


def test_labels_agree_with_a_second_opinion(data):
    for part in (data.train, data.test):
        for line, labels in zip(part.lines, part.labels, strict=True):
            assert scan(line) == labels, line


def test_no_line_twice(data):
    lines = data.train.lines + data.test.lines
    assert len(set(lines)) == len(lines)


def test_no_module_in_both_parts():
    train, test = python_source.TRAIN_MODULES.split(), python_source.TEST_MODULES.split()
    assert len(set(train + test)) == len(train) + len(test)


def test_strings_and_comments_are_common(data):
    for part in (data.train, data.test):
        kinds = ["".join(sorted(set(labels))) for labels in part.labels]
        for kind, least in {
            ".": 0.2,
            "#": 0.2,
            ".s": 0.2,
            "s": 0.03,
            "#.": 0.02,
            "#.s": 0.004,
        }.items():
            assert kinds.count(kind) >= least * len(part), kind
        assert kinds.count(".") < 0.35 * len(part)


def test_the_same_every_time(data):
    assert load_python_source() == data


def test_shorter_lines_and_other_sizes():
    data = load_python_source(n_train=7, n_test=5, max_length=20)
    assert (len(data.train), len(data.test)) == (7, 5)
    assert max(map(len, data.train.lines + data.test.lines)) <= 20


@pytest.mark.parametrize(
    ("source", "labels"),
    [
        ("x = 1\n", "....."),
        ("  x = 1  # one\n", ".......#####"),
        ("x = '#'  # '#'\n", "....sss..#####"),
        ("'it\\'s' + \"it's\"\n", "sssssss...ssssss"),
        ("r'\\n' + bR\"a\"\n", ".ssss.....sss"),
        ("f'{a}{b!r}' # c\n", ".ssssssssss.###"),
        ("f'{a[\"b\"]:{c}}'\n", ".ssssssssssssss"),
        ("f'{f\"{a}\"}' + b\n", ".ssssssssss...."),
        ('""" one line """\n', "s" * 16),
        ("''\n", "ss"),
        ("a\n\f\nb = ''\n", "....ss"),
    ],
)
def test_labels(source, labels):
    prefix = source if not source.startswith(" ") else "if y:\n" + source
    assert label_lines(prefix)[-1][1] == labels


def test_lines_inside_multi_line_strings_are_left_out():
    source = 'a = """one\ntwo # no comment\nthree"""\nb = f"""{\na}\n"""\nc = "x\\\ny"\n\nd = "#"\n'
    assert label_lines(source) == [('d = "#"', "....sss")]


@pytest.mark.parametrize("options", [{"n_train": 0}, {"n_test": -1}, {"n_test": 10**6}])
def test_impossible_numbers(options):
    (name,) = options
    with pytest.raises(ValueError, match=f"{name} must lie between 1 and .* Received"):
        load_python_source(**options)


def test_impossible_length():
    with pytest.raises(ValueError, match="max_length"):
        load_python_source(max_length=0)


def test_missing_sources(monkeypatch, tmp_path):
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path))
    with pytest.raises(FileNotFoundError, match="no source of its module 'ast'"):
        load_python_source()

import dataclasses
import re
import subprocess
import sys
import time

from rnn_utils.datasets import load_python_reference, python_reference

import numpy as np
import pytest


@pytest.fixture(scope="module")
def reference():
    return load_python_reference()


def test_text_is_every_topic_in_alphabetical_order(reference):
    from pydoc_data.topics import topics

    assert reference.text == "\n".join(topics[name] for name in sorted(topics))
    assert 400_000 < len(reference.text) < 700_000
    assert 90 < len(set(reference.text)) < 130


def test_no_topic_is_in_both_parts_and_none_is_lost(reference):
    from pydoc_data.topics import topics

    assert not set(reference.train_topics) & set(reference.test_topics)
    assert sorted(reference.train_topics + reference.test_topics) == sorted(topics)
    for part, names in [
        (reference.train, reference.train_topics),
        (reference.test, reference.test_topics),
    ]:
        assert list(names) == sorted(names)
        assert part == "\n".join(topics[name] for name in names)


def test_about_a_tenth_is_held_out_from_all_over_the_alphabet(reference):
    assert 0.08 < len(reference.test) / len(reference.text) <= 0.1
    names = sorted(reference.train_topics + reference.test_topics)
    places = [names.index(name) / len(names) for name in reference.test_topics]
    assert max(np.diff([0.0, *places, 1.0])) < 0.2


def test_the_test_text_was_not_learned_by_heart(reference):
    def pieces(text, length=60):
        text = " ".join(text.split())
        return [text[i : i + length] for i in range(len(text) - length)]

    seen = set(pieces(reference.train))
    repeated = np.mean([piece in seen for piece in pieces(reference.test)])
    assert repeated < 0.02  # 0.12 to 0.85 when every tenth topic is held out, 0.09 for the last


def test_the_two_parts_are_alike(reference):
    assert len(set(reference.test) - set(reference.train)) <= 2
    characters = sorted(set(reference.text))
    train, test = (
        np.array([part.count(c) for c in characters]) / len(part)
        for part in (reference.train, reference.test)
    )
    assert np.abs(train - test).sum() / 2 < 0.1  # total variation distance


def test_it_is_frozen_repeatable_and_prints_short(reference):
    assert load_python_reference() == reference
    assert len(repr(reference)) < 2000
    with pytest.raises(dataclasses.FrozenInstanceError):
        reference.text = ""


def test_a_new_topic_moves_only_topics_after_it():
    topics = {name: name * 300 for name in "abcdefghijklmnopqrstuvwxy"}
    before = python_reference._held_out(topics)
    after = python_reference._held_out({**topics, "z": "z" * 300})
    assert len(before) == 2
    assert after[:2] == before


def test_a_topic_that_another_repeats_is_never_held_out():
    own = {name: f"{name} stands in one topic and in no other one." for name in "abcdefghijklmnop"}
    assert set(python_reference._held_out(own)) == {"j"}
    shared = {**own, "j": own["a"] + "\n\n" + own["j"]}
    assert "j" not in python_reference._held_out(shared)


def test_missing_topics_are_explained(monkeypatch):
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", None)
    with pytest.raises(ModuleNotFoundError, match=r"pydoc_data\.topics.*came without.*Install"):
        load_python_reference()


def test_it_is_fast_and_needs_no_backend():
    code = (
        "import sys, time; from rnn_utils.datasets import load_python_reference;"
        "start = time.perf_counter(); load_python_reference();"
        "print(time.perf_counter() - start, {'keras', 'tensorflow'} & set(sys.modules))"
    )
    best = np.inf
    for _ in range(5):  # the machine may be busy
        out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert out.stderr == ""
        seconds, modules = re.fullmatch(r"(\S+) (.+)\n", out.stdout).groups()
        assert modules == "set()"
        best = min(best, float(seconds))
        if best < 0.2:
            break
        time.sleep(0.5)
    assert best < 0.2

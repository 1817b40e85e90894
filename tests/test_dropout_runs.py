"""The runs of chapter 9 that ship with the book: complete, and with the best settings."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def dropout():
    path = ROOT / "experiments" / "dropout.py"
    spec = importlib.util.spec_from_file_location("dropout", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_network_has_the_setting_that_was_best_on_other_lines(dropout):
    rows = dropout.read()
    for network, options in dropout.NETWORKS.items():
        tuned = [r for r in rows if (r["part"], r["network"]) == ("tune", network)]
        tried = {(row["share"], row["rate"]) for row in tuned}
        assert len(tried) == (6 if "where" in options else 3)
        assert len(tuned) == len(tried) * len(dropout.SEEDS["tune"])
        runs = [r for r in rows if (r["part"], r["network"]) == ("runs", network)]
        assert [row["seed"] for row in runs] == list(dropout.SEEDS["runs"])
        assert {(r["share"], r["rate"]) for r in runs} == {dropout.chosen(rows, network)}


def test_the_lines_to_learn_from_do_not_judge(dropout):
    for part in ("tune", "runs"):
        (x, _), (judged, _) = dropout.lines(part, 10)
        assert (len(x), len(judged)) == (250, 1000)
        assert not {row.tobytes() for row in x} & {row.tobytes() for row in judged}

"""The rates of chapter 13 were chosen before each block, as its trial says."""

import ast
import csv
import importlib.util
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def experiment(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))

    def load(name):
        spec = importlib.util.spec_from_file_location(name, ROOT / f"experiments/{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        with module.FILE.open(encoding="utf-8", newline="") as file:
            return module, list(csv.DictReader(file))

    return load


def rates_of_the_lesson():
    cells = nbformat.read(ROOT / "notebooks/13_forecasting.ipynb", as_version=4).cells
    (source,) = (c.source for c in cells if c.cell_type == "code" and "RATES = " in c.source)
    (rates,) = (n.value for n in ast.parse(source).body if ast.unparse(n).startswith("RATES = "))
    return ast.literal_eval(ast.unparse(rates))


@pytest.mark.parametrize("name", ["calendar", "clock only", "state alone"])
def test_electricity(experiment, name):
    script, rows = experiment("rates_electricity")
    rows = [row for row in rows if row["inputs"] == name]
    tried = {(int(r["week"]) - 1, float(r["rate"])): r for r in rows if r["seed"] == "10"}
    errors = {key: float(row["error"]) for key, row in tried.items()}
    weeks = range(script.TEST, script.LAST)
    chosen = [script.chosen(errors, week) for week in weeks]
    assert name == "state alone" or chosen == rates_of_the_lesson()[name]
    assert script.RATES[0] < min(chosen) <= max(chosen) < script.RATES[-1]
    walked = [(int(r["week"]) - 1, float(r["rate"]), int(r["seed"])) for r in rows[-12:]]
    wanted = dict(zip(weeks, chosen, strict=True))
    assert walked == [(week, wanted[week], seed) for week in weeks for seed in range(3)]
    assert len(rows) == 12 + len(errors)


def test_sunspots_and_carbon_dioxide(experiment):
    script, rows = experiment("rates_forecasting")
    names = {(row["series"], row["network"]) for row in rows}
    assert len(names) == 10
    for series, network in names:
        mine = [r for r in rows if (r["series"], r["network"]) == (series, network)]
        tried = {(int(r["block"]), float(r["rate"])): r for r in mine if r["seed"] == "10"}
        errors = {key: float(row["twelve"]) for key, row in tried.items()}
        blocks = range(script.TEST, 0, -1)
        wanted = [(b, script.chosen(errors, b), seed) for b in blocks for seed in range(3)]
        walked = [(int(r["block"]), float(r["rate"]), int(r["seed"])) for r in mine[-9:]]
        assert walked == wanted
        assert all(script.RATES[0] < rate < script.RATES[-1] for _, rate, _ in walked)
        assert len(mine) == 9 + len(errors)


def test_several_series(experiment):
    script, rows = experiment("several_series")
    names = list(dict.fromkeys(row["series"] for row in rows))
    assert len(names) == 4
    for together in (*([name] for name in names), names):
        learned = "all" if len(together) > 1 else "one"
        mine = [r for r in rows if r["learned"] == learned and r["series"] in together]
        errors = {rate: [] for rate in script.RATES}
        for row in mine:
            if row["seed"] == "10":
                errors[float(row["rate"])].append(float(row["error"]))
        best = min(errors, key=lambda rate: sum(errors[rate]))
        assert script.RATES[0] < best < script.RATES[-1]
        walked = [row for row in mine if row["seed"] != "10"]
        assert {float(row["rate"]) for row in walked} == {best}
        assert len(walked) == 2 * 3 * len(together)

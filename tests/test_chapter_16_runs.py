"""The runs that chapter 16 reads are those of the experiments, and it shows the same code."""

import ast
import csv
import importlib.util
import itertools
from pathlib import Path

import nbformat
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "experiments/scheduled_sampling.py"


def experiment(name="scheduled_sampling"):
    spec = importlib.util.spec_from_file_location(name, ROOT / f"experiments/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def function(source, name):
    tree = ast.parse(source)
    (found,) = (f for f in tree.body if isinstance(f, ast.FunctionDef) and f.name == name)
    return ast.unparse(found)


def test_every_share_has_a_run_from_every_seed():
    script = experiment()
    with script.RUNS.open(newline="") as file:
        rows = list(csv.DictReader(file))
    settings = [(int(row["seed"]), float(row["share"])) for row in rows]
    assert settings == list(itertools.product(script.SEEDS, script.SHARES))
    assert all(0 < float(row["exact"]) < float(row["steps_right"]) < 1 for row in rows)


def test_every_epoch_of_every_recipe_and_seed_for_sums_is_there():
    script = experiment("addition")
    with script.FILE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for recipe, seed in script.RUNS:
        run = [row for row in rows if (row["recipe"], int(row["seed"])) == (recipe, seed)]
        assert [int(row["epoch"]) for row in run] == list(range(1, script.EPOCHS[recipe] + 1))
        seconds = [float(row["seconds"]) for row in run]
        assert seconds[0] > 0
        assert seconds == sorted(seconds)
    assert len(rows) == sum(script.EPOCHS[recipe] for recipe, _ in script.RUNS)


def test_the_chapter_shows_the_code_of_the_experiment():
    cells = nbformat.read(ROOT / "notebooks/16_encoder_decoder.ipynb", as_version=4).cells
    (shown,) = (c.source for c in cells if c.cell_type == "code" and "def mixed(" in c.source)
    assert function(shown, "mixed") == function(SCRIPT.read_text(encoding="utf-8"), "mixed")


def test_a_share_of_one_replaces_all_inputs_but_the_start():
    class Writes:
        """A network that would write its target plus one."""

        def predict(self, x, **_):
            return np.eye(9)[np.roll(x["target"], -1, axis=1) + 1]

    x = {"source": np.zeros((2, 3), int), "target": np.array([[0, 4, 5], [0, 6, 7]])}
    mixed = experiment().mixed
    got = mixed(Writes(), x, 1.0, np.random.default_rng(0))
    assert got["target"].tolist() == [[0, 5, 6], [0, 7, 8]]
    assert got["source"] is x["source"]
    assert mixed(Writes(), x, 0.0, np.random.default_rng(0))["target"].tolist() == [
        [0, 4, 5],
        [0, 6, 7],
    ]

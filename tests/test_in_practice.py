"""What a lesson shows in PyTorch gives the numbers of its Keras layer (`make test-backends`).

In the section "In practice" a code cell of Keras leaves its result in ``ours``; the Python block of
PyTorch in the text after it takes the layer's weights and leaves the same numbers in ``theirs``.
"""

import re

from experiments.from_notebook import NOTEBOOKS, definitions

import nbformat
import numpy as np
import pytest

torch = pytest.importorskip("torch")
TRIALS = sorted(path.stem for path in (NOTEBOOKS / "trials").glob("*.ipynb"))


def in_practice(name):
    """The sources before the section, the Keras cell of the section, and the block of PyTorch."""
    before, inside, keras_cell = [], False, ""
    for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type == "markdown":
            inside = inside or bool(re.search(r"^## In practice", cell.source, re.M))
            blocks = re.findall(r"^```python\n(.*?)^```", cell.source, re.M | re.S)
            if found := [block for block in blocks if inside and "import torch" in block]:
                return before, keras_cell, found[0]
        elif inside:
            keras_cell = cell.source
        else:
            before.append(cell.source)
    raise ValueError(f"{name} must show a Python block with `import torch` in 'In practice'.")


@pytest.mark.parametrize("name", TRIALS)
def test_pytorch_gives_the_same_numbers(name):
    before, keras_cell, block = in_practice(name)
    names = definitions(*before)
    exec(keras_cell, names)
    exec(block, names)
    ours, theirs = (np.asarray(names[n].detach().cpu()) for n in ("ours", "theirs"))
    assert ours.shape == theirs.shape
    assert ours.std() > 0.01
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-5)

"""Execute notebooks in place, store their outputs, and record the seconds they took.

Usage: notebooks.py NOTEBOOK...

The kernel is the one that the tests compare with: this Python, without a network. A notebook with
a cell that raises is left as it was; so is a file that is no notebook, and the others are executed.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, NbvalKernelspecManager

NO_NETWORK = Path(__file__).resolve().parent.parent / "tests" / "no_network"
CELL_TIMEOUT = 300
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}


def main(paths):
    """Execute the notebooks one after another; give back 1 if any needs mending, else 0."""
    rows = []
    status = 0
    for path in map(Path, paths):
        try:
            notebook = nbformat.read(path, as_version=4)
            nbformat.validate(notebook)
        except Exception as error:  # nbformat lets errors of many kinds pass
            reason = f"{error}\n".splitlines()[0]
            print(f"{path} cannot be read: expected a notebook, JSON in UTF-8. Received: {reason}")
            status = 1
            continue
        seconds, fault = execute(notebook, path.parent)
        if fault is None:
            notebook.metadata["book"] = {"seconds": seconds}
            nbformat.write(notebook, path)
            fault = first_warning(notebook)
        else:
            seconds = float("nan")
        if fault:
            print(f"{path}: {fault}", file=sys.stderr)
            status = 1
        rows.append((seconds, path))
    print("seconds  notebook")
    for seconds, path in sorted(rows, key=lambda row: row[0], reverse=True):
        print(f"{seconds:7.1f}  {path}" if seconds == seconds else f" failed  {path}")
    return status


def execute(notebook, folder):
    """Run all code cells in a fresh kernel, and put their outputs into the notebook.

    Returns:
        The seconds that the cells took, and None or a text that says which cell raised what.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    client = NotebookClient(
        notebook,
        kernel_name=CURRENT_ENV_KERNEL_NAME,
        timeout=CELL_TIMEOUT,
        record_timing=False,
        force_raise_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.create_kernel_manager().kernel_spec_manager = NbvalKernelspecManager()
    environment = {**os.environ, "PYTHONPATH": str(NO_NETWORK)}
    code_number = 0
    # What the kernel itself logs is of no interest; what a cell prints on stderr arrives anyhow.
    with client.setup_kernel(env=environment, stderr=subprocess.DEVNULL):
        start = time.perf_counter()
        for index, cell in enumerate(notebook.cells):
            code_number += cell.cell_type == "code"
            try:
                client.execute_cell(cell, index)
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                report = re.sub(r"\x1b\[[\d;]*m", "", str(error))  # no colours
                return 0.0, f"cell [{code_number}] fails, nothing is written.\n{report}"
        seconds = round(time.perf_counter() - start, 1)
    tidy(notebook)
    return max(seconds, 0.1), None


def tidy(notebook):
    """Store what every machine stores alike: tags, and outputs in one piece, but no versions.

    A cell tagged ``hide-input`` is folded in JupyterLab and VS Code, too.
    """
    notebook.metadata.clear()
    notebook.metadata.update(kernelspec=dict(KERNELSPEC), language_info=dict(LANGUAGE))
    for cell in notebook.cells:
        for key in set(cell.metadata) - {"tags"}:
            del cell.metadata[key]
        if "hide-input" in cell.metadata.get("tags", []):
            cell.metadata["jupyter"] = {"source_hidden": True}
        if cell.cell_type == "code":
            cell.outputs = merged(cell.outputs)


def merged(outputs):
    """Join pieces of one stream that follow each other; keep the last state of a progress line."""
    joined = []
    for output in outputs:
        before = joined[-1] if joined else {}
        if output.output_type == "stream" and before.get("name") == output.name:
            before.text += output.text
        else:
            joined.append(output)
    for output in joined:
        if output.output_type == "stream":
            output.text = re.sub(r"^.*\r(?=[^\n])", "", output.text, flags=re.MULTILINE)
    return joined


def first_warning(notebook):
    """The first thing that was printed on stderr, or None."""
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code_cells, start=1):
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                line = output.text.strip().partition("\n")[0]
                return f"cell [{number}] prints on stderr, which a reader must not see: {line}"
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

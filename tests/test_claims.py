"""The list of claims: it finds each, in order, and refuses one that it could not list."""

import subprocess
import sys

import planted
from rnn_utils import claims
from rnn_utils.claims import Claim, find_claims

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell


@pytest.fixture
def save(tmp_path):
    def save(*sources):
        path = tmp_path / "07_planted.ipynb"
        cells = [planted.code(source) for source in sources]
        nbformat.write(planted.notebook(new_markdown_cell("# claim('no')"), *cells), path)
        return path

    return save


def test_claims_are_found_in_the_order_of_the_page(save):
    path = save(
        "import rnn_utils",
        'x = 1\nclaim("One", x == 1)\nfor _ in "ab":\n    checks.claim("T" "wo", True, measured=x)',
        "claim(\n    'Three', True\n); claim('Four', True)",
        "# claim('no')\nprint('claim(no)')",
    )
    assert find_claims(path) == [
        Claim("07_planted", 2, 2, "One"),
        Claim("07_planted", 2, 4, "Two"),
        Claim("07_planted", 3, 1, "Three"),
        Claim("07_planted", 3, 3, "Four"),
    ]


@pytest.mark.parametrize(
    ("source", "received"),
    [
        ('claim(f"It is {x}", True)', "Received f'It is {x}'"),
        ("claim(text, True)", "Received text"),
        ('claim("a" + b, True)', "Received 'a' \\+ b"),
        ("claim(b'bytes', True)", "Received b'bytes'"),
        ("claim()", "Received no positional argument"),
        ("claim(text='x', condition=True)", "Received no positional argument"),
        ("%time x", "received '%time x'"),
    ],
)
def test_what_cannot_be_listed_is_refused(save, source, received):
    with pytest.raises(ValueError, match=rf"07_planted.ipynb, cell 1, line 1: .*{received}"):
        find_claims(save(source))


def test_list(save, capsys):
    claims.main(save("import rnn_utils", 'claim("One", True)').parent)
    assert capsys.readouterr().out == "07_planted\n  cell 2, line 1: One\n1 claims\n"


def test_command_lists_the_claims_of_the_book():
    done = subprocess.run(
        [sys.executable, "-m", "rnn_utils.claims"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    number = sum(len(find_claims(path)) for path in claims.NOTEBOOKS.glob("*.ipynb"))
    assert done.stdout.splitlines()[-1] == f"{number} claims"

"""A text of one's own: what the reader keeps, and what it refuses."""

import codecs

from rnn_utils.datasets import OwnText, load_text

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LINES = "One line of a text, and then another one.\n" * 50


@pytest.fixture
def file(tmp_path):
    """A function that writes bytes to a file and gives its path."""

    def write(data):
        path = tmp_path / "mine.txt"
        path.write_bytes(data)
        return path

    return write


def test_it_keeps_every_character_and_cuts_at_a_line(file):
    data = load_text(file(LINES.encode()))
    assert isinstance(data, OwnText)
    assert data.text == LINES
    assert data.train + data.test == data.text
    assert data.train.endswith("\n")
    assert 0.1 <= len(data.test) / len(data.text) < 0.12
    assert len(load_text(file(LINES.encode()), held_out=0.5).test) == len(LINES) // 2


def test_a_text_without_lines_is_cut_where_it_is(file):
    data = load_text(file(b"ab" * 1000), held_out=0.25)
    assert (len(data.train), len(data.test)) == (1500, 500)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_become_one(file, end):
    assert load_text(file(LINES.replace("\n", end).encode())).text == LINES


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16"),
        (b"", "cp1252"),
    ],
)
def test_encodings_and_byte_order_marks(file, mark, encoding):
    text = LINES + "Café."
    assert load_text(file(mark + text.encode(encoding)), encoding).text == text


@settings(deadline=None, max_examples=200)
@given(
    text=st.text(st.sampled_from("ab é\n"), min_size=1, max_size=900),
    held_out=st.sampled_from([0.1, 0.2, 0.3, 0.5, 0.7, 0.9]),
)
def test_it_promises_what_it_refuses(tmp_path_factory, text, held_out):
    path = tmp_path_factory.mktemp("text") / "mine.txt"
    path.write_bytes(text.encode())
    need = -(-100 // min(held_out, 1 - held_out))
    if len(text) < need:
        with pytest.raises(ValueError, match=rf"at least {need:,.0f} .* Received {len(text)}\b"):
            load_text(path, held_out=held_out)
    else:
        data = load_text(path, held_out=held_out)
        assert data.train + data.test == data.text == text
        assert min(len(data.train), len(data.test)) >= 100
        assert len(data.test) >= round(held_out * len(text))
        assert len(data.test) <= 1.5 * round(held_out * len(text))


def test_a_wrong_encoding_is_named_with_its_place_and_a_way_out(file):
    path = file((LINES + "Café. " + LINES).encode("cp1252"))
    with pytest.raises(UnicodeError, match=r"mine.txt .* utf-8: byte 2,103 .*0xe9.*'cp1252'"):
        load_text(path)
    assert "Café" in load_text(path, "cp1252").text
    with pytest.raises(UnicodeError, match=r"byte 0 .*0xff.*encoding='utf-16'"):
        load_text(file(LINES.encode("utf-16")))
    with pytest.raises(UnicodeError, match=r"byte 0 .*encoding='utf-32'"):
        load_text(file(LINES.encode("utf-32")))
    with pytest.raises(UnicodeError, match=r"not written in ascii: byte 2,103 .*'utf-8'"):
        load_text(file((LINES + "Café. ").encode()), "ascii")
    with pytest.raises(UnicodeError, match=r"byte 0 .*0x81.*'latin-1'"):
        load_text(file(b"\x81" + LINES.encode()))
    with pytest.raises(UnicodeError, match=r"utf-16: byte .*'utf-8'"):
        load_text(file(b"a" * 2001), "utf-16")
    with pytest.raises(UnicodeError, match=r"NUL, first at 1,.*utf-16-le"):
        load_text(file(LINES.encode("utf-16-le")))


def test_other_errors_say_how_to_mend(file, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file .*none.txt.*A relative path is read"):
        load_text(tmp_path / "none.txt")
    with pytest.raises(IsADirectoryError, match=r"Received the folder .*Name a file in it"):
        load_text(tmp_path)
    with pytest.raises(ValueError, match=r"mine.txt is empty"):
        load_text(file(b""))
    with pytest.raises(ValueError, match=r"mine.txt is empty"):
        load_text(file(codecs.BOM_UTF8))
    with pytest.raises(ValueError, match=r"at least 1,000 characters.*Received 500\."):
        load_text(file(b"a" * 500))
    for held_out in (0, 1, -0.1, 1.5, float("nan")):
        with pytest.raises(ValueError, match=r"held_out must lie between 0 and 1. Received"):
            load_text(file(LINES.encode()), held_out=held_out)
    with pytest.raises(LookupError, match=r"Received 'utf-9'. Try 'utf-8'"):
        load_text(file(LINES.encode()), "utf-9")


def test_a_line_end_does_not_make_the_training_part_too_short(file):
    text = "a" * 60 + "\n" + "b" * 139
    data = load_text(file(text.encode()), held_out=0.5)
    assert (len(data.train), len(data.test)) == (100, 100)


@pytest.mark.parametrize(
    ("line_end", "cut"),
    [(1200, 1500), (1249, 1500), (1250, 1251), (1400, 1401), (1499, 1500), (1500, 1500)],
)
def test_the_cut_moves_to_the_end_of_a_near_line_only(file, line_end, cut):
    """A quarter of 2,000 characters is held out, and at most half as many more."""
    text = "a" * line_end + "\n" + "b" * (1999 - line_end)
    data = load_text(file(text.encode()), held_out=0.25)
    assert (len(data.train), data.train + data.test) == (cut, text)


@pytest.mark.parametrize("encoding", ["utf-9", "", "rot13", "hex"])
def test_what_is_no_encoding_of_text_is_refused(file, encoding):
    with pytest.raises(LookupError, match=rf"Received '{encoding}'. Try 'utf-8'"):
        load_text(file(LINES.encode()), encoding)

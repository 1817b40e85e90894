"""What the loaders share: the book's files are found, and the reader's own are read or refused."""

import codecs
import shutil
import subprocess
import sys
from pathlib import Path

from rnn_utils.datasets import (
    Blank,
    Review,
    Sentence,
    TaggedSentence,
    files,
    load_text,
    read_blanks,
    read_conll,
    read_reviews,
    read_tagged,
)

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "rnn_utils"
TABLES = {  # of each reader two rows, and what they are read as
    "tagged": (
        read_tagged,
        "I\tPRON\n\nyou\tPRON\n",
        (TaggedSentence(("I",), ("PRON",)), TaggedSentence(("you",), ("PRON",))),
    ),
    "conll": (
        read_conll,
        "I\tO\n\nyou\tO\n",
        (Sentence(("I",), ("O",)), Sentence(("you",), ("O",))),
    ),
    "blanks": (
        read_blanks,
        "tea\ta ___\n\ncake\tthe ___\n",
        (Blank(("a", "___"), "tea"), Blank(("the", "___"), "cake")),
    ),
    "reviews": (
        read_reviews,
        "positive\tGood.\n\nnegative\tBad.\n",
        (Review("positive", "Good."), Review("negative", "Bad.")),
    ),
}
TEXTS = {
    "English": "Plain words, again and again.\n",
    "English, one line": "Plain words, again and again. ",
    "German": "Grüße – “naïve” café…\n",
    "Russian": "Привет, мир! Это простой текст.\n",
    "Greek": "Αυτό είναι ένα απλό κείμενο.\n",
    "Arabic": "هذا فيلم جيد جدا، أليس كذلك؟\n",
    "Hindi": "हिन्दी फ़िल्म बहुत अच्छी है।\n",
    "Thai, one line": "ภาพยนตร์เรื่องนี้ดีมาก",
    "Chinese": "我今天早上吃了一个苹果，然后去学校。\n一二三，他说。\n",
    "Chinese, one line": "我今天早上吃了一个苹果，然后去学校。",
    "Japanese": "私は昨日、東京で寿司を食べました。\n",
    "Korean": "저는 어제 서울에서 비빔밥을 먹었습니다.\n",
    "emoji": "nice 👍 film 😀\n",
    "numbers": "1;2;3\n4;5;6\n",
}
UNICODE = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "utf-32-be",
]


@pytest.fixture
def file(tmp_path):
    """A function that writes a file and gives its path."""

    def write(data):
        path = tmp_path / "mine.txt"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write


@pytest.fixture(params=TABLES)
def table(request):
    """A reader, a text with two rows, and what they are read as."""
    return TABLES[request.param]


# Tables.


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks(file, table, mark, end):
    read, text, want = table
    assert read(file((mark + text).replace("\n", end))) == want
    first, second = text.split("\n\n")
    joined = f"{mark}{first}\n\n\n{mark}{second}"
    assert read(file(joined.replace("\n", end))) == want
    assert read(file(f"{first}{end}\n{second}")) == want  # mixed


def test_a_carriage_return_alone_is_refused(file, table):
    read, text, _ = table
    with pytest.raises(ValueError, match=r"mine\.txt, line 1: .*LF.*a CR alone.*Save it"):
        read(file(text.replace("\n", "\r")))
    with pytest.raises(ValueError, match=r"mine\.txt, line 3: .*a CR alone"):
        read(file(text.removesuffix("\n") + "\r" + text))


@pytest.mark.parametrize("white", ["", " ", "\t", "\u00a0", "\u3000 ", "\x0c"])
def test_lines_of_white_space_are_empty(file, table, white):
    read, text, want = table
    assert read(file(text.replace("\n\n", f"\n{white}\n{white}\n"))) == want


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_named(file, table, encoding):
    read, text, _ = table
    with pytest.raises(UnicodeError, match=r"mine\.txt, line 1: .* UTF-8\.") as caught:
        read(file(text.encode(encoding)))
    assert f"looks like {encoding}. Save it as UTF-8" in str(caught.value)


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (b"caf\xe9", "the byte 0xe9. It looks like cp1252"),
        (b"\x93caf\x81", "the byte 0x93. It looks like latin-1"),
        ("хорошо".encode("cp1251") * 9, "the byte 0xf5. It may be in the encoding of its language"),
        (b"a\0b", "the character NUL. It is damaged"),
        ("\ufffe".encode(), "the character U+FFFE. It is damaged"),
        (codecs.BOM_UTF16_LE, "the byte 0xff. It looks like cp1252"),
    ],
)
def test_the_line_that_is_not_utf8_is_named(file, table, bad, what):
    read, text, _ = table
    with pytest.raises(UnicodeError, match=r"mine\.txt, line 4: the file must be UTF-8") as caught:
        read(file(text.replace("\n", "\r\n").encode() + bad + b"\tO\r\n"))
    assert what in str(caught.value)


@pytest.mark.parametrize("read", [*(table[0] for table in TABLES.values()), load_text])
def test_a_folder_and_a_missing_file_are_named(tmp_path, read):
    with pytest.raises(FileNotFoundError, match=r"no file .*none\.txt.*A relative path is read"):
        read(tmp_path / "none.txt")
    with pytest.raises(FileNotFoundError, match=r"no file 'none\.txt'"):
        read("none.txt")
    with pytest.raises(IsADirectoryError, match=r"Received the folder .*Name a file in it"):
        read(str(tmp_path))


def test_white_space_that_may_or_may_not_separate_is_refused():
    assert files.plain_split("  a  b\tc \u00a0", "x") == ["a", "b", "c"]
    spaces = [chr(c) for c in range(0x110000) if chr(c).isspace()]
    assert len(spaces) > 25
    for space in set(spaces) - {" ", "\t"}:
        with pytest.raises(ValueError, match=rf"mine, line 3: .*U\+{ord(space):04X} "):
            files.plain_split(f"a{space}b c", "mine, line 3")
    with pytest.raises(ValueError, match=r"\(NO-BREAK SPACE\), which may"):
        files.plain_split("a\u00a0b", "x")


# Encodings that the reader names.


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("encoding", UNICODE)
def test_the_right_encoding_is_read_and_a_wrong_one_names_it(file, language, encoding):
    text = TEXTS[language] * 100
    path = file(text.encode(encoding))
    assert load_text(path, encoding).text == text
    for wrong in [*UNICODE, "ascii", "cp1252", "latin-1", "gb18030", "shift_jis"]:
        try:
            assert load_text(path, wrong).text == text, wrong
        except UnicodeError as error:
            hint = str(error).partition("Try encoding='")[2].partition("'")[0]
            assert load_text(path, hint).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TEXTS["German"], "cp1252"),
        ("Größe, naïve, café.\n", "latin-1"),
        (TEXTS["Russian"], "cp1251"),
        (TEXTS["Chinese"], "gb18030"),
        (TEXTS["Japanese"], "shift_jis"),
        (TEXTS["Japanese"], "iso2022_jp"),
        (TEXTS["Korean"], "euc_kr"),
        ("Grüße\n", "utf-7"),
        (TEXTS["English"], "ascii"),
        (TEXTS["English"], "cp037"),
        ("起达", "utf-16-be"),  # as good in the other order
        ("起达", "utf-16-le"),
        ("a man\b\b\bm, \x1b[1mbold\x1b[0m\n", "utf-8"),
    ],
)
def test_other_encodings_are_read(file, text, encoding):
    assert load_text(file((text * 500).encode(encoding)), encoding).text == text * 500


@pytest.mark.parametrize(
    ("text", "encoding", "wrong", "hint"),
    [
        (TEXTS["German"], "cp1252", "utf-8", "Try encoding='cp1252'"),
        (TEXTS["German"], "cp1252", "latin-1", "Try encoding='cp1252'"),
        (TEXTS["German"], "cp1252", "utf-16-le", "Try encoding='cp1252'"),
        (TEXTS["German"].replace("\n", "\r"), "mac_roman", "utf-8", "Try encoding='mac_roman'"),
        (TEXTS["German"], "utf-8", "cp1252", "Try encoding='utf-8'"),
        (TEXTS["English"], "ascii", "utf-16-be", "Try encoding='utf-8'"),
        (TEXTS["Russian"], "cp1251", "utf-8", "'cp1251' for Russian"),
        (TEXTS["Russian"], "cp1251", "cp1252", "'cp1251' for Russian"),
        (TEXTS["Chinese"], "gb18030", "latin-1", "'gb18030' for Chinese"),
        (TEXTS["Japanese"], "euc_jp", "utf-16-le", "'shift_jis' for Japanese"),
    ],
)
def test_a_wrong_encoding_is_noticed(file, text, encoding, wrong, hint):
    with pytest.raises(UnicodeError, match=r"mine\.txt ") as caught:
        load_text(file((text * 500).encode(encoding)), wrong)
    assert hint in str(caught.value)


def test_it_says_what_the_text_would_begin_with(file):
    path = file((TEXTS["English"] * 9).encode("utf-16-be"))
    with pytest.raises(
        UnicodeError, match="does not look like utf-16-le, in which it begins '倀氀"
    ):
        load_text(path, "utf-16-le")


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("word " * 99 + "a\0b", "utf-8"),
        (codecs.BOM_UTF8 + b"word " * 99 + b"\xff", "utf-8"),
        ("word ".encode("utf-16") * 99 + b"a", "utf-16"),
        ("word ".encode("utf-16-le") * 99 + b"a", "utf-16-le"),
    ],
)
def test_what_no_encoding_mends_is_called_damaged(file, data, encoding):
    with pytest.raises(UnicodeError, match="It is damaged, or was joined from files of several"):
        load_text(file(data), encoding)


def test_marks_within_a_text_are_dropped_in_every_encoding(file):
    text = "One line.\n" * 60
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert load_text(file(text.encode(encoding) * 2), encoding).text == text * 2


# Lines that are written.


@pytest.mark.parametrize("value", ["a", "a b", "a\u00a0b", "#", "é", "\u0301", "a\u2028b"])
def test_fields(value):
    assert files.field(value, "a word") == value


@pytest.mark.parametrize(
    "value",
    [
        None,
        1,
        "",
        " ",
        " a",
        "a\u00a0",
        "a\tb",
        "a\nb",
        "a\rb",
        "\0",
        "a\x1fb",
        "\ufeffa",
        "\ud800",
    ],
)
def test_fields_that_would_not_read_back_are_refused(value):
    with pytest.raises(ValueError, match="a word must be a string of one line") as caught:
        files.field(value, "a word")
    assert f"Received {value!r}." in str(caught.value)


# The book's files.


LOAD = """
from rnn_utils.datasets import load_blanks, load_flights, load_reviews, load_tagged
for load in (load_flights, load_tagged, load_reviews, load_blanks):
    try:
        print(type(load()).__name__)
    except FileNotFoundError as error:
        print(error)
"""


def installed(tmp_path, **options):
    """What the loaders of a copy of the package print, in a folder of its own."""
    shutil.copytree(PACKAGE, tmp_path / "site" / "rnn_utils", **options)
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n{LOAD}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, timeout=60
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.skipif(not (PACKAGE / "data").is_dir(), reason="this checkout has no symbolic links")
def test_the_data_goes_where_the_package_goes(tmp_path):
    names = ["Flights", "TaggedCorpus", "Reviews", "Blanks"]
    assert installed(tmp_path, ignore=shutil.ignore_patterns("__pycache__", "cache")) == names


def test_a_package_without_the_data_asks_for_a_checkout(tmp_path):
    lines = installed(tmp_path, ignore=shutil.ignore_patterns("__pycache__", "data"))
    assert len(lines) == 4
    for line in lines:
        assert "is missing in" in line
        assert "If this is no checkout of the book, get one" in line


def test_in_a_checkout_the_data_lies_beside_the_package():
    assert PACKAGE.parent / "data" == files.DATA

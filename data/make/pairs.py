"""The file of pairs that chapter 17 translates. Run it to write ``data/pairs.tsv`` anew."""

from pathlib import Path

from rnn_utils.datasets import load_dates

FILE = Path(__file__).resolve().parent.parent / "pairs.tsv"


def text():
    """Finnish and Hungarian dates and their ISO form, separated by a tab, a pair a line."""
    dates = {date.text: date.iso for date in load_dates(("fi", "hu"), train=1_600, test=1).train}
    return "".join(f"{written}\t{iso}\n" for written, iso in dates.items())


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8", newline="\n")

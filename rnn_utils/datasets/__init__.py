"""The data sets of the book: one loader each, which returns a small documented dataclass."""

from rnn_utils.datasets.blanks import Blank, Blanks, load_blanks, read_blanks
from rnn_utils.datasets.chorales import Chorale, Chorales, chord_windows, load_chorales
from rnn_utils.datasets.dates import Dates, WrittenDate, load_dates
from rnn_utils.datasets.flights import Flights, Sentence, load_flights, read_conll
from rnn_utils.datasets.number_words import (
    NumberWords,
    join_words,
    load_number_words,
    split_words,
)
from rnn_utils.datasets.own_text import OwnText, load_text
from rnn_utils.datasets.pronunciations import (
    Pronunciation,
    Pronunciations,
    load_pronunciations,
    read_pronunciations,
)
from rnn_utils.datasets.python_reference import PythonReference, load_python_reference
from rnn_utils.datasets.python_source import LabelledLines, PythonSource, load_python_source
from rnn_utils.datasets.reviews import Review, Reviews, load_reviews, read_reviews
from rnn_utils.datasets.series import (
    Scaling,
    Series,
    fill_from_past,
    load_co2,
    load_electricity,
    load_sunspots,
    windows,
)
from rnn_utils.datasets.sums import Sums, load_sums
from rnn_utils.datasets.tagged import TaggedCorpus, TaggedSentence, load_tagged, read_tagged

__all__ = [
    "Blank",
    "Blanks",
    "Chorale",
    "Chorales",
    "Dates",
    "Flights",
    "LabelledLines",
    "NumberWords",
    "OwnText",
    "Pronunciation",
    "Pronunciations",
    "PythonReference",
    "PythonSource",
    "Review",
    "Reviews",
    "Scaling",
    "Sentence",
    "Series",
    "Sums",
    "TaggedCorpus",
    "TaggedSentence",
    "WrittenDate",
    "chord_windows",
    "fill_from_past",
    "join_words",
    "load_blanks",
    "load_chorales",
    "load_co2",
    "load_dates",
    "load_electricity",
    "load_flights",
    "load_number_words",
    "load_pronunciations",
    "load_python_reference",
    "load_python_source",
    "load_reviews",
    "load_sums",
    "load_sunspots",
    "load_tagged",
    "load_text",
    "read_blanks",
    "read_conll",
    "read_pronunciations",
    "read_reviews",
    "read_tagged",
    "split_words",
    "windows",
]

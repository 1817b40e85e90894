"""The data sets of the book: one loader each, which returns a small documented dataclass."""

from rnn_utils.datasets.flights import Flights, Sentence, load_flights, read_conll
from rnn_utils.datasets.python_reference import PythonReference, load_python_reference
from rnn_utils.datasets.python_source import PythonSource, load_python_source

__all__ = [
    "Flights",
    "PythonReference",
    "PythonSource",
    "Sentence",
    "load_flights",
    "load_python_reference",
    "load_python_source",
    "read_conll",
]

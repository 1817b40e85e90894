"""Dates as they are written in many languages, with the same date in ISO 8601.

Babel writes the dates, by the rules of the Unicode Common Locale Data Repository (CLDR).
"""

import datetime
import re
from dataclasses import dataclass, field

import numpy as np
from babel import Locale, UnknownLocaleError
from babel.dates import format_date

__all__ = ["Dates", "WrittenDate", "load_dates", "patterns"]

FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)
HELD_OUT = 10  # one day in so many is kept for tests
LOCALES = (
    *("cs", "de", "el", "en", "es", "fi", "fr", "hr", "hu"),
    *("it", "nb", "nl", "pl", "pt", "ru", "sv", "tr", "zh"),
)
LENGTHS = ("full", "long", "medium", "short")
SKELETONS = ("yMMMd", "yMMMEd")  # with the month's short name, and with the weekday's
FIELDS = re.compile(
    r"'[^']*'|([A-Za-z])\1*|[^A-Za-z']+"
)  # quoted words, letters of a kind, the rest
SPACES = re.compile(r"\s")  # no-break and narrow spaces, too


@dataclass(frozen=True)
class WrittenDate:
    """One date in one form.

    Attributes:
        text: as it is written in the locale, such as ``"4 mars 2020"``.
        iso: the same date as ``"2020-03-04"``, always ten characters.
        locale: the language, or language and country, such as ``"fr"``.
        pattern: the form, as CLDR writes it, such as ``"d MMM y"``.
    """

    text: str
    iso: str
    locale: str
    pattern: str

    def where(self, letter):
        """The place of a part in the text, as a slice.

        Args:
            letter: ``"y"`` for the year, ``"M"`` for the month, ``"d"`` for the day.

        Raises:
            ValueError: if the pattern has no such letter.

        >>> date = written(datetime.date(2020, 3, 4), "fr", "EEEE d MMMM y")
        >>> date.text, date.where("M"), date.text[date.where("M")]
        ('mercredi 4 mars 2020', slice(11, 15, None), 'mars')
        """
        day, start = datetime.date.fromisoformat(self.iso), 0
        for part in (match[0] for match in FIELDS.finditer(self.pattern)):
            stop = start + len(format_date(day, part, locale=self.locale))
            if part[0] == letter:
                return slice(start, stop)
            start = stop
        raise ValueError(
            f"letter must be one of the pattern {self.pattern!r}. Received {letter!r}. "
            "Every pattern has y, M and d."
        )


@dataclass(frozen=True)
class Dates:
    """Written dates in two parts.

    Attributes:
        locales: the locales in which they are written.
        train: dates to learn from.
        test: dates of other days: no day of this part is in the other, in any locale.
    """

    locales: tuple[str, ...]
    train: tuple[WrittenDate, ...] = field(repr=False)
    test: tuple[WrittenDate, ...] = field(repr=False)


def patterns(locale):
    """The forms in which a locale's dates are written here.

    These are the four lengths of CLDR, "full" to "short", and two forms with the short names of
    months. Years get four digits where CLDR has two. A form of numbers only is left out if the
    month stands before the day, but the year does not stand first: 3/4/2020 would be read as a
    day in April elsewhere.

    Raises:
        ValueError: if Babel does not know the locale.

    >>> patterns("en")
    ('EEEE, MMMM d, y', 'MMMM d, y', 'MMM d, y', 'E, MMM d, y')
    >>> patterns("fi")
    ('cccc d. MMMM y', 'd. MMMM y', 'd.M.y', 'E d.M.y')
    """
    try:
        known = Locale.parse(locale)
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise ValueError(
            f"locale must be one that Babel knows, such as 'fr'. Received {locale!r}. "
            "babel.localedata.locale_identifiers() lists them."
        ) from error
    found = [known.date_formats[length].pattern for length in LENGTHS]
    skeletons = known.datetime_skeletons
    found += [skeletons[name].pattern for name in SKELETONS if name in skeletons]
    found = [re.sub("y+", "y", pattern) for pattern in found]
    return tuple(dict.fromkeys(pattern for pattern in found if not _month_first(pattern)))


def load_dates(locales=LOCALES, train=20_000, test=2_000, seed=0):
    """Draw days from 1900 to 2099, and write each in a locale and form drawn by chance.

    One day in ten is kept for the test part. Which days, is the same for all locales and numbers,
    so that a locale left out of training can be tested on days that are new as well. Locales come
    equally often, and so do the forms of each (see :func:`patterns`).

    All kinds of white space are written as plain spaces; CLDR puts narrow no-break spaces before
    the "г." of a Russian year, for example. With the locales that are the default, no text stands
    for two dates: the tests write all days in all forms.

    Args:
        locales: identifiers that Babel knows, such as ``("fr", "pt_BR")``.
        train, test: the numbers of dates in the two parts.
        seed: of the draws.

    Returns:
        Dates: tuples of :class:`WrittenDate`.

    Raises:
        ValueError: for an unknown locale, none at all, or a number below 1.
        TypeError: if ``locales`` is one string.

    Source: CLDR, cldr.unicode.org, as it comes with Babel.

    >>> for date in load_dates(("en", "hu", "fr"), train=3, test=1).train:
    ...     print(date.iso, date.text)
    1975-11-04 mardi 4 novembre 1975
    1925-08-10 Aug 10, 1925
    1975-05-18 1975. május 18.
    """
    if isinstance(locales, str):
        raise TypeError(f"locales must be a tuple of locales. Received the string {locales!r}.")
    locales = tuple(locales)
    if not locales:
        raise ValueError('locales must hold at least one locale, such as "fr". Received none.')
    forms = [patterns(locale) for locale in locales]
    for name, value in [("train", train), ("test", test)]:
        if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < 1:
            raise ValueError(f"{name} must be an integer of 1 or more. Received {value!r}.")

    days = (LAST - FIRST).days + 1
    shuffled = np.random.default_rng(seed).permutation(days)
    parts = []
    for k, (number, ours) in enumerate(
        [(train, shuffled[days // HELD_OUT :]), (test, shuffled[: days // HELD_OUT])]
    ):
        rng = np.random.default_rng([seed, k])
        dates = []
        for i in range(number):
            which = i % len(locales)
            day = FIRST + datetime.timedelta(days=int(rng.choice(ours)))
            pattern = forms[which][rng.integers(len(forms[which]))]
            dates.append(written(day, locales[which], pattern))
        rng.shuffle(dates)
        parts.append(tuple(dates))
    return Dates(locales, *parts)


def written(day, locale, pattern):
    """A day in one form, as :class:`WrittenDate`.

    >>> written(datetime.date(2020, 3, 4), "ru", "d MMM y 'г'.").text
    '4 мар. 2020 г.'
    """
    text = SPACES.sub(" ", format_date(day, pattern, locale=locale))
    return WrittenDate(text, day.isoformat(), locale, pattern)


def _month_first(pattern):
    """Whether a form of numbers only has the month before day and year."""
    letters = re.sub(r"'[^']*'|[^A-Za-z']", "", pattern)
    order = "".join(dict.fromkeys(letters))
    return order == "Mdy" and letters.count("M") <= 2

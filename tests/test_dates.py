"""The written dates: no text stands for two dates, and no tested day is trained on."""

import datetime
import re
from collections import Counter

from rnn_utils.datasets import dates, load_dates
from rnn_utils.datasets.dates import FIRST, LAST, LOCALES, SPACES, Dates, patterns, written

import pytest
from matplotlib import font_manager

# Left out of training in chapter 17 (and its exercises), then tested.
STRANGERS = ("da", "sk", "ro", "uk", "ca")


@pytest.fixture(scope="module")
def corpus():
    return load_dates()


def one_day_of_each_kind():
    """The calendar repeats itself after 28 years: all months, days and weekdays that there are."""
    found = {}
    for k in range((datetime.date(2028, 1, 1) - datetime.date(2000, 1, 1)).days):
        day = datetime.date(2000, 1, 1) + datetime.timedelta(days=k)
        found.setdefault((day.month, day.day, day.weekday()), day)
    return list(found.values())


def has_weekday(pattern):
    return re.search("[Ec]", re.sub(r"'[^']*'", "", pattern)) is not None


@pytest.fixture(scope="module")
def templates():
    """{text without its year: the months and days that it stands for}, all locales and forms."""
    found = {}
    kinds = one_day_of_each_kind()
    assert len(kinds) == 366 * 7
    for locale in (*LOCALES, *STRANGERS):
        for pattern in patterns(locale):
            seen = set()
            for day in kinds:
                if not has_weekday(pattern) and (day.month, day.day) in seen:
                    continue  # without a weekday the year makes no difference
                seen.add((day.month, day.day))
                text = written(day, locale, pattern).text
                # The year is the only run of four digits: texts of different years differ.
                assert re.findall(r"\d{3,}", text) == [str(day.year)]
                found.setdefault(text.replace(str(day.year), "{}"), set()).add(day)
            assert len(seen) == 366
    return found


def test_no_text_stands_for_two_dates(templates):
    """All days of the range in all locales and forms, since only the year is left to fill in."""
    two = {
        text: days for text, days in templates.items() if len({(d.month, d.day) for d in days}) > 1
    }
    assert not two


def test_the_year_is_only_filled_in(templates, corpus):
    """What the test above takes for granted: another year of the same kind reads the same."""
    for date in corpus.train + corpus.test:
        assert date.text.count(date.iso[:4]) == 1
        days = templates[date.text.replace(date.iso[:4], "{}")]
        assert {f"{day:%m-%d}" for day in days} == {date.iso[5:]}


def test_that_test_can_fail():
    """With the form that is left out, the third of April and the fourth of March collide."""
    american = written(datetime.date(2020, 3, 4), "en", "M/d/y").text
    assert american == written(datetime.date(2020, 4, 3), "es", "d/M/y").text
    assert not any(pattern.startswith("M/") for pattern in patterns("en"))


def test_one_word_for_two_months():
    """Only the dots tell the Polish November from the Croatian October."""
    polish = written(datetime.date(2020, 11, 4), "pl", "d MMMM y").text
    croatian = written(datetime.date(2020, 10, 4), "hr", "d. MMMM y.").text
    assert (polish, croatian) == ("4 listopada 2020", "4. listopada 2020.")


def test_sizes_and_balance(corpus):
    assert isinstance(corpus, Dates)
    assert corpus.locales == LOCALES
    assert (len(corpus.train), len(corpus.test)) == (20_000, 2_000)
    for part in (corpus.train, corpus.test):
        locales = Counter(date.locale for date in part)
        assert set(locales) == set(LOCALES)
        assert max(locales.values()) - min(locales.values()) <= 1
        for locale in LOCALES:
            forms = Counter(date.pattern for date in part if date.locale == locale)
            assert set(forms) == set(patterns(locale))
            assert max(forms.values()) < 3 * min(forms.values())


def test_no_day_is_in_both_parts(corpus):
    train, test = ({date.iso for date in part} for part in (corpus.train, corpus.test))
    assert not train & test
    strange = load_dates(STRANGERS, train=1000, test=5000)
    assert not train & {date.iso for date in strange.test}
    every = {date.iso for date in load_dates(("en",), train=1, test=30_000).test}
    assert 6_900 < len(every) <= 7_304  # one day in ten
    assert not train & every


def test_dates_are_in_the_range_and_in_order_of_chance(corpus):
    isos = [date.iso for date in corpus.train]
    assert FIRST.isoformat() <= min(isos) < "1900-02"
    assert "2099-12" <= max(isos) <= LAST.isoformat()
    assert all(datetime.date.fromisoformat(iso).isoformat() == iso for iso in isos)
    assert len({date.locale for date in corpus.train[:40]}) > 10


def test_texts_are_what_babel_writes(corpus):
    from babel.dates import format_date

    for date in corpus.test[:200]:
        day = datetime.date.fromisoformat(date.iso)
        babel = format_date(day, date.pattern, locale=date.locale)
        assert date.text == babel.replace("\u202f", " ").replace("\xa0", " ")


def test_where_the_parts_stand(corpus):
    for date in corpus.train[:2000] + load_dates(STRANGERS, train=500, test=1).train:
        year, month, day = (date.text[date.where(letter)] for letter in "yMd")
        assert (year, int(day)) == (date.iso[:4], int(date.iso[8:]))
        assert len(date.text) == len(SPACES.sub(" ", date.text))
        if re.search("MMM", date.pattern):
            assert len(month) > 2
            assert not set(month) & set("0123456789, ") or date.locale == "ca"
        else:
            assert int(month) == int(date.iso[5:7])
    with pytest.raises(ValueError, match=r"letter must be one of the pattern 'd MMM y'"):
        written(datetime.date(2020, 3, 4), "fr", "d MMM y").where("q")


def test_white_space_is_plain(corpus):
    characters = set("".join(date.text for date in corpus.train))
    assert {c for c in characters if c.isspace()} == {" "}
    assert "\u202f" in "".join(patterns("ru"))


def test_all_but_chinese_can_be_drawn(corpus):
    font = font_manager.get_font(font_manager.findfont("DejaVu Sans"))
    for locale in set(LOCALES) - {"zh"}:
        characters = set("".join(d.text for d in corpus.train if d.locale == locale))
        assert all(font.get_char_index(ord(c)) for c in characters), locale


def test_the_seed_decides():
    small = {"locales": ("fr", "pl"), "train": 20, "test": 10}
    assert load_dates(**small) == load_dates(**small)
    assert load_dates(**small).train != load_dates(**small, seed=1).train


def test_other_locales():
    corpus = load_dates(("pt_BR", "en_GB"), train=50, test=5)
    assert {date.locale for date in corpus.train} == {"pt_BR", "en_GB"}
    assert "dd/MM/y" in patterns("en_GB")


@pytest.mark.parametrize("locale", ["klingon", "", "xx", None, 3])
def test_unknown_locale(locale):
    with pytest.raises(ValueError, match="locale must be one that Babel knows"):
        load_dates((locale,))


@pytest.mark.parametrize("number", [0, -1, 2.0, True, None])
def test_numbers_below_one(number):
    with pytest.raises(ValueError, match="train must be an integer of 1 or more"):
        load_dates(train=number)
    with pytest.raises(ValueError, match="test must be an integer of 1 or more"):
        load_dates(test=number)


def test_no_locale_and_one_string():
    with pytest.raises(ValueError, match="at least one locale"):
        load_dates(())
    with pytest.raises(TypeError, match=r"must be a tuple of locales\. Received the string 'fr'"):
        load_dates("fr")


def test_form_of_numbers_only():
    assert dates._month_first("M/d/y")
    assert dates._month_first("MM-dd-y")
    assert not dates._month_first("d/M/y")
    assert not dates._month_first("y/M/d")
    assert not dates._month_first("MMM d, y")
    assert not dates._month_first("E, M/d/y")

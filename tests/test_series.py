"""The series, their gaps and windows, and that nothing from the future gets into a forecast."""

import dataclasses
import sys

from rnn_utils.datasets import Scaling, fill_from_past, load_co2, load_sunspots, windows

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

ORIGIN = 60
anchored_or_not = pytest.mark.parametrize("anchored", [False, True])


def walk(seed=0, length=100):
    return np.random.default_rng(seed).normal(size=length).cumsum() + 300


# The series.


def test_sunspots():
    data = load_sunspots()
    assert len(data) == 309
    assert (str(data.times[0]), str(data.times[-1])) == ("1700", "2008")
    assert (np.diff(data.times).astype(int) == 1).all()
    assert list(data.values[:3]) == [5.0, 11.0, 16.0]
    assert data.values[-1] == 2.9
    assert not data.filled.any()
    best = max(range(6, 16), key=lambda k: np.corrcoef(data.values[k:], data.values[:-k])[0, 1])
    assert best in (10, 11)  # the cycles are of different lengths


def test_co2_against_the_weeks():
    from statsmodels.datasets import co2

    data = load_co2()
    assert len(data) == 516
    assert (str(data.times[0]), str(data.times[-1])) == ("1959-01", "2001-12")
    assert (np.diff(data.times).astype(int) == 1).all()
    weeks = co2.load_pandas().data["co2"]
    for time, value, filled in zip(data.times, data.values, data.filled, strict=True):
        month = weeks[weeks.index.strftime("%Y-%m") == str(time)].dropna()
        assert filled == (len(month) == 0)
        if not filled:
            assert value == pytest.approx(month.mean(), abs=1e-9)


def test_a_filled_month_is_last_years_moved_by_last_months_change():
    data = load_co2()
    t = int(np.flatnonzero(data.filled)[0])
    year_before, change = data.values[t - 12], data.values[t - 1] - data.values[t - 13]
    assert data.values[t] == pytest.approx(year_before + change)


@pytest.mark.parametrize("load", [load_sunspots, load_co2])
def test_they_are_frozen_and_without_gaps(load):
    data = load()
    assert np.isfinite(data.values).all()
    assert data.values.dtype == np.float64
    assert len(data) == len(data.times) == len(data.filled)
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.unit = "K"


def test_without_statsmodels(monkeypatch):
    monkeypatch.setitem(sys.modules, "statsmodels", None)
    with pytest.raises(ModuleNotFoundError, match="pip install statsmodels"):
        load_co2()


# Gaps are filled from the past.


@given(st.integers(5, 30), st.integers(0, 2**32 - 1))
def test_filling_does_not_look_ahead(cut, seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=40)
    values[5:][rng.random(35) < 0.3] = np.nan
    changed = values.copy()
    changed[cut:] = rng.normal(size=40 - cut)
    before, after = (fill_from_past(v, season=4)[0] for v in (values, changed))
    np.testing.assert_array_equal(after[:cut], before[:cut])
    assert np.isfinite(before).all()


def test_filling_leaves_what_was_measured():
    values = walk()
    values[[50, 51, 70]] = np.nan
    got, filled = fill_from_past(values, season=12)
    np.testing.assert_array_equal(np.flatnonzero(filled), [50, 51, 70])
    np.testing.assert_array_equal(got[~filled], values[~filled])
    assert got[51] == pytest.approx(got[39] + got[50] - got[38])


def test_a_gap_at_the_start_has_no_past():
    with pytest.raises(ValueError, match=r"5 values before it\. Received one at index 2"):
        fill_from_past([1, 2, np.nan, 4], season=4)


# Windows.


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 5))
def test_windows_are_slices(length, horizon, later):
    values = np.arange(30.0)
    first = length + later
    x, y = windows(values, length, horizon, first)
    assert len(x) == len(y) == 30 - horizon - first + 1
    for k, (seen, next_ones) in enumerate(zip(x, y, strict=True)):
        start = first + k
        np.testing.assert_array_equal(seen, values[start - length : start])
        np.testing.assert_array_equal(next_ones, values[start : start + horizon])


def test_training_windows_end_before_test_targets_begin():
    values = np.arange(100.0)
    _, y_past = windows(values[:ORIGIN], 24, 12)
    _, y_test = windows(values, 24, 12, first=ORIGIN)
    assert y_past.max() < y_test.min() == ORIGIN


@pytest.mark.parametrize(
    ("values", "length", "horizon", "first"),
    [(range(5), 4, 2, None), (range(9), 3, 1, 2), (range(9), 0, 1, None), (range(9), 2, 0, 4)],
)
def test_windows_that_do_not_fit(values, length, horizon, first):
    with pytest.raises(ValueError, match="At least one window must fit"):
        windows(values, length, horizon, first)


def test_windows_refuse_gaps_and_tables():
    with pytest.raises(ValueError, match=r"Received gaps\. Fill gaps with fill_from_past"):
        windows([1.0, np.nan, 2.0], 1, 1)
    with pytest.raises(ValueError, match=r"Received the shape \(2, 3\)"):
        windows(np.ones((2, 3)), 1, 1)


# Scaling is fitted on the past only.


@anchored_or_not
def test_a_changed_future_changes_nothing_that_is_learned_from(anchored):
    """All that reaches training at an origin is the same, whatever comes after the origin."""
    values, changed = walk(), walk()
    changed[ORIGIN:] = 1e6
    made = []
    for v in (values, changed):
        scaling = Scaling.fit(v[:ORIGIN], 24, 12, anchored)
        x, y = windows(v[:ORIGIN], 24, 12)
        made.append([scaling.center, scaling.spread, scaling.spreads])
        made[-1] += [scaling.inputs(x), scaling.targets(y, x)]
        # And the first forecast sees the same window; only its answers differ.
        seen, answers = windows(v, 24, 12, first=ORIGIN)
        made[-1].append(scaling.inputs(seen[:1]))
        made[-1].append(answers[0] == 1e6)
    for before, after in zip(made[0][:-1], made[1][:-1], strict=True):
        np.testing.assert_array_equal(before, after)
    assert made[1][-1].all()
    assert not made[0][-1].any()


@anchored_or_not
def test_the_test_above_would_see_a_leak(anchored):
    values, changed = walk(), walk()
    changed[ORIGIN:] = 1e6
    leaky = [Scaling.fit(v, 24, 12, anchored).spread for v in (values, changed)]
    assert leaky[0] != leaky[1]


@anchored_or_not
def test_scaled_and_back(anchored):
    x, y = windows(walk(), 24, 12)
    scaling = Scaling.fit(walk(), 24, 12, anchored)
    np.testing.assert_allclose(scaling.values(scaling.targets(y, x), x), y, atol=1e-4)
    assert scaling.inputs(x).shape == (len(x), 24, 1)
    assert 0.5 < scaling.targets(y, x).std() < 2


def test_an_anchor_takes_the_level_away():
    x, y = windows(walk(), 24, 12)
    scaling = Scaling.fit(walk(), 24, 12, anchored=True)
    np.testing.assert_allclose(scaling.inputs(x + 1000), scaling.inputs(x), atol=1e-5)
    zero = np.zeros_like(y)
    np.testing.assert_array_equal(scaling.values(zero, x), np.repeat(x[:, -1:], 12, axis=1))


@anchored_or_not
def test_a_constant_past_cannot_be_scaled(anchored):
    with pytest.raises(ValueError, match="past must vary"):
        Scaling.fit(np.full(50, 3.0), 24, 12, anchored)

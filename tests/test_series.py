"""The series, their gaps and windows, and that nothing from the future gets into a forecast."""

import dataclasses
import sys
from functools import partial

from rnn_utils.datasets import (
    Scaling,
    fill_from_past,
    load_co2,
    load_electricity,
    load_sunspots,
    windows,
)

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


def test_electricity():
    data = load_electricity()
    assert len(data) == 12 * 7 * 48
    assert (str(data.times[0]), str(data.times[-1])) == ("2000-06-05T00:00", "2000-08-27T23:30")
    assert list(data.values[:3]) == [22262, 21756, 22247]
    days = data.values.reshape(-1, 48).mean(axis=1)
    weekend = np.arange(84) % 7 >= 5  # it begins on a Monday
    assert days[weekend].max() < np.median(days[~weekend])
    nights = data.values.reshape(-1, 48)[:, 6:12].max(axis=1)  # 3 to 6 in the morning
    assert (nights < data.values.reshape(-1, 48)[:, 24]).all()


def test_without_pmdarima(monkeypatch):
    monkeypatch.setitem(sys.modules, "pmdarima.datasets", None)
    with pytest.raises(ModuleNotFoundError, match="pip install pmdarima"):
        load_electricity()


@pytest.mark.parametrize("load", [load_sunspots, load_co2, load_electricity])
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


@pytest.mark.parametrize("season", [0, -1, -12, 1.5, 12.0, float("nan"), True, None, "12"])
def test_a_season_that_is_no_positive_integer(season):
    for values in (walk(), np.where(np.arange(100) == 50, np.nan, walk())):
        message = rf"season must be a positive integer\. Received {season!r}\. 1 rep"
        with pytest.raises(ValueError, match=message):
            fill_from_past(values, season)


def test_a_season_of_numpy_and_of_one_step():
    got, filled = fill_from_past([1, 3, np.nan, np.nan], np.int64(1))
    assert got.tolist() == [1, 3, 5, 7]
    assert filled.tolist() == [False, False, True, True]
    got, filled = fill_from_past(np.arange(5), 2)  # integers have no gaps
    assert got.dtype == np.float64
    assert not filled.any()


def test_filling_refuses_infinities_and_tables():
    for infinity in (np.inf, -np.inf):
        with pytest.raises(ValueError, match=rf"Received {infinity} at index 1\. Mend.*np\.nan"):
            fill_from_past([np.nan, infinity, 1.0], 1)
    with pytest.raises(ValueError, match=r"row of numbers\. Received the shape \(2, 3\)"):
        fill_from_past(np.ones((2, 3)), 1)
    with pytest.raises(ValueError, match=r"row of numbers\. Received the shape \(\)"):
        fill_from_past(3.0, 1)


def test_filling_does_not_change_what_it_is_given():
    values = np.array([1.0, 2.0, np.nan])
    fill_from_past(values, 1)
    assert np.isnan(values[2])


NO_NUMBERS = [
    ["1.5", "2", "3"],
    "12345",
    b"12345",
    [1 + 0j, 2, 3],
    [1.0, None, 3.0],
    np.array([1, 2, 3], object),
    np.arange(3).astype("M8[D]"),
    np.arange(3).astype("m8[D]"),
]


@pytest.mark.parametrize("values", NO_NUMBERS)
def test_what_is_no_real_number(values):
    takers = [
        lambda v: windows(v, 1, 1),
        lambda v: fill_from_past(v, 1),
        lambda v: Scaling.fit(v, 1, 1, anchored=False),
    ]
    for take in takers:
        with pytest.raises(TypeError, match=r"values must hold real numbers\. Received .*np\.nan"):
            take(values)


def test_integers_that_float64_would_round():
    for wrong in (2**53 + 1, -(2**60), 2**64 - 1):
        with pytest.raises(ValueError, match=rf"up to 2\*\*53\. Received {wrong}\."):
            windows([wrong, 1, 2], 1, 1)
        with pytest.raises(ValueError, match=rf"up to 2\*\*53\. Received {wrong}\."):
            fill_from_past([0.5, wrong, np.nan], 1)
    assert windows(np.array([2**53, 1, -(2**53)]), 1, 1)[0].tolist() == [[2**53], [1]]


@pytest.mark.parametrize("dtype", ["int8", "uint16", "int64", "float16", "float32", "bool"])
def test_windows_of_any_real_numbers(dtype):
    values = np.array([0, 1, 1, 0, 1], dtype)
    x, y = windows(values, 2, 1)
    assert x.dtype == y.dtype == np.float64
    assert x.tolist() == [[0, 1], [1, 1], [1, 0]]
    assert y.tolist() == [[1], [0], [1]]


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
    for infinity in (np.inf, -np.inf):
        with pytest.raises(ValueError, match=rf"must be finite\. Received {infinity} at index 2\."):
            windows([1.0, 2.0, infinity], 1, 1)


@pytest.mark.parametrize("wrong", [2.0, 1.5, float("nan"), True, "2"])
def test_windows_count_in_integers(wrong):
    for place, options in enumerate([(wrong, 1, 5), (2, wrong, 5), (2, 1, wrong)]):
        name = ("length", "horizon", "first")[place]
        message = rf"must be integers\. Received .*{name}={wrong!r}"
        with pytest.raises(ValueError, match=message):
            windows(range(9), *options)
    want = windows(range(9), 2, 1, 3)
    got = windows(range(9), np.int64(2), np.int32(1), np.uint8(3))
    for one, other in zip(want, got, strict=True):
        np.testing.assert_array_equal(one, other)


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
@pytest.mark.parametrize(
    "past",
    [
        np.full(50, 3.0),
        np.full(1000, 14.62),  # the mean is not 14.62: a spread of 2e-15
        np.full(1000, 14.62, np.float32),
        np.full(50, -1e-9),
        np.full(50, 1e99),
        np.zeros(50),
        np.full(50, 7),
        0.1 * 3 + np.tile([0.0, 4e-17], 25),
    ],
)
def test_a_constant_past_cannot_be_scaled(past, anchored):
    with pytest.raises(ValueError, match=r"past must vary\. Received .*A constant series"):
        Scaling.fit(past, 24, 12, anchored)


T = np.arange(240)
SEASON = 10 + np.sin(2 * np.pi * T / 12)


@pytest.mark.parametrize(
    ("past", "length", "horizon", "step", "value"),
    [
        (T, 10, 2, 1, "1"),
        (0.1 * T, 10, 2, 1, r"0\.1"),
        (-0.1 * T, 10, 2, 1, r"-0\.1"),
        ((0.1 * T).astype(np.float32), 10, 2, 1, r"0\.1"),
        (0.1 * np.arange(100_000), 10, 2, 1, r"0\.1"),
        (np.full(5000, 0.1).cumsum(), 24, 12, 1, r"0\.1"),
        (1e9 + T, 10, 2, 1, "1"),
        (np.tile([1.0, 2.0, 3.0], 50), 3, 3, 3, "0"),
        (SEASON, 24, 12, 12, "0"),
        (SEASON + 0.5 * T, 24, 12, 12, "6"),
        (10 + np.sin(2 * np.pi * (T + 5000) / 12), 24, 12, 12, "0"),
        (10 + np.sin(2 * np.pi * np.arange(20_000) / 12), 24, 12, 12, "0"),
        (np.tile([1.0, 2.0], 50), 2, 1, None, None),
    ],
)
def test_what_an_anchor_leaves_nothing_of(past, length, horizon, step, value):
    """Lines and exact seasons vary, but not from the last value of a window on."""
    if step is None:
        assert (Scaling.fit(past, length, horizon, anchored=True).spreads > 0.5).all()
        return
    message = (
        rf"step {step} ahead lies at {value} above the last value of the window.*"
        r"Add that number to the last value, or use anchored=False"
    )
    with pytest.raises(ValueError, match=message) as error:
        Scaling.fit(past, length, horizon, anchored=True)
    assert "constant" not in str(error.value)
    assert (Scaling.fit(past, length, horizon, anchored=False).spreads > 0.1).all()


def test_a_season_with_noise_can_be_scaled():
    for noise in (1e-3, 1e-6):
        noisy = SEASON + noise * np.random.default_rng(0).normal(size=240)
        scaling = Scaling.fit(noisy, 24, 12, anchored=True)
        assert scaling.spreads[-1] == pytest.approx(noise * np.sqrt(2), rel=0.2)


def test_small_variations_far_from_zero_can_be_scaled():
    noise = np.random.default_rng(0).normal(size=5000)
    for level, size in [(1e9, 1e-3), (0, 1e-30), (0, 1e90)]:
        scaling = Scaling.fit(level + size * noise, 24, 12, anchored=True)
        assert (np.abs(scaling.spreads / (size * np.sqrt(2)) - 1) < 0.1).all()
    coarse = (30_000 + 100 * noise).astype(np.float16)
    assert Scaling.fit(coarse, 24, 12, anchored=False).spread == pytest.approx(100, rel=0.1)


def test_small_floats_are_measured_in_large_ones():
    past = np.linspace(1.0, 60_000.0, 200).astype(np.float16)
    assert Scaling.fit(past, 4, 2, anchored=False).center == past.astype(np.float64).mean()


@anchored_or_not
def test_one_window_has_no_spread(anchored):
    message = r"at least two windows and what follows them, 4 values\. Received 3\."
    with pytest.raises(ValueError, match=message):
        Scaling.fit([1.0, 5.0, 2.0], 2, 1, anchored)
    assert Scaling.fit([1.0, 5.0, 2.0, 3.0], 2, 1, anchored).spreads > 0


@anchored_or_not
@pytest.mark.parametrize("size", [1e300, 1.7e308, 1e101, 1e-101, 1e-300])
def test_sizes_whose_squares_no_float_holds(size, anchored):
    past = size * np.tanh(walk() - 300)
    with pytest.raises(ValueError, match=r"between 1e-100 and 1e100 in size\. Received .*unit"):
        Scaling.fit(past, 24, 12, anchored)


def test_a_past_of_which_only_the_end_varies():
    with pytest.raises(ValueError, match=r"windows of past must vary\. .* all values are 3, but"):
        Scaling.fit([3.0, 3.0, 3.0, 3.0, 5.0], 2, 1, anchored=False)
    with pytest.raises(ValueError, match=r"windows of past must vary\. .* are the same, but"):
        Scaling.fit([3.0, 3.0, 3.0, 3.0, 5.0], 2, 1, anchored=True)
    with pytest.raises(ValueError, match=r"step 1 ahead lies at 3, after .*Forecast that number"):
        Scaling.fit([1.0, 3.0, 3.0, 3.0, 3.0], 1, 1, anchored=False)


def test_an_anchored_window_of_one_value_is_empty():
    with pytest.raises(ValueError, match=r"length of at least 2.*Received 1\. Use anchored=False"):
        Scaling.fit(walk(), 1, 1, anchored=True)
    assert Scaling.fit(walk(), 1, 1, anchored=False).spread > 0


# Arrays that do not fit would spread out to another shape.


@anchored_or_not
@pytest.mark.parametrize("horizon", [1, 3])
def test_shapes_that_do_not_fit(anchored, horizon):
    x, y = windows(walk(), 24, horizon)
    scaling, n = Scaling.fit(walk(), 24, horizon, anchored), len(x)
    wrong = [y[:-1], y[:1], y[0], y[..., None], np.repeat(y, 2, axis=1), y.T, 3.0]
    if horizon > 1:
        wrong += [y[:, :1], y[:, 0]]
    for one in wrong:
        for name, take in [("y", scaling.targets), ("outputs", scaling.values)]:
            shape = str(np.shape(one)).replace("(", r"\(").replace(")", r"\)")
            message = rf"{name} must have the shape \(N, H\), here \({n}, {horizon}\)\. "
            with pytest.raises(ValueError, match=message + rf"Received {shape} and {n} windows\."):
                take(one, x)
    for single in (x[0], x[..., None], 3.0):
        for take in (scaling.inputs, partial(scaling.targets, y), partial(scaling.values, y)):
            with pytest.raises(ValueError, match=r"windows of the shape \(N, L\)\..*x\[None\]"):
                take(single)
    assert scaling.inputs(x[0][None]).shape == (1, 24, 1)
    assert scaling.values(y[:1], x[:1]).shape == (1, horizon)


def test_a_row_of_single_steps():
    """With an anchor it would become (N, N); without one it stays a row."""
    x, y = windows(walk(), 24, 1)
    scaling = Scaling.fit(walk(), 24, 1, anchored=True)
    for name, take in [("y", scaling.targets), ("outputs", scaling.values)]:
        with pytest.raises(ValueError, match=rf"Make it a column: {name}\[:, None\]"):
            take(y[:, 0], x)
        assert take(y[:, 0][:, None], x).shape == (len(x), 1)
    scaling = Scaling.fit(walk(), 24, 1, anchored=False)
    np.testing.assert_array_equal(scaling.targets(y[:, 0], x), scaling.targets(y, x)[:, 0])
    np.testing.assert_array_equal(scaling.values(y[:, 0], x), scaling.values(y, x)[:, 0])


@anchored_or_not
def test_numbers_that_do_not_fit(anchored):
    x, y = windows(walk(), 24, 12)
    scaling = Scaling.fit(walk(), 24, 12, anchored)
    for wrong in (np.nan, np.inf):
        bad_x, bad_y = x.copy(), y.copy()
        bad_x[3, 4] = bad_y[3, 4] = wrong
        takers = (scaling.inputs, partial(scaling.targets, y), partial(scaling.values, y))
        for take in takers:
            with pytest.raises(ValueError, match=r"finite windows.*Received NaN or infinity"):
                take(bad_x)
        with pytest.raises(ValueError, match=r"must be finite, and of the size of the past"):
            scaling.targets(bad_y, x)
    with pytest.raises(ValueError, match=r"of the size of the past.*spreads away\. Check their"):
        scaling.inputs(x * 1e60 * np.arange(24))
    with pytest.raises(ValueError, match=r"of the size of the past.*spreads away\. Check their"):
        scaling.targets(y * 1e60, x)
    assert np.isnan(scaling.values(y * np.nan, x)).all()  # a network that has blown up
    for take in (scaling.inputs, partial(scaling.targets, y), partial(scaling.values, y)):
        with pytest.raises(TypeError, match=r"x must hold real numbers\. Received complex128"):
            take(x + 0j)
    with pytest.raises(TypeError, match=r"outputs must hold real numbers\. Received complex128"):
        scaling.values(y + 0j, x)


@anchored_or_not
def test_outputs_of_any_precision(anchored):
    import keras

    x, y = windows(walk(), 24, 12)
    scaling = Scaling.fit(walk(), 24, 12, anchored)
    outputs = scaling.targets(y, x)
    for dtype, within in [("float32", 1e-3), ("float16", 0.1), ("bfloat16", 1.0)]:
        tensor = keras.ops.cast(outputs, dtype)
        np.testing.assert_allclose(scaling.values(tensor, x), y, atol=within)
    whole = Scaling.fit(np.arange(50) ** 2, 4, 2, anchored)
    x, y = windows(np.arange(50) ** 2, 4, 2)
    np.testing.assert_allclose(whole.inputs(x.astype(int)), whole.inputs(x))
    np.testing.assert_allclose(whole.targets(y.astype(int), x.astype(int)), whole.targets(y, x))

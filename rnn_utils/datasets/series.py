"""Three real series, and what turns a series into forecasting tasks without leaks.

A forecaster may use nothing that lies after the moment at which it speaks. So gaps are filled from
earlier values only, :func:`windows` takes the part of the series that may be seen, and a
:class:`Scaling` is measured on that part alone.
"""

from dataclasses import dataclass, field

import numpy as np

__all__ = [
    "Scaling",
    "Series",
    "fill_from_past",
    "load_co2",
    "load_electricity",
    "load_sunspots",
    "windows",
]

MEND = "Run `pip install statsmodels`: the series come with that package."


@dataclass(frozen=True, eq=False)
class Series:
    """A series of T equally spaced values.

    Attributes:
        name: what was measured.
        unit: the unit of the values.
        season: steps after which the series more or less repeats itself.
        times: (T,) of datetime64, the year or the month of each value.
        values: (T,) of float64, without gaps.
        filled: (T,) of bool, True where nothing was measured and the value was made from earlier
            ones by :func:`fill_from_past`.
    """

    name: str
    unit: str
    season: int
    times: np.ndarray = field(repr=False)
    values: np.ndarray = field(repr=False)
    filled: np.ndarray = field(repr=False)

    def __len__(self):
        return len(self.values)


@dataclass(frozen=True, eq=False)
class Scaling:
    """How values become numbers of a size that suits a network, and back.

    Make it with :meth:`fit`, from the past. With an anchor, windows and targets are first measured
    from the last value of their window, which suits a series that grows: what comes is then never
    far outside of what was learned.

    Attributes:
        anchored: whether the last value of each window is subtracted.
        center: subtracted from windows and targets; 0 if anchored.
        spread: what windows are divided by.
        spreads: (H,) what the targets are divided by, one number for each step ahead.
    """

    anchored: bool
    center: float
    spread: float
    spreads: np.ndarray

    @classmethod
    def fit(cls, past, length, horizon, anchored):
        """Measure the past, and nothing else.

        Args:
            past: (T,) the values up to the moment of the first forecast.
            length, horizon: as for :func:`windows`.
            anchored: True for a series with a trend, False for one that stays in its range.

        A spread that is no more than rounding is no spread: it would blow up what is divided by it.

        Raises:
            ValueError: if the past has fewer than two windows, is not finite, varies by no more
                than rounding, in the windows or in what follows them, or is of a size whose
                squares no float can hold.
            TypeError: if it holds something that is not a real number.
        """
        past = np.asarray(past)
        x, y = windows(past, length, horizon)
        size = float(np.abs(past).max())
        rounding = 64 * np.finfo(np.float64).eps * size
        if past.dtype.kind == "f":  # of float32, one rounding of each value
            rounding = max(rounding, float(np.finfo(past.dtype).eps) * size)
        past = past.astype(np.float64)
        if len(x) < 2:
            raise ValueError(
                "past must hold at least two windows and what follows them, "
                f"{length + horizon + 1} values. Received {len(past)}. "
                "Use a longer past, or a smaller length or horizon."
            )
        if size > 1e100 or 0 < size < 1e-100:
            raise ValueError(
                "The largest of past must lie between 1e-100 and 1e100 in size. "
                f"Received {size:g}. Measure it in another unit."
            )
        if np.ptp(past) <= 64 * np.finfo(np.float64).eps * size:
            raise ValueError(
                f"past must vary. Received {past[0]:g} in all of its {len(past)} values, but for "
                "rounding. A constant series needs no forecaster but the naive one."
            )
        if anchored and length < 2:
            raise ValueError(
                "An anchored window must have a length of at least 2, as its last value is "
                f"subtracted from it. Received {length}. Use anchored=False or longer windows."
            )
        center = 0.0 if anchored else float(np.mean(past))
        if anchored:
            x, y = x - x[:, -1:], y - x[:, -1:]
        spread = float(x.std())
        spreads = y.std(axis=0)
        if spread <= rounding:
            raise ValueError(
                "The windows of past must vary. Received windows in which all values are "
                f"{'the same' if anchored else format(x[0, 0], 'g')}, but for rounding, so a "
                "network would see nothing. Start the past earlier, or choose another length."
            )
        # An angle such as 2πt/12 is rounded the more the later it is; hence the length of the past.
        flat = spreads <= max(rounding, min(len(past) / 64 * rounding, 1e-6 * spread))
        if flat.any():
            h = int(flat.argmax())
            value = y[:, h].mean()
            value = value if abs(value) > rounding else 0.0
            above, mend = "", "Forecast that number."
            if anchored:
                above = " above the last value of the window"
                mend = "Add that number to the last value, or use anchored=False."
            raise ValueError(
                "What follows a window must vary, at each step ahead. Received a past in which "
                f"step {h + 1} ahead lies at {value:g}{above}, after every window and but for "
                f"rounding. It needs no network. {mend}"
            )
        return cls(anchored, center, spread, spreads)

    def _origin(self, x):
        return x[:, -1:] if self.anchored else self.center

    def inputs(self, x):
        """(N, L) values to (N, L, 1) of float32 for a network.

        Raises:
            ValueError: if ``x`` has another rank, or values that are not finite or far too large.
            TypeError: if it holds something that is not a real number.
        """
        x = _windowed(x)
        return _as_float32((x - self._origin(x)) / self.spread)[..., None]

    def targets(self, y, x):
        """(N, H) values that follow the windows (N, L) to (N, H) of float32.

        Raises:
            ValueError: if the shapes do not fit, or values are not finite or far too large.
            TypeError: if an array holds something that is not a real number.
        """
        x = _windowed(x)
        y = self._steps_ahead("y", y, x)
        return _as_float32((y - self._origin(x)) / self.spreads)

    def values(self, outputs, x):
        """(N, H) outputs of a network for the windows (N, L), back in the unit of the series.

        Raises:
            ValueError: if the shapes do not fit, or ``x`` is not finite.
            TypeError: if an array holds something that is not a real number.
        """
        x = _windowed(x)
        return self._steps_ahead("outputs", outputs, x) * self.spreads + self._origin(x)

    def _steps_ahead(self, name, array, x):
        """(N, H) for the windows (N, L); anything else would spread out to another shape."""
        array = _real_numbers(name, array)
        wanted = (len(x), len(self.spreads))
        row = array.shape == wanted[:1] and wanted[1] == 1  # without an anchor it stays a row
        if array.shape != wanted and (self.anchored or not row):
            mend = "Give as many rows as windows, and a column for each step ahead."
            if row:
                mend = f"Make it a column: {name}[:, None]."
            raise ValueError(
                f"{name} must have the shape (N, H), here {wanted}. "
                f"Received {array.shape} and {len(x)} windows. {mend}"
            )
        return array


def windows(values, length, horizon, first=None):
    """Cut a series into windows and what follows each.

    Args:
        values: (T,) the part of a series that may be used: every target lies in it.
        length: L, how many steps a forecaster sees.
        horizon: H, how many steps it forecasts.
        first: the index of the first target of the first window, ``length`` if left out. To test
            on the steps from ``first`` on, earlier ones may be seen and are no targets.

    Returns:
        Two arrays.

        - x: (N, L), each window one step later than the one before.
        - y: (N, H), the steps that follow.

    Raises:
        ValueError: if no window fits, a value is not finite, or ``length``, ``horizon`` or
            ``first`` is not an integer.
        TypeError: if ``values`` holds something that is not a real number.

    >>> x, y = windows([3.0, 1.0, 4.0, 1.0, 5.0], length=2, horizon=1)
    >>> x, y
    (array([[3., 1.],
           [1., 4.],
           [4., 1.]]), array([[4.],
           [1.],
           [5.]]))
    """
    _check_windows(values, length, horizon, first)
    values = np.asarray(values, np.float64)
    first = length if first is None else first
    pieces = np.lib.stride_tricks.sliding_window_view(values, length + horizon)
    pieces = pieces[first - length :]
    return pieces[:, :length].copy(), pieces[:, length:].copy()


def fill_from_past(values, season):
    """Fill gaps with what could be said when they came up, from earlier values alone.

    A missing value becomes the one of a season before, moved by as much as the last value before
    the gap lies above the one of a season before *that*.

    Args:
        values: (T,) with NaN where nothing was measured.
        season: steps after which the series repeats itself.

    Returns:
        The values (T,) without gaps, and (T,) of bool, True where they were filled.

    Raises:
        ValueError: for a gap with less than a season and a step before it, a season that is not a
            positive integer, and values that are infinite or not one row.
        TypeError: for values that are no real numbers.

    >>> fill_from_past([1.0, 5.0, 2.0, np.nan, 3.0], season=2)
    (array([1., 5., 2., 6., 3.]), array([False, False, False,  True, False]))
    """
    values = _real_numbers("values", values).copy()
    if values.ndim != 1:
        raise ValueError(
            f"values must be a row of numbers. Received the shape {values.shape}. "
            "Fill one series at a time."
        )
    _refuse_infinite(values)
    if not _is_integer(season) or season < 1:
        raise ValueError(
            f"season must be a positive integer. Received {season!r}. 1 repeats the last value."
        )
    filled = np.isnan(values)
    for t in np.flatnonzero(filled):
        if t < season + 1:
            raise ValueError(
                f"A gap needs {season + 1} values before it. Received one at index {t}. "
                "Start the series later."
            )
        values[t] = values[t - season] + values[t - 1] - values[t - 1 - season]
    return values, filled


def _check_windows(values, length, horizon, first):
    values = _real_numbers("values", values)
    first = length if first is None else first
    if values.ndim != 1 or np.isnan(values).any():
        raise ValueError(
            "values must be a row of finite numbers. Received "
            f"{'the shape ' + str(values.shape) if values.ndim != 1 else 'gaps'}. "
            "Fill gaps with fill_from_past."
        )
    _refuse_infinite(values)
    if not (_is_integer(length) and _is_integer(horizon) and _is_integer(first)):
        raise ValueError(
            "length, horizon and first must be integers. "
            f"Received length={length!r}, horizon={horizon!r}, first={first!r}."
        )
    if length < 1 or horizon < 1 or first < length or first + horizon > len(values):
        raise ValueError(
            f"At least one window must fit: 1 ≤ length ≤ first ≤ {len(values)} − horizon. "
            f"Received length={length}, horizon={horizon}, first={first}."
        )


def _real_numbers(name, values):
    """An array of float64; what is none, or would become another number in it, is refused."""
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "biuf" and array.dtype.name != "bfloat16":
        raise TypeError(
            f"{name} must hold real numbers. Received {array.dtype}. "
            "Write gaps as np.nan; make real numbers of words, dates and complex ones first."
        )
    integers = []
    if array.size and array.dtype.kind in "iu":
        integers = [array.min(), array.max()]
    elif not hasattr(values, "dtype"):  # a list may mix integers and fractions
        integers = [n for n in np.asarray(values, object).flat if _is_integer(n)]
    largest = max(map(int, integers), key=abs, default=0)
    if abs(largest) > 2**53:
        raise ValueError(
            f"{name} must hold integers that float64 can write, up to 2**53. "
            f"Received {largest}. Count times from their first one, or use a larger unit."
        )
    return array.astype(np.float64)


def _refuse_infinite(values):
    infinite = np.isinf(values)
    if infinite.any():
        index = int(infinite.argmax())
        raise ValueError(
            f"values must be finite. Received {values[index]} at index {index}. "
            "Mend what divided by 0, or write np.nan for a gap."
        )


def _windowed(x):
    x = _real_numbers("x", x)
    if x.ndim != 2 or not np.isfinite(x).all():
        raise ValueError(
            "x must be finite windows of the shape (N, L). Received "
            f"{x.shape if x.ndim != 2 else 'NaN or infinity in it'}. "
            "Make them with windows; a single one is x[None]."
        )
    return x


def _as_float32(scaled):
    if not (np.abs(scaled) <= np.finfo(np.float32).max).all():
        raise ValueError(
            "Values must be finite, and of the size of the past that the scaling was fitted on. "
            f"Received one that is {np.abs(scaled).max():g} spreads away. Check their unit."
        )
    return scaled.astype(np.float32)


def _is_integer(value):
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def load_sunspots():
    """Load the yearly number of sunspots, 1700 to 2008.

    Returns:
        Series: 309 years. The number is an index, not a count: groups of spots weigh ten times as
        much as single ones (the Wolf number). It rises and falls in cycles of about 11 years, not
        all of one length, and has no trend to speak of.

    Raises:
        ModuleNotFoundError: if statsmodels is not installed.

    >>> load_sunspots()
    Series(name='sunspots', unit='Wolf number', season=11)
    """
    table = _statsmodels("sunspots")
    values = table["SUNACTIVITY"].to_numpy(np.float64)
    times = table["YEAR"].to_numpy().astype(int).astype(str).astype("datetime64[Y]")
    return Series("sunspots", "Wolf number", 11, times, values, np.zeros(len(values), bool))


def load_co2():
    """Load the monthly carbon dioxide in the air over Mauna Loa, Hawaii, 1959 to 2001.

    statsmodels has one value for most weeks. A month is the mean of the weeks that are dated in
    it. The months before 1959 are left out, since two of them have no week at all; the later ones
    without a week, February to April 1964, are filled from the past by :func:`fill_from_past`.

    Returns:
        Series: 516 months, in parts per million of volume, growing, with a yearly season.

    Raises:
        ModuleNotFoundError: if statsmodels is not installed.

    >>> data = load_co2()
    >>> data, data.times[data.filled]
    (Series(name='CO₂', unit='ppmv', season=12),
     array(['1964-02', '1964-03', '1964-04'], dtype='datetime64[M]'))
    """
    weeks = _statsmodels("co2")["co2"].dropna()
    months = weeks.index.to_numpy().astype("datetime64[M]")
    times = np.arange(np.datetime64("1959-01"), months.max() + 1)
    sums, counts = np.zeros(len(times)), np.zeros(len(times))
    inside = months >= times[0]
    place = (months[inside] - times[0]).astype(int)
    np.add.at(sums, place, weeks.to_numpy(np.float64)[inside])
    np.add.at(counts, place, 1)
    means = np.divide(sums, counts, out=np.full(len(times), np.nan), where=counts > 0)
    values, filled = fill_from_past(means, season=12)
    return Series("CO₂", "ppmv", 12, times, values, filled)


def load_electricity():
    """Load the demand for electricity in England and Wales, each half-hour of twelve weeks of 2000.

    Returns:
        Series: 4,032 half-hours, in megawatts, from Monday, 5 June, to Sunday, 27 August. It has a
        season of a day, 48 half-hours, inside one of a week, 336, which is its ``season``.

    Raises:
        ModuleNotFoundError: if pmdarima is not installed.

    Source: Taylor 2003, "Short-term electricity demand forecasting using double seasonal
    exponential smoothing", doi:10.1057/palgrave.jors.2601589.

    >>> load_electricity()
    Series(name='electricity', unit='MW', season=336)
    """
    try:
        from pmdarima.datasets import load_taylor
    except ModuleNotFoundError as error:
        mend = "Run `pip install pmdarima`: the series comes with that package."
        raise ModuleNotFoundError(f"pmdarima is not installed. {mend}") from error
    values = load_taylor()
    times = np.datetime64("2000-06-05T00:00") + 30 * np.arange(len(values))
    return Series("electricity", "MW", 336, times, values, np.zeros(len(values), bool))


def _statsmodels(name):
    """The table of a data set; statsmodels is imported when it is needed and not before."""
    try:
        from statsmodels import datasets
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(f"statsmodels is not installed. {MEND}") from error
    return getattr(datasets, name).load_pandas().data

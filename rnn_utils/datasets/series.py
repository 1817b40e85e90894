"""Two real series from statsmodels, and what turns a series into forecasting tasks without leaks.

A forecaster may use nothing that lies after the moment at which it speaks. So gaps are filled from
earlier values only, :func:`windows` takes the part of the series that may be seen, and a
:class:`Scaling` is measured on that part alone.
"""

from dataclasses import dataclass, field

import numpy as np

__all__ = ["Scaling", "Series", "fill_from_past", "load_co2", "load_sunspots", "windows"]

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

        Raises:
            ValueError: if the past is too short for a window, not finite, or constant.
        """
        x, y = windows(past, length, horizon)
        center = 0.0 if anchored else float(np.mean(past))
        if anchored:
            x, y = x - x[:, -1:], y - x[:, -1:]
        spread = float(x.std())
        spreads = y.std(axis=0)
        if spread == 0 or (spreads == 0).any():
            raise ValueError(
                "past must vary. Received values that do not, so there is nothing to scale by. "
                "A constant series needs no forecaster but the naive one."
            )
        return cls(anchored, center, spread, spreads)

    def _origin(self, x):
        return x[:, -1:] if self.anchored else self.center

    def inputs(self, x):
        """(N, L) values to (N, L, 1) of float32 for a network."""
        return ((x - self._origin(x)) / self.spread).astype(np.float32)[..., None]

    def targets(self, y, x):
        """(N, H) values that follow the windows (N, L) to (N, H) of float32."""
        return ((y - self._origin(x)) / self.spreads).astype(np.float32)

    def values(self, outputs, x):
        """(N, H) outputs of a network for the windows (N, L), back in the unit of the series."""
        return np.asarray(outputs, np.float64) * self.spreads + self._origin(x)


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
        ValueError: if no window fits, or a value is not finite.

    >>> x, y = windows([3.0, 1.0, 4.0, 1.0, 5.0], length=2, horizon=1)
    >>> x, y
    (array([[3., 1.],
           [1., 4.],
           [4., 1.]]), array([[4.],
           [1.],
           [5.]]))
    """
    values = np.asarray(values, np.float64)
    first = length if first is None else first
    if values.ndim != 1 or not np.isfinite(values).all():
        raise ValueError(
            "values must be a row of finite numbers. Received "
            f"{'the shape ' + str(values.shape) if values.ndim != 1 else 'gaps'}. "
            "Fill gaps with fill_from_past."
        )
    if length < 1 or horizon < 1 or first < length or first + horizon > len(values):
        raise ValueError(
            f"At least one window must fit: 1 ≤ length ≤ first ≤ {len(values)} − horizon. "
            f"Received length={length}, horizon={horizon}, first={first}."
        )
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
        ValueError: for a gap with less than a season and a step before it.

    >>> fill_from_past([1.0, 5.0, 2.0, np.nan, 3.0], season=2)
    (array([1., 5., 2., 6., 3.]), array([False, False, False,  True, False]))
    """
    values = np.array(values, np.float64)
    filled = np.isnan(values)
    for t in np.flatnonzero(filled):
        if t < season + 1:
            raise ValueError(
                f"A gap needs {season + 1} values before it. Received one at index {t}. "
                "Start the series later."
            )
        values[t] = values[t - season] + values[t - 1] - values[t - 1 - season]
    return values, filled


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


def _statsmodels(name):
    """The table of a data set; statsmodels is imported when it is needed and not before."""
    try:
        from statsmodels import datasets
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(f"statsmodels is not installed. {MEND}") from error
    return getattr(datasets, name).load_pandas().data

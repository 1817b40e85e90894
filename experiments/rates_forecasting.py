"""The starting rates of chapter 13: which were tried, on what, and what each gave.

Run it by hand: ``python experiments/rates_forecasting.py``; about five minutes. For each series the
networks are judged on the two blocks *before* the chapter's first test block, and learn what lies
before each. No value of a test block is read. Error against naive, twelve steps, seeds 10 to 12:

                          rate 0.003  rate 0.01   rate 0.03   rate 0.1
    TDNN        sunspots  0.476       0.498       0.502       0.564
    TDNN        CO₂       0.238       0.204       0.200       0.203
    NARX        sunspots  0.505       0.476       0.475       0.502
    NARX        CO₂       0.303       0.211       0.199       0.202
    SimpleRNN   sunspots  0.475       0.470       0.491       0.516
    SimpleRNN   CO₂       0.279       0.212       0.200       0.343
    LSTM        sunspots  0.611       0.472       0.476       0.525
    LSTM        CO₂       0.532       0.312       0.253       0.239
    GRU         sunspots  0.518       0.498       0.583       0.520
    GRU         CO₂       0.456       0.262       0.218       0.213
"""

import argparse

import rnn_utils
from rnn_utils import layers, training
from rnn_utils.datasets import Scaling, load_co2, load_sunspots, windows

import keras
import numpy as np

SEES, AHEAD, BATCH = 24, 12, 32
BLOCK = {"sunspots": 36, "CO₂": 72}
RATES, UPDATES = (0.003, 0.01, 0.03, 0.1), 200
NETWORKS = {
    "TDNN": lambda: [
        layers.TimeDelay(12, delays=SEES - 1),
        keras.layers.Cropping1D((SEES - 1, 0)),
        keras.layers.Flatten(),
        keras.layers.Dense(AHEAD),
    ],
    "NARX": lambda: [layers.NARX(12, AHEAD, input_delays=11, output_delays=1)],
    "SimpleRNN": lambda: [keras.layers.SimpleRNN(15), keras.layers.Dense(AHEAD)],
    "LSTM": lambda: [keras.layers.LSTM(8), keras.layers.Dense(AHEAD)],
    "GRU": lambda: [keras.layers.GRU(9), keras.layers.Dense(AHEAD)],
}


def blocks(series):
    """(past, x, y) of the two blocks before the chapter's first test block."""
    for k in (5, 4):
        start = len(series) - k * BLOCK[series.name]
        known = series.values[: start + BLOCK[series.name]]
        yield known[:start], *windows(known, SEES, AHEAD, first=start)


def error(model, series, seed):
    """The mean absolute error of twelve steps, against naive's, from new weights; both blocks."""
    errors = []
    for past, x_new, y_new in blocks(series):
        training.restart(model, seed)
        scaling = Scaling.fit(past, SEES, AHEAD, anchored=series.name == "CO₂")
        x, y = windows(past, SEES, AHEAD)
        pick = np.random.default_rng(seed).integers(len(x), size=UPDATES * BATCH)
        x, y = scaling.inputs(x)[pick], scaling.targets(y, x)[pick]
        model.fit(x, y, batch_size=BATCH, shuffle=False, verbose=0)
        forecasts = scaling.values(model(scaling.inputs(x_new)), x_new)
        naive = np.abs(x_new[:, -1:] - y_new).mean()
        errors.append([np.abs(forecasts - y_new).mean(), naive])
    ours, naive = np.mean(errors, axis=0)
    return ours / naive


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", nargs="+", type=int, default=[10, 11, 12])
    seeds = parser.parse_args().seeds
    print(f"seeds {seeds}, Keras {keras.__version__} on {keras.backend.backend()}")
    print(f"{'':22}" + "".join(f"rate {rate:<7}" for rate in RATES))
    for name, make in NETWORKS.items():
        for series in (load_sunspots(), load_co2()):
            told = []
            for rate in RATES:
                model = keras.Sequential([keras.Input((SEES, 1)), *make()])
                model.compile(training.optimizer(UPDATES, rate), "mae", steps_per_execution=50)
                model.optimizer.build(model.trainable_variables)
                told.append(f"{np.mean([error(model, series, seed) for seed in seeds]):<12.3f}")
                keras.backend.clear_session()
            print(f"{name:12}{series.name:10}" + "".join(told), flush=True)


if __name__ == "__main__":
    main()

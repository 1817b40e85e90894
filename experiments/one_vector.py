"""One vector against attention by updates: the strings of chapter 17's trial.

Run it by hand: ``python experiments/one_vector.py`` (half an hour). It tries rates on strings drawn
from seed 3, takes the best of each network, trains from seeds 0 to 2 (from seed 0 where it takes
minutes) and writes ``data/one_vector_runs.csv``.
"""

import csv
from pathlib import Path

import rnn_utils

from from_notebook import definitions, sources

FILE = Path(__file__).resolve().parent.parent / "data" / "one_vector_runs.csv"
RATES = {  # updates: network: rates to try
    188: {
        "one vector": (0.01, 0.02, 0.04),
        "dot": (0.005, 0.01, 0.02),
        "general": (0.005, 0.01, 0.02),
        "additive": (0.005, 0.01, 0.02),
    },
    2_000: {"one vector": (0.005, 0.01, 0.02), "dot": ()},  # without rates: the best of before
    6_000: {"one vector": (), "dot": ()},
}


def main():
    trial = definitions(*sources("trials/17_attention"))
    best = {}
    with FILE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(
            ["network", "updates", "rate", "seed", *(f"letters {k}" for k in trial["LENGTHS"])]
        )

        def run(network, updates, rate, seed):
            model = trial["reverser"](network, updates, rate, seed)
            right = trial["right_by_length"](model)
            row = [network, updates, rate, seed, *(f"{share:.3f}" for share in right)]
            print(*row, flush=True)
            rows.writerow(row)
            file.flush()
            return right[:4].mean()  # those of lengths that occur in training

        for updates, networks in RATES.items():
            for network, rates in networks.items():
                if rates:
                    tried = {rate: run(network, updates, rate, 3) for rate in rates}
                    best[network] = max(tried, key=tried.get)
                for seed in range(1 if updates == 6_000 else 3):
                    run(network, updates, best[network], seed)


if __name__ == "__main__":
    main()

"""The weighted job once more, in plain numpy and on purpose without the program.

Raking by repeated scaling of rows, the variance by the regression residuals of the calibration
plus what the estimated share of unknown levels adds, strata as they were drawn.
"""

import csv

import numpy as np
from scipy import stats

QUARTERS = ("2021Q3", "2022Q1")
ITEMS = ("q5_01", "q5_02", "q2_06", "q3_01", "q5_07")
RACES = {
    "White": "white",
    "Black/African American": "black",
    "Hispanic": "hispanic",
    "Asian/Pacific Islander": "asian_pacific",
    "American Indian/Eskimo": "other",
    "Other": "other",
    "two or more races": "other",
}


def read(folder):
    with (folder / "responses.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    targets = {}
    with (folder / "targets.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            targets.setdefault(row["margin"], {})[row["category"]] = float(row["population"])
    return rows, targets


class Quarter:
    """One quarter, raked by itself."""

    def __init__(self, rows, targets, quarter):
        self.rows = [row for row in rows if row["quarter"] == quarter]
        self.district = np.array([row["council_district"] for row in self.rows])
        self.base = np.array(
            [
                targets["council_district"][d] / np.sum(self.district == d)
                for d in self.district.tolist()
            ]
        )
        levels = {
            "age": self._level("q40_w", targets["age"]),
            "sex": self._level("q41_w", targets["sex"]),
            "race_ethnicity": np.array([RACES.get(row["q37_race"], "") for row in self.rows]),
            "tenure": self._level("q34_d", targets["tenure"]),
            "council_district": self.district,
        }
        whole = sum(targets["age"].values())
        self.margins = []
        for name, level in levels.items():
            total = sum(targets[name].values())
            known = {key: value * whole / total for key, value in targets[name].items()}
            share = float(self.base[level == ""].sum() / self.base.sum())
            self.margins.append((name, level, known, share, whole))
        self.weight = self._raked()

    def _level(self, column, known):
        return np.array([row[column] if row[column] in known else "" for row in self.rows])

    def _raked(self):
        weight = self.base.copy()
        for _ in range(500):
            for _, level, known, share, whole in self.margins:
                for key, value in known.items():
                    weight[level == key] *= value * (1 - share) / weight[level == key].sum()
                if share > 0:
                    weight[level == ""] *= whole * share / weight[level == ""].sum()
        return weight

    def estimate(self, item, weight=None, calibrated=True):
        """Share of codes 4-5 among 1-5, its standard error and Korn-Graubard interval."""
        w = self.weight if weight is None else weight
        codes = np.array([int(row[item]) for row in self.rows])
        valid = codes <= 5
        y = np.isin(codes, (4, 5)) * 1.0
        p = float((w * y)[valid].sum() / w[valid].sum())
        z = np.where(valid, (y - p) / w[valid].sum(), 0.0)
        scores = self._residuals(z) if calibrated else w * z
        variance = 0.0
        for d in np.unique(self.district):
            here = scores[self.district == d]
            variance += len(here) / (len(here) - 1) * float(((here - here.mean()) ** 2).sum())
        se = float(np.sqrt(variance))
        df = int(valid.sum() and len(codes) - len(np.unique(self.district)))
        return p, se, self._korn_graubard(p, se, int(valid.sum()), df), int(valid.sum())

    def _residuals(self, z):
        columns, names = [], []
        for name, level, known, share, _ in self.margins:
            for key in (*known, *([""] if share > 0 else [])):
                columns.append((level == key) * 1.0)
                names.append((name, key))
        x = np.stack(columns, axis=1)
        root = np.sqrt(self.base)[:, None]
        slopes = np.linalg.lstsq(root * x, root[:, 0] * z, rcond=None)[0]
        residual = self.weight * (z - x @ slopes)
        slope = dict(zip(names, slopes, strict=True))
        for name, level, known, share, whole in self.margins:
            if share > 0:
                moves = whole * slope[name, ""] - sum(
                    value * slope[name, key] for key, value in known.items()
                )
                unknown = (level == "") * 1.0
                residual += moves * self.base * (unknown - share) / self.base.sum()
        return residual

    @staticmethod
    def _korn_graubard(p, se, n, df):
        size = p * (1 - p) / se**2 * (stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, df)) ** 2
        size = min(size, n)
        a, b = size * p, size * (1 - p)
        return float(stats.beta.ppf(0.025, a, b + 1)), float(stats.beta.ppf(0.975, a + 1, b))

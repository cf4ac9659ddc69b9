"""A case's design put into our words: Design, Weights and policies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from surveyapp.design.design import Design, Replicates
from surveyapp.design.pps import brewer, hartley_rao, overton, with_joint_probabilities
from surveyapp.weighting.calibration import calibrate
from surveyapp.weighting.margins import Margin, crossed
from surveyapp.weighting.poststratification import poststratify
from surveyapp.weighting.raking import rake
from surveyapp.weighting.replicate import balanced, jackknife
from surveyapp.weighting.standardization import standardize
from surveyapp.weighting.trimming import trim
from surveyapp.weighting.weights import Weights
from tests.oracle import formulas, tables
from tests.oracle.prepared import UnsupportedError

Case = Mapping[str, Any]


@dataclass(frozen=True)
class Sample:
    """The data, design and weights of a case after all its steps."""

    directory: Path
    frame: pd.DataFrame
    design: Design
    weights: Weights
    policies: dict[str, Any]

    @property
    def lonely(self) -> dict[str, Any]:
        """The lonely-PSU policies alone."""
        return {k: v for k, v in self.policies.items() if k != "ultimate_cluster"}

    def rows(self, conditions: list[Mapping[str, Any]] | None) -> np.ndarray:
        """The domain as a mask; rows left out by a step are outside."""
        return tables.rows_where(self.frame, conditions or []) & (self.weights.final != 0)


def sample_of(case: Case, directory: Path) -> Sample:
    """Build the sample a case is asked about."""
    given = case["design"]
    whole = tables.table(directory, given["data"])
    keep = tables.rows_where(whole, given.get("keep_rows", []))
    frame = whole.loc[keep].reset_index(drop=True)
    frame.attrs = dict(whole.attrs)
    design, base = _design(given, frame, directory)
    replicates = None
    if "replicates" in given:
        table = tables.table(directory, given["replicates"]["file"]).to_numpy(np.float64)
        replicates = table[keep]
        design = _replicate_design(given["replicates"], len(frame))
    weights = Weights.of(base, replicates=replicates)
    policies = {
        "lonely_psu": given.get("lonely_psu", "fail"),
        "adjust_domain_lonely": bool(given.get("adjust_domain_lonely", False)),
        "ultimate_cluster": bool(given.get("ultimate_cluster", False)),
    }
    sample = Sample(directory, frame, design, weights, policies)
    for step in given.get("steps", []):
        sample = _step(sample, step)
    return sample


def _design(given: Case, frame: pd.DataFrame, directory: Path) -> tuple[Design, np.ndarray]:
    units = [frame[name] for name in _names(given.get("ids"))]
    strata = [frame[name] for name in _names(given.get("strata"))]
    counts = [frame[name].to_numpy(np.float64) for name in _names(given.get("fpc"))]
    n = len(frame)
    if given.get("pps"):
        return _unequal(given, frame, directory, units, strata, counts)
    design = Design.of(
        n=n, psu=units, strata=strata, population=counts, nest=bool(given.get("nest", False))
    )
    if "weights" in given:
        return design, frame[given["weights"]].to_numpy(np.float64)
    base = np.ones(n)
    for stage in design.stages:
        if stage.population is not None:
            base = base * stage.population / stage.sampled[stage.strata]
    return design, base


def _unequal(
    given: Case,
    frame: pd.DataFrame,
    directory: Path,
    units: list[pd.Series],
    strata: list[pd.Series],
    probabilities: list[np.ndarray],
) -> tuple[Design, np.ndarray]:
    design = Design.of(n=len(frame), psu=units, strata=strata, nest=bool(given.get("nest", False)))
    base = 1 / np.prod(probabilities, axis=0)
    if "weights" in given:
        base = frame[given["weights"]].to_numpy(np.float64)
    asked = _flat({"pps": given["pps"], **{k: given.get(k) for k in ("variance", "joint")}})
    words = " ".join(str(value).lower() for value in asked)
    estimator: Any = "YG" if re.search(r"\byg\b|yates", words) else "HT"
    if "brewer" in words:
        return brewer(design, probabilities), base
    if "overton" in words:
        return overton(design, probabilities[0], estimator=estimator), base
    joint = [v for v in asked if (directory / "data" / f"{v}.csv").is_file()]
    if not joint and re.search(r"\bhr\b|hartley", words):
        square = next((float(v) for v in re.findall(r"\d+\.\d+(?:e-?\d+)?", words)), None)
        return hartley_rao(design, probabilities[0], mean_square=square, estimator=estimator), base
    if not joint:
        known = sorted((directory / "data").glob(f"{given['data'].split('_')[0]}_joint*.csv"))
        joint = [path.stem for path in known]
    if not joint:
        raise UnsupportedError(f"pps {given['pps']}")
    matrix = tables.table(directory, joint[0]).select_dtypes("number").to_numpy(np.float64)
    return with_joint_probabilities(design, matrix[:, -len(matrix) :], estimator=estimator), base


def _flat(given: Any) -> list[Any]:
    """Every plain value somewhere inside."""
    if isinstance(given, Mapping):
        return [v for inner in given.items() for v in _flat(list(inner))]
    if isinstance(given, list):
        return [v for inner in given for v in _flat(inner)]
    return [given]


def _replicate_design(given: Case, n: int) -> Design:
    count = len(given["rscales"]) if isinstance(given.get("rscales"), list) else 1
    rscales = np.asarray(given.get("rscales", np.ones(count)), dtype=np.float64)
    kind = given.get("type", "other")
    rule = Replicates(kind, float(given["scale"]), np.atleast_1d(rscales), bool(given.get("mse")))
    return Design(n, (), None, rule)


def _step(sample: Sample, step: Mapping[str, Any]) -> Sample:
    taken = {
        "poststratify": _poststratify,
        "rake": _rake,
        "calibrate": _calibrate,
        "trim": _trim,
        "standardize": _standardize,
        "as_replicates": _as_replicates,
    }
    if step["op"] not in taken:
        raise UnsupportedError(f"step {step['op']}")
    return taken[step["op"]](sample, step)


def _with(sample: Sample, weights: Weights, design: Design | None = None) -> Sample:
    return Sample(sample.directory, sample.frame, design or sample.design, weights, sample.policies)


def _margin(sample: Sample, given: Mapping[str, Any]) -> Margin:
    names = given["vars"]
    codes: Any = (
        sample.frame[names[0]]
        if len(names) == 1
        else crossed(*(sample.frame[name] for name in names))
    )
    targets = {}
    for row in given["population"]:
        levels = [row[name] for name in names]
        key = levels[0] if len(names) == 1 else crossed(*([v] for v in levels))[0]
        targets[key] = row["Freq"]
    return Margin(" x ".join(names), codes, targets)


def _poststratify(sample: Sample, step: Mapping[str, Any]) -> Sample:
    partial = bool(step.get("partial", False))
    return _with(sample, poststratify(sample.weights, _margin(sample, step), partial=partial))


def _rake(sample: Sample, step: Mapping[str, Any]) -> Sample:
    margins = [_margin(sample, given) for given in step["margins"]]
    return _with(sample, rake(sample.weights, margins, tolerance=1e-12))


def _calibrate(sample: Sample, step: Mapping[str, Any]) -> Sample:
    spec = formulas.formula(step["formula"])
    everybody = np.ones(len(sample.frame), dtype=np.bool_)
    matrix = formulas.model_matrix(spec, sample.frame, everybody)
    bounds = step.get("bounds")
    limits = (
        None
        if bounds is None
        else tuple(
            sign * np.inf if limit is None else float(limit)
            for limit, sign in zip(bounds, (-1, 1), strict=True)
        )
    )
    distance = {"exponential": "raking"}.get(step["calfun"], step["calfun"])
    return _with(
        sample,
        calibrate(
            sample.weights,
            dict(zip(matrix.names, matrix.X.T, strict=True)),
            step["population"],
            distance=distance,
            bounds=limits,  # type: ignore[arg-type]
            tolerance=1e-12,
        ),
    )


def _trim(sample: Sample, step: Mapping[str, Any]) -> Sample:
    lower, upper = step.get("lower"), step.get("upper")
    return _with(
        sample,
        trim(
            sample.weights,
            lower=-np.inf if lower is None else lower,
            upper=np.inf if upper is None else upper,
            strict=bool(step.get("strict", False)),
        ),
    )


def _standardize(sample: Sample, step: Mapping[str, Any]) -> Sample:
    frame = sample.frame
    by, over = _names(step["by"]), _names(step["over"])
    levels = [_levels(frame, name) for name in by]
    keys = [()]
    for known in reversed(levels):
        keys = [(level, *rest) for rest in keys for level in known]
    cells = [key[0] if len(by) == 1 else crossed(*([v] for v in key))[0] for key in keys]
    lost = np.zeros(len(frame), dtype=np.bool_)
    for name in _names(step.get("excluding_missing")):
        lost |= frame[name].isna().to_numpy()
    codes = frame[by[0]] if len(by) == 1 else crossed(*(frame[name] for name in by))
    done = standardize(
        sample.weights,
        by=codes,
        over=crossed(*(frame[name] for name in over)),
        population=dict(zip(cells, step["population"], strict=True)),
        included=~lost,
    )
    return _with(sample, done)


def _as_replicates(sample: Sample, step: Mapping[str, Any]) -> Sample:
    mse = bool(step.get("mse", False))
    kind = step["type"]
    if kind in ("JK1", "JKn", "auto"):
        asked = None if kind == "auto" else kind
        lonely = sample.policies["lonely_psu"]
        made = jackknife(sample.weights, sample.design, kind=asked, mse=mse, lonely_psu=lonely)
    elif kind in ("BRR", "Fay"):
        rho = float(step.get("rho", step.get("fay_rho", 0.0)))
        made = balanced(sample.weights, sample.design, rho=rho, mse=mse)
    else:
        raise UnsupportedError(f"replicates of type {kind}")
    return _with(sample, *made)


def _levels(frame: pd.DataFrame, name: str) -> list[Any]:
    known = frame.attrs["levels"].get(name)
    return list(known) if known else sorted(frame[name].dropna().unique())


def _names(given: Any) -> list[str]:
    if given is None:
        return []
    return [given] if isinstance(given, str) else list(given)

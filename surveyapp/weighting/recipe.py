"""A recipe: the steps of a weighting as data, which done again gives identical weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from surveyapp.design.arrays import Column
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.calibration import calibrate
from surveyapp.weighting.margins import Margin, crossed
from surveyapp.weighting.nonresponse import adjust_by_classes, adjust_by_propensity
from surveyapp.weighting.poststratification import poststratify
from surveyapp.weighting.raking import rake
from surveyapp.weighting.standardization import standardize
from surveyapp.weighting.trimming import rake_trimmed, trim, trim_to_design_effect
from surveyapp.weighting.weights import Weights

Columns = Mapping[str, Column]
KINDS = (
    "calibrate",
    "nonresponse classes",
    "nonresponse propensity",
    "poststratify",
    "rake",
    "rake trimmed",
    "standardize",
    "trim",
    "trim to design effect",
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps in order, each plain data (JSON, TOML): "kind" and its arguments.

    Columns are named, never held. A margin is {"column" or "columns", "targets", "source",
    "vintage", "margin_of_error", "outside"}; other arguments are those of the function of that
    kind, with columns given by name (within, impute_within, classes, by, over, included).
    "seed" gives an imputing step its generator.
    """

    steps: tuple[Mapping[str, Any], ...]

    @staticmethod
    def of(data: Sequence[Mapping[str, Any]]) -> Recipe:
        """A recipe from plain data.

        Raises
        ------
        WeightingError naming every step of an unknown kind.
        """
        problems = [
            Problem(
                f"There is no step {step.get('kind')!r}; there are {', '.join(KINDS)}.",
                where=f"step {number}",
                code="unknown-step",
            )
            for number, step in enumerate(data, start=1)
            if step.get("kind") not in KINDS
        ]
        if problems:
            raise WeightingError(problems)
        return Recipe(tuple(dict(step) for step in data))

    def to_data(self) -> list[dict[str, Any]]:
        """The steps as plain data."""
        return [dict(step) for step in self.steps]

    def apply(self, weights: Weights, columns: Columns) -> Weights:
        """The weights after every step, in order.

        Raises
        ------
        WeightingError naming a column that is lacking, or as the step's function does.
        """
        self._refuse_lacking(columns)
        for step in self.steps:
            weights = _done(weights, step, columns)
        return weights

    def _refuse_lacking(self, columns: Columns) -> None:
        problems = [
            Problem(f"There is no column {name!r}.", where=f"step {number}", code="no-column")
            for number, step in enumerate(self.steps, start=1)
            for name in _named(step)
            if name not in columns
        ]
        if problems:
            raise WeightingError(problems)


def _named(step: Mapping[str, Any]) -> list[str]:
    """Names of the columns a step uses."""
    names: list[str] = []
    for margin in (*step.get("margins", ()), *([step["margin"]] if "margin" in step else [])):
        names += _margin_columns(margin)
    for key in ("within", "impute_within", "classes", "by", "included", "responded"):
        if isinstance(step.get(key), str):
            names.append(step[key])
    if step.get("kind") == "calibrate":
        names += list(step.get("variables", step["totals"]))
    for key in ("over", "covariates"):
        given = step.get(key, ())
        names += [given] if isinstance(given, str) else list(given)
    return names


def _margin_columns(margin: Mapping[str, Any]) -> list[str]:
    return list(margin["columns"]) if "columns" in margin else [margin["column"]]


def _margin(given: Mapping[str, Any], columns: Columns) -> Margin:
    names = _margin_columns(given)
    codes = columns[names[0]] if len(names) == 1 else crossed(*(columns[n] for n in names))
    return Margin(
        name=given.get("name", " x ".join(names)),
        codes=codes,
        targets=given["targets"],
        source=given.get("source", ""),
        vintage=given.get("vintage", ""),
        margin_of_error=given.get("margin_of_error"),
        outside=tuple(given.get("outside", ())),
    )


def _done(weights: Weights, step: Mapping[str, Any], columns: Columns) -> Weights:
    kind = step["kind"]
    given = {k: v for k, v in step.items() if k not in ("kind", "seed")}
    for key in ("within", "impute_within"):
        if given.get(key) is not None:
            given[key] = columns[given[key]]
    if "seed" in step:
        given["generator"] = np.random.default_rng(step["seed"])
    if kind in ("rake", "rake trimmed", "trim to design effect"):
        return _raked(weights, kind, given, columns)
    if kind == "poststratify":
        return poststratify(weights, _margin(given.pop("margin"), columns), **given)
    if kind == "calibrate":
        variables = {name: columns[name] for name in given.pop("variables", given["totals"])}
        if given.get("bounds") is not None:
            given["bounds"] = tuple(given["bounds"])
        return calibrate(weights, variables, **given)
    if kind == "trim":
        return trim(weights, **given)
    if kind == "standardize":
        return _standardized(weights, given, columns)
    responded = np.asarray(columns[given.pop("responded")], dtype=np.bool_)
    if kind == "nonresponse classes":
        return adjust_by_classes(weights, responded, columns[given["classes"]])
    covariates = {name: columns[name] for name in given.pop("covariates")}
    return adjust_by_propensity(weights, responded, covariates, **given)


def _raked(weights: Weights, kind: str, given: dict[str, Any], columns: Columns) -> Weights:
    listed = given.pop("margins", None)
    margins = None if listed is None else [_margin(one, columns) for one in listed]
    if kind == "trim to design effect":
        return trim_to_design_effect(weights, margins=margins, **given)
    taken = rake if kind == "rake" else rake_trimmed
    return taken(weights, margins or [], **given)


def _standardized(weights: Weights, given: dict[str, Any], columns: Columns) -> Weights:
    over = [given["over"]] if isinstance(given["over"], str) else list(given["over"])
    included = given.get("included")
    return standardize(
        weights,
        by=columns[given["by"]],
        over=columns[over[0]] if len(over) == 1 else crossed(*(columns[name] for name in over)),
        population=given["population"],
        included=None if included is None else np.asarray(columns[included], dtype=np.bool_),
    )

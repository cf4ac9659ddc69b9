"""Weights by the recipe of the waves' plans: base weights, then the margins of each wave."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile, Texts
from surveyapp.collection.plan import MarginUse, WeightingRecipe
from surveyapp.collection.targets import Target, TargetSet
from surveyapp.design.planned import base_weights, labels, stratum_labels
from surveyapp.errors import Problem, WeightingError
from surveyapp.instrument.bridge import bridge_categories
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.raking import rake
from surveyapp.weighting.weights import Weights


@dataclass(frozen=True, slots=True, eq=False)
class MarginLabels:
    """One margin's category of every respondent.

    Attributes
    ----------
    labels : (n,) category; "" where unknown; the answer's own code where the target does not
        count it (`outside`).
    """

    name: str
    labels: Texts
    outside: tuple[str, ...]


def weigh_waves(file: AnalysisFile, targets: Mapping[str, TargetSet]) -> Weights:
    """Weights of all responses: base weights, raked wave by wave to each wave's own targets.

    Parameters
    ----------
    targets : name -> set of margins, at least those that the recipes name.

    Raises
    ------
    WeightingError when the waves' recipes differ in more than their targets, a target set is not
    there, or a margin cannot be met (margin, level and why).
    """
    weights = Weights.of(base_weights(file))
    recipe = shared_recipe(file)
    if recipe.method == "none":
        return weights
    margins = [_margin(use, file, targets) for use in recipe.margins]
    return rake(
        weights,
        margins,
        within=wave_labels(file),
        unknown=recipe.unknown,
        disagreeing="scale to first",
        tolerance=recipe.tolerance,
        max_sweeps=recipe.most_rounds,
        generator=_generator(recipe) if recipe.unknown == "impute" else None,
        impute_within=stratum_labels(file) if recipe.unknown == "impute" else None,
    )

"""Weights by the recipe of the waves' plans: base weights, then the margins of each wave."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from pydantic import TypeAdapter

from surveyapp.collection.analysis_file import AnalysisFile, Texts
from surveyapp.collection.frame import mixed_frames
from surveyapp.collection.labels import bridged, labels
from surveyapp.collection.plan import MarginUse, WeightingRecipe
from surveyapp.collection.targets import Target, TargetSet
from surveyapp.collection.wave import Wave
from surveyapp.design.arrays import Floats
from surveyapp.design.planned import base_weights, stratum_labels
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.calibration import calibrate
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.poststratification import poststratify
from surveyapp.weighting.raking import rake
from surveyapp.weighting.trimming import rake_trimmed
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
    WeightingError when waves of different frame types are given (code "mixed-frames"), the waves'
    recipes differ in more than their targets, a target set is not there, or a margin cannot be met
    (margin, level and why).
    """
    problem = mixed_frames({wave.slug: wave.frame for wave in file.waves}, "weighted together")
    if problem is not None:
        raise WeightingError(problem)
    weights = Weights.of(base_weights(file))
    recipe = shared_recipe(file)
    if recipe.method == "none":
        return weights
    margins = [_margin(use, file, targets) for use in recipe.margins]
    match recipe.method:
        case "rake":
            return _raked(weights, margins, recipe, file)
        case "poststratify":
            _require(len(margins) == 1, "Post-stratification takes one margin", "rake")
            return poststratify(
                weights, margins[0], within=wave_labels(file), unknown=_not_imputed(recipe)
            )
        case "linear":
            return _linear(weights, margins, file)
        case "logit":
            _require(False, "Calibration by logit needs bounds, which a plan cannot give", "rake")
    return weights


def _raked(
    weights: Weights, margins: list[Margin], recipe: WeightingRecipe, file: AnalysisFile
) -> Weights:
    """Raked wave by wave; with `trim`, also kept under that many times the median."""
    imputing = recipe.unknown == "impute"
    policies: dict[str, Any] = {
        "within": wave_labels(file),
        "unknown": recipe.unknown,
        "disagreeing": "scale to first",
        "residuals": "base weighted",
        "max_sweeps": recipe.most_rounds,
        "impute_within": stratum_labels(file) if imputing else None,
    }
    generator = _generator(recipe) if imputing else None
    raked = rake(weights, margins, tolerance=recipe.tolerance, generator=generator, **policies)
    if recipe.trim is None:
        return raked
    _require(not imputing, "Imputed levels cannot be trimmed and raked again", "keep share")
    upper = recipe.trim * float(np.median(raked.final))
    return rake_trimmed(weights, margins, upper=upper, **policies)


def _linear(weights: Weights, margins: list[Margin], file: AnalysisFile) -> Weights:
    """Generalised regression: each wave's margins as indicators, one level of each but the first
    left out because it follows from the others."""
    waves = wave_labels(file)
    variables: dict[str, Floats] = {}
    totals: dict[str, float] = {}
    for position, margin in enumerate(margins):
        labels = np.asarray(margin.codes)
        unknown = int((labels == "").sum())
        _require(not unknown, f"Margin {margin.name!r}: {unknown} levels are unknown", "rake")
        for wave in file.waves:
            counts = margin.targets_of(wave.slug)
            for category, count in list(counts.items())[1 if position else 0 :]:
                name = f"{wave.slug}: {margin.name} = {category}"
                variables[name] = ((labels == category) & (waves == wave.slug)).astype(np.float64)
                totals[name] = count
    return calibrate(weights, variables, totals)


def _not_imputed(recipe: WeightingRecipe) -> Literal["refuse", "keep share"]:
    _require(recipe.unknown != "impute", "Post-stratification imputes no levels", "keep share")
    return "keep share" if recipe.unknown == "keep share" else "refuse"


def _require(condition: bool, what: str, instead: str) -> None:
    if not condition:
        raise WeightingError(
            Problem(
                f"{what}.",
                where="plan, weighting",
                remedies=(f'Plan "{instead}" instead.',),
                code="recipe",
            )
        )


def shared_recipe(file: AnalysisFile) -> WeightingRecipe:
    """The recipe of all waves of the file.

    Target sets may differ from wave to wave; everything else must be the same, or figures of
    different waves would be weighted to different things.

    Raises
    ------
    WeightingError naming the waves that differ from the newest.
    """
    newest = file.waves[-1].plan.weighting
    same = replace(newest, target_set="")
    others = [
        wave.slug for wave in file.waves if replace(wave.plan.weighting, target_set="") != same
    ]
    if others:
        raise WeightingError(
            Problem(
                f"These waves are weighted by another recipe than {file.waves[-1].slug}: "
                f"{', '.join(others)}.",
                where="plan",
                remedies=(
                    "Analyse only waves of one recipe together.",
                    "Plan the next wave with the recipe of the series.",
                ),
                code="recipes-differ",
            )
        )
    return newest


def wave_labels(file: AnalysisFile) -> Texts:
    """(n,) slug of each response's wave: the groups that are raked by themselves."""
    return np.array([wave.slug for wave in file.waves], dtype=np.str_)[file.wave]


def margin_labels(use: MarginUse, file: AnalysisFile) -> MarginLabels:
    """The category that each respondent's answer leads to.

    "Don't know" and every kind of missing are unknown. An answer that `categories` does not name
    keeps its own code, so that raking refuses it by name unless it is `outside`.
    """
    if use.bridge:
        instrument = file.instrument_of(file.waves[-1])
        return MarginLabels(
            use.margin, bridged(instrument.bridges[use.bridge], instrument, file), use.outside
        )
    found = labels(file, use.variable)
    unsure = _dont_know(use.variable, file)
    mapped = ["" if code in unsure else use.categories.get(code, code) for code in found.tolist()]
    return MarginLabels(use.margin, np.asarray(mapped, dtype=np.str_), use.outside)


def targets_of(wave: Wave, margin: str, targets: Mapping[str, TargetSet]) -> tuple[Target, ...]:
    """The targets of one margin in one wave.

    Raises
    ------
    WeightingError when the set or the margin is not there.
    """
    name = wave.plan.weighting.target_set
    found = targets[name].of(margin) if name in targets else ()
    if not found:
        known = ", ".join(targets[name].margins) if name in targets else "no such set"
        raise WeightingError(
            Problem(
                f"The set of targets {name!r} has no margin {margin!r} ({known}).",
                where=wave.slug,
                remedies=(f"Run: surveyapp targets import FILE --set {name}",),
                code="no-targets",
            )
        )
    return found


def _margin(use: MarginUse, file: AnalysisFile, targets: Mapping[str, TargetSet]) -> Margin:
    found = margin_labels(use, file)
    by_wave = {wave.slug: targets_of(wave, use.margin, targets) for wave in file.waves}
    newest = by_wave[file.waves[-1].slug]
    error = {t.category: t.margin_of_error for t in newest if t.margin_of_error is not None}
    return Margin(
        name=use.margin,
        codes=found.labels,
        targets={
            slug: {target.category: target.population for target in listed}
            for slug, listed in by_wave.items()
        },
        source="; ".join(dict.fromkeys(target.source for target in newest)),
        vintage="; ".join(dict.fromkeys(target.vintage for target in newest if target.vintage)),
        margin_of_error=error or None,
        outside=found.outside,
    )


def _dont_know(variable: str, file: AnalysisFile) -> frozenset[str]:
    column = file.columns.get(variable)
    options = column.options if column is not None else ()
    return frozenset(str(option.code) for option in options if option.dont_know)


def _generator(recipe: WeightingRecipe) -> np.random.Generator:
    """The same recipe imputes the same levels for ever."""
    digest = hashlib.sha256(RECIPE.dump_json(recipe)).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


RECIPE: TypeAdapter[WeightingRecipe] = TypeAdapter(WeightingRecipe)

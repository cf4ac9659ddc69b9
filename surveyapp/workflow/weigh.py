"""Weighing: the waves of a series are weighted by their frozen recipes, and the run is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlmodel import Session

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.plan import plan_hash
from surveyapp.collection.targets import TargetSet
from surveyapp.collection.wave import Wave, count_only
from surveyapp.errors import Problem, WaveError
from surveyapp.storage.engine import Store
from surveyapp.storage.responses import load_analysis_file
from surveyapp.storage.targets import load_targets
from surveyapp.storage.waves import load_wave, load_waves
from surveyapp.storage.weights_runs import WeightsRun, save_run
from surveyapp.weighting.diagnostics import WeightDiagnostics, diagnostics
from surveyapp.weighting.margin_check import MarginCheck, margin_checks
from surveyapp.weighting.planned import RECIPE, weigh_waves
from surveyapp.weighting.weights import Weights


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """A series of waves with its weights.

    Attributes
    ----------
    run_id : SHA-256 of recipe, diagnostics and arrays; the same inputs give the same id.
    diagnostics : by wave. margins : every margin of every wave, before and after.
    """

    file: AnalysisFile
    weights: Weights
    run_id: str
    recipe: str
    diagnostics: Mapping[str, WeightDiagnostics]
    margins: tuple[MarginCheck, ...]


def series_of(session: Session, slug: str) -> tuple[Wave, ...]:
    """The waves that are analysed with one: closed ones of its series up to it, oldest first.

    A series is one department, one instrument (any version) and one frame type. Waves under 20
    responses are published as a count only and take no part.

    Raises
    ------
    WaveError when the wave is not closed, or has too few responses for anything but a count.
    """
    wave = load_wave(session, slug)
    if wave.state not in ("closed", "published"):
        raise WaveError(
            Problem(
                f"The wave is {wave.state}; answers are opened, weighted and reported when it "
                "closes.",
                slug,
                (f"Run: surveyapp wave close {slug}",),
                code="state",
            )
        )
    if count_only(wave):
        raise WaveError(
            Problem(
                f"The wave has {wave.answered or 0} responses; under 20 only that count may be "
                "published.",
                slug,
                ("Field the next wave longer.", "Report it together with a larger wave."),
                code="count-only",
            )
        )
    return tuple(
        other
        for other in load_waves(session)
        if other.state in ("closed", "published")
        and (other.department, other.instrument_id, other.frame)
        == (wave.department, wave.instrument_id, wave.frame)
        and (other.period, other.slug) <= (wave.period, wave.slug)
        and not count_only(other)
    )


def weigh(store: Store, slug: str) -> Weighed:
    """Weight the series of a wave by the waves' recipes and keep the run.

    Doing so again with the same answers and targets gives the same weights and the same run.

    Raises
    ------
    WaveError, WeightingError, DesignError : what cannot be weighted, and why.
    StorageError : a target set is not there.
    """
    return store.write(lambda session: weigh_series(session, slug))


def weigh_series(session: Session, slug: str) -> Weighed:
    """The same within a session that is there already; the run is saved in it."""
    weighed = weigh_unsaved(session, slug)
    slugs = tuple(wave.slug for wave in weighed.file.waves)
    save_run(session, _run(slugs, weighed))
    return weighed


def weigh_unsaved(session: Session, slug: str) -> Weighed:
    """The same, keeping nothing."""
    waves = series_of(session, slug)
    file = load_analysis_file(session, [wave.slug for wave in waves])
    targets = target_sets_of(session, file)
    weights = weigh_waves(file, targets)
    checks = margin_checks(file, weights, targets)
    spread = {
        wave.slug: diagnostics(weights, domain=file.in_wave(wave.slug)) for wave in file.waves
    }
    recipe = _recipe(file, targets)
    unnamed = Weighed(file, weights, "", recipe, spread, checks)
    run = _run(tuple(wave.slug for wave in file.waves), unnamed)
    return Weighed(file, weights, run.id, recipe, spread, checks)


def target_sets_of(session: Session, file: AnalysisFile) -> dict[str, TargetSet]:
    """The sets of targets that the waves' recipes name."""
    recipes = [wave.plan.weighting for wave in file.waves]
    names = dict.fromkeys(r.target_set for r in recipes if r.method != "none" and r.target_set)
    return {name: load_targets(session, name) for name in names}


def _recipe(file: AnalysisFile, targets: Mapping[str, TargetSet]) -> str:
    """Everything that the weights follow from, but the answers."""
    document = {
        "waves": {
            wave.slug: {
                "plan": plan_hash(wave.plan),
                "weighting": json.loads(RECIPE.dump_json(wave.plan.weighting)),
            }
            for wave in file.waves
        },
        "targets": {
            name: [asdict(target) for target in found.targets] for name, found in targets.items()
        },
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _run(slugs: tuple[str, ...], weighed: Weighed) -> WeightsRun:
    summary = {
        "diagnostics": {slug: asdict(one) for slug, one in weighed.diagnostics.items()},
        "margins": [asdict(check) for check in weighed.margins],
    }
    return WeightsRun(
        waves=slugs,
        recipe=weighed.recipe,
        summary=json.dumps(summary, sort_keys=True, separators=(",", ":")),
        arrays={"base": weighed.weights.base, "final": weighed.weights.final},
    )

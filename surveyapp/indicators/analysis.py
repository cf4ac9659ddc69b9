"""The whole analysis of a series of waves: every figure, every declared comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.boundaries import (
    Boundaries,
    redrawn_places,
    waves_before,
    with_boundaries,
)
from surveyapp.collection.frame import FRAME_RULES, mixed_frames
from surveyapp.collection.plan import Family, Plan
from surveyapp.collection.renumbering import in_newest_codes
from surveyapp.design.planned import design_of, lonely_policy
from surveyapp.errors import EstimationError, Problem
from surveyapp.indicators.adjusted_lines import (
    AdjustedLine,
    Adjustment,
    mode_lines,
    wording_lines,
)
from surveyapp.indicators.ballots import Ballot, ballots
from surveyapp.indicators.bounds import bounded
from surveyapp.indicators.comparisons import FEWEST, Judge, Question
from surveyapp.indicators.contrasts import (
    KINDS,
    PlannedContrast,
    WaveTime,
    group_contrasts,
    of_family,
    why_missing,
)
from surveyapp.indicators.domains import Domain, Domains, places_at
from surveyapp.indicators.figures import Sample, figures
from surveyapp.indicators.groups import Grouping, groupings
from surveyapp.indicators.results import CITY, Cell, Comparison, FamilyTest
from surveyapp.indicators.scoring import Scored, score_all
from surveyapp.indicators.series import Limits, Series, profiles, series
from surveyapp.instrument.model import Indicator
from surveyapp.weighting.weights import Weights

EXPLORATORY = "Who differs: groups compared with the other groups"


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Everything computed about a series of waves, nothing withheld yet.

    Attributes
    ----------
    wave : slug of the newest wave, the one the comparisons speak of.
    places : ids of the places with figures of their own.
    series : which waves of each indicator may stand on one line.
    ballots : effects of wordings that were asked at random.
    adjusted : second lines that were asked for.
    elsewhere : ids of the plan's families about places of another level, which this analysis has
        no figures for; an analysis by those places answers them.
    """

    wave: str
    scored: dict[str, Scored]
    groupings: tuple[Grouping, ...]
    places: tuple[str, ...]
    cells: tuple[Cell, ...]
    comparisons: tuple[Comparison, ...]
    families: tuple[FamilyTest, ...]
    sample: Sample
    series: Series = field(default_factory=Series)
    ballots: tuple[Ballot, ...] = ()
    adjusted: tuple[AdjustedLine, ...] = ()
    elsewhere: tuple[str, ...] = ()


def analyse(
    file: AnalysisFile,
    weights: Weights,
    *,
    level: str = "area",
    indicators: Sequence[str] | None = None,
    fewest: int = FEWEST,
    limits: Limits | None = None,
    adjust: Sequence[Adjustment] = (),
    boundaries: Boundaries | None = None,
) -> Analysis:
    """Figures of every wave, place and group, and the newest wave's families of comparisons.

    Parameters
    ----------
    file : waves of one series, oldest first, all of one frame type.
    level : of the places: "area", a level of parents, or "city" for none. The plan's families
        about places of another level are left to an analysis by those, and named.
    indicators : ids to use, besides those that the plan's families name; every indicator of the
        newest instrument if not given.
    fewest : people that a side of any comparison must stand on.
    limits : shifts of mode and language above which waves are no longer joined.
    boundaries : a change of areas within the series; places it redrew are not compared over it.
    adjust : second lines wanted beside the plain ones: "mode", "wording".

    Raises
    ------
    EstimationError when waves of different frame types would be pooled, or the plan names what
    the instrument does not declare.
    """
    _refuse_mixed_frames(file)
    design = design_of(file)
    file = in_newest_codes(file)
    if boundaries is not None and not file.formerly:
        file = with_boundaries(file, boundaries)
    plan = file.waves[-1].plan
    scored = score_all(_indicators(file, indicators), file)
    grouped = groupings(file)
    domains = Domains(file, grouped)
    sample = Sample(weights, design, file.waves[-1].frame, lonely_policy(file), plan.level)
    places = () if level == CITY else places_at(file, level)
    wanted = _wanted(file, places, grouped)
    line = series(profiles(file), (one.indicator for one in scored.values()), limits)
    if boundaries is not None:
        line = replace(
            line,
            redrawn=redrawn_places(file, boundaries),
            old_boundaries=waves_before(file, boundaries),
            since=boundaries.since,
        )
    judge = Judge(scored, domains, sample, plan, fewest, line)
    cells = figures(scored.values(), wanted, domains, sample)
    if FRAME_RULES[sample.frame].uncertainty == "bounds":
        cells = bounded(cells, scored, file, domains, weights.final)
    elsewhere = tuple(f.id for f in plan.families if places_of(f) not in (CITY, level))
    answers = [
        judge.answer(q)
        for q in questions(file, plan, grouped, tuple(scored))
        if q.id not in elsewhere
    ]
    split = ballots(file, scored.values(), sample)
    second: list[AdjustedLine] = []
    if "mode" in adjust:
        second += mode_lines(file, scored.values(), sample, line)
    if "wording" in adjust:
        second += wording_lines(file, scored, sample, line, split)
    return Analysis(
        wave=file.waves[-1].slug,
        scored=scored,
        groupings=grouped,
        places=places,
        cells=cells,
        comparisons=tuple(c for answer in answers for c in answer.comparisons),
        families=tuple(answer.joint for answer in answers),
        sample=sample,
        series=line,
        ballots=split,
        adjusted=tuple(second),
        elsewhere=elsewhere,
    )


def places_of(family: Family) -> str:
    """The level of places that a family compares; areas are compared where it names none."""
    return "area" if family.comparison == "areas" and family.places == CITY else family.places


def questions(
    file: AnalysisFile, plan: Plan, grouped: Sequence[Grouping], indicators: Sequence[str]
) -> tuple[Question, ...]:
    """The declared families, in the plan's order, and one exploratory family of groups."""
    times = [WaveTime(wave.slug, wave.period) for wave in file.waves]
    declared = [_question(family, times, file) for family in plan.families]
    chosen = [name for name in indicators if name in plan.change_of_interest]
    primary = [name for name in chosen if name in plan.primary] or chosen
    groups = [f"{g.variable}:{level}" for g in grouped for level in g.levels]
    contrasts = group_contrasts(primary, times[-1], groups)
    if not contrasts:
        return tuple(declared)
    exploratory = Question("", EXPLORATORY, "other groups", times[-1].slug, "BH", contrasts)
    return (*declared, exploratory)


def _question(family: Family, times: Sequence[WaveTime], file: AnalysisFile) -> Question:
    places = places_at(file, places_of(family))
    contrasts = tuple(
        contrast
        for name in family.indicators
        for contrast in _of_indicator(replace(family, indicators=(name,)), times, places, file)
    )
    return Question(
        id=family.id,
        title=family.title,
        kind=KINDS[family.comparison],
        wave=times[-1].slug,
        method=family.method,
        contrasts=contrasts,
        why_empty="" if contrasts else why_missing(family.comparison),
    )


def _of_indicator(
    family: Family, times: Sequence[WaveTime], places: Sequence[str], file: AnalysisFile
) -> tuple[PlannedContrast, ...]:
    """One indicator's contrasts, with the earlier waves that asked it.

    Where too few of them did, it is held against the waves as they are: the contrast was declared,
    so it stays in its family, is withheld, and says why.
    """
    (name,) = family.indicators
    declared = file.instrument_of(file.waves[-1]).indicators
    items = {item for one in declared if one.id == name for item in one.items}
    earlier = [
        time
        for time, wave in zip(times[:-1], file.waves[:-1], strict=True)
        if items <= file.instrument_of(wave).variables.keys()
    ]
    found = of_family(family, times[-1], earlier, places)
    return found or of_family(family, times[-1], times[:-1], places)


def _wanted(file: AnalysisFile, places: Sequence[str], grouped: Sequence[Grouping]) -> list[Domain]:
    """City and places in every wave, groups in the newest."""
    slugs = [wave.slug for wave in file.waves]
    city = [Domain((slug,)) for slug in slugs]
    local = [Domain((slug,), place) for slug in slugs for place in places]
    groups = [
        Domain((slugs[-1],), group=f"{grouping.variable}:{level}")
        for grouping in grouped
        for level in grouping.levels
    ]
    return [*city, *local, *groups]


def _indicators(file: AnalysisFile, chosen: Sequence[str] | None) -> list[Indicator]:
    instrument = file.instrument_of(file.waves[-1])
    declared = {indicator.id: indicator for indicator in instrument.indicators}
    if chosen is None:
        return list(declared.values())
    problems = [
        Problem(
            f"The instrument declares no indicator {name!r}.",
            where="indicators",
            remedies=(f"Use some of: {', '.join(declared)}.",),
            code="no-such-indicator",
        )
        for name in chosen
        if name not in declared
    ]
    if problems:
        raise EstimationError(problems)
    families = file.waves[-1].plan.families
    planned = [name for family in families for name in family.indicators if name in declared]
    return [declared[name] for name in dict.fromkeys((*chosen, *planned))]


def _refuse_mixed_frames(file: AnalysisFile) -> None:
    problem = mixed_frames({wave.slug: wave.frame for wave in file.waves}, "pooled or compared")
    if problem is not None:
        raise EstimationError(problem)

"""Families of contrasts computed: tests, adjustment over the family, verdicts, one joint test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from surveyapp.collection.frame import FRAME_RULES
from surveyapp.collection.plan import Plan
from surveyapp.errors import EstimationError, Problem
from surveyapp.estimation.estimate import Estimates
from surveyapp.indicators.contrasts import PlannedContrast
from surveyapp.indicators.domains import Domains
from surveyapp.indicators.figures import Sample
from surveyapp.indicators.results import Comparison, ComparisonKind, FamilyTest
from surveyapp.indicators.scoring import Scored
from surveyapp.indicators.series import Series
from surveyapp.inference.contrast import Contrast, contrast
from surveyapp.inference.detectable import smallest_detectable_change
from surveyapp.inference.joint import joint_test
from surveyapp.inference.multiplicity import FamilyTest as Tested
from surveyapp.inference.multiplicity import Method, family
from surveyapp.inference.verdict import Compares, Verdict, decide, is_better

FEWEST = 20


@dataclass(frozen=True, slots=True)
class Question:
    """One family as it is asked: what is printed of it, and its contrasts.

    Attributes
    ----------
    id : of the family in the plan; "" for contrasts nobody registered.
    why_empty : what is missing where there are no contrasts.
    """

    id: str
    title: str
    kind: ComparisonKind
    wave: str
    method: Method
    contrasts: tuple[PlannedContrast, ...]
    why_empty: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A family's comparisons and its joint test."""

    comparisons: tuple[Comparison, ...]
    joint: FamilyTest


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """What every comparison of a report is judged with.

    Attributes
    ----------
    plan : of the wave the report speaks of: level, power and changes of interest.
    fewest : people that each side of a contrast must stand on; fewer are never compared.
    series : which waves of an indicator may be joined; others are never compared.
    """

    scored: Mapping[str, Scored]
    domains: Domains
    sample: Sample
    plan: Plan
    fewest: int = FEWEST
    series: Series = field(default_factory=Series)

    def answer(self, question: Question) -> Answer:
        """Compute, adjust and judge one family.

        Each contrast keeps its own degrees of freedom: the smallest among its domains. A contrast
        with a side of fewer than `fewest` people, or between waves that cannot be joined, stays
        in the family (it was declared) with p = 1 and is withheld.

        Raises
        ------
        EstimationError when the plan names an indicator without a change of interest, or one
        that is not scored.
        """
        self._refuse_undeclared(question)
        if not question.contrasts:
            return Answer((), self._joint_missing(question, question.why_empty))
        tests = FRAME_RULES[self.sample.frame].tests
        if tests == "none" or tests == "descriptive":
            reason = "this kind of sample allows no comparison"
            return Answer((), self._joint_missing(question, reason))
        estimates = self._estimates(question.contrasts)
        kept = [c for c in question.contrasts if self._enough(c, estimates)]
        computed = {c.id: self._contrast(c, estimates) for c in kept}
        if tests == "descriptive differences":
            plain = tuple(self._descriptive(c, computed) for c in question.contrasts)
            reason = "nobody was sampled, so nothing is tested"
            return Answer(plain, self._joint_missing(question, reason))
        judged = self._judged(question, computed)
        return Answer(judged, self._joint(question, kept, estimates))

    def _judged(
        self, question: Question, computed: Mapping[str, Contrast]
    ) -> tuple[Comparison, ...]:
        alpha = 1.0 - self.plan.level
        listed = [computed.get(c.id) or _never_computed(c.id) for c in question.contrasts]
        tested = family(listed, method=question.method, alpha=alpha, name=question.title)
        share = 1 if question.method == "none" else len(listed)
        found = []
        for planned, one in zip(question.contrasts, tested.tests, strict=True):
            if planned.id not in computed:
                found.append(self._withheld(planned, question.method))
            elif not isfinite(one.upper):
                found.append(self._withheld(planned, question.method, imprecise=True))
            else:
                found.append(self._called(planned, one, alpha / share, question.method))
        return tuple(found)

    def _called(
        self, planned: PlannedContrast, one: Tested, alpha: float, method: Method
    ) -> Comparison:
        result = one.contrast
        seen = smallest_detectable_change(
            result.standard_error, result.degrees_of_freedom, alpha=alpha, power=self.plan.power
        )
        interest = self.plan.change_of_interest[planned.indicator]
        verdict = decide(
            difference=result.value,
            adjusted_p=one.p_adjusted,
            smallest_detectable_change=seen,
            change_of_interest=interest,
            level=self.plan.level,
            compares=_compares(planned.kind),
        )
        return Comparison(
            **self._names(planned, method),
            difference=result.value,
            standard_error=result.standard_error,
            lower=result.lower,
            upper=result.upper,
            adjusted_lower=one.lower,
            adjusted_upper=one.upper,
            p=result.p,
            adjusted_p=one.p_adjusted,
            degrees_of_freedom=result.degrees_of_freedom,
            smallest_detectable_change=seen,
            change_of_interest=interest,
            verdict=verdict,
            better=is_better(verdict, self.scored[planned.indicator].indicator.better),
        )

    def _descriptive(
        self, planned: PlannedContrast, computed: Mapping[str, Contrast]
    ) -> Comparison:
        if planned.id not in computed:
            return self._withheld(planned, "none", verdict=None)
        return Comparison(**self._names(planned, "none"), difference=computed[planned.id].value)

    def _withheld(
        self,
        planned: PlannedContrast,
        method: Method,
        *,
        imprecise: bool = False,
        verdict: Verdict | None = Verdict.TOO_FEW,
    ) -> Comparison:
        few = f"fewer than {self.fewest} people answered on one side"
        if not self._asked(planned):
            return Comparison(
                **self._names(planned, method),
                withheld="not comparable",
                reason="one of these waves did not ask it",
            )
        if not self._same_place(planned):
            return Comparison(
                **self._names(planned, method),
                withheld="not comparable",
                reason="the boundaries of this place changed between these waves",
            )
        if not self._joined(planned):
            return Comparison(
                **self._names(planned, method),
                withheld="not comparable",
                reason="the line of this indicator broke between these waves",
            )
        return Comparison(
            **self._names(planned, method),
            verdict=verdict,
            withheld="imprecise" if imprecise else "confidential",
            reason="no degree of freedom is left for a test" if imprecise else few,
        )

    def _names(self, planned: PlannedContrast, method: Method) -> dict[str, Any]:
        return {
            "id": planned.id,
            "indicator": planned.indicator,
            "kind": planned.kind,
            "wave": planned.wave,
            "reference": planned.reference,
            "place": planned.place,
            "group": planned.group,
            "family": planned.family,
            "method": method,
            "level": self.plan.level,
        }

    def _estimates(self, contrasts: Sequence[PlannedContrast]) -> Estimates:
        """Every mean that the family needs, with the covariance of all of them."""
        indicators = dict.fromkeys(c.indicator for c in contrasts)
        domains = [term.domain for c in contrasts for term in c.terms]
        masks = {name: m for name, m in self.domains.masks(domains).items() if m.any()}
        items = {name: self.scored[name].values for name in indicators}
        some = any((~np.isnan(v) & m).any() for v in items.values() for m in masks.values())
        if not some:
            raise EstimationError("Nobody answered any item of this family.")
        return self.sample.means(items, masks)

    def _enough(self, planned: PlannedContrast, estimates: Estimates) -> bool:
        names = [_name(planned, term.domain.name) for term in planned.terms]
        return (
            self._asked(planned)
            and self._same_place(planned)
            and self._joined(planned)
            and all(
                name in estimates and estimates.n[estimates.index(name)] >= self.fewest
                for name in names
            )
        )

    def _asked(self, planned: PlannedContrast) -> bool:
        items = self.scored[planned.indicator].indicator.items
        waves = {slug for term in planned.terms for slug in term.domain.waves}
        return all(self.domains.asked(items, slug) for slug in waves)

    def _same_place(self, planned: PlannedContrast) -> bool:
        waves = [slug for term in planned.terms for slug in term.domain.waves]
        return self.series.same_place(planned.place, waves)

    def _joined(self, planned: PlannedContrast) -> bool:
        waves = [slug for term in planned.terms for slug in term.domain.waves]
        return self.series.joins(planned.indicator, waves)

    def _contrast(self, planned: PlannedContrast, estimates: Estimates) -> Contrast:
        return contrast(estimates, _coefficients(planned), level=self.plan.level, name=planned.id)

    def _joint(
        self, question: Question, kept: Sequence[PlannedContrast], estimates: Estimates
    ) -> FamilyTest:
        """One Wald test that none of the family's differences exists."""
        if not kept:
            return self._joint_missing(question, "too few people answered")
        apart = _independent(kept)
        used = sorted({name for c in apart for name in _coefficients(c)})
        try:
            result = joint_test(
                estimates.select(used),
                [_coefficients(c) for c in apart],
                degrees_of_freedom=self._joint_degrees(kept),
            )
        except EstimationError as refused:
            return self._joint_missing(question, refused.problems[0].what)
        return FamilyTest(
            question.id,
            question.title,
            question.kind,
            question.wave,
            len(question.contrasts),
            question.method,
            self.plan.level,
            F=result.F,
            df1=float(result.df1),
            df2=result.df2 if isfinite(result.df2) else None,
            p=result.p,
        )

    def _joint_degrees(self, kept: Sequence[PlannedContrast]) -> float:
        """Those of everybody whom the family speaks of: its PSUs less its strata."""
        domains = {term.domain for c in kept for term in c.terms}
        everybody = np.any([self.domains.mask(domain) for domain in domains], axis=0)
        return float(
            self.sample.design.degrees_of_freedom(
                weights=self.sample.weights.final, domain=everybody
            )
        )

    def _joint_missing(self, question: Question, reason: str) -> FamilyTest:
        return FamilyTest(
            question.id,
            question.title,
            question.kind,
            question.wave,
            len(question.contrasts),
            question.method,
            self.plan.level,
            reason=reason,
        )

    def _refuse_undeclared(self, question: Question) -> None:
        named = dict.fromkeys(c.indicator for c in question.contrasts)
        problems = [
            Problem(
                "The instruments of these waves declare no such indicator.",
                where=f"family {question.id}, indicator {name}",
                remedies=("Correct the plan before the wave opens.",),
                code="no-such-indicator",
            )
            for name in named
            if name not in self.scored
        ]
        problems += [
            Problem(
                "The plan declares no change of interest, so no verdict can be given.",
                where=f"family {question.id or 'exploratory'}, indicator {name}",
                remedies=("Declare change_of_interest for it in the plan.",),
                code="no-change-of-interest",
            )
            for name in named
            if name in self.scored and name not in self.plan.change_of_interest
        ]
        if problems:
            raise EstimationError(problems)


def _name(planned: PlannedContrast, domain: str) -> str:
    return f"{planned.indicator}|{domain}"


def _coefficients(planned: PlannedContrast) -> dict[str, float]:
    return {_name(planned, term.domain.name): term.coefficient for term in planned.terms}


def _independent(kept: Sequence[PlannedContrast]) -> list[PlannedContrast]:
    """The contrasts without those that follow from the others.

    When each place (or each level of a grouping) is held against the rest, the last one's
    difference is fixed by the others': that no place differs is as many statements as there are
    places, less one.
    """
    last: dict[tuple[str, str], str] = {}
    for c in kept:
        if _compares(c.kind) == "places":
            last[c.indicator, _variable(c)] = c.id
    several = {key for key in last if sum((c.indicator, _variable(c)) == key for c in kept) > 1}
    dropped = {name for key, name in last.items() if key in several}
    return [c for c in kept if c.id not in dropped]


def _variable(planned: PlannedContrast) -> str:
    """What a contrast's place or group is a level of."""
    return f"{planned.place.rpartition(':')[0]}/{planned.group.partition(':')[0]}"


def _never_computed(name: str) -> Contrast:
    """A declared contrast that too few people answered: it counts in the family, with p = 1."""
    return Contrast(0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, name=name)


def _compares(kind: ComparisonKind) -> Compares:
    return "places" if kind in ("rest of city", "other groups") else "time"

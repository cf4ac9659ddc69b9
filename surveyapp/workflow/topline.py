"""Every question as it was asked, with its weighted answers by wave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from surveyapp.collection.analysis_file import NOT_APPLICABLE, NOT_ASKED, AnalysisFile, Column
from surveyapp.design.arrays import Floats, Mask
from surveyapp.disclosure.answers import printable
from surveyapp.disclosure.presentation import Standards
from surveyapp.disclosure.rules import RULES, is_small
from surveyapp.indicators.results import Withheld
from surveyapp.instrument.model import Option, Variable
from surveyapp.instrument.pipes import without_pipes
from surveyapp.reporting.report import ToplineItem, ToplineOption
from surveyapp.weighting.weights import Weights
from surveyapp.workflow.report_facts import newest_instrument, question, text_in
from surveyapp.workflow.report_words import say

FEWEST_OF_AN_ANSWER = RULES.count


def topline(
    file: AnalysisFile, weights: Weights, language: str, standards: Standards
) -> tuple[ToplineItem, ...]:
    """One entry for each question with a list of answers, in the order asked.

    Shares are weighted, among those who gave an answer, "don't know" included. A wave with fewer
    people than the confidential threshold is withheld, and so are the share and count of a rare
    answer, with as many others as keep it from being worked out.
    """
    instrument = newest_instrument(file)
    found = []
    for variable in instrument.variables.values():
        asked = variable.item.kind != "drawn" and not variable.item.options_from
        if variable.kind in ("choice", "several") and asked:
            found.append(_item(variable, file, weights, language, standards))
    return tuple(found)


def _item(
    variable: Variable, file: AnalysisFile, weights: Weights, language: str, standards: Standards
) -> ToplineItem:
    options = [option for option in variable.options if not option.not_stated]
    bases: list[int | None] = []
    withheld: list[Withheld | None] = []
    shares: list[list[float | None]] = []
    counts: list[list[int | None]] = []
    first = _column(variable, options[0], file)
    for number in range(len(file.waves)):
        rows: Mask = file.wave == number
        asked = rows & ~np.isin(first.missing, (NOT_APPLICABLE, NOT_ASKED))
        answered = rows & first.answered
        few = int(answered.sum()) < standards.persons
        bases.append(None if few else int(asked.sum()))
        withheld.append("confidential" if few and asked.any() else None)
        chosen = [answered & _chose(variable, option, file) for option in options]
        ns = [int(one.sum()) for one in chosen]
        silent = int(asked.sum()) - int(answered.sum())
        shown = (
            (False,) * len(options)
            if few
            else _printable(variable, file, ns, silent, int(answered.sum()))
        )
        shares.append(
            [
                _share(one, answered, weights.final) if ok else None
                for one, ok in zip(chosen, shown, strict=True)
            ]
        )
        counts.append([n if ok else None for n, ok in zip(ns, shown, strict=True)])
    everyone = variable.item.show_if is None
    return ToplineItem(
        item=variable.name,
        question=without_pipes(question(variable, language)),
        options=tuple(
            ToplineOption(
                text_in(option.label, language),
                tuple(row[at] for row in shares),
                tuple(row[at] for row in counts),
                dont_know=option.dont_know,
            )
            for at, option in enumerate(options)
        ),
        bases=tuple(bases),
        asked_of=say(language, "everyone" if everyone else "some"),
        favorable=_favorable(variable),
        withheld=tuple(withheld),
    )


def _favorable(variable: Variable) -> Literal["first", "last", ""]:
    """Which end of the answers, as listed, the scale's direction calls better."""
    direction = variable.item.direction
    codes = [o.code for o in variable.options if not o.not_stated and not o.dont_know]
    if direction == "none" or codes != sorted(codes):
        return ""
    return "last" if direction == "higher is better" else "first"


def _printable(
    variable: Variable,
    file: AnalysisFile,
    counts: Sequence[int],
    silent: int,
    answered: int,
) -> tuple[bool, ...]:
    """Which answers may be printed; "don't know" is printed or not by its own count alone.

    Where an indicator prints how many gave an opinion on this question alone, the opinions have
    no cover in those who gave none.
    """
    options = [option for option in variable.options if not option.not_stated]
    opinions = [n for option, n in zip(options, counts, strict=True) if not option.dont_know]
    alone = any(i.items == (variable.name,) for i in newest_instrument(file).indicators)
    several = variable.kind == "several"
    verdicts = iter(
        printable(opinions, rest=0 if alone else silent, add_up=not several, base=answered)
    )
    return tuple(
        not is_small(n) if option.dont_know else next(verdicts)
        for option, n in zip(options, counts, strict=True)
    )


def answers_shown(name: str, file: AnalysisFile, rows: Mask) -> dict[str, bool] | None:
    """Answer code -> whether its count may be printed for some rows; None for other columns."""
    variable = newest_instrument(file).variables.get(name)
    if variable is None or variable.kind != "choice" or name not in file.columns:
        return None
    options = [option for option in variable.options if not option.not_stated]
    column = file.columns[name]
    asked = rows & ~np.isin(column.missing, (NOT_APPLICABLE, NOT_ASKED))
    answered = rows & column.answered
    counts = [int((answered & (column.values == option.code)).sum()) for option in options]
    silent = int(asked.sum()) - int(answered.sum())
    shown = _printable(variable, file, counts, silent, int(answered.sum()))
    return {str(option.code): ok for option, ok in zip(options, shown, strict=True)}


def _column(variable: Variable, option: Option, file: AnalysisFile) -> Column:
    name = f"{variable.name}:{option.code}" if variable.kind == "several" else variable.name
    return file.column(name)


def _chose(variable: Variable, option: Option, file: AnalysisFile) -> Mask:
    values = _column(variable, option, file).values
    wanted = 1.0 if variable.kind == "several" else float(option.code)
    return np.asarray(values == wanted)


def _share(chosen: Mask, answered: Mask, weight: Floats) -> float:
    return 100.0 * float(weight[chosen].sum()) / float(weight[answered].sum())

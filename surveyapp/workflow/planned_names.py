"""What a report calls a plan's families and a margin's levels, in its own language where it can."""

from __future__ import annotations

from collections.abc import Sequence

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.instrument.model import Instrument
from surveyapp.weighting.margin_check import LevelCheck, MarginCheck
from surveyapp.workflow.printed_margins import use_of


def planned_titles(file: AnalysisFile, language: str) -> dict[str, str]:
    """Family -> its title in a language, or the plan's own where there is none in it."""
    families = file.waves[-1].plan.families
    return {family.id: family.titles.get(language, family.title) for family in families}


def margin_label(margin: str, level: LevelCheck, file: AnalysisFile, language: str) -> str:
    """A category in a language: the plan's words, the questionnaire's, or the target's label."""
    return _said(margin, level, file, language) or level.label


def as_planned(file: AnalysisFile, margins: Sequence[MarginCheck], language: str) -> frozenset[str]:
    """Titles and labels that stand as the plan has them; names of places are nobody's language."""
    if language == _newest(file).languages[0]:
        return frozenset()
    plan = file.waves[-1].plan
    titles = {family.title for family in plan.families if language not in family.titles}
    labels = {
        level.label
        for check in margins
        for level in check.levels
        if not _of_places(check.name, file) and not _said(check.name, level, file, language)
    }
    return frozenset(titles | labels)


def _newest(file: AnalysisFile) -> Instrument:
    return file.instruments[file.waves[-1].instrument_hash]


def _of_places(margin: str, file: AnalysisFile) -> bool:
    use = use_of(margin, file)
    return use is not None and use.variable == "area"


def _said(margin: str, level: LevelCheck, file: AnalysisFile, language: str) -> str:
    """Words for a category in a language; empty where nobody has any."""
    use = use_of(margin, file)
    if use is None:
        return ""
    given = use.labels.get(level.category, {}).get(language, "")
    variable = _newest(file).variables.get(use.variable)
    if given or variable is None or use.bridge:
        return given
    codes = [code for code, name in use.categories.items() if name == level.category]
    if not use.categories:
        codes = [level.category]
    if len(codes) != 1:
        return ""
    options = {str(option.code): option.label for option in variable.options}
    return options.get(codes[0], {}).get(language, "")

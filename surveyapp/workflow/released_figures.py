"""Every number of a built report as figures of the ledger, and the people they count."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from surveyapp.collection.analysis_file import NOT_APPLICABLE, NOT_ASKED, AnalysisFile, Mask, Texts
from surveyapp.collection.plan import MarginUse
from surveyapp.collection.targets import TargetSet
from surveyapp.disclosure.adjusted import BEHIND
from surveyapp.disclosure.figure import UNANSWERED, UNGUARDED, Figure, People
from surveyapp.disclosure.rules import is_small
from surveyapp.disclosure.shares import Known, Share
from surveyapp.indicators.domains import places_at
from surveyapp.indicators.groups import groupings
from surveyapp.indicators.results import CITY, EVERYONE
from surveyapp.indicators.scoring import score
from surveyapp.instrument.model import Indicator, Option, Variable
from surveyapp.weighting.planned import margin_labels, targets_of
from surveyapp.workflow.adjusted_crowds import adjusted_crowds
from surveyapp.workflow.printed_margins import codes_of, use_of

RESPONSES = "(responses)"
FLAGGED, RAISED, NOT_RAISED = "flagged", "yes", "no"
Document = Mapping[str, Any]
"""A report's report.json, read."""


def people_of(file: AnalysisFile, targets: Mapping[str, TargetSet]) -> People:
    """Everybody who can be counted in a series of waves, under the names that reports use.

    Topics are `RESPONSES`, indicators by id, and questions as "question NAME" or, where several
    answers may be given, "question NAME:CODE". Groups are the weighting roles, "mode",
    "language" and "margin NAME".
    """
    groups: dict[str, Texts] = {one.variable: one.labels for one in groupings(file)}
    groups |= {"mode": file.mode, "language": file.language}
    for use in file.waves[-1].plan.weighting.margins:
        groups[f"margin {use.margin}"] = margin_labels(use, file).labels
    groups |= {f"flag {flag}": _yes(raised) for flag, raised in file.quality.items()}
    groups[FLAGGED] = _yes(file.flagged)
    groups |= adjusted_crowds(file, _declared(file))
    answers: dict[str, Texts] = {RESPONSES: np.full(file.n, "1", dtype=np.str_)}
    for indicator in _declared(file):
        answers[indicator.id] = np.where(score(indicator, file).in_base, "1", "")
    for variable in _listed(file):
        answers |= _answers(variable, file)
    slugs = np.array([wave.slug for wave in file.waves], dtype=np.str_)
    return People(slugs[file.wave], file.area, groups, answers)


def figures_of(
    document: Document, file: AnalysisFile, people: People, targets: Mapping[str, TargetSet]
) -> tuple[Figure, ...]:
    """Every number of a report that counts people or stands on them, shown or withheld.

    A withheld figure enters with the people behind it, because that is what must not be told.
    """
    found = [
        *figures_of_cells(document["cells"], file, people),
        *_adjusted(document, people),
        *_comparisons(document, file),
        *_topline(document, file, people),
        *_counts(document, file, people),
        *_margins(document, file, people, targets),
        *_flags(file, people),
        *_doubts(document, people),
        *_quotes(document),
    ]
    # A number printed on one page is printed, though another page withholds it.
    found.sort(key=lambda figure: figure.shown)
    return tuple({figure.crowd: figure for figure in found}.values())


def areas_of(place: str, file: AnalysisFile, wave: str = "") -> tuple[str, ...]:
    """The atomic areas of a place, as a wave named them; none for the whole city."""
    if place == CITY:
        return ()
    level, _, name = place.rpartition(":")
    if not level:
        return file.formerly.get(wave, {}).get(place) or (place,)
    return tuple(sorted(a.id for a in file.areas if a.parents.get(level) == name))


def levels_of(file: AnalysisFile) -> dict[str, tuple[str, ...]]:
    """Every place a report may name: its id and its atomic areas."""
    levels = dict.fromkeys(level for area in file.areas for level in area.parents)
    places = [*places_at(file, "area"), *(p for level in levels for p in places_at(file, level))]
    return {place: areas_of(place, file) for place in places}


def figures_of_cells(
    cells: Iterable[Document], file: AnalysisFile, people: People
) -> Iterator[Figure]:
    """Cells as figures; a city's figure of one question also tells how many gave an opinion."""
    alone = shares_of(file)
    for cell in cells:
        bare = Figure(
            cell["indicator"],
            "",
            (cell["wave"],),
            areas_of(cell["place"], file, cell["wave"]),
            cell["group"],
            value=cell["value"],
            withheld=cell["withheld"],
        )
        figure = _counted(bare, cell["n"], people)
        yield figure
        share = alone.get(figure.topic)
        if share and not figure.areas and figure.group == EVERYONE:
            opinions = replace(figure, topic=share.topic, answer=share.base, value=None)
            yield replace(opinions, n=figure.n if figure.shown else people.count(opinions))


def known_of(document: Document, file: AnalysisFile) -> Known:
    """What readers of a report know of its shares: what they count, and the range of weights."""
    weights = {
        one["wave"]: (float(one["smallest"]), float(one["largest"]))
        for one in document["method"]["weights"]
    }
    return Known(shares_of(file), weights)


def shares_of(file: AnalysisFile) -> dict[str, Share]:
    """Indicator of one question -> what it is a share of."""
    variables = {variable.name: variable for variable in _listed(file)}
    found = {}
    for one in _declared(file):
        variable = variables.get(one.items[0]) if len(one.items) == 1 else None
        if variable is not None and variable.kind == "choice":
            unsure = one.dont_know == "in the base"
            base = [
                code_of(o)
                for o in variable.options
                if not o.not_stated and (unsure or not o.dont_know)
            ]
            counted = [code_of(o) for o in variable.options if o.code in one.positive]
            answers = "+".join(counted) if one.scoring == "top_share" else ""
            found[one.id] = Share(f"question {variable.name}", answers, "+".join(base))
    return found


def code_of(option: Option) -> str:
    """Name of an answer in the ledger; "don't know" is marked as telling nothing."""
    return f"{UNGUARDED}{option.code}" if option.dont_know else str(option.code)


def _adjusted(document: Document, people: People) -> Iterator[Figure]:
    """Second lines: values on those who answered by some modes, or read one wording."""
    for line in document.get("adjusted", ()):
        for point in line["figures"]:
            group = f"{line['crowd']}:{BEHIND}"
            bare = Figure(line["indicator"], "", (point["wave"],), group=group)
            yield _counted(replace(bare, value=point["value"]), point["n"], people)


def _comparisons(document: Document, file: AnalysisFile) -> Iterator[Figure]:
    for made in document["comparisons"]:
        yield Figure(
            made["indicator"],
            f"{made['kind']} {made['reference']}",
            (made["wave"],),
            areas_of(made["place"], file),
            made["group"],
            value=made["difference"],
            withheld=made["withheld"],
        )


def _topline(document: Document, file: AnalysisFile, people: People) -> Iterator[Figure]:
    variables = {variable.name: variable for variable in _listed(file)}
    for item in document["topline"]:
        variable = variables[item["item"]]
        for at, wave in enumerate(file.waves):
            yield from _question(item, variable, wave.slug, at, people)


def _question(
    item: Document, variable: Variable, wave: str, at: int, people: People
) -> Iterator[Figure]:
    several = variable.kind == "several"
    topic = f"question {variable.name}"
    base_n, why = item["bases"][at], item["withheld"][at] if item["withheld"] else None
    if base_n is None and why is None:
        return
    if not several:
        yield _counted(Figure(topic, "", (wave,), withheld=why), base_n, people)
    options = [option for option in variable.options if not option.not_stated]
    for option, printed in zip(options, item["options"], strict=True):
        n, share = printed["counts"][at], printed["shares"][at]
        crowd = Figure(f"{topic}:{option.code}" if several else topic, "1", (wave,))
        if not several:
            crowd = Figure(topic, code_of(option), (wave,))
        crowd = replace(crowd, value=share, withheld="confidential" if n is None else None)
        yield _counted(crowd, n, people)


def _counts(document: Document, file: AnalysisFile, people: People) -> Iterator[Figure]:
    """Responses by wave, place, mode, language and margin."""
    for wave in document["waves"]:
        slug = wave["id"]
        yield _counted(Figure(RESPONSES, "", (slug,)), wave["n"], people)
        for kind, name in (("modes", "mode"), ("languages", "language")):
            known = set(people.groups[name].tolist())
            for level, n in wave[kind].items():
                if level in known:
                    group = f"{name}:{level}"
                    yield _counted(Figure(RESPONSES, "", (slug,), group=group), n, people)
    for row in document["method"]["sample"]:
        areas = areas_of(row["place"], file)
        yield _counted(_hidden(Figure(RESPONSES, "", (row["wave"],), areas), row), row["n"], people)


def _margins(
    document: Document, file: AnalysisFile, people: People, targets: Mapping[str, TargetSet]
) -> Iterator[Figure]:
    """Levels of margins: answers to a question, places, or a grouping of their own."""
    waves = {wave.slug: wave for wave in file.waves}
    for margin in document["method"]["margins"]:
        use = use_of(margin["name"], file)
        wave = (margin["wave"],)
        listed = targets_of(waves[margin["wave"]], margin["name"], targets)
        for target, level in zip(listed, margin["levels"], strict=True):
            # By category: a report in another language has other labels for the same people.
            figure = Figure(RESPONSES, "", wave, group=f"margin {margin['name']}:{target.category}")
            if use is not None and not use.bridge:
                figure = _level(use, target.category, wave, file) or figure
            yield _counted(_hidden(figure, level), level["n"], people)


def _flags(file: AnalysisFile, people: People) -> Iterator[Figure]:
    """How many responses of the newest wave raised each quality flag, as the annex prints it."""
    for flag in file.quality:
        bare = Figure(RESPONSES, "", (file.waves[-1].slug,), group=f"flag {flag}:{RAISED}")
        few = is_small(people.count(bare))
        yield _counted(replace(bare, withheld="confidential" if few else None), None, people)


def _doubts(document: Document, people: People) -> Iterator[Figure]:
    """Figures without the flagged: beside those with them, they tell of the flagged alone."""
    for line in document["disclosure"].get("without_flagged", ()):
        bare = Figure(line["indicator"], "", (line["wave"],), group=f"{FLAGGED}:{NOT_RAISED}")
        yield _counted(replace(bare, value=line["value"]), line["n"], people)


def _quotes(document: Document) -> Iterator[Figure]:
    """Open answers in print: they count nobody, and stand in the ledger by their digest."""
    wave = document["meta"]["wave"]
    for block in document.get("quotes", ()):
        for text in block["texts"]:
            digest = hashlib.sha256(text.encode()).hexdigest()[:16]
            yield Figure(f"words {block['item']}", digest, (wave,))


def _level(
    use: MarginUse, category: str, wave: tuple[str, ...], file: AnalysisFile
) -> Figure | None:
    """A level of a margin as answers to its question, or as a place."""
    variable = next((v for v in _listed(file) if v.name == use.variable), None)
    if variable is not None and variable.kind == "choice":
        marks = {str(o.code): code_of(o) for o in variable.options if not o.not_stated}
        codes = [marks[code] for code in codes_of(use, marks).get(category, ())]
        return Figure(f"question {variable.name}", "+".join(codes), wave) if codes else None
    places = levels_of(file)
    codes = [code for code, to in use.categories.items() if to == category] or [category]
    names = [c if use.variable == "area" else f"{use.variable}:{c}" for c in codes]
    if not names or any(name not in places for name in names):
        return None
    areas = sorted({area for name in names for area in places[name]})
    return Figure(RESPONSES, "", wave, tuple(areas))


def _yes(raised: Mask) -> Texts:
    return np.where(raised, RAISED, NOT_RAISED)


def _hidden(figure: Figure, row: Document) -> Figure:
    return replace(figure, withheld="confidential" if row["n"] is None else None)


def _counted(figure: Figure, printed: int | None, people: People) -> Figure:
    """The figure with the number that is printed, or the people that a withheld one hides."""
    n = printed if figure.shown and printed is not None else people.count(figure)
    return replace(figure, n=n)


def _declared(file: AnalysisFile) -> tuple[Indicator, ...]:
    """Indicators of all waves, each as the newest wave that asks it declares it."""
    found = {one.id: one for wave in file.waves for one in file.instrument_of(wave).indicators}
    return tuple(found.values())


def _listed(file: AnalysisFile) -> Sequence[Variable]:
    """Questions with a list of answers, each as the newest wave that asks it has it.

    Earlier reports printed figures of questions that the newest wave did not choose to ask.
    """
    asked: dict[str, Variable] = {}
    for wave in file.waves:
        asked |= file.instrument_of(wave).variables
    return [
        variable
        for variable in asked.values()
        if variable.kind in ("choice", "several") and not variable.item.options_from
    ]


def _answers(variable: Variable, file: AnalysisFile) -> dict[str, Texts]:
    """The answers to a question, or for each of its options whether it was chosen.

    Not choosing one of several is no answer of its own: it stands with those who did not answer.
    """
    topic = f"question {variable.name}"
    options = [option for option in variable.options if not option.not_stated]
    if variable.kind == "several":
        names = {f"{topic}:{o.code}": f"{variable.name}:{o.code}" for o in options}
    else:
        names = {topic: variable.name}
    found = {}
    for name, column_name in names.items():
        if column_name not in file.columns:
            continue
        column = file.columns[column_name]
        asked = ~np.isin(column.missing, (NOT_APPLICABLE, NOT_ASKED))
        told = column.answered & ((column.values != 0) | (variable.kind != "several"))
        marks = {float(o.code): code_of(o) for o in options} if variable.kind == "choice" else {}
        values, at = np.unique(column.values, return_inverse=True)
        codes = np.array([marks.get(v, f"{v:g}") for v in values.tolist()], dtype=np.str_)
        found[name] = np.where(asked, np.where(told, codes[at], UNANSWERED), "")
    return found

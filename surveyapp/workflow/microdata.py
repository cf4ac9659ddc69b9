"""A public-use file of one wave: quasi-identifiers coarsened, weights made anew, rows sorted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from surveyapp.collection.analysis_file import NOT_ASKED, AnalysisFile, Mask, Texts
from surveyapp.collection.targets import TargetSet
from surveyapp.disclosure.anonymity import anonymity
from surveyapp.disclosure.coarsening import (
    Rung,
    climbed,
    coarsen,
    nested_ladder,
    nominal_ladder,
    ordered_ladder,
)
from surveyapp.disclosure.public_weights import public_weights
from surveyapp.disclosure.rows_and_tables import (
    AREA,
    Named,
    Rows,
    without_rare_answers,
    without_withheld_crowds,
)
from surveyapp.errors import DisclosureRefused, Problem
from surveyapp.exports.microdata import PublicFile
from surveyapp.indicators.groups import Grouping, groupings
from surveyapp.instrument.model import Instrument
from surveyapp.storage.engine import Store
from surveyapp.storage.ledger import printed_figures
from surveyapp.storage.responses import load_analysis_file
from surveyapp.weighting.planned import margin_labels
from surveyapp.workflow.released_figures import people_of
from surveyapp.workflow.report_facts import text_in
from surveyapp.workflow.weigh import series_of, target_sets_of

ORDERED = ("age", "education")


def public_file(
    store: Store,
    slug: str,
    *,
    quasi: Sequence[str] | None = None,
    sensitive: Sequence[str] | None = None,
    k: int = 5,
    l: int = 2,  # noqa: E741
    most_blanked: float = 0.05,
) -> PublicFile:
    """The public-use file of a wave as it would be; nothing is written or entered.

    What the ledger withholds about the wave, the file withholds too.

    Parameters
    ----------
    quasi : what outsiders may know of a person: "area" and weighting roles ("age", "gender",
        "race", "tenure", "education"); all of them if not given.
    sensitive : questions whose answers must differ within every class; those of the primary
        indicators if not given.
    k, l : fewest rows and different key answers in any class.

    Raises
    ------
    WaveError for a wave that is not closed or has under 20 responses; DisclosureRefused for names
    that are none, or where no coarsening is enough.
    """
    with store.reading() as session:
        wave = series_of(session, slug)[-1]
        file = load_analysis_file(session, [wave.slug])
        targets = target_sets_of(session, file)
        printed = printed_figures(session, [wave.slug])
    instrument = file.instrument_of(wave)
    known = {one.variable: one for one in groupings(file)}
    chosen = tuple(quasi) if quasi else (AREA, *known)
    _refuse_unknown(chosen, (AREA, *known), "quasi-identifier")
    labels = {name: file.area if name == AREA else _named(known[name]) for name in chosen}
    ladders = {name: _ladder(name, labels[name], file, known) for name in chosen}
    answers, left_out = _answers(file, instrument)
    keys = tuple(sensitive) if sensitive else _key_questions(instrument, wave.plan.primary, answers)
    _refuse_unknown(keys, tuple(answers), "question")
    people, named = people_of(file, targets), _named_topics(instrument, answers)
    hidden = [f for f in printed if f.withheld == "confidential" and f.waves == (wave.slug,)]
    rows = without_rare_answers(Rows(labels, answers), hidden, people, named)
    inside = {name: rows.answers[name] for name in keys}
    made = coarsen(labels, ladders, inside, k=k, l=l, most_blanked=most_blanked)
    rows = without_withheld_crowds(replace(rows, labels=made.labels), hidden, people, named)
    populations = {name: _population(name, file, known, targets) for name in chosen}
    weights = public_weights(rows.labels, populations, made.mapping)
    fingerprint = {**rows.labels, "weight": np.array([f"{w:.6g}" for w in weights.tolist()])}
    return PublicFile(
        title=text_in(instrument.title, wave.languages[0]),
        wave=wave.slug,
        coarsened=replace(made, labels=rows.labels),
        answers=rows.answers,
        weights=weights,
        left_out=left_out,
        anonymity=anonymity(fingerprint, {name: rows.answers[name] for name in keys}),
        blanked=rows.blanked,
    )


def _named_topics(instrument: Instrument, answers: Mapping[str, Texts]) -> Named:
    """Which columns the topics of the ledger are made of, and which questions are roles."""
    columns: dict[str, tuple[str, ...]] = {f"question {name}": (name,) for name in answers}
    columns |= {
        one.id: tuple(n for n in answers if n in one.items or n.split(".")[0] in one.items)
        for one in instrument.indicators
    }
    roles = {f"question {item.id}": item.role for item in instrument.items if item.role}
    return Named(columns, roles)


def _named(grouping: Grouping) -> Texts:
    """(n,) words for the levels of a grouping."""
    words = {level: _words(grouping, level) for level in grouping.levels}
    return climbed(grouping.labels, words)


def _words(grouping: Grouping, level: str) -> str:
    return text_in(grouping.levels[level], "en") or level


def _ladder(
    name: str, labels: Texts, file: AnalysisFile, known: Mapping[str, Grouping]
) -> tuple[Rung, ...]:
    """How a variable may be coarsened: places by their parents, ordered levels by neighbors."""
    if name == AREA:
        levels = list(dict.fromkeys(level for area in file.areas for level in area.parents))
        parents = [{a.id: f"{v} {a.parents[v]}" for a in file.areas} for v in levels]
        return nested_ladder(parents, [area.id for area in file.areas])
    if name in ORDERED:
        grouping = known[name]
        return ordered_ladder([_words(grouping, level) for level in grouping.levels])
    return nominal_ladder(labels)


def _answers(file: AnalysisFile, instrument: Instrument) -> tuple[dict[str, Texts], dict[str, str]]:
    """Answers that may be in a public file, and why the other columns are not."""
    roles = {item.id for item in instrument.items if item.role is not None or item.area}
    several = {v.name for v in instrument.variables.values() if v.kind == "several"}
    kept: dict[str, Texts] = {}
    left: dict[str, str] = {
        "wave, mode, language, design cell": "they tell how or when somebody was reached",
        "survey weights, strata, first-stage units": "detailed weights are a fingerprint",
    }
    for name, column in file.columns.items():
        item = name.partition(":")[0]
        if (column.missing == NOT_ASKED).all():
            left[item] = "not asked in this wave"
        elif item in roles:
            left[item] = "a quasi-identifier; it is in the file in its coarsened form, if at all"
        elif not column.options and item not in several:
            left[name] = "a number may be known to outsiders"
        else:
            answered: Mask = column.answered
            text = [
                f"{value:g}" if here else ""
                for value, here in zip(column.values.tolist(), answered.tolist(), strict=True)
            ]
            kept[name] = np.array(text, dtype=np.str_)
    left |= {name: "text or dates written by people" for name in file.texts if name not in roles}
    return kept, left


def _key_questions(
    instrument: Instrument, primary: Sequence[str], answers: Mapping[str, Texts]
) -> tuple[str, ...]:
    """Questions of the plan's primary indicators, or of all where it names none."""
    chosen = [one for one in instrument.indicators if one.id in primary]
    named = dict.fromkeys(item for one in chosen or instrument.indicators for item in one.items)
    return tuple(name for name in named if name in answers)


def _population(
    name: str,
    file: AnalysisFile,
    known: Mapping[str, Grouping],
    targets: Mapping[str, TargetSet],
) -> dict[str, float]:
    """Original label -> population, where a margin counts the variable."""
    labels = file.area if name == AREA else _named(known[name])
    for use in file.waves[-1].plan.weighting.margins:
        categories = margin_labels(use, file).labels
        pairs = set(zip(labels.tolist(), categories.tolist(), strict=True))
        same = {label: category for label, category in pairs if label and category}
        one_to_one = len(same) == len({pair for pair in pairs if pair[0] and pair[1]})
        if not one_to_one or len(set(same.values())) != len(same) or len(same) < 2:
            continue
        counts = {t.category: t.population for one in targets.values() for t in one.of(use.margin)}
        return {label: counts[c] for label, c in same.items() if c in counts}
    return {}


def _refuse_unknown(chosen: Sequence[str], known: Sequence[str], what: str) -> None:
    strange = [name for name in chosen if name not in known]
    if strange:
        raise DisclosureRefused(
            Problem(
                f"No {what} is called {', '.join(strange)}.",
                remedies=(f"Use some of: {', '.join(known)}.",),
                code="no-such-column",
            )
        )

"""What tables withhold, a file of rows withholds as well: nobody counts there what is not printed.

A file in which nobody stands out still holds counts. Where the rows of a withheld figure can be
told apart by what the file shows of them, their answers (or the labels that tell them apart) are
blanked; where the file is coarser than the figure, there is nothing to blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from surveyapp.collection.analysis_file import Texts
from surveyapp.design.arrays import Mask
from surveyapp.disclosure.figure import Figure, People
from surveyapp.indicators.results import EVERYONE

AREA = "area"


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A file of rows on its way out.

    Attributes
    ----------
    labels : quasi-identifier -> (n,) label as released, "" where blanked or unknown.
    answers : column -> (n,) answer code, "" where there is none.
    blanked : column or quasi-identifier -> cells that were blanked here.
    """

    labels: Mapping[str, Texts]
    answers: Mapping[str, Texts]
    blanked: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """How figures name what the file holds.

    Attributes
    ----------
    columns : topic -> columns of answers it is computed from.
    roles : topic of a question -> quasi-identifier made of it.
    """

    columns: Mapping[str, Sequence[str]]
    roles: Mapping[str, str]


def without_rare_answers(
    rows: Rows, withheld: Iterable[Figure], people: People, named: Named
) -> Rows:
    """Blank the answers whose count for everybody is withheld.

    Done before anything else: what is left must still differ within every class.

    Parameters
    ----------
    withheld : confidential figures of the ledger.
    """
    for figure in withheld:
        if not _variables(figure, named):
            rows = _without_answers(rows, figure, people, named, np.ones(_n(rows), dtype=np.bool_))
    return rows


def without_withheld_crowds(
    rows: Rows, withheld: Iterable[Figure], people: People, named: Named
) -> Rows:
    """Blank what the file would tell about withheld places and groups that it keeps apart."""
    for figure in withheld:
        variables = _variables(figure, named)
        if not variables or any(name not in rows.labels for name in variables):
            continue
        crowd = _told_apart(_members(figure, people, named), [rows.labels[v] for v in variables])
        if not crowd.any():
            continue
        if named.columns.get(figure.topic):
            rows = _without_answers(rows, figure, people, named, crowd)
        else:
            rows = _without_labels(rows, variables, crowd)
    return rows


def _n(rows: Rows) -> int:
    return len(next(iter(rows.labels.values())))


def _variables(figure: Figure, named: Named) -> list[str]:
    """Quasi-identifiers by which a figure picks its people."""
    found = [AREA] if figure.areas else []
    found += [figure.group.partition(":")[0]] if figure.group != EVERYONE else []
    role = named.roles.get(figure.topic)
    return found + ([role] if role is not None and figure.answer else [])


def _members(figure: Figure, people: People, named: Named) -> Mask:
    """(n,) everybody of the figure's places and groups, in its base or not."""
    found = np.ones(len(people.area), dtype=np.bool_)
    if figure.areas:
        found &= np.isin(people.area, figure.areas)
    if figure.group != EVERYONE:
        variable, _, level = figure.group.partition(":")
        found &= people.levels(variable) == level
    if named.roles.get(figure.topic) is not None and figure.answer:
        found &= np.isin(people.asked(figure.topic), figure.answers)
    return found


def _told_apart(members: Mask, labels: Sequence[Texts]) -> Mask:
    """(n,) rows of the labels that only members have; none where others share one of them."""
    known = np.logical_and.reduce([one != "" for one in labels])
    codes = [np.unique(one, return_inverse=True)[1] for one in labels]
    keys = np.unique(np.stack(codes), axis=1, return_inverse=True)[1].ravel()
    theirs = np.isin(keys, np.unique(keys[members & known])) & known
    return theirs if not (theirs & ~members).any() else np.zeros_like(members)


def _without_answers(rows: Rows, figure: Figure, people: People, named: Named, where: Mask) -> Rows:
    if figure.answer:
        where = where & np.isin(people.asked(figure.topic), figure.answers)
    answers, blanked = dict(rows.answers), dict(rows.blanked)
    for name in named.columns.get(figure.topic, ()):
        gone = where & (answers[name] != "")
        answers[name] = np.where(where, "", answers[name])
        blanked[name] = blanked.get(name, 0) + int(gone.sum())
    return Rows(rows.labels, answers, blanked)


def _without_labels(rows: Rows, variables: Sequence[str], where: Mask) -> Rows:
    labels, blanked = dict(rows.labels), dict(rows.blanked)
    for name in variables:
        gone = where & (labels[name] != "")
        labels[name] = np.where(where, "", labels[name])
        blanked[name] = blanked.get(name, 0) + int(gone.sum())
    return Rows(labels, rows.answers, blanked)

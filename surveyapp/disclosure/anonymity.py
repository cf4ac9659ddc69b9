"""How far one row of a file can be told from the others: k-anonymity and l-diversity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from surveyapp.collection.analysis_file import Texts
from surveyapp.design.arrays import Ints
from surveyapp.errors import DisclosureRefused, Problem


@dataclass(frozen=True, slots=True)
class Anonymity:
    """What a file gives away to somebody who knows a person's quasi-identifiers.

    Attributes
    ----------
    k : rows in the smallest class of equal quasi-identifiers. uniques : rows alone in theirs.
    diversity : sensitive variable -> fewest different answers within any class that has answers.
    """

    n: int
    classes: int
    k: int
    uniques: int
    diversity: Mapping[str, int]

    @property
    def l(self) -> int:  # noqa: E743 - the name of the measure
        """Fewest different answers to any sensitive variable in any class."""
        return min(self.diversity.values(), default=self.k)


def classes_of(quasi: Mapping[str, Texts]) -> Ints:
    """(n,) number of the class of each row: rows with all quasi-identifiers equal share one.

    A missing quasi-identifier is a value like any other: an attacker cannot fill it in.
    """
    if not quasi:
        raise DisclosureRefused(
            Problem(
                "No quasi-identifier is declared, so nothing can be said about anonymity.",
                remedies=("Declare what outsiders may know: area, age, gender, race, ...",),
                code="no-quasi",
            )
        )
    found = np.zeros(len(next(iter(quasi.values()))), dtype=np.int64)
    for labels in quasi.values():
        _, codes = np.unique(labels, return_inverse=True)
        _, found = np.unique(found * (codes.max(initial=0) + 1) + codes, return_inverse=True)
    return found.astype(np.int64)


def anonymity(quasi: Mapping[str, Texts], sensitive: Mapping[str, Texts]) -> Anonymity:
    """Measure a file: k-anonymity (Sweeney, 2002) and distinct l-diversity (Machanavajjhala, 2007).

    Parameters
    ----------
    quasi : what an outsider may know about a person, with the weight counted as one of them.
    sensitive : what they must not learn; "" where unanswered.
    """
    classes = classes_of(quasi)
    sizes = np.bincount(classes)
    diversity = {}
    for name, labels in sensitive.items():
        different = distinct(classes, labels, len(sizes))
        answered = np.bincount(classes, labels != "", minlength=len(sizes)) > 0
        diversity[name] = int(different[answered].min()) if answered.any() else 0
    return Anonymity(
        n=len(classes),
        classes=len(sizes),
        k=int(sizes.min(initial=len(classes))),
        uniques=int((sizes == 1).sum()),
        diversity=diversity,
    )


def distinct(classes: Ints, labels: Texts, count: int) -> Ints:
    """(count,) how many different answers each class holds, unanswered left out."""
    _, codes = np.unique(labels, return_inverse=True)
    width = int(codes.max(initial=0)) + 1
    seen = np.unique((classes * width + codes)[labels != ""])
    return np.bincount(seen // width, minlength=count).astype(np.int64)

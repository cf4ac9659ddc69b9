"""Coarser quasi-identifiers until nobody stands out, at the least loss of information.

Each variable climbs a ladder of ever coarser labels. Every combination of rungs is weighed in the
order of what it loses; rows that would still stand out lose single cells instead, at the same
price. (Samarati, 2001; full-domain recoding with local suppression.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
import numpy.typing as npt

from surveyapp.collection.analysis_file import Texts
from surveyapp.design.arrays import Ints, Mask
from surveyapp.disclosure.anonymity import Anonymity, anonymity
from surveyapp.errors import DisclosureRefused, Problem

Rung = Mapping[str, str]
"""Label -> coarser label; labels that are not named stay as they are."""
Masks = npt.NDArray[np.bool_]
EVERYTHING = "(any)"
MOST_COMBINATIONS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Coarsened:
    """Quasi-identifiers that may be published.

    Attributes
    ----------
    labels : variable -> (n,) label, "" where blanked or unknown.
    rungs : variable -> rung of its ladder, 0 for as it was.
    mapping : variable -> original label -> published label.
    blanked : variable -> (n,) rows in which it was blanked.
    lost : variable -> share of its information lost to coarser labels, 0 to 1.
    before, after : the file's anonymity.
    """

    labels: Mapping[str, Texts]
    rungs: Mapping[str, int]
    mapping: Mapping[str, Rung]
    blanked: Mapping[str, Mask]
    lost: Mapping[str, float]
    before: Anonymity
    after: Anonymity


def ordered_ladder(
    levels: Sequence[str], *, joined: str = "{first} through {last}"
) -> tuple[Rung, ...]:
    """Rungs that join neighbors two by two, then four by four, until one level is left."""
    rungs: list[Rung] = [{}]
    width = 2
    while width < len(levels):
        rung: dict[str, str] = {}
        for at in range(0, len(levels), width):
            group = levels[at : at + width]
            name = joined.format(first=group[0], last=group[-1]) if len(group) > 1 else group[0]
            rung |= dict.fromkeys(group, name)
        rungs.append(rung)
        width *= 2
    return (*rungs, dict.fromkeys(levels, EVERYTHING))


def nominal_ladder(
    labels: Texts, *, rare: Sequence[float] = (0.05, 0.20), other: str = "other"
) -> tuple[Rung, ...]:
    """Rungs that join the labels below each share of the rows, then everything.

    A single rare label is never joined with a frequent one: its rows are blanked if they must.
    """
    levels, counts = np.unique(labels[labels != ""], return_counts=True)
    rungs: list[Rung] = [{}]
    for share in rare:
        few = [str(one) for one in levels[counts < share * counts.sum()]]
        if len(few) > 1 and dict.fromkeys(few, other) != rungs[-1]:
            rungs.append(dict.fromkeys(few, other))
    return (*rungs, dict.fromkeys((str(one) for one in levels), EVERYTHING))


def nested_ladder(parents: Sequence[Rung], levels: Sequence[str]) -> tuple[Rung, ...]:
    """Rungs of places: themselves, each level of their parents, then everything."""
    return ({}, *parents, dict.fromkeys(levels, EVERYTHING))


def climbed(labels: Texts, rung: Rung) -> Texts:
    """(n,) labels on a rung; "" stays unknown."""
    levels, codes = np.unique(labels, return_inverse=True)
    coarse = [rung.get(one, one) if one else "" for one in levels.tolist()]
    return np.asarray(coarse, dtype=np.str_)[codes]


def information(labels: Texts) -> float:
    """Shannon entropy of the labels in bits: what knowing one tells."""
    _, counts = np.unique(labels, return_counts=True)
    shares = counts / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def coarsen(
    quasi: Mapping[str, Texts],
    ladders: Mapping[str, Sequence[Rung]],
    sensitive: Mapping[str, Texts],
    *,
    k: int = 5,
    l: int = 2,  # noqa: E741
    most_blanked: float = 0.05,
) -> Coarsened:
    """The least coarse quasi-identifiers under which every class holds k rows and l answers.

    The loss of a combination is the sum over variables of ``1 - H(coarse) / H(original)`` and of
    the share of their cells that are blanked.

    Parameters
    ----------
    quasi : variable -> (n,) label, "" where unknown. sensitive : likewise.
    most_blanked : largest share of the quasi-identifiers' cells that may be blanked.

    Raises
    ------
    DisclosureRefused when there are too many combinations, or none is enough.
    """
    _refuse_too_many(ladders)
    climbs = {name: [climbed(quasi[name], rung) for rung in ladders[name]] for name in quasi}
    losses = {name: _losses(climbs[name]) for name in quasi}
    codes = {name: [_coded(labels) for labels in climbs[name]] for name in quasi}
    rules = _Rules({name: _coded(column) for name, column in sensitive.items()}, k, l)
    best: tuple[float, tuple[int, ...], Masks] | None = None
    for rungs in _by_loss(losses):
        loss = sum(losses[name][at] for name, at in zip(quasi, rungs, strict=True))
        if best is not None and loss >= best[0]:
            break
        chosen = [codes[name][at] for name, at in zip(quasi, rungs, strict=True)]
        budget = min(np.inf if best is None else best[0] - loss, most_blanked * len(quasi))
        blanked = rules.blanked(np.array(chosen), budget)
        if blanked is not None:
            best = (loss + float(blanked.mean(axis=1).sum()), rungs, blanked)
    if best is None:
        raise _impossible(k, l, most_blanked)
    rungs_of = dict(zip(quasi, best[1], strict=True))
    labels = {
        name: np.where(gone, "", climbs[name][at])
        for (name, at), gone in zip(rungs_of.items(), best[2], strict=True)
    }
    return Coarsened(
        labels=labels,
        rungs=rungs_of,
        mapping={name: ladders[name][at] for name, at in rungs_of.items()},
        blanked=dict(zip(quasi, best[2], strict=True)),
        lost={name: losses[name][at] for name, at in rungs_of.items()},
        before=anonymity(quasi, sensitive),
        after=anonymity(labels, sensitive),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Rules:
    """What every class must hold, on labels as numbers: 0 is unknown."""

    sensitive: Mapping[str, Ints]
    k: int
    l: int  # noqa: E741

    def blanked(self, quasi: Ints, budget: float) -> Masks | None:
        """(variables, n) cells to blank so that no row stands out; None over the budget.

        The rows that stand out lose, one variable at a time, the one whose loss leaves the fewest
        of them; when none is left to lose, they stand together with the smallest other class.

        Parameters
        ----------
        budget : sum over variables of the share of cells that may be blanked.
        """
        gone = np.zeros(quasi.shape, dtype=np.bool_)
        rows = self._standing_out(quasi)
        while rows.any():
            if float(gone.mean(axis=1).sum()) + float(rows.mean()) > budget:
                return None
            open_rows = [at for at in range(len(quasi)) if not gone[at, rows].all()]
            if not open_rows:
                more = self._with_company(quasi, rows)
                if more is None:
                    return None
                gone[:, more] = True
            else:
                tried = {
                    at: self._standing_out(np.where(gone | _one(gone, at, rows), 0, quasi))
                    for at in open_rows
                }
                at = min(tried, key=lambda one: (int(tried[one].sum()), one))
                gone[at, rows] = True
            quasi = np.where(gone, 0, quasi)
            rows = self._standing_out(quasi)
        return gone if float(gone.mean(axis=1).sum()) <= budget else None

    def _standing_out(self, quasi: Ints) -> Mask:
        """(n,) rows in a class that is too small or of one mind."""
        classes = _classes(quasi)
        sizes = np.bincount(classes)
        bad = sizes < self.k
        for codes in self.sensitive.values():
            bad |= _of_one_mind(classes, codes, len(sizes), self.l)
        return np.asarray(bad[classes])

    def _with_company(self, quasi: Ints, rows: Mask) -> Mask | None:
        """The rows with those of the smallest class that is blanked in the fewest cells."""
        classes = _classes(quasi)
        others = np.bincount(classes[~rows], minlength=int(classes.max()) + 1)
        if not others.any():
            return None
        smallest = int(np.where(others > 0, others, len(rows) + 1).argmin())
        return np.asarray(rows | (classes == smallest))


def _one(gone: Masks, at: int, rows: Mask) -> Masks:
    """Only one variable's cells of some rows."""
    found = np.zeros_like(gone)
    found[at] = rows
    return found


def _coded(labels: Texts) -> Ints:
    """(n,) numbers from 1 for labels, 0 for unknown."""
    levels, codes = np.unique(np.concatenate([np.array([""]), labels]), return_inverse=True)
    assert levels[0] == ""
    return codes[1:].astype(np.int64)


def _classes(quasi: Ints) -> Ints:
    """(n,) number of the class of each row of (variables, n) codes."""
    widths = quasi.max(axis=1) + 1
    keys = np.zeros(quasi.shape[1], dtype=np.int64)
    for codes, width in zip(quasi, widths.tolist(), strict=True):
        keys = keys * width + codes
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)


def _of_one_mind(classes: Ints, codes: Ints, count: int, l: int) -> Mask:  # noqa: E741
    """(count,) classes with answers, but fewer than l different ones."""
    width = int(codes.max(initial=0)) + 1
    held = np.bincount(classes * width + codes, minlength=count * width).reshape(count, width)
    different = (held[:, 1:] > 0).sum(axis=1)
    return np.asarray((different > 0) & (different < l))


def _losses(climbs: Sequence[Texts]) -> list[float]:
    whole = information(climbs[0])
    return [1.0 - information(labels) / whole if whole > 0 else 0.0 for labels in climbs]


def _by_loss(losses: Mapping[str, Sequence[float]]) -> Iterator[tuple[int, ...]]:
    """Every combination of rungs, the least lossy first."""
    ranges = [range(len(one)) for one in losses.values()]
    columns = list(losses.values())
    yield from sorted(
        product(*ranges),
        key=lambda rungs: (sum(c[at] for c, at in zip(columns, rungs, strict=True)), rungs),
    )


def _refuse_too_many(ladders: Mapping[str, Sequence[Rung]]) -> None:
    count = prod(len(ladder) for ladder in ladders.values())
    if count > MOST_COMBINATIONS:
        raise DisclosureRefused(
            Problem(
                f"{count:,} ways to coarsen {len(ladders)} quasi-identifiers are more than "
                f"{MOST_COMBINATIONS:,}.",
                remedies=("Declare fewer quasi-identifiers.", "Give shorter ladders."),
                code="too-many",
            )
        )


def _impossible(k: int, l: int, most: float) -> DisclosureRefused:  # noqa: E741
    return DisclosureRefused(
        Problem(
            f"No coarsening leaves every class with {k} rows and {l} different answers while "
            f"blanking at most {most:.0%} of the cells.",
            remedies=(
                "Allow more cells to be blanked: --most-blanked",
                "Declare fewer sensitive answers.",
                "Publish tables instead of rows.",
            ),
            code="no-coarsening",
        )
    )

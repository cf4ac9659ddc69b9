"""The public-use file: rows that nobody stands out in, and words about how it was made."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from surveyapp.collection.analysis_file import Texts
from surveyapp.design.arrays import Floats
from surveyapp.disclosure.anonymity import Anonymity
from surveyapp.disclosure.coarsening import Coarsened
from surveyapp.instrument.spreadsheet_text import defused


@dataclass(frozen=True, slots=True, eq=False)
class PublicFile:
    """A file that may be given to anybody.

    Attributes
    ----------
    title : of the survey. wave : its slug.
    coarsened : the quasi-identifiers and what they lost.
    answers : question -> (n,) answer code, "" where there is none.
    weights : (n,) made of the released quasi-identifiers only.
    left_out : columns that are not in it, with the reason.
    blanked : column -> answers and labels blanked because tables withhold their count.
    anonymity : of the file as it is, with the weight counted as a quasi-identifier.
    """

    title: str
    wave: str
    coarsened: Coarsened
    answers: Mapping[str, Texts]
    weights: Floats
    left_out: Mapping[str, str]
    anonymity: Anonymity
    blanked: Mapping[str, int] = field(default_factory=dict)


def microdata_csv(public: PublicFile) -> bytes:
    """The rows as CSV in UTF-8, sorted by what stands in them: their order tells nothing.

    The same file is the same bytes every time. Every cell is quoted. A cell that a spreadsheet
    would run as a formula is made text with a leading apostrophe; so is each part of a cell that
    a spreadsheet which separates by semicolons would take for a cell of its own.
    """
    columns = {**public.coarsened.labels, **public.answers}
    weights = [f"{weight:.6g}" for weight in public.weights.tolist()]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([*(defused(name) for name in columns), "weight"])
    rows = zip(*(column.tolist() for column in columns.values()), weights, strict=True)
    writer.writerows([defused(value) for value in row] for row in sorted(rows))
    return out.getvalue().encode("utf-8")


def about_microdata(public: PublicFile, *, k: int, l: int) -> str:  # noqa: E741
    """What a user of the file must know: how it was coarsened, what was lost, what is not in it."""
    made = public.coarsened
    before, after = made.before, public.anonymity
    lines = [
        f"{public.title} ({public.wave}): public-use file",
        "",
        f"{after.n:,} responses, one a row, sorted by what stands in it.",
        f"Every combination of {', '.join(made.labels)} and the weight is shared by at least "
        f"{after.k} rows (asked: {k}), with at least {after.l} different answers to each key "
        f"question (asked: {l}).",
        f"Before: {before.uniques:,} rows stood alone. Now: {after.uniques:,}.",
        "",
        "Coarsened (share of the information lost), and blanked in some rows:",
        *(
            f"  {name}: {made.lost[name]:.0%}, blanked in {int(made.blanked[name].sum()):,} rows"
            f"{_joined(made.mapping[name])}"
            for name in made.labels
        ),
        "",
        "Blanked because the published tables withhold their count:",
        *(f"  {name}: {n:,} cells" for name, n in sorted(public.blanked.items()) if n),
        *(() if any(public.blanked.values()) else ("  nothing",)),
        "",
        "Weights are raked from equal ones to margins of the variables above, as they are in this "
        "file. There are no replicate weights, strata or first-stage units: standard errors from "
        "this file leave the design out.",
        "",
        "Not in the file:",
        *(f"  {name}: {reason}" for name, reason in public.left_out.items()),
    ]
    return "\n".join(lines) + "\n"


def _joined(rung: Mapping[str, str]) -> str:
    groups: dict[str, list[str]] = {}
    for label, coarse in rung.items():
        groups.setdefault(coarse, []).append(label)
    said = [f"{name} = {', '.join(labels)}" for name, labels in groups.items() if len(labels) > 1]
    return f"; {'; '.join(said)}" if said else ""

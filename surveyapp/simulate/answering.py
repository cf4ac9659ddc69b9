"""A simulated resident before the questionnaire: what they would post, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from surveyapp.collection.draft import Draft
from surveyapp.collection.response import Mode
from surveyapp.design.arrays import Floats, Ints
from surveyapp.instrument.drawing import draw
from surveyapp.simulate.city import City
from surveyapp.simulate.opinions import NOT_STATED, Opinions
from surveyapp.simulate.residents import Residents
from surveyapp.workflow.desk import Fielded
from surveyapp.workflow.respond import answer_pages

AREA_UNSURE = "98"
RACE_CODES: tuple[tuple[str, ...], ...] = (("7",), ("3",), ("4",), ("2",), ("1",), ("3", "7"))
STARTED = (0.52, 0.38, 0.10)
REASONS = ("1", "2", "3", "4", "5", "6", "7", "10")
REASON_SHARES = (0.22, 0.20, 0.18, 0.05, 0.09, 0.06, 0.12, 0.08)
WISHES = {
    "en": (
        "Slow the traffic down near the school.",
        "Come to our block meetings and stay to listen.",
        "More officers on foot, fewer cars driving by.",
        "Call back when someone reports a break-in.",
        "Better light in the park, and someone there in the evening.",
        "Explain why people are stopped.",
    ),
    "es": (
        "Que los carros pasen más despacio cerca de la escuela.",
        "Que vengan a las reuniones de la cuadra y escuchen.",
        "Más policías a pie y menos patrullas que solo pasan.",
        "Que devuelvan la llamada cuando alguien reporta un robo.",
    ),
}
Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Visitor:
    """One resident who answers: everything they would post, were every page shown to them."""

    forms: Form
    language: str
    mode: Mode
    design_cell: str


def visitors(
    city: City,
    residents: Residents,
    drawn: Opinions,
    answered: Ints,
    generator: Generator,
) -> list[Visitor]:
    """The residents at positions `answered`, in that order."""
    n = answered.size
    chance = generator.random((n, 8))
    language = np.where(
        chance[:, 0] < np.where(residents.race[answered] == 2, 0.45, 0.01), "es", "en"
    )
    mode = np.where(chance[:, 1] < np.where(residents.age[answered] >= 4, 0.45, 0.20), 1, 0)
    columns = {name: codes[answered].tolist() for name, codes in drawn.codes.items()}
    demographics = _demographics(residents, answered, chance)
    area = _areas(city, residents, answered, chance[:, 7])
    reasons = generator.choice(len(REASONS), n, p=np.array(REASON_SHARES))
    started = 1 + np.searchsorted(np.cumsum(STARTED), generator.random(n))
    wish = generator.integers(0, 60, n)
    found = []
    for row in range(n):
        words = WISHES[str(language[row])]
        forms: dict[str, Sequence[str]] = {k: (str(v[row]),) for k, v in columns.items()}
        forms |= {name: values[row] for name, values in demographics.items()}
        forms["neighborhood"] = (area[row],)
        forms["contact_reason"] = (REASONS[reasons[row]],)
        forms["contact_started"] = (str(started[row]),)
        forms["one_thing"] = (words[wish[row]] if wish[row] < len(words) else "",)
        found.append(
            Visitor(
                forms,
                str(language[row]),
                "paper" if mode[row] else "web",
                cell_of(city, residents, int(answered[row])),
            )
        )
    return found


def cell_of(city: City, residents: Residents, person: int) -> str:
    """The design cell that a resident's letter carries: their neighborhood and block."""
    return block_cell(city, int(residents.neighborhood[person]), int(residents.block[person]))


def block_cell(city: City, neighborhood: int, block: int) -> str:
    """Name of the design cell of a block; the same in every wave."""
    return f"{city.neighborhoods[neighborhood].id}-b{block:04d}"


def draw_lots(fielded: Fielded, visitor: Visitor, generator: Generator) -> dict[str, int]:
    """What the lot decides for one resident: wordings, and orders of items, options and rows.

    Each outcome is equally likely, as on the web pages. Paper is printed once for everybody, so
    nothing is drawn for those who answer on it.
    """
    if visitor.mode == "paper":
        return {}
    return draw(fielded.instrument, lambda n: int(generator.integers(n)))


def fill_in(fielded: Fielded, visitor: Visitor, drawn: Mapping[str, int] | None = None) -> Draft:
    """Walk the questionnaire as a browser would, each page read by the reader of the web pages.

    Parameters
    ----------
    drawn : what the lot decided for this resident (`draw_lots`).

    Raises
    ------
    AnswersRejected when a page refuses what the resident posts.
    """
    return answer_pages(
        fielded,
        lambda _page, _answers: visitor.forms,
        language=visitor.language,
        mode=visitor.mode,
        design_cell=visitor.design_cell,
        drawn=drawn,
    )


def _demographics(
    residents: Residents, answered: Ints, chance: Floats
) -> dict[str, list[tuple[str, ...]]]:
    """Posted codes; a few rather not say."""
    gender = np.array([2, 1, 3])[residents.gender[answered]]
    single = {
        "age": 1 + residents.age[answered],
        "gender": gender,
        "education": 1 + residents.education[answered],
        "tenure": 1 + residents.tenure[answered],
    }
    silent = {"age": 0.025, "gender": 0.02, "education": 0.03, "tenure": 0.02}
    found: dict[str, list[tuple[str, ...]]] = {}
    for column, (name, codes) in enumerate(single.items(), 2):
        shown = np.where(chance[:, column] < silent[name], NOT_STATED, codes)
        found[name] = [(str(code),) for code in shown.tolist()]
    found["adults"] = [(str(k),) for k in residents.household_adults[answered].tolist()]
    quiet = (chance[:, 6] < 0.035).tolist()
    found["race"] = [
        (str(NOT_STATED),) if still else RACE_CODES[code]
        for code, still in zip(residents.race[answered].tolist(), quiet, strict=True)
    ]
    return found


def _areas(city: City, residents: Residents, answered: Ints, chance: Floats) -> list[str]:
    """Where people say they live: a few are not sure, and a few name the place next door."""
    ids = [place.id for place in city.neighborhoods]
    home = residents.neighborhood[answered]
    said = np.where(chance > 0.98, (home + 1) % len(ids), home)
    return [
        AREA_UNSURE if sure < 0.01 else ids[place]
        for place, sure in zip(said.tolist(), chance.tolist(), strict=True)
    ]

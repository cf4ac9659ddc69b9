"""What is kept with an answer, as the settings in force have it: the lines of the consent page."""

from __future__ import annotations

from collections.abc import Mapping

from surveyapp.collection.plan import DesignCell
from surveyapp.instrument.model import Instrument
from surveyapp.web.resident.ways import WayName
from surveyapp.workflow.desk import Fielded

_BY_WAY: Mapping[WayName, str] = {
    "s": "kept_language",
    "kiosk": "kept_kiosk",
    "interview": "kept_interview",
    "keying": "kept_language",
}


def kept(fielded: Fielded, way: WayName, *, coded: bool) -> tuple[str, ...]:
    """Keys of the lines that say what is kept, in order.

    Parameters
    ----------
    coded : whether the wave admits only holders of access codes, whose cells go with answers.
    """
    instrument = fielded.instrument
    lines = ["kept_answers"]
    if instrument.area_item is not None:
        lines.append("kept_area")
    if asks_places(instrument):
        lines.append("kept_place")
    lines += cell_lines(fielded) if coded else ()
    lines += lot_lines(instrument)
    return (*lines, _BY_WAY[way], "kept_quality", "kept_receipt", "kept_nothing_before")


def aloud(fielded: Fielded, *, coded: bool) -> tuple[str, ...]:
    """Keys of what an interviewer reads aloud of it, besides that no name or address is kept."""
    instrument = fielded.instrument
    said = ["interview_cell"] if coded and cell_lines(fielded) else []
    said += ["interview_lot"] if instrument.draws else []
    return (*said, *(["interview_place"] if asks_places(instrument) else []))


def cell_lines(fielded: Fielded) -> tuple[str, ...]:
    """That the design cell of a code is kept, and what follows from it; none without cells."""
    cells = fielded.wave.plan.design.cells
    if not cells:
        return ()
    told = {
        "kept_cell_stratum": _differs(cells, "stratum"),
        "kept_cell_unit": _differs(cells, "psu_group"),
        "kept_cell_contact": any(cell.contact for cell in cells),
    }
    return ("kept_cell", *(key for key, holds in told.items() if holds))


def lot_lines(instrument: Instrument) -> tuple[str, ...]:
    """That what was drawn by lot is kept: an arm, an order."""
    kinds = {lot.kind for lot in instrument.draws}
    arms = ("kept_arm",) if "arm" in kinds else ()
    return (*arms, "kept_order") if kinds - {"arm"} else arms


def asks_places(instrument: Instrument) -> bool:
    """Whether a place is asked for that may be written as an address or a position."""
    return any(item.kind == "place" and set(item.find_by) - {"list"} for item in instrument.items)


def _differs(cells: tuple[DesignCell, ...], name: str) -> bool:
    """Whether a cell tells one part of the design from another."""
    return len({getattr(cell, name) for cell in cells}) > 1

"""Wave files: a planned wave with its areas and its plan, as TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter, ValidationError, with_config

from surveyapp.collection.area import Area
from surveyapp.collection.frame import FrameType
from surveyapp.collection.plan import STRICT, Asks, Plan
from surveyapp.collection.wave import Wave
from surveyapp.errors import InputError, Problem


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class WaveDocument:
    """What a wave file says; `instrument` is a file of a questionnaire.

    `modules` (slot -> module, or "none") and `minimum_age` are chosen where the questionnaire
    leaves them to the wave; they are frozen with the plan.
    """

    slug: str
    instrument: str
    title: str
    period: str
    frame: FrameType
    languages: tuple[str, ...]
    department: str = ""
    areas: tuple[Area, ...] = ()
    plan: Plan = field(default_factory=Plan)
    simulated: bool = False
    modules: Mapping[str, str] = field(default_factory=dict)
    minimum_age: int | None = None

    def wave(self, department: str) -> Wave:
        """The planned wave; its instrument is pinned when it is kept."""
        return Wave(
            slug=self.slug,
            department=self.department or department,
            instrument_id="",
            instrument_version="",
            instrument_hash="",
            title=self.title,
            period=self.period,
            frame=self.frame,
            languages=self.languages,
            areas=self.areas,
            plan=replace(self.plan, asks=self._asks()),
            simulated=self.simulated,
        )

    def _asks(self) -> Asks:
        chosen, own = self.plan.asks, self.minimum_age
        return Asks({**chosen.modules, **self.modules}, chosen.minimum_age if own is None else own)


_DOCUMENT: TypeAdapter[WaveDocument] = TypeAdapter(WaveDocument)


def read_wave_document(text: str, source: str = "wave") -> WaveDocument:
    """The wave in a TOML text; InputError with every problem, by place in the file."""
    try:
        return _DOCUMENT.validate_python(tomllib.loads(text))
    except ValidationError as error:
        raise InputError(
            Problem(f"{fault['msg']}.", f"{source}, {' '.join(map(str, fault['loc']))}")
            for fault in error.errors()
        ) from error
    except (ValueError, RecursionError) as error:  # numbers and nesting beyond all bounds, too
        raise InputError(Problem(f"This is no TOML: {error}.", source)) from error

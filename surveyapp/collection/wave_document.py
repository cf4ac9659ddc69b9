"""Wave files: a planned wave with its areas and its plan, as TOML."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError, with_config

from surveyapp.collection.area import Area
from surveyapp.collection.frame import FrameType
from surveyapp.collection.plan import STRICT, Plan
from surveyapp.collection.wave import Wave
from surveyapp.errors import InputError, Problem


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class WaveDocument:
    """What a wave file says; `instrument` is a file of a questionnaire."""

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
            plan=self.plan,
            simulated=self.simulated,
        )


_DOCUMENT: TypeAdapter[WaveDocument] = TypeAdapter(WaveDocument)


def read_wave_document(text: str, source: str = "wave") -> WaveDocument:
    """The wave in a TOML text; InputError with every problem, by place in the file."""
    try:
        return _DOCUMENT.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(Problem(f"This is no TOML: {error}.", source)) from error
    except ValidationError as error:
        raise InputError(
            Problem(f"{fault['msg']}.", f"{source}, {' '.join(map(str, fault['loc']))}")
            for fault in error.errors()
        ) from error

"""Settings: one table of names, defaults and help, and the only reader of the environment.

May import errors and the practice city's names. Everything below `web/` receives what it needs
as arguments.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import NamedTuple

from surveyapp.errors import InputError, Problem
from surveyapp.simulate.names import CITY_NAME, DEPARTMENT_NAME

Network = IPv4Network | IPv6Network
PROJECT = Path(__file__).resolve().parents[1]


class Setting(NamedTuple):
    """One environment variable: its name, its default as text, and what it is for."""

    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DATABASE_URL",
        "sqlite:///var/surveyapp.sqlite",
        "where everything rests: a SQLite file, or postgresql://user@host/name",
    ),
    Setting("SURVEYAPP_KEYS", "var/keys", "folder of key files; keep it off the database's disk"),
    Setting(
        "SURVEYAPP_SERVER_KEY",
        "",
        "text of the server key, where it is no file of that folder (see SECURITY.md)",
    ),
    Setting("SURVEYAPP_INSTRUMENTS", "instruments", "folder of questionnaires"),
    Setting("SURVEYAPP_REPORTS", "reports", "folder of report definitions, templates and fonts"),
    Setting(
        "SURVEYAPP_PUBLISHED", "var/published", "folder that published reports are served from"
    ),
    Setting("SURVEYAPP_CITY", "Practice City", "name of the city, as residents know it"),
    Setting(
        "SURVEYAPP_DEPARTMENT",
        "Practice City Police Department",
        "name of the department that the survey is about",
    ),
    Setting(
        "SURVEYAPP_CONTACT",
        "Office of Community Surveys, 555-0100",
        "who answers questions about the survey, by voice",
    ),
    Setting(
        "SURVEYAPP_OVERSIGHT",
        "Civilian Review Board, 555-0142",
        "who takes complaints about the police, apart from the police",
    ),
    Setting("SURVEYAPP_EMERGENCY", "911", "the number to call in an emergency"),
    Setting(
        "SURVEYAPP_TRUSTED_HOSTS",
        "127.0.0.1,localhost",
        "host names that the service answers to, separated by commas",
    ),
    Setting("SURVEYAPP_HTTPS", "no", "yes behind TLS: secure cookies and strict transport"),
    Setting(
        "SURVEYAPP_BIND", "127.0.0.1:5000", "address and port that `surveyapp serve` listens on"
    ),
    Setting(
        "SURVEYAPP_DESK",
        "no",
        "yes on a server for staff alone, reached from its own machine: staff pages, keying",
    ),
    Setting(
        "SURVEYAPP_PROXIES",
        "127.0.0.1,::1",
        "addresses or networks of proxies whose X-Forwarded-For is believed, by commas",
    ),
    Setting("SURVEYAPP_WORKERS", "2", "worker processes of `surveyapp serve`"),
    Setting("SURVEYAPP_ADDRESSES", "", "CSV of street, from, to, side, area: finds an address"),
    Setting("SURVEYAPP_AREA_MAP", "", "GeoJSON of the areas, in degrees: finds a point"),
    Setting(
        "SURVEYAPP_KIOSK_IDLE",
        "300",
        "seconds without a touch after which a public screen asks whether more time is needed",
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force, typed."""

    database_url: str
    keys: Path
    instruments: Path
    reports: Path
    published: Path
    city: str
    department: str
    contact: str
    oversight: str
    emergency: str
    trusted_hosts: tuple[str, ...]
    https: bool
    bind: str
    workers: int
    kiosk_idle: int = 300
    addresses: Path | None = None
    area_map: Path | None = None
    server_key: str = field(default="", repr=False)
    desk: bool = False
    proxies: tuple[Network, ...] = ()

    @property
    def built(self) -> Path:
        """Folder beside the published reports in which built ones wait to be published."""
        return self.published.with_name("built")


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings, each from its environment variable or its default.

    Any of them can be given as NAME_FILE too, a file that holds the value, so that no secret need
    stand in the environment.

    Raises
    ------
    InputError
        Naming every variable that cannot be read, all at once.
    """
    given = os.environ if environment is None else environment
    problems: list[Problem] = []
    text = {s.name: _given(s.name, given, problems) or s.default for s in SETTINGS}
    for name in ("SURVEYAPP_HTTPS", "SURVEYAPP_DESK"):
        if text[name].lower() not in {"yes", "no"}:
            problems.append(_unreadable(name, text, "set it to yes or no"))
    if text["SURVEYAPP_HTTPS"].lower() == text["SURVEYAPP_DESK"].lower() == "yes":
        remedy = "serve staff by a second `surveyapp serve`, with SURVEYAPP_HTTPS=no"
        problems.append(_unreadable("SURVEYAPP_DESK", text, remedy))
    try:
        proxies = tuple(ip_network(p.strip()) for p in text["SURVEYAPP_PROXIES"].split(","))
    except ValueError:
        remedy = "write addresses or networks, such as 10.0.0.5 or 10.0.0.0/24, by commas"
        problems.append(_unreadable("SURVEYAPP_PROXIES", text, remedy))
    if not text["SURVEYAPP_WORKERS"].isdecimal() or int(text["SURVEYAPP_WORKERS"]) < 1:
        problems.append(_unreadable("SURVEYAPP_WORKERS", text, "set it to a whole number from 1"))
    if not text["SURVEYAPP_KIOSK_IDLE"].isdecimal() or int(text["SURVEYAPP_KIOSK_IDLE"]) < 60:
        remedy = "set it to a whole number of seconds from 60"
        problems.append(_unreadable("SURVEYAPP_KIOSK_IDLE", text, remedy))
    if not text["DATABASE_URL"].startswith(("sqlite:///", "postgresql")):
        remedy = "set it to sqlite:///FILE or postgresql://user@host/name"
        problems.append(_unreadable("DATABASE_URL", text, remedy))
    if problems:
        raise InputError(problems)
    return Settings(
        database_url=text["DATABASE_URL"],
        keys=Path(text["SURVEYAPP_KEYS"]),
        instruments=_data_folder(text["SURVEYAPP_INSTRUMENTS"]),
        reports=_data_folder(text["SURVEYAPP_REPORTS"]),
        published=Path(text["SURVEYAPP_PUBLISHED"]),
        city=text["SURVEYAPP_CITY"],
        department=text["SURVEYAPP_DEPARTMENT"],
        contact=text["SURVEYAPP_CONTACT"],
        oversight=text["SURVEYAPP_OVERSIGHT"],
        emergency=text["SURVEYAPP_EMERGENCY"],
        trusted_hosts=tuple(h.strip() for h in text["SURVEYAPP_TRUSTED_HOSTS"].split(",")),
        https=text["SURVEYAPP_HTTPS"].lower() == "yes",
        bind=text["SURVEYAPP_BIND"],
        workers=int(text["SURVEYAPP_WORKERS"]),
        kiosk_idle=int(text["SURVEYAPP_KIOSK_IDLE"]),
        addresses=_file(text["SURVEYAPP_ADDRESSES"]),
        area_map=_file(text["SURVEYAPP_AREA_MAP"]),
        server_key=text["SURVEYAPP_SERVER_KEY"],
        desk=text["SURVEYAPP_DESK"].lower() == "yes",
        proxies=proxies,
    )


def practice_settings(settings: Settings, folder: Path) -> Settings:
    """The same settings with everything that rests kept in a practice city's own folder.

    Whoever practises sits at the desk of staff and is a resident at once. A practice city never
    shares a database, keys or published reports with a real one; its private wave keys lie beside
    its database, which is said wherever it matters.
    """
    return replace(
        settings,
        database_url=f"sqlite:///{folder / 'surveyapp.sqlite'}",
        keys=folder / "keys",
        published=folder / "published",
        city=CITY_NAME,
        department=DEPARTMENT_NAME,
        addresses=None,
        area_map=None,
        server_key="",
        desk=not settings.https,
    )


def _given(name: str, given: Mapping[str, str], problems: list[Problem]) -> str:
    """A setting as it is given: itself, or as NAME_FILE the file that holds it."""
    file = given.get(f"{name}_FILE", "")
    if given.get(name) or not file:
        if file:
            what = f"It is given twice, as {name} and in the file {file}."
            problems.append(Problem(what, where=name, remedies=("Give it once.",)))
        return given.get(name, "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        remedies = ("Name a text file that the service may read.", f"Set {name} itself.")
        problems.append(Problem(f"{file} cannot be read.", where=f"{name}_FILE", remedies=remedies))
        return ""


def _file(text: str) -> Path | None:
    return Path(text) if text else None


def _data_folder(text: str) -> Path:
    """A folder the project ships: relative to here if it exists, else to the project's root."""
    path = Path(text)
    return path if path.is_absolute() or path.is_dir() else PROJECT / path


def _unreadable(name: str, text: Mapping[str, str], remedy: str) -> Problem:
    return Problem(f"'{text[name]}' cannot be read.", where=name, remedies=(remedy,))

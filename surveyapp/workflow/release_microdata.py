"""Releasing rows: one public-use file a wave, entered in the ledger; a second one is refused.

Two files of the same people, each safe by itself, are joined by their answers and tell together
what each of them blurred. So a wave has one file for ever: the same arguments give the same bytes
again, and other arguments are refused.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from surveyapp.collection.wave import Wave
from surveyapp.errors import DisclosureRefused, Problem
from surveyapp.exports.microdata import PublicFile, microdata_csv
from surveyapp.storage.engine import Store
from surveyapp.storage.events import log_event
from surveyapp.storage.ledger import add_release
from surveyapp.storage.public_files import (
    Argument,
    FileOut,
    add_public_file,
    load_public_file,
)
from surveyapp.storage.waves import load_wave, take_wave
from surveyapp.workflow.microdata import public_file


@dataclass(frozen=True, slots=True, eq=False)
class FileReleased:
    """A public-use file that is in the ledger.

    Attributes
    ----------
    content : its bytes. out : what the ledger holds of it. again : it had gone out before.
    """

    file: PublicFile
    content: bytes
    out: FileOut
    again: bool


def release_file(
    store: Store,
    slug: str,
    *,
    on: datetime.date,
    quasi: Sequence[str] | None = None,
    sensitive: Sequence[str] | None = None,
    k: int = 5,
    l: int = 2,  # noqa: E741
    most_blanked: float = 0.05,
) -> FileReleased:
    """Make the public-use file of a published wave and enter it in the ledger and the log.

    Parameters
    ----------
    others : as `microdata.public_file`.

    Raises
    ------
    DisclosureRefused : the wave is not published yet; another file of it went out; or its file
        would not be the same bytes again. WaveError, and more refusals, as `public_file`.
    """
    asked: dict[str, Argument] = {
        "quasi": list(quasi or ()),
        "sensitive": list(sensitive or ()),
        "k": k,
        "l": l,
        "most_blanked": most_blanked,
    }
    with store.reading() as session:
        _refuse_unpublished(load_wave(session, slug))
        _refuse_second(load_public_file(session, slug), asked)
    made = public_file(
        store, slug, quasi=quasi, sensitive=sensitive, k=k, l=l, most_blanked=most_blanked
    )
    content = microdata_csv(made)
    digest = hashlib.sha256(content).hexdigest()

    def unit(session: Session) -> FileReleased:
        _refuse_unpublished(take_wave(session, slug))
        before = load_public_file(session, slug)
        _refuse_second(before, asked)
        if before is not None:
            _refuse_other_bytes(before, digest)
            return FileReleased(made, content, before, again=True)
        return FileReleased(made, content, _entered(session, slug, asked, digest, on), again=False)

    return store.write(unit)


def _entered(
    session: Session,
    slug: str,
    arguments: Mapping[str, Argument],
    digest: str,
    on: datetime.date,
) -> FileOut:
    release = add_release(session, slug, f"public-use file {digest[:12]}", "new", "", on, ())
    out = FileOut(slug, release.number, arguments, digest)
    add_public_file(session, out)
    detail: dict[str, str | int] = {
        "release": release.number,
        "sha256": digest,
        "with": _words(arguments),
    }
    log_event(session, slug, "public-use file", on, detail)
    return out


def _refuse_unpublished(wave: Wave) -> None:
    if wave.state != "published":
        raise DisclosureRefused(
            Problem(
                f"The wave is {wave.state}; rows go out after its report, so that the file "
                "withholds what the report withholds.",
                wave.slug,
                (
                    "Publish its report first: surveyapp release publish EDITION",
                    "See what the file would lose, before: surveyapp release microdata "
                    f"{wave.slug} --look",
                ),
                code="not-published",
            )
        )


def _refuse_second(before: FileOut | None, asked: Mapping[str, Argument]) -> None:
    if before is None or before.arguments == asked:
        return
    raise DisclosureRefused(
        Problem(
            f"A public-use file of this wave went out as release {before.release}, made with "
            f"{_words(before.arguments)}. A second one, made otherwise, would be joined with it "
            "by the answers, and both together would single people out.",
            before.wave,
            (
                f"Use that file (SHA-256 {before.sha256[:12]}); the same arguments write it "
                f"again: surveyapp release microdata {before.wave} --out FILE"
                f"{_options(before.arguments)}",
                "Publish a table instead: surveyapp release area, or a report of other places.",
            ),
            code="second-file",
        )
    )


def _refuse_other_bytes(before: FileOut, made_now: str) -> None:
    if before.sha256 != made_now:
        raise DisclosureRefused(
            Problem(
                f"The file of release {before.release} had SHA-256 {before.sha256[:12]}; made "
                f"today it would be {made_now[:12]}: the answers, the targets, what is withheld or "
                "the program changed since.",
                before.wave,
                ("Hand on the file that went out.", "Make it with the program that made it."),
                code="other-bytes",
            )
        )


def _words(arguments: Mapping[str, Argument]) -> str:
    lists = {name: value for name, value in arguments.items() if isinstance(value, list)}
    said = [f"{name} {', '.join(value) or 'by default'}" for name, value in lists.items()]
    said += [f"{name} {value}" for name, value in arguments.items() if name not in lists]
    return "; ".join(said)


def _options(arguments: Mapping[str, Argument]) -> str:
    """The arguments as they are typed, those that are not the defaults' own words."""
    found = ""
    for name, value in arguments.items():
        flag = f"-{name}" if len(name) == 1 else f"--{name.replace('_', '-')}"
        text = ",".join(value) if isinstance(value, list) else str(value)
        found += f" {flag} {text}" if text else ""
    return found

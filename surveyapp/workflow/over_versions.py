"""The answers of a series of waves over all versions of their questionnaire, for the evaluator."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from surveyapp.collection.asked import chosen_of
from surveyapp.collection.merged import Edition as MergedEdition
from surveyapp.collection.merged import Merged, merged
from surveyapp.collection.response import Response
from surveyapp.collection.wave import Wave
from surveyapp.exports.over_versions import Edition, codebook_csv, kept, table_csv
from surveyapp.storage.engine import Store
from surveyapp.storage.instruments import load_instrument
from surveyapp.storage.responses import load_responses
from surveyapp.workflow.weigh import series_of
from surveyapp.workflow.whole_file import write_whole

ANSWERS, CODEBOOK = "answers.csv", "codebook.csv"


@dataclass(frozen=True, slots=True)
class OverVersions:
    """What was written.

    Attributes
    ----------
    waves : slug -> version, oldest first.
    left_out : columns of free text that were not written.
    """

    waves: dict[str, str]
    rows: int
    columns: int
    left_out: tuple[str, ...]


def export_over_versions(
    store: Store, slug: str, folder: Path, *, texts: bool = False
) -> OverVersions:
    """Write the answers of a wave and of the closed waves before it in its series, and a codebook.

    Two files: answers.csv and codebook.csv, readable by their owner alone. Rows of each wave stand
    in the order of their random ids.

    Raises
    ------
    WaveError : a wave that is not closed, or has too few responses for anything but a count.
    """
    with store.reading() as session:
        waves = series_of(session, slug)
        editions = [
            Edition(w.slug, chosen_of(load_instrument(session, w.instrument_hash), w.plan.asks))
            for w in waves
        ]
        responses = [load_responses(session, wave.slug) for wave in waves]
    table = merged(
        [
            MergedEdition(edition.instrument, [r.answers for r in of_wave], wave.frame)
            for edition, of_wave, wave in zip(editions, responses, waves, strict=True)
        ]
    )
    pairs = [(w, r) for w, of_wave in zip(waves, responses, strict=True) for r in of_wave]
    flags = sorted({flag for _, response in pairs for flag in response.quality})
    facts = [_facts(wave, response, flags) for wave, response in pairs]
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / ANSWERS, table_csv(table, facts, flags, texts=texts))
    write_whole(folder / CODEBOOK, codebook_csv(table, editions))
    return OverVersions(
        waves={wave.slug: wave.instrument_version for wave in waves},
        rows=len(table.rows),
        columns=len(kept(table, texts=texts)),
        left_out=_left_out(table, texts=texts),
    )


def _left_out(table: Merged, *, texts: bool) -> tuple[str, ...]:
    written = set(kept(table, texts=texts))
    return tuple(column.name for column in table.columns if column not in written)


def _facts(wave: Wave, response: Response, flags: list[str]) -> dict[str, str]:
    return {
        "wave": wave.slug,
        "version": wave.instrument_version,
        "mode": response.mode,
        "language": response.language,
        "department": response.department,
        "design_cell": response.design_cell,
        "area": response.area,
        **{flag: "1" if response.quality.get(flag, False) else "0" for flag in flags},
    }

"""What a stop left in doubt, settled by the files that lie there.

A letter or message is noted before and after it leaves. Where only the first note is there, the
program was stopped in between. Files are written whole or not at all, so a file that is there
settles it; a mail server cannot be asked, and such a message stays in doubt until somebody decides.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from surveyapp.collection.issue import Case, Channel
from surveyapp.workflow.invite import letters_name, reference_of
from surveyapp.workflow.issuing import load_book, note_sent
from surveyapp.workflow.senders import Outbox
from surveyapp.workflow.whole_file import clear_unfinished


@dataclass(frozen=True, slots=True)
class Settled:
    """Cases of one channel and round that a stop left in doubt.

    Attributes
    ----------
    there : their letter or message lies in the folder; noted as sent now.
    open : nothing lies there; it may have been elsewhere, or never was.
    """

    there: tuple[Case, ...] = ()
    open: tuple[Case, ...] = ()


def settle_letters(folder: Path, out: Path, round_: int, *, on: datetime.date) -> Settled:
    """Note the letters of a stopped run as written where their file lies in `out`."""
    cases = _doubtful(folder, "letter", round_)
    if not cases:
        return Settled()
    names = [letters_name(cases, round_, pdf=pdf) for pdf in (True, False)]
    if not any((out / name).exists() for name in names):
        return Settled(open=cases)
    note_sent(folder, cases, "letter", round_, on=on)
    return Settled(there=cases)


def settle_outbox(
    folder: Path, outbox: Outbox, channel: Channel, round_: int, *, on: datetime.date
) -> Settled:
    """Note the messages of a stopped run as written that lie in the outbox."""
    clear_unfinished(outbox.folder)
    cases = _doubtful(folder, channel, round_)
    there = tuple(case for case in cases if outbox.holds(reference_of(case, round_)))
    if there:
        note_sent(folder, there, channel, round_, on=on)
    return Settled(there, tuple(case for case in cases if case not in there))


def _doubtful(folder: Path, channel: Channel, round_: int) -> tuple[Case, ...]:
    step = (channel, round_)
    cases: Sequence[Case] = list(load_book(folder).cases.values())
    return tuple(case for case in cases if step in case.doubtful)

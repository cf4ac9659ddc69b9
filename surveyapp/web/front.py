"""What one running application shares between its requests: settings, store, desk, open waves."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from typing import cast

from flask import current_app

from surveyapp.collection.places import Places
from surveyapp.config import Settings
from surveyapp.errors import InputError, Problem, StorageError
from surveyapp.instrument.model import FindBy
from surveyapp.storage.codes import has_codes
from surveyapp.storage.engine import Store
from surveyapp.storage.shared_counts import ProgressCounts, shared_folder
from surveyapp.storage.waves import load_waves
from surveyapp.web.public.shelf import Shelf
from surveyapp.workflow.desk import Desk, Fielded
from surveyapp.workflow.feed import planned_day
from surveyapp.workflow.find_places import open_places
from surveyapp.workflow.gate import Gate, gate_counts
from surveyapp.workflow.key_store import ServerKeys, load_server_keys


@dataclass(slots=True)
class Front:
    """The shared things, opened at first use.

    Attributes
    ----------
    known : waves seen open by this process, so that a page can be shown again with what was typed
        while the store does not answer.
    announced : the day announced for the report of each, as it was when its first page was shown.
    """

    settings: Settings
    store: Store
    shelf: Shelf
    known: dict[str, Fielded] = field(default_factory=dict)
    announced: dict[str, datetime.date | None] = field(default_factory=dict)
    _desk: Desk | None = None
    _placed: frozenset[str] = frozenset()
    _simulated: bool | None = None
    _gate: Gate | None = None

    def desk(self) -> Desk:
        """The desk residents come to; StorageError while the server key cannot be read."""
        if self._desk is None:
            keys, url = self._server_keys(), self.settings.database_url
            folder = shared_folder(url)
            if folder is None:
                current_app.logger.warning(
                    "There is no memory to count in: nobody is asked to wait, and no page counted."
                )
            counts = ProgressCounts(folder) if folder is not None else None
            places = self._places()
            self._desk = Desk(
                self.store, keys.now, self.settings.keys, counts, places, dict(keys.of_waves)
            )
        return self._desk

    def gate(self) -> Gate:
        """The gate that slows attempts; its counts are shared by all workers, in memory."""
        if self._gate is None:
            folder = shared_folder(self.settings.database_url)
            self._gate = Gate(gate_counts(folder), self.desk().key)
        return self._gate

    def ways(self) -> frozenset[FindBy]:
        """How a place can be found that a resident types: by the files that the city imported."""
        places = self._desk.places if self._desk is not None else None
        return places.ways if places is not None else frozenset()

    def fielded(self, slug: str) -> Fielded:
        """A wave that takes answers, with what it asks; WaveError where there is none."""
        with self.store.reading() as session:
            fielded = self.desk().open_wave(session, slug)
        return self.remember(fielded)

    def greeted(self, slug: str) -> tuple[Fielded, bool]:
        """A wave that takes answers, and whether it admits only holders of access codes."""
        with self.store.reading() as session:
            fielded = self.desk().open_wave(session, slug)
            coded = has_codes(session, slug)
            self.announced[slug] = planned_day(session, slug)
        return self.remember(fielded), coded

    def results_day(self, slug: str) -> datetime.date | None:
        """The day announced for the report of a wave, unless it has passed or cannot be read."""
        if slug not in self.announced:
            try:
                with self.store.reading() as session:
                    self.announced[slug] = planned_day(session, slug)
            except StorageError:
                return None
        day = self.announced[slug]
        return day if day is not None and day >= _today() else None

    def at_hand(self, slug: str) -> Fielded:
        """What a wave asks, where a step just found it open: without asking the store again."""
        return self.known.get(slug) or self.fielded(slug)

    def remember(self, fielded: Fielded) -> Fielded:
        """Keep at hand what a wave asks; a wave planned since then may have areas of its own."""
        if fielded.wave.slug not in self._placed and self._desk is not None:
            self._desk = replace(self._desk, places=self._places())
        self.known[fielded.wave.slug] = fielded
        return fielded

    @property
    def simulated(self) -> bool:
        """Whether this is a practice city; asked of the store once.

        Every page shows it, those that say what is wrong above all, so that nothing that fails
        here may fail them: meanwhile it is judged by what this process has seen.
        """
        if self._simulated is None:
            try:
                with self.store.reading() as session:
                    self._simulated = any(wave.simulated for wave in load_waves(session))
            except Exception as error:  # noqa: BLE001  # see above
                current_app.logger.warning("Waves cannot be read: %s.", type(error).__name__)
                return any(fielded.wave.simulated for fielded in tuple(self.known.values()))
        return self._simulated

    def _places(self) -> Places | None:
        """The files by which places are found; without them where one of them cannot be used.

        The list of areas always remains, so a bad file keeps nobody from answering.
        """
        with self.store.reading() as session:
            self._placed = frozenset(wave.slug for wave in load_waves(session))
        try:
            return open_places(self.store, self.settings.addresses, self.settings.area_map)
        except InputError as error:
            for problem in error.problems:
                current_app.logger.error("Places cannot be looked up: %s", problem)
            return None

    def _server_keys(self) -> ServerKeys:
        try:
            return load_server_keys(self.settings.keys, self.settings.server_key)
        except (OSError, UnicodeDecodeError) as error:
            raise StorageError(Problem("The server key cannot be read.")) from error
        except InputError as error:
            # For a resident this is a service that is not ready, not something they did.
            raise StorageError(error.problems) from error


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()


def front() -> Front:
    """The shared things of the application that answers this request."""
    return cast(Front, current_app.extensions["front"])

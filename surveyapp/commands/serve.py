"""`surveyapp serve`: the survey, the staff overview and the published reports."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import click

from surveyapp.collection.wave import Wave
from surveyapp.config import Settings, load_settings, practice_settings
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import require_current
from surveyapp.storage.waves import load_waves
from surveyapp.web.public.shelf import Shelf
from surveyapp.web.server import serve as serve_gunicorn
from surveyapp.web.server import serve_for_development
from surveyapp.workflow.key_store import load_server_keys

_ADDRESS = re.compile(r"[^\s:]+:\d{1,5}|\[[0-9A-Fa-f:]+\]:\d{1,5}")


@click.command()
@click.option(
    "--practice",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Serve the practice city in this folder instead of the real one.",
)
@click.option("--bind", help="Address and port; SURVEYAPP_BIND by default.")
@click.option("--workers", type=click.IntRange(min=1), help="SURVEYAPP_WORKERS by default.")
@click.option("--dev", is_flag=True, help="Flask's server, for developing only.")
def serve(practice: Path | None, bind: str | None, workers: int | None, dev: bool) -> None:
    """Serve the survey, the staff overview and the published reports.

    \b
    Examples:
      surveyapp serve
      surveyapp serve --practice var/demo
      surveyapp serve --bind 0.0.0.0:8000 --workers 4     behind a proxy that ends TLS
    """
    settings = load_settings()
    if practice is not None:
        settings = practice_settings(settings, practice)
    address = bind or settings.bind
    if not _ADDRESS.fullmatch(address):
        raise click.BadParameter("Write an address and a port: 127.0.0.1:5000", param_hint="--bind")
    settings = replace(settings, trusted_hosts=_hosts(settings, address))
    for line in _served(settings, address):
        click.echo(line)
    if dev:
        serve_for_development(settings, address)
    else:
        serve_gunicorn(settings, address, workers or settings.workers)


def _served(settings: Settings, address: str) -> list[str]:
    """What is served and where; refuses a store or key that is not ready."""
    store = Store(settings.database_url)
    require_current(store)
    load_server_keys(settings.keys, settings.server_key)
    with store.reading() as session:
        waves = load_waves(session)
    reports = Shelf(store, settings.published, settings.built).reports()
    store.close()
    site = f"http://{address}"
    lines = [f"Serving {settings.city} at {site}"]
    if any(wave.simulated for wave in waves):
        lines[0] += " (simulated: a practice city)"
    lines += [_open_wave(site, wave) for wave in waves if wave.state == "open"]
    if settings.desk:
        lines += [f"  staff overview    {site}/staff/"]
    lines += [
        f"  report            {site}/reports/{report.slug}/report.pdf" for report in reports[:3]
    ]
    return [*lines, "Stop with Ctrl+C."]


def _open_wave(site: str, wave: Wave) -> str:
    return f"  survey            {site}/s/{wave.slug}   {wave.title}"


def _hosts(settings: Settings, address: str) -> tuple[str, ...]:
    """The trusted hosts and the one we bind to, so that the printed address works."""
    host = address.rpartition(":")[0].strip("[]")
    return tuple(dict.fromkeys((*settings.trusted_hosts, host)))

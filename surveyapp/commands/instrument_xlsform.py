"""`surveyapp instrument import-xlsform` and `export-xlsform`."""

from __future__ import annotations

from pathlib import Path

import click

from surveyapp.commands.paths import FILE
from surveyapp.instrument.document import load
from surveyapp.instrument.xlsform_export import export_form
from surveyapp.instrument.xlsform_import import import_form
from surveyapp.workflow.workbook import read_workbook, write_workbook


@click.command("import-xlsform")
@click.argument("form", type=FILE)
@click.option("--output", type=click.Path(path_type=Path), required=True, help="Questionnaire.")
def import_xlsform(form: Path, output: Path) -> None:
    """Make a questionnaire of an XLSForm workbook (.xlsx).

    What cannot be said here is refused by sheet, row and column, everything at once; what was
    changed on the way is listed. Needs the extra: pip install 'surveyapp[xlsform]'.
    """
    if output.exists():
        raise click.BadParameter(f"{output} is there already.", param_hint="--output")
    made = import_form(read_workbook(form), fallback_id=form.stem)
    output.write_text(made.document, encoding="utf-8")
    click.echo(f"{output}: {len(made.instrument.items)} items.")
    for note in made.notes:
        click.echo(f"    {note}")


@click.command("export-xlsform")
@click.argument("file", type=FILE)
@click.option("--output", type=click.Path(path_type=Path), required=True, help="Workbook, .xlsx.")
def export_xlsform(file: Path, output: Path) -> None:
    """Write a questionnaire as an XLSForm workbook, and list what XLSForm cannot say."""
    made = export_form(load(file))
    write_workbook(output, made.sheets)
    click.echo(f"{output}: {len(made.sheets['survey'][1])} rows.")
    for note in made.notes:
        click.echo(f"    left out: {note}")

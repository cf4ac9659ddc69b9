"""The command line: a static table of verbs, each imported only when it is called.

Late import is sanctioned here and nowhere else: statsmodels alone takes two seconds, and
``surveyapp --help`` must answer at once.
"""

from __future__ import annotations

import errno
import sys
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import click

from surveyapp import __version__
from surveyapp.errors import Problem, SurveyError


class Verb(NamedTuple):
    """One verb: its name, the module and attribute that hold it, and one line of help."""

    name: str
    module: str
    attribute: str
    help: str


VERBS: tuple[Verb, ...] = (
    Verb(
        "instrument",
        "surveyapp.commands.instrument",
        "instrument",
        "Check and show questionnaires.",
    ),
    Verb("db", "surveyapp.commands.db", "db", "Create or upgrade the database."),
    Verb("keys", "surveyapp.commands.keys", "keys", "Make the server's and the waves' keys."),
    Verb("wave", "surveyapp.commands.wave", "wave", "Plan, open, close and list waves."),
    Verb(
        "issuer",
        "surveyapp.commands.issuer",
        "issuer",
        "Codes, letters and messages, apart from the server.",
    ),
    Verb(
        "responses",
        "surveyapp.commands.responses",
        "responses",
        "Import answers gathered elsewhere.",
    ),
    Verb(
        "targets",
        "surveyapp.commands.targets",
        "targets",
        "Import population margins to weight to.",
    ),
    Verb(
        "places",
        "surveyapp.commands.places",
        "places",
        "Check the files by which areas are found.",
    ),
    Verb("weigh", "surveyapp.commands.weigh", "weigh", "Weight closed waves to the margins."),
    Verb("plan", "surveyapp.commands.plan", "plan", "Sample sizes, and what cannot be seen."),
    Verb(
        "report", "surveyapp.commands.report", "report", "Build the PDF, page and data of a report."
    ),
    Verb(
        "release",
        "surveyapp.commands.release",
        "release",
        "Audit editions with all in print, and publish.",
    ),
    Verb("feed", "surveyapp.commands.feed", "feed", "What was fixed, for everybody to keep."),
    Verb("simulate", "surveyapp.commands.simulate", "simulate", "Create a practice city."),
    Verb("serve", "surveyapp.commands.serve", "serve", "Serve the survey, overview and reports."),
)

PATH = """\
A city measures community policing honestly: from a resident's answer to a
published report.

\b
The whole path, in order:
  surveyapp simulate                 a practice city, to see all of it first
  surveyapp instrument check FILE    is the questionnaire sound?
  surveyapp db upgrade               create the tables
  surveyapp keys init                the server's key, outside the database
  surveyapp wave plan FILE           families of tests and goals, frozen
  surveyapp wave open WAVE           residents may answer
  surveyapp serve                    the survey at http://127.0.0.1:5000
  surveyapp responses import FILE    ... or answers gathered elsewhere
  surveyapp wave close WAVE          answers are opened and shuffled
  surveyapp targets import FILE      population margins, with their source
  surveyapp weigh WAVE               rake, and see how far weights reach
  surveyapp report build DEFINITION  PDF, page, and every number behind it
  surveyapp release publish EDITION  audited with all in print; the wave freezes

Each verb has its own --help with examples.
"""


class LazyGroup(click.Group):
    """A group whose verbs are named in a table and imported on call."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the path, not of the alphabet."""
        return [verb.name for verb in VERBS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and return its command."""
        for verb in VERBS:
            if verb.name == cmd_name:
                command: click.Command = getattr(import_module(verb.module), verb.attribute)
                return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the table without importing any verb."""
        with formatter.section("Verbs"):
            formatter.write_dl([(verb.name, verb.help) for verb in VERBS])


@click.group(cls=LazyGroup, help=PATH)
@click.version_option(__version__, prog_name="surveyapp")
def surveyapp() -> None:
    """Root of all verbs."""


def main() -> None:
    """Run the command line; a refusal prints its problems and remedies, and ends with status 1."""
    try:
        surveyapp(prog_name="surveyapp", standalone_mode=True)
    except SurveyError as refused:
        problems = refused.problems
    except OSError as error:
        problems = (system_problem(error),)
    except UnicodeDecodeError:
        remedy = ("save it as UTF-8 text, and check that it is the file you mean.",)
        problems = (Problem("A file is not UTF-8 text.", "", remedy, "encoding"),)
    else:
        return
    for problem in problems:
        click.echo(f"Refused: {problem}", err=True)
    sys.exit(1)


def system_problem(error: OSError) -> Problem:
    """What the system would not do with a file, folder or connection, with the remedy."""
    path = Path(str(error.filename2 or error.filename)) if error.filename else None
    what, remedy = _SYSTEM.get(error.errno or 0, (f"{error.strerror or error}.", "try again."))
    if error.errno == errno.ENOENT and path is not None and not path.parent.exists():
        what = f"The folder {path.parent} is not there."
        remedy = f"create it (mkdir -p {path.parent}), or name another folder."
    return Problem(what, str(path or ""), (remedy,), "system")


_FULL = ("The disk is full.", "make room, or name a folder on another disk, and run it again.")
_FORBIDDEN = (
    "You are not allowed to read or write it.",
    "change its permissions, name another path, or run this as its owner.",
)
_SYSTEM = {
    errno.ENOENT: ("The file is not there.", "check the path."),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: ("The disk can only be read.", "name a folder on another disk."),
    errno.EISDIR: ("It is a folder.", "name a file in it."),
    errno.ENOTDIR: ("A part of the path is a file, not a folder.", "name another path."),
    errno.EEXIST: ("It is there already.", "name another path, or move it away."),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.ENAMETOOLONG: ("The name is too long.", "name a shorter path."),
    errno.EMFILE: ("Too many files are open.", "raise the limit (ulimit -n), and try again."),
}

"""What the system refuses ends in a sentence with path and remedy, never in a traceback."""

import errno
import os
import sys

import click
import pytest

from surveyapp import cli
from surveyapp.cli import VERBS, main, system_problem
from tests.instrument.sample import FOLDER

QUESTIONNAIRE = FOLDER / "single.toml"


def run(monkeypatch, capsys, *arguments):
    """The status and the error output of the command line."""
    monkeypatch.setattr(sys, "argv", ["surveyapp", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("instrument", "paper", QUESTIONNAIRE, "--language", "en", "--out"),
        ("instrument", "export-xlsform", QUESTIONNAIRE, "--output"),
        ("instrument", "translations", "export", QUESTIONNAIRE, "--language", "es", "--output"),
    ],
)
def test_a_folder_that_is_not_there_is_named_with_the_way_to_make_it(
    monkeypatch, capsys, tmp_path, arguments
):
    name = {"paper": "b.pdf", "export-xlsform": "f.xlsx"}.get(arguments[1], "es.csv")
    out = tmp_path / "absent" / name
    status, said = run(monkeypatch, capsys, *arguments, out)
    assert status == 1
    assert f"The folder {out.parent} is not there." in said
    assert f"mkdir -p {out.parent}" in said
    assert "Traceback" not in said


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_named(monkeypatch, capsys, tmp_path):
    tmp_path.chmod(0o500)
    out = tmp_path / "es.csv"
    status, said = run(
        monkeypatch,
        capsys,
        *("instrument", "translations", "export", QUESTIONNAIRE),
        *("--language", "es", "--output", out),
    )
    assert status == 1
    assert "not allowed" in said


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.EACCES, "not allowed"),
        (errno.EISDIR, "It is a folder. Remedy: name a file in it."),
        (errno.ENOSPC, "The disk is full. Remedy: make room"),
        (errno.EROFS, "only be read"),
        (errno.ENOTDIR, "is a file, not a folder"),
        (errno.ETIMEDOUT, "timed out. Remedy: try again."),
    ],
)
def test_each_refusal_of_the_system_has_its_sentence(tmp_path, number, says):
    error = OSError(number, os.strerror(number), str(tmp_path))
    assert says in str(system_problem(error))
    assert str(tmp_path) in str(system_problem(error))


def test_a_refusal_without_a_path_is_said_all_the_same():
    assert str(system_problem(OSError("no route"))) == "no route. Remedy: try again."


def test_a_full_disk_under_any_verb_is_told(monkeypatch, capsys):
    @click.command()
    def fill():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(cli, "surveyapp", fill)
    status, said = run(monkeypatch, capsys)
    assert status == 1
    assert said.startswith("Refused: The disk is full.")


def test_bytes_that_are_no_text_are_told(monkeypatch, capsys):
    @click.command()
    def read():
        b"\xff".decode()

    monkeypatch.setattr(cli, "surveyapp", read)
    assert "not UTF-8" in run(monkeypatch, capsys)[1]


def test_devices_and_pipes_are_refused_by_their_kind(monkeypatch, capsys, tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for given in (pipe, "/dev/zero"):
        status, said = run(
            monkeypatch,
            capsys,
            *("instrument", "translations", "import", QUESTIONNAIRE, given),
            *("--language", "es", "--state", "reviewed"),
        )
        assert status == 2
        assert "is a device or a pipe" in said


def test_every_verb_has_a_name_of_its_own():
    assert len({verb.name for verb in VERBS}) == len(VERBS)

import csv
import stat

import pytest
from click.testing import CliRunner

from surveyapp.commands import responses
from surveyapp.errors import WaveError
from surveyapp.workflow.over_versions import export_over_versions
from tests.workflow.fielded import opened_desk
from tests.workflow.released import SLUG, closed_wave


def test_a_closed_wave_is_written_with_its_codebook_for_its_owner_alone(store, tmp_path):
    closed_wave(store)
    made = export_over_versions(store, SLUG, tmp_path / "out")
    assert list(made.waves) == [SLUG]
    with (tmp_path / "out" / "answers.csv").open(encoding="utf-8", newline="") as lines:
        table = list(csv.DictReader(lines))
    assert len(table) == made.rows > 20
    assert {row["wave"] for row in table} == {SLUG}
    assert {row["trust"] for row in table} <= {"1", "2", "3", "8", ".a"}
    for path in (tmp_path / "out").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set(made.left_out) >= {"words"}
    book = (tmp_path / "out" / "codebook.csv").read_text(encoding="utf-8")
    assert f",{SLUG},choice" in book


def test_a_wave_that_is_not_closed_is_refused(store, tmp_path):
    opened_desk(store, tmp_path)
    with pytest.raises(WaveError, match="wave is open"):
        export_over_versions(store, "tiny-2026q3", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_verb_says_what_it_wrote_and_what_it_left_out(store, tmp_path, monkeypatch):
    closed_wave(store)
    monkeypatch.setattr(responses, "_store", lambda: store)
    said = CliRunner().invoke(responses.responses, ["merge", SLUG, "--out", str(tmp_path / "o")])
    assert said.exit_code == 0, said.output
    assert f"{SLUG}: version" in said.output
    assert "free texts may name people" in said.output

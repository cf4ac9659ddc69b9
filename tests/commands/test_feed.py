import json

from click.testing import CliRunner

from surveyapp.cli import surveyapp
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from tests.workflow.coded import coded_desk


def test_anybody_can_check_a_feed_against_what_they_kept(tmp_path):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    store = Store(url)
    upgrade(store)
    coded_desk(store, tmp_path)
    store.close()
    runner = CliRunner(env={"DATABASE_URL": url})
    printed = runner.invoke(surveyapp, ["feed"])
    kept = tmp_path / "kept.json"
    kept.write_text(printed.output)
    same = runner.invoke(surveyapp, ["feed", "check", str(kept)])
    assert same.exit_code == 0, same.output
    assert "Nothing was rewritten." in same.output
    forged = json.loads(printed.output)
    forged["log"][0]["hash"] = "0" * 64
    other = tmp_path / "other.json"
    other.write_text(json.dumps(forged))
    outside = CliRunner(env={"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite"})
    told = outside.invoke(surveyapp, ["feed", "check", str(kept), "--feed", str(other)])
    assert told.exit_code == 1
    assert "REWRITTEN  kept.json: Entry 1 (planned" in told.output

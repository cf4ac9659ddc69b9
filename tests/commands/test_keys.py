from click.testing import CliRunner

from surveyapp.cli import surveyapp
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from tests.workflow.fielded import SLUG, at_once, opened_desk


def test_a_split_key_closes_its_wave_only_with_both_halves(tmp_path):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    store = Store(url)
    upgrade(store)
    at_once(opened_desk(store, tmp_path), 3)
    store.close()
    whole, first, second = (str(tmp_path / name) for name in (f"{SLUG}.json", "ann", "ben"))
    runner = CliRunner(env={"DATABASE_URL": url, "SURVEYAPP_KEYS": str(tmp_path / "keys")})
    words = ["words of ann are long", "words of ben are long"]
    typed = "\n".join([words[0], words[0], words[1], words[1]]) + "\n"
    done = runner.invoke(surveyapp, ["keys", "split", SLUG, first, second, "--key", whole], typed)
    assert done.exit_code == 0, done.output
    assert not (tmp_path / f"{SLUG}.json").exists()
    alone = runner.invoke(surveyapp, ["wave", "close", SLUG, "--key", first], f"{words[0]}\n")
    assert "Halves 1 and 2 are needed" in str(alone.exception)
    both = ["wave", "close", SLUG, "--key", first, "--key", second]
    closed = runner.invoke(surveyapp, both, "\n".join(words) + "\n")
    assert "closed with 3 responses" in closed.output

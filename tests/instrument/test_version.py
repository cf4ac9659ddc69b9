import tomllib

import pytest
import tomli_w

from surveyapp.instrument.areas import with_areas
from surveyapp.instrument.document import dumps, load, loads
from surveyapp.instrument.version import content_hash
from tests.instrument.sample import FEATURES, FIELDED, FOLDER, PLACES, questionnaire


def text(feature):
    return (FOLDER / f"{feature}.toml").read_text(encoding="utf-8")


def reordered(table):
    if isinstance(table, dict):
        return {key: reordered(table[key]) for key in sorted(table, reverse=True)}
    return [reordered(entry) for entry in table] if isinstance(table, list) else table


@pytest.mark.parametrize("feature", FEATURES)
def test_comments_spaces_and_the_order_of_keys_do_not_name_another_edition(feature):
    first = content_hash(questionnaire(feature))
    assert len(first) == 64
    assert content_hash(loads("# a remark\n\n" + text(feature))) == first
    assert content_hash(loads(tomli_w.dumps(reordered(tomllib.loads(text(feature)))))) == first
    assert content_hash(loads(dumps(questionnaire(feature)))) == first


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Do you have a dog?", "Do you own a dog?"),
        ("¿Tiene perro?", "¿Tienes perro?"),
        ("code = 2", "code = 3"),
        ("equals = 1 }", "equals = 2 }"),
        ('version = "1"', 'version = "2"'),
        ('id = "name"', 'id = "called"'),
    ],
)
def test_any_change_of_content_names_another_edition(before, after):
    whole = text("condition_equals")
    assert before in whole
    changed = loads(whole.replace(before, after))
    assert content_hash(changed) != content_hash(questionnaire("condition_equals"))


def test_the_order_of_options_is_content():
    whole = text("single")
    yes = '  { code = 1, label = { en = "Yes", es = "Sí" } },\n'
    no = '  { code = 2, label = { en = "No", es = "No" } },\n'
    assert yes + no in whole
    assert content_hash(loads(whole.replace(yes + no, no + yes))) != content_hash(
        questionnaire("single")
    )


def test_no_two_questionnaires_share_a_name():
    assert len({content_hash(questionnaire(feature)) for feature in FEATURES}) == len(FEATURES)


def test_the_areas_of_a_wave_do_not_change_the_edition():
    instrument = load(FIELDED)
    assert content_hash(with_areas(instrument, PLACES)) == content_hash(instrument)

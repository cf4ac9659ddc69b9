import re
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
    yes, no = (f"{line}\n" for line in whole.splitlines() if re.match(r"  { code = [12],", line))
    assert yes + no in whole
    assert content_hash(loads(whole.replace(yes + no, no + yes))) != content_hash(
        questionnaire("single")
    )


def test_no_two_questionnaires_share_a_name():
    assert len({content_hash(questionnaire(feature)) for feature in FEATURES}) == len(FEATURES)


def test_the_areas_of_a_wave_do_not_change_the_edition():
    instrument = load(FIELDED)
    assert content_hash(with_areas(instrument, PLACES)) == content_hash(instrument)


ADDED_LATER = re.compile(r', ar = "[^"]*", zh-Hans = "[^"]*"')
"""The names below were given to these questionnaires when they had two languages."""
NAMES_IN_STORES = {
    "areas": "9d684f87415c129b9dd6e22c68afffb979cbeb268c64a9d8ee5a035cc7b13613",
    "bridge": "91a11fbd862a5199693183997571323248ae1eee802a7ae48017e58c1095fdc5",
    "condition_compare": "181969938bf8c0357853cb29e1ea9e4fa0de1e253a68a8d4e0f7c2a96289535a",
    "condition_nested": "6eb75446c3d0473eadbe8c728fc760dfb3f4b455d360c0e9c81e2f3ebf6763b9",
    "date": "dbc04d1164999b8adcdcbbfad482b409580d21851214a50517d7023783d0dacc",
    "grid": "33985e6df79af1c1f905365ce0d719e2cf9bbdebb15dfdfb81eaa18c8aa14cb0",
    "indicators": "c7b85fa7e928089e8bcbd32aa593e83190db36c88d79810cf6972fa9bb85d059",
    "information": "70707449dc112932ee6816682b12f04e51ea843a41870776f0b635ffde2b413c",
    "languages": "936eb83469d4da9d77dc1a2a0061193e5eee0bc1d48a5f131efb7d7c09e2b3e5",
    "long_text": "21b7b3b71b4be09865d520ab3d1513b455b612cf9d2cf48c3e64e2ce8b6d2430",
    "multiple": "9f8f7d433a7cdec2aafe574f9fc85c680052d59cf9924e406a92390535a97e69",
    "sections": "5f221c40395854ab64b6973462329c3c03b00aac685ef97ba674b3ac26469aa7",
    "shared_scale": "3ca747f17fe09b799ccdabba1baa0c754c1a481f0db29d0bdf8eae674ac00891",
    "short_text": "2ab0b989d09629a2f573922d6f963ef893a817f8769391e32651fcd3c043a0ef",
    "whole_number": "a8f1cbf4d10094dbbad31a8824f0f2460b4b073d14c9c3f0fa7953d537df49b8",
}


@pytest.mark.parametrize("feature", NAMES_IN_STORES)
def test_a_format_that_grew_leaves_the_names_of_earlier_editions_alone(feature):
    """Waves are pinned to these names: a new key with a default must not enter the content."""
    written = text(feature)
    if feature != "languages":
        written = ADDED_LATER.sub("", written).replace(', "ar", "zh-Hans"]', "]")
    assert content_hash(loads(written)) == NAMES_IN_STORES[feature]

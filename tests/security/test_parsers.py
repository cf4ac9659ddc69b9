"""Every parser, fed with what nobody should send: it reads, or refuses in words of its own.

Arbitrary text seldom gets far into a parser, so most of what is tried here is a good file with
parts of it cut out, doubled, exchanged, or replaced by what breaks programs.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveyapp.collection.address_book import read_address_book
from surveyapp.collection.area_map import read_area_map
from surveyapp.collection.code_file import Marked, code_key_text, marks_text, read_code_key
from surveyapp.collection.code_file import read_marks as marks_of
from surveyapp.collection.crosswalk import read_crosswalk
from surveyapp.collection.gathered_file import read_csv as records_of
from surveyapp.collection.issue import IssueSettings, case_event, read_book
from surveyapp.collection.key_shares import open_share, share_files
from surveyapp.collection.mapping import read_mapping
from surveyapp.collection.outcome import outcomes_text, read_outcomes
from surveyapp.collection.plan import DesignCell
from surveyapp.collection.sample_file import read_contacts, read_sample
from surveyapp.collection.sealing import read_receipt, read_secret
from surveyapp.collection.sealing_keys import (
    practice_key,
    protected_key,
    read_server_key,
    read_wave_key,
    server_key_text,
)
from surveyapp.collection.targets import read_targets
from surveyapp.collection.ticket import Ticket, read_ticket, ticket_text
from surveyapp.collection.wave_document import read_wave_document
from surveyapp.errors import SurveyError
from surveyapp.instrument.document import loads
from surveyapp.instrument.translating import Entry
from surveyapp.instrument.translation_files import read_csv, read_po, write_csv
from surveyapp.reporting.definition import load as load_definition
from surveyapp.simulate.plan_document import EXAMPLE, load_plan
from surveyapp.workflow.feed_check import read_kept
from surveyapp.workflow.gate import network

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))
WORDS = "a long passphrase"
CELLS = (DesignCell("north", issued=40), DesignCell("stops", contact="stop", issued=40))
SETTINGS = IssueSettings("w", "T", ("en",), CELLS, "https://x.example/s/w", "C", "D", "O")
PEOPLE = "cell,name,address_1,email\nnorth,A,1 Main St,a@example.org\n"
POISONS = (
    "", "\0", "\n", '"', "'", ",", "=", "[", "{", "}", "]]", "-1", "1e309", "NaN", "Infinity",
    "9" * 5000, "true", "null", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "\u202e", "\ufeff", "٣", "../../x", "{{7*7}}", "%s%n", "=cmd", "[" * 500,
    "[" * 5000, '{"a":' * 5000, "a" * 20000,
)  # fmt: skip
CASE = case_event(1, read_sample(PEOPLE.encode(), CELLS, ["en"])[0], "ABCDEFGHJK")


def wave_file() -> str:
    return 'slug = "w"\ntitle = "T"\ndepartment = "pd"\ninstrument = "resident-trust/1"\n' + (
        'period = "2026Q3"\nframe = "probability"\nlanguages = ["en"]\n'
        '[plan]\nlevel = 0.95\nprimary = ["trust"]\n'
        '[[plan.design.cells]]\nid = "north"\nstratum = "north"\nbase_weight = 1.5\nissued = 40\n'
    )


def mapping_file() -> str:
    return (
        '[wave]\ncolumn = "year"\n[[columns]]\ncolumn = "a"\nitem = "trust"\nvalues = { x = 1 }\n'
    )


def po_file() -> str:
    return (
        'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        '#, fuzzy\nmsgctxt "items.q1.text"\nmsgid "How safe?"\nmsgstr "¿Qué tan seguro?"\n'
    )


MARKS = marks_text("w", [Marked(KEY, "north")])
SHARE = share_files(
    "w", KEY, bytes(32), [WORDS, WORDS[::-1]], [b"a" * 16, b"b" * 16], effort="interactive"
)
LOCKED = protected_key("w", KEY, WORDS, b"s" * 16, effort="interactive").text
FEED = json.dumps(
    {"kind": "surveyapp feed", "head": "0" * 64, "entries": 0, "log": [], "waves": []}
)

Parser = Callable[[str], object]
TEXTS: dict[str, tuple[Parser, str]] = {
    "wave document": (read_wave_document, wave_file()),
    "questionnaire": (loads, (ROOT / "instruments/meeting-card/1.toml").read_text()),
    "mapping": (read_mapping, mapping_file()),
    "records": (records_of, "a,b\n1,2\n3,4\n"),
    "margins": (
        lambda text: read_targets("acs", text.encode("utf-8", "surrogatepass")),
        "margin,category,label,population,source\nage,1,Young,400,ACS\nage,2,Old,600,ACS\n",
    ),
    "sample": (lambda text: read_sample(text.encode(), CELLS, ["en"]), PEOPLE),
    "contacts": (
        lambda text: read_contacts(text.encode(), CELLS, ["en"]),
        "type,channel,area,name,email\nstop,street,north,A,a@example.org\n",
    ),
    "ledger": (
        lambda text: read_book(SETTINGS, text.splitlines(keepends=True)),
        json.dumps(CASE) + "\n" + json.dumps({"event": "sent", "case": 1}) + "\n",
    ),
    "marks": (lambda text: marks_of(text.encode(), "w"), MARKS),
    "outcomes": (lambda text: read_outcomes(text.encode(), "w"), outcomes_text("w", {"north": {}})),
    "code key": (lambda text: read_code_key(text, "w"), code_key_text("w", KEY)),
    "server key": (read_server_key, server_key_text(KEY)),
    "wave key": (lambda text: read_wave_key(text, "w"), practice_key("w", KEY).text),
    "locked wave key": (lambda text: read_wave_key(text, "w", WORDS), LOCKED),
    "key share": (lambda text: open_share(text, "w", WORDS), SHARE[0].text),
    "translations, CSV": (
        read_csv,
        write_csv([Entry("item q1, text", "How?", "¿Cómo?", "machine")]),
    ),
    "translations, PO": (read_po, po_file()),
    "ticket": (lambda text: read_ticket(KEY, "w", text), ticket_text(KEY, Ticket("w", KEY, "n"))),
    "resume code": (read_secret, "0123-4567-89AB-CDEF"),
    "receipt": (read_receipt, "0123-4567-89AB-CDEF-0123-4567"),
    "kept feed": (lambda text: read_kept(text, "feed.json"), FEED),
    "network": (network, "203.0.113.7"),
}
FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "sample plan": (load_plan, EXAMPLE),
    "report definition": (load_definition, (ROOT / "reports/quarterly.toml").read_text()),
    "address book": (
        lambda path: read_address_book(path, ["n1"]),
        "street,from,to,side,area\nMain St,1,99,odd,n1\n",
    ),
    "area map": (
        lambda path: read_area_map(path, ["n1"]),
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"id": "n1"},
                        "geometry": {
                            "type": "Polygon",
                            "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]],
                        },
                    }
                ],
            }
        ),
    ),
    "crosswalk": (
        lambda path: read_crosswalk(path, ["n1"], ["n1"]),
        "before,after,share\nn1,n1,1\n",
    ),
}


@st.composite
def spoiled(draw: st.DrawFn, good: str) -> str:
    """A good file with a few of its parts cut out, doubled, moved or poisoned."""
    text = good
    for _ in range(draw(st.integers(0, 3))):
        begin = draw(st.integers(0, len(text)))
        end = min(len(text), begin + draw(st.integers(0, 40)))
        part = text[begin:end]
        into = draw(st.sampled_from([*POISONS, part * 2, part[::-1], part.upper()]))
        text = text[:begin] + into + text[end:]
    return text


def refusal(parse: Callable[[], object]) -> list[str]:
    """What a parser says against a text; nothing where it reads it."""
    try:
        parse()
    except SurveyError as refused:
        return [problem.what for problem in refused.problems] or [""]
    return []


@pytest.mark.parametrize("name", TEXTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_spoiled_text_is_read_or_refused_in_words(name: str, data: st.DataObject) -> None:
    parse, good = TEXTS[name]
    text = data.draw(st.one_of(spoiled(good), st.text(max_size=200)))
    text = text.encode("utf-8", "replace").decode()
    assert all(what.strip() for what in refusal(lambda: parse(text)))


@pytest.mark.parametrize("name", FILES)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_spoiled_file_is_read_or_refused_in_words(
    name: str, data: st.DataObject, tmp_path: Path
) -> None:
    parse, good = FILES[name]
    content = data.draw(
        st.one_of(
            spoiled(good).map(lambda text: text.encode("utf-8", "replace")),
            st.binary(max_size=200),
            st.just(good.encode("utf-16")),
            st.just(b"\xef\xbb\xbf" + good.encode()),
        )
    )
    path = tmp_path / f"{name}.toml"
    path.write_bytes(content)
    assert all(what.strip() for what in refusal(lambda: parse(path)))


@pytest.mark.parametrize("name", [*TEXTS, *FILES])
def test_what_is_spoiled_here_was_read_before_it_was(name: str, tmp_path: Path) -> None:
    """Or else only the first line of each parser would ever be tried."""
    if name in TEXTS:
        parse, good = TEXTS[name]
        parse(good)
    else:
        parse_file, good = FILES[name]
        path = tmp_path / "good.toml"
        path.write_text(good)
        parse_file(path)

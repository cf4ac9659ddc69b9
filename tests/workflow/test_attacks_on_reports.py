"""Everything of one release laid side by side, as an attacker would: what is withheld stays so."""

import csv
import io
import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pikepdf
import pytest

from surveyapp.disclosure.audit import audit
from surveyapp.disclosure.presentation import NCHS
from surveyapp.disclosure.views import tables_of
from surveyapp.errors import DisclosureRefused
from surveyapp.indicators.analysis import analyse
from surveyapp.reporting.definition import load
from surveyapp.storage.engine import Store
from surveyapp.storage.ledger import printed_figures
from surveyapp.storage.responses import load_analysis_file
from surveyapp.storage.schema import upgrade
from surveyapp.workflow.estimate import estimate
from surveyapp.workflow.publish import build_report
from surveyapp.workflow.release import check_areas, publish_release
from surveyapp.workflow.release_microdata import release_file
from surveyapp.workflow.released_figures import known_of, people_of
from surveyapp.workflow.topline import topline
from surveyapp.workflow.weigh import weigh_unsaved
from tests.workflow.released import ABOUT, DAY, SLUG, closed_wave

ROOT = Path(__file__).parents[2]
SIZES = {"n1": 220, "n2": 7, "n3": 180}
SHOWN, SMALL, COVER = "n3", "n2", "n1"


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A city with one small area, its report built and published, and its public-use file."""
    folder = tmp_path_factory.mktemp("attacked")
    store = Store(f"sqlite:///{folder / 'city.sqlite'}")
    upgrade(store)
    closed_wave(store, SIZES)
    definition = load(ROOT / "reports" / "quarterly.toml")
    made = build_report(store, definition, SLUG, folder / "report", ABOUT, on=DAY)
    publish_release(store, made.snapshot, on=DAY)
    released = release_file(store, SLUG, on=DAY, most_blanked=0.5)
    (folder / "public.csv").write_bytes(released.content)
    yield store, folder
    store.close()


def values(folder):
    return json.loads((folder / "report" / "report.json").read_text(encoding="utf-8"))


def table(folder, name):
    text = (folder / "report" / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def page(folder):
    return (folder / "report" / "index.html").read_text(encoding="utf-8")


def pdf_alternatives(folder):
    """What a screen reader says of each drawing in print."""
    with pikepdf.open(folder / "report" / "report.pdf") as pdf:
        return [
            str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
        ]


def pdf_text(folder):
    """The words of the PDF, laid out in lines."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")
    command = [program, "-layout", str(folder / "report" / "report.pdf"), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")


def charts(text):
    found = re.findall(
        r'<script type="application/json" id="values-[^>]*>(.*?)</script>', text, re.S
    )
    return [json.loads(one) for one in found]


def numbers(value):
    """Every number anywhere in a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [n for held in value for n in numbers(held)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def raw_cells(store):
    with store.reading() as session:
        weighed = weigh_unsaved(session, SLUG)
    made = analyse(weighed.file, weighed.weights, level="area", fewest=NCHS.persons)
    return {cell.place: cell for cell in made.cells if cell.group == "all"}


def test_no_number_of_a_withheld_cell_is_in_any_file(city):
    """Value, error, ends, bases, degrees of freedom: searched in full and to four places."""
    store, folder = city
    texts = {
        path.name: path.read_text(encoding="utf-8", errors="ignore")
        for path in (folder / "report").rglob("*")
        if path.suffix in (".json", ".csv", ".html", ".svg", ".txt") and "plotly" not in path.name
    }
    with pikepdf.open(folder / "report" / "report.pdf") as pdf:
        texts["attached"] = "".join(
            one.get_file().read_bytes().decode("utf-8", "ignore")
            for one in pdf.attachments.values()
        )
        texts["metadata"] = str(pdf.docinfo) + str(pdf.open_metadata())
    texts["alternative texts"] = "\n".join(pdf_alternatives(folder))
    cells = raw_cells(store)
    for place in (SMALL, COVER):
        cell = cells[place]
        told = [cell.value, cell.standard_error, cell.lower, cell.upper, cell.design_effect]
        for number in (one for one in told if one):
            for name, text in texts.items():
                assert f"{number:.4f}"[:-1] not in text, (place, number, name)
    shown = f"{cells[SHOWN].value:.4f}"[:-1]
    assert shown in texts["report.json"], "the search would find what is printed"


@pytest.mark.parametrize("name", ["report.csv", "comparisons.csv"])
def test_standard_errors_and_degrees_of_freedom_of_withheld_cells_are_nowhere(city, name):
    _, folder = city
    for row in table(folder, name):
        if row["place"] in (SMALL, COVER):
            assert row["withheld"], row["id"]
            kept = {"id", "kind", "family", "indicator", "wave", "reference", "place", "group"}
            kept |= {"level", "withheld", "reason", "method", "verdict", "better"}
            assert not any(value for key, value in row.items() if key not in kept), row["id"]
    found = values(folder)
    for cell in (*found["cells"], *found["comparisons"]):
        if cell["place"] in (SMALL, COVER):
            assert not [n for key, n in cell.items() if key != "level" and numbers(n)], cell["id"]


def test_charts_and_their_words_say_withheld_and_hold_no_point(city):
    _, folder = city
    text = page(folder)
    names = {place["id"]: place["name"] for place in values(folder)["places"]}
    true = {place: cell.value for place, cell in raw_cells(city[0]).items()}
    for chart in charts(text):
        for number in numbers(chart["data"]):
            for place in (SMALL, COVER):
                assert abs(number - true[place]) > 1e-4
    spoken = [unescape(one) for one in re.findall(r'(?:alt|aria-label)="([^"]*)"', text)]
    areas = [one for one in [*spoken, *pdf_alternatives(folder)] if f"{names[SHOWN]}: " in one]
    assert len(areas) >= 3, "on the page, without JavaScript, and in print"
    for one in areas:
        for place in (SMALL, COVER):
            said = re.search(rf"{re.escape(names[place])}: ([^;.]*)", one)
            assert said
            assert "withheld" in said[1]
            assert not re.search(r"\d", said[1])


def test_the_words_of_the_pdf_hold_no_number_of_a_withheld_cell(city):
    """Every line of print that names a withheld place beside a measure: words, and no digit."""
    _, folder = city
    text = pdf_text(folder)
    names = {place["id"]: place["name"] for place in values(folder)["places"]}
    for place in (SMALL, COVER):
        lines = [one.strip() for one in text.splitlines() if one.strip().startswith(names[place])]
        hidden = [one for one in lines if "confidential" in one or "withheld" in one]
        assert len(hidden) >= 2, "in the chart's table and in the table of places"
        assert not [one for one in hidden if re.search(r"\d", one)]
    cells = raw_cells(city[0])
    for place in (SMALL, COVER):
        rounded = f"{cells[place].value:.1f}"
        assert rounded not in re.findall(r"\d+\.\d", text)
    (shown,) = {names[SHOWN]}
    assert any(
        line.strip().startswith(shown) and f"{round(cells[SHOWN].value)}%" in line
        for line in text.splitlines()
    )


def test_the_same_number_stands_on_every_route(city):
    """JSON and CSV to the last digit; page, print, chart and alternative text to the point."""
    store, folder = city
    (cell,) = [c for c in values(folder)["cells"] if (c["place"], c["group"]) == (SHOWN, "all")]
    (row,) = [r for r in table(folder, "report.csv") if r["id"] == cell["id"]]
    assert float(row["value"]) == cell["value"] == pytest.approx(raw_cells(store)[SHOWN].value)
    assert int(row["n"]) == cell["n"]
    said = f"{round(cell['value'])}"
    text = page(folder)
    assert f"{said}%" in text
    spoken = [one for one in pdf_alternatives(folder) if "neighborhood" in one]
    assert spoken
    assert all(f": {said} (" in one for one in spoken)
    points = [n for chart in charts(text) for n in numbers(chart["data"])]
    assert any(abs(n - cell["value"]) < 0.51 for n in points)
    with pikepdf.open(folder / "report" / "report.pdf") as pdf:
        inside = pdf.attachments["report.json"].get_file().read_bytes()
    assert json.loads(inside)["cells"] == values(folder)["cells"]


def test_report_rows_and_requests_together_bound_nobody(city):
    """The ledger, the weighted shares and the public-use file at once, then a second release."""
    store, folder = city
    with store.reading() as session:
        printed = printed_figures(session, [SLUG])
        file = load_analysis_file(session, [SLUG])
    people = people_of(file, {})
    known = known_of(values(folder), file)
    for topic in {f.topic for f in printed if f.n is not None}:
        found = tables_of(printed, people, topic, known=known)
        goals = [*found.secret, *found.targets]
        gone = [*found.hidden, *found.targets]
        assert not goals or audit(found.tables, gone, goals, exact=True).unsafe == (), topic
    rows = list(csv.DictReader(io.StringIO((folder / "public.csv").read_text(encoding="utf-8"))))
    for place in (SMALL, COVER):
        assert not [row for row in rows if row["area"] == place and row["trust"]]
    with pytest.raises(DisclosureRefused):
        check_areas(store, SLUG, "trust", [COVER])
    with pytest.raises(DisclosureRefused):
        check_areas(store, SLUG, "trust", [SMALL, SHOWN])


def test_percentages_with_their_base_are_counts_and_are_judged_as_counts(city):
    """With equal weights a share times its base is a number of people; none under ten follows."""
    _, folder = city
    for item in values(folder)["topline"]:
        base = item["bases"][-1]
        for option in item["options"]:
            share, count = option["shares"][-1], option["counts"][-1]
            assert (share is None) == (count is None)
            if share is not None and base and not option["dont_know"]:
                people = share / 100 * base
                assert people == 0 or people > 9, (item["item"], option["label"])


def test_nobody_and_everybody_of_few_people_are_not_printed(tmp_path):
    """Sixty people who all said no: "100%" would tell how each of them answered."""
    store = Store(f"sqlite:///{tmp_path / 'few.sqlite'}")
    upgrade(store)
    closed_wave(store, {"n1": 60})
    found = estimate(store, SLUG)
    items = {i.item: i for i in topline(found.weighed.file, found.weighed.weights, "en", NCHS)}
    assert all(option.counts == (None,) for option in items["contact"].options)
    for item in items.values():
        for option in item.options:
            assert option.shares[0] not in (0.0, 100.0) or option.dont_know
    store.close()
    many = Store(f"sqlite:///{tmp_path / 'many.sqlite'}")
    upgrade(many)
    closed_wave(many, {"n1": 160})
    found = estimate(many, SLUG)
    items = {i.item: i for i in topline(found.weighed.file, found.weighed.weights, "en", NCHS)}
    assert [option.counts for option in items["contact"].options] == [(0,), (160,)]
    many.close()

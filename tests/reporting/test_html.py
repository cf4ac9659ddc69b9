import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from surveyapp.reporting.build import Built
from surveyapp.reporting.html import render


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.addresses: list[str] = []
        self.inline_scripts: list[str] = []
        self.ids: list[str] = []
        self._script: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if held.get("id"):
            self.ids.append(str(held["id"]))
        self.addresses += [str(held[name]) for name in ("src", "href") if held.get(name)]
        self._script = held if tag == "script" else None
        assert not [name for name in held if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        if self._script is not None and data.strip():
            self.inline_scripts.append(str(self._script.get("type")))


@pytest.fixture(scope="module")
def text(built: Built) -> str:
    return built.page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def parsed(text: str) -> _Page:
    parser = _Page()
    parser.feed(text)
    return parser


def test_nothing_is_fetched_from_elsewhere(parsed: _Page, built: Built):
    for address in parsed.addresses:
        assert not re.match(r"[a-z]+:|//", address), address
        if not address.startswith("#"):
            assert (built.folder / address).is_file(), address


def test_no_script_stands_in_the_page(parsed: _Page):
    assert set(parsed.inline_scripts) == {"application/json"}


def test_headings_and_ids_are_in_order(parsed: _Page):
    assert parsed.headings.count(1) == 1
    pairs = zip(parsed.headings, parsed.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in pairs)
    assert len(parsed.ids) == len(set(parsed.ids))


def test_every_figure_has_values_words_a_table_and_a_drawing(text: str, built: Built):
    figures = re.findall(r'data-figure="([^"]+)"', text)
    assert len(figures) >= 20
    for name in figures:
        values = re.search(
            rf'<script type="application/json" id="values-{re.escape(name)}">(.*?)</script>', text
        )
        assert values is not None
        assert json.loads(values[1])["data"]
        assert (built.folder / "assets" / f"{name}.svg").is_file()
    assert text.count("<details>") == text.count("<figure ")
    assert text.count("<noscript>") == len(figures)


def test_the_page_alone_is_the_page_of_the_folder(report, definition, text: str):
    assert render(report, definition) == text


def test_figures_of_the_page_fit_their_container(text: str):
    for values in re.findall(r'id="values-[^"]+">(.*?)</script>', text):
        layout = json.loads(values)["layout"]
        assert layout["autosize"] is True
        assert "width" not in layout


def test_styles_are_small_and_fonts_stand_beside(built: Built):
    assert (built.folder / "assets" / "report.css").stat().st_size < 20_000
    assert len(list(Path(built.folder / "assets").glob("*.woff2"))) == 6

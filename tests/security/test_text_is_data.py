"""Texts are never code, secrets are never compared by chance, and nothing is fetched."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from markupsafe import escape
from weasyprint.urls import FatalURLFetchingError

from surveyapp.reporting.pdf import _Fetcher, print_pages
from surveyapp.web.server import Server
from tests.web.city import EVERY_KIND, City, Resident, make_city

PACKAGE = Path(__file__).resolve().parents[2] / "surveyapp"
TEMPLATE_TEXTS = ("{{7*7}}", "{% for x in 'ab' %}loop{% endfor %}", "{# gone #}", "{{ settings }}")
FONTS = PACKAGE.parent / "reports" / "fonts"


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def called(tree: ast.Module) -> Iterator[str]:
    """Names of what is called; of an attribute with a dot before it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield f".{node.func.attr}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def test_no_module_makes_a_template_of_a_text_or_runs_one() -> None:
    templates = {"from_string", "render_template_string", "Template"}
    forbidden = {*templates, *(f".{name}" for name in templates), "eval", "exec", "compile"}
    for path, tree in sources():
        assert not forbidden & set(called(tree)), path


@pytest.mark.parametrize("text", TEMPLATE_TEXTS)
def test_a_template_in_the_questionnaire_is_shown_letter_by_letter(
    tmp_path: Path, text: str
) -> None:
    source = EVERY_KIND.read_text(encoding="utf-8")
    for words in ("How policing feels where you live", "How safe do you feel, and how do"):
        assert words in source
        source = source.replace(words, f"{words} {text}")
    document = tmp_path / "hostile.toml"
    document.write_text(source, encoding="utf-8")
    city = make_city(tmp_path / "city", document=document)
    pages = [Resident(city).response.text, city.app.test_client().get("/").text]
    shown = str(escape(text))
    assert shown in pages[0]
    for page in pages:
        assert " 49" not in page
        assert "looploop" not in page


def test_secrets_are_compared_in_constant_time() -> None:
    """No == or != beside a name that holds a secret, a mark of authenticity or a digest of one."""
    secret = re.compile(r"\b(secret|mac|signature|digest|passphrase|token|password)\b")
    for path, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Compare):
                continue
            if not any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
                continue
            for side in (node.left, *node.comparators):
                name = getattr(side, "id", getattr(side, "attr", ""))
                assert not secret.search(name), f"{path}:{node.lineno}"


def test_every_respondent_begins_with_a_secret_of_their_own(city: City) -> None:
    secrets = {Resident(city).press("start").hidden["_secret"] for _ in range(5)}
    assert len(secrets) == 5


def test_no_secret_that_a_stranger_chose_is_taken_up(city: City) -> None:
    """Session fixation: beginning makes a new secret whatever is sent along."""
    planted = Resident(city).press("start").hidden["_secret"]
    person = Resident(city)
    person.post({"_do": "start", "_secret": planted})
    assert person.page.hidden["_secret"] != planted
    invented = person.post({**person.page.hidden, "_secret": "A" * 26, "_do": "continue"})
    assert person.response.status_code in (200, 400, 410, 422)
    assert invented.hidden.get("_secret") != "A" * 26


def test_at_a_public_screen_each_person_gets_a_new_cookie(city: City) -> None:
    client = city.app.test_client()
    path = f"/kiosk/{city.slug}/en"
    held = []
    for planted in ("", "planted-by-a-stranger"):
        if planted:
            client.set_cookie(f"screen-{city.slug}", planted, path=f"/kiosk/{city.slug}")
        cookie = client.post(path, data={"_do": "start"}).headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        held.append(cookie.partition("=")[2].partition(";")[0])
    assert len({*held, "planted-by-a-stranger", ""}) == 4


def test_the_server_opens_no_control_socket_and_reads_no_configuration(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gunicorn.conf.py").write_text("control_socket_disable = False\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GUNICORN_CMD_ARGS", "--access-logfile -")
    server = Server(city.settings, "127.0.0.1:0", 1)
    assert server.cfg.control_socket_disable is True
    assert server.cfg.accesslog is None


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/",
        "https://evil.example/",
        "ftp://evil.example/x",
        "data:text/html,<script>",
        "data:text/css,*{}",
        "/etc/passwd",
        "",
    ],
)
def test_the_fetcher_of_reports_refuses(address: str) -> None:
    with pytest.raises(FatalURLFetchingError, match="may not fetch"):
        _Fetcher(FONTS).fetch(address)


@pytest.mark.parametrize(
    "words",
    [
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<img alt="x" src="http://127.0.0.1:9/x.png">',
        '<img alt="x" src="file:///etc/passwd">',
        '<object data="file:///etc/passwd"></object>',
        '<style>@import url("file:///etc/passwd");</style>',
        '<p style="background: url(http://127.0.0.1:9/x.png)">x</p>',
    ],
)
def test_a_page_that_asks_for_something_foreign_is_not_printed(words: str, tmp_path: Path) -> None:
    text = (
        f'<!doctype html><html lang="en"><head><title>t</title></head><body>{words}</body></html>'
    )
    with pytest.raises(FatalURLFetchingError, match="may not fetch"):
        print_pages(text, "", FONTS, day=date(2026, 7, 1))

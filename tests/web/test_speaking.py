from __future__ import annotations

import pytest
from flask_babel import format_decimal, get_locale, npgettext, pgettext

from tests.web.city import City


@pytest.mark.parametrize(
    ("address", "browser", "locale"),
    [
        ("/s/x/es", "zh-CN", "es_US"),
        ("/s/x/zh-Hans", "es", "zh_Hans"),
        ("/s/x/xx", "ar", "ar"),
        ("/?lang=es", "ar", "es_US"),
        ("/", "es-MX,en", "es_US"),
        ("/", "xx", "en_US"),
        ("/", "", "en_US"),
    ],
)
def test_the_framework_speaks_the_language_of_the_page(
    city: City, address: str, browser: str, locale: str
) -> None:
    with city.app.test_request_context(address, headers={"Accept-Language": browser}):
        assert str(get_locale()) == locale


def test_the_framework_reads_the_same_catalogs_as_our_pages(city: City) -> None:
    with city.app.test_request_context("/s/x/ar"):
        assert pgettext("continue", "Continue") == "متابعة"
        assert npgettext("fact_time", "About one minute", "About {minutes} minutes", 2) == (
            "نحو دقيقتين"
        )
    with city.app.test_request_context("/?lang=es"):
        assert format_decimal(1500.5) == "1,500.5"

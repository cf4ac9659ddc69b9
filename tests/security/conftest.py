from __future__ import annotations

import json

import pytest

from tests.web.city import City
from tests.web.conftest import city, founded, resident

__all__ = ["city", "founded", "published", "resident"]


@pytest.fixture
def published(city: City) -> City:
    """The city with one report out."""
    folder = city.settings.published / "q3"
    folder.mkdir(parents=True)
    numbers = {"meta": {"title": "Q3", "wave": city.slug}, "waves": []}
    (folder / "report.json").write_text(json.dumps(numbers))
    (folder / "report.csv").write_text("id\n")
    (folder / "report.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "index.html").write_text("<!doctype html><title>Q3</title>")
    return city

from __future__ import annotations

import pytest

from tests.web.city import City
from tests.web.conftest import city, founded, resident
from tests.web.reports import publish

__all__ = ["city", "founded", "published", "resident"]


@pytest.fixture
def published(city: City) -> City:
    """The city with one report out."""
    publish(city, "q3", title="Q3", wave=city.slug)
    return city

"""What a report says in Spanish: the same keys as the English patterns."""

from __future__ import annotations

from collections.abc import Mapping

SPANISH: Mapping[str, str | Mapping[str, str]] = {}

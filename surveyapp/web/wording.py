"""What the pages say around the questions, in the language of the page and ready to be shown."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from surveyapp.web.catalogs import Forms, interface_languages, texts_in
from surveyapp.web.foreign import marked
from surveyapp.web.languages import (
    SOURCE,
    best_language,
    date_order,
    direction,
    locale_of,
    met_by,
    name_of,
)

__all__ = [
    "SOURCE",
    "Wording",
    "best_language",
    "direction",
    "interface_languages",
    "own_name",
    "wording",
]

_EXAMPLE = {"day": "24", "month": "9", "year": "2026"}


class Wording:
    """The interface texts of one language; calling it with a key gives the text, escaped."""

    __slots__ = ("_counted", "_foreign", "_texts", "language", "locale")

    def __init__(self, language: str, texts: Mapping[str, Forms]) -> None:
        self.language = language
        self.locale: Locale = locale_of(language)
        self._foreign = self.locale.language != SOURCE
        # Escaped once here, so that a page takes its texts as they are.
        self._texts = {key: self._told(t, t.words[0]) for key, t in texts.items() if not t.by}
        self._counted = {key: text for key, text in texts.items() if text.by}

    def __call__(self, key: str, **values: object) -> Markup:
        """The text with its `{names}` filled, in the form that the number counted asks for.

        Values are escaped unless they are Markup; whole numbers and days are written as the
        language does.
        """
        text = self._texts[key] if key in self._texts else self._form(key, values)
        if not values:
            return text
        return text.format(**{name: self._shown(value) for name, value in values.items()})

    @property
    def direction(self) -> str:
        """ "rtl" or "ltr", for the dir attribute."""
        return direction(self.language)

    @property
    def date_order(self) -> tuple[str, ...]:
        """The parts of a date in the order in which the language writes them."""
        return date_order(self.language)

    @property
    def date_example(self) -> str:
        """A date in figures as it would be typed into the fields for its parts."""
        return " ".join(_EXAMPLE[part] for part in self.date_order)

    def _form(self, key: str, values: Mapping[str, object]) -> Markup:
        text = self._counted[key]
        return self._told(text, text.for_number(int(str(values[text.by]))))

    def _told(self, text: Forms, words: str) -> Markup:
        """Words as they go into a page, marked where they are not in its language."""
        safe = escape(words)
        return marked(safe, SOURCE) if text.source and self._foreign else safe

    def _shown(self, value: object) -> object:
        if isinstance(value, datetime.date):
            return format_date(value, "long", locale=self.locale)
        return format_decimal(value, locale=self.locale) if type(value) is int else value


@cache
def _texts(language: str) -> Mapping[str, Forms]:
    return texts_in(language)


@lru_cache(maxsize=64)
def wording(language: str) -> Wording:
    """The texts of a language; those of one that its readers can read, else the source's.

    What is asked for may stand in an address that anybody types, so few are kept.
    """
    known = met_by(interface_languages(), (language,)) or SOURCE
    return Wording(language, _texts(known))


def own_name(language: str) -> str:
    """What a language calls itself ("Español"); its tag where nobody knows."""
    there = _texts(language)["language_name"] if language in interface_languages() else None
    if there is None or (language != SOURCE and there == _texts(SOURCE)["language_name"]):
        return name_of(language)
    return there.words[0]

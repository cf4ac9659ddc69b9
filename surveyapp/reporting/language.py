"""One language of a report: its patterns, plurals, numbers, lists and dates (CLDR by babel)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from surveyapp.errors import ReportError
from surveyapp.reporting.arabic import ARABIC
from surveyapp.reporting.chinese import CHINESE
from surveyapp.reporting.english import ENGLISH
from surveyapp.reporting.log_steps import LOG_STEPS
from surveyapp.reporting.policy_words import POLICY_WORDS
from surveyapp.reporting.report import Unit
from surveyapp.reporting.spanish import SPANISH

Pattern = str | Mapping[str, str]
PATTERNS: Mapping[str, Mapping[str, Pattern]] = {
    code: {**words, **LOG_STEPS[code], **POLICY_WORDS[code]}
    for code, words in (
        ("en", ENGLISH),
        ("es", SPANISH),
        ("ar", ARABIC),
        ("zh-Hans", CHINESE),
    )
}
_LOCALES = {"en": "en_US", "es": "es_US", "ar": "ar", "zh-Hans": "zh_Hans_CN"}
RIGHT_TO_LEFT = frozenset({"ar"})
MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"


@dataclass(frozen=True, slots=True)
class Language:
    """How one language says things; every word of a report passes through here."""

    code: str
    locale: Locale
    patterns: Mapping[str, Pattern]

    @classmethod
    def of(cls, code: str) -> Language:
        """The language of a code such as "en".

        Raises
        ------
        ReportError
            When no patterns exist for it.
        """
        if code not in PATTERNS:
            known = ", ".join(sorted(PATTERNS))
            raise ReportError(
                f"A report cannot be written in {code!r} yet; it can be in {known}. "
                f"Remedy: choose one of these, or add its patterns to surveyapp/reporting."
            )
        return cls(code, Locale.parse(_LOCALES[code]), PATTERNS[code])

    def say(self, key: str, count: int | None = None, **values: object) -> str:
        """The pattern of a key with its holes filled; `count` chooses the plural form."""
        pattern = self.patterns[key]
        if not isinstance(pattern, str):
            form = self.locale.plural_form(0 if count is None else count)
            pattern = pattern.get(form, pattern["other"])
        if count is not None:
            values = {"count": self.number(count), **values}
        return pattern.format(**values)

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Which way the language is written."""
        return "rtl" if self.code in RIGHT_TO_LEFT else "ltr"

    def number(self, value: float, digits: int = 0) -> str:
        """A number with grouping and a fixed count of decimals; minus signs are real ones."""
        written = self._written(value, digits)
        below = value < 0 and written.strip("0.,") != ""
        return f"{self._sign(MINUS)}{written}" if below else written

    def signed(self, value: float, digits: int = 1) -> str:
        """A difference: always with its sign, zero without."""
        written = self._written(value, digits)
        if written.strip("0.,") == "":
            return written
        return f"{self._sign(MINUS if value < 0 else '+')}{written}"

    def _written(self, value: float, digits: int) -> str:
        """The size of a number, in Western digits in every language."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(
            abs(value), format=pattern, locale=self.locale, numbering_system="latn"
        )

    def _sign(self, sign: str) -> str:
        """A sign that stays before its number; right-to-left text would move it behind."""
        return f"{TO_RIGHT}{sign}" if self.direction == "rtl" else sign

    def joined(self, sentences: Iterable[str]) -> str:
        """Sentences one after another, empty ones left out, as the language parts them."""
        return self.say("space").join(sentence for sentence in sentences if sentence)

    def value(self, value: float, unit: Unit, *, bare: bool = False) -> str:
        """A level: "61%", "+12" for a net balance, "3.8" for a scale mean."""
        if unit == "balance":
            return self.signed(value, 0)
        if unit == "scale":
            return self.number(value, 1)
        written = self.number(value)
        return written if bare else self.say("percent", value=written)

    def interval(self, lower: float, upper: float, unit: Unit, *, bare: bool = False) -> str:
        """Two limits in the words of the language: "59% to 63%"."""
        ends = (self.value(end, unit, bare=bare) for end in (lower, upper))
        low, high = ends
        return self.say("to" if bare else "from to", lower=low, upper=high)

    def change(self, value: float, unit: Unit) -> str:
        """A difference as a bare number: "+4.2"; scale means get a second decimal."""
        return self.signed(value, 2 if unit == "scale" else 1)

    def difference(self, value: float, unit: Unit) -> str:
        """A difference in the words of its unit: "+4.2 points"."""
        return self.say("points", points=self.change(value, unit))

    def span(self, lower: float, upper: float, unit: Unit) -> str:
        """Limits of a difference: "+1.8 to +6.6"."""
        return self.say("from to", lower=self.change(lower, unit), upper=self.change(upper, unit))

    def probability(self, p: float) -> str:
        """A p-value: three decimals, and "p < 0.001" below."""
        floor = self.number(0.001, 3)
        if p < 0.001:
            return f"p{NO_BREAK}<{NO_BREAK}{floor}"
        return f"p{NO_BREAK}={NO_BREAK}{self.number(p, 3)}"

    def listed(self, items: Sequence[str]) -> str:
        """Items joined as the language joins them: "a, b, and c"."""
        return format_list(list(items), locale=self.locale)

    def period(self, period: str, *, short: bool = False) -> str:
        """A quarter such as "2026Q3" in words: "Q3 2026"; other periods stand as they are.

        With `short`, as it stands along an axis or over a column.
        """
        year, mark, quarter = period.partition("Q")
        if mark and year.isdigit() and quarter.isdigit():
            return self.say("quarter short" if short else "quarter", quarter=quarter, year=year)
        return period

    def day(self, day: date) -> str:
        """A date in full."""
        return format_date(day, format="long", locale=self.locale)

    def name_of(self, tag: str) -> str:
        """What a language is called in this one; its tag where nobody knows."""
        name: str = self.locale.languages.get(tag.partition("-")[0], tag)
        return name

    def called(self, kind: str, name: str) -> str:
        """What a mode, a policy or a state is called; its own name where there is no other."""
        key = f"{kind} {name}"
        return self.say(key) if key in self.patterns else name

    def capital(self, text: str) -> str:
        """The text with its first letter raised, and nothing else changed."""
        return text[:1].upper() + text[1:]

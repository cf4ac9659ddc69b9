"""Reasons that the statistical rooms give in English, said in the report's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from surveyapp.indicators.results import Cell, Comparison, FamilyTest

Value = TypeVar("Value", Cell, Comparison, FamilyTest)

REASONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "es": (
        (
            r"fewer than (\d+) people answered on one side",
            r"menos de \1 personas respondieron de un lado",
        ),
        (r"fewer than (\d+) people answered", r"respondieron menos de \1 personas"),
        (r"nobody answered", "nadie respondió"),
        (r"not asked in this wave", "no se preguntó en esta ronda"),
        (r"one of these waves did not ask it", "una de estas rondas no lo preguntó"),
        (r"effective sample (\d+), under (\d+)", r"muestra efectiva de \1, menor de \2"),
        (r"interval (\d+) points wide", r"intervalo de \1 puntos"),
        (
            r"interval wider than ([\d%]+) of the (value|count)",
            r"intervalo mayor que el \1 del valor",
        ),
        (
            r"it is about few people, or another figure could be worked out from it",
            "se refiere a pocas personas, o de ella podría deducirse otra cifra",
        ),
        (
            r"no degree of freedom is left for an? (interval|test)",
            "no quedan grados de libertad",
        ),
        (
            r"the line of this indicator broke between these waves",
            "la serie de este indicador se interrumpió entre estas rondas",
        ),
        (r"there is no earlier wave", "no hay una ronda anterior"),
        (
            r"there is no wave of the same quarter a year earlier",
            "no hay una ronda del mismo trimestre del año anterior",
        ),
        (
            r"a rolling year needs at least five quarters in a row",
            "un año móvil necesita al menos cinco trimestres seguidos",
        ),
        (r"a trend needs at least three waves", "una tendencia necesita al menos tres rondas"),
        (r"there are no places to compare", "no hay lugares que comparar"),
        (r"too few people answered", "respondieron demasiado pocas personas"),
        (
            r"this kind of sample allows no comparison",
            "este tipo de muestra no permite comparaciones",
        ),
        (
            r"nobody was sampled, so nothing is tested",
            "no hubo muestreo, así que no se prueba nada",
        ),
        (
            r"(\d+) contrasts cannot be tested together on (\d+) degrees of freedom\.",
            r"\1 contrastes no pueden probarse juntos con \2 grados de libertad.",
        ),
        (r"everybody or nobody: review", "todas o ninguna: revisar"),
        (r"the complement is imprecise", "el complemento es impreciso"),
        (
            r"fewer than (\d+) degrees of freedom: review",
            r"menos de \1 grados de libertad: revisar",
        ),
    ),
}


def in_language(text: str, language: str) -> str:
    """A reason in a language; as it stands where there are no words for it."""
    for pattern, words in REASONS.get(language, ()):
        found = re.fullmatch(pattern, text)
        if found:
            return found.expand(words)
    return text


def translated(value: Value, language: str) -> Value:
    """The same value, its reason (and a cell's flags) in a language."""
    said = replace(value, reason=in_language(value.reason, language))
    if isinstance(said, Cell) and said.flags:
        return replace(said, flags=tuple(in_language(flag, language) for flag in said.flags))
    return said

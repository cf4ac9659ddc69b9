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
            r"the boundaries of this place changed between these waves",
            "los límites de este lugar cambiaron entre estas rondas",
        ),
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
    "ar": (
        (
            r"the boundaries of this place changed between these waves",
            "تغيّرت حدود هذا المكان بين هاتين الجولتين",
        ),
        (
            r"fewer than (\d+) people answered on one side",
            r"أجاب أقل من \1 شخصًا في أحد الجانبين",
        ),
        (r"fewer than (\d+) people answered", r"أجاب أقل من \1 شخصًا"),
        (r"nobody answered", "لم يجب أحد"),
        (r"not asked in this wave", "لم يُسأل عنه في هذه الجولة"),
        (r"one of these waves did not ask it", "إحدى هاتين الجولتين لم تسأل عنه"),
        (r"effective sample (\d+), under (\d+)", r"العدد الفعّال \1، أقل من \2"),
        (r"interval (\d+) points wide", r"عرض المجال \1 نقطة"),
        (r"interval wider than ([\d%]+) of the (value|count)", r"المجال أعرض من \1 من القيمة"),
        (
            r"it is about few people, or another figure could be worked out from it",
            "يخص قلة من الناس، أو يمكن استنتاج رقم آخر منه",
        ),
        (r"no degree of freedom is left for an? (interval|test)", "لم تبق درجات حرية"),
        (
            r"the line of this indicator broke between these waves",
            "انقطع خط هذا المقياس بين هاتين الجولتين",
        ),
        (r"there is no earlier wave", "لا توجد جولة سابقة"),
        (
            r"there is no wave of the same quarter a year earlier",
            "لا توجد جولة للربع نفسه من السنة السابقة",
        ),
        (
            r"a rolling year needs at least five quarters in a row",
            "تحتاج السنة المتحركة إلى خمسة أرباع متتالية على الأقل",
        ),
        (r"a trend needs at least three waves", "يحتاج الاتجاه إلى ثلاث جولات على الأقل"),
        (r"there are no places to compare", "لا توجد أماكن للمقارنة"),
        (r"too few people answered", "أجاب عدد قليل جدًا من الناس"),
        (r"this kind of sample allows no comparison", "لا يتيح هذا النوع من العينات المقارنة"),
        (r"nobody was sampled, so nothing is tested", "لم تُسحب عينة، فلا يُختبر شيء"),
        (
            r"(\d+) contrasts cannot be tested together on (\d+) degrees of freedom\.",
            r"لا يمكن اختبار \1 مقارنة معًا على \2 درجة حرية.",
        ),
        (r"everybody or nobody: review", "الجميع أو لا أحد: للمراجعة"),
        (r"the complement is imprecise", "المتمّم غير دقيق"),
        (r"fewer than (\d+) degrees of freedom: review", r"أقل من \1 درجة حرية: للمراجعة"),
    ),
    "zh-Hans": (
        (
            r"the boundaries of this place changed between these waves",
            "这一地点的边界在这些轮次之间改变了",
        ),
        (r"fewer than (\d+) people answered on one side", r"其中一方作答者不足 \1 人"),
        (r"fewer than (\d+) people answered", r"作答者不足 \1 人"),
        (r"nobody answered", "无人作答"),
        (r"not asked in this wave", "本轮没有询问"),
        (r"one of these waves did not ask it", "其中一轮没有询问"),
        (r"effective sample (\d+), under (\d+)", r"有效人数 \1，不足 \2"),
        (r"interval (\d+) points wide", r"区间宽 \1 个百分点"),
        (r"interval wider than ([\d%]+) of the (value|count)", r"区间宽于数值的 \1"),
        (
            r"it is about few people, or another figure could be worked out from it",
            "涉及的人太少，或可由它推算出另一数字",
        ),
        (r"no degree of freedom is left for an? (interval|test)", "没有剩余的自由度"),
        (r"the line of this indicator broke between these waves", "该指标的序列在两轮之间中断"),
        (r"there is no earlier wave", "没有更早的一轮"),
        (r"there is no wave of the same quarter a year earlier", "没有上一年同季度的一轮"),
        (
            r"a rolling year needs at least five quarters in a row",
            "滚动年度至少需要连续五个季度",
        ),
        (r"a trend needs at least three waves", "趋势至少需要三轮"),
        (r"there are no places to compare", "没有可比较的地点"),
        (r"too few people answered", "作答的人太少"),
        (r"this kind of sample allows no comparison", "这类样本不允许比较"),
        (r"nobody was sampled, so nothing is tested", "没有抽样，因此不作检验"),
        (
            r"(\d+) contrasts cannot be tested together on (\d+) degrees of freedom\.",
            r"\2 个自由度上无法一起检验 \1 个对比。",
        ),
        (r"everybody or nobody: review", "全部或全无：需审查"),
        (r"the complement is imprecise", "补集不精确"),
        (r"fewer than (\d+) degrees of freedom: review", r"自由度不足 \1：需审查"),
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

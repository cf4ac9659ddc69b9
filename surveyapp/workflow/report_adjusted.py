"""What a report says of its second lines, and of what happened outside while waves were fielded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.disclosure.adjusted import crowd_of
from surveyapp.indicators.adjusted_lines import AdjustedLine
from surveyapp.indicators.analysis import Analysis
from surveyapp.reporting.adjusted import Adjusted, AdjustedFigure
from surveyapp.reporting.language import Language
from surveyapp.storage.events import WaveEvent
from surveyapp.workflow.outside_events import outside_events

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "mode": "at one mix",
        "mode note": "Dashed: as if every wave had been answered by one mix of modes ({mix}). It "
        "assumes that the kind of people who answer by a mode stays the same, which nobody can "
        "check.",
        "wording": "new wording",
        "wording note": "Dashed: earlier values carried over to wording {new} by what it added "
        "when both were asked at random; the intervals hold the uncertainty of that bridge.",
        "missing": "{title}: no dashed line, because {why}.",
        "too close": "it and the plain line together would tell of a few people",
        "no mode in common": "no mode was used by at least 20 people in every wave",
        "event": "{day}: {text} (logged on {logged}, before the results were opened)",
    },
    "es": {
        "mode": "misma mezcla",
        "mode note": "Línea discontinua: como si todas las rondas se hubieran respondido con una "
        "misma mezcla de modos ({mix}). Supone que quienes responden por un modo siguen siendo el "
        "mismo tipo de personas, lo que nadie puede comprobar.",
        "wording": "nueva redacción",
        "wording note": "Línea discontinua: valores anteriores llevados a la redacción {new} por "
        "lo que esta añadió cuando ambas se preguntaron al azar; los intervalos incluyen la "
        "incertidumbre de ese puente.",
        "missing": "{title}: sin línea discontinua, porque {why}.",
        "too close": "junto con la línea simple hablaría de unas pocas personas",
        "no mode in common": "ningún modo lo usaron al menos 20 personas en cada ronda",
        "event": "{day}: {text} (anotado el {logged}, antes de abrir los resultados)",
    },
    "ar": {
        "mode": "بمزيج واحد",
        "mode note": "الخط المتقطع: كما لو أُجيب عن كل الجولات بمزيج واحد من الوسائل ({mix}). "
        "يفترض أن نوع الأشخاص الذين يجيبون بكل وسيلة لم يتغيّر، وهذا ما لا يمكن لأحد التحقق منه.",
        "wording": "الصياغة الجديدة",
        "wording note": "الخط المتقطع: قيم سابقة نُقلت إلى الصياغة {new} بمقدار ما أضافته حين "
        "طُرحت الصياغتان عشوائيًا؛ وتشمل المجالات عدم اليقين في هذا الجسر.",
        "missing": "{title}: لا خط متقطع، لأنه {why}.",
        "too close": "يكشف مع الخط الأصلي عن قلة من الأشخاص",
        "no mode in common": "لم تُستعمل أي وسيلة من 20 شخصًا على الأقل في كل جولة",
        "event": "{day}: {text} (سُجّل في {logged}، قبل فتح النتائج)",
    },
    "zh-Hans": {
        "mode": "同一构成",
        "mode note": "虚线：假设每一轮都以同一种作答方式构成（{mix}）作答。"
        "前提是以每种方式作答的人群类型不变，这一点无人能够核实。",
        "wording": "新措辞",
        "wording note": "虚线：把以前的数值换算到措辞 {new}，换算依据是两种措辞随机询问时的差别；"
        "区间包含这一衔接的不确定性。",
        "missing": "{title}：没有虚线，因为{why}。",
        "too close": "它与原线合在一起会透露少数人的情况",
        "no mode in common": "没有任何一种方式在每一轮都有至少 20 人使用",
        "event": "{day}：{text}（{logged} 记录，当时结果尚未打开）",
    },
}


def adjusted_facts(analysis: Analysis, language: Language) -> tuple[Adjusted, ...]:
    """The second lines that there are, each with its name and note."""
    return tuple(_facts(line, language) for line in analysis.adjusted if line.points)


def adjusted_notes(analysis: Analysis, language: Language) -> Iterator[str]:
    """Why a line that was asked for is not there; a line of one mode needs no word."""
    words = _words(language)
    for line in analysis.adjusted:
        if line.missing in words:
            title = analysis.scored[line.indicator].indicator.title
            said = title.get(language.code) or next(iter(title.values()), line.indicator)
            yield words["missing"].format(title=said, why=words[line.missing])


def event_facts(
    file: AnalysisFile, events: Sequence[WaveEvent], language: Language
) -> dict[str, tuple[str, ...]]:
    """Wave -> its outside events in words, in the order in which they happened."""
    pattern = _words(language)["event"]
    return {
        wave.slug: tuple(
            pattern.format(
                day=language.day(one.day), text=one.text, logged=language.day(one.logged)
            )
            for one in outside_events(events, wave.slug)
        )
        for wave in file.waves
    }


def _facts(line: AdjustedLine, language: Language) -> Adjusted:
    words = _words(language)
    mix = language.say("comma").join(
        f"{language.called('mode', mode)} {language.value(100 * share, 'percent')}"
        for mode, share in sorted(line.mix.items(), key=lambda pair: -pair[1])
    )
    figures = tuple(
        AdjustedFigure(point.wave, point.value, point.lower, point.upper, point.breaks, point.n)
        for point in line.points
    )
    note = words[f"{line.kind} note"].format(mix=mix, new=line.new)
    return Adjusted(line.indicator, words[line.kind], note, figures, crowd_of(line))


def _words(language: Language) -> Mapping[str, str]:
    return WORDS.get(language.code, WORDS["en"])

"""What a report says about its lines over time: where they start anew, why, and who ruled so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.indicators.analysis import Analysis
from surveyapp.indicators.ballots import Ballot
from surveyapp.indicators.scoring import Scored
from surveyapp.indicators.series import Series, Step
from surveyapp.reporting.language import Language
from surveyapp.workflow.report_adjusted import adjusted_notes

CAUSES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "wording": "the question was reworded",
        "options": "other answers were offered",
        "direction": "the scale was turned round",
        "order": "the question or its answers stand elsewhere",
        "filter": "other people are asked",
        "kind": "it is asked in another way",
        "translation": "a translation was reworded",
        "answering": "it is answered in another way",
        "computation": "it is worked out otherwise",
        "scoring": "it is scored otherwise",
        "frame": "another kind of sample was asked",
        "mode": "the mix of modes shifted by {mode} (limit {mode_limit})",
        "language": "the mix of languages shifted by {language} (limit {language_limit})",
        "ruling": "the author judged it so",
        "break": "{title}, {later}: a new line, because {causes}.",
        "joined": "{title}, {later}: joined to {earlier} by the author's judgment of {item}: "
        "“{reason}”",
        "broken": "{title}, {later}: parted from {earlier} by the author's judgment of {item}: "
        "“{reason}”",
        "ballot": "{title}, {later}: wordings {old} and {new} were asked at random; wording {new} "
        "gave {difference} ({level} interval {span}; {n_old} and {n_new} people).",
        "boundaries": "{places}, {later}: a new line, because the boundaries changed.",
        "and": " and ",
    },
    "es": {
        "wording": "cambió la redacción de la pregunta",
        "options": "se ofrecieron otras respuestas",
        "direction": "la escala se invirtió",
        "order": "la pregunta o sus respuestas están en otro lugar",
        "filter": "se pregunta a otras personas",
        "kind": "se pregunta de otra manera",
        "translation": "cambió la redacción de una traducción",
        "answering": "se responde de otra manera",
        "computation": "se calcula de otra manera",
        "scoring": "se puntúa de otra manera",
        "frame": "se preguntó a otro tipo de muestra",
        "mode": "la mezcla de modos cambió en {mode} (límite {mode_limit})",
        "language": "la mezcla de idiomas cambió en {language} (límite {language_limit})",
        "ruling": "así lo juzgó el autor",
        "break": "{title}, {later}: línea nueva, porque {causes}.",
        "joined": "{title}, {later}: unida a {earlier} por juicio del autor sobre {item}: "
        "“{reason}”",
        "broken": "{title}, {later}: separada de {earlier} por juicio del autor sobre {item}: "
        "“{reason}”",
        "ballot": "{title}, {later}: las redacciones {old} y {new} se preguntaron al azar; la "
        "{new} dio {difference} (intervalo de {level} {span}; {n_old} y {n_new} personas).",
        "boundaries": "{places}, {later}: línea nueva, porque cambiaron los límites.",
        "and": " y ",
    },
    "ar": {
        "wording": "تغيّرت صياغة السؤال",
        "options": "عُرضت إجابات أخرى",
        "direction": "انعكس اتجاه المقياس",
        "order": "تغيّر موضع السؤال أو إجاباته",
        "filter": "يُسأل أشخاص آخرون",
        "kind": "يُسأل بطريقة أخرى",
        "translation": "تغيّرت صياغة إحدى الترجمات",
        "answering": "يُجاب عنه بطريقة أخرى",
        "computation": "يُحسب بطريقة أخرى",
        "scoring": "تُحتسب درجته بطريقة أخرى",
        "frame": "سُئل نوع آخر من العينات",
        "mode": "تغيّر مزيج الوسائل بمقدار {mode} (الحد {mode_limit})",
        "language": "تغيّر مزيج اللغات بمقدار {language} (الحد {language_limit})",
        "ruling": "حكم المؤلف بذلك",
        "break": "{title}، {later}: خط جديد، لأنه {causes}.",
        "joined": "{title}، {later}: وُصل مع {earlier} بحكم المؤلف على {item}: «{reason}»",
        "broken": "{title}، {later}: فُصل عن {earlier} بحكم المؤلف على {item}: «{reason}»",
        "ballot": "{title}، {later}: طُرحت الصياغتان {old} و{new} عشوائيًا؛ وأعطت الصياغة {new} "
        "فرقًا قدره {difference} (مجال {level}: {span}؛ {n_old} و{n_new} شخصًا).",
        "boundaries": "{places}، {later}: خط جديد، لأن الحدود تغيّرت.",
        "and": " و",
    },
    "zh-Hans": {
        "wording": "问题改了措辞",
        "options": "提供的答案不同",
        "direction": "量表方向颠倒",
        "order": "问题或答案的位置改变",
        "filter": "询问的人不同",
        "kind": "提问方式不同",
        "translation": "某个译文改了措辞",
        "answering": "作答方式不同",
        "computation": "计算方式不同",
        "scoring": "计分方式不同",
        "frame": "询问了另一类样本",
        "mode": "作答方式的构成变动了 {mode}（限度 {mode_limit}）",
        "language": "语言的构成变动了 {language}（限度 {language_limit}）",
        "ruling": "作者如此判断",
        "break": "{title}，{later}：新的一条线，因为{causes}。",
        "joined": "{title}，{later}：依作者对 {item} 的判断与 {earlier} 相连：“{reason}”",
        "broken": "{title}，{later}：依作者对 {item} 的判断与 {earlier} 分开：“{reason}”",
        "ballot": "{title}，{later}：随机询问了措辞 {old} 和 {new}；措辞 {new} 带来 {difference}"
        "（{level} 区间：{span}；{n_old} 人和 {n_new} 人）。",
        "boundaries": "{places}，{later}：新的一条线，因为边界改变。",
        "and": "，并且",
    },
}


def series_notes(analysis: Analysis, file: AnalysisFile, language: Language) -> tuple[str, ...]:
    """Every break with its causes, every ruling with its reason, every effect of a wording."""
    periods = {wave.slug: language.period(wave.period) for wave in file.waves}
    steps = (n for step in analysis.series.steps for n in _notes(step, analysis, periods, language))
    effects = (_effect(one, analysis, periods, language) for one in analysis.ballots)
    return (
        *steps,
        *_redrawn(analysis, file, periods, language),
        *effects,
        *adjusted_notes(analysis, language),
    )


def _redrawn(
    analysis: Analysis, file: AnalysisFile, periods: Mapping[str, str], language: Language
) -> Iterator[str]:
    """Which of the report's places start anew because their boundaries changed."""
    names = {area.id: area.name for area in file.areas}
    places = [p for p in analysis.places if p in analysis.series.redrawn]
    if places:
        listed = language.say("comma").join(names.get(p, p.rpartition(":")[2]) for p in places)
        words = CAUSES.get(language.code, CAUSES["en"])
        yield words["boundaries"].format(places=listed, later=periods[analysis.series.since])


def _effect(
    ballot: Ballot, analysis: Analysis, periods: Mapping[str, str], language: Language
) -> str:
    words = CAUSES.get(language.code, CAUSES["en"])
    scored, effect = analysis.scored[ballot.indicator], ballot.found.effect
    return words["ballot"].format(
        title=_title(scored, language),
        later=periods[ballot.wave],
        old=ballot.old,
        new=ballot.new,
        difference=language.difference(effect.value, scored.unit),
        level=language.value(100 * effect.level, "percent"),
        span=language.span(effect.lower, effect.upper, scored.unit),
        n_old=language.number(ballot.found.old.n),
        n_new=language.number(ballot.found.new.n),
    )


def _title(scored: Scored, language: Language) -> str:
    title = scored.indicator.title
    return title.get(language.code) or next(iter(title.values()), scored.indicator.id)


def _notes(
    step: Step, analysis: Analysis, periods: Mapping[str, str], language: Language
) -> Iterator[str]:
    words = CAUSES.get(language.code, CAUSES["en"])
    shared = {
        "title": _title(analysis.scored[step.indicator], language),
        "earlier": periods[step.earlier],
        "later": periods[step.later],
    }
    if step.breaks:
        sizes = _sizes(step, analysis.series, language)
        causes = words["and"].join(words[cause].format(**sizes) for cause in step.causes)
        yield words["break"].format(**shared, causes=causes)
    for ruling in step.rulings:
        key = "joined" if ruling.verdict == "comparable" else "broken"
        reason = ruling.reason.get(language.code) or next(iter(ruling.reason.values()))
        yield words[key].format(**shared, item=ruling.item, reason=reason)


def _sizes(step: Step, series: Series, language: Language) -> dict[str, str]:
    sizes = {name: language.value(100 * size, "percent") for name, size in step.shifts.items()}
    limits = {"mode": series.limits.mode, "language": series.limits.language}
    return sizes | {
        f"{name}_limit": language.value(100 * size, "percent") for name, size in limits.items()
    }

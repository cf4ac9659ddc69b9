"""Fixed phrases of facts that a report prints about its own method, by language.

Sentences about figures are made in `reporting.wording`; these only name what was done.
"""

from __future__ import annotations

from collections.abc import Mapping

from surveyapp.errors import Problem, ReportError
from surveyapp.workflow.report_words_arabic import ARABIC_PHRASES
from surveyapp.workflow.report_words_chinese import CHINESE_PHRASES

PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "and": " and ",
        "or": " or ",
        "top_share": "Share of answers {positive}.",
        "top_share several": "Each person's share of answers {positive}, averaged over people.",
        "net_balance": "Share of answers {positive}, minus share of answers {negative}.",
        "mean": "Average of the answers.",
        "scale_mean": "Average of the answers from {low} to {high}, higher being better.",
        "answered one": "Answered the question.",
        "answered several": "Answered at least {k} of its {of} questions.",
        "dont know beside": "“Don't know” is left out of the base; its share is printed beside "
        "the figure.",
        "dont know base": "“Don't know” is in the base and counts as neither.",
        "everyone": "everyone",
        "some": "those to whom it applies",
        "frame coded": "letters with access codes",
        "frame named": "the sample described in the wave's plan",
        "frame open": "no list: anybody could take part",
        "selection strata people": "people drawn within each stratum",
        "selection strata units": "first-stage units drawn within each stratum, then people in "
        "each of them",
        "selection plain": "people drawn from the whole frame",
        "degrees": "first-stage units minus strata, within the people a figure is about",
        "base equal": "Base weight: the same for everybody.",
        "base stratum population": "Base weight: population of the stratum divided by its "
        "responses in that wave.",
        "base design cell": "Base weight: inverse of the selection probability, by design cell.",
        "rake": "Raking, each wave by itself, to {margins}, until every margin is met to "
        "{tolerance}.",
        "no calibration": "No adjustment to population margins.",
        "unknown keep share": "People whose level of a margin is unknown keep the share their "
        "base weights give them; the targets apply to the rest.",
        "unknown refuse": "No level of any margin was unknown.",
        "unknown impute": "Unknown levels of a margin were imputed within strata, seeded.",
        "poststratify": "Post-stratification, each wave by itself, to {margins}.",
        "linear": "Calibration by generalized regression, each wave by itself, to {margins}.",
        "no trimming": "No trimming.",
        "trimming": "Weights were kept under {times:g} times their median: cut and raked in turn "
        "until limits and margins held together.",
        "no fpc": "No finite population correction.",
        "variance": "Linearized, with strata, first-stage units and the exact residuals of the "
        "raking.",
        "interval": "Korn-Graubard for shares of people, with the effective sample capped at the "
        "number of people; Student t for averages over several questions, balances, means and "
        "differences",
        "assumption population": "{note}",
        "assumption response": "Within the levels of the margins, people who answered stand for "
        "those who did not.",
        "warning few": "Only {n} people of {label} ({margin}) answered in {wave}.",
        "warning fewer": "Fewer than {n} people of {label} ({margin}) answered in {wave}.",
        "warning weights": "Weights run from {low:,.0f} to {high:,.0f}, so that some "
        "answers count {times:,.0f} times as much as others.",
        "warning effect": "Weighting costs precision: {n:,} answers in {wave} are worth about "
        "{effective:,.0f}.",
        "warning margin error": "The margin {margin} is itself an estimate; its error is not in "
        "the intervals.",
        "policy level": "Interval level",
        "policy power": "Power of smallest detectable changes",
        "policy lonely": "Stratum with one first-stage unit",
        "policy df": "Degrees of freedom of a contrast",
        "policy df value": "the smallest among the figures it compares",
        "policy unknown": "Unknown level of a margin",
        "policy unknown value": "{policy} ({counts})",
        "policy disagreeing": "Margins whose totals differ by rounding",
        "policy disagreeing value": "scaled to the first margin's total",
        "policy detectable": "Smallest detectable change in a family of m",
        "policy detectable value": "at error rate {alpha:.2g} divided by m",
        "rule persons": "A figure on fewer than {persons} people is withheld as confidential.",
        "rule protect": "A further figure is withheld where a confidential one could be worked "
        "out from it.",
        "rule nchs": "A share is withheld as imprecise when its effective sample is under "
        "{effective:.0f}, its interval {wide:.0f} points wide or wider, or wider than "
        "{relative:.0%} of the share (unless under {narrow:.0f} points): the presentation "
        "standards of the National Center for Health Statistics.",
        "rule option": "Answers given by fewer than {persons} people are withheld, with others "
        "from which they could be worked out.",
        "sensitivity": "{title}: {value} with all answers, {without} without the {n} that raised "
        "a flag.",
        "sensitivity few": "Fewer than {fewest} answers raised a flag, or did not, so figures "
        "without the flagged are not printed: they would tell about a few people.",
        "tipping": "{title}, against {period}: {n:,} invented answers, all at one end "
        "({share:.1f}% of those counted), would turn the finding.",
        "tipping none": "{title}, against {period}: not even ten times as many invented answers "
        "as real ones would turn the finding.",
        "rule dominance": "A figure is withheld where {people} people could hold {share:.0f}% of "
        "its weight, or one could work out another's weight to within {p:.0f}%: wherever its "
        "effective sample (Kish) is {least:.1f} or less.",
        "rule audit": "No withheld count can be bounded to fewer than {width:.0f} people from all "
        "that is printed; each edition is checked so before it appears.",
        "rule receipts": "Every response counted has a receipt; the hashes are listed.",
        "addition": "Added when the wave was {state}: {text}",
        "limit response": "People who answer may differ from those who do not in ways the "
        "weights miss.",
        "limit wording": "Answers depend on how questions are worded and in which order.",
        "processing": "Answers were sealed on arrival, opened together when the wave closed, "
        "given new random numbers and shuffled.",
        "processing import": "Answers were gathered elsewhere and read from a file; every row was "
        "checked against the questionnaire.",
        "quality many_unanswered": "More than half of the questions unanswered: {n}, kept.",
        "quality straight_lining": "The same answer all through a grid: {n}, kept.",
        "quality other": "{flag}: {n}, kept.",
        "quality faster_than_reading": "Sent faster than the questions can be read: {n}, kept.",
        "quality inconsistent": "Two answers that exclude each other: {n}, kept.",
        "quality duplicate_pattern": "Every answer the same as in another response: {n}, kept.",
        "quality near_duplicate": "Nearly every answer the same as in another response: {n}, kept.",
        "quality shared_address": "Many responses from one network in a day: {n}, kept.",
        "quality burst": "Arrived in a burst: {n}, kept.",
        "quality trap_filled": "A hidden field filled in: {n}, kept.",
        "outcomes": "Final outcomes of {cases} cases (AAPOR): complete {complete}, partial "
        "{partial}, refusals and break-offs {refusal}, not contacted {no_contact}, other eligible "
        "{other}, of unknown eligibility {unknown}, not eligible {not_eligible}. {rates}; "
        "e = {e}, the share of unknown cases taken as eligible.",
        "recruitment": "Letters to addresses in the sample.",
        "recruitment open": "An open link; people chose to take part.",
        "from to": "{start} to {end}",
        "undated": "dates not recorded",
        "population": "adults 18 and over living in {city}",
        "exploratory family": "Who differs: each group and the other groups",
        "elsewhere": "Further families of the plan compare other places; the report by those "
        "places answers them: {families}.",
        "margin age": "age",
        "margin sex": "sex",
        "margin race_ethnicity": "race and ethnicity",
        "margin tenure": "home",
        "margin education": "education",
        "margin neighborhood": "neighborhood",
        "margin council_district": "council district",
        "answerers": "people in {city} who chose to answer",
    },
    "es": {
        "and": " y ",
        "or": " o ",
        "top_share": "Porcentaje de respuestas {positive}.",
        "top_share several": "Porcentaje de respuestas {positive} de cada persona, en promedio.",
        "net_balance": "Porcentaje de respuestas {positive}, menos el de respuestas {negative}.",
        "mean": "Promedio de las respuestas.",
        "scale_mean": "Promedio de las respuestas de {low} a {high}; más alto es mejor.",
        "answered one": "Respondió la pregunta.",
        "answered several": "Respondió al menos {k} de sus {of} preguntas.",
        "dont know beside": "“No sé” queda fuera de la base; su porcentaje se imprime al lado.",
        "dont know base": "“No sé” está en la base y no cuenta en ningún sentido.",
        "everyone": "todas las personas",
        "some": "las personas a quienes corresponde",
        "frame coded": "cartas con códigos de acceso",
        "frame named": "la muestra descrita en el plan de la ronda",
        "frame open": "ninguna lista: cualquiera podía participar",
        "selection strata people": "personas elegidas al azar dentro de cada estrato",
        "selection strata units": "unidades de primera etapa elegidas al azar en cada estrato, y "
        "personas dentro de ellas",
        "selection plain": "personas elegidas al azar de todo el marco",
        "degrees": "unidades de primera etapa menos estratos, entre las personas de cada cifra",
        "base equal": "Peso base: el mismo para todas las personas.",
        "base stratum population": "Peso base: población del estrato dividida entre sus "
        "respuestas en esa ronda.",
        "base design cell": "Peso base: inverso de la probabilidad de selección, por celda del "
        "diseño.",
        "rake": "Ajuste iterativo a {margins}, cada ronda por separado, hasta cumplir cada margen "
        "con un error de {tolerance}.",
        "no calibration": "Sin ajuste a márgenes de población.",
        "unknown keep share": "Las personas cuyo nivel en un margen no se conoce conservan la "
        "proporción de sus pesos base; las metas se aplican a las demás.",
        "unknown refuse": "Ningún nivel de margen era desconocido.",
        "unknown impute": "Los niveles desconocidos se imputaron dentro de los estratos, con "
        "semilla fija.",
        "poststratify": "Posestratificación, cada ronda por separado, a {margins}.",
        "linear": "Calibración por regresión generalizada, cada ronda por separado, a {margins}.",
        "no trimming": "Sin recorte de pesos.",
        "trimming": "Los pesos se mantuvieron por debajo de {times:g} veces su mediana: se "
        "recortaron y ajustaron por turnos hasta cumplir límites y márgenes.",
        "no fpc": "Sin corrección por población finita.",
        "variance": "Linealizada, con estratos, unidades de primera etapa y los residuos exactos "
        "del ajuste.",
        "interval": "Korn-Graubard para porcentajes de personas, con la muestra efectiva limitada "
        "al número de personas; t de Student para promedios de varias preguntas, balances, "
        "promedios y diferencias",
        "assumption population": "{note}",
        "assumption response": "Dentro de cada nivel de los márgenes, quienes respondieron "
        "representan a quienes no.",
        "warning few": "Solo respondieron {n} personas de {label} ({margin}) en {wave}.",
        "warning fewer": "Respondieron menos de {n} personas de {label} ({margin}) en {wave}.",
        "warning weights": "Los pesos van de {low:,.0f} a {high:,.0f}: algunas "
        "respuestas cuentan {times:,.0f} veces más que otras.",
        "warning effect": "Ponderar cuesta precisión: {n:,} respuestas en {wave} valen por unas "
        "{effective:,.0f}.",
        "warning margin error": "El margen {margin} es también una estimación; su error no está "
        "en los intervalos.",
        "policy level": "Nivel de los intervalos",
        "policy power": "Potencia de los cambios mínimos detectables",
        "policy lonely": "Estrato con una sola unidad de primera etapa",
        "policy df": "Grados de libertad de un contraste",
        "policy df value": "los menores entre las cifras que compara",
        "policy unknown": "Nivel desconocido de un margen",
        "policy unknown value": "{policy} ({counts})",
        "policy disagreeing": "Márgenes cuyos totales difieren por redondeo",
        "policy disagreeing value": "llevados al total del primer margen",
        "policy detectable": "Cambio mínimo detectable en una familia de m",
        "policy detectable value": "con tasa de error {alpha:.2g} dividida entre m",
        "rule persons": "Una cifra de menos de {persons} personas se reserva por confidencialidad.",
        "rule protect": "Se reserva otra cifra cuando de ella podría deducirse una confidencial.",
        "rule nchs": "Un porcentaje se reserva por impreciso si su muestra efectiva es menor de "
        "{effective:.0f}, su intervalo mide {wide:.0f} puntos o más, o más del {relative:.0%} del "
        "porcentaje (salvo menos de {narrow:.0f} puntos): normas de presentación del National "
        "Center for Health Statistics.",
        "rule option": "Se reservan las respuestas de menos de {persons} personas, junto con "
        "otras de las que podrían deducirse.",
        "sensitivity": "{title}: {value} con todas las respuestas, {without} sin las {n} "
        "señaladas.",
        "sensitivity few": "Menos de {fewest} respuestas quedaron señaladas, o sin señalar, así "
        "que no se imprimen cifras sin ellas: hablarían de pocas personas.",
        "tipping": "{title}, frente a {period}: {n:,} respuestas inventadas, todas en un extremo "
        "({share:.1f}% de las contadas), cambiarían el resultado.",
        "tipping none": "{title}, frente a {period}: ni diez veces más respuestas inventadas que "
        "reales cambiarían el resultado.",
        "rule dominance": "Se reserva una cifra cuando {people} personas podrían reunir el "
        "{share:.0f}% de su peso, o una podría deducir el peso de otra con un margen del "
        "{p:.0f}%: siempre que su muestra efectiva (Kish) sea de {least:.1f} o menos.",
        "rule audit": "Ningún conteo reservado puede acotarse a menos de {width:.0f} personas a "
        "partir de lo impreso; cada edición se comprueba así antes de salir.",
        "rule receipts": "Cada respuesta contada tiene un recibo; se listan sus resúmenes.",
        "addition": "Agregado cuando la ronda estaba {state}: {text}",
        "limit response": "Quienes responden pueden diferir de quienes no, de maneras que los "
        "pesos no corrigen.",
        "limit wording": "Las respuestas dependen de cómo y en qué orden se pregunta.",
        "processing": "Las respuestas se sellaron al llegar, se abrieron juntas al cerrar la "
        "ronda, recibieron números nuevos al azar y se mezclaron.",
        "processing import": "Las respuestas se reunieron en otra parte y se leyeron de un "
        "archivo; cada fila se comprobó con el cuestionario.",
        "quality many_unanswered": "Más de la mitad de las preguntas sin responder: {n}, "
        "conservadas.",
        "quality straight_lining": "La misma respuesta en toda una tabla: {n}, conservadas.",
        "quality other": "{flag}: {n}, conservadas.",
        "quality faster_than_reading": "Enviadas más rápido de lo que se leen las preguntas: {n}, "
        "conservadas.",
        "quality inconsistent": "Dos respuestas que se excluyen: {n}, conservadas.",
        "quality duplicate_pattern": "Todas las respuestas iguales a otras: {n}, conservadas.",
        "quality near_duplicate": "Casi todas las respuestas iguales a otras: {n}, conservadas.",
        "quality shared_address": "Muchas respuestas de una red en un día: {n}, conservadas.",
        "quality burst": "Llegadas en ráfaga: {n}, conservadas.",
        "quality trap_filled": "Un campo oculto rellenado: {n}, conservadas.",
        "outcomes": "Resultados finales de {cases} casos (AAPOR): completos {complete}, parciales "
        "{partial}, rechazos y abandonos {refusal}, sin contacto {no_contact}, otros elegibles "
        "{other}, de elegibilidad desconocida {unknown}, no elegibles {not_eligible}. {rates}; "
        "e = {e}, la parte de los casos desconocidos que se toma por elegible.",
        "recruitment": "Cartas a direcciones de la muestra.",
        "recruitment open": "Un enlace abierto; las personas decidieron participar.",
        "from to": "{start} a {end}",
        "undated": "fechas no registradas",
        "population": "personas de 18 años o más que viven en {city}",
        "exploratory family": "Quiénes difieren: cada grupo y los demás grupos",
        "elsewhere": "Otras familias del plan comparan otros lugares; las responde el informe "
        "por esos lugares: {families}.",
        "margin age": "edad",
        "margin sex": "sexo",
        "margin race_ethnicity": "raza y origen étnico",
        "margin tenure": "vivienda",
        "margin education": "estudios",
        "margin neighborhood": "vecindario",
        "margin council_district": "distrito municipal",
        "answerers": "personas de {city} que decidieron responder",
    },
    "ar": ARABIC_PHRASES,
    "zh-Hans": CHINESE_PHRASES,
}


def say(language: str, key: str, /, **values: object) -> str:
    """A phrase in a language, its holes filled.

    Raises
    ------
    ReportError for a language that reports are not written in.
    """
    if language not in PHRASES:
        raise ReportError(
            Problem(
                f"Reports are not written in {language!r}.",
                where="language",
                remedies=(f"Use one of: {', '.join(PHRASES)}.",),
                code="language",
            )
        )
    return PHRASES[language][key].format(**values)


def margin_title(language: str, name: str) -> str:
    """What a margin is called in print; its own name where no language has words for it."""
    return PHRASES[language].get(f"margin {name}", name.replace("_", " "))

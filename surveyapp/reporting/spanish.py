"""What a report says in Spanish: the same keys as the English patterns."""

from __future__ import annotations

from collections.abc import Mapping

from surveyapp.reporting.spanish_chapters import SPANISH_CHAPTERS

SPANISH: Mapping[str, str | Mapping[str, str]] = {
    **SPANISH_CHAPTERS,
    # numbers
    "percent": "{value}\N{NO-BREAK SPACE}%",
    "from to": "{lower} a {upper}",
    "to": "{lower} a {upper}",
    "points": "{points} puntos",
    "quarter": "T{quarter} {year}",
    "space": " ",
    "stop": ".",
    "semicolon": "; ",
    "comma": ", ",
    "quarter short": "T{quarter} {year}",
    "page end": "",
    "numerals": "",
    "point count": {"one": "{points} punto", "other": "{points} puntos"},
    # people and places
    "people probability": "los residentes",
    "people census": "quienes respondieron",
    "people opt-in": "las personas que decidieron responder",
    "people event": "los asistentes",
    "people among": "{people} {among}",
    "neighborhood": {"one": "vecindario", "other": "vecindarios"},
    "district": {"one": "distrito", "other": "distritos"},
    "group": {"one": "grupo", "other": "grupos"},
    "counted": "{word} {noun}",
    "city": "Ciudad",
    "rest of city": "el resto de la ciudad",
    "other groups": "las demás personas",
    # names of intervals
    "interval probability": "margen de error",
    "interval census": "peor y mejor caso",
    "interval opt-in": "incertidumbre según un modelo",
    "interval column probability": "Margen",
    "interval column census": "Peor, mejor",
    "interval with level": "{name} del {level}",
    "interval column opt-in": "Modelo",
    # verdicts
    "higher": "más alto",
    "lower": "más bajo",
    "no detectable change": "sin cambio detectable",
    "no detectable difference": "sin diferencia detectable",
    "too few answers to say": "muy pocas respuestas para decirlo",
    "better": "mejor",
    "worse": "peor",
    "verdict better": "{verdict} (mejor)",
    "verdict worse": "{verdict} (peor)",
    "withheld": "no publicado",
    "imprecise": "impreciso",
    "confidential": "confidencial",
    "not comparable": "no comparable",
    "withheld reason": "no publicado: {reason}",
    "not asked": "no se preguntó",
    # levels
    "share of people": "El {share} de {people} {statement}",
    "title stands": "{title}: {value} entre {people}",
    "title mean": "{title}: promedio de {value} en una escala de {low} a {high} entre {people}",
    "tenth": "Alrededor de {tenths} de cada 10 entre {people} ({share}) {statement}",
    "with interval": "{sentence} ({name}: {interval}).",
    "without interval": "{sentence}.",
    "level withheld": "{title}: la cifra de la ciudad no se publica ({reason}).",
    # changes over time
    "time higher": "La cifra es más alta que en {when}, en {amount} (intervalo del {level}: "
    "{span}){good}.",
    "time lower": "La cifra es más baja que en {when}, en {amount} (intervalo del {level}: "
    "{span}){good}.",
    "time no detectable change": "No hay cambio detectable desde {when}; un cambio de {detectable} "
    "o más probablemente se habría visto.",
    "time too few answers to say": "Hay muy pocas respuestas para decir si cambió desde {when}: "
    "solo un cambio de {detectable} o más probablemente se habría visto, y de antemano se fijaron "
    "{interest} como el cambio que importa.",
    "time withheld": "No se puede decir si cambió desde {when}: una cifra no se publica "
    "({reason}).",
    "time descriptive": "La diferencia con {when} es de {difference}; este tipo de encuesta no "
    "permite ponerla a prueba.",
    "trend higher": "Tendencia en línea recta desde {when}: más alta en {amount} al año "
    "(intervalo del {level}: {span}){good}.",
    "trend lower": "Tendencia en línea recta desde {when}: más baja en {amount} al año "
    "(intervalo del {level}: {span}){good}.",
    "trend no detectable change": "Tendencia en línea recta desde {when}: sin cambio detectable.",
    "trend too few answers to say": "Tendencia en línea recta desde {when}: muy pocas respuestas "
    "para decirlo.",
    "trend withheld": "No se puede decir la tendencia desde {when}: una cifra no se publica "
    "({reason}).",
    "trend descriptive": "Tendencia en línea recta desde {when}: {difference} al año; este tipo de "
    "encuesta no permite ponerla a prueba.",
    "pool higher": "Los últimos cuatro trimestres juntos son más altos que los cuatro que "
    "terminaron un trimestre antes, en {amount} (intervalo del {level}: {span}){good}.",
    "pool lower": "Los últimos cuatro trimestres juntos son más bajos que los cuatro que "
    "terminaron un trimestre antes, en {amount} (intervalo del {level}: {span}){good}.",
    "pool no detectable change": "Los últimos cuatro trimestres juntos no muestran cambio "
    "detectable frente a los cuatro que terminaron un trimestre antes.",
    "pool too few answers to say": "Hay muy pocas respuestas para decir si los últimos cuatro "
    "trimestres juntos difieren de los cuatro que terminaron un trimestre antes.",
    "pool withheld": "No se pueden comparar cuatro trimestres juntos: una cifra no se publica "
    "({reason}).",
    "pool descriptive": "Los últimos cuatro trimestres juntos difieren en {difference} de los "
    "cuatro que terminaron un trimestre antes; este tipo de encuesta no permite ponerlo a prueba.",
    "good better": ", mejor",
    "good worse": ", peor",
    "good none": "",
    "exploratory sentence": "{sentence} (Exploratorio.)",
    # areas and groups
    "areas higher": "más alto en {names}",
    "areas lower": "más bajo en {names}",
    "areas same": {
        "one": "En un {noun} no hay diferencia detectable con el resto de la ciudad.",
        "other": "En {word} {noun} no hay diferencia detectable con el resto de la ciudad.",
    },
    "areas few": {
        "one": "En un {noun} hay muy pocas respuestas para decirlo.",
        "other": "En {word} {noun} hay muy pocas respuestas para decirlo.",
    },
    "areas changed": "Desde {when} es {found}.",
    "areas unchanged": "Ningún {noun} muestra un cambio detectable desde {when}; en {few} de {all} "
    "hay muy pocas respuestas para decirlo.",
    "areas unchanged all": "Ningún {noun} muestra un cambio detectable desde {when}.",
    "areas detectable": "Dentro de un {noun} solo se vería un cambio de {lowest} a {highest} "
    "puntos o "
    "más.",
    "groups higher": "más alto entre {names}",
    "groups lower": "más bajo entre {names}",
    "groups same": {
        "one": "En un grupo no hay diferencia detectable con las demás personas.",
        "other": "En {word} grupos no hay diferencia detectable con las demás personas.",
    },
    "groups few": {
        "one": "En un grupo hay muy pocas respuestas para decirlo.",
        "other": "En {word} grupos hay muy pocas respuestas para decirlo.",
    },
    "and": "{first} y {second}",
    "then": "{first}; {second}",
    "either": "{first} ni {second}",
    "both": "{first} y {second}",
    # titles of charts and tables
    "than rest": "{found} que en el resto de la ciudad",
    "areas title none": "No se encuentra ningún {noun} que difiera del resto de la ciudad",
    "areas title few": "Muy pocas respuestas para decir cómo difieren los {nouns}",
    "areas title plain": "{title} por {noun}",
    "groups title none": "No se encuentra ningún grupo que difiera de las demás personas",
    "groups title few": "Muy pocas respuestas para decir cómo difieren los grupos",
    "groups title plain": "{title} por grupo",
    "since higher": "más alto que en {when}",
    "since lower": "más bajo que en {when}",
    "since no detectable change": "sin cambio detectable desde {when}",
    "since too few answers to say": "muy pocas respuestas para comparar con {when}",
    "trend title": "{title}: {phrases}",
    "trend title plain": "{title} por trimestre",
    "about areas": "{definition}, con {interval}.",
    "about areas plain": "{definition}.",
    "about groups": "{definition}, con {interval}.",
    "about groups plain": "{definition}.",
    "about trend": "La misma cifra para toda la ciudad, con {interval}. {axis}",
    "about trend plain": "La misma cifra para todas las personas. {axis}",
    "axis cut": "El eje vertical muestra solo de {low} a {high}.",
    "axis whole": "",
    "city line": "Ciudad {value}",
    "column n": "n",
    "column change": "Cambio",
    "column percent": "%",
    "column balance": "Saldo",
    "column scale": "Media",
    "wording changed": "Serie nueva",
    "data table": "Las cifras de este gráfico en una tabla",
    # legends
    "color of answer": "Color de la respuesta {count}",
    "compared with rest": "Frente al resto de la ciudad:",
    "compared with groups": "Frente a las demás personas:",
    "change since": "Cambio desde {when}:",
    "mark circle": "círculo lleno",
    "mark diamond": "rombo lleno",
    "mark circle-open": "círculo vacío",
    "mark square-open": "cuadrado vacío",
    "mark triangle-up": "triángulo hacia arriba",
    "mark triangle-down": "triángulo hacia abajo",
    # sources
    "dont know": "El {share} dijo «no sé».",
    "tested": "Pruebas al {level}: {families}.",
    "tested family": "{method} sobre {sizes} comparaciones",
    "tested alone": "sin ajuste en las exploratorias",
    "tested exploratory": "{method} sobre {sizes} comparaciones exploratorias",
    "holm": "Holm",
    "BH": "Benjamini-Hochberg",
    "none": "sin ajuste",
    "cells": "Datos: {cells}.",
    "quotes": "Con sus propias palabras",
    "quotes note": "Respuestas en las palabras de los propios residentes, leídas y aprobadas una "
    "por una. Se quitaron nombres, direcciones y otros datos que identifican. Son ejemplos, "
    "no una medida de cuántos piensan así, y aparecen sin lugar ni grupo.",
    "quoted": "«{text}»",
    "respondents n": "n = {n}",
    # alternative texts
    "alt areas": "Gráfico de puntos con intervalos, {count} filas, de mayor a menor. {rows}",
    "alt row": "{label}: {value}",
    "alt row interval": "{label}: {value} ({interval})",
    "alt row verdict": "{row}, {verdict}",
    "alt trend": "Gráfico de líneas de {count} trimestres. {rows}",
    "alt shares": "Barras apiladas, {count} filas. {rows}",
    # sections
    "contents": "Contenido",
    "main points": "Puntos principales",
    "main points label": "Resumen",
    "how to read": "Cómo leer este informe",
    "at a glance": "La ciudad de un vistazo",
    "indicators": "Resultados",
    "neighborhoods table": "Todos los vecindarios, todas las medidas",
    "districts table": "Todos los distritos, todas las medidas",
    "who differs": "Quiénes difieren",
    "groups table": "Todos los grupos, todas las medidas",
    "answers": "Cómo respondió la gente",
    "method": "Cómo se hicieron las cifras",
    "annex": "Anexo de transparencia",
    "topline": "Preguntas y respuestas",
    "versions": "Versiones exactas",
    "page of": "Página",
    "of": "de",
    "figure": "Figura {number}",
    "table": "Tabla {number}",
    "published on": "Publicado el {date}",
    "period": "Período",
    "published": "Publicado",
    "status": "Estado",
    "contact": "Contacto",
    "cite": "Cómo citar",
    "fielded": "Trabajo de campo",
    "answers counted": "Respuestas contadas",
    "cover about": "Lo que dicen {people} sobre la seguridad, la confianza y el trato justo",
    "status final": "Final",
    "status provisional": "Provisional: las cifras aún pueden cambiar",
    "status corrected": "Corregido: reemplaza una edición anterior",
    "simulated": "Simulado",
    "simulated note": "Todas las cifras de este informe vienen de respuestas simuladas de una "
    "ciudad inventada. Nada aquí describe a personas reales.",
    "translation note": "Una máquina tradujo del inglés las frases de este informe y todavía "
    "ninguna persona las ha revisado. En caso de duda vale el texto en inglés.",
    "questions note": "Las preguntas y los nombres de las medidas están en {language}: el "
    "cuestionario no tiene edición en el idioma de este informe.",
    "citation": "{department} ({year}). {title}: {wave}. Publicado el {date}.",
    "quarterly report": "Informe trimestral, {wave}",
}

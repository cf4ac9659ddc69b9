"""What the chapters of a report say in Spanish, beside the sentences about figures."""

from __future__ import annotations

from collections.abc import Mapping

SPANISH_CHAPTERS: Mapping[str, str | Mapping[str, str]] = {
    # key figures
    "key city": "Ciudad, {wave}",
    "key interval": "{name} {interval}",
    "key change": "Cambio desde {when}",
    "key pool": "Últimos cuatro trimestres",
    "key descriptive": "puntos; sin prueba",
    "key found": "puntos, {verdict}",
    "key not found": "{difference} puntos",
    "key span": "intervalo del {level}: {span}",
    "source plain": "Fuente: {survey}, {wave}. Base: {base}.",
    "title colon": "{title}: {words}",
    "no figure": "–",
    "answers rate": "{answers} (tasa de respuesta {name}: {rate})",
    # columns
    "column verdict": "Veredicto",
    "column interval": "Intervalo",
    "column measure": "Medida",
    "column since": "Desde {when}",
    "column group": "Grupo",
    "column response rate": "Tasa de respuesta",
    "column effective": "n efectivo",
    "column design effect": "Efecto de diseño",
    "column smallest": "Peso menor",
    "column largest": "Peso mayor",
    "column g factor": "Factor g mayor",
    "column margin": "Margen y nivel",
    "column unweighted": "Sin ponderar",
    "column weighted": "Ponderado",
    "column target": "Meta",
    "column family": "Familia",
    "column comparisons": "Pruebas",
    "column found": "Halladas",
    "column method": "Ajuste",
    "column joint test": "Prueba conjunta",
    "column detectable quarter": "Ciudad, trimestre",
    "column detectable year": "Ciudad, año",
    "column detectable places": "Dentro de un {noun}",
    "column interest": "Cambio que importa",
    "column city verdict": "Ciudad, último trimestre",
    "column scoring": "Puntuación",
    "column rules": "Respuestas faltantes",
    "column direction": "Los residentes llamarían mejor",
    "column policy": "Ajuste",
    "column value": "Valor",
    "column answer": "Respuesta",
    "column n now": "n, {wave}",
    "column question": "Pregunta",
    "column version": "Qué",
    # main points
    "point level": "{wave} en la ciudad.",
    "point changes": "La ciudad desde {when}.",
    "point higher": "Más alto: {titles}.",
    "point lower": "Más bajo: {titles}.",
    "point same": "Sin cambio detectable: {titles}.",
    "point few": "Muy pocas respuestas para decirlo: {titles}.",
    "point same all": "Ninguna de las {count} medidas de la ciudad muestra un cambio detectable "
    "desde {when}.",
    "point few all": "En las {count} medidas de la ciudad hay muy pocas respuestas para decir si "
    "cambiaron desde {when}.",
    "joint found": "En conjunto, las {count} medidas sí se movieron (prueba conjunta, {p}).",
    "joint found alone": "En conjunto, las {count} medidas sí se movieron (prueba conjunta, {p}), "
    "aunque ninguna se señale por sí sola.",
    "joint none but one": "En conjunto, las {count} medidas no muestran movimiento (prueba "
    "conjunta, {p}).",
    "joint none": "En conjunto, las {count} medidas tampoco muestran movimiento (prueba conjunta, "
    "{p}).",
    "point neighborhoods": "Los vecindarios frente al resto de la ciudad.",
    "point districts": "Los distritos frente al resto de la ciudad.",
    "point places more": {
        "one": "En una medida más difiere algún {noun}.",
        "other": "En {word} medidas más difiere algún {noun}.",
    },
    "point places silent": {
        "one": "En otra medida no se encuentra ningún {noun} que difiera.",
        "other": "En otras {word} medidas no se encuentra ningún {noun} que difiera.",
    },
    "point places none": {
        "one": "En la única medida comparada no se encuentra ningún {noun} que difiera del resto "
        "de "
        "la ciudad.",
        "other": "En ninguna de las {word} medidas se encuentra un {noun} que difiera del resto de "
        "la ciudad.",
    },
    "point neighborhood changes": "Cambios dentro de los vecindarios.",
    "point district changes": "Cambios dentro de los distritos.",
    "point place changes": "De {count} cambios por {noun} desde {when} que se probaron, {found}; "
    "en "
    "{few} hay muy pocas respuestas para decirlo.",
    "point changes found": {
        "one": "se halló uno",
        "other": "se hallaron {count}",
    },
    "point changes none": "no se halló ninguno",
    "point groups": "Grupos de personas frente a las demás.",
    "point groups few": "En {few} de las {count} comparaciones de grupos hay muy pocas respuestas "
    "para decirlo.",
    "point groups none": "Ninguna de {count} comparaciones de grupos halló una diferencia; en "
    "{few} "
    "hay muy pocas respuestas para decirlo.",
    "cannot title": "Lo que este informe no puede decir",
    "cannot few": {
        "one": "Una de {all} comparaciones tiene muy pocas respuestas para decir algo; eso no es "
        "señal de igualdad.",
        "other": "{count} de {all} comparaciones tienen muy pocas respuestas para decir algo; eso "
        "no es señal de igualdad.",
    },
    "cannot small": "Dentro de un {noun}, solo un cambio de {lowest} a {highest} puntos o más "
    "probablemente se vería.",
    "cannot withheld": {
        "one": "Una cifra de este trimestre no se publica ({imprecise} por imprecisa, "
        "{confidential} por confidencial).",
        "other": "{count} cifras de este trimestre no se publican ({imprecise} por imprecisas, "
        "{confidential} por confidenciales).",
    },
    "cannot probability": "Quienes no respondieron pueden diferir de quienes sí; la ponderación lo "
    "reduce, pero no puede descartarlo.",
    "cannot census unbounded": "Quienes no respondieron pueden pensar distinto, y no se sabe "
    "cuántas personas son.",
    "cannot census": "Quienes no respondieron pueden pensar distinto. El peor y el mejor caso "
    "muestran cuánto podría importar.",
    "cannot opt-in": "Nadie fue elegido al azar: son las opiniones de personas que decidieron "
    "responder, y nada aquí es una cifra de todos los residentes.",
    "cannot event": "Son las opiniones de quienes asistieron, y de nadie más.",
    "cannot cause": "Una encuesta muestra qué piensa la gente, no por qué: nada aquí dice qué "
    "causó "
    "un cambio.",
    # how to read
    "read interval title": "Cada cifra es una estimación",
    "read interval probability": "Este trimestre respondieron {n} personas, de entre {population}. "
    "Otras personas habrían dado cifras algo distintas. El {name} muestra cuánto: de 100 encuestas "
    "hechas como esta, el rango que imprimen contendría la cifra verdadera unas {count} veces. El "
    "rango cubre solo el azar. No cubre a quienes no respondieron ni las preguntas mal entendidas.",
    "read interval census": "Respondieron {n} personas. Se preguntó a todas, así que no se da un "
    "margen por azar. El {name} muestra cuál sería la cifra si quienes no respondieron hubieran "
    "dicho lo menos favorable, o lo más favorable.",
    "read interval opt-in": "Respondieron {n} personas. Nadie fue elegido al azar, así que la "
    "{name} "
    "descansa en un supuesto: que la ponderación elimina la diferencia entre quienes decidieron "
    "responder y quienes no. Ese supuesto no se ha probado.",
    "read people title": "A quiénes describen las cifras",
    "read people probability": "Las personas se eligieron al azar y cada respuesta se pondera para "
    "que la edad, la vivienda y otros conteos conocidos coincidan con toda la ciudad. "
    "«Residentes» significa las personas adultas a las que la encuesta debía llegar.",
    "read people census of": "Se preguntó a todo el grupo. Las cifras describen a quienes "
    "respondieron, {n} de {of}, y a nadie más.",
    "read people census": "Se preguntó a todo el grupo. Las cifras describen a quienes "
    "respondieron, "
    "y a nadie más.",
    "read people opt-in": "Cualquiera podía responder. Las cifras describen a las personas que "
    "decidieron responder, y no se da ningún veredicto sobre la ciudad.",
    "read people event": "Las cifras son conteos y proporciones de quienes asistieron.",
    "read verdicts title": "Cuatro veredictos, elegidos por pruebas",
    "read verdicts": "«Más alto» y «más bajo» se imprimen solo cuando una prueba halló una "
    "diferencia. «Sin cambio detectable» significa que un cambio que importa se habría visto (el "
    "{power} de las veces) y no se vio. «Muy pocas respuestas para decirlo» significa solo eso: la "
    "muestra es muy pequeña, y puede haber cambiado o no; la diferencia se imprime entonces solo "
    "con su intervalo. Qué dirección es mejor se fijó para cada medida antes de abrir.",
    "read key time": "En el tiempo:",
    "read key place": "Entre lugares y grupos:",
    "read up better": "más alto (mejor)",
    "read down worse": "más bajo (peor)",
    "read up neutral": "más alto, ni mejor ni peor",
    "read same": "sin cambio detectable",
    "read few": "muy pocas respuestas para decirlo",
    "read level better": "diferente (mejor)",
    "read level worse": "diferente (peor)",
    "read level same": "sin diferencia detectable",
    "read many title": "Por qué se señalan menos diferencias de las que se ven",
    "read many": "Cuando se hacen muchas comparaciones, algunas parecen grandes solo por azar. Las "
    "pruebas se agrupan en familias escritas antes de abrir la encuesta y se ajustan para que la "
    "probabilidad de señalar alguna diferencia falsa en una familia sea como mucho del {error}; "
    "los "
    "intervalos de las diferencias se ajustan igual. Las comparaciones no escritas de antemano se "
    "marcan como exploratorias.",
    "read withheld title": "Cifras no publicadas",
    "read withheld": "«Impreciso» significa que respondieron tan pocas personas que la cifra "
    "engañaría. «Confidencial» significa que mostrarla, aquí o por resta, podría revelar lo que "
    "alguien respondió. Estas cifras se omiten en todas partes: gráficos, tablas y archivos.",
    "read dont know title": "«No sé» es una respuesta",
    "read dont know": "Las personas que dijeron «no sé» se cuentan y su proporción se imprime con "
    "cada medida. Quienes prefieren no decirlo se cuentan como no declarado.",
    # glance
    "glance title": "Las cifras de la ciudad y lo que se puede decir de su cambio",
    "glance about": "Cifras ponderadas de toda la ciudad. Una diferencia se imprime solo donde una "
    "prueba la halló.",
    "glance source": "Gráficos pequeños: la ciudad por trimestre con su intervalo; cada eje "
    "muestra "
    "el rango de sus propias cifras.",
    # tables of places and groups
    "places title": "Cada medida por {noun}, {wave}",
    "places about": "Línea de arriba: la cifra, con la marca de su comparación con el resto de la "
    "ciudad. Línea de abajo: cambio desde el trimestre anterior en puntos, con la marca de su "
    "prueba; una raya donde hay muy pocas respuestas para decirlo.",
    "places about plain": "La cifra, con la marca de su comparación con el resto de la ciudad.",
    "groups opening": "Cada grupo se compara con las demás personas. Las cifras muestran qué dice "
    "la "
    "gente, no por qué.",
    "groups table title": "Cada medida por grupo, {wave}",
    "groups about": "La cifra, con la marca de su comparación con las demás personas.",
    "groups exploratory": "Las comparaciones que no se registraron antes de abrir la encuesta son "
    "exploratorias.",
    # method
    "design title": "Cómo se eligió a las personas",
    "design source": "Las personas salieron de {source}: {chosen}.",
    "design strata": {
        "one": "La muestra está estratificada por {by} (un estrato).",
        "other": "La muestra está estratificada por {by} ({count} estratos).",
    },
    "design psus": "Se eligieron personas en {count} unidades de primera etapa, y los errores "
    "tienen "
    "en cuenta que las personas de una unidad se parecen.",
    "design fpc": "Los errores usan la corrección por población finita.",
    "design no fpc": "Los errores no usan corrección por población finita.",
    "design lonely": "Un estrato con una sola unidad se trata con la política «{policy}».",
    "design variance": "Errores estándar: {words}",
    "design interval": "Intervalos: {name}, al nivel del {level}; grados de libertad: {df}.",
    "design df default": "unidades menos estratos",
    "waves title": "Trimestres de este informe",
    "waves about": "La tasa de respuesta es la {name} de AAPOR. El n efectivo es el de Kish: el "
    "tamaño de la muestra aleatoria simple que dejan los pesos desiguales.",
    "waves about plain": "El n efectivo es el de Kish: el tamaño de la muestra aleatoria simple "
    "que "
    "dejan los pesos desiguales.",
    "weights title": "A quién vale cada respuesta",
    "weights steps": "Los pesos se hicieron en estos pasos:",
    "weights table title": "Pesos por trimestre",
    "weights table about": "El efecto de diseño es el de Kish, solo por pesos desiguales. El "
    "factor "
    "g es aquello por lo que la calibración multiplicó un peso.",
    "unknown opening": "Algunas personas no declararon lo que un margen necesita:",
    "unknown sentence": {
        "one": "{title}: una respuesta no tiene nivel declarado; {policy}.",
        "other": "{title}: {count} respuestas no tienen nivel declarado; {policy}.",
    },
    "unknown keep share": "conservan la proporción que tenían antes de la calibración, y las metas "
    "se aplican al resto",
    "unknown impute": "se les imputó un nivel al azar dentro de celdas, con una semilla registrada",
    "unknown refuse": "la calibración se rechazó hasta resolverlas",
    "outside sentence": {
        "one": "{title}: una respuesta tiene un nivel que la meta no cuenta; conserva su "
        "proporción.",
        "other": "{title}: {count} respuestas tienen un nivel que la meta no cuenta; conservan su "
        "proporción.",
    },
    "margins title": "Márgenes antes y después de ponderar, {wave}",
    "margins about": "Porcentaje de personas adultas. n sin ponderar.",
    "tests title": "Cómo se probaron las diferencias",
    "tests none": "Este tipo de encuesta no permite pruebas ni veredictos: las diferencias solo se "
    "describen.",
    "tests opening": "Las familias de comparaciones, su ajuste, las medidas primarias y el cambio "
    "que importa se escribieron en el plan antes de abrir. Una diferencia se señala cuando su "
    "valor "
    "p ajustado es como mucho del {error}. La que no se señala es «sin cambio detectable» solo si "
    "un cambio tan pequeño como el que importa se habría hallado con una potencia del {power}.",
    "tests exploratory": {
        "one": "Una comparación no estaba en el plan y se marca como exploratoria.",
        "other": "{count} comparaciones no estaban en el plan y se marcan como exploratorias.",
    },
    "series breaks": "Las líneas en el tiempo unen solo rondas comparables. Estas empiezan de "
    "nuevo, o las juzgó un autor:",
    "tests additions": "Añadido después de cerrar el plan:",
    "families title": "Familias de comparaciones",
    "families about": "La prueba conjunta pregunta si existe alguna diferencia en la familia, para "
    "que no se oculten varias pequeñas que se mueven en el mismo sentido.",
    "as planned": "Algunos nombres están como en el plan ({language}).",
    "joint shown": "F = {statistic} con {df1} y {df2}, {p}",
    "not computed": "no calculada",
    "detectable title": "El menor cambio que la encuesta podía detectar, en puntos",
    "detectable about": "Hallado con una potencia del {power} dentro de su familia. Donde supera "
    "el "
    "cambio que importa, el veredicto es «muy pocas respuestas para decirlo».",
    "sample title": "Respuestas por {noun} y trimestre",
    "measures title": "Qué es cada medida",
    "measures about": "Puntuación, qué se hace con las respuestas faltantes y la dirección "
    "declarada.",
    "direction higher": "más alto",
    "direction lower": "más bajo",
    "direction none": "ninguna",
    "warnings title": "Advertencias",
    "assumptions title": "Supuestos",
    "disclosure title": "Qué no se publica",
    "policies title": "Ajustes registrados con las estimaciones",
    # annex
    "annex opening": "Los once puntos del código de ética de AAPOR (2021), llenados con los "
    "propios "
    "registros de la encuesta.",
    "annex item 1": "Estrategia de recolección",
    "annex item 2": "Quién patrocinó y realizó la encuesta",
    "annex item 3": "Instrumentos",
    "annex item 4": "Población estudiada",
    "annex item 5": "Cómo se hizo la muestra",
    "annex item 6": "Método y modo de recolección",
    "annex item 7": "Fechas de recolección",
    "annex item 8": "Tamaños de muestra y precisión",
    "annex item 9": "Cómo se ponderaron los datos",
    "annex item 10": "Cómo se procesaron y revisaron los datos",
    "annex item 11": "Limitaciones",
    "annex strategy probability": "{survey}: una encuesta a personas elegidas al azar.",
    "annex strategy census": "{survey}: se preguntó a todo el grupo.",
    "annex strategy opt-in": "{survey}: un cuestionario abierto que cualquiera podía responder. No "
    "puede definirse una tasa de respuesta.",
    "annex strategy event": "{survey}: tarjetas o un quiosco en un evento.",
    "annex sponsor": "Patrocinio: {name}.",
    "annex conductor": "Realización: {name}.",
    "annex funder": "Financiación: {name}.",
    "annex instrument": {
        "one": "Cuestionario {id}, versión {version}; una pregunta se imprime textualmente en "
        "«Preguntas y respuestas».",
        "other": "Cuestionario {id}, versión {version}; {count} preguntas se imprimen textualmente "
        "en «Preguntas y respuestas».",
    },
    "annex population": "{population}.",
    "annex modes": "Respuestas por modo: {modes}.",
    "annex languages": "Respuestas por idioma: {languages}.",
    "annex dates": "{fielded}.",
    "annex size": "{n} respuestas.",
    "annex size rate": "{n} respuestas a {invited} invitaciones; tasa de respuesta {name}: {rate}.",
    "annex no precision": "No se da margen: este tipo de encuesta no lo tiene.",
    "annex precision probability": "El {name} del {level} de los porcentajes de la ciudad va de "
    "{low} "
    "a {high} puntos a cada lado, con estratos, pesos y calibración tenidos en cuenta.",
    "annex precision census": "El {name} de los porcentajes abarca de {low} a {high} puntos a cada "
    "lado.",
    "annex precision opt-in": "La {name} de los porcentajes abarca de {low} a {high} puntos a cada "
    "lado. Supone que la ponderación elimina el sesgo de selección.",
    "annex unweighted": "Las respuestas no se ponderaron.",
    # answers and topline
    "answers title": "Respuestas de «{first}» a «{last}»",
    "answers about": "Porcentaje ponderado de las personas preguntadas, {wave}. Las proporciones "
    "de "
    "menos del 5 % se dibujan sin su número; la tabla de preguntas y respuestas las tiene todas.",
    "topline opening": "Cada pregunta tal como se hizo, con porcentajes ponderados por trimestre y "
    "conteos sin ponderar de este trimestre. Los porcentajes pueden no sumar 100 por el redondeo.",
    "topline asked": "Se preguntó a: {who}.",
    "row asked": "Preguntadas (n)",
    # versions
    "versions opening": "Una cifra vale lo que vale el camino de vuelta a su origen. Estas huellas "
    "nombran el cuestionario, el plan, la ponderación y los datos exactos de este informe; quien "
    "tenga los mismos archivos puede calcularlas de nuevo.",
    "versions title": "Huellas del contenido",
    "version instrument": "Cuestionario",
    "version instrument hash": "Huella del cuestionario",
    "version plan hash": "Huella del plan",
    "version recipe hash": "Huella de la ponderación",
    "version snapshot hash": "Huella de los datos",
    "version software": "Programa",
    "receipts title": "Comprobantes",
    "receipts": {
        "one": "La huella de un comprobante está en receipts.txt, adjunto a este archivo (SHA-256 "
        "de "
        "la lista: {digest}). Quien guardó su comprobante puede verificar que su respuesta se "
        "contó.",
        "other": "Las huellas de {count} comprobantes están en receipts.txt, adjunto a este "
        "archivo "
        "(SHA-256 de la lista: {digest}). Quienes guardaron un comprobante pueden verificar que su "
        "respuesta se contó.",
    },
    "advance title": "Publicado por adelantado",
    "advance opening": "Estas entradas del registro público estaban en el canal desde el día "
    "indicado. Cada huella fija su entrada y todas las anteriores: quien guardó una copia del "
    "canal, o el informe anterior, puede comprobar que nada se reescribió (surveyapp feed check).",
    "advance now": "Esta ronda, {wave}",
    "advance before": "La ronda anterior, {wave}, para comparar con su propio informe",
    "column advance entry": "Entrada",
    "column advance day": "Publicada",
    "column advance what": "Qué fija",
    "column advance hash": "Huella, 16 primeros dígitos",
    # the page
    "skip": "Ir al informe",
    "download pdf": "Este informe en PDF",
    "download data": "Cifras en CSV",
    "download comparisons": "Comparaciones en CSV",
    "download json": "Cifras en JSON",
    "attached csv": "Todas las cifras de este informe",
    "attached comparisons": "Todas las comparaciones de este informe",
    "attached json": "Todos los valores de este informe",
    "attached receipts": "Huellas de los comprobantes de todas las respuestas contadas",
}

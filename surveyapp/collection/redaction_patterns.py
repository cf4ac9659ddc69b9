"""The patterns of identifiers in open answers, as data: kind, language, expression.

Every expression is tried on every text, because people write in other languages than the page's.
Digits are ASCII when they are matched (`redaction` writes Arabic-Indic and full-width ones so).
Each is anchored on something an identifier has and ordinary words do not: a cue word before it,
a shape, or a title. What has neither, such as a bare name, no pattern can find; that is what the
people who review open answers are for.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["phone", "mail", "place", "plate", "badge", "case", "birth", "name"]


class Pattern(NamedTuple):
    """One expression for the `re` module: its group `it` is removed, or all it matches.

    `exact` expressions tell capitals from small letters, the others do not.
    """

    kind: Kind
    language: str
    expression: str
    exact: bool = False


_MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|SEPT|OCT|NOV|DEC"
_NUMBER_CUE = r"(?:\s*(?:numbers?|no\.?|num\.?|id|nr\.?|n[.]?[ºo°]|número|núm\.?|#)){0,2}"
_IS = r"(?:\s*[:#=-]|\s+(?:is|was|es|era|fue))?\s*#?\s*"
_CODE = r"(?=[\w-]*\d)[A-Za-z]{0,4}-?\d[\w-]{1,14}"
_UPPER = r"[A-ZÀ-ÖØ-Þ]"
_WORD = rf"{_UPPER}[\w'’-]*[a-zà-ÿ][\w'’-]*"
_DATE = (
    r"(?:\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+|del\s+)?\d{4}"
    r"|[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?[日号])"
)
_STREET = (
    "street|st|avenue|ave|boulevard|blvd|road|rd|drive|dr|lane|ln|court|ct|place|pl|terrace|ter|"
    "parkway|pkwy|circle|cir|highway|hwy|alley|square|sq|trail|trl|way"
)
_NOT_STREET = (
    r"(?!(?:officers?|cops?|men|women|people|cars?|blocks?|kids|teens|houses?|homes|on|in|of|off|"
    r"the|a|my|our|this|that|from|years?|times?|minutes?|hours?|days?|weeks?|months?|miles?|feet|"
    r"more|new|other|different|busy|main|side|and|or|to|per|percent|lane|way|big|small|bad|"
    r"good|dark|long|dead|empty|one|two|police|patrol|open|public|traffic|mph|am|pm)\b)"
)
_EN_STOP = (
    r"(?!(?:The|They|He|She|We|And|But|In|On|At|It|Is|Was|Were|Are|Who|That|This|Then|There|Their|"
    r"Police|Department|Dept|Union|Station|Precinct|Unit|Named|Name|Badge|Number|Safety|Training|"
    r"Presence|Support|Programs?|Not|Did|Does|Will|Would|Could|Should|Can|Has|Had|Have|Just|Never|"
    r"Always|From|With|For|To|Of|My|Our|Your|His|Her|You|If|When|Very|Please|Thank|Thanks)\b)"
)
_ES_STOP = (
    r"(?!(?:El|La|Los|Las|Un|Una|No|Sí|Si|En|De|Del|Que|Y|Pero|Me|Se|Nos|Muy|Policía|Comisaría|"
    r"Municipal|Estatal|Federal|General|Mayor|Todo|Todos|Cuando|Por|Para|Con|Su|Mi|Gracias|"
    r"Público|Comunitario|Nacional|Local|Siempre|Nunca)\b)"
)
_AR_TITLE = (
    "السيدة|السيد|الآنسة|الضابطة|الضابط|الشرطية|الشرطي|الرقيب|العريف|الملازم|النقيب|الرائد|المقدم|"
    "العقيد|العميد|اللواء|الدكتورة|الدكتور|الأستاذة|الأستاذ|المحقق|القاضي|الشيخ|المحامي|السيّد"
)
_AR_GIVEN = (
    "محمد|أحمد|احمد|محمود|علي|حسن|حسين|عمر|عثمان|خالد|يوسف|إبراهيم|ابراهيم|إسماعيل|مصطفى|سعيد|"
    "سعد|سامي|سمير|كريم|كمال|طارق|زياد|فادي|هاني|وليد|ياسر|ماجد|ناصر|نبيل|رامي|رائد|جمال|جابر|"
    "صالح|صلاح|عادل|عماد|فيصل|فهد|سلطان|سلمان|بلال|أنور|أيمن|باسم|حمزة|مروان|منصور|موسى|عيسى|"
    "فاطمة|عائشة|مريم|زينب|سارة|ليلى|نور|هدى|منى|أمل|سعاد|رنا|ريم|دينا|هالة|سلمى|خديجة|نادية|"
    r"عبد\s?ال\w+|عبدالله|عبد الله|قاسم|جاسم|نزار|غسان|حازم|لؤي|مالك|شريف|فؤاد|توفيق|رشيد"
)
_ZH_FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁"
    "沈姚卢姜崔钟谭陆汪范廖石贾夏韦付邹孟熊秦邱江尹薛闫侯雷龙段郝孔邵史毛顾赖武康贺严尚钱龚"
)
_ZH_TITLE = (
    "警官|警员|警长|警司|警察|督察|队长|局长|所长|探长|先生|女士|小姐|太太|医生|老师|法官|律师|侦探"
)
_ZH_END = r"(?=[对在是很和说把给没不了来到帮向也就跟让曾的，。、；！？,.\s]|$)"

PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "mail",
        "",
        r"(?<![A-Za-z0-9_.+%-])[A-Za-z0-9_.+%-]{1,64}\s?(?:@|\(at\)|\[at\]|＠)"
        r"\s?[\w-]+(?:\s?\.\s?[A-Za-z][\w-]*)+",
    ),
    Pattern(
        "mail",
        "en",
        r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64} at [\w-]{1,60} dot (?:com|org|net|gov)\b",
    ),
    Pattern(
        "mail",
        "es",
        r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64} arroba [\w-]{1,60} punto (?:com|org|mx)\b",
    ),
    # Dates of birth: a date after a word of birth.
    Pattern(
        "birth",
        "en",
        r"\b(?:born|birth\s?day|birth\s?date|date of birth|d\.?o\.?b\.?)\b"
        rf"(?:\s*[:=-]|\s+(?:is|was|on|in)){{0,2}}\s*(?P<it>{_DATE})",
    ),
    Pattern(
        "birth",
        "es",
        r"\b(?:nac[ií](?:d[oa])?|naci[oó]|nacimiento|cumpleaños|f\.?\s?nac\.?)"
        rf"(?:\s*[:=-]|\s+(?:es|era|el|fue|en)){{0,3}}\s*(?P<it>{_DATE})",
    ),
    Pattern(
        "birth",
        "ar",
        r"(?:مواليد|المولود|مولود|ولدت|وُلدت|ولد|تاريخ (?:ال)?ميلاد(?:ي|ه|ها)?|تاريخ الولادة)"
        r"(?:\s*[:=-]|\s+(?:في|هو|يوم|عام|بتاريخ)){0,3}\s*"
        rf"(?P<it>{_DATE}|\d{{1,2}}\s+\w+\s+\d{{4}})",
    ),
    Pattern(
        "birth",
        "zh",
        r"(?:出生(?:日期|年月日|于|在)?|生日|生于|出生年月)(?:\s*[:：是为于在]){0,2}\s*"
        rf"(?P<it>{_DATE})",
    ),
    Pattern("birth", "zh", rf"(?P<it>{_DATE})\s*(?:出生|生人|生的|生日)"),
    # Case and report numbers: a code after a word of a case.
    Pattern(
        "case",
        "en",
        r"\b(?:case|report|incident|complaint|citation|ticket|docket|warrant|file|reference|ref|"
        rf"event|cad|summons|booking)\b\.?{_NUMBER_CUE}{_IS}(?P<it>{_CODE}(?:[-/ ]\d{{3,}})*)",
    ),
    Pattern(
        "case",
        "es",
        r"\b(?:casos?|expediente|denuncia|reporte|informe|folio|citación|multa|queja|incidente|"
        r"causa|referencia)\b"
        rf"(?:\s+de\s+policía)?{_NUMBER_CUE}{_IS}(?P<it>{_CODE}(?:[-/ ]\d{{3,}})*)",
    ),
    Pattern(
        "case",
        "ar",
        r"(?:رقم\s+)?(?:القضية|قضية|البلاغ|بلاغ|المحضر|محضر|الشكوى|شكوى|التقرير|الملف|المخالفة)"
        r"(?:\s+(?:رقم|رقمها|رقمه|هو|هي)|\s*[:#]){0,2}\s*(?P<it>[\w-]*\d[\w/-]{2,})",
    ),
    Pattern(
        "case",
        "zh",
        r"(?:案件|案|报案|立案|报警|投诉|受理|罚单|案卷)(?:编号|号码|号|回执号)\s*[:：是为]{0,2}\s*"
        r"(?P<it>[A-Za-z(（〔\[]*\d[\w()（）〔〕\[\]字第-]*\d号?)",
    ),
    # Plates: after a cue, or of a shape that nothing else has.
    Pattern(
        "plate",
        "en",
        r"\b(?i:licen[sc]e\s+plates?|plates?|tags?|registration)\b(?:\s+(?i:number|no\.?|reads?))?"
        rf"(?i:{_IS})(?P<it>(?=[A-Z0-9 -]*\d)[A-Z0-9]{{1,4}}[ -]?[A-Z0-9]{{2,5}}"
        r"(?:[ -][A-Z0-9]{1,3})?)\b",
        exact=True,
    ),
    Pattern(
        "plate",
        "es",
        rf"\b(?i:placas?|matrícula|patente|chapa)\b(?i:{_NUMBER_CUE}{_IS})"
        r"(?P<it>(?=[A-Z0-9 -]*\d)[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,5}(?:[ -][A-Z0-9]{1,3})?)\b",
        exact=True,
    ),
    Pattern(
        "plate",
        "ar",
        r"(?:لوحة|لوحتها|لوحته|اللوحة|نمرة)(?:\s+(?:السيارة|سيارته|سيارتها|سيارة|المركبة|رقم|رقمها|رقمه|هي))*"
        r"\s*:?\s*(?P<it>(?:[^\W\d_]\s?){0,4}\d{3,6}|\d{1,4}\s?(?:[^\W\d_]\s?){1,3}(?!\w))",
        exact=True,
    ),
    Pattern(
        "plate",
        "zh",
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·. ]?[A-Z0-9]{5,6}",
        exact=True,
    ),
    Pattern(
        "plate",
        "zh",
        r"(?:车牌|牌照)(?:号码|号)?\s*[:：是为]{0,2}\s*(?P<it>[A-Z0-9·-]{5,9})",
        exact=True,
    ),
    Pattern(
        "plate",
        "",
        rf"\b(?!(?:{_MONTHS}|THE|AND)\b)[A-Z]{{3}}[ -](?!(?:19|20)\d\d\b)\d{{3,4}}\b",
        exact=True,
    ),
    Pattern("plate", "", r"\b\d[A-Z]{3}\d{3}\b", exact=True),
    # Badge numbers.
    Pattern(
        "badge",
        "en",
        r"\b(?:badge|shield|officer\s+id|serial)\b"
        rf"{_NUMBER_CUE}{_IS}(?P<it>(?:[A-Z]{{1,3}}-?)?\d{{2,7}})\b",
    ),
    Pattern(
        "badge",
        "en",
        r"\b(?:officer|ofc|deputy|unit)\.?\s*(?:#|no\.?|number)?\s*(?P<it>#?\d{3,6})\b",
    ),
    Pattern(
        "badge",
        "es",
        r"\b(?:insignia|credencial|chapa|placa|agente|oficial)\b"
        rf"{_NUMBER_CUE}{_IS}(?P<it>(?:[A-Z]{{1,3}}-?)?\d{{3,7}})\b",
    ),
    Pattern(
        "badge",
        "ar",
        r"(?:رقم\s+)?(?:الشارة|شارته|شارتها|شارة|الرقم الوظيفي|رقمه الوظيفي)"
        r"(?:\s+(?:رقم|رقمها|هو|هي|كان|كانت)|\s*[:#]){0,2}\s*(?P<it>[\w-]*\d{2,})",
    ),
    Pattern(
        "badge",
        "zh",
        r"(?:警号|警徽号|徽章号|编号|胸牌号|工号)(?:码)?\s*[:：是为]{0,2}\s*(?P<it>[A-Za-z]{0,2}\d{3,8})",
    ),
    # Addresses.
    Pattern(
        "place",
        "en",
        rf"\b\d{{1,6}}[A-Za-z]?\s+(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.?\s+)?"
        rf"(?:{_WORD}\s+|\d{{1,3}}(?:st|nd|rd|th)\s+){{1,3}}(?i:{_STREET})\b"
        r"(?:,?\s*(?i:apt|apartment|unit|suite|ste|#)\.?\s*#?\s*\w{1,5})?",
        exact=True,
    ),
    Pattern(
        "place",
        "en",
        rf"\b\d{{2,6}}\s+(?:[nsew]\.?\s+)?{_NOT_STREET}[a-z]{{3,}}\s+(?:{_STREET})\b"
        r"(?:,?\s*(?:apt|apartment|unit|#)\.?\s*#?\s*\w{1,5})?",
    ),
    Pattern("place", "en", r"\b(?:p\.?\s?o\.?\s+box|apt\.?|apartment)\s+#?\s*(?=\w*\d)\w{1,6}"),
    Pattern(
        "place",
        "es",
        r"\b(?i:calle|c/|avenida|avda\.?|av\.|bulevar|carrera|camino|paseo|pasaje|callejón|calzada|"
        rf"plaza)\s+(?:(?:de|del|la|las|los|el)\s+){{0,2}}(?:{_WORD})(?:\s+(?:(?:de|del|la|los)\s+)*"
        rf"{_WORD}){{0,3}},?\s*(?:#|n[.]?[ºo°]\.?|número|núm\.?|num\.?)?\s*\d{{1,6}}"
        r"(?:,?\s*(?:apto?|apartamento|depto|piso|interior)\.?\s*\w{1,5})?",
        exact=True,
    ),
    Pattern(
        "place",
        "ar",
        r"(?:شارع|طريق|زقاق|جادة)\s+(?:[^\W\d_]+\s*){1,3}[،,]?\s*"
        r"(?:رقم|بناية|مبنى|منزل|عمارة|بيت|شقة|البناية|المنزل|العمارة)\s*(?:رقم)?\s*\d{1,5}"
        r"(?:[،,]?\s*شقة\s*\d{1,4})?",
    ),
    Pattern("place", "ar", r"\d{1,5}\s+(?:شارع|طريق|زقاق)\s+[^\W\d_]+(?:\s+[^\W\d_]+)?"),
    Pattern(
        "place",
        "ar",
        r"(?:منزل|بيت|شقة|عمارة|بناية)\s*رقم\s*\d{1,5}(?:[،,]?\s*(?:في\s+)?شارع\s+[^\W\d_]+)?",
    ),
    Pattern(
        "place",
        "zh",
        r"[一-龥]{1,8}(?:路|街|大道|巷|弄|胡同)\s*[\d一二三四五六七八九十百]{1,5}\s*(?:号|弄|栋)"
        r"(?:\s*\d{0,4}\s*(?:楼|栋|幢|单元|室|号)){0,3}",
    ),
    Pattern(
        "place",
        "zh",
        r"[一-龥]{2,8}(?:小区|花园|公寓|大厦|新村)\s*\d{1,4}\s*(?:号楼|栋|幢|座)"
        r"(?:\s*\d{1,5}\s*(?:单元|室|号)?){0,2}",
    ),
    # Telephones: digits in groups, or many of them; not years, dates, prices or times.
    Pattern(
        "phone",
        "",
        r"(?<![\w$€£.,:/-])(?!(?:19|20)\d\d\s?[-–/.]\s?(?:19|20)\d\d(?!\d))"
        r"(?!\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d))"
        r"(?:\+|00)?\d{0,3}[ .-]?\(?\d{2,4}\)?[ .-]\d{3,4}(?:[ .-]?\d{2,4}){0,2}(?![\w%])",
    ),
    Pattern("phone", "", r"(?<![\w$€£.,-])\+?\d{10,13}(?![\w%])"),
    Pattern("phone", "", r"(?<![\w$.-])\(\d{3}\)\s?\d{3}[ .-]?\d{4}\b"),
    Pattern(
        "phone",
        "",
        r"(?:\b(?:phone|cell|call|text|tel|mobile|tel[eé]fono|celular|llam\w+|m[oó]vil)\b|هاتف\w*|جوال\w*|"
        r"موبايل|电话|手机|热线)(?:\s*(?:number|número|is|es|رقم|号码|号|at|me|al|我|是|:|：|#)){0,4}\s*"
        r"(?P<it>\+?\d[\d .()-]{5,15}\d)",
    ),
    # Names with a title.
    Pattern(
        "name",
        "en",
        r"\b(?:(?:Mr|Mrs|Ms|Dr|Sgt|Lt|Capt|Det|Ofc|Rev|Prof)\.?|Miss|(?i:officer|sergeant|lieutenant|"
        r"captain|detective|deputy|sheriff|chief|judge|pastor|professor|doctor|corporal|trooper|"
        r"commander|inspector))\s+"
        rf"(?P<it>{_EN_STOP}(?:{_UPPER}\.\s*)?{_WORD}(?:\s+(?:{_UPPER}\.\s*)?{_EN_STOP}{_WORD}){{0,2}})",
        exact=True,
    ),
    Pattern(
        "name",
        "es",
        r"\b(?:(?:Sra|Sr|Srta|Dra|Dr|Lic|Sgto|Tte|Cap)\.?|(?i:don|doña|señora?|señorita|oficial|agente|"
        r"sargento|sargenta|teniente|capitán|capitana|detective|comandante|jefe|jefa|alguacil|juez|"
        r"jueza|padre|doctora?|licenciad[oa]|policía|inspectora?|cabo))\s+"
        rf"(?P<it>{_ES_STOP}{_WORD}(?:\s+(?:(?:de|del|la|los|y)\s+){{0,2}}{_ES_STOP}{_WORD}){{0,3}})",
        exact=True,
    ),
    Pattern(
        "name",
        "ar",
        rf"(?:{_AR_TITLE})\s+(?P<it>(?:{_AR_GIVEN})(?:\s+(?:ال[^\W\d_]{{2,}}|{_AR_GIVEN})\b){{0,2}})",
        exact=True,
    ),
    Pattern(
        "name",
        "zh",
        rf"(?<![一-龥][地对双])(?<![任如])(?!高级|任何|许多|于是|何时|史上|龙头)"
        rf"(?P<it>[{_ZH_FAMILY}][一-龥]{{0,2}}?)(?:{_ZH_TITLE})",
        exact=True,
    ),
    Pattern(
        "name",
        "zh",
        rf"(?:警官|警员|警长|队长|所长|医生|法官)(?!何时|许多|周[一二三四五六日末]|曾经|谢谢)"
        rf"(?P<it>[王李张刘陈杨赵黄周吴徐孙胡朱林郭罗郑梁宋唐韩冯邓曹彭][一-龥]{{1,2}}?){_ZH_END}",
        exact=True,
    ),
)

"""Naughty strings by class: what people, scanners and attackers type into any field there is.

A legal text is one that a reader can see and that tells nothing apart in hidden ways: it is kept
as it was typed, to the last joiner. What is not legal (controls, halves of characters, overrides
of direction) is left out of what is kept, and nothing of it may fail the service.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

ARABIC, HEBREW = "السلام عليكم", "שלום עולם"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
HUGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Naughty:
    """One string.

    Attributes
    ----------
    kind : its class.
    legal : whether an open answer must be kept exactly so.
    """

    kind: str
    text: str
    legal: bool


def _right_to_left() -> Iterator[tuple[str, bool]]:
    for words in (ARABIC, HEBREW, "ܫܠܡܐ", "ދިވެހި", "ߒߞߏ", "سلام دنیا", "کیا حال ہے؟", "𞤀𞤣𞤤𞤢𞤥"):
        yield words, True
        yield f"{words} and {words[::-1]} (1) 2-3", True
    for mark in "\u200e\u200f\u061c":
        yield f"left{mark}{ARABIC}{mark}right", True
    for override in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        yield f"a{override}gpj.exe", False
    yield "\u202e" * 50 + "reversed" + "\u202c" * 50, False


def _zero_width() -> Iterator[tuple[str, bool]]:
    for (
        sign
    ) in "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u00ad\u034f\u115f\u17b4\u180e\u3164\uffa0":
        yield f"ze{sign}ro", True
        yield f"{sign}z{sign}", True
    yield "\ufeffbyte order", False
    yield "\u200b" * 400 + "x", True
    yield "नमस्ते क्‍ष क्‌ष", True
    yield "می‌خواهم", True


def _astral() -> Iterator[tuple[str, bool]]:
    for text in (
        "😀", FAMILY, FAMILY * 10, "👍🏿", "🏳️‍🌈", "🇺🇳🇪🇺", "1️⃣", "𝕳𝖊𝖑𝖑𝖔", "𐍈𐌰", "𒀀𒁀", "𓂀", "𠜎𠜱𠝹",
        "🀄", "\U000f0000\U0010fffd", "\U000e0067\U0001f3f4\U000e007f", "𝄞𝅘𝅥𝅮", "ᚠᛇᚻ", "ﷺ﷽",
        "㍿㎏", "ﬁ ligature",
    ):  # fmt: skip
        yield f"a {text} b", unicodedata.is_normalized("NFC", text)
    for plane in range(1, 17):
        yield chr(plane << 16 | 0x0100) + f" of plane {plane}", True
        yield "x" + chr(plane << 16 | 0xFFFF), False
    yield "\ufdd0 noncharacter \ufffe", False


def _combining() -> Iterator[tuple[str, bool]]:
    for mark in "\u0323\u0336\u0489\u06d6\u0e49\u20dd\u3099\ufe20":
        for many in (1, 20, 200):
            yield "q" + mark * many, True
    yield "Z\u0351\u036b\u0343" * 40, False
    yield "e\u0301 cafe\u0301", False
    yield "\u0301" * 450, True
    yield "ก็็็็็็็็็็็็็็็็็็็็ ก็็็็็็็็", True


def _controls() -> Iterator[tuple[str, bool]]:
    for code in (*range(0x20), 0x7F, *range(0x80, 0xA0)):
        if chr(code) not in "\t\n\r":
            yield f"con{chr(code)}trol", False
    yield "tab\there", False
    yield "line\r\nline\rline", False
    yield "null\0" * 60, False
    yield "\u2028line\u2029paragraph", False
    yield "\x1b[31mred\x1b[0m", False
    yield "\x02secret\x03", False


def _sizes() -> Iterator[tuple[str, bool]]:
    yield "x" * 500, True
    yield "x" * 501, False
    yield "好" * 500, True
    yield "😀" * 500, True
    yield "y" * 100_000, False
    yield "🦜" * 50_000, False
    yield "e" + "\u0301" * 50_000, False
    yield "z" * HUGE, False
    yield " " * HUGE, False
    yield "\u0301\u0323" * (HUGE // 4), False


def _templates() -> Iterator[tuple[str, bool]]:
    for text in (
        "{{7*7}}", "{{ ''.__class__.__mro__ }}", "{% raw %}",
        "{% for x in range(10**9) %}{% endfor %}", "{# no #}", "${7*7}", "#{7*7}", "<%= 7*7 %>",
        "{7*7}", "@(7*7)", "[[7*7]]", "*{7*7}", "{{config}}", "{{request}}",
        "{{self._TemplateReference__context}}", "{php}echo 7;{/php}", "$!{7*7}", "~[7*7]",
        "{{constructor}}", "{secret}", "{0}", "{0.__class__}", "{t.__init__.__globals__}",
        "{!r:>10000}", "{", "}", "{}", "{{}}", "%(x)s", "%s%n%x%d", "%p%p%p", "%99999999d", "%",
        "%%", "%25", "%00", "%c0%ae", "$HOME", "`id`", "$(id)", "; ls", "| cat", "&& true",
        "\\", "\\\\", "\\n", "\\u0000", "\\x00", "&amp;", "&lt;b&gt;", "&#0;", "&#x202e;",
        "&nbsp;",
    ):  # fmt: skip
        yield text, True


def _queries() -> Iterator[tuple[str, bool]]:
    for text in (
        "' OR 1=1 --", '" OR ""="', "'; DROP TABLE responses; --", "1; SELECT pg_sleep(9)",
        "') UNION SELECT NULL--", "admin'--", "' AND '1'='1", "%' OR '%'='", "1' ORDER BY 99--",
        "'", "''", '"', "--", "/* */", "/*!50000*/", "\\' OR 1=1", "$$ SELECT 1 $$",
        "COPY x TO PROGRAM 'id'", "ATTACH DATABASE 'x' AS y", "load_extension('x')",
        "{'$gt': ''}", "*)(uid=*))(|(uid=*", "or 1=1#", "0x27", "ＤＲＯＰ ＴＡＢＬＥ", "_%_", "?",
        ":name", ":1", "@x",
    ):  # fmt: skip
        yield text, True


def _markup() -> Iterator[tuple[str, bool]]:
    for text in (
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<svg onload=alert(1)>",
        "</textarea><b>", "</title><b>", "<!--", "-->", "<![CDATA[", "<?xml version='1.0'?>",
        "<!ENTITY x 'y'>", "javascript:alert(1)", "'\"><", "<a href=//x>", "<iframe srcdoc=x>",
        "<style>*{display:none}</style>", "<base href=//x>", "<b", ">",
        "<math><mi//xlink:href=x>", "＜script＞", "<scr\u200bipt>", "</body></html>",
        "<input name=_secret>", "=cmd|'/c calc'!A0", "+1+1", "-1+1", "@SUM(1)", "=1+1",
        "=HYPERLINK(1)", "＝1＋1", '=IMPORTXML("x")', "../../etc/passwd", "..\\..\\x",
        "/dev/null", "file:///x", "CON", "NUL.txt", "C:\\x", "~root", "a/b", "//x",
        "${jndi:ldap://x}", "() { :;}; x", "http://[::1]/", "data:text/html,x", "#", "?x=y",
        "&x=y", "a;b", "a,b",
    ):  # fmt: skip
        yield text, True
    yield "\r\nSet-Cookie: stolen=1", False
    yield "x\r\n\r\n<html>", False


def _words() -> Iterator[tuple[str, bool]]:
    for text in (
        "null", "NULL", "None", "nil", "undefined", "true", "false", "NaN", "nan", "Infinity",
        "-inf", "1e309", "-0", "0", "00", "007", "0x10", "0b1", "0o7", "1_000", "1,000",
        "1.000,5", "1.", ".5", "1e5", "1/2", "½", "²", "①", "Ⅷ", "+1", "--1", "- 1", "1 000",
        "99999999999999999999", "-99999999999999999999", "65536", "0.1e-400", "__proto__",
        "constructor", "toString", "hasOwnProperty", "__class__", "__init__", "self",
        "import os", "eval", "not stated", "77", "99", "-1", "don't know", "O’Brien", "Zoë",
        "Nuñez", "Łódź", "İstanbul", "ß", "ẞ", "ſ", "Ω≈ç√∫˜µ≤≥÷", "¡™£¢∞§¶•ªº–≠", "«»“”‘’„",
        "€¥₽₿", "…‥。、", "┬─┬ノ( º _ ºノ)", "Å", "scunthorpe", "the the",
    ):  # fmt: skip
        yield text, True


def _digits() -> Iterator[tuple[str, bool]]:
    for zero in DIGIT_ZEROS:
        yield "".join(chr(zero + k) for k in (1, 2, 3)), True
    for text in (
        "一二三",
        "壹貳參",
        "零",
        "十二",
        "ⅡⅢ",
        "௰",
        "፩፪",
        "𐄇",
        "٣٫٥",
        "۱۲۳٬۴",
        "1２",
        "٢2",
    ):
        yield text, True


DIGIT_ZEROS = tuple(
    code
    for code in range(0x110000)
    if unicodedata.category(chr(code)) == "Nd" and unicodedata.digit(chr(code)) == 0
)
"""The zero of every script that writes numbers with ten digits."""

_CLASSES = {
    "right to left": _right_to_left,
    "zero width": _zero_width,
    "astral": _astral,
    "combining flood": _combining,
    "control": _controls,
    "size": _sizes,
    "template or format": _templates,
    "query": _queries,
    "markup, formula or path": _markup,
    "word or number": _words,
    "digits of a script": _digits,
}
NAUGHTY = tuple(
    Naughty(kind, text, legal) for kind, made in _CLASSES.items() for text, legal in made()
)
"""Every string, some hundreds."""

ONE_OF_EACH = tuple(
    next(one for one in NAUGHTY if one.kind == kind and one.legal == legal)
    for kind in _CLASSES
    for legal in (True, False)
    if any(one.kind == kind and one.legal == legal for one in NAUGHTY)
)
"""The first of each class, legal and not, for fields of which there are many."""

"""The part of XPath that XLSForms may use here, to conditions and back.

Read are: `${name}` compared by =, !=, <, <=, > or >= with a number or a quoted text; `selected(
${name}, 'code')`; `${name} = ''` and `${name} != ''`; `and`, `or`, `not( )` and parentheses.
Nothing is evaluated, and everything else is refused with the place where it begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from surveyapp.instrument.condition import (
    All,
    Answered,
    AnyOf,
    Comparable,
    Compare,
    Comparison,
    Condition,
    In,
    Not,
)

LONGEST = 2000
DEEPEST = 20
SUBSET = (
    "${name} compared with a number or 'code', selected(${name}, 'code'), and, or, not( ), "
    "and parentheses"
)

_TOKEN = re.compile(
    r"\s*(?:(?P<name>\$\{\s*[A-Za-z_][\w.-]*\s*\})|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<operator><=|>=|!=|=|<|>)|(?P<mark>[(),])"
    r"|(?P<word>and\b|or\b|not(?=\s*\()|selected(?=\s*\()))"
)
_TURNED: dict[str, Comparison] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class UnreadableError(ValueError):
    """What is outside the subset; `at` is the position where it begins, counting from 0."""

    def __init__(self, what: str, at: int) -> None:
        super().__init__(what)
        self.at = at


@dataclass(frozen=True, slots=True)
class Named:
    """What a name in an expression stands for.

    Attributes
    ----------
    codes : text of each choice -> its code; None for what is not chosen from a list.
    """

    variable: str
    codes: dict[str, int] | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


Look = Callable[[str], Named | None]
"""Finds what a name of the form stands for; None for a name that is not asked before."""


def read_condition(expression: str, look: Look) -> Condition:
    """The condition that an expression of the subset says.

    Raises
    ------
    UnreadableError : with the position of what cannot be read.
    """
    if len(expression) > LONGEST:
        raise UnreadableError(f"it is longer than {LONGEST} characters", LONGEST)
    parser = _Parser(list(_tokens(expression)), look, len(expression))
    found = parser.alternatives(0)
    parser.end()
    return found


def _tokens(expression: str) -> Iterator[_Token]:
    at = 0
    while expression[at:].strip():
        found = _TOKEN.match(expression, at)
        if found is None or found.lastgroup is None:
            start = at + len(expression[at:]) - len(expression[at:].lstrip())
            raise UnreadableError(
                f"“{expression[start : start + 20]}” is outside the subset", start
            )
        yield _Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup))
        at = found.end()


class _Parser:
    """Recursive descent over the tokens; each method reads one level of the grammar."""

    def __init__(self, tokens: list[_Token], look: Look, length: int) -> None:
        self.tokens = tokens
        self.look = look
        self.length = length
        self.place = 0

    def alternatives(self, depth: int) -> Condition:
        parts = [self.joined(depth)]
        while self._take("word", "or"):
            parts.append(self.joined(depth))
        return parts[0] if len(parts) == 1 else _either(parts)

    def joined(self, depth: int) -> Condition:
        parts = [self.single(depth)]
        while self._take("word", "and"):
            parts.append(self.single(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def single(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise UnreadableError(f"it is nested deeper than {DEEPEST}", self._here())
        if self._take("word", "not"):
            return Not(self._bracketed(depth))
        if self._take("word", "selected"):
            return self._selected()
        if self._sees("mark", "("):
            return self._bracketed(depth)
        return self._comparison()

    def end(self) -> None:
        """Refuse what stands after the whole expression."""
        if self.place < len(self.tokens):
            raise UnreadableError(f"“{self.tokens[self.place].text}” is not expected", self._here())

    def _bracketed(self, depth: int) -> Condition:
        self._need("mark", "(")
        found = self.alternatives(depth + 1)
        self._need("mark", ")")
        return found

    def _selected(self) -> Condition:
        self._need("mark", "(")
        named, at = self._name()
        self._need("mark", ",")
        code = self._need("text")
        self._need("mark", ")")
        return In(named.variable, (self._code(named, code, at),))

    def _comparison(self) -> Condition:
        if self._sees("name"):
            named, at = self._name()
            operator = self._need("operator").text
            return self._compared(named, operator, self._value(), at)
        value = self._value()
        operator = self._need("operator").text
        named, at = self._name()
        return self._compared(named, _TURNED.get(operator, operator), value, at)

    def _compared(self, named: Named, operator: str, value: _Token, at: int) -> Condition:
        if value.kind == "text" and value.text[1:-1] == "":
            if operator not in ("=", "!="):
                raise UnreadableError("an empty text stands in no order", value.at)
            return Answered(named.variable, operator == "!=")
        if operator in ("=", "!="):
            equal: Condition = self._equal(named, value, at)
            return equal if operator == "=" else Not(equal)
        if any(choice != str(code) for choice, code in (named.codes or {}).items()):
            raise UnreadableError("its choices are words and stand in no order", at)
        return Compare(named.variable, _ORDER[operator], _number(value))

    def _equal(self, named: Named, value: _Token, at: int) -> Condition:
        if named.codes is not None:
            return In(named.variable, (self._code(named, value, at),))
        number = _number(value)
        low, high = Compare(named.variable, ">=", number), Compare(named.variable, "<=", number)
        return All((low, high))

    def _code(self, named: Named, value: _Token, at: int) -> int:
        if named.codes is None:
            raise UnreadableError("the question has no choices", at)
        choice = value.text.strip("'\"")
        if choice not in named.codes:
            raise UnreadableError(f"“{choice}” is none of its choices", value.at)
        return named.codes[choice]

    def _name(self) -> tuple[Named, int]:
        token = self._need("name")
        name = token.text[2:-1].strip()
        named = self.look(name)
        if named is None:
            raise UnreadableError(f"“{name}” is not asked before it", token.at)
        return named, token.at

    def _value(self) -> _Token:
        if self._sees("text"):
            return self._need("text")
        return self._need("number")

    def _sees(self, kind: str, text: str = "") -> bool:
        if self.place >= len(self.tokens):
            return False
        token = self.tokens[self.place]
        return token.kind == kind and (not text or token.text == text)

    def _take(self, kind: str, text: str) -> bool:
        seen = self._sees(kind, text)
        self.place += seen
        return seen

    def _need(self, kind: str, text: str = "") -> _Token:
        if not self._sees(kind, text):
            raise UnreadableError(f"{text or _WORDS[kind]} is missing", self._here())
        self.place += 1
        return self.tokens[self.place - 1]

    def _here(self) -> int:
        return self.tokens[self.place].at if self.place < len(self.tokens) else self.length


def _either(parts: list[Condition]) -> Condition:
    """At least one part; codes of one question stand together."""
    codes = [(part.variable, part.values) for part in parts if isinstance(part, In)]
    if len(codes) == len(parts) and len({variable for variable, _ in codes}) == 1:
        return In(codes[0][0], tuple(code for _, values in codes for code in values))
    return AnyOf(tuple(parts))


_ORDER: dict[str, Comparison] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
_WORDS = {
    "name": "a ${name}",
    "text": "a quoted text",
    "number": "a number",
    "operator": "a comparison",
    "mark": "a bracket",
}


def _number(value: _Token) -> Comparable:
    text = value.text.strip("'\"")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    try:
        number = float(text)
    except ValueError:
        raise UnreadableError(f"“{text}” is no number", value.at) from None
    return int(number) if number.is_integer() else number


def write_condition(condition: Condition, name: Callable[[str], str], several: Look) -> str:
    """A condition as an expression of the subset.

    Parameters
    ----------
    name : the form's name of a variable.
    several : what a variable stands for, to tell ticks (`selected`) from one choice (=): its codes
        are None where one choice or a number is kept.
    """

    def said(part: Condition, *, inside: bool) -> str:
        match part:
            case All(parts):
                return _bracket(" and ".join(said(p, inside=True) for p in parts), inside)
            case AnyOf(parts):
                return _bracket(" or ".join(said(p, inside=True) for p in parts), inside)
            case Not(inner):
                return f"not({said(inner, inside=False)})"
            case In(variable, values):
                return _bracket(
                    " or ".join(_is(variable, code) for code in values), inside and len(values) > 1
                )
            case Compare(variable, operator, value):
                bound = f"'{value}'" if isinstance(value, str) else _digits(value)
                return f"${{{name(variable)}}} {operator} {bound}"
            case Answered(variable, answered):
                return f"${{{name(variable)}}} {'!=' if answered else '='} ''"

    def _is(variable: str, code: int) -> str:
        named = several(variable)
        if named is not None and named.codes is not None:
            return f"selected(${{{name(variable)}}}, '{code}')"
        return f"${{{name(variable)}}} = '{code}'"

    return said(_joined(condition), inside=False)


def _joined(condition: Condition) -> Condition:
    """The condition as its own expression is read back: codes of one question stand together."""
    match condition:
        case All(parts):
            return All(tuple(_joined(part) for part in parts))
        case AnyOf(parts):
            return _either([_joined(part) for part in parts])
        case Not(inner):
            return Not(_joined(inner))
    return condition


def _digits(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _bracket(text: str, inside: bool) -> str:
    return f"({text})" if inside else text

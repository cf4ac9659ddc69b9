"""R model formulas read into model matrices: the adapter's glue, no statistics.

Understands what R's terms() and model.matrix() do with treatment contrasts: + - * : ^ %in% and
parentheses among terms, I(), factor() with levels, arithmetic and comparisons inside variables.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)L?|(?P<name>[A-Za-z.][\w.]*)|`(?P<ticked>[^`]+)`"
    r"|(?P<string>'[^']*'|\"[^\"]*\")|(?P<op>%in%|<=|>=|==|!=|&&|\|\||[-+*/:^~()<>=!&|,]))"
)
BINARY = [
    ("~",),
    ("|", "||"),
    ("&", "&&"),
    ("==", "!=", "<", ">", "<=", ">="),
    ("+", "-"),
    ("*", "/"),
    ("%in%",),
    (":",),
]


@dataclass(frozen=True)
class Call:
    """A node of an R expression: a constant, a name, an operator or a function call."""

    kind: str
    value: Any = None
    args: tuple[Call, ...] = ()
    labels: tuple[str, ...] = ()


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        text = text.strip()
        while at < len(text):
            found = TOKEN.match(text, at)
            if found is None:
                raise ValueError(f"cannot read the formula {text!r} at {text[at:]!r}")
            kind = found.lastgroup or ""
            self.tokens.append((kind, found.group(kind)))
            at = found.end()
        self.at = 0

    def peek(self) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "op":
            return self.tokens[self.at][1]
        return ""

    def take(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def expression(self, level: int = 0) -> Call:
        if level == len(BINARY):
            return self.unary()
        if level == 0 and self.peek() == "~":
            self.take()
            return Call("op", "~", (self.expression(1),))
        left = self.expression(level + 1)
        while self.peek() in BINARY[level]:
            op = self.take()[1]
            left = Call("op", op, (left, self.expression(level + 1)))
        return left

    def unary(self) -> Call:
        if self.peek() in ("-", "+", "!"):
            op = self.take()[1]
            return Call("op", op, (self.unary(),))
        base = self.primary()
        if self.peek() == "^":
            self.take()
            return Call("op", "^", (base, self.unary()))
        return base

    def primary(self) -> Call:
        kind, value = self.take()
        if value == "(" and kind == "op":
            inside = self.expression()
            self.take()
            return Call("paren", None, (inside,))
        if kind == "number":
            return Call("number", float(value))
        if kind == "string":
            return Call("string", value[1:-1])
        if kind == "name" and self.peek() == "(":
            return self.call(value)
        return Call("name", value)

    def call(self, name: str) -> Call:
        self.take()
        args, labels = [], []
        while self.peek() != ")":
            label = ""
            ahead = self.tokens[self.at : self.at + 2]
            if len(ahead) == 2 and ahead[0][0] == "name" and ahead[1] == ("op", "="):
                label = self.take()[1]
                self.take()
            args.append(self.expression())
            labels.append(label)
            if self.peek() == ",":
                self.take()
        self.take()
        return Call("call", name, tuple(args), tuple(labels))


def parse(text: str) -> Call:
    """The tree of an R expression."""
    return _Parser(text).expression()


def deparse(node: Call) -> str:
    """The expression as R prints it."""
    if node.kind == "number":
        return f"{node.value:g}"
    if node.kind == "string":
        return f'"{node.value}"'
    if node.kind == "name":
        return str(node.value)
    if node.kind == "paren":
        return f"({deparse(node.args[0])})"
    if node.kind == "call":
        parts = [
            f"{label} = {deparse(arg)}" if label else deparse(arg)
            for label, arg in zip(node.labels, node.args, strict=True)
        ]
        return f"{node.value}({', '.join(parts)})"
    if len(node.args) == 1:
        return f"{node.value}{deparse(node.args[0])}"
    space = "" if node.value in ("^", ":") else " "
    return f"{deparse(node.args[0])}{space}{node.value}{space}{deparse(node.args[1])}"


@dataclass(frozen=True)
class Factor:
    """A categorical variable: codes (-1 missing) and its levels in R's order."""

    codes: np.ndarray
    levels: tuple[str, ...]


Value = Any  # a float array, a Factor, or a scalar

FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "log": np.log,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "I": lambda x: x,
    "as.numeric": lambda x: x,
    "as.integer": np.trunc,
}


def evaluate(node: Call, frame: pd.DataFrame) -> Value:
    """A variable of a formula over the rows of a frame."""
    if node.kind in ("number", "string"):
        return node.value
    if node.kind == "paren":
        return evaluate(node.args[0], frame)
    if node.kind == "name":
        return (
            {"TRUE": 1.0, "FALSE": 0.0}.get(node.value)
            if node.value in ("TRUE", "FALSE")
            else _column(frame[node.value], frame.attrs.get("levels", {}))
        )
    if node.kind == "call":
        return _function(node, frame)
    return _operator(node.value, [evaluate(arg, frame) for arg in node.args])


def _column(column: pd.Series, levels: dict[str, tuple[str, ...]]) -> Value:
    if column.dtype.kind in "biuf":
        return column.to_numpy(np.float64)
    known = levels.get(str(column.name)) or tuple(sorted(column.dropna().unique()))
    return Factor(pd.Categorical(column, categories=list(known)).codes.astype(np.int64), known)


def _function(node: Call, frame: pd.DataFrame) -> Value:
    if node.value == "c":
        return [evaluate(arg, frame) for arg in node.args]
    if node.value in ("factor", "as.factor", "ordered"):
        return _factor(node, frame)
    if node.value == "relevel":
        return _relevelled(node, frame)
    inner = evaluate(node.args[0], frame)
    if isinstance(inner, Factor):
        if node.value in ("as.numeric", "as.integer") and inner.levels == LOGICAL:
            return numbers(inner)
        if node.value in ("as.numeric", "as.integer"):
            return np.where(inner.codes < 0, np.nan, inner.codes + 1.0)
        return inner
    return FUNCTIONS[node.value](inner)


def _factor(node: Call, frame: pd.DataFrame) -> Factor:
    inner = evaluate(node.args[0], frame)
    wanted = None
    for label, arg in zip(node.labels[1:], node.args[1:], strict=True):
        if label in ("levels", ""):
            wanted = [text(value) for value in evaluate(arg, frame)]
    if isinstance(inner, Factor):
        labels = [inner.levels[code] if code >= 0 else None for code in inner.codes]
        present = [level for level in inner.levels if level in set(labels)]
    else:
        labels = [None if np.isnan(value) else text(value) for value in inner]
        present = [text(value) for value in np.unique(inner[~np.isnan(inner)])]
    levels = tuple(wanted if wanted is not None else present)
    codes = pd.Categorical(labels, categories=list(levels)).codes.astype(np.int64)
    return Factor(codes, levels)


def _relevelled(node: Call, frame: pd.DataFrame) -> Factor:
    inner = evaluate(node.args[0], frame)
    first = text(evaluate(node.args[1], frame))
    levels = (first, *(level for level in inner.levels if level != first))
    place = np.array([levels.index(level) for level in inner.levels])
    return Factor(np.where(inner.codes < 0, -1, place[inner.codes]), levels)


def text(value: Any) -> str:
    """A number or a string as R writes it as a level."""
    if isinstance(value, str):
        return value
    return f"{float(value):.15g}"


COMPARISONS = ("==", "!=", "<", ">", "<=", ">=")
LOGICAL = ("FALSE", "TRUE")


def _logical(values: np.ndarray, missing: np.ndarray) -> Factor:
    """A logical variable, which R's model matrix treats as a factor."""
    return Factor(np.where(missing, -1, values.astype(np.int64)), LOGICAL)


def numbers(value: Value) -> Value:
    """A logical variable as 0 and 1; other values as they are."""
    if isinstance(value, Factor) and value.levels == LOGICAL:
        return np.where(value.codes < 0, np.nan, value.codes.astype(np.float64))
    return value


def _operator(op: str, args: list[Value]) -> Value:
    if len(args) == 1:
        value = numbers(args[0])
        if op == "!":
            return _logical(value == 0, np.isnan(value))
        return -value if op == "-" else value
    left, right = numbers(args[0]), numbers(args[1])
    if isinstance(right, Factor):
        left, right = right, left
    if isinstance(left, Factor):
        at = left.levels.index(right) if right in left.levels else -2
        same = left.codes == at
        return _logical(same if op == "==" else ~same, left.codes < 0)
    missing = np.isnan(left) | np.isnan(right)
    if op == "%in%":
        return _logical(np.isin(left, right), np.isnan(left))
    made = {
        "+": np.add,
        "-": np.subtract,
        "*": np.multiply,
        "/": np.divide,
        "^": np.power,
        "==": np.equal,
        "!=": np.not_equal,
        "<": np.less,
        ">": np.greater,
        "<=": np.less_equal,
        ">=": np.greater_equal,
        "&": np.logical_and,
        "|": np.logical_or,
    }[op](left, right)
    if op in COMPARISONS or op in ("&", "|"):
        return _logical(np.asarray(made), missing)
    return np.where(missing, np.nan, made)


Term = frozenset[str]


@dataclass(frozen=True)
class Formula:
    """The response and the terms of a model formula, as R's terms() gives them."""

    response: Call | None
    intercept: bool
    terms: tuple[tuple[str, ...], ...]
    variables: dict[str, Call]

    @property
    def labels(self) -> tuple[str, ...]:
        """Term labels, e.g. a, b, a:b."""
        return tuple(":".join(term) for term in self.terms)


def formula(text: str) -> Formula:
    """Read a formula with or without a response."""
    tree = parse(text)
    response = tree.args[0] if len(tree.args) == 2 else None
    variables: dict[str, Call] = {}
    expanded, intercept = _expand(tree.args[-1], variables)
    order = {name: at for at, name in enumerate(variables)}
    unique: list[tuple[str, ...]] = []
    for term in expanded:
        ordered = tuple(sorted(term, key=order.__getitem__))
        if ordered and ordered not in unique:
            unique.append(ordered)
    unique.sort(key=len)
    return Formula(response, intercept, tuple(unique), variables)


def _expand(node: Call, variables: dict[str, Call]) -> tuple[list[Term], bool]:
    """Terms in order of appearance, and whether the intercept stays."""
    intercept = True
    terms: list[Term] = []

    def walk(part: Call) -> list[Term]:
        nonlocal intercept
        if part.kind == "paren":
            return walk(part.args[0])
        if part.kind == "number":
            intercept = part.value != 0
            return []
        if part.kind == "op" and part.value == "+" and len(part.args) == 2:
            return walk(part.args[0]) + walk(part.args[1])
        if part.kind == "op" and part.value == "-":
            kept = walk(part.args[0]) if len(part.args) == 2 else []
            gone = part.args[-1]
            if gone.kind == "number":
                intercept = gone.value == 0
                return kept
            removed = walk(gone)
            return [term for term in kept if term not in removed]
        if part.kind == "op" and part.value == "*":
            left, right = walk(part.args[0]), walk(part.args[1])
            return left + right + [a | b for a, b in itertools.product(left, right)]
        if part.kind == "op" and part.value in (":", "%in%"):
            return [a | b for a, b in itertools.product(walk(part.args[0]), walk(part.args[1]))]
        if part.kind == "op" and part.value == "/":
            left, right = walk(part.args[0]), walk(part.args[1])
            whole: Term = frozenset().union(*left)
            return left + [whole | b for b in right]
        if part.kind == "op" and part.value == "^":
            base, power = walk(part.args[0]), int(part.args[1].value)
            made: list[Term] = []
            for count in range(1, power + 1):
                made += [frozenset().union(*c) for c in itertools.combinations(base, count)]
            return made
        name = deparse(part)
        variables.setdefault(name, part)
        return [frozenset({name})]

    terms = walk(node)
    return terms, intercept


@dataclass(frozen=True)
class Matrix:
    """A model matrix over all rows (NaN where a variable is missing or the row is outside)."""

    X: np.ndarray
    names: tuple[str, ...]
    assign: tuple[int, ...]
    formula: Formula


def model_matrix(spec: Formula, frame: pd.DataFrame, rows: np.ndarray) -> Matrix:
    """R's model.matrix over the rows given, put back into all rows of the frame."""
    cut = frame.loc[rows]
    cut.attrs = frame.attrs
    values = {name: evaluate(node, cut) for name, node in spec.variables.items()}
    known: set[Term] = {frozenset(term) for term in spec.terms}
    if spec.intercept:
        known.add(frozenset())
    blocks: list[np.ndarray] = []
    names: list[str] = []
    assign: list[int] = []
    if spec.intercept:
        blocks.append(np.ones((len(cut), 1)))
        names.append("(Intercept)")
        assign.append(0)
    for number, term in enumerate(spec.terms, start=1):
        block, labels = np.ones((len(cut), 1)), [""]
        for name in term:
            contrast = frozenset(term) - {name} in known
            part, part_labels = _coded(values[name], name, contrast)
            block = (block[:, None, :] * part[:, :, None]).reshape(len(cut), -1)
            labels = [
                f"{first}:{second}" if first else second
                for second in part_labels
                for first in labels
            ]
        blocks.append(block)
        names += labels
        assign += [number] * len(labels)
    X = np.full((len(frame), len(names)), np.nan)
    X[rows] = np.hstack(blocks) if blocks else np.empty((len(cut), 0))
    return Matrix(X, tuple(names), tuple(assign), spec)


def _coded(value: Value, name: str, contrast: bool) -> tuple[np.ndarray, list[str]]:
    if not isinstance(value, Factor):
        return np.asarray(value, dtype=np.float64)[:, None], [name]
    first = 1 if contrast else 0
    columns = (value.codes[:, None] == np.arange(len(value.levels))[None, first:]).astype(float)
    columns[value.codes < 0] = np.nan
    return columns, [f"{name}{level}" for level in value.levels[first:]]


def response(spec: Formula, frame: pd.DataFrame, rows: np.ndarray) -> Value:
    """The response over all rows: numbers, or a Factor with -1 outside the rows given."""
    if spec.response is None:
        raise ValueError("the formula has no response")
    return scattered(spec.response, frame, rows)


def scattered(node: Call, frame: pd.DataFrame, rows: np.ndarray) -> Value:
    """Any variable over the rows given, put back into all rows."""
    cut = frame.loc[rows]
    cut.attrs = frame.attrs
    value = evaluate(node, cut)
    if isinstance(value, Factor):
        codes = np.full(len(frame), -1, dtype=np.int64)
        codes[rows] = value.codes
        return Factor(codes, value.levels)
    whole = np.full(len(frame), np.nan)
    whole[rows] = value
    return whole


def canonical(label: str) -> str:
    """A term label with its variables in alphabetical order."""
    return ":".join(sorted(label.split(":")))


def labels(value: Value) -> np.ndarray:
    """A variable as categories: the names of a factor's levels, or the numbers themselves."""
    if not isinstance(value, Factor):
        return np.asarray(value)
    names = [value.levels[code] if code >= 0 else None for code in value.codes]
    return np.array(names, dtype=object)

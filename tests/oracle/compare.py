"""Is our answer R's? Numbers within a tolerance that depends on how R made its own."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

ITERATED = {"glm", "olr", "regterm", "weights"}
P_VALUES = {
    "p",
    "p_value",
    "p_raw",
    "z_p",
    "p_df_sum",
    "p_satterthwaite",
    "holm",
    "hochberg",
    "BH",
    "BY",
    "bonferroni",
    "p_normal",
}

INTERVALS = ("ci", "ci95", "ci95_t", "ci_lower", "ci_upper", "lower", "upper", "se")


def tolerance(case: Mapping[str, Any], key: str) -> float:
    """Relative tolerance of one key of a case's result."""
    own = own_precision(case)
    strict = 1e-6 if key in P_VALUES or "p_" in key or _iterated(case) else 1e-8
    return max(strict, own.get(key, own.get("", 0.0)))


def own_precision(case: Mapping[str, Any]) -> dict[str, float]:
    """Keys that R itself only approximates, with the tolerance that goes with it ("" = all)."""
    call, design = case["call"], case["design"]
    text = json.dumps(call)
    loose: dict[str, float] = {}
    if '"lincom"' in text or '"saddlepoint"' in text or '"LRT"' in text:
        loose |= {"p": 1e-2, "p_value": 1e-2}
    if '"likelihood"' in text:
        loose |= dict.fromkeys(INTERVALS, 1e-3)
    if '"score"' in text:
        loose |= dict.fromkeys(INTERVALS, 1e-4)
    steps = design.get("steps", [])
    raked = any(step["op"] == "rake" for step in steps)
    replicated = "replicates" in design or any(s["op"] == "as_replicates" for s in steps)
    if raked and not replicated and case["topic"] not in ("weights", "df"):
        loose[""] = 1e-3
        loose |= {"vcov": 2e-3, "deff": 2e-3}
        loose |= dict.fromkeys(P_VALUES, 1e-2)
        loose |= dict.fromkeys(("estimate", "estimates", "df", "n"), 1e-8)
    return loose


def _iterated(case: Mapping[str, Any]) -> bool:
    steps = case["design"].get("steps", [])
    return case["topic"] in ITERATED or any(step["op"] == "calibrate" for step in steps)


def differences(
    case: Mapping[str, Any], expected: Mapping[str, Any], ours: Mapping[str, Any], *, strict: bool
) -> Iterator[str]:
    """What differs, in words; nothing when the answer is R's."""
    base = {**case, "call": {}, "design": {"steps": []}} if strict else case
    for key, value in expected.items():
        if key.endswith("_note") or key == "note":
            continue
        if key not in ours:
            yield f"{key}: no answer"
            continue
        allowed = (
            tolerance(base, key)
            if not strict
            else max(tolerance(base, key), 1e-6 if _iterated(case) else 0.0)
        )
        found = _apart(value, ours[key], allowed)
        if found:
            yield f"{key}: {found}"


def _apart(expected: Any, ours: Any, allowed: float) -> str:
    if isinstance(expected, bool | str) or expected is None:
        same = expected == ours or (expected is None and _missing(ours))
        return "" if same else f"{ours!r} instead of {expected!r}"
    if isinstance(expected, Mapping):
        for key, value in expected.items():
            if not isinstance(ours, Mapping) or key not in ours:
                return f"no {key!r}"
            found = _apart(value, ours[key], allowed)
            if found:
                return f"{key}: {found}"
        return ""
    if isinstance(expected, list):
        return _lists(expected, ours, allowed)
    return _numbers(np.array([expected], dtype=float), np.array([ours], dtype=float), allowed)


def _lists(expected: list[Any], ours: Any, allowed: float) -> str:
    ours = list(ours)
    if len(ours) != len(expected):
        return f"{len(ours)} entries instead of {len(expected)}"
    if _numeric(expected) and _numeric(ours):
        a, b = np.array(expected, dtype=float), np.array(ours, dtype=float)
        if a.shape != b.shape:
            return f"shape {b.shape} instead of {a.shape}"
        return _numbers(a, b, allowed)
    for at, (left, right) in enumerate(zip(expected, ours, strict=True)):
        found = _apart(left, right, allowed)
        if found:
            return f"[{at}] {found}"
    return ""


def _numeric(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_numeric(v) for v in value)
    return value is None or (
        isinstance(value, int | float | np.number) and not isinstance(value, bool)
    )


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _numbers(expected: np.ndarray, ours: np.ndarray, allowed: float) -> str:
    """Relative to the number itself; near zero to the largest of a covariance's row and column."""
    scale = np.abs(expected)
    if expected.ndim == 2 and expected.shape[0] == expected.shape[1]:
        size = np.sqrt(np.abs(np.diag(expected)))
        scale = np.maximum(scale, np.outer(size, size))
    elif expected.ndim == 2 and expected.shape[1] == 2:
        scale = np.maximum(scale, np.abs(expected[:, 1:] - expected[:, :1]))
    off = np.abs(expected - ours)
    bad = ~(off <= allowed * scale) & ~(expected == ours)
    bad &= ~(np.isnan(expected) & ~np.isfinite(ours))
    bad &= ~((scale < 1e-8) & (np.abs(ours) < 1e-8))
    if not bad.any():
        return ""
    at = tuple(int(i) for i in np.argwhere(bad)[0])
    worst = float(np.max((np.abs(expected - ours) / np.maximum(scale, 1e-300))[bad]))
    return f"{ours[at]!r} instead of {expected[at]!r} at {list(at)} (worst {worst:.1e})"

"""Final weights after the steps."""

from __future__ import annotations

from typing import Any

from tests.oracle.sample import Case, Sample


def answer(case: Case, sample: Sample) -> dict[str, Any]:
    """The weights of the rows that take part, and their summaries."""
    left_out = any(step.kind == "leave out" for step in sample.weights.history)
    w = sample.weights.final
    if left_out:
        w = w[w != 0]
    return {
        "n": len(w),
        "sum": float(w.sum()),
        "sum_sq": float((w**2).sum()),
        "min": float(w.min()),
        "max": float(w.max()),
        "weights": w.tolist(),
        "weights_first_200": w[:200].tolist(),
    }

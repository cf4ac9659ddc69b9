"""Noise by OpenDP, whose sampler draws from the system's secure source; an optional package."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from surveyapp.errors import DisclosureRefused, Problem

dp: Any = import_module("opendp.prelude") if find_spec("opendp") else None


def opendp_noise(counts: Sequence[int], scale: float) -> list[int]:
    """The counts with discrete Laplace noise of a scale on each (OpenDP `make_laplace`).

    Raises
    ------
    DisclosureRefused when OpenDP is not installed.
    """
    if dp is None:
        raise DisclosureRefused(
            Problem(
                "Noisy releases need OpenDP, which is not installed: noise of an ordinary "
                "generator can be guessed and taken off again.",
                "release private",
                ('Install it: pip install "surveyapp[opendp]"', "Publish tables without noise."),
                code="no-opendp",
            )
        )
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    return [int(n) for n in dp.m.make_laplace(*space, scale=scale)([int(n) for n in counts])]

"""A small city's people and figures to publish."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from surveyapp.disclosure.figure import Figure, People
from surveyapp.indicators.results import EVERYONE

AREAS = ("a1", "a2", "a3", "a4")


def people(sizes: Mapping[str, int] | None = None, *, waves=("q1",), unknown=0, seed=3) -> People:
    """People of each area in each wave, with an age, an answer to "trust" and one to "safe"."""
    sizes = sizes or {"a1": 60, "a2": 80, "a3": 40, "a4": 120}
    rng = np.random.default_rng(seed)
    area = [name for name, n in sizes.items() for _ in range(n)] + [""] * unknown
    n = len(area)
    wave = np.repeat(np.array(waves, dtype=np.str_), n)
    total = n * len(waves)
    draw = rng.choice(["1", "2", "3"], p=[0.3, 0.3, 0.4], size=total)
    return People(
        wave,
        np.array(area * len(waves), dtype=np.str_),
        {"age": rng.choice(["young", "old"], size=total)},
        {"trust": draw, "safe": rng.choice(["1", "2"], size=total)},
    )


def figure(crowd: People, *areas: str, topic="trust", answer="", group=EVERYONE, wave="q1", **more):
    """A figure that says of the people what is true."""
    bare = Figure(topic, answer, (wave,), tuple(areas), group)
    return Figure(topic, answer, (wave,), tuple(areas), group, crowd.count(bare), **more)


def edition(crowd: People, **more) -> list[Figure]:
    """The fixed tables of a wave: the city, each area, each age."""
    places = [figure(crowd, **more)] + [figure(crowd, area, **more) for area in AREAS]
    ages = [figure(crowd, group=f"age:{level}", **more) for level in ("young", "old")]
    return [*places, *ages]

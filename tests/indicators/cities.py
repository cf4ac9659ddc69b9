"""A small drawn city as an analysis file: two areas or more, quarters, one or more items."""

import numpy as np

from surveyapp.collection.plan import DesignSpec, Family, Plan
from surveyapp.instrument.model import Option
from tests.indicators.files import codes, file, indicator, instrument, item, wave

SEX = (Option(1, {"en": "Woman"}), Option(2, {"en": "Man"}))


def plan(families=(), *, psu=None, interest=10.0, names=("trust",), strata=("area",)):
    return Plan(
        families=tuple(families),
        primary=tuple(names),
        change_of_interest=dict.fromkeys(names, interest),
        design=DesignSpec(strata=strata, psu=psu),
    )


def family(comparison, *, places="city", names=("trust",), method="holm", name=None):
    return Family(name or f"f-{comparison}", comparison, tuple(names), comparison, places, method)


def city(
    *,
    periods=("2025Q1", "2025Q2"),
    areas=("a1", "a2"),
    n=150,
    shares=None,
    seed=1,
    families=(),
    frame="probability",
    blocks=0,
    interest=10.0,
):
    """n answers an area and quarter; `shares[period, area]` agree (default one half)."""
    generator = np.random.default_rng(seed)
    shares = shares or {}
    answers, where, when, cells, sexes = [], [], [], [], []
    for number, period in enumerate(periods):
        for area in areas:
            agree = generator.random(n) < shares.get((period, area), 0.5)
            answers += np.where(agree, 4, 2).tolist()
            where += [area] * n
            when += [number] * n
            cells += [f"{area}-{k % blocks}" if blocks else "" for k in range(n)]
            sexes += generator.integers(1, 3, n).tolist()
    definition = instrument(
        [item("a"), item("sex", kind="single", options=SEX, role="gender", opinion=False)],
        [indicator()],
    )
    planned = plan(families, psu="design_cell" if blocks else None, interest=interest)
    waves = [
        wave(period.lower(), period, plan=planned, frame=frame, areas=areas) for period in periods
    ]
    return file(
        {"a": codes(answers), "sex": codes(sexes, options=SEX)},
        waves=waves,
        wave_of=when,
        area=where,
        design_cell=cells,
        definition=definition,
    )

"""Every indicator and bridge stands on items and codes that exist, and its scoring fits them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from surveyapp.errors import Problem
from surveyapp.instrument.model import Bridge, Indicator, Instrument, Variable
from surveyapp.instrument.references import code_problems, unknown_variable

SHARES = ("top_share", "net_balance")


def indicator_problems(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    """Problems of indicators and bridges; what rests on an id in `unsure` is not judged."""
    for name, times in Counter(entry.id for entry in instrument.indicators).items():
        if times > 1:
            yield Problem(
                f"{times} indicators have the id {name}.",
                f"indicator {name}",
                ("give each an id of its own.",),
                "duplicate-id",
            )
    for indicator in instrument.indicators:
        yield from _one_indicator(indicator, instrument, unsure)
    for bridge in instrument.bridges.values():
        if bridge.item not in unsure:
            yield from _one_bridge(bridge, instrument)


def _one_indicator(
    indicator: Indicator, instrument: Instrument, unsure: frozenset[str]
) -> Iterator[Problem]:
    where = f"indicator {indicator.id}"
    known = []
    for name in indicator.items:
        variable = instrument.variables.get(name)
        if variable is not None:
            known.append(variable)
        elif name.split(".")[0] not in unsure:
            yield unknown_variable(name, where, instrument)
    if len(set(indicator.items)) < len(indicator.items):
        yield Problem("An item stands twice.", f"{where}, items", ("name it once.",), "duplicate")
    if indicator.missing_rule.answered_at_least > len(indicator.items):
        yield Problem(
            f"It asks for {indicator.missing_rule.answered_at_least} answers to "
            f"{len(indicator.items)} items.",
            f"{where}, missing_rule",
            (f"ask for at most {len(indicator.items)}.",),
            "missing-rule",
        )
    yield from _code_list_problems(indicator, where)
    yield from _scoring_problems(indicator, known, where)


def _code_list_problems(indicator: Indicator, where: str) -> Iterator[Problem]:
    wanted = {
        "positive": indicator.scoring in SHARES,
        "negative": indicator.scoring == "net_balance",
    }
    for key, needed in wanted.items():
        given = bool(getattr(indicator, key))
        if needed and not given:
            yield Problem(
                f"{indicator.scoring} needs {key} codes.",
                where,
                (f"add {key} = [...].",),
                "codes-missing",
            )
        elif given and not needed:
            yield Problem(
                f"{indicator.scoring} does not look at {key} codes.",
                where,
                (f"delete {key}.", "choose another scoring."),
                "codes-unused",
            )
    both = sorted(set(indicator.positive) & set(indicator.negative))
    if both:
        yield Problem(
            f"The codes {', '.join(map(str, both))} are positive and negative.",
            where,
            ("leave each code in one list.",),
            "codes-both",
        )


def _scoring_problems(indicator: Indicator, known: list[Variable], where: str) -> Iterator[Problem]:
    kinds = ("choice", "number") if indicator.scoring == "mean" else ("choice",)
    unfit = [v.name for v in known if v.kind not in kinds or v.item.options_from]
    if unfit:
        yield Problem(
            f"{indicator.scoring} cannot be made of {', '.join(unfit)}.",
            where,
            (f"name items whose answers are a {' or a '.join(kinds)}.",),
            "scoring",
        )
        return
    if indicator.scoring in SHARES:
        for variable in known:
            codes = indicator.positive + indicator.negative
            yield from code_problems(codes, variable, where, "the indicator counts it")
            yield from _dont_know_problems(indicator, variable, where)
        return
    if indicator.dont_know == "in the base":
        yield Problem(
            'A mean has no place for "don\'t know".',
            where,
            ('write dont_know = "excluded, shown beside".',),
            "scoring",
        )
    if indicator.scoring == "scale_mean":
        yield from _scale_mean_problems(indicator, known, where)


def _dont_know_problems(indicator: Indicator, variable: Variable, where: str) -> Iterator[Problem]:
    for option in variable.options:
        if option.dont_know and option.code in indicator.positive + indicator.negative:
            yield Problem(
                f'The option {option.code} of {variable.name} is "don\'t know"; it is neither '
                "positive nor negative.",
                where,
                ("leave it out.",),
                "dont-know-code",
            )


def _scale_mean_problems(
    indicator: Indicator, known: list[Variable], where: str
) -> Iterator[Problem]:
    aimless = [v.name for v in known if v.item.direction == "none"]
    if aimless:
        yield Problem(
            f"{', '.join(aimless)} have no direction to turn their codes by.",
            where,
            ("give their scale a direction.", 'use scoring = "mean".'),
            "scoring",
        )
    ranges = {tuple(sorted(o.code for o in v.options if o.substantive)) for v in known}
    if len(ranges) > 1:
        yield Problem(
            "Its items have different codes, so their mean has no meaning.",
            where,
            ("name items with the same codes.",),
            "scoring",
        )
    if indicator.better != "higher":
        yield Problem(
            "scale_mean turns every item so that higher is better.",
            where,
            ('write better = "higher".',),
            "scoring",
        )


def _one_bridge(bridge: Bridge, instrument: Instrument) -> Iterator[Problem]:
    where = f"bridge {bridge.id}"
    variable = instrument.variables.get(bridge.item)
    if variable is None:
        yield unknown_variable(bridge.item, where, instrument)
    elif variable.kind not in ("choice", "several"):
        yield Problem(
            f"{bridge.item} has no options to bridge.", where, ("name a choice.",), "operator"
        )
    else:
        codes = [code for rule in bridge.rules for code in rule.includes + rule.only]
        named = tuple(dict.fromkeys(codes))
        yield from code_problems(named, variable, where, "a rule looks for it")
    ids = [category.id for category in bridge.categories]
    reached = [*(rule.category for rule in bridge.rules), bridge.otherwise]
    for name in dict.fromkeys(name for name in reached if name not in ids):
        yield Problem(
            f'There is no category "{name}".',
            where,
            (f"use one of {', '.join(ids)}.", "add the category."),
            "unknown-reference",
        )
    for name in dict.fromkeys(name for name in ids if name not in reached):
        yield Problem(
            f'No rule leads to the category "{name}".',
            where,
            ("add a rule.", "delete the category."),
            "unused",
        )
    for name, times in Counter(ids).items():
        if times > 1:
            yield Problem(
                f"{times} categories have the id {name}.",
                where,
                ("give each an id of its own.",),
                "duplicate-id",
            )

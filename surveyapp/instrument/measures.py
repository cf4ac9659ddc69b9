"""What is measured: indicators made from items, and bridges to the categories of other sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from surveyapp.instrument.item import Text

Scoring = Literal["top_share", "mean", "net_balance", "scale_mean"]
DontKnow = Literal["excluded, shown beside", "in the base"]
Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class MissingRule:
    """A respondent counts when at least this many of the indicator's items were answered."""

    answered_at_least: int = 1


@dataclass(frozen=True, slots=True)
class Indicator:
    """A named measure made from items; `items` holds variable names (`grid.row` for a row).

    A respondent's score, over the k of its variables they answered (k >= `missing_rule`):

    - top_share: share of the k answers with a code in `positive` (0 or 1 for one item);
    - net_balance: that share minus the share with a code in `negative`;
    - mean: mean of the k numbers or codes as they are;
    - scale_mean: mean of the k codes, each turned so that a higher one is better
      (lowest + highest - code where the item's direction is "lower is better").

    For the report: `short` labels a table column; `definition` and `base` are what is measured
    and the denominator, without a full stop; `statement` completes "61% of residents …" and
    `among` says of whom only some were asked ("who talked with the police"). The last two may be
    empty.
    """

    id: str
    title: Text
    short: Text
    definition: Text
    base: Text
    items: tuple[str, ...]
    scoring: Scoring
    better: Better
    positive: tuple[int, ...] = ()
    negative: tuple[int, ...] = ()
    dont_know: DontKnow = "excluded, shown beside"
    missing_rule: MissingRule = MissingRule()
    primary: bool = False
    statement: Text = field(default_factory=dict)
    among: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Category:
    """One category that a bridge leads to."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class BridgeRule:
    """Leads to `category` when any of `includes` is chosen and nothing outside `only` is.

    An empty list asks for nothing.
    """

    category: str
    includes: tuple[int, ...] = ()
    only: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bridge:
    """How the answers of one item become the categories of an outside source.

    Rules are tried in order and the first that fits decides; `otherwise` takes the rest.
    """

    id: str
    item: str
    categories: tuple[Category, ...]
    rules: tuple[BridgeRule, ...]
    otherwise: str
    note: Text
    source: str = ""

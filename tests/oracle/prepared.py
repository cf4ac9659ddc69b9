"""A case made ready to be asked: its rows, design, weights and policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from surveyapp.design.design import Design
from surveyapp.estimation.listwise import Missing
from surveyapp.weighting.weights import Weights
from tests.oracle import formulas, tables


class UnsupportedError(Exception):
    """The case asks for something that we do not answer, and why."""


@dataclass(frozen=True)
class Prepared:
    """One case, its data and its design after all steps.

    Attributes
    ----------
    call : the question; frame : the rows; rules : lonely_psu, adjust_domain_lonely and
        ultimate_cluster, as the estimators take them.
    """

    call: Mapping[str, Any]
    frame: pd.DataFrame
    design: Design
    weights: Weights
    rules: dict[str, Any]

    @cached_property
    def domain(self) -> np.ndarray:
        """The domain of the call as a mask; a missing value is outside."""
        return tables.rows_where(self.frame, self.call.get("domain") or [])

    @property
    def missing(self) -> Missing:
        """What to do with missing answers."""
        return "drop" if self.call.get("drop_missing") else "refuse"

    @property
    def keeps_all_rows(self) -> bool:
        """R keeps all rows of a calibrated or pps design in a domain, with weight zero."""
        stages_only = self.design.replicates is None
        return stages_only and (self.weights.calibrated or self.design.pps is not None)

    @property
    def design_rows(self) -> np.ndarray:
        """The rows of R's design object in the domain."""
        return np.ones(len(self.frame), dtype=np.bool_) if self.keeps_all_rows else self.domain

    def column(self, name: str) -> np.ndarray:
        """A numeric column, missing as NaN; R's expressions are understood."""
        value = formulas.scattered(formulas.parse(name), self.frame, self.design_rows)
        value = formulas.numbers(value)
        if isinstance(value, formulas.Factor):
            raise UnsupportedError(f"the text column {name} as a number")
        return np.asarray(value, dtype=np.float64)

    def categories(self, name: str) -> np.ndarray:
        """A categorical column, missing as None or NaN."""
        value = formulas.scattered(formulas.parse(name), self.frame, self.design_rows)
        return formulas.labels(value)

    def complete(self, names: Sequence[str]) -> np.ndarray:
        """Rows of the domain with a value of every column."""
        missing = [np.isnan(self.column(name)) for name in names]
        return np.asarray(self.domain & ~np.any(missing, axis=0))

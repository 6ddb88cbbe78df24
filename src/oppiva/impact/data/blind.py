"""Does a plan fit a table, found out without looking at outcomes in any part of it.

Whether a check passes is an answer too. Were outcomes looked at among the rows that `where` keeps, or arm by arm, then
a row of checks with one filter after another would read them out before they are opened. So each is looked at once,
over all rows of the file, and everything else is checked with the outcome's values put out of sight.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from oppiva.impact.data.checks import refuse_uninformative
from oppiva.impact.data.prepare import outcome_values, prepare
from oppiva.impact.data.sample import Sample
from oppiva.impact.data.table import Column, Table
from oppiva.impact.plan.model import Design, Plan

OUT_OF_SIGHT = "\0taking part, out of sight"
"""No column of a file can be called so."""


def prepare_blind(plan: Plan, table: Table, sealed: Collection[str]) -> Sample:
    """As `prepare`, but nothing in the sample or in a refusal tells of a `sealed` outcome in a part of the rows.

    The values of sealed outcomes in the sample are row positions, and of taking part by a sealed column zeros.
    Whether a sealed outcome is of its kind is checked only where the plan uses all rows: values that a filter leaves
    out may be of another kind, and to look behind the filter would tell.
    Raises DataRefusal and DesignRefusal as `prepare`.
    """
    out_of_sight = [outcome for outcome in plan.outcomes if outcome.name in sealed]
    for outcome in out_of_sight:
        whole = plan.data.where is None
        refuse_uninformative(outcome.name, outcome_values(table, outcome if whole else replace(outcome, kind="amount")))
    columns = dict(table.columns)
    for outcome in out_of_sight:
        columns[outcome.name] = Column(outcome.name, "number", np.arange(table.n_rows, dtype=np.float64))
    columns[OUT_OF_SIGHT] = Column(OUT_OF_SIGHT, "number", np.zeros(table.n_rows))
    hidden = {outcome.name for outcome in out_of_sight}
    blind = replace(
        plan,
        outcomes=tuple(replace(row, kind="amount") if row.name in hidden else row for row in plan.outcomes),
        design=_without_take_up(plan.design, {name for name in sealed if name in table}),
    )
    return prepare(blind, replace(table, columns=columns))


def _without_take_up(design: Design, hidden: Collection[str]) -> Design:
    given = design.take_up
    if given is None or isinstance(given, str):
        return replace(design, take_up=OUT_OF_SIGHT) if given in hidden else design
    return replace(design, take_up=tuple((arm, OUT_OF_SIGHT if column in hidden else column) for arm, column in given))

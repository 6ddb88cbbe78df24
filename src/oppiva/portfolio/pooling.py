"""“What is the one effect of all these pilots?”: asked of the claim gate, one row a pilot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oppiva.core.language import as_text
from oppiva.impact.claim.pooling import decide
from oppiva.impact.claim.pooling_rows import PoolingDecision, StudyRow
from oppiva.portfolio.models import Pilot, Programme

WITHOUT_COMPARISON = 0  # below every grade that rule P1 lets in: no estimate stands on this pilot

OWN_UNIT = "own"  # a pilot that has no study measures in its own way


def one_effect(programme: Programme, estimates: Mapping[int, Sequence[StudyRow]] | None = None) -> PoolingDecision:
    """Whether the programme's pilots may be made one number, with the sentence in three languages.

    `estimates` are the rows that studies gave, by the pilot's key; studies stand above this room and hand them in.
    A pilot without any counts as one row without an estimate, so that none is silently left out.
    """
    rows: list[StudyRow] = []
    for pilot in Pilot.objects.filter(programme=programme).select_related("kind", "preparation").order_by("slug"):
        rows.extend((estimates or {}).get(pilot.pk) or [_without_estimate(pilot)])
    return decide(rows, rows_are="pilots")


def _without_estimate(pilot: Pilot) -> StudyRow:
    """What the pilot says of itself: its kind is the service, its follow-up criteria are what it measures."""
    preparation = getattr(pilot, "preparation", None)
    return StudyRow(
        id=pilot.slug,
        study=pilot.slug,
        estimate=None,
        std_error=None,
        grade=WITHOUT_COMPARISON,
        drawn=False,
        measure=as_text(pilot.kind, "name").fi,
        outcome=as_text(preparation, "follow_up_criteria").fi if preparation else "",
        unit=OWN_UNIT,
        target_group=as_text(pilot, "target_group").fi,
    )

"""The links that studies add to a pilot's thread: how many there are and what is missing, for many pilots at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from oppiva.portfolio.models import Pilot
from oppiva.studies.models import StudyPilot


@dataclass(frozen=True, slots=True)
class StudyLinks:
    """Counts for one pilot."""

    studies: int = 0
    locked_plans: int = 0
    results: int = 0

    @property
    def gap(self) -> str | None:
        """The gap that the portfolio shows, or None."""
        if not self.studies:
            return _("No comparison group: the effect cannot be told.")
        if not self.locked_plans:
            return _("The analysis plan has not been locked.")
        if not self.results:
            return _("There is no result yet.")
        return None


def study_links(pilots: Iterable[Pilot]) -> dict[int, StudyLinks]:
    """Pilot id → its links, every pilot asked for present. One query, however many pilots."""
    wanted = [pilot.pk for pilot in pilots]
    rows = (
        StudyPilot.objects.filter(pilot__in=wanted)
        .values("pilot", "study")
        .annotate(
            locked=Count("study__plan_versions", filter=Q(study__plan_versions__state="locked"), distinct=True),
            results=Count("study__runs", filter=Q(study__runs__state="done"), distinct=True),
        )
        .order_by()
    )
    counted: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        counted[row["pilot"]].append((row["locked"], row["results"]))
    return {
        pk: StudyLinks(
            studies=len(counted[pk]),
            locked_plans=sum(locked for locked, _results in counted[pk]),
            results=sum(results for _locked, results in counted[pk]),
        )
        for pk in wanted
    }

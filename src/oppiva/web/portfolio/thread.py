"""The thread of a pilot: the links of the chain that exist today, each with its count, its gap and its door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oppiva.evaluation.models import Finding
from oppiva.organisations.models import Person
from oppiva.portfolio.gaps import Gap
from oppiva.portfolio.models import Pilot, PilotPartner
from oppiva.studies.models import Study
from oppiva.studies.thread import StudyLinks
from oppiva.web.portfolio.pilot_page import Answer, ShownGoal


@dataclass(frozen=True, slots=True)
class Link:
    """`carried` of `whole` is carried on to the next link; a gap is told in words, never by the line alone."""

    name: str
    count: int
    unit: str
    gap: str
    url: str
    carried: int
    whole: int

    @property
    def share(self) -> float:
        if self.whole == 0:
            return 0.0
        return max(0.0, min(1.0, self.carried / self.whole))

    @property
    def reach(self) -> str:
        """How far the line is solid, in percent of the way to the next link."""
        return f"{100 * self.share:.1f}%"


def thread_of(
    pilot: Pilot,
    person: Person,
    *,
    answers: Sequence[Answer],
    goals: Sequence[ShownGoal],
    partners: Sequence[PilotPartner],
    gaps: Sequence[Gap],
    studies: Sequence[Study],
    counts: StudyLinks,
) -> list[Link]:
    """From preparation to findings; links that are not built yet are absent."""
    return [
        _preparation(answers),
        _goals(goals),
        _partners(partners, gaps),
        _studies(studies, counts),
        _results(studies, counts),
        _findings(studies, counts, person),
    ]


def _preparation(answers: Sequence[Answer]) -> Link:
    whole, missing = len(answers), sum(bool(answer.gap) for answer in answers)
    unit = _("answers to %(n)d questions") % {"n": whole}
    gap = ngettext("%(n)d answer missing", "%(n)d answers missing", missing) % {"n": missing} if missing else ""
    return Link(_("Preparation"), whole - missing, unit, gap, "#preparation", whole - missing, whole)


def _goals(goals: Sequence[ShownGoal]) -> Link:
    wordings, unagreed = sum(len(goal.versions) for goal in goals), sum(not goal.agreed for goal in goals)
    unit = ngettext("learning goal", "learning goals", len(goals))
    if goals:
        unit = _("%(goals)s, %(wordings)s") % {
            "goals": unit,
            "wordings": ngettext("%(n)d wording", "%(n)d wordings", wordings) % {"n": wordings},
        }
    gap = ""
    if not goals:
        gap = _("nothing to learn is named")
    elif unagreed:
        gap = ngettext("%(n)d without agreement", "%(n)d without agreement", unagreed) % {"n": unagreed}
    return Link(_("Learning goals"), len(goals), unit, gap, "#goals", len(goals) - unagreed, len(goals))


def _partners(partners: Sequence[PilotPartner], gaps: Sequence[Gap]) -> Link:
    unsigned = sum(gap.code == "partner_agreement" for gap in gaps)
    organisations = len({partner.organisation_id for partner in partners})
    unit = ngettext("organisation", "organisations", organisations)
    gap = ""
    if not partners:
        gap = _("no partner")
    elif unsigned:
        gap = ngettext("%(n)d agreement missing", "%(n)d agreements missing", unsigned) % {"n": unsigned}
    carried = max(0, len(partners) - unsigned)
    return Link(_("Partners"), organisations, unit, gap, "#partners", carried, len(partners))


def _door(studies: Sequence[Study]) -> str:
    """The only study, or the section that lists them."""
    return reverse("studies:study", args=[studies[0].slug]) if len(studies) == 1 else "#studies"


def _studies(studies: Sequence[Study], counts: StudyLinks) -> Link:
    gap = ""
    if not counts.studies:
        gap = _("no comparison group: the effect cannot be told")
    elif not counts.locked_plans:
        gap = _("no plan is locked")
    unit = ngettext("study", "studies", counts.studies)
    carried = min(counts.locked_plans, counts.studies)
    return Link(_("Studies"), counts.studies, unit, gap, _door(studies), carried, counts.studies)


def _results(studies: Sequence[Study], counts: StudyLinks) -> Link:
    gap = "" if counts.results else _("no result yet")
    unit = ngettext("finished run", "finished runs", counts.results)
    return Link(_("Results"), counts.results, unit, gap, _door(studies), counts.results, counts.results)


def _findings(studies: Sequence[Study], counts: StudyLinks, person: Person) -> Link:
    seen = list(Finding.objects.visible_to(person).filter(study__in=[study.pk for study in studies]))
    published = sum(finding.state == Finding.State.PUBLISHED for finding in seen)
    waiting = len(seen) - published
    gap = ""
    if not seen:
        gap = _("no finding yet")
    elif waiting:
        gap = ngettext("%(n)d not published", "%(n)d not published", waiting) % {"n": waiting}
    return Link(
        _("Findings"), len(seen), ngettext("finding", "findings", len(seen)), gap, _door(studies), published, len(seen)
    )

"""Where a study stands: each step from question to sentence, what it holds and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oppiva.core.language import current_language
from oppiva.evaluation.models import Finding
from oppiva.impact.text import day
from oppiva.organisations.models import Person
from oppiva.studies.models import Run, Study
from oppiva.web.studies.report_of import result_to_hand_out


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `gap` is empty where nothing is missing; `url` is its door."""

    name: str
    holds: str
    gap: str
    url: str


@dataclass(frozen=True, slots=True)
class Stage:
    """The step that a study has reached, in one sentence."""

    sentence: str
    gap: bool


def latest_done(study: Study) -> Run | None:
    """The latest finished run with a result."""
    return study.runs.filter(state=Run.State.DONE).order_by("-number").first()


def primary_sentence(run: Run, person: Person) -> str:
    """The strongest sentence on the first primary outcome, as `person` may read it, in the reader's language."""
    result = result_to_hand_out(run, person)
    primary = {row.id for row in result.estimates if row.primary}
    chosen = next((claim for claim in result.claims if claim.estimate in primary), next(iter(result.claims), None))
    return chosen.sentence.in_(current_language()) if chosen else ""


def primary_level(run: Run) -> str:
    """Level code of the claim behind `primary_sentence`."""
    primary = {row["id"] for row in (run.result or {}).get("estimates", ()) if row["primary"]}
    return next((str(claim["level"]) for claim in run.claims if claim["estimate"] in primary), "")


def steps_of(study: Study, findings: list[Finding], *, opens_data: bool) -> list[Step]:
    """The chain of the study. Doors to data are there only for those who may open them."""
    return [_described(study), _data(study, opens_data), _plan(study), _result(study), _findings(study, findings)]


def stage_of(study: Study) -> Stage:
    """The first thing missing, or that all is there."""
    findings = list(study.findings.all())
    for step in (_described(study), _data(study, False), _plan(study), _result(study), _findings(study, findings)):
        if step.gap:
            return Stage(step.gap, gap=True)
    published = sum(finding.state == Finding.State.PUBLISHED for finding in findings)
    told = ngettext("%(count)s published finding", "%(count)s published findings", published) % {"count": published}
    return Stage(told, gap=False)


def _described(study: Study) -> Step:
    count = study.outcomes.count()
    holds = ngettext("%(count)s outcome declared", "%(count)s outcomes declared", count) % {"count": count}
    gap = "" if count else _("Declare what is measured before data come in.")
    return Step(_("Question"), holds, gap, reverse("studies:outcomes", args=[study.slug]))


def _data(study: Study, opens_data: bool) -> Step:
    datasets = list(study.datasets.all())
    url = reverse("studies:data", args=[study.slug]) if opens_data else ""
    if not datasets:
        return Step(_("Data"), _("none"), _("No data have come in."), url)
    last = datasets[-1]
    holds = _("%(file)s, %(rows)s rows") % {"file": last.file_name, "rows": last.n_rows}
    gap = "" if last.has_rows else _("The rows have been deleted; results remain.")
    return Step(_("Data"), holds, gap, url)


def _plan(study: Study) -> Step:
    url = reverse("studies:plan", args=[study.slug])
    locked = study.plan_versions.filter(state="locked").order_by("-number").first()
    if locked is None or locked.locked_at is None:
        draft = study.plan_versions.exists()
        return Step(_("Plan"), _("a draft") if draft else _("none"), _("The analysis plan has not been locked."), url)
    holds = _("version %(number)s, locked %(day)s") % {
        "number": locked.number,
        "day": day(locked.locked_at.date(), current_language()),
    }
    return Step(_("Plan"), holds, "", url)


def _result(study: Study) -> Step:
    runs = study.runs.count()
    holds = ngettext("%(count)s run", "%(count)s runs", runs) % {"count": runs}
    run = latest_done(study)
    if run is None:
        return Step(_("Result"), holds if runs else _("none"), _("There is no result yet."), "")
    return Step(_("Result"), holds, "", reverse("studies:run", args=[study.slug, run.number]))


def _findings(study: Study, findings: list[Finding]) -> Step:
    published = sum(finding.state == Finding.State.PUBLISHED for finding in findings)
    holds = ngettext("%(count)s finding", "%(count)s findings", len(findings)) % {"count": len(findings)}
    run = latest_done(study)
    gap = "" if published or run is None else _("No finding has been published.")
    url = reverse("studies:run", args=[study.slug, run.number]) + "#findings" if run else ""
    return Step(_("Findings"), holds, gap, url)

"""The report of a run: what the database knows of the study, handed to the one tree."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from oppiva.core.language import as_text
from oppiva.evaluation.models import Finding
from oppiva.impact.disclosure import released
from oppiva.impact.plan import parse_plan
from oppiva.impact.plan.model import Plan, Written
from oppiva.impact.result import Result
from oppiva.impact.stored_result import result_from_dict
from oppiva.impact.text import Language, Text
from oppiva.organisations.models import Person
from oppiva.publishing.report import record as reported
from oppiva.publishing.report.build import build_report, build_result_page
from oppiva.publishing.report.tree import Report
from oppiva.studies.models import Deviation, PlanVersion, Run
from oppiva.studies.permissions import may_open
from oppiva.studies.vouching import first_opening


def result_to_hand_out(run: Run, person: Person) -> Result:
    """The result for `person`: small numbers are held back from who may not open the rows themselves."""
    result = result_from_dict(run.result or {})
    return result if may_open(person, run.dataset) else released(result)


def report_of(run: Run, language: Language, person: Person) -> Report:
    """The report of a finished run for `person`. Only published findings are printed."""
    return build_report(*_sources(run, language, person))


def result_page_of(run: Run, language: Language, person: Person) -> Report:
    """The same for the run's own page: figure and table first."""
    return build_result_page(*_sources(run, language, person))


def _sources(run: Run, language: Language, person: Person) -> tuple[Plan, Result, reported.StudyRecord, Language]:
    plan = parse_plan(run.version.text)
    # The report says what the system vouched for when the run finished, never more.
    plan = replace(plan, lock=replace(plan.lock, written=cast(Written, run.written or plan.lock.written)))
    return plan, result_to_hand_out(run, person), record_of(run, language), language


def record_of(run: Run, language: Language) -> reported.StudyRecord:
    """The study around the run, as far as the report prints it."""
    study, dataset = run.study, run.dataset
    findings = Finding.objects.filter(run=run, state=Finding.State.PUBLISHED).order_by("number")
    return reported.StudyRecord(
        title=as_text(study, "title"),
        pilots=tuple(as_text(pilot, "name") for pilot in study.pilots.order_by("slug")),
        measure=as_text(study, "measure"),
        alternative=as_text(study, "alternative"),
        unit=cast(reported.Unit, study.unit),
        controller=as_text(dataset.controller, "name").in_(language),
        legal_basis=dataset.ground_text,
        data_received_on=dataset.uploaded_at.date(),
        delete_by=dataset.delete_by,
        plan_versions=tuple(_version(version) for version in study.plan_versions.filter(state="locked")),
        opened_at=first_opening(run.version, dataset),
        deviations=tuple(_deviation(deviation) for deviation in study.deviations.select_related("by", "version")),
        runs=study.runs.count(),
        findings=tuple(_finding(finding) for finding in findings),
        made_by=run.requested_by.name,
        synthetic=study.is_synthetic,
    )


def _version(version: PlanVersion) -> reported.PlanVersion:
    return reported.PlanVersion(
        number=version.number,
        sha256=version.sha256,
        locked_at=version.locked_at,
        locked_by=version.locked_by.name if version.locked_by else "",
        reason=version.reason,
    )


def _deviation(deviation: Deviation) -> reported.Deviation:
    return reported.Deviation(
        what=", ".join(change["key"] for change in deviation.changes),
        reason=deviation.reason,
        recorded_at=deviation.at,
        recorded_by=deviation.by.name,
        after_opening=True,
        changed_deciding_analysis=deviation.changed_deciding_analysis,
    )


def _finding(finding: Finding) -> reported.ReportedFinding:
    version = finding.current
    confirmation = getattr(version, "confirmation", None)
    override = None
    if confirmation is not None and confirmation.kind == "override":
        override = reported.Override(confirmation.reason, confirmation.written_by.name, confirmation.confirmed_by.name)
    return reported.ReportedFinding(
        text=as_text(version, "text"),
        wording=cast(reported.Wording, version.wording),
        gate_sentence=Text.from_mapping(finding.claim),
        confirmed_by=confirmation.confirmed_by.name if confirmation is not None else "",
        override=override,
    )

"""What studies gave, as rows that the claim gate can be asked to make one number of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from oppiva.impact.claim.pooling_rows import StudyRow
from oppiva.impact.result import Claim, Estimate
from oppiva.impact.stored_result import result_from_dict
from oppiva.portfolio.models import Pilot
from oppiva.studies.models import Run, StudyPilot


def estimates_of(pilots: Iterable[Pilot]) -> dict[int, list[StudyRow]]:
    """Pilot → the primary deciding estimates of the latest finished run of each of its studies."""
    links = StudyPilot.objects.filter(pilot__in=list(pilots)).values_list("study", "pilot").order_by("study", "pilot")
    pilots_of: dict[int, list[int]] = defaultdict(list)
    for study, pilot in links:
        pilots_of[study].append(pilot)
    done = Run.objects.filter(study__in=list(pilots_of), state=Run.State.DONE).select_related("study", "version")
    rows: dict[int, list[StudyRow]] = defaultdict(list)
    for run in done.order_by("study", "-number").distinct("study"):
        for row in _rows(run):
            for pilot in pilots_of[run.study_id]:
                rows[pilot].append(row)
    return dict(rows)


def _rows(run: Run) -> list[StudyRow]:
    result = result_from_dict(run.result or {})
    claims = {claim.estimate: claim for claim in result.claims}
    primary = [estimate for estimate in result.estimates if estimate.decides and estimate.primary]
    return [_row(run, estimate, claims[estimate.id]) for estimate in primary if estimate.id in claims]


def _row(run: Run, estimate: Estimate, claim: Claim) -> StudyRow:
    study, outcome = run.study, _outcome(run, estimate.outcome)
    return StudyRow(
        id=f"{study.slug}/{estimate.id}",
        study=study.slug,
        estimate=estimate.estimate,
        std_error=estimate.std_error,
        grade=claim.grade,
        drawn=run.version.resolved.get("design", {}).get("kind") == "trial",
        measure=study.measure_fi or study.measure_sv or study.measure_en,
        outcome=outcome,
        unit=study.unit,
        alternative=study.alternative_fi or study.alternative_sv or study.alternative_en,
        estimand=estimate.estimand,
        people=estimate.n_treated + estimate.n_control,
    )


def _outcome(run: Run, column: str) -> str:
    """The outcome as the plan words it, with its unit; columns of two files may share a name and nothing else."""
    for outcome in run.version.resolved.get("outcome", ()):
        if outcome.get("name") == column:
            return " ".join(str(outcome.get(key, "")) for key in ("label", "kind", "unit"))
    return column

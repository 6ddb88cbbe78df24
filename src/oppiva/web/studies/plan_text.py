"""Between the form and the plan file: answers to TOML, and a resolved plan back to answers."""

from __future__ import annotations

from typing import Any

import tomli_w

from oppiva.core.language import as_text
from oppiva.studies.models import Study, StudyOutcome


def as_number(text: str) -> str | int | float:
    """ "0" as the number 0, so that the plan reads as a person would write it; other text as it stands."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _texts(row: object, stem: str) -> dict[str, str] | None:
    text = as_text(row, stem)
    return text.to_dict() if text.en or text.fi or text.sv else None


def _outcome(outcome: StudyOutcome) -> dict[str, Any]:
    return {
        "name": outcome.column,
        "kind": outcome.kind,
        "label": _texts(outcome, "label"),
        "unit": _texts(outcome, "unit"),
        "better": outcome.better,
        "smallest_relevant": outcome.smallest_relevant,
        "primary": outcome.primary,
    }


ADJUST = {"columns": "covariates", "method": "method"}
"""Keys of [adjust] and the questions that answer them."""


def _given(section: dict[str, Any]) -> dict[str, Any]:
    """Without the empty answers: what a plan leaves out takes its default."""
    return {key: value for key, value in section.items() if value not in (None, "", [], {})}


def toml_of(study: Study, answers: dict[str, Any]) -> str:
    """The plan file of a study from the form's cleaned answers. Measure and outcomes come from the study itself."""
    chosen = [outcome for outcome in study.outcomes.all() if outcome.column in answers["outcomes"]]
    plan = {
        "format": 1,
        "title": _texts(study, "title"),
        "measure": _given({"name": _texts(study, "measure"), "alternative": _texts(study, "alternative")}),
        "data": _given({key: answers[key] for key in ("unit", "where", "categorical", "missing")}),
        "design": _given(
            {"kind": "trial", "control": as_number(answers["control"])}
            | {
                key: answers[key]
                for key in (
                    "arm", "strata", "cluster", "weight", "take_up", "draw", "drawn_by", "reference", "recruited",
                    "measured", "analysed_as",
                )
            }
        ),
        "flow": {"drawn": answers["drawn_numbers"]} if answers["drawn_numbers"] else None,
        "lock": _given({key: answers[key] for key in ("written", "registered", "registered_on")}),
        "outcome": [_given(_outcome(outcome)) for outcome in chosen],
        "adjust": {key: answers[name] for key, name in ADJUST.items()} if answers["covariates"] else None,
        "inference": _given(
            {
                "std_error": answers["std_error"],
                "level": float(answers["level"]),
            }
        )
        | {"randomisation_draws": answers["randomisation_draws"]},
    }  # fmt: skip
    return tomli_w.dumps(_given(plan))


DEFAULTS: dict[str, Any] = {
    "draw": "complete",
    "drawn_by": "stated",
    "recruited": "before_draw",
    "measured": "same",
    "analysed_as": "drawn",
    "method": "lin",
    "missing": "refuse",
    "level": "0.95",
    "randomisation_draws": 10_000,
    "written": "before_opened_here",
}


def answers_of(resolved: dict[str, Any]) -> dict[str, Any]:
    """The form's initial answers from a resolved plan; the defaults where there is none yet."""
    if not resolved:
        return dict(DEFAULTS)
    design, data, lock = resolved["design"], resolved["data"], resolved["lock"]
    adjust, inference = resolved["adjust"], resolved["inference"]
    take_up = design.get("take_up")
    drawn = (resolved.get("flow") or {}).get("drawn") or {}
    return {
        **{key: design.get(key) for key in ("arm", "strata", "cluster", "weight", "draw", "drawn_by", "reference")},
        **{key: design.get(key) for key in ("recruited", "measured", "analysed_as")},
        "control": str(design["control"]),
        "take_up": take_up if isinstance(take_up, str) else "",
        **{key: data.get(key) for key in ("unit", "where", "categorical", "missing")},
        **{key: lock.get(key) for key in ("written", "registered", "registered_on")},
        "outcomes": [outcome["name"] for outcome in resolved["outcome"]],
        "covariates": adjust.get("columns"),
        "method": adjust.get("method"),
        "std_error": inference.get("std_error"),
        "level": f"{inference['level']:g}",
        "randomisation_draws": inference["randomisation_draws"],
        "drawn_numbers": "\n".join(f"{arm} = {count}" for arm, count in drawn.items()),
    }

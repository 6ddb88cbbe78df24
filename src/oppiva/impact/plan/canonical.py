"""One plan, one hash: the resolved plan as canonical JSON.

Comments, line ends, the order of keys and whether a default is written out do not change the hash.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from oppiva.impact.plan.model import DataSpec, Design, Plan
from oppiva.impact.text import Text


def resolved(plan: Plan) -> dict[str, Any]:
    """The plan with every default filled in, as plain JSON values; `parse_plan` reads it back as the same plan.

    `inference.seed` is null where it is the default, because the default is derived from the hash of
    exactly this; the seed that a run used stands in `plan.inference.seed` and in the result's design.
    """
    values = _with_seed(plan, None)
    if plan.inference.seed != _seed_of(_sha256(values)):
        values["inference"]["seed"] = plan.inference.seed
    return values


def canonical_json(plan: Plan) -> str:
    """The resolved plan as JSON with sorted keys, no white space and nothing but Unicode as it is."""
    return _dump(resolved(plan))


def plan_sha256(plan: Plan) -> str:
    """SHA-256 of the canonical JSON in UTF-8, as 64 hexadecimal digits."""
    return _sha256(resolved(plan))


def sealed(plan: Plan, seed: int | None) -> Plan:
    """The plan with its hash, and with the seed: the plan's own, else the first 32 bits of the hash."""
    if seed is None:
        seed = _seed_of(_sha256(_with_seed(plan, None)))
    plan = replace(plan, inference=replace(plan.inference, seed=seed))
    return replace(plan, sha256=plan_sha256(plan))


def _seed_of(sha256: str) -> int:
    return int(sha256[:8], 16)


def _dump(values: dict[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _sha256(values: dict[str, Any]) -> str:
    return hashlib.sha256(_dump(values).encode()).hexdigest()


def _with_seed(plan: Plan, seed: int | None) -> dict[str, Any]:
    inference = plan.inference
    return {
        "format": plan.format,
        "title": plan.title.to_dict(),
        "language": plan.language,
        "measure": {"name": _text(plan.measure.name), "alternative": _text(plan.measure.alternative)},
        "data": _data(plan.data),
        "design": _design(plan.design),
        "flow": {"drawn": dict(plan.flow.drawn)},
        "lock": {
            "written": plan.lock.written,
            "registered": plan.lock.registered,
            "registered_on": plan.lock.registered_on.isoformat() if plan.lock.registered_on else None,
        },
        "outcome": [
            {
                "name": outcome.name,
                "kind": outcome.kind,
                "label": outcome.label.to_dict(),
                "unit": _text(outcome.unit),
                "better": outcome.better,
                "smallest_relevant": outcome.smallest_relevant,
                "primary": outcome.primary,
                "baseline": outcome.baseline,
            }
            for outcome in plan.outcomes
        ],
        "adjust": {"columns": list(plan.adjust.columns), "method": plan.adjust.method},
        "inference": {
            "std_error": inference.std_error,
            "level": inference.level,
            "decides": inference.decides,
            "randomisation_draws": inference.randomisation_draws,
            "seed": seed,
        },
    }


def _text(text: Text | None) -> dict[str, str] | None:
    return text.to_dict() if text else None


def _data(spec: DataSpec) -> dict[str, Any]:
    return {
        "unit": spec.unit,
        "where": spec.where,
        "delimiter": spec.delimiter,
        "decimal": spec.decimal,
        "encoding": spec.encoding,
        "sheet": spec.sheet,
        "header_row": spec.header_row,
        "categorical": list(spec.categorical),
        "missing": spec.missing,
    }


def _design(design: Design) -> dict[str, Any]:
    return {
        "kind": design.kind,
        "arm": design.arm,
        "control": design.control,
        "strata": list(design.strata),
        "cluster": design.cluster,
        "weight": design.weight,
        "take_up": dict(design.take_up) if isinstance(design.take_up, tuple) else design.take_up,
        "draw": design.draw,
        "drawn_by": design.drawn_by,
        "reference": design.reference,
        "recruited": design.recruited,
        "measured": design.measured,
        "analysed_as": design.analysed_as,
    }

"""Personal data are declared on the model: what, why, and how long. A test finds what is undeclared."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Declared as `personal_data = {"email": PersonalData(what=…, why=…, kept=…)}` on a model."""

    what: str
    why: str
    kept: str


def declared_table() -> str:
    """Every declared field as a table in Markdown, in the order of the rooms and their models."""
    lines = ["| where | field | what | why | kept |", "|---|---|---|---|---|"]
    for model in apps.get_models():
        if model.__module__.startswith("oppiva.") and not hasattr(model, "pgh_tracked_model"):
            for field, data in getattr(model, "personal_data", {}).items():
                lines.append(f"| {model._meta.label} | `{field}` | {data.what} | {data.why} | {data.kept} |")
    return "\n".join(lines) + "\n"

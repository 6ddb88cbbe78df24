"""Personal data are declared on the model: what, why, and how long. A test finds what is undeclared."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Declared as `personal_data = {"email": PersonalData(what=…, why=…, kept=…)}` on a model."""

    what: str
    why: str
    kept: str

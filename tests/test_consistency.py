"""Rules of the house that no linter sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import oppiva

PACKAGE = Path(oppiva.__file__).parent
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("oppiva.") and not hasattr(model, "pgh_tracked_model")
]
LOOKS_PERSONAL = re.compile(r"(^|_)(email|phone|hetu|identity_code|address|birth)")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_personal_data_are_declared_on_the_model(model: type[models.Model]) -> None:
    assert hasattr(model, "personal_data"), f"{model._meta.label} does not say which personal data it holds"
    names = {field.name for field in model._meta.get_fields()}
    assert set(model.personal_data) <= names
    undeclared = [name for name in names if LOOKS_PERSONAL.search(name) and name not in model.personal_data]
    assert not undeclared


def templates() -> list[Path]:
    return sorted(PACKAGE.rglob("templates/**/*.html"))


def test_every_template_of_ours_is_used() -> None:
    overrides = ("account/", "mfa/", "errors/", "allauth/", "django/")
    sources = "\n".join(path.read_text("utf-8") for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")])
    unused = []
    for path in templates():
        name = str(path).split("/templates/")[1]
        if not name.startswith(overrides) and f'"{name}"' not in sources:
            unused.append(name)
    assert unused == []


def test_no_migration_relies_on_icu() -> None:
    assert [path for path in PACKAGE.rglob("migrations/*.py") if "icu" in path.read_text("utf-8").lower()] == []


def test_nothing_in_the_package_points_to_an_outside_address() -> None:
    served = [
        *PACKAGE.rglob("web/static/**/*.css"),
        *PACKAGE.rglob("web/static/**/*.js"),
        *PACKAGE.rglob("templates/**/*.html"),
    ]
    outside = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""")
    assert [path.name for path in served if outside.search(path.read_text("utf-8"))] == []

"""Addresses made from names: short, of this language, and never given twice."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify


def free_slug(rows: QuerySet[Any], *names: str, longest: int = 70) -> str:
    """From the first name that leaves anything: `te-toimisto`, and `te-toimisto-2` where that is taken."""
    slugs = [slugify(name)[:longest].strip("-") for name in names if name]
    stem = next((slug for slug in slugs if slug), "x")
    taken = set(rows.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 2
    slug = stem
    while slug in taken:
        slug = f"{stem}-{number}"
        number += 1
    return slug

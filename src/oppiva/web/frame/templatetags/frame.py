"""Filters and tags that every template has without loading them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from oppiva.core.language import current_language
from oppiva.impact import text
from oppiva.impact.text import Text

register = template.Library()

AT_OCLOCK = {"fi": "klo", "sv": "kl.", "en": "at"}


@register.filter
def num(value: float | None, decimals: int | None = None) -> str:
    """A number as the reader's language writes it; nothing for None."""
    return "" if value is None else text.number(float(value), current_language(), decimals)


@register.filter
def pct(share: float | None, decimals: int = 0) -> str:
    """A share 0–1 as a percentage."""
    return "" if share is None else text.percent(float(share), current_language(), decimals)


@register.filter
def day(value: date | datetime | None) -> str:
    """15.10.2020 or 15 October 2020, in local time; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return text.day(value, current_language())


@register.filter
def moment(value: datetime | None) -> str:
    """Day and time: 15.10.2020 klo 9.12 (fi), 15.10.2020 kl. 9.12 (sv), 15 October 2020 at 9:12 (en)."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    language = current_language()
    clock = f"{local.hour}:{local.minute:02}" if language == "en" else f"{local.hour}.{local.minute:02}"
    return f"{text.day(local.date(), language)} {AT_OCLOCK[language]} {clock}"


@register.filter
def here(value: Text | dict[str, str] | None) -> str:
    """A text of three languages in the reader's."""
    if not value:
        return ""
    return (value if isinstance(value, Text) else Text.from_mapping(value)).in_(current_language())


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """`mapping[key]`, or nothing."""
    return mapping.get(key, "")


@register.simple_tag
def short_hash(value: str | None) -> SafeString:
    """The first 16 characters of a hash in groups of four, the whole of it for whoever hovers or copies."""
    shown = (value or "")[:16]
    groups = " ".join(shown[i : i + 4] for i in range(0, len(shown), 4))
    return format_html('<code title="{}">{}…</code>', value or "", groups) if value else SafeString("")

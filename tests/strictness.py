"""Whole classes of bugs that fail in the tests: undefined template variables, markup that the strict
Content-Security-Policy would block, and template signs left in a page."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.template import engines
from django.template.base import FilterExpression
from django.test import Client

import oppiva

OURS = str(Path(oppiva.__file__).parent)
GIVES_A_DEFAULT = {"default", "default_if_none"}


class UndefinedVariable(AssertionError):
    """A template names a variable that its view does not give."""


class RefusesUndefined(str):
    """Stands as `string_if_invalid`. Django asks for its truth when a variable is missing: there we speak up.

    Templates of others may name what is missing (they mean the empty string); ours may with `|default`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        frame = sys._getframe(1)
        if frame.f_code is not FilterExpression.resolve.__code__:
            return False
        expression, context = frame.f_locals["self"], frame.f_locals["context"]
        template = context.render_context.template or context.template
        origin = str(getattr(template.origin, "name", ""))
        filters = {getattr(function, "__name__", "") for function, _ in expression.filters}
        if origin.startswith(OURS) and not filters & GIVES_A_DEFAULT:
            raise UndefinedVariable(f"{origin}: {expression.token} is undefined")
        return False


@contextmanager
def undefined_variables_are_errors() -> Iterator[None]:
    """For as long as the block lasts, in every Django template engine of the settings."""
    found = [engine.engine for engine in engines.all() if hasattr(engine, "engine")]
    before = [engine.string_if_invalid for engine in found]
    for engine in found:
        engine.string_if_invalid = RefusesUndefined()
    try:
        yield
    finally:
        for engine, value in zip(found, before, strict=True):
            engine.string_if_invalid = value


class _Markup(HTMLParser):
    """Collects what a browser under our policy would not run, and repeated ids."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: set[str] = set()
        self.text: list[str] = []
        self.verbatim = 0  # inside <pre> or <code>, where a template may be shown on purpose

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.verbatim += tag in {"pre", "code", "textarea"}
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.faults.append("a <script> without src")
        if tag == "style":
            self.faults.append("a <style> element")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.faults.append(f"<{tag} {name}=…>")
            if name in {"href", "src", "action"} and (value or "").strip().lower().startswith("javascript:"):
                self.faults.append(f"<{tag} {name}=javascript:…>")
            if re.search(r"\{\{|\{%|\{#", value or "") and tag != "textarea":
                self.faults.append(f"an unrendered sign of a template in <{tag} {name}>")
            if name == "id":
                if value in self.ids:
                    self.faults.append(f"the id {value!r} twice")
                self.ids.add(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.verbatim -= tag in {"pre", "code", "textarea"}

    def handle_data(self, data: str) -> None:
        if not self.verbatim:
            self.text.append(data)


def faults_of(html: str) -> list[str]:
    """What is wrong with a page or a part of one; empty when nothing is."""
    markup = _Markup()
    markup.feed(html)
    markup.close()
    if sign := re.search(r"\{\{|\{%|\{#", "".join(markup.text)):
        markup.faults.append(f"an unrendered {sign.group()}")
    return markup.faults


class StrictClient(Client):
    """Django's test client that looks at every HTML answer that a browser shows."""

    def request(self, **request: Any) -> HttpResponse:
        response: HttpResponse = super().request(**request)
        shown = not response.get("Content-Disposition", "").startswith("attachment")
        if shown and not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            faults = faults_of(response.content.decode(response.charset))
            assert not faults, f"{request.get('PATH_INFO')}: {'; '.join(faults)}"
        return response

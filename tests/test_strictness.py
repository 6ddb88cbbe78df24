"""The tests' own strictness: what it refuses and what it lets by."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import Context, Origin, Template, engines

from strictness import OURS, UndefinedVariable, faults_of, undefined_variables_are_errors


def render(source: str, origin: str, **values: object) -> str:
    engine = engines["django"].engine
    return str(Template(source, origin=Origin(origin), engine=engine).render(Context(values)))


ours = str(Path(OURS) / "web" / "templates" / "page.html")


@pytest.mark.parametrize(
    "source", ["{{ missing }}", "{{ person.missing }}", "{% with x=missing %}{{ x }}{% endwith %}"]
)
def test_an_undefined_variable_in_our_templates_is_an_error(source: str) -> None:
    with pytest.raises(UndefinedVariable, match=r"page\.html.*missing"):
        render(source, ours, person={})


@pytest.mark.parametrize(
    "source", ["{{ missing|default:'–' }}", "{% if missing %}{% else %}–{% endif %}", "{{ empty }}–"]
)
def test_a_default_a_question_and_an_empty_value_are_no_errors(source: str) -> None:
    assert render(source, ours, empty="") == "–"


def test_templates_of_others_may_name_what_is_missing() -> None:
    assert render("{{ missing }}–", "/elsewhere/page.html") == "–"


def test_the_engine_is_as_before_afterwards() -> None:
    engine = engines["django"].engine
    before = engine.string_if_invalid
    with undefined_variables_are_errors():
        assert engine.string_if_invalid is not before
    assert engine.string_if_invalid is before


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<button onclick="x()">', "<button onclick=…>"),
        ("<script>x()</script>", "a <script> without src"),
        ('<p style="color: red">', "<p style=…>"),
        ('<a href=" JavaScript:x()">', "<a href=javascript:…>"),
        ("<p>{{ name }}</p>", "an unrendered {{"),
        ('<p title="{% url %}">', "an unrendered sign of a template in <p title>"),
        ('<p id="a"></p><p id="a">', "the id 'a' twice"),
    ],
)
def test_markup_that_a_browser_or_a_reader_would_stumble_over_is_named(html: str, fault: str) -> None:
    assert faults_of(html) == [fault]


def test_ordinary_markup_passes() -> None:
    page = '<script src="/static/htmx.js"></script><p id="a">Työ</p><pre>{{ shown on purpose }}</pre>'
    assert faults_of(page) == []

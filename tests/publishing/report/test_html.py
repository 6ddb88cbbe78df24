"""The page and the file come from one set of templates, stand alone, and are in order for a screen reader."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Result
from oppiva.impact.text import Language
from oppiva.publishing.report.build import build_report
from oppiva.publishing.report.html import fragment, html_file
from oppiva.publishing.report.record import StudyRecord
from oppiva.publishing.report.tree import Paragraph, Report


class Outline(HTMLParser):
    """Headings in order, ids, and every address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.addresses += [given[name] or "" for name in ("href", "src", "action") if name in given]


@pytest.fixture
def report(strong_start: tuple[Plan, Result, StudyRecord], language: Language) -> Report:
    return build_report(*strong_start, language)


def test_headings_go_down_one_step_at_a_time(report: Report) -> None:
    headings = Outline(html_file(report)).headings
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))


def test_the_file_names_its_language_and_has_a_way_past_the_mark(report: Report) -> None:
    html = html_file(report)
    assert f'<html lang="{report.language}">' in html
    assert f'<a class="skip" href="#content">{report.words.skip}</a>' in html
    assert f"<title>{report.title}</title>" in html


def test_the_file_needs_nothing_from_outside(report: Report) -> None:
    html = html_file(report)
    assert all(address.startswith("#") for address in Outline(html).addresses)
    assert not re.search(r"url\((?!data:)", html)
    assert "http" not in html
    assert "<script" not in html


def test_ids_are_used_once(report: Report) -> None:
    ids = Outline(html_file(report)).ids
    assert len(ids) == len(set(ids))


def test_the_fragment_is_what_the_file_holds(report: Report) -> None:
    assert str(fragment(report)) in html_file(report)


def test_the_fragment_leaves_the_opening_to_the_page_around_it(report: Report) -> None:
    without = str(fragment(report, opening=False))
    assert "<h1>" not in without
    assert "<h2" in without


def test_every_column_and_row_heading_has_a_scope(report: Report) -> None:
    headings = re.findall(r"<th[ >][^>]*", html_file(report))
    assert headings
    assert all("scope=" in heading for heading in headings)


def test_drawings_in_rows_are_hidden_from_screen_readers(report: Report) -> None:
    drawings = re.findall(r"<svg[^>]*>", html_file(report))
    assert drawings
    assert all('aria-hidden="true"' in drawing for drawing in drawings)


def test_no_style_stands_in_the_markup(report: Report) -> None:
    assert "style=" not in str(fragment(report))


def test_text_from_people_is_escaped(nsw: tuple[Plan, Result]) -> None:
    record = StudyRecord(made_by="<script>alert(1)</script>", controller="A & B")
    html = html_file(build_report(*nsw, record, "en"))
    assert "<script>" not in html
    assert "A &amp; B" in html


def test_a_synthetic_study_is_marked_at_both_ends(report: Report) -> None:
    assert html_file(report).count(report.synthetic) == 2


def test_the_summary_stands_above_every_table(report: Report) -> None:
    html = unescape(html_file(report))
    paragraph = report.sections[0].blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert html.index(paragraph.text[:60]) < html.index("<table")


@pytest.mark.parametrize("name", ["many", "awkward", "undrawn", "released_small"])
def test_odd_shapes_are_drawn(name: str, request: pytest.FixtureRequest, language: Language) -> None:
    plan, result = request.getfixturevalue(name)
    html = html_file(build_report(plan, result, None, language))
    assert "</html>" in html
    assert re.search(r'(x1|x2|cx)=""', html) is None


def test_a_report_is_written_where_django_has_no_settings() -> None:
    program = (
        "import sys\n"
        "from oppiva.publishing.report.html import html_file\n"
        "from oppiva.publishing.report.tree import FixedWords, Paragraph, Report, Section\n"
        "words = FixedWords('skip', 'kind', 'page', 'facts')\n"
        "section = Section('summary', 'Summary', (Paragraph('One sentence.'),))\n"
        "print(html_file(Report('en', 'T', 'Answer.', (), (section,), 'foot', words)))\n"
        "from django.conf import settings\n"
        "sys.exit(3 if settings.configured else 0)\n"
    )
    environment = {"PATH": "", "PYTHONPATH": ":".join(path for path in sys.path if path)}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stderr
    assert "One sentence." in run.stdout

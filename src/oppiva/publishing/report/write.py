"""The report beside the result: what the terminal writes into its output folder."""

from __future__ import annotations

from pathlib import Path

from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Result
from oppiva.impact.text import Language
from oppiva.publishing.report.build import build_report
from oppiva.publishing.report.html import html_file
from oppiva.publishing.report.pdf import render_pdf
from oppiva.publishing.report.record import StudyRecord


def write_report(
    result: Result, plan: Plan, directory: Path, language: Language, record: StudyRecord | None = None
) -> None:
    """Write report.html and report.pdf into `directory`, which is made if it does not exist.

    Both come from one tree, so they say the same. Raises OSError where the folder cannot be written to.
    """
    report = build_report(plan, result, record, language)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "report.html").write_text(html_file(report), "utf-8")
    (directory / "report.pdf").write_bytes(render_pdf(report))

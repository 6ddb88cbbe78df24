"""The report as a tagged PDF (PDF/UA-1), set by Typst from the same tree as the page."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from oppiva.publishing.report.tree import Report

_PACKAGE = Path(str(files("oppiva.publishing")))


def render_pdf(report: Report) -> bytes:
    """The report as PDF/UA-1: tagged, with title, language, table headings and texts for its figures.

    The same report gives the same bytes: the document's date is the run's. Raises typst.TypstError if the document
    cannot be set, which is a fault of ours.
    """
    pdf = typst.compile(
        (_PACKAGE / "report" / "report.typ").read_bytes(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"report": json.dumps(_plain(report), ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=datetime.fromisoformat(report.made_at).replace(microsecond=0) if report.made_at else None,
    )
    return bytes(pdf)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(_PACKAGE / "fonts")])


def _plain(report: Report) -> dict[str, Any]:
    """The tree as JSON values, each block with its kind."""
    plain = asdict(report)
    for section, own in zip(plain["sections"], report.sections, strict=True):
        for block, value in zip(section["blocks"], own.blocks, strict=True):
            block["kind"] = value.kind
    return plain

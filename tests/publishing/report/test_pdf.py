"""The PDF is tagged, says what it is, and says the same as the page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject, StreamObject

from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Result
from oppiva.impact.text import Language
from oppiva.publishing.report.build import build_report
from oppiva.publishing.report.html import html_file
from oppiva.publishing.report.pdf import render_pdf
from oppiva.publishing.report.record import StudyRecord
from oppiva.publishing.report.tree import GateList, Listing, Paragraph, Report, Table
from oppiva.publishing.report.write import write_report

SPACES = re.compile(r"[\s\u00a0\u200b]+")


def squeezed(text: str) -> str:
    """Without spaces and soft breaks: where a line ends is the setter's business."""
    return SPACES.sub("", text)


@pytest.fixture(scope="module")
def readers() -> dict[str, PdfReader]:
    return {}


@pytest.fixture
def report(strong_start: tuple[Plan, Result, StudyRecord], language: Language) -> Report:
    return build_report(*strong_start, language)


@pytest.fixture
def reader(report: Report, readers: dict[str, PdfReader]) -> PdfReader:
    if report.language not in readers:
        readers[report.language] = PdfReader(io.BytesIO(render_pdf(report)))
    return readers[report.language]


def page_texts(reader: PdfReader) -> list[str]:
    return [squeezed(page.extract_text()) for page in reader.pages]


def structure(value: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """Every element of the structure tree."""
    seen = set() if seen is None else seen
    if isinstance(value, IndirectObject):
        if value.idnum in seen:
            return
        seen.add(value.idnum)
        value = value.get_object()
    if isinstance(value, list):
        for item in value:
            yield from structure(item, seen)
    elif isinstance(value, dict):
        if "/S" in value:
            yield value
        yield from structure(value.get("/K"), seen)


def test_the_pdf_is_tagged_and_names_its_language_and_title(reader: PdfReader, report: Report) -> None:
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]) == report.language
    assert reader.metadata is not None
    assert reader.metadata.title == report.title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]


def test_the_pdf_says_that_it_is_pdf_ua_1(reader: PdfReader) -> None:
    metadata = reader.root_object["/Metadata"].get_object()
    assert isinstance(metadata, StreamObject)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata.get_data()


def test_headings_and_table_headings_are_tagged(reader: PdfReader, report: Report) -> None:
    kinds = [str(item["/S"]) for item in structure(reader.root_object["/StructTreeRoot"])]
    assert kinds.count("/H1") == len(report.sections)
    assert "/TH" in kinds
    assert "/Caption" in kinds


def test_each_figure_has_a_text(reader: PdfReader, report: Report) -> None:
    figures = [item for item in structure(reader.root_object["/StructTreeRoot"]) if item["/S"] == "/Figure"]
    tables = [block for section in report.sections for block in section.blocks if isinstance(block, Table)]
    spoken = {table.drawing.spoken for table in tables if table.drawing}
    assert figures
    assert {str(item["/Alt"]) for item in figures} == spoken


def test_the_synthetic_mark_is_on_each_page(reader: PdfReader, report: Report) -> None:
    assert all(squeezed(report.synthetic) in text for text in page_texts(reader))


def test_pages_are_numbered(reader: PdfReader, report: Report) -> None:
    texts = page_texts(reader)
    assert all(f"{report.words.page}{n}/{len(texts)}" in text for n, text in enumerate(texts, start=1))


def test_hashes_are_on_the_last_page(reader: PdfReader, strong_start: tuple[Plan, Result, StudyRecord]) -> None:
    assert strong_start[1].plan_sha256 in page_texts(reader)[-1]


def test_page_and_pdf_say_the_same_sentences(reader: PdfReader, report: Report) -> None:
    pdf = "".join(page_texts(reader))
    html = squeezed(unescape(re.sub(r"<[^>]+>", "", html_file(report))))
    sentences = [report.answer]
    for section in report.sections:
        sentences.append(section.heading)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                sentences.append(block.text)
            elif isinstance(block, Listing):
                sentences += block.items
            elif isinstance(block, GateList):
                sentences += [block.allowed, *(item.reason for item in block.refused)]
    for sentence in sentences:
        assert squeezed(sentence) in html
        # A page may end in the middle of a sentence, with its foot and the next page's head between.
        halves = (squeezed(sentence)[:20], squeezed(sentence)[-20:])
        assert all(half in pdf for half in halves)


def test_signs_of_the_languages_are_drawn_by_the_vendored_face(nsw: tuple[Plan, Result]) -> None:
    record = StudyRecord(controller="åäö ÅÄÖ − … ≥ ± × €")
    reader = PdfReader(io.BytesIO(render_pdf(build_report(*nsw, record, "fi"))))
    assert squeezed("åäö ÅÄÖ − … ≥ ± × €") in "".join(page_texts(reader))
    fonts: set[str] = set()
    for page in reader.pages:
        named: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        fonts |= {str(font.get_object()["/BaseFont"]) for font in named.values()}
    faces = {font.split("+")[-1].split("-")[0] for font in fonts}
    assert faces == {"SourceSans3", "DejaVuSansMono"}


def test_the_same_report_gives_the_same_bytes(nsw: tuple[Plan, Result]) -> None:
    report = build_report(*nsw, None, "sv")
    assert render_pdf(report) == render_pdf(report)


@pytest.mark.parametrize("name", ["many", "awkward", "undrawn", "released_small"])
def test_odd_shapes_are_set(name: str, request: pytest.FixtureRequest, language: Language) -> None:
    plan, result = request.getfixturevalue(name)
    report = build_report(plan, result, None, language)
    assert PdfReader(io.BytesIO(render_pdf(report))).pages


def test_signs_of_the_typesetter_in_a_text_are_only_text(nsw: tuple[Plan, Result]) -> None:
    record = StudyRecord(made_by='#panic("x") $x$ *b* _i_ @a <b> [c] \\ "q"')
    text = "".join(page_texts(PdfReader(io.BytesIO(render_pdf(build_report(*nsw, record, "en"))))))
    assert squeezed('#panic("x") $x$ *b* _i_ @a <b> [c]') in text


def test_writing_a_report_leaves_both_files(nsw: tuple[Plan, Result], tmp_path: Path) -> None:
    plan, result = nsw
    write_report(result, plan, tmp_path / "out", "fi")
    assert (tmp_path / "out" / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "out" / "report.pdf").read_bytes().startswith(b"%PDF-")

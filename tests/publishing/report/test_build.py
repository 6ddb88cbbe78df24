"""The tree says what the plan, the result and the record say, in each language, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest

from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Disclosure, Result
from oppiva.impact.text import Language, Text
from oppiva.publishing.report.build import build_report, build_result_page
from oppiva.publishing.report.html import html_file
from oppiva.publishing.report.pdf import render_pdf
from oppiva.publishing.report.record import StudyRecord
from oppiva.publishing.report.tree import GateList, KeyValues, Report, Section, Table

ENGLISH_WORDS = re.compile(
    r"\b(the|and|was|were|with|who|from|plan was|people|outcome|group|measure|difference|missing)\b", re.IGNORECASE
)
"""Words that no Finnish or Swedish sentence holds; names of estimators and columns are set aside first."""
CODES = re.compile(r"difference_in_means|randomisation_inference|adjust\.columns|employed_6m")


def texts(value: Any) -> Iterator[str]:
    """Every text of a tree."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts(item)


def section(report: Report, key: str) -> Section:
    return next(item for item in report.sections if item.key == key)


def tables(report: Report) -> list[Table]:
    return [block for item in report.sections for block in item.blocks if isinstance(block, Table)]


def said(report: Report, key: str) -> str:
    return " ".join(texts(asdict(section(report, key))))


@pytest.fixture
def report(strong_start: tuple[Plan, Result, StudyRecord], language: Language) -> Report:
    return build_report(*strong_start, language)


def test_every_section_stands_in_each_language(report: Report) -> None:
    assert [item.key for item in report.sections][:7] == [
        "summary", "findings", "asked", "design", "people", "estimates", "allowed",
    ]  # fmt: skip
    assert [item.key for item in report.sections][-3:] == ["balance", "plan", "versions"]
    assert all(item.heading and item.blocks for item in report.sections)


def test_no_text_is_missing_or_unfilled(report: Report) -> None:
    for text in texts(asdict(report)):
        assert "{" not in text
        assert "None" not in text
        assert "nan" not in text.lower().split()


def test_finnish_and_swedish_hold_no_english(strong_start: tuple[Plan, Result, StudyRecord]) -> None:
    foreign: tuple[Language, ...] = ("fi", "sv")
    for language in foreign:
        report = build_report(*strong_start, language)
        plain = replace(report, sections=tuple(_without_gate(item) for item in report.sections))
        found = [text for text in texts(asdict(plain)) if ENGLISH_WORDS.search(CODES.sub("", text))]
        assert found == []


def _without_gate(item: Section) -> Section:
    """The gate shows its sentence in the other languages on purpose."""
    return replace(item, key="", blocks=tuple(block for block in item.blocks if not isinstance(block, GateList)))


@pytest.mark.parametrize(("language", "written"), [("fi", "4\u00a0555"), ("sv", "4\u00a0555"), ("en", "4,555")])
def test_numbers_are_written_as_the_language_writes_them(
    nsw: tuple[Plan, Result], language: Language, written: str
) -> None:
    # Mean earnings of the comparison group, 4,554.80 dollars: Dehejia and Wahba 1999, table 1.
    assert written in said(build_report(*nsw, None, language), "estimates")


def test_the_difference_of_the_national_supported_work_trial_is_on_its_row(nsw: tuple[Plan, Result]) -> None:
    # 1,794.34 dollars with an HC2 standard error of 671.00 (R estimatr).
    table = next(table for table in tables(build_report(*nsw, None, "en")) if table.style == "forest")
    cells = table.groups[0].rows[0].cells
    assert cells[0].sub == "difference_in_means, ITT, HC2\u00a0671"
    assert cells[2].text == "1,794"
    assert cells[5].text == "185\u00a0/\u00a0260"


def test_the_opening_is_the_gates_own_sentence(nsw: tuple[Plan, Result], language: Language) -> None:
    plan, result = nsw
    assert build_report(plan, result, None, language).answer == result.claims[0].sentence.in_(language)


def test_the_strongest_sentence_stands_in_three_languages(nsw: tuple[Plan, Result], language: Language) -> None:
    plan, result = nsw
    gate = next(
        block
        for block in section(build_report(plan, result, None, language), "allowed").blocks
        if isinstance(block, GateList)
    )
    said_in = {language: gate.allowed, **dict(gate.in_other_languages)}
    assert said_in == result.claims[0].sentence.to_dict()
    assert gate.refused
    assert all(item.reason for item in gate.refused)


def test_the_summary_says_tried_how_many_and_what_it_means(strong_start: tuple[Plan, Result, StudyRecord]) -> None:
    report = build_report(*strong_start, "en")
    opening = report.answer + said(report, "summary")
    assert "a talk in five days" in opening
    assert "the statutory start" in opening
    assert re.search(r"The outcome is known for \d+ people", opening)
    assert "decision" in opening or "new trial" in opening or "larger trial" in opening


def test_the_summary_of_many_comparisons_counts_them(many: tuple[Plan, Result]) -> None:
    report = build_report(*many, None, "en")
    counts = [int(number) for number in re.findall(r"in (\d+)", report.answer)]
    assert report.answer.startswith("There are 18 primary comparisons:")
    assert sum(counts) == 18
    assert "The other primary comparisons (" in said(report, "summary")


def test_a_plan_locked_before_opening_is_said_to_be_exactly_that(
    strong_start: tuple[Plan, Result, StudyRecord],
) -> None:
    lock = said(build_report(*strong_start, "en"), "design")
    assert "locked in Oppiva on 3 February 2026 at 10.00" in lock
    assert "first opened there by group on 2 September 2026 at 9.30" in lock
    assert "Nothing more is known" in lock


def test_a_plan_locked_after_opening_is_not_said_to_be_locked_before(
    strong_start: tuple[Plan, Result, StudyRecord],
) -> None:
    plan, result, record = strong_start
    opened = record.plan_versions[0].locked_at
    lock = said(build_report(plan, result, replace(record, opened_at=opened), "en"), "design")
    assert "already been opened" in lock
    assert "first opened" not in lock


def test_the_terminal_claims_no_lock(nsw: tuple[Plan, Result]) -> None:
    lock = said(build_report(*nsw, None, "en"), "design")
    assert "holds no record of the plan being locked" in lock
    assert "outcomes were already known" in lock


def test_the_flow_says_how_many_left_and_why(nsw: tuple[Plan, Result]) -> None:
    flow = next(table for table in tables(build_report(*nsw, None, "en")) if "draw to the analysis" in table.caption)
    rows = [[cell.text or cell.sub for cell in row.cells] for row in flow.groups[0].rows]
    assert rows[0] == ["Drawn", "297", "425"]
    assert ["not in the data", "112", "165"] in rows
    assert rows[-1] == ["Analysed: Earnings in 1978", "185", "260"]


def test_missing_outcomes_are_named_with_their_outcome(strong_start: tuple[Plan, Result, StudyRecord]) -> None:
    assert "outcome missing: In work after 6 months" in said(build_report(*strong_start, "en"), "people")


def test_what_was_withheld_before_release_is_not_given_back(released_small: tuple[Plan, Result]) -> None:
    plan, result = released_small
    assert result.disclosure.suppressed
    report = build_report(plan, result, None, "en")
    people = said(report, "people")
    flow = next(table for table in tables(report) if "draw to the analysis" in table.caption)
    rows = [[cell.text or cell.sub for cell in row.cells] for row in flow.groups[0].rows]
    # One of the arm and two of the comparison group were lost.
    assert ["outcome missing: employed", "withheld", "withheld"] in rows
    # The number in the data would give it back, beside the number analysed.
    assert ["In the data", "withheld", "withheld"] in rows
    assert "numbers that would give them back" in people
    assert "left out, because the reasons rest on numbers that are withheld" in said(report, "allowed")


def test_a_release_with_nothing_to_withhold_keeps_its_counts(nsw: tuple[Plan, Result]) -> None:
    plan, result = nsw
    report = build_report(plan, replace(result, disclosure=Disclosure(smallest_cell=5)), None, "en")
    assert "no small counts (under 5) that need to be withheld" in said(report, "people")
    assert "297" in said(report, "people")


def test_balance_in_a_trial_gives_the_joint_test_and_no_verdict_on_one_difference(nsw: tuple[Plan, Result]) -> None:
    plan, result = nsw
    joint = next(item for item in result.diagnostics if item.name == "balance_joint")
    report = build_report(plan, result, None, "en")
    assert f"p\u00a0=\u00a0{joint.p_value:.3f}" in said(report, "balance")
    assert "a single difference decides nothing" in said(report, "balance")


def test_an_overridden_finding_stands_beside_the_gates_sentence(
    strong_start: tuple[Plan, Result, StudyRecord],
) -> None:
    findings = said(build_report(*strong_start, "en"), "findings")
    assert "A fast start raised employment." in findings
    assert "Elina Arvio and Paavo Pilotti" in findings
    assert "The gate's sentence." in findings


def test_plan_versions_deviations_and_runs_are_listed(strong_start: tuple[Plan, Result, StudyRecord]) -> None:
    history = said(build_report(*strong_start, "en"), "plan")
    assert "Runs in all 3" in history
    assert "changed the deciding analysis" in history
    assert "before outcomes were opened" in history
    assert "Lohko lisättiin: toimipiste." in history


def test_hashes_are_whole_and_last(strong_start: tuple[Plan, Result, StudyRecord], language: Language) -> None:
    plan, result, record = strong_start
    report = build_report(plan, result, record, language)
    assert report.sections[-1].key == "versions"
    assert result.plan_sha256 in said(report, "versions")


def test_caps_are_given_with_their_reasons(strong_start: tuple[Plan, Result, StudyRecord]) -> None:
    plan, result, record = strong_start
    capped = result.claims[0].caps
    facts = [item for block in section(build_report(plan, result, record, "en"), "allowed").blocks
             if isinstance(block, KeyValues) for item in block.items]  # fmt: skip
    assert any(cap.rule == "T1" for cap in capped)
    assert any(term == "Rule T1: at most 4" for term, _ in facts)


def test_tables_are_numbered_in_reading_order(report: Report) -> None:
    numbers = [int(re.findall(r"\d+", table.name)[0]) for table in tables(report)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_row_has_a_cell_for_each_column(many: tuple[Plan, Result]) -> None:
    for table in tables(build_report(*many, None, "sv")):
        for group in table.groups:
            assert all(len(row.cells) == len(table.columns) for row in group.rows)


def test_a_synthetic_study_is_marked_and_a_real_one_is_not(
    strong_start: tuple[Plan, Result, StudyRecord], nsw: tuple[Plan, Result]
) -> None:
    assert build_report(*strong_start, "fi").synthetic.startswith("Synteettinen")
    assert build_report(*nsw, None, "fi").synthetic == ""


def test_what_cannot_be_shown_is_a_dash_and_never_a_number(awkward: tuple[Plan, Result]) -> None:
    table = next(table for table in tables(build_report(*awkward, None, "en")) if table.style == "forest")
    rows = table.groups[0].rows
    assert [cell.text for cell in rows[0].cells[2:5]] == ["1,794", "–", "–"]
    assert rows[1].cells[3].text == "below −310 or above 120"
    assert rows[3].cells[0].sub == "lee"
    assert [cell.text for cell in rows[4].cells[2:5]] == ["–", "–", "–"]


def test_an_interval_far_beyond_the_others_does_not_flatten_them(awkward: tuple[Plan, Result]) -> None:
    table = next(table for table in tables(build_report(*awkward, None, "en")) if table.style == "forest")
    assert table.drawing is not None
    assert "goes on beyond the figure" in table.caption
    assert not any("1,000,000,000" in tick.label for tick in table.drawing.ticks)


def test_a_result_without_claims_says_that_nothing_may_be_said(nsw: tuple[Plan, Result]) -> None:
    plan, result = nsw
    report = build_report(plan, replace(result, claims=()), None, "en")
    assert report.answer == "The data do not support any statement."
    assert "No decision should rest on these data." in said(report, "summary")


def test_the_record_takes_the_place_of_the_plans_title_and_measure(nsw: tuple[Plan, Result]) -> None:
    record = StudyRecord(title=Text.same("Own title"), measure=Text.same("own measure"))
    report = build_report(*nsw, record, "en")
    assert report.title == "Own title"
    assert "own measure" in said(report, "asked")


def test_groups_that_nobody_drew_give_a_lesson_and_no_more(undrawn: tuple[Plan, Result], language: Language) -> None:
    plan, result = undrawn
    report = build_report(plan, result, None, language)
    assert {claim.level for claim in result.claims} == {"lesson"}
    assert report.answer == result.claims[0].sentence.in_(language)
    fails = {"fi": "ole voineet syntyä arpomalla", "sv": "inte kan ha lottats fram", "en": "cannot have been drawn"}
    assert fails[language] in said(report, "balance")
    gate = next(block for block in section(report, "allowed").blocks if isinstance(block, GateList))
    assert len(gate.refused) >= 2


def test_the_page_of_a_run_begins_with_figure_and_table_and_numbers_them_as_read(
    strong_start: tuple[Plan, Result, StudyRecord],
) -> None:
    page = build_result_page(*strong_start, "en")
    assert [part.key for part in page.sections][:3] == ["estimates", "allowed", "people"]
    assert tables(page)[0].name.startswith("Table and figure 1")


def test_an_interval_wholly_outside_the_figure_is_shown_by_an_arrow_at_its_edge(nsw: tuple[Plan, Result]) -> None:
    plan, result = nsw
    decider = next(row for row in result.estimates if row.decides)
    far = replace(decider, decides=False, estimator="wald", estimate=-9e4, ci_low=-9.1e4, ci_high=-8.9e4)
    report = build_report(plan, replace(result, estimates=(*result.estimates, far)), None, "en")
    table = next(table for table in tables(report) if table.style == "forest")
    marks = [cell.mark for group in table.groups for row in group.rows for cell in row.cells if cell.mark is not None]
    assert {mark.beyond for mark in marks} == {"", "left"}
    assert "M1 0 L9 -6" in html_file(report)
    assert render_pdf(report).startswith(b"%PDF")

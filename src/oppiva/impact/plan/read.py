"""Reading a plan file: every key known, every value of its kind, every default filled in."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

from oppiva import __version__
from oppiva.impact.errors import PlanRefusal
from oppiva.impact.plan import model
from oppiva.impact.plan.canonical import sealed
from oppiva.impact.plan.checks import refuse_contradictions
from oppiva.impact.plan.keys import Section, shown
from oppiva.impact.plan.model import Adjust, DataSpec, Design, Flow, Inference, Lock, Measure, Outcome, Plan
from oppiva.impact.plan.unwritable import refuse_unwritable
from oppiva.impact.plan.where import parse_where
from oppiva.impact.text import LANGUAGES, Text

FORMAT = 1
MOST_DRAWS = 10_000_000
MOST_PEOPLE = 10**12
"""In one arm; more than there are on Earth."""
LONG_KEY = re.compile(r"""(?<![\w"'.-])(?:[\w"'-]+[ \t]*\.[ \t]*){20}""")
"""A dotted key of more parts than any plan has: tomllib takes minutes over a very long one."""
NOT_OF_FILES = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})
"""Codecs that no file is written in, and that some texts take very long in."""

TOP = (
    "format", "title", "language", "measure", "data", "design", "flow", "lock", "outcome", "adjust", "inference",
)  # fmt: skip
TOP_LATER = frozenset({"subgroup", "multiplicity", "comparisons", "attrition", "cost"})
DATA = ("unit", "where", "delimiter", "decimal", "encoding", "sheet", "header_row", "categorical", "missing")
DESIGN = (
    "kind", "arm", "control", "strata", "cluster", "weight", "take_up", "draw", "drawn_by", "reference", "recruited",
    "measured", "analysed_as",
)  # fmt: skip
DESIGN_LATER = frozenset({"scheme", "period", "started", "waits_until", "area", "share", "rerandomised"})
KINDS_LATER = ("comparison", "staggered", "threshold", "duration", "transitions", "synthesis")
OUTCOME = ("name", "kind", "label", "unit", "better", "smallest_relevant", "primary", "baseline")
OUTCOME_LATER = frozenset({"time", "event", "exit", "causes", "horizon", "measure", "wave"})


def read_plan(path: str | Path) -> Plan:
    """The plan in the file at `path`; its hash in `sha256` is of what it says, not of the file's bytes.

    Raises PlanRefusal with place, what was found and what was expected.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise PlanRefusal("plan_unreadable", file=Path(path).name) from error
    return parse_plan(_decoded(content), file_sha256=hashlib.sha256(content).hexdigest())


def parse_plan(text: str, file_sha256: str | None = None) -> Plan:
    """The plan written in `text`: TOML, or the resolved plan as JSON.

    Raises PlanRefusal: not TOML (with its line), an unknown key (with the nearest known one), a wrong type or
    choice, keys that contradict each other, a later format, a kind of design that this version cannot run.
    """
    raw = _parsed(text)
    _refuse_later_format(raw)
    top = Section("", raw, TOP, TOP_LATER)
    top.require("title")
    top.require("design")
    top.require("outcome")
    title = top.text("title")
    assert title is not None
    measure = top.section("measure", ("name", "alternative"))
    design = _design(top)
    outcomes = _outcomes(top)
    adjust_section = top.section("adjust", ("columns", "method"))
    adjust = Adjust(
        columns=adjust_section.strings("columns"),
        method=adjust_section.choice("method", get_args(model.Method), "none"),
    )
    inference, seed = _inference(top, clustered=design.cluster is not None, method=adjust.method)
    plan = Plan(
        title=title,
        language=top.choice("language", LANGUAGES, "en"),
        measure=Measure(name=measure.text("name"), alternative=measure.text("alternative")),
        data=_data(top),
        design=design,
        flow=_flow(top),
        lock=_lock(top),
        outcomes=outcomes,
        adjust=adjust,
        inference=inference,
        file_sha256=file_sha256,
    )
    refuse_contradictions(plan)
    return sealed(plan, seed)


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a byte-order mark; UTF-16 with one, because Windows PowerShell redirects so."""
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PlanRefusal("plan_encoding", line=line) from None


def _parsed(text: str) -> dict[str, Any]:
    text = text.removeprefix("\ufeff")
    long_key = LONG_KEY.search(text)
    if long_key is not None and not text.lstrip().startswith("{"):
        before = text[: long_key.start()]
        raise _syntax(text, before.count("\n") + 1, len(before) - before.rfind("\n"))
    try:
        # No TOML begins with a brace, so there is nothing to guess.
        raw: Any = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text.replace("\r\n", "\n"))
    except json.JSONDecodeError as error:
        raise _syntax(text, error.lineno, error.colno) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        last = text.count("\n") + 1
        line, column = (int(place[1]), int(place[2])) if place else (last, 1)
        raise _syntax(text, line, column) from None
    except (RecursionError, ValueError):  # nested too deep; a whole number of thousands of digits
        raise _syntax(text, 1, 1) from None
    refuse_unwritable(raw)
    return raw if isinstance(raw, dict) else {}


def _syntax(text: str, line: int, column: int) -> PlanRefusal:
    lines = text.splitlines() or [""]
    found = lines[min(line, len(lines)) - 1].strip()
    return PlanRefusal("plan_syntax", line=line, column=column, found=found[:60])


def _refuse_later_format(raw: dict[str, Any]) -> None:
    """Before any key is looked at: a later format may hold keys that this one does not know."""
    given = raw.get("format", FORMAT)
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise PlanRefusal("plan_format_wrong", found=shown(given))
    if given > FORMAT:
        raise PlanRefusal("plan_format_later", found=given, version=__version__, reads=FORMAT)


def data_spec(values: dict[str, Any]) -> DataSpec:
    """The keys of a plan's [data] alone: how a file is read before there is a plan. Raises PlanRefusal."""
    return _data(Section("", {"data": values}, ("data",)))


def _data(top: Section) -> DataSpec:
    section = top.section("data", DATA)
    where = section.string("where")
    if where is not None:
        parse_where(where)
    encoding = section.string("encoding") or "auto"
    if encoding != "auto":
        try:
            name = codecs.lookup(encoding).name
            "a".encode("undefined" if name.replace("_", "-") in NOT_OF_FILES else name)
        except (LookupError, ValueError):
            raise section.refuse("encoding", "plan_an_encoding") from None
    sheet = section.values.get("sheet", 1)
    if isinstance(sheet, bool) or not isinstance(sheet, (int, str)) or sheet == "" or sheet == 0:
        raise section.refuse("sheet", "plan_a_sheet")
    if section.values.get("delimiter") == "\t":
        section.values["delimiter"] = "tab"
    return DataSpec(
        unit=section.string("unit"),
        where=where,
        delimiter=section.choice("delimiter", ("auto", ",", ";", "tab"), "auto"),
        decimal=section.choice("decimal", ("auto", ".", ","), "auto"),
        encoding=encoding,
        sheet=sheet,
        header_row=section.integer("header_row", 1, 1, 1_000),
        categorical=section.strings("categorical"),
        missing=section.choice("missing", get_args(model.Missing), "refuse"),
    )


def _design(top: Section) -> Design:
    raw = top.values["design"]
    kind = raw.get("kind") if isinstance(raw, dict) else None
    if kind in KINDS_LATER:
        raise PlanRefusal("plan_kind_later", kind=kind, version=__version__)
    section = top.section("design", DESIGN, DESIGN_LATER)
    section.require("kind")
    section.choice("kind", ("trial",), "trial")
    return Design(
        arm=section.required_string("arm"),
        control=section.value("control"),
        strata=section.strings("strata"),
        cluster=section.string("cluster"),
        weight=section.string("weight"),
        take_up=_take_up(section),
        draw=section.choice("draw", get_args(model.Draw), "complete"),
        drawn_by=section.choice("drawn_by", get_args(model.DrawnBy), "stated"),
        reference=section.string("reference"),
        recruited=section.choice("recruited", get_args(model.Recruited), "before_draw"),
        measured=section.choice("measured", get_args(model.Measured), "same"),
        analysed_as=section.choice("analysed_as", get_args(model.AnalysedAs), "drawn"),
    )


def _take_up(section: Section) -> str | tuple[tuple[str, str], ...] | None:
    value = section.values.get("take_up")
    if not isinstance(value, dict):
        return section.string("take_up")
    if not value or not all(isinstance(column, str) and column.strip() for column in value.values()):
        raise section.refuse("take_up", "plan_a_take_up")
    return tuple(sorted(value.items()))


def _flow(top: Section) -> Flow:
    section = top.section("flow", ("drawn",))
    drawn = section.values.get("drawn", {})
    if not isinstance(drawn, dict) or not all(
        isinstance(people, int) and not isinstance(people, bool) and 0 < people <= MOST_PEOPLE
        for people in drawn.values()
    ):
        raise section.refuse("drawn", "plan_people_by_arm")
    return Flow(drawn=tuple(sorted(drawn.items())))


def _lock(top: Section) -> Lock:
    section = top.section("lock", ("written", "registered", "registered_on"))
    return Lock(
        written=section.choice("written", get_args(model.Written), "after_outcomes_known"),
        registered=section.string("registered"),
        registered_on=section.day("registered_on"),
    )


def _outcomes(top: Section) -> tuple[Outcome, ...]:
    raw = top.values["outcome"]
    if not isinstance(raw, list) or not raw:
        raise top.refuse("outcome", "plan_outcomes")
    places = [f"[[outcome]] {position}" for position in range(1, len(raw) + 1)]
    sections = []
    for place, values in zip(places, raw, strict=True):
        if isinstance(values, dict) and values.get("kind") == "duration":
            raise PlanRefusal("plan_outcome_duration", key=f"{place} kind", version=__version__)
        sections.append(Section(place, values, OUTCOME, OUTCOME_LATER))
    given = [section.boolean("primary") for section in sections]
    first = next((position for position, primary in enumerate(given) if primary is None), None)
    if True not in given and first is None:
        raise PlanRefusal("plan_no_primary")
    return tuple(
        _outcome(section, bool(primary) or (True not in given and position == first))
        for position, (section, primary) in enumerate(zip(sections, given, strict=True))
    )


def _outcome(section: Section, primary: bool) -> Outcome:
    name = section.required_string("name")
    section.require("kind")
    smallest = section.number("smallest_relevant")
    if smallest is not None and smallest <= 0:
        raise section.refuse("smallest_relevant", "plan_a_number_above_zero")
    kind: model.OutcomeKind = section.choice("kind", get_args(model.OutcomeKind), "amount")
    if kind != "amount" and smallest is not None and smallest >= 1:
        raise section.refuse("smallest_relevant", "plan_a_share")
    return Outcome(
        name=name,
        kind=kind,
        label=section.text("label") or Text.same(name),
        unit=section.text("unit"),
        better=section.choice("better", (*get_args(model.Better), None), None),
        smallest_relevant=smallest,
        primary=primary,
        baseline=section.string("baseline"),
    )


def _inference(top: Section, clustered: bool, method: model.Method) -> tuple[Inference, int | None]:
    section = top.section("inference", ("std_error", "level", "decides", "randomisation_draws", "seed"))
    level = section.number("level")
    if level is not None and not 0.5 <= level < 1:
        raise section.refuse("level", "plan_a_level")
    by_method: dict[model.Method, model.Decider] = {"none": "difference_in_means", "plain": "ols", "lin": "lin"}
    inference = Inference(
        std_error=section.choice("std_error", get_args(model.StdError), "CR2" if clustered else "HC2"),
        level=0.95 if level is None else level,
        decides=section.choice("decides", get_args(model.Decider), by_method[method]),
        randomisation_draws=section.integer("randomisation_draws", 10_000, 0, MOST_DRAWS),
    )
    seed = section.integer("seed", 0, 0, 2**63 - 1) if "seed" in section.values else None
    return inference, seed

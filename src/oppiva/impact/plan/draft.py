"""A first plan for a file: every section with what it means, and guesses that its author must look at.

The draft is read by `parse_plan` as it stands, so that `oppiva study check` can say what comes next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from oppiva.impact.data.profile import ColumnProfile, profile
from oppiva.impact.data.table import Table
from oppiva.impact.data.values import as_text, levels
from oppiva.impact.errors import message
from oppiva.impact.plan.model import DataSpec
from oppiva.impact.text import Language

ARM_NAMES = re.compile(
    r"treat|trt|\barm|^arm|assign|random|interven|train|group|ryhm|koe|arvot|toimenpi|hoito|grupp|behandl|lott|insats",
    re.IGNORECASE,
)
CONTROL_NAMES = re.compile(r"^(control|comparison|placebo|vert|kontrol|jämför|c$|0$)", re.IGNORECASE)
UNIT_NAMES = re.compile(r"(^|_)(id|nro|nr|no|tunnus|tunniste|löpnummer|unit|case|person)($|_)|id$", re.IGNORECASE)
OUTCOME_NAMES = re.compile(
    r"outcome|earn|wage|income|employ|work|^y\d*$|tulos|ansio|palk|työ(?!tön)|utfall|inkomst|lön|arbete", re.IGNORECASE
)
MOST_ARMS = 6


def draft_plan(table: Table, *, language: Language = "en", spec: DataSpec | None = None) -> str:
    """A commented plan, as TOML, for the columns of `table`; comments in `language`.

    Guessed: the arm (few values, and a name such as treat, arm, ryhmä or grupp; else the first column with two values,
    marked as not recognised), the control value, the unit (a name such as id, and no value twice) and the outcome (a
    number column named as outcomes are, such as earnings or tulos; else the last one that is left). `spec` is written
    out where it is not the default: it is how the file was read.
    """
    columns = profile(table)
    arm, recognised = _arm(columns)
    unit = next((item.name for item in columns if _is_unit(item, table.n_rows) and item.name != arm.name), None)
    outcome = _outcome(columns, {arm.name, unit})
    control = _control(table, arm.name)

    def say(code: str, **fields: object) -> str:
        return "\n".join(
            f"# {_printable(line)}" for line in message(f"draft_{code}", **fields).in_(language).split("\n")
        )

    lines = [
        say("top", n=table.n_rows, columns=len(columns)),
        "",
        "format = 1",
        f"title = {_quoted(message('draft_title').in_(language))}",
        f'language = "{language}"',
        "",
        say("measure"),
        "[measure]",
        '# name = "…"',
        '# alternative = "…"',
        "",
        "[data]",
        say("unit"),
        f"unit = {_quoted(unit)}" if unit else '# unit = "…"',
        *_how_read(spec or DataSpec()),
        say("missing"),
        'missing = "refuse"',
        "",
        say("design"),
        "[design]",
        'kind = "trial"',
        say("arm" if recognised else "arm_not_recognised"),
        f"arm = {_quoted(arm.name)}",
        say("control", values=_printable(", ".join(as_text(value) for value in levels(table[arm.name])[:MOST_ARMS]))),
        f"control = {control}",
        say("draw"),
        '# strata = ["…"]',
        '# cluster = "…"',
        '# take_up = "…"',
        'drawn_by = "stated"',
        "",
        say("lock"),
        "[lock]",
        'written = "after_outcomes_known"',
        "",
        say("outcome" if outcome else "outcome_not_recognised"),
        "[[outcome]]",
        f"name = {_quoted(outcome.name if outcome else columns[-1].name)}",
        f'kind = "{"yes_no" if outcome and outcome.zero_or_one else "amount"}"',
        say("outcome_words"),
        '# label = { fi = "…", sv = "…", en = "…" }',
        '# unit = "…"',
        '# better = "higher"',
        "# smallest_relevant = 1",
        "",
        say("adjust"),
        "[adjust]",
        "columns = []",
        'method = "none"',
        "",
        say("columns"),
        *(_described(item, table.n_rows, language) for item in columns),
        "",
    ]
    return "\n".join(lines)


def _arm(columns: Sequence[ColumnProfile]) -> tuple[ColumnProfile, bool]:
    named = [item for item in columns if ARM_NAMES.search(item.name) and 2 <= item.distinct <= MOST_ARMS]
    if named:
        # Filled in every row and of two values first: an arm is.
        return min(named, key=lambda item: (item.missing > 0, item.distinct, columns.index(item))), True
    binary = [item for item in columns if item.distinct == 2 and not item.missing]
    return (binary or list(columns))[0], False


def _is_unit(column: ColumnProfile, n_rows: int) -> bool:
    return bool(UNIT_NAMES.search(column.name)) and not column.missing and column.distinct == n_rows


def _outcome(columns: Sequence[ColumnProfile], taken: set[str | None]) -> ColumnProfile | None:
    left = [item for item in columns if item.kind == "number" and item.distinct > 1 and item.name not in taken]
    named = [item for item in left if OUTCOME_NAMES.search(item.name)]
    return (named or left)[-1] if left else None


def _control(table: Table, arm: str) -> str:
    found = levels(table[arm])
    if table[arm].kind == "number":
        return as_text(0.0 if 0.0 in found else found[0]) if found else "0"
    texts = [as_text(value) for value in found]
    return _quoted(next((text for text in texts if CONTROL_NAMES.search(text)), texts[0] if texts else "control"))


def _how_read(spec: DataSpec) -> list[str]:
    default = DataSpec()
    keys = ("delimiter", "decimal", "encoding", "sheet", "header_row")
    given = {key: getattr(spec, key) for key in keys if getattr(spec, key) != getattr(default, key)}
    return [f"{key} = {value if isinstance(value, int) else _quoted(value)}" for key, value in given.items()]


def _described(column: ColumnProfile, n_rows: int, language: Language) -> str:
    label = f" ({column.label})" if column.label else ""
    told = message(
        "draft_column", kind=message(f"column_{column.kind}"), distinct=column.distinct, missing=column.missing
    )
    return f"#   {_printable(column.name + label)}: {told.in_(language)}"


def _printable(text: str) -> str:
    """The text on one line and without control characters, which TOML allows in no comment."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's, but for the bare delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

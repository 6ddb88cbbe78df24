"""Making a result fit to leave a closed environment: small counts held back, and the way round to them closed.

The rule, with a smallest cell of 5 people:

1. A count of people from 1 to 4 is a small cell and is hidden. Zero tells of no one and stays.
2. Counts stand in sets with a total: for each arm, drawn = in the file + not in the file, and for each outcome, in the
   file = analysed + those who left for each reason. As long as the published parts still give a hidden one back, the
   next smallest part of that set is hidden too; the number analysed, without which no estimate can be read, comes last.
3. A mean of 0/1 is a count in disguise. Where it stands for 1 to 4 people with, or 1 to 4 without, it is hidden in both
   arms, as is the comparison's other mean, which the estimate would give back. Covariates are treated so whenever their
   mean lies between 0 and 1, and of a category spread over indicators the level that is not listed (the reference) is
   protected too. Weighted means are treated by the same arithmetic.
4. What repeats a hidden number goes with it: shares lost among the diagnostics, the reserve that quotes them, warnings
   that count people, the sentence that names a hidden number of people or quotes hidden losses.

Estimates and their intervals stay; error, degrees of freedom and p go where a number of people does, because together
they give it back. Counts of clusters are no counts of people and stay.
What was hidden is listed by its place in the result: "flow[1].analysed.re78".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from oppiva.impact.errors import message
from oppiva.impact.result import BalanceRow, Claim, Diagnostic, Disclosure, Estimate, FlowRow, Result, ResultWarning
from oppiva.impact.text import LANGUAGES, Text

SMALLEST_CELL = 5
NOT_IN_FILE = "not_in_file"
MISSING_OUTCOME = "missing_outcome:"
NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
WARNINGS_THAT_COUNT = frozenset({"few_people", "missing_outcomes_differ"})
Cell = tuple[str, str]
"""("drawn", ""), ("in_file", ""), ("analysed", outcome) or ("reasons", reason) of one arm."""
Small = Callable[[float], bool]


def released(result: Result, smallest_cell: int = SMALLEST_CELL) -> Result:
    """The result with small cells None, by the rule at the head of this module; `result` itself is not changed.

    `smallest_cell` is the smallest count that may be shown (2 or more; 5 in the product's default). A result that was
    released by the same or a stricter rule comes back as it is. Raises ValueError for a smallest cell below 2, and for
    a result already released by a looser rule: only the whole result can be released more strictly.
    """
    if smallest_cell < 2:
        raise ValueError("the smallest cell that may be shown is at least 2")
    before = result.disclosure.smallest_cell
    if before is not None and before < smallest_cell:
        raise ValueError(f"released before with a smallest cell of {before}: release the whole result instead")
    if before is not None:
        return result

    def small(count: float) -> bool:
        return 0.5 <= count < smallest_cell - 0.5

    hidden = {row.arm: _hidden_of_flow(row, small) for row in result.flow}
    suppressed = list(result.disclosure.suppressed)
    flow = tuple(_flow_row(row, index, hidden[row.arm], suppressed) for index, row in enumerate(result.flow))
    means = _outcomes_with_small_means(result.estimates, small)
    estimates = tuple(_estimate(row, hidden, means, small, suppressed) for row in result.estimates)
    without_number = {row.id for row in estimates if row.n_treated is None or row.n_control is None}
    balance = _balance(result, small, suppressed)
    diagnostics = tuple(_diagnostic(check, index, hidden, suppressed) for index, check in enumerate(result.diagnostics))
    by_id = {row.id: row for row in result.estimates}
    return replace(
        result,
        flow=flow,
        estimates=estimates,
        balance=balance,
        diagnostics=diagnostics,
        claims=tuple(_claim(claim, by_id, hidden, without_number, suppressed) for claim in result.claims),
        warnings=tuple(_warning(row, index, hidden, suppressed) for index, row in enumerate(result.warnings)),
        disclosure=Disclosure(smallest_cell=smallest_cell, suppressed=tuple(dict.fromkeys(suppressed))),
    )


def _cells(row: FlowRow) -> dict[Cell, int]:
    cells: dict[Cell, Any] = {("drawn", ""): row.drawn, ("in_file", ""): row.in_file}
    cells |= {("analysed", outcome): count for outcome, count in row.analysed.items()}
    cells |= {("reasons", reason): count for reason, count in row.reasons.items()}
    return {cell: count for cell, count in cells.items() if count is not None}


def _sets(row: FlowRow) -> list[tuple[Cell, set[Cell]]]:
    """The sums that one arm's cells stand in: (total, parts). A reason that no one left for is zero, and no cell."""
    cells = _cells(row)
    before = [reason for reason in row.reasons if reason != NOT_IN_FILE and not reason.startswith(MISSING_OUTCOME)]
    sets: list[tuple[Cell, set[Cell]]] = []
    if ("drawn", "") in cells:
        sets.append((("drawn", ""), {("in_file", ""), ("reasons", NOT_IN_FILE)}))
    for outcome in row.analysed:
        own = {("reasons", reason) for reason in (*before, MISSING_OUTCOME + outcome)}
        sets.append((("in_file", ""), {("analysed", outcome)} | own))
    return [(total, parts & cells.keys()) for total, parts in sets]


def _hidden_of_flow(row: FlowRow, small: Small) -> set[Cell]:
    """Small cells, and as many more as it takes that no hidden cell follows from the published ones."""
    cells, sets = _cells(row), _sets(row)
    hidden = {cell for cell, count in cells.items() if small(count)}
    while True:
        given_back = _given_back(sets, hidden)
        # The set of the cell that is given back comes first, then the sets it hangs together with.
        near = {
            cell: given_back not in {total, *parts}
            for total, parts in sets
            if hidden & {total, *parts}
            for cell in {total, *parts} - hidden
            if cells[cell] > 0
        }
        if given_back is None or not near:
            return hidden
        hidden.add(min(near, key=lambda cell: (cell[0] == "analysed", near[cell], cells[cell], cell)))


def _given_back(sets: list[tuple[Cell, set[Cell]]], hidden: set[Cell]) -> Cell | None:
    """A hidden cell that the sums determine, or None: one whose unit vector lies in the row space of the equations."""
    order = sorted(hidden)
    if not order or not sets:
        return None
    equations = np.array([[float(cell == total) - float(cell in parts) for cell in order] for total, parts in sets])
    rank = np.linalg.matrix_rank(equations)
    for cell, alone in zip(order, np.eye(len(order)), strict=True):
        if np.linalg.matrix_rank(np.vstack([equations, alone])) == rank:
            return cell
    return None


def _flow_row(row: FlowRow, index: int, hidden: set[Cell], suppressed: list[str]) -> FlowRow:
    for kind, name in sorted(hidden):
        suppressed.append(f"flow[{index}].{kind}" + (f".{name}" if name else ""))
    kept: dict[str, Any] = {
        "drawn": None if ("drawn", "") in hidden else row.drawn,
        "in_file": None if ("in_file", "") in hidden else row.in_file,
        "analysed": {
            outcome: None if ("analysed", outcome) in hidden else count for outcome, count in row.analysed.items()
        },
        "reasons": {reason: None if ("reasons", reason) in hidden else count for reason, count in row.reasons.items()},
    }
    return replace(row, **kept)


def _tells_of_few(mean: float | None, n: int | None, small: Small) -> bool:
    """Whether a mean of 0/1 over `n` people stands for few with or few without."""
    return mean is not None and n is not None and 0 < mean < 1 and (small(mean * n) or small((1 - mean) * n))


def _outcomes_with_small_means(estimates: Iterable[Estimate], small: Small) -> set[str]:
    """Outcomes whose mean in some arm tells of few; control is shared, so that all comparisons of one go together."""
    found = set()
    for row in estimates:
        treated = None if row.mean_control is None or row.estimate is None else row.mean_control + row.estimate
        if _tells_of_few(row.mean_control, row.n_control, small) or (
            row.estimator == "difference_in_means" and _tells_of_few(treated, row.n_treated, small)
        ):
            found.add(row.outcome)
    return found


def _estimate(
    row: Estimate, hidden: dict[str, set[Cell]], means: set[str], small: Small, suppressed: list[str]
) -> Estimate:
    drop: dict[str, Any] = {}
    for key, arm, count in (("n_treated", row.arm, row.n_treated), ("n_control", row.versus, row.n_control)):
        if count is not None and (small(count) or ("analysed", row.outcome) in hidden.get(arm, set())):
            drop[key] = None
    if drop:
        # Degrees of freedom tell the number of people, and error, interval and p together tell the degrees of freedom.
        drop |= {key: None for key in ("std_error", "df", "p_value") if getattr(row, key) is not None}
    if row.mean_control is not None and (row.outcome in means or "n_control" in drop):
        drop["mean_control"] = None
    suppressed.extend(f"estimates[{row.id}].{key}" for key in drop)
    return replace(row, **drop)


def _balance(result: Result, small: Small, suppressed: list[str]) -> tuple[BalanceRow, ...]:
    people = {row.arm: _people_in_analysis(row) for row in result.flow}
    few = {index for index, row in enumerate(result.balance) if _row_tells_of_few(row, people, small)}
    for rows in _spread_categories(result.balance):
        if few & set(rows):
            continue
        for side in ("mean_treated", "mean_control"):
            shares = [getattr(result.balance[index], side) for index in rows]
            arm = result.balance[rows[0]].arm if side == "mean_treated" else result.balance[rows[0]].versus
            if None not in shares and _tells_of_few(1 - sum(shares), people.get(arm), small):
                few.add(min((index for index in rows if getattr(result.balance[index], side) > 0), default=rows[0]))
    return tuple(_balance_row(row, index, index in few, small, suppressed) for index, row in enumerate(result.balance))


def _people_in_analysis(row: FlowRow) -> int | None:
    """People over whom covariates are averaged: in the file, less those who left before any outcome was looked at."""
    left = [count for reason, count in row.reasons.items() if reason != NOT_IN_FILE and MISSING_OUTCOME not in reason]
    return None if row.in_file is None or None in left else row.in_file - sum(left)


def _row_tells_of_few(row: BalanceRow, people: dict[str, int | None], small: Small) -> bool:
    return _tells_of_few(row.mean_treated, people.get(row.arm), small) or _tells_of_few(
        row.mean_control, people.get(row.versus), small
    )


def _spread_categories(balance: tuple[BalanceRow, ...]) -> list[list[int]]:
    """Places of the indicators "name=level" of one category in one comparison."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for index, row in enumerate(balance):
        if "=" in row.column:
            groups.setdefault((row.column.split("=", 1)[0], row.arm, row.versus), []).append(index)
    return list(groups.values())


def _balance_row(row: BalanceRow, index: int, few: bool, small: Small, suppressed: list[str]) -> BalanceRow:
    drop: dict[str, Any] = {}
    if few:
        drop = {"mean_treated": None, "mean_control": None, "standardised_difference": None}
    if row.n_missing is not None and small(row.n_missing):
        drop["n_missing"] = None
    suppressed.extend(f"balance[{index}].{key}" for key in drop)
    return replace(row, **drop)


def _diagnostic(check: Diagnostic, index: int, hidden: dict[str, set[Cell]], suppressed: list[str]) -> Diagnostic:
    if check.name != "attrition" or not (hidden.get(check.arm or "") or hidden.get(check.versus or "")):
        return check
    suppressed.extend(f"diagnostics[{index}].{key}" for key in ("statistic", "value", "threshold"))
    return replace(check, statistic=None, value=None, threshold=None)


def _claim(
    claim: Claim,
    estimates: dict[str, Estimate],
    hidden: dict[str, set[Cell]],
    without_number: set[str],
    suppressed: list[str],
) -> Claim:
    row = estimates.get(claim.estimate)
    losses = row is not None and bool(hidden.get(row.arm) or hidden.get(row.versus))
    if losses and any(cap.rule == "T3" for cap in claim.caps):
        suppressed.append(f"claims[{claim.estimate}].caps.T3")
        held = message("released_reserve")
        told = any(cap.rule == "T3" and _quotes(claim.sentence, cap.because) for cap in claim.caps)
        if told:
            suppressed.append(f"claims[{claim.estimate}].sentence")
        claim = replace(
            claim,
            sentence=message("released_sentence_losses") if told else claim.sentence,
            caps=tuple(
                replace(cap, because=held, value=None, threshold=None) if cap.rule == "T3" else cap
                for cap in claim.caps
            ),
        )
    if claim.estimate in without_number and re.search(r"\d", claim.sentence.en):
        suppressed.append(f"claims[{claim.estimate}].sentence")
        claim = replace(claim, sentence=message("released_sentence"))
    return claim


def _quotes(sentence: Text, reason: Text) -> bool:
    """Whether the sentence says the reason, or any number of it, in some language."""
    for language in LANGUAGES:
        words, quoted = sentence.in_(language), reason.in_(language)
        if quoted.rstrip(". ").casefold() in words.casefold():
            return True
        if set(NUMBER.findall(quoted)) & set(NUMBER.findall(words)):
            return True
    return False


def _warning(row: ResultWarning, index: int, hidden: dict[str, set[Cell]], suppressed: list[str]) -> ResultWarning:
    if row.code not in WARNINGS_THAT_COUNT or not any(hidden.values()):
        return row
    suppressed.append(f"warnings[{index}]")
    return replace(row, text=message("released_warning"))

"""The gate against a second, plain reading of its rules (T1–T7, V1–V3, levels) on random trials."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from oppiva.impact.claim.circumstances import Circumstances
from oppiva.impact.claim.gate import judge
from oppiva.impact.result import Claim, Diagnostic, Estimate

from .studies import EARNINGS, IN_WORK, a_plan, a_result, an_estimate

LOSSES = {"passes": (0.02, 0.01), "warns": (0.1, 0.07), "fails": (0.1, 0.12)}
GUESSES = {
    "kind": st.sampled_from(["amount", "yes_no", "share"]),
    "better": st.sampled_from(["higher", "lower", None]),
    "smallest": st.sampled_from([None, 0.03, 0.5]),
    "primary": st.booleans(),
    "estimate": st.sampled_from([-0.05, -0.01, -0.0004, 0.0, 0.0004, 0.01, 0.05]),
    "half": st.sampled_from([0.0001, 0.0004, 0.009, 0.01, 0.02, 0.06]),
    "bounds": st.sampled_from([None, 0.0005, 0.1]),
    "p_value": st.sampled_from([None, 0.0001, 0.004, 0.02, 0.04, 0.3]),
    "drawn_again": st.sampled_from([None, 0.001, 0.1, 0.11, 0.5]),
    "level": st.sampled_from([0.9, 0.95, 0.99]),
    "people": st.sampled_from([9, 10, 318]),
    "allocations": st.sampled_from([19.0, 20.0, 39.0, 40.0, 199.0, 200.0, 1e9]),
    "balance": st.sampled_from([0.0005, 0.001, 0.03, 0.6]),
    "losses": st.sampled_from(sorted(LOSSES)),
    "drawn_known": st.booleans(),
    "written": st.sampled_from(["before_outcomes", "before_opened_here", "after_outcomes_known"]),
    "drawn_by": st.sampled_from(["documented", "stated", "ledger"]),
    "recruited": st.sampled_from(["before_draw", "after_draw_blind", "after_draw_known"]),
    "measured": st.sampled_from(["same", "unknown", "different"]),
    "analysed_as": st.sampled_from(["drawn", "took_part"]),
    "locked": st.sampled_from([None, True, False]),
    "chain": st.sampled_from([None, True, False]),
    "deviation": st.booleans(),
}
Case = dict[str, Any]


def claim_of(case: Case) -> tuple[Claim, Estimate]:
    outcome = replace(
        EARNINGS if case["kind"] == "amount" else IN_WORK,
        name="earnings",
        kind=case["kind"],
        better=case["better"],
        smallest_relevant=case["smallest"],
        primary=case["primary"],
    )
    other = replace(IN_WORK, name="other", primary=True)
    design = {key: case[key] for key in ("drawn_by", "recruited", "measured", "analysed_as")}
    plan = a_plan(outcome, other, written=case["written"], **design)
    estimate, reach = case["estimate"], case["bounds"]
    row = an_estimate(
        outcome,
        estimate,
        case["half"],
        level=case["level"],
        p_value=case["p_value"],
        n_control=case["people"],
        lower=None if reach is None else estimate - reach,
        upper=None if reach is None else estimate + reach,
    )
    rows = [row, an_estimate(other, 0.01, 0.05, id="o1", p_value=0.7, level=case["level"])]
    if case["drawn_again"] is not None:
        again = replace(row, id="r1", estimator="randomisation_inference", decides=False)
        rows.append(replace(again, p_value=case["drawn_again"], ci_low=None, ci_high=None))
    overall, apart = LOSSES[case["losses"]]
    known = case["drawn_known"]
    verdict = "not_applicable" if case["losses"] == "passes" and not known else case["losses"]
    note = None if known else "drawn_unknown"
    diagnostics = (
        Diagnostic("balance_joint", arm="1", versus="0", p_value=case["balance"]),
        Diagnostic("attrition", "earnings", "1", "0", overall, value=apart, verdict=verdict, note=note),
        Diagnostic("attrition", "other", "1", "0", 0.02, value=0.01),
        Diagnostic("allocations", arm="1", versus="0", value=case["allocations"]),
    )
    circumstances = Circumstances(
        chain_verifies=case["chain"],
        locked_before_opened_here=case["locked"],
        deviation_changed_analysis=case["deviation"],
    )
    return judge(plan, a_result(plan, *rows, diagnostics=diagnostics), circumstances)[0], row


def grade_by_the_table(case: Case) -> int:
    caps = [
        5 if case["drawn_by"] == "documented" or (case["drawn_by"] == "ledger" and case["chain"]) else 4,
        2 if case["balance"] < 0.001 else 5,
        {"passes": 5, "warns": 4, "fails": 3}[case["losses"]],
        5 if case["drawn_known"] else 4,
        3 if case["recruited"] == "after_draw_known" else 5,
        {"same": 5, "unknown": 4, "different": 2}[case["measured"]],
        2 if case["analysed_as"] == "took_part" else 5,
        4 if case["deviation"] else 5,
    ]
    return min(caps)


def verdict_by_the_table(case: Case, row: Estimate) -> tuple[str, bool]:
    """The verdict, and whether V1 holds wholly or fails by nothing but Holm's step or the repeated draw."""
    error = 1 - case["level"]
    low, high = row.estimate - case["half"], row.estimate + case["half"]
    sign = (low > 0) - (high < 0)
    few = case["people"] < 10 or case["allocations"] < 2 / error - 1e-6
    lee = case["losses"] == "passes" or (case["bounds"] is not None and abs(row.estimate) > case["bounds"])
    p = 1.0 if case["p_value"] is None else case["p_value"]
    holm = not case["primary"] or min(1.0, 2 * p if p <= 0.7 else p) <= error + 1e-9
    again = case["drawn_again"] is None or case["drawn_again"] <= 2 * error + 1e-9
    small = case["smallest"] is not None and max(-low, high) <= case["smallest"]
    if few or (not small and not (sign and lee)):
        return "inconclusive", False
    if small and not (sign and lee and holm and again):
        return "small_at_most", True
    words = {
        "higher": ("favourable", "unfavourable"),
        "lower": ("unfavourable", "favourable"),
        None: ("higher", "lower"),
    }
    return words[case["better"]][sign < 0], holm and again


@given(st.fixed_dictionaries(GUESSES))
@settings(max_examples=600, deadline=None)
def test_grade_verdict_and_level_are_what_a_plain_reading_of_the_rules_gives(case):
    claim, row = claim_of(case)
    grade = grade_by_the_table(case)
    verdict, whole = verdict_by_the_table(case, row)
    fixed = case["locked"] is not False and case["written"] != "after_outcomes_known"
    assert (claim.grade, claim.verdict) == (grade, verdict)
    if grade < 4:
        assert claim.level == ("association" if grade == 3 else "lesson")
    elif verdict == "inconclusive":
        assert claim.level == "inconclusive"
    else:
        effect = whole and fixed and case["primary"] and case["level"] >= 0.95
        assert claim.level == ("effect" if effect else "indication")


CAUSE = {"fi": "on toimenpiteen vaikutusta", "sv": "är en effekt av", "en": "is an effect of"}
UPWARD = {"fi": r"\b(enemmän|yleisempää)\b", "sv": r"\b(mer|vanligare)\b", "en": r"\bmore\b(?! than)"}
DOWNWARD = {"fi": r"\b(vähemmän|harvinaisempaa)\b", "sv": r"\b(mindre|ovanligare)\b", "en": r"\bless\b"}
AGAINST = {"fi": "päinvastai", "sv": "motsatt", "en": "against what was aimed"}


@given(st.fixed_dictionaries(GUESSES), st.sampled_from(["fi", "sv", "en"]))
@settings(max_examples=600, deadline=None)
def test_a_sentence_says_no_more_than_its_level_in_any_language(case, language):
    claim, row = claim_of(case)
    text = claim.sentence.in_(language)
    difference = text.split("(")[0]
    assert not re.search(r"[{}]|  | [.,]|\.\.|None|\bnan\b", text)
    assert CAUSE[language] not in text or claim.level == "effect"
    assert not (re.search(UPWARD[language], difference) and row.estimate < 0)
    assert not (re.search(DOWNWARD[language], difference) and row.estimate > 0)
    strong = claim.level in ("effect", "indication")
    assert (AGAINST[language] in text) == (strong and claim.verdict == "unfavourable")
    assert ("euro" in text) <= (case["kind"] == "amount")

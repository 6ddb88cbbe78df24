import pytest

from oppiva.impact.claim.gate import judge
from oppiva.impact.claim.pooling import decide
from oppiva.impact.claim.strongest import refused_sentences
from oppiva.impact.claim.wording import check_wording
from oppiva.impact.text import LANGUAGES

from .case_files import given, offered_of, read_cases, spaces, study_of

CASES = read_cases("gate_cases.csv")
POOLING = read_cases("pooling_cases.csv")


def named(case):
    return f"{case['rule']}: {case['case']}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_gate_judges_each_case_as_the_table_says(case):
    claim = judge(*study_of(case))[0]
    assert (str(claim.grade), claim.verdict, claim.level) == (case["grade"], case["verdict"], case["level"])
    assert claim.small_at_most == (case["small"] == "yes")
    assert ",".join(claim.reasons) == case["reasons"]
    assert ",".join(cap.rule for cap in claim.caps) == case["caps"]
    for language in LANGUAGES:
        assert case[language] in spaces(claim.sentence.in_(language))


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_gates_own_sentence_fits_its_own_level(case):
    plan, result, circumstances = study_of(case)
    claim = judge(plan, result, circumstances)[0]
    for language in LANGUAGES:
        text = claim.sentence.in_(language)
        checked = check_wording(text, language, claim.level, verdict=claim.verdict, better=plan.outcomes[0].better)
        assert checked.answer == "fits", (text, checked.found)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_may_not_be_said_is_caught_in_a_findings_own_words(case):
    plan, result, circumstances = study_of(case)
    claim = judge(plan, result, circumstances)[0]
    for sentence, reason in refused_sentences(plan, result, claim):
        for language in LANGUAGES:
            assert reason.in_(language).endswith(".")
            if "elsewhere" not in sentence.en:
                answer = check_wording(sentence.in_(language), language, claim.level, verdict=claim.verdict).answer
                assert answer != "fits", sentence.in_(language)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_no_sentence_holds_a_brace_a_double_space_or_an_empty_place(case):
    claim = judge(*study_of(case))[0]
    for language in LANGUAGES:
        text = spaces(claim.sentence.in_(language))
        assert not any(mark in text for mark in ("{", "}", "  ", "()", " ,", " .", "None"))
        assert text.endswith(".")


@pytest.mark.parametrize("case", POOLING, ids=named)
def test_pooling_is_decided_as_the_table_says(case):
    rows, pooled, outcome = offered_of(case)
    rows_are = "pilots" if "pilots" in given(case) else "studies"
    decision = decide(rows, pooled, outcome=outcome, rows_are=rows_are)
    assert (decision.statement, decision.rule or "", str(decision.k)) == (case["statement"], case["refused"], case["k"])
    for language in LANGUAGES:
        assert case[language] in spaces(decision.sentence.in_(language))
        assert not any(mark in decision.sentence.in_(language) for mark in ("{", "}", "  "))


def test_every_rule_and_level_has_cases():
    rules = {rule for case in [*CASES, *POOLING] for rule in case["rule"].split(",")}
    assert {f"T{n}" for n in range(1, 8)} | {f"V{n}" for n in range(1, 4)} | {f"P{n}" for n in range(1, 7)} <= rules
    levels = {case["level"] for case in CASES}
    assert levels == {"effect", "indication", "inconclusive", "association", "lesson", "none"}
    assert len(CASES) + len(POOLING) >= 80

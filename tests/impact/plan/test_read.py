from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from impact.plan.plans import SMALLEST, replaced, with_keys, without
from impact.plan.refusals import refusal_of
from oppiva import __version__
from oppiva.impact.plan import parse_plan, read_plan
from oppiva.impact.text import Text


def test_the_smallest_plan_gets_every_default_of_the_format() -> None:
    plan = parse_plan(SMALLEST)
    assert plan.language == "en"
    assert (plan.data.missing, plan.data.sheet, plan.data.header_row) == ("refuse", 1, 1)
    assert (plan.design.draw, plan.design.drawn_by, plan.design.recruited) == ("complete", "stated", "before_draw")
    assert (plan.design.measured, plan.design.analysed_as) == ("same", "drawn")
    assert plan.lock.written == "after_outcomes_known"
    assert (plan.adjust.columns, plan.adjust.method) == ((), "none")
    assert (plan.inference.std_error, plan.inference.level) == ("HC2", 0.95)
    assert (plan.inference.decides, plan.inference.randomisation_draws) == ("difference_in_means", 10_000)
    outcome = plan.outcomes[0]
    assert (outcome.label, outcome.primary, outcome.better) == (Text.same("y"), True, None)


@pytest.mark.parametrize(("method", "decides"), [("none", "difference_in_means"), ("plain", "ols"), ("lin", "lin")])
def test_the_claim_rests_on_the_first_estimator_that_the_method_runs(method: str, decides: str) -> None:
    assert parse_plan(with_keys("adjust", f'method = "{method}"')).inference.decides == decides


def test_a_cluster_makes_cr2_the_default_error() -> None:
    assert parse_plan(with_keys("design", 'cluster = "office"')).inference.std_error == "CR2"


def test_the_seed_is_the_first_32_bits_of_the_hash_unless_the_plan_names_one() -> None:
    plan = parse_plan(SMALLEST)
    assert plan.inference.seed == int(plan.sha256[:8], 16)
    assert parse_plan(with_keys("inference", "seed = 1978")).inference.seed == 1978


def test_every_key_of_the_trial_kind_is_read() -> None:
    plan = parse_plan(
        """
format = 1
title = { fi = "Koe", sv = "Försök", en = "Trial" }
language = "fi"
[measure]
name = "palkkatuki"
alternative = { fi = "tavallinen palvelu", en = "ordinary service" }
[data]
unit = "id"
where = "wave == 1"
delimiter = "tab"
decimal = ","
encoding = "windows-1252"
sheet = "Aineisto"
header_row = 3
categorical = ["site"]
missing = "indicator"
[design]
kind = "trial"
arm = "arm"
control = "C"
strata = ["site"]
cluster = "office"
weight = "w"
take_up = { "A" = "trained_a", "B" = "trained_b" }
draw = "bernoulli"
drawn_by = "documented"
reference = "decision 12/2026"
recruited = "after_draw_blind"
measured = "unknown"
analysed_as = "took_part"
[flow]
drawn = { "C" = 425, "A" = 297 }
[lock]
written = "before_outcomes"
registered = "AEARCTR-1"
registered_on = 2026-01-15
[[outcome]]
name = "work"
kind = "yes_no"
label = "In work"
better = "higher"
smallest_relevant = 0.03
primary = false
baseline = "work_before"
[[outcome]]
name = "pay"
kind = "amount"
unit = "euro"
[adjust]
columns = ["age"]
method = "lin"
[inference]
std_error = "CR1"
level = 0.9
decides = "difference_in_means"
randomisation_draws = 0
seed = 7
"""
    )
    assert plan.title == Text("Koe", "Försök", "Trial")
    assert plan.measure.alternative == Text("tavallinen palvelu", "tavallinen palvelu", "ordinary service")
    assert (plan.data.delimiter, plan.data.sheet, plan.data.header_row) == ("tab", "Aineisto", 3)
    assert plan.design.take_up == (("A", "trained_a"), ("B", "trained_b"))
    assert plan.flow.drawn == (("A", 297), ("C", 425))
    assert plan.lock.registered_on == date(2026, 1, 15)
    assert [outcome.primary for outcome in plan.outcomes] == [False, True]
    assert (plan.inference.std_error, plan.inference.level, plan.inference.seed) == ("CR1", 0.9, 7)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_plan_file_is_read_with_any_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(replaced('title = "A trial"', 'title = "Työkokeilu"').encode(encoding))
    plan = read_plan(path)
    assert plan.title.fi == "Työkokeilu"
    assert plan.file_sha256 is not None
    assert plan.file_sha256 != plan.sha256


def test_a_plan_that_is_not_there_is_said_by_name(tmp_path: Path) -> None:
    refusal_of(lambda: read_plan(tmp_path / "plan.toml"), "plan_unreadable", "plan.toml")


def test_a_plan_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(b'format = 1\ntitle = "ty\xf6"\n')
    refusal_of(lambda: read_plan(path), "plan_encoding", "2", "UTF-8")


@pytest.mark.parametrize(
    ("plan", "line"),
    [("title = \n", "1"), (SMALLEST + "kind = = 1", "12"), ('title = "a"\ntitle = "b"', "2"), ("{,", "1")],
)
def test_what_is_not_toml_is_refused_with_its_line(plan: str, line: str) -> None:
    refusal_of(lambda: parse_plan(plan), "plan_syntax", line)


@pytest.mark.parametrize("line", ['title = "A trial"', 'kind = "trial"', 'arm = "treat"', "control = 0", 'name = "y"'])
def test_a_required_key_that_is_missing_is_named(line: str) -> None:
    key = line.split(" ")[0]
    refusal_of(lambda: parse_plan(without(line)), "plan_missing_key", key)


def test_an_unknown_key_is_refused_with_its_section_and_the_nearest_known_key() -> None:
    plan = with_keys("design", 'stratum = ["site"]')
    refusal_of(lambda: parse_plan(plan), "plan_unknown_key", "stratum", "[design]", "strata")


def test_an_unknown_key_at_the_top_and_within_an_outcome_is_refused() -> None:
    refusal_of(lambda: parse_plan('titel = "x"\n' + SMALLEST), "plan_unknown_key", "titel", "title")
    plan = with_keys("[outcome]", "smallest_relevent = 1")
    refusal_of(lambda: parse_plan(plan), "plan_unknown_key", "[[outcome]] 1", "smallest_relevant")


def test_an_unknown_key_near_to_nothing_lists_the_known_ones() -> None:
    refusal_of(lambda: parse_plan(with_keys("lock", "zzzz = 1")), "plan_unknown_key_far", "zzzz", "registered_on")


@pytest.mark.parametrize(
    "plan",
    [
        SMALLEST + '\n[[subgroup]]\ncolumn = "sex"',
        SMALLEST + '\n[multiplicity]\nmethod = "holm"',
        with_keys("design", 'scheme = "waiting_list"'),
        with_keys("[outcome]", 'wave = "month6"'),
    ],
)
def test_words_of_later_versions_are_known_and_refused(plan: str) -> None:
    refusal_of(lambda: parse_plan(plan), "plan_later_key")


@pytest.mark.parametrize("kind", ["comparison", "staggered", "threshold", "duration", "transitions", "synthesis"])
def test_a_kind_of_design_that_is_not_built_is_refused_by_name(kind: str) -> None:
    refusal_of(lambda: parse_plan(replaced('kind = "trial"', f'kind = "{kind}"')), "plan_kind_later", kind)


def test_a_duration_is_refused_saying_so() -> None:
    plan = replaced('kind = "amount"', 'kind = "duration"\ntime = "weeks"')
    refusal_of(lambda: parse_plan(plan), "plan_outcome_duration", "duration", "[[outcome]] 1")


def test_a_later_format_is_refused_before_its_keys_are_looked_at() -> None:
    plan = "format = 2\nnew_word = 1\n" + SMALLEST
    refusal_of(lambda: parse_plan(plan), "plan_format_later", "2", __version__)


@pytest.mark.parametrize("given", ["0", '"1"', "1.0", "true"])
def test_a_format_that_is_no_number_of_one_is_refused(given: str) -> None:
    refusal_of(lambda: parse_plan(f"format = {given}\n" + SMALLEST), "plan_format_wrong", "format")


@pytest.mark.parametrize(
    ("section", "line", "key"),
    [
        ("design", 'strata = "site"', "[design] strata"),
        ("design", "cluster = 3", "[design] cluster"),
        ("design", "take_up = {}", "[design] take_up"),
        ("data", "sheet = 0", "[data] sheet"),
        ("data", "header_row = 0", "[data] header_row"),
        ("data", 'encoding = "klingon"', "[data] encoding"),
        ("data", 'encoding = "base64"', "[data] encoding"),
        ("flow", 'drawn = { "0" = 12.5 }', "[flow] drawn"),
        ("lock", 'registered_on = "soon"', "[lock] registered_on"),
        ("inference", "level = 95", "[inference] level"),
        ("inference", "seed = -1", "[inference] seed"),
        ("inference", "randomisation_draws = true", "[inference] randomisation_draws"),
        ("[outcome]", 'primary = "yes"', "[[outcome]] 1 primary"),
        ("[outcome]", "smallest_relevant = 0", "[[outcome]] 1 smallest_relevant"),
        ("[outcome]", "label = { de = 'x' }", "[[outcome]] 1 label"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_its_place(section: str, line: str, key: str) -> None:
    refusal_of(lambda: parse_plan(with_keys(section, line)), "plan_wrong_type", key)


def test_a_smallest_relevant_share_is_a_share() -> None:
    plan = with_keys("[outcome]", "smallest_relevant = 3", plan=replaced('kind = "amount"', 'kind = "yes_no"'))
    refusal_of(lambda: parse_plan(plan), "plan_wrong_type", "smallest_relevant")


def test_a_choice_that_does_not_exist_lists_those_that_do() -> None:
    refusal_of(
        lambda: parse_plan(with_keys("data", 'missing = "mean"')), "plan_wrong_choice", "refuse, drop, indicator"
    )
    plan = with_keys("inference", 'std_error = "hc2"')
    refusal_of(lambda: parse_plan(plan), "plan_wrong_choice_near", "hc2", "HC2")


def test_sections_that_are_no_sections_are_refused() -> None:
    refusal_of(lambda: parse_plan("data = 3\n" + SMALLEST), "plan_wrong_type", "[data]")
    plan = 'title = "x"\noutcome = 1\n[design]\nkind = "trial"\narm = "a"\ncontrol = 0\n'
    refusal_of(lambda: parse_plan(plan), "plan_wrong_type", "outcome")
    refusal_of(lambda: parse_plan("{}"), "plan_missing_key", "title")


def test_the_filter_is_read_with_the_plan() -> None:
    refusal_of(lambda: parse_plan(with_keys("data", 'where = "a = 1"')), "where_sign", "3")


def test_the_resolved_plan_is_read_as_json() -> None:
    plan = parse_plan(json.dumps({
        "title": "T", "language": None, "design": {"kind": "trial", "arm": "treat", "control": 0},
        "outcome": [{"name": "y", "kind": "amount"}], "lock": {"registered": "x", "registered_on": "2026-01-15"},
    }))  # fmt: skip
    assert plan.lock.registered_on == date(2026, 1, 15)

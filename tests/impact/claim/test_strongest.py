from dataclasses import replace

from oppiva.impact.claim.circumstances import Circumstances
from oppiva.impact.claim.gate import judge
from oppiva.impact.claim.strongest import refused_sentences

from .case_files import spaces
from .studies import EARNINGS, IN_WORK, a_plan, a_result, an_estimate


def refused(plan, row, circumstances=None):
    result = a_result(plan, row)
    (claim,) = judge(plan, result, circumstances)
    return [(spaces(said.fi), spaces(why.fi)) for said, why in refused_sentences(plan, result, claim)]


def test_an_effect_may_not_be_said_of_other_places():
    assert refused(a_plan(), an_estimate()) == [
        (
            "Ansiot 1978: toimenpide parantaa tulosta muuallakin.",
            "Tulos koskee vain tutkittuja henkilöitä: 320 ja 318 henkilöä.",
        )
    ]


def test_when_a_trial_cannot_tell_neither_an_effect_nor_its_absence_may_be_said():
    plan = a_plan(IN_WORK)
    found = refused(plan, an_estimate(IN_WORK, 0.0625, 0.0935, p_value=0.19))
    assert [said for said, _ in found[1:]] == [
        "Työssä 6 kk kuluttua: toimenpide paransi tulosta.",
        "Työssä 6 kk kuluttua: näyttö viittaa siihen, että toimenpide paransi tulosta.",
        "Työssä 6 kk kuluttua: toimenpiteellä ei ollut vaikutusta.",
    ]
    assert found[1][1] == "Väli −3,1 … 15,6 sisältää nollan (p = 0,19)."
    assert found[3][1] == "Aineistoon sopivat erot −3,1 … 15,6 prosenttiyksikköä."


def test_the_refusal_of_an_effect_gives_the_reserves_of_an_indication():
    _, (said, why) = refused(a_plan(written="after_outcomes_known"), an_estimate())
    assert said == "Ansiot 1978: toimenpide paransi tulosta."
    assert why == "Analyysisuunnitelma tehtiin, kun tulokset jo tunnettiin."


def test_what_the_system_knew_when_it_judged_is_remembered():
    _, (_, why) = refused(a_plan(), an_estimate(), Circumstances(locked_before_opened_here=False))
    assert why == "Analyysisuunnitelma tehtiin, kun tulokset jo tunnettiin."


def test_small_at_most_is_not_no_effect():
    plan = a_plan(replace(EARNINGS, smallest_relevant=600.0))
    said, why = refused(plan, an_estimate(plan.outcomes[0], 20.0))[-1]
    assert said == "Ansiot 1978: toimenpiteellä ei ollut vaikutusta."
    assert why == "Aineistoon sopivat erot −170 … 210 euroa, ja merkittävän eron rajana pidettiin 600 euroa."


def test_an_unfavourable_direction_is_named_as_such():
    plan = a_plan(written="after_outcomes_known")
    said = refused(plan, an_estimate(estimate=-310.0))[1][0]
    assert said == "Ansiot 1978: toimenpide heikensi tulosta."

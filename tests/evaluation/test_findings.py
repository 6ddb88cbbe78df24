"""Findings: written on a claim, checked against the gate, confirmed by people, published."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError

from factories.evaluation import FITS, LOOK_AGAIN, SEVERAL, TOO_STRONG, done
from factories.studies import PLAN, World
from oppiva.core.refusal import Refused
from oppiva.evaluation.confirming import confirm_finding, publish_finding
from oppiva.evaluation.models import Finding, FindingVersion
from oppiva.evaluation.strength import claim_sentence, sentence_beside, strongest_sentence
from oppiva.evaluation.writing import Sources, reword_finding, use_strongest, write_finding
from oppiva.studies.models import Run


@pytest.fixture
def run(world: World) -> Run:
    """A run that cannot tell."""
    found = done(world)
    assert found.claims[0]["level"] == "inconclusive"
    return found


@pytest.fixture
def ungraded(world: World) -> Run:
    """A run whose design carries nothing of effect: people analysed in the arm they took part in."""
    found = done(world, PLAN.replace('reference = "the', 'analysed_as = "took_part"\nreference = "the'))
    assert found.claims[0]["grade"] <= 2
    return found


def test_a_finding_carries_the_level_of_its_claim_and_not_one_that_is_typed(world: World, run: Run) -> None:
    finding = write_finding(world.evaluator, run, "e1", FITS)
    assert (finding.level, finding.number) == ("inconclusive", 1)
    assert finding.claim == run.claim_on("e1")


def test_each_language_is_checked_by_itself(world: World, run: Run) -> None:
    version = write_finding(world.evaluator, run, "e1", {**FITS, "en": TOO_STRONG["en"]}).current
    assert (version.wording_fi, version.wording_sv, version.wording_en) == ("fits", "fits", "too_strong")
    assert version.wording == "too_strong"
    assert version.words["en"][0]["words"] == "increased"
    assert set(version.words["en"][0]["because"]) == {"fi", "sv", "en"}


def test_words_that_fit_are_confirmed_by_one_person_and_published(world: World, run: Run) -> None:
    finding = write_finding(world.evaluator, run, "e1", FITS)
    confirm_finding(world.evaluator, finding)
    published = publish_finding(world.commissioner, finding)
    assert (published.state, published.published_by) == ("published", world.commissioner)
    assert sentence_beside(published) is None


def test_words_to_look_at_again_need_a_second_person(world: World, run: Run) -> None:
    finding = write_finding(world.evaluator, run, "e1", LOOK_AGAIN)
    assert finding.current.wording == "look_again"
    with pytest.raises(Refused, match="second look"):
        confirm_finding(world.evaluator, finding)
    assert confirm_finding(world.colleague, finding).kind == "second_look"


def test_words_that_are_too_strong_are_not_published(world: World, run: Run) -> None:
    finding = write_finding(world.evaluator, run, "e1", TOO_STRONG)
    for person in (world.evaluator, world.colleague):
        with pytest.raises(Refused, match="more than the design allows"):
            confirm_finding(person, finding)
    with pytest.raises(Refused, match="stand behind"):
        publish_finding(world.colleague, finding)


def test_an_override_takes_a_reason_and_a_second_person_and_the_gates_sentence_beside(world: World, run: Run) -> None:
    finding = write_finding(world.evaluator, run, "e1", TOO_STRONG)
    with pytest.raises(Refused, match="second look"):
        confirm_finding(world.evaluator, finding, override_reason="the minister said so")
    confirmation = confirm_finding(world.colleague, finding, override_reason="quoted from the programme's aims")
    assert (confirmation.kind, confirmation.written_by) == ("override", world.evaluator)
    published = publish_finding(world.evaluator, finding)
    assert sentence_beside(published) == claim_sentence(finding)


def test_one_click_uses_the_strongest_sentence_and_it_fits(world: World, run: Run) -> None:
    finding = write_finding(world.evaluator, run, "e1", TOO_STRONG)
    version = use_strongest(world.evaluator, finding)
    assert version.wording == "fits"
    assert version.text_fi == strongest_sentence(finding).fi
    assert finding.versions.get(number=1).text_fi == TOO_STRONG["fi"]


def test_an_effect_may_be_called_one_and_not_the_other_way_round(world: World) -> None:
    run = done(world, effect=0.6)
    assert (run.claims[0]["level"], run.claims[0]["verdict"]) == ("effect", "favourable")
    right = write_finding(world.evaluator, run, "e1", TOO_STRONG).current
    assert (right.wording_fi, right.wording_en) == ("fits", "fits")
    wrong = write_finding(world.evaluator, run, "e1", {"en": "The early meeting harmed employment."}).current
    assert wrong.wording_en == "too_strong"


def test_below_an_association_a_finding_is_a_lesson_by_default(world: World, ungraded: Run) -> None:
    assert write_finding(world.evaluator, ungraded, "e1", FITS).level == "lesson"


def test_several_sources_and_a_described_model_make_a_promising_practice(world: World, ungraded: Run) -> None:
    finding = write_finding(world.evaluator, ungraded, "e1", FITS, rests_on=SEVERAL)
    assert finding.level == "promising_practice"
    sentence = strongest_sentence(finding)
    assert FITS["fi"].rstrip(".") in sentence.fi
    assert sentence.fi.startswith("Lupaava käytäntö")
    assert "3" in sentence.en


@pytest.mark.parametrize(
    "sources",
    [
        Sources(strength="single", sources=3, model_described=True, counter_evidence_answered=True),
        Sources(strength="supported", sources=1, model_described=True, counter_evidence_answered=True),
        Sources(strength="supported", sources=3, model_described=False, counter_evidence_answered=True),
        Sources(strength="supported", sources=3, model_described=True, counter_evidence_answered=False),
    ],
)
def test_one_thing_missing_leaves_a_lesson(world: World, ungraded: Run, sources: Sources) -> None:
    assert write_finding(world.evaluator, ungraded, "e1", FITS, rests_on=sources).level == "lesson"


def test_sources_do_not_lift_a_trial_that_cannot_tell(world: World, run: Run) -> None:
    assert write_finding(world.evaluator, run, "e1", FITS, rests_on=SEVERAL).level == "inconclusive"


def test_new_words_make_a_draft_again_and_lose_none_of_the_old(world: World, run: Run) -> None:
    finding = write_finding(world.evaluator, run, "e1", FITS)
    confirm_finding(world.evaluator, finding)
    publish_finding(world.evaluator, finding)
    reword_finding(world.colleague, finding, LOOK_AGAIN, reason="shorter")
    finding.refresh_from_db()
    assert (finding.state, finding.published_at) == ("draft", None)
    assert finding.versions.count() == 2
    assert finding.versions.get(number=1).confirmation.confirmed_by == world.evaluator


def test_new_words_need_a_reason(world: World, run: Run) -> None:
    finding = write_finding(world.evaluator, run, "e1", FITS)
    with pytest.raises(Refused, match="Say why"):
        reword_finding(world.evaluator, finding, LOOK_AGAIN, reason=" ")


def test_two_people_wording_at_once_do_not_overwrite_each_other(world: World, run: Run) -> None:
    finding = write_finding(world.evaluator, run, "e1", FITS)
    reword_finding(world.colleague, finding, LOOK_AGAIN, reason="shorter", seen=1)
    with pytest.raises(Refused, match="Somebody worded"):
        reword_finding(world.evaluator, finding, FITS, reason="longer", seen=1)


def test_a_finding_says_something_and_rests_on_a_claim(world: World, run: Run) -> None:
    with pytest.raises(Refused, match="at least one language"):
        write_finding(world.evaluator, run, "e1", {"fi": "  "})
    with pytest.raises(Refused, match="no claim"):
        write_finding(world.evaluator, run, "e99", FITS)


def test_who_may_write_confirm_and_see(world: World, run: Run) -> None:
    for person in (world.commissioner, world.outsider):
        with pytest.raises(PermissionDenied):
            write_finding(person, run, "e1", FITS)
    finding = write_finding(world.evaluator, run, "e1", FITS)
    for person in (world.commissioner, world.outsider):
        with pytest.raises(PermissionDenied):
            confirm_finding(person, finding)
    assert Finding.objects.visible_to(world.colleague).count() == 1
    assert Finding.objects.visible_to(world.commissioner).count() == 0
    assert Finding.objects.visible_to(world.outsider).count() == 0
    confirm_finding(world.evaluator, finding)
    assert Finding.objects.visible_to(world.commissioner).count() == 1
    assert Finding.objects.visible_to(world.outsider).count() == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE evaluation_finding SET state = 'published', published_by_id = created_by_id, published_at = now()",
        "UPDATE evaluation_finding SET state = 'confirmed';"
        "UPDATE evaluation_finding SET state = 'published', published_by_id = created_by_id, published_at = now()",
        "UPDATE evaluation_finding SET claim = '{}'",
        "DELETE FROM evaluation_finding",
        "UPDATE evaluation_findingversion SET text_fi = 'toinen'",
        "DELETE FROM evaluation_findingversion",
        "TRUNCATE evaluation_findingversion CASCADE",
        "INSERT INTO evaluation_findingconfirmation (version_id, kind, written_by_id, confirmed_by_id, reason, at) "
        "SELECT id, 'override', by_id, by_id, 'because', now() FROM evaluation_findingversion",
        "INSERT INTO evaluation_findingconfirmation (version_id, kind, written_by_id, confirmed_by_id, reason, at) "
        "SELECT id, 'override', by_id, by_id + 1, '', now() FROM evaluation_findingversion",
    ],
)
def test_the_database_refuses_what_the_rules_refuse(world: World, run: Run, sql: str) -> None:
    write_finding(world.evaluator, run, "e1", TOO_STRONG)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_to_publish_too_strong_words_confirmed_as_fitting(world: World, run: Run) -> None:
    finding = write_finding(world.evaluator, run, "e1", TOO_STRONG)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO evaluation_findingconfirmation"
            " (version_id, kind, written_by_id, confirmed_by_id, reason, at)"
            " SELECT id, 'fits', by_id, by_id, '', now() FROM evaluation_findingversion"
        )
        cursor.execute("UPDATE evaluation_finding SET state = 'confirmed'")
    finding.refresh_from_db()
    with pytest.raises(DatabaseError, match="not been confirmed"), transaction.atomic():
        publish_finding(world.colleague, finding)
    assert FindingVersion.objects.count() == 1
